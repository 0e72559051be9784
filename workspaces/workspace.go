package workspaces

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// workspace is a named set of windows that is shown or hidden as one.
type workspace struct {
	name     string
	root     *node // the tree
	floating *node
	native   *node // windows in the platform's own fullscreen
	hidden   *node // windows of hidden applications

	// home is the top left of the monitor that showed it last.
	home    Point
	hasHome bool
}

func (w *workspace) tops() [4]*node { return [4]*node{w.root, w.floating, w.native, w.hidden} }

func (w *workspace) clone(index map[WindowID]*node) *workspace {
	c := *w
	c.root = w.root.clone(nil, &c, index)
	c.floating = w.floating.clone(nil, &c, index)
	c.native = w.native.clone(nil, &c, index)
	c.hidden = w.hidden.clone(nil, &c, index)
	return &c
}

func (w *workspace) remember(home Point) { w.home, w.hasHome = home, true }

func (w *workspace) empty() bool {
	return w.root.empty() && w.floating.empty() && w.native.empty() && w.hidden.empty()
}

// mruWindow is nil if the most recent part of the workspace is empty.
func (w *workspace) mruWindow() *node {
	mru := w.root
	for _, top := range w.tops() {
		if top.stamp > mru.stamp {
			mru = top
		}
	}
	return mru.mruWindow()
}

// focus is the most recent window, else the first one, else the workspace.
func (w *workspace) focus() Focus {
	if n := w.mruWindow(); n != nil {
		return Focus{w.name, n.leaf.ID}
	}
	for _, top := range w.tops() {
		if leaves := top.leaves(); len(leaves) > 0 {
			return Focus{w.name, leaves[0].leaf.ID}
		}
	}
	return Focus{w.name, NoWindow}
}

// workspace returns the workspace with that name and makes it if needed.
func (s *State) workspace(name string) *workspace {
	if w, ok := s.spaces[name]; ok {
		return w
	}
	w := &workspace{name: name}
	w.root = &node{space: w, role: Tiling, weight: 1}
	w.floating = &node{space: w, role: Floating}
	w.native = &node{space: w, role: NativeFullscreen}
	w.hidden = &node{space: w, role: HiddenApp}
	s.spaces[name] = w
	w.root.layout = s.rootLayout(s.MonitorOf(name))
	return w
}

func (s *State) rootLayout(monitor int) Layout {
	l := Layout{Arrangement: s.settings.RootArrangement}
	frame := s.screens[monitor].Frame
	if s.settings.RootOrientation == RootVertical ||
		s.settings.RootOrientation == RootAuto && frame.W < frame.H {
		l.Orientation = Vertical
	}
	return l
}

// Workspaces returns the names of the existing workspaces in their order.
func (s *State) Workspaces() []string {
	names := make([]string, 0, len(s.spaces))
	for name := range s.spaces {
		names = append(names, name)
	}
	slices.SortFunc(names, CompareNames)
	return names
}

// HasWorkspace says whether the workspace exists.
func (s *State) HasWorkspace(name string) bool { return s.spaces[name] != nil }

// WithWorkspace returns a State in which the workspace exists.
func (s *State) WithWorkspace(name string) *State {
	if s.HasWorkspace(name) {
		return s
	}
	t := s.clone()
	t.workspace(name)
	return t
}

// IsVisible says whether a monitor shows the workspace.
func (s *State) IsVisible(name string) bool {
	_, ok := s.monitorShowing(name)
	return ok
}

// IsEmpty says whether the workspace has no window at all.
func (s *State) IsEmpty(name string) bool { return s.spaces[name] == nil || s.spaces[name].empty() }

// VisibleOn is the workspace that monitor i shows.
func (s *State) VisibleOn(i int) string { return s.screens[i].shown }

// MonitorOf is the monitor on which a workspace is or would be shown.
func (s *State) MonitorOf(name string) int {
	if i, ok := s.forced(name); ok {
		return i
	}
	if i, ok := s.monitorShowing(name); ok {
		return i
	}
	if w := s.spaces[name]; w != nil && w.hasHome {
		return s.nearestMonitor(w.home)
	}
	return s.mainMonitor()
}

func (s *State) monitorShowing(name string) (int, bool) {
	for i, sc := range s.screens {
		if sc.shown == name {
			return i, true
		}
	}
	return 0, false
}

func (s *State) forced(name string) (int, bool) {
	if s.settings.Forced == nil {
		return 0, false
	}
	return s.settings.Forced(s.Monitors(), name)
}

func (s *State) allowed(name string, monitor int) bool {
	i, forced := s.forced(name)
	return !forced || i == monitor
}

// show puts a workspace on a monitor; false if it is forced elsewhere. A
// monitor that lost it gets another workspace.
func (s *State) show(w *workspace, monitor int) bool {
	if !s.allowed(w.name, monitor) {
		return false
	}
	from, wasVisible := s.monitorShowing(w.name)
	if wasVisible && from == monitor {
		return true
	}
	if shown := s.screens[monitor].shown; shown != "" {
		s.screens[monitor].previous = shown
	}
	s.screens[monitor].shown = w.name
	w.remember(s.screens[monitor].Frame.TopLeft())
	if wasVisible {
		s.screens[from].shown, s.screens[from].previous = "", w.name
		s.fill(from)
	}
	return true
}

// fill gives a monitor that shows nothing a workspace: the one it showed
// before, else the first hidden one that belongs here, else a new one named
// by the lowest free number.
func (s *State) fill(monitor int) {
	if s.screens[monitor].shown != "" {
		return
	}
	if name := s.screens[monitor].previous; name != "" && s.spaces[name] != nil {
		_, forced := s.forced(name)
		if !forced && !s.IsVisible(name) && s.MonitorOf(name) == monitor {
			s.show(s.spaces[name], monitor)
			return
		}
	}
	for _, name := range s.Workspaces() {
		if !s.IsVisible(name) && s.MonitorOf(name) == monitor {
			s.show(s.spaces[name], monitor)
			return
		}
	}
	for i := 1; ; i++ {
		name := strconv.Itoa(i)
		_, forced := s.forced(name)
		if s.IsEmpty(name) && !s.IsVisible(name) && !forced && !slices.Contains(s.settings.Persistent, name) {
			s.show(s.workspace(name), monitor)
			return
		}
	}
}

// MoveWorkspaceToMonitor shows a workspace on another monitor; the old one
// gets another workspace. The focus stays where it is, even if that is hidden
// now, until the next layout.
func (s *State) MoveWorkspaceToMonitor(name string, monitor int) (*State, error) {
	if s.MonitorOf(name) == monitor {
		return s, nil
	}
	t := s.clone()
	from := t.MonitorOf(name)
	if !t.show(t.workspace(name), monitor) {
		return s, &ForcedError{name, s.screens[monitor].Name}
	}
	t.fill(from)
	return t, nil
}

// SummonWorkspace shows a workspace on the focused monitor and focuses it.
func (s *State) SummonWorkspace(name string) (*State, error) {
	t := s.clone()
	monitor := t.MonitorOf(t.Focus().Workspace)
	w := t.workspace(name)
	if !t.show(w, monitor) {
		return s, &ForcedError{name, s.screens[monitor].Name}
	}
	t.setFocus(w.focus())
	return t, nil
}

// CollectGarbage removes workspaces that nobody would miss: empty, hidden,
// not focused and not persistent. Persistent ones are made if missing.
func (s *State) CollectGarbage() *State {
	persistent := map[string]bool{}
	missing := false
	for _, name := range s.settings.Persistent {
		persistent[name] = true
		missing = missing || !s.HasWorkspace(name)
	}
	var gone []string
	for name, w := range s.spaces {
		if !persistent[name] && !s.IsVisible(name) && name != s.focus.Workspace && w.empty() {
			gone = append(gone, name)
		}
	}
	if !missing && gone == nil {
		return s
	}
	t := s.clone()
	for _, name := range gone {
		delete(t.spaces, name)
	}
	for _, name := range s.settings.Persistent {
		t.workspace(name)
	}
	return t
}

// CompareNames orders workspace names: runs of digits by their number and
// before text, text by code point, a prefix before what it begins. Names that
// differ in leading zeros only go by their length.
func CompareNames(a, b string) int {
	whole := cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	for a != "" && b != "" {
		x, y := run(a), run(b)
		if c := compareRuns(x, y); c != 0 {
			return c
		}
		a, b = a[len(x):], b[len(y):]
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), whole)
}

// run is the longest beginning of s that is all digits or has none.
func run(s string) string {
	digits := isDigit(s[0])
	for i := range len(s) {
		if isDigit(s[i]) != digits {
			return s[:i]
		}
	}
	return s
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func compareRuns(x, y string) int {
	xd, yd := isDigit(x[0]), isDigit(y[0])
	switch {
	case xd && yd:
		n, m := strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
		return cmp.Or(cmp.Compare(len(n), len(m)), cmp.Compare(n, m))
	case xd:
		return -1
	case yd:
		return 1
	}
	return cmp.Compare(x, y)
}
