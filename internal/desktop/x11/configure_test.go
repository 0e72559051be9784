package x11

import (
	"image"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/internal/xserver"
	"perch/workspaces"
)

// ask sends a client's configure request.
func (r *rig) ask(id workspaces.WindowID, mask uint16, values ...uint32) {
	xproto.ConfigureWindow(r.client.Conn(), xproto.Window(id), mask, values)
	r.client.Sync()
}

func TestConfigureRequests(t *testing.T) {
	r := newRig(t)
	id := r.opened("A", rect(0, 0, 640, 800))
	r.until("shown", func() bool { return r.mapped(id) })
	r.sync()
	r.client.Sync()
	events := make(chan xgb.Event, 1<<12)
	t.Cleanup(r.client.Tap(events))
	confirmed := func(want image.Rectangle) func() bool {
		return func() bool {
			for len(events) > 0 {
				// The window's own listeners get the synthetic one.
				e, ok := (<-events).(xproto.ConfigureNotifyEvent)
				if ok && e.Event == xproto.Window(id) && e.Window == e.Event {
					got := image.Rect(int(e.X), int(e.Y), int(e.X)+int(e.Width), int(e.Y)+int(e.Height))
					return got == want
				}
			}
			return false
		}
	}
	// Tiled: told that nothing changes.
	r.ask(id, xproto.ConfigWindowX|xproto.ConfigWindowWidth, 100, 200)
	r.until("a synthetic ConfigureNotify", confirmed(image.Rect(0, 0, 640, 800)))
	none[desktop.WindowMoved](r, r.sync())
	if got := r.frame(id); got != image.Rect(0, 0, 640, 800) {
		t.Errorf("moved to %v", got)
	}
	// Floating: asked of the policy, which grants it.
	r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: id, Frame: rect(0, 0, 640, 800), Floating: true}}})
	r.ask(id, xproto.ConfigWindowX|xproto.ConfigWindowWidth, 100, 200)
	e := await[desktop.WindowMoved](r)
	if e.ID != id || !e.Request || e.Frame != rect(100, 0, 200, 800) {
		t.Errorf("%+v", e)
	}
	r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: id, Frame: e.Frame, Floating: true}}})
	r.until("a ConfigureNotify", confirmed(image.Rect(100, 0, 300, 800)))
	// Or refuses it: told that nothing changes.
	r.ask(id, xproto.ConfigWindowX, 500)
	await[desktop.WindowMoved](r)
	r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: id, Frame: e.Frame, Floating: true}}})
	r.until("a synthetic ConfigureNotify", confirmed(image.Rect(100, 0, 300, 800)))
}

func TestSizeHints(t *testing.T) {
	r := newRig(t)
	hints := make([]uint32, 18)
	hints[0] = hintMinSize | hintMaxSize | hintIncrements | hintBaseSize
	hints[5], hints[6], hints[7], hints[8] = 100, 50, 500, 400
	hints[9], hints[10], hints[15], hints[16] = 10, 20, 4, 4
	w := r.open(xserver.Spec{Class: "XTerm", Hints: hints})
	r.show(w.ID, rect(0, 0, 639, 799))
	r.until("tiled windows ignore the hints", func() bool { return r.frame(w.ID) == image.Rect(0, 0, 639, 799) })
	none[desktop.WindowMoved](r, r.sync())
	for _, test := range []struct{ ask, want workspaces.Rect }{
		{rect(10, 10, 339, 219), rect(10, 10, 334, 204)},
		{rect(10, 10, 20, 20), rect(10, 10, 100, 50)},
		{rect(10, 10, 2000, 2000), rect(10, 10, 494, 384)},
	} {
		r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: w.ID, Frame: test.ask, Floating: true}}})
		if e := await[desktop.WindowMoved](r); e.Request || e.Frame != test.want {
			t.Errorf("%v became %+v, want %v", test.ask, e, test.want)
		}
		// What the policy hears of is what it may ask for.
		r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: w.ID, Frame: test.want, Floating: true}}})
		none[desktop.WindowMoved](r, r.sync())
	}
}

func TestBorderGoes(t *testing.T) {
	r := newRig(t)
	id, err := r.client.Open(xserver.Spec{Class: "A", Unmapped: true})
	if err != nil {
		t.Fatal(err)
	}
	xproto.ConfigureWindow(r.client.Conn(), id, xproto.ConfigWindowBorderWidth, []uint32{3})
	xproto.MapWindow(r.client.Conn(), id)
	w := await[desktop.WindowOpened](r).Window
	r.show(w.ID, rect(10, 10, 100, 100))
	r.until("no border", func() bool { return r.frame(w.ID) == image.Rect(10, 10, 110, 110) })
}

// TestNoPixelOfAHiddenWindow looks at the screen itself.
func TestNoPixelOfAHiddenWindow(t *testing.T) {
	r := newRig(t)
	if err := r.client.WatchPixels(); err != nil {
		t.Fatal(err)
	}
	const red, blue = 0xff0000, 0x0000ff
	count := func(colour uint32) int {
		picture, err := r.client.Screenshot()
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for i := 0; i < len(picture.Pix); i += 4 {
			p := picture.Pix[i : i+3]
			if uint32(p[0])<<16|uint32(p[1])<<8|uint32(p[2]) == colour {
				n++
			}
		}
		return n
	}
	a := r.open(xserver.Spec{Class: "Red", Colour: red})
	b := r.open(xserver.Spec{Class: "Blue", Colour: blue})
	r.show(a.ID, rect(0, 0, 1280, 800))
	r.until("red", func() bool { return count(red) == 1280*800 })
	r.d.Apply(desktop.Change{
		Frames: []desktop.Frame{{ID: b.ID, Frame: rect(0, 0, 640, 800)}},
		Show:   []workspaces.WindowID{b.ID}, Focus: &b.ID, Hide: []workspaces.WindowID{a.ID},
	})
	r.until("blue and nothing red", func() bool { return count(red) == 0 && count(blue) == 640*800 })
}
