package mac

import (
	"fmt"
	"slices"

	"perch/internal/desktop/mac/cg"
	"perch/workspaces"
)

// screens is what is known of the displays.
type screens struct {
	monitors []workspaces.Monitor // the slice is replaced, never changed
}

func equal(a, b []workspaces.Monitor) bool { return slices.Equal(a, b) }

// readMonitors asks for the displays. Their ids are those of the displays
// themselves: the numbers that Quartz gives them are others after a sleep.
func (d *Desktop) readMonitors() []workspaces.Monitor {
	var monitors []workspaces.Monitor
	for i, s := range d.Kit.Screens() {
		id := cg.Display(s.Display).UUID()
		if id == "" {
			id = s.Name
		}
		for n := 2; slices.ContainsFunc(monitors, func(m workspaces.Monitor) bool { return m.ID == id }); n++ {
			id = fmt.Sprintf("%s #%d", s.Name, n)
		}
		monitors = append(monitors, workspaces.Monitor{ID: id, Name: s.Name, Frame: s.Frame, WorkArea: s.Visible, SystemIndex: i + 1})
	}
	return monitors
}

// checkScreens notices a work area that changed without a word, as with a
// Dock that hides.
func (d *Desktop) checkScreens() {
	monitors := d.readMonitors()
	d.mu.Lock()
	changed := !d.resting() && len(monitors) > 0 && !equal(monitors, d.monitors)
	d.mu.Unlock()
	if changed {
		d.unsettle(d.Times.Settle)
	}
}
