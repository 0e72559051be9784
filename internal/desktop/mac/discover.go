package mac

import (
	"cmp"
	"errors"
	"slices"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/kind"
	"perch/workspaces"
)

// scan looks at all windows of the application: new ones, missing ones, and
// those that are others than they were. On the thread.
func (a *app) scan() {
	d := a.d
	d.mu.Lock()
	a.scanDue = false
	hold := a.ended || d.resting()
	if d.resting() {
		a.opened() // the thaw looks again
	}
	held := d.button
	candidates := a.candidates
	a.candidates = nil
	d.mu.Unlock()
	listed := candidates
	defer func() {
		for _, e := range listed {
			e.Release()
		}
	}()
	if hold {
		return
	}
	more, err := a.list()
	listed = append(listed, more...)
	if err != nil {
		a.failed(err)
		return
	}
	server := serverWindows(a.pid)
	if session, known := cg.CurrentSession(); known && session.Locked {
		return // the lock's own notification comes later
	}
	found, err := a.number(listed, len(candidates), server)
	if err != nil {
		a.failed(err)
		return
	}
	seen := map[cg.Window]bool{}
	var late bool
	for _, f := range found {
		e, id := listed[f.index], f.id
		d.mu.Lock()
		w := a.windows[id]
		d.mu.Unlock()
		var took bool
		switch {
		case w != nil:
			err = a.refresh(w, e.Element, server)
		case held:
			continue // a tab that is being torn off; the end of the drag looks again
		default:
			if took, err = a.meet(e, id, server, seen, listed); took {
				listed[f.index] = ax.Owned{}
			} else if err == nil && a.patience(id) {
				late = true
			}
		}
		switch {
		case err == nil:
			seen[id] = true
		case errors.Is(err, ax.InvalidUIElement):
		default:
			a.failed(err)
			return
		}
	}
	late = a.lookForMissing(seen, server) || late
	a.listens(nil)
	a.tellFocusIfFront()
	d.mu.Lock()
	a.opened()
	a.restoring = false
	if late {
		a.after(d.Times.Recheck)
	}
	a.flushSoon()
	d.mu.Unlock()
}

// failed ends a look at an application that cannot be looked at.
func (a *app) failed(err error) {
	a.listens(err)
	if errors.Is(err, ax.APIDisabled) {
		a.d.Log.Debug("macOS does not let Perch look at an application", "app", a.String(), "error", err)
	}
	a.d.mu.Lock()
	for _, w := range a.windows {
		if w.destroyed && !a.d.resting() {
			a.discard(w) // without a look
		}
	}
	a.d.mu.Unlock()
	a.again()
}

// list are the application's windows: all that it lists, and the main and the
// focused one, which some leave out.
func (a *app) list() ([]ax.Owned, error) {
	if err := a.attach(); err != nil {
		return nil, err
	}
	// At once: with another tab shown in between, both would seem to be there.
	v, err := a.element.Read(ax.Windows, ax.FocusedWindow, ax.MainWindow)
	if err != nil {
		return nil, err
	}
	defer v.Release()
	list, err := v.Links(0)
	if serious(err) || errors.Is(err, ax.Failure) {
		return list, err
	}
	for i := 1; i <= 2; i++ {
		if e, err := v.Link(i); err == nil {
			if slices.ContainsFunc(list, func(o ax.Owned) bool { return o.Equal(e.Element) }) {
				e.Release()
			} else {
				list = append(list, e)
			}
		} else if serious(err) {
			return list, err
		}
	}
	return list, nil
}

// numbered is a window of a list.
type numbered struct {
	id    cg.Window
	index int
}

// number finds the windows among what was listed, in the order in which they
// were made. The first ones were told of when they were made and may be gone.
func (a *app) number(listed []ax.Owned, candidates int, server map[cg.Window]cg.WindowInfo) ([]numbered, error) {
	var found []numbered
	taken := map[cg.Window]bool{}
	for i, e := range slices.Backward(listed) {
		id, err := a.identify(e.Element, server, taken)
		switch {
		case errors.Is(err, ax.CannotComplete):
			return nil, err
		case err != nil || taken[id] || i < candidates && a.missing(e.Element):
			continue
		}
		taken[id] = true
		found = append(found, numbered{id, i})
	}
	slices.SortFunc(found, func(a, b numbered) int { return cmp.Compare(a.id, b.id) })
	return found, nil
}

// missing says whether the application itself says that a window is gone.
func (a *app) missing(e ax.Element) bool {
	_, err := e.Text(ax.Role)
	return errors.Is(err, ax.InvalidUIElement)
}

// serverWindows are the window server's windows of a process.
func serverWindows(pid int) map[cg.Window]cg.WindowInfo {
	windows := map[cg.Window]cg.WindowInfo{}
	for _, w := range cg.Windows(cg.AllWindows) {
		if w.PID == pid {
			windows[w.ID] = w
		}
	}
	return windows
}

// identify is the number of a window. Without the private function for it the
// window server's list is searched for a window in the same place.
func (a *app) identify(e ax.Element, server map[cg.Window]cg.WindowInfo, taken map[cg.Window]bool) (cg.Window, error) {
	id, err := e.Window()
	if !errors.Is(err, ax.NotImplemented) {
		if err == nil && id == 0 {
			err = ax.NoValue
		}
		return id, err
	}
	a.d.mu.Lock()
	windows := make([]*window, 0, len(a.windows))
	for _, w := range a.windows {
		windows = append(windows, w)
	}
	a.d.mu.Unlock()
	for _, w := range windows {
		if w.element.Equal(e) {
			return w.real, nil
		}
	}
	frame, err := e.Frame()
	if err != nil {
		return 0, err
	}
	if server == nil {
		server = serverWindows(a.pid)
	}
	var ids []cg.Window
	for id, info := range server {
		known := slices.ContainsFunc(windows, func(w *window) bool { return w.real == id })
		if !known && !taken[id] && same(rect(info.Bounds), rect(frame)) {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return 0, ax.NoValue
	}
	return slices.Min(ids), nil
}

// refresh takes over what may have changed of a known window.
func (a *app) refresh(w *window, e ax.Element, server map[cg.Window]cg.WindowInfo) error {
	d := a.d
	d.mu.Lock()
	popup := w.kind == workspaces.KindPopup
	d.mu.Unlock()
	r, err := a.read(e, popup)
	if err != nil {
		return err
	}
	if r.role == "" {
		return nil // nothing is known, so that nothing changed
	}
	is := workspaces.KindPopup
	if popup {
		is = a.kindOf(e, r, w.real, server)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if w.gone || d.resting() {
		return nil
	}
	w.missed, w.apart, w.destroyed = 0, false, false
	changed := r.title != w.title || popup && is != w.kind
	w.title = r.title
	if w.changing == 0 {
		w.native = r.native
	}
	if popup {
		w.kind = is
	}
	if changed {
		d.emit(desktop.WindowChanged{Window: w.facts()})
	}
	w.tellState()
	if r.framed {
		w.saw(r.frame)
	}
	return nil
}

// meet takes a window that is new. It says false for what is no window yet:
// parts of the interface that have a number but no role, and those of which
// the window server knows nothing.
func (a *app) meet(e ax.Owned, id cg.Window, server map[cg.Window]cg.WindowInfo, seen map[cg.Window]bool, listed []ax.Owned) (took bool, err error) {
	d := a.d
	r, err := a.read(e.Element, true)
	if err != nil {
		return false, err
	}
	info, there := server[id]
	if r.role == "" || r.attributes.Subrole == "" || !r.framed || !there {
		return false, nil
	}
	d.mu.Lock()
	shown := info.OnScreen || r.native != workspaces.Tiling || a.info.Hidden
	d.mu.Unlock()
	if !shown && a.isTab(e.Element) {
		return false, nil // a tab that is not to be seen
	}
	is := a.kindOf(e.Element, r, id, server)
	if err := e.SetTimeout(d.Times.Answer); err != nil {
		return false, err
	}
	if err := a.subscribe(e.Element, id); err != nil {
		return false, err
	}
	delete(a.tries, id)
	group := a.groupOf(r.frame, seen, server, listed)
	d.mu.Lock()
	if a.ended {
		d.mu.Unlock()
		return false, nil
	}
	if group != nil && !group.gone {
		old := group.element
		group.turnTo(id, e, r)
		d.mu.Unlock()
		a.unsubscribe(old.Element)
		old.Release()
		return true, nil
	}
	defer d.mu.Unlock()
	w := &window{
		app: a, element: e, id: d.publicID(id), real: id,
		title: r.title, kind: is, native: r.native, at: r.frame, apart: !shown,
	}
	a.windows[id] = w
	d.windows[w.id] = w
	w.adopt()
	d.emit(desktop.WindowOpened{Window: w.facts()})
	w.tellState()
	return true, nil
}

// kindOf is what a window is for. On the thread.
func (a *app) kindOf(e ax.Element, r reading, id cg.Window, server map[cg.Window]cg.WindowInfo) workspaces.Kind {
	k := r.attributes
	a.d.mu.Lock()
	k.App, k.Policy = a.info.BundleID, policy(a.info.Policy)
	a.d.mu.Unlock()
	if info, there := server[id]; there {
		k.Layer, k.KnowsLayer = info.Layer, true
	}
	if focused, err := a.element.Link(ax.FocusedWindow); err == nil {
		k.AppFocused = focused.Equal(e)
		focused.Release()
	}
	return kind.Of(k)
}

// looks is how often something that may become a window is looked at.
const looks = 12

// patience says whether something that is no window yet is worth another look:
// the looks become rarer, and end.
func (a *app) patience(id cg.Window) bool {
	a.tries[id]++
	return a.tries[id] <= looks
}

// lookForMissing is about windows that the application does not list any more.
// One that the application says is gone is gone; one that nobody can see is
// gone at the second look. Those on other Spaces, minimized and hidden ones
// are not to be seen either, and stay. It says whether a second look is due.
func (a *app) lookForMissing(seen map[cg.Window]bool, server map[cg.Window]cg.WindowInfo) (again bool) {
	d := a.d
	d.mu.Lock()
	var missing []*window
	for id, w := range a.windows {
		if !seen[id] {
			missing = append(missing, w)
		}
	}
	d.mu.Unlock()
	for id := range a.tries {
		if _, there := server[id]; !there {
			delete(a.tries, id)
		}
	}
	for _, w := range missing {
		_, err := w.element.Text(ax.Role)
		info, there := server[w.real]
		d.mu.Lock()
		switch {
		case w.gone || d.resting():
		case errors.Is(err, ax.InvalidUIElement):
			a.discard(w)
		case errors.Is(err, ax.CannotComplete):
		case there && (info.OnScreen || w.apart || w.state() != workspaces.Tiling):
			w.missed = 0
		default:
			if w.missed++; w.missed >= 2 {
				a.discard(w)
			} else {
				again = true
			}
		}
		d.mu.Unlock()
	}
	return again
}

// sweep looks at the window server's list alone, which costs no application
// anything: a window that is missing in it, or that nobody told of, has its
// application looked at.
func (d *Desktop) sweep() {
	d.reviveTaps()
	list := cg.Windows(cg.AllWindows)
	if len(list) == 0 {
		return
	}
	d.checkScreens()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.resting() {
		return
	}
	there, strangers := map[cg.Window]bool{}, map[cg.Window]int{}
	for _, info := range list {
		there[info.ID] = true
		a := d.apps[info.PID]
		if a == nil || !info.OnScreen || info.Layer != 0 || a.windows[info.ID] != nil {
			continue
		}
		if strangers[info.ID] = d.strangers[info.ID] + 1; strangers[info.ID] <= looks {
			a.scanSoon()
		}
	}
	d.strangers = strangers
	for _, w := range d.windows {
		if !there[w.real] {
			w.app.scanSoon()
		}
	}
}

// spaceChanged notes which windows are on other Spaces now: their
// applications do not list them.
func (d *Desktop) spaceChanged() {
	shown := map[cg.Window]bool{}
	for _, w := range cg.Windows(cg.OnScreenOnly) {
		shown[w.ID] = true
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, w := range d.windows {
		w.apart = !shown[w.real]
		w.missed = 0
	}
	for _, a := range d.apps {
		a.scanSoon()
	}
}
