package workspaces

import (
	"cmp"
	"math"
	"slices"
)

// Scene is what the desktop should look like.
type Scene struct {
	// Windows are all windows but popups and minimized ones in stacking order,
	// the lowest first.
	Windows []Placed
	Focus   Focus
}

// Placed is where one window goes.
type Placed struct {
	ID        WindowID
	Frame     Rect
	Visible   bool
	Placement Placement
	// Fullscreen windows cover their workspace.
	Fullscreen bool
	Workspace  string
	Monitor    int
}

// Layout computes the scene. The new State remembers the frames, the weights
// in pixels, and which windows are no longer fullscreen. The focus leaves a
// workspace that another one was shown in place of, and what has it because its
// window left keeps it, whichever becomes the most recent one later.
func (s *State) Layout() (*State, Scene) {
	t := s.clone()
	if f := t.focus.Workspace; !t.IsVisible(f) {
		t.setFocus(t.spaces[t.screens[t.MonitorOf(f)].shown].focus())
	}
	t.focus = t.Focus()
	var hidden, visible []Placed
	for _, name := range t.Workspaces() {
		i, shown := t.monitorShowing(name)
		if !shown {
			for _, n := range t.spaces[name].floating.leaves() {
				t.goAway(n.leaf)
			}
			hidden = append(hidden, t.spaces[name].hiddenWindows(t.MonitorOf(name))...)
			continue
		}
		visible = append(visible, t.layoutWorkspace(t.spaces[name], i)...)
	}
	return t, Scene{Windows: append(hidden, visible...), Focus: t.Focus()}
}

// hiddenWindows are a hidden workspace's windows, where they were.
func (w *workspace) hiddenWindows(monitor int) []Placed {
	var placed []Placed
	for _, top := range w.tops() {
		for _, n := range top.leaves() {
			frame := n.leaf.Frame
			if top.role == Tiling && n.leaf.isLaid {
				frame = n.leaf.laid
			}
			placed = append(placed, Placed{ID: n.leaf.ID, Frame: frame, Placement: top.role, Workspace: w.name, Monitor: monitor})
		}
	}
	return placed
}

// layoutWorkspace places the windows of a workspace that monitor i shows, the
// lowest first.
func (s *State) layoutWorkspace(w *workspace, i int) []Placed {
	var placed []Placed
	put := func(n *node, frame Rect) {
		placed = append(placed, Placed{
			ID: n.leaf.ID, Frame: frame, Visible: true, Placement: n.parent.top().role,
			Fullscreen: n.leaf.fullscreen, Workspace: w.name, Monitor: i,
		})
	}
	area := s.tilingArea(i)
	l := tiler{gaps: s.gaps(i), padding: s.settings.AccordionPadding}
	l.place(w.root, area, area)

	mru := w.root.mruWindow()
	if mru != nil && !mru.leaf.coversMonitor {
		for _, n := range slices.Concat(w.root.leaves(), w.floating.leaves()) {
			used := n.stamp > mru.stamp || n.leaf.ID == s.focus.Window // a new window may be newer, and not focused
			n.leaf.coversMonitor = n.leaf.coversMonitor && used
		}
	}
	covered := false
	whole := slices.Clone(w.native.children)
	var tileStamp, floatStamp uint64
	for _, n := range w.root.stacked(nil) {
		if n.leaf.coversMonitor {
			whole = append(whole, n)
			continue
		}
		tileStamp = max(tileStamp, n.stamp)
		if n.leaf.fullscreen && n == mru {
			covered = true
			continue
		}
		n.leaf.fullscreen, n.leaf.noOuterGaps = false, false
		put(n, n.leaf.laid)
	}
	if covered {
		mru.leaf.laid = s.fullscreenFrame(mru, i)
		put(mru, mru.leaf.laid)
	}
	tiles := placed
	placed = nil

	floating := slices.Clone(w.floating.children)
	slices.SortStableFunc(floating, func(a, b *node) int { return cmp.Compare(a.stamp, b.stamp) })
	for _, n := range floating {
		if n.leaf.coversMonitor {
			whole = append(whole, n)
			continue
		}
		floatStamp = n.stamp
		if n.leaf.fullscreen {
			n.leaf.Frame = s.fullscreenFrame(n, i)
			n.leaf.fullscreen, n.leaf.noOuterGaps = false, false
		} else {
			s.comeBack(n.leaf, i)
			n.leaf.Frame = s.bringToMonitor(n.leaf.Frame, i)
		}
		put(n, n.leaf.Frame)
	}
	floats := placed
	placed = nil

	slices.SortStableFunc(whole, func(a, b *node) int { return cmp.Compare(a.stamp, b.stamp) })
	var wholeStamp uint64
	for _, n := range whole {
		put(n, s.screens[i].Frame)
		placed[len(placed)-1].Fullscreen = true
		wholeStamp = max(wholeStamp, n.stamp)
		if n.leaf.ID == s.focus.Window {
			wholeStamp = math.MaxUint64
		}
	}

	// Floating windows are above tiles, but a window that covers everything
	// goes above what was used before it.
	if covered && tileStamp > floatStamp {
		tiles, floats = floats, tiles
	}
	switch {
	case tileStamp > wholeStamp:
		return slices.Concat(placed, tiles, floats)
	case floatStamp > wholeStamp:
		return slices.Concat(tiles, placed, floats)
	}
	return slices.Concat(tiles, floats, placed)
}

func (s *State) fullscreenFrame(n *node, i int) Rect {
	if n.leaf.noOuterGaps {
		return s.screens[i].WorkArea
	}
	return s.workArea(i)
}

// bringToMonitor moves a floating frame that lies on another monitor to the
// same relative place on monitor i; one that lies on none comes inside.
func (s *State) bringToMonitor(frame Rect, i int) Rect {
	if frame.Empty() {
		return frame
	}
	at, on := s.monitorAt(frame.Center())
	if on && at == i {
		return frame
	}
	to := s.screens[i].WorkArea
	if (frame.W >= 2*to.W || frame.H >= 2*to.H) && to.Contains(frame.TopLeft()) {
		return frame // too large for its centre to be here
	}
	if on {
		from := s.screens[at].WorkArea
		frame.X = to.X + (frame.X-from.X)/from.W*to.W
		frame.Y = to.Y + (frame.Y-from.Y)/from.H*to.H
	}
	return frame.within(to)
}

// tiler assigns frames to a tree.
type tiler struct {
	gaps    Gaps
	padding float64
}

// place puts a node at frame. virtual is the same area without gaps; it says
// which window a point belongs to.
func (t tiler) place(n *node, frame, virtual Rect) {
	switch {
	case n.isWindow():
		n.leaf.laid, n.leaf.virtual, n.leaf.isLaid = frame, virtual, true
	case len(n.children) == 0:
	case n.layout.Arrangement == Tiles:
		t.tiles(n, frame, virtual)
	default:
		t.accordion(n, frame, virtual)
	}
}

func (t tiler) tiles(n *node, frame, virtual Rect) {
	o, count := n.layout.Orientation, len(n.children)
	gap := n.gap(t.gaps, frame)
	// Both areas are as long as the container's; gaps are cut out of frame.
	n.fit(frame.length(o), gap+1)
	at, vat := 0.0, 0.0
	for i, c := range n.children {
		before, after := gap/2, gap/2
		if i == 0 {
			before = 0
		}
		if i == count-1 {
			after = 0
		}
		vlength := c.weight / frame.length(o) * virtual.length(o)
		t.place(c, frame.slice(o, at+before, c.weight-before-after), virtual.slice(o, vat, vlength))
		at += c.weight
		vat += vlength
	}
}

// gap is what is left free between the children of a container at frame. It
// gives way where a child would have less than a pixel.
func (n *node) gap(g Gaps, frame Rect) float64 {
	o := n.layout.Orientation
	return min(g.inner(o), max(0, frame.length(o)/float64(len(n.children))-1))
}

// fit makes the children's weights add up to length: they share the
// difference equally. Where that would leave one of them less than least, as
// in a container that became much shorter, the others share what there is
// beyond that in proportion.
func (n *node) fit(length, least float64) {
	count := float64(len(n.children))
	sum, beyond, smallest := 0.0, 0.0, n.children[0].weight
	for _, c := range n.children {
		sum += c.weight
		beyond += max(c.weight-least, 0)
		smallest = min(smallest, c.weight)
	}
	if math.Abs(length-sum) < 1e-7 && smallest >= least {
		return // so that rounding errors do not move windows at every layout
	}
	share, room := (length-sum)/count, length-count*least
	for _, c := range n.children {
		switch {
		case smallest+share >= least:
			c.weight += share
		case room <= 0 || beyond == 0:
			c.weight = length / count
		default:
			c.weight = least + max(c.weight-least, 0)*room/beyond
		}
	}
}

func (t tiler) accordion(n *node, frame, virtual Rect) {
	o, count := n.layout.Orientation, len(n.children)
	p := min(t.padding, max(0, (frame.length(o)-1)/2)) // something of each child shows
	mru := slices.Index(n.children, n.mruChild())
	for i, c := range n.children {
		before, after := p, p
		switch {
		case count == 1:
			before, after = 0, 0
		case i == 0:
			before, after = 0, p
		case i == count-1:
			before, after = p, 0
		case i == mru-1:
			before, after = 0, 2*p
		case i == mru+1:
			before, after = 2*p, 0
		}
		t.place(c, frame.slice(o, before, frame.length(o)-before-after), virtual)
	}
}

// stacked appends the windows below a node, the lowest first. In an
// accordion the most recent child is on top and the others recede from it,
// so that the edge of its neighbours shows.
func (n *node) stacked(order []*node) []*node {
	if n.isWindow() {
		return append(order, n)
	}
	children := slices.Clone(n.children)
	if n.layout.Arrangement == Accordion && len(children) > 1 {
		mru := slices.Index(n.children, n.mruChild())
		place := map[*node]int{}
		for i, c := range n.children {
			place[c] = max(i-mru, mru-i)
		}
		slices.SortStableFunc(children, func(a, b *node) int { return cmp.Compare(place[b], place[a]) })
	}
	for _, c := range children {
		order = c.stacked(order)
	}
	return order
}
