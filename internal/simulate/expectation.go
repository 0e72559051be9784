package simulate

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"perch/internal/command"
	"perch/workspaces"
)

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
	if err := s.State.Check(); err != nil {
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
