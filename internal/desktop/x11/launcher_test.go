package x11

import (
	"testing"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/internal/xserver"
)

// launch plays a launcher: an override-redirect window that takes the focus
// itself; revert says where the server puts the focus when it vanishes.
func launch(r *rig, revert byte) xproto.Window {
	r.Helper()
	id, err := r.client.Open(xserver.Spec{Class: "Launcher", Override: true})
	if err != nil {
		r.Fatal(err)
	}
	xproto.SetInputFocus(r.client.Conn(), revert, id, xproto.TimeCurrentTime)
	r.until("the launcher has the focus", func() bool { return r.client.InputFocus() == id })
	return id
}

// TestLauncherWithTheFocus has what dmenu and its like do without a keyboard
// grab: nobody takes the focus from them, and it comes back after them.
func TestLauncherWithTheFocus(t *testing.T) {
	for name, revert := range map[string]byte{
		"to none": xproto.InputFocusNone, "to the pointer's root": xproto.InputFocusPointerRoot, "to the parent": xproto.InputFocusParent,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			a := r.opened("A", rect(0, 0, 640, 800))
			b := r.opened("B", rect(640, 0, 640, 800))
			r.until("focus", func() bool { return r.client.InputFocus() == xproto.Window(b) })
			launcher := launch(r, revert)
			// Neither the pointer nor news of windows make us take it.
			r.client.MovePointer(100, 100)
			if err := r.client.SetText(xproto.Window(a), "_NET_WM_NAME", "news"); err != nil {
				t.Fatal(err)
			}
			r.hide(a)
			none[desktop.Focused](r, r.sync())
			if got := r.client.InputFocus(); got != launcher {
				t.Fatalf("%x has the focus", got)
			}
			if got := r.client.ActiveWindow(); got != xproto.Window(b) {
				t.Errorf("active window %x", got)
			}
			if err := r.client.Destroy(launcher); err != nil {
				t.Fatal(err)
			}
			r.until("the focus is back", func() bool { return r.client.InputFocus() == xproto.Window(b) })
			none[desktop.Focused](r, r.sync())
		})
	}
}

// TestLauncherWithTheKeyboard has what rofi does: it grabs the keyboard,
// which is not a change of focus, and no binding works meanwhile.
func TestLauncherWithTheKeyboard(t *testing.T) {
	r := newRig(t)
	a := r.opened("A", rect(0, 0, 640, 800))
	r.d.Grab(chords(t, "alt-h"))
	r.until("focus", func() bool { return r.client.InputFocus() == xproto.Window(a) })
	r.sync()
	id, err := r.client.Open(xserver.Spec{Class: "Launcher", Override: true})
	if err != nil {
		t.Fatal(err)
	}
	r.until("shown", func() bool { w, _ := r.client.Window(id); return w.Mapped })
	grab, err := xproto.GrabKeyboard(r.client.Conn(), false, id, xproto.TimeCurrentTime,
		xproto.GrabModeAsync, xproto.GrabModeAsync).Reply()
	if err != nil || grab.Status != xproto.GrabStatusSuccess {
		t.Fatalf("%+v, %v", grab, err)
	}
	r.press("alt-h")
	if events := r.sync(); len(events) != 0 {
		t.Errorf("%#v", events)
	}
	if err := r.client.Destroy(id); err != nil { // ends the grab
		t.Fatal(err)
	}
	none[desktop.Focused](r, r.sync())
	r.press("alt-h")
	await[desktop.KeyPressed](r)
	if got := r.client.InputFocus(); got != xproto.Window(a) {
		t.Errorf("%x has the focus", got)
	}
}
