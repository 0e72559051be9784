package agent

import (
	"time"

	"perch/internal/command"
	"perch/internal/desktop"
	"perch/workspaces"
)

// Handle is one turn: an event of the desktop, and all that follows from it.
func (a *Agent) Handle(e desktop.Event) {
	switch e := e.(type) {
	case desktop.Started:
		a.start(e)
	case desktop.MonitorsChanged:
		a.turn(func(s *command.Session) { s.State = s.State.SetMonitors(e.Monitors) })
	case desktop.WindowOpened:
		a.opened(e)
	case desktop.WindowClosed:
		a.closed(e.ID)
	case desktop.WindowChanged:
		a.changed(e.Window)
	case desktop.WindowMoved:
		a.moved(e)
	case desktop.Focused:
		if e.ID != workspaces.NoWindow && !a.applied.echo(e) {
			a.focusedElsewhere(e.ID)
		}
	case desktop.FocusRequested:
		a.focusRequested(e)
	case desktop.WorkspaceRequested:
		if name, ok := a.workspaceNumber(e.Index); ok {
			a.turn(func(s *command.Session) { s.State = s.State.FocusWorkspace(name) })
		}
	case desktop.MoveRequested:
		if name, ok := a.workspaceNumber(e.Index); ok {
			a.operate(func(s *workspaces.State) (*workspaces.State, error) { return s.MoveToWorkspace(e.ID, name, false) })
		}
	case desktop.FullscreenRequested:
		a.fullscreenRequested(e)
	case desktop.KeyPressed:
		a.pressed(e)
	case desktop.Clicked:
		a.clicked(e)
	case desktop.PointerMoved:
		if a.config.FocusFollowsMouse && e.Window != workspaces.NoWindow && e.Window != a.state.Focus().Window {
			a.focus(e.Window)
		}
	}
}

// leftRecently is how soon after the platform took the focus away from a
// workspace the end of a window there counts as the reason: macOS focuses
// another window of an application whose window closes, wherever it is.
const leftRecently = time.Second

// turn runs f on a session and brings the desktop to where it ends.
func (a *Agent) turn(f func(*command.Session)) {
	s := a.session()
	s.Refresh()
	f(s)
	s.Refresh()
	a.commit(s)
}

// commit makes the session's state the current one and shows it.
func (a *Agent) commit(s *command.Session) {
	if a.state.Focus().Workspace != s.State.Focus().Workspace {
		a.left = time.Time{}
	}
	next, scene := s.State.Layout()
	a.state = next
	if a.started {
		if change := a.applied.difference(scene, a.Now()); !change.Empty() {
			a.Desktop.Apply(change)
		}
	}
	a.grab()
	a.publish()
}

// operate is a turn that consists of one operation on the state. One that
// cannot be done changes nothing: the window went away meanwhile.
func (a *Agent) operate(op func(*workspaces.State) (*workspaces.State, error)) {
	a.turn(func(s *command.Session) {
		if next, err := op(s.State); err == nil {
			s.State = next
		}
	})
}

// focusedElsewhere follows a focus that the platform moved by itself.
func (a *Agent) focusedElsewhere(id workspaces.WindowID) {
	before := a.state.Focus().Workspace
	a.focus(id)
	if a.state.Focus().Workspace != before {
		a.left = a.Now()
	}
}

func (a *Agent) focus(id workspaces.WindowID) {
	a.operate(func(s *workspaces.State) (*workspaces.State, error) { return s.FocusWindow(id) })
}

// start takes over the monitors and windows that are there.
func (a *Agent) start(e desktop.Started) {
	s := a.session()
	s.Startup = true
	s.State = a.Store.restore(a.state.Settings(), e)
	focused := workspaces.NoWindow
	for _, w := range e.Windows {
		if _, known := s.State.Window(w.ID); known {
			s.State, _ = s.State.UpdateWindow(w)
			continue
		}
		s.State = s.State.AddWindow(w, workspaces.AddOptions{Startup: true})
		if w.Kind != workspaces.KindPopup {
			s.Detected(w.ID)
		}
		if w.ID == e.Focused {
			focused = w.ID
		}
	}
	if focused != workspaces.NoWindow {
		if next, err := s.State.FocusWindow(focused); err == nil {
			s.State = next
		}
	}
	s.State = s.State.CollectGarbage().Normalize()
	s.AfterStartup()
	s.Refresh()
	a.started = true
	a.commit(s)
}

func (a *Agent) opened(e desktop.WindowOpened) {
	a.turn(func(s *command.Session) {
		if _, known := s.State.Window(e.Window.ID); known {
			s.State, _ = s.State.UpdateWindow(e.Window)
			return
		}
		s.State = s.State.AddWindow(e.Window, workspaces.AddOptions{})
		if e.Window.Kind == workspaces.KindPopup {
			return
		}
		if e.Focus {
			if next, err := s.State.FocusWindow(e.Window.ID); err == nil {
				s.State = next
			}
		}
		s.Detected(e.Window.ID)
	})
}

func (a *Agent) closed(id workspaces.WindowID) {
	a.applied.forget(id)
	recently := a.Now().Sub(a.left) < leftRecently
	a.operate(func(s *workspaces.State) (*workspaces.State, error) {
		return s.RemoveWindow(id, workspaces.RemoveOptions{LeftRecently: recently})
	})
}

// changed takes over new facts of a window. A popup that became a window is
// new in every respect.
func (a *Agent) changed(w workspaces.Window) {
	info, known := a.state.Window(w.ID)
	if !known {
		return
	}
	a.turn(func(s *command.Session) {
		if info.Placement == workspaces.Popup && w.Kind != workspaces.KindPopup {
			s.State, _ = s.State.RemoveWindow(w.ID, workspaces.RemoveOptions{})
			s.State = s.State.AddWindow(w, workspaces.AddOptions{})
			s.Detected(w.ID)
			return
		}
		if info.Placement != workspaces.Floating {
			s.State, _ = s.State.UpdateWindow(w)
			return
		}
		// A floating window's frame is the model's, which may be ahead of
		// what the platform has seen.
		w.Frame = info.Frame
		s.State, _ = s.State.UpdateWindow(w)
	})
}

// moved follows a floating window and puts a tiled one back.
func (a *Agent) moved(e desktop.WindowMoved) {
	w, known := a.state.Window(e.ID)
	if !known {
		return
	}
	switch {
	case e.Request:
		a.applied.owe(e.ID)
	case w.Placement == workspaces.Floating:
		a.applied.accept(e.ID, e.Frame)
	default:
		a.applied.moved(e.ID, e.Frame)
	}
	if w.Placement != workspaces.Floating {
		a.turn(func(*command.Session) {})
		return
	}
	a.turn(func(s *command.Session) {
		w.Window.Frame = e.Frame
		s.State, _ = s.State.UpdateWindow(w.Window)
	})
}

// focusRequested lets a person's wish through; what an application asks for
// by itself is granted only if its window is in sight, so that nobody is torn
// away from another workspace. Otherwise the window becomes urgent.
func (a *Agent) focusRequested(e desktop.FocusRequested) {
	w, known := a.state.Window(e.ID)
	if !known {
		return
	}
	if e.User || a.state.IsVisible(w.Workspace) {
		a.focus(e.ID)
		return
	}
	w.Window.Urgent = true
	a.changed(w.Window)
}

func (a *Agent) fullscreenRequested(e desktop.FullscreenRequested) {
	a.operate(func(s *workspaces.State) (*workspaces.State, error) {
		w, known := s.Window(e.ID)
		if !known {
			return s, workspaces.ErrUnknownWindow
		}
		on := e.Action == desktop.FullscreenAdd ||
			e.Action == desktop.FullscreenToggle && w.Placement != workspaces.NativeFullscreen
		switch {
		case on:
			return s.SetPlacement(e.ID, workspaces.NativeFullscreen)
		case w.Placement == workspaces.NativeFullscreen:
			return s.SetPlacement(e.ID, workspaces.Tiling)
		}
		return s, nil
	})
}

func (a *Agent) pressed(e desktop.KeyPressed) {
	b, bound := a.config.Modes[a.memory.ActiveMode()].ForChord(e.Chord)
	if !bound {
		return
	}
	a.turn(func(s *command.Session) { s.Trigger(b) })
}

// clicked on the empty desktop focuses the workspace there.
func (a *Agent) clicked(e desktop.Clicked) {
	if e.Window != workspaces.NoWindow {
		a.focus(e.Window)
		return
	}
	for i, m := range a.state.Monitors() {
		if m.Frame.Contains(e.At) && a.state.VisibleOn(i) != a.state.Focus().Workspace {
			a.turn(func(s *command.Session) { s.State = s.State.FocusMonitor(i) })
			return
		}
	}
}

func (a *Agent) workspaceNumber(i int) (string, bool) {
	if i < 0 || i >= len(a.names) {
		return "", false
	}
	return a.names[i], true
}
