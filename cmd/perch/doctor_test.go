package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/internal/doctor"
	"perch/internal/xserver"
	"perch/workspaces"
)

func TestDoctor(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if a := r.perch("doctor"); !strings.Contains(a.stdout, "agent       none runs") || !strings.Contains(a.stdout, "no window manager runs on "+r.server.Display) {
		t.Errorf("without an agent: %+v", a)
	}
	r.agent(plain, "--no-bar")
	a := r.perch("doctor")
	for _, part := range []string{
		"ok      agent       answers at", "ok      windows     Perch manages " + r.server.Display, "ok      display     " + r.server.Display + " answers, 1280×800",
	} {
		if !strings.Contains(a.stdout, part) {
			t.Errorf("it says\n%s\nand not %q", a.stdout, part)
		}
	}
	for line := range strings.Lines(a.stdout) {
		if len(strings.Fields(line)) < 3 {
			t.Errorf("a line says nothing: %q", line)
		}
	}
	if a := r.perch("doctor", "--sefl-test"); a.code != 2 {
		t.Errorf("a wrong flag: %+v", a)
	}
	r.write(".perch.toml", "config-version = 2\nstart-at-login = 3\n")
	if a := r.perch("doctor"); a.code != 1 || !strings.Contains(a.stdout, "BROKEN  config") || !strings.Contains(a.stdout, ".perch.toml:2:") {
		t.Errorf("with a broken config: %+v", a)
	}
}

// world is what the self-test has on this screen.
func (r *rig) world() doctor.World {
	var opened []xproto.Window
	return doctor.World{
		Application: "this test", Patience: patience, Look: 5 * time.Millisecond,
		Open: func(n int) error {
			for range n {
				opened = append(opened, r.openOnly(xserver.Spec{Class: "Blue", Colour: colours["Blue"]}))
			}
			return nil
		},
		Close: func() {
			for _, id := range opened {
				r.screen.Destroy(id)
			}
		},
		Frames: func() (map[workspaces.WindowID]workspaces.Rect, error) {
			frames := map[workspaces.WindowID]workspaces.Rect{}
			for _, w := range r.screen.Windows() {
				if f := w.Frame; w.Mapped {
					frames[workspaces.WindowID(w.ID)] = workspaces.Rect{X: float64(f.Min.X), Y: float64(f.Min.Y), W: float64(f.Dx()), H: float64(f.Dy())}
				}
			}
			return frames, nil
		},
		Screens: func() ([]workspaces.Rect, error) {
			s := r.screen.Screen()
			return []workspaces.Rect{{W: float64(s.Dx()), H: float64(s.Dy())}}, nil
		},
		Perch: func(args ...string) (string, error) {
			a := r.perch(args...)
			if a.code != 0 {
				return a.stdout, errors.New(a.stderr)
			}
			return a.stdout, nil
		},
	}
}

func TestSelfTest(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.agent(plain, "--no-bar")
	before := r.current()
	findings, err := doctor.SelfTest(t.Context(), r.world())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		if f.State != doctor.OK {
			t.Error(f)
		}
	}
	if len(findings) < 9 {
		t.Errorf("only %d steps were done: %v", len(findings), findings)
	}
	r.until("everything is as it was", func() bool {
		return r.current() == before && strings.TrimSpace(r.get("list-windows", "--all")) == ""
	})
}

// A desktop that does something else than was asked of it.
func TestSelfTestTells(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*doctor.World)
		want   []string // subjects of what is broken
	}{
		"windows that overlap": {func(w *doctor.World) {
			frames := w.Frames
			w.Frames = func() (map[workspaces.WindowID]workspaces.Rect, error) {
				all, err := frames()
				for id, f := range all {
					f.X, f.W = 0, 500
					all[id] = f
				}
				return all, err
			}
		}, []string{"tiles", "resize", "fullscreen"}},
		"windows that stay to be seen": {func(w *doctor.World) {
			frames := w.Frames
			last := map[workspaces.WindowID]workspaces.Rect{}
			w.Frames = func() (map[workspaces.WindowID]workspaces.Rect, error) {
				all, err := frames()
				for id, f := range all {
					last[id] = f
				}
				return last, err
			}
		}, []string{"hide"}},
		"a focus that does not move": {func(w *doctor.World) {
			run := w.Perch
			w.Perch = func(args ...string) (string, error) {
				if args[0] == "focus" {
					return "", nil
				}
				return run(args...)
			}
		}, []string{"focus"}},
		"a command that fails": {func(w *doctor.World) {
			run := w.Perch
			w.Perch = func(args ...string) (string, error) {
				if args[0] == "balance-sizes" {
					return "", errors.New("no")
				}
				return run(args...)
			}
		}, []string{"command"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.agent(plain, "--no-bar")
			w := r.world()
			w.Patience = time.Second / 2
			row.change(&w)
			findings, err := doctor.SelfTest(t.Context(), w)
			if err != nil {
				t.Fatal(err)
			}
			broken := map[string]bool{}
			for _, f := range findings {
				if f.State == doctor.Broken {
					broken[f.Subject] = true
				}
			}
			for _, subject := range row.want {
				if !broken[subject] {
					t.Errorf("%s is not told: %v", subject, findings)
				}
			}
		})
	}
}
