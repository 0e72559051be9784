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
	asked []askedFocus
}

// askedFocus is a focus that the desktop was asked for.
type askedFocus struct {
	id workspaces.WindowID
	at time.Time
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

// echoPeriod is how long the confirmation of a focus is waited for. Platforms
// leave some out; a person who focuses the window later means it.
const echoPeriod = time.Second

// placed is one window as the desktop has it.
type placed struct {
	asked       desktop.Frame   // what it was told last; zero if nothing yet
	at          workspaces.Rect // where it is
	owed        bool            // its application waits for an answer
	corrections int
	since       time.Time // of the first correction
	visible     bool
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
				c.Frames = append(c.Frames, p.asked)
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
		a.asked = append(a.asked, askedFocus{focus, now})
		c.Focus = &focus
	}
	return c
}

// place notes where a visible window belongs and says whether the desktop
// has to be told.
func (p *placed) place(w workspaces.Placed, now time.Time) bool {
	want := desktop.Frame{ID: w.ID, Frame: w.Frame, Fullscreen: w.Fullscreen, Floating: w.Placement == workspaces.Floating}
	there := desktop.Frame{ID: p.asked.ID, Frame: p.at, Fullscreen: p.asked.Fullscreen, Floating: p.asked.Floating}
	switch {
	case p.owed:
	case want == there:
		p.asked = want // it may have gone there by itself
		return false
	case want != p.asked:
		p.corrections = 0
	case p.corrections == 0 || now.Sub(p.since) >= correctionPeriod:
		p.corrections, p.since = 1, now
	case p.corrections >= maxCorrections:
		return false
	default:
		p.corrections++
	}
	p.asked, p.at, p.owed = want, want.Frame, false
	return true
}

// forget drops a window that the desktop says is gone.
func (a *applied) forget(id workspaces.WindowID) {
	delete(a.windows, id)
	a.stack = slices.DeleteFunc(slices.Clone(a.stack), func(other workspaces.WindowID) bool { return other == id })
	a.asked = slices.DeleteFunc(a.asked, func(f askedFocus) bool { return f.id == id })
	if a.focus == id {
		a.focus = unknownFocus
	}
}

// moved notes where a window is now. If it belongs elsewhere, the next
// difference puts it back.
func (a *applied) moved(id workspaces.WindowID, frame workspaces.Rect) {
	if p, known := a.windows[id]; known {
		p.at = frame
		a.windows[id] = p
	}
}

// owe notes that a window asked for a frame and waits for the answer, which
// may be the frame that it has.
func (a *applied) owe(id workspaces.WindowID) {
	if p, known := a.windows[id]; known {
		p.owed = true
		a.windows[id] = p
	}
}

// echo says whether a report of the focus only confirms what was asked for;
// otherwise the focus is taken to be there now.
func (a *applied) echo(e desktop.Focused, now time.Time) bool {
	a.asked = slices.DeleteFunc(a.asked, func(f askedFocus) bool { return now.Sub(f.at) > echoPeriod })
	confirmed := slices.IndexFunc(a.asked, func(f askedFocus) bool { return f.id == e.ID })
	if confirmed >= 0 && !e.Foreign {
		a.asked = a.asked[confirmed+1:]
		return true
	}
	// If no focus at all was asked for after this report was sent, the
	// keyboard is nowhere by now and the window has to be focused again.
	lost := !e.Foreign && len(a.asked) > 0 && a.asked[len(a.asked)-1].id == workspaces.NoWindow
	a.asked = nil
	if a.focus == e.ID {
		return true
	}
	if a.focus = e.ID; lost {
		a.focus = unknownFocus
	}
	return false
}
