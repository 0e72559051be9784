package command

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"perch/workspaces"
)

func checkResult(t *testing.T, r row, result Result) {
	t.Helper()
	if r.has("exit") {
		var code Code
		if r.decode(t, "exit", &code); code != result.Code {
			t.Errorf("exit %d, want %d; stderr %q", result.Code, code, result.Stderr)
		}
	}
	if r.has("stdout") && r.text(t, "stdout") != result.Stdout {
		t.Errorf("stdout\n got %q\nwant %q", result.Stdout, r.text(t, "stdout"))
	}
	if r.has("stderr") && r.text(t, "stderr") != result.Stderr {
		t.Errorf("stderr\n got %q\nwant %q", result.Stderr, r.text(t, "stderr"))
	}
	if r.has("stdout_sorted") {
		got := strings.Split(result.Stdout, "\n")
		slices.Sort(got)
		if want := r.parts(t, "stdout_sorted"); !slices.Equal(got, want) {
			t.Errorf("stdout %q, want %q", got, want)
		}
	}
	if r.has("stderr_contains") {
		for _, part := range r.parts(t, "stderr_contains") {
			if !strings.Contains(result.Stderr, part) {
				t.Errorf("stderr %q lacks %q", result.Stderr, part)
			}
		}
	}
}

func checkOutcome(t *testing.T, s *Session, w *world, r row) {
	t.Helper()
	// Only a layout makes weights positive again that a resize took below 0.
	if laid, _ := s.State.Layout(); laid.Check() != nil {
		err := laid.Check()
		t.Errorf("the state is broken: %v", err)
	}
	if focus := r.text(t, "focus_after"); focus != "" {
		got := "w" + strconv.Itoa(int(s.State.Focus().Window))
		if strings.HasPrefix(focus, "ws:") {
			got = "ws:" + s.State.Focus().Workspace
		}
		if got != focus {
			t.Errorf("focus %v, want %s", s.State.Focus(), focus)
		}
	}
	if name := r.text(t, "workspace_after"); name != "" && name != s.State.Focus().Workspace {
		t.Errorf("workspace %s, want %s", s.State.Focus().Workspace, name)
	}
	if mode := r.text(t, "mode_after"); mode != "" && mode != s.Memory.ActiveMode() {
		t.Errorf("mode %s, want %s", s.Memory.ActiveMode(), mode)
	}
	if r.has("visible_after") {
		got, want := map[string]string{}, map[string]string{}
		r.decode(t, "visible_after", &want)
		for i := range s.State.Monitors() {
			got[strconv.Itoa(i+1)] = s.State.VisibleOn(i)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("visible %v, want %v", got, want)
		}
	}
	var mru map[string]workspaces.WindowID
	r.decode(t, "mru_after", &mru)
	for name, id := range mru {
		if got := s.State.MRUWindow(name); got != id {
			t.Errorf("most recent window of %s is %d, want %d", name, got, id)
		}
	}
	if r.has("events") {
		var got, want []any
		r.decode(t, "events", &want)
		for _, e := range w.events {
			var event any
			if err := json.Unmarshal([]byte(e), &event); err != nil {
				t.Fatalf("%s: %v", e, err)
			}
			got = append(got, event)
		}
		if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("events\n got %v\nwant %v", w.events, want)
		}
	}
	checkTrees(t, s, r)
}

func checkTrees(t *testing.T, s *Session, r row) {
	t.Helper()
	b := &snapshotBuilder{t: t}
	names, values := b.pairs(r["tree_after"])
	for i, name := range names {
		keys, parts := b.pairs(values[i])
		if len(keys) == 0 && len(s.State.WindowsOf(name)) > 0 {
			t.Errorf("workspace %s has windows %v", name, s.State.WindowsOf(name))
		}
		for k, key := range keys {
			if l, ok := workspaces.ParseLayout(key); ok {
				tree := s.State.Tree(name)
				if tree.Layout != l {
					t.Errorf("root of %s is %v, want %s", name, tree.Layout, key)
				}
				checkChildren(t, s, name, tree, parts[k])
				continue
			}
			placement, ok := map[string]workspaces.Placement{
				"floating": workspaces.Floating, "macos_fullscreen": workspaces.NativeFullscreen, "macos_hidden_app": workspaces.HiddenApp,
			}[key]
			if !ok {
				continue
			}
			var got, want []workspaces.WindowID
			for _, id := range s.State.WindowsOf(name) {
				if w, _ := s.State.Window(id); w.Placement == placement {
					got = append(got, id)
				}
			}
			for _, window := range b.windows(parts[k]) {
				want = append(want, window.ID)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s of %s: %v, want %v", key, name, got, want)
			}
		}
	}
}

func checkChildren(t *testing.T, s *Session, path string, n workspaces.NodeSnapshot, want json.RawMessage) {
	t.Helper()
	b := &snapshotBuilder{t: t}
	var list []json.RawMessage
	b.decode(want, &list)
	if len(list) != len(n.Children) {
		t.Errorf("%s has %d children, want %s", path, len(n.Children), want)
		return
	}
	for i, item := range list {
		child, path := n.Children[i], fmt.Sprintf("%s[%d]", path, i)
		if item[0] == '{' {
			var facts struct {
				Weight     *float64
				Rect       *[4]float64
				Fullscreen *bool
			}
			b.decode(item, &facts)
			if facts.Weight != nil && math.Abs(*facts.Weight-child.Weight) > 1e-6 {
				t.Errorf("%s: weight %v, want %v", path, child.Weight, *facts.Weight)
			}
			if child.Window != nil {
				info, _ := s.State.Window(child.Window.ID)
				if facts.Rect != nil && info.Laid != rect(*facts.Rect) {
					t.Errorf("%s: frame %v, want %v", path, info.Laid, *facts.Rect)
				}
				if facts.Fullscreen != nil && *facts.Fullscreen != info.Fullscreen {
					t.Errorf("%s: fullscreen %v", path, info.Fullscreen)
				}
			}
		}
		expected := b.node(item)
		switch {
		case (expected.Window == nil) != (child.Window == nil):
			t.Errorf("%s: want %s, got %+v", path, item, child)
		case expected.Window != nil && expected.Window.ID != child.Window.ID:
			t.Errorf("%s: window %d, want %d", path, child.Window.ID, expected.Window.ID)
		case expected.Window == nil:
			if expected.Layout != child.Layout {
				t.Errorf("%s: %v, want %v", path, child.Layout, expected.Layout)
			}
			keys, parts := b.pairs(item)
			for k, key := range keys {
				if _, ok := workspaces.ParseLayout(key); ok {
					checkChildren(t, s, path, child, parts[k])
				}
			}
		}
	}
}
