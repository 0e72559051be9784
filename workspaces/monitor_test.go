package workspaces

import (
	"errors"
	"fmt"
	"slices"
	"testing"
)

func TestWorkspaceOrder(t *testing.T) {
	names := []string{"b", "10", "a", "2", "a10", "a2", "A", "01", "1", "a2b"}
	slices.SortStableFunc(names, CompareNames)
	if got := fmt.Sprint(names); got != "[1 01 2 10 A a a2 a2b a10 b]" {
		t.Error(got)
	}
}

func visible(s *State) string {
	names := []string{}
	for i := range s.Monitors() {
		names = append(names, s.VisibleOn(i))
	}
	return fmt.Sprint(names)
}

func TestMonitorsInARow(t *testing.T) {
	below := monitorAt("below", Rect{0, 801, 1200, 800})
	s := New(Settings{}, []Monitor{below, screen2, screen1})
	m := s.Monitors()
	if names := []string{m[0].Name, m[1].Name, m[2].Name}; !slices.Equal(names, []string{"one", "below", "two"}) {
		t.Errorf("monitors are sorted as %s", names)
	}
	for _, c := range []struct {
		from int
		d    Direction
		wrap bool
		to   int
		ok   bool
	}{
		{0, Right, false, 2, true},
		{0, Left, false, 0, false},
		{0, Left, true, 2, true},
		{0, Down, false, 1, true},
		{1, Up, false, 0, true},
		{1, Up, true, 0, true},
	} {
		to, ok := s.MonitorInDirection(c.from, c.d, c.wrap)
		if ok != c.ok || ok && to != c.to {
			t.Errorf("%v of %d (wrap %v): %d, %v; want %d, %v", c.d, c.from, c.wrap, to, ok, c.to, c.ok)
		}
	}
	if _, ok := s.MonitorRelative(2, 1, false); ok {
		t.Error("there is a monitor after the last")
	}
	if i, _ := s.MonitorRelative(2, 1, true); i != 0 {
		t.Errorf("after the last comes %d", i)
	}
}

func TestWorkspacesOnMonitors(t *testing.T) {
	both := []Monitor{screen1, screen2}
	s := deskWith(t, Settings{}, both, "a: h_tiles[1*]", "b: h_tiles[2]", "c: h_tiles[3]")

	moved, err := s.MoveWorkspaceToMonitor("a", 1)
	if err != nil {
		t.Fatal(err)
	}
	if v := visible(moved); v != "[c a]" || moved.Focus().Workspace != "a" {
		t.Errorf("visible %s, focus %v: the old monitor shows a workspace that belongs there", v, moved.Focus())
	}
	summoned, _ := s.SummonWorkspace("b")
	if v := visible(summoned); v != "[b 1]" || summoned.Focus().Workspace != "b" {
		t.Errorf("visible %s, focus %v: the other monitor gets a new workspace", v, summoned.Focus())
	}
	// A workspace that is shown in place of the focused one gets the focus
	// with the next layout.
	taken, _ := s.MoveWorkspaceToMonitor("b", 0)
	if f := taken.Focus(); f.Workspace != "a" {
		t.Errorf("focus %v", f)
	}
	taken, _, _ = layoutOf(t, taken)
	if f := taken.Focus(); f != (Focus{"b", 2}) {
		t.Errorf("after the layout the focus is %v", f)
	}
}

func TestForcedWorkspaces(t *testing.T) {
	forced := Settings{Forced: func(_ []Monitor, ws string) (int, bool) { return 1, ws == "mail" }}
	s := deskWith(t, forced, []Monitor{screen1, screen2}, "a: h_tiles[1*]", "b: h_tiles[2]")
	s = s.FocusWorkspace("mail")
	if v := visible(s); v != "[a mail]" {
		t.Errorf("visible %s", v)
	}
	var where *ForcedError
	if _, err := s.MoveWorkspaceToMonitor("mail", 0); !errors.As(err, &where) || where.Monitor != "one" {
		t.Errorf("error %v", err)
	}
	s = s.FocusWorkspace("a")
	if after, err := s.SummonWorkspace("mail"); !errors.As(err, &where) || after != s {
		t.Errorf("error %v", err)
	}
}

// A monitor that goes away takes its workspaces out of sight, and back when
// it comes again; the focus goes to what is left at the next layout.
func TestMonitorsComeAndGo(t *testing.T) {
	both := []Monitor{screen1, screen2}
	s := deskWith(t, Settings{}, both, "a: h_tiles[1]", "b: h_tiles[2*]", "c: h_tiles[3]")
	one := s.SetMonitors([]Monitor{screen1})
	if v := visible(one); v != "[a]" {
		t.Errorf("visible %s, want what the monitor that is left showed", v)
	}
	one, scene := one.Layout()
	if err := one.CheckScene(scene); err != nil || scene.Focus != (Focus{"a", 1}) {
		t.Errorf("%v, focus %v", err, scene.Focus)
	}
	two := one.SetMonitors(both)
	if err := two.Check(); err != nil {
		t.Error(err)
	}
	if v := visible(two); v != "[a b]" || two.Focus() != (Focus{"a", 1}) {
		t.Errorf("visible %s, focus %v", visible(two), two.Focus())
	}
	if got := fmt.Sprint(two.WindowsOf("a"), two.WindowsOf("b"), two.WindowsOf("c")); got != "[1] [2] [3]" {
		t.Errorf("windows %s", got)
	}
}

// While there is no monitor at all, as when the machine sleeps, everything
// stays as it is.
func TestNoMonitor(t *testing.T) {
	s := deskWith(t, Settings{}, []Monitor{screen1, screen2}, "a: h_tiles[1*]", "b: h_tiles[2]", "c: h_tiles[3]")
	asleep := s.SetMonitors(nil)
	if v := visible(asleep); v != "[a b]" {
		t.Errorf("visible %s", v)
	}
	awake := asleep.SetMonitors([]Monitor{screen1, screen2})
	if v := visible(awake); v != "[a b]" || awake.Focus() != s.Focus() {
		t.Errorf("visible %s, focus %v", v, awake.Focus())
	}
}

func TestGarbage(t *testing.T) {
	s := deskWith(t, Settings{Persistent: []string{"keep"}}, []Monitor{screen1}, "a: h_tiles[1*]", "b: h_tiles[]", "c: h_tiles[2]")
	if got := fmt.Sprint(s.CollectGarbage().Workspaces()); got != "[a c keep]" {
		t.Error(got)
	}
}
