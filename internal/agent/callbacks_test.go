package agent

import (
	"slices"
	"strings"
	"testing"

	"perch/internal/command"
	"perch/internal/desktop/sim"
)

const twoModes = `
on-mode-changed = 'exec-and-forget mode'
[mode.main.binding]
alt-r = 'mode resize'
alt-x = ['exec-and-forget first', 'exec-and-forget second']
alt-n = []
[mode.resize.binding]
h = 'resize width -50'
esc = 'mode main'
`

func TestAModeGrabsItsKeys(t *testing.T) {
	r := start(t, twoModes)
	a := r.open("A")
	r.open("B")
	if r.press("h") || r.press("esc") {
		t.Error("a key of another mode is grabbed")
	}
	if !r.press("alt-n") {
		t.Error("a binding that does nothing is not swallowed")
	}
	if !r.press("alt-r") || r.press("alt-x") {
		t.Error("the keys of the old mode are still grabbed")
	}
	if got := r.picture().Mode; got != "resize" {
		t.Errorf("subscribers see mode %q", got)
	}
	r.press("h")
	if got := r.seen(a).Frame.W; got != 550 {
		t.Errorf("the neighbour is %v wide, want 550", got)
	}
	r.press("esc")
	if r.press("h") || !r.press("alt-x") {
		t.Error("the main mode is not back")
	}
	r.wantStarted("mode", "mode", "first", "second")
}

// wantStarted checks the scripts that were started.
func (r *rig) wantStarted(scripts ...string) {
	r.Helper()
	var got []string
	for _, p := range r.started {
		got = append(got, strings.TrimSpace(p.argv[len(p.argv)-1]))
	}
	if !slices.Equal(got, scripts) {
		r.Errorf("started %q, want %q", got, scripts)
	}
}

func TestWhileWindowManagementIsOff(t *testing.T) {
	r := start(t, twoModes)
	a := r.open("A")
	r.must("workspace 2")
	b := r.open("B")
	if result := r.agent.Execute(request("enable", "off")); result.Code != command.OK {
		t.Fatal(result)
	}
	r.settle()
	if r.press("alt-r") || r.press("alt-x") {
		t.Error("keys are grabbed")
	}
	for _, args := range [][]string{{"workspace", "1"}, {"list-windows", "--all"}, {"no-such-command"}, {"workspace", "--help"}} {
		if result := r.agent.Execute(request(args...)); result.Code != command.Failed || result.Stderr != command.DisabledText {
			t.Errorf("%q is answered by %+v", args, result)
		}
	}
	if !r.seen(a).Visible || !r.seen(b).Visible {
		t.Error("windows are out of reach: nobody can switch workspaces")
	}
	if got := r.picture().Mode; got != "" {
		t.Errorf("subscribers see mode %q", got)
	}
	if result := r.agent.Execute(request("enable", "on")); result.Code != command.OK {
		t.Fatal(result)
	}
	r.settle()
	if r.seen(a).Visible || !r.seen(b).Visible || !r.press("alt-n") {
		t.Error("window management does not come back")
	}
}

func TestCallbacksRun(t *testing.T) {
	r := build(t, `
after-startup-command = 'exec-and-forget after-startup'
on-focus-changed = 'exec-and-forget focus'
on-focused-monitor-changed = 'exec-and-forget monitor'
exec-on-workspace-change = ['/bin/notify', 'workspace']
on-window-detected = [
  { if.app-id = 'Found', if.during-aerospace-startup = true, run = 'exec-and-forget found' },
  { if.app-id = 'A', run = ['layout floating', 'exec-and-forget detected'] },
]
[exec]
inherit-env-vars = false
[exec.env-vars]
GREETING = 'hello'
`, leftScreen, rightScreen)
	r.desktop.Open("Found", "", sim.Options{})
	r.desktop.Start()
	r.settle()
	if len(r.started) < 2 || strings.TrimSpace(r.started[0].argv[2]) != "found" || strings.TrimSpace(r.started[1].argv[2]) != "after-startup" {
		t.Fatalf("at the start: %q", r.started)
	}
	r.started = nil

	a := r.open("A")
	r.wantStarted("focus", "detected") // the focus is known after the rule's first command
	if w := r.window(a); w.Placement != 1 {
		t.Errorf("it is in placement %v", w.Placement)
	}
	r.started = nil
	r.must("focus-monitor right")
	r.wantStarted("focus", "workspace", "monitor")
	change := r.started[1]
	if change.argv[0] != "/bin/notify" {
		t.Errorf("the program is %q", change.argv)
	}
	for _, want := range []string{"AEROSPACE_FOCUSED_WORKSPACE=2", "AEROSPACE_PREV_WORKSPACE=1", "GREETING=hello"} {
		if !slices.Contains(change.env, want) {
			t.Errorf("its environment %q lacks %s", change.env, want)
		}
	}
	if env := r.started[0].env; !slices.Contains(env, "AEROSPACE_WORKSPACE=2") {
		t.Errorf("the callback's environment %q lacks the workspace", env)
	}
}

func TestABindingsProgramGetsTheEnvironment(t *testing.T) {
	r := start(t, "[exec.env-vars]\nGREETING = 'hello'\n"+twoModes)
	r.press("alt-x")
	r.wantStarted("first", "second")
	if !slices.Contains(r.started[0].env, "GREETING=hello") {
		t.Errorf("the environment is %q", r.started[0].env)
	}
}

func TestCommandsOfClients(t *testing.T) {
	r := start(t, "")
	a, b := r.open("A"), r.open("B")
	id, elsewhere := uint32(a), "9"
	req := request("list-windows", "--focused", "--format", "%{window-id}")
	if result := r.agent.Execute(req); result.Stdout != "2" {
		t.Errorf("answered %+v", result)
	}
	req = request("move-node-to-workspace", "3")
	req.WindowID = &id
	if result := r.agent.Execute(req); result.Code != command.OK || r.window(a).Workspace != "3" || r.window(b).Workspace != "1" {
		t.Errorf("answered %+v; window %d is on %s", result, a, r.window(a).Workspace)
	}
	req = request("list-windows", "--workspace", "focused", "--count")
	req.Workspace = &elsewhere
	if result := r.agent.Execute(req); result.Code != command.OK {
		t.Errorf("answered %+v", result)
	}
	// Clients that ask for the version only send nothing else.
	if result := r.agent.Execute(request()); result != (command.Result{Code: command.Failed, Stderr: "Can't parse empty string command"}) {
		t.Errorf("a request without a command is answered by %+v", result)
	}
	if result := r.agent.Execute(request("focus", "--help")); result.Code != command.OK || !strings.HasPrefix(result.Stdout, "USAGE: focus") {
		t.Errorf("answered %+v", result)
	}
	if result := r.agent.Execute(request("fokus")); result.Code != command.Failed || result.Stderr == "" {
		t.Errorf("answered %+v", result)
	}
}
