package paint

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"
)

// roundPath adds a rounded rectangle to a path, clockwise, or against the clock
// to cut it out of a larger one.
func roundPath(z *vector.Rasterizer, x, y, w, h, r float64, reverse bool) {
	if w <= 0 || h <= 0 {
		return
	}
	r = max(0, min(r, w/2, h/2))
	// The rasterizer's own curves are flattened coarsely; these stray from the
	// circle by less than a fiftieth of a pixel.
	steps := int(math.Ceil(math.Pi / 4 * math.Sqrt(r/(2*0.02))))
	var points []float64
	for corner, centre := range [4][2]float64{{x + r, y + r}, {x + w - r, y + r}, {x + w - r, y + h - r}, {x + r, y + h - r}} {
		for i := 0; i <= steps; i++ {
			turn := math.Pi/2*(float64(corner)+2) + math.Pi/2*float64(i)/float64(max(1, steps))
			points = append(points, centre[0]+r*math.Cos(turn), centre[1]+r*math.Sin(turn))
		}
	}
	for i := 0; i < len(points); i += 2 {
		at := i
		if reverse {
			at = len(points) - 2 - i
		}
		px, py := float32(points[at]), float32(points[at+1])
		if i == 0 {
			z.MoveTo(px, py)
		} else {
			z.LineTo(px, py)
		}
	}
	z.ClosePath()
}

// paintRound draws a rounded rectangle with a border that lies inside of it. Both
// follow one path in the border's middle, which has the radius, so that the
// border's outer edge is rounder than its inner one (SketchyBar's 5.5). The fill
// ends there even if nothing is to be seen of the border.
func paintRound(to *image.RGBA, x, y, w, h, radius float64, fill, border color.NRGBA, width float64) {
	b := to.Bounds()
	inset := max(0, min(width, w, h)) / 2
	radius = max(0, min(radius, w/2-inset, h/2-inset))
	if fill.A > 0 {
		z := vector.NewRasterizer(b.Dx(), b.Dy())
		roundPath(z, x+inset-float64(b.Min.X), y+inset-float64(b.Min.Y), w-2*inset, h-2*inset, radius, false)
		z.Draw(to, b, image.NewUniform(fill), image.Point{})
	}
	if radius > 0 { // a corner that is none stays sharp outside
		radius += inset
	}
	paintRing(to, x, y, w, h, radius, border, width)
}

// paintRing draws a border whose outer edge is a rounded rectangle.
func paintRing(to *image.RGBA, x, y, w, h, radius float64, c color.NRGBA, width float64) {
	if c.A == 0 || width <= 0 {
		return
	}
	b := to.Bounds()
	x, y = x-float64(b.Min.X), y-float64(b.Min.Y)
	radius = min(radius, w/2, h/2)
	z := vector.NewRasterizer(b.Dx(), b.Dy())
	roundPath(z, x, y, w, h, radius, false)
	roundPath(z, x+width, y+width, w-2*width, h-2*width, max(0, radius-width), true)
	z.Draw(to, b, image.NewUniform(c), image.Point{})
}
