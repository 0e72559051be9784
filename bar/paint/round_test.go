package paint

import (
	"image/color"
	"math"
	"testing"

	"perch/bar/engine"
)

// The fill ends in the middle of the border's room, even if nothing is to be
// seen of the border.
func TestFillsEndInTheMiddleOfBorders(t *testing.T) {
	for _, scale := range []float64{1, 2} {
		for _, radius := range []float64{0, 8} {
			im := one(t, NewStage(scale), 60, 40, engine.Shape{Frame: engine.Rect{W: 60, H: 40}, Radius: radius, Fill: 0xff0000ff, BorderWidth: 10})
			n := int(scale)
			blue := color.RGBA{B: 0xff, A: 0xff}
			pixel(t, im, 5*n-1, 20*n, color.RGBA{}, 0)
			pixel(t, im, 5*n, 20*n, blue, 0)
			pixel(t, im, 55*n-1, 20*n, blue, 0)
			pixel(t, im, 55*n, 20*n, color.RGBA{}, 0)
			pixel(t, im, 30*n, 5*n-1, color.RGBA{}, 0)
			pixel(t, im, 30*n, 5*n, blue, 0)
			pixel(t, im, 30*n, 35*n, color.RGBA{}, 0)
		}
	}
	im := one(t, NewStage(1), 60, 40, engine.Shape{Frame: engine.Rect{W: 60, H: 40}, Fill: 0xff0000ff, Border: 0x80ff0000, BorderWidth: 10})
	pixel(t, im, 2, 20, color.RGBA{R: 0x80, A: 0x80}, 1)
	pixel(t, im, 7, 20, color.RGBA{R: 0x80, B: 0x7f, A: 0xff}, 1)
}

// The radius is that of the path in the border's middle: the border's outer edge
// is rounder by half of its width, the inner one less.
func TestRadiusIsInTheMiddleOfBorders(t *testing.T) {
	// corner is how far from the corner, along the diagonal, pixels of a kind begin.
	corner := func(s engine.Shape, is func(color.RGBA) bool) float64 {
		im := one(t, NewStage(8), 60, 60, s)
		for i := range 240 {
			if is(im.RGBAAt(i, i)) {
				return float64(i) / 8
			}
		}
		return -1
	}
	red := func(c color.RGBA) bool { return c.R > 0x80 }
	blue := func(c color.RGBA) bool { return c.B > 0x80 }
	for _, v := range []struct{ radius, width, outer, inner float64 }{
		{10, 10, 15, 5}, {5, 10, 10, 0}, {20, 10, 25, 15}, {99, 10, 30, 20}, {0, 10, 0, 0}, {3, 10, 8, 0},
	} {
		s := engine.Shape{Frame: engine.Rect{W: 60, H: 60}, Radius: v.radius, Fill: 0xff0000ff, Border: 0xffff0000, BorderWidth: v.width}
		// How far an arc is from the corner of the square around it.
		gap := func(radius float64) float64 { return radius * (1 - math.Sqrt2/2) }
		if got, want := corner(s, red), gap(v.outer); math.Abs(got-want) > 0.25 {
			t.Errorf("radius %v: the border begins at %v, want %v", v.radius, got, want)
		}
		if got, want := corner(s, blue), v.width+gap(v.inner); math.Abs(got-want) > 0.25 {
			t.Errorf("radius %v: the border ends at %v, want %v", v.radius, got, want)
		}
		s.Border = 0
		path := max(min(v.radius, 25), 0)
		if got, want := corner(s, blue), v.width/2+gap(path); math.Abs(got-want) > 0.25 {
			t.Errorf("radius %v: the fill begins at %v, want %v", v.radius, got, want)
		}
	}
	// A border that leaves no room within covers everything.
	im := one(t, NewStage(1), 20, 10, engine.Shape{Frame: engine.Rect{W: 20, H: 10}, Fill: 0xff0000ff, Border: 0xffff0000, BorderWidth: 30})
	pixel(t, im, 10, 5, color.RGBA{R: 0xff, A: 0xff}, 0)
}
