package main

import (
	"cmp"
	"math"
	"slices"

	"perch/bar/engine"
	"perch/bar/surface"
	"perch/internal/ipc"
	"perch/internal/sysinfo"
)

// displays are the monitors as the engine numbers them, with what their upper edges
// have.
func displays(s ipc.State, edge func(engine.Rect) surface.Edge) []engine.Display {
	out := make([]engine.Display, len(s.Monitors))
	for i, m := range s.Monitors {
		frame := engine.Rect{X: m.X, Y: m.Y, W: m.Width, H: m.Height}
		e := edge(frame)
		out[i] = engine.Display{
			ID: m.ID, Name: m.Name, Direct: m.ID, UUID: m.Key, Frame: frame,
			Main: m.X == 0 && m.Y == 0, Notched: e.Notch > 0, MenuBar: e.MenuBar,
		}
	}
	return out
}

// logical is a state with its monitors in the bar's logical pixels. The agent's
// pixels may be the X server's own, several in a logical one.
func logical(s ipc.State, density float64) ipc.State {
	if density == 1 {
		return s
	}
	s.Monitors = slices.Clone(s.Monitors)
	for i := range s.Monitors {
		m := &s.Monitors[i]
		for _, length := range []*float64{&m.X, &m.Y, &m.Width, &m.Height, &m.TopGap, &m.BottomGap} {
			*length /= density
		}
	}
	return s
}

// facts are the state of the agent and of the machine in the engine's terms.
// Desktops are the workspaces in their order.
func facts(s ipc.State, m sysinfo.Facts) engine.Facts {
	f := engine.Facts{Volume: -1, Brightness: -1, Power: cmp.Or(string(m.Source), "AC")} // what has no battery is on the mains
	number := map[string]int{}
	for i, w := range s.Workspaces {
		number[w.Name] = i
		f.Spaces = append(f.Spaces, engine.Space{ID: i + 1, Name: w.Name, Display: w.Monitor, Current: w.Visible})
		if w.Focused {
			f.ActiveDisplay = w.Monitor
		}
	}
	for _, w := range s.Windows {
		if i, ok := number[w.Workspace]; ok {
			space := &f.Spaces[i]
			if space.Windows == nil {
				space.Windows = map[string]int{}
			}
			space.Windows[w.App]++
		}
	}
	f.FrontApp = frontApp(s)
	if v := m.Volume; v.Present {
		if f.Volume = percent(v.Level); v.Muted {
			f.Volume = 0
		}
	}
	if m.Brightness.Present {
		f.Brightness = percent(m.Brightness.Level)
	}
	f.Wifi = m.Network.SSID
	if p := m.Media; p.Present {
		f.Media = engine.Media{State: p.State, Title: p.Title, Album: p.Album, Artist: p.Artist, App: p.App}
	}
	return f
}

func percent(level float64) int { return int(math.Round(min(max(level, 0), 1) * 100)) }

// frontApp is the application that has the focus, "" if none has.
func frontApp(s ipc.State) string {
	for _, w := range s.Windows {
		if w.ID == s.Focus.WindowID && s.Focus.WindowID != 0 {
			return w.App
		}
	}
	return ""
}

// changes are the events of the desktop that lead from one state to the next.
func changes(old, next engine.Facts) []string {
	var events []string
	add := func(event string, changed bool) {
		if changed {
			events = append(events, event)
		}
	}
	add("front_app_switched", old.FrontApp != next.FrontApp)
	add("space_change", !slices.EqualFunc(old.Spaces, next.Spaces, func(a, b engine.Space) bool {
		return a.ID == b.ID && a.Name == b.Name && a.Display == b.Display && a.Current == b.Current
	}))
	add("space_windows_change", !slices.EqualFunc(old.Spaces, next.Spaces, func(a, b engine.Space) bool {
		return a.ID == b.ID && equalCounts(a.Windows, b.Windows)
	}))
	add("display_change", old.ActiveDisplay != next.ActiveDisplay)
	return events
}

func equalCounts(a, b map[string]int) bool {
	if len(a) != len(b) {
		return false
	}
	for app, n := range a {
		if b[app] != n {
			return false
		}
	}
	return true
}
