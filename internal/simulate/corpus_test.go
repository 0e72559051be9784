package simulate

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"perch/config"
	"perch/internal/command"
	"perch/internal/desktop/sim"
	"perch/internal/ipc"
	"perch/workspaces"
)

// Every binding of every mode does what it does without upsetting anything:
// in the built-in config, in those that use every feature, and in real ones.
func TestEveryBindingOfOwnConfigs(t *testing.T) {
	files, err := filepath.Glob("testdata/configs/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no configs in testdata (%v)", err)
	}
	for _, file := range append(files, "../../config/default.toml", "../../config/testdata/i3-like-config-example.toml") {
		t.Run(filepath.Base(file), func(t *testing.T) { pressEverything(t, file) })
	}
}

func TestEveryBindingOfRealConfigs(t *testing.T) {
	folder := cmp.Or(os.Getenv("PERCH_CORPUS"), "../../../shared/corpus")
	files, _ := filepath.Glob(filepath.Join(folder, "aerospace", "*.toml"))
	if len(files) == 0 {
		t.Skip("the collection of real configs is not here; PERCH_CORPUS names its folder")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { pressEverything(t, file) })
	}
}

func pressEverything(t *testing.T, file string) {
	t.Parallel()
	file = mended(t, file)
	for _, windows := range []int{0, 7} {
		p := newPresser(t, file, windows)
		c := p.agent.Config()
		for _, mode := range c.ModeNames() {
			for _, b := range c.Modes[mode].Bindings {
				p.prepare()
				p.press(mode, b)
				p.prepare()
				p.answered("trigger-binding", "--mode", mode, b.Notation)
			}
		}
		for _, callback := range []string{"on-focus-changed", "on-focused-monitor-changed", "on-window-detected"} {
			p.answered("run-callback", callback)
		}
	}
}

// mended is a copy of a config without the characters that make it no TOML.
func mended(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "aerospace.toml")
	for range 10 {
		c, problems := config.Parse(data, file, command.Language{}, nil)
		if c != nil {
			if err := os.WriteFile(copied, data, 0o600); err != nil {
				t.Fatal(err)
			}
			return copied
		}
		at := problems[0]
		t.Logf("left out for this test: the character at %v", at)
		lines := strings.SplitAfter(string(data), "\n")
		line := []rune(lines[at.Line-1])
		if at.Column > len(line) {
			break
		}
		lines[at.Line-1] = string(slices.Delete(line, at.Column-1, at.Column))
		data = []byte(strings.Join(lines, ""))
	}
	t.Fatal("the config cannot be mended")
	return ""
}

// presser presses the keys of one config on two monitors.
type presser struct {
	*testing.T
	*simulation
	screen  *life
	windows int // there are at least so many when a key is pressed
	names   []string
	apps    []string
	started *bytes.Buffer // what would have been started
}

func newPresser(t *testing.T, file string, windows int) *presser {
	t.Helper()
	monitors, err := monitorRow("1600x901,1200x801")
	if err != nil {
		t.Fatal(err)
	}
	var started bytes.Buffer
	s, err := newSimulation(file, monitors, &started, &started)
	if err != nil {
		t.Fatal(err)
	}
	p := &presser{T: t, simulation: s, screen: &life{simulation: s, sloppy: map[workspaces.WindowID]bool{}}, windows: windows, started: &started}
	p.names, p.apps = []string{"1", "2", "X"}, []string{"Term", "Web"}
	c := s.agent.Config()
	p.names = append(p.names, c.PersistentWorkspaces[:min(3, len(c.PersistentWorkspaces))]...)
	for _, rule := range c.OnWindowDetected {
		if rule.Match != nil && rule.Match.AppID != nil {
			p.apps = append(p.apps, *rule.Match.AppID)
		}
	}
	p.prepare()
	return p
}

// prepare switches Perch on, and opens windows until there are enough.
func (p *presser) prepare() {
	p.T.Helper()
	if p.screen.disabled() {
		p.answered("enable", "on")
	}
	for there := len(p.desktop.Windows()); there < p.windows; there++ {
		p.agent.Execute(ipc.Request{Args: []string{"workspace", p.names[there%len(p.names)]}})
		p.desktop.Open(p.apps[there%len(p.apps)], fmt.Sprint("window ", there), sim.Options{})
		p.rest("opening a window")
	}
}

// press enters a mode and presses one of its chords.
func (p *presser) press(mode string, b config.Binding) {
	p.T.Helper()
	p.answered("mode", mode)
	p.started.Reset()
	what := mode + "'s " + b.Notation + " = " + b.Run.String()
	if !p.desktop.Press(b.Chord) {
		p.Errorf("%s: the chord is not bound", what)
	}
	p.rest(what)
	commands := b.Run.Commands()
	if len(commands) == 0 || commands[0][0] != "exec-and-forget" {
		return
	}
	if script := commands[0][1]; !strings.Contains(p.started.String(), script) {
		p.Errorf("%s: started is %q", what, p.started)
	}
}

// misunderstood is what a command says that Perch does not know.
var misunderstood = regexp.MustCompile(`(?i)unknown|unrecogni[sz]ed|not implemented|unsupported|can't parse|is mandatory|USAGE`)

// answered runs a command as a client does and checks that it is understood.
func (p *presser) answered(args ...string) {
	p.T.Helper()
	result := p.agent.Execute(ipc.Request{Args: args})
	if misunderstood.MatchString(result.Stderr) {
		p.Errorf("%q says %s", args, result.Stderr)
	}
	p.rest(strings.Join(args, " "))
}

// rest lets everything happen that follows, and checks the outcome.
func (p *presser) rest(what string) {
	p.T.Helper()
	if err := p.settle(); err != nil {
		p.T.Fatalf("%s: %v", what, err)
	}
	p.desktop.Advance(pause)
	if err := p.settle(); err != nil {
		p.T.Fatalf("%s: %v", what, err)
	}
	if err := p.screen.check(); err != nil {
		p.T.Fatalf("%s: %v", what, err)
	}
}
