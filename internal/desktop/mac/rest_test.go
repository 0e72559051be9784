package mac_test

import (
	"testing"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/played"
	"perch/workspaces"
)

// undisturbed makes sure that no event of a rest told of windows.
func (r *rig) undisturbed() {
	r.Helper()
	if e := seen[desktop.WindowClosed](r); len(e) > 0 {
		r.Errorf("windows were closed: %+v", e)
	}
	if e := seen[desktop.WindowMoved](r); len(e) > 0 {
		r.Errorf("windows were moved: %+v", e)
	}
}

func TestTheLockedScreenEmptiesEveryApplication(t *testing.T) {
	r := newRig(t)
	safari, notes := r.mac.Start("com.apple.Safari"), r.mac.Start("com.apple.Notes")
	a, b := safari.Open(played.Look{}), notes.Open(played.Look{})
	safari.EmptyWhenLocked()
	notes.EmptyWhenLocked()
	r.manage("")
	r.columns(a, b)
	r.run("layout v_tiles")
	before := a.Frame()
	r.until("the layout is another", func() bool { before = a.Frame(); return before.W == 1440 })
	r.mac.Lock()
	notes.Open(played.Look{}).Close() // applications go on
	asked := safari.Asked()
	r.mac.Kit.Tell(appkit.Event{Kind: appkit.AppActivated, App: appkit.App{PID: int32(safari.PID), BundleID: "com.apple.Safari"}})
	r.mac.Unlock()
	r.until("the windows are looked at again", func() bool { return safari.Asked() > asked })
	c := safari.Open(played.Look{})
	await(r, "a new window is seen", func(e desktop.WindowOpened) bool { return e.Window.ID == id(c) })
	r.undisturbed()
	c.Close()
	r.frame(a, before)
}

func TestAScreenThatIsLockedBeforeItIsTold(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.Safari")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	app.EmptyWhenLocked()
	r.manage("")
	r.columns(a, b)
	// The session's dictionary knows it, the notification comes later.
	r.mac.LockUntold()
	asked := app.Asked()
	b.SetTitle("x")
	r.until("the application was looked at", func() bool { return app.Asked() > asked })
	r.mac.Lock()
	r.listens(appkit.ScreenLocked)
	r.mac.Unlock()
	r.looked(app)
	r.undisturbed()
}

func TestAWindowThatClosesWhileTheScreenIsLocked(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.Safari")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	r.mac.Lock()
	r.listens(appkit.ScreenLocked)
	b.Close()
	r.mac.Unlock()
	r.columns(a)
	r.unknown(b)
}

func TestAnApplicationThatQuitsWhileTheScreenIsLocked(t *testing.T) {
	r := newRig(t)
	app, other := r.mac.Start("quits"), r.mac.Start("stays")
	a, b := app.Open(played.Look{}), other.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	r.mac.Lock()
	r.listens(appkit.ScreenLocked)
	app.Quit()
	r.listens(appkit.AppTerminated)
	if closed := seen[desktop.WindowClosed](r); len(closed) > 0 {
		t.Errorf("something was removed behind the lock: %+v", closed)
	}
	r.mac.Unlock()
	r.columns(b)
}

func TestNothingIsMovedWhileTheMacSleeps(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.Safari")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	r.mac.Sleep()
	r.listens(appkit.WillSleep)
	r.run("move left")
	if b.Frame() != tile(1, 2) {
		t.Error("a window was moved in its sleep")
	}
	r.mac.Wake()
	r.columns(b, a)
}

func TestSleepWithReplugAndSwappedNumbers(t *testing.T) {
	r := newRig(t)
	left, right := played.BuiltIn, played.External(7, workspaces.Rect{X: 1440, W: 1000, H: 800})
	r.mac.SetDisplays(left, right)
	app := r.mac.Start("com.apple.Safari")
	a := app.Open(played.Look{})
	b := app.Open(played.Look{Frame: workspaces.Rect{X: 1500, Y: 100, W: 300, H: 200}})
	r.manage("")
	onRight := workspaces.Rect{X: 1440, Y: 25, W: 1000, H: 774}
	r.frame(a, tile(0, 1))
	r.frame(b, onRight)
	r.mac.Sleep()
	r.listens(appkit.WillSleep)
	r.mac.SetDisplays(left) // unplugged: the system puts its windows elsewhere
	b.Move(workspaces.Rect{X: 300, Y: 100, W: 1000, H: 774})
	left.ID, right.ID = right.ID, left.ID
	r.mac.Wake(left)
	r.mac.SetDisplays(left, right)
	r.frame(b, onRight)
	r.frame(a, tile(0, 1))
	for _, e := range seen[desktop.MonitorsChanged](r) {
		t.Errorf("the monitors are the same, and it was told that they are %+v", e.Monitors)
	}
	r.undisturbed()
}

func TestAMonitorIsUnplugged(t *testing.T) {
	r := newRig(t)
	right := played.External(7, workspaces.Rect{X: 1440, W: 1000, H: 800})
	r.mac.SetDisplays(played.BuiltIn, right)
	app := r.mac.Start("com.apple.Safari")
	a := app.Open(played.Look{})
	b := app.Open(played.Look{Frame: workspaces.Rect{X: 1500, Y: 100, W: 300, H: 200}})
	r.manage("")
	r.frame(b, workspaces.Rect{X: 1440, Y: 25, W: 1000, H: 774})
	r.mac.SetDisplays(played.BuiltIn)
	await(r, "one monitor is left", func(e desktop.MonitorsChanged) bool { return len(e.Monitors) == 1 })
	r.hidden(b) // its workspace waits for its monitor
	r.mac.SetDisplays(played.BuiltIn, right)
	await(r, "both monitors are there", func(e desktop.MonitorsChanged) bool { return len(e.Monitors) == 2 })
	r.frame(b, workspaces.Rect{X: 1440, Y: 25, W: 1000, H: 774})
	r.frame(a, tile(0, 1))
	changes := seen[desktop.MonitorsChanged](r)
	if len(changes) != 2 || len(changes[0].Monitors) != 1 || len(changes[1].Monitors) != 2 {
		t.Errorf("%d changes of monitors: %+v", len(changes), changes)
	}
}

func TestDisplaysThatFlickerAreOneChange(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.Safari")
	a := app.Open(played.Look{})
	r.manage("")
	r.columns(a)
	larger := played.BuiltIn
	larger.Frame.W = 1680
	for range 4 {
		r.mac.SetDisplays()
		r.mac.SetDisplays(played.BuiltIn)
		r.mac.SetDisplays(larger)
	}
	r.frame(a, workspaces.Rect{Y: 25, W: 1680, H: 874})
	if changes := seen[desktop.MonitorsChanged](r); len(changes) != 1 {
		t.Errorf("%d changes of monitors: %+v", len(changes), changes)
	}
}

func TestTwoMonitorsOfOneModel(t *testing.T) {
	r := newRig(t)
	one, two := played.External(3, workspaces.Rect{W: 1000, H: 800}), played.External(4, workspaces.Rect{X: 1000, W: 1000, H: 800})
	one.Name, two.Name = "DELL U2720Q", "DELL U2720Q"
	r.mac.SetDisplays(one, two)
	r.begin()
	await(r, "the desktop begins", func(e desktop.Started) bool {
		return len(e.Monitors) == 2 && e.Monitors[0].ID == one.UUID && e.Monitors[1].ID == two.UUID && e.Monitors[1].SystemIndex == 2
	})
}

func TestAnotherUsersSession(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.Safari")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	r.mac.Kit.Happen(appkit.SessionResigned)
	r.listens(appkit.SessionResigned)
	r.run("move left")
	if b.Frame() != tile(1, 2) {
		t.Error("a window was moved behind the other session")
	}
	r.mac.Kit.Happen(appkit.SessionActive)
	r.columns(b, a)
}

func TestTheProgramStartsBehindTheLock(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.Safari")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	app.EmptyWhenLocked()
	r.mac.Lock()
	r.manage("")
	r.mac.Unlock()
	r.columns(a, b)
}

func TestADockThatHidesWithoutAWord(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.Safari")
	a := app.Open(played.Look{})
	r.manage("")
	r.columns(a)
	screens := r.mac.Kit.Screens()
	screens[0].Visible.H -= 70
	r.kit.rearrange(screens)
	r.frame(a, workspaces.Rect{Y: 25, W: 1440, H: 804})
}
