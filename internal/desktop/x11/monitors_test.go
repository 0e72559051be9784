package x11

import (
	"image"
	"slices"
	"testing"

	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/internal/xserver"
	"perch/workspaces"
)

func TestMonitors(t *testing.T) {
	r := newRig(t)
	if m := r.begun.Monitors; len(m) != 1 || m[0].Frame != rect(0, 0, 1280, 800) || !m[0].Main() || m[0].SystemIndex != 1 {
		t.Errorf("%+v", m)
	}
	id := r.opened("A", rect(100, 0, 400, 800))
	r.run("xrandr", "--setmonitor", "left", "480/120x800/200+0+0", "screen")
	r.run("xrandr", "--setmonitor", "right", "800/200x800/200+480+0", "none")
	e := await(r, func(e desktop.MonitorsChanged) bool { return len(e.Monitors) == 2 })
	slices.SortFunc(e.Monitors, func(a, b workspaces.Monitor) int { return int(a.Frame.X - b.Frame.X) })
	if e.Monitors[0].Frame != rect(0, 0, 480, 800) || e.Monitors[0].Name != "left" || !e.Monitors[0].Main() ||
		e.Monitors[1].Frame != rect(480, 0, 800, 800) || e.Monitors[1].Name != "right" || e.Monitors[1].Main() {
		t.Errorf("%+v", e.Monitors)
	}
	// The main monitor is the origin: frames are measured from it.
	r.run("xrandr", "--delmonitor", "right")
	r.run("xrandr", "--setmonitor", "*right", "800/200x800/200+480+0", "none")
	e = await(r, func(e desktop.MonitorsChanged) bool {
		return slices.ContainsFunc(e.Monitors, func(m workspaces.Monitor) bool { return m.Name == "right" && m.Main() })
	})
	if !slices.ContainsFunc(e.Monitors, func(m workspaces.Monitor) bool { return m.Frame == rect(-480, 0, 480, 800) }) {
		t.Errorf("%+v", e.Monitors)
	}
	r.until("the window keeps its frame", func() bool { return r.frame(id) == image.Rect(580, 0, 980, 800) })
}

func TestScreenSize(t *testing.T) {
	r := newRig(t)
	if err := r.client.SetScreen(1024, 768); err != nil {
		t.Fatal(err)
	}
	e := await(r, func(e desktop.MonitorsChanged) bool { return e.Monitors[0].Frame == rect(0, 0, 1024, 768) })
	if len(e.Monitors) != 1 {
		t.Errorf("%+v", e)
	}
}

func TestStruts(t *testing.T) {
	r := newRig(t)
	if err := r.client.SetMonitors(
		xserver.Monitor{Name: "L", Frame: image.Rect(0, 0, 640, 800), Primary: true},
		xserver.Monitor{Name: "R", Frame: image.Rect(640, 0, 1280, 800)},
	); err != nil {
		t.Fatal(err)
	}
	await(r, func(e desktop.MonitorsChanged) bool { return len(e.Monitors) == 2 })
	area := func(name string, want workspaces.Rect) func(desktop.MonitorsChanged) bool {
		return func(e desktop.MonitorsChanged) bool {
			return slices.ContainsFunc(e.Monitors, func(m workspaces.Monitor) bool {
				return m.Name == name && m.WorkArea == want
			})
		}
	}
	id, err := r.client.Open(xserver.Spec{
		Class: "Bar", Kinds: []string{"_NET_WM_WINDOW_TYPE_DOCK"}, Frame: image.Rect(640, 0, 1280, 30), Unmapped: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	strut := func(name string, values ...uint32) {
		t.Helper()
		if err := r.client.SetCardinals(id, name, "CARDINAL", values...); err != nil {
			t.Fatal(err)
		}
	}
	strut("_NET_WM_STRUT_PARTIAL", 0, 0, 30, 0, 0, 0, 0, 0, 640, 1279, 0, 0)
	xproto.MapWindow(r.client.Conn(), id)
	await(r, area("R", rect(640, 30, 640, 770)), area("L", rect(0, 0, 640, 800)))
	strut("_NET_WM_STRUT_PARTIAL", 0, 0, 40, 0, 0, 0, 0, 0, 640, 1279, 0, 0)
	await(r, area("R", rect(640, 40, 640, 760)), area("L", rect(0, 0, 640, 800)))
	// One that begins left of the screen, as bars do that hide their border.
	strut("_NET_WM_STRUT_PARTIAL", 0, 0, 50, 0, 0, 0, 0, 0, 1<<32-2, 1281, 0, 0)
	await(r, area("R", rect(640, 50, 640, 750)), area("L", rect(0, 0, 640, 800)))
	// A bar at the inner edge of the right monitor: measured across the left one.
	xproto.ConfigureWindow(r.client.Conn(), id, xproto.ConfigWindowWidth|xproto.ConfigWindowHeight, []uint32{50, 800})
	strut("_NET_WM_STRUT_PARTIAL", 690, 0, 0, 0, 0, 799, 0, 0, 0, 0, 0, 0)
	await(r, area("R", rect(690, 0, 590, 800)), area("L", rect(0, 0, 640, 800)))
	// The partial one overrules the old one, which counts without it.
	strut("_NET_WM_STRUT", 0, 0, 0, 20)
	none[desktop.MonitorsChanged](r, r.sync())
	partial, err := r.client.Atom("_NET_WM_STRUT_PARTIAL")
	if err != nil {
		t.Fatal(err)
	}
	xproto.DeleteProperty(r.client.Conn(), id, partial)
	await(r, area("R", rect(640, 0, 640, 780)))
	if err := r.client.Destroy(id); err != nil {
		t.Fatal(err)
	}
	await(r, area("R", rect(640, 0, 640, 800)))
	// A dock is no window of the model's.
	none[desktop.WindowClosed](r, r.seen)
}

// TestStrutOfAShorterMonitor has a bar at the lower edge of a monitor that
// ends above the root window's: the strut is measured from the latter.
func TestStrutOfAShorterMonitor(t *testing.T) {
	r := newRig(t)
	if err := r.client.SetMonitors(
		xserver.Monitor{Name: "L", Frame: image.Rect(0, 0, 640, 800), Primary: true},
		xserver.Monitor{Name: "R", Frame: image.Rect(640, 0, 1280, 600)},
	); err != nil {
		t.Fatal(err)
	}
	await(r, func(e desktop.MonitorsChanged) bool { return len(e.Monitors) == 2 })
	id, err := r.client.Open(xserver.Spec{
		Class: "Bar", Kinds: []string{"_NET_WM_WINDOW_TYPE_DOCK"}, Frame: image.Rect(640, 570, 1280, 600), Unmapped: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.client.SetCardinals(id, "_NET_WM_STRUT_PARTIAL", "CARDINAL", 0, 0, 0, 230, 0, 0, 0, 0, 0, 0, 640, 1279); err != nil {
		t.Fatal(err)
	}
	xproto.MapWindow(r.client.Conn(), id)
	e := await[desktop.MonitorsChanged](r)
	for _, m := range e.Monitors {
		want := map[string]workspaces.Rect{"L": rect(0, 0, 640, 800), "R": rect(640, 0, 640, 570)}[m.Name]
		if m.WorkArea != want {
			t.Errorf("%s: %v, want %v", m.Name, m.WorkArea, want)
		}
	}
}

func TestMirrors(t *testing.T) {
	var monitors []monitor
	for _, m := range []monitor{
		{name: "laptop", box: box{0, 0, 1920, 1200}},
		{name: "beamer", box: box{0, 0, 1280, 1024}, primary: true},
		{name: "off", box: box{0, 0, 0, 0}},
		{name: "right", box: box{1920, 0, 800, 600}},
	} {
		monitors = addMonitor(monitors, m)
	}
	want := []monitor{
		{name: "laptop", box: box{0, 0, 1280, 1024}, primary: true},
		{name: "right", box: box{1920, 0, 800, 600}},
	}
	if !slices.Equal(monitors, want) {
		t.Errorf("%+v, want %+v", monitors, want)
	}
}

// turnOutput turns the server's only output on or off.
func (r *rig) turnOutput(on bool) {
	r.Helper()
	conn := r.client.Conn()
	resources, err := randr.GetScreenResourcesCurrent(conn, r.client.Root()).Reply()
	if err != nil {
		r.Fatal(err)
	}
	var mode randr.Mode
	var outputs []randr.Output
	if on {
		mode, outputs = randr.Mode(resources.Modes[0].Id), resources.Outputs[:1]
	}
	reply, err := randr.SetCrtcConfig(conn, resources.Crtcs[0], 0, resources.ConfigTimestamp, 0, 0, mode,
		randr.RotationRotate0, outputs).Reply()
	if err != nil || reply.Status != randr.SetConfigSuccess {
		r.Fatalf("%+v, %v", reply, err)
	}
}

// TestAllMonitorsOff has a laptop's lid closed: there is no monitor, and the
// desktop is as it was once one is back.
func TestAllMonitorsOff(t *testing.T) {
	r := newRig(t)
	id := r.opened("A", rect(100, 0, 400, 800))
	r.until("placed", func() bool { return r.frame(id) == image.Rect(100, 0, 500, 800) })
	r.turnOutput(false)
	if e := await[desktop.MonitorsChanged](r); len(e.Monitors) != 0 {
		t.Errorf("%+v", e.Monitors)
	}
	// A dialog that opens in the dark is no trouble.
	r.open(xserver.Spec{Class: "Dialog", Kinds: []string{"_NET_WM_WINDOW_TYPE_DIALOG"}})
	r.turnOutput(true)
	if e := await[desktop.MonitorsChanged](r); len(e.Monitors) != 1 || e.Monitors[0].Frame != rect(0, 0, 1280, 800) || !e.Monitors[0].Main() {
		t.Errorf("%+v", e.Monitors)
	}
	if got := r.frame(id); got != image.Rect(100, 0, 500, 800) {
		t.Errorf("moved to %v", got)
	}
}

// TestHeadlessServer starts with no monitor at all, as a server for remote
// viewers may: the root window stands for it.
func TestHeadlessServer(t *testing.T) {
	r := newServer(t)
	r.turnOutput(false)
	r.manage(Options{})
	if m := r.begun.Monitors; len(m) != 1 || m[0].Frame != rect(0, 0, 1280, 800) {
		t.Fatalf("%+v", m)
	}
	// Once one was there, none means that it is off.
	r.turnOutput(true)
	r.sync()
	none[desktop.MonitorsChanged](r, r.sync()) // Xvfb's looks the same
	r.turnOutput(false)
	if e := await[desktop.MonitorsChanged](r); len(e.Monitors) != 0 {
		t.Errorf("%+v", e.Monitors)
	}
}

// TestTurnedScreen has the screen upright.
func TestTurnedScreen(t *testing.T) {
	r := newRig(t)
	for _, size := range [][2]int{{600, 800}, {800, 600}} {
		if err := r.client.SetScreen(size[0], size[1]); err != nil {
			t.Fatal(err)
		}
		want := rect(0, 0, float64(size[0]), float64(size[1]))
		e := await(r, func(e desktop.MonitorsChanged) bool { return len(e.Monitors) == 1 && e.Monitors[0].Frame == want })
		if e.Monitors[0].WorkArea != want {
			t.Errorf("%+v", e.Monitors)
		}
		r.until("published", func() bool {
			return slices.Equal(r.rootNumbers("_NET_DESKTOP_GEOMETRY"), []uint32{uint32(size[0]), uint32(size[1])})
		})
	}
}

// A bar that goes away and comes back moves no window; one that stays away gives its
// room back.
func TestStrutOfABarThatComesBack(t *testing.T) {
	r := newRig(t)
	bar := func() xproto.Window {
		t.Helper()
		id, err := r.client.Open(xserver.Spec{
			Class: "Bar", Kinds: []string{"_NET_WM_WINDOW_TYPE_DOCK"}, Frame: image.Rect(0, 0, 1280, 30), Unmapped: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.client.SetCardinals(id, "_NET_WM_STRUT", "CARDINAL", 0, 0, 30, 0); err != nil {
			t.Fatal(err)
		}
		xproto.MapWindow(r.client.Conn(), id)
		r.until("mapped", func() bool { return r.mapped(workspaces.WindowID(id)) })
		return id
	}
	area := func(want workspaces.Rect) func(desktop.MonitorsChanged) bool {
		return func(e desktop.MonitorsChanged) bool { return len(e.Monitors) == 1 && e.Monitors[0].WorkArea == want }
	}
	id := bar()
	await(r, area(rect(0, 30, 1280, 770)))
	for range 3 {
		if err := r.client.Destroy(id); err != nil {
			t.Fatal(err)
		}
		id = bar()
	}
	none[desktop.MonitorsChanged](r, r.sync())
	// One that goes for good takes its strut off first.
	strut, err := r.client.Atom("_NET_WM_STRUT")
	if err != nil {
		t.Fatal(err)
	}
	xproto.DeleteProperty(r.client.Conn(), id, strut)
	await(r, area(rect(0, 0, 1280, 800)))
	if err := r.client.Destroy(id); err != nil {
		t.Fatal(err)
	}
	id = bar()
	await(r, area(rect(0, 30, 1280, 770)))
	if err := r.client.Destroy(id); err != nil {
		t.Fatal(err)
	}
	await(r, area(rect(0, 0, 1280, 800)))
}
