package workspaces

import (
	"cmp"
	"slices"
)

// Floating returns the floating windows of a workspace in their order.
func (s *State) Floating(workspace string) []WindowID {
	if w := s.spaces[workspace]; w != nil {
		return w.floating.windows()
	}
	return nil
}

// withFloatingTiled is the desktop as it would be if the workspace's floating windows
// stood in its tree where they are seen, so that directions make sense for
// them.
func (s *State) withFloatingTiled(name string, yes bool) *State {
	if s = s.WithWorkspace(name); !yes || s.spaces[name].floating.empty() {
		return s
	}
	t := s.clone()
	space := t.spaces[name]
	area := t.tilingArea(t.MonitorOf(name))
	mru := space.mruWindow()

	type place struct {
		window, container *node
		index             int
		at                float64
	}
	var places []place
	for _, n := range space.floating.children {
		if n.leaf.Frame.Empty() {
			continue
		}
		center := n.leaf.Frame.Center()
		p := place{window: n, container: space.root}
		if hit := space.root.hit(area.clamp(center)); hit != nil {
			p.container = hit.parent
			after := center.along(p.container.layout.Orientation) >= hit.leaf.laid.Center().along(p.container.layout.Orientation)
			switch {
			case p.container.layout.Arrangement == Tiles && after:
				p.index = hit.index() + 1
			case p.container.layout.Arrangement == Tiles:
				p.index = hit.index()
			case after:
				p.index = len(p.container.children)
			}
		}
		p.at = center.along(p.container.layout.Orientation)
		places = append(places, p)
	}
	// From the far end to the near one, so that an index stays right while
	// earlier ones are filled.
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.at, b.at) })
	for _, p := range slices.Backward(places) {
		p.window.unbind()
		t.bind(p.window, p.container, p.index, 1)
	}
	if mru != nil {
		t.mark(mru)
	}
	return t
}

// hit is the window of the tree at p: the child there of tiles, the most
// recent child of an accordion; nil if there is none.
func (n *node) hit(p Point) *node {
	for n != nil && !n.isWindow() {
		var next *node
		if n.layout.Arrangement == Accordion {
			next = n.mruChild()
		} else {
			for _, c := range n.children {
				if c.covers(p) {
					next = c
					break
				}
			}
		}
		n = next
	}
	return n
}

// covers says whether p lies in the gap-less area of the node.
func (n *node) covers(p Point) bool {
	if n.isWindow() {
		return n.leaf.isLaid && n.leaf.virtual.Contains(p)
	}
	return slices.ContainsFunc(n.children, func(c *node) bool { return c.covers(p) })
}

// Float takes a window out of the tree and gives it back its last floating
// size. It stays where its tile was.
func (s *State) Float(id WindowID) (*State, error) {
	n, err := s.movable(id)
	if err != nil || n.parent.role == Floating {
		return s, err
	}
	t := s.clone()
	n = t.windows[id]
	space := n.workspace()
	n.unbind()
	t.bind(n, space.floating, -1, 1)
	if n.leaf.lastSize != (Size{}) {
		n.leaf.Frame.W, n.leaf.Frame.H = n.leaf.lastSize.W, n.leaf.lastSize.H
	}
	if n.leaf.isLaid {
		i := t.MonitorOf(space.name)
		n.leaf.Frame.X, n.leaf.Frame.Y = n.leaf.laid.X, n.leaf.laid.Y
		n.leaf.Frame = n.leaf.Frame.within(t.workArea(i))
	}
	return t, nil
}

// Unfloat puts a floating window into the tree as if it were new, and keeps
// its size for the next time it floats.
func (s *State) Unfloat(id WindowID) (*State, error) {
	n, err := s.movable(id)
	if err != nil || n.parent.role == Tiling {
		return s, err
	}
	t := s.clone()
	n = t.windows[id]
	space := n.workspace()
	if !n.leaf.Frame.Empty() {
		n.leaf.lastSize = n.leaf.Frame.Size()
	}
	n.unbind()
	t.insert(n, space)
	return t, nil
}

// onWorkspace is ErrUnknownWindow, or ErrNative for a window on no workspace.
func (s *State) onWorkspace(id WindowID) error {
	n, ok := s.windows[id]
	switch {
	case !ok:
		return ErrUnknownWindow
	case n.workspace() == nil:
		return ErrNative
	}
	return nil
}

// movable is the node of a window that tiles or floats.
func (s *State) movable(id WindowID) (*node, error) {
	n, ok := s.windows[id]
	if !ok {
		return nil, ErrUnknownWindow
	}
	if n.parent.role != Tiling && n.parent.role != Floating {
		return nil, ErrNative
	}
	return n, nil
}

// tiled is the node of a window that tiles.
func (s *State) tiled(id WindowID) (*node, error) {
	n, err := s.movable(id)
	if err == nil && n.parent.role == Floating {
		return nil, ErrFloating
	}
	return n, err
}
