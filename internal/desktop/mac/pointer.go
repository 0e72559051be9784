package mac

import (
	"perch/internal/desktop"
	"perch/internal/desktop/mac/cg"
	"perch/workspaces"
)

// mouse is the pointer, seen by a tap that only listens, on a thread of its
// own.
type mouse struct {
	watch *tap

	// Guarded by the desktop's lock.
	button     bool // the primary one is down
	anyDragged bool

	under workspaces.WindowID // the window under the pointer, for the thread only
	known bool
}

// moused follows the mouse, on the tap's thread.
func (d *Desktop) moused(kind cg.EventType, e cg.Event) bool {
	defer d.rescue()
	switch kind {
	case cg.TapDisabledByTimeout, cg.TapDisabledByInput:
		d.watch.disabled()
	case cg.MouseMoved:
		at := point(e.Location())
		id, _ := d.windowUnder(at, e.Window())
		if !d.known || id != d.under {
			d.under, d.known = id, true
			d.events.Push(desktop.PointerMoved{At: at, Window: id})
		}
	case cg.LeftMouseDown:
		d.mu.Lock()
		d.button = true
		d.mu.Unlock()
	case cg.LeftMouseUp:
		d.released(point(e.Location()), e.Window())
	}
	return false
}

// windowUnder is the window at a place. over says whether there is another
// program's window that is no part of the desktop itself.
func (d *Desktop) windowUnder(at workspaces.Point, real cg.Window) (id workspaces.WindowID, over bool) {
	d.mu.Lock()
	w := d.numbered(real)
	d.mu.Unlock()
	if w != nil {
		return w.id, false
	}
	for _, info := range cg.Windows(cg.OnScreenOnly) {
		if real != 0 && info.ID != real || real == 0 && !rect(info.Bounds).Contains(at) {
			continue
		}
		d.mu.Lock()
		w := d.numbered(info.ID)
		d.mu.Unlock()
		switch {
		case w != nil:
			return w.id, false
		case info.Layer >= 0:
			return workspaces.NoWindow, true
		}
	}
	return workspaces.NoWindow, false
}

// released ends a drag: what the mouse moved is told now. A click on the empty
// desktop is told too; one on a window moves the focus by itself.
func (d *Desktop) released(at workspaces.Point, real cg.Window) {
	d.mu.Lock()
	d.button = false
	dragged := d.anyDragged
	d.anyDragged = false
	for _, a := range d.apps {
		if a.pid == d.front || dragged {
			a.scanSoon() // what was opened meanwhile was left aside
		}
	}
	var told bool
	for _, w := range d.windows {
		if w.dragged {
			w.dragged = false
			told = true
			d.emit(w.dropped(at))
			w.due = w.due || w.tile // what comes of it is another frame, or the one before
			w.app.flushSoon()
		}
	}
	d.mu.Unlock()
	if told {
		return
	}
	if id, over := d.windowUnder(at, real); id == workspaces.NoWindow && !over {
		d.mu.Lock()
		d.emit(desktop.Clicked{At: at, Window: workspaces.NoWindow})
		d.mu.Unlock()
	}
}

// dropped is the end of a drag of the window with the pointer at a place. It wants
// the lock.
func (w *window) dropped(at workspaces.Point) desktop.Event {
	switch {
	case !w.tile || w.asked.Empty():
		return desktop.WindowMoved{ID: w.id, Frame: w.at}
	case same(workspaces.Rect{W: w.asked.W, H: w.asked.H}, workspaces.Rect{W: w.at.W, H: w.at.H}):
		return desktop.TileDropped{ID: w.id, At: at}
	}
	return desktop.TileDragged{ID: w.id, From: w.asked, To: w.at}
}
