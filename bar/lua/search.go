package lua

import (
	"bytes"
	"strings"

	glua "github.com/yuin/gopher-lua"
)

// value is a capture; the whole match, from s to end, if there is none.
func (m *matcher) value(i, s, end int) glua.LValue {
	if i >= m.level {
		if i > 0 {
			m.L.RaiseError("invalid capture index %%%d", i+1)
		}
		return glua.LString(m.s[s:end])
	}
	switch m.len[i] {
	case placeCapture:
		return glua.LNumber(m.start[i] + 1)
	case openCapture:
		m.L.RaiseError("unfinished capture")
	}
	return glua.LString(m.s[m.start[i] : m.start[i]+m.len[i]])
}

// push pushes the captures, or the whole match, and returns how many.
func (m *matcher) push(s, end int, whole bool) int {
	n := m.level
	if n == 0 && whole {
		n = 1
	}
	for i := range n {
		m.L.Push(m.value(i, s, end))
	}
	return n
}

func newMatcher(L *glua.LState, s, pattern string) (*matcher, bool) {
	anchored := strings.HasPrefix(pattern, "^")
	return &matcher{L: L, s: s, p: strings.TrimPrefix(pattern, "^")}, anchored
}

// search is find and match.
func search(L *glua.LState, find bool) int {
	s, pattern := L.CheckString(1), L.CheckString(2)
	from := place(L.OptInt(3, 1), len(s)) - 1
	if from < 0 {
		from = 0
	}
	if from > len(s) {
		L.Push(glua.LNil)
		return 1
	}
	if find && (glua.LVAsBool(L.Get(4)) || !strings.ContainsAny(pattern, "^$*+?.([%-")) {
		at := strings.Index(s[from:], pattern)
		if at < 0 {
			L.Push(glua.LNil)
			return 1
		}
		L.Push(glua.LNumber(from + at + 1))
		L.Push(glua.LNumber(from + at + len(pattern)))
		return 2
	}
	m, anchored := newMatcher(L, s, pattern)
	for at := from; at <= len(s); at++ {
		m.level = 0
		if end := m.match(at, 0); end >= 0 {
			if !find {
				return m.push(at, end, true)
			}
			L.Push(glua.LNumber(at + 1))
			L.Push(glua.LNumber(end))
			return m.push(at, end, false) + 2
		}
		if anchored {
			break
		}
	}
	L.Push(glua.LNil)
	return 1
}

func find(L *glua.LState) int  { return search(L, true) }
func match(L *glua.LState) int { return search(L, false) }

func gmatch(L *glua.LState) int {
	s, pattern := L.CheckString(1), L.CheckString(2)
	at, last := max(place(L.OptInt(3, 1), len(s))-1, 0), -1
	L.Push(L.NewFunction(func(L *glua.LState) int {
		m := &matcher{L: L, s: s, p: pattern}
		for ; at <= len(s); at++ {
			m.level = 0
			if end := m.match(at, 0); end >= 0 && end != last {
				began := at
				at, last = end, end
				return m.push(began, end, true)
			}
		}
		L.Push(glua.LNil)
		return 1
	}))
	return 1
}

func gsub(L *glua.LState) int {
	s, pattern, by := L.CheckString(1), L.CheckString(2), L.Get(3)
	switch by.Type() {
	case glua.LTString, glua.LTNumber, glua.LTTable, glua.LTFunction:
	default:
		L.ArgError(3, "string/function/table expected, got "+by.Type().String())
	}
	most := L.OptInt(4, len(s)+1)
	m, anchored := newMatcher(L, s, pattern)
	var b bytes.Buffer
	n, at, last := 0, 0, -1
	for n < most {
		m.level = 0
		end := m.match(at, 0)
		switch {
		case end >= 0 && end != last:
			n++
			m.replace(&b, by, at, end)
			at, last = end, end
		case at < len(s):
			b.WriteByte(s[at])
			at++
		default:
			at = len(s) + 1
		}
		if at > len(s) || anchored {
			break
		}
		if b.Len() > longest {
			L.RaiseError("the resulting string is too long")
		}
	}
	if at < len(s) {
		b.WriteString(s[at:])
	}
	L.Push(glua.LString(b.String()))
	L.Push(glua.LNumber(n))
	return 2
}

// replace writes what stands for a match in gsub.
func (m *matcher) replace(b *bytes.Buffer, by glua.LValue, s, end int) {
	var v glua.LValue
	switch by := by.(type) {
	case *glua.LFunction:
		m.L.Push(by)
		n := m.push(s, end, true)
		m.L.Call(n, 1)
		v = m.L.Get(-1)
		m.L.Pop(1)
	case *glua.LTable:
		v = m.L.GetTable(by, m.value(0, s, end))
	default:
		template, _ := plainText(by)
		for i := 0; i < len(template); i++ {
			if template[i] != '%' {
				b.WriteByte(template[i])
				continue
			}
			i++
			switch {
			case i < len(template) && template[i] == '%':
				b.WriteByte('%')
			case i < len(template) && template[i] == '0':
				b.WriteString(m.s[s:end])
			case i < len(template) && digit(template[i]):
				b.WriteString(textOf(m.L, m.value(int(template[i]-'1'), s, end)))
			default:
				m.L.RaiseError("invalid use of '%%' in replacement string")
			}
		}
		return
	}
	if !glua.LVAsBool(v) {
		b.WriteString(m.s[s:end])
		return
	}
	text, ok := plainText(v)
	if !ok {
		m.L.RaiseError("invalid replacement value (a %s)", v.Type())
	}
	b.WriteString(text)
}
