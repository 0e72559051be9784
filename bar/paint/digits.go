package paint

import (
	"fmt"
	"strings"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// A clock is another text every second, and shaping it is a fifth of what showing it
// costs. In most fonts a digit is the same glyph with the same advance beside any other
// digit, though a colon may rise between two of them. Each font has to prove that with
// every pair; what was shaped for the proof then makes up all texts of digits and
// colons. A font that kerns digits is shaped as ever.

// digits remembers the digits of fonts.
type digits struct {
	fonts map[digitFont]*digitGlyphs
}

type digitFont struct {
	face *font.Face
	size float64
}

// digitGlyphs are a font's digits and colons.
type digitGlyphs struct {
	model  shaping.Output // of one of the texts
	glyphs map[digitPlace]shaping.Glyph
	odd    bool // the font did not pass
}

// digitPlace is a character between two kinds of neighbours: a digit as '0', a
// colon, or 0 for none.
type digitPlace struct{ before, char, after byte }

// digitFonts is how many fonts are remembered.
const digitFonts = 32

// numeric says whether a text is nothing but digits and colons, and long enough to
// be worth it.
func numeric(text string) bool {
	return len(text) > 2 && !strings.ContainsFunc(text, func(r rune) bool {
		return (r < '0' || r > '9') && r != ':'
	})
}

// proofs are texts with every pair of digits and colons, and with each character in
// every place.
var proofs = func() []string {
	const all = "0123456789:"
	var texts []string
	for _, a := range all {
		var pairs strings.Builder
		for _, b := range all {
			pairs.WriteString(string(a) + string(b) + string(a))
		}
		texts = append(texts, pairs.String(), string(a)+"0", string(a)+":", "0"+string(a), ":"+string(a),
			fmt.Sprintf(":%[1]c0%[1]c:%[1]c:", a))
	}
	return texts
}()

// shape puts a numeric text together; whole shapes what cannot be.
func (d *digits) shape(p part, size float64, whole func(part) shaping.Output) shaping.Output {
	key := digitFont{p.face.face, size}
	g := d.fonts[key]
	if g == nil {
		if d.fonts == nil || len(d.fonts) >= digitFonts {
			d.fonts = map[digitFont]*digitGlyphs{}
		}
		g = prove(p.face, whole)
		d.fonts[key] = g
	}
	if g.odd {
		return whole(p)
	}
	glyphs := make([]shaping.Glyph, len(p.text))
	var advance fixed.Int26_6
	for i := range glyphs {
		glyphs[i] = g.glyphs[placeOf(p.text, i)]
		glyphs[i].ClusterIndex = i
		advance += glyphs[i].XAdvance
	}
	out := g.model
	out.Glyphs, out.Advance, out.Runes.Count = glyphs, advance, len(glyphs)
	return out
}

// prove collects a font's digits, unless they depend on more than their places.
func prove(face *typeface, whole func(part) shaping.Output) *digitGlyphs {
	g := &digitGlyphs{glyphs: map[digitPlace]shaping.Glyph{}}
	for _, text := range proofs {
		out := whole(part{text, face})
		if len(out.Glyphs) != len(text) {
			return &digitGlyphs{odd: true}
		}
		for i, glyph := range out.Glyphs {
			glyph.ClusterIndex = 0
			place := placeOf(text, i)
			if known, ok := g.glyphs[place]; ok && known != glyph {
				return &digitGlyphs{odd: true}
			}
			g.glyphs[place] = glyph
		}
		g.model = out
	}
	return g
}

func placeOf(text string, i int) digitPlace {
	kind := func(i int) byte {
		switch {
		case i < 0 || i == len(text):
			return 0
		case text[i] == ':':
			return ':'
		}
		return '0'
	}
	return digitPlace{kind(i - 1), text[i], kind(i + 1)}
}
