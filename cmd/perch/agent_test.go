package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/jezek/xgb/xproto"

	"perch/internal/ipc"
	"perch/internal/xserver"
	"perch/workspaces"
)

// spread opens three windows on workspaces 1, 2 and 3 and ends on 1.
func (r *rig) spread() (red, green, blue xproto.Window) {
	r.Helper()
	red = r.open("Red")
	r.get("workspace", "2")
	green = r.open("Green")
	r.get("workspace", "3")
	blue = r.open("Blue")
	r.get("workspace", "1")
	r.until("workspace 1 is shown", func() bool { return r.mapped(red) && !r.mapped(green) && !r.mapped(blue) })
	return red, green, blue
}

func (r *rig) socket() string { return ipc.SocketPath(r.getenv) }

// gone says whether nothing is left of an agent on the display.
func (r *rig) gone() bool { return r.managers() == "" && len(r.bars()) == 0 }

func TestEndOfAgent(t *testing.T) {
	t.Parallel()
	for _, how := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(how.String(), func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			agent := r.agent(strings.Replace(plain, "enabled = false", "enabled = true", 1))
			red, green, blue := r.spread()
			r.until("the bar is shown", func() bool { return len(r.bars()) == 1 })
			agent.signal(how)
			if code := agent.wait(); code != 0 {
				t.Errorf("exit code %d", code)
			}
			r.until("every window is on the screen and the bar is gone", func() bool {
				return r.onScreen(red) && r.onScreen(green) && r.onScreen(blue) && r.gone()
			})
			if _, err := os.Stat(r.socket()); !os.IsNotExist(err) {
				t.Errorf("the socket is left: %v", err)
			}
			if said := agent.stderr.String(); said != "" {
				t.Errorf("it says %q", said)
			}
		})
	}
}

func TestSecondAgent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.agent(plain, "--no-bar")
	red := r.open("Red")
	before := r.frame(red)
	a := r.perch("agent")
	want := "perch agent: another perch agent runs on display " + r.server.Display + " (socket " + r.socket() + "); start with --replace to take over\n"
	if a.code != 1 || a.stdout != "" || a.stderr != want {
		t.Errorf("%+v, expected %q", a, want)
	}
	// One with another socket meets the first at the display.
	r.set("PERCH_SOCKET", filepath.Join(r.folder, "second.sock"))
	a = r.perch("agent")
	want = "perch agent: another window manager (Perch) runs on display " + r.server.Display + "; start with --replace to take over\n"
	if a.code != 1 || a.stdout != "" || a.stderr != want {
		t.Errorf("%+v, expected %q", a, want)
	}
	r.set("PERCH_SOCKET", "")
	first.running()
	if got := r.get("list-windows", "--all", "--format", "%{app-name}"); got != "Red" || r.frame(red) != before || r.screen.InputFocus() != red {
		t.Errorf("the first agent has %q, the window is at %v, the focus is on %d", got, r.frame(red), r.screen.InputFocus())
	}
}

// i3 starts i3 and waits until it manages the display.
func (r *rig) i3() *process {
	r.Helper()
	needs(r.T, "i3")
	config := r.write("i3", "# i3 config file (v4)\nfont pango:monospace 8\ndefault_border none\n")
	p := r.start("i3", "-c", config)
	r.until("i3 manages the display", func() bool { return r.managers() == "i3" })
	return p
}

func TestBesideI3(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	i3 := r.i3()
	open := func(class string) xproto.Window {
		id := r.openOnly(xserver.Spec{Class: class, Colour: colours[class]})
		r.until(class+" has the focus", func() bool { return r.screen.InputFocus() == id })
		return id
	}
	red := open("Red")
	r.tool("i3-msg", "workspace 5")
	green := open("Green")
	before := r.frame(green)
	a := r.perch("agent")
	if want := "perch agent: another window manager (i3) runs on display " + r.server.Display + "; start with --replace to take over\n"; a.code != 1 || a.stderr != want {
		t.Errorf("%+v, expected %q", a, want)
	}
	i3.running()
	if r.frame(green) != before || r.screen.InputFocus() != green {
		t.Errorf("the window is at %v, the focus on %d", r.frame(green), r.screen.InputFocus())
	}
	if _, err := os.Stat(r.socket()); !os.IsNotExist(err) {
		t.Errorf("a socket was made: %v", err)
	}
	agent := r.agent(plain, "--replace")
	i3.wait()
	r.until("Perch tiles the windows of both workspaces", func() bool { return r.onScreen(red) && r.onScreen(green) })
	if got := r.get("list-windows", "--all", "--format", "%{app-name} %{workspace}"); got != "Green 1\nRed 1" {
		t.Errorf("the windows are %q", got)
	}
	agent.running()
}

// A window manager of the old kind owns no selection.
func TestBesideUnnamedManager(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if err := xproto.ChangeWindowAttributesChecked(r.screen.Conn(), r.screen.Root(), xproto.CwEventMask,
		[]uint32{xproto.EventMaskSubstructureRedirect | xproto.EventMaskSubstructureNotify}).Check(); err != nil {
		t.Fatal(err)
	}
	a := r.perch("agent")
	if want := "perch agent: another window manager runs on display " + r.server.Display + "; start with --replace to take over\n"; a.code != 1 || a.stderr != want {
		t.Errorf("%+v, expected %q", a, want)
	}
	a = r.perch("agent", "--replace")
	if a.code != 1 || strings.Count(a.stderr, "\n") != 1 || !strings.Contains(a.stderr, "does not give way") {
		t.Errorf("%+v", a)
	}
}

func TestReplaceAnAgent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	withBar := strings.Replace(plain, "enabled = false", "enabled = true", 1)
	first := r.agent(withBar)
	r.until("the bar is shown", func() bool { return len(r.bars()) == 1 })
	red, green, blue := r.spread()
	yellow := r.open("Yellow")
	// Right before the end, sooner than the workspaces are saved by the way.
	r.get("layout", "floating")
	r.get("move-node-to-workspace", "2")
	r.get("workspace", "2")
	second := r.start(perchProgram, "agent", "--replace", "--config", filepath.Join(r.folder, "perch.toml"))
	if code := first.wait(); code != 1 {
		t.Errorf("the first agent ends with exit code %d", code)
	}
	if want := "perch agent: another window manager took over display " + r.server.Display; !strings.Contains(first.stderr.String(), want) {
		t.Errorf("the first agent says %q, expected %q", first.stderr, want)
	}
	r.until("the second agent shows workspace 2", func() bool {
		second.running()
		return r.managers() == "Perch" && r.current() == "2" && len(r.bars()) == 1 &&
			!r.mapped(red) && r.onScreen(green) && !r.mapped(blue) && r.onScreen(yellow)
	})
	if got := r.get("list-windows", "--all", "--format", "%{app-name} %{workspace} %{window-layout}"); got !=
		"Blue 3 h_tiles\nGreen 2 h_tiles\nRed 1 h_tiles\nYellow 2 floating" {
		t.Errorf("the windows are\n%s", got)
	}
}

func TestDisplayGoesAway(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	agent := r.agent(strings.Replace(plain, "enabled = false", "enabled = true", 1))
	r.open("Red")
	r.until("the bar is shown", func() bool { return len(r.bars()) == 1 })
	bar := r.bars()[0].PID
	if bar == 0 {
		t.Fatal("the bar's window has no process")
	}
	r.server.Stop()
	if code := agent.wait(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	// The bar may notice first, and says so by the agent's log.
	said := slices.DeleteFunc(strings.Split(strings.TrimSpace(agent.stderr.String()), "\n"), func(line string) bool {
		return strings.Contains(line, "the bar")
	})
	if want := "perch agent: the X server of display " + r.server.Display + " has gone away"; len(said) != 1 || said[0] != want {
		t.Errorf("it says %q, expected %q", said, want)
	}
	if err := syscall.Kill(bar, 0); err == nil {
		t.Errorf("the bar (process %d) lives on", bar)
	}
}

func TestNoDisplay(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	for display, want := range map[string]string{
		"":      "DISPLAY",
		":4713": ":4713",
		"what":  "what",
	} {
		r.set("DISPLAY", display)
		a := r.perch("agent", "--desktop", "x11")
		if a.code != 1 || strings.Count(a.stderr, "\n") != 1 || !strings.HasPrefix(a.stderr, "perch agent: ") || !strings.Contains(a.stderr, want) {
			t.Errorf("DISPLAY %q: %+v", display, a)
		}
	}
}

func TestBadConfigOfAgent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.perch("agent", "--config", "missing.toml")
	if want := "perch agent: cannot read the config missing.toml: no such file or directory\n"; a.code != 1 || a.stderr != want {
		t.Errorf("%+v, expected %q", a, want)
	}
	if r.managers() != "" {
		t.Error("it took the display over")
	}
	// With mistakes in the file there is a desktop nevertheless.
	agent := r.agent("config-version = 2\n[gaps\n", "--no-bar")
	agent.await(agent.stderr, filepath.Join(r.folder, "perch.toml")+":2:")
	if got := r.get("list-workspaces", "--focused"); got != "1" {
		t.Errorf("the focused workspace is %q", got)
	}
}

func TestNoBar(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	agent := r.agent(strings.Replace(plain, "enabled = false", "enabled = true", 1), "--no-bar")
	red := r.open("Red")
	// The bar would have taken room at the top.
	r.until("the window fills the screen", func() bool { return r.frame(red).Min.Y == 10 })
	agent.signal(syscall.SIGTERM)
	if code := agent.wait(); code != 0 || agent.stderr.String() != "" {
		t.Errorf("exit code %d, says %q", code, agent.stderr)
	}
	if len(r.bars()) != 0 {
		t.Errorf("there is a bar")
	}
}

func TestAgentKilled(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	withBar := strings.Replace(plain, "enabled = false", "enabled = true", 1)
	agent := r.agent(withBar)
	r.until("the bar is shown", func() bool { return len(r.bars()) == 1 })
	red, green, blue := r.spread()
	r.get("workspace", "3")
	r.get("layout", "floating")
	stored := strings.TrimSuffix(r.socket(), ".sock") + ".state.json"
	r.untilFile(stored, func(text string) bool {
		var kept workspaces.Snapshot
		return json.Unmarshal([]byte(text), &kept) == nil && kept.Focus.Workspace == "3" &&
			slices.ContainsFunc(kept.Workspaces, func(w workspaces.WorkspaceSnapshot) bool { return len(w.Floating) == 1 })
	})
	agent.signal(syscall.SIGKILL)
	agent.wait()
	r.until("nobody manages the display", func() bool { return len(r.bars()) == 0 })
	next := r.agent(withBar)
	r.until("workspace 3 is shown again", func() bool {
		return r.current() == "3" && !r.mapped(red) && !r.mapped(green) && r.onScreen(blue) && len(r.bars()) == 1
	})
	if got := r.get("list-windows", "--all", "--format", "%{app-name} %{workspace} %{window-layout}"); got !=
		"Blue 3 floating\nGreen 2 h_tiles\nRed 1 h_tiles" {
		t.Errorf("the windows are\n%s", got)
	}
	next.signal(syscall.SIGTERM)
	if code := next.wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	r.until("every window is on the screen", func() bool { return r.onScreen(red) && r.onScreen(green) && r.onScreen(blue) })
}

// untilFile waits until a file's text satisfies a condition.
func (r *rig) untilFile(path string, holds func(text string) bool) {
	r.Helper()
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		r.Fatal(err)
	}
	defer watcher.Close()
	if err := watcher.Add(filepath.Dir(path)); err != nil {
		r.Fatal(err)
	}
	timeout := time.After(patience)
	for {
		text, _ := os.ReadFile(path)
		if holds(string(text)) {
			return
		}
		select {
		case <-watcher.Events:
		case <-timeout:
			r.Fatalf("%s has not what was expected: %s", path, text)
		}
	}
}
