package workspaces

import (
	"errors"
	"fmt"
	"testing"
)

func TestReading(t *testing.T) {
	s := deskWith(t, Settings{RootArrangement: Accordion}, []Monitor{screen1, screen2},
		"a: h_tiles[1* v_accordion[2 3]] floating[4] native[5]", "b: v_tiles[]", "c: h_tiles[6]")
	s, _ = s.SetPlacement(6, Minimized)
	for _, c := range []struct {
		what       string
		seen, want any
	}{
		{"all windows", s.Windows(), "[1 2 3 4 5 6]"},
		{"windows of a", s.WindowsOf("a"), "[1 2 3 4 5]"},
		{"windows of nothing", s.WindowsOf("x"), "[]"},
		{"the tree of a", s.TilingWindowsOf("a"), "[1 2 3]"},
		{"the tree of nothing", s.TilingWindowsOf("x"), "[]"},
		{"floating on a", s.Floating("a"), "[4]"},
		{"floating on nothing", s.Floating("x"), "[]"},
		{"workspaces", s.Workspaces(), "[a b c]"},
		{"the most recent window of a", s.MRUWindow("a"), "1"},
		{"the most recent window of b", s.MRUWindow("b"), "-1"},
		{"the focus of b", s.FocusOf("b"), "{b -1}"},
		{"c is empty", s.IsEmpty("c"), "true"},
		{"a is empty", s.IsEmpty("a"), "false"},
		{"the monitor of b", s.MonitorOf("b"), "1"},
		{"the monitor of a new one", s.MonitorOf("x"), "0"},
		{"the layout of a", s.Tree("a").Layout, "h_tiles"},
		{"the layout of a new one", s.Tree("x").Layout, "h_accordion"},
		{"the previous workspace", s.PreviousWorkspace(), ""},
	} {
		if seen := fmt.Sprint(c.seen); seen != c.want {
			t.Errorf("%s: %s, want %s", c.what, seen, c.want)
		}
	}
	if w, _ := s.Window(2); w.Placement != Tiling || w.Workspace != "a" || w.Layout != (Layout{Accordion, Vertical}) {
		t.Errorf("window 2 is %+v", w)
	}
	if _, known := s.Window(99); known {
		t.Error("window 99 is known")
	}
	for sub, want := range map[Subject]string{
		{Window: 2, Workspace: "a"}:             "v_accordion",
		{Window: 2, Workspace: "a", Root: true}: "h_tiles",
		{Window: NoWindow, Workspace: "b"}:      "v_tiles",
		{Window: NoWindow, Workspace: "x"}:      "h_accordion",
	} {
		if l, err := s.LayoutOf(sub); err != nil || l.String() != want {
			t.Errorf("%+v has the layout %v (%v), want %s", sub, l, err, want)
		}
	}
	for id, want := range map[WindowID]error{4: ErrFloating, 5: ErrNative, 6: ErrNative, 99: ErrUnknownWindow} {
		if _, err := s.LayoutOf(Subject{Window: id, Workspace: "a"}); !errors.Is(err, want) {
			t.Errorf("window %d: error %v, want %v", id, err, want)
		}
	}
}

func TestNames(t *testing.T) {
	for d, want := range map[Direction]string{Left: "left", Down: "down", Up: "up", Right: "right"} {
		back, ok := ParseDirection(want)
		if d.String() != want || !ok || back != d || d.Opposite().Opposite() != d || d.Opposite().Orientation() != d.Orientation() {
			t.Errorf("direction %d is %s", d, d)
		}
	}
	if _, ok := ParseDirection("north"); ok {
		t.Error("north is a direction")
	}
	if Horizontal.String()+Vertical.String() != "horizontalvertical" || Horizontal.Opposite() != Vertical {
		t.Error("orientations")
	}
	for _, name := range []string{"h_tiles", "v_tiles", "h_accordion", "v_accordion"} {
		if l, ok := ParseLayout(name); !ok || l.String() != name {
			t.Errorf("%s is %v", name, l)
		}
	}
	if _, ok := ParseLayout("d_tiles"); ok {
		t.Error("d_tiles is a layout")
	}
}

// Looking for neighbours, a floating window stands beside the window that it
// covers, however deep that one is.
func TestFocusFromFloatingOverNestedTiles(t *testing.T) {
	s := desk(t, "a: h_tiles[1 v_tiles[2 3]] floating[4*]")
	s, _ = s.UpdateWindow(Window{ID: 4, Frame: Rect{700, 500, 100, 40}}) // over 3, in its upper half
	s, _ = s.Layout()
	for d, want := range map[Direction]WindowID{Up: 2, Down: 3, Left: 1} {
		after, err := s.FocusDirection(Target(s.Focus()), d, FocusOptions{})
		if err != nil || after.Focus().Window != want {
			t.Errorf("%v: %v (%v), want %d", d, after.Focus(), err, want)
		}
	}
}
