package workspaces

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// The tests write a desktop as text, one workspace a line:
//
//	a: h_tiles[1 2* v_tiles=300[3 4]] floating[5]
//
// A number is a window, a container is its layout's name and its children in
// brackets, "=" gives a weight, "*" marks the focus. Without a star the first
// workspace has it. Windows count as used in the order in which they stand.

// screen1 and screen2 stand side by side; the tiling areas are 1200 by 800
// and 1000 by 600.
var (
	screen1 = monitorAt("one", Rect{0, 0, 1200, 801})
	screen2 = monitorAt("two", Rect{1200, 0, 1000, 601})
)

func monitorAt(name string, frame Rect) Monitor {
	return Monitor{ID: name, Name: name, Frame: frame, WorkArea: frame}
}

// desk is the desktop in the notation, on screen1. Workspaces after the first
// one are hidden.
func desk(t testing.TB, lines ...string) *State {
	t.Helper()
	return deskWith(t, Settings{}, []Monitor{screen1}, lines...)
}

// deskWith shows the first workspaces on the monitors, in their order.
func deskWith(t testing.TB, settings Settings, monitors []Monitor, lines ...string) *State {
	t.Helper()
	snap := Snapshot{Monitors: monitors, Visible: map[int]string{}}
	for i, line := range lines {
		name, text, ok := strings.Cut(line, ": ")
		if !ok {
			t.Fatalf("%q has no workspace name", line)
		}
		r := reader{t: t, rest: text, workspace: name, snap: &snap}
		snap.Workspaces = append(snap.Workspaces, r.workspaceSnapshot())
		if i < len(monitors) {
			snap.Visible[i] = name
		}
	}
	if snap.Focus.Workspace == "" {
		name, _, _ := strings.Cut(lines[0], ": ")
		snap.Focus = Focus{name, NoWindow}
	}
	s := Restore(settings, snap)
	if err := s.Check(); err != nil {
		t.Fatalf("%q: %v", lines, err)
	}
	return s
}

// reader reads the notation.
type reader struct {
	t         testing.TB
	rest      string
	workspace string
	snap      *Snapshot
}

func (r *reader) workspaceSnapshot() WorkspaceSnapshot {
	ws := WorkspaceSnapshot{Name: r.workspace}
	for r.rest != "" {
		n, list := r.node()
		switch list {
		case "floating":
			ws.Floating = windowsIn(n)
		case "native":
			ws.NativeFullscreen = windowsIn(n)
		case "hidden":
			ws.HiddenApp = windowsIn(n)
		default:
			ws.Root = n
		}
		r.rest = strings.TrimLeft(r.rest, " ")
	}
	return ws
}

func windowsIn(n NodeSnapshot) []WindowSnapshot {
	var windows []WindowSnapshot
	for _, c := range n.Children {
		windows = append(windows, *c.Window)
	}
	return windows
}

// node reads one node; list is the word in front of a bracket.
func (r *reader) node() (n NodeSnapshot, list string) {
	word := r.word()
	if weight, ok := strings.CutPrefix(r.rest, "="); ok {
		r.rest = weight
		n.Weight, _ = strconv.ParseFloat(r.word(), 64)
	}
	if id, err := strconv.ParseInt(word, 10, 32); err == nil {
		n.Window = &WindowSnapshot{Window: testWindow(WindowID(id))}
		if rest, ok := strings.CutPrefix(r.rest, "*"); ok {
			r.rest = rest
			r.snap.Focus = Focus{r.workspace, WindowID(id)}
		}
		return n, ""
	}
	rest, ok := strings.CutPrefix(r.rest, "[")
	if !ok {
		r.t.Fatalf("%q is no window, and no bracket follows", word)
	}
	n.Layout, _ = ParseLayout(word)
	r.rest = rest
	for {
		r.rest = strings.TrimLeft(r.rest, " ")
		if rest, ok := strings.CutPrefix(r.rest, "]"); ok {
			r.rest = rest
			return n, word
		}
		if r.rest == "" {
			r.t.Fatalf("a bracket after %q is open", word)
		}
		child, _ := r.node()
		n.Children = append(n.Children, child)
	}
}

func (r *reader) word() string {
	end := strings.IndexAny(r.rest, "[] =*")
	if end < 0 {
		end = len(r.rest)
	}
	word := r.rest[:end]
	r.rest = r.rest[end:]
	return word
}

func testWindow(id WindowID) Window {
	return Window{
		ID: id, App: App{PID: int(id), ID: "app"}, Title: fmt.Sprint("Window ", id),
		Frame: Rect{float64(id) * 10, float64(id) * 10, 300, 200},
	}
}

// show writes a workspace in the notation, without weights.
func show(s *State, workspace string) string {
	w := s.spaces[workspace]
	if w == nil {
		return "gone"
	}
	text := showNode(s, w.root, false)
	for _, l := range []struct {
		name string
		top  *node
	}{{"floating", w.floating}, {"native", w.native}, {"hidden", w.hidden}} {
		if len(l.top.children) > 0 {
			text += " " + l.name + showChildren(s, l.top, false)
		}
	}
	return text
}

// showWeights writes a workspace's tree with the weights.
func showWeights(s *State, workspace string) string {
	return showNode(s, s.spaces[workspace].root, true)
}

func showNode(s *State, n *node, weights bool) string {
	text := n.layout.String()
	if n.isWindow() {
		text = fmt.Sprint(n.leaf.ID)
	}
	if weights && n.parent != nil {
		text += "=" + strconv.FormatFloat(n.weight, 'g', -1, 64)
	}
	if !n.isWindow() {
		return text + showChildren(s, n, weights)
	}
	if s.Focus().Window == n.leaf.ID {
		text += "*"
	}
	return text
}

func showChildren(s *State, n *node, weights bool) string {
	words := make([]string, len(n.children))
	for i, c := range n.children {
		words[i] = showNode(s, c, weights)
	}
	return "[" + strings.Join(words, " ") + "]"
}

// want compares a workspace with the notation.
func want(t *testing.T, s *State, workspace, tree string) {
	t.Helper()
	if err := s.Check(); err != nil {
		t.Error(err)
	}
	if seen := show(s, workspace); seen != tree {
		t.Errorf("workspace %s is %s, want %s", workspace, seen, tree)
	}
}

// operation is something to do with what has the focus.
type operation func(*State, Focus) (*State, error)

// trial is an operation on a workspace, and what comes of it.
type trial struct {
	name, tree string
	do         operation
	after      string
	err        error
}

// try runs trials. An operation must not change the desktop that it is called on.
func try(t *testing.T, trials []trial) {
	t.Helper()
	for _, c := range trials {
		t.Run(c.name, func(t *testing.T) {
			s := desk(t, "a: "+c.tree)
			after, err := c.do(s, s.Focus())
			if !errors.Is(err, c.err) {
				t.Errorf("error %v, want %v", err, c.err)
			}
			want(t, after, "a", c.after)
			want(t, s, "a", c.tree)
		})
	}
}
