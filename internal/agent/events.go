package agent

import (
	"slices"
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
		a.asleep = len(e.Monitors) == 0
		a.turn(func(s *command.Session) { s.State = s.State.SetMonitors(e.Monitors) })
	case desktop.WindowOpened:
		a.opened(e)
	case desktop.WindowClosed:
		a.closed(e.ID)
	case desktop.WindowChanged:
		a.changed(e.Window)
	case desktop.WindowMoved:
		a.moved(e)
	case desktop.TileDragged:
		a.memory.ForgetVanished()
		a.operate(func(s *workspaces.State) (*workspaces.State, error) { return s.ResizeTile(e.ID, e.From, e.To) })
	case desktop.TileDropped:
		a.memory.ForgetVanished()
		a.operate(func(s *workspaces.State) (*workspaces.State, error) { return s.DropTile(e.ID, e.At) })
	case desktop.Focused:
		a.focused(e)
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
	case desktop.NativeState:
		a.native(e)
	case desktop.SecureInput:
		a.turn(func(*command.Session) { a.secureInput = e.App })
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

// commit makes the session's state the current one and shows it. Without any
// monitor the desktop is left alone until one is back.
func (a *Agent) commit(s *command.Session) {
	if a.state.Focus().Workspace != s.State.Focus().Workspace {
		a.left = time.Time{}
	}
	next, scene := a.heed(s.State).Layout()
	a.state = next
	if a.memory.Disabled {
		scene = unhidden(scene)
	}
	if a.started && !a.asleep {
		if change := a.applied.difference(scene, a.Now()); !change.Empty() {
			a.Desktop.Apply(change)
		}
	}
	if p := a.pointer; p != nil {
		a.pointer = nil
		a.Desktop.MovePointer(*p)
	}
	a.grab()
	a.publish()
}

// unhidden is a scene with the windows of all workspaces in sight: window
// management is switched off, and nobody could bring them back.
func unhidden(scene workspaces.Scene) workspaces.Scene {
	scene.Windows = slices.Clone(scene.Windows)
	for i := range scene.Windows {
		scene.Windows[i].Visible = true
	}
	return scene
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

// focused follows a focus that the platform moved by itself. What is in no
// workspace, such as a launcher, has the keyboard for as long as it likes.
func (a *Agent) focused(e desktop.Focused) {
	a.heard = e.ID
	w, known := a.state.Window(e.ID)
	if !known || w.Workspace == "" || a.applied.echo(e, a.Now()) {
		return
	}
	before := a.state.Focus().Workspace
	a.focus(e.ID)
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
	stored, restored := a.Store.restore(a.state.Settings(), e)
	s.State = stored
	for _, w := range e.Windows {
		a.take(s, w, workspaces.AddOptions{Startup: true})
	}
	if next, err := s.State.FocusWindow(e.Focused); err == nil {
		s.State = next
	}
	s.State = s.State.CollectGarbage().Normalize()
	if !restored {
		s.ArrangeStartup()
	}
	s.AfterStartup()
	s.Refresh()
	a.started, a.asleep, a.heard = true, len(e.Monitors) == 0, e.Focused
	a.commit(s)
}

// take adds a window, or takes over new facts of a known one. A popup that
// became a window is new in every respect. It says whether the window is new
// to the workspaces.
func (a *Agent) take(s *command.Session, w workspaces.Window, o workspaces.AddOptions) (added bool) {
	if info, known := s.State.Window(w.ID); known {
		if info.Placement != workspaces.Popup || w.Kind == workspaces.KindPopup {
			if info.CoversMonitor {
				w.Frame = info.Frame // where it goes back to
			}
			s.State, _ = s.State.UpdateWindow(w)
			return false
		}
		s.State, _ = s.State.RemoveWindow(w.ID, workspaces.RemoveOptions{})
	} else if a.WindowsReturn && s.Recall(w) {
		return false
	}
	s.State = s.State.AddWindow(w, o)
	if w.Kind == workspaces.KindPopup {
		return false
	}
	if o.Startup {
		s.Detected(w.ID)
	}
	return true
}

func (a *Agent) opened(e desktop.WindowOpened) {
	a.turn(func(s *command.Session) { a.open(s, e.Window, e.Focus) })
}

// open takes a window and focuses it if it is new and either should be
// focused or has the platform's focus already.
func (a *Agent) open(s *command.Session, w workspaces.Window, focus bool) {
	if !a.take(s, w, workspaces.AddOptions{}) {
		return
	}
	if a.heard == w.ID {
		focus, a.applied.focus = true, w.ID
	}
	if focus {
		if next, err := s.State.FocusWindow(w.ID); err == nil {
			s.State = next
		}
	}
	s.Detected(w.ID)
}

func (a *Agent) closed(id workspaces.WindowID) {
	a.applied.forget(id)
	delete(a.calling, id)
	if a.heard == id { // also of a popup: the keyboard is nowhere now
		a.heard, a.applied.focus = workspaces.NoWindow, unknownFocus
	}
	recently := a.Now().Sub(a.left) < leftRecently
	o := workspaces.RemoveOptions{LeftRecently: recently}
	a.turn(func(s *command.Session) {
		if a.WindowsReturn {
			_ = s.Vanish(id, o)
			return
		}
		if next, err := s.State.RemoveWindow(id, o); err == nil {
			s.State = next
		}
	})
}

// changed takes over new facts of a window. Its call for attention is not
// over because its title changed.
func (a *Agent) changed(w workspaces.Window) {
	info, known := a.state.Window(w.ID)
	if !known {
		return
	}
	if info.Placement == workspaces.Floating {
		// A floating window's frame is the model's, which may be ahead of
		// what the platform has seen.
		w.Frame = info.Frame
	}
	w.Urgent = w.Urgent || a.calling[w.ID]
	a.turn(func(s *command.Session) { a.open(s, w, false) })
}

// moved follows a floating window and puts a tiled one back. While there is
// no monitor the platform puts windows anywhere: nobody wanted that.
func (a *Agent) moved(e desktop.WindowMoved) {
	w, known := a.state.Window(e.ID)
	if !known {
		return
	}
	if e.Request {
		a.applied.owe(e.ID)
	} else {
		a.applied.moved(e.ID, e.Frame)
	}
	a.turn(func(s *command.Session) {
		if w.Placement != workspaces.Floating || w.CoversMonitor || a.asleep {
			return
		}
		a.memory.ForgetVanished()
		w.Window.Frame = e.Frame
		s.State, _ = s.State.UpdateWindow(w.Window)
		s.State = adopt(s.State, w)
	})
}

// adopt gives a floating window to the workspace that is visible under its
// centre. The focus goes along.
func adopt(s *workspaces.State, w workspaces.WindowInfo) *workspaces.State {
	if !s.IsVisible(w.Workspace) {
		return s
	}
	for i, m := range s.Monitors() {
		if !m.Frame.Contains(w.Frame.Center()) {
			continue
		}
		if next, err := s.MoveToWorkspace(w.ID, s.VisibleOn(i), s.Focus().Window == w.ID); err == nil {
			return next
		}
	}
	return s
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
	a.calling[e.ID] = true
	a.changed(w.Window)
}

// heed ends the call for attention of the window that has it now.
func (a *Agent) heed(s *workspaces.State) *workspaces.State {
	id := s.Focus().Window
	if !a.calling[id] {
		return s
	}
	delete(a.calling, id)
	w, _ := s.Window(id)
	w.Window.Urgent = false
	s, _ = s.UpdateWindow(w.Window)
	return s
}

func (a *Agent) fullscreenRequested(e desktop.FullscreenRequested) {
	a.operate(func(s *workspaces.State) (*workspaces.State, error) {
		w, known := s.Window(e.ID)
		if !known || w.Placement == workspaces.Popup {
			return s, workspaces.ErrUnknownWindow
		}
		on := e.Action == desktop.FullscreenAdd || e.Action == desktop.FullscreenToggle && !w.Fullscreen
		if on == w.Fullscreen {
			return s, nil
		}
		return s.CoverMonitor(e.ID, on)
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
		if m.WorkArea.Contains(e.At) && a.state.VisibleOn(i) != a.state.Focus().Workspace {
			a.turn(func(s *command.Session) { s.State = s.State.FocusMonitor(i) })
			return
		}
	}
}

// workspaceNumber is the workspace with a number that pagers were told.
func (a *Agent) workspaceNumber(i int) (string, bool) {
	if names := a.published.Workspaces; i >= 0 && i < len(names) {
		return names[i], true
	}
	return "", false
}
