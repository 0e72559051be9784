package paint

import (
	"image"
	"math"

	"perch/bar"
	"perch/bar/engine"
)

// Measure is the advance width of a built-in item's text in logical pixels
// (bar.Measure).
func (s *Stage) Measure(t bar.Text) float64 {
	return s.text.line(fontOf(t.Font), t.Text).advance / s.scale
}

// fontOf is a built-in item's font in the engine's terms.
func fontOf(f bar.Font) engine.Font {
	style := ""
	if f.Bold {
		style = "Bold"
	}
	return engine.Font{Family: f.Family, Style: style, Size: f.Size}
}

// Layer is a box of the built-in items on a strip of the given height.
func (s *Stage) Layer(box bar.Box, height float64) *engine.Layer {
	l := &engine.Layer{Item: "builtin/" + box.Item, Frame: engine.Rect{X: box.X, W: box.W, H: height}}
	for _, cell := range box.Cells {
		l.Marks = append(l.Marks, s.cell(cell, box.W, height)...)
	}
	return l
}

// cell is the marks of one cell, in drawing order.
func (s *Stage) cell(c bar.Placed, width, height float64) []engine.Mark {
	var out []engine.Mark
	if c.Fill != 0 || c.Outline != 0 {
		out = append(out, pill(c, height))
	}
	parts := c.Parts(s.Measure)
	if parts.Symbol.W > 0 {
		_, h := c.Symbol.Size()
		out = append(out, engine.Raster{At: engine.Point{X: parts.Symbol.X, Y: (height - h) / 2}, Pixels: s.symbol(c.Symbol)})
	}
	if parts.Plot.W > 0 {
		out = append(out, s.graph(c.Plot, parts.Plot, height))
	}
	shown := 0
	for _, source := range c.Pictures {
		if source != "" {
			at := engine.Rect{X: c.PictureAt(parts, shown), Y: (height - c.PictureSize) / 2, W: c.PictureSize, H: c.PictureSize}
			out = append(out, engine.Picture{Frame: at, Source: source})
			shown++
		}
	}
	// Every text of the cell stands on the baseline of its label.
	font := c.Label.Font
	if c.Label.Text == "" {
		font = c.Detail.Font
	}
	baseline := s.baseline(font, height)
	if c.Label.Text != "" {
		out = append(out, s.textAt(c.Label, parts.Label.X, width, baseline))
	}
	if c.Detail.Text != "" {
		out = append(out, s.textAt(c.Detail, parts.Detail.X, width, baseline))
	}
	return out
}

// pill is the rounded rectangle behind a cell.
func pill(c bar.Placed, height float64) engine.Shape {
	m := engine.Shape{
		Frame: engine.Rect{X: c.X, Y: bar.PillMargin, W: c.W, H: height - 2*bar.PillMargin},
		Fill:  engine.Color(c.Fill),
	}
	if c.Outline != 0 {
		m.Border, m.BorderWidth = engine.Color(c.Outline), 1
	}
	m.Radius = min(m.Frame.W, m.Frame.H) / 3
	return m
}

// textAt is a text that begins at x with its baseline on a device pixel. One
// that is wider than the box is cut off.
func (s *Stage) textAt(t bar.Text, x, width float64, baseline int) engine.Glyphs {
	l := s.text.line(fontOf(t.Font), t.Text)
	middle := float64(baseline) - (l.ascent-l.descent)/2
	return engine.Glyphs{
		Frame: engine.Rect{Y: middle / s.scale, W: width}, Dx: x, Clip: x+l.advance/s.scale > width,
		Text: t.Text, Font: fontOf(t.Font), Color: engine.Color(t.Color),
	}
}

// baseline is the device pixel of the baseline that centres capitals of a font
// in the strip.
func (s *Stage) baseline(f bar.Font, height float64) int {
	capital := s.text.library.find(fontOf(f)).capital * f.Size
	return int(math.Round((height + capital) / 2 * s.scale))
}

// symbolsKept bounds how many pictures of symbols are remembered.
const symbolsKept = 64

// symbol is the picture of a symbol at the stage's scale. The same symbol is
// the same picture.
func (s *Stage) symbol(k bar.Symbol) *image.RGBA {
	if im := s.symbols[k]; im != nil {
		return im
	}
	if len(s.symbols) >= symbolsKept {
		clear(s.symbols)
	}
	w, h := k.Size()
	p := newPen(snap(w*s.scale), snap(h*s.scale), h*s.scale/bar.IconGrid)
	drawings[k.Icon](p, k)
	s.symbols[k] = p.image
	return p.image
}
