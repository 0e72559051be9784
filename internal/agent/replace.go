package agent

import (
	"perch/internal/command"
	"perch/workspaces"
)

// Replace is a turn that puts another state in the place of the current one.
// Its windows and monitors have to be those of the desktop.
func (a *Agent) Replace(next *workspaces.State) {
	a.turn(func(s *command.Session) { s.State = next })
}
