package workspaces

import (
	"errors"
	"testing"
)

func move(d Direction, o MoveOptions) operation {
	return func(s *State, f Focus) (*State, error) { return s.Move(f.Window, d, o) }
}

func join(d Direction) operation {
	return func(s *State, f Focus) (*State, error) { return s.JoinWith(f.Window, d) }
}

func swap(d Direction, o SwapOptions) operation {
	return func(s *State, f Focus) (*State, error) { return s.Swap(f.Window, d, o) }
}

func TestMove(t *testing.T) {
	create := MoveOptions{Action: CreateContainer}
	stop := MoveOptions{Action: Stop}
	fail := MoveOptions{Action: Fail}
	try(t, []trial{
		{"past a window", "h_tiles[1* 2]", move(Right, create), "h_tiles[2 1*]", nil},
		{"into a container across: beside its most recent window", "h_tiles[1* v_tiles[2 3]]", move(Right, create), "h_tiles[v_tiles[2 3 1*]]", nil},
		{"into a container along: always at its start", "h_tiles[h_tiles[2 3] 1*]", move(Left, create), "h_tiles[h_tiles[1* 2 3]]", nil},
		{"deeper, through a container across", "h_tiles[1* v_tiles[2 h_tiles[3 4]]]", move(Right, create), "h_tiles[v_tiles[2 h_tiles[1* 3 4]]]", nil},
		{"out of a container, to the right of it", "h_tiles[v_tiles[1* 2] 3]", move(Right, create), "h_tiles[v_tiles[2] 1* 3]", nil},
		{"out of a container, to the left of it", "h_tiles[v_tiles[1* 2] 3]", move(Left, create), "h_tiles[1* v_tiles[2] 3]", nil},
		{"across the root: a new root", "h_tiles[1* 2]", move(Up, create), "v_tiles[1* h_tiles[2]]", nil},
		{"across the root, downwards", "h_tiles[1* 2]", move(Down, create), "v_tiles[h_tiles[2] 1*]", nil},
		{"past the edge: a new root too", "h_tiles[1* 2]", move(Left, create), "h_tiles[1* h_tiles[2]]", nil},
		{"the edge can stop it", "h_tiles[1* 2]", move(Left, stop), "h_tiles[1* 2]", nil},
		{"the edge can fail", "h_tiles[1* 2]", move(Left, fail), "h_tiles[1* 2]", ErrBoundary},
		{"a floating window does not move", "h_tiles[1] floating[2*]", move(Left, create), "h_tiles[1] floating[2*]", ErrFloating},
		{"nor one in native fullscreen", "h_tiles[1] native[2*]", move(Left, create), "h_tiles[1] native[2*]", ErrNative},
	})
}

func TestMoveKeepsTheWeightsOfWindows(t *testing.T) {
	s := desk(t, "a: h_tiles[1=300* 2=900]")
	s, _ = s.Move(1, Right, MoveOptions{})
	if w := showWeights(s, "a"); w != "h_tiles[2=900 1=300*]" {
		t.Error(w)
	}
}

func TestMoveToAnotherMonitor(t *testing.T) {
	all := MoveOptions{Boundaries: AllMonitors, Action: Stop}
	s := deskWith(t, Settings{}, []Monitor{screen1, screen2}, "a: h_tiles[1 2*]", "b: h_tiles[3 4]")
	after, err := s.Move(2, Right, all)
	if err != nil {
		t.Fatal(err)
	}
	want(t, after, "a", "h_tiles[1]")
	want(t, after, "b", "h_tiles[2* 3 4]") // it comes in from the left, and the focus with it
	after, _ = s.Move(4, Left, all)
	want(t, after, "b", "h_tiles[4 3]")
	after, _ = s.Move(3, Left, all)
	want(t, after, "a", "h_tiles[1 2* 3]") // from the right; it had not the focus
}

func TestJoinWith(t *testing.T) {
	try(t, []trial{
		{"the next one", "h_tiles[1* 2 3]", join(Right), "h_tiles[v_tiles[1* 2] 3]", nil},
		{"the one before", "h_tiles[1 2* 3]", join(Left), "h_tiles[v_tiles[1 2*] 3]", nil},
		{"a whole container", "h_tiles[1* v_tiles[2 3]]", join(Right), "h_tiles[v_tiles[1* v_tiles[2 3]]]", nil},
		{"out of a container", "h_tiles[v_tiles[1* 2] 3]", join(Right), "h_tiles[v_tiles[2] v_tiles[1* 3]]", nil},
		{"nothing there", "h_tiles[1* 2]", join(Left), "h_tiles[1* 2]", ErrBoundary},
		{"a floating window", "h_tiles[1] floating[2*]", join(Left), "h_tiles[1] floating[2*]", ErrBoundary},
	})
}

func TestSwap(t *testing.T) {
	try(t, []trial{
		{"with the neighbour", "h_tiles[1* 2]", swap(Right, SwapOptions{}), "h_tiles[2 1*]", nil},
		{"with a window in a container", "h_tiles[1* v_tiles[2 3]]", swap(Right, SwapOptions{}), "h_tiles[3 v_tiles[2 1*]]", nil},
		{"the other window can take the focus", "h_tiles[1* 2]", swap(Right, SwapOptions{SwapFocus: true}), "h_tiles[2* 1]", nil},
		{"nothing there", "h_tiles[1* 2]", swap(Left, SwapOptions{}), "h_tiles[1* 2]", ErrBoundary},
		{"round the edge", "h_tiles[1* 2 3]", swap(Left, SwapOptions{WrapAround: true}), "h_tiles[3 2 1*]", nil},
		{"with itself", "h_tiles[1*]", swap(Left, SwapOptions{WrapAround: true}), "h_tiles[1*]", nil},
	})
	s := desk(t, "a: h_tiles[1=300* 2=900]")
	s, _ = s.Swap(1, Right, SwapOptions{})
	if w := showWeights(s, "a"); w != "h_tiles[2=300 1=900*]" {
		t.Errorf("places keep their weights: %s", w)
	}
}

func TestMoveToWorkspace(t *testing.T) {
	s := desk(t, "a: h_tiles[1 2*] floating[3]", "b: v_tiles[4 h_tiles[5 6]]")
	after, err := s.MoveToWorkspace(2, "b", false)
	if err != nil {
		t.Fatal(err)
	}
	want(t, after, "b", "v_tiles[4 h_tiles[5 6] 2]")
	if f := after.Focus(); f.Workspace != "a" || f.Window == 2 {
		t.Errorf("focus %v, want it to stay on the workspace", f)
	}
	after, _ = s.MoveToWorkspace(3, "b", true)
	want(t, after, "b", "v_tiles[4 h_tiles[5 6]] floating[3*]")
	if !after.IsVisible("b") {
		t.Error("the focus went along, and its workspace is hidden")
	}
	after, err = s.MoveToWorkspace(2, "a", true)
	if err != nil || after != s {
		t.Errorf("a move to where it is makes another state (%v)", err)
	}
	if _, err := s.MoveToWorkspace(99, "b", false); !errors.Is(err, ErrUnknownWindow) {
		t.Errorf("error %v", err)
	}
}
