package surface

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"testing"
	"time"

	"perch/internal/xserver"
)

// patience bounds every wait of these tests.
const patience = 20 * time.Second

func TestScale(t *testing.T) {
	for resources, want := range map[string]float64{
		"":                                1,
		"Xft.dpi:\t96\n":                  1,
		"Xft.antialias:\t1\nXft.dpi: 192": 2,
		"Xft.dpi: 144\n":                  1.5,
		"Xft.dpi: 110\n":                  1.25,
		"Xft.dpi: 10\n":                   1, // nobody means that
		"Xft.dpi: many\n":                 1,
		"URxvt.Xft.dpi: 192\n":            1,
	} {
		if got := scaleOf(resources); got != want {
			t.Errorf("%q gives a scale of %v, expected %v", resources, got, want)
		}
	}
}

func TestChunksCoverAndFit(t *testing.T) {
	for _, r := range []image.Rectangle{
		image.Rect(0, 0, 1280, 28), image.Rect(5, 7, 8000, 300), image.Rect(3, 3, 4, 4), image.Rect(0, 0, 70000, 2),
	} {
		const limit = 4 * 65535
		seen := 0
		for _, c := range chunks(r, limit) {
			if !c.In(r) || c.Empty() || 4*c.Dx()*c.Dy()+24 > limit {
				t.Errorf("%v has the piece %v", r, c)
			}
			seen += c.Dx() * c.Dy()
		}
		if seen != r.Dx()*r.Dy() {
			t.Errorf("the pieces of %v have %d pixels of %d", r, seen, r.Dx()*r.Dy())
		}
	}
}

// A bar that is larger than one request arrives whole, with shared memory and
// without.
func TestPresent(t *testing.T) {
	server, err := xserver.Start(xserver.Options{Kind: xserver.Xvfb, Screen: "1600x300"})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	screen, err := xserver.Dial(server.Display)
	if err != nil {
		t.Fatal(err)
	}
	defer screen.Close()
	if err := screen.WatchPixels(); err != nil {
		t.Fatal(err)
	}
	for _, shared := range []bool{true, false} {
		d, err := Connect(server.Display)
		if err != nil {
			t.Fatal(err)
		}
		if !d.shared {
			t.Error("the X server on this machine shares no memory")
		}
		d.shared = shared
		b := Window{Key: "k", Title: "k", Frame: image.Rect(0, 0, 1600, 200), Strut: true}
		if err := d.Arrange([]Window{b}); err != nil {
			t.Fatal(err)
		}
		im := image.NewRGBA(image.Rect(0, 0, 1600, 200))
		draw.Draw(im, im.Rect, image.NewUniform(color.RGBA{R: 10, G: 20, B: 30, A: 255}), image.Point{}, draw.Src)
		for _, p := range []image.Point{{0, 0}, {1599, 0}, {0, 199}, {1599, 199}, {800, 41}} {
			im.SetRGBA(p.X, p.Y, color.RGBA{R: 200, G: 100, B: 50, A: 255})
		}
		for event := range d.Events() {
			if e, ok := event.(Exposed); ok {
				if err := d.Repair(e, im); err != nil {
					t.Fatal(err)
				}
				break
			}
		}
		if got := d.windows["k"].free != nil; got != shared {
			t.Errorf("shared memory in use: %v, expected %v", got, shared)
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		err = screen.WaitFor(ctx, func() bool {
			shot, err := screen.Capture(b.Frame)
			return err == nil && string(shot.Pix) == string(im.Pix)
		})
		cancel()
		if err != nil {
			t.Errorf("shared %v: the screen never shows the image: %v", shared, err)
		}
		d.Close()
		for range d.Events() { // until Lost
		}
	}
}

func TestConnectExplains(t *testing.T) {
	if _, err := Connect(":4713"); err == nil {
		t.Error("a display that does not exist answers")
	}
}
