package workspaces

import "slices"

// auto asks [State.bind] for the mean of the new siblings' weights.
const auto = -1

// node is a window or a container. Windows have a leaf and no children.
type node struct {
	parent *node      // nil for a top container and while unbound
	space  *workspace // of a workspace's top containers only
	leaf   *leaf

	role     Placement // of containers: what they hold
	layout   Layout    // of tiling containers
	children []*node

	// weight is the share of the parent's length; after a layout the
	// weights of a tiles container add up to its length.
	weight float64

	// stamp orders siblings by recency: the highest was used last. It is
	// set on a node and all its ancestors whenever a window is focused or
	// a node is put somewhere.
	stamp uint64
}

func (n *node) isWindow() bool { return n.leaf != nil }

func (n *node) index() int { return slices.Index(n.parent.children, n) }

// top is the container at the root of the node's tree.
func (n *node) top() *node {
	for n.parent != nil {
		n = n.parent
	}
	return n
}

// workspace is nil for minimized windows and popups.
func (n *node) workspace() *workspace { return n.top().space }

// runsAlong says whether the node is a tiling container on that axis.
func (n *node) runsAlong(o Orientation) bool {
	return n != nil && !n.isWindow() && n.role == Tiling && n.layout.Orientation == o
}

// bind puts an unbound node into a container at an index (-1: the end), and
// makes it the most recent one up to the top.
func (s *State) bind(n, parent *node, index int, weight float64) {
	if weight == auto {
		weight = parent.meanWeight()
	}
	if index < 0 {
		index = len(parent.children)
	}
	n.parent, n.weight = parent, weight
	parent.children = slices.Insert(parent.children, index, n)
	s.mark(n)
}

// unbind takes a node out of its container and returns its old place.
func (n *node) unbind() (parent *node, index int, weight float64) {
	parent, index, weight = n.parent, n.index(), n.weight
	parent.children = slices.Delete(parent.children, index, index+1)
	n.parent = nil
	return parent, index, weight
}

// mark makes a node the most recent one in each of its ancestors.
func (s *State) mark(n *node) {
	s.clock++
	for ; n != nil; n = n.parent {
		n.stamp = s.clock
	}
}

func (n *node) meanWeight() float64 {
	if len(n.children) == 0 {
		return 1
	}
	sum := 0.0
	for _, c := range n.children {
		sum += c.weight
	}
	return sum / float64(len(n.children))
}

// mruChild is the child that was used last, or nil.
func (n *node) mruChild() *node {
	var mru *node
	for _, c := range n.children {
		if mru == nil || c.stamp >= mru.stamp {
			mru = c
		}
	}
	return mru
}

// mruWindow follows the most recent children down to a window; nil if the
// path ends in an empty container.
func (n *node) mruWindow() *node {
	for n != nil && !n.isWindow() {
		n = n.mruChild()
	}
	return n
}

// leaves are the windows below a node in pre-order.
func (n *node) leaves() []*node { return n.appendLeaves(nil) }

func (n *node) appendLeaves(leaves []*node) []*node {
	if n.isWindow() {
		return append(leaves, n)
	}
	for _, c := range n.children {
		leaves = c.appendLeaves(leaves)
	}
	return leaves
}

// empty says that there is no window below the node.
func (n *node) empty() bool {
	return !n.isWindow() && !slices.ContainsFunc(n.children, func(c *node) bool { return !c.empty() })
}

func (n *node) windows() []WindowID {
	var ids []WindowID
	for _, l := range n.leaves() {
		ids = append(ids, l.leaf.ID)
	}
	return ids
}

// climb is the nearest node from n upwards that has a sibling in direction
// d, and that sibling; nil, nil at the edge of the tree.
func (n *node) climb(d Direction) (from, sibling *node) {
	for ; n.parent != nil; n = n.parent {
		if !n.parent.runsAlong(d.Orientation()) {
			continue
		}
		at := n.index() + d.Offset()
		if at >= 0 && at < len(n.parent.children) {
			return n, n.parent.children[at]
		}
	}
	return nil, nil
}

// snap descends to the window at the given side: the edge child of
// containers along that axis, the most recent child of the others.
func (n *node) snap(side Direction) *node {
	for n != nil && !n.isWindow() {
		switch {
		case len(n.children) == 0:
			return nil
		case !n.runsAlong(side.Orientation()):
			n = n.mruChild()
		case side.Offset() < 0:
			n = n.children[0]
		default:
			n = n.children[len(n.children)-1]
		}
	}
	return n
}

// clone copies the subtree and notes its windows in index.
func (n *node) clone(parent *node, space *workspace, index map[WindowID]*node) *node {
	c := *n
	c.parent, c.space = parent, space
	if n.leaf != nil {
		l := *n.leaf
		c.leaf = &l
		index[l.ID] = &c
		return &c
	}
	c.children = make([]*node, len(n.children))
	for i, child := range n.children {
		c.children[i] = child.clone(&c, nil, index)
	}
	return &c
}
