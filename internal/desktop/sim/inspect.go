package sim

import (
	"slices"

	"perch/internal/desktop"
	"perch/keybind"
	"perch/workspaces"
)

// Window is a window as a person sees it.
type Window struct {
	workspaces.Window
	Visible, Fullscreen, Floating bool
}

// Windows returns the windows in the order in which they opened.
func (d *Desktop) Windows() []Window {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := make([]Window, len(d.windows))
	for i, w := range d.windows {
		list[i] = w.seen()
	}
	return list
}

// Window returns one window.
func (d *Desktop) Window(id workspaces.WindowID) (Window, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if w := d.find(id); w != nil {
		return w.seen(), true
	}
	return Window{}, false
}

func (w *window) seen() Window { return Window{w.Window, w.visible, w.fullscreen, w.floating} }

// Stack returns the visible windows, the lowest first.
func (d *Desktop) Stack() []workspaces.WindowID {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(d.stack), func(id workspaces.WindowID) bool { return !d.find(id).visible })
}

// At is the visible window on top at a point, or NoWindow.
func (d *Desktop) At(p workspaces.Point) workspaces.WindowID {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.at(p)
}

func (d *Desktop) at(p workspaces.Point) workspaces.WindowID {
	for _, id := range slices.Backward(d.stack) {
		if w := d.find(id); w.visible && w.Frame.Contains(p) {
			return id
		}
	}
	return workspaces.NoWindow
}

// Focused is the window that has the keyboard, or NoWindow.
func (d *Desktop) Focused() workspaces.WindowID {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.focus
}

// Monitors returns the monitors in the order in which they came.
func (d *Desktop) Monitors() []workspaces.Monitor {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.monitors)
}

// mainArea is the work area of the monitor at the origin, else of the first.
func (d *Desktop) mainArea() workspaces.Rect {
	for _, m := range d.monitors {
		if m.Main() {
			return m.WorkArea
		}
	}
	if len(d.monitors) > 0 {
		return d.monitors[0].WorkArea
	}
	return workspaces.Rect{}
}

// Grabbed says whether a chord is a global binding.
func (d *Desktop) Grabbed(c keybind.Chord) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.grabbed[c]
}

// Published is what other programs were told last.
func (d *Desktop) Published() desktop.Published {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.published
}

// Changes returns what was applied since the last call, the newest thousand.
func (d *Desktop) Changes() []desktop.Change {
	d.mu.Lock()
	defer d.mu.Unlock()
	changes := d.changes
	d.changes = nil
	return changes
}
