package x11

import (
	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/workspaces"
)

// focus is who has the keyboard.
type focus struct {
	focused xproto.Window // the managed window that has or should have it; none: support
	asked   serial        // our latest SetInputFocus
	offer   xproto.Window // waits for the server's time to be offered the focus
	offered serial        // the request whose event brings that time
}

// setFocus gives the keyboard to a window and returns the windows whose state changed.
func (d *Desktop) setFocus(id workspaces.WindowID) []*window {
	w := d.windows[xproto.Window(id)]
	changed := d.noteFocus(w)
	d.assertFocus()
	d.writeActive()
	return changed
}

// noteFocus makes w (nil: none) the focused window as far as this side knows.
func (d *Desktop) noteFocus(w *window) []*window {
	var changed []*window
	id := xproto.Window(xproto.WindowNone)
	if w != nil {
		id = w.id
	}
	if old := d.windows[d.focused]; old != nil && old != w {
		old.focused = false
		d.grabClicks(old)
		changed = append(changed, old)
	}
	d.focused = id
	if w != nil && !w.focused {
		w.focused = true
		w.attention, w.urgencyHint = false, false // it has the attention now
		d.ungrabClicks(w)
		changed = append(changed, w)
		if facts, news := d.tell(w); news {
			d.events.Push(desktop.WindowChanged{Window: facts})
		}
	}
	return changed
}

// assertFocus follows the four input models of ICCCM §4.1.7. Where the window
// manager may not set the focus, support takes it, so that keys do not go to
// the window that had it before.
func (d *Desktop) assertFocus() {
	w := d.windows[d.focused]
	d.offer = xproto.WindowNone
	target := d.support
	if w != nil && !w.refusesInput && w.mapped {
		target = w.id
	}
	d.asked = d.serial(xproto.SetInputFocus(d.conn, xproto.InputFocusPointerRoot, target,
		xproto.TimeCurrentTime).Sequence)
	if w != nil && w.takesFocus && w.mapped {
		// WM_TAKE_FOCUS needs a time that is no older than the focus just set;
		// the client's own SetInputFocus would be ignored otherwise.
		d.offer = w.id
		d.offered = d.serial(d.touch())
	}
}

// timeArrived continues assertFocus.
func (d *Desktop) timeArrived(e xproto.PropertyNotifyEvent) {
	if d.offer == xproto.WindowNone || d.serial(e.Sequence) < d.offered {
		return
	}
	d.sendProtocol(d.offer, d.atoms.WMTakeFocus, e.Time)
	d.offer = xproto.WindowNone
}

// focusIn tells the focus that clients and the server move from ours. A
// change that came before our latest SetInputFocus is overruled by it.
func (d *Desktop) focusIn(e xproto.FocusInEvent) {
	if d.serial(e.Sequence) < d.asked || e.Mode == xproto.NotifyModeGrab || e.Mode == xproto.NotifyModeUngrab {
		return
	}
	if e.Event == d.root {
		switch e.Detail {
		case xproto.NotifyDetailVirtual, xproto.NotifyDetailNonlinearVirtual, xproto.NotifyDetailPointer:
			return // on its way to another window
		}
		// The focus fell to the root, as its window vanished.
		d.batch(d.assertFocus)
		return
	}
	switch e.Detail {
	case xproto.NotifyDetailInferior, xproto.NotifyDetailPointer, xproto.NotifyDetailPointerRoot,
		xproto.NotifyDetailNone:
		return
	}
	w := d.windows[e.Event]
	if w == nil || w.id == d.focused {
		return
	}
	d.batch(func() {
		for _, changed := range d.noteFocus(w) {
			d.writeState(changed)
		}
		d.writeActive()
	})
	d.events.Push(desktop.Focused{ID: workspaces.WindowID(w.id), Foreign: true})
}

// clickButtons are the pointer buttons that focus a window; wheels do not.
var clickButtons = []byte{xproto.ButtonIndex1, xproto.ButtonIndex2, xproto.ButtonIndex3}

// grabClicks makes clicks on a window come here first. The pointer freezes
// until buttonPress lets the click through.
func (d *Desktop) grabClicks(w *window) {
	if w.grabbed {
		return
	}
	w.grabbed = true
	for _, button := range clickButtons {
		xproto.GrabButton(d.conn, true, w.id, xproto.EventMaskButtonPress, xproto.GrabModeSync,
			xproto.GrabModeAsync, xproto.WindowNone, xproto.CursorNone, button, xproto.ModMaskAny)
	}
}

func (d *Desktop) ungrabClicks(w *window) {
	if !w.grabbed {
		return
	}
	w.grabbed = false
	xproto.UngrabButton(d.conn, xproto.ButtonIndexAny, w.id, xproto.ModMaskAny)
}

func (d *Desktop) buttonPress(e xproto.ButtonPressEvent) {
	if e.Event == d.root {
		if d.startDrag(e) {
			xproto.AllowEvents(d.conn, xproto.AllowAsyncPointer, e.Time)
			d.events.Push(desktop.FocusRequested{ID: workspaces.WindowID(e.Child), User: true})
			return
		}
		if d.isDragPress(e) {
			// Not for us: the press goes on to the window's own grab.
			xproto.AllowEvents(d.conn, xproto.AllowReplayPointer, e.Time)
			return
		}
		if e.Child == xproto.WindowNone && e.Detail == xproto.ButtonIndex1 {
			d.events.Push(desktop.Clicked{At: d.point(e.RootX, e.RootY), Window: workspaces.NoWindow})
		}
		return
	}
	xproto.AllowEvents(d.conn, xproto.AllowReplayPointer, e.Time)
	if d.windows[e.Event] != nil {
		d.events.Push(desktop.FocusRequested{ID: workspaces.WindowID(e.Event), User: true})
	}
}

func (d *Desktop) enterNotify(e xproto.EnterNotifyEvent) {
	if e.Mode != xproto.NotifyModeNormal || d.echoed(d.serial(e.Sequence)) {
		return
	}
	moved := desktop.PointerMoved{At: d.point(e.RootX, e.RootY), Window: workspaces.NoWindow}
	switch {
	case e.Event == d.root:
	case e.Detail == xproto.NotifyDetailInferior || d.windows[e.Event] == nil:
		return
	default:
		moved.Window = workspaces.WindowID(e.Event)
	}
	d.events.Push(moved)
}
