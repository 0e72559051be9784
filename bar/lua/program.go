package lua

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	glua "github.com/yuin/gopher-lua"
)

// Helper is the mach_helper that an item gets when Lua subscribes it to an
// event: the bar gives the item's events to Program.Event instead of to a
// script.
const Helper = "git.lua.sketchybar"

// Options say what a program runs against. Send is required; its calls, and
// those of Log and Problem, come from the program's goroutine and from those
// of its commands.
type Options struct {
	// Send gives the bar one message and returns its reply.
	Send func(args []string) string
	// SendTo is Send for another bar, which the program names with
	// set_bar_name. With nil such messages are dropped, with a line in the log.
	SendTo func(bar string, args []string) string
	// Exec runs a command of sbar.exec with sh, without waiting for it. done is
	// nil if nobody wants the outcome. With nil the program runs it itself.
	Exec func(ctx context.Context, command string, done func(output string, code int))
	// Log takes a line for the bar's log.
	Log func(string)
	// Problem takes an error that the person who wrote the configuration
	// should see. Each is told once.
	Problem func(string)
	// Dir is the configuration's folder, where relative paths and modules
	// are looked for and commands run; the file's folder if empty. Name is
	// the bar's name.
	Dir, Name string
	// Env holds variables beside those of the process, as NAME=VALUE.
	Env []string
	// ConfigLimit and CallbackLimit are how long Lua may run for the whole
	// configuration, 10 s if zero, and for one callback, 2 s if zero. Waiting
	// for os.execute and io.popen does not count.
	ConfigLimit, CallbackLimit time.Duration
	// CommandLimit is how long a command may take that Lua waits for or
	// whose outcome it wants; 60 s if zero.
	CommandLimit time.Duration
	// MemoryLimit is by how many bytes one stretch of Lua may make the
	// process grow; 256 MB if zero.
	MemoryLimit uint64
}

// Events is how many events can wait. In a full queue an event takes the
// place of an earlier one of the same item and kind.
const Events = 256

// Program is a configuration that runs.
type Program struct {
	o       Options
	ctx     context.Context
	cancel  context.CancelFunc
	meter   *meter
	queue   *queue
	loaded  chan struct{}
	done    chan struct{}
	full    atomic.Bool // whether the log knows that the queue is full
	load    sync.Once
	running chan struct{} // a place for each command that runs
	waiting atomic.Int64  // commands that run or wait

	mu       sync.Mutex
	problems map[string]bool

	// Owned by the program's goroutine.
	state     *glua.LState
	file      string
	bar       string // whom messages go to
	batch     []string
	batching  bool
	callbacks map[[2]string]*glua.LFunction
	named     int // names given so far
	delays    int
	exited    bool
	environ   map[string]string
}

// Is says whether a configuration is one for Run: its name ends in .lua, or
// its first line asks for a Lua.
func Is(file string) bool {
	if strings.HasSuffix(file, ".lua") {
		return true
	}
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	start := make([]byte, 256)
	n, _ := f.Read(start)
	line, _, _ := strings.Cut(string(start[:n]), "\n")
	if !strings.HasPrefix(line, "#!") {
		return false
	}
	for _, word := range strings.Fields(line[2:]) {
		if base := filepath.Base(word); strings.HasPrefix(base, "lua") {
			return true
		}
	}
	return false
}

// Run starts the configuration in file. It returns once the file has been
// read and is known to be Lua, without waiting for what it does; Loaded says
// when that is over. The program ends with ctx or Close.
//
// After an error what the configuration did before it stays, and its
// callbacks are served; the error is a Problem.
func Run(ctx context.Context, file string, o Options) (*Program, error) {
	file, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the bar's configuration cannot be read: %w", err)
	}
	o.fill(file)
	p := &Program{
		o: o, file: file, bar: o.Name,
		meter: newMeter(o.MemoryLimit), queue: newQueue(Events),
		loaded: make(chan struct{}), done: make(chan struct{}),
		running:   make(chan struct{}, atOnce),
		problems:  map[string]bool{},
		callbacks: map[[2]string]*glua.LFunction{},
		environ:   map[string]string{},
	}
	for _, v := range o.Env {
		key, value, _ := strings.Cut(v, "=")
		p.environ[key] = value
	}
	p.ctx, p.cancel = context.WithCancel(ctx)
	p.open()
	main, err := compile(p.state, file, string(source), nil)
	if err != nil {
		p.cancel()
		p.state.Close()
		return nil, errors.New(strings.TrimSpace(err.Error()))
	}
	context.AfterFunc(p.ctx, func() { p.meter.end(errClosed) })
	go p.run(main)
	return p, nil
}

var errClosed = errors.New("the program has ended")

func (o *Options) fill(file string) {
	if o.Dir == "" {
		o.Dir = filepath.Dir(file)
	}
	if o.Log == nil {
		o.Log = func(string) {}
	}
	if o.Problem == nil {
		o.Problem = func(string) {}
	}
	if o.ConfigLimit == 0 {
		o.ConfigLimit = 10 * time.Second
	}
	if o.CallbackLimit == 0 {
		o.CallbackLimit = 2 * time.Second
	}
	if o.CommandLimit == 0 {
		o.CommandLimit = time.Minute
	}
	if o.MemoryLimit == 0 {
		o.MemoryLimit = 256 << 20
	}
}

// Loaded is closed when the configuration has run, up to its event loop, and
// callbacks are served.
func (p *Program) Loaded() <-chan struct{} { return p.loaded }

// Done is closed when the program has ended.
func (p *Program) Done() <-chan struct{} { return p.done }

// Event gives an event to the callback that item has for it, if there is one.
// env are the variables that a script would get; those that hold JSON become
// tables. It never waits.
func (p *Program) Event(item, event string, env map[string]string) {
	ok := p.queue.add(job{item: item, event: event, do: func() { p.happen(item, event, env) }})
	if ok {
		p.full.Store(false)
	} else if !p.full.Swap(true) {
		p.o.Log(fmt.Sprintf("%d events wait for Lua; the newest are dropped until it has caught up", Events))
	}
}

// Close ends the program: Lua stops where it is, and commands whose outcome it
// wants are killed. It returns when that is so, or after a second.
func (p *Program) Close() {
	p.cancel()
	select {
	case <-p.done:
	case <-time.After(time.Second):
	}
}

func (p *Program) run(main *glua.LFunction) {
	defer close(p.done)
	defer p.load.Do(func() { close(p.loaded) })
	// A defect of the interpreter must not take the bar with it.
	defer func() {
		if r := recover(); r != nil {
			p.problem(fmt.Sprintf("%s: Lua broke down: %v", p.file, r), "")
		}
	}()
	p.meter.begin(p.o.ConfigLimit)
	err := p.state.CallByParam(glua.P{Fn: main, Protect: true})
	p.meter.pause()
	if p.ctx.Err() != nil || p.exited {
		return
	}
	if err == nil {
		if len(p.batch) > 0 {
			p.problem(p.file+": begin_config has no end_config, so its messages are not sent", "")
		}
		p.cancel()
		return
	}
	p.report(err)
	p.commit()
	p.send("--update")
	p.serve()
}

// serve runs callbacks until the program ends.
func (p *Program) serve() {
	p.meter.pause()
	p.load.Do(func() { close(p.loaded) })
	for {
		j, ok := p.queue.next(p.ctx)
		if !ok || p.exited {
			return
		}
		j.do()
	}
}

// call runs a callback: one batch of messages (SbarLua sends it when the
// callback is over, after an error too).
func (p *Program) call(f *glua.LFunction, args ...glua.LValue) {
	if p.ctx.Err() != nil {
		return
	}
	p.batching = true
	p.meter.begin(p.o.CallbackLimit)
	err := p.state.CallByParam(glua.P{Fn: f, Protect: true}, args...)
	p.meter.pause()
	if err != nil && p.ctx.Err() == nil && !p.exited {
		p.report(err)
	}
	p.commit()
}

func (p *Program) happen(item, event string, env map[string]string) {
	f := p.callbacks[[2]string{item, event}]
	if f == nil {
		return
	}
	t := p.state.NewTable()
	t.RawSetString("NAME", glua.LString(item))
	t.RawSetString("SENDER", glua.LString(event))
	for key, value := range env {
		t.RawSetString(key, p.decoded(value))
	}
	p.call(f, t)
}

// report tells an error of Lua: its sentence as a problem, its traceback in
// the log.
func (p *Program) report(err error) {
	var e *glua.ApiError
	if !errors.As(err, &e) {
		p.problem(err.Error(), "")
		return
	}
	sentence := e.Object.String()
	if e.Object.Type() != glua.LTString && e.Object.Type() != glua.LTNumber {
		sentence = fmt.Sprintf("%s: the error value is a %s", p.file, e.Object.Type())
		if s, ok := p.state.CallMeta(e.Object, "__tostring").(glua.LString); ok {
			sentence = string(s)
		}
	}
	p.problem(sentence, e.StackTrace)
}

func (p *Program) problem(sentence, trace string) {
	sentence = strings.TrimSpace(sentence)
	p.o.Log(strings.TrimSpace(sentence + "\n" + trace))
	p.mu.Lock()
	told := p.problems[sentence]
	if len(p.problems) < 100 {
		p.problems[sentence] = true
	}
	p.mu.Unlock()
	if !told {
		p.o.Problem(sentence)
	}
}
