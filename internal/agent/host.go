package agent

import (
	"perch/config"
	"perch/internal/command"
	"perch/workspaces"
)

// host is the agent as commands see it.
type host struct{ a *Agent }

func (a *Agent) session() *command.Session {
	return &command.Session{State: a.state, Host: a.host(), Memory: a.memory}
}

func (h host) Config() *config.Config { return h.a.config }

func (h host) ReloadConfig(o command.ReloadOptions) (problems []config.Problem, applied bool) {
	c, path, problems := h.a.Load()
	if o.DryRun {
		return problems, false
	}
	h.a.path = path
	before := h.a.config
	if applied = h.a.setConfig(c, problems); applied {
		h.leaveMissingMode(before)
	}
	return problems, applied
}

// leaveMissingMode goes back to the main mode if the active one is not in the
// configuration any more: no key would lead out of it. A mode that never was there
// is the business of whoever entered it.
func (h host) leaveMissingMode(before *config.Config) {
	mode := h.a.memory.ActiveMode()
	_, existed := before.Modes[mode]
	if _, exists := h.a.config.Modes[mode]; exists || !existed || mode == command.MainMode {
		return
	}
	h.a.memory.Mode = command.MainMode
	h.Emit(command.Event{Kind: command.ModeChanged, Mode: command.MainMode, Window: workspaces.NoWindow})
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

func (h host) Pointer() workspaces.Point {
	if p := h.a.pointer; p != nil {
		return *p
	}
	return h.a.Desktop.Pointer()
}

// MovePointer takes place at the end of the turn: the windows that the
// pointer is meant for are not where they will be yet.
func (h host) MovePointer(p workspaces.Point) { h.a.pointer = &p }

func (h host) Emit(e command.Event) {
	if h.a.Server != nil && h.a.Server.Wanted(string(e.Kind)) {
		h.a.Server.Broadcast(string(e.Kind), []byte(e.JSON()))
	}
}
