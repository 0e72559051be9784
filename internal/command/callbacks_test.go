package command

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"perch/config"
	"perch/workspaces"
)

// stage is a session with workspaces a (windows 1 and 2, focused) and b
// (window 3), both on one monitor.
func stage(t *testing.T, configuration string) (*Session, *world) {
	t.Helper()
	s, w := scene(t, row{
		"config": must2([]byte(`""`), nil),
		"tree":   must2([]byte(`{"a":{"h_tiles":[1,2]},"b":{"h_tiles":[3]}}`), nil),
		"focus":  must2([]byte(`"w1"`), nil),
	})
	w.config = parseConfig(t, configuration)
	s.State = s.State.SetSettings(Settings(w.config))
	return s, w
}

func run(t *testing.T, s *Session, text string) Result {
	t.Helper()
	p, err := Parse(text, Allowed{Exec: true, Eval: true})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s.Run(p, Env{}, "")
}

// expect runs a command and compares all of its result.
func expect(t *testing.T, s *Session, text string, code Code, stdout, stderr string) {
	t.Helper()
	if got, want := run(t, s, text), (Result{code, stdout, stderr}); got != want {
		t.Errorf("%s\n got %+v\nwant %+v", text, got, want)
	}
}

func expectEvents(t *testing.T, w *world, want ...string) {
	t.Helper()
	if !slices.Equal(w.events, want) {
		t.Errorf("events\n got %s\nwant %s", strings.Join(w.events, "\n     "), strings.Join(want, "\n     "))
	}
	w.events = nil
}

func TestExecOnWorkspaceChange(t *testing.T) {
	s, w := stage(t, "exec-on-workspace-change = ['/bin/sh', '-c', 'echo']\n[exec.env-vars]\nAEROSPACE_WORKSPACE = 'stale'")
	run(t, s, "workspace b")
	if len(w.executed) != 1 || !slices.Equal(w.executed[0], []string{"/bin/sh", "-c", "echo"}) {
		t.Fatalf("executed %q", w.executed)
	}
	want := []string{"AEROSPACE_FOCUSED_WORKSPACE=b", "AEROSPACE_PREV_WORKSPACE=a", "AEROSPACE_WINDOW_ID=3", "PATH=/bin"}
	if !slices.Equal(w.environs[0], want) {
		t.Errorf("environment %q, want %q", w.environs[0], want)
	}
	run(t, s, "workspace empty")
	if env := w.environs[1]; !slices.Contains(env, "AEROSPACE_WORKSPACE=empty") || strings.Contains(strings.Join(env, " "), WindowVariable) {
		t.Errorf("environment on an empty workspace: %q", env)
	}
}

func TestExecAndForget(t *testing.T) {
	s, w := stage(t, "on-focus-changed = 'exec-and-forget notify'")
	expect(t, s, "exec-and-forget a; b 'c", OK, "", "")
	if !slices.Equal(w.executed[0], []string{"/bin/bash", "-c", " a; b 'c"}) || strings.Contains(strings.Join(w.environs[0], " "), "AEROSPACE") {
		t.Errorf("executed %q with %q", w.executed, w.environs)
	}
	run(t, s, "focus right")
	if len(w.executed) != 2 || !slices.Contains(w.environs[1], "AEROSPACE_WINDOW_ID=2") {
		t.Errorf("executed %q with %q", w.executed, w.environs)
	}
	w.refuse = errors.New("no bash")
	expect(t, s, "exec-and-forget x", Failed, "", "no bash")
}

func TestFocusCallbacksDoNotCallThemselves(t *testing.T) {
	s, w := stage(t, "on-focus-changed = ['focus left', 'exec-and-forget seen']")
	run(t, s, "focus right")
	if len(w.executed) != 1 || s.State.Focus().Window != 1 {
		t.Errorf("%d calls, focus on %d", len(w.executed), s.State.Focus().Window)
	}
	expectEvents(t, w, `{"_event":"focus-changed","windowId":2,"workspace":"a"}`)
	run(t, s, "true")
	expectEvents(t, w)
	run(t, s, "focus-back-and-forth")
	expectEvents(t, w, `{"_event":"focus-changed","windowId":2,"workspace":"a"}`)
}

func TestStartupCallsNothing(t *testing.T) {
	s, w := stage(t, "on-focus-changed = 'exec-and-forget seen'\nafter-startup-command = 'workspace b'\non-window-detected = [{ if.during-aerospace-startup = true, run = 'exec-and-forget found' }]")
	s.Startup = true
	run(t, s, "focus right")
	s.Detected(2)
	if len(w.executed) != 1 || w.executed[0][2] != " found" {
		t.Errorf("executed %q", w.executed)
	}
	s.AfterStartup()
	if s.State.Focus().Workspace != "b" || len(w.executed) != 2 {
		t.Errorf("focus %v, executed %q", s.State.Focus(), w.executed)
	}
}

func TestStartupArrangement(t *testing.T) {
	for tree, want := range map[string]string{
		`{"a":{"h_accordion":[1,2,3]}}`: "h_tiles",
		`{"a":{"v_tiles":[1,2,3,4]}}`:   "v_accordion",
	} {
		s, _ := scene(t, row{"tree": must2([]byte(tree), nil), "focus": must2([]byte(`"w1"`), nil)})
		s.ArrangeStartup()
		if got := s.State.Tree("a").Layout.String(); got != want {
			t.Errorf("%s becomes %s, want %s", tree, got, want)
		}
	}
}

func TestWindowDetected(t *testing.T) {
	s, w := stage(t, `on-window-detected = [
		{ if.app-name-regex-substring = 'nothing', run = 'exec-and-forget 1' },
		{ if = 'test %{window-title} ~= testwindow', check-further-callbacks = true, run = 'move-node-to-workspace c' },
		{ if.workspace = 'c', run = ['layout floating', 'exec-and-forget 2'] },
		{ if = 'true', run = 'exec-and-forget 3' },
	]`)
	s.Detected(2)
	if info, _ := s.State.Window(2); info.Workspace != "c" || info.Placement != workspaces.Floating {
		t.Errorf("window 2 is at %+v", info)
	}
	if len(w.executed) != 1 || w.executed[0][2] != " 2" || !slices.Contains(w.environs[0], "AEROSPACE_WINDOW_ID=2") {
		t.Errorf("executed %q with %q", w.executed, w.environs)
	}
	expectEvents(t, w, `{"_event":"window-detected","appBundleId":"`+testApp+`","appName":"`+testApp+`","windowId":2,"workspace":"a"}`)
	if s.State.Focus().Window != 1 {
		t.Errorf("focus on %d", s.State.Focus().Window)
	}
}

func TestRunCallbackForEveryWindow(t *testing.T) {
	s, _ := stage(t, "on-window-detected = [{ if = 'test-not %{window-id} = 2', run = 'echo -- %{window-id}' }]")
	expect(t, s, "run-callback --for-every-window on-window-detected", OK, "1\n3", "")
	expect(t, s, "run-callback on-window-detected", OK, "1", "")
	expect(t, s, "run-callback --window-id 9 on-window-detected", Failed, "", "Invalid <window-id> 9 passed to --window-id")
}

func TestFocusedMonitorChanged(t *testing.T) {
	s, w := scene(t, row{
		"config":   must2([]byte(`"on-focused-monitor-changed = ['move-mouse monitor-lazy-center', 'exec-and-forget x']"`), nil),
		"monitors": must2([]byte(`[{"name":"m","rect":[0,0,1000,1000]},{"name":"n","rect":[1000,0,1000,1000]}]`), nil),
		"tree":     must2([]byte(`{"a":{"h_tiles":[1]},"b":{"h_tiles":[2],"monitor":2}}`), nil),
		"visible":  must2([]byte(`{"1":"a","2":"b"}`), nil),
		"focus":    must2([]byte(`"w1"`), nil),
	})
	run(t, s, "focus-monitor right")
	if (w.pointer != workspaces.Point{X: 1500, Y: 500}) || len(w.executed) != 1 {
		t.Errorf("pointer %v, executed %q", w.pointer, w.executed)
	}
	expectEvents(t, w,
		`{"_event":"focus-changed","windowId":2,"workspace":"b"}`,
		`{"_event":"focused-workspace-changed","prevWorkspace":"a","workspace":"b"}`,
		`{"_event":"focused-monitor-changed","monitorId":2,"workspace":"b"}`)
	expect(t, s, "move-mouse --fail-if-noop monitor-lazy-center", Failed, "", "")
	expect(t, s, "move-mouse monitor-lazy-center", OK, "", "The mouse already belongs to the monitor. Tip: use --fail-if-noop to exit with non-zero code")
	expect(t, s, "list-monitors --mouse", OK, "2 | n", "")
	expect(t, s, "list-monitors --mouse no --json", OK, "[\n  {\n    \"monitor-id\" : 1,\n    \"monitor-name\" : \"m\"\n  }\n]", "")
	expect(t, s, "list-workspaces --monitor mouse 1 --format '%{workspace} %{monitor-id}'", OK, "a 1\nb 2", "")
}

func TestModes(t *testing.T) {
	s, w := stage(t, "on-mode-changed = 'exec-and-forget seen'\n[mode.main.binding]\nalt-a = 'mode other'\n[mode.other.binding]\nalt-b = 'mode main'")
	binding := w.config.Modes["main"].Bindings[0]
	s.Trigger(binding)
	expectEvents(t, w, `{"_event":"binding-triggered","binding":"alt-a","mode":"main"}`, `{"_event":"mode-changed","mode":"other"}`)
	if len(w.executed) != 1 || s.Memory.ActiveMode() != "other" {
		t.Errorf("executed %q, mode %s", w.executed, s.Memory.ActiveMode())
	}
	expect(t, s, "enable on", OK, "", "Already enabled. Tip: use --fail-if-noop to exit with non-zero code")
	expect(t, s, "enable off", OK, "", "")
	expectEvents(t, w, `{"_event":"mode-changed"}`)
	expect(t, s, "list-modes --current", OK, "main", "")
	expect(t, s, "enable off --fail-if-noop", Failed, "", "")
	expect(t, s, "enable off", OK, "", "Already disabled. Tip: use --fail-if-noop to exit with non-zero code")
	expect(t, s, "enable toggle", OK, "", "")
	expectEvents(t, w, `{"_event":"mode-changed","mode":"main"}`)
	if s.Memory.Disabled || s.Memory.ActiveMode() != MainMode {
		t.Errorf("%+v", s.Memory)
	}
	expect(t, s, "list-modes --json", OK, "[\n  {\n    \"mode-id\" : \"main\"\n  },\n  {\n    \"mode-id\" : \"other\"\n  }\n]", "")
}

func TestEndlessProgramsEnd(t *testing.T) {
	for _, configuration := range []string{
		"on-mode-changed = ['mode a', 'mode b']",
		"[mode.main.binding]\nalt-a = ['trigger-binding --mode main alt-a', 'trigger-binding --mode main alt-a']",
		"on-focus-changed = ['run-callback on-focus-changed', 'run-callback on-focus-changed']",
	} {
		s, _ := stage(t, configuration)
		for _, text := range []string{"mode a", "trigger-binding --mode main alt-a", "run-callback on-focus-changed"} {
			run(t, s, text)
		}
		if err := s.State.Check(); err != nil {
			t.Error(err)
		}
		if s.nesting != 0 {
			t.Errorf("%d programs still run", s.nesting)
		}
	}
}

func TestReloadConfig(t *testing.T) {
	s, w := stage(t, "")
	problems := []config.Problem{
		{Path: "a", Message: "bad"}, {Path: "b.c", Message: "worse"}, {Message: "old", Warning: true}, {Message: "older", Warning: true},
	}
	var asked ReloadOptions
	w.reload = func(o ReloadOptions) ([]config.Problem, bool) {
		asked = o
		w.config = parseConfig(t, "default-root-container-layout = 'accordion'\npersistent-workspaces = ['kept']")
		return problems, !o.DryRun
	}
	expect(t, s, "reload-config --dry-run --no-gui", Failed, "[ERROR] a: bad\n\n[ERROR] b.c: worse", "[WARNING] old\n\n[WARNING] older")
	if (asked != ReloadOptions{NoGUI: true, DryRun: true}) || s.State.HasWorkspace("kept") {
		t.Errorf("asked %+v, workspaces %v", asked, s.State.Workspaces())
	}
	expect(t, s, "reload-config --warnings-as-errors", Failed, "[ERROR] a: bad\n\n[ERROR] b.c: worse\n\n[WARNING] old\n\n[WARNING] older", "")
	if !s.State.HasWorkspace("kept") || s.State.Settings().RootArrangement != workspaces.Accordion {
		t.Errorf("the new settings are not in force: %v", s.State.Workspaces())
	}
	problems = problems[2:]
	expect(t, s, "reload-config", OK, "", "[WARNING] old\n\n[WARNING] older")
	problems = nil
	expect(t, s, "reload-config", OK, "", "")
}

func TestConfigQueries(t *testing.T) {
	s, _ := stage(t, "[mode.main.binding]\nalt-b = 'focus left'\nalt-a = []\n[mode.x.binding]")
	for get, want := range map[string]Result{
		"mode.main.binding.alt-b.c":       {Failed, "", "Can't dereference scalar value 'focus left'"},
		"mode.nope":                       {Failed, "", "No value at key token 'nope'"},
		"mode.main.binding --keys":        {OK, "alt-a\nalt-b", ""},
		"mode.main":                       {Failed, "", "Complicated objects can be printed only with --json flag. Alternatively, you can try to inspect keys of the object with --keys flag"},
		"mode.x --json":                   {OK, "{\n  \"binding\" : {\n\n  }\n}", ""},
		"mode.main.binding --json":        {OK, "{\n  \"alt-a\" : \"\",\n  \"alt-b\" : \"focus left\"\n}", ""},
		"mode.main.binding.alt-b --json":  {OK, "\"focus left\"", ""},
		"mode.main.binding.alt-a":         {OK, "", ""},
		"mode.main.binding.alt-a. --keys": {Failed, "", "Invalid key 'mode.main.binding.alt-a.'"},
	} {
		expect(t, s, "config --get "+get, want.Code, want.Stdout, want.Stderr)
	}
	expect(t, s, "config --config-path", OK, "", "")
}

func TestClose(t *testing.T) {
	s, w := stage(t, "")
	expect(t, s, "close --window-id 2", OK, "", "")
	if got := s.State.Windows(); !slices.Equal(got, []workspaces.WindowID{1, 3}) {
		t.Errorf("windows %v", got)
	}
	w.refuse = errors.New("the window has no close button")
	expect(t, s, "close", Failed, "", "the window has no close button")
	expect(t, s, "close --quit-if-last-window", Failed, "", "Failed to quit '"+testApp+"'")
	expect(t, s, "workspace nobody; close", Failed, "", "Empty workspace")

	s, _ = stage(t, "")
	run(t, s, "layout --window-id 2 floating")
	expect(t, s, "close-all-windows-but-current", OK, "", "")
	if got := s.State.Windows(); !slices.Equal(got, []workspaces.WindowID{1, 3}) {
		t.Errorf("windows %v", got)
	}
}

func TestNativeStates(t *testing.T) {
	s, w := stage(t, "")
	expect(t, s, "macos-native-fullscreen off", OK, "", "Already not fullscreen. Tip: use --fail-if-noop to exit with non-zero exit code")
	expect(t, s, "macos-native-fullscreen", OK, "", "")
	expect(t, s, "echo -- %{window-layout}", OK, "macos_native_fullscreen", "")
	expect(t, s, "move left", Failed, "", "moving macOS fullscreen, minimized windows and windows of hidden apps isn't yet supported. This behavior is subject to change")
	expect(t, s, "layout tiles", Failed, "", "Can't change layout for macOS minimized, fullscreen windows or windows or hidden apps. This behavior is subject to change")
	expect(t, s, "macos-native-fullscreen on --fail-if-noop", Failed, "", "")
	expect(t, s, "macos-native-fullscreen", OK, "", "")
	expect(t, s, "echo -- %{window-layout}", OK, "h_tiles", "")
	expect(t, s, "macos-native-minimize", OK, "", "")
	expect(t, s, "list-windows --all --count", OK, "2", "")
	expect(t, s, "macos-native-minimize --window-id 1", Failed, "", "Window 1 doesn't belong to any monitor. And thus can't even define a focused workspace")
	if !slices.Equal(w.small, []workspaces.WindowID{1}) {
		t.Errorf("minimized %v", w.small)
	}
	expect(t, s, "volume set 30 --no-gui; volume up", OK, "", "")
	if !slices.Equal(w.volume, []VolumeChange{{VolumeSet, 30, true}, {Action: VolumeUp}}) {
		t.Errorf("volume %v", w.volume)
	}
}

// plainWorld has none of the abilities that are optional for a Host.
type plainWorld struct{ Host }

func TestMissingAbilities(t *testing.T) {
	s, w := stage(t, "")
	s.Host = plainWorld{w}
	expect(t, s, "macos-native-fullscreen", Failed, "", "macos-native-fullscreen is not available on this system")
	expect(t, s, "macos-native-minimize", Failed, "", "macos-native-minimize is not available on this system")
	expect(t, s, "volume up", Failed, "", "volume is not available on this system")
	expect(t, s, "list-apps", OK, "0 | "+testApp+" | "+testApp, "")
}

func TestDebugWindows(t *testing.T) {
	s, _ := stage(t, "")
	r := run(t, s, "debug-windows --window-id 2")
	if line := testApp + ".2 |||   \"window-title\" : \"TestWindow(2)\","; r.Code != OK || !strings.Contains(r.Stdout, line) {
		t.Errorf("%+v lacks %q", r, line)
	}
	expect(t, s, "debug-windows --window-id 9", Failed, "", "Can't find window with the specified window-id: 9")
	run(t, s, "debug-windows; focus right; workspace b")
	r = run(t, s, "debug-windows")
	for _, id := range []string{".1 |||", ".2 |||", ".3 |||"} {
		if !strings.Contains(r.Stdout, testApp+id) {
			t.Errorf("the record lacks %s", id)
		}
	}
}

func TestSplitOfStreams(t *testing.T) {
	s, _ := stage(t, "")
	expect(t, s, "echo -- x y | workspace --stdin next; echo -- %{workspace}", OK, "x", "")
	expect(t, s, "echo -- '%{window-id}' '%{app-name}'", Failed, "", noWindow)
	expect(t, s, "workspace a; echo -- a '%{workspace}' b", OK, "a\na\nb", "")
	expect(t, s, "workspace --stdin next", Failed, "", "The list of workspaces is empty")
	p, err := ParseArgv([]string{"workspace", "--stdin", "--wrap-around", "prev"})
	if err != nil {
		t.Fatal(err)
	}
	if r := s.Run(p.Program(), Env{}, " b\n a \n"); r.Code != OK || s.State.Focus().Workspace != "b" {
		t.Errorf("%+v, focus %v", r, s.State.Focus())
	}
	if r := s.Run(p.Program(), Env{}, "a next"); r.Stderr != "'next' is a reserved workspace name" {
		t.Errorf("%+v", r)
	}
}

func TestMinimizedContext(t *testing.T) {
	s, _ := stage(t, "")
	p, err := ParseArgv([]string{"test", "%{window-id}", "=", "3"})
	if err != nil {
		t.Fatal(err)
	}
	if r := s.Run(p.Program(), Env{}.WithWorkspace("b"), ""); r.Code != OK {
		t.Errorf("%+v", r)
	}
	if r := s.Run(p.Program(), Env{}.WithWindow(2).WithWorkspace("b"), ""); r.Code != False {
		t.Errorf("the window does not come before the workspace: %+v", r)
	}
	if r := s.Run(p.Program(), Env{}.WithWorkspace("new"), ""); r.Stderr != noWindow {
		t.Errorf("%+v", r)
	}
}
