package mac

import (
	"errors"
	"os"
	"slices"
	"sync"
	"time"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/skylight"
	"perch/workspaces"
)

// focus is which window has the keyboard, guarded by the desktop's lock.
type focus struct {
	front int                 // the process in front, 0 for none
	told  workspaces.WindowID // what the agent was told last
	wish  int                 // counts what the agent asked for
	// unanswered are wishes that macOS has not confirmed, the oldest first.
	unanswered []wish

	fronting sync.Mutex // held while a process is brought to the front
}

type wish struct {
	id workspaces.WindowID
	at time.Time
}

// answerPeriod is how long the confirmation of a focus is waited for.
const answerPeriod = time.Second

// ask has a window take the keyboard, as soon as its application does; only
// the last wish counts. With NoWindow it is Perch that comes to the front: it
// has no window, so that nothing is typed into a hidden one. It wants the lock.
func (d *Desktop) ask(id workspaces.WindowID) {
	d.wish++
	number := d.wish
	w := d.windows[id]
	if w == nil {
		if id == workspaces.NoWindow {
			d.unanswered = append(d.unanswered, wish{id, time.Now()})
			go d.Kit.Activate(int32(os.Getpid()), false)
		}
		return
	}
	if d.told == id && len(d.unanswered) == 0 {
		return // it has the keyboard; to ask again would tear it from where it goes next
	}
	d.unanswered = append(d.unanswered, wish{id, time.Now()})
	a, real := w.app, w.real
	direct := skylight.Available()
	if direct {
		// The window server does this, whatever the application does.
		go func() {
			defer d.rescue()
			// One after the other: an earlier wish must not be carried out last.
			d.fronting.Lock()
			defer d.fronting.Unlock()
			if d.wished(number) {
				if err := skylight.Focus(a.pid, real); err != nil {
					d.Kit.Activate(int32(a.pid), false)
				}
			}
		}()
	}
	a.do(func() { a.raise(w, number, direct) })
}

// wished says whether a wish is still the last one.
func (d *Desktop) wished(number int) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.wish == number && !d.closed
}

// raise brings a window to the front of its application, and without the
// private functions the application too. On the thread.
func (a *app) raise(w *window, number int, direct bool) {
	if !a.d.wished(number) || w.element.Ref == 0 {
		return
	}
	err := w.element.SetBool(ax.Main, true)
	if !errors.Is(err, ax.CannotComplete) {
		err = w.element.Perform(ax.Raise)
	}
	if err != nil {
		a.listens(err)
	}
	if !direct && a.d.wished(number) {
		a.d.Kit.Activate(int32(a.pid), false)
	}
}

// focusSoon has the application asked which of its windows is focused, if it
// is in front. It wants the lock.
func (a *app) focusSoon() {
	if a.d.front == a.pid && !a.ended && !a.focusDue {
		a.focusDue = true
		a.do(a.tellFocusIfFront)
	}
}

// tellFocusIfFront is the answer. On the thread.
func (a *app) tellFocusIfFront() {
	d := a.d
	d.mu.Lock()
	a.focusDue = false
	front := d.front == a.pid && !d.resting() && !a.ended
	d.mu.Unlock()
	if !front || a.element.Ref == 0 {
		return
	}
	var real cg.Window
	e, err := a.element.Link(ax.FocusedWindow)
	if err == nil {
		real, err = a.identify(e.Element, nil, nil)
		e.Release()
	}
	if errors.Is(err, ax.CannotComplete) {
		a.failed(err) // nobody tells of the focus again
		return
	}
	if serious(err) || a.closing(real) {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.front != a.pid {
		return
	}
	id := workspaces.NoWindow
	if w := a.windows[real]; w != nil {
		id = w.id
	} else if real != 0 {
		id = workspaces.WindowID(real) // it is not known yet
	}
	d.tellFocus(id)
}

// closing says whether the focus goes from a window of the application to another,
// or nowhere, because it closes. The agent has to hear of the end first, or it
// would go where the focus went: a look at the windows tells of both. On the
// thread.
func (a *app) closing(focused cg.Window) bool {
	d := a.d
	d.mu.Lock()
	w := d.windows[d.told]
	if w == nil || w.app != a || w.real == focused || w.gone {
		d.mu.Unlock()
		return false
	}
	d.mu.Unlock()
	if !a.missing(w.element.Element) {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	a.destroyed(w.real)
	return true
}

// tellFocus tells the agent where the focus is, if that is news. It wants the
// lock.
func (d *Desktop) tellFocus(id workspaces.WindowID) {
	if d.resting() || d.told == id {
		return
	}
	d.told = id
	now := time.Now()
	d.unanswered = slices.DeleteFunc(d.unanswered, func(w wish) bool { return now.Sub(w.at) > answerPeriod })
	foreign := len(d.unanswered) == 0
	if i := slices.IndexFunc(d.unanswered, func(w wish) bool { return w.id == id }); i >= 0 {
		d.unanswered = d.unanswered[i+1:]
	}
	d.emit(desktop.Focused{ID: id, Foreign: foreign})
}
