package script

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options are what a Runner is made with. A zero number has the default written
// beside it.
type Options struct {
	// Name is the bar's, which scripts get as BAR_NAME.
	Name string
	// Dir is the folder in which scripts run, and their CONFIG_DIR, until
	// Config says another.
	Dir string
	// Env is the environment of every script, as of os.Environ.
	Env []string
	// Commands is a folder that scripts look for commands in when all of PATH
	// has none; "" is no folder.
	Commands string
	// Dialect is a folder that scripts look for commands in before all of PATH;
	// "" is no folder.
	Dialect string
	// Log is told what scripts print, a line at a time, and what is wrong with
	// them. It is called from many goroutines and must not wait for the caller
	// of Run; nil keeps silent.
	Log func(line string)
	// Lua takes a configuration that is written in Lua, from a goroutine of its
	// own; nil runs it like any other.
	Lua func(path string)
	// Configured is told when a configuration that is not in Lua came to its end,
	// from a goroutine of its own, with the number that Config gave it. It may be nil.
	Configured func(number int)
	// Limit is how long a script may take (60 s). What it has started may take
	// longer.
	Limit time.Duration
	// Max is the number of scripts that run at a time (64), and MaxPerItem that
	// of one item (16). Half of Max is kept for items of which none runs.
	Max, MaxPerItem int
	// Turn is how long a run of an item waits for the one before to end (100 ms):
	// what quick scripts show is then what happened last. It is less while more
	// than MaxPerItem wait, which would take too long to catch up.
	Turn time.Duration
	// MaxWaiting is how many runs of one item wait (256). For one more the oldest
	// with its SENDER is dropped, or else the oldest.
	MaxWaiting int
	// Output is how much of what one run prints goes to the log, in bytes (8 KiB).
	Output int
}

// Runner runs the scripts of one bar. It is safe for use by several goroutines.
type Runner struct {
	options Options
	env     []string // of every script but for CONFIG_DIR
	path    string   // the PATH in it

	mu       sync.Mutex
	dir      string
	closed   bool
	running  int
	items    map[string]*queue
	waiting  []*queue // those with waiting runs, in the order in which they get places
	daemons  []*output
	lastSaid map[string]string // the last complaint about each item's script
	configs  int               // how many configurations were asked for
	// endConfig ends the one that runs, if it still does; nil before the first.
	endConfig func()
}

// queue is one item's runs.
type queue struct {
	item    string
	running int
	waiting []run
	latest  *start // nil before the first
}

// start is when a run began.
type start struct {
	at   time.Time
	over bool
}

// run is one script that is to run.
type run struct {
	item string
	text string
	env  []string
	// config says that text is the path of a configuration, the number-th one.
	config bool
	number int
}

// sender is the event for which the script runs.
func (r run) sender() string {
	for _, entry := range slices.Backward(r.env) {
		if event, ok := strings.CutPrefix(entry, "SENDER="); ok {
			return event
		}
	}
	return ""
}

// equal says whether another run would do the same.
func (r run) equal(other run) bool { return r.text == other.text && slices.Equal(r.env, other.env) }

// String names the run in the log.
func (r run) String() string {
	if r.config {
		return "the configuration"
	}
	return "the script of " + r.item
}

// New makes a Runner. Nothing runs yet.
func New(o Options) *Runner {
	if o.Log == nil {
		o.Log = func(string) {}
	}
	o.Limit = cmp.Or(o.Limit, time.Minute)
	o.Max = cmp.Or(o.Max, 64)
	o.MaxPerItem = cmp.Or(o.MaxPerItem, 16)
	o.Turn = cmp.Or(o.Turn, 100*time.Millisecond)
	o.MaxWaiting = cmp.Or(o.MaxWaiting, 256)
	o.Output = cmp.Or(o.Output, 8<<10)
	path := cmp.Or(lookUp(o.Env, "PATH"), "/usr/local/bin:/usr/bin:/bin")
	if o.Commands != "" {
		path += string(filepath.ListSeparator) + o.Commands
	}
	if o.Dialect != "" {
		path = o.Dialect + string(filepath.ListSeparator) + path
	}
	return &Runner{
		options: o, path: path,
		env: append(slices.Clone(o.Env), "PATH="+path, "BAR_NAME="+o.Name),
		dir: o.Dir, items: map[string]*queue{}, lastSaid: map[string]string{},
	}
}

// Path is where scripts look for commands, as the variable PATH has it.
func (r *Runner) Path() string { return r.path }

// Run runs an item's script, with env beside the environment of every script,
// and returns at once. It waits for its turn and, when all places are taken, for
// a place. A routine that waits already stands for one more like it.
func (r *Runner) Run(item, text string, env []string) {
	if text == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.closed {
		r.add(run{item: item, text: text, env: slices.Clone(env)})
	}
}

// Config runs the configuration at the path, in its folder, and returns at
// once. From now on all scripts run in that folder. The file's owner may
// execute it afterwards (SketchyBar's 6.2). A configuration that still runs is
// ended, or both would make the items; scripts go on.
func (r *Runner) Config(path string) (number int) {
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return r.configs
	}
	r.dir = filepath.Dir(path)
	r.configs++
	if r.endConfig != nil {
		r.endConfig()
	}
	r.add(run{text: path, config: true, number: r.configs})
	return r.configs
}

// Close forgets the runs that wait and takes no more. Scripts that run go on
// without anybody who reads what they print, or ends them at their limit.
func (r *Runner) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	r.waiting = nil
	clear(r.items)
	for _, d := range r.daemons {
		d.close()
	}
	r.daemons = nil
}

// onlyConfig keeps what ends a configuration that has just started, and says
// whether it is still the one that is asked for.
func (r *Runner) onlyConfig(started run, end func()) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if started.number == r.configs {
		r.endConfig = end
	}
	return started.number == r.configs
}

// configs is the queue of configurations. It has places of its own, so that
// scripts cannot keep a reload waiting.
const configs = ""

func (r *Runner) add(next run) {
	q := r.items[next.item]
	if q == nil {
		q = &queue{item: next.item}
		r.items[next.item] = q
	}
	if len(q.waiting) == 0 && r.turn(q) <= 0 && r.place(q) {
		r.start(q, next)
		return
	}
	if len(q.waiting) == 0 {
		r.waiting = append(r.waiting, q)
		r.wake(q)
	}
	sender := next.sender()
	if sender == "routine" && slices.ContainsFunc(q.waiting, next.equal) {
		return
	}
	if len(q.waiting) >= r.options.MaxWaiting {
		oldest := slices.IndexFunc(q.waiting, func(w run) bool { return w.sender() == sender })
		q.waiting = slices.Delete(q.waiting, max(oldest, 0), max(oldest, 0)+1)
	}
	q.waiting = append(q.waiting, next)
}

// turn is for how long an item's next run is to wait for the one before.
func (r *Runner) turn(q *queue) time.Duration {
	if q.latest == nil || q.latest.over || q.item == configs {
		return 0
	}
	turn := r.options.Turn
	if n, few := len(q.waiting), r.options.MaxPerItem; n > few {
		turn = turn * time.Duration(few) / time.Duration(n)
	}
	return time.Until(q.latest.at.Add(turn))
}

// wake looks again when the turn of an item's next run comes, whatever the one
// before does.
func (r *Runner) wake(q *queue) {
	if wait := r.turn(q); wait > 0 {
		time.AfterFunc(wait, func() {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.fill()
		})
	}
}

// place says whether there is room for one more of an item's runs.
func (r *Runner) place(q *queue) bool {
	switch {
	case q.running >= r.options.MaxPerItem:
		return false
	case q.item == configs:
		return true
	case q.running == 0:
		return r.running < r.options.Max
	}
	return r.running < max(r.options.Max/2, 1)
}

func (r *Runner) start(q *queue, next run) {
	q.running++
	if q.item != configs {
		r.running++
	}
	dir, began := r.dir, &start{at: time.Now()}
	q.latest = began
	go func() {
		r.perform(next, dir)
		r.ended(q, began)
	}()
}

// ended gives the place and the turn of a run to those that wait.
func (r *Runner) ended(q *queue, began *start) {
	r.mu.Lock()
	defer r.mu.Unlock()
	began.over = true
	q.running--
	if q.item != configs {
		r.running--
	}
	if q.running == 0 && len(q.waiting) == 0 && r.items[q.item] == q {
		delete(r.items, q.item)
	}
	r.fill()
}

// fill starts the runs that wait and may start.
func (r *Runner) fill() {
	for i := 0; i < len(r.waiting); {
		q := r.waiting[i]
		if r.turn(q) > 0 || !r.place(q) {
			i++
			continue
		}
		next := q.waiting[0]
		q.waiting = slices.Delete(q.waiting, 0, 1)
		// Items take turns.
		r.waiting = slices.Delete(r.waiting, i, i+1)
		if len(q.waiting) > 0 {
			r.waiting = append(r.waiting, q)
		}
		r.start(q, next)
		if len(q.waiting) > 0 {
			r.wake(q)
		}
	}
}

// perform runs a script to its end.
func (r *Runner) perform(next run, dir string) {
	env := append(slices.Clone(r.env), "CONFIG_DIR="+dir)
	for _, entry := range next.env {
		// A NUL would keep the script from starting.
		if strings.Contains(entry, "=") && !strings.Contains(entry, "\x00") {
			env = append(env, entry)
		}
	}
	getenv := func(name string) string { return lookUp(env, name) }
	var argv []string
	var err error
	if next.config {
		argv, err = r.configCommand(next.text, getenv("PATH"))
	} else {
		argv, err = command(next.text, dir, getenv)
	}
	if err == nil && argv != nil {
		err = r.execute(next, argv, dir, env)
		if next.config && r.options.Configured != nil {
			r.options.Configured(next.number)
		}
	}
	r.complain(next, err)
}

// configCommand is the argument vector that runs a configuration; nil if Lua
// takes it.
func (r *Runner) configCommand(path, folders string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode()&0o100 == 0 {
		// It runs without, too; other programs may want to run it.
		_ = os.Chmod(path, info.Mode().Perm()|0o100)
	}
	i, err := interpreterOf(path, folders)
	if r.options.Lua != nil && strings.HasPrefix(i.name, "lua") {
		r.options.Lua(path)
		return nil, nil
	}
	return append(i.argv, path), err
}

// complain says once what keeps a script from running, and again after it ran.
func (r *Runner) complain(next run, err error) {
	sentence := ""
	if err != nil {
		sentence = fmt.Sprintf("%v cannot run: %v", next, err)
	}
	const most = 1000 // items
	r.mu.Lock()
	said := r.lastSaid[next.item] == sentence
	if sentence == "" {
		delete(r.lastSaid, next.item)
	} else if len(r.lastSaid) < most {
		r.lastSaid[next.item] = sentence
	}
	r.mu.Unlock()
	if sentence != "" && !said {
		r.options.Log(sentence)
	}
}

// lookUp is a variable's value in an environment, in which the last counts.
func lookUp(env []string, name string) string {
	for _, entry := range slices.Backward(env) {
		if value, ok := strings.CutPrefix(entry, name); ok && strings.HasPrefix(value, "=") {
			return value[1:]
		}
	}
	return ""
}
