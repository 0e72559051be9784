package simulate

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"perch/config"
	"perch/internal/command"
	"perch/workspaces"
)

// The fields of rows about states: what is there, what happens, and what is
// expected.
var (
	stateFields  = []string{"monitors", "config", "tree", "mru", "visible", "focus", "layout_before", "prev_workspace", "mouse", "startup"}
	actionFields = []string{"cmd", "env", "stdin", "layout_after", "normalize", "layout", "detect", "if"}
	checkFields  = []string{"exit", "stdout", "stderr", "stdout_sorted", "stderr_contains", "tree_after", "focus_after", "workspace_after",
		"visible_after", "mode_after", "mru_after", "events", "matches"}
)

// runState runs a row about a state.
func runState(r row) []string {
	var c checks
	s, host, err := buildState(r)
	if err != nil {
		return []string{err.Error()}
	}
	var steps []row
	if err := r.into("steps", &steps); err != nil {
		return []string{err.Error()}
	}
	for i, step := range steps {
		before := len(c)
		if err := replaceMonitors(s, step); err != nil {
			return append(c, fmt.Sprintf("step %d: %v", i+1, err))
		}
		c.step(s, host, step, r.flag("layout_after"))
		for j := before; j < len(c); j++ {
			c[j] = fmt.Sprintf("step %d: %s", i+1, c[j])
		}
	}
	if steps == nil {
		c.step(s, host, r, false)
	} else {
		c.checkState(s, host, r)
	}
	return c
}

// baseConfig is the configuration of rows: what a line says is left out if
// the row's own snippet speaks of it.
var baseConfig = []struct{ key, line string }{
	{"config-version", "config-version = 2"},
	{"enable-normalization-flatten-containers", "enable-normalization-flatten-containers = false"},
	{"enable-normalization-opposite-orientation", "enable-normalization-opposite-orientation-for-nested-containers = false"},
	{"default-root-container-orientation", "default-root-container-orientation = 'horizontal'"},
}

func rowConfig(snippet string) (*config.Config, error) {
	var text strings.Builder
	for _, base := range baseConfig {
		if !strings.Contains(snippet, base.key) {
			text.WriteString(base.line + "\n")
		}
	}
	text.WriteString(snippet)
	if !strings.Contains(snippet, "mode.main") {
		text.WriteString("\n[mode.main.binding]\n")
	}
	c, problems := config.Parse([]byte(text.String()), "scenario.toml", command.Language{}, nil)
	for _, p := range problems {
		if !p.Warning {
			return nil, fmt.Errorf("the row's config: %s", p)
		}
	}
	return c, nil
}

type rowMonitor struct {
	Name    string
	Rect    []float64
	Visible []float64
}

var testMonitor = []rowMonitor{{Name: "Test Monitor", Rect: []float64{0, 0, 1920, 1080}}}

func parseMonitors(list []rowMonitor) ([]workspaces.Monitor, error) {
	var monitors []workspaces.Monitor
	for i, m := range list {
		if m.Visible == nil {
			m.Visible = m.Rect
		}
		if len(m.Rect) != 4 || len(m.Visible) != 4 {
			return nil, fmt.Errorf("monitor %q: a rectangle is [x, y, width, height]", m.Name)
		}
		rect := func(r []float64) workspaces.Rect { return workspaces.Rect{X: r[0], Y: r[1], W: r[2], H: r[3]} }
		monitors = append(monitors, workspaces.Monitor{
			ID: fmt.Sprintf("%s %d", m.Name, i+1), Name: m.Name, Frame: rect(m.Rect), WorkArea: rect(m.Visible), SystemIndex: i + 1,
		})
	}
	return monitors, nil
}

// stub is the empty workspace that the main monitor shows when a row does not
// say what it shows.
const stub = "setup"

// buildState is the desktop at the start of a row.
func buildState(r row) (*command.Session, *world, error) {
	snippet, _ := r.text("config")
	conf, err := rowConfig(snippet)
	if err != nil {
		return nil, nil, err
	}
	var list []rowMonitor
	snap := workspaces.Snapshot{Visible: map[int]string{}}
	visible := map[string]string{}
	var mru []workspaces.WindowID
	var mouse []float64
	if err := errors.Join(r.into("monitors", &list), r.into("mru", &mru), r.into("visible", &visible),
		r.into("mouse", &mouse)); err != nil {
		return nil, nil, err
	}
	if list == nil {
		list = testMonitor
	}
	if snap.Monitors, err = parseMonitors(list); err != nil {
		return nil, nil, err
	}
	t, err := parseTree(orEmpty(r["tree"]))
	if err != nil {
		return nil, nil, err
	}
	snap.Workspaces, snap.Minimized, snap.Popups = t.workspaces, t.minimized, t.popups
	snap.Recency = append(t.order, mru...)
	snap.Previous, _ = r.text("prev_workspace")
	if text, ok := r.text("focus"); ok {
		if snap.Focus, err = t.parseFocus(text); err != nil {
			return nil, nil, err
		}
	}
	for id, name := range visible {
		i, err := strconv.Atoi(id)
		if err != nil || i < 1 || i > len(snap.Monitors) {
			return nil, nil, fmt.Errorf("field visible: there is no monitor %q", id)
		}
		snap.Visible[i-1] = name
	}
	state := restore(command.Settings(conf), snap)
	if r.flag("layout_before") {
		state, _ = state.Layout()
	}
	host := &world{config: conf, native: t.native}
	if len(mouse) == 2 {
		host.pointer = workspaces.Point{X: mouse[0], Y: mouse[1]}
	}
	return &command.Session{State: state, Host: host, Memory: command.NewMemory(), Startup: r.flag("startup")}, host, nil
}

// restore builds the state; the stub is in it only if it can be seen.
func restore(settings workspaces.Settings, snap workspaces.Snapshot) *workspaces.State {
	main := slices.IndexFunc(workspaces.New(settings, snap.Monitors).Monitors(), workspaces.Monitor.Main)
	if main < 0 || snap.Visible[main] != "" {
		return workspaces.Restore(settings, snap)
	}
	snap.Visible[main] = stub
	s := workspaces.Restore(settings, snap)
	listed := slices.ContainsFunc(snap.Workspaces, func(ws workspaces.WorkspaceSnapshot) bool { return ws.Name == stub })
	if !s.IsVisible(stub) && !listed {
		snap.Visible[main] = s.VisibleOn(main)
		s = workspaces.Restore(settings, snap)
	}
	return s
}

func orEmpty(data json.RawMessage) []byte {
	if data == nil {
		return []byte("{}")
	}
	return data
}

// replaceMonitors follows a step that says which monitors there are from now on.
func replaceMonitors(s *command.Session, step row) error {
	var list []rowMonitor
	if err := step.into("monitors", &list); err != nil || list == nil {
		return err
	}
	monitors, err := parseMonitors(list)
	if err == nil {
		s.State = s.State.SetMonitors(monitors)
	}
	return err
}

// step does what a row or one of its steps says and checks what it expects.
func (c *checks) step(s *command.Session, host *world, r row, layoutAfter bool) {
	if text, ok := r.text("cmd"); ok {
		c.checkResult(r, runCommand(s, r, text))
	}
	if r.flag("normalize") {
		s.State = s.State.Normalize()
	}
	var detect workspaces.WindowID
	if err := r.into("detect", &detect); err != nil {
		c.fail("%v", err)
	} else if r.has("detect") {
		s.Detected(detect)
	}
	if condition, ok := r.text("if"); ok {
		c.checkMatches(s, r, condition)
	}
	if r.flag("layout") || r.flag("layout_after") || layoutAfter {
		s.State, _ = s.State.Layout()
	}
	c.checkState(s, host, r)
}

// runCommand runs a text as a client with that environment and input would.
func runCommand(s *command.Session, r row, text string) command.Result {
	p, err := command.Parse(text, command.Allowed{Exec: true, Eval: true})
	var help *command.HelpRequest
	switch {
	case errors.As(err, &help):
		return command.Result{Stdout: help.Error()}
	case err != nil:
		return command.Result{Code: command.Failed, Stderr: err.Error()}
	}
	var env command.Env
	var variables map[string]json.RawMessage
	_ = json.Unmarshal(orEmpty(r["env"]), &variables)
	if data, ok := variables[command.WindowVariable]; ok {
		var id workspaces.WindowID
		_ = json.Unmarshal(data, &id)
		env = env.WithWindow(id)
	}
	if data, ok := variables[command.WorkspaceVariable]; ok {
		var name string
		_ = json.Unmarshal(data, &name)
		env = env.WithWorkspace(name)
	}
	stdin, _ := r.text("stdin")
	return s.Run(p, env, stdin)
}
