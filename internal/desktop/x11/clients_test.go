package x11

import (
	"bytes"
	"fmt"
	"image"
	"testing"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/internal/xserver"
	"perch/workspaces"
)

// These tests have clients that do what they should not, or faster than they should.

// withdraw does what XWithdrawWindow does (ICCCM §4.1.4).
func (r *rig) withdraw(id workspaces.WindowID) {
	xproto.UnmapWindow(r.client.Conn(), xproto.Window(id))
	e := xproto.UnmapNotifyEvent{Event: r.client.Root(), Window: xproto.Window(id)}
	xproto.SendEvent(r.client.Conn(), false, r.client.Root(),
		xproto.EventMaskSubstructureNotify|xproto.EventMaskSubstructureRedirect, string(e.Bytes()))
}

func (r *rig) mapWindow(id workspaces.WindowID) { xproto.MapWindow(r.client.Conn(), xproto.Window(id)) }

func TestMapsAndUnmapsInARow(t *testing.T) {
	r := newRig(t)
	id := r.opened("A", rect(0, 0, 640, 800))
	r.until("shown", func() bool { return r.mapped(id) })
	const rounds = 20
	for range rounds {
		r.withdraw(id)
		r.mapWindow(id)
	}
	r.client.Sync()
	// Every opening but the last is followed by its closing.
	open := true
	for _, event := range r.sync() {
		switch e := event.(type) {
		case desktop.WindowOpened:
			if open {
				t.Error("opened twice")
			}
			open = e.Window.ID == id
		case desktop.WindowClosed:
			if !open {
				t.Error("closed twice")
			}
			open = false
		}
	}
	if !open {
		t.Fatal("closed in the end")
	}
	r.show(id, rect(0, 0, 640, 800))
	r.until("shown again", func() bool { return r.mapped(id) && r.wmState(id) == stateNormal })
}

// TestWithdrawalWhileBeingHidden has both on their way at the same time.
func TestWithdrawalWhileBeingHidden(t *testing.T) {
	r := newRig(t)
	for range 20 {
		id := r.opened("A", rect(0, 0, 640, 800))
		r.until("shown", func() bool { return r.mapped(id) })
		r.hide(id)
		r.withdraw(id)
		r.client.Sync()
		await(r, func(e desktop.WindowClosed) bool { return e.ID == id })
		r.until("withdrawn", func() bool { return !r.mapped(id) && r.wmState(id) == stateWithdrawn })
	}
}

// TestReparentedAway embeds a window in another one, as XEmbed does.
func TestReparentedAway(t *testing.T) {
	r := newRig(t)
	host := r.opened("Host", rect(0, 0, 640, 800))
	id := r.opened("Guest", rect(640, 0, 640, 800))
	r.until("shown", func() bool { return r.mapped(id) })
	conn := r.client.Conn()
	xproto.ReparentWindow(conn, xproto.Window(id), xproto.Window(host), 10, 10)
	r.client.Sync()
	await(r, func(e desktop.WindowClosed) bool { return e.ID == id })
	none[desktop.WindowClosed](r, r.sync())
	a, err := xproto.GetWindowAttributes(conn, xproto.Window(id)).Reply()
	if err != nil || a.MapState != xproto.MapStateViewable {
		t.Errorf("the guest is no longer seen in its host: %+v, %v", a, err)
	}
	if r.wmState(id) != stateWithdrawn || len(r.states(id)) != 0 {
		t.Errorf("state %d, %v", r.wmState(id), r.states(id))
	}
	// Nobody listens to it any more but its client.
	if others := a.AllEventMasks &^ a.YourEventMask; others != 0 {
		t.Errorf("events %x are still selected", others)
	}
	xproto.ReparentWindow(conn, xproto.Window(id), r.client.Root(), 0, 0)
	await(r, func(e desktop.WindowOpened) bool { return e.Window.ID == id })
}

// TestWindowsVanishDuringApply lets windows go while they are spoken to.
func TestWindowsVanishDuringApply(t *testing.T) {
	r := newRig(t)
	stays := r.opened("Stays", rect(0, 0, 100, 100))
	for range 5 {
		crowd, err := xserver.Dial(r.server.Display)
		if err != nil {
			t.Fatal(err)
		}
		ids := []workspaces.WindowID{stays}
		for range 20 {
			id, err := crowd.Open(xserver.Spec{Class: "Crowd"})
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, workspaces.WindowID(id))
			await(r, func(e desktop.WindowOpened) bool { return e.Window.ID == ids[len(ids)-1] })
		}
		r.d.Apply(desktop.Change{Frames: columns(ids), Stack: ids, Show: ids, Focus: &ids[20]})
		go crowd.Close()
		for i := range 20 {
			r.d.Apply(desktop.Change{
				Frames: columns(ids[i:]), Stack: append(ids[i:], ids[:i]...), Focus: &ids[20-i], Hide: ids[i : i+1],
			})
			r.d.Apply(desktop.Change{Show: ids})
		}
		<-crowd.Done()
		for range 20 {
			await(r, func(e desktop.WindowClosed) bool { return e.ID != stays })
		}
	}
	r.d.Apply(desktop.Change{Stack: []workspaces.WindowID{stays}, Show: []workspaces.WindowID{stays}})
	r.show(stays, rect(0, 0, 1280, 800))
	r.until("order again", func() bool {
		return r.frame(stays) == image.Rect(0, 0, 1280, 800) && r.client.InputFocus() == xproto.Window(stays)
	})
	if list := r.rootNumbers("_NET_CLIENT_LIST"); len(list) != 1 {
		t.Errorf("client list %v", list)
	}
	if text := r.log.String(); text != "" {
		t.Errorf("log: %s", text)
	}
}

func TestClientThatInsistsOnItsSize(t *testing.T) {
	r := newRig(t)
	id := r.opened("A", rect(0, 0, 640, 800))
	r.until("shown", func() bool { return r.mapped(id) })
	for i := range uint32(500) {
		r.ask(id, xproto.ConfigWindowWidth|xproto.ConfigWindowHeight, 100+i, 65535-i)
	}
	none[desktop.WindowMoved](r, r.sync())
	if got := r.frame(id); got != image.Rect(0, 0, 640, 800) {
		t.Errorf("at %v", got)
	}
	r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: id, Frame: rect(0, 0, 640, 800), Floating: true}}})
	far := int32(-32768)
	r.ask(id, xproto.ConfigWindowX|xproto.ConfigWindowY|xproto.ConfigWindowWidth|xproto.ConfigWindowHeight,
		uint32(far), 32767, 65535, 65535)
	if e := await[desktop.WindowMoved](r); e.Frame != rect(-32768, 32767, 32767, 32767) {
		t.Errorf("%+v", e)
	}
	// The server itself refuses a width of zero; a message may have one.
	if err := r.client.SendMessage(xproto.Window(id), "_NET_MOVERESIZE_WINDOW", 1<<10|1<<11, 0, 0, 0, 0xFFFFFFFF); err != nil {
		t.Fatal(err)
	}
	if e := await[desktop.WindowMoved](r); e.Frame.W != 1 || e.Frame.H != 1 {
		t.Errorf("%+v", e)
	}
	// What the policy asks for is bounded too.
	for _, f := range []workspaces.Rect{{}, rect(0, 0, -5, 0), rect(1e9, -1e9, 1e9, 1e9)} {
		r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: id, Frame: f}}})
	}
	r.until("within the protocol", func() bool {
		return r.frame(id).Min == image.Pt(32767, -32768) && r.frame(id).Dx() == 32767
	})
}

// TestOrderIsThePolicys has clients that want to be at the top or the bottom.
func TestOrderIsThePolicys(t *testing.T) {
	r := newRig(t)
	a, b := r.opened("A", rect(0, 0, 640, 800)), r.opened("B", rect(100, 0, 640, 800))
	r.d.Apply(desktop.Change{
		Frames: []desktop.Frame{{ID: b, Frame: rect(100, 0, 640, 800), Floating: true}}, Stack: []workspaces.WindowID{a, b},
	})
	r.sync()
	r.ask(a, xproto.ConfigWindowStackMode, xproto.StackModeAbove)
	r.ask(b, xproto.ConfigWindowStackMode, xproto.StackModeBelow)
	if err := r.client.SendMessage(xproto.Window(a), "_NET_RESTACK_WINDOW", 2, uint32(b), xproto.StackModeAbove); err != nil {
		t.Fatal(err)
	}
	if events := r.sync(); len(events) != 0 {
		t.Errorf("%#v", events)
	}
	if got := r.order(a, b); got[0] != a || got[1] != b {
		t.Errorf("order %v", got)
	}
}

func TestGarbageProperties(t *testing.T) {
	r := newRig(t)
	set := func(id xproto.Window, name, kind string, format byte, data []byte) {
		t.Helper()
		property, err := r.client.Atom(name)
		if err != nil {
			t.Fatal(err)
		}
		atom, err := r.client.Atom(kind)
		if err != nil {
			t.Fatal(err)
		}
		xproto.ChangeProperty(r.client.Conn(), xproto.PropModeReplace, id, property, atom, format,
			uint32(len(data)/int(format/8)), data)
	}
	names := []string{"WM_CLASS", "WM_NAME", "_NET_WM_NAME", "WM_HINTS", "WM_NORMAL_HINTS", "WM_TRANSIENT_FOR", "WM_PROTOCOLS",
		"_NET_WM_WINDOW_TYPE", "_NET_WM_PID", "_NET_WM_STRUT", "_NET_WM_STRUT_PARTIAL", "_NET_WM_USER_TIME",
		"_NET_WM_USER_TIME_WINDOW", "_NET_WM_STATE", "WM_STATE"}
	values := map[string][]byte{
		"empty": {}, "short": {1, 2, 3, 4}, "ones": bytes.Repeat([]byte{0xff}, 96), "huge": bytes.Repeat([]byte("ab\xff\x1b%"), 40000),
	}
	for what, data := range values {
		for _, format := range []byte{8, 16, 32} {
			t.Run(fmt.Sprintf("%s/%d", what, format), func(t *testing.T) {
				id, err := r.client.Open(xserver.Spec{Unmapped: true})
				if err != nil {
					t.Fatal(err)
				}
				for _, name := range names {
					set(id, name, "STRING", format, data)
				}
				r.mapWindow(workspaces.WindowID(id))
				w := await(r, func(e desktop.WindowOpened) bool { return e.Window.ID == workspaces.WindowID(id) }).Window
				r.show(w.ID, rect(0, 0, 640, 800))
				// Once more, while it is managed, and as another type.
				for _, name := range names {
					set(id, name, "COMPOUND_TEXT", format, data)
				}
				r.until("shown", func() bool { return r.mapped(w.ID) })
				r.sync()
				if err := r.client.Destroy(id); err != nil {
					t.Fatal(err)
				}
				await(r, func(e desktop.WindowClosed) bool { return e.ID == w.ID })
			})
		}
	}
	// The next one is all right.
	id := r.opened("Fine", rect(0, 0, 640, 800))
	r.until("shown", func() bool { return r.mapped(id) })
}
