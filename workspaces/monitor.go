package workspaces

import (
	"cmp"
	"slices"
)

// Monitor is one screen.
type Monitor struct {
	// ID is the platform's name of the output; it tells monitors apart
	// whose Name is the same.
	ID   string
	Name string
	// Frame is the whole screen, WorkArea the part without bars and docks.
	Frame, WorkArea Rect
	// SystemIndex is the monitor's 1-based place in the platform's own order.
	SystemIndex int
}

// Main says whether this is the monitor at the origin.
func (m Monitor) Main() bool { return m.Frame.TopLeft() == Point{} }

// screen is a monitor and what it shows.
type screen struct {
	Monitor
	shown    string // the visible workspace; never empty between operations
	previous string // the workspace that was visible before, or ""
}

func sortMonitors(monitors []Monitor) {
	slices.SortStableFunc(monitors, func(a, b Monitor) int {
		return cmp.Or(cmp.Compare(a.Frame.X, b.Frame.X), cmp.Compare(a.Frame.Y, b.Frame.Y))
	})
}

// Monitors returns the monitors, sorted by their left, then their top edge.
func (s *State) Monitors() []Monitor {
	monitors := make([]Monitor, len(s.screens))
	for i, sc := range s.screens {
		monitors[i] = sc.Monitor
	}
	return monitors
}

// nearestMonitor is the monitor with the smallest distance to p.
func (s *State) nearestMonitor(p Point) int {
	best := 0
	for i, sc := range s.screens {
		if sc.Frame.Contains(p) {
			return i
		}
		if sc.Frame.Distance(p) < s.screens[best].Frame.Distance(p) {
			best = i
		}
	}
	return best
}

// monitorAt is the monitor that p lies on.
func (s *State) monitorAt(p Point) (int, bool) {
	for i, sc := range s.screens {
		if sc.Frame.Contains(p) {
			return i, true
		}
	}
	return 0, false
}

func (s *State) mainMonitor() int {
	for i, sc := range s.screens {
		if sc.Main() {
			return i
		}
	}
	return 0
}

// MonitorInDirection is the neighbour of a monitor: two monitors whose
// vertical extents overlap are beside each other, all others above or below.
// With wrap the row is a circle.
func (s *State) MonitorInDirection(from int, d Direction, wrap bool) (int, bool) {
	row := s.monitorRow(from, d.Orientation())
	at := slices.Index(row, from) + d.Offset()
	if wrap {
		at = (at + len(row)) % len(row)
	}
	if at < 0 || at >= len(row) {
		return 0, false
	}
	return row[at], true
}

// monitorRow is from and every monitor that stands on the axis of o from it,
// in sorted order.
func (s *State) monitorRow(from int, o Orientation) []int {
	own := s.screens[from].Frame
	var row []int
	for i, sc := range s.screens {
		relation := Vertical
		if own.Y < sc.Frame.Bottom() && sc.Frame.Y < own.Bottom() {
			relation = Horizontal
		}
		if i == from || relation == o {
			row = append(row, i)
		}
	}
	return row
}

// MonitorRelative is the monitor offset places further in sorted order. With
// wrap the order is a circle.
func (s *State) MonitorRelative(from, offset int, wrap bool) (int, bool) {
	n := len(s.screens)
	at := from + offset
	if wrap {
		at = ((at % n) + n) % n
	}
	return at, at >= 0 && at < n
}

// workArea is the part of a monitor that its workspace may use.
func (s *State) workArea(i int) Rect {
	g := s.gaps(i)
	area := s.screens[i].WorkArea.Inset(g.Left, g.Top, g.Right, g.Bottom)
	if area.W <= 1 || area.H <= 1 {
		return s.screens[i].WorkArea // the gaps leave nothing
	}
	return area
}

// tilingArea is where the root container goes. One point of height is left
// free, as in AeroSpace: a window as high as its screen would make macOS
// think of it as being on the screen below too.
func (s *State) tilingArea(i int) Rect {
	r := s.workArea(i)
	r.H--
	return r
}

// GapsOn are the gaps that the settings give to a monitor.
func (s *State) GapsOn(i int) Gaps { return s.gaps(i) }

func (s *State) gaps(i int) Gaps {
	if s.settings.Gaps == nil {
		return Gaps{}
	}
	return s.settings.Gaps(s.Monitors(), i)
}
