package paint

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/srwiley/rasterx"

	"perch/bar/engine"
)

// place is where a layer lies in its window, so that edges of all layers land
// on the same whole device pixels.
type place struct {
	scale float64
	x, y  float64 // the layer's corner in its window, logical
	// origin is the device pixel of that corner.
	origin image.Point
}

func newPlace(scale float64, f engine.Rect) place {
	return place{scale: scale, x: f.X, y: f.Y, origin: image.Pt(snap(f.X*scale), snap(f.Y*scale))}
}

// snap rounds to a whole pixel, halves upwards on both sides of zero, so that
// what moves evenly keeps its size. The smallest part of a pixel is noise of the
// sums that led there.
func snap(v float64) int { return int(math.Floor(v + 0.5 + noise)) }

// noise is less than any distance that matters, and more than sums are wrong by.
const noise = 1e-6

// phase is the part of a pixel by which the corner was moved; it decides how the edges
// inside of the layer are rounded.
func (p place) phase() [2]float64 {
	const grain = 1 << 10
	round := func(v float64) float64 { return math.Round(v*grain) / grain }
	return [2]float64{round(p.x*p.scale - float64(p.origin.X)), round(p.y*p.scale - float64(p.origin.Y))}
}

// at is a point of the layer in device pixels relative to its corner.
func (p place) at(x, y float64) (px, py float64) {
	return (p.x+x)*p.scale - float64(p.origin.X), (p.y+y)*p.scale - float64(p.origin.Y)
}

// rect is an area of the layer on whole device pixels. What has a size keeps at
// least one pixel of it.
func (p place) rect(f engine.Rect) image.Rectangle {
	x0, y0 := p.at(f.X, f.Y)
	x1, y1 := p.at(f.X+f.W, f.Y+f.H)
	r := image.Rectangle{Min: image.Pt(snap(x0), snap(y0)), Max: image.Pt(snap(x1), snap(y1))}
	if f.W > 0 && r.Dx() == 0 {
		r.Max.X++
	}
	if f.H > 0 && r.Dy() == 0 {
		r.Max.Y++
	}
	return r
}

// width is a length for a border: whole pixels, and at least one.
func (p place) width(w float64) float64 {
	if w <= 0 {
		return 0
	}
	return max(1, math.Round(w*p.scale))
}

func nrgba(c engine.Color) color.NRGBA {
	return color.NRGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: uint8(c >> 24)}
}

// drawing is a mark in device pixels: its bounds relative to the layer's corner
// and the Fyne object that shows it.
type drawing struct {
	bounds image.Rectangle
	hole   float64
	// object makes the object for the part of the bounds that shows.
	object func(visible image.Rectangle) fyne.CanvasObject
	// ink paints what the object shows over an image in the layer's coordinates,
	// within its bounds. Texts and finished pictures have it, whose canvas would cost
	// more than they do.
	ink func(to *image.RGBA)
}

// drawing prepares a mark. What cannot be seen has empty bounds.
func (s *Stage) drawing(m engine.Mark, p place) drawing {
	switch m := m.(type) {
	case engine.Shape:
		return s.shape(m, p)
	case engine.Glyphs:
		return s.glyphs(m, p)
	case engine.Picture:
		return s.picture(m, p)
	case engine.Plot:
		return s.plot(m, p)
	case engine.Raster:
		return rasterDrawing(m, p)
	}
	return drawing{}
}

func rasterDrawing(m engine.Raster, p place) drawing {
	if m.Pixels == nil {
		return drawing{}
	}
	x, y := p.at(m.At.X, m.At.Y)
	r := m.Pixels.Bounds().Sub(m.Pixels.Bounds().Min).Add(image.Pt(snap(x), snap(y)))
	return inked(r, func(to *image.RGBA) { draw.Draw(to, r, m.Pixels, m.Pixels.Bounds().Min, draw.Over) })
}

func inked(bounds image.Rectangle, ink func(to *image.RGBA)) drawing {
	return drawing{bounds: bounds, ink: ink, object: raster(ink)}
}

func (s *Stage) shape(m engine.Shape, p place) drawing {
	r := p.rect(m.Frame)
	fill, border, width := nrgba(m.Fill), nrgba(m.Border), p.width(m.BorderWidth)
	if m.Hole > 0 {
		fill, width = color.NRGBA{A: 0xff}, 0
	}
	if r.Empty() || fill.A == 0 && (border.A == 0 || width == 0) {
		return drawing{}
	}
	radius := m.Radius * p.scale
	d := drawing{bounds: r, hole: min(max(m.Hole, 0), 1)}
	if width == 0 && radius == 0 {
		d.object = func(visible image.Rectangle) fyne.CanvasObject {
			return settle(canvas.NewRectangle(fill), visible)
		}
		return d
	}
	d.object = raster(func(to *image.RGBA) {
		paintRound(to, float64(r.Min.X), float64(r.Min.Y), float64(r.Dx()), float64(r.Dy()), radius, fill, border, width)
	})
	return d
}

func (s *Stage) glyphs(m engine.Glyphs, p place) drawing {
	c := nrgba(m.Color)
	if m.Text == "" || c.A == 0 {
		return drawing{}
	}
	l := s.text.line(m.Font, m.Text)
	x, _ := p.at(m.Frame.X+m.Dx, 0)
	_, middle := p.at(0, m.Frame.Y+m.Frame.H/2)
	baseline := l.baseline(middle)
	bounds := l.bounds(x, baseline)
	end := math.Inf(1)
	if m.Clip {
		// Only the sides cut: a text that is moved up or down stays whole.
		cut := p.rect(m.Frame)
		cut.Min.Y, cut.Max.Y = bounds.Min.Y, bounds.Max.Y
		bounds = bounds.Intersect(cut)
		// Of a glyph that is cut there is at least this much to see, or nothing.
		const sliver = 1.75
		end = float64(cut.Max.X) - sliver*p.scale
	}
	return inked(bounds, func(to *image.RGBA) { s.ink.draw(to, l, x, baseline, c, end) })
}

// plot draws a graph: a line through the samples' middles, and the area below.
func (s *Stage) plot(m engine.Plot, p place) drawing {
	line, fill := nrgba(m.Line), nrgba(m.Fill)
	if len(m.Samples) == 0 || line.A == 0 && fill.A == 0 {
		return drawing{}
	}
	height := m.Base - m.Frame.Y
	samples := m.Samples
	points := make([]float64, 0, 2*len(samples)+4)
	top, bottom := m.Base, m.Base
	add := func(x, v float64) {
		if math.IsNaN(v) {
			v = 0
		}
		y := m.Base - min(max(v, -8), 8)*height
		top, bottom = min(top, y), max(bottom, y)
		px, py := p.at(m.Frame.X+x, y)
		points = append(points, px, py)
	}
	add(0, samples[0])
	for i, v := range samples {
		add(float64(i)+0.5, v)
	}
	add(float64(len(samples)), samples[len(samples)-1])
	reach := max(m.LineWidth, 0)
	bounds := p.rect(engine.Rect{X: m.Frame.X, Y: top - reach, W: float64(len(samples)), H: bottom - top + 2*reach})
	x0, base := p.at(m.Frame.X, m.Base)
	x1, _ := p.at(m.Frame.X+float64(len(samples)), 0)
	return drawing{bounds: bounds, object: raster(func(to *image.RGBA) {
		pen := &pen{image: to, scale: 1, scanner: rasterx.NewScannerGV(to.Rect.Dx(), to.Rect.Dy(), to, to.Rect)}
		dx, dy := float64(to.Rect.Min.X), float64(to.Rect.Min.Y)
		curve := slices.Clone(points)
		for i := 0; i < len(curve); i += 2 {
			curve[i], curve[i+1] = curve[i]-dx, curve[i+1]-dy
		}
		if fill.A > 0 {
			area := append(slices.Clone(curve), x1-dx, base-dy, x0-dx, base-dy)
			pen.fill(fill, lines(true, area...))
		}
		if line.A > 0 && m.LineWidth > 0 {
			pen.stroke(m.LineWidth*p.scale, line, lines(false, curve...))
		}
	})}
}

// raster is an object that a function paints, in the coordinates of the layer.
// Fyne's own shapes lie on whole units with half of their border outside, and
// its texts know neither features nor clipping.
func raster(paint func(to *image.RGBA)) func(image.Rectangle) fyne.CanvasObject {
	return func(visible image.Rectangle) fyne.CanvasObject {
		return settle(canvas.NewRaster(func(w, h int) image.Image {
			// The pixels keep the layer's coordinates while they are painted.
			to := image.NewRGBA(visible)
			paint(to)
			to.Rect = image.Rect(0, 0, w, h)
			return to
		}), visible)
	}
}

// settle puts an object into an area. The canvas has one unit a device pixel.
func settle(o fyne.CanvasObject, r image.Rectangle) fyne.CanvasObject {
	o.Move(fyne.NewPos(float32(r.Min.X), float32(r.Min.Y)))
	o.Resize(fyne.NewSize(float32(r.Dx()), float32(r.Dy())))
	return o
}

// sameMarks says whether two layers look the same.
func sameMarks(a, b []engine.Mark) bool {
	return slices.EqualFunc(a, b, func(a, b engine.Mark) bool {
		p, ok := a.(engine.Plot)
		if !ok {
			_, other := b.(engine.Plot)
			return !other && a == b
		}
		q, ok := b.(engine.Plot)
		if !ok || !slices.Equal(p.Samples, q.Samples) {
			return false
		}
		return p.Frame == q.Frame && p.Base == q.Base && p.Line == q.Line && p.Fill == q.Fill && p.LineWidth == q.LineWidth
	})
}
