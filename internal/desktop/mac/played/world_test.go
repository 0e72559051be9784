package played_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/played"
	"perch/workspaces"
)

// element is the element of an application's frontmost listed window, and how
// many there are; it is released at the end of the test.
func element(t *testing.T, app *played.App) (ax.Element, int) {
	t.Helper()
	of := ax.Application(app.PID)
	defer of.Release()
	windows, err := of.Links(ax.Windows)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range windows {
		t.Cleanup(w.Release)
	}
	if len(windows) == 0 {
		return ax.Element{}, 0
	}
	return windows[0].Element, len(windows)
}

func place(t *testing.T, w *played.Window, f workspaces.Rect) {
	t.Helper()
	e, _ := element(t, w.App())
	if err := errors.Join(e.SetSize(ax.Size, cg.Size{Width: f.W, Height: f.H}), e.SetPoint(ax.Position, cg.Point{X: f.X, Y: f.Y})); err != nil {
		t.Error(err)
	}
}

// Windows take sizes as far as they can, and title bars stay below the menu
// bar.
func TestFrames(t *testing.T) {
	wish := workspaces.Rect{X: 50, Y: 60, W: 333, H: 222}
	for name, c := range map[string]struct {
		look  played.Look
		first func(*played.Window)
		wish  workspaces.Rect
		want  workspaces.Rect
	}{
		"an ordinary window":  {wish: wish, want: wish},
		"a minimum":           {look: played.Look{Minimum: cg.Size{Width: 350, Height: 100}}, wish: wish, want: workspaces.Rect{X: 50, Y: 60, W: 350, H: 222}},
		"a maximum":           {look: played.Look{Maximum: cg.Size{Width: 300, Height: 200}}, wish: wish, want: workspaces.Rect{X: 50, Y: 60, W: 300, H: 200}},
		"steps of characters": {look: played.Look{Step: cg.Size{Width: 10, Height: 20}}, wish: wish, want: workspaces.Rect{X: 50, Y: 60, W: 330, H: 220}},
		"under the menu bar":  {wish: workspaces.Rect{X: 50, Y: 3, W: 200, H: 100}, want: workspaces.Rect{X: 50, Y: 25, W: 200, H: 100}},
		"beside the display":  {wish: workspaces.Rect{X: 1439, Y: 899, W: 200, H: 100}, want: workspaces.Rect{X: 1439, Y: 899, W: 200, H: 100}},
		"put back":            {first: func(w *played.Window) { w.MoveBack(true) }, wish: wish, want: workspaces.Rect{X: 100, Y: 100, W: 400, H: 300}},
		"animated":            {first: func(w *played.Window) { w.App().Enhance() }, wish: workspaces.Rect{X: 200, Y: 200, W: 200, H: 200}, want: workspaces.Rect{X: 150, Y: 150, W: 300, H: 250}},
	} {
		t.Run(name, func(t *testing.T) {
			mac := played.Start(t)
			w := mac.Start("com.example.app").Open(c.look)
			if c.first != nil {
				c.first(w)
			}
			place(t, w, c.wish)
			if got := w.Frame(); got != c.want {
				t.Errorf("the frame is %v, expected %v", got, c.want)
			}
		})
	}
}

func TestLock(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.example.app")
	app.EmptyWhenLocked()
	app.Open(played.Look{Title: "x"})
	e, _ := element(t, app)
	mac.Lock()
	if _, n := element(t, app); n != 0 {
		t.Errorf("there are %d windows", n)
	}
	if _, err := e.Text(ax.Title); !errors.Is(err, ax.NoValue) {
		t.Errorf("the title is there: %v", err)
	}
	mac.Unlock()
	if title, err := e.Text(ax.Title); title != "x" {
		t.Errorf("the title is %q, %v", title, err)
	}
}

func TestTabs(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.finder")
	first := app.Open(played.Look{Title: "first", Tabs: 3, Frame: workspaces.Rect{X: 5, Y: 50, W: 300, H: 200}})
	second := app.Open(played.Look{Title: "second", Tabs: 3})
	if first.OnScreen() || !second.OnScreen() || second.Frame() != first.Frame() {
		t.Error("the new tab is not shown in place of the old one")
	}
	if e, n := element(t, app); n != 1 {
		t.Errorf("there are %d windows", n)
	} else if title, _ := e.Text(ax.Title); title != "second" {
		t.Errorf("the tab is %q", title)
	}
	first.ShowTab()
	if !first.OnScreen() || second.OnScreen() || app.Focused() != uint32(first.ID) {
		t.Error("the first tab is not shown")
	}
	first.Close()
	if !second.OnScreen() {
		t.Error("the other tab is not shown when one closes")
	}
}

func TestFullscreen(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.example.app")
	other := app.Open(played.Look{})
	w := app.Open(played.Look{})
	e, _ := element(t, app)
	if err := e.SetBool(ax.FullScreen, true); err != nil || !w.InFullscreen() || w.Frame() != (workspaces.Rect{W: 1440, H: 900}) {
		t.Errorf("in fullscreen it is %v, %v", w.Frame(), err)
	}
	if other.OnScreen() {
		t.Error("the other window is in the same Space")
	}
	if _, n := element(t, app); n != 1 {
		t.Errorf("%d windows are listed in the Space of one", n)
	}
	if err := e.SetPoint(ax.Position, cg.Point{}); !errors.Is(err, ax.Failure) {
		t.Errorf("moving a window in fullscreen: %v", err)
	}
	mac.ShowSpace(nil)
	if !other.OnScreen() || w.OnScreen() {
		t.Error("the desktop is not shown")
	}
	w.Fullscreen(false)
	if w.Frame() != (workspaces.Rect{X: 100, Y: 100, W: 400, H: 300}) || !w.OnScreen() {
		t.Errorf("afterwards it is at %v", w.Frame())
	}
}

// What is in one list only, and what the lists leave out for a while.
func TestLists(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.example.app")
	ghost := app.Open(played.Look{Ghost: true})
	app.Open(played.Look{Unlisted: true})
	plain := app.Open(played.Look{Unnumbered: true})
	if _, n := element(t, app); n != 2 || len(cg.Windows(cg.AllWindows)) != 2 {
		t.Errorf("%d and %d windows are listed", n, len(cg.Windows(cg.AllWindows)))
	}
	plain.Omit(1)
	if e, n := element(t, app); n != 1 {
		t.Errorf("%d windows are listed", n)
	} else if id, err := e.Window(); id != ghost.ID {
		t.Errorf("the window is %d, %v", id, err)
	}
	e, n := element(t, app)
	if n != 2 {
		t.Errorf("%d windows are listed", n)
	}
	if _, err := e.Window(); !errors.Is(err, ax.Failure) {
		t.Errorf("its number is told: %v", err)
	}
}

func TestClosing(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.example.app")
	w := app.Open(played.Look{})
	w.IgnoreClose()
	e, _ := element(t, app)
	b, err := e.Link(ax.CloseButton)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Release()
	if err := b.Perform(ax.Press); err != nil || !w.Open() {
		t.Errorf("the window with unsaved changes is closed: %v", err)
	}
}

// The Kit tells what happens in the world, and acts on it.
func TestKit(t *testing.T) {
	mac := played.Start(t)
	next := func(kind appkit.Kind, pid int) {
		t.Helper()
		if e := <-mac.Kit.Events(); e.Kind != kind || int(e.App.PID) != pid {
			t.Errorf("the event is %v of %d, expected %v of %d", e.Kind, e.App.PID, kind, pid)
		}
	}
	next(appkit.ScreensChanged, 0)
	app, other := mac.Start("com.example.app"), mac.Start("com.example.other")
	next(appkit.AppLaunched, app.PID)
	next(appkit.AppLaunched, other.PID)
	w := app.Open(played.Look{})
	w.Click()
	next(appkit.AppActivated, app.PID)
	mac.Kit.Activate(int32(other.PID), false)
	next(appkit.AppActivated, other.PID)
	if mac.Front() != other.PID {
		t.Errorf("in front is %d", mac.Front())
	}
	of := ax.Application(app.PID)
	defer of.Release()
	of.SetBool(ax.Frontmost, true)
	next(appkit.AppActivated, app.PID)
	mac.Kit.Hide(int32(app.PID))
	next(appkit.AppHidden, app.PID)
	if !app.Hidden() || w.OnScreen() {
		t.Error("it is not hidden")
	}
	app.Hide(false)
	next(appkit.AppUnhidden, app.PID)
	w.Fullscreen(true)
	next(appkit.SpaceChanged, 0)
	mac.Wake(played.BuiltIn, played.External(9, workspaces.Rect{X: 1440, W: 1000, H: 1000}))
	next(appkit.ScreensChanged, 0)
	next(appkit.DidWake, 0)
	if s := mac.Kit.Screens(); len(s) != 2 || s[1].Display != 9 || s[1].Visible != (workspaces.Rect{X: 1440, Y: 25, W: 1000, H: 975}) {
		t.Errorf("the screens are %+v", s)
	}
	mac.Kit.Terminate(int32(other.PID), false)
	next(appkit.AppTerminated, other.PID)
	app.Quit()
	next(appkit.AppTerminated, app.PID)
	if len(mac.Windows()) != 0 {
		t.Errorf("windows are left: %v", mac.Windows())
	}
}

// Displays that go leave no window out of sight.
func TestUnplug(t *testing.T) {
	mac := played.Start(t)
	mac.SetDisplays(played.BuiltIn, played.External(7, workspaces.Rect{X: 1440, W: 1920, H: 1080}))
	w := mac.Start("com.example.app").Open(played.Look{Frame: workspaces.Rect{X: 2000, Y: 100, W: 300, H: 200}})
	mac.SetDisplays(played.BuiltIn)
	if got := w.Frame(); got != (workspaces.Rect{Y: 25, W: 300, H: 200}) {
		t.Errorf("the window is at %v", got)
	}
}

func TestBurst(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.example.app")
	var ids []string
	for i := range 50 {
		ids = append(ids, fmt.Sprint(app.Open(played.Look{Title: fmt.Sprint(i)}).ID))
	}
	slices.Sort(ids)
	if _, n := element(t, app); n != 50 || len(slices.Compact(ids)) != 50 {
		t.Errorf("there are %d windows, %d numbers", n, len(ids))
	}
}
