// Package strut keeps windows off the status bar on a desktop whose system knows no
// bars but its own. On X11 a bar says itself what room it takes (EWMH,
// _NET_WM_STRUT); elsewhere the agent has to know.
package strut

import (
	"perch/bar/script"
	"perch/config"
	"perch/internal/desktop"
	"perch/workspaces"
)

// Room is what bars take at the edges of every monitor's work area, in logical
// pixels.
type Room struct{ Top, Bottom float64 }

// Of is the room that the bar of a config takes. One that a sketchybarrc makes takes
// none: such configs keep windows off it by their gaps (SketchyBar's §2).
func Of(c *config.Config, getenv func(string) string) Room {
	b := c.Bar
	switch {
	case !b.Enabled:
		return Room{}
	case b.Sketchybarrc == config.FindScript:
		if path, _ := script.Find("sketchybar", getenv); path != "" {
			return Room{}
		}
	case b.Sketchybarrc != config.NoScript:
		return Room{}
	}
	if b.Position == "bottom" {
		return Room{Bottom: float64(b.Height)}
	}
	return Room{Top: float64(b.Height)}
}

// Spared is how much of a bar at the top lies outside of a monitor's work area anyway.
type Spared func(workspaces.Monitor) float64

// Keep passes a desktop's events on, with the room taken from the monitors' work
// areas: the first one, and then every one that arrives on rooms, which is told as a
// change of the monitors.
func Keep(events <-chan desktop.Event, spared Spared, first Room, rooms <-chan Room) <-chan desktop.Event {
	out := desktop.NewQueue()
	go func() {
		room := first
		var monitors []workspaces.Monitor // as the desktop told them; nil before Started
		for {
			select {
			case next := <-rooms:
				if next != room && monitors != nil {
					out.Push(desktop.MonitorsChanged{Monitors: without(monitors, next, spared)})
				}
				room = next
				continue
			case event, ok := <-events:
				if !ok {
					return
				}
				switch e := event.(type) {
				case desktop.Started:
					monitors = e.Monitors
					e.Monitors = without(monitors, room, spared)
					event = e
				case desktop.MonitorsChanged:
					monitors = e.Monitors
					event = desktop.MonitorsChanged{Monitors: without(monitors, room, spared)}
				}
				out.Push(event)
			}
		}
	}()
	return out.Events()
}

// without are monitors whose work areas leave room for a bar. What would leave
// nothing stays.
func without(monitors []workspaces.Monitor, r Room, spared Spared) []workspaces.Monitor {
	out := make([]workspaces.Monitor, len(monitors))
	for i, m := range monitors {
		top := max(0, r.Top-spared(m))
		if m.WorkArea.H > top+r.Bottom {
			m.WorkArea.Y += top
			m.WorkArea.H -= top + r.Bottom
		}
		out[i] = m
	}
	return out
}
