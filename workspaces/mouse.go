package workspaces

// DropTile ends a drag of a tiled window at p: it changes places with the tile
// there, or goes beside it where that is on another monitor's workspace
// (AeroSpace's drag with the mouse).
func (s *State) DropTile(id WindowID, p Point) (*State, error) {
	n, err := s.tiled(id)
	if err != nil {
		return s, err
	}
	i, on := s.monitorAt(p)
	if !on {
		return s, nil
	}
	name := s.screens[i].shown
	there := s.spaces[name].root.hit(p)
	if n.workspace().name == name {
		if there == nil {
			return s, nil
		}
		return s.swap(n, there, SwapOptions{})
	}
	t := s.clone()
	n = t.windows[id]
	parent, index := t.spaces[name].root, 0
	if there != nil {
		there = t.windows[there.leaf.ID]
		parent, index = there.parent, there.index()
		if o := parent.layout.Orientation; p.along(o) >= there.leaf.laid.Center().along(o) {
			index++
		}
	}
	n.unbind()
	t.bind(n, parent, index, auto)
	if t.focus.Window == id {
		t.setFocus(Focus{name, id})
	}
	return t, nil
}

// leastTile is how narrow dragging an edge makes a tile, in pixels.
const leastTile = 20

// ResizeTile follows a drag of a tiled window's edges from one frame to
// another: what an edge gains, the windows beyond it lose. Where nothing is
// beyond an edge the opposite one moves as far. The frames are those of the
// whole drag, so that any number of steps lead to the same end.
func (s *State) ResizeTile(id WindowID, from, to Rect) (*State, error) {
	n, err := s.tiled(id)
	if err != nil {
		return s, err
	}
	if !n.leaf.isLaid {
		return s, ErrNotResizable
	}
	t := s.clone()
	n = t.windows[id]
	for _, side := range []Direction{Left, Right, Up, Down} {
		if by := to.edge(side) - from.edge(side); by != 0 {
			n.dragEdge(side, from, by)
		}
	}
	return t, nil
}

// dragEdge brings an edge of a tile to where it is by pixels from its place in
// the frame from.
func (n *node) dragEdge(side Direction, from Rect, by float64) {
	beyond := n.beyond(side)
	if beyond == nil {
		side = side.Opposite()
		if beyond = n.beyond(side); beyond == nil {
			return
		}
	}
	gain := (from.edge(side) + by - n.leaf.laid.edge(side)) * float64(side.Offset())
	grows := beyond[0].parent.childAbove(n)
	count, smallest := float64(len(beyond)), beyond[0].weight
	for _, c := range beyond {
		smallest = min(smallest, c.weight)
	}
	gain = min(gain, count*max(0, smallest-leastTile))
	gain = max(gain, -max(0, grows.weight-leastTile))
	grows.weight += gain
	for _, c := range beyond {
		c.weight -= gain / count
	}
}

// beyond are the nodes on a side of the innermost one around n that has any
// there in a tiles container.
func (n *node) beyond(side Direction) []*node {
	for ; n.parent != nil; n = n.parent {
		if !n.parent.runsAlong(side.Orientation()) || n.parent.layout.Arrangement != Tiles {
			continue
		}
		i := n.index()
		nodes := n.parent.children[:i]
		if side.Offset() > 0 {
			nodes = n.parent.children[i+1:]
		}
		if len(nodes) > 0 {
			return nodes
		}
	}
	return nil
}

// childAbove is the child of a container that is n or has n below it.
func (n *node) childAbove(below *node) *node {
	for below.parent != n {
		below = below.parent
	}
	return below
}

// edge is the coordinate of a side.
func (r Rect) edge(side Direction) float64 {
	switch side {
	case Left:
		return r.X
	case Right:
		return r.Right()
	case Up:
		return r.Y
	default:
		return r.Bottom()
	}
}
