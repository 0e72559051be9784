package cg_test

import (
	"fmt"
	"reflect"
	"testing"

	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/played"
	"perch/workspaces"
)

func TestDisplays(t *testing.T) {
	mac := played.Start(t)
	mac.SetDisplays(played.BuiltIn, played.External(7, workspaces.Rect{X: 1440, Y: -180, W: 1920, H: 1080.5}))
	displays, err := cg.Displays()
	if err != nil || !reflect.DeepEqual(displays, []cg.Display{1, 7}) || cg.MainDisplay() != 1 {
		t.Fatalf("the displays are %v, %v, the main one is %d", displays, err, cg.MainDisplay())
	}
	if b := cg.Display(7).Bounds(); b != (cg.Rect{Origin: cg.Point{X: 1440, Y: -180}, Size: cg.Size{Width: 1920, Height: 1080.5}}) {
		t.Errorf("the bounds are %v", b)
	}
	if !cg.Display(1).Builtin() || cg.Display(7).Builtin() || cg.Display(7).Asleep() || cg.Display(7).Mirrors() != 0 {
		t.Error("the displays are of another kind")
	}
	if one, seven := cg.Display(1).UUID(), cg.Display(7).UUID(); one != played.BuiltIn.UUID || seven == one || cg.Display(9).UUID() != "" {
		t.Errorf("the UUIDs are %q, %q and %q", one, seven, cg.Display(9).UUID())
	}
	if _, _, serial := cg.Display(7).Make(); serial != 7 {
		t.Errorf("the serial number is %d", serial)
	}
}

// After sleep a display can have another number, and its UUID tells.
func TestReconfiguration(t *testing.T) {
	mac := played.Start(t)
	external := played.External(7, workspaces.Rect{X: 1440, W: 1920, H: 1080})
	mac.SetDisplays(played.BuiltIn, external)
	heard := make(chan string, 100)
	drained := func() string { return <-heard }
	cf.OnMain(func() {}) // what happened before is told by then
	cancel, err := cg.OnReconfigure(func(d cg.Display, c cg.Change) { heard <- fmt.Sprintf("%d %#x", d, uint32(c)) })
	if err != nil {
		t.Fatal(err)
	}
	again := external
	again.ID = 9
	mac.Wake(played.BuiltIn, again)
	for _, want := range []string{"1 0x1", "7 0x1", "7 0x20", "9 0x10"} {
		if got := drained(); got != want {
			t.Errorf("heard %q, expected %q", got, want)
		}
	}
	if cg.Display(9).UUID() != external.UUID || cg.Display(7).UUID() != "" {
		t.Error("the UUID did not stay with the display")
	}
	again.Frame.X = -1920
	mac.SetDisplays(played.BuiltIn, again)
	for _, want := range []string{"1 0x1", "9 0x1", "9 0x1002"} {
		if got := drained(); got != want {
			t.Errorf("heard %q, expected %q", got, want)
		}
	}
	cancel()
	mac.SetDisplays(played.BuiltIn)
	if len(heard) > 0 {
		t.Error("heard after the end: ", <-heard)
	}
}

func TestWindows(t *testing.T) {
	mac := played.Start(t)
	edit := mac.Launch(appkit.App{BundleID: "com.apple.TextEdit", Name: "TextEdit"})
	bar := mac.Launch(appkit.App{BundleID: "com.example.bar", Name: "Bär"})
	first := edit.Open(played.Look{Frame: workspaces.Rect{X: 10.5, Y: 30, W: 200, H: 100}})
	second := edit.Open(played.Look{})
	top := bar.Open(played.Look{Layer: 25})
	edit.Open(played.Look{Ghost: true})
	second.Minimize(true)
	all, visible := cg.Windows(cg.AllWindows), cg.Windows(cg.OnScreenOnly|cg.ExcludeDesktopElements)
	if len(all) != 3 || len(visible) != 2 {
		t.Fatalf("all are %+v\nvisible are %+v", all, visible)
	}
	if w := visible[0]; w.ID != top.ID || w.Layer != 25 || w.Owner != "Bär" || w.PID != bar.PID {
		t.Errorf("in front is %+v", w)
	}
	want := cg.WindowInfo{ID: first.ID, PID: edit.PID, Owner: "TextEdit", Bounds: cg.Rect{Origin: cg.Point{X: 10.5, Y: 30}, Size: cg.Size{Width: 200, Height: 100}}, Alpha: 1, OnScreen: true}
	if visible[1] != want {
		t.Errorf("behind is\n%+v, expected\n%+v", visible[1], want)
	}
	edit.Hide(true)
	if visible := cg.Windows(cg.OnScreenOnly); len(visible) != 1 {
		t.Errorf("of a hidden application there is %+v", visible)
	}
}

func TestSession(t *testing.T) {
	mac := played.Start(t)
	check := func(want cg.Session) {
		t.Helper()
		if got, ok := cg.CurrentSession(); got != want || !ok {
			t.Errorf("the session is %+v, %v; expected %+v", got, ok, want)
		}
	}
	check(cg.Session{OnConsole: true, LoginDone: true})
	mac.Lock()
	mac.SecureInput(77)
	check(cg.Session{OnConsole: true, LoginDone: true, Locked: true, SecureInputPID: 77})
	mac.Unlock()
	mac.SecureInput(0)
	check(cg.Session{OnConsole: true, LoginDone: true})
}

func TestWarp(t *testing.T) {
	mac := played.Start(t)
	if err := cg.Warp(cg.Point{X: 12.5, Y: -3}); err != nil {
		t.Fatal(err)
	}
	if got := cg.Pointer(); got != (cg.Point{X: 12.5, Y: -3}) || mac.Pointer() != got {
		t.Errorf("the pointer is at %v", got)
	}
}

func TestErrorsAreSentences(t *testing.T) {
	if got := cg.InvalidOperation.Error(); got != "the window server does not allow this (CGError 1010)" {
		t.Error(got)
	}
	if got := cg.Error(7).Error(); got != "the window server says CGError 7" {
		t.Error(got)
	}
}

func TestNoLeak(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	for range 10 {
		app.Open(played.Look{})
	}
	for range 3000 {
		cg.Windows(cg.AllWindows)
		cg.CurrentSession()
		cg.Display(1).UUID()
		cg.Pointer()
	}
	if n := mac.Objects(); n != 0 {
		t.Errorf("%d objects live: %v", n, mac.Living(9))
	}
}
