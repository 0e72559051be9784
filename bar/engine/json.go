package engine

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// writer writes JSON as SketchyBar's queries print it (contract §1.8): bools
// are "on" and "off", colours "0x…", numbers with a point have six decimals.
type writer struct {
	text  []byte
	depth int
	fresh bool // nothing was written yet in the innermost object or array
}

func (w *writer) open(bracket byte) {
	w.text = append(w.text, bracket)
	w.depth++
	w.fresh = true
}

func (w *writer) close(bracket byte) {
	w.depth--
	if !w.fresh {
		w.line()
	}
	w.text = append(w.text, bracket)
	w.fresh = false
}

// next begins the next member of an object or array.
func (w *writer) next() {
	if !w.fresh {
		w.text = append(w.text, ',')
	}
	w.fresh = false
	w.line()
}

func (w *writer) line() {
	w.text = append(w.text, '\n')
	for range w.depth {
		w.text = append(w.text, '\t')
	}
}

func (w *writer) key(name string) {
	w.next()
	w.string(name)
	w.text = append(w.text, ": "...)
}

// string writes a string, with what is no UTF-8 replaced.
func (w *writer) string(s string) {
	w.text = append(w.text, '"')
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '"' || c == '\\':
			w.text = append(w.text, '\\', c)
		case c == '\n':
			w.text = append(w.text, `\n`...)
		case c == '\t':
			w.text = append(w.text, `\t`...)
		case c < 0x20 || c == 0x7f:
			w.text = fmt.Appendf(w.text, `\u%04x`, c)
		case c < utf8.RuneSelf:
			w.text = append(w.text, c)
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			w.text = utf8.AppendRune(w.text, r)
			i += size
			continue
		}
		i++
	}
	w.text = append(w.text, '"')
}

// optional writes a string that is "(null)" if there is none.
func (w *writer) optional(s string) {
	if s == "" {
		s = "(null)"
	}
	w.string(s)
}

func (w *writer) bool(on bool) {
	if on {
		w.string("on")
	} else {
		w.string("off")
	}
}

func (w *writer) int(n int)       { w.text = strconv.AppendInt(w.text, int64(n), 10) }
func (w *writer) bits(n uint64)   { w.text = strconv.AppendUint(w.text, n, 10) }
func (w *writer) color(c Color)   { w.string("0x" + strconv.FormatUint(uint64(c), 16)) }
func (w *writer) float(f float64) { w.decimals(f, 6) }

func (w *writer) decimals(f float64, n int) { w.text = strconv.AppendFloat(w.text, f, 'f', n, 64) }

// pair writes two numbers as an array on one line.
func (w *writer) pair(a, b float64) {
	w.text = fmt.Appendf(w.text, "[ %.6f, %.6f ]", a, b)
	w.fresh = false
}

func (w *writer) strings(list []string) {
	w.open('[')
	for _, s := range list {
		w.next()
		w.string(s)
	}
	w.close(']')
}

// field writes the value that a row of a table points to.
func (w *writer) field(at any) {
	switch at := at.(type) {
	case *bool:
		w.bool(*at)
	case *int:
		w.int(*at)
	case *float64:
		w.float(*at)
	case *string:
		w.string(*at)
	case *Color:
		w.color(*at)
	case *Font:
		w.string(at.String())
	case *align:
		w.string(at.String())
	case *span:
		if at.fixed {
			w.int(at.width)
		} else {
			w.int(-1)
		}
	}
}

func (w *writer) part(p part) {
	w.open('{')
	p.report(w)
	w.close('}')
}
