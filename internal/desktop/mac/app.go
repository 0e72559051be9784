package mac

import (
	"errors"
	"slices"
	"time"

	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/cg"
	"perch/workspaces"
)

// app is a running application with a thread of its own. The thread ends with
// the application.
type app struct {
	d      *Desktop
	pid    int
	thread *cf.Thread
	ready  chan struct{} // closed after the first answer

	// Guarded by the desktop's lock.
	info      appkit.App
	windows   map[cg.Window]*window
	scanDue   bool // a scan is on its way to the thread
	flushDue  bool // frames are on their way
	focusDue  bool // the question for the focus is
	slow      bool // the last question got no answer, or none in time for the others
	ended     bool
	late      *time.Timer // the next try
	restoring bool        // what moved while the desktop rested is put back

	// For the thread only.
	element    ax.Owned
	observer   *ax.Observer
	subscribed map[ax.Notification]bool
	candidates []ax.Owned // windows that were created and may not be listed yet
	tries      map[cg.Window]int
	stale      map[cg.Window]bool // windows that say that they moved
	pause      time.Duration      // before the next try
}

// heard are the notifications of an application's own element.
var heard = []ax.Notification{ax.WindowCreated, ax.FocusedWindowChanged, ax.MainWindowChanged}

// addApp begins to manage an application, nil if it is managed already or
// nothing to manage. Accessories, which have no icon in the Dock, are managed
// from the moment when they are in front (contract of AeroSpace's refresh).
func (d *Desktop) addApp(info appkit.App) *app {
	pid := int(info.PID)
	if !manageable(info) {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if old := d.apps[pid]; old != nil {
		old.info = info
		return nil
	}
	if d.closed || info.Policy == appkit.Accessory && d.front != pid {
		return nil
	}
	a := &app{
		d: d, pid: pid, info: info, thread: cf.NewThread(), ready: make(chan struct{}),
		windows: map[cg.Window]*window{}, subscribed: map[ax.Notification]bool{},
		tries: map[cg.Window]int{}, stale: map[cg.Window]bool{},
	}
	d.apps[pid] = a
	a.scanSoon()
	return a
}

// do has the application's thread call f.
func (a *app) do(f func()) {
	a.thread.Do(func() {
		defer a.d.rescue()
		f()
	})
}

// later has the application's thread call f after all that the application has
// told so far. Looking at it anew for each notification would take longer than
// a busy application takes to tell of more.
func (a *app) later(f func()) {
	a.thread.Later(func() {
		defer a.d.rescue()
		f()
	})
}

// scanSoon has the windows looked at. It wants the lock.
func (a *app) scanSoon() {
	if !a.scanDue && !a.ended {
		a.scanDue = true
		a.later(a.scan)
	}
}

// end lets the thread give back what it holds, and end. It wants the lock.
func (a *app) end() {
	if a.ended {
		return
	}
	a.ended = true
	if a.late != nil {
		a.late.Stop()
	}
	windows := make([]*window, 0, len(a.windows))
	for _, w := range a.windows {
		windows = append(windows, w)
	}
	a.do(func() {
		for _, w := range windows {
			w.element.Release()
			w.element = ax.Owned{}
		}
		for _, e := range a.candidates {
			e.Release()
		}
		a.candidates = nil
		if a.observer != nil {
			a.observer.Detach(a.thread.Loop())
			a.observer.Release()
			a.observer = nil
		}
		a.element.Release()
		a.element = ax.Owned{}
	})
	a.thread.Stop()
}

// removeApp follows the end of an application. While the desktop rests, that
// waits: nothing is removed then.
func (d *Desktop) removeApp(pid int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a := d.apps[pid]
	if a == nil {
		return
	}
	if d.resting() {
		d.departed = append(d.departed, pid)
		return
	}
	delete(d.apps, pid)
	for _, w := range a.windows {
		w.drop()
	}
	a.end()
	a.opened()
}

// opened says that the application answered or never will. It wants the lock.
func (a *app) opened() {
	select {
	case <-a.ready:
	default:
		close(a.ready)
	}
}

// attach subscribes to what the application tells, as far as it is not yet.
// Applications that are still starting refuse for a while.
func (a *app) attach() error {
	if a.element.Ref == 0 {
		a.element = ax.Application(a.pid)
		if err := a.element.SetTimeout(a.d.Times.Answer); err != nil {
			return err
		}
	}
	if a.observer == nil {
		o, err := ax.NewObserver(a.pid, a.told)
		if err != nil {
			return err
		}
		a.observer = o
		o.Attach(a.thread.Loop())
	}
	for _, n := range heard {
		if a.subscribed[n] {
			continue
		}
		switch err := a.observer.Add(a.element.Element, n, 0); {
		case err == nil, errors.Is(err, ax.NotificationAlreadyRegistered), errors.Is(err, ax.NotificationUnsupported):
			a.subscribed[n] = true
		default:
			return err
		}
	}
	return nil
}

// again asks an application that did not answer once more, later and later.
func (a *app) again() {
	t := a.d.Times
	a.pause = min(max(t.Retry, a.pause*3/2), t.LongRetry)
	a.d.mu.Lock()
	defer a.d.mu.Unlock()
	a.after(a.pause)
}

// after has the application looked at in a while. It wants the lock.
func (a *app) after(pause time.Duration) {
	if a.ended {
		return
	}
	if a.late != nil {
		a.late.Stop()
	}
	a.late = time.AfterFunc(pause, func() {
		a.d.mu.Lock()
		defer a.d.mu.Unlock()
		a.scanSoon()
		a.flushSoon()
	})
}

// listens notes whether the last question got an answer.
func (a *app) listens(err error) {
	slow := errors.Is(err, ax.CannotComplete)
	if !slow {
		a.pause = 0
	}
	a.d.mu.Lock()
	defer a.d.mu.Unlock()
	a.slow = slow
}

// told is what the application's observer hears, on the thread.
func (a *app) told(e ax.Element, n ax.Notification, tag uintptr) {
	defer a.d.rescue()
	a.d.mu.Lock()
	if a.ended {
		a.d.mu.Unlock()
		return
	}
	switch n {
	case ax.ElementDestroyed:
		a.destroyed(cg.Window(tag))
	case ax.WindowCreated:
		a.candidates = append(a.candidates, e.Retain())
		a.scanSoon()
	case ax.FocusedWindowChanged, ax.MainWindowChanged:
		a.focusSoon()
		a.scanSoon()
	case ax.WindowMoved, ax.WindowResized:
		if len(a.stale) == 0 {
			a.later(a.lookAtMoved)
		}
		a.stale[cg.Window(tag)] = true
	case ax.TitleChanged, ax.WindowMinimized, ax.WindowUnminimized:
		a.scanSoon()
	}
	a.d.mu.Unlock()
}

// destroyed follows the end of a window: the next look finds that it is gone, or
// that it was a native tab, in whose place another is shown. While the desktop
// rests, the thaw looks whether it is true. It wants the lock.
func (a *app) destroyed(id cg.Window) {
	w := a.windows[id]
	if w == nil {
		return
	}
	if a.d.resting() {
		w.missed = 1
		return
	}
	w.destroyed = true
	a.scanSoon()
}

// discard forgets a window that is gone. It wants the lock and the thread.
func (a *app) discard(w *window) {
	if a.ended {
		return // end gives everything back
	}
	delete(a.windows, w.real)
	w.drop()
	element := w.element
	w.element = ax.Owned{}
	a.do(func() {
		a.unsubscribe(element.Element)
		element.Release()
	})
	a.scanSoon()
}

// windowHeard are the notifications of a window's element.
var windowHeard = []ax.Notification{
	ax.ElementDestroyed, ax.WindowMoved, ax.WindowResized, ax.WindowMinimized, ax.WindowUnminimized, ax.TitleChanged,
}

func (a *app) subscribe(e ax.Element, id cg.Window) error {
	for _, n := range windowHeard {
		err := a.observer.Add(e, n, uintptr(id))
		if errors.Is(err, ax.CannotComplete) || errors.Is(err, ax.InvalidUIElement) {
			return err
		}
	}
	return nil
}

// unsubscribe lets the observer let go of a window. That one may know nothing
// of it any more.
func (a *app) unsubscribe(e ax.Element) {
	for _, n := range windowHeard {
		if err := a.observer.Remove(e, n); errors.Is(err, ax.CannotComplete) {
			return
		}
	}
}

// activated follows the front.
func (d *Desktop) activated(info appkit.App) {
	if info.BundleID == loginWindow {
		return // it covers a locked screen
	}
	d.mu.Lock()
	d.front = int(info.PID)
	d.mu.Unlock()
	d.addApp(info)
	d.mu.Lock()
	defer d.mu.Unlock()
	a := d.apps[int(info.PID)]
	if a == nil {
		d.tellFocus(workspaces.NoWindow)
		return
	}
	if i := slices.IndexFunc(d.unanswered, func(w wish) bool { return a.has(w.id) }); i >= 0 {
		d.tellFocus(d.unanswered[i].id) // this is the answer, even if the focus went on since
	}
	a.focusSoon()
	a.scanSoon()
}

// has says whether a window is the application's. It wants the lock.
func (a *app) has(id workspaces.WindowID) bool {
	w := a.d.windows[id]
	return w != nil && w.app == a
}

// appHidden follows Command-H.
func (d *Desktop) appHidden(pid int, hidden bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a := d.apps[pid]
	if a == nil {
		return
	}
	a.info.Hidden = hidden
	for _, w := range a.windows {
		w.tellState()
	}
	a.scanSoon()
	a.flushSoon()
}

// Unhide implements desktop.NativeStates.
func (d *Desktop) Unhide() {
	go func() {
		defer d.rescue()
		for _, a := range d.Kit.Apps() {
			if a.Hidden {
				d.Kit.Unhide(a.PID)
			}
		}
	}()
}
