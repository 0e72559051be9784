package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"time"

	"perch/bar"
	"perch/bar/engine"
	"perch/bar/paint"
	"perch/bar/surface"
	"perch/internal/barcall"
	"perch/internal/ipc"
	"perch/internal/sysinfo"
)

// options are where the bar finds the world.
type options struct {
	socket  string // the agent's
	display string
	// name is the bar's, barcall.Default for the one that the agent starts.
	name string
	// calls is where messages for the bar arrive, "" for nowhere.
	calls string
	// script makes the bar, whatever the [bar] table says, if alone is set:
	// somebody started this bar by its name.
	script string
	alone  bool
	log    func(string)
	trace  io.Writer // messages and replies go there; nil for nowhere

	// machine is what the bar knows the machine by, the real one if nil.
	machine *sysinfo.Machine
	// now is the clock, time.Now if nil.
	now func() time.Time
}

// program is the running bar. One goroutine owns all of it.
type program struct {
	options
	agent   *agent
	display surface.Surface
	machine *sysinfo.Machine
	engine  *engine.Engine
	tracer  *tracer
	stage   *paint.Stage
	builtin *builtin
	history bar.History
	popup   popup
	icons   appIcons
	scripts *scripts
	journal journal
	before  *memory     // of the bar that ended, until it is taken over
	tasks   chan func() // what other goroutines want done here

	told  ipc.State // by the agent
	state ipc.State // the same in logical pixels
	known bool      // state has been told
	rc    string    // the sketchybarrc that makes the bar, "" for none
	// configured says that it came to its end.
	configured bool
	facts      engine.Facts // as the engine has them
	enabled    bool
	style      bar.Style
	event      string              // happens when the focused workspace changes
	notices    map[string][]string // notifications and the events that they make happen
	table      []byte              // the [bar] table that style is of

	placed  []surface.Window
	stale   bool // the screen may want the windows placed again
	laid    bool // nothing but the time has changed since the items were laid out
	painted time.Time
	moving  bool // something on the bar is animated
	exiting bool
}

// errLost is why the bar ends when its screen does.
var errLost = errors.New("the connection to the X server is closed")

// errExit is why the bar ends when a message says that it should.
var errExit = errors.New("a message ended the bar")

// serve shows the bars until ctx ends or the agent does, or until a message asks for
// the end, which is errExit.
func serve(ctx context.Context, o options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if o.now == nil {
		o.now = time.Now
	}
	if o.log == nil {
		o.log = func(string) {}
	}
	if o.name == "" {
		o.name = barcall.Default
	}
	var calls <-chan *barcall.Call
	if o.calls != "" {
		server, err := barcall.Listen(o.calls, o.name, barcall.Options{Log: o.log})
		if err != nil {
			return err
		}
		defer server.Close()
		calls = server.Calls()
	}
	p := &program{options: o, agent: follow(ctx, o.socket), builtin: newBuiltin(), icons: newAppIcons(), tasks: make(chan func()), notices: map[string][]string{}}
	state, ok := <-p.agent.states
	if !ok {
		return p.agent.err
	}
	var err error
	if p.display, err = surface.Open(o.display); err != nil {
		return err
	}
	defer p.display.Close()
	if p.machine = o.machine; p.machine == nil {
		p.machine = sysinfo.Open()
		p.machine.Display = o.display
	}
	defer p.machine.Close()
	p.stage = paint.NewStage(p.display.Scale())
	p.stage.AppIcon = p.windowIcon
	home, _ := os.UserHomeDir()
	p.engine = engine.New(engine.Options{
		Name: o.name, Home: home, Displays: displays(logical(state, p.display.Density()), p.display.Edge), Measure: p.stage, Resolve: realFile,
	})
	p.tracer = newTracer(p.engine, p.now, o.trace, &p.journal)
	p.journal.log = o.log
	if o.calls != "" && !o.alone {
		// Nobody starts one again that somebody started by its name.
		agent := os.Getppid()
		p.journal.path, p.journal.began, p.journal.head.agent = journalPath(o.calls), time.Now(), agent
		p.before = remembered(p.journal.path, agent)
	}
	p.scripts = newScripts(ctx, p)
	defer p.scripts.close()
	defer func() {
		if failure := recover(); failure != nil {
			p.journal.crashed()
			panic(failure)
		}
	}()
	p.take(state)
	err = p.loop(ctx, calls)
	if err == nil || errors.Is(err, errExit) {
		p.journal.forget()
	}
	return err
}

// loop turns what happens into pictures, one round for all that happened
// together.
func (p *program) loop(ctx context.Context, calls <-chan *barcall.Call) error {
	alarm := newAlarm()
	defer alarm.close()
	var frame <-chan time.Time // set while a picture waits for its time
	for !p.exiting {
		// What changes more often than displays show it, such as a title that
		// counts, is not seen anyway.
		if wait := p.display.FrameTime() - time.Since(p.painted); wait <= 0 {
			frame = nil
			if err := p.show(); err != nil {
				return err
			}
			p.journal.drawn()
			if p.journal.full(p.moving) {
				p.remember()
				p.journal.drawn()
			}
			p.carryOut() // the pointer may have left meanwhile
			if p.moving {
				frame = time.After(p.display.FrameTime())
			}
			alarm.set(p.next())
		} else if frame == nil {
			frame = time.After(wait)
		}
		passed := false // nothing but time
		select {
		case <-ctx.Done():
			return nil
		case state, ok := <-p.agent.states:
			if !ok {
				return p.agent.err
			}
			p.take(state)
		case event, ok := <-p.display.Events():
			if !ok {
				return errLost
			}
			if err := p.happen(event); err != nil {
				return err
			}
		case call := <-calls:
			call.Reply(p.tracer.do(call.Args))
		case task := <-p.tasks:
			task()
		case <-p.machine.Changed():
			p.learn()
		case e := <-p.machine.Events():
			p.notice(e)
		case <-p.scripts.changed():
			p.reload()
		case <-frame:
			frame, passed = nil, true
			p.painted = time.Time{}
		case <-alarm.rings():
			now := p.now()
			if passed = p.machine.Every() == 0; !passed {
				p.machine.Sample(now)
				if p.style.Graphs() {
					p.history.Add(now, p.machine.Facts())
				}
				p.learn()
			}
			p.engine.Tick(now)
		}
		p.laid = p.laid && passed
		p.carryOut()
	}
	return errExit
}

// carryOut does what the engine asks of the world.
func (p *program) carryOut() {
	for _, effect := range p.engine.Effects() {
		p.carry(effect)
	}
}

func (p *program) carry(effect engine.Effect) {
	switch e := effect.(type) {
	case engine.Run:
		p.scripts.run(e)
	case engine.Reload:
		p.begin(e.Path) // the bar is empty already, but for what came with the message
	case engine.Hotload:
		p.scripts.hotload(e.On)
	case engine.LoadFont:
		if err := p.stage.LoadFont(e.Path); err != nil {
			p.log(fmt.Sprintf("the font %s cannot be used: %v", e.Path, err))
		}
		p.engine.Remeasure()
	case engine.Log:
		p.log(e.Text)
	case engine.Notify:
		if !slices.Contains(p.notices[e.Notification], e.Event) {
			p.notices[e.Notification] = append(p.notices[e.Notification], e.Event)
		}
		p.machine.UseNotifications(slices.Sorted(maps.Keys(p.notices)))
	case engine.Exit:
		p.exiting = true
	}
}

// take makes a state of the agent the current one.
func (p *program) take(state ipc.State) {
	p.engine.Animate(p.now()) // what follows happens now
	old := p.state
	p.told, state = state, logical(state, p.display.Density())
	p.state = state
	p.engine.SetDisplays(displays(state, p.display.Edge))
	if !p.known || !bytes.Equal(p.table, state.Bar) {
		table := tableOf(state.Bar)
		p.table = append([]byte{}, state.Bar...)
		p.enabled, p.style, p.event = table.Enabled || p.alone, bar.StyleOf(table), table.WorkspaceEvent
		script := p.script
		if !p.alone {
			script = scriptOf(table, p.name)
		}
		if !p.known || script != p.rc {
			p.rc = script
			if !p.recall() {
				p.reload()
			}
		} else if p.tabled() {
			p.dress()
		}
		p.want()
	}
	now := p.now()
	next := facts(state, p.machine.Facts())
	p.tell(next, now)
	if before := old.Focus.Workspace; p.known && before != state.Focus.Workspace && p.event != "" {
		p.engine.Happen(p.event, []string{"FOCUSED_WORKSPACE=" + state.Focus.Workspace, "PREV_WORKSPACE=" + before}, now)
	}
	p.known = true
	p.carryOut()
}

// learn takes over what the machine says now.
func (p *program) learn() { p.tell(facts(p.state, p.machine.Facts()), p.now()) }

// notice passes an event of the machine on.
func (p *program) notice(e sysinfo.Event) {
	p.learn()
	name := string(e.Kind)
	if e.Kind == sysinfo.Notified {
		name = e.Name
	}
	if e.Kind == sysinfo.MediaChanged {
		p.stage.Forget("media.artwork")
		p.engine.Remeasure()
	}
	var env []string
	if e.Info != "" {
		env = []string{"INFO=" + e.Info}
	}
	switch e.Kind {
	case sysinfo.Unlocked:
		p.engine.Happen(string(sysinfo.Woke), nil, p.now())
	case sysinfo.Woke:
		// Networks and sound come back late, so that it is told twice
		// (SketchyBar's 4.1).
		time.AfterFunc(wokenAgain, func() {
			p.scripts.later(func() { p.engine.Happen(string(sysinfo.Woke), nil, p.now()) })
		})
	}
	for _, event := range p.named(name) {
		p.engine.Happen(event, env, p.now())
	}
}

// wokenAgain is how long after waking up it is told once more.
const wokenAgain = 500 * time.Millisecond

// named are the events that a notification makes happen; any other name is an
// event itself.
func (p *program) named(name string) []string {
	if events := p.notices[name]; len(events) > 0 {
		return events
	}
	return []string{name}
}

// tell gives the engine new facts, and the events of the desktop that they are;
// those of the machine come by themselves.
func (p *program) tell(next engine.Facts, now time.Time) {
	old := p.facts
	if reflect.DeepEqual(old, next) {
		return
	}
	p.facts = next
	p.engine.SetFacts(next)
	if !p.known {
		return // how things are at the start is no news
	}
	for _, event := range changes(old, next) {
		p.engine.Happen(event, nil, now)
	}
}

// reload begins anew on an empty bar.
func (p *program) reload() {
	p.engine.Reset()
	p.begin("")
}

// begin begins anew: with the configuration at path, the one before if it is "",
// or the items of the [bar] table if there is none.
func (p *program) begin(path string) {
	p.builtin.forget()
	clear(p.notices)
	if path != "" {
		p.rc = path
	}
	p.scripts.follow()
	p.configured = false
	if p.tabled() {
		p.dress()
	}
	p.remember()
	if p.rc != "" {
		p.scripts.start()
	}
}

// tabled says whether the [bar] table makes the bar. One that somebody started
// by its name is empty without a sketchybarrc.
func (p *program) tabled() bool { return p.rc == "" && !p.alone }

// dress gives the engine's bar the look of the [bar] table. Items that
// messages add stand beside the built-in ones.
func (p *program) dress() {
	position, topmost := "top", "window"
	if p.style.Bottom {
		position = "bottom"
	}
	for _, d := range displays(p.state, p.display.Edge) {
		if d.MenuBar > 0 {
			topmost = "off" // which is below the menu bar
		}
	}
	p.engine.Do([]string{"--bar", "position=" + position, fmt.Sprintf("height=%d", int(p.style.Height)),
		fmt.Sprintf("color=0x%08x", uint32(p.style.Colors.Background)), "border_width=0", "topmost=" + topmost,
		"padding_left=0", "padding_right=0",
	}, p.now())
}

// want has the machine watched for what the bar shows.
func (p *program) want() {
	var wanted sysinfo.Wanted
	if p.enabled && p.tabled() {
		wanted = p.style.Wanted()
		p.machine.UseDisks(p.style.Disks()...)
	}
	if p.enabled && !p.tabled() {
		wanted |= sysinfo.WantBattery | sysinfo.WantNetwork | sysinfo.WantVolume | sysinfo.WantBrightness |
			sysinfo.WantMedia | sysinfo.WantSession
	}
	p.machine.Use(wanted)
}

// next is when something on the bar can change by itself: the clock's next
// minute or second, what the machine has to be asked for, or the engine's next
// tick. All fall on the same ticks, so that the machine wakes once for all.
// Zero is never.
func (p *program) next() time.Time {
	every := p.machine.Every()
	if tick := p.style.Every(); p.tabled() && tick > 0 && (every == 0 || tick < every) {
		every = tick
	}
	var at time.Time
	if every > 0 && p.enabled {
		at = p.now().Truncate(every).Add(every)
	}
	now := p.now()
	if tick := p.engine.NextTick(now); !tick.IsZero() {
		// As the wall clock has it now, for it may have been set; on the whole second
		// if it was not.
		tick = now.Add(tick.Sub(now)).Round(0).Round(time.Microsecond)
		if at.IsZero() || tick.Before(at) {
			at = tick
		}
	}
	return at
}
