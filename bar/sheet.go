package bar

import (
	"fmt"
	"math"
	"strings"

	"github.com/rivo/uniseg"
)

// Sheet is what a popup of a built-in item shows.
type Sheet struct {
	W, H         float64
	Fill, Border Color
	Rows         []Row
}

// Row is one line of a sheet: a strip of its own at a height.
type Row struct {
	Y, H float64
	Box  Box
}

// SheetRadius is the rounding of a sheet's corners.
const SheetRadius = 8

// sheetPadding is the room between a sheet's edges and what it says.
const sheetPadding = 12

// Hit is the cell under a point of the sheet; ok is false beside them.
func (s Sheet) Hit(x, y float64) (cell Placed, ok bool) {
	for _, r := range s.Rows {
		if y < r.Y || y >= r.Y+r.H {
			continue
		}
		for _, c := range r.Box.Cells {
			if at := r.Box.X + c.X; x >= at && x < at+c.W {
				return c, true
			}
		}
	}
	return Placed{}, false
}

// sheet is an empty one in the style's colours.
func (s Style) sheet() Sheet {
	return Sheet{Fill: s.Colors.Background.Opaque(), Border: s.Colors.Surface}
}

// rowHeight is that of a row of a sheet whose cells may be filled, lineHeight that
// of a line of running text.
func (s Style) rowHeight() float64  { return math.Round(s.Font.Size * 28 / usualFontSize) }
func (s Style) lineHeight() float64 { return math.Round(s.Font.Size * 1.5) }

// Problems and their like are at most this wide and that many lines long.
const (
	noticeWidth = 560
	noticeLines = 30
)

// ProblemsSheet is all problems in full, in at most a width.
func ProblemsSheet(s Style, problems []string, width float64, measure Measure) Sheet {
	out := s.sheet()
	room := min(noticeWidth, width) - 2*sheetPadding
	line := s.lineHeight()
	y := float64(sheetPadding)
	lines := 0
	add := func(text string, ink Color) {
		t := s.text(text, ink)
		w := math.Ceil(measure(t))
		out.W = max(out.W, w)
		row := Row{Y: y, H: line, Box: Box{Item: fmt.Sprint("line ", len(out.Rows)), X: sheetPadding, W: w}}
		row.Box.Cells = []Placed{{Cell: Cell{Label: t}, W: w}}
		out.Rows = append(out.Rows, row)
		y += line
		lines++
	}
	for i, problem := range problems {
		wrapped := s.wrap(oneLine(problem), room, measure)
		if rest := len(problems) - i; lines > 0 && lines+len(wrapped) > noticeLines {
			y += line / 2
			add(fmt.Sprintf("… and %d more. \"perch config check\" lists all of them.", rest), s.Colors.Muted)
			break
		}
		if i > 0 {
			y += line / 2
		}
		for n, text := range wrapped {
			if n == noticeLines {
				break
			}
			add(text, s.Colors.Text)
		}
	}
	out.W, out.H = min(room, out.W)+2*sheetPadding, y+sheetPadding
	return out
}

// wrap breaks a text into lines, between words where it can.
func (s Style) wrap(text string, room float64, measure Measure) []string {
	fits := func(line string) bool { return measure(s.text(line, 0)) <= room }
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		longer := strings.TrimSpace(line + " " + word)
		if fits(longer) {
			line = longer
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = ""
		for g := uniseg.NewGraphemes(word); g.Next(); {
			if line != "" && !fits(line+g.Str()) {
				lines = append(lines, line)
				line = ""
			}
			line += g.Str()
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
