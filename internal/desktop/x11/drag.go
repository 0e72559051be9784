package x11

import (
	"slices"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/workspaces"
)

// drag is a window that follows the pointer. cmd and the first button move it,
// cmd and the third resize it by its nearest corner; alt does so too if it
// floats, but leaves clicks with alt on tiles to their clients. A client may
// begin a drag at its own title bar or edges (dragForClient).
type drag struct {
	dragged xproto.Window
	tile    bool          // it goes where the layout lets it
	button  xproto.Button // its release ends the drag; 0: any button's
	grabbed serial        // our GrabPointer; 0: a button's grab holds the pointer
	from    box           // the window at the beginning
	x, y    int16         // the pointer then
	edges   edges
	next    box // where the pointer wants it
	moved   bool
}

// edges are the sides of a window that follow the pointer; a move is all of them.
type edges struct{ left, right, top, bottom bool }

func (e edges) all() bool { return e.left && e.right && e.top && e.bottom }

var dragButtons = []byte{xproto.ButtonIndex1, xproto.ButtonIndex3}

// grabDrag grabs the buttons on the root window, before the windows see them.
func (d *Desktop) grabDrag() {
	for _, button := range dragButtons {
		xproto.UngrabButton(d.conn, button, d.root, xproto.ModMaskAny)
		for _, modifier := range []uint16{d.alt, d.cmd} {
			for _, locks := range d.locks {
				xproto.GrabButton(d.conn, false, d.root,
					xproto.EventMaskButtonPress|xproto.EventMaskButtonRelease|xproto.EventMaskButtonMotion,
					xproto.GrabModeSync, xproto.GrabModeAsync, xproto.WindowNone, xproto.CursorNone, button, modifier|locks)
			}
		}
	}
}

// startDrag says whether a press on the root window begins a drag. The
// pointer is frozen by the grab and stays so.
func (d *Desktop) startDrag(e xproto.ButtonPressEvent) bool {
	w := d.windows[e.Child]
	if !d.isDragPress(e) || w == nil || w.fullscreen || !w.floating && d.pressed(e.State) != d.cmd {
		return false
	}
	d.drag = drag{dragged: w.id, tile: !w.floating, button: e.Detail, from: w.box, next: w.box, x: e.RootX, y: e.RootY}
	d.edges = edges{true, true, true, true}
	if e.Detail == xproto.ButtonIndex3 {
		left, top := int(e.RootX) < w.box.x+w.box.w/2, int(e.RootY) < w.box.y+w.box.h/2
		d.edges = edges{left, !left, top, !top}
	}
	return true
}

// isDragPress says whether grabDrag's grab brought this press.
func (d *Desktop) isDragPress(e xproto.ButtonPressEvent) bool {
	pressed := d.pressed(e.State)
	return e.Event == d.root && (pressed == d.alt || pressed == d.cmd) && slices.Contains(dragButtons, byte(e.Detail))
}

func (d *Desktop) dragTo(e xproto.MotionNotifyEvent) {
	if d.dragged == xproto.WindowNone {
		return
	}
	dx, dy := int(e.RootX-d.x), int(e.RootY-d.y)
	d.next, d.moved = d.edges.follow(d.from, dx, dy), true
}

// follow moves some edges of a box. No edge passes its opposite.
func (e edges) follow(b box, dx, dy int) box {
	one := func(at, size, by int, low, high bool) (int, int) {
		switch {
		case low && high:
			return at + by, size
		case !low && !high:
			return at, size
		case low:
			by = min(by, size-1)
			return at + by, size - by
		default:
			return at, max(1, size+by)
		}
	}
	b.x, b.w = one(b.x, b.w, dx, e.left, e.right)
	b.y, b.h = one(b.y, b.h, dy, e.top, e.bottom)
	return b
}

// reportDrag asks for the latest place, once for a burst of motions.
func (d *Desktop) reportDrag() {
	if !d.moved {
		return
	}
	d.moved = false
	w := d.windows[d.dragged]
	if w == nil || w.floating == d.tile || w.fullscreen {
		d.endDrag()
		return
	}
	b := d.next
	if d.tile {
		if !d.edges.all() {
			d.events.Push(desktop.TileDragged{ID: workspaces.WindowID(w.id), From: d.rect(d.from), To: d.rect(b)})
		}
		return
	}
	b.w, b.h = w.size.apply(b.w, b.h)
	if d.edges.left && !d.edges.right {
		b.x = d.from.right() - b.w
	}
	if d.edges.top && !d.edges.bottom {
		b.y = d.from.bottom() - b.h
	}
	if b = b.fit(); b != w.box {
		d.events.Push(desktop.WindowMoved{ID: workspaces.WindowID(w.id), Frame: d.rect(b), Request: true})
	}
}

func (d *Desktop) buttonRelease(e xproto.ButtonReleaseEvent) {
	if d.dragged != xproto.WindowNone && (e.Detail == d.button || d.button == 0) {
		d.reportDrag()
		if d.tile && d.edges.all() && d.next != d.from {
			d.events.Push(desktop.TileDropped{ID: workspaces.WindowID(d.dragged), At: d.point(e.RootX, e.RootY)})
		}
		d.endDrag()
	}
}

func (d *Desktop) endDrag() {
	if d.grabbed != 0 {
		xproto.UngrabPointer(d.conn, xproto.TimeCurrentTime)
	}
	d.drag = drag{}
}
