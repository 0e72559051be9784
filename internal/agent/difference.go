package agent

import (
	"slices"
	"time"

	"perch/internal/desktop"
	"perch/workspaces"
)

// applied is what the desktop was told last, as far as it obeys.
type applied struct {
	windows map[workspaces.WindowID]placed
	stack   []workspaces.WindowID
	focus   workspaces.WindowID
	// asked are focus changes that the desktop has not confirmed yet, the
	// oldest first; a confirmation is an echo, not a wish.
	asked []workspaces.WindowID
}

// unknownFocus stands for a focus that the desktop chose by itself.
const unknownFocus workspaces.WindowID = -2

// A window that leaves its frame is put back at most maxCorrections times in
// correctionPeriod. One that insists is left alone: two programs that correct
// each other would never end.
const (
	maxCorrections   = 3
	correctionPeriod = 2 * time.Second
)

// maxAsked bounds the echoes that are waited for; some platforms send none.
const maxAsked = 16

// placed is one window as the desktop has it.
type placed struct {
	target                        workspaces.Rect // the frame asked for, if laid
	laid                          bool
	moved                         bool // it is elsewhere now, or waits for an answer
	corrections                   int
	since                         time.Time // of the first correction
	visible, fullscreen, floating bool
}

func newApplied() *applied {
	return &applied{windows: map[workspaces.WindowID]placed{}, focus: unknownFocus}
}

// difference is what turns the desktop into the scene; the scene counts as
// applied afterwards.
func (a *applied) difference(scene workspaces.Scene, now time.Time) desktop.Change {
	var c desktop.Change
	stack := []workspaces.WindowID{}
	seen := make(map[workspaces.WindowID]bool, len(scene.Windows))
	for _, w := range scene.Windows {
		seen[w.ID] = true
		p, known := a.windows[w.ID]
		switch {
		case w.Visible:
			stack = append(stack, w.ID)
			if p.place(w, now) {
				c.Frames = append(c.Frames, desktop.Frame{ID: w.ID, Frame: p.target, Fullscreen: p.fullscreen, Floating: p.floating})
			}
			if !p.visible {
				c.Show = append(c.Show, w.ID)
			}
		case !known || p.visible:
			c.Hide = append(c.Hide, w.ID)
		}
		p.visible = w.Visible
		a.windows[w.ID] = p
	}
	for id := range a.windows {
		if !seen[id] {
			delete(a.windows, id)
		}
	}
	if !slices.Equal(stack, a.stack) {
		a.stack, c.Stack = stack, stack
	}
	if focus := scene.Focus.Window; focus != a.focus {
		a.focus = focus
		if a.asked = append(a.asked, focus); len(a.asked) > maxAsked {
			a.asked = a.asked[1:]
		}
		c.Focus = &focus
	}
	return c
}

// place notes where a visible window belongs and says whether the desktop
// has to be told.
func (p *placed) place(w workspaces.Placed, now time.Time) bool {
	floating := w.Placement == workspaces.Floating
	same := p.laid && p.target == w.Frame && p.fullscreen == w.Fullscreen && p.floating == floating
	switch {
	case !same:
		p.corrections = 0
	case !p.moved:
		return false
	case p.corrections == 0 || now.Sub(p.since) >= correctionPeriod:
		p.corrections, p.since = 1, now
	case p.corrections >= maxCorrections:
		return false
	default:
		p.corrections++
	}
	p.target, p.laid, p.moved = w.Frame, true, false
	p.fullscreen, p.floating = w.Fullscreen, floating
	return true
}

// forget drops a window that the desktop says is gone.
func (a *applied) forget(id workspaces.WindowID) {
	delete(a.windows, id)
	if a.focus == id {
		a.focus = unknownFocus
	}
}

// moved notes that a window is somewhere else than it was put, so that the
// next difference puts it back.
func (a *applied) moved(id workspaces.WindowID, frame workspaces.Rect) {
	if p, known := a.windows[id]; known && p.laid && p.target != frame {
		p.moved = true
		a.windows[id] = p
	}
}

// owe notes that a window asked for a frame and waits for the answer, which
// may be the frame that it has.
func (a *applied) owe(id workspaces.WindowID) {
	if p, known := a.windows[id]; known {
		p.moved = true
		a.windows[id] = p
	}
}

// accept notes that a window chose its frame and may keep it.
func (a *applied) accept(id workspaces.WindowID, frame workspaces.Rect) {
	if p, known := a.windows[id]; known {
		p.target, p.laid, p.moved = frame, true, false
		a.windows[id] = p
	}
}

// echo says whether a report of the focus only confirms what was asked for;
// otherwise the focus is taken to be there now.
func (a *applied) echo(e desktop.Focused) bool {
	if i := slices.Index(a.asked, e.ID); i >= 0 && !e.Foreign {
		a.asked = a.asked[i+1:]
		return true
	}
	a.asked = nil
	if a.focus == e.ID {
		return true
	}
	a.focus = e.ID
	return false
}
