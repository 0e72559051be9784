package simulate

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"perch/internal/desktop/sim"
	"perch/workspaces"
)

// started is a simulation with livelyConfig on one monitor.
func started(t *testing.T) *simulation {
	t.Helper()
	file := filepath.Join(t.TempDir(), "perch.toml")
	if err := os.WriteFile(file, []byte(livelyConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	monitors, err := monitorRow("1200x801")
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	s, err := newSimulation(file, monitors, &out, &errs)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// play plays a line that has to succeed.
func (s *simulation) play(t *testing.T, line string) {
	t.Helper()
	if err := s.line(line); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	if err := s.settle(); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
}

// A switch of workspaces is one change, and touches only what differs.
func TestASwitchIsOneChange(t *testing.T) {
	const each = 30
	s := started(t)
	for range each {
		s.play(t, "@open Term")
	}
	s.play(t, "@key alt-2")
	for range each {
		s.play(t, "@open Web")
	}
	s.play(t, "@key alt-1")
	s.desktop.Changes()

	s.play(t, "@key alt-2")
	changes := s.desktop.Changes()
	if len(changes) != 1 {
		t.Fatalf("%d changes", len(changes))
	}
	c := changes[0]
	if len(c.Show) != each || len(c.Hide) != each || len(c.Stack) != each || len(c.Frames) != 0 || c.Focus == nil {
		t.Errorf("%d shown, %d hidden, %d stacked, %d placed, focus %v", len(c.Show), len(c.Hide), len(c.Stack), len(c.Frames), c.Focus)
	}
}

// A list of commands is one turn: nobody sees the steps in between.
func TestACommandListIsOneChange(t *testing.T) {
	s := started(t)
	s.play(t, "@open Term")
	s.play(t, "@open Web")
	s.desktop.Changes()
	s.play(t, "workspace 5; workspace 2; workspace 1; focus left; layout accordion; layout tiles")
	for _, c := range s.desktop.Changes() {
		if len(c.Show)+len(c.Hide)+len(c.Frames) > 0 {
			t.Errorf("windows change: %+v", c)
		}
	}
	s.play(t, "focus --window-id 1")
	s.desktop.Changes()
	s.play(t, "focus --window-id 1")
	if changes := s.desktop.Changes(); len(changes) > 0 {
		t.Errorf("nothing to do, and yet %+v", changes)
	}
}

// What other windows do is no reason to touch a window.
func TestOnlyWhatDiffersIsTouched(t *testing.T) {
	s := started(t)
	for _, line := range []string{"@open Term", "@open Web", "join-with left", "@open Web"} {
		s.play(t, line)
	}
	s.desktop.Changes()
	s.play(t, "resize height +50")
	for _, c := range s.desktop.Changes() {
		for _, f := range c.Frames {
			if f.Frame.W != 1200 {
				t.Errorf("window %d is placed at %v", f.ID, f.Frame)
			}
		}
	}
	before := s.desktop.Windows()
	s.desktop.Retitle(before[0].ID, "new")
	if err := s.settle(); err != nil {
		t.Fatal(err)
	}
	if changes := s.desktop.Changes(); len(changes) > 0 {
		t.Errorf("a title moves windows: %+v", changes)
	}
}

// An application that insists on its size gets it, and nobody argues for
// ever.
func TestAnInsistentWindow(t *testing.T) {
	s := started(t)
	s.play(t, "@open Term")
	id := s.desktop.Open("Big", "", sim.Options{Minimum: workspaces.Size{W: 900, H: 100}})
	if err := s.settle(); err != nil {
		t.Fatal(err)
	}
	if w, _ := s.desktop.Window(id); w.Frame.W != 900 {
		t.Errorf("it is at %v", w.Frame)
	}
	if n := len(s.desktop.Changes()); n > 10 {
		t.Errorf("%d changes", n)
	}
}

// A window that is gone when it is touched leaves nothing behind.
func TestAVanishingWindow(t *testing.T) {
	s := started(t)
	s.play(t, "@open Term")
	s.desktop.Open("Splash", "", sim.Options{Vanishes: true})
	if err := s.settle(); err != nil {
		t.Fatal(err)
	}
	if ids := s.agent.State().Windows(); len(ids) != 1 {
		t.Errorf("windows %v", ids)
	}
	if w := s.desktop.Windows()[0]; w.Frame.W != 1200 || s.desktop.Focused() != w.ID {
		t.Errorf("what is left is at %v, the focus on %d", w.Frame, s.desktop.Focused())
	}
}

// A binding reaches the agent only in its mode.
func TestModesChangeTheGrabs(t *testing.T) {
	s := started(t)
	keys := s.agent.Config().Keys
	grabbed := func(chord string) bool {
		c, err := keys.Parse(chord)
		if err != nil {
			t.Fatal(err)
		}
		return s.desktop.Grabbed(c)
	}
	if !grabbed("alt-r") || grabbed("esc") {
		t.Error("the bindings of mode main are not in force")
	}
	s.play(t, "@key alt-r")
	if grabbed("alt-r") || !grabbed("esc") {
		t.Error("the bindings of mode resize are not in force")
	}
	s.play(t, "@key esc")
	s.play(t, "enable off")
	if grabbed("alt-r") || grabbed("esc") {
		t.Error("bindings are in force while Perch is disabled")
	}
	if err := s.line("workspace 2"); err == nil {
		t.Error("a command is obeyed while Perch is disabled")
	}
	s.play(t, "enable on")
	if !grabbed("alt-r") {
		t.Error("the bindings are not back")
	}
}
