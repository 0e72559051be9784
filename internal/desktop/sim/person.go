package sim

import (
	"fmt"
	"slices"
	"time"

	"perch/internal/desktop"
	"perch/keybind"
	"perch/workspaces"
)

// Press presses and releases a chord. Only a binding that is grabbed reaches
// the agent; false says that the focused application got the keys.
func (d *Desktop) Press(c keybind.Chord) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.grabbed[c] || d.asleep {
		return false
	}
	d.emit(desktop.KeyPressed{Chord: c, At: d.clock()})
	return true
}

// Point moves the pointer as a hand does: the agent hears of the window below.
func (d *Desktop) Point(p workspaces.Point) {
	d.mu.Lock()
	defer d.mu.Unlock()
	before := d.at(d.pointer)
	d.pointer = p
	if id := d.at(p); id != before {
		d.emit(desktop.PointerMoved{At: p, Window: id})
	}
}

// Click presses the primary button at a point.
func (d *Desktop) Click(p workspaces.Point) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pointer = p
	d.emit(desktop.Clicked{At: p, Window: d.at(p)})
}

// Drag moves or resizes a window with the mouse.
func (d *Desktop) Drag(id workspaces.WindowID, frame workspaces.Rect) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if w := d.find(id); w != nil {
		w.Frame = frame
		d.emit(desktop.WindowMoved{ID: id, Frame: frame})
	}
}

// Ask is a wish of an application or a pager: one of the events named
// …Requested, or a WindowMoved with Request set.
func (d *Desktop) Ask(wish desktop.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.emit(wish)
}

// Activate focuses a window without the agent, as a click on a dock does.
func (d *Desktop) Activate(id workspaces.WindowID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.setFocus(id)
}

// AddMonitor plugs a monitor in.
func (d *Desktop) AddMonitor(m workspaces.Monitor) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if slices.ContainsFunc(d.monitors, func(other workspaces.Monitor) bool { return other.Name == m.Name }) {
		return fmt.Errorf("there is a monitor %q already", m.Name)
	}
	d.monitors = append(d.monitors, m)
	d.number()
	d.monitorsChanged()
	return nil
}

// RemoveMonitor unplugs a monitor.
func (d *Desktop) RemoveMonitor(name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	i := slices.IndexFunc(d.monitors, func(m workspaces.Monitor) bool { return m.Name == name })
	if i < 0 {
		return fmt.Errorf("there is no monitor %q", name)
	}
	d.monitors = slices.Delete(d.monitors, i, i+1)
	d.number()
	d.monitorsChanged()
	return nil
}

// number gives the monitors their places in the platform's order, and an id
// to those that have none.
func (d *Desktop) number() {
	for i := range d.monitors {
		d.monitors[i].SystemIndex = i + 1
		if d.monitors[i].ID == "" {
			d.monitors[i].ID = d.monitors[i].Name
		}
	}
}

func (d *Desktop) monitorsChanged() {
	if !d.asleep {
		d.emit(desktop.MonitorsChanged{Monitors: slices.Clone(d.monitors)})
	}
}

// Sleep switches every monitor off and the keyboard too, as a laptop does
// when its lid is shut.
func (d *Desktop) Sleep() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.asleep {
		d.asleep = true
		d.emit(desktop.MonitorsChanged{})
	}
}

// Wake ends [Desktop.Sleep].
func (d *Desktop) Wake() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.asleep {
		d.asleep = false
		d.monitorsChanged()
	}
}

// Advance lets time pass: late titles arrive.
func (d *Desktop) Advance(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now += by
	for _, w := range d.windows {
		if w.titleAt > 0 && w.titleAt <= d.now {
			w.titleAt = 0
			w.Title = w.options.LateTitle
			d.emit(desktop.WindowChanged{Window: w.Window})
		}
	}
}

// Now is the simulation's clock; it begins in the year 2000.
func (d *Desktop) Now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.clock()
}

func (d *Desktop) clock() time.Time {
	return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(d.now)
}
