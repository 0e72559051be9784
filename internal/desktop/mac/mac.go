// Package mac is the desktop of macOS: windows of other applications through
// the accessibility interface, keys through an event tap, applications and
// screens through AppKit. It has no policy of its own.
//
// Every application has a thread of its own, on which everything is asked of
// it, so that one that hangs harms only itself. What such a thread learns is
// kept under one lock, which is never held while an application is asked.
//
// Windows of workspaces that are not shown wait in a corner of their screen,
// all but a point of them outside: macOS has no public way to hide a single
// window.
package mac

import (
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/carbon"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/skylight"
	"perch/keybind"
	"perch/workspaces"
)

// Options are what a desktop is made of.
type Options struct {
	Kit appkit.Kit
	// Restore is the file that keeps where hidden windows belong, for a
	// successor of a program that crashed; "" keeps nothing.
	Restore string
	Log     *slog.Logger // nil: none
	Times   Times        // zero ones are the defaults
}

// Times are how long the desktop waits for what.
type Times struct {
	Answer    time.Duration // an application's answer, each
	Start     time.Duration // the applications' first answers, together
	Retry     time.Duration // before an application that did not answer is asked again; grows
	LongRetry time.Duration // what Retry grows to
	Recheck   time.Duration // the second look at a window that is missing
	Settle    time.Duration // displays, to change no more
	Wake      time.Duration // displays, after sleep and lock
	Order     time.Duration // windows that come, before others go
	Sweep     time.Duration // between looks at the window server's list
	Secure    time.Duration // between looks at secure input
	Leave     time.Duration // applications, to take their windows back at the end
}

var defaults = Times{
	Answer: time.Second, Start: 2 * time.Second,
	Retry: 100 * time.Millisecond, LongRetry: 10 * time.Second, Recheck: 400 * time.Millisecond,
	Settle: 300 * time.Millisecond, Wake: 1500 * time.Millisecond, Order: 60 * time.Millisecond,
	Sweep: 5 * time.Second, Secure: time.Second, Leave: 2 * time.Second,
}

func (t Times) orDefaults() Times {
	for _, p := range []struct {
		value *time.Duration
		or    time.Duration
	}{
		{&t.Answer, defaults.Answer}, {&t.Start, defaults.Start}, {&t.Retry, defaults.Retry},
		{&t.LongRetry, defaults.LongRetry}, {&t.Recheck, defaults.Recheck}, {&t.Settle, defaults.Settle},
		{&t.Wake, defaults.Wake}, {&t.Order, defaults.Order}, {&t.Sweep, defaults.Sweep},
		{&t.Secure, defaults.Secure}, {&t.Leave, defaults.Leave},
	} {
		if *p.value == 0 {
			*p.value = p.or
		}
	}
	return t
}

// Desktop is the running connection to macOS. It implements desktop.Desktop,
// desktop.NativeStates and desktop.Apps.
type Desktop struct {
	Options
	events *desktop.Queue
	done   chan struct{} // closed when Close begins
	system ax.Owned

	mu      sync.Mutex // guards what follows and the shared parts of apps and windows
	started bool       // Started was sent
	closed  bool
	apps    map[int]*app
	windows map[workspaces.WindowID]*window
	// strangers are windows that the window server shows and applications do
	// not tell of, and how often they were seen.
	strangers map[cg.Window]int
	pause
	screens
	focus
	mouse
	keys
	restore
}

var (
	_ desktop.Desktop      = (*Desktop)(nil)
	_ desktop.NativeStates = (*Desktop)(nil)
	_ desktop.Apps         = (*Desktop)(nil)
)

// Load binds every framework that the desktop uses. The error names what is
// missing.
func Load() error {
	for _, load := range []func() error{ax.Load, carbon.Load} {
		if err := load(); err != nil {
			return err
		}
	}
	_ = skylight.Load() // without it there is the public way
	return nil
}

// Start takes over the windows that there are. The Kit must have the main
// thread's run loop running. The accessibility permission must be there:
// ax.Trusted says so.
func Start(o Options) (*Desktop, error) {
	if err := Load(); err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Times = o.Times.orDefaults()
	d := &Desktop{
		Options: o, events: desktop.NewQueue(), done: make(chan struct{}),
		apps: map[int]*app{}, windows: map[workspaces.WindowID]*window{},
	}
	d.system = ax.SystemWide()
	if err := d.system.SetTimeout(o.Times.Answer); err != nil {
		d.Log.Warn("applications may take longer to answer than they should", "error", err)
	}
	d.focus.told = workspaces.NoWindow
	d.readRestore()
	d.watchSession()
	d.monitors = d.readMonitors()
	if err := d.startKeys(); err != nil {
		d.system.Release()
		return nil, err
	}
	if front, any := o.Kit.Frontmost(); any {
		d.front = int(front.PID)
	}
	var ready []<-chan struct{}
	for _, a := range o.Kit.Apps() {
		if app := d.addApp(a); app != nil {
			ready = append(ready, app.ready)
		}
	}
	d.await(ready, o.Times.Start)
	d.announce()
	go d.listen()
	go d.tick()
	return d, nil
}

// await waits for what comes, but not longer than limit.
func (d *Desktop) await(all []<-chan struct{}, limit time.Duration) {
	late := time.NewTimer(limit)
	defer late.Stop()
	for _, one := range all {
		select {
		case <-one:
		case <-late.C:
			return
		}
	}
}

// announce sends Started. Windows that are found later are opened.
func (d *Desktop) announce() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.started = true
	e := desktop.Started{Monitors: d.monitors, Focused: d.told}
	for _, w := range d.inOrder() {
		e.Windows = append(e.Windows, w.facts())
	}
	d.events.Push(e)
	for _, w := range d.inOrder() {
		w.tellState()
	}
}

// emit sends an event. It wants the lock, so that events are in the order of
// what happened.
func (d *Desktop) emit(e desktop.Event) {
	if d.started && !d.closed {
		d.events.Push(e)
	}
}

// Events implements desktop.Desktop.
func (d *Desktop) Events() <-chan desktop.Event { return d.events.Events() }

// listen follows what AppKit tells until it ends.
func (d *Desktop) listen() {
	defer d.rescue()
	for {
		select {
		case e, more := <-d.Kit.Events():
			if !more {
				return
			}
			d.happened(e)
		case <-d.done:
			return
		}
	}
}

func (d *Desktop) happened(e appkit.Event) {
	switch e.Kind {
	case appkit.AppLaunched:
		d.addApp(e.App)
	case appkit.AppTerminated:
		d.removeApp(int(e.App.PID))
	case appkit.AppActivated:
		d.activated(e.App)
	case appkit.AppHidden, appkit.AppUnhidden:
		d.appHidden(int(e.App.PID), e.Kind == appkit.AppHidden)
	case appkit.SpaceChanged:
		d.spaceChanged()
	case appkit.ScreensChanged:
		d.unsettle(d.Times.Settle)
	case appkit.WillSleep:
		d.stop(asleep)
	case appkit.DidWake:
		d.goOn(asleep)
	case appkit.ScreensSlept:
		d.stop(dark)
	case appkit.ScreensWoke:
		d.goOn(dark)
	case appkit.ScreenLocked:
		d.stop(locked)
	case appkit.ScreenUnlocked:
		d.goOn(locked)
	case appkit.SessionResigned:
		d.stop(elsewhere)
	case appkit.SessionActive:
		d.goOn(elsewhere)
	}
}

// tick looks at what macOS does not tell of by itself.
func (d *Desktop) tick() {
	defer d.rescue()
	sweep, secure := time.NewTicker(d.Times.Sweep), time.NewTicker(d.Times.Secure)
	defer sweep.Stop()
	defer secure.Stop()
	for {
		select {
		case <-sweep.C:
			d.sweep()
		case <-secure.C:
			d.checkSecureInput()
		case <-d.done:
			return
		}
	}
}

// Pointer implements desktop.Desktop.
func (d *Desktop) Pointer() workspaces.Point { return point(cg.Pointer()) }

// MovePointer implements desktop.Desktop.
func (d *Desktop) MovePointer(p workspaces.Point) {
	if err := cg.Warp(cg.Point(p)); err != nil {
		d.Log.Warn("the pointer stays where it is", "error", err)
	}
}

// Publish implements desktop.Desktop. macOS has nobody to tell.
func (d *Desktop) Publish(desktop.Published) {}

// Grab implements desktop.Desktop.
func (d *Desktop) Grab(chords []keybind.Chord) { d.bind(chords) }

// Apps implements desktop.Apps.
func (d *Desktop) Apps() []desktop.App {
	var list []desktop.App
	for _, a := range d.Kit.Apps() {
		if manageable(a) {
			list = append(list, desktop.App{App: appOf(a), Hidden: a.Hidden})
		}
	}
	return list
}

// Close implements desktop.Desktop. Windows come back from the corners; for
// applications that do not answer it does not wait long.
func (d *Desktop) Close() {
	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		return
	}
	d.closed = true
	d.mu.Unlock()
	close(d.done)
	d.stopKeys()
	d.bringBack()
	d.mu.Lock()
	var ended []<-chan struct{}
	for _, a := range d.apps {
		a.end()
		ended = append(ended, a.thread.Done())
	}
	d.mu.Unlock()
	d.await(ended, d.Times.Leave)
	d.forgetRestore()
	d.system.Release()
	d.events.Push(desktop.Lost{})
}

// rescue is deferred by every goroutine and thread of the desktop: a panic
// ends the program, but not before the windows are back.
func (d *Desktop) rescue() {
	if why := recover(); why != nil {
		d.Log.Error("Perch ends because of a mistake of its own; the windows come back first", "panic", why)
		if d.mu.TryLock() { // else it is held by what went wrong
			d.mu.Unlock()
			d.bringBack()
		}
		panic(why)
	}
}

func point(p cg.Point) workspaces.Point { return workspaces.Point(p) }

func rect(r cg.Rect) workspaces.Rect {
	return workspaces.Rect{X: r.Origin.X, Y: r.Origin.Y, W: r.Size.Width, H: r.Size.Height}
}

// appOf is an application as the agent knows it.
func appOf(a appkit.App) workspaces.App {
	return workspaces.App{PID: int(a.PID), ID: a.BundleID, Name: a.Name, ExecPath: a.Executable, BundlePath: a.Bundle}
}

// manageable says whether an application can have windows to manage. The
// login window is what covers a locked screen (AeroSpace leaves it alone too).
func manageable(a appkit.App) bool {
	return a.Policy != appkit.Prohibited && a.BundleID != loginWindow && int(a.PID) != os.Getpid()
}

const loginWindow = "com.apple.loginwindow"

// String is for logs.
func (a *app) String() string { return fmt.Sprintf("%s (process %d)", a.info.Name, a.pid) }
