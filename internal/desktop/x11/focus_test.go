package x11

import (
	"slices"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/internal/xserver"
	"perch/workspaces"
)

// TestInputModels goes through the four models of ICCCM §4.1.7.
func TestInputModels(t *testing.T) {
	r := newRig(t)
	takeFocus, err := r.client.Atom("WM_TAKE_FOCUS")
	if err != nil {
		t.Fatal(err)
	}
	events := make(chan xgb.Event, 1<<12)
	t.Cleanup(r.client.Tap(events))
	before := r.opened("Before", rect(0, 0, 1280, 800))
	for _, test := range []struct {
		name         string
		input, offer bool
	}{
		{"no input", false, false}, {"passive", true, false}, {"locally active", true, true}, {"globally active", false, true},
	} {
		r.focus(before)
		r.until("focus before", func() bool { return r.client.InputFocus() == xproto.Window(before) })
		id, err := r.client.Open(xserver.Spec{Class: test.name, Unmapped: true})
		if err != nil {
			t.Fatal(err)
		}
		input := uint32(0)
		if test.input {
			input = 1
		}
		if err := r.client.SetCardinals(id, "WM_HINTS", "WM_HINTS", hintInput, input, 0, 0, 0, 0, 0, 0, 0); err != nil {
			t.Fatal(err)
		}
		if test.offer {
			if err := r.client.SetAtoms(id, "WM_PROTOCOLS", "WM_DELETE_WINDOW", "WM_TAKE_FOCUS"); err != nil {
				t.Fatal(err)
			}
		}
		xproto.MapWindow(r.client.Conn(), id)
		w := await[desktop.WindowOpened](r).Window
		r.show(w.ID, rect(0, 0, 640, 800))
		want := id
		if !test.input {
			want = r.d.support
		}
		r.until(test.name, func() bool { return r.client.InputFocus() == want && r.client.ActiveWindow() == id })
		r.sync()
		r.sync() // the offer comes after the server's time
		var offered []xproto.Timestamp
		for _, event := range r.drain(events) {
			e, ok := event.(xproto.ClientMessageEvent)
			if ok && e.Window == id && xproto.Atom(e.Data.Data32[0]) == takeFocus {
				offered = append(offered, xproto.Timestamp(e.Data.Data32[1]))
			}
		}
		if len(offered) > 1 || (len(offered) == 1) != test.offer {
			t.Errorf("%s: offered at %v", test.name, offered)
		}
		if test.offer && !test.input {
			// The offer's time lets the client take the focus.
			xproto.SetInputFocus(r.client.Conn(), xproto.InputFocusParent, id, offered[0])
			r.until("taken", func() bool { return r.client.InputFocus() == id })
		}
	}
	none[desktop.Focused](r, r.sync())
}

func TestFocusOfTheEmptyDesktop(t *testing.T) {
	r := newRig(t)
	id := r.opened("A", rect(0, 0, 640, 800))
	r.until("focus", func() bool { return r.client.InputFocus() == xproto.Window(id) })
	nothing := workspaces.NoWindow
	r.d.Apply(desktop.Change{Focus: &nothing, Hide: []workspaces.WindowID{id}})
	r.until("no focus", func() bool { return r.client.InputFocus() == r.d.support && r.client.ActiveWindow() == 0 })
	// Keys work without any window.
	r.d.Grab(chords(t, "alt-h"))
	r.d.conn.Sync()
	if err := r.client.Key("alt-h"); err != nil {
		t.Fatal(err)
	}
	await[desktop.KeyPressed](r)
}

func TestForeignFocusIsReported(t *testing.T) {
	r := newRig(t)
	a := r.opened("A", rect(0, 0, 640, 800))
	b := r.opened("B", rect(640, 0, 640, 800))
	r.until("focus", func() bool { return r.client.InputFocus() == xproto.Window(b) })
	none[desktop.Focused](r, r.sync())
	xproto.SetInputFocus(r.client.Conn(), xproto.InputFocusParent, xproto.Window(a), xproto.TimeCurrentTime)
	if e := await[desktop.Focused](r); e.ID != a {
		t.Errorf("%+v", e)
	}
	r.until("active window", func() bool {
		return r.client.ActiveWindow() == xproto.Window(a) &&
			slices.Contains(r.states(a), "_NET_WM_STATE_FOCUSED") && !slices.Contains(r.states(b), "_NET_WM_STATE_FOCUSED")
	})
	// Our own changes are no news, however fast they follow each other.
	for range 20 {
		r.focus(b)
		r.focus(a)
	}
	r.until("focus", func() bool { return r.client.InputFocus() == xproto.Window(a) })
	none[desktop.Focused](r, r.sync())
}

func TestFocusReturnsFromTheRoot(t *testing.T) {
	r := newRig(t)
	a := r.opened("A", rect(0, 0, 640, 800))
	r.until("focus", func() bool { return r.client.InputFocus() == xproto.Window(a) })
	xproto.SetInputFocus(r.client.Conn(), 0, xproto.InputFocusPointerRoot, xproto.TimeCurrentTime)
	r.until("focus again", func() bool { return r.client.InputFocus() == xproto.Window(a) })
	// With its window gone, no other one gets the keys by chance.
	if err := r.client.Destroy(xproto.Window(a)); err != nil {
		t.Fatal(err)
	}
	await[desktop.WindowClosed](r)
	r.until("parked", func() bool { return r.client.InputFocus() == r.d.support })
}

func TestClicks(t *testing.T) {
	r := newRig(t)
	a := r.opened("A", rect(0, 0, 400, 800))
	b := r.opened("B", rect(400, 0, 400, 800))
	events := make(chan xgb.Event, 1<<12)
	for _, id := range []workspaces.WindowID{a, b} {
		xproto.ChangeWindowAttributes(r.client.Conn(), xproto.Window(id), xproto.CwEventMask,
			[]uint32{xproto.EventMaskButtonPress})
	}
	r.sync()
	t.Cleanup(r.client.Tap(events))
	clicked := func(id workspaces.WindowID) bool {
		ok := false
		for _, event := range r.drain(events) {
			if e, is := event.(xproto.ButtonPressEvent); is {
				ok = e.Event == xproto.Window(id)
			}
		}
		return ok
	}
	r.client.Click(100, 100, 1)
	if e := await[desktop.FocusRequested](r); e.ID != a || !e.User {
		t.Errorf("%+v", e)
	}
	r.until("the click goes on to the window", func() bool { return clicked(a) })
	r.focus(a)
	r.sync()
	r.client.Click(100, 100, 1)
	none[desktop.FocusRequested](r, r.sync())
	if !clicked(a) {
		t.Error("the focused window got no click")
	}
	r.client.Click(500, 100, 3)
	if e := await[desktop.FocusRequested](r); e.ID != b || !e.User {
		t.Errorf("%+v", e)
	}
	r.client.Click(1000, 100, 1)
	if e := await[desktop.Clicked](r); e.Window != workspaces.NoWindow || e.At != (workspaces.Point{X: 1000, Y: 100}) {
		t.Errorf("%+v", e)
	}
}

func TestPointer(t *testing.T) {
	r := newRig(t)
	a := r.opened("A", rect(0, 0, 400, 800))
	r.d.MovePointer(workspaces.Point{X: 900, Y: 300})
	if got := r.d.Pointer(); got != (workspaces.Point{X: 900, Y: 300}) {
		t.Errorf("at %v", got)
	}
	r.sync()
	r.client.MovePointer(20, 30)
	if e := await[desktop.PointerMoved](r); e.Window != a || e.At != (workspaces.Point{X: 20, Y: 30}) {
		t.Errorf("%+v", e)
	}
	// A window that comes under the pointer is not a move of it.
	b := r.opened("B", rect(0, 0, 400, 800))
	r.until("shown", func() bool { return r.mapped(b) })
	none[desktop.PointerMoved](r, r.sync())
}

// TestUserTime has windows that say whether a person expects them (EWMH, _NET_WM_USER_TIME).
func TestUserTime(t *testing.T) {
	r := newRig(t)
	other, err := r.client.Open(xserver.Spec{Class: "Time", Unmapped: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name          string
		own, separate int // -1: absent
		want          bool
	}{
		{"nothing said", -1, -1, true}, {"zero", 0, -1, false}, {"a time", 4711, -1, true},
		{"zero in a window of its own", -1, 0, false}, {"a time in a window of its own", 0, 4711, true},
		{"an empty window of its own", 0, -2, false},
	} {
		id, err := r.client.Open(xserver.Spec{Class: "A", Unmapped: true})
		if err != nil {
			t.Fatal(err)
		}
		set := func(w xproto.Window, name, kind string, value int) {
			if err := r.client.SetCardinals(w, name, kind, uint32(value)); err != nil {
				t.Fatal(err)
			}
		}
		if test.own >= 0 {
			set(id, "_NET_WM_USER_TIME", "CARDINAL", test.own)
		}
		xproto.DeleteProperty(r.client.Conn(), other, r.d.atoms.UserTime)
		if test.separate != -1 {
			set(id, "_NET_WM_USER_TIME_WINDOW", "WINDOW", int(other))
		}
		if test.separate >= 0 {
			set(other, "_NET_WM_USER_TIME", "CARDINAL", test.separate)
		}
		xproto.MapWindow(r.client.Conn(), id)
		if e := await[desktop.WindowOpened](r); e.Focus != test.want {
			t.Errorf("%s: focus %v", test.name, e.Focus)
		}
		// Keys that are typed later are no news.
		set(id, "_NET_WM_USER_TIME", "CARDINAL", 4712)
		if events := r.sync(); len(events) != 0 {
			t.Errorf("%#v", events)
		}
	}
}
