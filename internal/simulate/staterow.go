package simulate

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"regexp"
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
	list := testMonitor
	snap := workspaces.Snapshot{Visible: map[int]string{}}
	visible := map[string]string{}
	var mru []workspaces.WindowID
	var mouse []float64
	if err := errors.Join(r.into("monitors", &list), r.into("mru", &mru), r.into("visible", &visible),
		r.into("mouse", &mouse)); err != nil {
		return nil, nil, err
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

func (c *checks) checkResult(r row, result command.Result) {
	if r.has("exit") {
		c.equal("exit", r["exit"], result.Code)
	}
	for _, output := range []struct{ field, seen string }{{"stdout", result.Stdout}, {"stderr", result.Stderr}} {
		if want, ok := r.text(output.field); ok {
			c.equal(output.field, want, output.seen)
		}
	}
	if r.has("stdout_sorted") {
		lines := strings.Split(result.Stdout, "\n")
		slices.Sort(lines)
		c.equal("stdout, sorted", r.strings("stdout_sorted"), lines)
	}
	c.contains("stderr", r.strings("stderr_contains"), result.Stderr)
}

// checkMatches evaluates a condition for windows: an object says for each
// window whether it matches, a list names those that do.
func (c *checks) checkMatches(s *command.Session, r row, condition string) {
	p, err := command.Parse(condition, command.Allowed{})
	if err != nil {
		c.fail("if: %v", err)
		return
	}
	matches := func(id workspaces.WindowID) bool {
		return s.Run(p, command.Env{}.WithWindow(id), "").Code == command.OK
	}
	var expected map[workspaces.WindowID]bool
	if json.Unmarshal(orNull(r["matches"]), &expected) == nil {
		for _, id := range slices.Sorted(maps.Keys(expected)) {
			c.equal(fmt.Sprintf("window %d matches", id), expected[id], matches(id))
		}
		return
	}
	seen := []workspaces.WindowID{}
	for _, id := range s.State.Windows() {
		if matches(id) {
			seen = append(seen, id)
		}
	}
	slices.Sort(seen)
	c.equal("matching windows", r["matches"], seen)
}

// checkState compares the state with what a row expects of it.
func (c *checks) checkState(s *command.Session, host *world, r row) {
	if err := s.State.Check(); err != nil && !r.allowsNegativeWeights() {
		c.fail("the state is broken: %v", err)
	}
	if text, ok := r.text("focus_after"); ok {
		c.equal("focus", text, showFocus(s.State.Focus()))
	}
	if text, ok := r.text("workspace_after"); ok {
		c.equal("focused workspace", text, s.State.Focus().Workspace)
	}
	if r.has("visible_after") {
		visible := map[string]string{}
		for i := range s.State.Monitors() {
			visible[strconv.Itoa(i+1)] = s.State.VisibleOn(i)
		}
		c.equal("visible workspaces", r["visible_after"], visible)
	}
	if text, ok := r.text("mode_after"); ok {
		c.equal("mode", text, s.Memory.ActiveMode())
	}
	var mru map[string]workspaces.WindowID
	if err := r.into("mru_after", &mru); err != nil {
		c.fail("%v", err)
	}
	for _, name := range slices.Sorted(maps.Keys(mru)) {
		c.equal("most recent window of "+name, mru[name], s.State.MRUWindow(name))
	}
	if r.has("events") {
		events := []json.RawMessage{}
		for _, e := range host.events {
			events = append(events, json.RawMessage(e.JSON()))
		}
		c.equal("events", r["events"], events)
	}
	var after object
	if err := r.into("tree_after", &after); err != nil {
		c.fail("%v", err)
	}
	for _, m := range after {
		if placement, ok := outsideWorkspaces[m.key]; ok {
			c.checkNodes(s.State, m.key, m.value, windowsIn(s.State, s.State.Windows(), placement))
			continue
		}
		c.checkTree(s.State, m.key, m.value)
	}
}

// outsideWorkspaces are the windows that stand in no workspace.
var outsideWorkspaces = map[string]workspaces.Placement{"_minimized": workspaces.Minimized, "_popup": workspaces.Popup}

// windowsIn picks the windows with a placement.
func windowsIn(s *workspaces.State, ids []workspaces.WindowID, placement workspaces.Placement) []workspaces.NodeSnapshot {
	nodes := []workspaces.NodeSnapshot{}
	for _, id := range ids {
		if w, _ := s.Window(id); w.Placement == placement {
			nodes = append(nodes, workspaces.NodeSnapshot{Window: &workspaces.WindowSnapshot{
				Window: w.Window, Fullscreen: w.Fullscreen, LastFloatingSize: w.LastFloatingSize,
			}})
		}
	}
	return nodes
}

// allowsNegativeWeights says that the row is about weights that go below
// zero, as AeroSpace lets them before the next layout.
func (r row) allowsNegativeWeights() bool { return negativeWeight.Match(r["tree_after"]) }

var negativeWeight = regexp.MustCompile(`"weight"\s*:\s*-`)

// checkTree compares a workspace with the notation.
func (c *checks) checkTree(s *workspaces.State, name string, data []byte) {
	var o object
	if err := json.Unmarshal(data, &o); err != nil {
		c.fail("tree_after: %v", err)
		return
	}
	if len(o) == 0 {
		c.equal("windows of "+name, []int{}, append([]workspaces.WindowID{}, s.WindowsOf(name)...))
		return
	}
	lists := map[string]workspaces.Placement{
		"floating": workspaces.Floating, "macos_fullscreen": workspaces.NativeFullscreen, "macos_hidden_app": workspaces.HiddenApp,
	}
	for _, m := range o {
		switch placement, isList := lists[m.key]; {
		case m.key == "monitor":
			c.equal("monitor of "+name, m.value, s.MonitorOf(name)+1)
		case isList:
			c.checkNodes(s, m.key+" of "+name, m.value, windowsIn(s, s.WindowsOf(name), placement))
		default:
			root := s.Tree(name)
			if seen := root.Layout.String(); seen != m.key {
				c.fail("tree of %s: expected %s, seen %s", name, compact(m.key, m.value), showTree(root))
				continue
			}
			before := len(*c)
			c.checkNodes(s, "tree of "+name, m.value, root.Children)
			if len(*c) > before {
				*c = append((*c)[:before], fmt.Sprintf("tree of %s: expected %s, seen %s (%s)",
					name, compact(m.key, m.value), showTree(root), strings.Join((*c)[before:], ", ")))
			}
		}
	}
}

func compact(layout string, data []byte) string {
	return quoted(map[string]any{layout: json.RawMessage(data)})
}

// checkNodes compares a list of nodes with the notation.
func (c *checks) checkNodes(s *workspaces.State, what string, data []byte, nodes []workspaces.NodeSnapshot) {
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil {
		c.fail("%s: %v", what, err)
		return
	}
	if len(list) != len(nodes) {
		c.fail("%s: expected %s, seen %d children", what, quoted(json.RawMessage(data)), len(nodes))
		return
	}
	for i, item := range list {
		c.checkNode(s, what, item, nodes[i])
	}
}

func (c *checks) checkNode(s *workspaces.State, what string, data json.RawMessage, n workspaces.NodeSnapshot) {
	if data[0] != '{' {
		if n.Window == nil {
			c.fail("%s: expected window %s, seen %s", what, data, showTree(n))
		} else {
			c.equal(what, data, n.Window.ID)
		}
		return
	}
	var o object
	if err := json.Unmarshal(data, &o); err != nil {
		c.fail("%s: %v", what, err)
		return
	}
	if _, isWindow := o.get("w"); isWindow != (n.Window != nil) {
		c.fail("%s: expected %s, seen %s", what, quoted(data), showTree(n))
		return
	}
	for _, m := range o {
		switch m.key {
		case "w":
			c.equal(what, m.value, n.Window.ID)
		case "weight":
			var weight float64
			if json.Unmarshal(m.value, &weight) != nil || math.Abs(weight-n.Weight) > tolerance {
				c.fail("weight of %s: expected %s, seen %v", showTree(n), m.value, n.Weight)
			}
		case "rect":
			c.checkRect(s, m.value, n.Window.ID)
		case "fullscreen":
			c.equal(fmt.Sprintf("fullscreen of %d", n.Window.ID), m.value, n.Window.Fullscreen)
		case "title":
			c.equal(fmt.Sprintf("title of %d", n.Window.ID), m.value, n.Window.Title)
		case "last_floating_size":
			size := n.Window.LastFloatingSize
			c.equal(fmt.Sprintf("last floating size of %d", n.Window.ID), m.value, []float64{size.W, size.H})
		case "macos_fullscreen":
			w, _ := s.Window(n.Window.ID)
			c.equal(fmt.Sprintf("native fullscreen of %d", n.Window.ID), m.value, w.Placement == workspaces.NativeFullscreen)
		default:
			if seen := n.Layout.String(); seen != m.key {
				c.fail("%s: expected %s, seen %s", what, m.key, seen)
				continue
			}
			c.checkNodes(s, what, m.value, n.Children)
		}
	}
}

// tolerance is how exact numbers have to be.
const tolerance = 1e-6

func (c *checks) checkRect(s *workspaces.State, data []byte, id workspaces.WindowID) {
	expected, err := parseRect(data)
	if err != nil {
		c.fail("%v", err)
		return
	}
	w, _ := s.Window(id)
	seen := w.Frame
	if w.Placement == workspaces.Tiling {
		seen = w.Laid
	}
	for _, d := range []float64{expected.X - seen.X, expected.Y - seen.Y, expected.W - seen.W, expected.H - seen.H} {
		if math.Abs(d) > tolerance {
			c.fail("frame of %d: expected %s, seen %v", id, data, []float64{seen.X, seen.Y, seen.W, seen.H})
			return
		}
	}
}

// showTree writes a node in the notation.
func showTree(n workspaces.NodeSnapshot) string {
	if n.Window != nil {
		return strconv.FormatInt(int64(n.Window.ID), 10)
	}
	children := make([]string, len(n.Children))
	for i, c := range n.Children {
		children[i] = showTree(c)
	}
	return fmt.Sprintf("{%q:[%s]}", n.Layout, strings.Join(children, ","))
}
