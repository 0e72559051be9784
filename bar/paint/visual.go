package paint

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// piece is a part of a text that is read in one direction.
type piece struct {
	text     string
	leftward bool
}

// visual cuts a text into its pieces in the order in which they stand, from
// left to right (Unicode's bidirectional algorithm, UAX #9). Fyne orders the
// characters inside a piece itself.
func visual(text string) []piece {
	if ascii(text) {
		return []piece{{text, false}}
	}
	base, mixed := direction(text)
	if !mixed {
		return []piece{{text, false}}
	}
	var paragraph bidi.Paragraph
	option := bidi.DefaultDirection(bidi.LeftToRight)
	if base == bidi.R {
		option = bidi.DefaultDirection(bidi.RightToLeft)
	}
	if _, err := paragraph.SetString(text, option); err != nil {
		return []piece{{text, false}}
	}
	order, err := paragraph.Order()
	if err != nil {
		return []piece{{text, false}}
	}
	// They come as they are read.
	var pieces []piece
	for i := range order.NumRuns() {
		run := order.Run(i)
		pieces = append(pieces, piece{run.String(), run.Direction() == bidi.RightToLeft})
	}
	if base == bidi.R {
		slices.Reverse(pieces)
		return pieces
	}
	// Numbers between words that are read leftward belong to them.
	for from := 0; from < len(pieces); from++ {
		if !pieces[from].leftward {
			continue
		}
		to := from
		for i := from + 1; i < len(pieces); i++ {
			if pieces[i].leftward {
				to = i
			} else if first, _ := direction(pieces[i].text); first == bidi.L {
				break
			}
		}
		slices.Reverse(pieces[from : to+1])
		from = to
	}
	return pieces
}

// direction is the direction of the first letter that has one, L or R, and
// whether any letter is read leftward.
func direction(text string) (first bidi.Class, leftward bool) {
	first = bidi.ON
	for _, r := range text {
		properties, _ := bidi.LookupRune(r)
		switch properties.Class() {
		case bidi.L:
			if first == bidi.ON {
				first = bidi.L
			}
		case bidi.R, bidi.AL:
			if first == bidi.ON {
				first = bidi.R
			}
			leftward = true
		}
	}
	return first, leftward
}
