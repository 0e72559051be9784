package command

import "perch/workspaces"

// Vanish removes a window that went away without a command, and remembers
// where it stood: it may come back, as all windows of macOS do after a locked
// screen.
func (s *Session) Vanish(id workspaces.WindowID, o workspaces.RemoveOptions) error {
	before := s.State
	next, err := before.RemoveWindow(id, o)
	if err == nil {
		s.State, s.Memory.vanished = next, s.Memory.vanished.Remember(before)
	}
	return err
}

// Recall puts a window that vanished, and with it all others, back where they
// stood. False if the window is a new one, which has to be added.
func (s *Session) Recall(w workspaces.Window) bool {
	next, ok := s.Memory.vanished.Recall(s.State, w)
	s.State = next
	return ok
}

// ForgetVanished drops the places of vanished windows, because somebody has
// changed a tree on purpose: with a command, or by moving or resizing a window.
func (m *Memory) ForgetVanished() { m.vanished = workspaces.Vanished{} }
