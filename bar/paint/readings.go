package paint

import (
	"image/color"
	"math"

	"github.com/srwiley/rasterx"

	"perch/bar"
	"perch/bar/engine"
)

func brightness(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	p.stroke(line, ink, disc(8, 8, 2.75))
	p.fill(ink, disc(8, 8, 2.75*min(1, max(0, s.Level))))
	for i := range 8 {
		sin, cos := math.Sincos(float64(i) * math.Pi / 4)
		p.stroke(line, ink, lines(false, 8+5.4*cos, 8+5.4*sin, 8+6.6*cos, 8+6.6*sin))
	}
}

func disk(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	p.stroke(line, ink, lines(true, 1.5, 9.5, 4, 2.75, 12, 2.75, 14.5, 9.5, 14.5, 13.25, 1.5, 13.25))
	p.stroke(line, ink, lines(false, 1.75, 9.25, 14.25, 9.25))
	p.fill(ink, disc(11.8, 11.3, 0.9))
}

func temperature(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	p.stroke(line, ink, func(p *pen, to rasterx.Adder) {
		to.Start(p.at(4, 9.4))
		to.Line(p.at(4, 3.6))
		to.QuadBezier(p.at(4, 1.5), p.at(6, 1.5))
		to.QuadBezier(p.at(8, 1.5), p.at(8, 3.6))
		to.Line(p.at(8, 9.4))
		to.CubeBezier(p.at(10.6, 11.2), p.at(9.4, 14.6), p.at(6, 14.6))
		to.CubeBezier(p.at(2.6, 14.6), p.at(1.4, 11.2), p.at(4, 9.4))
		to.Stop(true)
	})
	p.fill(ink, disc(6, 11.6, 1.5))
	p.stroke(line, ink, lines(false, 6, 11.6, 6, 9.5-5*min(1, max(0, s.Level))))
	for _, y := range []float64{3.25, 6, 8.75} {
		p.stroke(1.25, ink, lines(false, 11.5, y, 13.5, y))
	}
}

func keyboard(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	p.stroke(line, ink, box(1.25, 3.25, 13.5, 9.5, 1.75))
	for _, x := range []float64{4.4, 8, 11.6} {
		p.fill(ink, disc(x, 6.4, 0.85))
	}
	p.stroke(line, ink, lines(false, 5, 9.8, 11, 9.8))
}

func clockFace(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	p.stroke(line, ink, disc(8, 8, 6.25))
	p.stroke(line, ink, lines(false, 8, 4.5, 8, 8, 10.5, 9.5))
}

func playing(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	triangle := lines(true, 3.5, 2.25, 13.5, 8, 3.5, 13.75)
	p.fill(ink, triangle)
	p.stroke(line, ink, triangle)
}

func paused(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	p.fill(ink, box(2.25, 2, 4, 12, 1.25))
	p.fill(ink, box(9.75, 2, 4, 12, 1.25))
}

// plotMargin is the room above and below a graph.
const plotMargin = 6

// graph draws a graph in the middle of a strip: its line, and what lies below it
// more faintly. A ground line shows that nothing was, too.
func (s *Stage) graph(g bar.Plot, at bar.Span, height float64) engine.Raster {
	top := min(plotMargin, height/4)
	h := height - 2*top
	ink := g.Color.NRGBA()
	pen := newPen(snap(at.W*s.scale), snap(h*s.scale), s.scale)
	n := len(g.Samples)
	step := at.W / float64(n)
	points := make([]float64, 0, 2*n+4)
	// The line stays inside, whatever its width.
	y := func(v float64) float64 { return h - 1 - (h-2)*min(1, max(0, v)) }
	for i, v := range g.Samples {
		points = append(points, (float64(i)+0.5)*step, y(v))
	}
	area := append([]float64{step / 2, h}, points...)
	area = append(area, (float64(n)-0.5)*step, h)
	faint := color.NRGBA{R: ink.R, G: ink.G, B: ink.B, A: ink.A / 3}
	pen.fill(faint, lines(true, area...))
	pen.stroke(1.25, ink, lines(false, points...))
	return engine.Raster{At: engine.Point{X: at.X, Y: top}, Pixels: pen.image}
}
