package command

import (
	"slices"
	"testing"

	"perch/workspaces"
)

// Any name is a mode's, the empty one too.
func TestModeWithoutName(t *testing.T) {
	s, w := stage(t, "")
	expect(t, s, "mode ''", OK, "", "")
	if s.Memory.Disabled || s.Memory.ActiveMode() != "" {
		t.Errorf("%+v", s.Memory)
	}
	expectEvents(t, w, `{"_event":"mode-changed"}`)
	expect(t, s, "mode main", OK, "", "")
	expectEvents(t, w, `{"_event":"mode-changed","mode":"main"}`)
}

// Only enable switches on again.
func TestModeWhileDisabled(t *testing.T) {
	s, w := stage(t, "")
	expect(t, s, "enable off; mode service; enable on --fail-if-noop", OK, "", "")
	expectEvents(t, w, `{"_event":"mode-changed"}`, `{"_event":"mode-changed","mode":"main"}`)
}

// After "--" every word is a pattern, but those like flags are not words.
func TestMonitorPatternAfterDashes(t *testing.T) {
	call, err := ParseArgv([]string{"focus-monitor", "--", "next", "left"})
	if err != nil {
		t.Fatal(err)
	}
	if target := focusMonitorArgument.of(call.Arguments); len(target.patterns) != 2 || target.patterns[0].String() != "next" {
		t.Errorf("%+v", target)
	}
	_, err = ParseArgv([]string{"focus-monitor", "--", "-built-in", "next"})
	if err == nil || err.Error() != "ERROR: Unknown argument '-built-in'" {
		t.Errorf("%v", err)
	}
}

// A program that a callback starts is told of the window or of the workspace,
// not of both.
func TestCallbackContextIsOne(t *testing.T) {
	s, w := stage(t, "on-window-detected = [{ run = 'exec-and-forget true', check-further-callbacks = true }]")
	p, err := Parse("run-callback on-window-detected", Allowed{})
	if err != nil {
		t.Fatal(err)
	}
	s.Run(p, Env{}.WithWorkspace("b"), "")
	if len(w.environs) != 1 || !slices.Contains(w.environs[0], "AEROSPACE_WINDOW_ID=3") || slices.Contains(w.environs[0], "AEROSPACE_WORKSPACE=b") {
		t.Errorf("%q", w.environs)
	}
}

func TestEchoSaysOnceThatThereIsNoWindow(t *testing.T) {
	s, _ := stage(t, "")
	run(t, s, "workspace empty")
	expect(t, s, "echo -- '%{workspace}' '%{window-id} %{window-title}' x", Failed, "empty", noWindow)
}

// The pointer goes to where a floating window is, not to the tile that it had.
func TestMoveMouseToFloatingWindow(t *testing.T) {
	s, w := stage(t, "")
	s.State, _ = s.State.Layout()
	run(t, s, "layout floating")
	info, _ := s.State.Window(1)
	info.Window.Frame = workspaces.Rect{X: 1000, Y: 500, W: 200, H: 100}
	s.State, _ = s.State.UpdateWindow(info.Window)
	expect(t, s, "move-mouse window-force-center", OK, "", "")
	if want := (workspaces.Point{X: 1100, Y: 550}); w.pointer != want {
		t.Errorf("pointer at %v, want %v", w.pointer, want)
	}
}
