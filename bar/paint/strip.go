package paint

import (
	"image"
	"image/draw"

	"perch/bar"
)

// Strip is the picture of one bar. Its image is premultiplied and as large as
// the frame in device pixels.
type Strip struct {
	painter *Painter
	image   *image.RGBA
	frame   bar.Frame
	drawn   map[string]*image.RGBA // by item
}

// NewStrip makes an empty strip that the painter draws.
func NewStrip(p *Painter) *Strip {
	return &Strip{painter: p, drawn: map[string]*image.RGBA{}}
}

// Image is the strip as it is now, nil before the first frame. It changes in
// place with each Show.
func (s *Strip) Image() *image.RGBA { return s.image }

// Frame is what the strip shows.
func (s *Strip) Frame() bar.Frame { return s.frame }

// Show brings the strip to a frame and returns the rectangles that changed,
// none if the frame looks as the one before.
func (s *Strip) Show(f bar.Frame) []image.Rectangle {
	size := image.Rect(0, 0, s.painter.pixels(f.Width), s.painter.pixels(f.Height))
	old := s.frame
	s.frame = f
	var damage []image.Rectangle
	whole := s.image == nil || s.image.Bounds() != size || old.Background != f.Background
	if whole {
		s.image = image.NewRGBA(size)
		damage = []image.Rectangle{size}
	}
	before := make(map[string]bar.Box, len(old.Boxes))
	for _, b := range old.Boxes {
		before[b.Item] = b
	}
	for _, b := range f.Boxes {
		was, ok := before[b.Item]
		delete(before, b.Item)
		same := ok && was.SameContent(b) && old.Height == f.Height
		if same && was.X == b.X {
			continue
		}
		if !same {
			s.drawn[b.Item] = s.painter.Render(b, f.Height)
		}
		if ok {
			damage = add(damage, s.rect(was, old.Height))
		}
		damage = add(damage, s.rect(b, f.Height))
	}
	for name, b := range before {
		delete(s.drawn, name)
		damage = add(damage, s.rect(b, old.Height))
	}
	kept := damage[:0]
	for _, r := range damage {
		if r = r.Intersect(size); !r.Empty() {
			s.compose(r)
			kept = append(kept, r)
		}
	}
	return kept
}

// compose draws the ground and every item in one rectangle anew.
func (s *Strip) compose(r image.Rectangle) {
	draw.Draw(s.image, r, image.NewUniform(s.frame.Background.NRGBA()), image.Point{}, draw.Src)
	for _, b := range s.frame.Boxes {
		at := s.rect(b, s.frame.Height)
		if part := at.Intersect(r); !part.Empty() {
			draw.Draw(s.image, part, s.drawn[b.Item], part.Min.Sub(at.Min), draw.Over)
		}
	}
}

// rect is where a box is, in device pixels.
func (s *Strip) rect(b bar.Box, height float64) image.Rectangle {
	x := s.painter.pixels(b.X)
	return image.Rect(x, 0, x+s.painter.pixels(b.W), s.painter.pixels(height))
}

// add puts a rectangle on a list, joined with those that it overlaps.
func add(list []image.Rectangle, r image.Rectangle) []image.Rectangle {
	for i := 0; i < len(list); i++ {
		if list[i].Overlaps(r) {
			r = r.Union(list[i])
			list = append(list[:i], list[i+1:]...)
			i = -1
		}
	}
	return append(list, r)
}
