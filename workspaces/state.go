package workspaces

import "slices"

// State is the whole desktop at one moment. It never changes; operations
// return another one.
type State struct {
	settings Settings
	screens  []screen // sorted by left, then top edge; at least one
	spaces   map[string]*workspace
	windows  map[WindowID]*node

	minimized, popups *node

	focus             Focus // as last set; Focus() resolves it
	known             known // as of the last AcknowledgeFocus
	previousFocus     *Focus
	previousWorkspace string

	clock uint64 // the last stamp given out
}

// New is a desktop without windows. An empty list of monitors counts as one
// screen of 1280 by 800.
func New(settings Settings, monitors []Monitor) *State {
	s := &State{
		settings:  settings,
		spaces:    map[string]*workspace{},
		windows:   map[WindowID]*node{},
		minimized: &node{role: Minimized},
		popups:    &node{role: Popup},
	}
	s.setScreens(monitors)
	for _, name := range settings.Persistent {
		s.workspace(name)
	}
	for i := range s.screens {
		s.fill(i)
	}
	s.setFocus(s.spaces[s.screens[s.mainMonitor()].shown].focus())
	s.known = s.knownFocus()
	return s
}

func (s *State) setScreens(monitors []Monitor) {
	monitors = slices.Clone(monitors)
	if len(monitors) == 0 {
		screen := Rect{0, 0, 1280, 800}
		monitors = []Monitor{{ID: "none", Name: "none", Frame: screen, WorkArea: screen, SystemIndex: 1}}
	}
	sortMonitors(monitors)
	s.screens = make([]screen, len(monitors))
	for i, m := range monitors {
		s.screens[i].Monitor = m
	}
}

// clone is a copy that an operation may change.
func (s *State) clone() *State {
	t := *s
	t.screens = slices.Clone(s.screens)
	t.windows = make(map[WindowID]*node, len(s.windows)+1)
	t.spaces = make(map[string]*workspace, len(s.spaces)+1)
	for name, w := range s.spaces {
		t.spaces[name] = w.clone(t.windows)
	}
	t.minimized = s.minimized.clone(nil, nil, t.windows)
	t.popups = s.popups.clone(nil, nil, t.windows)
	return &t
}

// Settings returns the settings in force.
func (s *State) Settings() Settings { return s.settings }

// SetSettings replaces the settings. Workspaces that are forced to another
// monitor now are hidden where they are.
func (s *State) SetSettings(settings Settings) *State {
	t := s.clone()
	t.settings = settings
	for _, name := range settings.Persistent {
		t.workspace(name)
	}
	t.evictForced()
	return t
}

// SetMonitors follows a change of the screens. Every old screen's workspace
// goes to the nearest new one; what finds no place is hidden and comes back
// with its screen. The focus leaves a workspace that got hidden at the next
// layout. While there is no monitor at all, as when the machine sleeps,
// nothing changes.
func (s *State) SetMonitors(monitors []Monitor) *State {
	if len(monitors) == 0 {
		return s
	}
	t := s.clone()
	old := t.screens
	t.setScreens(monitors)

	heir := make([]int, len(t.screens)) // the old screen whose workspace a new one takes
	for i := range heir {
		heir[i] = -1
	}
	for o := range old {
		near := 0
		for i := range t.screens {
			if distance(old[o], t.screens[i]) < distance(old[o], t.screens[near]) {
				near = i
			}
		}
		if h := heir[near]; h < 0 || distance(old[o], t.screens[near]) < distance(old[h], t.screens[near]) {
			heir[near] = o
		}
	}
	for i, o := range heir {
		if o >= 0 {
			t.screens[i].shown, t.screens[i].previous = old[o].shown, old[o].previous
			t.spaces[old[o].shown].remember(t.screens[i].Frame.TopLeft())
		}
	}
	t.evictForced()
	return t
}

func distance(a, b screen) float64 { return a.Frame.TopLeft().Distance(b.Frame.TopLeft()) }

// evictForced hides workspaces that may not be where they are and gives
// every screen without a workspace one. The focused workspace is shown again
// where it belongs.
func (s *State) evictForced() {
	for i := range s.screens {
		if name := s.screens[i].shown; name != "" && !s.allowed(name, i) {
			s.screens[i].shown = ""
		}
	}
	if !s.IsVisible(s.focus.Workspace) {
		if i, ok := s.forced(s.focus.Workspace); ok {
			s.show(s.spaces[s.focus.Workspace], i)
		}
	}
	for i := range s.screens {
		s.fill(i)
	}
}
