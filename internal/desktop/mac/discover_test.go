package mac_test

import (
	"strconv"
	"testing"
	"time"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/dylib"
	"perch/internal/desktop/mac/played"
	"perch/workspaces"
)

func TestWindowsThatAreThereAtTheStart(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.Safari")
	a := app.Open(played.Look{Title: "A", Frame: workspaces.Rect{X: 50, Y: 60, W: 300, H: 200}})
	b := app.Open(played.Look{Title: "B"})
	r.click(b)
	r.begin()
	await(r, "the desktop begins", func(e desktop.Started) bool {
		if len(e.Windows) != 2 || len(e.Monitors) != 1 {
			t.Fatalf("it began with %+v", e)
		}
		first, second := e.Windows[0], e.Windows[1]
		if first.ID != id(b) || second.ID != id(a) || e.Focused != id(b) {
			t.Errorf("the focused window is not the first: %+v", e)
		}
		want := workspaces.Window{
			ID: id(a), Title: "A", Frame: workspaces.Rect{X: 50, Y: 60, W: 300, H: 200},
			App: workspaces.App{PID: app.PID, ID: "com.apple.Safari", Name: "com.apple.Safari"},
		}
		if second != want {
			t.Errorf("%+v, want %+v", second, want)
		}
		m := e.Monitors[0]
		return m.ID == played.BuiltIn.UUID && m.Name == played.BuiltIn.Name && m.WorkArea.Y == 25
	})
}

// An application that takes 6 s to answer, in the measure of tests.
func TestAnApplicationThatAnswersSlowlyIsAskedAgain(t *testing.T) {
	r := newRig(t)
	slow := r.mac.Start("com.adobe.Photoshop")
	w := slow.Open(played.Look{Title: "Canvas"})
	slow.Delay(quick.Answer * 2)
	r.options.Times.Start = 20 * time.Millisecond
	r.begin()
	await(r, "the desktop begins without it", func(e desktop.Started) bool { return len(e.Windows) == 0 })
	slow.Delay(0)
	await(r, "the window is found", func(e desktop.WindowOpened) bool { return e.Window.ID == id(w) })
}

func TestAnApplicationThatIsStillStarting(t *testing.T) {
	r := newRig(t).begin()
	app := r.mac.Launch(appkit.App{BundleID: "org.eclipse.platform"})
	app.Unready(7)
	app.RefuseNotifications(3)
	w := app.Open(played.Look{Title: "Workspace"})
	await(r, "the window is found", func(e desktop.WindowOpened) bool { return e.Window.ID == id(w) })
	second := app.Open(played.Look{})
	await(r, "the observer works", func(e desktop.WindowOpened) bool { return e.Window.ID == id(second) })
}

func TestOneHungApplicationAtTheStartHoldsNobodyUp(t *testing.T) {
	r := newRig(t)
	hung, sound := r.mac.Start("hung"), r.mac.Start("sound")
	h, s := hung.Open(played.Look{}), sound.Open(played.Look{})
	hung.Hang()
	r.manage("")
	r.columns(s)
	hung.Recover()
	r.columns(s, h)
}

func TestALateTitle(t *testing.T) {
	r := newRig(t).begin()
	app := r.mac.Start("com.google.Chrome")
	w := app.Open(played.Look{})
	await(r, "the window opens", func(e desktop.WindowOpened) bool { return e.Window.ID == id(w) && e.Window.Title == "" })
	w.SetTitle("Inbox")
	await(r, "the title arrives", func(e desktop.WindowChanged) bool { return e.Window.ID == id(w) && e.Window.Title == "Inbox" })
}

func TestAPhantomWindowWithoutARole(t *testing.T) {
	r := newRig(t).begin()
	app := r.mac.Start("com.jetbrains.intellij")
	ghost := app.Open(played.Look{Subrole: "-"})
	quiet[desktop.WindowOpened](r, app)
	for _, e := range seen[desktop.WindowOpened](r) {
		if e.Window.ID == id(ghost) {
			t.Errorf("a window without a subrole was opened: %+v", e)
		}
	}
	ghost.SetSubrole("AXStandardWindow")
	ghost.SetTitle("Project")
	await(r, "it became a window", func(e desktop.WindowOpened) bool { return e.Window.ID == id(ghost) })
}

func TestAPhantomWindowThatTheWindowServerDoesNotKnow(t *testing.T) {
	r := newRig(t).begin()
	app := r.mac.Start("com.jetbrains.intellij")
	ghost := app.Open(played.Look{Ghost: true})
	r.looked(app)
	r.looked(app)
	for _, e := range seen[desktop.WindowOpened](r) {
		if e.Window.ID == id(ghost) {
			t.Errorf("it was opened: %+v", e)
		}
	}
}

func TestAnElementWithoutANumberIsNoWindow(t *testing.T) {
	r := newRig(t).begin()
	finder := r.mac.Start("com.apple.finder")
	desk := finder.Open(played.Look{Unnumbered: true})
	r.looked(finder)
	for _, e := range seen[desktop.WindowOpened](r) {
		if e.Window.ID == id(desk) {
			t.Error("Finder's desktop was opened")
		}
	}
}

func TestAWindowThatIsNotListedAtFirst(t *testing.T) {
	r := newRig(t).begin()
	app := r.mac.Start("com.tinyspeck.slackmacgap")
	w := app.Open(played.Look{Quiet: true})
	w.Omit(3)
	await(r, "it is found", func(e desktop.WindowOpened) bool { return e.Window.ID == id(w) })
	quiet[desktop.WindowClosed](r, app)
}

func TestAWindowThatIsLeftOutOnceStays(t *testing.T) {
	r := newRig(t).begin()
	app := r.mac.Start("com.apple.Mail")
	w := app.Open(played.Look{})
	await(r, "it is found", func(e desktop.WindowOpened) bool { return e.Window.ID == id(w) })
	w.Omit(5)
	quiet[desktop.WindowClosed](r, app)
	for _, e := range seen[desktop.WindowClosed](r) {
		if e.ID == id(w) {
			t.Error("it was closed")
		}
	}
}

func TestAClosedWindowIsGoneAtOnce(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.Mail")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	b.Close()
	r.columns(a)
	r.unknown(b)
}

func TestNoDestroyNotification(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.microsoft.Outlook")
	a, b := app.Open(played.Look{}), app.Open(played.Look{Silent: true})
	r.manage("")
	r.columns(a, b)
	b.Close()
	r.columns(a)
}

// The application tells nothing at all; the window server's list does.
func TestNoNotificationFromABackgroundWindow(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.microsoft.Outlook")
	a, b := app.Open(played.Look{}), app.Open(played.Look{Silent: true, Quiet: true})
	r.manage("")
	r.columns(a, b)
	b.Close()
	r.columns(a)
}

func TestFiftyWindowsInABurst(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.Preview")
	r.manage("")
	var windows []*played.Window
	for i := range 50 {
		windows = append(windows, app.Open(played.Look{Title: strconv.Itoa(i)}))
	}
	r.knows("50 windows are open", func(s *workspaces.State) bool { return len(s.TilingWindowsOf("1")) == 50 })
	for _, w := range windows {
		w.Close()
	}
	r.knows("no window is open", func(s *workspaces.State) bool { return len(s.Windows()) == 0 })
}

func TestAnApplicationQuits(t *testing.T) {
	r := newRig(t)
	app, other := r.mac.Start("quits"), r.mac.Start("stays")
	a, b := app.Open(played.Look{}), other.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	app.Quit()
	r.columns(b)
	r.unknown(a)
}

func TestAnApplicationThatHangsIsKilled(t *testing.T) {
	r := newRig(t)
	app, other := r.mac.Start("killed"), r.mac.Start("stays")
	a, b := app.Open(played.Look{}), other.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	app.Hang()
	r.run("workspace 2")
	r.run("workspace 1")
	app.Quit()
	r.columns(b)
}

func TestADialogMistakenForAWindow(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.finder")
	a := app.Open(played.Look{})
	about := app.Open(played.Look{Frame: workspaces.Rect{X: 500, Y: 300, W: 284, H: 200}, Buttons: &[4]played.Button{played.Enabled, played.Disabled, played.Disabled, played.Disabled}})
	r.manage("")
	r.columns(a)
	r.placement(about, workspaces.Floating)
	r.frame(about, workspaces.Rect{X: 500, Y: 300, W: 284, H: 200})
}

func TestAPopupIsLeftAlone(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.google.Chrome")
	a := app.Open(played.Look{})
	menu := app.Open(played.Look{Layer: 101, Quiet: true, Buttons: &[4]played.Button{}})
	r.manage("")
	r.columns(a)
	r.placement(menu, workspaces.Popup)
	r.run("workspace 2")
	r.hidden(a)
	if inCorner(r.mac, menu) {
		t.Error("a popup was hidden")
	}
}

func TestAPopupThatBecomesAWindow(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("org.example")
	a := app.Open(played.Look{})
	b := app.Open(played.Look{Quiet: true, Subrole: "AXUnknown", Buttons: &[4]played.Button{}})
	r.manage("")
	r.columns(a)
	r.placement(b, workspaces.Popup)
	b.SetSubrole("AXStandardWindow")
	b.SetTitle("Now I am one")
	r.placement(b, workspaces.Floating) // it has no fullscreen button
}

func TestAccessoriesAreManagedWhenTheyComeToTheFront(t *testing.T) {
	r := newRig(t)
	app := r.mac.Launch(appkit.App{BundleID: "org.menubar.thing", Policy: appkit.Accessory})
	w := app.Open(played.Look{})
	r.begin()
	await(r, "the desktop begins without it", func(e desktop.Started) bool { return len(e.Windows) == 0 })
	r.click(w)
	await(r, "it is found", func(e desktop.WindowOpened) bool { return e.Window.ID == id(w) })
}

func TestTheLoginWindowIsNotManaged(t *testing.T) {
	r := newRig(t)
	login, app := r.mac.Start("com.apple.loginwindow"), r.mac.Start("org.example")
	login.Open(played.Look{})
	w := app.Open(played.Look{})
	r.begin()
	await(r, "the desktop begins", func(e desktop.Started) bool { return len(e.Windows) == 1 && e.Windows[0].ID == id(w) })
	login.Activate()
	quiet[desktop.Focused](r, app)
}

func TestNumbersWithoutThePrivateFunction(t *testing.T) {
	restore := dylib.Hide("_AXUIElementGetWindow")
	defer restore()
	r := newRig(t)
	app := r.mac.Start("org.example")
	a := app.Open(played.Look{Frame: workspaces.Rect{X: 10, Y: 40, W: 300, H: 200}})
	b := app.Open(played.Look{Frame: workspaces.Rect{X: 400, Y: 40, W: 300, H: 200}})
	r.manage("")
	r.columns(a, b)
	c := app.Open(played.Look{Frame: workspaces.Rect{X: 700, Y: 340, W: 300, H: 200}})
	r.columns(a, b, c)
	b.Close()
	r.columns(a, c)
}

func TestWindowsOfAnotherNativeSpaceStay(t *testing.T) {
	r := newRig(t)
	r.options.Times.Recheck = 0 // the default: AppKit tells of the Space after the windows are out of sight
	app := r.mac.Start("org.example")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	other := r.mac.Start("com.apple.TV")
	film := other.Open(played.Look{Quiet: true})
	r.manage("")
	r.columns(a, b, film)
	film.Fullscreen(true) // its Space is shown
	r.placement(film, workspaces.NativeFullscreen)
	r.columns(a, b)
	r.knows("all windows are there", func(s *workspaces.State) bool { return len(s.Windows()) == 3 })
	r.mac.ShowSpace(nil)
	film.Fullscreen(false)
	r.columns(a, b, film)
	if closed := seen[desktop.WindowClosed](r); len(closed) > 0 {
		t.Errorf("windows were closed: %+v", closed)
	}
}

func TestAWindowThatDisappearsWithoutBeingDestroyed(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.spotify.client")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	b.Minimize(true)
	r.columns(a)
	b.Minimize(false)
	r.columns(a, b)
}

func TestTheAgentsOwnNumbersAreTheWindowServers(t *testing.T) {
	r := newRig(t).begin()
	app := r.mac.Start("org.example")
	w := app.Open(played.Look{})
	await(r, "it opens", func(e desktop.WindowOpened) bool { return e.Window.ID == workspaces.WindowID(w.ID) })
	for _, info := range cg.Windows(cg.AllWindows) {
		if info.ID != w.ID {
			t.Errorf("the window server has %+v", info)
		}
	}
}
