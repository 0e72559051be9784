package paint

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"github.com/go-text/render"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/vector"
)

// inker draws glyphs. It remembers their shapes, so that a text that only moves
// or changes its colour costs little.
type inker struct {
	masks map[maskKey]*mask
}

type maskKey struct {
	face  *font.Face
	glyph font.GID
	size  float64
	phase int // the fraction of a pixel where it begins, in parts of phases
}

// mask is how much of each pixel a glyph covers; at is where it lies relative
// to the pen's whole pixel.
type mask struct {
	alpha *image.Alpha // nil if there is nothing to see
	at    image.Point
	// painted says that the glyph has colours of its own, or a bitmap.
	painted bool
}

const (
	phases    = 4
	masksKept = 4096
)

// draw paints a line whose pen begins at x on the pixel row of the baseline.
// Glyphs that begin right of end are left out.
func (k *inker) draw(to *image.RGBA, l *textLine, x float64, baseline int, c color.NRGBA, end float64) {
	ink := image.NewUniform(c)
	for i := range l.spans {
		s := &l.spans[i]
		switch {
		case s.picture != nil:
			s.picture.paint(to, x+s.x, float64(baseline)-s.missing/2, s.size, c)
			continue
		case s.face == nil:
			hollow(to, x+s.x, baseline, s.missing, c)
			continue
		}
		pen := x + s.x
		for _, g := range s.shaped.Glyphs {
			at := pen + float(g.XOffset)
			pen += float(g.XAdvance)
			if at+float(g.XBearing) > end || int(at+float(g.XBearing+g.Width))+2 < to.Rect.Min.X || int(at+float(g.XBearing))-2 > to.Rect.Max.X {
				continue
			}
			y := baseline - int(math.Round(float(g.YOffset)))
			whole := math.Floor(at*phases+0.5+noise) / phases
			phase := int((whole - math.Floor(whole)) * phases)
			m := k.mask(maskKey{s.face.face, g.GlyphID, s.size, phase})
			if m.painted {
				paintGlyph(to, s, g, at, y, c)
			} else if m.alpha != nil {
				r := m.alpha.Rect.Add(m.at).Add(image.Pt(int(math.Floor(whole)), y))
				draw.DrawMask(to, r, ink, image.Point{}, m.alpha, m.alpha.Rect.Min, draw.Over)
			}
		}
	}
}

func (k *inker) mask(key maskKey) *mask {
	if m, ok := k.masks[key]; ok {
		return m
	}
	if len(k.masks) >= masksKept {
		clear(k.masks)
	}
	m := rasterize(key)
	k.masks[key] = m
	return m
}

func rasterize(key maskKey) *mask {
	outline, ok := key.face.GlyphData(key.glyph).(font.GlyphOutline)
	if !ok {
		return &mask{painted: key.face.GlyphData(key.glyph) != nil}
	}
	if len(outline.Segments) == 0 {
		return &mask{}
	}
	scale := float32(key.size) / float32(key.face.Upem())
	shift := float32(key.phase) / phases
	place := func(p opentype.SegmentPoint) (x, y float32) { return p.X*scale + shift, -p.Y * scale }
	left, top := float32(math.Inf(1)), float32(math.Inf(1))
	right, bottom := -left, -top
	for _, s := range outline.Segments {
		for _, p := range s.ArgsSlice() {
			x, y := place(p)
			left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
		}
	}
	r := image.Rect(int(math.Floor(float64(left))), int(math.Floor(float64(top))), int(math.Ceil(float64(right))), int(math.Ceil(float64(bottom))))
	const most = 4096
	if r.Empty() || r.Dx() > most || r.Dy() > most {
		return &mask{}
	}
	z := vector.NewRasterizer(r.Dx(), r.Dy())
	at := func(p opentype.SegmentPoint) (x, y float32) {
		x, y = place(p)
		return x - float32(r.Min.X), y - float32(r.Min.Y)
	}
	for _, s := range outline.Segments {
		ax, ay := at(s.Args[0])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			z.ClosePath()
			z.MoveTo(ax, ay)
		case opentype.SegmentOpLineTo:
			z.LineTo(ax, ay)
		case opentype.SegmentOpQuadTo:
			bx, by := at(s.Args[1])
			z.QuadTo(ax, ay, bx, by)
		case opentype.SegmentOpCubeTo:
			bx, by := at(s.Args[1])
			cx, cy := at(s.Args[2])
			z.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	z.ClosePath()
	alpha := image.NewAlpha(image.Rectangle{Max: r.Size()})
	z.Draw(alpha, alpha.Rect, image.Opaque, image.Point{})
	return &mask{alpha: alpha, at: r.Min}
}

// paintGlyph draws a glyph that is a picture: of an emoji, or of a bitmap font.
func paintGlyph(to *image.RGBA, s *span, g shaping.Glyph, x float64, y int, c color.NRGBA) {
	g.XOffset, g.YOffset = 0, 0
	one := s.shaped
	one.Glyphs = []shaping.Glyph{g}
	// The renderer wants an image that begins at zero.
	w, h := int(math.Ceil(float(g.XBearing+g.Width)))+2, int(s.size*2)
	rise := int(s.size * 1.5)
	if w <= 0 || h <= 0 {
		return
	}
	cell := image.NewRGBA(image.Rect(0, 0, w+2, h))
	r := render.Renderer{FontSize: float32(s.size), PixScale: 1, Color: c}
	r.DrawShapedRunAt(one, cell, 0, rise)
	at := image.Pt(int(math.Round(x)), y-rise)
	opacity := image.NewUniform(color.Alpha{A: c.A})
	draw.DrawMask(to, cell.Rect.Add(at), cell, image.Point{}, opacity, image.Point{}, draw.Over)
}

// hollow draws the box that stands for an icon that no font has: quiet, as
// high as a capital.
func hollow(to *image.RGBA, x float64, baseline int, size float64, c color.NRGBA) {
	width := max(1, math.Round(size/9))
	side := math.Round(size)
	left := math.Round(x + (size*1.2-side)/2)
	c.A /= 2
	paintRing(to, left, float64(baseline)-side, side, side, side/4, c, width)
}
