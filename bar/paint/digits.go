package paint

import (
	"slices"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// A clock is another text every second, and shaping it is a third of what showing it
// costs. Digits and what stands between them in times and numbers look at their neighbours
// at most (kerning, a colon that rises between digits), so that what was shaped of
// them in threes serves for all that follows. What a font makes of the first texts is
// compared with that; one that is different is always shaped as a whole.

// digits remembers shaped digits.
type digits struct {
	fonts map[digitFont]*digitGlyphs
}

type digitFont struct {
	face *font.Face
	size float64
}

// digitGlyphs are the glyphs of one font in one size: by a character and its
// neighbours, and which of the three it is.
type digitGlyphs struct {
	model   shaping.Output // of any of them
	glyphs  map[neighbours]shaping.Glyph
	checked int
	odd     bool // the font looks farther
}

type neighbours [3]byte // 0 where there is none

const (
	// digitsChecked is how many texts a font has to pass, and digitFonts how many
	// fonts are remembered.
	digitsChecked = 16
	digitFonts    = 32
)

// numeric says whether a text is nothing but digits and colons.
func numeric(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && c != ':' {
			return false
		}
	}
	return len(text) > 2
}

// shape puts a numeric text together, and calls whole for what it does not know.
func (d *digits) shape(p part, size float64, whole func(part) shaping.Output) shaping.Output {
	key := digitFont{p.face.face, size}
	g := d.fonts[key]
	if g == nil {
		if d.fonts == nil || len(d.fonts) >= digitFonts {
			d.fonts = map[digitFont]*digitGlyphs{}
		}
		g = &digitGlyphs{glyphs: map[neighbours]shaping.Glyph{}}
		d.fonts[key] = g
	}
	if g.odd {
		return whole(p)
	}
	out, ok := g.compose(p, whole)
	if ok && g.checked >= digitsChecked {
		return out
	}
	all := whole(p)
	g.checked++
	g.odd = !ok || out.Advance != all.Advance || !slices.Equal(out.Glyphs, all.Glyphs)
	return all
}

// compose puts a text's glyphs together; false says that they are no row of
// characters.
func (g *digitGlyphs) compose(p part, whole func(part) shaping.Output) (out shaping.Output, ok bool) {
	glyphs := make([]shaping.Glyph, len(p.text))
	var advance fixed.Int26_6
	for i := range len(p.text) {
		from, to := max(0, i-1), min(len(p.text), i+2)
		var key neighbours
		copy(key[from-i+1:], p.text[from:to])
		glyph, known := g.glyphs[key]
		if !known {
			few := whole(part{p.text[from:to], p.face})
			if len(few.Glyphs) != to-from {
				return out, false
			}
			g.model, glyph = few, few.Glyphs[i-from]
			g.glyphs[key] = glyph
		}
		glyph.ClusterIndex = i
		glyphs[i] = glyph
		advance += glyph.XAdvance
	}
	out = g.model
	out.Glyphs, out.Advance = glyphs, advance
	out.Runes.Count = len(glyphs)
	return out, true
}
