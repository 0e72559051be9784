package sim

import (
	"fmt"
	"slices"
	"time"

	"perch/internal/desktop"
	"perch/workspaces"
)

// Options are what is special about a window. The zero value is a well-behaved
// one that takes the focus when it opens.
type Options struct {
	// ID is the window's number; 0 takes the next free one.
	ID   workspaces.WindowID
	Kind workspaces.Kind
	// Frame is where the application would like the window to be; an empty
	// one is left to the desktop.
	Frame workspaces.Rect
	// Unfocused windows open in the background.
	Unfocused bool

	// Minimum is a size below which the application does not go.
	Minimum workspaces.Size
	// LateTitle is the title that replaces the first one after TitleDelay.
	LateTitle string
	// Refuses says that the window asks "save changes?" and stays open.
	Refuses bool
	// Vanishes says that the window is gone the first time that somebody
	// wants something of it.
	Vanishes bool
}

// TitleDelay is how long a late title takes.
const TitleDelay = 200 * time.Millisecond

// window is a window of the desktop.
type window struct {
	workspaces.Window
	options                       Options
	visible, fullscreen, floating bool
	titleAt                       time.Duration // when LateTitle arrives
	pending                       *desktop.Frame
	closing                       bool // asked to close while the application hung
}

// app is a running application.
type app struct {
	workspaces.App
	hung bool
}

// defaultFrame is where windows open that do not say.
var defaultFrame = workspaces.Rect{X: 100, Y: 100, W: 640, H: 480}

// Open makes an application, which starts if needed, open a window.
func (d *Desktop) Open(appID, title string, o Options) workspaces.WindowID {
	d.mu.Lock()
	defer d.mu.Unlock()
	a := d.apps[appID]
	if a == nil {
		a = &app{App: workspaces.App{PID: 1000 + len(d.apps), ID: appID, Name: appID}}
		d.apps[appID] = a
	}
	for o.ID == 0 || d.find(o.ID) != nil {
		o.ID = d.nextID
		d.nextID++
	}
	w := &window{options: o, visible: true}
	w.Window = workspaces.Window{ID: o.ID, App: a.App, Title: title, Frame: o.Frame, Kind: o.Kind}
	if w.Frame.Empty() {
		w.Frame = defaultFrame
		area := d.mainArea()
		w.Frame.X += area.X
		w.Frame.Y += area.Y
	}
	if o.LateTitle != "" {
		w.titleAt = d.now + TitleDelay
	}
	d.windows = append(d.windows, w)
	d.stack = append(d.stack, o.ID)
	if !d.started && !o.Unfocused {
		d.focus = o.ID
	}
	d.emit(desktop.WindowOpened{Window: w.Window, Focus: !o.Unfocused})
	return o.ID
}

// Shut makes the application close its window by itself.
func (d *Desktop) Shut(id workspaces.WindowID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.find(id) == nil {
		return fmt.Errorf("there is no window %d", id)
	}
	d.remove(id)
	return nil
}

func (d *Desktop) remove(id workspaces.WindowID) {
	d.windows = slices.DeleteFunc(d.windows, func(w *window) bool { return w.ID == id })
	d.stack = slices.DeleteFunc(d.stack, func(other workspaces.WindowID) bool { return other == id })
	if d.focus == id {
		d.focus = workspaces.NoWindow
	}
	d.emit(desktop.WindowClosed{ID: id})
}

// CloseWindow presses a window's close button.
func (d *Desktop) CloseWindow(id workspaces.WindowID, quit bool) (gone bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.find(id)
	switch {
	case w == nil:
		return true, nil
	case w.options.Refuses:
		if quit && len(d.windowsOf(w.App.ID)) == 1 {
			return false, fmt.Errorf("application %q refuses to quit", w.App.Name)
		}
	case d.apps[w.App.ID].hung:
		w.closing = true
	default:
		d.remove(id)
	}
	return false, nil
}

func (d *Desktop) windowsOf(appID string) []*window {
	return slices.DeleteFunc(slices.Clone(d.windows), func(w *window) bool { return w.App.ID != appID })
}

func (d *Desktop) find(id workspaces.WindowID) *window {
	for _, w := range d.windows {
		if w.ID == id {
			return w
		}
	}
	return nil
}

// place gives a window a frame, as far as its application goes along. What
// it makes of it by itself is reported.
func (d *Desktop) place(f desktop.Frame) {
	w := d.find(f.ID)
	switch {
	case w == nil:
		return
	case w.options.Vanishes:
		d.remove(f.ID)
		return
	case d.apps[w.App.ID].hung:
		w.pending = &f
		return
	}
	w.fullscreen, w.floating = f.Fullscreen, f.Floating
	w.Frame = f.Frame
	w.Frame.W = max(f.Frame.W, w.options.Minimum.W)
	w.Frame.H = max(f.Frame.H, w.options.Minimum.H)
	if w.Frame != f.Frame {
		d.emit(desktop.WindowMoved{ID: f.ID, Frame: w.Frame})
	}
}

// Retitle changes a window's title.
func (d *Desktop) Retitle(id workspaces.WindowID, title string) {
	d.change(id, func(w *window) { w.Title = title })
}

// SetKind changes what a window says that it is.
func (d *Desktop) SetKind(id workspaces.WindowID, k workspaces.Kind) {
	d.change(id, func(w *window) { w.Kind = k })
}

// SetUrgent lets a window call for attention, or stop.
func (d *Desktop) SetUrgent(id workspaces.WindowID, yes bool) {
	d.change(id, func(w *window) { w.Urgent = yes })
}

func (d *Desktop) change(id workspaces.WindowID, f func(*window)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if w := d.find(id); w != nil {
		f(w)
		d.emit(desktop.WindowChanged{Window: w.Window})
	}
}

// Hang makes an application deaf: it neither moves nor closes windows until
// [Desktop.Recover], when it does what it was asked meanwhile.
func (d *Desktop) Hang(appID string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if a := d.apps[appID]; a != nil {
		a.hung = true
	}
}

// Recover ends [Desktop.Hang].
func (d *Desktop) Recover(appID string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a := d.apps[appID]
	if a == nil || !a.hung {
		return
	}
	a.hung = false
	for _, w := range d.windowsOf(appID) {
		if f := w.pending; f != nil {
			w.pending = nil
			d.place(*f)
		}
		if w.closing {
			d.remove(w.ID)
		}
	}
}
