// Package paint draws the bar's frames with Fyne, without a window: every item
// becomes Fyne canvas objects, which a software canvas renders into an image of
// the item alone. A strip is composed of these images. Only items that changed
// are rendered, and nothing happens while nothing changes. A Stage does the same
// for the engine's scenes, a Strip for the built-in items.
//
// Fyne wants a current application for text measurement. Importing
// driver/software makes one: it builds on Fyne's test package, whose windowless
// application registers itself. No theme of it shows, for every object here
// carries its own colour and font. That package links "testing", which adds no
// flag and no behaviour to a program that is not a test.
package paint

import (
	"image"
	"image/draw"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"perch/bar"
)

// Painter renders boxes at one scale. It is for one goroutine, and so are all
// painters of a process together: Fyne's caches are shared.
type Painter struct {
	scale  float64
	fonts  *fonts
	canvas test.WindowlessCanvas
	// Rendered counts the items rendered so far.
	Rendered int
}

// New makes a painter; scale is device pixels per logical pixel.
func New(scale float64) *Painter {
	c := software.NewTransparentCanvas()
	c.SetPadded(false)
	c.SetScale(float32(scale))
	return &Painter{scale: scale, fonts: systemFonts(), canvas: c}
}

// Scale is the number of device pixels in a logical one.
func (p *Painter) Scale() float64 { return p.scale }

// Measure is the advance width of a text in logical pixels.
func (p *Painter) Measure(t bar.Text) float64 {
	width := 0.0
	for _, r := range p.fonts.split(t) {
		width += r.width
	}
	return width
}

// Render draws a box on transparent ground.
func (p *Painter) Render(box bar.Box, height float64) *image.RGBA {
	p.Rendered++
	var objects []fyne.CanvasObject
	for _, cell := range box.Cells {
		objects = append(objects, p.cell(cell, height)...)
	}
	content := container.NewWithoutLayout(objects...)
	size := fyne.NewSize(float32(box.W), float32(height))
	p.canvas.Resize(size)
	p.canvas.SetContent(content)
	p.canvas.Resize(size)
	shot := p.canvas.Capture()
	out := image.NewRGBA(image.Rect(0, 0, p.pixels(box.W), p.pixels(height)))
	draw.Draw(out, out.Bounds(), shot, image.Point{}, draw.Src)
	return out
}

// cell is the objects of one cell, in drawing order.
func (p *Painter) cell(c bar.Placed, height float64) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if c.Fill != 0 || c.Outline != 0 {
		out = append(out, p.pill(c, height))
	}
	x := c.X + (c.W-p.content(c))/2
	next := func(w float64) {
		if w > 0 {
			x += w + c.Gap
		}
	}
	if w, h := c.Symbol.Size(); w > 0 {
		out = append(out, symbol(c.Symbol, p.snap(x), p.snap((height-h)/2)))
		next(w)
	}
	for i, t := range []bar.Text{c.Label, c.Detail} {
		objects, w := p.text(t, x, p.baseline(c.Label.Font, height))
		out = append(out, objects...)
		if i == 0 {
			w = bar.LabelWidth(c.Cell, p.Measure)
		}
		next(w)
	}
	return out
}

// content is the width of a cell's parts.
func (p *Painter) content(c bar.Placed) float64 {
	w, parts := 0.0, 0
	symbolWidth, _ := c.Symbol.Size()
	for _, part := range []float64{symbolWidth, bar.LabelWidth(c.Cell, p.Measure), p.Measure(c.Detail)} {
		if part > 0 {
			w += part
			parts++
		}
	}
	return w + c.Gap*float64(max(0, parts-1))
}

// pill is the rounded rectangle behind a cell.
func (p *Painter) pill(c bar.Placed, height float64) fyne.CanvasObject {
	r := canvas.NewRectangle(c.Fill.NRGBA())
	x, y, w, h := c.X, float64(bar.PillMargin), c.W, height-2*bar.PillMargin
	if c.Outline != 0 {
		// Fyne strokes on the edge: half of it is outside.
		r.StrokeColor, r.StrokeWidth = c.Outline.NRGBA(), 1
		x, y, w, h = x+1, y+1, w-2, h-2
	}
	r.CornerRadius = float32(min(w, h) / 3)
	r.Move(fyne.NewPos(float32(x), float32(y)))
	r.Resize(fyne.NewSize(float32(w), float32(h)))
	return r
}

// text is the objects of a text whose baseline is at the device pixel y, and
// its width.
func (p *Painter) text(t bar.Text, x float64, y int) ([]fyne.CanvasObject, float64) {
	var out []fyne.CanvasObject
	start := x
	for _, r := range p.fonts.split(t) {
		o := canvas.NewText(r.text, t.Color.NRGBA())
		o.TextSize, o.FontSource = float32(t.Font.Size), r.face.resource
		// Fyne rounds the ascent up to a device pixel when it draws.
		top := float64(y) - math.Ceil(r.ascent*p.scale)
		o.Move(fyne.NewPos(float32(x), float32(top/p.scale)))
		o.Resize(o.MinSize())
		out = append(out, o)
		x += r.width
	}
	return out, x - start
}

// baseline is the device pixel of the baseline that centres capitals of a font
// in the strip. Every text of the cell stands on it, whatever its size.
func (p *Painter) baseline(f bar.Font, height float64) int {
	return int(math.Round((height + p.fonts.capHeight(f)) / 2 * p.scale))
}

func (p *Painter) pixels(v float64) int   { return int(math.Round(v * p.scale)) }
func (p *Painter) snap(v float64) float64 { return math.Round(v*p.scale) / p.scale }
