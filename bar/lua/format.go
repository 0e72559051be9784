package lua

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	glua "github.com/yuin/gopher-lua"
)

// longest is how long a string may get that Lua joins or repeats.
const longest = 64 << 20

// formatNumber writes a number as Lua does: %.14g, integers in full.
func formatNumber(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "inf"
	case math.IsInf(v, -1):
		return "-inf"
	case math.IsNaN(v):
		return "nan"
	case v == math.Trunc(v) && math.Abs(v) < 1<<63:
		return strconv.FormatInt(int64(v), 10)
	}
	return general(v, 14, 'g')
}

// general is C's %g: p significant digits without trailing zeros, with an
// exponent if that is below -4 or not below p.
func general(v float64, p int, verb byte) string {
	if p == 0 {
		p = 1
	}
	s := strconv.FormatFloat(v, 'e', p-1, 64)
	mantissa, exponent, found := strings.Cut(s, "e")
	if !found {
		return s
	}
	e, _ := strconv.Atoi(exponent)
	if e < -4 || e >= p {
		if strings.Contains(mantissa, ".") {
			mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
		}
		s = mantissa + "e" + exponent
	} else {
		s = strconv.FormatFloat(v, 'f', p-1-e, 64)
		if strings.Contains(s, ".") {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
	}
	if verb == 'G' {
		return strings.ToUpper(s)
	}
	return s
}

// format is string.format (reference manual §6.4).
func format(L *glua.LState) int {
	pattern := L.CheckString(1)
	var b strings.Builder
	arg := 1
	for i := 0; i < len(pattern); i++ {
		if pattern[i] != '%' {
			b.WriteByte(pattern[i])
			continue
		}
		if i++; i < len(pattern) && pattern[i] == '%' {
			b.WriteByte('%')
			continue
		}
		start := i
		for i < len(pattern) && strings.IndexByte("-+ #0123456789.", pattern[i]) >= 0 {
			i++
		}
		if i >= len(pattern) || i-start > 10 {
			L.RaiseError("invalid conversion '%%%s' to 'format'", pattern[start:])
		}
		arg++
		if arg > L.GetTop() {
			L.ArgError(arg, "no value")
		}
		b.WriteString(conversion(L, arg, pattern[start:i], pattern[i]))
		if b.Len() > longest {
			L.RaiseError("the resulting string is too long")
		}
	}
	L.Push(glua.LString(b.String()))
	return 1
}

// conversion formats one argument; spec is what stands between % and verb.
func conversion(L *glua.LState, arg int, spec string, verb byte) string {
	flags := spec[:len(spec)-len(strings.TrimLeft(spec, "-+ #0"))]
	widthText, precisionText, hasPrecision := strings.Cut(spec[len(flags):], ".")
	width, _ := strconv.Atoi(widthText)
	precision, _ := strconv.Atoi(precisionText)
	var s string
	numeric := true
	switch verb {
	case 'd', 'i':
		v := toInteger(L, checkNumber(L, arg))
		s = signed(digitsOf(strconv.FormatUint(magnitude(v), 10), precision), v < 0, flags)
	case 'u', 'x', 'X', 'o':
		v := uint64(toInteger(L, checkNumber(L, arg)))
		base := map[byte]int{'u': 10, 'x': 16, 'X': 16, 'o': 8}[verb]
		s = digitsOf(strconv.FormatUint(v, base), precision)
		if strings.Contains(flags, "#") && base == 16 && v != 0 {
			s = "0x" + s
		}
		if verb == 'X' {
			s = strings.ToUpper(s)
		}
	case 'e', 'E', 'f', 'F', 'g', 'G', 'a', 'A':
		v := checkNumber(L, arg)
		if !hasPrecision {
			precision = 6
		}
		finite := !math.IsInf(v, 0) && !math.IsNaN(v)
		switch size := math.Abs(v); {
		case !finite:
			s = strings.TrimPrefix(formatNumber(size), "-")
		case verb == 'g' || verb == 'G':
			s = general(size, precision, verb)
		case verb == 'a' || verb == 'A':
			s = strconv.FormatFloat(size, 'x'-'a'+verb, -1, 64)
		default:
			s = strconv.FormatFloat(size, verb|0x20, precision, 64)
			if verb == 'E' {
				s = strings.ToUpper(s)
			}
		}
		s = signed(s, math.Signbit(v) && !math.IsNaN(v), flags)
		hasPrecision = !finite
	case 'c':
		return pad(string([]byte{byte(toInteger(L, checkNumber(L, arg)))}), width, flags, false)
	case 's':
		s, numeric = textOf(L, L.Get(arg)), false
		if hasPrecision && precision < len(s) {
			s = s[:precision]
		}
	case 'q':
		return quote(L, L.Get(arg))
	default:
		L.RaiseError("invalid conversion '%%%s%c' to 'format'", spec, verb)
	}
	return pad(s, width, flags, numeric && !hasPrecision)
}

func checkNumber(L *glua.LState, arg int) float64 {
	v, ok := toNumber(L.Get(arg))
	if !ok {
		L.ArgError(arg, "number expected, got "+L.Get(arg).Type().String())
	}
	return v
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}

func digitsOf(s string, precision int) string {
	if len(s) < precision {
		return strings.Repeat("0", precision-len(s)) + s
	}
	return s
}

func signed(s string, negative bool, flags string) string {
	switch {
	case negative:
		return "-" + s
	case strings.Contains(flags, "+"):
		return "+" + s
	case strings.Contains(flags, " "):
		return " " + s
	}
	return s
}

func pad(s string, width int, flags string, zeros bool) string {
	missing := width - len(s)
	switch {
	case missing <= 0:
		return s
	case strings.Contains(flags, "-"):
		return s + strings.Repeat(" ", missing)
	case zeros && strings.Contains(flags, "0"):
		sign := len(s) - len(strings.TrimLeft(s, "+- "))
		if strings.HasPrefix(s[sign:], "0x") || strings.HasPrefix(s[sign:], "0X") {
			sign += 2
		}
		return s[:sign] + strings.Repeat("0", missing) + s[sign:]
	}
	return strings.Repeat(" ", missing) + s
}

// quote writes a value as a Lua literal.
func quote(L *glua.LState, v glua.LValue) string {
	s, ok := v.(glua.LString)
	if !ok {
		return textOf(L, v)
	}
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\' || c == '\n':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < 0x20 || c == 0x7f:
			if i+1 < len(s) && digit(s[i+1]) {
				fmt.Fprintf(&b, "\\%03d", c)
			} else {
				fmt.Fprintf(&b, "\\%d", c)
			}
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// textOf is tostring.
func textOf(L *glua.LState, v glua.LValue) string {
	if s, ok := plainText(v); ok {
		return s
	}
	if f := L.GetMetaField(v, "__tostring"); f != glua.LNil {
		L.Push(f)
		L.Push(v)
		L.Call(1, 1)
		defer L.Pop(1)
		s, ok := plainText(L.Get(-1))
		if !ok {
			L.RaiseError("'__tostring' must return a string")
		}
		return s
	}
	return v.String()
}
