package engine

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// Values are read as SketchyBar reads them (contract §0.2): nothing is ever
// refused, what makes no sense is false or 0.

// parseBool reads on, off and their like; old is what toggle negates.
func parseBool(s string, old bool) bool {
	not := strings.HasPrefix(s, "!")
	switch strings.TrimPrefix(s, "!") {
	case "on", "yes", "true", "1":
		return !not
	case "off", "no", "false", "0":
		return not
	case "toggle":
		return !not && !old
	}
	return false
}

// parseInt reads an integer as strtol does with base 0: 0x for hexadecimal, a
// leading 0 for octal, and what follows the digits does not matter. It stays
// within 32 bits.
func parseInt(s string) int {
	n := parseLong(s)
	return int(min(max(n, math.MinInt32), math.MaxInt32))
}

// parseUint reads an integer and takes a negative one as 0.
func parseUint(s string) int { return max(parseInt(s), 0) }

func parseLong(s string) int64 {
	s = strings.TrimLeft(s, " \t\n\v\f\r")
	negative := strings.HasPrefix(s, "-")
	if negative || strings.HasPrefix(s, "+") {
		s = s[1:]
	}
	base := int64(10)
	switch {
	case len(s) > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') && digit(s[2]) < 16:
		base, s = 16, s[2:]
	case strings.HasPrefix(s, "0"):
		base = 8
	}
	n := int64(0)
	for i := 0; i < len(s) && digit(s[i]) < base; i++ {
		if n > math.MaxInt64/16-16 {
			break
		}
		n = n*base + digit(s[i])
	}
	if negative {
		return -n
	}
	return n
}

// digit is the value of a digit up to f, 99 for anything else.
func digit(c byte) int64 {
	switch {
	case '0' <= c && c <= '9':
		return int64(c - '0')
	case 'a' <= c && c <= 'f':
		return int64(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int64(c-'A') + 10
	}
	return 99
}

// parseFloat reads the longest beginning of s that is a number, as strtof
// does; infinities count as no number.
func parseFloat(s string) float64 {
	s = strings.TrimLeft(s, " \t\n\v\f\r")
	if t := strings.TrimLeft(s, "+-"); strings.HasPrefix(t, "0x") || strings.HasPrefix(t, "0X") {
		return float64(parseInt(s))
	}
	end := len(s)
	for i := range len(s) {
		if !strings.ContainsRune("+-.0123456789eE", rune(s[i])) {
			end = i
			break
		}
	}
	for ; end > 0; end-- {
		f, err := strconv.ParseFloat(s[:end], 64)
		if err == nil && math.Abs(f) <= math.MaxFloat32 {
			return f
		}
		if !errors.Is(err, strconv.ErrSyntax) {
			break
		}
	}
	return 0
}

// lastID is the highest number of a display or desktop that an item can be
// associated with; associations are masks of 32 bits.
const lastID = 30

// parseMask reads a comma list of the numbers of displays or desktops. Those
// that no display or desktop can have are left out.
func parseMask(s string) (mask uint32) {
	for id := range strings.SplitSeq(s, ",") {
		if n := parseInt(id); n >= 1 && n <= lastID {
			mask |= 1 << n
		}
	}
	return mask
}

// expand replaces a leading ~ by the home folder.
func expand(path, home string) string {
	if home != "" && (path == "~" || strings.HasPrefix(path, "~/")) {
		return home + path[1:]
	}
	return path
}

// align is a side, of which only the first letter counts.
type align byte

const (
	alignLeft   align = 'l'
	alignRight  align = 'r'
	alignCenter align = 'c'
	alignTop    align = 't'
	alignBottom align = 'b'
)

func parseAlign(s string) align {
	if s == "" {
		return 0
	}
	return align(s[0])
}

func (a align) String() string {
	switch a {
	case alignLeft:
		return "left"
	case alignRight:
		return "right"
	case alignCenter:
		return "center"
	case alignTop:
		return "top"
	case alignBottom:
		return "bottom"
	}
	return "invalid"
}

// shift is how far content is moved to the right in spare room.
func (a align) shift(spare int) int {
	switch a {
	case alignCenter:
		return spare / 2
	case alignRight:
		return spare
	}
	return 0
}

// span is a width that is fixed or follows from what is inside.
type span struct {
	width int // the last fixed one
	fixed bool
}
