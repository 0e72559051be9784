package engine

import (
	"math"
	"strings"
	"unicode/utf8"
)

// text is an icon, a label or the knob of a slider.
type text struct {
	value                 string
	drawing, highlight    bool
	color, highlightColor Color
	padLeft, padRight     int
	yOffset               int
	font                  Font
	width                 span // with paddings
	align                 align
	maxChars              int // 0 is no limit
	scrollDuration        int // frames for the visible width
	background            background
	shadow                shadow

	lit      float64 // how far it is from color to highlightColor
	scrolled float64 // how far a marquee has moved it to the right
	// glide is the width on its way from one text's natural one to another's. It is
	// no width that anybody set, so queries and later texts must not find it in width.
	glide span `save:"-"`
	ink   ink  `save:"-"`
}

var plainText = text{
	drawing: true, color: 0xffffffff, highlightColor: 0xff000000,
	font:  Font{Family: "Hack Nerd Font", Style: "Bold", Size: 14},
	align: alignLeft, scrollDuration: 100,
	background: plainBackground, shadow: plainShadow,
}

var textTable *table[text]

func init() {
	textTable = newTable(invalid[text]("[!] Text"),
		row[text]{name: "string", as: "value", field: func(t *text) any { return &t.value }, set: setString},
		row[text]{name: "drawing", field: func(t *text) any { return &t.drawing }},
		row[text]{name: "highlight", field: func(t *text) any { return &t.highlight }, set: setHighlight},
		row[text]{name: "color", field: func(t *text) any { return &t.color }, moves: true},
		row[text]{name: "highlight_color", field: func(t *text) any { return &t.highlightColor }, moves: true},
		row[text]{name: "padding_left", field: func(t *text) any { return &t.padLeft }, moves: true},
		row[text]{name: "padding_right", field: func(t *text) any { return &t.padRight }, moves: true},
		row[text]{name: "y_offset", field: func(t *text) any { return &t.yOffset }, moves: true},
		row[text]{name: "font", field: func(t *text) any { return &t.font }, part: func(t *text) part { return &t.font }},
		row[text]{name: "width", field: func(t *text) any { return &t.width }, set: setTextWidth,
			show: func(t *text, w *writer) { w.int(t.width.width) }},
		row[text]{name: "scroll_duration", field: func(t *text) any { return &t.scrollDuration }, set: setScrollDuration},
		row[text]{name: "align", field: func(t *text) any { return &t.align }},
		row[text]{name: "max_chars", field: func(t *text) any { return &t.maxChars }, unsigned: true, silent: true},
		row[text]{name: "background", part: func(t *text) part { return &t.background }},
		row[text]{name: "shadow", part: func(t *text) part { return &t.shadow }},
	)
}

func (t *text) set(b *batch, key, value string) { textTable.set(b, t, key, value) }
func (t *text) report(w *writer)                { textTable.report(w, t) }

// setString changes what is written. While animating, the width glides from
// the old text's to the new one's.
func setString(b *batch, t *text, value string) {
	if value == t.value {
		return
	}
	before := t.loose(b.e)
	t.value = value
	b.e.still(&t.scrolled)
	t.scrolled = 0
	if !b.animates() {
		b.e.still(&t.glide)
		t.glide = span{}
	} else if t.drawing && !t.width.fixed {
		t.glide = span{before, true}
		b.glide(&t.glide, func() int { return t.natural(b.e) })
	}
}

func setHighlight(b *batch, t *text, value string) {
	t.highlight = parseBool(value, t.highlight)
	to := 0.0
	if t.highlight {
		to = 1
	}
	b.moveFloat(&t.lit, to)
}

func setTextWidth(b *batch, t *text, value string) {
	b.storeSpan(&t.width, value, func() int { return t.loose(b.e) })
}

func setScrollDuration(_ *batch, t *text, value string) {
	if frames := parseInt(value); frames >= 0 {
		t.scrollDuration = frames
	}
}

// ink is how large a text was measured to be, and what was measured.
type ink struct {
	generation int
	value      string
	font       Font
	maxChars   int

	width  int // of what max_chars leaves
	full   int // of everything
	height int
}

// measure returns the text's ink.
func (t *text) measure(e *Engine) *ink {
	k := &t.ink
	if k.generation == e.generation && k.value == t.value && k.font == t.font && k.maxChars == t.maxChars {
		return k
	}
	*k = ink{generation: e.generation, value: t.value, font: t.font, maxChars: t.maxChars}
	k.full, k.height = e.measure(t.font, t.written())
	k.width = k.full
	if seen := t.seen(); len(seen) < len(t.value) {
		k.width, _ = e.measure(t.font, seen)
	}
	return k
}

// measure is the width and height of a text in whole pixels. SketchyBar rounds
// widths so that an empty text has 1.
func (e *Engine) measure(f Font, s string) (width, height int) {
	w, h := e.options.Measure.Text(f, s)
	return int(w + 1.5), int(math.Ceil(h))
}

// written is the text as it is drawn: what is no UTF-8 is replaced.
func (t *text) written() string {
	if utf8.ValidString(t.value) {
		return t.value
	}
	return strings.ToValidUTF8(t.value, "\uFFFD")
}

// seen is the beginning of the text that max_chars allows.
func (t *text) seen() string {
	s := t.written()
	if t.maxChars == 0 {
		return s
	}
	n := 0
	for i := range s {
		if n == t.maxChars {
			return s[:i]
		}
		n++
	}
	return s
}

// cut says that max_chars hides something.
func (t *text) cut(e *Engine) bool {
	k := t.measure(e)
	return k.width < k.full
}

// natural is the width that the text has if none is fixed.
func (t *text) natural(e *Engine) int {
	width := max(t.padLeft+t.measure(e).width+t.padRight, 0)
	if t.background.pictured() {
		image, _ := t.background.image.extent(e)
		width = max(width, image)
	}
	return width
}

// loose is the width that the text has now if none is fixed.
func (t *text) loose(e *Engine) int {
	if t.glide.fixed {
		return t.glide.width
	}
	return t.natural(e)
}

// extent is the width that the text takes in its item.
func (t *text) extent(e *Engine) int {
	switch {
	case !t.drawing:
		return 0
	case t.width.fixed:
		return t.width.width
	}
	return t.loose(e)
}

// tall is the height of the text's ink.
func (t *text) tall(e *Engine) int {
	if !t.drawing {
		return 0
	}
	return t.measure(e).height
}

// reach is the room that shadows need beside the text.
func (t *text) reach() margins {
	if !t.drawing {
		return margins{}
	}
	return t.shadow.reach().plus(t.background.reach())
}

// marks appends what is painted of the text, whose box begins at x.
func (t *text) marks(e *Engine, marks []Mark, in plane, x int) []Mark {
	if !t.drawing {
		return marks
	}
	k, width := t.measure(e), t.extent(e)
	height := t.background.height
	if height == 0 {
		height = k.height
	}
	marks = t.background.marks(e, marks, in, x, width, height)
	if t.value == "" {
		return marks
	}
	up := float64(in.height)/2 - float64(in.middle+t.yOffset)
	g := Glyphs{
		Frame: Rect{float64(x + t.padLeft), up, float64(k.width), float64(in.height)},
		Clip:  k.width < k.full, Dx: t.scrolled,
		Text: t.written(), Font: t.font, Color: blend(t.color, t.highlightColor, t.lit),
	}
	if t.width.fixed || t.glide.fixed {
		room := width - t.padLeft - t.padRight
		g.Frame.X += float64(t.align.shift(room - k.width))
		// A box that is too narrow does not cut its text: the item's window does.
		if left, right := float64(in.left), float64(in.right); g.Frame.X < left || g.Frame.X+g.Frame.W > right {
			g = g.within(left, right)
		}
	}
	if t.shadow.drawing {
		dx, dy := t.shadow.offset()
		below := g
		below.Frame.X += float64(dx)
		below.Frame.Y += float64(dy)
		below.Color = t.shadow.color
		marks = append(marks, below)
	}
	return append(marks, g)
}

// within cuts glyphs off that are not between two places.
func (g Glyphs) within(left, right float64) Glyphs {
	left, right = max(g.Frame.X, left), min(g.Frame.X+g.Frame.W, right)
	g.Dx += g.Frame.X - left
	g.Frame.X, g.Frame.W, g.Clip = left, max(right-left, 0), true
	return g
}
