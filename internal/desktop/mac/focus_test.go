package mac_test

import (
	"fmt"
	"testing"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/dylib"
	"perch/internal/desktop/mac/played"
	"perch/workspaces"
)

func TestFocusOfOneWindowOfAnApplication(t *testing.T) {
	for name, private := range map[string][]string{"private": nil, "public": {"_SLPSSetFrontProcessWithOptions", "SLPSPostEventRecordTo"}} {
		t.Run(name, func(t *testing.T) {
			restore := dylib.Hide(private...)
			defer restore()
			r := newRig(t)
			one, two := r.mac.Start("one"), r.mac.Start("two")
			a, b, c := one.Open(played.Look{}), one.Open(played.Look{}), two.Open(played.Look{})
			r.manage("")
			r.columns(a, b, c)
			r.click(c)
			r.modelFocus(c)
			r.run("focus left")
			r.focused(one, b)
			r.run("focus left")
			r.focused(one, a)
			r.run("focus --window-id " + itoa(c))
			r.focused(two, c)
			r.modelFocus(c)
		})
	}
}

// Activating the application as a whole would bring the window on the other
// monitor to the front, or even focus it.
func TestTwoWindowsOfOneApplicationOnTwoMonitors(t *testing.T) {
	r := newRig(t)
	r.mac.SetDisplays(played.BuiltIn, played.External(7, workspaces.Rect{X: 1440, W: 1000, H: 800}))
	app, other := r.mac.Start("com.google.Chrome"), r.mac.Start("org.example")
	a := app.Open(played.Look{})
	b := app.Open(played.Look{Frame: workspaces.Rect{X: 1600, Y: 100, W: 300, H: 300}})
	c := other.Open(played.Look{Frame: workspaces.Rect{X: 1500, Y: 100, W: 300, H: 300}})
	r.click(c)
	r.manage("")
	r.modelFocus(c)
	r.run("focus-monitor left")
	r.focused(app, a)
	r.modelFocus(a)
	windows := r.mac.Windows()
	var order []workspaces.WindowID
	for _, w := range windows {
		if i := workspaces.WindowID(w); i == id(b) || i == id(c) {
			order = append(order, i)
		}
	}
	if len(order) != 2 || order[0] != id(c) {
		t.Errorf("the application's other window came to the front: %v", windows)
	}
}

func TestAClickMovesTheFocus(t *testing.T) {
	r := newRig(t)
	one, two := r.mac.Start("one"), r.mac.Start("two")
	a, b := one.Open(played.Look{}), two.Open(played.Look{})
	r.click(b)
	r.manage("")
	r.modelFocus(b)
	r.click(a)
	r.modelFocus(a)
	await(r, "it was the person", func(e desktop.Focused) bool { return e.ID == id(a) && e.Foreign })
}

func TestOurOwnFocusIsNoNews(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("one")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	r.click(b)
	r.modelFocus(b)
	for range 5 {
		r.run("focus left")
		r.run("focus right")
	}
	r.focused(app, b)
	r.looked(app)
	r.modelFocus(b)
	for _, e := range seen[desktop.Focused](r) {
		if e.Foreign && e.ID != id(b) {
			t.Errorf("an echo counts as a person's wish: %+v", e)
		}
	}
}

func TestTheDockLeadsToTheWorkspaceOfAHiddenWindow(t *testing.T) {
	r := newRig(t)
	one, two := r.mac.Start("one"), r.mac.Start("two")
	a, b := one.Open(played.Look{}), two.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	r.click(b)
	r.modelFocus(b)
	r.run("move-node-to-workspace 2")
	r.hidden(b)
	r.focused(one, a)
	two.Activate()
	r.modelFocus(b)
	r.columns(b)
	r.hidden(a)
}

func TestAFocusedNewWindowTakesTheFocus(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("one")
	a := app.Open(played.Look{})
	r.click(a)
	r.manage("")
	r.modelFocus(a)
	b := app.Open(played.Look{})
	r.modelFocus(b)
	c := app.Open(played.Look{Quiet: true})
	r.columns(a, b, c)
	r.modelFocus(b)
}

func TestAHungApplicationGetsTheFocusAllTheSame(t *testing.T) {
	r := newRig(t)
	sound, hung := r.mac.Start("sound"), r.mac.Start("hung")
	a, b := sound.Open(played.Look{}), hung.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	r.click(a)
	r.modelFocus(a)
	hung.Hang()
	r.run("focus right")
	r.until("it is in front", func() bool { return r.mac.Front() == hung.PID })
	r.run("focus left")
	r.focused(sound, a)
	hung.Recover()
	r.looked(sound)
	r.focused(sound, a)
	r.modelFocus(a)
}

func TestNothingIsTypedIntoHiddenWindows(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("one")
	a := app.Open(played.Look{})
	r.click(a)
	r.manage("")
	r.modelFocus(a)
	r.run("workspace 2")
	r.hidden(a)
	r.until("Perch itself is asked to the front", func() bool { return len(r.mac.Kit.Deeds()) > 0 })
}

func TestCloseAndQuit(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("one")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.click(b)
	r.manage("")
	r.modelFocus(b)
	r.run("close --quit-if-last-window")
	r.until("one window is closed", func() bool { return !b.Open() })
	r.columns(a)
	r.knows("one is left", func(s *workspaces.State) bool { return len(s.Windows()) == 1 })
	r.run("close --quit-if-last-window")
	r.until("the application is gone", func() bool { return !a.Open() })
	r.knows("nothing is left", func(s *workspaces.State) bool { return len(s.Windows()) == 0 })
}

// The system gives the focus of a window that closes to another one of the
// application, wherever that is. Nobody wanted to go there.
func TestTheFocusOfAClosedWindowDoesNotSwitchTheWorkspace(t *testing.T) {
	for name, silent := range map[string]bool{"told": false, "untold": true} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			one, two := r.mac.Start("one"), r.mac.Start("two")
			a, b, c := one.Open(played.Look{}), one.Open(played.Look{Silent: silent}), two.Open(played.Look{})
			r.manage("")
			r.columns(a, b, c)
			r.run(fmt.Sprintf("move-node-to-workspace --window-id %d 2", a.ID))
			r.hidden(a)
			r.click(b)
			r.modelFocus(b)
			r.rests()
			r.mu.Lock()
			before := len(r.events)
			r.mu.Unlock()
			b.Close()
			r.unknown(b)
			r.focused(two, c)
			r.modelFocus(c)
			r.rests()
			r.mu.Lock()
			defer r.mu.Unlock()
			for _, e := range r.events[before:] {
				if e == (desktop.WindowClosed{ID: id(b)}) {
					return
				}
				if f, is := e.(desktop.Focused); is {
					t.Errorf("the focus on %d was told before the end of the window", f.ID)
				}
			}
		})
	}
}

func TestAWindowThatAsksBeforeItCloses(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("one")
	a := app.Open(played.Look{})
	a.IgnoreClose()
	r.click(a)
	r.manage("")
	r.modelFocus(a)
	r.run("close")
	r.looked(app)
	r.columns(a)
	if gone, err := r.d.CloseWindow(4711, false); !gone || err != nil {
		t.Errorf("a window that is not there: %v %v", gone, err)
	}
}

func TestAnApplicationThatRefusesToQuit(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("one")
	a := app.Open(played.Look{})
	r.begin()
	r.mac.Kit.Deafen(int32(app.PID))
	_, err := r.d.CloseWindow(id(a), true)
	if err == nil || err.Error() != "Failed to quit 'one'" {
		t.Errorf("the error is %v", err)
	}
}
