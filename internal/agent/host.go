package agent

import (
	"perch/config"
	"perch/internal/command"
	"perch/workspaces"
)

// host is the agent as commands see it.
type host struct{ a *Agent }

func (a *Agent) session() *command.Session {
	return &command.Session{State: a.state, Host: host{a}, Memory: a.memory}
}

func (h host) Config() *config.Config { return h.a.config }

func (h host) ReloadConfig(o command.ReloadOptions) (problems []config.Problem, applied bool) {
	c, path, problems := h.a.Load()
	if o.DryRun {
		return problems, false
	}
	h.a.path = path
	return problems, h.a.setConfig(c, problems)
}

func (h host) CloseWindow(id workspaces.WindowID, quit bool) (gone bool, err error) {
	return h.a.Desktop.CloseWindow(id, quit)
}

func (h host) Exec(argv, env []string) error {
	if h.a.Exec == nil {
		return nil
	}
	return h.a.Exec(argv, env)
}

func (h host) Pointer() workspaces.Point { return h.a.Desktop.Pointer() }

func (h host) MovePointer(p workspaces.Point) { h.a.Desktop.MovePointer(p) }

func (h host) Emit(e command.Event) {
	if h.a.Server != nil && h.a.Server.Wanted(string(e.Kind)) {
		h.a.Server.Broadcast(string(e.Kind), []byte(e.JSON()))
	}
}
