package mac_test

import (
	"testing"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/played"
	"perch/workspaces"
)

func TestAMinimizedWindow(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("org.example")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	b.Minimize(true)
	r.placement(b, workspaces.Minimized)
	r.columns(a)
	b.Minimize(false)
	r.placement(b, workspaces.Tiling)
	r.columns(a, b)
}

func TestAWindowThatIsMinimizedAtTheStart(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("org.example")
	a, b := app.Open(played.Look{}), app.Open(played.Look{Frame: workspaces.Rect{X: 1, Y: 30, W: 99, H: 98}})
	b.Minimize(true)
	r.manage("")
	r.placement(b, workspaces.Minimized)
	r.columns(a)
	if b.Frame() != (workspaces.Rect{X: 1, Y: 30, W: 99, H: 98}) {
		t.Errorf("it was moved in the Dock to %v", b.Frame())
	}
}

func TestAHiddenApplication(t *testing.T) {
	r := newRig(t)
	app, other := r.mac.Start("hides"), r.mac.Start("stays")
	a, b := app.Open(played.Look{}), other.Open(played.Look{})
	r.click(a)
	r.manage("")
	r.columns(a, b)
	r.run("focus right") // to focus a hidden application would show it
	r.focused(other, b)
	app.Hide(true)
	r.placement(a, workspaces.HiddenApp)
	r.columns(b)
	r.run("workspace 2")
	r.hidden(b)
	r.run("workspace 1")
	app.Hide(false)
	r.placement(a, workspaces.Tiling)
	r.columns(b, a)
}

func TestHiddenApplicationsComeBackAtOnce(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("hides")
	a := app.Open(played.Look{})
	r.manage("automatically-unhide-macos-hidden-apps = true")
	r.columns(a)
	app.Hide(true)
	r.until("it is shown again", func() bool { return !app.Hidden() })
	r.columns(a)
}

func TestNativeFullscreen(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("org.example")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	b.Fullscreen(true)
	r.placement(b, workspaces.NativeFullscreen)
	r.columns(a)
	r.frame(b, played.BuiltIn.Frame)
	r.run("workspace 2") // its Space cannot be hidden
	r.hidden(a)
	r.frame(b, played.BuiltIn.Frame)
	r.run("workspace 1")
	b.Fullscreen(false)
	r.placement(b, workspaces.Tiling)
	r.columns(a, b)
}

func TestTheCommandsForNativeStates(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("org.example")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	r.click(b)
	r.modelFocus(b)
	r.run("macos-native-fullscreen on")
	r.until("it is in fullscreen", b.InFullscreen)
	r.placement(b, workspaces.NativeFullscreen)
	r.run("macos-native-fullscreen off")
	r.until("it is not in fullscreen", func() bool { return !b.InFullscreen() })
	r.columns(a, b)
	r.run("macos-native-minimize")
	r.until("it is minimized", b.Minimized)
	r.columns(a)
	r.placement(b, workspaces.Minimized)
}

func TestAFloatingWindowComesBackFloating(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("org.example")
	a := app.Open(played.Look{})
	b := app.Open(played.Look{Subrole: "AXDialog", Frame: workspaces.Rect{X: 200, Y: 200, W: 300, H: 200}})
	r.manage("")
	r.columns(a)
	r.placement(b, workspaces.Floating)
	b.Minimize(true)
	r.placement(b, workspaces.Minimized)
	b.Minimize(false)
	r.placement(b, workspaces.Floating)
	r.frame(b, workspaces.Rect{X: 200, Y: 200, W: 300, H: 200})
}

// tabs are three native tabs of one window.
func tabs(r *rig, app *played.App) (tabs [3]*played.Window) {
	r.Helper()
	for i, title := range []string{"one", "two", "three"} {
		tabs[i] = app.Open(played.Look{Title: title, Tabs: 1, Frame: workspaces.Rect{X: 70, Y: 80, W: 500, H: 400}})
	}
	return tabs
}

func TestNativeTabsAreOneWindow(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.mitchellh.ghostty")
	group := tabs(r, app)
	other := app.Open(played.Look{})
	r.manage("")
	r.knows("there are two windows", func(s *workspaces.State) bool { return len(s.TilingWindowsOf("1")) == 2 })
	r.columns(group[2], other)
}

func TestSwitchingNativeTabsKeepsTheTile(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.mitchellh.ghostty")
	group := tabs(r, app)
	other := r.mac.Start("com.apple.Notes").Open(played.Look{})
	r.click(group[2])
	r.manage("")
	r.columns(group[2], other)
	for _, i := range []int{0, 1, 2, 0} {
		group[i].ShowTab()
		title := []string{"one", "two", "three"}[i]
		r.knows("the window has the title "+title, func(s *workspaces.State) bool {
			ids := s.TilingWindowsOf("1")
			w, _ := s.Window(ids[0])
			return len(ids) == 2 && w.ID == id(group[2]) && w.Title == title
		})
		r.frame(group[i], tile(0, 2))
	}
	if e := seen[desktop.WindowClosed](r); len(e) > 0 {
		t.Errorf("windows were closed: %+v", e)
	}
	r.run("workspace 2")
	r.hidden(group[0])
	r.run("workspace 1")
	r.frame(group[0], tile(0, 2))
}

func TestANewNativeTabTakesNoTileOfItsOwn(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.finder")
	first := app.Open(played.Look{Title: "home", Tabs: 1})
	other := r.mac.Start("com.apple.Notes").Open(played.Look{})
	r.manage("")
	r.columns(first, other)
	second := app.Open(played.Look{Title: "downloads", Tabs: 1})
	r.knows("the title is the tab's", func(s *workspaces.State) bool {
		w, _ := s.Window(id(first))
		return w.Title == "downloads" && len(s.TilingWindowsOf("1")) == 2
	})
	r.columns(second, other)
}

func TestANativeTabIsClosed(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.mitchellh.ghostty")
	group := tabs(r, app)
	other := r.mac.Start("com.apple.Notes").Open(played.Look{})
	r.manage("")
	r.columns(group[2], other)
	group[2].Close()
	shown := group[1]
	r.until("another tab is shown", func() bool {
		for _, w := range group[:2] {
			if w.OnScreen() {
				shown = w
				return true
			}
		}
		return false
	})
	r.columns(shown, other)
	r.knows("there are two windows", func(s *workspaces.State) bool { return len(s.TilingWindowsOf("1")) == 2 })
	if e := seen[desktop.WindowClosed](r); len(e) > 0 {
		t.Errorf("the tile was closed: %+v", e)
	}
}

func TestANativeTabIsTornOff(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.mitchellh.ghostty")
	group := tabs(r, app)
	r.manage("")
	r.columns(group[2])
	group[0].ShowTab()
	r.knows("the first tab is shown", func(s *workspaces.State) bool {
		w, _ := s.Window(id(group[2])) // the group's number is that of the tab that was there first
		return w.Title == "one"
	})
	group[2].TearOff(workspaces.Rect{X: 600, Y: 300, W: 500, H: 400})
	r.knows("there are two windows", func(s *workspaces.State) bool { return len(s.TilingWindowsOf("1")) == 2 })
	r.columns(group[0], group[2])
}
