package simulate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"perch/internal/spelling"
	"perch/workspaces"
)

// testApp is the application of every window of a tree.
const testApp = "bobko.AeroSpace.test-app"

// object is a JSON object whose keys keep their order.
type object []member

type member struct {
	key   string
	value json.RawMessage
}

func (o *object) UnmarshalJSON(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	if token == nil {
		return nil
	}
	if token != json.Delim('{') {
		return fmt.Errorf("expected an object, got %s", data)
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return err
		}
		m := member{key: key.(string)}
		if err := decoder.Decode(&m.value); err != nil {
			return err
		}
		*o = append(*o, m)
	}
	return nil
}

// tree is the windows of a desktop: workspaces, and what stands in none.
type tree struct {
	workspaces        []workspaces.WorkspaceSnapshot
	minimized, popups []workspaces.WindowSnapshot
	// native are the windows in the tree that the platform has in a
	// fullscreen of its own.
	native map[workspaces.WindowID]bool
	// order lists the windows as they are written, if that is not the order
	// in which a snapshot is restored.
	order []workspaces.WindowID
}

// parseTree reads the notation of trees, an object that maps names to
// workspaces.
func parseTree(data []byte) (tree, error) {
	var t tree
	var o object
	if err := json.Unmarshal(data, &o); err != nil {
		return t, err
	}
	t.native = map[workspaces.WindowID]bool{}
	r := &treeReader{seen: map[workspaces.WindowID]bool{}, native: t.native}
	for _, m := range o {
		var err error
		switch m.key {
		case "_minimized":
			t.minimized, err = r.windows(m.value)
		case "_popup":
			t.popups, err = r.windows(m.value)
		default:
			var ws workspaces.WorkspaceSnapshot
			ws, err = r.workspace(m.key, m.value)
			t.workspaces = append(t.workspaces, ws)
		}
		if err != nil {
			return t, fmt.Errorf("workspace %q: %w", m.key, err)
		}
	}
	if r.reordered {
		t.order = r.order
	}
	return t, nil
}

// treeReader reads the windows of one tree.
type treeReader struct {
	seen      map[workspaces.WindowID]bool
	native    map[workspaces.WindowID]bool
	order     []workspaces.WindowID
	reordered bool // a list stands before the root or in another order than usual
}

var workspaceLists = []string{"floating", "macos_fullscreen", "macos_hidden_app"}

func (r *treeReader) workspace(name string, data []byte) (workspaces.WorkspaceSnapshot, error) {
	ws := workspaces.WorkspaceSnapshot{Name: name}
	var o object
	if err := json.Unmarshal(data, &o); err != nil {
		return ws, err
	}
	last := -1 // the list that came before
	for _, m := range o {
		rank := -1
		var err error
		switch m.key {
		case "floating":
			rank = 1
			ws.Floating, err = r.windows(m.value)
		case "macos_fullscreen":
			rank = 2
			ws.NativeFullscreen, err = r.windows(m.value)
		case "macos_hidden_app":
			rank = 3
			ws.HiddenApp, err = r.windows(m.value)
		case "monitor":
			err = json.Unmarshal(m.value, &ws.Monitor)
		default:
			layout, ok := workspaces.ParseLayout(m.key)
			if !ok {
				return ws, unknownKey(m.key, append(workspaceLists, "monitor", "h_tiles", "v_tiles", "h_accordion", "v_accordion"))
			}
			rank = 0
			ws.Root.Layout = layout
			ws.Root.Children, err = r.nodes(m.value)
		}
		if err != nil {
			return ws, err
		}
		if rank >= 0 {
			r.reordered = r.reordered || rank < last
			last = max(last, rank)
		}
	}
	return ws, nil
}

func unknownKey(key string, known []string) error {
	return fmt.Errorf("unknown key %q; expected one of %s. %s", key, strings.Join(known, ", "), spelling.DidYouMean(key, known))
}

// nodes reads the children of a container.
func (r *treeReader) nodes(data []byte) ([]workspaces.NodeSnapshot, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("expected a list of windows and containers, got %s", data)
	}
	var nodes []workspaces.NodeSnapshot
	for _, data := range list {
		w, weight, err := r.window(data)
		if err != nil {
			return nil, err
		}
		if w != nil {
			nodes = append(nodes, workspaces.NodeSnapshot{Window: w, Weight: weight})
			continue
		}
		n := workspaces.NodeSnapshot{Weight: 1}
		var o object
		if err := json.Unmarshal(data, &o); err != nil {
			return nil, err
		}
		for _, m := range o {
			if m.key == "weight" {
				err = json.Unmarshal(m.value, &n.Weight)
			} else {
				var ok bool
				if n.Layout, ok = workspaces.ParseLayout(m.key); !ok {
					return nil, unknownKey(m.key, []string{"w", "weight", "h_tiles", "v_tiles", "h_accordion", "v_accordion"})
				}
				n.Children, err = r.nodes(m.value)
			}
			if err != nil {
				return nil, err
			}
		}
		nodes = append(nodes, n)
	}
	return nodes, nil
}

// windows reads a list of windows.
func (r *treeReader) windows(data []byte) ([]workspaces.WindowSnapshot, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("expected a list of windows, got %s", data)
	}
	var windows []workspaces.WindowSnapshot
	for _, data := range list {
		w, _, err := r.window(data)
		if err != nil {
			return nil, err
		}
		if w == nil {
			return nil, fmt.Errorf("expected a window, got %s", data)
		}
		windows = append(windows, *w)
	}
	return windows, nil
}

// window reads a window and its weight; nil if data is a container.
func (r *treeReader) window(data []byte) (*workspaces.WindowSnapshot, float64, error) {
	weight, native := 1.0, false
	w := &workspaces.WindowSnapshot{}
	if id, err := strconv.ParseInt(string(data), 10, 64); err == nil {
		w.ID = workspaces.WindowID(id)
		return w, weight, r.note(w)
	}
	var o object
	if err := json.Unmarshal(data, &o); err != nil {
		return nil, 0, fmt.Errorf("expected a window's number or an object, got %s", data)
	}
	if _, isWindow := o.get("w"); !isWindow {
		return nil, 0, nil
	}
	var title *string
	for _, m := range o {
		var err error
		switch m.key {
		case "w":
			err = json.Unmarshal(m.value, &w.ID)
		case "weight":
			err = json.Unmarshal(m.value, &weight)
		case "rect":
			w.Frame, err = parseRect(m.value)
		case "title":
			err = json.Unmarshal(m.value, &title)
		case "fullscreen":
			err = json.Unmarshal(m.value, &w.Fullscreen)
		case "macos_fullscreen":
			err = json.Unmarshal(m.value, &native)
		case "last_floating_size":
			var size [2]float64
			err = json.Unmarshal(m.value, &size)
			w.LastFloatingSize = workspaces.Size{W: size[0], H: size[1]}
		default:
			err = unknownKey(m.key, []string{"w", "weight", "rect", "title", "fullscreen", "macos_fullscreen", "last_floating_size"})
		}
		if err != nil {
			return nil, 0, err
		}
	}
	if native {
		r.native[w.ID] = true
	}
	if title != nil {
		w.Title = *title
		return w, weight, r.count(w)
	}
	return w, weight, r.note(w)
}

// note gives a window the default title.
func (r *treeReader) note(w *workspaces.WindowSnapshot) error {
	w.Title = fmt.Sprintf("TestWindow(%d)", w.ID)
	return r.count(w)
}

func (r *treeReader) count(w *workspaces.WindowSnapshot) error {
	if r.seen[w.ID] {
		return fmt.Errorf("window %d stands in the tree twice", w.ID)
	}
	r.seen[w.ID] = true
	r.order = append(r.order, w.ID)
	w.App = workspaces.App{ID: testApp, Name: testApp}
	return nil
}

func (o object) get(key string) (json.RawMessage, bool) {
	for _, m := range o {
		if m.key == key {
			return m.value, true
		}
	}
	return nil, false
}

func parseRect(data []byte) (workspaces.Rect, error) {
	var r []float64
	if err := json.Unmarshal(data, &r); err != nil || len(r) != 4 {
		return workspaces.Rect{}, fmt.Errorf("expected a rectangle [x, y, width, height], got %s", data)
	}
	return workspaces.Rect{X: r[0], Y: r[1], W: r[2], H: r[3]}, nil
}

// workspaceOf finds where a window of the tree stands.
func (t tree) workspaceOf(id workspaces.WindowID) (string, bool) {
	for _, ws := range t.workspaces {
		if contains(ws.Root, id) {
			return ws.Name, true
		}
		for _, list := range [][]workspaces.WindowSnapshot{ws.Floating, ws.NativeFullscreen, ws.HiddenApp} {
			for _, w := range list {
				if w.ID == id {
					return ws.Name, true
				}
			}
		}
	}
	return "", false
}

func contains(n workspaces.NodeSnapshot, id workspaces.WindowID) bool {
	if n.Window != nil && n.Window.ID == id {
		return true
	}
	for _, c := range n.Children {
		if contains(c, id) {
			return true
		}
	}
	return false
}

// parseFocus reads "w5" (a window of the tree) or "ws:name".
func (t tree) parseFocus(text string) (workspaces.Focus, error) {
	if name, ok := strings.CutPrefix(text, "ws:"); ok {
		return workspaces.Focus{Workspace: name, Window: workspaces.NoWindow}, nil
	}
	number, isWindow := strings.CutPrefix(text, "w")
	id, err := strconv.ParseInt(number, 10, 64)
	if !isWindow || err != nil {
		return workspaces.Focus{}, fmt.Errorf(`expected "w" and a window's number, or "ws:" and a workspace, got %q`, text)
	}
	name, ok := t.workspaceOf(workspaces.WindowID(id))
	if !ok {
		return workspaces.Focus{}, fmt.Errorf("window %d has the focus, but stands in no workspace", id)
	}
	return workspaces.Focus{Workspace: name, Window: workspaces.WindowID(id)}, nil
}

// showFocus writes a focus in the same notation.
func showFocus(f workspaces.Focus) string {
	if f.Window == workspaces.NoWindow {
		return "ws:" + f.Workspace
	}
	return fmt.Sprintf("w%d", f.Window)
}
