package surface

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"testing"
	"time"

	"perch/internal/xserver"
)

// rig is a screen with a surface under test and a plain client beside it.
type rig struct {
	*testing.T
	server *xserver.Server
	screen *xserver.Client
	d      *Display
	images map[string]*image.RGBA
}

func newRig(t *testing.T) *rig {
	t.Helper()
	server, err := xserver.Start(xserver.Options{Kind: xserver.Xvfb, Screen: "800x600"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	screen, err := xserver.Dial(server.Display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(screen.Close)
	if err := screen.WatchPixels(); err != nil {
		t.Fatal(err)
	}
	r := &rig{T: t, server: server, screen: screen, images: map[string]*image.RGBA{}}
	r.connect()
	return r
}

func (r *rig) connect() {
	r.Helper()
	d, err := Connect(r.server.Display)
	if err != nil {
		r.Fatal(err)
	}
	r.d = d
	r.Cleanup(func() {
		d.Close()
		for range d.Events() { // until Lost
		}
	})
}

// arrange shows windows, each plain in its colour.
func (r *rig) arrange(windows []Window, colours ...color.RGBA) {
	r.Helper()
	for i, w := range windows {
		im := image.NewRGBA(image.Rectangle{Max: w.Frame.Size()})
		draw.Draw(im, im.Rect, image.NewUniform(colours[i]), image.Point{}, draw.Src)
		r.images[w.Key] = im
	}
	if err := r.d.Arrange(windows); err != nil {
		r.Fatal(err)
	}
	for _, w := range windows {
		im := r.images[w.Key]
		if err := r.d.Present(w.Key, im, []image.Rectangle{im.Rect}); err != nil {
			r.Fatal(err)
		}
	}
}

// next is the next event that is not an exposure; those are repaired.
func (r *rig) next() Event {
	r.Helper()
	timeout := time.After(patience)
	for {
		select {
		case event, ok := <-r.d.Events():
			if !ok {
				r.Fatal("the surface has ended")
			}
			if e, ok := event.(Exposed); ok {
				r.repair(e)
				continue
			}
			return event
		case <-timeout:
			r.Fatal("nothing happens")
		}
	}
}

func (r *rig) repair(e Exposed) {
	r.Helper()
	if err := r.d.Repair(e, r.images[e.Bar]); err != nil {
		r.Fatal(err)
	}
}

// pointer is the next event of the pointer.
func (r *rig) pointer() Pointer {
	r.Helper()
	for {
		if p, ok := r.next().(Pointer); ok {
			p.Time = time.Time{}
			return p
		}
	}
}

// await repairs windows until pixels of the screen have these colours.
func (r *rig) await(what string, colours map[image.Point]color.RGBA) {
	r.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	pixels := make(chan error, 1)
	go func() {
		pixels <- r.screen.WaitFor(ctx, func() bool {
			shot, err := r.screen.Screenshot()
			if err != nil {
				return false
			}
			for at, want := range colours {
				if shot.RGBAAt(at.X, at.Y) != want {
					return false
				}
			}
			return true
		})
	}()
	for {
		select {
		case event := <-r.d.Events():
			if e, ok := event.(Exposed); ok {
				r.repair(e)
			}
		case err := <-pixels:
			if err != nil {
				shot, _ := r.screen.Screenshot()
				got := map[image.Point]color.RGBA{}
				for at := range colours {
					got[at] = shot.RGBAAt(at.X, at.Y)
				}
				r.Fatalf("%s: the screen shows %v, expected %v", what, got, colours)
			}
			return
		}
	}
}

// order is the titles of the windows on the screen, bottom first.
func (r *rig) order() string {
	r.screen.Sync()
	var titles []string
	for _, w := range r.screen.Windows() {
		if w.Mapped && w.Title != "" {
			titles = append(titles, w.Title)
		}
	}
	return strings.Join(titles, " ")
}

var (
	red   = color.RGBA{R: 255, A: 255}
	green = color.RGBA{G: 255, A: 255}
	blue  = color.RGBA{B: 255, A: 255}
)
