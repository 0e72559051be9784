package x11

import (
	"slices"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/workspaces"
)

// sourceApplication marks a request of an application; pagers say 2 and old
// programs say 0 (EWMH, "Source indication in requests").
const sourceApplication = 1

// everyDesktop in _NET_WM_DESKTOP means all of them, which no window here can be on.
const everyDesktop = 0xFFFFFFFF

// The actions of _NET_WM_STATE messages.
const (
	stateRemove = 0
	stateAdd    = 1
	stateToggle = 2
)

// clientMessage handles the messages of ICCCM and EWMH.
func (d *Desktop) clientMessage(e xproto.ClientMessageEvent) {
	if e.Format != 32 || len(e.Data.Data32) < 5 {
		return
	}
	data := e.Data.Data32
	a := &d.atoms
	switch e.Type {
	case a.CurrentDesktop:
		d.events.Push(desktop.WorkspaceRequested{Index: int(data[0])})
		return
	case a.RequestExtents:
		d.set32(e.Window, a.FrameExtents, xproto.AtomCardinal, 0, 0, 0, 0)
		return
	case a.WMProtocols:
		d.pong(data)
		return
	}
	if o := d.others[e.Window]; o != nil && o.role == roleDock && e.Type == a.State {
		d.changeLayer(o, data)
		return
	}
	w := d.windows[e.Window]
	if w == nil {
		return
	}
	id := workspaces.WindowID(w.id)
	switch e.Type {
	case a.ActiveWindow:
		d.events.Push(desktop.FocusRequested{ID: id, User: data[0] != sourceApplication})
	case a.CloseWindow:
		d.closeWindow(w)
	case a.Desktop:
		if data[0] != everyDesktop {
			d.events.Push(desktop.MoveRequested{ID: id, Index: int(data[0])})
		}
	case a.MoveResize:
		d.moveResize(w, data)
	case a.DragWindow:
		d.dragForClient(w, data)
	case a.WMChangeState:
		// No window here is iconified by its client (ICCCM §4.1.4); the
		// state's being written again lets it know that it goes on.
		d.set32(w.id, a.WMState, a.WMState, w.state, xproto.WindowNone)
	case a.State:
		d.changeState(w, data[0], xproto.Atom(data[1]))
		if second := xproto.Atom(data[2]); second != xproto.AtomNone && second != xproto.Atom(data[1]) {
			d.changeState(w, data[0], second)
		}
	}
}

// changeLayer handles _NET_WM_STATE for a dock: it may be above windows, which it is
// anyway, or below them.
func (d *Desktop) changeLayer(o *other, data []uint32) {
	states := slices.Clone(o.states)
	for _, state := range []xproto.Atom{xproto.Atom(data[1]), xproto.Atom(data[2])} {
		if state != d.atoms.StateAbove && state != d.atoms.StateBelow {
			continue
		}
		has := slices.Contains(states, state)
		states = slices.DeleteFunc(states, func(s xproto.Atom) bool { return s == state })
		if data[0] == stateAdd || data[0] == stateToggle && !has {
			states = append(states, state)
		}
	}
	if !slices.Equal(states, o.states) {
		o.states = states
		d.batch(func() {
			d.set32(o.id, d.atoms.State, xproto.AtomAtom, words(states)...)
			d.restack()
		})
	}
}

// moveResize handles _NET_MOVERESIZE_WINDOW: bits 8 to 11 of the first word
// say which of x, y, width and height follow, the low byte is the gravity: the
// point of the window that the position means.
func (d *Desktop) moveResize(w *window, data []uint32) {
	b := w.box
	if data[0]&(1<<10) != 0 {
		b.w = int(int32(data[3]))
	}
	if data[0]&(1<<11) != 0 {
		b.h = int(int32(data[4]))
	}
	// Without borders, gravity matters to the part of the size that a
	// window grows by: the reference point stays.
	column, row := 0, 0
	if g := int(data[0] & 0xff); g >= xproto.GravityNorthWest && g <= xproto.GravitySouthEast {
		column, row = (g-1)%3, (g-1)/3
	}
	if data[0]&(1<<8) != 0 {
		b.x = int(int32(data[1]))
	} else {
		b.x -= (b.w - w.box.w) * column / 2
	}
	if data[0]&(1<<9) != 0 {
		b.y = int(int32(data[2]))
	} else {
		b.y -= (b.h - w.box.h) * row / 2
	}
	d.requestMove(w, b)
}

// changeState handles one state of a _NET_WM_STATE message.
func (d *Desktop) changeState(w *window, action uint32, state xproto.Atom) {
	if action > stateToggle || state == xproto.AtomNone {
		return
	}
	set := func(flag bool) bool {
		if action == stateToggle {
			return !flag
		}
		return action == stateAdd
	}
	a := &d.atoms
	switch state {
	case a.StateFullscreen:
		d.events.Push(desktop.FullscreenRequested{
			ID: workspaces.WindowID(w.id), Action: desktop.FullscreenAction(action),
		})
		return
	case a.StateHidden, a.StateFocused:
		return // only told, never asked for
	case a.StateAttention:
		w.attention = set(w.attention) && !w.focused
	case a.StateModal:
		w.modal = set(w.modal)
	default:
		if a.refused(state) {
			return
		}
		has := slices.Contains(w.rest, state)
		if set(has) == has {
			return
		}
		if has {
			w.rest = slices.DeleteFunc(w.rest, func(s xproto.Atom) bool { return s == state })
		} else {
			w.rest = append(w.rest, state)
		}
	}
	d.writeState(w)
	if facts, news := d.tell(w); news {
		d.events.Push(desktop.WindowChanged{Window: facts})
	}
}
