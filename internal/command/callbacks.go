package command

import (
	"maps"

	"perch/config"
	"perch/workspaces"
)

// programOf is a program of the configuration, whose texts this package has
// parsed.
func programOf(p config.Program) *Program {
	switch p := p.(type) {
	case *Program:
		return p
	case config.Sequence:
		programs := make([]*Program, len(p))
		for i, part := range p {
			programs[i] = programOf(part)
		}
		return Join(programs...)
	}
	return &Program{}
}

// withEnv is a turn with the same streams and another context.
func (t *turn) withEnv(env Env, run func(*turn) Code) Code {
	inner := &turn{Session: t.Session, env: env, input: t.input}
	code := run(inner)
	t.out(inner.stdout...)
	t.report(inner.stderr...)
	return code
}

func (t *turn) runCallback(p config.Program, env Env) Code {
	return t.withEnv(env, func(t *turn) Code { return t.run(programOf(p)) })
}

// focusChanged is the event and callback of another focused window or
// workspace.
func (t *turn) focusChanged(f workspaces.Focus) Code {
	t.Host.Emit(Event{Kind: FocusChanged, Window: f.Window, Workspace: f.Workspace})
	return t.runCallback(t.Host.Config().OnFocusChanged, focusEnv(f))
}

// focusedMonitorChanged is the event and callback of another focused monitor.
func (t *turn) focusedMonitorChanged(f workspaces.Focus) Code {
	t.Host.Emit(Event{Kind: FocusedMonitorChanged, Monitor: t.State.MonitorOf(f.Workspace) + 1, Workspace: f.Workspace})
	return t.runCallback(t.Host.Config().OnMonitorChanged, focusEnv(f))
}

// workspaceChanged is the event of another focused workspace; the callback
// is a program of the platform.
func (t *turn) workspaceChanged(previous string, f workspaces.Focus) {
	t.Host.Emit(Event{Kind: FocusedWorkspaceChanged, PrevWorkspace: previous, Workspace: f.Workspace})
	c := t.Host.Config()
	if len(c.OnWorkspaceChange) == 0 {
		return
	}
	env := environment(c, focusEnv(f), map[string]string{
		"AEROSPACE_FOCUSED_WORKSPACE": f.Workspace,
		"AEROSPACE_PREV_WORKSPACE":    previous,
	})
	// A program that cannot be started must not spoil the turn.
	_ = t.Host.Exec(c.OnWorkspaceChange, env)
}

// environment is what programs that commands start see: the configured
// environment with the context and more.
func environment(c *config.Config, e Env, more map[string]string) []string {
	env := maps.Clone(c.Exec.Env)
	if env == nil {
		env = map[string]string{}
	}
	maps.Copy(env, more)
	if e != (Env{}) {
		delete(env, WindowVariable)
		delete(env, WorkspaceVariable)
		maps.Copy(env, e.variables())
	}
	return config.Exec{Env: env}.Environ()
}

// setMode activates a binding mode; disabled, it is the one to come.
func (s *Session) setMode(mode string, disabled bool) {
	before := *s.Memory
	s.Memory.Mode, s.Memory.Disabled = mode, disabled
	if mode == before.Mode && disabled == before.Disabled {
		return
	}
	s.Host.Emit(Event{Kind: ModeChanged, Mode: s.Memory.ActiveMode()})
	s.Run(programOf(s.Host.Config().OnModeChanged), Env{}, "")
}

// ActiveMode is the mode whose bindings are active, or "" while disabled.
func (m *Memory) ActiveMode() string {
	if m.Disabled {
		return ""
	}
	return m.Mode
}

// Trigger runs a binding of the active mode because its keys were pressed.
func (s *Session) Trigger(b config.Binding) {
	s.Host.Emit(Event{Kind: BindingTriggered, Mode: s.Memory.ActiveMode(), Binding: b.Notation})
	s.Run(programOf(b.Run), Env{}, "")
}

// Detected runs on-window-detected for a new window.
func (s *Session) Detected(id workspaces.WindowID) {
	s.Memory.record(id)
	t := &turn{Session: s, input: &input{}}
	t.detect(id)
}

// detect emits the event and runs the rules that match a window. Without a
// match the code is Failed, as AeroSpace has it.
func (t *turn) detect(id workspaces.WindowID) Code {
	w, ok := t.State.Window(id)
	if !ok {
		return Failed
	}
	t.Host.Emit(Event{Kind: WindowDetected, Window: id, Workspace: w.Workspace, AppBundleID: w.App.ID, AppName: w.App.Name})
	code := Failed
	for _, rule := range t.Host.Config().OnWindowDetected {
		if !t.matches(rule, id) {
			continue
		}
		code = t.runCallback(rule.Run, Env{}.WithWindow(id))
		if !rule.CheckFurther {
			break
		}
	}
	return code
}

// matches says whether a rule is about a window.
func (t *turn) matches(rule config.WindowRule, id workspaces.WindowID) bool {
	w, ok := t.State.Window(id)
	if !ok {
		return false
	}
	if m := rule.Match; m != nil {
		return (m.DuringStartup == nil || *m.DuringStartup == t.Startup) &&
			(m.AppID == nil || *m.AppID == w.App.ID) &&
			(m.Workspace == nil || *m.Workspace == w.Workspace) &&
			(m.AppName == nil || m.AppName.Finds(w.App.Name)) &&
			(m.Title == nil || m.Title.Finds(w.Title))
	}
	return t.Session.Run(programOf(rule.Condition), Env{}.WithWindow(id), "").Code == OK
}

// ArrangeStartup makes the root of the focused workspace tiles if it has few
// children and an accordion otherwise.
func (s *Session) ArrangeStartup() {
	root := workspaces.Subject{Workspace: s.State.Focus().Workspace, Root: true}
	layout, err := s.State.LayoutOf(root)
	if err != nil {
		return
	}
	layout.Arrangement = workspaces.Tiles
	if len(s.State.Tree(root.Workspace).Children) > manyWindows {
		layout.Arrangement = workspaces.Accordion
	}
	if next, err := s.State.SetLayout(root, layout); err == nil {
		s.State = next
	}
}

// AfterStartup ends the start: after-startup-command runs.
func (s *Session) AfterStartup() {
	s.Startup = false
	s.Run(programOf(s.Host.Config().AfterStartup), Env{}, "")
}

// manyWindows is how many windows a workspace may have at the start and still
// be shown as tiles.
const manyWindows = 3
