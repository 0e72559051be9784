package workspaces

import (
	"math"
	"strings"
	"testing"
)

// Every invariant is really looked at: each of these states is broken in one
// way.
func TestCheckFindsBrokenStates(t *testing.T) {
	for _, c := range []struct {
		damage func(*State)
		want   string
	}{
		{func(s *State) { s.spaces["x"] = s.spaces["a"] }, `workspace "a" is filed under "x"`},
		{func(s *State) { s.spaces["a"].floating.space = nil }, "a top container belongs to another workspace"},
		{func(s *State) { s.minimized.parent = s.popups }, "a top container has a parent"},
		{func(s *State) { s.clock = 0 }, "a stamp is from the future"},
		{func(s *State) { s.windows[9] = s.windows[1] }, "5 windows are known, 4 are in the trees"},
		{func(s *State) { delete(s.windows, 1) }, "window 1 is not known by its id"},
		{func(s *State) { s.windows[2].leaf.ID = 1; s.windows[1] = s.windows[2] }, "window 1 is not known by its id"},
		{func(s *State) { s.windows[1].children = []*node{{}} }, "window 1 has children"},
		{func(s *State) { s.windows[2].parent = s.popups }, "a child has another parent"},
		{func(s *State) { s.windows[2].parent.space = s.spaces["a"] }, `an inner container is at the top of workspace "a"`},
		{func(s *State) { s.spaces["a"].floating.children[0] = &node{parent: s.spaces["a"].floating} }, "a container stands among floating windows"},
		{func(s *State) { s.windows[2].stamp = s.clock; s.windows[2].parent.stamp = 1 }, "a child is more recent than its parent"},
		{func(s *State) { s.windows[1].weight = math.NaN() }, "a weight is NaN"},
		{func(s *State) { s.windows[1].weight = math.Inf(1) }, "a weight is +Inf"},
		{func(s *State) { s.screens[0].shown = "nowhere" }, `monitor "one" shows the unknown workspace "nowhere"`},
		{func(s *State) { s.screens[1].shown = "a" }, `workspace "a" is visible twice`},
		{func(s *State) { s.focus.Workspace = "nowhere" }, `the focused workspace "nowhere" does not exist`},
	} {
		s := deskWith(t, Settings{}, []Monitor{screen1, screen2}, "a: h_tiles[1* v_tiles[2 3]] floating[4]", "b: h_tiles[]")
		c.damage(s)
		if err := s.Check(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %q", err, c.want)
		}
	}
}

// A hidden workspace may keep weights below zero until it is shown.
func TestWeightsBelowZeroAreNoBrokenState(t *testing.T) {
	s := desk(t, "a: h_tiles[1*]", "b: h_tiles[2 3]")
	s, err := s.Resize(2, Width, Subtract, 5000)
	if err != nil {
		t.Fatal(err)
	}
	s, _ = s.Layout()
	if s.windows[2].weight >= 0 {
		t.Errorf("the weight is %v", s.windows[2].weight)
	}
	if err := s.Check(); err != nil {
		t.Error(err)
	}
	s = s.FocusWorkspace("b")
	s, scene := s.Layout()
	if err := s.CheckScene(scene); err != nil || s.windows[2].weight <= 0 {
		t.Errorf("%v, the weight is %v", err, s.windows[2].weight)
	}
}

func TestCheckSceneFindsWrongScenes(t *testing.T) {
	for _, c := range []struct {
		damage func(*State, *Scene)
		want   string
	}{
		{func(_ *State, sc *Scene) { sc.Windows = append(sc.Windows, sc.Windows[0]) }, "is placed twice"},
		{func(_ *State, sc *Scene) { sc.Windows = sc.Windows[1:] }, "3 of 4 windows are placed"},
		{func(_ *State, sc *Scene) { sc.Windows[len(sc.Windows)-1].Visible = false }, "visible is false"},
		{func(_ *State, sc *Scene) { sc.Focus.Workspace = "b" }, `the focused workspace "b" is hidden`},
		{func(s *State, _ *Scene) { s.windows[2].leaf.laid.X++ }, "window 2 is at"},
		{func(s *State, _ *Scene) { s.windows[2].weight-- }, "window 2 is at"},
		{func(s *State, _ *Scene) { s.windows[3].parent.children = s.windows[3].parent.children[1:] }, "window 3 is at"},
	} {
		s := desk(t, "a: h_tiles[1* v_tiles[2 3]]", "b: h_tiles[4]")
		s, scene := s.Layout()
		c.damage(s, &scene)
		if err := s.CheckScene(scene); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want %q", err, c.want)
		}
	}
}
