package try

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/internal/xserver"
)

// TestMain lets the test binary stand in for a perch that ends at once.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") {
		_, _ = io.WriteString(os.Stderr, "this agent only complains\n")
		os.Exit(3)
	}
	os.Exit(m.Run())
}

// bare is a session without an agent.
func bare(t *testing.T) *session {
	t.Helper()
	s := &session{ended: make(chan struct{}), folder: t.TempDir()}
	t.Cleanup(s.close)
	var err error
	if s.server, err = xserver.Start(xserver.Options{Screen: screenSize}); err != nil {
		t.Fatal(err)
	}
	if s.client, err = xserver.Dial(s.server.Display); err != nil {
		t.Fatal(err)
	}
	if err := s.client.WatchPixels(); err != nil {
		t.Fatal(err)
	}
	listing := filepath.Join(s.folder, "listing")
	if err := os.WriteFile(listing, highlight(configuration), 0o600); err != nil {
		t.Fatal(err)
	}
	s.env = environment(os.Environ(), "DISPLAY="+s.server.Display, "TOUR_CONFIG="+listing, "TOUR_PERCH=true")
	if s.log, err = os.Create(filepath.Join(s.folder, "log")); err != nil {
		t.Fatal(err)
	}
	return s
}

// Each application shows enough of its own colour for the checks, and nothing
// else has it.
func TestApplicationsShowTheirColours(t *testing.T) {
	s := bare(t)
	if err := paintBackground(s.client); err != nil {
		t.Fatal(err)
	}
	d := &xDriver{session: s, quit: true}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for _, app := range apps {
		empty, err := d.Look()
		if err != nil {
			t.Fatal(err)
		}
		if _, there := empty.window(app.Name); there {
			t.Fatalf("%s is there before it is opened", app.Name)
		}
		if err := d.Open(app); err != nil {
			t.Fatal(err)
		}
		var last Sight
		err = d.Wait(ctx, func() bool {
			last, err = d.Look()
			return err == nil && shown(app)(last) == "" && inFront(app)(last) == ""
		})
		if err != nil {
			t.Fatalf("%s: %v; seen: %v", app.Name, err, last)
		}
		for _, window := range s.client.Visible() {
			xproto.DestroyWindow(s.client.Conn(), window.ID)
		}
		if err := s.client.WaitFor(ctx, func() bool { return len(s.client.Visible()) == 0 }); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnAgentThatEndsIsToldAtOnce(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	out := t.TempDir()
	err = Run(t.Context(), Options{Out: out, Perch: self, Stdout: io.Discard})
	if err == nil {
		t.Fatal("a tour without an agent holds")
	}
	if took := time.Since(started); took > tourTimeout {
		t.Errorf("the tour took %v", took)
	}
	report, err := os.ReadFile(filepath.Join(out, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(report), "this agent only complains") {
		t.Errorf("the report does not say why:\n%s", report)
	}
	log, err := os.ReadFile(filepath.Join(out, "agent.log"))
	if err != nil || !strings.Contains(string(log), "this agent only complains") {
		t.Errorf("the log is %q, %v", log, err)
	}
}

// A step that waits for an application that failed says what it said.
func TestAnApplicationThatFailsIsQuoted(t *testing.T) {
	s := bare(t)
	broken := App{Name: "shell", Class: "XTerm", Argv: []string{"sh", "-c", "echo no terminal here >&2; exit 1"}}
	if err := s.open(broken); err != nil {
		t.Fatal(err)
	}
	s.running.Wait()
	d := &xDriver{session: s}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	err := d.Wait(ctx, func() bool { return false })
	if err == nil || err.Error() != "shell (sh) failed: no terminal here" {
		t.Errorf("got %v", err)
	}
}

func TestRunWithoutAProgram(t *testing.T) {
	err := Run(t.Context(), Options{Out: t.TempDir(), Perch: filepath.Join(t.TempDir(), "perch")})
	if err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("got %v", err)
	}
}

func TestPlainWindowsStandIn(t *testing.T) {
	s := bare(t)
	t.Setenv("PATH", "")
	for _, app := range apps {
		if err := s.open(app); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := s.client.WaitFor(ctx, func() bool { return len(s.client.Visible()) == len(apps) }); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, w := range s.client.Visible() {
		app, known := appOf(w)
		if !known {
			t.Errorf("%+v is no application of the tour", w)
		}
		names = append(names, app.Name)
	}
	slices.Sort(names)
	if got := strings.Join(names, " "); got != "clock editor guide logo shell" {
		t.Errorf("windows are %s", got)
	}
}

// Without any X server the tour is simulated, says so, and holds.
func TestRunWithoutXServer(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", "")
	out := t.TempDir()
	var summary strings.Builder
	if err := Run(t.Context(), Options{Out: out, Perch: self, Nested: true, Stdout: &summary}); err != nil {
		t.Errorf("%v\n%s", err, summary.String())
	}
	count := len(steps(&scripted{}))
	for _, want := range []string{"xserver-xephyr", "apt-get install xvfb", "simulated desktop", fmt.Sprintf("%d of %d steps held", count, count)} {
		if !strings.Contains(summary.String(), want) {
			t.Errorf("the summary lacks %q:\n%s", want, summary.String())
		}
	}
	pictures, err := filepath.Glob(filepath.Join(out, "*.png"))
	if err != nil || len(pictures) != count {
		t.Errorf("there are %d pictures, %v", len(pictures), err)
	}
}
