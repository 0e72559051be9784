package lua

import (
	"strings"
	"unicode/utf8"

	glua "github.com/yuin/gopher-lua"
)

// openUTF8 is the library utf8 (reference manual §6.5).
func (p *Program) openUTF8() {
	t := p.library("utf8")
	t.RawSetString("charpattern", glua.LString("[\x00-\x7F\xC2-\xFD][\x80-\xBF]*"))
	p.fill(t, map[string]glua.LGFunction{
		"char": func(L *glua.LState) int {
			var b strings.Builder
			for i := 1; i <= L.GetTop(); i++ {
				b.WriteString(encodeRune(uint32(toInteger(L, checkNumber(L, i)))))
			}
			L.Push(glua.LString(b.String()))
			return 1
		},
		"codepoint": func(L *glua.LState) int {
			s := L.CheckString(1)
			first := place(L.OptInt(2, 1), len(s))
			last := place(L.OptInt(3, first), len(s))
			if first < 1 || last > len(s) {
				L.RaiseError("out of bounds")
			}
			n := 0
			for i := first - 1; i < last; n++ {
				r, size := utf8.DecodeRuneInString(s[i:])
				if r == utf8.RuneError && size <= 1 {
					L.RaiseError("invalid UTF-8 code")
				}
				L.Push(glua.LNumber(r))
				i += size
			}
			return n
		},
		"len": func(L *glua.LState) int {
			s := L.CheckString(1)
			first, last := place(L.OptInt(2, 1), len(s)), place(L.OptInt(3, -1), len(s))
			n := 0
			for i := first - 1; i < last && i >= 0; n++ {
				r, size := utf8.DecodeRuneInString(s[i:])
				if r == utf8.RuneError && size <= 1 {
					L.Push(glua.LNil)
					L.Push(glua.LNumber(i + 1))
					return 2
				}
				i += size
			}
			L.Push(glua.LNumber(n))
			return 1
		},
		"offset": func(L *glua.LState) int {
			s, n := L.CheckString(1), L.CheckInt(2)
			start := 1
			if n <= 0 {
				start = len(s) + 1
			}
			L.Push(offset(s, n, place(L.OptInt(3, start), len(s))-1))
			return 1
		},
		"codes": func(L *glua.LState) int {
			s := L.CheckString(1)
			at := 0
			L.Push(L.NewFunction(func(L *glua.LState) int {
				if at >= len(s) {
					L.Push(glua.LNil)
					return 1
				}
				r, size := utf8.DecodeRuneInString(s[at:])
				if r == utf8.RuneError && size <= 1 {
					L.RaiseError("invalid UTF-8 code")
				}
				L.Push(glua.LNumber(at + 1))
				L.Push(glua.LNumber(r))
				at += size
				return 2
			}))
			return 1
		},
	})
}

// place is a position in a string of a length, negative ones from the end.
func place(i, length int) int {
	if i < 0 {
		return max(length+i+1, 0)
	}
	return i
}

// offset is where the n-th character from byte i on begins, as utf8.offset.
func offset(s string, n, i int) glua.LValue {
	inside := func(i int) bool { return i < len(s) && i >= 0 && !utf8.RuneStart(s[i]) }
	if n == 0 {
		for i > 0 && inside(i) {
			i--
		}
		return glua.LNumber(i + 1)
	}
	for ; n > 1 && i < len(s); n-- {
		for i++; inside(i); i++ {
		}
	}
	for ; n < 0 && i > 0; n++ {
		for i--; i > 0 && inside(i); i-- {
		}
	}
	if n != 1 && n != 0 {
		return glua.LNil
	}
	return glua.LNumber(i + 1)
}
