package mac

import (
	"perch/workspaces"
)

// zoom is an application whose windows must not stick out of the screen by
// even a point, or it moves them back (AeroSpace).
const zoom = "us.zoom.xos"

// hide has a window wait in the corner of its screen. It wants the lock.
func (w *window) hide() {
	if !w.hidden {
		w.hidden = true
		w.before = w.at
	}
	w.park()
	w.app.d.noteRestore()
}

// park chooses the corner. It wants the lock.
func (w *window) park() {
	size := w.at.Size()
	inside := 1.0
	if w.app.info.BundleID == zoom {
		inside = 0
	}
	w.corner = corner(w.app.d.monitors, nearest(w.app.d.monitors, w.place().Center()), size, inside)
	w.due = true // it may be on its way to somewhere else
}

// nearest is the monitor that a point is on, or nearest to; -1 without any.
func nearest(monitors []workspaces.Monitor, p workspaces.Point) int {
	best := -1
	for i, m := range monitors {
		if best < 0 || m.Frame.Distance(p) < monitors[best].Frame.Distance(p) {
			best = i
		}
	}
	return best
}

// corner is where a window of a size waits on monitor i: outside its bottom
// right corner but for inside points, or outside its bottom left one if that
// overlaps other monitors less. The rule is AeroSpace's: points beside and
// below each corner are counted that lie on a monitor, and the one diagonally
// outside counts most, for it is where the window will be.
func corner(monitors []workspaces.Monitor, i int, size workspaces.Size, inside float64) workspaces.Point {
	if i < 0 {
		return workspaces.Point{}
	}
	frame, visible := monitors[i].Frame, monitors[i].WorkArea
	const out, diagonal = 2, 10
	overlap := func(x, side float64) (count int) {
		for _, probe := range []struct {
			at     workspaces.Point
			weight int
		}{
			{workspaces.Point{X: x + side*out, Y: frame.Bottom() - frame.H/10}, 1},
			{workspaces.Point{X: x - side*frame.W/10, Y: frame.Bottom() + out}, 1},
			{workspaces.Point{X: x + side*out, Y: frame.Bottom() + out}, diagonal},
		} {
			for _, m := range monitors {
				if m.Frame.Contains(probe.at) {
					count += probe.weight
				}
			}
		}
		return count
	}
	if overlap(frame.X, -1) < overlap(frame.Right(), 1) {
		return workspaces.Point{X: visible.X + inside - size.W, Y: visible.Bottom() - inside}
	}
	return workspaces.Point{X: visible.Right() - inside, Y: visible.Bottom() - inside}
}

// bringBack puts every hidden window where a person sees it. It waits for the
// applications, but not long: one that hangs keeps its windows in the corner.
func (d *Desktop) bringBack() {
	d.mu.Lock()
	d.pause.why = 0 // whatever sleeps, this is the last chance
	var ready []<-chan struct{}
	for _, a := range d.apps {
		var any bool
		for _, w := range a.windows {
			if w.hidden {
				w.hidden, w.dragged, w.due, any = false, false, true, true
				w.asked = inSight(d.monitors, w.place())
			}
		}
		if any && !a.ended {
			back := make(chan struct{})
			ready = append(ready, back)
			a.thread.Do(func() {
				a.flush()
				close(back)
			})
		}
	}
	d.mu.Unlock()
	d.await(ready, d.Times.Leave)
}

// inSight is a frame, moved onto the nearest monitor if it is on none.
func inSight(monitors []workspaces.Monitor, frame workspaces.Rect) workspaces.Rect {
	i := nearest(monitors, frame.Center())
	if i < 0 {
		return frame
	}
	area := monitors[i].WorkArea
	if monitors[i].Frame.Contains(frame.Center()) {
		return frame
	}
	frame.X = max(area.X, min(frame.X, area.Right()-frame.W))
	frame.Y = max(area.Y, min(frame.Y, area.Bottom()-frame.H))
	return frame
}
