package agent

import (
	"reflect"
	"testing"

	"perch/internal/desktop/sim"
	"perch/workspaces"
)

// docked has a window on each of two monitors.
func docked(t *testing.T) (r *rig, left, right agentID) {
	t.Helper()
	r = start(t, "", leftScreen, rightScreen)
	left = r.open("A")
	r.must("focus-monitor right")
	right = r.open("B")
	return r, left, right
}

func TestUnplugAndReplug(t *testing.T) {
	r, left, right := docked(t)
	r.must("summon-workspace 5")
	hidden := r.open("C")
	r.must("workspace 2; focus-monitor left")
	before := r.desktop.Windows()

	if err := r.desktop.RemoveMonitor("right"); err != nil {
		t.Fatal(err)
	}
	r.settle()
	r.wantFocus(left)
	if r.seen(right).Visible || r.seen(hidden).Visible {
		t.Error("workspaces of the lost monitor are in sight")
	}

	if err := r.desktop.AddMonitor(rightScreen); err != nil {
		t.Fatal(err)
	}
	r.settle()
	if got := r.agent.State().VisibleOn(0); got != "1" {
		t.Errorf("the left monitor shows %s", got)
	}
	r.must("workspace 5; workspace 2; workspace 1")
	if after := r.desktop.Windows(); !reflect.DeepEqual(after, before) {
		t.Errorf("windows are at\n%+v, were at\n%+v", after, before)
	}
}

func TestAWorkspaceWithoutItsMonitor(t *testing.T) {
	r, _, right := docked(t)
	r.must("focus-monitor left")
	_ = r.desktop.RemoveMonitor("right")
	r.settle()
	r.must("workspace 2")
	r.wantFocus(right)
	r.wantFrame(right, workspaces.Rect{W: 1000, H: 800})
}

func TestAWorkspaceReturnsWithItsMonitor(t *testing.T) {
	r, _, right := docked(t)
	r.must("focus-monitor left")
	_ = r.desktop.RemoveMonitor("right")
	r.settle()
	_ = r.desktop.AddMonitor(rightScreen)
	r.settle()
	if got := r.agent.State().VisibleOn(1); got != "2" {
		t.Errorf("the right monitor shows %s, want 2", got)
	}
	r.wantFrame(right, workspaces.Rect{X: 1000, W: 600, H: 600})
}

func TestSleepMovesNothing(t *testing.T) {
	r, left, right := docked(t)
	floating := r.openAs("C", sim.Options{Kind: workspaces.KindDialog, Frame: workspaces.Rect{X: 1100, Y: 100, W: 200, H: 200}})
	before, focus := r.desktop.Windows(), r.agent.State().Focus()
	r.changes()

	r.desktop.Sleep()
	r.settle()
	// The platform has no screens and puts windows where it likes.
	for range 10 {
		for _, id := range ids(left, right, floating) {
			r.desktop.Drag(id, workspaces.Rect{X: 5, Y: 5, W: 100, H: 100})
			r.settle()
		}
	}
	r.desktop.Retitle(left, "A")
	r.settle()
	r.wantNoChange("a desktop asleep")
	if got := len(r.agent.State().Monitors()); got != 2 {
		t.Errorf("the agent knows %d monitors", got)
	}

	r.desktop.Wake()
	r.settle()
	if after := r.desktop.Windows(); !reflect.DeepEqual(after, clearTitle(before, after)) {
		t.Errorf("windows are at\n%+v, were at\n%+v", after, before)
	}
	if got := r.agent.State().Focus(); got != focus {
		t.Errorf("the focus is %v, was %v", got, focus)
	}
}

// clearTitle is the windows of before; titles do not matter.
func clearTitle(before, after []sim.Window) []sim.Window {
	for i := range before {
		before[i].Title = after[i].Title
	}
	return before
}

func TestWhatHappensAsleepShowsWhenAwake(t *testing.T) {
	r, left, right := docked(t)
	r.desktop.Sleep()
	r.settle()
	r.must("workspace 1")
	fresh := r.open("C")
	_ = r.desktop.Shut(right)
	r.settle()
	r.changes()
	r.desktop.Wake()
	r.settle()
	r.wantFocus(fresh)
	r.wantFrame(left, leftHalf)
	r.wantFrame(fresh, rightHalf)
}

func TestMonitorsChangeWhileAsleep(t *testing.T) {
	r, _, right := docked(t)
	r.desktop.Sleep()
	_ = r.desktop.RemoveMonitor("left")
	r.settle()
	r.desktop.Wake()
	r.settle()
	r.wantFocus(right)
	r.wantFrame(right, workspaces.Rect{X: 1000, W: 600, H: 600})
	if n := len(r.agent.State().Windows()); n != 2 {
		t.Errorf("%d windows are left", n)
	}
}
