package agent

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"perch/internal/desktop"
	"perch/internal/desktop/sim"
	"perch/workspaces"
)

func TestWindowsThatAreThereAtTheStart(t *testing.T) {
	r := build(t, "", leftScreen, rightScreen)
	a := r.desktop.Open("A", "", sim.Options{Frame: elsewhere})
	b := r.desktop.Open("B", "", sim.Options{Frame: workspaces.Rect{X: 1200, W: 100, H: 100}})
	dialog := r.desktop.Open("A", "", sim.Options{Kind: workspaces.KindDialog, Frame: elsewhere, Unfocused: true})
	popup := r.desktop.Open("A", "", sim.Options{Kind: workspaces.KindPopup, Frame: elsewhere, Unfocused: true})
	r.desktop.Start()
	r.settle()
	r.wantFocus(b)
	r.wantFrame(a, workspaces.Rect{W: 1000, H: 800})
	r.wantFrame(b, workspaces.Rect{X: 1000, W: 600, H: 600})
	r.wantFrame(dialog, elsewhere)
	r.wantFrame(popup, elsewhere)
	for id, want := range map[agentID]workspaces.Placement{a: workspaces.Tiling, dialog: workspaces.Floating, popup: workspaces.Popup} {
		if got := r.window(id).Placement; got != want {
			t.Errorf("window %d is in placement %d, want %d", id, got, want)
		}
	}
}

func TestWindowsThatOpen(t *testing.T) {
	r := start(t, "")
	a := r.open("A")
	r.wantFrame(a, workspaces.Rect{W: 1000, H: 800})
	background := r.openAs("B", sim.Options{Unfocused: true})
	r.wantFocus(a)
	r.wantFrame(background, rightHalf)
	dialog := r.openAs("A", sim.Options{Kind: workspaces.KindDialog, Frame: elsewhere})
	r.wantFocus(dialog)
	r.wantFrame(dialog, elsewhere)
	r.changes()
	popup := r.openAs("A", sim.Options{Kind: workspaces.KindPopup})
	r.wantNoChange("a popup")
	r.wantFocus(dialog)
	if r.window(popup).Workspace != "" {
		t.Error("a popup is in a workspace")
	}
}

func TestWindowsThatChange(t *testing.T) {
	r := start(t, "")
	tiled := r.open("A")
	floating := r.openAs("B", sim.Options{Kind: workspaces.KindDialog, Frame: elsewhere})
	r.desktop.Retitle(tiled, "new")
	r.settle()
	if got := r.window(tiled).Title; got != "new" {
		t.Errorf("the title is %q", got)
	}
	// The platform's facts of a floating window are older than the model's.
	stale := r.seen(floating).Window
	wish := workspaces.Rect{X: 300, Y: 300, W: 200, H: 200}
	r.handle(desktop.WindowMoved{ID: floating, Frame: wish, Request: true})
	r.handle(desktop.WindowChanged{Window: stale})
	r.wantFrame(floating, wish)
	r.handle(desktop.WindowChanged{Window: workspaces.Window{ID: 99}})
	r.handle(desktop.WindowMoved{ID: 99, Frame: wish})
	r.handle(desktop.WindowClosed{ID: 99})
	if n := len(r.agent.State().Windows()); n != 2 {
		t.Errorf("%d windows", n)
	}
}

func TestAPopupThatBecomesAWindow(t *testing.T) {
	r := start(t, "on-window-detected = [{ if.app-id = 'Late', run = 'exec-and-forget seen' }]")
	r.open("A")
	late := r.openAs("Late", sim.Options{Kind: workspaces.KindPopup})
	if len(r.started) > 0 {
		t.Error("a popup is detected")
	}
	r.changes()
	r.desktop.SetKind(late, workspaces.KindWindow)
	r.settle()
	r.wantFrame(late, rightHalf)
	wantIDs(t, "shown", r.only().Show, ids(late))
	if len(r.started) != 1 {
		t.Errorf("on-window-detected ran %d times", len(r.started))
	}
	r.desktop.SetKind(late, workspaces.KindWindow)
	r.settle()
	if len(r.started) != 1 {
		t.Error("it was detected twice")
	}
}

func TestAnApplicationInSightGetsTheFocus(t *testing.T) {
	r := start(t, "")
	a := r.open("A")
	r.open("B")
	r.desktop.Ask(desktop.FocusRequested{ID: a})
	r.settle()
	r.wantFocus(a)
}

func TestAnApplicationOutOfSightBecomesUrgent(t *testing.T) {
	r := start(t, "")
	a := r.open("A")
	r.must("workspace 2")
	b := r.open("B")
	r.desktop.Ask(desktop.FocusRequested{ID: a})
	r.settle()
	r.wantFocus(b)
	r.wantWorkspace("2")
	if !r.urgent(a) || !r.picture().Workspaces[0].Urgent {
		t.Errorf("nobody hears of it: %+v", r.picture())
	}
	r.desktop.Retitle(a, "3 new messages")
	r.settle()
	if !r.urgent(a) {
		t.Error("another title ends the call for attention")
	}
	r.must("workspace 1")
	if r.urgent(a) {
		t.Error("a window that has the focus is urgent")
	}
	r.must("workspace 2")
	if r.urgent(a) {
		t.Error("it is urgent again")
	}
}

func TestAPersonAlwaysGetsTheFocus(t *testing.T) {
	r := start(t, "")
	a := r.open("A")
	r.must("workspace 2")
	r.open("B")
	r.desktop.Ask(desktop.FocusRequested{ID: a, User: true})
	r.settle()
	r.wantFocus(a)
	r.wantWorkspace("1")
}

func TestFullscreenRequests(t *testing.T) {
	for name, o := range map[string]sim.Options{"tiled": {}, "floating": {Kind: workspaces.KindDialog, Frame: elsewhere}} {
		t.Run(name, func(t *testing.T) {
			r := start(t, "")
			a := r.openAs("A", o)
			before := r.seen(a)
			for _, step := range []struct {
				action desktop.FullscreenAction
				want   bool
			}{
				{desktop.FullscreenRemove, false}, {desktop.FullscreenAdd, true}, {desktop.FullscreenAdd, true},
				{desktop.FullscreenToggle, false}, {desktop.FullscreenToggle, true}, {desktop.FullscreenRemove, false},
			} {
				r.handle(desktop.FullscreenRequested{ID: a, Action: step.action})
				w := r.seen(a)
				if w.Fullscreen != step.want || step.want && w.Frame != leftScreen.Frame {
					t.Fatalf("after action %d it is %+v", step.action, w)
				}
			}
			if after := r.seen(a); after != before {
				t.Errorf("afterwards it is %+v, was %+v", after, before)
			}
		})
	}
	t.Run("among others", func(t *testing.T) {
		r := start(t, "")
		a, b, c := r.open("A"), r.open("B"), r.open("C")
		r.must("resize width +50")
		r.must("join-with left")
		r.must("focus dfs-prev")
		r.must("focus left")
		before := []sim.Window{r.seen(a), r.seen(b), r.seen(c)}
		r.handle(desktop.FullscreenRequested{ID: a, Action: desktop.FullscreenAdd})
		r.handle(desktop.WindowMoved{ID: a, Frame: elsewhere, Request: true})
		if w := r.seen(a); w.Frame != leftScreen.Frame || !w.Fullscreen {
			t.Errorf("in fullscreen it is %+v", w)
		}
		r.handle(desktop.FullscreenRequested{ID: a, Action: desktop.FullscreenRemove})
		if after := []sim.Window{r.seen(a), r.seen(b), r.seen(c)}; !slices.Equal(after, before) {
			t.Errorf("afterwards the windows are\n%+v, were\n%+v", after, before)
		}
	})
	t.Run("until another tile is used", func(t *testing.T) {
		r := start(t, "")
		a := r.open("A")
		b := r.open("B")
		r.handle(desktop.FullscreenRequested{ID: b, Action: desktop.FullscreenAdd})
		r.openAs("D", sim.Options{Kind: workspaces.KindDialog, Frame: elsewhere})
		r.must("workspace 2")
		r.must("workspace 1")
		r.must("focus --window-id " + fmt.Sprint(b))
		r.openAs("C", sim.Options{Unfocused: true})
		r.wantFocus(b)
		if !r.seen(b).Fullscreen {
			t.Error("a dialog or another workspace ends fullscreen")
		}
		r.must("focus --window-id " + fmt.Sprint(a))
		if w := r.seen(b); w.Fullscreen || w.Frame == leftScreen.Frame {
			t.Errorf("the focused tile is below %+v", w)
		}
	})
	t.Run("with commands", func(t *testing.T) {
		r := start(t, "")
		a := r.open("A")
		r.handle(desktop.FullscreenRequested{ID: a, Action: desktop.FullscreenAdd})
		r.must("move-node-to-workspace --focus-follows-window 2")
		if w := r.seen(a); w.Frame != leftScreen.Frame || !w.Fullscreen || r.window(a).Workspace != "2" {
			t.Errorf("on another workspace it is %+v", w)
		}
		r.must("fullscreen off")
		if w := r.seen(a); w.Fullscreen || w.Frame == leftScreen.Frame {
			t.Errorf("after the command it is %+v", w)
		}
		r.must("fullscreen on")
		r.handle(desktop.FullscreenRequested{ID: a, Action: desktop.FullscreenRemove})
		if r.seen(a).Fullscreen {
			t.Error("its application cannot end a fullscreen that a command began")
		}
	})
	t.Run("popup", func(t *testing.T) {
		r := start(t, "")
		popup := r.openAs("A", sim.Options{Kind: workspaces.KindPopup})
		r.handle(desktop.FullscreenRequested{ID: popup, Action: desktop.FullscreenAdd})
		r.wantNoChange("a popup's wish")
	})
}

func TestTilesAreDragged(t *testing.T) {
	r := start(t, "")
	a, b := r.open("A"), r.open("B")
	r.must("workspace 2")
	r.handle(desktop.FocusRequested{ID: a, User: true}) // the press
	from := r.seen(a).Frame
	to := from
	to.W += 100
	r.handle(desktop.TileDragged{ID: a, From: from, To: to})
	r.wantFrame(a, workspaces.Rect{W: 600, H: 800})
	r.wantFrame(b, workspaces.Rect{X: 600, W: 400, H: 800})
	r.handle(desktop.TileDropped{ID: a, At: workspaces.Point{X: 900, Y: 10}})
	r.wantFrame(b, workspaces.Rect{W: 600, H: 800})
	r.wantFrame(a, workspaces.Rect{X: 600, W: 400, H: 800})
	r.wantFocus(a)
	r.must("layout floating")
	r.changes()
	r.handle(desktop.TileDropped{ID: a, At: workspaces.Point{X: 10, Y: 10}})
	r.wantNoChange("a window that floats by now")
}

func TestPagers(t *testing.T) {
	r := start(t, "config-version = 2\npersistent-workspaces = ['1', '2', 'mail']")
	a := r.open("A")
	p := r.desktop.Published()
	if len(p.Workspaces) != 3 || p.Current != 0 || p.Windows[a] != 0 || p.WorkAreas[2] != leftScreen.WorkArea {
		t.Fatalf("published %+v", p)
	}
	r.handle(desktop.MoveRequested{ID: a, Index: 2})
	if got := r.window(a).Workspace; got != "mail" {
		t.Errorf("it is on workspace %s", got)
	}
	r.wantWorkspace("1")
	r.handle(desktop.WorkspaceRequested{Index: 2})
	r.wantWorkspace("mail")
	r.wantFocus(a)
	if p := r.desktop.Published(); p.Current != 2 || p.Windows[a] != 2 {
		t.Errorf("published %+v", p)
	}
	for _, index := range []int{-1, 3} {
		r.handle(desktop.WorkspaceRequested{Index: index})
		r.handle(desktop.MoveRequested{ID: a, Index: index})
	}
	r.wantWorkspace("mail")
}

// A dock that appears changes no monitor, but the area that pagers are told.
func TestAnotherWorkAreaIsPublished(t *testing.T) {
	r := start(t, "")
	docked := leftScreen
	docked.WorkArea = workspaces.Rect{Y: 30, W: 1000, H: 771}
	r.handle(desktop.MonitorsChanged{Monitors: []workspaces.Monitor{docked}})
	if got := r.desktop.Published().WorkAreas[0]; got != docked.WorkArea {
		t.Errorf("published %v, want %v", got, docked.WorkArea)
	}
}

func TestAClickOnTheEmptySecondMonitor(t *testing.T) {
	r := start(t, "", leftScreen, rightScreen)
	a := r.open("A")
	r.desktop.Click(workspaces.Point{X: 1300, Y: 300})
	r.settle()
	r.wantWorkspace("2")
	r.wantFocus(workspaces.NoWindow)
	r.desktop.Click(workspaces.Point{X: 10, Y: 10})
	r.settle()
	r.wantFocus(a)
	r.desktop.Click(workspaces.Point{X: 10, Y: 800}) // the free point below the tiles
	r.settle()
	r.wantFocus(a)
	r.desktop.Click(workspaces.Point{X: -100, Y: -100})
	r.settle()
	r.wantFocus(a)
}

func TestFocusFollowsTheMouse(t *testing.T) {
	for text, follows := range map[string]bool{"": false, "focus-follows-mouse.enabled = true": true} {
		r := start(t, text)
		a, b := r.open("A"), r.open("B")
		r.desktop.Point(workspaces.Point{X: 900, Y: 100})
		r.settle()
		r.wantFocus(b)
		r.desktop.Point(workspaces.Point{X: 100, Y: 100})
		r.settle()
		if follows {
			b = a
		}
		r.wantFocus(b)
		r.desktop.Point(workspaces.Point{X: 5000, Y: 100}) // no window there
		r.settle()
		r.wantFocus(b)
	}
}

// macOS focuses another window of an application whose window closes,
// wherever it is; the focus comes back.
func TestTheEndOfAWindowDoesNotLeadAway(t *testing.T) {
	stage := func(t *testing.T) (r *rig, other, first, second agentID) {
		r = start(t, "")
		other = r.open("A")
		r.must("workspace 2")
		return r, other, r.open("B"), r.open("A")
	}
	t.Run("the platform led away", func(t *testing.T) {
		r, other, first, closing := stage(t)
		r.desktop.Activate(other)
		r.settle()
		r.wantWorkspace("1")
		_ = r.desktop.Shut(closing)
		r.settle()
		r.wantFocus(first)
		r.wantWorkspace("2")
	})
	t.Run("long ago", func(t *testing.T) {
		r, other, _, closing := stage(t)
		r.desktop.Activate(other)
		r.settle()
		r.desktop.Advance(leftRecently)
		_ = r.desktop.Shut(closing)
		r.settle()
		r.wantFocus(other)
	})
	t.Run("a key led away", func(t *testing.T) {
		r, other, _, closing := stage(t)
		r.must("workspace 1")
		_ = r.desktop.Shut(closing)
		r.settle()
		r.wantFocus(other)
	})
	t.Run("a key led on", func(t *testing.T) {
		r, other, _, closing := stage(t)
		r.desktop.Activate(other)
		r.settle()
		r.must("workspace 3")
		r.must("workspace 1")
		_ = r.desktop.Shut(closing)
		r.settle()
		r.wantFocus(other)
	})
}

func TestAFloatingWindowBelongsToTheMonitorUnderIt(t *testing.T) {
	r := start(t, "", leftScreen, rightScreen)
	r.open("A")
	dialog := r.openAs("B", sim.Options{Kind: workspaces.KindDialog, Frame: elsewhere})
	there := workspaces.Rect{X: 1100, Y: 100, W: 200, H: 200}
	r.desktop.Drag(dialog, there)
	r.settle()
	r.wantFrame(dialog, there)
	if got := r.window(dialog).Workspace; got != "2" {
		t.Errorf("it is on workspace %s", got)
	}
	r.wantWorkspace("2") // it had the focus
	r.must("focus-monitor left")
	r.desktop.Drag(dialog, elsewhere)
	r.settle()
	r.wantWorkspace("1")
	r.wantFrame(dialog, elsewhere)
	r.desktop.Advance(time.Hour)
}

func TestTheDesktopGoes(t *testing.T) {
	r := build(t, "")
	l := serve(r)
	l.watchState()
	r.desktop.Lose(nil)
	if err := <-l.ended; err != ErrLost {
		t.Errorf("the agent ends with %v", err)
	}
	l.ended <- nil
}

// Behind the lock screen of macOS every window vanishes for a while.
func TestWindowsThatReturn(t *testing.T) {
	for _, returns := range []bool{true, false} {
		r := build(t, "config-version = 2")
		o := r.options()
		o.WindowsReturn = returns
		r.agent = New(o)
		r.begin()
		a, b, c := r.open("A"), r.open("B"), r.open("C")
		r.must("join-with left")
		r.must("resize width +100")
		r.must("move-node-to-workspace --window-id " + fmt.Sprint(a) + " 2")
		before := r.agent.State()
		facts := map[workspaces.WindowID]workspaces.Window{}
		for _, id := range []workspaces.WindowID{a, b, c} {
			facts[id] = r.window(id).Window
			r.handle(desktop.WindowClosed{ID: id})
		}
		if left := r.agent.State().Windows(); len(left) != 0 {
			t.Fatalf("windows %v are left", left)
		}
		for _, id := range []workspaces.WindowID{c, a, b} {
			r.handle(desktop.WindowOpened{Window: facts[id]})
		}
		after := r.agent.State()
		same := reflect.DeepEqual(before.Tree("1"), after.Tree("1")) && reflect.DeepEqual(before.Tree("2"), after.Tree("2"))
		if same != returns {
			t.Errorf("WindowsReturn %v: %+v, before %+v", returns, after.Tree("1"), before.Tree("1"))
		}
	}
}
