package command

import (
	"errors"
	"fmt"
	"strconv"

	"perch/workspaces"
)

// Env is the context that a command inherits: the window or workspace on
// whose behalf it runs. The zero value is no context.
type Env struct {
	window       workspaces.WindowID
	workspace    string
	hasWindow    bool
	hasWorkspace bool
}

// The environment variables that carry the context to scripts and back.
const (
	WindowVariable    = "AEROSPACE_WINDOW_ID"
	WorkspaceVariable = "AEROSPACE_WORKSPACE"
)

// WithWindow returns the context with a window.
func (e Env) WithWindow(id workspaces.WindowID) Env {
	e.window, e.hasWindow = id, true
	return e
}

// WithWorkspace returns the context with a workspace.
func (e Env) WithWorkspace(name string) Env {
	e.workspace, e.hasWorkspace = name, true
	return e
}

// focusEnv is the context of a callback about a focus.
func focusEnv(f workspaces.Focus) Env {
	if f.Window != workspaces.NoWindow {
		return Env{}.WithWindow(f.Window)
	}
	return Env{}.WithWorkspace(f.Workspace)
}

// variables are the context as a program that is started sees it.
func (e Env) variables() map[string]string {
	list := map[string]string{}
	if e.hasWindow {
		list[WindowVariable] = strconv.FormatInt(int64(e.window), 10)
	}
	if e.hasWorkspace {
		list[WorkspaceVariable] = e.workspace
	}
	return list
}

// noWindow is what commands say that need a window and find none.
const noWindow = "No window is focused"

// target finds what a command acts on: its flags before the context before
// the focus.
func (t *turn) target(a *Arguments) (workspaces.Target, error) {
	if id, given := windowID.value(a); given {
		return t.windowTarget(id, "Invalid <window-id> %d passed to --window-id")
	}
	if name, given := workspaceFlag.value(a); given {
		return t.workspaceTarget(name), nil
	}
	if t.env.hasWindow {
		return t.windowTarget(t.env.window, "Invalid <window-id> %d specified in "+WindowVariable+" env variable")
	}
	if t.env.hasWorkspace {
		return t.workspaceTarget(t.env.workspace), nil
	}
	return workspaces.Target(t.State.Focus()), nil
}

func (t *turn) windowTarget(id workspaces.WindowID, unknown string) (workspaces.Target, error) {
	w, ok := t.State.Window(id)
	if !ok {
		return workspaces.Target{}, fmt.Errorf(unknown, id)
	}
	if w.Workspace == "" {
		return workspaces.Target{}, fmt.Errorf("Window %d doesn't belong to any monitor. And thus can't even define a focused workspace", id)
	}
	return workspaces.Target{Workspace: w.Workspace, Window: id}, nil
}

func (t *turn) workspaceTarget(name string) workspaces.Target {
	t.State = t.State.WithWorkspace(name)
	return workspaces.Target(t.State.FocusOf(name))
}

// onTarget is the evaluation of a command that acts on a target.
func onTarget(run func(*turn, *Arguments, workspaces.Target) Code) func(*turn, *Arguments) Code {
	return func(t *turn, a *Arguments) Code {
		target, err := t.target(a)
		if err != nil {
			return t.fail(err.Error())
		}
		return run(t, a, target)
	}
}

// onWindow is the evaluation of a command that cannot do without a window.
func onWindow(run func(*turn, *Arguments, workspaces.WindowInfo) Code) func(*turn, *Arguments) Code {
	return onTarget(func(t *turn, a *Arguments, target workspaces.Target) Code {
		w, ok := t.State.Window(target.Window)
		if !ok {
			return t.fail(noWindow)
		}
		return run(t, a, w)
	})
}

// targetObject is what variables describe: the target's window, else its
// workspace.
func (t *turn) targetObject(a *Arguments) (object, error) {
	target, err := t.target(a)
	if err != nil {
		return object{}, err
	}
	if w, ok := t.State.Window(target.Window); ok {
		return object{kind: windowKind, window: &w}, nil
	}
	return object{kind: workspaceKind, workspace: target.Workspace}, nil
}

// find is the monitor that a target means, seen from another one.
func (m monitorTarget) find(s *workspaces.State, from int, wrap bool) (int, error) {
	switch {
	case m.direction != nil:
		if i, ok := s.MonitorInDirection(from, *m.direction, wrap); ok {
			return i, nil
		}
		return 0, fmt.Errorf("No monitors in direction %v", *m.direction)
	case m.offset != 0:
		if i, ok := s.MonitorRelative(from, m.offset, wrap); ok {
			return i, nil
		}
		return 0, errors.New("Can't find target monitor")
	}
	monitors := configMonitors(s.Monitors())
	for _, p := range m.patterns {
		if i, ok := p.Resolve(monitors); ok {
			return i, nil
		}
	}
	return 0, errors.New("None of the monitors match the pattern(s)")
}

func (m monitorTarget) byPattern() bool { return m.direction == nil && m.offset == 0 }

// nearestMonitor is the monitor whose frame is closest to a point.
func nearestMonitor(s *workspaces.State, p workspaces.Point) int {
	best, monitors := 0, s.Monitors()
	for i, m := range monitors {
		if m.Frame.Contains(p) {
			return i
		}
		if m.Frame.Distance(p) < monitors[best].Frame.Distance(p) {
			best = i
		}
	}
	return best
}
