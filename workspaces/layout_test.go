package workspaces

import (
	"fmt"
	"testing"
)

// layoutOf lays a desktop out and returns the scene, which it checks, and the
// frames by window.
func layoutOf(t testing.TB, s *State) (*State, Scene, map[WindowID]Rect) {
	t.Helper()
	laid, scene := s.Layout()
	if err := laid.CheckScene(scene); err != nil {
		t.Error(err)
	}
	frames := map[WindowID]Rect{}
	for _, p := range scene.Windows {
		frames[p.ID] = p.Frame
	}
	return laid, scene, frames
}

func TestFrames(t *testing.T) {
	gaps := func(g Gaps) func([]Monitor, int) Gaps { return func([]Monitor, int) Gaps { return g } }
	bar := Monitor{Name: "bar", Frame: Rect{0, 0, 1200, 831}, WorkArea: Rect{0, 30, 1200, 801}}
	for _, c := range []struct {
		name     string
		settings Settings
		monitor  Monitor
		tree     string
		frames   map[WindowID]Rect
	}{
		{"one window has it all, but for one point of height", Settings{}, screen1, "h_tiles[1*]",
			map[WindowID]Rect{1: {0, 0, 1200, 800}}},
		{"bars and docks are left free", Settings{}, bar, "h_tiles[1*]",
			map[WindowID]Rect{1: {0, 30, 1200, 800}}},
		{"side by side", Settings{}, screen1, "h_tiles[1* 2 3]",
			map[WindowID]Rect{1: {0, 0, 400, 800}, 2: {400, 0, 400, 800}, 3: {800, 0, 400, 800}}},
		{"one above the other", Settings{}, screen1, "v_tiles[1* 2]",
			map[WindowID]Rect{1: {0, 0, 1200, 400}, 2: {0, 400, 1200, 400}}},
		{"nested", Settings{}, screen1, "h_tiles[1* v_tiles[2 3]]",
			map[WindowID]Rect{1: {0, 0, 600, 800}, 2: {600, 0, 600, 400}, 3: {600, 400, 600, 400}}},
		{"weights that fit stay", Settings{}, screen1, "h_tiles[1=300* 2=900]",
			map[WindowID]Rect{1: {0, 0, 300, 800}, 2: {300, 0, 900, 800}}},
		{"the difference is shared equally", Settings{}, screen1, "h_tiles[1=300* 2=700]",
			map[WindowID]Rect{1: {0, 0, 400, 800}, 2: {400, 0, 800, 800}}},
		{"unless nothing would be left of one", Settings{}, screen1, "h_tiles[1=3000* 2=600]",
			map[WindowID]Rect{1: {0, 0, 1 + 2999*1198.0/3598, 800}, 2: {1 + 2999*1198.0/3598, 0, 1 + 599*1198.0/3598, 800}}},
		{"inner gaps are halved between neighbours", Settings{Gaps: gaps(Gaps{InnerHorizontal: 20})}, screen1, "h_tiles[1* 2 3]",
			map[WindowID]Rect{1: {0, 0, 390, 800}, 2: {410, 0, 380, 800}, 3: {810, 0, 390, 800}}},
		{"outer gaps surround the tree", Settings{Gaps: gaps(Gaps{Left: 10, Top: 20, Right: 30, Bottom: 40})}, screen1, "h_tiles[1*]",
			map[WindowID]Rect{1: {10, 20, 1160, 740}}},
		{"an accordion shows an edge of the others", Settings{AccordionPadding: 30}, screen1, "h_accordion[1 2* 3]",
			map[WindowID]Rect{1: {0, 0, 1170, 800}, 2: {30, 0, 1140, 800}, 3: {30, 0, 1170, 800}}},
		{"beside the current one it shows two", Settings{AccordionPadding: 30}, screen1, "h_accordion[1 2 3* 4 5]",
			map[WindowID]Rect{1: {0, 0, 1170, 800}, 2: {0, 0, 1140, 800}, 3: {30, 0, 1140, 800}, 4: {60, 0, 1140, 800}, 5: {30, 0, 1170, 800}}},
		{"alone in an accordion", Settings{AccordionPadding: 30}, screen1, "h_accordion[1*]",
			map[WindowID]Rect{1: {0, 0, 1200, 800}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, frames := layoutOf(t, deskWith(t, c.settings, []Monitor{c.monitor}, "a: "+c.tree))
			if fmt.Sprint(frames) != fmt.Sprint(c.frames) {
				t.Errorf("frames %v, want %v", frames, c.frames)
			}
		})
	}
}

func TestFullscreen(t *testing.T) {
	s := deskWith(t, Settings{Gaps: func([]Monitor, int) Gaps { return Gaps{Left: 10, Top: 10, Right: 10, Bottom: 10} }},
		[]Monitor{screen1}, "a: h_tiles[1* 2]")
	full, err := s.SetFullscreen(1, true, false)
	if err != nil {
		t.Fatal(err)
	}
	laid, scene, frames := layoutOf(t, full)
	if frames[1] != (Rect{10, 10, 1180, 781}) {
		t.Errorf("frame %v", frames[1])
	}
	if top := scene.Windows[len(scene.Windows)-1]; top.ID != 1 || !top.Fullscreen {
		t.Errorf("on top is %+v", top)
	}
	all, _ := s.SetFullscreen(1, true, true)
	if _, _, frames = layoutOf(t, all); frames[1] != screen1.WorkArea {
		t.Errorf("without outer gaps: %v", frames[1])
	}
	left, _ := laid.FocusWindow(2)
	left, _, _ = layoutOf(t, left)
	if w, _ := left.Window(1); w.Fullscreen {
		t.Error("it stays fullscreen though another window of the tree is focused")
	}
}

func TestCoverMonitor(t *testing.T) {
	s := deskWith(t, Settings{Gaps: func([]Monitor, int) Gaps { return Gaps{Left: 10, Top: 10, Right: 10, Bottom: 10} }},
		[]Monitor{screen1}, "a: h_tiles[1* 2] floating[3]")
	_, _, before := layoutOf(t, s)
	for _, id := range []WindowID{1, 3} {
		full, err := s.CoverMonitor(id, true)
		if err != nil {
			t.Fatal(err)
		}
		if full.Focus().Window != id {
			t.Errorf("the focus is on %d, below %d", full.Focus().Window, id)
		}
		full = Restore(full.Settings(), full.Snapshot())
		full, scene, frames := layoutOf(t, full)
		if frames[id] != screen1.Frame {
			t.Errorf("window %d covers %v", id, frames[id])
		}
		if top := scene.Windows[len(scene.Windows)-1]; top.ID != id || !top.Fullscreen {
			t.Errorf("on top is %+v", top)
		}
		if full.windows[id].parent.role != s.windows[id].parent.role {
			t.Errorf("window %d left its place", id)
		}
		other, _ := full.FocusWindow(2)
		other, _, _ = layoutOf(t, other)
		if w, _ := other.Window(id); w.CoversMonitor || w.Fullscreen {
			t.Errorf("it covers the monitor though a tile is focused: %+v", w)
		}
		if _, _, after := layoutOf(t, other); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("then the frames are %v, were %v", after, before)
		}
		end, _ := full.CoverMonitor(id, false)
		if _, _, after := layoutOf(t, end); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Errorf("afterwards the frames are %v, were %v", after, before)
		}
	}
}

func TestStacking(t *testing.T) {
	order := func(s *State) string {
		_, scene, _ := layoutOf(t, s)
		ids := []WindowID{}
		for _, p := range scene.Windows {
			if p.Visible {
				ids = append(ids, p.ID)
			}
		}
		return fmt.Sprint(ids)
	}
	for _, c := range []struct{ name, tree, want string }{
		{"floating windows are above tiles", "h_tiles[1* 2] floating[3 4]", "[1 2 3 4]"},
		{"the most recent one is the highest", "h_tiles[1 2] floating[3* 4]", "[1 2 4 3]"},
		{"an accordion recedes from its current window", "h_accordion[1 2* 3 4]", "[4 1 3 2]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if seen := order(desk(t, "a: "+c.tree)); seen != c.want {
				t.Errorf("%s, want %s", seen, c.want)
			}
		})
	}
}

// Windows of hidden workspaces are in the scene, hidden, where they were.
func TestHiddenWorkspaces(t *testing.T) {
	s, _, before := layoutOf(t, desk(t, "a: h_tiles[1* 2]", "b: h_tiles[3]"))
	s, scene, after := layoutOf(t, s.FocusWorkspace("b"))
	for _, p := range scene.Windows {
		if p.Visible != (p.Workspace == "b") {
			t.Errorf("window %d of %s: visible is %v", p.ID, p.Workspace, p.Visible)
		}
	}
	if after[1] != before[1] || after[2] != before[2] {
		t.Errorf("hidden windows moved from %v to %v", before, after)
	}
	if scene.Focus != (Focus{"b", 3}) || s.Focus() != scene.Focus {
		t.Errorf("focus %v", scene.Focus)
	}
}

func TestFloatingFollowsItsWorkspace(t *testing.T) {
	s := deskWith(t, Settings{}, []Monitor{screen1, screen2}, "a: h_tiles[1*] floating[2]", "b: h_tiles[]")
	s, _ = s.UpdateWindow(Window{ID: 2, Frame: Rect{600, 0, 100, 100}})
	s, _, frames := layoutOf(t, s)
	if frames[2] != (Rect{600, 0, 100, 100}) {
		t.Errorf("it moved to %v", frames[2])
	}
	s, err := s.MoveToWorkspace(2, "b", false)
	if err != nil {
		t.Fatal(err)
	}
	_, _, frames = layoutOf(t, s)
	if frames[2] != (Rect{1700, 0, 100, 100}) {
		t.Errorf("it is at %v, want the same relative place on the other monitor", frames[2])
	}
}

// Gaps give way in a container that is too short for them.
func TestGapsThatDoNotFit(t *testing.T) {
	for _, c := range []struct {
		tree string
		gaps Gaps
	}{
		{"h_tiles[1 h_tiles[2 h_tiles[3 h_tiles[4 h_tiles[5 h_tiles[6 h_tiles[7 8]]]]]]]", Gaps{InnerHorizontal: 200}},
		{"h_tiles[1 2 3]", Gaps{InnerHorizontal: 2000}},
		{"v_tiles[1 2 h_tiles[3 4]]", Gaps{Left: 700, Right: 700, Top: 2000}},
	} {
		s := deskWith(t, Settings{Gaps: func([]Monitor, int) Gaps { return c.gaps }}, []Monitor{screen1}, "a: "+c.tree)
		s, scene := s.Layout()
		if err := s.Check(); err != nil {
			t.Errorf("%s: %v", c.tree, err)
		}
		if err := s.CheckScene(scene); err != nil {
			t.Errorf("%s: %v", c.tree, err)
		}
		for _, p := range scene.Windows {
			if p.Frame.Empty() {
				t.Errorf("%s: window %d is at %v", c.tree, p.ID, p.Frame)
			}
		}
	}
}
