package engine

import (
	"math"
	"strconv"
)

// slider is a track with a filled part and a knob that can be dragged.
type slider struct {
	percentage     int
	width          int
	highlightColor Color
	background     background // the track; the filled part has all of it but the colour
	knob           text
	dragged        bool `save:"-"`
}

func newSlider() slider {
	s := slider{width: 100, highlightColor: 0xff0000ff, background: plainBackground, knob: plainText}
	s.background.color, s.background.drawing = 0xff000000, true
	return s
}

var sliderTable *table[slider]

func init() {
	quoted := func(n int, w *writer) { w.string(strconv.Itoa(n)) }
	sliderTable = newTable(invalid[slider]("[!] Slider"),
		row[slider]{name: "highlight_color", field: func(s *slider) any { return &s.highlightColor }, moves: true, entire: true},
		row[slider]{name: "percentage", field: func(s *slider) any { return &s.percentage },
			set:  func(b *batch, s *slider, value string) { s.move(b, &s.percentage, min(parseUint(value), 100)) },
			show: func(s *slider, w *writer) { quoted(s.percentage, w) }},
		row[slider]{name: "width", field: func(s *slider) any { return &s.width },
			set:  func(b *batch, s *slider, value string) { s.move(b, &s.width, min(parseUint(value), widest)) },
			show: func(s *slider, w *writer) { quoted(s.width, w) }},
		row[slider]{name: "background", part: func(s *slider) part { return brief{&s.background} }},
		row[slider]{name: "knob", part: func(s *slider) part { return &s.knob }, bare: "string"},
	)
}

func (s *slider) set(b *batch, key, value string) { sliderTable.set(b, s, key, value) }
func (s *slider) report(w *writer)                { sliderTable.report(w, s) }

// move sets one of the slider's numbers, which the person who drags it must
// not feel.
func (s *slider) move(b *batch, at *int, to int) {
	if !s.dragged {
		b.moveInt(at, to)
	}
}

// at is the percentage that a place on the track means; x is measured from the
// track's beginning. A pointer is told of in the middle of its device pixel, but
// means the whole logical pixel, whose number counts.
func (s *slider) at(x float64) int {
	if s.width == 0 {
		return 0
	}
	return int(math.Round(100 * min(max(math.Floor(x)/float64(s.width), 0), 1)))
}

// marks appends the track, the filled part and the knob.
func (s *slider) marks(e *Engine, marks []Mark, in plane, x int) []Mark {
	done := s.width * s.percentage / 100
	marks = s.background.marks(e, marks, in, x, s.width, s.background.height)
	filled := s.background
	filled.color = s.highlightColor
	marks = filled.marks(e, marks, in, x, done, s.background.height)
	if s.knob.drawing {
		// The knob stays on the track, where the item's window does not cut it.
		width := s.knob.extent(e)
		at := min(max(done-width/2, 0), max(s.width-width, 0))
		marks = s.knob.marks(e, marks, in, x+at)
	}
	return marks
}
