package workspaces

import (
	"reflect"
	"testing"
)

// vanish takes windows away one by one, as if they had closed.
func vanish(t *testing.T, s *State, ids ...WindowID) (*State, Vanished) {
	t.Helper()
	var v Vanished
	for _, id := range ids {
		v = v.Remember(s)
		next, err := s.RemoveWindow(id, RemoveOptions{})
		if err != nil {
			t.Fatal(err)
		}
		s = next.CollectGarbage().Normalize()
	}
	return s, v
}

// recall brings windows back and wants all to be known.
func recall(t *testing.T, s *State, v Vanished, ids ...WindowID) *State {
	t.Helper()
	for _, id := range ids {
		next, ok := v.Recall(s, testWindow(id))
		if !ok {
			t.Errorf("window %d is not remembered", id)
		}
		s = next.Normalize()
	}
	return s
}

// The screen is locked and unlocked: everything is where it was, in whatever
// order the windows come back.
func TestRecallAll(t *testing.T) {
	monitors := []Monitor{screen1, screen2}
	before := deskWith(t, Settings{Flatten: true}, monitors,
		"a: h_tiles[1=700 v_accordion=500[2 h_tiles[3* 4]]] floating[5 6]", "b: v_tiles[7]", "c: h_tiles[8 9] native[10] hidden[11]")
	for _, order := range [][]WindowID{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, {11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, {4, 9, 3, 5, 1, 11, 7, 2, 6, 10, 8}} {
		s, v := vanish(t, before, 3, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11)
		if len(s.Windows()) != 0 {
			t.Fatalf("windows %v are left", s.Windows())
		}
		s = recall(t, s, v, order...)
		if got, want := s.Snapshot(), before.Snapshot(); !reflect.DeepEqual(got.Workspaces, want.Workspaces) ||
			!reflect.DeepEqual(got.Visible, want.Visible) || !reflect.DeepEqual(got.Recency, want.Recency) || got.Focus != want.Focus {
			t.Errorf("%v:\n%+v\n%+v", order, got, want)
		}
	}
}

func TestRecallOne(t *testing.T) {
	s, v := vanish(t, desk(t, "a: h_tiles[1* v_tiles[2 3]]", "b: h_tiles[4]"), 3)
	s = s.AddWindow(testWindow(5), AddOptions{}).FocusWorkspace("b")
	s = recall(t, s, v, 3)
	want(t, s, "a", "h_tiles[1 5 v_tiles[2 3]]")
	if got := s.VisibleOn(0); got != "a" {
		t.Errorf("%s is visible, the monitor showed a", got)
	}
}

// Fullscreen comes back too.
func TestRecallFullscreen(t *testing.T) {
	s, _ := desk(t, "a: h_tiles[1 2*]").SetFullscreen(2, true, true)
	s, v := vanish(t, s, 2, 1)
	s = recall(t, s, v, 2, 1)
	if w, _ := s.Window(2); !w.Fullscreen || !w.NoOuterGaps {
		t.Errorf("%+v", w)
	}
}

func TestRecallKnowsStrangers(t *testing.T) {
	s, v := vanish(t, desk(t, "a: h_tiles[1 2*]"), 2)
	for name, w := range map[string]Window{
		"a new window":           testWindow(3),
		"a window that is here":  testWindow(1),
		"another process":        {ID: 2, App: App{PID: 9, ID: "app"}},
		"another application":    {ID: 2, App: App{PID: 2, ID: "other"}},
		"a popup of the process": {ID: 2, App: App{PID: 2, ID: "app"}, Kind: KindPopup},
	} {
		if after, ok := v.Recall(s, w); ok || after != s {
			t.Errorf("%s is taken for window 2", name)
		}
	}
	if after, ok := (Vanished{}).Recall(s, testWindow(2)); ok || after != s {
		t.Error("nothing is remembered, and window 2 is recalled")
	}
}

// While windows vanish one after another, the first picture counts; a window
// that is not in it makes another one necessary.
func TestRememberOnce(t *testing.T) {
	s, v := vanish(t, desk(t, "a: h_tiles[1 2 3*]"), 3)
	s, _ = s.Move(2, Up, MoveOptions{Action: CreateContainer})
	if again := v.Remember(s); !reflect.DeepEqual(again, v) {
		t.Error("a part of what is remembered makes a new memory")
	}
	s = s.AddWindow(testWindow(4), AddOptions{})
	v = v.Remember(s)
	if _, ok := v.Recall(s, testWindow(3)); ok {
		t.Error("window 3 is remembered for ever")
	}
}

func TestRecallWithoutTheMonitor(t *testing.T) {
	before := deskWith(t, Settings{}, []Monitor{screen1, screen2}, "a: h_tiles[1*]", "b: h_tiles[2]")
	s, v := vanish(t, before, 2)
	s = recall(t, s.SetMonitors([]Monitor{screen1}), v, 2)
	want(t, s, "b", "h_tiles[2]")
	if s.IsVisible("b") || !s.IsVisible("a") {
		t.Errorf("%s is visible", s.VisibleOn(0))
	}
	if back := s.SetMonitors([]Monitor{screen1, screen2}); !back.IsVisible("b") {
		t.Error("b does not come back with its monitor")
	}
}
