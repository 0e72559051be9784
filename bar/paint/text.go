package paint

import (
	"image"
	"math"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"github.com/rivo/uniseg"
	"golang.org/x/image/math/fixed"

	"perch/bar/engine"
)

// textLine is a text that is ready to draw. Lengths are device pixels.
type textLine struct {
	spans   []span
	advance float64
	// ascent and descent are the font's, both positive.
	ascent, descent float64
	// ink is what the glyphs cover, measured from the beginning of the baseline.
	ink inkBox
}

// inkBox is an area in device pixels; y grows downwards from the baseline.
type inkBox struct{ left, top, right, bottom float64 }

func (b *inkBox) add(c inkBox) {
	if *b == (inkBox{}) {
		*b = c
		return
	}
	*b = inkBox{min(b.left, c.left), min(b.top, c.top), max(b.right, c.right), max(b.bottom, c.bottom)}
}

// span is a piece of a line that one font draws. An icon that no font has is a
// span without one.
type span struct {
	face   *typeface
	x      float64
	size   float64
	shaped shaping.Output
	// missing is the size of the box that stands for a character that no font
	// has, 0 if there is a glyph.
	missing float64
	// picture is what Perch draws for that character, if it knows it.
	picture *pictogram
}

type lineKey struct {
	font engine.Font
	text string
}

const (
	// linesKept bounds how many shaped texts are remembered.
	linesKept = 1024
	// longestText is how many bytes of a text are looked at: many times what
	// fits on a screen.
	longestText = 4096
)

// unknown stands for what is not UTF-8.
const unknown = "\ufffd"

// invisible characters steer how others look and need no glyph of their own:
// joiners, direction marks, variation selectors.
func invisible(r rune) bool {
	switch {
	case r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2069,
		r >= 0xfe00 && r <= 0xfe0f, r == 0xfeff, r >= 0xe0020 && r <= 0xe007f:
		return true
	}
	return false
}

// typesetter turns texts into lines.
type typesetter struct {
	scale   float64
	library *library
	shaper  shaping.HarfbuzzShaper
	digits  digits
	lines   map[lineKey]*textLine
}

// line shapes a text.
func (s *typesetter) line(f engine.Font, text string) *textLine {
	key := lineKey{f, text}
	if l, ok := s.lines[key]; ok {
		return l
	}
	if len(s.lines) >= linesKept {
		clear(s.lines)
	}
	l := s.shape(f, text)
	s.lines[key] = l
	return l
}

func (s *typesetter) shape(f engine.Font, text string) *textLine {
	size := max(0, f.Size) * s.scale
	size = min(size, 4000)
	main := s.library.find(f)
	l := &textLine{ascent: main.ascent * size, descent: main.descent * size}
	if size < 1 {
		return l
	}
	text = clean(text)
	if !main.exact {
		text = spell(f.Family, text)
	}
	mono := monospaced(f.Family)
	features := parseFeatures(f.Features)
	// A text of nothing but symbols that another font lends is centred by what
	// shows of it: the measure of letters says nothing about them, and a config's
	// offsets were tuned to another font.
	lent := text != ""
	x := 0.0
	for _, p := range visual(text) {
		parts := s.cover(p.text, main, mono)
		for i := range parts {
			part := parts[i]
			if p.leftward {
				part = parts[len(parts)-1-i]
			}
			lent = lent && symbols(part.text) && (part.face != main || !main.exact)
			sp := span{face: part.face, x: x, size: size}
			if part.face == nil {
				sp.missing = main.capital * size
				width, middle := sp.missing*1.2, sp.missing/2
				rise := middle
				if g, ok := known(part.text); ok {
					sp.picture = &g
					width, rise = g.width(size), math.Round(size)/2
				}
				l.ink.add(inkBox{x, -middle - rise, x + width, rise - middle})
				x += width
			} else {
				sp.shaped = s.glyphs(part, size, p.leftward, features)
				x += l.inked(&sp, x)
			}
			l.spans = append(l.spans, sp)
		}
	}
	l.advance = x
	if lent {
		l.ascent, l.descent = -l.ink.top, l.ink.bottom
	}
	return l
}

// known is the pictogram for a character, if there is one.
func known(cluster string) (pictogram, bool) {
	r, _ := utf8.DecodeRuneInString(cluster)
	g, ok := pictograms[r]
	return g, ok
}

// part is a piece of text that one font covers, nil if none does.
type part struct {
	text string
	face *typeface
}

// symbols says whether a text has only pictures: no letters, digits, marks.
func symbols(text string) bool {
	for _, r := range text {
		if !invisible(r) && !unicode.In(r, unicode.S, unicode.Co, unicode.Z) {
			return false
		}
	}
	return true
}

// cover cuts a text into parts in the order of reading.
func (s *typesetter) cover(text string, main *typeface, mono bool) []part {
	if ascii(text) && main.covers(text) {
		return []part{{text, main}}
	}
	var parts []part
	for g := uniseg.NewGraphemes(text); g.Next(); {
		cluster := g.Str()
		face := main
		if !main.covers(cluster) || strings.ContainsRune(cluster, emojiLook) {
			if face = s.library.backup(cluster, main, mono); face == nil && main.covers(cluster) {
				face = main
			}
		}
		if face == nil {
			parts = append(parts, part{text: cluster})
			continue
		}
		cluster = strings.Map(func(r rune) rune {
			if _, ok := face.face.NominalGlyph(r); !ok && invisible(r) {
				return -1
			}
			return r
		}, cluster)
		if n := len(parts); n > 0 && parts[n-1].face == face {
			parts[n-1].text += cluster
		} else if cluster != "" {
			parts = append(parts, part{cluster, face})
		}
	}
	return parts
}

// ascii says whether a text has nothing else, as most have that change all
// the time: none of its characters takes part in another.
func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// emojiLook asks for the colourful look of the character before it (UTS #51,
// VS16).
const emojiLook = '\ufe0f'

func (s *typesetter) glyphs(p part, size float64, leftward bool, features []shaping.FontFeature) shaping.Output {
	if numeric(p.text) && !leftward && len(features) == 0 {
		return s.digits.shape(p, size, func(p part) shaping.Output { return s.shaped(p, size, false, nil) })
	}
	return s.shaped(p, size, leftward, features)
}

func (s *typesetter) shaped(p part, size float64, leftward bool, features []shaping.FontFeature) shaping.Output {
	runes := []rune(p.text)
	in := shaping.Input{
		Text: runes, RunEnd: len(runes), Face: p.face.face, FontFeatures: features,
		Size: fixed.Int26_6(math.Round(size * 64)), Direction: di.DirectionLTR, Script: script(runes), Language: "en",
	}
	if leftward {
		in.Direction = di.DirectionRTL
	}
	return s.shaper.Shape(in)
}

// script is the first real script in a text.
func script(runes []rune) language.Script {
	for _, r := range runes {
		if s := language.LookupScript(r); s != language.Common && s != language.Inherited && s != language.Unknown {
			return s
		}
	}
	return language.Latin
}

// inked adds a span's glyphs to the line's ink and answers with its advance.
func (l *textLine) inked(s *span, x float64) float64 {
	pen := x
	for _, g := range s.shaped.Glyphs {
		left := pen + float(g.XOffset+g.XBearing)
		top := -float(g.YOffset + g.YBearing)
		if g.Width != 0 && g.Height != 0 {
			l.ink.add(inkBox{left, top, left + float(g.Width), top - float(g.Height)})
		}
		pen += float(g.XAdvance)
	}
	return pen - x
}

func float(v fixed.Int26_6) float64 { return float64(v) / 64 }

// clean is a text without what cannot be drawn: control characters become
// spaces, and what is not UTF-8 the sign for that.
func clean(text string) string {
	if len(text) > longestText {
		text = text[:longestText]
		for !utf8.ValidString(text) && len(text) > longestText-utf8.UTFMax {
			text = text[:len(text)-1]
		}
	}
	text = strings.ToValidUTF8(text, unknown)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r' || r == 0x7f:
			return -1
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			return ' '
		}
		return r
	}, text)
}

// ligature is how sketchybar-app-font spells an application's icon.
var ligature = regexp.MustCompile(`:[a-z0-9_]+:`)

// spell replaces what only a font of icons can show by something short: without
// sketchybar-app-font, ":brave_browser:" would be a long word, and becomes B.
func spell(family, text string) string {
	if !strings.HasPrefix(strings.ToLower(family), "sketchybar-app-font") {
		return text
	}
	return ligature.ReplaceAllStringFunc(text, func(name string) string {
		if name == ":default:" {
			return "•"
		}
		return strings.ToUpper(name[1:2])
	})
}

// parseFeatures reads a comma list of OpenType tags: "ss01" and "+ss01" turn one
// on, "-liga" and "liga=0" off, "cv01=2" chooses. Others are ignored
// (SketchyBar's font.features).
func parseFeatures(list string) []shaping.FontFeature {
	var out []shaping.FontFeature
	for _, word := range strings.Split(list, ",") {
		word = strings.TrimSpace(word)
		value := uint32(1)
		if rest, ok := strings.CutPrefix(word, "-"); ok {
			word, value = rest, 0
		}
		word = strings.TrimPrefix(word, "+")
		if tag, number, ok := strings.Cut(word, "="); ok {
			word, value = tag, 0
			for _, digit := range number {
				if digit < '0' || digit > '9' || value > 999 {
					break
				}
				value = value*10 + uint32(digit-'0')
			}
		}
		if len(word) == 4 && !strings.Contains(word, ":") {
			out = append(out, shaping.FontFeature{Tag: opentype.MustNewTag(word), Value: value})
		}
	}
	return out
}

// baseline is the device pixel of the baseline that centres the font's ascent
// and descent in a frame (SketchyBar's 5.4).
func (l *textLine) baseline(middle float64) int {
	return int(math.Round(middle + (l.ascent-l.descent)/2))
}

// bounds is what the line's glyphs can touch when it begins at x.
func (l *textLine) bounds(x float64, baseline int) image.Rectangle {
	if l.ink == (inkBox{}) {
		return image.Rectangle{}
	}
	return image.Rect(
		int(math.Floor(x+l.ink.left))-1, baseline+int(math.Floor(l.ink.top))-1,
		int(math.Ceil(x+l.ink.right))+1, baseline+int(math.Ceil(l.ink.bottom))+1)
}
