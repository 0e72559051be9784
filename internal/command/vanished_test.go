package command

import (
	"testing"

	"perch/workspaces"
)

// A window that vanished comes back to its place, unless a command has
// changed a tree meanwhile; those that change none do not matter.
func TestVanishedWindows(t *testing.T) {
	for text, back := range map[string]bool{
		"true": true, "focus left": true, "workspace b": true, "focus-monitor next": true, "balance-sizes": true,
		"list-windows --all": true, "mode x": true, "close": true, "fullscreen": true,
		"eval true": false, "flatten-workspace-tree": false, "join-with left": false, "layout accordion": false, "move left": false,
		"move-node-to-workspace c": false, "move-node-to-monitor main": false, "move-workspace-to-monitor main": false,
		"resize smart +10": false, "run-callback on-focus-changed": false, "split opposite": false, "summon-workspace b": false, "swap left": false,
	} {
		s, w := stage(t, "")
		window, _ := s.State.Window(1)
		if err := s.Vanish(1, workspaces.RemoveOptions{}); err != nil {
			t.Fatal(err)
		}
		run(t, s, text)
		w.events = nil
		if got := s.Recall(window.Window); got != back {
			t.Errorf("after %s: recalled %v, want %v", text, got, back)
		}
		if at, known := s.State.Window(1); known != back || back && at.Workspace != "a" {
			t.Errorf("after %s: %+v", text, at)
		}
		expectEvents(t, w)
	}
}

func TestVanishUnknown(t *testing.T) {
	s, _ := stage(t, "")
	before := s.State
	if err := s.Vanish(99, workspaces.RemoveOptions{}); err == nil || s.State != before {
		t.Errorf("%v", err)
	}
	if s.Recall(workspaces.Window{ID: 98}) || s.State != before {
		t.Error("a new window is recalled")
	}
}
