package lua

import (
	"strings"

	glua "github.com/yuin/gopher-lua"
)

// gopher-lua's string functions know no frontier, return no value instead of
// nil for a match that fails, and their iterator depends on being called by
// for. These follow the reference manual (§6.4.1), and can be stopped.

const (
	mostCaptures = 32
	deepestMatch = 200
	openCapture  = -1
	placeCapture = -2
)

// matcher matches a pattern at one place of a string.
type matcher struct {
	L          *glua.LState
	s, p       string
	level      int
	start, len [mostCaptures]int
	depth      int
	steps      int
}

// step lets the meter stop a match that takes for ever.
func (m *matcher) step() {
	if m.steps++; m.steps&0xfff == 0 {
		select {
		case <-m.L.Context().Done():
			m.L.RaiseError("%s", m.L.Context().Err())
		default:
		}
	}
}

// classEnd is where the single-character class at p ends.
func (m *matcher) classEnd(p int) int {
	c := m.p[p]
	p++
	if c == '%' {
		if p >= len(m.p) {
			m.L.RaiseError("malformed pattern (ends with '%%')")
		}
		return p + 1
	}
	if c != '[' {
		return p
	}
	if p < len(m.p) && m.p[p] == '^' {
		p++
	}
	for first := true; first || p >= len(m.p) || m.p[p] != ']'; first = false {
		if p >= len(m.p) {
			m.L.RaiseError("malformed pattern (missing ']')")
		}
		if m.p[p] == '%' {
			p++
		}
		p++
	}
	return p + 1
}

func inClass(c, class byte) bool {
	var in bool
	lower := class | 0x20
	switch lower {
	case 'a':
		in = c|0x20 >= 'a' && c|0x20 <= 'z'
	case 'c':
		in = c < 0x20 || c == 0x7f
	case 'd':
		in = digit(c)
	case 'g':
		in = c > 0x20 && c < 0x7f
	case 'l':
		in = c >= 'a' && c <= 'z'
	case 'p':
		in = c > 0x20 && c < 0x7f && !digit(c) && (c|0x20 < 'a' || c|0x20 > 'z')
	case 's':
		in = c == ' ' || c >= '\t' && c <= '\r'
	case 'u':
		in = c >= 'A' && c <= 'Z'
	case 'w':
		in = digit(c) || c|0x20 >= 'a' && c|0x20 <= 'z'
	case 'x':
		in = digit(c) || c|0x20 >= 'a' && c|0x20 <= 'f'
	case 'z':
		in = c == 0
	default:
		return class == c
	}
	if class < 'a' {
		return !in
	}
	return in
}

// inSet says whether c is in the set from p, its bracket, to end, behind it.
func (m *matcher) inSet(c byte, p, end int) bool {
	set := m.p[p+1 : end-1]
	in := true
	if strings.HasPrefix(set, "^") {
		in, set = false, set[1:]
	}
	for i := 0; i < len(set); i++ {
		switch {
		case set[i] == '%' && i+1 < len(set):
			i++
			if inClass(c, set[i]) {
				return in
			}
		case i+2 < len(set) && set[i+1] == '-':
			if set[i] <= c && c <= set[i+2] {
				return in
			}
			i += 2
		case set[i] == c:
			return in
		}
	}
	return !in
}

func (m *matcher) single(s, p, end int) bool {
	m.step()
	if s >= len(m.s) {
		return false
	}
	switch c := m.s[s]; m.p[p] {
	case '.':
		return true
	case '%':
		return inClass(c, m.p[p+1])
	case '[':
		return m.inSet(c, p, end)
	default:
		return m.p[p] == c
	}
}

// match returns where the match of the pattern from p on ends that begins at
// s, or -1.
func (m *matcher) match(s, p int) int {
	if m.depth++; m.depth > deepestMatch {
		m.L.RaiseError("pattern too complex")
	}
	defer func() { m.depth-- }()
	for p < len(m.p) {
		m.step()
		switch m.p[p] {
		case '(':
			if p+1 < len(m.p) && m.p[p+1] == ')' {
				return m.capture(s, p+2, placeCapture)
			}
			return m.capture(s, p+1, openCapture)
		case ')':
			return m.closeCapture(s, p+1)
		case '$':
			if p+1 == len(m.p) {
				if s == len(m.s) {
					return s
				}
				return -1
			}
		case '%':
			if p+1 < len(m.p) {
				switch c := m.p[p+1]; {
				case c == 'b':
					if s = m.balance(s, p+2); s < 0 {
						return -1
					}
					p += 4
					continue
				case c == 'f':
					p += 2
					if p >= len(m.p) || m.p[p] != '[' {
						m.L.RaiseError("missing '[' after '%%f' in pattern")
					}
					end := m.classEnd(p)
					var before, after byte
					if s > 0 {
						before = m.s[s-1]
					}
					if s < len(m.s) {
						after = m.s[s]
					}
					if m.inSet(before, p, end) || !m.inSet(after, p, end) {
						return -1
					}
					p = end
					continue
				case digit(c):
					l := m.captured(c)
					text := m.s[m.start[l] : m.start[l]+m.len[l]]
					if !strings.HasPrefix(m.s[s:], text) {
						return -1
					}
					s += len(text)
					p += 2
					continue
				}
			}
		}
		end := m.classEnd(p)
		var suffix byte
		if end < len(m.p) {
			suffix = m.p[end]
		}
		switch suffix {
		case '?':
			if m.single(s, p, end) {
				if r := m.match(s+1, end+1); r >= 0 {
					return r
				}
			}
			p = end + 1
		case '*', '+':
			n := 0
			for m.single(s+n, p, end) {
				n++
			}
			least := 0
			if suffix == '+' {
				least = 1
			}
			for ; n >= least; n-- {
				if r := m.match(s+n, end+1); r >= 0 {
					return r
				}
			}
			return -1
		case '-':
			for {
				if r := m.match(s, end+1); r >= 0 {
					return r
				}
				if !m.single(s, p, end) {
					return -1
				}
				s++
			}
		default:
			if !m.single(s, p, end) {
				return -1
			}
			s++
			p = end
		}
	}
	return s
}

func (m *matcher) capture(s, p, kind int) int {
	if m.level >= mostCaptures {
		m.L.RaiseError("too many captures")
	}
	m.start[m.level], m.len[m.level] = s, kind
	m.level++
	r := m.match(s, p)
	if r < 0 {
		m.level--
	}
	return r
}

func (m *matcher) closeCapture(s, p int) int {
	for l := m.level - 1; l >= 0; l-- {
		if m.len[l] == openCapture {
			m.len[l] = s - m.start[l]
			r := m.match(s, p)
			if r < 0 {
				m.len[l] = openCapture
			}
			return r
		}
	}
	m.L.RaiseError("invalid pattern capture")
	return -1
}

func (m *matcher) captured(c byte) int {
	l := int(c) - '1'
	if l < 0 || l >= m.level || m.len[l] < 0 {
		m.L.RaiseError("invalid capture index %%%d", l+1)
	}
	return l
}

func (m *matcher) balance(s, p int) int {
	if p+1 >= len(m.p) {
		m.L.RaiseError("malformed pattern (missing arguments to '%%b')")
	}
	if s >= len(m.s) || m.s[s] != m.p[p] {
		return -1
	}
	depth := 1
	for i := s + 1; i < len(m.s); i++ {
		switch m.s[i] {
		case m.p[p+1]:
			if depth--; depth == 0 {
				return i + 1
			}
		case m.p[p]:
			depth++
		}
	}
	return -1
}
