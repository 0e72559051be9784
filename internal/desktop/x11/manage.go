package x11

import (
	"slices"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/workspaces"
)

// windowEvents is what the window manager selects on a managed window.
const windowEvents = xproto.EventMaskPropertyChange | xproto.EventMaskFocusChange | xproto.EventMaskEnterWindow

// inquiry is a set of questions about one window on their way to the server.
type inquiry struct {
	id         xproto.Window
	attributes xproto.GetWindowAttributesCookie
	geometry   xproto.GetGeometryCookie
	state      xproto.GetPropertyCookie // WM_STATE
	netState   xproto.GetPropertyCookie
	watched    []xproto.GetPropertyCookie
	client     clientIDCookie
}

// inquire sends every question about a window. Its changes are listened to
// first, so that none is missed between the answer and the listening.
func (d *Desktop) inquire(id xproto.Window) inquiry {
	xproto.ChangeWindowAttributes(d.conn, id, xproto.CwEventMask, []uint32{windowEvents})
	return d.inquireQuietly(id)
}

func (d *Desktop) inquireQuietly(id xproto.Window) inquiry {
	q := inquiry{
		id:         id,
		attributes: xproto.GetWindowAttributes(d.conn, id),
		geometry:   xproto.GetGeometry(d.conn, xproto.Drawable(id)),
		state:      d.ask(id, d.atoms.WMState),
		netState:   d.ask(id, d.atoms.State),
		client:     d.askClient(id),
	}
	for _, name := range d.atoms.watched() {
		q.watched = append(q.watched, d.ask(id, name))
	}
	return q
}

// found is the answer to an inquiry.
type found struct {
	*window
	override bool // override-redirect or input-only: none of our business
	viewable bool
	iconic   bool // a window manager before us hid it
	border   uint16
}

// answer waits for the answers; false says that the window is gone.
func (d *Desktop) answer(q inquiry) (found, bool) {
	attributes, err := q.attributes.Reply()
	geometry, err2 := q.geometry.Reply()
	w := &window{id: q.id, desktop: -1}
	f := found{window: w}
	if s := answer(q.state).cardinals(); len(s) > 0 {
		f.iconic = s[0] == stateIconic
	}
	states := answer(q.netState).atoms()
	for i, name := range d.atoms.watched() {
		d.read(w, name, answer(q.watched[i]))
	}
	if pid := q.client.pid(); pid > 0 {
		w.pid, w.local = pid, true // the server knows better than the client
	}
	if err != nil || err2 != nil {
		return f, false
	}
	f.override = attributes.OverrideRedirect || attributes.Class == xproto.WindowClassInputOnly
	f.viewable = attributes.MapState != xproto.MapStateUnmapped
	f.border = geometry.BorderWidth
	w.box = box{int(geometry.X), int(geometry.Y), int(geometry.Width), int(geometry.Height)}
	for _, s := range states {
		switch s {
		case d.atoms.StateFullscreen:
			w.fullscreen = true
		case d.atoms.StateAttention:
			w.attention = true
		case d.atoms.StateModal:
			w.modal = true
		case d.atoms.StateHidden, d.atoms.StateFocused:
		default:
			if !d.atoms.refused(s) {
				w.rest = append(w.rest, s)
			}
		}
	}
	w.netState = states
	return f, true
}

// adopt takes over the windows that are there, and says what they want next.
func (d *Desktop) adopt() (windows []workspaces.Window, wishes []desktop.Event, err error) {
	tree, err := xproto.QueryTree(d.conn, d.root).Reply()
	if err != nil {
		return nil, nil, err
	}
	inquiries := make([]inquiry, 0, len(tree.Children))
	d.wire.hold()
	for _, id := range tree.Children {
		if id != d.support {
			inquiries = append(inquiries, d.inquireQuietly(id))
		}
	}
	d.wire.release()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, q := range inquiries {
		f, ok := d.answer(q)
		if !ok || f.override || !f.viewable && !f.iconic {
			continue
		}
		if r := d.role(f.window); r != roleManaged {
			if f.viewable {
				d.batch(func() { d.addOther(f, r) })
			}
			continue
		}
		// What it asked of the manager before is not asked again.
		wantsFullscreen := f.fullscreen
		f.fullscreen = false
		d.batch(func() {
			xproto.ChangeWindowAttributes(d.conn, f.id, xproto.CwEventMask, []uint32{windowEvents})
			d.manage(f)
		})
		facts, _ := d.tell(f.window)
		windows = append(windows, facts)
		if wantsFullscreen {
			wishes = append(wishes, desktop.FullscreenRequested{ID: facts.ID, Action: desktop.FullscreenAdd})
		}
	}
	d.computeWorkAreas()
	d.batch(d.restack)
	return windows, wishes, nil
}

// mapRequest handles a client's wish to show a window.
func (d *Desktop) mapRequest(id xproto.Window) {
	d.mu.Lock()
	w, o := d.windows[id], d.others[id]
	d.mu.Unlock()
	switch {
	case w != nil:
		// A hidden window wants to be Normal again (ICCCM §4.1.4).
		d.events.Push(desktop.FocusRequested{ID: workspaces.WindowID(id)})
		return
	case o != nil:
		xproto.MapWindow(d.conn, id)
		return
	}
	d.wire.hold()
	q := d.inquire(id)
	d.wire.release()
	f, ok := d.answer(q)
	if !ok {
		return
	}
	if f.userTimeWindow != xproto.WindowNone {
		if p := d.property(f.userTimeWindow, d.atoms.UserTime); p.format != 0 {
			d.read(f.window, d.atoms.UserTime, p)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended {
		xproto.MapWindow(d.conn, id)
		return
	}
	if r := d.role(f.window); r != roleManaged || f.override {
		d.batch(func() {
			d.addOther(f, r)
			xproto.MapWindow(d.conn, id)
			d.refreshStruts()
			d.restack()
		})
		return
	}
	wantsFullscreen := f.fullscreen
	f.fullscreen = false
	if !f.size.positioned && d.kind(f.window) == workspaces.KindDialog {
		d.move(f.window, d.centred(f.window))
	}
	d.manage(f)
	facts, _ := d.tell(f.window)
	d.events.Push(desktop.WindowOpened{Window: facts, Focus: !f.wantsNoFocus})
	if wantsFullscreen {
		d.events.Push(desktop.FullscreenRequested{ID: facts.ID, Action: desktop.FullscreenAdd})
	}
}

// centred is the place of a dialog that chose none: the middle of its parent,
// or else of the focused window's monitor.
func (d *Desktop) centred(w *window) box {
	b := w.box
	var around box
	if parent := d.windows[w.transientFor]; parent != nil && parent.mapped {
		around = parent.box
	} else {
		around = d.monitorAt(d.windows[d.focused]).work
	}
	b.x = around.x + (around.w-b.w)/2
	b.y = around.y + (around.h-b.h)/2
	if around.w == 0 {
		return w.box // there is no monitor
	}
	if work := d.monitorAt(&window{box: around}).work; work.w > 0 {
		b.x = max(work.x, min(b.x, work.right()-b.w))
		b.y = max(work.y, min(b.y, work.bottom()-b.h))
	}
	return b
}

// manage takes a window into the tables. It is not shown; the Apply that
// shows it introduces it too.
func (d *Desktop) manage(f found) {
	w := f.window
	w.mapped = f.viewable
	w.floating = d.kind(w) == workspaces.KindDialog
	w.told.App.ExecPath = execPath(w.pid)
	d.windows[w.id] = w
	d.clients = append(d.clients, w.id)
	d.fresh = append(d.fresh, w)
	if f.border != 0 {
		xproto.ConfigureWindow(d.conn, w.id, xproto.ConfigWindowBorderWidth, []uint32{0})
	}
	d.clientsChanged = true
}

// introduce prepares the windows that are new since the last Apply, and tells
// them and others about them.
func (d *Desktop) introduce() {
	a := &d.atoms
	for _, w := range d.fresh {
		if !w.focused {
			d.grabClicks(w)
		}
		d.writeState(w)
		d.set32(w.id, a.FrameExtents, xproto.AtomCardinal, 0, 0, 0, 0)
		d.set32(w.id, a.AllowedActions, xproto.AtomAtom, uint32(a.ActionMove), uint32(a.ActionResize),
			uint32(a.ActionFullscreen), uint32(a.ActionDesktop), uint32(a.ActionClose))
	}
	d.fresh = nil
}

// addOther remembers a window that is not managed.
func (d *Desktop) addOther(f found, r role) {
	xproto.ChangeWindowAttributes(d.conn, f.id, xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange})
	if r == roleLoose {
		xproto.ConfigureWindow(d.conn, f.id, xproto.ConfigWindowStackMode, []uint32{xproto.StackModeAbove})
	}
	if f.strut != (strut{}) || f.netStrut != (strut{}) {
		d.vacant = slices.DeleteFunc(d.vacant, func(o *other) bool { return o.box.meets(f.box) })
	}
	d.others[f.id] = &other{id: f.id, role: r, box: f.box, strut: f.strut, netStrut: f.netStrut, states: f.netState}
}

// unmapNotify tells a client's withdrawal from our own hiding: the event of
// our UnmapWindow bears that request's number. A client that withdraws a
// hidden window sends a synthetic event (ICCCM §4.1.4), which wire marks.
func (d *Desktop) unmapNotify(e xproto.UnmapNotifyEvent) {
	w := d.windows[e.Window]
	if w == nil {
		d.removeOther(e.Window)
		return
	}
	if i := slices.Index(w.unmaps, d.serial(e.Sequence)); i >= 0 && !synthetic(e) {
		w.unmaps = w.unmaps[i+1:]
		return
	}
	d.batch(func() {
		if w.mapped && synthetic(e) {
			// A client may send the synthetic event alone. After a real one
			// the window may be on the screen again, in another's window.
			xproto.UnmapWindow(d.conn, w.id)
		}
		d.release(w)
	})
}

// reparented handles a window that a client put into another one.
func (d *Desktop) reparented(id xproto.Window) {
	if w := d.windows[id]; w != nil {
		d.batch(func() { d.release(w) })
		return
	}
	d.removeOther(id)
}

// release gives a window back to its client as a withdrawn one (ICCCM §4.1.3.1).
func (d *Desktop) release(w *window) {
	xproto.ChangeWindowAttributes(d.conn, w.id, xproto.CwEventMask, []uint32{0})
	xproto.UngrabButton(d.conn, xproto.ButtonIndexAny, w.id, xproto.ModMaskAny)
	d.set32(w.id, d.atoms.WMState, d.atoms.WMState, stateWithdrawn, xproto.WindowNone)
	xproto.DeleteProperty(d.conn, w.id, d.atoms.State)
	xproto.DeleteProperty(d.conn, w.id, d.atoms.Desktop)
	d.forget(w)
}

// destroyed handles the end of a window.
func (d *Desktop) destroyed(id xproto.Window) {
	if w := d.windows[id]; w != nil {
		d.forget(w)
		return
	}
	d.removeOther(id)
}

// forget drops a managed window.
func (d *Desktop) forget(w *window) {
	delete(d.windows, w.id)
	d.clients = slices.DeleteFunc(d.clients, func(id xproto.Window) bool { return id == w.id })
	d.fresh = slices.DeleteFunc(d.fresh, func(f *window) bool { return f == w })
	d.dropFromStack(w.id)
	if d.dragged == w.id {
		d.endDrag()
	}
	d.clientsChanged = true
	if d.focused == w.id {
		d.focused = xproto.WindowNone
		d.writeActive()
	}
	if w.strut != (strut{}) || w.netStrut != (strut{}) {
		d.refreshStruts()
	}
	d.events.Push(desktop.WindowClosed{ID: workspaces.WindowID(w.id)})
}

func (d *Desktop) removeOther(id xproto.Window) {
	if d.others[id] == nil {
		return
	}
	d.vacate(d.others[id])
	delete(d.others, id)
	d.dropFromStack(id)
	d.refreshStruts()
}
