package lua

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// kind is what sort of token a token is.
type kind int

const (
	endOfFile kind = iota
	name
	number
	text
	symbol // operators, punctuation and reserved words
)

// token is one lexical element of Lua 5.4 (reference manual §3.1).
type token struct {
	kind  kind
	text  string // the name, the string's value, the symbol
	value float64
	line  int
}

func (t token) String() string {
	switch t.kind {
	case endOfFile:
		return "the end of the file"
	case number:
		return "number " + formatNumber(t.value)
	case text:
		return "string " + strconv.Quote(t.text)
	}
	return "'" + t.text + "'"
}

// syntaxError is an error in a Lua source. It is thrown as a panic by lexer
// and parser, and returned by parse.
type syntaxError struct {
	file    string
	line    int
	message string
}

func (e *syntaxError) Error() string { return fmt.Sprintf("%s:%d: %s", e.file, e.line, e.message) }

var reserved = map[string]bool{
	"and": true, "break": true, "do": true, "else": true, "elseif": true, "end": true,
	"false": true, "for": true, "function": true, "goto": true, "if": true, "in": true,
	"local": true, "nil": true, "not": true, "or": true, "repeat": true, "return": true,
	"then": true, "true": true, "until": true, "while": true,
}

// symbols by length, the longest first.
var symbols = [][]string{
	{"..."},
	{"==", "~=", "<=", ">=", "//", "::", "<<", ">>", ".."},
	{"+", "-", "*", "/", "%", "^", "#", "&", "~", "|", "<", ">", "=", "(", ")", "{", "}", "[", "]", ";", ":", ",", "."},
}

type lexer struct {
	file, source string
	at, line     int
}

func newLexer(file, source string) *lexer {
	l := &lexer{file: file, source: strings.TrimPrefix(source, "\ufeff"), line: 1}
	if strings.HasPrefix(l.source, "#") {
		for l.at < len(l.source) && l.source[l.at] != '\n' {
			l.at++
		}
	}
	return l
}

func (l *lexer) fail(line int, format string, args ...any) {
	panic(&syntaxError{l.file, line, fmt.Sprintf(format, args...)})
}

func (l *lexer) has(prefix string) bool { return strings.HasPrefix(l.source[l.at:], prefix) }

// next reads the token at the current place.
func (l *lexer) next() token {
	l.skip()
	t := token{line: l.line}
	if l.at >= len(l.source) {
		return t
	}
	c := l.source[l.at]
	switch {
	case letter(c):
		start := l.at
		for l.at < len(l.source) && (letter(l.source[l.at]) || digit(l.source[l.at])) {
			l.at++
		}
		t.kind, t.text = name, l.source[start:l.at]
		if reserved[t.text] {
			t.kind = symbol
		}
		return t
	case digit(c), c == '.' && l.at+1 < len(l.source) && digit(l.source[l.at+1]):
		t.kind, t.value = number, l.number()
		return t
	case c == '"', c == '\'':
		t.kind, t.text = text, l.quoted(c)
		return t
	case c == '[':
		if s, ok := l.long(); ok {
			t.kind, t.text = text, s
			return t
		}
	}
	for _, group := range symbols {
		for _, s := range group {
			if l.has(s) {
				l.at += len(s)
				t.kind, t.text = symbol, s
				return t
			}
		}
	}
	r, _ := utf8.DecodeRuneInString(l.source[l.at:])
	l.fail(l.line, "unexpected character %q", r)
	return t
}

// skip passes over white space and comments.
func (l *lexer) skip() {
	for l.at < len(l.source) {
		switch c := l.source[l.at]; {
		case c == '\n':
			l.line++
			l.at++
		case c == ' ', c == '\t', c == '\r', c == '\v', c == '\f':
			l.at++
		case l.has("--"):
			l.at += 2
			if l.has("[") {
				if _, ok := l.long(); ok {
					continue
				}
			}
			for l.at < len(l.source) && l.source[l.at] != '\n' {
				l.at++
			}
		default:
			return
		}
	}
}

// long reads a string or comment in long brackets, of any level.
func (l *lexer) long() (string, bool) {
	end := l.at + 1
	for end < len(l.source) && l.source[end] == '=' {
		end++
	}
	if end >= len(l.source) || l.source[end] != '[' {
		return "", false
	}
	closing := "]" + strings.Repeat("=", end-l.at-1) + "]"
	start, line := end+1, l.line
	length := strings.Index(l.source[start:], closing)
	if length < 0 {
		l.fail(line, "what starts with %s has no %s", l.source[l.at:end+1], closing)
	}
	s := l.source[start : start+length]
	l.at = start + length + len(closing)
	l.line += strings.Count(s, "\n")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimPrefix(s, "\n"), true
}

func (l *lexer) number() float64 {
	start := l.at
	exponents := "eE"
	if l.has("0x") || l.has("0X") {
		exponents = "pP"
		l.at += 2
	}
	for l.at < len(l.source) {
		c := l.source[l.at]
		sign := (c == '+' || c == '-') && strings.IndexByte(exponents, l.source[l.at-1]) >= 0
		if !sign && !letter(c) && !digit(c) && c != '.' {
			break
		}
		l.at++
	}
	written := l.source[start:l.at]
	value, ok := parseNumber(written)
	if !ok {
		l.fail(l.line, "malformed number %s", written)
	}
	return value
}

// quoted reads a short string; c is its quote.
func (l *lexer) quoted(quote byte) string {
	var b strings.Builder
	line := l.line
	for l.at++; ; {
		if l.at >= len(l.source) || l.source[l.at] == '\n' {
			l.fail(line, "the string has no closing %c", quote)
		}
		c := l.source[l.at]
		l.at++
		if c == quote {
			return b.String()
		}
		if c != '\\' {
			b.WriteByte(c)
			continue
		}
		l.escape(&b)
	}
}

// escape reads what follows a backslash (reference manual §3.1).
func (l *lexer) escape(b *strings.Builder) {
	if l.at >= len(l.source) {
		l.fail(l.line, "the string is not closed")
	}
	c := l.source[l.at]
	l.at++
	if i := strings.IndexByte(`abfnrtv\"'`, c); i >= 0 {
		b.WriteByte("\a\b\f\n\r\t\v\\\"'"[i])
		return
	}
	switch {
	case c == '\r' || c == '\n':
		if c == '\r' && l.has("\n") {
			l.at++
		}
		l.line++
		b.WriteByte('\n')
	case c == 'x':
		if l.at+2 > len(l.source) {
			l.fail(l.line, "\\x wants two hexadecimal digits")
		}
		v, err := strconv.ParseUint(l.source[l.at:l.at+2], 16, 8)
		if err != nil {
			l.fail(l.line, "\\x wants two hexadecimal digits, not %s", l.source[l.at:l.at+2])
		}
		l.at += 2
		b.WriteByte(byte(v))
	case c == 'z':
		for l.at < len(l.source) && strings.IndexByte(" \t\r\n\v\f", l.source[l.at]) >= 0 {
			if l.source[l.at] == '\n' {
				l.line++
			}
			l.at++
		}
	case c == 'u':
		end := strings.IndexByte(l.source[l.at:], '}')
		if !l.has("{") || end < 0 {
			l.fail(l.line, "\\u wants a number in braces, such as \\u{1F600}")
		}
		v, err := strconv.ParseUint(l.source[l.at+1:l.at+end], 16, 31)
		if err != nil {
			l.fail(l.line, "\\u{%s} is no hexadecimal number below 2^31", l.source[l.at+1:l.at+end])
		}
		l.at += end + 1
		b.WriteString(encodeRune(uint32(v)))
	case digit(c):
		v := int(c - '0')
		for i := 0; i < 2 && l.at < len(l.source) && digit(l.source[l.at]); i++ {
			v = v*10 + int(l.source[l.at]-'0')
			l.at++
		}
		if v > 255 {
			l.fail(l.line, "\\%d is above 255", v)
		}
		b.WriteByte(byte(v))
	default:
		l.fail(l.line, "\\%c is no escape sequence; write \\\\ for a backslash", c)
	}
}

func letter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }

// encodeRune is the UTF-8 of a code point, surrogates and up to 2^31 included.
func encodeRune(v uint32) string {
	if v < 0x80 {
		return string([]byte{byte(v)})
	}
	var tail []byte
	first := uint32(0x3f)
	for v > first {
		tail = append([]byte{byte(0x80 | v&0x3f)}, tail...)
		v >>= 6
		first >>= 1
	}
	return string(append([]byte{byte(^first<<1 | v)}, tail...))
}

// parseNumber reads a number as Lua writes them: decimal or hexadecimal,
// with fraction and exponent. Hexadecimal integers wrap at 64 bits.
func parseNumber(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	digits := strings.TrimLeft(s, "+-")
	if len(s)-len(digits) > 1 || strings.ContainsAny(s, "_nN") || len(digits) == 0 {
		return 0, false
	}
	if !strings.HasPrefix(digits, "0x") && !strings.HasPrefix(digits, "0X") {
		if strings.ContainsAny(digits, "xXpPiI") {
			return 0, false
		}
		v, err := strconv.ParseFloat(s, 64)
		return v, err == nil || math.IsInf(v, 0)
	}
	if !strings.ContainsAny(digits, ".pP") {
		var v uint64
		if len(digits) == 2 {
			return 0, false
		}
		for _, c := range digits[2:] {
			d := strings.IndexRune("0123456789abcdef", c|0x20)
			if c >= '0' && c <= '9' {
				d = int(c - '0')
			}
			if d < 0 {
				return 0, false
			}
			v = v<<4 | uint64(d)
		}
		if s[0] == '-' {
			return -float64(int64(v)), true
		}
		return float64(int64(v)), true
	}
	if !strings.ContainsAny(digits, "pP") {
		s += "p0"
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil
}
