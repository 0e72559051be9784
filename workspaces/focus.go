package workspaces

import "slices"

// Focus is what has the keyboard: a window, or an empty workspace.
type Focus struct {
	Workspace string
	Window    WindowID // NoWindow on an empty workspace
}

// known is the focus as it was last acknowledged.
type known struct {
	Focus
	monitor int // its index: monitor-id is what counts from one
}

// Focus returns what has the keyboard. If the window that had it left its
// workspace, that is the workspace's most recent one.
func (s *State) Focus() Focus { return s.resolve(s.focus) }

func (s *State) resolve(f Focus) Focus {
	w := s.spaces[f.Workspace]
	if w == nil {
		return Focus{f.Workspace, NoWindow}
	}
	if n, ok := s.windows[f.Window]; ok && n.workspace() == w {
		return f
	}
	return w.focus()
}

// MRUWindow is the window of the workspace that was used last, or NoWindow.
func (s *State) MRUWindow(workspace string) WindowID {
	if w := s.spaces[workspace]; w != nil {
		if n := w.mruWindow(); n != nil {
			return n.leaf.ID
		}
	}
	return NoWindow
}

// FocusOf is what would have the keyboard if the workspace were focused.
func (s *State) FocusOf(workspace string) Focus { return s.resolve(Focus{workspace, NoWindow}) }

// PreviousWorkspace is the workspace that was focused before this one.
func (s *State) PreviousWorkspace() string { return s.previousWorkspace }

// setFocus is the one place where the focus changes.
func (s *State) setFocus(f Focus) bool {
	if old := s.Focus(); old.Workspace != f.Workspace && old.Window != NoWindow {
		s.mark(s.windows[old.Window])
	}
	w := s.workspace(f.Workspace)
	s.focus = f
	shown := s.show(w, s.MonitorOf(f.Workspace))
	if n, ok := s.windows[f.Window]; ok {
		s.mark(n)
	}
	return shown
}

// FocusWindow focuses a window and shows its workspace.
func (s *State) FocusWindow(id WindowID) (*State, error) {
	if err := s.onWorkspace(id); err != nil {
		return s, err
	}
	t := s.clone()
	t.setFocus(Focus{s.windows[id].workspace().name, id})
	return t, nil
}

// FocusWorkspace shows a workspace, which is made if needed, and focuses it.
func (s *State) FocusWorkspace(name string) *State {
	t := s.clone()
	t.setFocus(t.workspace(name).focus())
	return t
}

// FocusMonitor focuses the workspace that monitor i shows.
func (s *State) FocusMonitor(i int) *State { return s.FocusWorkspace(s.screens[i].shown) }

// FocusBack focuses what was focused before. ErrNoPrevious if that is gone.
func (s *State) FocusBack() (*State, error) {
	if s.previousFocus == nil {
		return s, ErrNoPrevious
	}
	t := s.clone()
	t.workspace(t.previousFocus.Workspace)
	back := t.resolve(*t.previousFocus)
	if back == s.Focus() {
		return s, ErrNoPrevious
	}
	t.setFocus(back)
	return t, nil
}

// WorkspaceBack focuses the workspace that was focused before.
func (s *State) WorkspaceBack() (*State, error) {
	if s.previousWorkspace == "" {
		return s, ErrNoPrevious
	}
	return s.FocusWorkspace(s.previousWorkspace), nil
}

// FocusChange says which parts of the focus differ from the last acknowledged
// one.
type FocusChange struct {
	Any, Workspace, Monitor bool
	PreviousWorkspace       string
}

// AcknowledgeFocus notes the focus as known and tells what changed since the
// last time; that is what "previous" means afterwards.
func (s *State) AcknowledgeFocus() (*State, FocusChange) {
	now := s.knownFocus()
	if now == s.known {
		return s, FocusChange{}
	}
	change := FocusChange{
		Any:               true,
		Workspace:         now.Workspace != s.known.Workspace,
		Monitor:           now.monitor != s.known.monitor,
		PreviousWorkspace: s.known.Workspace,
	}
	t := *s // no node changes, so the trees can be shared
	previous := s.known.Focus
	t.previousFocus = &previous
	if change.Workspace {
		t.previousWorkspace = previous.Workspace
	}
	t.known = now
	return &t, change
}

func (s *State) knownFocus() known {
	f := s.Focus()
	return known{f, s.MonitorOf(f.Workspace)}
}

// Boundaries is where a directional command stops looking.
type Boundaries int

// The edge of the workspace, or of all monitors together.
const (
	WorkspaceBoundaries Boundaries = iota
	AllMonitors
)

// BoundaryAction is what happens at the boundary.
type BoundaryAction int

// What a command does when there is nothing in its direction.
const (
	Stop BoundaryAction = iota
	Fail
	WrapWorkspace
	WrapMonitors
	CreateContainer // of move only
)

// FocusOptions refine a directional focus.
type FocusOptions struct {
	IgnoreFloating bool
	Boundaries     Boundaries
	Action         BoundaryAction
}

// Target is what a command acts on: a window, or a workspace without one.
type Target struct {
	Workspace string
	Window    WindowID
}

// FocusDirection focuses the neighbour of the target. At the boundary it
// obeys the options: ErrBoundary for Fail, ErrNoWindow if there is nothing to
// wrap around to.
func (s *State) FocusDirection(from Target, d Direction, o FocusOptions) (*State, error) {
	view := s.withFloatingTiled(from.Workspace, !o.IgnoreFloating)
	space := view.workspace(from.Workspace)
	if n := view.windows[from.Window]; n != nil && n.top() == space.root {
		if _, sibling := n.climb(d); sibling != nil {
			if leaf := sibling.snap(d.Opposite()); leaf != nil {
				return s.FocusWindow(leaf.leaf.ID)
			}
		}
	}
	monitor := s.MonitorOf(from.Workspace)
	if o.Boundaries == AllMonitors {
		if i, ok := s.MonitorInDirection(monitor, d, false); ok {
			return s.FocusMonitor(i), nil
		}
	}
	switch o.Action {
	case Fail:
		return s, ErrBoundary
	case WrapWorkspace:
		leaf := space.root.snap(d.Opposite())
		if leaf == nil {
			return s, ErrNoWindow
		}
		return s.FocusWindow(leaf.leaf.ID)
	case WrapMonitors:
		return s.focusFarMonitor(monitor, d)
	}
	return s, nil
}

// focusFarMonitor goes to the other end of the row of monitors, and there to
// the window at the edge.
func (s *State) focusFarMonitor(from int, d Direction) (*State, error) {
	row := s.monitorRow(from, d.Orientation())
	far := row[0]
	if d.Offset() < 0 {
		far = row[len(row)-1]
	}
	t := s.clone()
	space := t.spaces[t.screens[far].shown]
	if leaf := space.root.snap(d.Opposite()); leaf != nil {
		t.mark(leaf)
	}
	t.setFocus(space.focus())
	return t, nil
}

// FocusDFS focuses the next (+1) or previous (-1) window of the target's tree
// in pre-order.
func (s *State) FocusDFS(from Target, offset int, o FocusOptions) (*State, error) {
	view := s.withFloatingTiled(from.Workspace, !o.IgnoreFloating)
	leaves := view.workspace(from.Workspace).root.windows()
	at := slices.Index(leaves, from.Window)
	if at < 0 {
		return s, ErrBoundary
	}
	at += offset
	if at < 0 || at >= len(leaves) {
		switch o.Action {
		case Fail:
			return s, ErrBoundary
		case WrapWorkspace, WrapMonitors:
			at = (at + len(leaves)) % len(leaves)
		default:
			return s, nil
		}
	}
	return s.FocusWindow(leaves[at])
}

// FocusIndex focuses the window with that 0-based place in the tree's
// pre-order.
func (s *State) FocusIndex(from Target, index int, o FocusOptions) (*State, error) {
	view := s.withFloatingTiled(from.Workspace, !o.IgnoreFloating)
	leaves := view.workspace(from.Workspace).root.windows()
	if index < 0 || index >= len(leaves) {
		return s, ErrUnknownWindow
	}
	return s.FocusWindow(leaves[index])
}
