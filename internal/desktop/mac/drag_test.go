package mac_test

import (
	"testing"

	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/played"
	"perch/workspaces"
)

// Dragging a tile onto another one changes their places; dropped where it was, it
// goes back.
func TestATileIsDragged(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("org.example")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	drag := func(w *played.Window, to workspaces.Rect, drop cg.Point) {
		r.mac.Mouse(cg.LeftMouseDown, cg.Point{X: w.Frame().X + 20, Y: w.Frame().Y + 5})
		w.Move(to)
		r.heard(w)
		r.mac.Mouse(cg.LeftMouseUp, drop)
	}
	size := a.Frame()
	drag(a, workspaces.Rect{X: 700, Y: 200, W: size.W, H: size.H}, cg.Point{X: 1000, Y: 205})
	r.columns(b, a)
	drag(a, workspaces.Rect{X: 650, Y: 200, W: size.W, H: size.H}, cg.Point{X: 900, Y: 205})
	r.columns(b, a)
}

// Dragging an edge makes the neighbour smaller.
func TestATilesEdgeIsDragged(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("org.example")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	before := a.Frame()
	r.mac.Mouse(cg.LeftMouseDown, cg.Point{X: before.Right() - 1, Y: 300})
	wider := before
	wider.W += 100
	a.Move(wider)
	r.heard(a)
	r.mac.Mouse(cg.LeftMouseUp, cg.Point{X: wider.Right() - 1, Y: 300})
	r.frame(b, workspaces.Rect{X: wider.Right(), Y: before.Y, W: 1440 - wider.Right(), H: before.H})
	r.frame(a, wider)
}
