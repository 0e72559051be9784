package x11

import (
	"testing"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/workspaces"
)

func TestDragForClient(t *testing.T) {
	r := newRig(t)
	id := r.opened("A", rect(100, 100, 400, 300))
	place := func(floating bool) {
		r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: id, Frame: rect(100, 100, 400, 300), Floating: floating}}})
		r.sync()
	}
	const move, sizeByKeys = 8, 9
	ask := func(direction, button uint32) {
		if err := r.client.SendMessage(xproto.Window(id), "_NET_WM_MOVERESIZE", 200, 150, direction, button, 1); err != nil {
			t.Fatal(err)
		}
		r.sync()
	}
	free := func() bool {
		grab, err := xproto.GrabPointer(r.client.Conn(), false, r.client.Root(), 0, xproto.GrabModeAsync,
			xproto.GrabModeAsync, 0, 0, 0).Reply()
		if err != nil {
			t.Fatal(err)
		}
		if grab.Status == xproto.GrabStatusSuccess {
			xproto.UngrabPointer(r.client.Conn(), 0)
			return true
		}
		return false
	}
	begin := func(direction, button uint32) {
		r.client.MovePointer(200, 150)
		r.client.Button(1, true)
		// The press went to the window under the pointer, whose client lets go of it.
		xproto.UngrabPointer(r.client.Conn(), 0)
		r.client.Sync()
		ask(direction, button)
	}
	for _, test := range []struct {
		name      string
		direction uint32
		want      workspaces.Rect
	}{
		{"move", move, rect(130, 120, 400, 300)},
		{"top left", 0, rect(130, 120, 370, 280)},
		{"top", 1, rect(100, 120, 400, 280)},
		{"top right", 2, rect(100, 120, 430, 280)},
		{"right", 3, rect(100, 100, 430, 300)},
		{"bottom right", 4, rect(100, 100, 430, 320)},
		{"bottom", 5, rect(100, 100, 400, 320)},
		{"bottom left", 6, rect(130, 100, 370, 320)},
		{"left", 7, rect(130, 100, 370, 300)},
	} {
		place(true)
		begin(test.direction, 1)
		r.client.MovePointer(230, 170)
		if e := await[desktop.WindowMoved](r); e.ID != id || !e.Request || e.Frame != test.want {
			t.Errorf("%s: %+v, want %v", test.name, e, test.want)
		}
		r.client.Button(1, false)
		r.sync()
		if !free() {
			t.Fatalf("%s: the pointer is still grabbed", test.name)
		}
		r.client.MovePointer(300, 300)
		none[desktop.WindowMoved](r, r.sync())
	}
	// What the client leaves open ends with any button.
	place(true)
	begin(move, 0)
	r.client.MovePointer(230, 170)
	await[desktop.WindowMoved](r)
	// The client may cancel, and its end is the drag's too.
	ask(cancelClientDrag, 0)
	if !free() {
		t.Fatal("not cancelled")
	}
	r.client.Button(1, false)
	// A tile goes where the layout lets it.
	place(false)
	begin(move, 1)
	r.client.MovePointer(230, 170)
	r.client.Button(1, false)
	if e := await[desktop.TileDropped](r); e != (desktop.TileDropped{ID: id, At: workspaces.Point{X: 230, Y: 170}}) {
		t.Errorf("%+v", e)
	}
	begin(3, 1)
	r.client.MovePointer(230, 170)
	if e := await[desktop.TileDragged](r); e.ID != id || e.From != rect(100, 100, 400, 300) || e.To != rect(100, 100, 430, 300) {
		t.Errorf("%+v", e)
	}
	r.client.Button(1, false)
	// Keys do not drag.
	place(true)
	begin(sizeByKeys, 1)
	r.client.MovePointer(230, 170)
	none[desktop.WindowMoved](r, r.sync())
	r.client.Button(1, false)
	// A button that was released meanwhile ends the drag before it begins.
	r.client.MovePointer(200, 150)
	ask(move, 1)
	r.until("free", func() bool { _ = r.client.SetText(r.client.Root(), "_PERCH_TEST", ""); return free() })
	r.client.MovePointer(230, 170)
	begin(move, 1)
	if err := r.client.Destroy(xproto.Window(id)); err != nil {
		t.Fatal(err)
	}
	await[desktop.WindowClosed](r)
	r.sync()
	if !free() {
		t.Error("the pointer is grabbed for a window that is gone")
	}
}

func TestEdgesFollow(t *testing.T) {
	from := box{100, 100, 50, 40}
	for _, test := range []struct {
		edges  edges
		dx, dy int
		want   box
	}{
		{edges{true, true, true, true}, -200, 7, box{-100, 107, 50, 40}},
		{edges{top: true}, 500, 500, box{100, 139, 50, 1}},
		{edges{right: true}, -500, 500, box{100, 100, 1, 40}},
		{edges{left: true, bottom: true}, 10, 10, box{110, 100, 40, 50}},
	} {
		if got := test.edges.follow(from, test.dx, test.dy); got != test.want {
			t.Errorf("%+v by %d, %d: %+v, want %+v", test.edges, test.dx, test.dy, got, test.want)
		}
	}
}
