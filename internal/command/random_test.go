package command

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"perch/workspaces"
)

// templates are commands with places for random words.
var templates = []string{
	"focus DIRECTION", "focus --ignore-floating --wrap-around DIRECTION", "focus dfs-next --wrap-around", "focus dfs-prev",
	"focus --boundaries all-monitors-outer-frame --boundaries-action wrap-around-all-monitors DIRECTION",
	"focus --window-id WINDOW", "focus --dfs-index NUMBER", "focus-back-and-forth", "focus-monitor DIRECTION", "focus-monitor --wrap-around next",
	"focus-monitor NUMBER", "workspace NAME", "workspace --wrap-around prev", "workspace --auto-back-and-forth NAME", "workspace-back-and-forth",
	"summon-workspace NAME", "move DIRECTION", "move --window-id WINDOW DIRECTION", "move --boundaries all-monitors-outer-frame DIRECTION",
	"join-with DIRECTION", "swap --swap-focus --wrap-around DIRECTION", "swap dfs-next", "move-node-to-workspace NAME",
	"move-node-to-workspace --focus-follows-window --window-id WINDOW NAME", "move-node-to-workspace --wrap-around next",
	"move-node-to-monitor --wrap-around DIRECTION", "move-node-to-monitor --focus-follows-window NUMBER",
	"move-workspace-to-monitor --wrap-around next", "move-workspace-to-monitor --workspace NAME DIRECTION",
	"layout LAYOUT LAYOUT", "layout --window-id WINDOW LAYOUT", "layout --root TILES", "resize smart +NUMBER0", "resize smart-opposite -NUMBER0",
	"resize width NUMBER00", "balance-sizes", "flatten-workspace-tree --workspace NAME", "split opposite", "split --window-id WINDOW vertical",
	"fullscreen", "fullscreen on --no-outer-gaps --window-id WINDOW", "close", "close-all-windows-but-current", "macos-native-fullscreen",
	"macos-native-minimize --window-id WINDOW", "move-mouse window-lazy-center", "debug-windows", "list-windows --all", "list-windows --all --json",
	"list-workspaces --all --format '%{workspace}%{right-padding}%{monitor-name}'", "list-monitors --mouse no", "list-apps --json", "mode NAME",
	"enable toggle", "config --all-keys", "run-callback --for-every-window on-window-detected", "run-callback on-focus-changed",
	"eval 'focus DIRECTION && echo -- %{window-id}'", "echo -- '%{window-title} %{monitor-id}'", "test %{window-layout} ~= tiles",
	"echo -- NAME c | workspace --stdin --wrap-around next", "exec-and-forget true",
}

// fill fills a template.
func fill(t *rapid.T, template string) string {
	words := strings.NewReplacer(
		"DIRECTION", rapid.SampledFrom(directionWords).Draw(t, "direction"),
		"WINDOW", fmt.Sprint(rapid.IntRange(1, 14).Draw(t, "window")),
		"NUMBER", fmt.Sprint(rapid.IntRange(1, 4).Draw(t, "number")),
		"NAME", rapid.SampledFrom([]string{"a", "b", "c", "10", "2"}).Draw(t, "name"),
	)
	text := strings.Replace(words.Replace(template), "TILES", rapid.SampledFrom(layoutWords[:8]).Draw(t, "root layout"), 1)
	for strings.Contains(text, "LAYOUT") {
		text = strings.Replace(text, "LAYOUT", rapid.SampledFrom(layoutWords).Draw(t, "layout"), 1)
	}
	return text
}

// configurations are what random commands run under.
var configurations = []string{
	"",
	"enable-normalization-flatten-containers = true\nenable-normalization-opposite-orientation-for-nested-containers = true\non-focus-changed = 'move-mouse window-lazy-center'",
	"persistent-workspaces = ['a', 'c']\ngaps.inner.horizontal = 10\ngaps.outer.left = 5\non-window-detected = [{ if = 'test %{window-id} = 4', run = ['layout floating', 'move-node-to-workspace c'] }]",
	"workspace-to-monitor-force-assignment = { b = 'second', c = ['nope', 1] }\nexec-on-workspace-change = ['/bin/true']\non-mode-changed = 'focus left'",
}

// Random commands on two monitors: whatever they do, the state stays whole,
// and a failure has a code of its own.
func TestRandomCommands(t *testing.T) { rapid.Check(t, randomCommands) }

// FuzzCommands is the same property with the fuzzer choosing.
func FuzzCommands(f *testing.F) { f.Fuzz(rapid.MakeFuzz(randomCommands)) }

func randomCommands(t *rapid.T) {
	w := &world{config: parseConfig(t, rapid.SampledFrom(configurations).Draw(t, "configuration")), native: map[workspaces.WindowID]bool{}}
	s := &Session{Host: w, Memory: NewMemory()}
	s.State = workspaces.New(Settings(w.config), []workspaces.Monitor{
		{ID: "1", Name: "first", Frame: workspaces.Rect{W: 1000, H: 800}, WorkArea: workspaces.Rect{W: 1000, H: 800}, SystemIndex: 1},
		{ID: "2", Name: "second", Frame: workspaces.Rect{X: 1000, W: 800, H: 1000}, WorkArea: workspaces.Rect{X: 1000, W: 800, H: 1000}, SystemIndex: 2},
	})
	next := workspaces.WindowID(0)
	for range rapid.IntRange(1, 40).Draw(t, "steps") {
		if next < 12 && rapid.IntRange(0, 3).Draw(t, "open") == 0 {
			next++
			kind := workspaces.Kind(rapid.IntRange(0, 2).Draw(t, "kind"))
			s.State = s.State.AddWindow(workspaces.Window{
				ID: next, Title: fmt.Sprint(next), App: workspaces.App{PID: int(next) % 3, Name: "app"}, Kind: kind,
				Frame: workspaces.Rect{X: float64(100 * next), Y: 50, W: 300, H: 200},
			}, workspaces.AddOptions{})
			if kind != workspaces.KindPopup {
				s.Detected(next)
			}
			s.Refresh()
		}
		text := fill(t, rapid.SampledFrom(templates).Draw(t, "template"))
		p, err := Parse(text, Allowed{Exec: true, Eval: true})
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		env := Env{}
		switch rapid.IntRange(0, 5).Draw(t, "context") {
		case 0:
			env = env.WithWindow(workspaces.WindowID(rapid.IntRange(1, 12).Draw(t, "context window")))
		case 1:
			env = env.WithWorkspace("b")
		}
		// A resize has no lower bound: it takes weights below 0 that are
		// not in pixels yet. The layout makes those right, in sight.
		resizes := strings.HasPrefix(text, "resize")
		if resizes {
			env = Env{}
			s.State, _ = s.State.Layout()
		}
		before := s.State.Snapshot()
		r := s.Run(p, env, "")
		if r.Code < OK || r.Code > Failed {
			t.Fatalf("%s exits with %d", text, r.Code)
		}
		if s.nesting != 0 || s.inFocusCallback {
			t.Fatalf("%s leaves the session inside a callback", text)
		}
		laid, _ := s.State.Layout()
		if err := laid.Check(); err != nil {
			t.Fatalf("%s: %v\nbefore: %+v", text, err, before)
		}
		if resizes || rapid.Bool().Draw(t, "layout") {
			s.State = laid
		}
	}
}
