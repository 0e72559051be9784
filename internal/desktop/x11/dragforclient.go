package x11

import "github.com/jezek/xgb/xproto"

// clientDrags are the directions of _NET_WM_MOVERESIZE (EWMH): the sizes
// clockwise from the top left corner, then the move. Those that a keyboard
// begins are not supported.
var clientDrags = [...]edges{
	{left: true, top: true}, {top: true}, {right: true, top: true}, {right: true},
	{right: true, bottom: true}, {bottom: true}, {left: true, bottom: true}, {left: true},
	{left: true, right: true, top: true, bottom: true},
}

const cancelClientDrag = 11

// dragForClient begins the drag that a client asks for by _NET_WM_MOVERESIZE,
// because a button was pressed at its own title bar or edge: x and y of the
// pointer, the direction, the button.
func (d *Desktop) dragForClient(w *window, data []uint32) {
	if data[2] == cancelClientDrag && d.dragged == w.id {
		d.endDrag()
		return
	}
	if int(data[2]) >= len(clientDrags) || w.fullscreen || !w.mapped || d.dragged != xproto.WindowNone {
		return
	}
	grab := xproto.GrabPointer(d.conn, false, d.root, xproto.EventMaskButtonRelease|xproto.EventMaskButtonMotion,
		xproto.GrabModeAsync, xproto.GrabModeAsync, xproto.WindowNone, xproto.CursorNone, xproto.TimeCurrentTime)
	pointer := xproto.QueryPointer(d.conn, d.root)
	began := d.serial(grab.Sequence)
	d.drag = drag{
		dragged: w.id, tile: !w.floating, button: xproto.Button(data[3]), grabbed: began, from: w.box, next: w.box,
		x: int16(int32(data[0])), y: int16(int32(data[1])), edges: clientDrags[data[2]],
	}
	go func() {
		grabbed, err := grab.Reply()
		state, err2 := pointer.Reply()
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.grabbed != began {
			return // over already
		}
		// Nobody would tell of a release that came before the grab.
		if err != nil || err2 != nil || grabbed.Status != xproto.GrabStatusSuccess || !held(d.button, state.Mask) {
			d.endDrag()
		}
	}()
}

// held says whether a button is pressed (0: any), as far as the protocol
// tells: it knows of five.
func held(button xproto.Button, state uint16) bool {
	const any = xproto.ButtonMask1 | xproto.ButtonMask2 | xproto.ButtonMask3 | xproto.ButtonMask4 | xproto.ButtonMask5
	switch {
	case button == 0:
		return state&any != 0
	case button > 5:
		return true
	}
	return state&(xproto.ButtonMask1<<(button-1)) != 0
}
