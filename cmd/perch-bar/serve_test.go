package main

import (
	"context"
	"encoding/json"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/jezek/xgb/xproto"

	"perch/config"
	"perch/internal/ipc"
	"perch/internal/xserver"
)

// The colours of the built-in theme that tests look for.
const (
	background rgb = 0x16161e
	accent     rgb = 0x7aa2f7
	urgent     rgb = 0xf7768e
	marker     rgb = 0xff00ff
)

// desk is one monitor with four workspaces, the second focused.
func desk() ipc.State {
	return ipc.State{
		Mode:     "main",
		Focus:    ipc.Focus{Workspace: "2", WindowID: 7},
		Monitors: []ipc.Monitor{{ID: 1, Name: "screen", Key: "screen", Width: 1280, Height: 800, Workspace: "2"}},
		Workspaces: []ipc.Workspace{
			{Name: "1", Monitor: 1},
			{Name: "2", Monitor: 1, Visible: true, Focused: true},
			{Name: "3", Monitor: 1},
			{Name: "4", Monitor: 1},
		},
		Windows: []ipc.Window{
			{ID: 5, App: "Firefox", Title: "Perch", Workspace: "1"},
			{ID: 6, App: "XTerm", Title: "make test", Workspace: "2"},
			{ID: 7, App: "XTerm", Title: "vim serve.go — Grüße, Привет, مرحبا ☕", Workspace: "2"},
			{ID: 8, App: "XClock", Title: "xclock", Workspace: "4"},
		},
	}
}

// focusOn is a state with another workspace focused.
func focusOn(s ipc.State, name string) ipc.State {
	s.Workspaces = slices.Clone(s.Workspaces)
	for i := range s.Workspaces {
		w := &s.Workspaces[i]
		w.Focused = w.Name == name
		w.Visible = w.Focused
	}
	s.Focus.Workspace = name
	return s
}

// with is a state whose [bar] table is the default one changed.
func with(t *testing.T, s ipc.State, change func(*config.Bar)) ipc.State {
	t.Helper()
	table := config.DefaultBar()
	change(&table)
	raw, err := json.Marshal(table)
	if err != nil {
		t.Fatal(err)
	}
	s.Bar = raw
	return s
}

// accentIn is where the focused workspace's pill is in a bar.
func (w *world) accentIn(bar xserver.Window) image.Rectangle { return w.look(bar.Frame).find(accent) }

// keep saves what the screen shows if a folder for it is named.
func (w *world) keep(name string) {
	dir := os.Getenv("PERCH_SHOTS")
	if dir == "" {
		return
	}
	shot, err := w.screen.Screenshot()
	if err != nil {
		w.t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, shot); err != nil {
		w.t.Fatal(err)
	}
}

func TestDockOnTheScreen(t *testing.T) {
	w := newWorld(t, "1280x800", desk())
	w.keep("desk")
	b := w.bars()[0]
	if want := image.Rect(0, 0, 1280, 28); b.Frame != want {
		t.Errorf("the bar is at %v, expected %v", b.Frame, want)
	}
	if b.Title != "perch-bar screen" || b.Instance != "perch-bar" || b.PID != os.Getpid() || b.Override {
		t.Errorf("the bar calls itself %q, %q, pid %d, override-redirect %v", b.Title, b.Instance, b.PID, b.Override)
	}
	if !slices.Equal(b.Kinds, []string{"_NET_WM_WINDOW_TYPE_DOCK"}) {
		t.Errorf("its type is %v", b.Kinds)
	}
	for _, state := range []string{"_NET_WM_STATE_STICKY", "_NET_WM_STATE_ABOVE"} {
		if !slices.Contains(b.States, state) {
			t.Errorf("it lacks the state %s", state)
		}
	}
	for property, want := range map[string][]uint32{
		"_NET_WM_STRUT_PARTIAL": {0, 0, 28, 0, 0, 0, 0, 0, 0, 1279, 0, 0},
		"_NET_WM_STRUT":         {0, 0, 28, 0},
		"_NET_WM_DESKTOP":       {0xffffffff},
	} {
		if got := w.screen.Cardinals(b.ID, property); !slices.Equal(got, want) {
			t.Errorf("%s is %v, expected %v", property, got, want)
		}
	}
	hints, bits, err := w.screen.Property(b.ID, "WM_HINTS")
	if err != nil || bits != 32 || hints[0]&1 == 0 || hints[4] != 0 {
		t.Errorf("WM_HINTS is %v (%v), expected input False", hints, err)
	}
	if protocols := w.screen.Atoms(b.ID, "WM_PROTOCOLS"); slices.Contains(protocols, "WM_TAKE_FOCUS") {
		t.Error("the bar takes part in WM_TAKE_FOCUS")
	}
}

func TestFocusedWorkspaceIsFilled(t *testing.T) {
	w := newWorld(t, "1280x800", desk())
	b := w.bars()[0]
	pill := w.accentIn(b)
	if pill.Min.Y != 4 || pill.Max.Y != 24 || pill.Dx() < 40 {
		t.Fatalf("the accent is at %v, expected a pill of the height from 4 to 24", pill)
	}
	// Its label is there, in dark ink.
	if ink := w.look(pill).find(background); ink.Empty() {
		t.Error("nothing is written on the pill")
	}
	// The state changes, and the pill is elsewhere.
	w.agent.tell(focusOn(desk(), "4"))
	w.until("the pill has moved", func() bool { return w.accentIn(b).Min.X > pill.Max.X })
}

// A change repaints its own part and leaves the rest of the window alone.
func TestOnlyChangesArePainted(t *testing.T) {
	w := newWorld(t, "1280x800", desk())
	b := w.bars()[0]
	clock := image.Rect(1180, 4, 1270, 24)
	w.paintOver(b.ID, clock)
	before := w.accentIn(b)
	w.agent.tell(focusOn(desk(), "4"))
	w.until("the pill has moved", func() bool { return w.accentIn(b).Min.X > before.Max.X })
	if got := w.look(b.Frame).find(marker); got != clock {
		t.Errorf("the clock did not change, but of what lies over it only %v is left of %v", got, clock)
	}
	// What is exposed is painted again.
	xproto.ClearArea(w.screen.Conn(), true, b.ID, int16(clock.Min.X), int16(clock.Min.Y), uint16(clock.Dx()), uint16(clock.Dy()))
	w.until("the clock is back", func() bool { return w.look(b.Frame).find(marker).Empty() })
}

// paintOver draws over a part of a bar from outside.
func (w *world) paintOver(id xproto.Window, r image.Rectangle) {
	w.t.Helper()
	gc, err := xproto.NewGcontextId(w.screen.Conn())
	if err != nil {
		w.t.Fatal(err)
	}
	xproto.CreateGC(w.screen.Conn(), gc, xproto.Drawable(id), xproto.GcForeground, []uint32{uint32(marker)})
	xproto.PolyFillRectangle(w.screen.Conn(), xproto.Drawable(id), gc, []xproto.Rectangle{{
		X: int16(r.Min.X), Y: int16(r.Min.Y), Width: uint16(r.Dx()), Height: uint16(r.Dy()),
	}})
	w.until("it is painted over", func() bool { return w.look(r).find(marker) == r })
}

func TestClickSwitchesWithoutTakingTheFocus(t *testing.T) {
	w := newWorld(t, "1280x800", desk())
	app, err := w.screen.Open(xserver.Spec{Class: "App", Frame: image.Rect(100, 100, 500, 400)})
	if err != nil {
		t.Fatal(err)
	}
	xproto.SetInputFocus(w.screen.Conn(), xproto.InputFocusPointerRoot, app, xproto.TimeCurrentTime)
	w.until("the app has the focus", func() bool { return w.focus() == app })

	pill := w.accentIn(w.bars()[0])
	expect := func(want ...string) {
		t.Helper()
		if got := <-w.agent.commands; !slices.Equal(got, want) {
			t.Errorf("the bar asks for %q, expected %q", got, want)
		}
	}
	w.screen.Click(12, 1, 1) // the very edge of the screen counts
	expect("workspace", "1")
	w.screen.Click(pill.Max.X+20, 14, 1)
	expect("workspace", "3")
	w.screen.Click(700, 14, 4)
	w.screen.Click(pill.Min.X+5, 14, 5)
	expect("workspace", "next")
	w.screen.Click(pill.Min.X+5, 14, 4)
	expect("workspace", "prev")
	if w.focus() != app {
		t.Errorf("the focus went from %d to %d", app, w.focus())
	}
}

func TestOneBarPerMonitor(t *testing.T) {
	s := desk()
	s.Monitors = []ipc.Monitor{
		{ID: 1, Name: "left", Key: "l", Width: 640, Height: 800, Workspace: "2"},
		{ID: 2, Name: "right", Key: "r", X: 640, Width: 640, Height: 600, Workspace: "4"},
	}
	s.Workspaces[3].Monitor, s.Workspaces[3].Visible = 2, true
	w := newWorld(t, "1280x800", s)
	w.keep("monitors")
	bars := w.bars()
	if bars[1].Frame != image.Rect(640, 0, 1280, 28) || bars[1].Title != "perch-bar right" {
		t.Errorf("the second bar is %q at %v", bars[1].Title, bars[1].Frame)
	}
	if got, want := w.screen.Cardinals(bars[1].ID, "_NET_WM_STRUT_PARTIAL"), []uint32{0, 0, 28, 0, 0, 0, 0, 0, 640, 1279, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("its strut is %v, expected %v", got, want)
	}
	// The right monitor goes, and the left one becomes wider.
	s.Monitors = []ipc.Monitor{{ID: 1, Name: "left", Key: "l", Width: 1280, Height: 800, Workspace: "2"}}
	w.agent.tell(s)
	w.until("one wide bar is left", func() bool {
		bars := w.bars()
		return len(bars) == 1 && bars[0].Frame.Dx() == 1280 && w.painted() && w.pixel(1278, 26) == background
	})
	if strut := w.screen.Cardinals(bars[0].ID, "_NET_WM_STRUT_PARTIAL"); strut[9] != 1279 {
		t.Errorf("its strut is %v, expected it to reach 1279", strut)
	}
}

func TestConfigAppliesAtOnce(t *testing.T) {
	w := newWorld(t, "1280x800", desk())
	w.agent.tell(with(t, desk(), func(b *config.Bar) {
		b.Position, b.Height = "bottom", 40
		b.Colors.Accent = 0xff00ff00
		b.Right = config.NewBarItems("clock")
	}))
	w.until("the bar is at the bottom", func() bool {
		bars := w.bars()
		return len(bars) == 1 && bars[0].Frame == image.Rect(0, 760, 1280, 800) && w.painted() &&
			!w.look(bars[0].Frame).find(0x00ff00).Empty()
	})
	w.keep("bottom")
	if got, want := w.screen.Cardinals(w.bars()[0].ID, "_NET_WM_STRUT"), []uint32{0, 0, 0, 40}; !slices.Equal(got, want) {
		t.Errorf("the strut is %v, expected %v", got, want)
	}
	w.agent.tell(with(t, desk(), func(b *config.Bar) { b.Enabled = false }))
	w.until("there is no bar", func() bool { return len(w.bars()) == 0 })
	w.agent.tell(desk())
	w.until("the bar is back", func() bool { return len(w.bars()) == 1 && w.painted() })
}

func TestScaleFollowsTheResources(t *testing.T) {
	w := newWorld(t, "1280x800", desk())
	root := w.screen.Root()
	resources := "*customization:\t-color\nXft.dpi:\t192\n"
	xproto.ChangeProperty(w.screen.Conn(), xproto.PropModeReplace, root, xproto.AtomResourceManager, xproto.AtomString, 8,
		uint32(len(resources)), []byte(resources))
	w.until("the bar is twice as high", func() bool {
		bars := w.bars()
		return len(bars) == 1 && bars[0].Frame == image.Rect(0, 0, 1280, 56) && w.painted() && w.accentIn(bars[0]).Dy() == 40
	})
	w.keep("scale2")
}

func TestUrgentModeAndProblemsShow(t *testing.T) {
	s := desk()
	s.Mode = "service"
	s.Problems = []string{"perch.toml:12:7: Unknown key 'gasp'"}
	s.Workspaces[2].Urgent = true
	w := newWorld(t, "1280x800", s)
	w.keep("urgent")
	b := w.look(w.bars()[0].Frame)
	if pill := b.find(urgent); pill.Dy() != 20 {
		t.Errorf("the urgent workspace is at %v", pill)
	}
	const warning = 0xe0af68
	if mode := b.find(warning); mode.Dx() < 200 {
		t.Errorf("mode and problem are at %v, expected them far apart", mode)
	}
}

// With a compositor the window has an alpha channel, without one it has none.
func TestTranslucentUnderACompositor(t *testing.T) {
	w := newWorld(t, "1280x800", with(t, desk(), func(b *config.Bar) { b.Colors.Background = 0x8016161e }))
	depth := func() byte {
		bars := w.bars()
		if len(bars) != 1 {
			return 0
		}
		reply, err := xproto.GetGeometry(w.screen.Conn(), xproto.Drawable(bars[0].ID)).Reply()
		if err != nil {
			return 0
		}
		return reply.Depth
	}
	if got := depth(); got != 24 {
		t.Fatalf("without a compositor the bar has a depth of %d", got)
	}
	owner, err := w.screen.Open(xserver.Spec{Class: "Compositor", Unmapped: true})
	if err != nil {
		t.Fatal(err)
	}
	selection, err := w.screen.Atom("_NET_WM_CM_S0")
	if err != nil {
		t.Fatal(err)
	}
	xproto.SetSelectionOwner(w.screen.Conn(), owner, selection, xproto.TimeCurrentTime)
	// ICCCM §2.8: a manager announces itself on the root window.
	announce := xproto.ClientMessageEvent{Format: 32, Window: w.screen.Root()}
	if announce.Type, err = w.screen.Atom("MANAGER"); err != nil {
		t.Fatal(err)
	}
	announce.Data = xproto.ClientMessageDataUnionData32New([]uint32{0, uint32(selection), uint32(owner), 0, 0})
	xproto.SendEvent(w.screen.Conn(), false, w.screen.Root(), xproto.EventMaskStructureNotify, string(announce.Bytes()))
	w.until("the bar has an alpha channel", func() bool { return depth() == 32 })
	if err := w.screen.Destroy(owner); err != nil {
		t.Fatal(err)
	}
	w.until("the bar is opaque again", func() bool { return depth() == 24 && w.painted() })
}

func TestEndsWithTheAgent(t *testing.T) {
	w := newWorld(t, "1280x800", desk())
	w.agent.server.Close()
	if err := <-w.ended; err != nil {
		t.Errorf("the bar ends with %q, expected it to end quietly", err)
	}
	w.until("its window is gone", func() bool { return len(w.bars()) == 0 })
}

func TestEndsWithTheScreen(t *testing.T) {
	agent := newAgent(t, desk())
	server, err := xserver.Start(xserver.Options{Kind: xserver.Xvfb, Screen: "800x600"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	screen, err := xserver.Dial(server.Display)
	if err != nil {
		t.Fatal(err)
	}
	defer screen.Close()
	ended := make(chan error, 1)
	go func() {
		ended <- serve(context.Background(), options{socket: agent.server.Path(), display: server.Display, machine: laptop()})
	}()
	w := &world{t: t, screen: screen}
	w.until("the bar is there", func() bool { return len(w.bars()) == 1 })
	server.Stop()
	if err := <-ended; err != errLost {
		t.Errorf("the bar ends with %v, expected %v", err, errLost)
	}
}
