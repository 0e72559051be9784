package workspaces

import "slices"

// Normalize tidies every tree: empty containers go; with Flatten a container
// with one child gives way to the child; with Opposite nested containers
// cross their parents.
func (s *State) Normalize() *State {
	if !s.needsNormalization() {
		return s
	}
	t := s.clone()
	for _, w := range t.spaces {
		t.flatten(w.root, w)
		if t.settings.Opposite {
			w.root.alternate()
		}
	}
	return t
}

func (s *State) needsNormalization() bool {
	for _, w := range s.spaces {
		for _, c := range w.root.children {
			if s.untidy(c, w.root.layout.Orientation) || s.settings.Flatten && !c.isWindow() && len(w.root.children) == 1 {
				return true
			}
		}
	}
	return false
}

func (s *State) untidy(n *node, parent Orientation) bool {
	if n.isWindow() {
		return false
	}
	if len(n.children) == 0 ||
		s.settings.Flatten && len(n.children) == 1 ||
		s.settings.Opposite && n.layout.Orientation == parent {
		return true
	}
	return slices.ContainsFunc(n.children, func(c *node) bool { return s.untidy(c, n.layout.Orientation) })
}

func (s *State) flatten(n *node, w *workspace) {
	if s.settings.Flatten && len(n.children) == 1 && (n != w.root || !n.children[0].isWindow()) {
		child := n.children[0]
		child.weight, child.stamp = n.weight, n.stamp
		if n == w.root {
			child.parent, child.space, w.root = nil, w, child
		} else {
			child.parent = n.parent
			n.parent.children[n.index()] = child
		}
		if !child.isWindow() {
			s.flatten(child, w)
		}
		return
	}
	for _, c := range slices.Clone(n.children) {
		if c.isWindow() {
			continue
		}
		s.flatten(c, w)
	}
	n.children = slices.DeleteFunc(n.children, func(c *node) bool { return !c.isWindow() && len(c.children) == 0 })
}

func (n *node) alternate() {
	for _, c := range n.children {
		if !c.isWindow() {
			c.layout.Orientation = n.layout.Orientation.Opposite()
			c.alternate()
		}
	}
}
