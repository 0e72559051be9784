package x11

import (
	"testing"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/workspaces"
)

func TestDrag(t *testing.T) {
	const alt, cmd = 64, 133 // evdev keycodes
	modifier := byte(alt)
	r := newRig(t)
	id := r.opened("A", rect(100, 100, 400, 300))
	floating := func(f workspaces.Rect) {
		r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: id, Frame: f, Floating: true}}})
		r.sync()
	}
	drag := func(button int, from, to [2]int) {
		r.client.MovePointer(from[0], from[1])
		r.key(xproto.KeyPress, modifier)
		r.client.Button(button, true)
		r.client.MovePointer((from[0]+to[0])/2, (from[1]+to[1])/2)
		r.client.MovePointer(to[0], to[1])
		r.client.Button(button, false)
		r.key(xproto.KeyRelease, modifier)
	}
	for _, test := range []struct {
		name     string
		button   int
		from, to [2]int
		want     workspaces.Rect
	}{
		{"move", 1, [2]int{200, 200}, [2]int{250, 180}, rect(150, 80, 400, 300)},
		{"right and bottom", 3, [2]int{450, 350}, [2]int{500, 390}, rect(100, 100, 450, 340)},
		{"left and top", 3, [2]int{150, 150}, [2]int{130, 170}, rect(80, 120, 420, 280)},
		{"not beyond the other side", 3, [2]int{150, 150}, [2]int{900, 150}, rect(499, 100, 1, 300)},
	} {
		floating(rect(100, 100, 400, 300))
		drag(test.button, test.from, test.to)
		if e := await[desktop.FocusRequested](r); e.ID != id || !e.User {
			t.Errorf("%s: %+v", test.name, e)
		}
		e := await(r, func(e desktop.WindowMoved) bool { return e.Frame == test.want })
		if e.ID != id || !e.Request {
			t.Errorf("%s: %+v", test.name, e)
		}
	}
	// With Num Lock too, and without alt or on a tiled window it is a click.
	if err := r.client.NumLock(); err != nil {
		t.Fatal(err)
	}
	floating(rect(100, 100, 400, 300))
	drag(1, [2]int{200, 200}, [2]int{210, 210})
	await(r, func(e desktop.WindowMoved) bool { return e.Frame == rect(110, 110, 400, 300) })
	r.show(id, rect(100, 100, 400, 300))
	r.sync()
	drag(1, [2]int{200, 200}, [2]int{250, 250})
	none[desktop.WindowMoved](r, r.sync())
	// With cmd tiles are dragged too.
	modifier = cmd
	drag(3, [2]int{450, 350}, [2]int{500, 390})
	if e := await(r, func(e desktop.TileDragged) bool { return e.To == rect(100, 100, 450, 340) }); e.ID != id || e.From != rect(100, 100, 400, 300) {
		t.Errorf("%+v", e)
	}
	drag(1, [2]int{200, 200}, [2]int{250, 250})
	if e := await[desktop.TileDropped](r); e != (desktop.TileDropped{ID: id, At: workspaces.Point{X: 250, Y: 250}}) {
		t.Errorf("%+v", e)
	}
	drag(1, [2]int{200, 200}, [2]int{200, 200})
	none[desktop.TileDropped](r, r.sync())
	floating(rect(100, 100, 400, 300))
	drag(1, [2]int{200, 200}, [2]int{250, 250})
	await(r, func(e desktop.WindowMoved) bool { return e.Frame == rect(150, 150, 400, 300) })
	r.show(id, rect(100, 100, 400, 300))
	r.sync()
	// The pointer is free again.
	grab, err := xproto.GrabPointer(r.client.Conn(), false, r.client.Root(), 0, xproto.GrabModeAsync,
		xproto.GrabModeAsync, 0, 0, 0).Reply()
	if err != nil || grab.Status != xproto.GrabStatusSuccess {
		t.Errorf("%+v, %v", grab, err)
	}
}
