package x11

import (
	"image"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/workspaces"
)

// These tests run programs that people use with an X11 window manager.

func TestXterm(t *testing.T) {
	r := newRig(t)
	r.start("xterm", "-T", "a terminal", "-e", "sh", "-c", `printf '\033]2;ready\007'; exec cat`)
	w := await[desktop.WindowOpened](r).Window
	if w.App.ID != "XTerm" || w.Title != "a terminal" && w.Title != "ready" || w.Kind != workspaces.KindWindow || w.App.PID == 0 ||
		filepath.Base(w.App.ExecPath) != "xterm" {
		t.Errorf("%+v", w)
	}
	r.show(w.ID, rect(0, 0, 635, 795))
	r.until("as large as it should be", func() bool { return r.frame(w.ID) == image.Rect(0, 0, 635, 795) })
	r.until("focus", func() bool {
		reply, err := xproto.GetInputFocus(r.client.Conn()).Reply()
		return err == nil && reply.Focus == xproto.Window(w.ID)
	})
	// Its program sets the title once it runs; until then xterm cannot end it.
	// Without a UTF-8 locale it sets no _NET_WM_NAME.
	ready := func() bool { return r.client.Text(xproto.Window(w.ID), "WM_NAME") == "ready" }
	r.until("the title", ready)
	none[desktop.WindowMoved](r, r.sync())
	if _, err := r.d.CloseWindow(w.ID, false); err != nil {
		t.Error(err)
	}
	await(r, func(e desktop.WindowClosed) bool { return e.ID == w.ID })
}

func TestRofi(t *testing.T) {
	r := newRig(t)
	a, b := r.opened("Alpha", rect(0, 0, 640, 800)), r.opened("Beta", rect(640, 0, 640, 800))
	r.d.Publish(desktop.Published{
		Workspaces: []string{"1", "2"}, Windows: map[workspaces.WindowID]int{a: 0, b: 1},
		WorkAreas: []workspaces.Rect{rect(0, 0, 1280, 800), rect(0, 0, 1280, 800)},
	})
	r.d.Grab(chords(t, "alt-h"))
	r.sync()
	r.start("rofi", "-show", "window", "-filter", "Alpha")
	var menu xproto.Window
	r.until("rofi's menu", func() bool {
		for _, w := range r.client.Visible() {
			if w.Override && w.Frame.Dx() > 100 {
				menu = w.ID
			}
		}
		return menu != 0
	})
	r.until("rofi has the keyboard", func() bool {
		grab, err := xproto.GrabKeyboard(r.client.Conn(), false, r.client.Root(), xproto.TimeCurrentTime,
			xproto.GrabModeAsync, xproto.GrabModeAsync).Reply()
		if err == nil && grab.Status == xproto.GrabStatusSuccess {
			xproto.UngrabKeyboard(r.client.Conn(), xproto.TimeCurrentTime)
		}
		return err == nil && grab.Status == xproto.GrabStatusAlreadyGrabbed
	})
	r.press("enter")
	if e := await[desktop.FocusRequested](r); e.ID != a || !e.User {
		t.Errorf("%+v", e)
	}
	none[desktop.WindowOpened](r, r.seen)
}

func TestPolybar(t *testing.T) {
	r := newRig(t)
	r.d.Publish(desktop.Published{
		Workspaces: []string{"1", "2"},
		WorkAreas:  []workspaces.Rect{rect(0, 0, 1280, 800), rect(0, 0, 1280, 800)},
	})
	r.sync()
	config := filepath.Join(t.TempDir(), "config.ini")
	text := `[bar/main]
width = 100%
height = 24
modules-left = desks
[module/desks]
type = internal/xworkspaces
enable-click = true
label-active-background = #ff0000
label-empty-background = #0000ff
label-active-padding = 4
label-empty-padding = 4
`
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r.start("polybar", "-q", "-c", config, "main")
	e := await(r, func(e desktop.MonitorsChanged) bool { return e.Monitors[0].WorkArea == rect(0, 24, 1280, 776) })
	if len(e.Monitors) != 1 {
		t.Errorf("%+v", e)
	}
	none[desktop.WindowOpened](r, r.seen)
	if err := r.client.WatchPixels(); err != nil {
		t.Fatal(err)
	}
	at := func(colour [3]byte) (x int) {
		picture, err := r.client.Capture(image.Rect(0, 0, 1280, 24))
		if err != nil {
			t.Fatal(err)
		}
		for x := range 1280 {
			if p := picture.RGBAAt(x, 2); [3]byte{p.R, p.G, p.B} == colour {
				return x
			}
		}
		return -1
	}
	red, blue := [3]byte{0xff, 0, 0}, [3]byte{0, 0, 0xff}
	r.until("polybar shows the first desktop as current", func() bool { return at(red) >= 0 && at(blue) > at(red) })
	r.client.Click(at(blue)+2, 12, 1)
	if e := await[desktop.WorkspaceRequested](r); e.Index != 1 {
		t.Errorf("%+v", e)
	}
	r.d.Publish(desktop.Published{Workspaces: []string{"1", "2"}, Current: 1})
	r.until("polybar shows the second desktop as current", func() bool { return at(blue) >= 0 && at(red) > at(blue) })
	id := r.opened("A", rect(0, 0, 1280, 800))
	r.d.Apply(desktop.Change{Stack: []workspaces.WindowID{id}})
	r.sync()
	visible := r.client.Visible()
	if top := visible[len(visible)-1]; !slices.Contains(top.Kinds, "_NET_WM_WINDOW_TYPE_DOCK") {
		t.Errorf("%+v is on top", top)
	}
}
