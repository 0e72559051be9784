package surface

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"os"
	"os/exec"
	"slices"
	"testing"

	"perch/bar/engine"
	"perch/internal/xserver"
)

func TestLevels(t *testing.T) {
	r := newRig(t)
	if _, err := r.screen.Open(xserver.Spec{Title: "app", Frame: image.Rect(0, 0, 800, 300), Colour: 0xffffff}); err != nil {
		t.Fatal(err)
	}
	low := Window{Key: "low", Title: "low", Frame: image.Rect(0, 0, 800, 40), Level: engine.Below}
	high := Window{Key: "high", Title: "high", Frame: image.Rect(0, 100, 800, 140), Level: engine.Above}
	r.arrange([]Window{low, high}, red, green)
	r.await("a low and a high bar", map[image.Point]color.RGBA{
		{10, 10}: {255, 255, 255, 255}, {10, 110}: green,
	})
	if got := r.order(); got != "low app high" {
		t.Errorf("from the bottom there are %q", got)
	}
	under := Window{Key: "under", Title: "under", Frame: image.Rect(0, 280, 100, 400), Level: engine.Below, Popup: true}
	popup := Window{Key: "popup", Title: "popup", Frame: image.Rect(50, 120, 150, 200), Level: engine.Top, Popup: true}
	r.arrange([]Window{low, high, under, popup}, red, green, red, blue)
	r.await("popups", map[image.Point]color.RGBA{{60, 130}: blue, {10, 290}: {255, 255, 255, 255}, {10, 350}: red})
	if got := r.order(); got != "low under app high popup" {
		t.Errorf("with popups there are %q", got)
	}
	// A bar that changes its level goes there, below the popups, and what is
	// gone vanishes.
	low.Level = engine.Above
	r.arrange([]Window{low, high, under, popup}, red, green, red, blue)
	r.await("a bar that rose below popups", map[image.Point]color.RGBA{{10, 10}: red, {60, 150}: blue})
	if got := r.order(); got != "under app high low popup" {
		t.Errorf("with a bar that rose there are %q", got)
	}
	r.arrange([]Window{low, high}, red, green)
	r.await("a bar that rose", map[image.Point]color.RGBA{{10, 10}: red, {60, 150}: {255, 255, 255, 255}})
	if got := r.order(); got != "app high low" {
		t.Errorf("after the change there are %q", got)
	}
	for _, w := range r.screen.Windows() {
		if w.Title == "high" {
			if len(r.screen.Cardinals(w.ID, "_NET_WM_STRUT")) != 0 || !slices.Contains(w.Kinds, "_NET_WM_WINDOW_TYPE_DOCK") {
				t.Errorf("a bar without struts is %+v and reserves %v", w, r.screen.Cardinals(w.ID, "_NET_WM_STRUT"))
			}
		}
	}
	high.Strut = true
	r.arrange([]Window{low, high}, red, green)
	for _, w := range r.screen.Windows() {
		if got := r.screen.Cardinals(w.ID, "_NET_WM_STRUT"); w.Title == "high" && (len(got) != 4 || got[2] != 140) {
			t.Errorf("a bar with struts reserves %v", got)
		}
	}
}

// Several parts of an image arrive with one call, shared or sent.
func TestPartsArrive(t *testing.T) {
	r := newRig(t)
	for _, shared := range []bool{true, false} {
		r.d.shared = shared
		w := Window{Key: "parts", Title: "parts", Frame: image.Rect(0, 0, 400, 100), Level: engine.Top, Popup: true}
		r.arrange([]Window{w}, red)
		r.await("at first", map[image.Point]color.RGBA{{10, 10}: red, {390, 90}: red})
		im := r.images["parts"]
		draw.Draw(im, im.Rect, image.NewUniform(green), image.Point{}, draw.Src)
		parts := []image.Rectangle{image.Rect(0, 0, 50, 50), image.Rect(100, 0, 150, 100), image.Rect(300, 50, 999, 999), {}}
		if err := r.d.Present("parts", im, parts); err != nil {
			t.Fatal(err)
		}
		r.await("parts", map[image.Point]color.RGBA{{10, 10}: green, {60, 10}: red, {120, 90}: green, {390, 90}: green, {390, 10}: red})
		r.arrange(nil)
	}
}

func TestMovesAndResizes(t *testing.T) {
	r := newRig(t)
	w := Window{Key: "w", Title: "w", Frame: image.Rect(10, 10, 110, 60), Level: engine.Top, Popup: true}
	r.arrange([]Window{w}, red)
	r.await("at first", map[image.Point]color.RGBA{{15, 15}: red, {105, 55}: red, {115, 15}: {A: 255}})
	id := r.d.windows["w"].id
	w.Frame = image.Rect(200, 100, 500, 300)
	r.arrange([]Window{w}, green)
	r.await("moved and grown", map[image.Point]color.RGBA{{205, 105}: green, {495, 295}: green, {15, 15}: {A: 255}})
	w.Frame = image.Rect(200, 100, 260, 120)
	r.arrange([]Window{w}, blue)
	r.await("shrunk", map[image.Point]color.RGBA{{205, 105}: blue, {255, 115}: blue, {300, 200}: {A: 255}})
	if r.d.windows["w"].id != id {
		t.Error("a window that changes its size is made anew")
	}
	if err := r.d.Arrange([]Window{{Key: "w", Title: "w"}}); err == nil {
		t.Error("a window without a size is accepted")
	}
}

// Under a tiling window manager nothing takes the focus, a bar without struts
// reserves no room, and popups stay where they are put.
func TestUnderAWindowManager(t *testing.T) {
	path, err := exec.LookPath("i3")
	if err != nil {
		t.Skip("i3 is not installed")
	}
	r := newRig(t)
	config := t.TempDir() + "/config"
	const settings = "# i3 config file (v4)\nfont pango:monospace 8\nfocus_follows_mouse no\n"
	if err := os.WriteFile(config, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	wm := exec.Command(path, "-c", config)
	wm.Env = append(wm.Environ(), "DISPLAY="+r.server.Display, "XDG_RUNTIME_DIR="+t.TempDir())
	if err := wm.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { wm.Process.Kill(); wm.Wait() }()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := r.screen.WaitFor(ctx, func() bool {
		return len(r.screen.Cardinals(r.screen.Root(), "_NET_SUPPORTING_WM_CHECK")) > 0 || len(r.screen.Atoms(r.screen.Root(), "_NET_SUPPORTED")) > 0
	}); err != nil {
		t.Fatal("i3 does not start")
	}
	app, err := r.screen.Open(xserver.Spec{Title: "app", Colour: 0xffffff})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.screen.WaitFor(ctx, func() bool { return r.screen.InputFocus() == app }); err != nil {
		t.Fatal("the application does not get the focus")
	}
	tiled, _ := r.screen.Frame(app)
	bar := Window{Key: "bar", Title: "bar", Frame: image.Rect(10, 4, 790, 34), Level: engine.Above}
	popup := Window{Key: "popup", Title: "popup", Frame: image.Rect(300, 40, 400, 140), Level: engine.Top, Popup: true}
	r.arrange([]Window{bar, popup}, red, green)
	r.await("bar and popup", map[image.Point]color.RGBA{{20, 10}: red, {350, 100}: green})
	if frame, _ := r.screen.Frame(app); frame != tiled {
		t.Errorf("the application went from %v to %v", tiled, frame)
	}
	r.screen.Click(350, 100, 1)
	for r.pointer().Act != Released {
	}
	r.screen.Click(20, 10, 1)
	for r.pointer().Act != Released {
	}
	if got := r.screen.InputFocus(); got != app {
		t.Errorf("after clicks the focus is on %d, expected the application %d", got, app)
	}
	// With struts it is the window manager's dock, which makes room.
	bar.Strut, bar.Frame = true, image.Rect(0, 0, 800, 30)
	r.arrange([]Window{bar}, blue)
	r.await("a dock", map[image.Point]color.RGBA{{20, 10}: blue})
	if err := r.screen.WaitFor(ctx, func() bool { f, _ := r.screen.Frame(app); return f.Min.Y >= 30 }); err != nil {
		t.Error("a bar with struts reserves no room")
	}
}
