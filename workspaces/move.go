package workspaces

// MoveOptions say what a move does at the edge of the workspace.
type MoveOptions struct {
	Boundaries Boundaries
	Action     BoundaryAction // Stop, Fail or CreateContainer
}

// Move moves a window one step: it changes places with a window beside it,
// goes into a container beside it, or leaves its container.
func (s *State) Move(id WindowID, d Direction, o MoveOptions) (*State, error) {
	if _, err := s.tiled(id); err != nil {
		return s, err
	}
	t := s.clone()
	n := t.windows[id]
	if n.parent.runsAlong(d.Orientation()) {
		at := n.index() + d.Offset()
		if at >= 0 && at < len(n.parent.children) {
			if sibling := n.parent.children[at]; sibling.isWindow() {
				parent, _, weight := n.unbind()
				t.bind(n, parent, at, weight)
			} else {
				n.unbind()
				t.moveInto(n, sibling, d)
			}
			return t, nil
		}
	}
	for a := n.parent; a.parent != nil; a = a.parent {
		if a.parent.runsAlong(d.Orientation()) {
			n.unbind()
			at := a.index()
			if d.Offset() > 0 {
				at++
			}
			t.bind(n, a.parent, at, auto)
			return t, nil
		}
	}
	return s.moveOut(id, d, o)
}

// moveInto puts an unbound window into a container: at the start of the
// first one on the way down that runs along d, else after its most recent
// window.
func (s *State) moveInto(n, into *node, d Direction) {
	for !into.runsAlong(d.Orientation()) {
		mru := into.mruChild()
		if mru == nil {
			break
		}
		if mru.isWindow() {
			s.bind(n, into, mru.index()+1, auto)
			return
		}
		into = mru
	}
	s.bind(n, into, 0, auto)
}

// moveOut is a move at the edge of the tree.
func (s *State) moveOut(id WindowID, d Direction, o MoveOptions) (*State, error) {
	space := s.windows[id].workspace()
	if o.Boundaries == AllMonitors {
		if i, ok := s.MonitorInDirection(s.MonitorOf(space.name), d, false); ok {
			return s.MoveToMonitor(id, i, &d, s.Focus().Window == id)
		}
	}
	switch o.Action {
	case Stop:
		return s, nil
	case Fail:
		return s, ErrBoundary
	}
	t := s.clone()
	n := t.windows[id]
	space = n.workspace()
	old := space.root
	n.unbind()
	root := &node{space: space, role: Tiling, layout: Layout{Tiles, d.Orientation()}, weight: 1, stamp: old.stamp}
	space.root, old.space = root, nil
	old.parent, old.weight = root, 1
	root.children = []*node{old}
	at := 0
	if d.Offset() > 0 {
		at = 1
	}
	t.bind(n, root, at, 1)
	return t, nil
}

// MoveToWorkspace moves a window to another workspace: to the end of its
// root, or of its floating windows. With follow the focus goes along.
func (s *State) MoveToWorkspace(id WindowID, name string, follow bool) (*State, error) {
	return s.transfer(id, name, -1, follow)
}

// MoveToMonitor moves a window to the workspace that a monitor shows. A
// window that comes in direction d enters at the near end.
func (s *State) MoveToMonitor(id WindowID, monitor int, d *Direction, follow bool) (*State, error) {
	name := s.screens[monitor].shown
	index := -1
	if d != nil && d.Offset() > 0 && s.spaces[name].root.runsAlong(d.Orientation()) {
		index = 0
	}
	return s.transfer(id, name, index, follow)
}

func (s *State) transfer(id WindowID, name string, index int, follow bool) (*State, error) {
	if err := s.onWorkspace(id); err != nil {
		return s, err
	}
	t := s.clone()
	n := t.windows[id]
	space := t.workspace(name)
	if n.workspace() == space {
		return s, nil
	}
	floating := n.parent.role == Floating
	n.unbind()
	if floating {
		t.bind(n, space.floating, index, 1)
	} else {
		t.bind(n, space.root, index, auto)
	}
	if follow {
		t.setFocus(Focus{name, id})
	}
	return t, nil
}

// JoinWith puts a window and its neighbour into a new tiles container in the
// neighbour's place that runs across.
func (s *State) JoinWith(id WindowID, d Direction) (*State, error) {
	if _, err := s.tiled(id); err != nil {
		return s, ErrBoundary
	}
	t := s.clone()
	n := t.windows[id]
	_, neighbour := n.climb(d)
	if neighbour == nil {
		return s, ErrBoundary
	}
	parent, index, weight := neighbour.unbind()
	join := &node{role: Tiling, layout: Layout{Tiles, parent.layout.Orientation.Opposite()}}
	t.bind(join, parent, index, weight)
	n.unbind()
	t.bind(neighbour, join, 0, 1)
	at := 0
	if d.Offset() < 0 {
		at = 1
	}
	t.bind(n, join, at, 1)
	return t, nil
}

// SwapOptions refine a swap.
type SwapOptions struct {
	WrapAround bool
	SwapFocus  bool // focus the other window
}

// Swap exchanges a window with the one that focus would go to in a
// direction. Floating windows take no part.
func (s *State) Swap(id WindowID, d Direction, o SwapOptions) (*State, error) {
	n, err := s.tiled(id)
	if err != nil {
		return s, err
	}
	var other *node
	if _, sibling := n.climb(d); sibling != nil {
		other = sibling.snap(d.Opposite())
	} else if o.WrapAround {
		other = n.top().snap(d.Opposite())
	}
	return s.swap(n, other, o)
}

// SwapDFS exchanges a window with the next (+1) or previous (-1) one in the
// tree's pre-order.
func (s *State) SwapDFS(id WindowID, offset int, o SwapOptions) (*State, error) {
	n, err := s.tiled(id)
	if err != nil {
		return s, err
	}
	leaves := n.top().leaves()
	for i, leaf := range leaves {
		if leaf != n {
			continue
		}
		i += offset
		if o.WrapAround {
			i = (i + len(leaves)) % len(leaves)
		}
		if i >= 0 && i < len(leaves) {
			return s.swap(n, leaves[i], o)
		}
	}
	return s, ErrBoundary
}

func (s *State) swap(n, other *node, o SwapOptions) (*State, error) {
	if other == nil {
		return s, ErrBoundary
	}
	if n == other {
		if o.SwapFocus {
			return s.FocusWindow(n.leaf.ID)
		}
		return s, nil
	}
	t := s.clone()
	a, b := t.windows[n.leaf.ID], t.windows[other.leaf.ID]
	ap, ai, bp, bi := a.parent, a.index(), b.parent, b.index()
	ap.children[ai], bp.children[bi] = b, a
	a.parent, b.parent = bp, ap
	a.weight, b.weight = b.weight, a.weight
	t.mark(b)
	t.mark(a)
	if o.SwapFocus {
		t.setFocus(Focus{b.workspace().name, b.leaf.ID})
	}
	return t, nil
}
