package workspaces

import (
	"errors"
	"testing"
)

func focus(d Direction, o FocusOptions) operation {
	return func(s *State, f Focus) (*State, error) { return s.FocusDirection(Target(f), d, o) }
}

func step(offset int, a BoundaryAction) operation {
	return func(s *State, f Focus) (*State, error) { return s.FocusDFS(Target(f), offset, FocusOptions{Action: a}) }
}

func TestFocusDirection(t *testing.T) {
	stop := FocusOptions{}
	wrap := FocusOptions{Action: WrapWorkspace}
	fail := FocusOptions{Action: Fail}
	try(t, []trial{
		{"the window beside it", "h_tiles[1* 2]", focus(Right, stop), "h_tiles[1 2*]", nil},
		{"not across", "h_tiles[1* 2]", focus(Down, stop), "h_tiles[1* 2]", nil},
		{"out of a container", "h_tiles[1 v_tiles[2* 3]]", focus(Left, stop), "h_tiles[1* v_tiles[2 3]]", nil},
		{"to the near edge of a container along the way", "h_tiles[1* h_tiles[2 3]]", focus(Right, stop), "h_tiles[1 h_tiles[2* 3]]", nil},
		{"to the most recent window of a container across", "h_tiles[1* v_tiles[2 3]]", focus(Right, stop), "h_tiles[1 v_tiles[2 3*]]", nil},
		{"an accordion is a container like others", "h_accordion[1* 2]", focus(Right, stop), "h_accordion[1 2*]", nil},
		{"the edge stops it", "h_tiles[1* 2]", focus(Left, stop), "h_tiles[1* 2]", nil},
		{"the edge can fail", "h_tiles[1* 2]", focus(Left, fail), "h_tiles[1* 2]", ErrBoundary},
		{"the edge can lead to the other side", "h_tiles[1* 2 v_tiles[3 4]]", focus(Left, wrap), "h_tiles[1 2 v_tiles[3 4*]]", nil},
		{"nowhere to wrap to", "h_tiles[]", focus(Left, wrap), "h_tiles[]", ErrNoWindow},
	})
}

// Floating windows count as if they stood where they are seen.
func TestFocusFindsFloatingWindows(t *testing.T) {
	s := desk(t, "a: h_tiles[1* 2] floating[3]")
	s, _ = s.UpdateWindow(Window{ID: 3, Frame: Rect{X: 580, Y: 300, W: 100, H: 100}})
	s, _ = s.Layout()
	over, err := s.FocusDirection(Target(s.Focus()), Right, FocusOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want(t, over, "a", "h_tiles[1 2] floating[3*]")
	past, _ := over.FocusDirection(Target(over.Focus()), Right, FocusOptions{})
	want(t, past, "a", "h_tiles[1 2*] floating[3]")
	ignored, _ := s.FocusDirection(Target(s.Focus()), Right, FocusOptions{IgnoreFloating: true})
	want(t, ignored, "a", "h_tiles[1 2*] floating[3]")
}

func TestFocusInTreeOrder(t *testing.T) {
	try(t, []trial{
		{"next goes into containers", "h_tiles[1* v_tiles[2 3] 4]", step(+1, Stop), "h_tiles[1 v_tiles[2* 3] 4]", nil},
		{"previous comes out of them", "h_tiles[1 v_tiles[2* 3] 4]", step(-1, Stop), "h_tiles[1* v_tiles[2 3] 4]", nil},
		{"the end stops it", "h_tiles[1 2*]", step(+1, Stop), "h_tiles[1 2*]", nil},
		{"the end can fail", "h_tiles[1 2*]", step(+1, Fail), "h_tiles[1 2*]", ErrBoundary},
		{"the end can lead to the beginning", "h_tiles[1 2*]", step(+1, WrapWorkspace), "h_tiles[1* 2]", nil},
	})
	s := desk(t, "a: h_tiles[1* v_tiles[2 3]]")
	third, err := s.FocusIndex(Target(s.Focus()), 2, FocusOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want(t, third, "a", "h_tiles[1 v_tiles[2 3*]]")
	if _, err := s.FocusIndex(Target(s.Focus()), 3, FocusOptions{}); !errors.Is(err, ErrUnknownWindow) {
		t.Errorf("error %v", err)
	}
}

func TestFocusAcrossMonitors(t *testing.T) {
	s := deskWith(t, Settings{}, []Monitor{screen1, screen2}, "a: h_tiles[1* 2]", "b: h_tiles[3 4]")
	all := FocusOptions{Boundaries: AllMonitors}
	at := Target{"a", 2}
	next, err := s.FocusDirection(at, Right, all)
	if err != nil || next.Focus() != (Focus{"b", 4}) {
		t.Errorf("focus %v (%v), want the most recent window of the other monitor", next.Focus(), err)
	}
	if stays, _ := s.FocusDirection(at, Right, FocusOptions{}); stays.Focus() != (Focus{"a", 1}) {
		t.Errorf("focus %v, want no change inside one workspace", stays.Focus())
	}
	all.Action = WrapMonitors
	far, err := s.FocusDirection(Target{"b", 4}, Right, all)
	if err != nil || far.Focus() != (Focus{"a", 1}) {
		t.Errorf("focus %v (%v), want the edge of the first monitor", far.Focus(), err)
	}
}

// The focus of the past is what was acknowledged last.
func TestFocusBack(t *testing.T) {
	s := desk(t, "a: h_tiles[1* 2]", "b: h_tiles[3]")
	if _, err := s.FocusBack(); !errors.Is(err, ErrNoPrevious) {
		t.Errorf("error %v at the start", err)
	}
	s, _ = s.FocusWindow(2)
	s, change := s.AcknowledgeFocus()
	if change != (FocusChange{Any: true, PreviousWorkspace: "a"}) {
		t.Errorf("change %+v", change)
	}
	back, err := s.FocusBack()
	if err != nil || back.Focus() != (Focus{"a", 1}) {
		t.Errorf("focus %v (%v)", back.Focus(), err)
	}
	away := s.FocusWorkspace("b")
	away, change = away.AcknowledgeFocus()
	if !change.Workspace || change.Monitor || change.PreviousWorkspace != "a" {
		t.Errorf("change %+v", change)
	}
	home, err := away.WorkspaceBack()
	if err != nil || home.Focus() != (Focus{"a", 2}) {
		t.Errorf("focus %v (%v)", home.Focus(), err)
	}
	gone, _ := s.RemoveWindow(1, RemoveOptions{})
	if _, err := gone.FocusBack(); !errors.Is(err, ErrNoPrevious) {
		t.Errorf("error %v after the window closed", err)
	}
}

// A window that closes leaves the focus to the most recent one of its
// workspace.
func TestFocusAfterClosing(t *testing.T) {
	s := desk(t, "a: h_tiles[1 2 3]")
	for _, id := range []WindowID{1, 3, 2} {
		s, _ = s.FocusWindow(id)
	}
	s, _ = s.RemoveWindow(2, RemoveOptions{})
	want(t, s, "a", "h_tiles[1 3*]")
	s, _ = s.RemoveWindow(3, RemoveOptions{})
	s, _ = s.RemoveWindow(1, RemoveOptions{})
	if s.Focus() != (Focus{"a", NoWindow}) {
		t.Errorf("focus %v on an empty workspace", s.Focus())
	}
}

// A floating window that hangs over the edge is at that edge.
func TestFocusFindsFloatingWindowsBeyondTheEdge(t *testing.T) {
	s := desk(t, "a: h_tiles[1 2*] floating[3]")
	s, _ = s.Layout()
	for _, c := range []struct {
		frame Rect
		order []WindowID
	}{
		{Rect{X: 1150, Y: 300, W: 400, H: 100}, []WindowID{1, 2, 3}},
		{Rect{X: 650, Y: 700, W: 300, H: 400}, []WindowID{1, 3, 2}},
		{Rect{X: -400, Y: 300, W: 500, H: 100}, []WindowID{3, 1, 2}},
	} {
		moved, _ := s.UpdateWindow(Window{ID: 3, Frame: c.frame})
		for i, id := range c.order {
			if at, err := moved.FocusIndex(Target{"a", 2}, i, FocusOptions{}); err != nil || at.Focus().Window != id {
				t.Errorf("%v: number %d is %v (%v), want %d", c.frame, i, at.Focus(), err, id)
			}
		}
	}
}

// Floating windows at the same place stand in the order of their list.
func TestFocusOrdersFloatingWindows(t *testing.T) {
	s := desk(t, "a: h_tiles[1*] floating[2 3 4]")
	s, _ = s.Layout()
	for id := WindowID(2); id <= 4; id++ {
		s, _ = s.UpdateWindow(Window{ID: id, Frame: Rect{X: 700, Y: 300, W: 100, H: 100}})
	}
	for i := range 4 {
		if at, err := s.FocusIndex(Target(s.Focus()), i, FocusOptions{}); err != nil || at.Focus().Window != WindowID(i+1) {
			t.Errorf("number %d is %v (%v)", i, at.Focus(), err)
		}
	}
}
