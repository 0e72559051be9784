package engine

import (
	"errors"
	"strings"
)

// ErrUndecodable is, or is wrapped by, what a Measurer says of an image file
// that is there but cannot be read.
var ErrUndecodable = errors.New("the image cannot be decoded")

// artwork is the picture that belongs to what is playing. It comes and goes by
// itself.
const artwork = "media.artwork"

// largest is how much a picture can be enlarged; it keeps sizes within reason.
const largest = 1000

// picture is the image of a background.
type picture struct {
	source      string // as it was asked for
	drawing     bool
	scale       float64
	radius      int
	borderWidth float64
	borderColor Color
	padLeft     int
	padRight    int
	yOffset     int
	shadow      shadow

	path       string // the source with ~ replaced
	natural    Size   `save:"-"` // at scale 1
	generation int    `save:"-"` // of the measures that natural belongs to
}

var plainPicture = picture{scale: 1, borderColor: 0xcccccccc, shadow: plainShadow}

var pictureTable = newTable(invalid[picture]("[?] Image"),
	row[picture]{name: "string", as: "value", field: func(p *picture) any { return &p.source }, set: setSource,
		show: func(p *picture, w *writer) { w.optional(p.source) }},
	row[picture]{name: "drawing", field: func(p *picture) any { return &p.drawing }},
	row[picture]{name: "scale", field: func(p *picture) any { return &p.scale }, moves: true},
	row[picture]{name: "corner_radius", field: func(p *picture) any { return &p.radius }, moves: true, unsigned: true, silent: true},
	row[picture]{name: "border_width", field: func(p *picture) any { return &p.borderWidth }, moves: true, unsigned: true, silent: true},
	row[picture]{name: "border_color", field: func(p *picture) any { return &p.borderColor }, moves: true, silent: true},
	row[picture]{name: "padding_left", field: func(p *picture) any { return &p.padLeft }, moves: true, silent: true},
	row[picture]{name: "padding_right", field: func(p *picture) any { return &p.padRight }, moves: true, silent: true},
	row[picture]{name: "y_offset", field: func(p *picture) any { return &p.yOffset }, moves: true, silent: true},
	row[picture]{name: "shadow", part: func(p *picture) part { return &p.shadow }, silent: true},
)

func (p *picture) set(b *batch, key, value string) { pictureTable.set(b, p, key, value) }
func (p *picture) report(w *writer)                { pictureTable.report(w, p) }

// setSource loads a picture, which switches it on, or removes it.
func setSource(b *batch, p *picture, source string) {
	p.source, p.path, p.natural = source, expand(source, b.e.options.Home), Size{}
	if source == "" {
		p.drawing = false
		return
	}
	size, err := b.e.options.Measure.Image(p.path)
	p.natural, p.generation = size, b.e.generation
	switch {
	case err == nil || source == artwork:
		p.drawing = true
	case errors.Is(err, ErrUndecodable):
		b.complain("The image '%s' cannot be read: %v.", source, err)
	default:
		b.complain("[!] Image: '%s' cannot be shown: %s.", source, strings.TrimSuffix(err.Error(), "."))
	}
}

// size is how large the picture is drawn, without paddings.
func (p *picture) size(e *Engine) Size {
	if p.generation != e.generation && p.path != "" {
		p.natural, _ = e.options.Measure.Image(p.path)
		p.generation = e.generation
	}
	scale := min(max(p.scale, 0), largest)
	return Size{p.natural.W * scale, p.natural.H * scale}
}

// extent is the room that the picture takes in a layout.
func (p *picture) extent(e *Engine) (width, height int) {
	size := p.size(e)
	width, height = int(size.W)+p.padLeft+p.padRight, int(size.H)+2*max(p.yOffset, -p.yOffset)
	if p.shadow.drawing {
		dx, _ := p.shadow.offset()
		width += max(dx, -dx)
	}
	return width, height
}
