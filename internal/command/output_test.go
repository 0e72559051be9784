package command

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"perch/workspaces"
)

func TestOverview(t *testing.T) {
	lines := strings.Split(Overview("aerospace"), "\n")
	if want := []string{
		"USAGE: aerospace [-h|--help] [-v|--version] <subcommand> [<args>...]", "", "SUBCOMMANDS:",
		"  balance-sizes                   Make all windows of a workspace the same size",
	}; !slices.Equal(lines[:4], want) {
		t.Errorf("begins with %q", lines[:4])
	}
	if len(lines) != 3+len(Commands())-1 || slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, "exec-and-forget") }) {
		t.Errorf("%d lines", len(lines))
	}
}

func TestPrettyJSON(t *testing.T) {
	got := PrettyJSON(map[string]any{
		"b": []any{}, "a": map[string]any{}, "é": "/\"\\\n\r\t\b\f\x01é😀", "B": []any{int64(-1), true, []any{"x"}},
	})
	want := `{
  "B" : [
    -1,
    true,
    [
      "x"
    ]
  ],
  "a" : {

  },
  "b" : [

  ],
  "é" : "/\"\\\n\r\t\b\f\u0001é😀"
}`
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestEventScenarios(t *testing.T) {
	scenarios(t, "protocol", func(t *testing.T, r row) {
		var e Event
		switch {
		case r.has("event"):
			r.decode(t, "event", &e)
			if got, want := e.JSON(), r.text(t, "json_text"); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		case r.has("event_json"):
			if err := json.Unmarshal([]byte(r.text(t, "event_json")), &e); err != nil || string(e.Kind) != r.text(t, "event_type") {
				t.Errorf("read as %+v (%v)", e, err)
			}
		}
	})
}

func TestEventWithoutKind(t *testing.T) {
	for _, text := range []string{`{}`, `[]`, `{"_event":7}`} {
		var e Event
		if err := json.Unmarshal([]byte(text), &e); err == nil {
			t.Errorf("%s is read as %+v", text, e)
		}
	}
}

func TestEventJSON(t *testing.T) {
	for want, e := range map[string]Event{
		`{"_event":"focus-changed","workspace":"a"}`:                                 {Kind: FocusChanged, Window: workspaces.NoWindow, Workspace: "a"},
		`{"_event":"focused-monitor-changed","monitorId":0,"workspace":"a"}`:         {Kind: FocusedMonitorChanged, Workspace: "a"},
		`{"_event":"binding-triggered","binding":"alt-\"/é","mode":"main"}`:          {Kind: BindingTriggered, Binding: `alt-"/é`, Mode: "main"},
		`{"_event":"window-detected","appName":"x","windowId":0}`:                    {Kind: WindowDetected, AppName: "x"},
		`{"_event":"mode-changed"}`:                                                  {Kind: ModeChanged},
		`{"_event":"focused-workspace-changed","prevWorkspace":"b","workspace":"a"}`: {Kind: FocusedWorkspaceChanged, PrevWorkspace: "b", Workspace: "a"},
	} {
		if got := e.JSON(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestPaddingCountsCharacters(t *testing.T) {
	s := workspaces.New(workspaces.Settings{}, nil)
	var objects []Object
	for _, name := range []string{"é", "e\u0301", "👩‍👩‍👧", "ab"} {
		objects = append(objects, Object{Workspace: &name})
	}
	lines, err := mustFormat("%{workspace}%{right-padding}|").Lines(s, objects)
	if want := []string{"é |", "e\u0301 |", "👩‍👩‍👧 |", "ab|"}; err != nil || !slices.Equal(lines, want) {
		t.Errorf("got %q, %v, want %q", lines, err, want)
	}
}

func TestSubscription(t *testing.T) {
	for text, want := range map[string]struct {
		events  []EventKind
		initial bool
	}{
		"subscribe --all": {EventKinds(), true},
		"subscribe --no-send-initial mode-changed focus-changed": {[]EventKind{ModeChanged, FocusChanged}, false},
		"workspace a":                 {nil, false},
		"subscribe binding-triggered": {[]EventKind{BindingTriggered}, true},
	} {
		call, err := ParseArgv(strings.Fields(text))
		if err != nil {
			t.Fatal(err)
		}
		if events, initial := call.Subscription(); !slices.Equal(events, want.events) || initial != want.initial {
			t.Errorf("%s: %v, %v", text, events, initial)
		}
	}
	if _, err := Parse("subscribe --all", Allowed{Eval: true}); err == nil || err.Error() != "subscribe is not supported in the eval" {
		t.Errorf("subscribe in a text: %v", err)
	}
}

func TestSettings(t *testing.T) {
	c := parseConfig(t, `default-root-container-layout = 'accordion'
gaps.inner.vertical = [{ monitor.main = 1 }, { monitor.'^second' = 2 }, 9]
gaps.outer.top = 4
workspace-to-monitor-force-assignment = { a = ['nope', 2], b = 'missing' }`)
	s := Settings(c)
	monitors := []workspaces.Monitor{
		{Name: "first", Frame: workspaces.Rect{W: 10, H: 10}}, {Name: "Second", Frame: workspaces.Rect{X: 10, W: 10, H: 10}}, {Name: "third", Frame: workspaces.Rect{X: 20, W: 10, H: 10}},
	}
	for i, want := range []float64{1, 2, 9} {
		if g := s.Gaps(monitors, i); g.InnerVertical != want || g.Top != 4 || g.InnerHorizontal != 0 {
			t.Errorf("monitor %d: %+v", i, g)
		}
	}
	if i, ok := s.Forced(monitors, "a"); !ok || i != 1 {
		t.Errorf("a is forced to %d, %v", i, ok)
	}
	if i, ok := s.Forced(monitors, "b"); ok {
		t.Errorf("b is forced to %d", i)
	}
	if s.RootArrangement != workspaces.Accordion || s.RootOrientation != workspaces.RootHorizontal || s.Flatten {
		t.Errorf("%+v", s)
	}
}
