package agent

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perch/config"
	"perch/internal/command"
	"perch/internal/desktop/sim"
	"perch/internal/ipc"
)

// gapped is a configuration that shows in a window's frame.
func gapped(left string) string {
	return "config-version = 2\n[gaps]\nouter.left = " + left + "\n"
}

// named marks a configuration, for tests that wait for it.
func named(name string) string { return "[bar]\nfont = '" + name + "'\n" }

// serveWatching is an agent that watches a real file, and has a window to see by.
func serveWatching(t *testing.T, text string, change ...func(*Options)) (*live, *stream, *ipc.State) {
	t.Helper()
	r := build(t, text)
	l := serve(r, change...)
	s, state := l.watchState()
	r.desktop.Open("A", "", sim.Options{})
	s.until(state, "the window", func(p ipc.State) bool { return len(p.Windows) == 1 })
	return l, s, state
}

// awaitConfig waits until the configuration with a name is in force.
func awaitConfig(s *stream, state *ipc.State, name string) {
	s.t.Helper()
	s.until(state, "configuration "+name, func(p ipc.State) bool { return strings.Contains(string(p.Bar), `"`+name+`"`) })
}

func (l *live) wantGap(want float64) {
	l.Helper()
	if x := l.seen(1).Frame.X; x != want {
		l.Errorf("the window begins at %v, want %v", x, want)
	}
}

func TestSavingPutsAConfigurationInForce(t *testing.T) {
	l, s, state := serveWatching(t, gapped("10"))
	l.write(gapped("20") + named("second"))
	awaitConfig(s, state, "second")
	l.wantGap(20)

	// Editors write another file and rename it.
	next := l.file + "~"
	if err := os.WriteFile(next, []byte(gapped("30")+named("third")), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(next, l.file); err != nil {
		t.Fatal(err)
	}
	awaitConfig(s, state, "third")
	l.wantGap(30)

	// Dotfile managers put a link there.
	target := filepath.Join(t.TempDir(), "dotfile.toml")
	if err := os.WriteFile(target, []byte(gapped("40")+named("fourth")), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, next); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(next, l.file); err != nil {
		t.Fatal(err)
	}
	awaitConfig(s, state, "fourth")
	if err := os.WriteFile(target, []byte(gapped("50")+named("fifth")), 0o600); err != nil {
		t.Fatal(err)
	}
	awaitConfig(s, state, "fifth")
	l.wantGap(50)
}

func TestASyntaxErrorChangesNothing(t *testing.T) {
	l, s, state := serveWatching(t, gapped("10"))
	l.write("[gaps\n")
	s.until(state, "the problem", func(p ipc.State) bool { return len(p.Problems) > 0 })
	if p := state.Problems[0]; !strings.Contains(p, l.file+":1:") || !strings.Contains(p, "error") {
		t.Errorf("the problem is %q", p)
	}
	l.wantGap(10)
	if !l.log.has("Syntax error") {
		t.Error("the log says nothing")
	}
	l.write(gapped("20"))
	s.until(state, "the end of the problem", func(p ipc.State) bool { return len(p.Problems) == 0 })
	l.wantGap(20)
}

func TestAMistakeCostsItsKeyOnly(t *testing.T) {
	l, s, state := serveWatching(t, gapped("10"))
	l.write(gapped("20") + "inner.horizontal = 'wide'\n")
	s.until(state, "the problem", func(p ipc.State) bool { return len(p.Problems) == 1 })
	if p := state.Problems[0]; !strings.Contains(p, "gaps.inner.horizontal") {
		t.Errorf("the problem is %q", p)
	}
	l.wantGap(20)
}

func TestWatchingStopsAndResumes(t *testing.T) {
	l, s, state := serveWatching(t, gapped("10"))
	l.write("auto-reload-config = false\n" + gapped("20") + named("still"))
	awaitConfig(s, state, "still") // the change that says so is still seen

	l.write("auto-reload-config = true\n" + gapped("30") + named("unseen"))
	if a := l.call("reload-config"); a.ExitCode != 0 || a.Stdout != "" {
		t.Errorf("%+v", a)
	}
	awaitConfig(s, state, "unseen")
	l.write("auto-reload-config = true\n" + gapped("40") + named("seen"))
	awaitConfig(s, state, "seen")
	l.wantGap(40)
}

func TestWatched(t *testing.T) {
	r := start(t, gapped("1"))
	r.agent.watch()
	defer r.agent.unwatch()
	if r.agent.watcher == nil {
		t.Fatal("the file is not watched")
	}
	first := r.agent.watcher
	r.agent.watch()
	if r.agent.watcher != first {
		t.Error("every turn watches anew")
	}
	r.write("auto-reload-config = false")
	r.must("reload-config")
	r.agent.watch()
	if r.agent.watcher != nil || r.agent.saved() != nil {
		t.Error("the file is still watched")
	}
	r.write("auto-reload-config = true")
	r.must("reload-config")
	r.agent.watch()
	if r.agent.watcher == nil {
		t.Error("the file is not watched again")
	}
}

// The system may stop reporting; that is no reason to reload without end.
func TestAWatcherThatEnds(t *testing.T) {
	var l *live
	breaking := false
	l, _, _ = serveWatching(t, gapped("10"), func(o *Options) {
		load := o.Load
		o.Load = func() (*config.Config, string, []config.Problem) {
			if breaking { // runs in the agent's goroutine
				l.agent.watcher.Close()
			}
			return load()
		}
	})
	breaking = true
	l.call("reload-config", "--dry-run")
	l.log.await(t, "the system stopped reporting", 1)
	if a := l.call("list-workspaces", "--focused"); a.Stdout != "1" {
		t.Errorf("%+v", a)
	}
	if n, _ := l.log.count("the system stopped reporting"); n != 1 {
		t.Errorf("it is told %d times", n)
	}
}

func TestReloadByAClient(t *testing.T) {
	l, s, state := serveWatching(t, "auto-reload-config = false\n"+gapped("10"))
	l.write("auto-reload-config = false\n" + gapped("20") + "inner.horizontal = 'wide'\n")
	a := l.call("reload-config", "--dry-run")
	if a.ExitCode != int32(command.Failed) || !strings.Contains(a.Stdout, "gaps.inner.horizontal") || l.seen(1).Frame.X != 10 {
		t.Errorf("a dry run: %+v", a)
	}
	a = l.call("reload-config")
	if a.ExitCode != int32(command.Failed) || !strings.Contains(a.Stdout, "gaps.inner.horizontal") {
		t.Errorf("%+v", a)
	}
	s.until(state, "the problem", func(p ipc.State) bool { return len(p.Problems) == 1 })
	l.wantGap(20)
}

func TestAnUnusableFileAtTheStart(t *testing.T) {
	r := start(t, "[gaps\n")
	if len(r.agent.Problems()) == 0 || len(r.picture().Problems) == 0 {
		t.Error("nobody hears of it")
	}
	r.open("A")
	if !r.press("alt-2") {
		t.Error("the built-in bindings are not in force")
	}
	r.write("config-version = 2\n[mode.main.binding]\nalt-9 = 'workspace 9'")
	r.must("reload-config")
	if !r.press("alt-9") || r.press("alt-2") {
		t.Error("the file is not in force")
	}
}

func TestAModeThatIsGone(t *testing.T) {
	r := start(t, twoModes)
	r.press("alt-r")
	r.write("[mode.main.binding]\nalt-r = 'mode other'")
	r.must("reload-config")
	if r.picture().Mode != command.MainMode || !r.press("alt-r") {
		t.Error("no key leads out of the mode")
	}
}

func TestReloadKeepsTheMode(t *testing.T) {
	r := start(t, twoModes)
	r.must("mode elsewhere") // which no configuration knows
	r.must("reload-config")
	if r.picture().Mode != "elsewhere" {
		t.Error("the mode was left")
	}
	r.must("mode main")
	r.press("alt-r")
	r.write(twoModes + "q = 'mode main'\n")
	r.must("reload-config")
	if r.picture().Mode != "resize" || !r.press("q") {
		t.Error("the mode changed")
	}
	r.run("mode nothing")
	if r.picture().Mode != "nothing" {
		t.Error("a mode without bindings cannot be entered")
	}
}
