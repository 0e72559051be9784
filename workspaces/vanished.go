package workspaces

import "slices"

// Vanished remembers the desktop from before windows vanished. When macOS locks
// its screen, all windows seem to close; when they come back they go to where
// they stood. This is AeroSpace's cache of closed windows. It is a value, and
// the zero value remembers nothing; drop it when somebody changes a tree on
// purpose.
type Vanished struct {
	before Snapshot
	apps   map[WindowID]App
}

// Remember notes a desktop that a window is about to vanish from, unless all
// windows of its workspaces are remembered already.
func (v Vanished) Remember(s *State) Vanished {
	apps := map[WindowID]App{}
	remembered := true
	for id, n := range s.windows {
		if n.workspace() != nil {
			apps[id] = n.leaf.App
			_, known := v.apps[id]
			remembered = remembered && known
		}
	}
	if remembered {
		return v
	}
	return Vanished{s.Snapshot(), apps}
}

// Recall adds a window that is back, and puts it and all others that are
// remembered where they stood; workspaces are shown where they were. False if
// the window is another one than that which vanished under its ID.
func (v Vanished) Recall(s *State, w Window) (*State, bool) {
	app, known := v.apps[w.ID]
	if _, here := s.windows[w.ID]; !known || here || app.PID != w.App.PID || app.ID != w.App.ID || w.Kind == KindPopup {
		return s, false
	}
	t := s.clone()
	back := &node{leaf: &leaf{Window: w}}
	t.windows[w.ID] = back

	loose := map[WindowID]*node{w.ID: back}
	for id := range v.apps {
		if n := t.windows[id]; n != nil && n != back && n.workspace() != nil {
			n.unbind()
			loose[id] = n
		}
	}
	find := func(snap WindowSnapshot) *node {
		n := loose[snap.ID]
		if n == back {
			n.leaf.fullscreen, n.leaf.noOuterGaps, n.leaf.lastSize = snap.Fullscreen, snap.NoOuterGaps, snap.LastFloatingSize
			n.leaf.coversMonitor = snap.CoversMonitor
		}
		return n
	}
	newer := map[*workspace][]*node{}
	for _, ws := range v.before.Workspaces {
		space := t.workspace(ws.Name)
		newer[space] = space.root.leaves()
		if ws.Monitor > 0 {
			space.remember(v.before.Monitors[ws.Monitor-1].Frame.TopLeft())
		}
		space.root = &node{space: space, role: Tiling, weight: 1}
		t.grow(space, ws, find)
	}
	t.markAll(v.before.Recency)
	for space, nodes := range newer {
		for _, n := range nodes {
			t.insert(n, space)
		}
	}
	t.markAll(slices.DeleteFunc(s.byRecency(), func(id WindowID) bool { return loose[id] != nil }))
	t.markAll([]WindowID{t.focus.Window})
	for i, m := range v.before.Monitors {
		for j, sc := range t.screens {
			if sc.Frame.TopLeft() == m.Frame.TopLeft() {
				t.show(t.workspace(v.before.Visible[i]), j)
			}
		}
	}
	for _, sc := range t.screens {
		t.spaces[sc.shown].remember(sc.Frame.TopLeft())
	}
	return t, true
}
