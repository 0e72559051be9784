package workspaces

import (
	"fmt"
	"math"
	"slices"
)

// Check returns the first broken invariant of a State, or nil.
func (s *State) Check() error {
	seen := map[WindowID]bool{}
	tops := []*node{s.minimized, s.popups}
	for name, w := range s.spaces {
		if w.name != name {
			return fmt.Errorf("workspace %q is filed under %q", w.name, name)
		}
		for _, top := range w.tops() {
			if top.space != w {
				return fmt.Errorf("workspace %q: a top container belongs to another workspace", name)
			}
			tops = append(tops, top)
		}
	}
	for _, top := range tops {
		if top.parent != nil {
			return fmt.Errorf("a top container has a parent")
		}
		if err := s.checkNode(top, seen); err != nil {
			return err
		}
	}
	if len(seen) != len(s.windows) {
		return fmt.Errorf("%d windows are known, %d are in the trees", len(s.windows), len(seen))
	}
	return s.checkScreens()
}

func (s *State) checkNode(n *node, seen map[WindowID]bool) error {
	if n.stamp > s.clock {
		return fmt.Errorf("a stamp is from the future")
	}
	if n.isWindow() {
		id := n.leaf.ID
		switch {
		case seen[id]:
			return fmt.Errorf("window %d is in the trees twice", id)
		case s.windows[id] != n:
			return fmt.Errorf("window %d is not known by its id", id)
		case len(n.children) > 0:
			return fmt.Errorf("window %d has children", id)
		}
		seen[id] = true
	}
	for _, c := range n.children {
		switch {
		case c.parent != n:
			return fmt.Errorf("a child has another parent")
		case c.space != nil:
			return fmt.Errorf("an inner container is at the top of workspace %q", c.space.name)
		case !c.isWindow() && n.role != Tiling:
			return fmt.Errorf("a container stands among floating windows")
		case c.stamp > n.stamp:
			return fmt.Errorf("a child is more recent than its parent")
		// A resize has no lower bound; the next layout in sight makes
		// weights below zero right.
		case n.role == Tiling && (math.IsNaN(c.weight) || math.IsInf(c.weight, 0)):
			return fmt.Errorf("a weight is %v", c.weight)
		}
		if err := s.checkNode(c, seen); err != nil {
			return err
		}
	}
	return nil
}

func (s *State) checkScreens() error {
	shown := map[string]bool{}
	for _, sc := range s.screens {
		switch {
		case s.spaces[sc.shown] == nil:
			return fmt.Errorf("monitor %q shows the unknown workspace %q", sc.Name, sc.shown)
		case shown[sc.shown]:
			return fmt.Errorf("workspace %q is visible twice", sc.shown)
		case s.spaces[sc.shown].home != sc.Frame.TopLeft():
			return fmt.Errorf("workspace %q is at home elsewhere than on monitor %q, which shows it", sc.shown, sc.Name)
		}
		shown[sc.shown] = true
	}
	f := s.Focus()
	switch {
	case s.spaces[f.Workspace] == nil:
		return fmt.Errorf("the focused workspace %q does not exist", f.Workspace)
	case f.Window == NoWindow && len(s.WindowsOf(f.Workspace)) > 0:
		return fmt.Errorf("workspace %q has windows, none is focused", f.Workspace)
	}
	return nil
}

// CheckScene returns the first way in which a scene, the layout of s, is
// wrong, or nil: every window is in it once, those of visible workspaces are
// visible, and where a workspace consists of tiles these cover its area
// exactly once with the gaps between them.
func (s *State) CheckScene(scene Scene) error {
	if !s.IsVisible(scene.Focus.Workspace) {
		return fmt.Errorf("the focused workspace %q is hidden", scene.Focus.Workspace)
	}
	seen := map[WindowID]bool{}
	for _, p := range scene.Windows {
		if seen[p.ID] {
			return fmt.Errorf("window %d is placed twice", p.ID)
		}
		seen[p.ID] = true
		if p.Visible != (s.IsVisible(p.Workspace) && p.Placement != HiddenApp) {
			return fmt.Errorf("window %d of workspace %q: visible is %v", p.ID, p.Workspace, p.Visible)
		}
	}
	if want := len(s.windows) - len(s.minimized.children) - len(s.popups.children); len(s.visiblyHeld(seen)) != want {
		return fmt.Errorf("%d of %d windows are placed", len(s.visiblyHeld(seen)), want)
	}
	for i, sc := range s.screens {
		if err := s.spaces[sc.shown].root.checkCover(s.tilingArea(i), s.gaps(i)); err != nil {
			return fmt.Errorf("workspace %q: %w", sc.shown, err)
		}
	}
	return nil
}

// visiblyHeld are the windows of workspaces that are placed, hidden
// applications' included.
func (s *State) visiblyHeld(placed map[WindowID]bool) []WindowID {
	var ids []WindowID
	for id, n := range s.windows {
		if placed[id] || n.parent.role == HiddenApp {
			ids = append(ids, id)
		}
	}
	return ids
}

// checkCover compares the frames below a container with an area that they
// have to fill.
func (n *node) checkCover(area Rect, g Gaps) error {
	const tolerance = 1e-6
	if n.isWindow() {
		if n.leaf.fullscreen {
			return nil
		}
		f := n.leaf.laid
		for _, d := range []float64{f.X - area.X, f.Y - area.Y, f.W - area.W, f.H - area.H} {
			if math.Abs(d) > tolerance {
				return fmt.Errorf("window %d is at %v, its place is %v", n.leaf.ID, f, area)
			}
		}
		return nil
	}
	if n.layout.Arrangement == Accordion {
		for _, c := range n.children {
			leaves := c.leaves()
			if len(leaves) > 0 && !slices.ContainsFunc(leaves, func(l *node) bool { return l.leaf.laid.Intersects(area) }) {
				return fmt.Errorf("a child of an accordion is outside of it")
			}
		}
		return nil
	}
	o := n.layout.Orientation
	at := 0.0
	for i, c := range n.children {
		length := c.weight
		slice := area.slice(o, at, length)
		half := n.gap(g, area) / 2
		if i > 0 {
			slice = slice.slice(o, half, slice.length(o)-half)
		}
		if i < len(n.children)-1 {
			slice = slice.slice(o, 0, slice.length(o)-half)
		}
		if err := c.checkCover(slice, g); err != nil {
			return err
		}
		at += length
	}
	if len(n.children) > 0 && math.Abs(at-area.length(o)) > tolerance {
		return fmt.Errorf("children are %v long in all, their container %v", at, area.length(o))
	}
	return nil
}
