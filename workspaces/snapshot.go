package workspaces

import (
	"cmp"
	"slices"
)

// Snapshot is a State as plain data: it can be written by hand, stored, and
// turned into a State again.
type Snapshot struct {
	Monitors   []Monitor
	Workspaces []WorkspaceSnapshot
	Minimized  []WindowSnapshot `json:",omitempty"`
	Popups     []WindowSnapshot `json:",omitempty"`
	// Recency lists windows from the least to the most recently used; those
	// that it leaves out count as used in the order in which they stand.
	Recency []WindowID `json:",omitempty"`
	// Visible maps a monitor's index to the workspace that it shows.
	Visible  map[int]string `json:",omitempty"`
	Focus    Focus
	Previous string `json:",omitempty"` // the workspace focused before
}

// WorkspaceSnapshot is one workspace of a Snapshot.
type WorkspaceSnapshot struct {
	Name             string
	Root             NodeSnapshot
	Floating         []WindowSnapshot `json:",omitempty"`
	NativeFullscreen []WindowSnapshot `json:",omitempty"`
	HiddenApp        []WindowSnapshot `json:",omitempty"`
	// Monitor is the 1-based number of the monitor that showed it last, or 0.
	Monitor int `json:",omitempty"`
}

// NodeSnapshot is a window (Window is set) or a container.
type NodeSnapshot struct {
	Window   *WindowSnapshot `json:",omitempty"`
	Layout   Layout
	Weight   float64        // 0 and less count as 1
	Children []NodeSnapshot `json:",omitempty"`
}

// WindowSnapshot is one window of a Snapshot.
type WindowSnapshot struct {
	Window
	Fullscreen, NoOuterGaps bool `json:",omitempty"`
	CoversMonitor           bool `json:",omitempty"`
	LastFloatingSize        Size
}

// Restore builds the State of a snapshot. Monitors without a visible
// workspace get one; a Focus without a workspace is on the main monitor. A
// window that stands in the snapshot twice is taken once.
func Restore(settings Settings, snap Snapshot) *State {
	persistent := settings.Persistent
	settings.Persistent = nil
	s := New(settings, snap.Monitors)
	s.settings.Persistent = persistent
	s.spaces = map[string]*workspace{}
	s.clock = 0
	for i := range s.screens {
		s.screens[i].shown, s.screens[i].previous = "", ""
	}

	for _, ws := range snap.Workspaces {
		w := s.workspace(ws.Name)
		if ws.Monitor > 0 && ws.Monitor <= len(s.screens) {
			w.remember(s.screens[ws.Monitor-1].Frame.TopLeft())
		}
		s.grow(w, ws, s.newNode)
	}
	s.bindAll(snap.Minimized, s.minimized, s.newNode)
	s.bindAll(snap.Popups, s.popups, s.newNode)
	s.markAll(snap.Recency)
	for i := range s.screens {
		if name := snap.Visible[i]; name != "" {
			s.show(s.workspace(name), i)
		}
	}
	focus := snap.Focus
	if focus.Workspace != "" {
		s.focus = focus
		s.show(s.workspace(focus.Workspace), s.MonitorOf(focus.Workspace))
	}
	for i := range s.screens {
		s.fill(i)
	}
	if focus.Workspace == "" {
		focus = s.spaces[s.screens[s.mainMonitor()].shown].focus()
	}
	s.focus = focus
	s.setFocus(s.Focus())
	s.previousWorkspace = snap.Previous
	s.known = s.knownFocus()
	return s
}

// grow fills a workspace as a snapshot has it. node gives the window's node,
// or nil to leave the window out.
func (s *State) grow(w *workspace, snap WorkspaceSnapshot, node func(WindowSnapshot) *node) {
	w.root.layout = snap.Root.Layout
	s.growBelow(w.root, snap.Root, node)
	s.bindAll(snap.Floating, w.floating, node)
	s.bindAll(snap.NativeFullscreen, w.native, node)
	s.bindAll(snap.HiddenApp, w.hidden, node)
}

func (s *State) growBelow(parent *node, snap NodeSnapshot, window func(WindowSnapshot) *node) {
	for _, child := range snap.Children {
		weight := child.Weight
		if weight <= 0 {
			weight = 1
		}
		if child.Window == nil {
			c := &node{role: Tiling, layout: child.Layout}
			s.bind(c, parent, -1, weight)
			s.growBelow(c, child, window)
		} else if n := window(*child.Window); n != nil {
			s.bind(n, parent, -1, weight)
		}
	}
}

func (s *State) bindAll(windows []WindowSnapshot, parent *node, node func(WindowSnapshot) *node) {
	for _, w := range windows {
		if n := node(w); n != nil {
			s.bind(n, parent, -1, 1)
		}
	}
}

// newNode makes the node of a window, unless there is one.
func (s *State) newNode(w WindowSnapshot) *node {
	if _, known := s.windows[w.ID]; known {
		return nil
	}
	n := &node{leaf: &leaf{
		Window: w.Window, fullscreen: w.Fullscreen, noOuterGaps: w.NoOuterGaps, coversMonitor: w.CoversMonitor,
		lastSize: w.LastFloatingSize,
	}}
	s.windows[w.ID] = n
	return n
}

// markAll makes known windows the most recent ones, the last one most of all.
func (s *State) markAll(ids []WindowID) {
	for _, id := range ids {
		if n, ok := s.windows[id]; ok {
			s.mark(n)
		}
	}
}

// byRecency are all windows, the least recently used first.
func (s *State) byRecency() []WindowID {
	ids := s.Windows()
	slices.SortStableFunc(ids, func(a, b WindowID) int { return cmp.Compare(s.windows[a].stamp, s.windows[b].stamp) })
	return ids
}

// Snapshot is the State as plain data.
func (s *State) Snapshot() Snapshot {
	snap := Snapshot{
		Monitors:  s.Monitors(),
		Minimized: s.minimized.snapshots(),
		Popups:    s.popups.snapshots(),
		Visible:   map[int]string{},
		Focus:     s.Focus(),
		Previous:  s.previousWorkspace,
	}
	for _, name := range s.Workspaces() {
		w := s.spaces[name]
		ws := WorkspaceSnapshot{
			Name: name, Root: w.root.snapshot(), Floating: w.floating.snapshots(),
			NativeFullscreen: w.native.snapshots(), HiddenApp: w.hidden.snapshots(),
		}
		if w.hasHome {
			ws.Monitor = 1 + s.nearestMonitor(w.home)
		}
		snap.Workspaces = append(snap.Workspaces, ws)
	}
	for i, sc := range s.screens {
		snap.Visible[i] = sc.shown
	}
	snap.Recency = s.byRecency()
	return snap
}

// Tree returns a picture of a workspace's tree.
func (s *State) Tree(workspace string) NodeSnapshot {
	if w := s.spaces[workspace]; w != nil {
		return w.root.snapshot()
	}
	return NodeSnapshot{Layout: s.rootLayout(s.MonitorOf(workspace))}
}

func (n *node) snapshot() NodeSnapshot {
	snap := NodeSnapshot{Layout: n.layout, Weight: n.weight}
	if n.isWindow() {
		snap.Window = &WindowSnapshot{n.leaf.Window, n.leaf.fullscreen, n.leaf.noOuterGaps, n.leaf.coversMonitor, n.leaf.lastSize}
	}
	for _, c := range n.children {
		snap.Children = append(snap.Children, c.snapshot())
	}
	return snap
}

func (n *node) snapshots() []WindowSnapshot {
	var windows []WindowSnapshot
	for _, l := range n.leaves() {
		windows = append(windows, *l.snapshot().Window)
	}
	return windows
}
