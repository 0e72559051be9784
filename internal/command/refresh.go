package command

import "perch/workspaces"

// Refresh brings the model in order, as AeroSpace does after every command:
// unused workspaces go, focus callbacks run, trees are normalized.
func (s *Session) Refresh() {
	s.State = s.State.CollectGarbage()
	s.focusCallbacks()
	s.State = s.State.Normalize()
}

// focusCallbacks runs the callbacks of a changed focus. Changes that a
// callback makes become known, but call nothing.
func (s *Session) focusCallbacks() {
	if s.Startup {
		return
	}
	var change workspaces.FocusChange
	s.State, change = s.State.AcknowledgeFocus()
	if !change.Any {
		return
	}
	focus := s.State.Focus()
	s.Memory.record(focus.Window)
	if s.inFocusCallback {
		return
	}
	s.inFocusCallback = true
	defer func() { s.inFocusCallback = false }()
	t := &turn{Session: s, input: &input{}}
	t.focusChanged(focus)
	if change.Workspace {
		t.workspaceChanged(change.PreviousWorkspace, focus)
	}
	if change.Monitor {
		t.focusedMonitorChanged(focus)
	}
}
