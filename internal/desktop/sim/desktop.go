// Package sim is a desktop that lives in memory: monitors come and go, people
// press keys and click, applications open windows and obey or misbehave. It
// does the same every time; time is a number that the driver advances.
//
// It has three sides. The agent sees a [desktop.Desktop]. The driver makes
// things happen: [Desktop.Open], [Desktop.Press], [Desktop.AddMonitor] and
// the like. Inspection tells what a person would see: [Desktop.Windows],
// [Desktop.Stack], [Desktop.Focused].
//
// A driver in one goroutine takes events with [Desktop.Drain]; an agent in a
// goroutine of its own reads [Desktop.Events]. Both at once would share the
// events between them.
package sim

import (
	"slices"
	"sync"
	"time"

	"perch/internal/desktop"
	"perch/keybind"
	"perch/workspaces"
)

// Desktop is one simulated desktop. Its methods may be called from any
// goroutine.
type Desktop struct {
	mu    sync.Mutex
	queue queue

	started, asleep, closed bool
	now                     time.Duration // since the beginning of the simulation

	monitors []workspaces.Monitor // in the order in which they came
	windows  []*window            // in the order in which they opened
	stack    []workspaces.WindowID
	focus    workspaces.WindowID
	apps     map[string]*app
	nextID   workspaces.WindowID

	grabbed   map[keybind.Chord]bool
	pointer   workspaces.Point
	published desktop.Published
	changes   []desktop.Change
}

var _ desktop.Desktop = (*Desktop)(nil)

// New is a desktop with these monitors and no windows. Nothing happens on it
// before [Desktop.Start].
func New(monitors ...workspaces.Monitor) *Desktop {
	d := &Desktop{
		focus:   workspaces.NoWindow,
		apps:    map[string]*app{},
		nextID:  1,
		grabbed: map[keybind.Chord]bool{},
	}
	d.monitors = append(d.monitors, monitors...)
	d.number()
	d.pointer = d.mainArea().Center()
	return d
}

// Start sends the first event: windows that are open already are found.
func (d *Desktop) Start() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.started {
		return
	}
	d.started = true
	e := desktop.Started{Monitors: slices.Clone(d.monitors), Focused: d.focus}
	for _, w := range d.windows {
		e.Windows = append(e.Windows, w.Window)
	}
	d.queue.put(e)
}

// emit queues an event; before the start and after the end nobody hears.
func (d *Desktop) emit(e desktop.Event) {
	if d.started && !d.closed {
		d.queue.put(e)
	}
}

// Events delivers what happens.
func (d *Desktop) Events() <-chan desktop.Event { return d.queue.channel() }

// Drain takes the next event, if there is one. The agent's answer to it may
// cause others.
func (d *Desktop) Drain() (desktop.Event, bool) { return d.queue.take() }

// rememberedChanges bounds what [Desktop.Changes] returns.
const rememberedChanges = 1000

// Apply carries out a change as far as the applications obey.
func (d *Desktop) Apply(c desktop.Change) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.changes = append(d.changes, c); len(d.changes) > rememberedChanges {
		d.changes = d.changes[1:]
	}
	for _, f := range c.Frames {
		d.place(f)
	}
	if c.Stack != nil {
		d.restack(c.Stack)
	}
	for _, id := range c.Show {
		if w := d.find(id); w != nil {
			w.visible = true
		}
	}
	if c.Focus != nil {
		d.setFocus(*c.Focus)
	}
	for _, id := range c.Hide {
		if w := d.find(id); w != nil {
			w.visible = false
		}
	}
}

// restack puts the given windows on top in their order; the others stay in
// theirs below.
func (d *Desktop) restack(order []workspaces.WindowID) {
	below := slices.DeleteFunc(slices.Clone(d.stack), func(id workspaces.WindowID) bool { return slices.Contains(order, id) })
	above := slices.DeleteFunc(slices.Clone(order), func(id workspaces.WindowID) bool { return d.find(id) == nil })
	d.stack = append(below, above...)
}

// setFocus gives a window the keyboard and reports it, as platforms do.
func (d *Desktop) setFocus(id workspaces.WindowID) {
	if id != workspaces.NoWindow && d.find(id) == nil {
		return
	}
	d.focus = id
	d.emit(desktop.Focused{ID: id})
}

// Grab replaces the global key bindings.
func (d *Desktop) Grab(chords []keybind.Chord) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.grabbed = map[keybind.Chord]bool{}
	for _, c := range chords {
		d.grabbed[c] = true
	}
}

// Pointer is where the pointer is.
func (d *Desktop) Pointer() workspaces.Point {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.pointer
}

// MovePointer puts the pointer somewhere.
func (d *Desktop) MovePointer(p workspaces.Point) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pointer = p
}

// Publish takes the picture for other programs.
func (d *Desktop) Publish(p desktop.Published) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.published = p
}

// Close gives the desktop back: no bindings, every window visible.
func (d *Desktop) Close() { d.Lose(nil) }

// Lose ends the connection, as when the platform's server dies; a nil error
// is the agent's own leave.
func (d *Desktop) Lose(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	d.emit(desktop.Lost{Err: err})
	d.closed = true
	d.queue.end()
	d.grabbed = map[keybind.Chord]bool{}
	for _, w := range d.windows {
		w.visible = true
	}
}
