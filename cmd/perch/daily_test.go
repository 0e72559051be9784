package main

import (
	"image"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/internal/xserver"
)

func TestKeysUnderLocksAndLayouts(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.agent(plain, "--no-bar")
	r.open("Red")
	follow := func(where string) {
		t.Helper()
		for _, workspace := range []string{"2", "3", "1"} {
			r.press("alt-" + workspace)
			r.until(where+", alt-"+workspace+" shows workspace "+workspace, func() bool { return r.current() == workspace })
		}
	}
	lock := func(press func() error, caps, num bool) {
		t.Helper()
		if err := press(); err != nil {
			t.Fatal(err)
		}
		if c, n := r.screen.Locks(); c != caps || n != num {
			t.Fatalf("Caps Lock is %v and Num Lock %v", c, n)
		}
	}
	follow("without a lock")
	lock(r.screen.CapsLock, true, false)
	follow("under Caps Lock")
	lock(r.screen.NumLock, true, true)
	follow("under both locks")
	lock(r.screen.CapsLock, false, true)
	follow("under Num Lock")

	// One modifier held for several keys, as people do.
	_, release, err := r.screen.Hold("alt-2")
	if err != nil {
		t.Fatal(err)
	}
	r.until("alt-2 shows workspace 2", func() bool { return r.current() == "2" })
	release()
	follow("after a held modifier")

	t.Run("layout", func(t *testing.T) {
		needs(t, "setxkbmap")
		for _, layout := range []string{"ru,us", "fr", "us"} {
			r.tool("setxkbmap", "-layout", layout)
			follow("with the layout " + layout)
		}
	})
}

func TestModes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	agent := r.agent(plain, "--no-bar")
	red, green := r.open("Red"), r.open("Green")
	modes := r.start(perchProgram, "subscribe", "mode-changed")
	modes.await(modes.stdout, `"mode":"main"`)
	half := r.frame(green).Dx()
	r.press("alt-r")
	modes.await(modes.stdout, `"mode":"resize"`)
	if got := r.get("list-modes", "--current"); got != "resize" {
		t.Errorf("the mode is %q", got)
	}
	r.press("h")
	r.until("h makes the window narrower", func() bool { return r.frame(green).Dx() == half-100 })
	r.press("alt-h") // not of this mode
	r.press("esc")
	modes.await(modes.stdout, `"mode":"main"`)
	if r.screen.InputFocus() != green {
		t.Error("a key of another mode worked")
	}
	r.get("list-modes") // is answered after the turn that took the keys
	r.press("alt-h")
	r.until("the keys of the main mode are back", func() bool { return r.screen.InputFocus() == red })
	if got := r.get("list-modes", "--current"); got != "main" {
		t.Errorf("the mode is %q", got)
	}
	agent.running()
}

// left and right are two monitors side by side.
var (
	left  = xserver.Monitor{Name: "left", Frame: image.Rect(0, 0, 640, 800), Primary: true}
	right = xserver.Monitor{Name: "right", Frame: image.Rect(640, 0, 1280, 800)}
)

func (r *rig) monitors(monitors ...xserver.Monitor) {
	r.Helper()
	if err := r.screen.SetMonitors(monitors...); err != nil {
		r.Fatal(err)
	}
}

func TestTwoMonitors(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.monitors(left, right)
	r.agent(strings.Replace(plain, "enabled = false", "enabled = true\nheight = 30", 1))
	r.until("each monitor has a bar", func() bool {
		bars := r.bars()
		return len(bars) == 2 && bars[0].Frame == image.Rect(0, 0, 640, 30) && bars[1].Frame == image.Rect(640, 0, 1280, 30)
	})
	if got := r.get("list-monitors"); got != "1 | left\n2 | right" {
		t.Errorf("the monitors are %q", got)
	}
	red := r.open("Red")
	within := func(id xproto.Window, m xserver.Monitor) bool {
		frame := m.Frame
		frame.Min.Y += 30
		return r.mapped(id) && r.frame(id).In(frame.Inset(10)) && r.frame(id).Dx() == 620
	}
	r.until("the window fills the left monitor", func() bool { return within(red, left) })

	there := r.get("list-workspaces", "--monitor", "2", "--visible")
	r.get("focus-monitor", "right")
	if got := r.get("list-workspaces", "--focused"); got != there {
		t.Errorf("the focused workspace is %q, expected %q", got, there)
	}
	green := r.open("Green")
	r.until("each monitor shows its window", func() bool { return within(green, right) && within(red, left) })
	r.get("focus-monitor", "left")
	r.until("the left window has the focus", func() bool { return r.screen.InputFocus() == red })

	r.get("move-node-to-monitor", "right")
	r.until("both windows share the right monitor", func() bool {
		return r.frame(red).In(right.Frame) && r.frame(green).In(right.Frame) && r.frame(red).Intersect(r.frame(green)).Empty()
	})
	r.get("focus", "--window-id", num(red))
	r.get("move-node-to-monitor", "--focus-follows-window", "left")
	r.until("the window is back", func() bool { return within(red, left) && within(green, right) && r.screen.InputFocus() == red })

	r.monitors()
	r.until("one monitor shows one workspace", func() bool {
		bars := r.bars()
		return len(bars) == 1 && bars[0].Frame == image.Rect(0, 0, 1280, 30) && r.mapped(red) != r.mapped(green)
	})
	if got := r.workspaceOf(green); got != there {
		t.Errorf("the window of the monitor that went is on workspace %q, expected %q", got, there)
	}
	r.monitors(left, right)
	r.until("both monitors are as they were", func() bool { return len(r.bars()) == 2 && within(red, left) && within(green, right) })
}

func TestWmctrl(t *testing.T) {
	t.Parallel()
	needs(t, "wmctrl")
	r := newRig(t)
	r.agent(plain, "--no-bar")
	red, green, _ := r.spread()
	if got := r.tool("wmctrl", "-m"); !strings.HasPrefix(got, "Name: Perch\n") {
		t.Errorf("-m prints %q", got)
	}
	lines := strings.Split(r.tool("wmctrl", "-d"), "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], "0  * DG: 1280x800") || !strings.HasSuffix(lines[0], " 1") || !strings.HasSuffix(lines[2], " 3") {
		t.Errorf("-d prints %q", lines)
	}
	desks := map[string]string{}
	for line := range strings.Lines(r.tool("wmctrl", "-l") + "\n") {
		fields := strings.Fields(line)
		desks[fields[len(fields)-1]] = fields[1]
	}
	if len(desks) != 3 || desks["red"] != "0" || desks["green"] != "1" || desks["blue"] != "2" {
		t.Errorf("-l has %v", desks)
	}
	r.tool("wmctrl", "-s", "1")
	r.until("wmctrl -s shows workspace 2", func() bool { return r.current() == "2" && r.screen.InputFocus() == green })
	r.tool("wmctrl", "-a", "red")
	r.until("wmctrl -a goes to the window", func() bool { return r.current() == "1" && r.screen.InputFocus() == red })
	r.tool("wmctrl", "-r", "red", "-t", "1")
	r.until("wmctrl -t moves it", func() bool {
		at := r.screen.Cardinals(red, "_NET_WM_DESKTOP")
		return len(at) == 1 && at[0] == 1
	})
	if got := r.workspaceOf(red); got != "2" {
		t.Errorf("the window is on workspace %q", got)
	}
	r.tool("wmctrl", "-c", "blue")
	r.until("wmctrl -c closes a window", func() bool { return len(r.screen.Cardinals(r.screen.Root(), "_NET_CLIENT_LIST")) == 2 })
	if got := r.get("list-windows", "--all", "--format", "%{app-name}"); got != "Green\nRed" {
		t.Errorf("the windows are %q", got)
	}
}

func TestXdotool(t *testing.T) {
	t.Parallel()
	needs(t, "xdotool")
	r := newRig(t)
	r.agent(plain, "--no-bar")
	red, green, _ := r.spread()
	for _, row := range []struct {
		args []string
		want string
	}{
		{[]string{"get_num_desktops"}, "3"},
		{[]string{"get_desktop"}, "0"},
		{[]string{"getactivewindow"}, num(red)},
		{[]string{"getwindowfocus"}, num(red)},
		{[]string{"get_desktop_for_window", num(green)}, "1"},
		{[]string{"search", "--class", "Green"}, num(green)},
		{[]string{"set_desktop", "1", "getwindowfocus"}, ""},
	} {
		if got := r.tool("xdotool", row.args...); row.want != "" && got != row.want {
			t.Errorf("xdotool %q prints %q, expected %q", row.args, got, row.want)
		}
	}
	r.until("set_desktop shows workspace 2", func() bool { return r.current() == "2" && r.screen.InputFocus() == green })
	r.tool("xdotool", "windowactivate", "--sync", num(red))
	r.until("windowactivate goes to the window", func() bool { return r.current() == "1" && r.screen.InputFocus() == red })
	r.tool("xdotool", "key", "alt+2")
	r.until("its keys are keys", func() bool { return r.current() == "2" })
}

func TestWindowsOfEveryKind(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.agent(plain, "--no-bar")
	red := r.open("Red")
	whole := image.Rect(10, 10, 1270, 790)
	r.until("a window fills the screen", func() bool { return near(r.frame(red), whole) })

	dialog := r.openOnly(xserver.Spec{Class: "White", Title: "Sure?", Colour: colours["White"], Frame: image.Rect(0, 0, 300, 200), Transient: red})
	r.until("the dialog floats in the middle of its window", func() bool {
		return r.screen.InputFocus() == dialog && near(r.frame(dialog), image.Rect(490, 300, 790, 500))
	})
	if got := r.get("list-windows", "--focused", "--format", "%{window-layout}"); got != "floating" || !near(r.frame(red), whole) {
		t.Errorf("the dialog's layout is %q, its window is at %v", got, r.frame(red))
	}
	if err := r.screen.Destroy(dialog); err != nil {
		t.Fatal(err)
	}
	r.until("the window has the focus again", func() bool { return r.screen.InputFocus() == red })

	dock := r.openOnly(xserver.Spec{Class: "White", Frame: image.Rect(0, 0, 1280, 40), Kinds: []string{"_NET_WM_WINDOW_TYPE_DOCK"}, Unmapped: true})
	if err := r.screen.SetCardinals(dock, "_NET_WM_STRUT_PARTIAL", "CARDINAL", 0, 0, 40, 0, 0, 0, 0, 0, 0, 1279, 0, 0); err != nil {
		t.Fatal(err)
	}
	xproto.MapWindow(r.screen.Conn(), dock)
	r.until("the window makes room for a dock", func() bool { return near(r.frame(red), image.Rect(10, 50, 1270, 790)) })
	if err := r.screen.Destroy(dock); err != nil {
		t.Fatal(err)
	}
	r.until("the room is free again", func() bool { return near(r.frame(red), whole) })

	fullscreen, err := r.screen.Atom("_NET_WM_STATE_FULLSCREEN")
	if err != nil {
		t.Fatal(err)
	}
	ask := func(action uint32) {
		t.Helper()
		if err := r.screen.SendMessage(red, "_NET_WM_STATE", action, uint32(fullscreen)); err != nil {
			t.Fatal(err)
		}
	}
	ask(1)
	r.until("the window covers the screen", func() bool {
		return r.frame(red) == r.screen.Screen() && slices.Contains(r.screen.Atoms(red, "_NET_WM_STATE"), "_NET_WM_STATE_FULLSCREEN")
	})
	ask(0)
	r.until("the window is a tile again", func() bool {
		return near(r.frame(red), whole) && !slices.Contains(r.screen.Atoms(red, "_NET_WM_STATE"), "_NET_WM_STATE_FULLSCREEN")
	})

	// A hidden window that wants attention stays where it is, and says so.
	r.get("workspace", "2")
	r.until("workspace 2 is shown", func() bool { return !r.mapped(red) })
	urgent := r.start(perchProgram, "subscribe", "--state")
	urgent.await(urgent.stdout, `"urgent":false`)
	if err := r.screen.SetCardinals(red, "WM_HINTS", "WM_HINTS", 1<<8, 0, 0, 0, 0, 0, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
	urgent.await(urgent.stdout, `"urgent":true`)
	if r.current() != "2" || r.mapped(red) {
		t.Errorf("workspace %q is shown", r.current())
	}
}

// near allows for fractions, and for the point that AeroSpace's layout leaves.
func near(a, b image.Rectangle) bool { return a.In(b.Inset(-2)) && b.In(a.Inset(-2)) }

func TestSavingTheConfig(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	withBar := strings.Replace(plain, "enabled = false", "enabled = true\nheight = 30\nleft = ['workspaces']\nright = ['problems']\ncolors.warning = '#fe12dc'", 1)
	if err := r.screen.WatchPixels(); err != nil {
		t.Fatal(err)
	}
	agent := r.agent(withBar)
	red := r.open("Red")
	r.until("the bar is shown", func() bool { return len(r.bars()) == 1 })
	if r.area("Warning") > 0 {
		t.Error("the bar shows a problem")
	}
	changed := strings.NewReplacer("outer.left = 10", "outer.left = 50", "alt-2 =", "alt-x =").Replace(withBar)
	r.write("perch.toml", changed)
	r.until("the gap is wider", func() bool { return r.frame(red).Min.X == 50 })
	r.get("list-modes") // is answered after the turn that took the file over
	r.press("alt-2")
	r.press("alt-x")
	r.until("the new key works", func() bool { return r.current() == "2" })
	r.press("alt-1")
	r.until("workspace 1 is shown", func() bool { return r.current() == "1" })
	r.press("alt-2")

	r.write("perch.toml", strings.Replace(changed, "[gaps]\n", "[gaps\n", 1))
	r.until("the bar shows the problem", func() bool { return r.area("Warning") > 0 })
	agent.await(agent.stderr, "perch.toml:3:")
	if said := agent.stderr.String(); strings.Count(said, "\n") != 1 {
		t.Errorf("it says %q, expected one line", said)
	}
	if r.frame(red).Min.X != 50 || r.current() != "1" {
		t.Errorf("the window is at %v, the workspace is %q", r.frame(red), r.current())
	}
	// An editor that saves by renaming.
	next := r.write("perch.toml.new", strings.Replace(changed, "outer.left = 50", "outer.left = 70", 1))
	if err := os.Rename(next, r.folder+"/perch.toml"); err != nil {
		t.Fatal(err)
	}
	r.until("the gap is wider again", func() bool { return r.frame(red).Min.X == 70 })
	r.until("the bar is calm", func() bool { return r.area("Warning") == 0 })
}

// A switch shows first and hides then, so that what is behind is never seen;
// and nothing of hidden windows is left.
func TestSwitchesAreClean(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	// Without room between windows all of the background is covered.
	r.agent(strings.NewReplacer("inner.horizontal = 10", "inner.horizontal = 0", "inner.vertical = 10", "inner.vertical = 0").Replace(plain), "--no-bar")
	windows := map[string][]string{"1": {"Red", "Green"}, "2": {"Blue", "Yellow"}, "3": {"White"}}
	for _, workspace := range []string{"3", "2", "1"} {
		r.get("workspace", workspace)
		for _, class := range windows[workspace] {
			r.open(class)
		}
	}
	// The server tells who sees the background where it was covered before.
	eyes, err := xserver.Dial(r.server.Display)
	if err != nil {
		t.Fatal(err)
	}
	defer eyes.Close()
	if err := xproto.ChangeWindowAttributesChecked(eyes.Conn(), eyes.Root(), xproto.CwEventMask,
		[]uint32{xproto.EventMaskExposure | xproto.EventMaskSubstructureNotify | xproto.EventMaskPropertyChange}).Check(); err != nil {
		t.Fatal(err)
	}
	events := make(chan xgb.Event, 10000)
	defer eyes.Tap(events)()
	for _, workspace := range []string{"1", "2", "1", "3", "2", "3", "1"} {
		r.press("alt-" + workspace)
		r.until("workspace "+workspace+" is shown and no other", func() bool {
			if r.current() != workspace {
				return false
			}
			for _, w := range r.screen.Windows() {
				if _, ours := colours[w.Class]; ours && w.Mapped != slices.Contains(windows[workspace], w.Class) {
					return false
				}
			}
			return true
		})
		for other, classes := range windows {
			for _, class := range classes {
				if n := r.area(class); (n > 100000) != (other == workspace) || n > 0 && other != workspace {
					t.Errorf("on workspace %s %d pixels of %s are on the screen", workspace, n, class)
				}
			}
		}
	}
	eyes.Sync()
	hidden := false
	maps := 0
	for len(events) > 0 {
		switch e := (<-events).(type) {
		case xproto.ExposeEvent:
			if e.Window == eyes.Root() {
				t.Errorf("the background was seen at %d,%d, %dx%d", e.X, e.Y, e.Width, e.Height)
			}
		case xproto.UnmapNotifyEvent:
			hidden = hidden || e.Event == eyes.Root()
		case xproto.MapNotifyEvent:
			if e.Event != eyes.Root() {
				break
			}
			maps++
			if hidden {
				t.Error("a window was shown after another one was hidden")
			}
		case xproto.PropertyNotifyEvent:
			if name := eyes.AtomName(e.Atom); name == "_NET_CURRENT_DESKTOP" {
				hidden = false
			}
		}
	}
	if maps != 10 {
		t.Errorf("%d windows were shown, expected 10", maps)
	}
}
