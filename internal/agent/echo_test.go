package agent

import (
	"testing"
	"time"

	"perch/internal/desktop"
	"perch/internal/desktop/sim"
	"perch/workspaces"
)

// three windows side by side, with the focus on the last.
func three(t *testing.T, config string) (r *rig, a, b, c workspaces.WindowID) {
	t.Helper()
	r = start(t, config)
	a, b, c = r.open("A"), r.open("B"), r.open("C")
	r.changes()
	return r, a, b, c
}

// withoutSettling runs commands while the desktop's reports wait.
func (r *rig) withoutSettling(requests ...[]string) {
	r.Helper()
	for _, args := range requests {
		if result := r.agent.Execute(request(args...)); result.Code != 0 {
			r.Fatalf("%q: %s", args, result.Stderr)
		}
	}
}

func TestALateEchoDoesNotMoveTheFocusBack(t *testing.T) {
	r, a, _, _ := three(t, "")
	r.withoutSettling([]string{"focus", "left"}, []string{"focus", "left"})
	r.settle() // the reports of both arrive now
	r.wantFocus(a)
	if changes := r.changes(); len(changes) != 2 {
		t.Errorf("%d changes: %+v", len(changes), changes)
	}
}

func TestALateEchoOfAnotherWorkspace(t *testing.T) {
	r := start(t, "")
	r.open("A")
	r.must("workspace 2")
	b := r.open("B")
	r.withoutSettling([]string{"workspace", "1"}, []string{"workspace", "2"}, []string{"workspace", "1"}, []string{"workspace", "2"})
	r.settle()
	r.wantFocus(b)
	r.wantWorkspace("2")
}

// A platform that is slow tells the last focus only.
func TestEchoesThatAreLeftOut(t *testing.T) {
	r, a, b, c := three(t, "")
	deaf := &deafDesktop{Desktop: r.desktop}
	r.agent.Desktop = deaf
	r.withoutSettling([]string{"focus", "left"}, []string{"focus", "left"}, []string{"focus", "right"})
	r.handle(desktop.Focused{ID: b}) // of the third
	if got := r.agent.State().Focus().Window; got != b {
		t.Errorf("the focus is on %d, want %d", got, b)
	}
	// The echo of A never comes. A click on it later is no echo.
	r.desktop.Advance(echoPeriod + time.Millisecond)
	r.handle(desktop.Focused{ID: a})
	if got := r.agent.State().Focus().Window; got != a {
		t.Errorf("the focus is on %d, want %d", got, a)
	}
	r.handle(desktop.Focused{ID: c})
	if got := r.agent.State().Focus().Window; got != c {
		t.Errorf("the focus is on %d, want %d", got, c)
	}
	if deaf.asked != 3 {
		t.Errorf("the desktop was asked for the focus %d times, want 3", deaf.asked)
	}
}

// deafDesktop takes changes and reports nothing.
type deafDesktop struct {
	*sim.Desktop
	asked int
}

func (d *deafDesktop) Apply(c desktop.Change) {
	if c.Focus != nil {
		d.asked++
	}
}

func TestAForeignFocusAlwaysCounts(t *testing.T) {
	r, _, b, _ := three(t, "")
	r.withoutSettling([]string{"focus", "left"}, []string{"focus", "left"}) // B, then A: both are asked for
	for {
		if _, more := r.desktop.Drain(); !more {
			break
		}
	}
	r.handle(desktop.Focused{ID: b, Foreign: true})
	if got := r.agent.State().Focus().Window; got != b {
		t.Errorf("the focus is on %d, want %d", got, b)
	}
	r.changes()
	r.handle(desktop.Focused{ID: b, Foreign: true})
	r.wantNoChange("a focus that is known")
}

func TestAnActivatedWindowIsFollowed(t *testing.T) {
	r := start(t, "")
	a := r.open("A")
	r.must("workspace 2")
	b := r.open("B")
	r.changes()
	r.desktop.Activate(a)
	r.settle()
	r.wantFocus(a)
	r.wantWorkspace("1")
	change := r.only()
	wantIDs(t, "shown", change.Show, ids(a))
	wantIDs(t, "hidden", change.Hide, ids(b))
	if change.Focus != nil {
		t.Errorf("the platform is told its own focus: %+v", change)
	}
	r.desktop.Activate(b)
	r.settle()
	r.wantFocus(b)
	r.wantWorkspace("2")
}

// A click that crosses with a switch to an empty workspace wins, and gets the
// keyboard that the switch took away.
func TestAClickThatCrossesWithASwitch(t *testing.T) {
	r, a, _, _ := three(t, "")
	r.desktop.Activate(a)
	r.withoutSettling([]string{"workspace", "2"})
	r.settle()
	r.wantFocus(a)
}

// A launcher takes the keyboard for a moment; whatever happens meanwhile does
// not take it away.
func TestALauncherKeepsTheKeyboard(t *testing.T) {
	r, _, b, c := three(t, "")
	popup := r.openAs("Launcher", sim.Options{Kind: workspaces.KindPopup, Unfocused: true})
	for _, id := range ids(popup, 99) {
		r.handle(desktop.Focused{ID: id})
		r.desktop.Retitle(b, "another title")
		r.settle()
		for _, change := range r.changes() {
			if change.Focus != nil {
				t.Errorf("window %d loses the keyboard to %d", id, *change.Focus)
			}
		}
	}
	r.handle(desktop.Focused{ID: c})
	r.wantFocus(c)
}

func TestThePopupsEndGivesTheKeyboardBack(t *testing.T) {
	r, _, _, c := three(t, "")
	popup := r.openAs("Launcher", sim.Options{Kind: workspaces.KindPopup, Unfocused: true})
	r.desktop.Activate(popup)
	r.settle()
	if err := r.desktop.Shut(popup); err != nil {
		t.Fatal(err)
	}
	r.settle()
	r.wantFocus(c)
}

func TestAWindowThatHasTheKeyboardWhenItBecomesOne(t *testing.T) {
	r := start(t, "")
	r.open("A")
	late := r.openAs("Late", sim.Options{Kind: workspaces.KindPopup, Unfocused: true})
	r.desktop.Activate(late)
	r.settle()
	r.desktop.SetKind(late, workspaces.KindWindow)
	r.settle()
	r.wantFocus(late)

	r.handle(desktop.Focused{ID: 50}) // is reported before the window
	early := r.openAs("Early", sim.Options{ID: 50, Unfocused: true})
	if got := r.agent.State().Focus().Window; got != early {
		t.Errorf("the focus is on %d, want %d", got, early)
	}
}

// The same, when a rule sends the window out of sight.
func TestAWindowWithTheKeyboardThatARuleSendsAway(t *testing.T) {
	r := start(t, "on-window-detected = [{ if.app-id = 'Late', run = 'move-node-to-workspace 9' }]")
	late := r.openAs("Late", sim.Options{Kind: workspaces.KindPopup, Unfocused: true})
	r.desktop.Activate(late)
	r.settle()
	r.desktop.SetKind(late, workspaces.KindWindow)
	r.settle()
	r.wantFocus(workspaces.NoWindow)
}

func TestNoFocusAtAllChangesNothing(t *testing.T) {
	r, _, _, c := three(t, "")
	r.handle(desktop.Focused{ID: workspaces.NoWindow})
	r.wantNoChange("a platform without a focus")
	if got := r.agent.State().Focus().Window; got != c {
		t.Errorf("the focus is on %d, want %d", got, c)
	}
}
