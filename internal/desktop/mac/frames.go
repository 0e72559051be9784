package mac

import (
	"errors"
	"time"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/cg"
	"perch/workspaces"
)

// target is where a window belongs now. It wants the lock.
func (w *window) target() workspaces.Rect {
	t := w.place()
	if w.hidden {
		t.X, t.Y, t.W, t.H = w.corner.X, w.corner.Y, w.at.W, w.at.H
	}
	return t
}

// still says whether a window is to be left where it is: the platform has it
// in a state of its own, or the mouse holds it. It wants the lock.
func (w *window) still() bool {
	s := w.state()
	return w.dragged || s == workspaces.Minimized || s == workspaces.NativeFullscreen
}

// saw takes note of where a window is. What we did is no news; what the mouse
// does is told at the end of the drag. It wants the lock.
func (w *window) saw(frame workspaces.Rect) {
	d := w.app.d
	before := w.at
	w.at = frame
	switch {
	case same(before, frame), w.still():
	case d.button && !w.hidden: // also if it is due: it is not to be torn from the mouse
		w.dragged = true
		d.anyDragged = true
	case w.due:
	case w.app.restoring && !w.asked.Empty(), w.hidden:
		w.returns()
	default:
		d.emit(desktop.WindowMoved{ID: w.id, Frame: frame})
	}
}

// A hidden window that comes back by itself is hidden again, but not for
// ever: two programs that correct each other would never end.
const (
	maxReturns   = 3
	returnPeriod = 2 * time.Second
)

// returns puts a window back that somebody else than the person moved.
func (w *window) returns() {
	if same(w.at, w.target()) {
		return
	}
	if now := time.Now(); now.Sub(w.since) > returnPeriod {
		w.since, w.corrections = now, 0
	}
	if w.corrections++; w.corrections <= maxReturns {
		w.due = true
		w.app.flushSoon()
	}
}

// lookAtMoved reads the frames of windows that said that they moved. On the
// thread.
func (a *app) lookAtMoved() {
	ids := a.stale
	a.stale = map[cg.Window]bool{}
	for id := range ids {
		a.d.mu.Lock()
		w, leave := a.windows[id], a.ended || a.d.resting()
		a.d.mu.Unlock()
		if w == nil || leave {
			continue
		}
		frame, err := w.element.Frame()
		if err != nil {
			if errors.Is(err, ax.InvalidUIElement) || errors.Is(err, ax.CannotComplete) {
				a.failed(err)
			}
			continue
		}
		a.d.mu.Lock()
		if !w.gone && !a.d.resting() {
			w.saw(rect(frame))
		}
		a.d.mu.Unlock()
	}
}

// flushSoon has windows put where they belong. It wants the lock.
func (a *app) flushSoon() {
	if a.flushDue || a.ended {
		return
	}
	for _, w := range a.windows {
		if w.due {
			a.flushDue = true
			a.do(a.flush)
			return
		}
	}
}

// step is one window to put where it belongs.
type step struct {
	w          *window
	at, target workspaces.Rect
	hidden     bool
}

// next is the next window that is due, those that come before those that go.
// What is asked for meanwhile replaces what was asked before.
func (a *app) next() (s step, any bool) {
	a.d.mu.Lock()
	defer a.d.mu.Unlock()
	a.flushDue = false
	if a.ended || a.d.resting() {
		return step{}, false
	}
	for _, w := range a.windows {
		if !w.due || w.still() || w.hidden && any {
			continue
		}
		t := w.target()
		if same(t, w.at) && t.Size() == w.at.Size() || w.refused.asked == t && same(w.refused.got, w.at) {
			w.due = false
			w.done()
			continue
		}
		if s = (step{w, w.at, t, w.hidden}); !w.hidden {
			s.w.due = false
			return s, true
		}
		any = true
	}
	if any {
		s.w.due = false
	}
	return s, any
}

// flush puts windows where they belong. On the thread.
func (a *app) flush() {
	var enhanced bool
	for first := true; ; first = false {
		s, any := a.next()
		if !any {
			break
		}
		if first {
			// With it, which assistive programs turn on, applications move their
			// windows with an animation and to other places.
			enhanced, _ = a.element.Bool(ax.EnhancedUserInterface)
			if enhanced {
				_ = a.element.SetBool(ax.EnhancedUserInterface, false)
			}
		}
		if err := a.put(s); err != nil {
			a.d.mu.Lock()
			s.w.due = !s.w.gone
			s.w.done()
			a.d.mu.Unlock()
			a.failed(err)
			break
		}
	}
	if enhanced {
		_ = a.element.SetBool(ax.EnhancedUserInterface, true)
	}
}

// put moves a window, looks once whether it worked, and tries once more. The
// error is one that concerns the whole window.
func (a *app) put(s step) error {
	e := s.w.element.Element
	full := s.at.Size() != s.target.Size()
	got := s.at
	for range 2 {
		if err := set(e, s.target, full); err != nil {
			return err
		}
		frame, err := e.Frame()
		if err != nil {
			return err
		}
		if got = rect(frame); same(got, s.target) {
			break
		}
		full = !s.hidden // a hidden window may have any size
	}
	a.listens(nil)
	d := a.d
	d.mu.Lock()
	defer d.mu.Unlock()
	w := s.w
	if w.gone {
		return nil
	}
	w.at = got
	w.done()
	if !same(got, s.target) {
		w.refused.asked, w.refused.got = s.target, got
		if !s.hidden && !w.due {
			d.emit(desktop.WindowMoved{ID: w.id, Frame: got})
		}
	}
	return nil
}

// set sets a frame. An application bounds the size by where the window is and
// the place by how large it is, so that the size is set before the place and
// after it, as AeroSpace does; where the size stays, the place is enough.
func set(e ax.Element, to workspaces.Rect, full bool) error {
	size, place := cg.Size{Width: to.W, Height: to.H}, cg.Point(to.TopLeft())
	if full {
		if err := e.SetSize(ax.Size, size); serious(err) {
			return err
		}
	}
	if err := e.SetPoint(ax.Position, place); serious(err) {
		return err
	}
	if full {
		if err := e.SetSize(ax.Size, size); serious(err) {
			return err
		}
	}
	return nil
}
