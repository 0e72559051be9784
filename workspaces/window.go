package workspaces

// WindowID is the platform's 32-bit window id.
type WindowID int64

// NoWindow stands where there is no window.
const NoWindow WindowID = -1

// App is the application that a window belongs to.
type App struct {
	PID int
	// ID is the bundle identifier on macOS, the WM_CLASS class on X11.
	ID, Name             string
	ExecPath, BundlePath string
}

// Kind is what a window is for.
type Kind int

// A window tiles, a dialog floats, a popup is left alone.
const (
	KindWindow Kind = iota
	KindDialog
	KindPopup
)

// Window is what the platform tells of a window.
type Window struct {
	ID    WindowID
	App   App
	Title string
	// Frame is where the window is now.
	Frame  Rect
	Kind   Kind
	Urgent bool
}

// Placement is where in the model a window is kept.
type Placement int

// A window is in a workspace's tree or its floating list; or the platform
// has it in a state of its own.
const (
	Tiling Placement = iota
	Floating
	NativeFullscreen
	HiddenApp
	Minimized
	Popup
)

// WindowInfo is a window and where it stands.
type WindowInfo struct {
	Window
	Placement Placement
	Workspace string // "" for minimized windows and popups
	Layout    Layout // of the parent container, when Tiling

	Fullscreen, NoOuterGaps bool
	// CoversMonitor windows are fullscreen because their application asked.
	CoversMonitor bool
	// LastFloatingSize is the size that floating gives back; zero if unknown.
	LastFloatingSize Size
	// Laid is the frame of the last layout, when there was one.
	Laid   Rect
	IsLaid bool
}

// leaf is the part of a node that only windows have.
type leaf struct {
	Window
	fullscreen, noOuterGaps bool
	coversMonitor           bool
	lastSize                Size
	laid, virtual           Rect // the frame, and the frame without gaps
	isLaid                  bool
	before                  Placement // where it was before a native state
	away                    away
}

// Window returns what is known of a window.
func (s *State) Window(id WindowID) (WindowInfo, bool) {
	n, ok := s.windows[id]
	if !ok {
		return WindowInfo{}, false
	}
	info := WindowInfo{
		Window:           n.leaf.Window,
		Placement:        n.parent.role,
		Fullscreen:       n.leaf.fullscreen || n.leaf.coversMonitor,
		NoOuterGaps:      n.leaf.noOuterGaps,
		CoversMonitor:    n.leaf.coversMonitor,
		LastFloatingSize: n.leaf.lastSize,
		Laid:             n.leaf.laid,
		IsLaid:           n.leaf.isLaid,
	}
	if w := n.workspace(); w != nil {
		info.Workspace = w.name
	}
	if info.Placement == Tiling {
		info.Layout = n.parent.layout
	}
	return info, true
}

// Windows returns every window, workspace by workspace in their order, then
// minimized ones and popups.
func (s *State) Windows() []WindowID {
	ids := make([]WindowID, 0, len(s.windows))
	for _, name := range s.Workspaces() {
		ids = append(ids, s.WindowsOf(name)...)
	}
	return append(append(ids, s.minimized.windows()...), s.popups.windows()...)
}

// WindowsOf returns a workspace's windows: the tree in pre-order, then the
// floating ones, then those in native states.
func (s *State) WindowsOf(workspace string) []WindowID {
	w := s.spaces[workspace]
	if w == nil {
		return nil
	}
	var ids []WindowID
	for _, top := range w.tops() {
		ids = append(ids, top.windows()...)
	}
	return ids
}

// TilingWindowsOf returns the windows of a workspace's tree in pre-order.
func (s *State) TilingWindowsOf(workspace string) []WindowID {
	if w := s.spaces[workspace]; w != nil {
		return w.root.windows()
	}
	return nil
}

// UpdateWindow takes over new facts of a known window; its kind is not
// looked at again.
func (s *State) UpdateWindow(w Window) (*State, error) {
	if _, ok := s.windows[w.ID]; !ok {
		return s, ErrUnknownWindow
	}
	t := s.clone()
	t.windows[w.ID].leaf.Window = w
	return t, nil
}

// AddOptions says how a window is added.
type AddOptions struct {
	// Startup windows go to the workspace that is visible where they are;
	// all others to the focused one.
	Startup bool
}

// AddWindow puts a new window where its kind belongs. Adding a known window
// updates its facts.
func (s *State) AddWindow(w Window, o AddOptions) *State {
	if _, known := s.windows[w.ID]; known {
		t, _ := s.UpdateWindow(w)
		return t
	}
	t := s.clone()
	n := &node{leaf: &leaf{Window: w, lastSize: w.Frame.Size()}, weight: 1}
	t.windows[w.ID] = n
	if w.Kind == KindPopup {
		t.bind(n, t.popups, -1, 1)
		return t
	}
	space := t.spaces[t.focus.Workspace]
	if o.Startup {
		space = t.spaces[t.screens[t.nearestMonitor(w.Frame.Center())].shown]
	}
	if w.Kind == KindDialog {
		t.bind(n, space.floating, -1, 1)
	} else {
		t.insert(n, space)
	}
	return t
}

// insert puts an unbound node where a new tiling window goes: right after
// the workspace's most recent window if that one tiles, else at the end of
// the root.
func (s *State) insert(n *node, space *workspace) {
	if mru := space.mruWindow(); mru != nil && mru.parent.role == Tiling {
		s.bind(n, mru.parent, mru.index()+1, auto)
		return
	}
	s.bind(n, space.root, -1, auto)
}

// RemoveOptions says more about a window that is gone.
type RemoveOptions struct {
	// LeftRecently says that the focus left the window's workspace so
	// shortly ago that closing the window was the reason.
	LeftRecently bool
}

// RemoveWindow forgets a window. The focus falls back to its workspace's
// most recent window.
func (s *State) RemoveWindow(id WindowID, o RemoveOptions) (*State, error) {
	if _, ok := s.windows[id]; !ok {
		return s, ErrUnknownWindow
	}
	t := s.clone()
	n := t.windows[id]
	space, placement := n.workspace(), n.parent.role
	n.unbind()
	delete(t.windows, id)
	if placement == Popup || placement == Minimized {
		return t, nil
	}
	if o.LeftRecently && space.name == t.previousWorkspace {
		t.setFocus(space.focus())
	}
	return t, nil
}

// SetPlacement follows the platform: a window went into or left a native
// state. Tiling gives a window back to where it was before.
func (s *State) SetPlacement(id WindowID, p Placement) (*State, error) {
	n, ok := s.windows[id]
	if !ok {
		return s, ErrUnknownWindow
	}
	if n.parent.role == p || (p == Tiling && n.parent.role == Floating) {
		return s, nil
	}
	t := s.clone()
	n = t.windows[id]
	space := n.workspace()
	if space == nil {
		space = t.spaces[t.focus.Workspace]
	}
	if from := n.parent.role; from == Tiling || from == Floating || from == Popup {
		n.leaf.before = from
	}
	n.unbind()
	switch {
	case p == NativeFullscreen:
		t.bind(n, space.native, -1, 1)
	case p == HiddenApp:
		t.bind(n, space.hidden, -1, 1)
	case p == Minimized:
		t.bind(n, t.minimized, -1, 1)
	case p == Popup:
		t.bind(n, t.popups, -1, 1)
	case p == Floating, n.leaf.before == Floating, n.leaf.before == Popup && n.leaf.Kind == KindDialog:
		t.bind(n, space.floating, -1, 1)
	default:
		t.insert(n, space)
	}
	return t, nil
}
