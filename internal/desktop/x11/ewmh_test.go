package x11

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/internal/xserver"
	"perch/workspaces"
)

func (r *rig) rootNumbers(name string) []uint32 { return r.client.Cardinals(r.client.Root(), name) }

func TestSupportingCheck(t *testing.T) {
	r := newRig(t)
	check := r.rootNumbers("_NET_SUPPORTING_WM_CHECK")
	if len(check) != 1 {
		t.Fatalf("check window: %v", check)
	}
	if again := r.client.Cardinals(xproto.Window(check[0]), "_NET_SUPPORTING_WM_CHECK"); !slices.Equal(again, check) {
		t.Errorf("the check window says %v", again)
	}
	if name := r.client.Text(xproto.Window(check[0]), "_NET_WM_NAME"); name != Name {
		t.Errorf("name %q", name)
	}
	supported := r.client.Atoms(r.client.Root(), "_NET_SUPPORTED")
	for _, name := range []string{"_NET_ACTIVE_WINDOW", "_NET_CLIENT_LIST", "_NET_CURRENT_DESKTOP", "_NET_WM_STATE_FULLSCREEN"} {
		if !slices.Contains(supported, name) {
			t.Errorf("%s is not in _NET_SUPPORTED", name)
		}
	}
}

func TestPublish(t *testing.T) {
	r := newRig(t)
	a, b := r.opened("A", rect(0, 0, 640, 800)), r.opened("B", rect(640, 0, 640, 800))
	r.d.Publish(desktop.Published{
		Workspaces: []string{"1", "mail", "ü"}, Current: 1,
		Windows:   map[workspaces.WindowID]int{a: 1, b: 2, 99: 0},
		WorkAreas: []workspaces.Rect{rect(0, 30, 1280, 770), rect(0, 30, 1280, 770), rect(0, 0, 1280, 800)},
	})
	r.until("current desktop", func() bool { return slices.Equal(r.rootNumbers("_NET_CURRENT_DESKTOP"), []uint32{1}) })
	r.until("window's desktop", func() bool {
		return slices.Equal(r.client.Cardinals(xproto.Window(b), "_NET_WM_DESKTOP"), []uint32{2})
	})
	for name, want := range map[string][]uint32{
		"_NET_NUMBER_OF_DESKTOPS": {3}, "_NET_DESKTOP_VIEWPORT": {0, 0, 0, 0, 0, 0}, "_NET_DESKTOP_GEOMETRY": {1280, 800},
		"_NET_WORKAREA":    {0, 30, 1280, 770, 0, 30, 1280, 770, 0, 0, 1280, 800},
		"_NET_CLIENT_LIST": {uint32(a), uint32(b)}, "_NET_ACTIVE_WINDOW": {uint32(b)},
	} {
		if got := r.rootNumbers(name); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if names := r.client.Texts(r.client.Root(), "_NET_DESKTOP_NAMES"); !slices.Equal(names, []string{"1", "mail", "ü"}) {
		t.Errorf("names %q", names)
	}
	if d := r.client.Cardinals(xproto.Window(a), "_NET_WM_DESKTOP"); !slices.Equal(d, []uint32{1}) {
		t.Errorf("desktop %v", d)
	}
	// wmctrl reads the same.
	desktops := strings.Split(strings.TrimSpace(r.run("wmctrl", "-d")), "\n")
	if len(desktops) != 3 || !strings.HasPrefix(desktops[1], "1  * ") || !strings.HasSuffix(desktops[1], "mail") {
		t.Errorf("wmctrl -d: %q", desktops)
	}
	if list := r.run("wmctrl", "-l"); !strings.Contains(list, name(t, a)+"  1 ") || !strings.Contains(list, name(t, b)+"  2 ") {
		t.Errorf("wmctrl -l: %s", list)
	}
	if m := r.run("wmctrl", "-m"); !strings.Contains(m, "Name: "+Name) {
		t.Errorf("wmctrl -m: %s", m)
	}
}

func TestWmctrlAndXdotool(t *testing.T) {
	r := newRig(t)
	a, b := r.opened("A", rect(0, 0, 640, 800)), r.opened("B", rect(640, 0, 640, 800))
	r.d.Publish(desktop.Published{Workspaces: []string{"1", "2", "3"}, Windows: map[workspaces.WindowID]int{a: 0, b: 0}})
	r.sync()
	w := func(id workspaces.WindowID) string { return name(t, id) }

	r.run("wmctrl", "-s", "2")
	if e := await[desktop.WorkspaceRequested](r); e.Index != 2 {
		t.Errorf("%+v", e)
	}
	r.run("wmctrl", "-i", "-a", w(a))
	if e := await[desktop.FocusRequested](r); e.ID != a || !e.User {
		t.Errorf("%+v", e)
	}
	r.run("wmctrl", "-i", "-r", w(b), "-t", "1")
	if e := await[desktop.MoveRequested](r); e.ID != b || e.Index != 1 {
		t.Errorf("%+v", e)
	}
	for text, action := range map[string]desktop.FullscreenAction{
		"add": desktop.FullscreenAdd, "remove": desktop.FullscreenRemove, "toggle": desktop.FullscreenToggle,
	} {
		r.run("wmctrl", "-i", "-r", w(b), "-b", text+",fullscreen")
		if e := await[desktop.FullscreenRequested](r); e.ID != b || e.Action != action {
			t.Errorf("%s: %+v", text, e)
		}
	}
	r.run("wmctrl", "-i", "-r", w(b), "-b", "add,demands_attention")
	// B has the focus: nothing is urgent about it.
	r.run("wmctrl", "-i", "-r", w(a), "-b", "add,demands_attention")
	if e := await[desktop.WindowChanged](r); e.Window.ID != a || !e.Window.Urgent {
		t.Errorf("%+v", e)
	}
	r.run("wmctrl", "-i", "-r", w(a), "-b", "add,skip_taskbar,skip_pager")
	r.until("states for other programs are kept", func() bool {
		s := r.states(a)
		return slices.Contains(s, "_NET_WM_STATE_SKIP_TASKBAR") && slices.Contains(s, "_NET_WM_STATE_SKIP_PAGER")
	})
	// A tiled window does not move; a floating one asks.
	r.run("wmctrl", "-i", "-r", w(b), "-e", "0,10,20,300,200")
	none[desktop.WindowMoved](r, r.sync())
	r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: b, Frame: rect(640, 0, 640, 800), Floating: true}}})
	r.run("wmctrl", "-i", "-r", w(b), "-e", "0,10,20,300,200")
	if e := await[desktop.WindowMoved](r); e.ID != b || !e.Request || e.Frame != rect(10, 20, 300, 200) {
		t.Errorf("%+v", e)
	}

	r.run("xdotool", "set_desktop", "1")
	if e := await[desktop.WorkspaceRequested](r); e.Index != 1 {
		t.Errorf("%+v", e)
	}
	if got := strings.TrimSpace(r.run("xdotool", "getactivewindow")); got != xdotoolID(b) {
		t.Errorf("xdotool's active window is %s", got)
	}
	if got := strings.TrimSpace(r.run("xdotool", "get_num_desktops")); got != "3" {
		t.Errorf("xdotool's desktops: %s", got)
	}
	r.run("xdotool", "windowactivate", xdotoolID(a))
	if e := await[desktop.FocusRequested](r); e.ID != a || !e.User {
		t.Errorf("%+v", e)
	}
	r.run("xdotool", "set_desktop_for_window", xdotoolID(a), "2")
	if e := await[desktop.MoveRequested](r); e.ID != a || e.Index != 2 {
		t.Errorf("%+v", e)
	}
	r.run("xdotool", "windowmove", xdotoolID(b), "50", "60")
	if e := await[desktop.WindowMoved](r); e.ID != b || e.Frame.TopLeft() != (workspaces.Point{X: 50, Y: 60}) {
		t.Errorf("%+v", e)
	}

	r.run("wmctrl", "-i", "-c", w(a))
	if e := await[desktop.WindowClosed](r); e.ID != a {
		t.Errorf("%+v", e)
	}
}

func xdotoolID(id workspaces.WindowID) string { return strconv.FormatInt(int64(id), 10) }

func TestApplicationsRequestIsNotTheUsers(t *testing.T) {
	r := newRig(t)
	a := r.opened("A", rect(0, 0, 640, 800))
	if err := r.client.SendMessage(xproto.Window(a), "_NET_ACTIVE_WINDOW", sourceApplication); err != nil {
		t.Fatal(err)
	}
	if e := await[desktop.FocusRequested](r); e.ID != a || e.User {
		t.Errorf("%+v", e)
	}
	if err := r.client.SendMessage(xproto.Window(a), "_NET_WM_DESKTOP", everyDesktop); err != nil {
		t.Fatal(err)
	}
	none[desktop.MoveRequested](r, r.sync())
}

func TestFullscreenState(t *testing.T) {
	r := newRig(t)
	w := r.open(xserver.Spec{Class: "Player", States: []string{"_NET_WM_STATE_FULLSCREEN"}})
	if e := await[desktop.FullscreenRequested](r); e.ID != w.ID || e.Action != desktop.FullscreenAdd {
		t.Errorf("%+v", e)
	}
	apply := func(on bool) {
		r.d.Apply(desktop.Change{
			Frames: []desktop.Frame{{ID: w.ID, Frame: rect(0, 0, 1280, 800), Fullscreen: on}}, Show: []workspaces.WindowID{w.ID},
		})
		r.until("state", func() bool { return slices.Contains(r.states(w.ID), "_NET_WM_STATE_FULLSCREEN") == on })
	}
	apply(true)
	apply(false)
}

func TestFrameExtents(t *testing.T) {
	r := newRig(t)
	id, err := r.client.Open(xserver.Spec{Unmapped: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.client.SendMessage(id, "_NET_REQUEST_FRAME_EXTENTS"); err != nil {
		t.Fatal(err)
	}
	r.until("extents", func() bool {
		return slices.Equal(r.client.Cardinals(id, "_NET_FRAME_EXTENTS"), []uint32{0, 0, 0, 0})
	})
}
