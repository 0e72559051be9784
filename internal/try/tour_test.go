package try

import (
	"bytes"
	"context"
	"encoding/json"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/internal/xserver"
)

// programs builds the agent and the bar as `make build` does.
func programs(t *testing.T) (perch string) {
	t.Helper()
	folder := t.TempDir()
	build := exec.Command("go", "build", "-o", folder, "perch/cmd/perch", "perch/cmd/perch-bar")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return filepath.Join(folder, "perch")
}

// The whole of Perch: the real programs, windows and keys on a real X server.
func TestTour(t *testing.T) {
	perch := programs(t)
	out := filepath.Join(t.TempDir(), "try")
	var summary bytes.Buffer
	err := Run(t.Context(), Options{Out: out, Perch: perch, Stdout: &summary})
	if err != nil {
		log, _ := os.ReadFile(filepath.Join(out, "agent.log"))
		t.Fatalf("%v\n%s\n%s", err, summary.String(), log)
	}
	data, err := os.ReadFile(filepath.Join(out, "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	var report Report
	if err := json.Unmarshal(data, &report); err != nil {
		t.Fatal(err)
	}
	if !report.OK || len(report.Steps) < 20 {
		t.Errorf("report is %+v", report)
	}
	for _, step := range report.Steps {
		file, err := os.Open(filepath.Join(out, step.Picture))
		if err != nil {
			t.Fatal(err)
		}
		size, err := png.DecodeConfig(file)
		file.Close()
		if err != nil || size.Width != 1280 || size.Height != 800 {
			t.Errorf("%s is %dx%d, %v", step.Picture, size.Width, size.Height, err)
		}
	}
}

// The nested desktop comes up with windows under the agent, and ends without
// an error when the person closes its window.
func TestNestedUntilClosed(t *testing.T) {
	if err := xserver.Xephyr.Available(); err != nil {
		t.Skip(err)
	}
	perch := programs(t)
	outer, err := xserver.Start(xserver.Options{Screen: "1400x900"})
	if err != nil {
		t.Fatal(err)
	}
	defer outer.Stop()
	eyes, err := xserver.Dial(outer.Display)
	if err != nil {
		t.Fatal(err)
	}
	defer eyes.Close()
	if err := eyes.WatchPixels(); err != nil {
		t.Fatal(err)
	}
	t.Setenv("DISPLAY", outer.Display)
	ended := make(chan error, 1)
	var summary bytes.Buffer
	go func() {
		ended <- Run(context.Background(), Options{Out: t.TempDir(), Perch: perch, Nested: true, Stdout: &summary})
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var nest xserver.Window
	err = eyes.WaitFor(ctx, func() bool {
		for _, w := range eyes.Visible() {
			if w.Title == "Perch" {
				nest = w
			}
		}
		picture, err := eyes.Screenshot()
		if err != nil {
			return false
		}
		counts := countColours(picture, apps)
		return nest.ID != 0 && counts[guide.Colour] > 10000 && counts[shell.Colour] > 10000 && counts[clock.Colour] > 10000 &&
			!block(picture, nest.Frame, accent).Empty()
	})
	if err != nil {
		t.Errorf("the nested desktop shows not all of guide, shell, clock and bar: %v", err)
	}
	if err := xproto.KillClientChecked(eyes.Conn(), uint32(nest.ID)).Check(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("closing the window gives %v", err)
	}
	if !bytes.Contains(summary.Bytes(), []byte("alt-shift-space")) {
		t.Errorf("no key is explained:\n%s", summary.String())
	}
}
