package x11

import (
	"slices"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/workspaces"
)

// Apply implements desktop.Desktop. Its requests wait for no answer and
// reach the server in two writes: windows appear before others vanish, and
// the properties that only tell about it come last, while the server is at
// work already.
func (d *Desktop) Apply(c desktop.Change) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended {
		return
	}
	d.batch(func() {
		var changed []*window
		restack := false
		for _, f := range c.Frames {
			w := d.windows[xproto.Window(f.ID)]
			if w == nil {
				continue
			}
			if w.fullscreen != f.Fullscreen {
				w.fullscreen = f.Fullscreen
				changed = append(changed, w)
				restack = true
			}
			d.place(w, f)
		}
		if c.Stack != nil {
			d.wanted = d.wanted[:0]
			for _, id := range c.Stack {
				d.wanted = append(d.wanted, xproto.Window(id))
			}
			restack = true
		}
		if restack {
			d.restack()
		}
		for _, id := range c.Show {
			if w := d.windows[xproto.Window(id)]; w != nil && !w.mapped {
				w.mapped = true
				xproto.MapWindow(d.conn, w.id)
				changed = append(changed, w)
			}
		}
		if c.Focus != nil {
			changed = append(changed, d.setFocus(*c.Focus)...)
		}
		for _, id := range c.Hide {
			if w := d.windows[xproto.Window(id)]; w != nil && w.mapped {
				w.mapped = false
				w.unmaps = append(w.unmaps, d.serial(xproto.UnmapWindow(d.conn, w.id).Sequence))
				changed = append(changed, w)
			}
		}
		d.wire.send()
		for _, w := range changed {
			d.writeState(w)
		}
		d.introduce()
		d.writeClients()
	})
}

// place gives a window its frame.
func (d *Desktop) place(w *window, f desktop.Frame) {
	w.floating = f.Floating && !f.Fullscreen
	w.asked, w.placed = f.Frame, true
	wish := d.box(f.Frame)
	b := d.constrain(w, wish)
	d.move(w, b)
	if b != wish {
		d.events.Push(desktop.WindowMoved{ID: f.ID, Frame: d.rect(b)})
	}
}

// constrain fits a floating window's size to its hints; tiled and fullscreen
// windows take the size they get.
func (d *Desktop) constrain(w *window, b box) box {
	if w.floating {
		b.w, b.h = w.size.apply(b.w, b.h)
	}
	return b
}

// move configures a window where its box differs. A client whose configure
// request changes nothing is told so by a synthetic event (ICCCM §4.1.5); a
// real one answers every other request, as the root is the window's parent.
func (d *Desktop) move(w *window, b box) {
	waits := w.waits
	w.waits = false
	if b == w.box {
		if waits {
			d.confirm(w)
		}
		return
	}
	var mask uint16
	values := make([]uint32, 0, 4)
	set := func(bit uint16, old, new int) {
		if old != new {
			mask |= bit
			values = append(values, uint32(new))
		}
	}
	set(xproto.ConfigWindowX, w.box.x, b.x)
	set(xproto.ConfigWindowY, w.box.y, b.y)
	set(xproto.ConfigWindowWidth, w.box.w, b.w)
	set(xproto.ConfigWindowHeight, w.box.h, b.h)
	w.box = b
	xproto.ConfigureWindow(d.conn, w.id, mask, values)
}

// confirm sends a synthetic ConfigureNotify with a window's present place.
func (d *Desktop) confirm(w *window) {
	notify := xproto.ConfigureNotifyEvent{
		Event: w.id, Window: w.id, X: int16(w.box.x), Y: int16(w.box.y),
		Width: uint16(w.box.w), Height: uint16(w.box.h),
	}
	xproto.SendEvent(d.conn, false, w.id, xproto.EventMaskStructureNotify, string(notify.Bytes()))
}

// configureRequest handles a client's wish for another place. Tiled windows
// are told that nothing changes; floating ones' wishes are for the policy to
// grant; everything that is not managed gets what it wants. The order of
// managed windows is the policy's alone: a wish for another is no more than
// answered, and _NET_RESTACK_WINDOW is not supported.
func (d *Desktop) configureRequest(e xproto.ConfigureRequestEvent) {
	w := d.windows[e.Window]
	if w == nil {
		d.grantRequest(e)
		return
	}
	b := w.box
	if e.ValueMask&xproto.ConfigWindowX != 0 {
		b.x = int(e.X)
	}
	if e.ValueMask&xproto.ConfigWindowY != 0 {
		b.y = int(e.Y)
	}
	if e.ValueMask&xproto.ConfigWindowWidth != 0 {
		b.w = int(e.Width)
	}
	if e.ValueMask&xproto.ConfigWindowHeight != 0 {
		b.h = int(e.Height)
	}
	d.requestMove(w, b)
}

func (d *Desktop) requestMove(w *window, b box) {
	if !w.floating || b.fit() == w.box {
		d.confirm(w)
		return
	}
	w.waits = true
	d.events.Push(desktop.WindowMoved{ID: workspaces.WindowID(w.id), Frame: d.rect(b.fit()), Request: true})
}

func (d *Desktop) grantRequest(e xproto.ConfigureRequestEvent) {
	mask := e.ValueMask
	o := d.others[e.Window]
	if o != nil && o.role != roleLoose {
		// Docks and the desktop have their place in the stack.
		mask &^= xproto.ConfigWindowSibling | xproto.ConfigWindowStackMode
	}
	var values []uint32
	add := func(bit uint16, v uint32) {
		if mask&bit != 0 {
			values = append(values, v)
		}
	}
	add(xproto.ConfigWindowX, uint32(int32(e.X)))
	add(xproto.ConfigWindowY, uint32(int32(e.Y)))
	add(xproto.ConfigWindowWidth, uint32(e.Width))
	add(xproto.ConfigWindowHeight, uint32(e.Height))
	add(xproto.ConfigWindowBorderWidth, uint32(e.BorderWidth))
	add(xproto.ConfigWindowSibling, uint32(e.Sibling))
	add(xproto.ConfigWindowStackMode, uint32(e.StackMode))
	if mask == 0 {
		return
	}
	xproto.ConfigureWindow(d.conn, e.Window, mask, values)
}

// configureNotify follows docks, whose struts count where they are, and the
// root window, whose size and monitors may change.
func (d *Desktop) configureNotify(e xproto.ConfigureNotifyEvent) {
	if e.Window == d.root {
		d.monitorsStale = true
		return
	}
	o := d.others[e.Window]
	if o == nil || e.Event != d.root {
		return
	}
	b := box{int(e.X), int(e.Y), int(e.Width), int(e.Height)}
	if b != o.box {
		o.box = b
		d.refreshStruts()
	}
}

// replaceAll moves every window to its frame again, after the origin moved.
func (d *Desktop) replaceAll() {
	for _, id := range slices.Clone(d.clients) {
		if w := d.windows[id]; w.placed {
			d.move(w, d.constrain(w, d.box(w.asked)))
		}
	}
}
