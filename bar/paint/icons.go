package paint

import (
	"image"
	"image/color"

	"github.com/srwiley/rasterx"
	"golang.org/x/image/math/fixed"

	"perch/bar"
)

// pen draws on a grid of logical pixels with the rasterizer that Fyne itself uses.
// Fyne's own lines land on whole units, which is too coarse for icons.
type pen struct {
	image   *image.RGBA
	scale   float64
	scanner *rasterx.ScannerGV
}

func newPen(w, h int, scale float64) *pen {
	im := image.NewRGBA(image.Rect(0, 0, w, h))
	return &pen{image: im, scale: scale, scanner: rasterx.NewScannerGV(w, h, im, im.Bounds())}
}

func (p *pen) at(x, y float64) fixed.Point26_6 { return rasterx.ToFixedP(x*p.scale, y*p.scale) }

func (p *pen) size() (w, h int) { return p.image.Rect.Dx(), p.image.Rect.Dy() }

// path is what a pen follows: moves, lines and curves.
type path func(p *pen, to rasterx.Adder)

// stroke draws along a path with round ends and joins.
func (p *pen) stroke(width float64, c color.Color, follow path) {
	w, h := p.size()
	s := rasterx.NewStroker(w, h, p.scanner)
	s.SetStroke(fixed.Int26_6(width*p.scale*64), 0, rasterx.RoundCap, rasterx.RoundCap, rasterx.RoundGap, rasterx.ArcClip)
	s.SetColor(c)
	follow(p, s)
	s.Draw()
}

// erase takes away what was drawn along a path and inside it.
func (p *pen) erase(width float64, follow path) {
	w, h := p.size()
	mask := newPen(w, h, p.scale)
	mask.stroke(width, color.Opaque, follow)
	mask.fill(color.Opaque, follow)
	for i := range p.image.Pix {
		covered := uint32(mask.image.Pix[i|3]) // the alpha of the same pixel
		p.image.Pix[i] = uint8(uint32(p.image.Pix[i]) * (255 - covered) / 255)
	}
}

// fill draws the inside of a path.
func (p *pen) fill(c color.Color, follow path) {
	w, h := p.size()
	f := rasterx.NewFiller(w, h, p.scanner)
	f.SetColor(c)
	follow(p, f)
	f.Draw()
}

// lines is a path through points x, y, x, y, …
func lines(closed bool, points ...float64) path {
	return func(p *pen, to rasterx.Adder) {
		to.Start(p.at(points[0], points[1]))
		for i := 2; i+1 < len(points); i += 2 {
			to.Line(p.at(points[i], points[i+1]))
		}
		to.Stop(closed)
	}
}

// box is a rounded rectangle.
func box(x, y, w, h, radius float64) path {
	return func(p *pen, to rasterx.Adder) {
		s := p.scale
		rasterx.AddRoundRect(x*s, y*s, (x+w)*s, (y+h)*s, radius*s, radius*s, 0, rasterx.RoundGap, to)
	}
}

// arc is a curve from (x0,y0) to (x1,y1) that bends towards (cx,cy).
func arc(x0, y0, cx, cy, x1, y1 float64) path {
	return func(p *pen, to rasterx.Adder) {
		to.Start(p.at(x0, y0))
		to.QuadBezier(p.at(cx, cy), p.at(x1, y1))
		to.Stop(false)
	}
}

// disc is a filled circle's outline.
func disc(x, y, radius float64) path {
	return func(p *pen, to rasterx.Adder) {
		rasterx.AddCircle(x*p.scale, y*p.scale, radius*p.scale, to)
	}
}

// line is the width of every icon's strokes.
const line = 1.5

// drawings are the icons on their grid of 16 by 16 (the battery's is 24 wide).
var drawings = map[bar.Icon]func(*pen, bar.Symbol){
	bar.BatteryIcon:   battery,
	bar.ChargingIcon:  charging,
	bar.WiredIcon:     wired,
	bar.WirelessIcon:  wireless,
	bar.OfflineIcon:   offline,
	bar.VolumeIcon:    volume,
	bar.MutedIcon:     muted,
	bar.ProcessorIcon: processor,
	bar.MemoryIcon:    memory,
	bar.WarningIcon:   warning,

	bar.BrightnessIcon:  brightness,
	bar.DiskIcon:        disk,
	bar.TemperatureIcon: temperature,
	bar.KeyboardIcon:    keyboard,
	bar.ClockIcon:       clockFace,
	bar.PlayIcon:        playing,
	bar.PauseIcon:       paused,
}

func battery(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	p.stroke(1.25, ink, box(1, 3.5, 19, 9, 2.5))
	p.stroke(line, ink, lines(false, 22.25, 6.75, 22.25, 9.25))
	if w := 15 * min(1, max(0, s.Level)); w > 0 {
		w = max(w, 1.5)
		p.fill(s.Accent.NRGBA(), box(3, 5.5, w, 5, min(1, w/2)))
	}
}

func charging(p *pen, s bar.Symbol) {
	battery(p, s)
	bolt := lines(true, 11.6, 2, 6.6, 8.9, 10, 8.9, 9.2, 14, 14.4, 7.1, 10.9, 7.1)
	p.erase(2.5, bolt)
	p.fill(s.Accent.NRGBA(), bolt)
}

func wired(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	p.stroke(line, ink, box(5.5, 1.75, 5, 4, 1))
	p.stroke(line, ink, box(1.5, 10.25, 5, 4, 1))
	p.stroke(line, ink, box(9.5, 10.25, 5, 4, 1))
	p.stroke(line, ink, lines(false, 8, 5.75, 8, 8))
	p.stroke(line, ink, lines(false, 4, 10.25, 4, 8, 12, 8, 12, 10.25))
}

// waves are the three arcs of a wireless signal around its dot.
var waves = []path{
	arc(5.4, 9.9, 8, 7.6, 10.6, 9.9),
	arc(3.2, 7.3, 8, 3.2, 12.8, 7.3),
	arc(1, 4.8, 8, -1.2, 15, 4.8),
}

func wireless(p *pen, s bar.Symbol) {
	p.fill(s.Color.NRGBA(), disc(8, 12.7, 1.4))
	for i, wave := range waves {
		ink := s.Color.NRGBA()
		if s.Level > 0 && s.Level < float64(i+1)/4 {
			ink.A /= 3
		}
		p.stroke(line, ink, wave)
	}
}

// offline is a signal that is not there, crossed out.
func offline(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	ink.A /= 3
	p.fill(ink, disc(8, 12.7, 1.4))
	for _, wave := range waves {
		p.stroke(line, ink, wave)
	}
	p.stroke(line, s.Color.NRGBA(), lines(false, 2.5, 13.5, 13.5, 2.5))
}

// speaker is the body that volume and muted share.
var speaker = lines(true, 1.5, 6, 4, 6, 7.25, 3, 7.25, 13, 4, 10, 1.5, 10)

func volume(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	p.fill(ink, speaker)
	p.stroke(1, ink, speaker)
	if s.Level > 0 {
		p.stroke(line, ink, arc(9.8, 5.9, 11.6, 8, 9.8, 10.1))
	}
	if s.Level > 0.5 {
		p.stroke(line, ink, arc(12, 3.7, 15.8, 8, 12, 12.3))
	}
}

func muted(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	p.fill(ink, speaker)
	p.stroke(1, ink, speaker)
	p.stroke(line, ink, lines(false, 10.25, 6, 14.25, 10))
	p.stroke(line, ink, lines(false, 14.25, 6, 10.25, 10))
}

func processor(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	p.stroke(line, ink, box(3.75, 3.75, 8.5, 8.5, 1.5))
	p.fill(ink, box(6.25, 6.25, 3.5, 3.5, 0.75))
	for _, at := range []float64{6, 10} {
		p.stroke(1.25, ink, lines(false, at, 1.4, at, 3.2))
		p.stroke(1.25, ink, lines(false, at, 12.8, at, 14.6))
		p.stroke(1.25, ink, lines(false, 1.4, at, 3.2, at))
		p.stroke(1.25, ink, lines(false, 12.8, at, 14.6, at))
	}
}

func memory(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	p.stroke(line, ink, box(1.5, 4, 13, 7, 1.25))
	for _, at := range []float64{4.75, 8, 11.25} {
		p.stroke(line, ink, lines(false, at, 6.5, at, 8.5))
		p.stroke(1.25, ink, lines(false, at, 11.6, at, 13.3))
	}
}

func warning(p *pen, s bar.Symbol) {
	ink := s.Color.NRGBA()
	p.stroke(line, ink, lines(true, 8, 2.25, 14.5, 13.25, 1.5, 13.25))
	p.stroke(line, ink, lines(false, 8, 6.5, 8, 9))
	p.fill(ink, disc(8, 11.2, 0.9))
}
