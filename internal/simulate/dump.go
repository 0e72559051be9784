package simulate

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"perch/workspaces"
)

// dump prints the desktop as one JSON object, a key a line. The tree is in the
// notation that @tree reads, without hidden workspaces that are empty; frames
// and what is hidden are the desktop's own.
func (s *simulation) dump(words []string, _ string) error {
	if len(words) != 0 {
		return errUsage
	}
	state := s.agent.State()
	visible := map[string]string{}
	for i := range state.Monitors() {
		visible[strconv.Itoa(i+1)] = state.VisibleOn(i)
	}
	frames := map[string][4]float64{}
	hidden := []workspaces.WindowID{}
	for _, w := range s.desktop.Windows() {
		frames[strconv.FormatInt(int64(w.ID), 10)] = [4]float64{w.Frame.X, w.Frame.Y, w.Frame.W, w.Frame.H}
		if !w.Visible {
			hidden = append(hidden, w.ID)
		}
	}
	tree := map[string]any{}
	for _, ws := range state.Snapshot().Workspaces {
		if state.IsVisible(ws.Name) || !state.IsEmpty(ws.Name) {
			tree[ws.Name] = treeOf(state, ws)
		}
	}
	lines := []string{}
	for _, part := range []struct {
		key   string
		value any
	}{
		{"focus", showFocus(state.Focus())}, {"visible", visible}, {"tree", tree}, {"frames", frames}, {"hidden", hidden},
		{"stack", append([]workspaces.WindowID{}, s.desktop.Stack()...)},
	} {
		data, err := json.Marshal(part.value)
		if err != nil {
			return err
		}
		lines = append(lines, fmt.Sprintf("  %q: %s", part.key, data))
	}
	fmt.Fprintf(s.stdout, "{\n%s\n}\n", strings.Join(lines, ",\n"))
	return nil
}

// treeOf is a workspace in the notation of trees.
func treeOf(state *workspaces.State, ws workspaces.WorkspaceSnapshot) any {
	shown := map[string]any{ws.Root.Layout.String(): nodesOf(ws.Root.Children)}
	for name, list := range map[string][]workspaces.WindowSnapshot{
		"floating": ws.Floating, "macos_fullscreen": ws.NativeFullscreen, "macos_hidden_app": ws.HiddenApp,
	} {
		if len(list) > 0 {
			windows := []any{}
			for _, w := range list {
				windows = append(windows, windowOf(w, 0))
			}
			shown[name] = windows
		}
	}
	if state.IsVisible(ws.Name) {
		shown["monitor"] = state.MonitorOf(ws.Name) + 1
	}
	return shown
}

func nodesOf(nodes []workspaces.NodeSnapshot) []any {
	list := []any{}
	for _, n := range nodes {
		if n.Window != nil {
			list = append(list, windowOf(*n.Window, n.Weight))
		} else {
			list = append(list, map[string]any{n.Layout.String(): nodesOf(n.Children), "weight": n.Weight})
		}
	}
	return list
}

// windowOf is a window in the notation; a weight of 0 is left out.
func windowOf(w workspaces.WindowSnapshot, weight float64) any {
	shown := map[string]any{"w": w.ID, "title": w.Title}
	if weight != 0 {
		shown["weight"] = weight
	}
	if w.Fullscreen {
		shown["fullscreen"] = true
	}
	return shown
}
