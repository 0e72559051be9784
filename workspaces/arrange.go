package workspaces

import "slices"

// Subject is the container that a layout command is about: the parent of a
// window, or the root of a workspace.
type Subject struct {
	Window    WindowID
	Workspace string // the root of this one, if Root or Window is NoWindow
	Root      bool
}

func (s *State) container(sub Subject) (*node, error) {
	if sub.Root || sub.Window == NoWindow {
		return s.workspace(sub.Workspace).root, nil
	}
	n, err := s.tiled(sub.Window)
	if err != nil {
		return nil, err
	}
	return n.parent, nil
}

// LayoutOf is the layout of a container. ErrFloating and ErrNative if its
// window stands in none.
func (s *State) LayoutOf(sub Subject) (Layout, error) {
	if (sub.Root || sub.Window == NoWindow) && !s.HasWorkspace(sub.Workspace) {
		return s.rootLayout(s.MonitorOf(sub.Workspace)), nil
	}
	c, err := s.container(sub)
	if err != nil {
		return Layout{}, err
	}
	return c.layout, nil
}

// SetLayout changes the layout of a container. If containers have to cross
// their parents, the ancestors turn too.
func (s *State) SetLayout(sub Subject, l Layout) (*State, error) {
	t := s.clone()
	c, err := t.container(sub)
	if err != nil {
		return s, err
	}
	if l.Orientation != c.layout.Orientation && t.settings.Opposite {
		for a, o := c.parent, l.Orientation.Opposite(); a != nil; a, o = a.parent, o.Opposite() {
			a.layout.Orientation = o
		}
	}
	c.layout = l
	return t, nil
}

// Dimension is the axis that a resize is about.
type Dimension int

// Smart is the axis of the nearest tiles container, SmartOpposite the other.
const (
	Smart Dimension = iota
	SmartOpposite
	Width
	Height
)

// Units says how much to resize.
type Units int

// Add, subtract, or set the length.
const (
	Add Units = iota
	Subtract
	Set
)

// Resize gives a window, or the container around it that stands on the axis,
// more or less of its parent's length; the siblings share the difference.
func (s *State) Resize(id WindowID, d Dimension, u Units, amount float64) (*State, error) {
	if _, err := s.tiled(id); err != nil {
		return s, ErrNotResizable
	}
	t := s.clone()
	n := t.windows[id].resizable(d)
	if n == nil {
		return s, ErrNotResizable
	}
	siblings := len(n.parent.children) - 1
	if siblings == 0 {
		return s, ErrOnlyChild
	}
	diff := amount
	switch u {
	case Subtract:
		diff = -amount
	case Set:
		diff = amount - n.weight
	}
	for _, c := range n.parent.children {
		if c == n {
			c.weight += diff
		} else {
			c.weight -= diff / float64(siblings)
		}
	}
	return t, nil
}

// resizable is the innermost node from n upwards that stands in a tiles
// container of the wanted axis.
func (n *node) resizable(d Dimension) *node {
	var candidates []*node
	for ; n.parent != nil; n = n.parent {
		if n.parent.layout.Arrangement == Tiles {
			candidates = append(candidates, n)
		}
	}
	if len(candidates) == 0 {
		return nil
	}
	axis := candidates[0].parent.layout.Orientation
	switch d {
	case SmartOpposite:
		axis = axis.Opposite()
	case Width:
		axis = Horizontal
	case Height:
		axis = Vertical
	}
	i := slices.IndexFunc(candidates, func(c *node) bool { return c.parent.layout.Orientation == axis })
	if i < 0 {
		return nil
	}
	return candidates[i]
}

// Balance gives all children of every tiles container the same size.
func (s *State) Balance(workspace string) *State {
	t := s.clone()
	t.workspace(workspace).root.balance()
	return t
}

func (n *node) balance() {
	for _, c := range n.children {
		if n.layout.Arrangement == Tiles {
			c.weight = 1
		}
		c.balance()
	}
}

// Flatten makes all tiling windows of a workspace direct children of its
// root.
func (s *State) Flatten(workspace string) *State {
	t := s.clone()
	root := t.workspace(workspace).root
	leaves := root.leaves()
	root.children = nil
	for _, leaf := range leaves {
		t.bind(leaf, root, -1, 1)
	}
	return t
}

// Split makes room for a neighbour across: the parent of an only child turns,
// any other window gets a container of its own.
func (s *State) Split(id WindowID, o Orientation) (*State, error) {
	if s.settings.Flatten {
		return s, ErrFlatten
	}
	n, err := s.tiled(id)
	if err != nil {
		return s, err
	}
	if len(n.parent.children) == 1 {
		return s.SetLayout(Subject{Window: id}, Layout{n.parent.layout.Arrangement, o})
	}
	t := s.clone()
	n = t.windows[id]
	parent, index, weight := n.unbind()
	c := &node{role: Tiling, layout: Layout{Tiles, o}}
	t.bind(c, parent, index, weight)
	t.bind(n, c, 0, 1)
	return t, nil
}

// SetFullscreen makes a window cover its workspace, or ends that, also where
// its application asked to cover the monitor. It covers as long as it is the
// most recent window of the tree; layout ends it otherwise.
func (s *State) SetFullscreen(id WindowID, on, noOuterGaps bool) (*State, error) {
	if err := s.onWorkspace(id); err != nil {
		return s, err
	}
	t := s.clone()
	n := t.windows[id]
	n.leaf.fullscreen, n.leaf.noOuterGaps = on, on && noOuterGaps
	n.leaf.coversMonitor = n.leaf.coversMonitor && on
	t.mark(n)
	return t, nil
}

// CoverMonitor makes a window cover its whole monitor, bars too, as its
// application asks to (EWMH's _NET_WM_STATE_FULLSCREEN). It keeps its place on
// the workspace, and takes the focus if that is there: what it covers should not
// have the keyboard. As after SetFullscreen, layout ends it once a tile is used.
func (s *State) CoverMonitor(id WindowID, on bool) (*State, error) {
	if !on {
		if err := s.onWorkspace(id); err != nil {
			return s, err
		}
		t := s.clone()
		l := t.windows[id].leaf
		l.fullscreen, l.noOuterGaps, l.coversMonitor = false, false, false
		return t, nil
	}
	t, err := s.SetFullscreen(id, false, false)
	if err != nil {
		return s, err
	}
	n := t.windows[id]
	n.leaf.coversMonitor = true
	if space := n.workspace(); space.name == t.focus.Workspace {
		t.setFocus(Focus{space.name, id})
	}
	return t, nil
}
