package bar

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"perch/config"
)

// clockItem shows the time.
func clockItem(f Facts, s Style, o config.BarItem, _ int) (Item, bool) {
	format := s.clock(o)
	if f.Now.IsZero() || format == "" {
		return Item{}, false
	}
	symbol := Symbol{Icon: ClockIcon, Height: s.iconHeight(), Color: s.Colors.Muted}
	label := s.text(Strftime(format, f.Now), s.Colors.Text)
	return Item{Cells: []Cell{{Symbol: symbol, Label: label, Reserve: strings.Map(widest, label.Text), Gap: symbolGap}}}, true
}

// Pass is the frame at a later moment, as long as nothing but the time is another
// than when it was laid out; false says that it has to be laid out again. Clocks keep
// room for what they will say, so that most of the time nothing moves.
func (f Frame) Pass(s Style, now time.Time) (Frame, bool) {
	boxes := slices.Clone(f.Boxes)
	for i, b := range boxes {
		if b.Item != "clock" {
			continue
		}
		o, ok := s.onlyClock()
		if !ok || len(b.Cells) != 1 {
			return f, false
		}
		cell := b.Cells[0]
		text := Strftime(s.clock(o), now)
		// A label that was cut has to be cut again.
		if strings.Map(widest, text) != cell.Reserve || strings.Map(widest, cell.Label.Text) != cell.Reserve {
			return f, false
		}
		cell.Label.Text = text
		boxes[i].Cells = []Placed{cell}
	}
	f.Boxes = boxes
	return f, true
}

// onlyClock is the clock of a style that has exactly one.
func (s Style) onlyClock() (clock config.BarItem, ok bool) {
	for _, side := range [][]config.BarItem{s.Left, s.Center, s.Right} {
		for _, o := range side {
			switch {
			case o.Item != "clock":
			case ok:
				return clock, false
			default:
				clock, ok = o, true
			}
		}
	}
	return clock, ok
}

// clock is the format of a clock.
func (s Style) clock(o config.BarItem) string {
	if o.Format != "" {
		return o.Format
	}
	return s.Clock
}

// widest turns digits into the widest one of fonts whose digits differ.
func widest(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0'
	}
	return r
}

// Strftime formats t as strftime(3) does in the C locale, with GNU's "-" flag
// for no padding. Directives that it does not know stay as they are.
func Strftime(format string, t time.Time) string {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		start := i
		i++
		bare := false
		if format[i] == '-' && i+1 < len(format) {
			bare = true
			i++
		}
		text, ok := directive(format[i], t)
		if !ok {
			b.WriteString(format[start : i+1])
			continue
		}
		if bare {
			if text = strings.TrimLeft(text, " 0"); text == "" {
				text = "0"
			}
		}
		b.WriteString(text)
	}
	return b.String()
}

func directive(d byte, t time.Time) (string, bool) {
	if layout, ok := layouts[d]; ok {
		return t.Format(layout), true
	}
	switch d {
	case '%':
		return "%", true
	case 'n':
		return "\n", true
	case 't':
		return "\t", true
	case 'C':
		return fmt.Sprintf("%02d", t.Year()/100), true
	case 'j':
		return fmt.Sprintf("%03d", t.YearDay()), true
	case 'k':
		return fmt.Sprintf("%2d", t.Hour()), true
	case 'l':
		return fmt.Sprintf("%2d", (t.Hour()+11)%12+1), true
	case 'P':
		return strings.ToLower(t.Format("PM")), true
	case 's':
		return fmt.Sprint(t.Unix()), true
	case 'u':
		return fmt.Sprint((int(t.Weekday())+6)%7 + 1), true
	case 'w':
		return fmt.Sprint(int(t.Weekday())), true
	case 'V':
		_, week := t.ISOWeek()
		return fmt.Sprintf("%02d", week), true
	case 'G':
		year, _ := t.ISOWeek()
		return fmt.Sprint(year), true
	case 'U': // weeks from the first Sunday on
		return fmt.Sprintf("%02d", (t.YearDay()+6-int(t.Weekday()))/7), true
	case 'W': // weeks from the first Monday on
		return fmt.Sprintf("%02d", (t.YearDay()+6-(int(t.Weekday())+6)%7)/7), true
	}
	return "", false
}

// layouts are the directives that package time formats by itself.
var layouts = map[byte]string{
	'a': "Mon", 'A': "Monday", 'b': "Jan", 'h': "Jan", 'B': "January",
	'c': "Mon Jan _2 15:04:05 2006", 'd': "02", 'D': "01/02/06", 'e': "_2",
	'F': "2006-01-02", 'H': "15", 'I': "03", 'm': "01", 'M': "04", 'p': "PM",
	'r': "03:04:05 PM", 'R': "15:04", 'S': "05", 'T': "15:04:05", 'x': "01/02/06",
	'X': "15:04:05", 'y': "06", 'Y': "2006", 'z': "-0700", 'Z': "MST",
}

// ShowsSeconds says whether a clock in this format changes every second.
func ShowsSeconds(format string) bool {
	for i := 0; i+1 < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		i++
		if format[i] == '-' && i+1 < len(format) {
			i++
		}
		if strings.IndexByte("ScrsTX", format[i]) >= 0 {
			return true
		}
	}
	return false
}
