package config

import (
	"strings"
	"unicode/utf8"
)

// dialect turns a pattern as Swift's Regex reads it into one for regexp2, whose
// dialect is .NET's. What both know stays as it is. Known differences that
// remain: set operations within character classes, \y, and the number of a named
// group, which regexp2 counts after the others.
func dialect(pattern string) string {
	t := translation{rest: pattern, atom: none}
	for t.rest != "" {
		t.step()
	}
	return string(t.out)
}

const none = -1

type translation struct {
	rest   string // not read yet
	out    []byte
	atom   int   // where in out the last thing begins that a quantifier may follow, or none
	groups []int // where in out the open groups begin
}

// take moves n bytes from rest to out.
func (t *translation) take(n int) {
	n = min(n, len(t.rest))
	t.out = append(t.out, t.rest[:n]...)
	t.rest = t.rest[n:]
}

// through moves everything up to and with end, or all if there is none.
func (t *translation) through(end string) {
	if i := strings.Index(t.rest, end); i >= 0 {
		t.take(i + len(end))
		return
	}
	t.take(len(t.rest))
}

// put writes text in place of n bytes of rest.
func (t *translation) put(n int, text string) {
	t.out = append(t.out, text...)
	t.rest = t.rest[n:]
}

func (t *translation) step() {
	start := len(t.out)
	if q := quantifier().FindString(t.rest); q != "" && t.atom != none {
		t.quantifier(q)
		return
	}
	switch t.rest[0] {
	case '\\':
		t.escape(false)
	case '[':
		t.class()
	case '(':
		t.open()
		return
	case ')':
		if last := len(t.groups) - 1; last >= 0 {
			start, t.groups = t.groups[last], t.groups[:last]
		}
		t.take(1)
	default:
		_, size := utf8.DecodeRuneInString(t.rest)
		t.take(size)
	}
	t.atom = start
	if start == len(t.out) {
		t.atom = none
	}
}

var quantifier = lazily(`^(?:[*+?]|\{\d+(?:,\d*)?\}|\{,\d+\})`)

// quantifier reads one, and what makes it lazy or possessive. regexp2 lacks
// possessive ones; an atomic group is the same.
func (t *translation) quantifier(q string) {
	if upTo, ok := strings.CutPrefix(q, "{,"); ok {
		t.put(len(q), "{0,"+upTo)
	} else {
		t.take(len(q))
	}
	switch {
	case strings.HasPrefix(t.rest, "?"):
		t.take(1)
	case strings.HasPrefix(t.rest, "+"):
		atomic := "(?>" + string(t.out[t.atom:]) + ")"
		t.out = append(t.out[:t.atom], atomic...)
		t.rest = t.rest[1:]
	}
	t.atom = none
}

var pythonName = lazily(`^\(\?P=(\w+)\)`)

// open reads the beginning of a group.
func (t *translation) open() {
	start := len(t.out)
	if m := pythonName().FindStringSubmatch(t.rest); m != nil {
		t.put(len(m[0]), `\k<`+m[1]+`>`)
		t.atom = start
		return
	}
	t.atom = none
	switch {
	case strings.HasPrefix(t.rest, "(?#"):
		t.through(")")
		return
	case strings.HasPrefix(t.rest, "(?P<"):
		t.put(len("(?P<"), "(?<")
	case strings.HasPrefix(t.rest, "(?"):
		t.take(len("(?"))
	default:
		t.take(1)
	}
	t.groups = append(t.groups, start)
}

// horizontalSpace is \h within a character class.
const horizontalSpace = `\t\p{Zs}`

var (
	punctuation = lazily(`[!-/:-@\[-^{-~` + "`" + `\s]`)

	numbered = lazily(`^\\g(?:\{(\d+)\}|(\d+))`)
	named    = lazily(`^\\[xpPk](?:\{[^}]*\}|<[^>]*>|'[^']*')`)
	property = lazily(`^\\([pP])\{(\^?)(?:(?:[sS]cript|sc)=)?(\w+)\}`)
)

// escape reads what begins with a backslash, in a character class or outside.
func (t *translation) escape(inClass bool) {
	if len(t.rest) == 1 {
		t.take(1)
		return
	}
	switch c := t.rest[1]; {
	case c == 'Q':
		text, after, _ := strings.Cut(t.rest[2:], `\E`)
		t.rest = punctuation().ReplaceAllString(text, `\$0`) + after
	case c == 'h' && inClass:
		t.put(2, horizontalSpace)
	case c == 'h':
		t.put(2, "["+horizontalSpace+"]")
	case c == 'H' && !inClass:
		t.put(2, "[^"+horizontalSpace+"]")
	case c == 'R' && !inClass:
		t.put(2, `(?>\r\n|[\n-\r\x85\u2028\u2029])`)
	case c == 'X' && !inClass:
		t.put(2, `(?>\r\n|\P{M}\p{M}*|\p{M}+)`)
	case c == 'N' && !inClass:
		t.put(2, `[^\n]`)
	case c == 'u' && strings.HasPrefix(t.rest[2:], "{"):
		t.put(2, `\x`)
		t.through("}")
	case c == 'g' && numbered().MatchString(t.rest):
		m := numbered().FindStringSubmatch(t.rest)
		t.put(len(m[0]), `(?:\`+m[1]+m[2]+`)`)
	case property().MatchString(t.rest):
		m := property().FindStringSubmatch(t.rest)
		letter := m[1]
		if m[2] != "" {
			letter = map[string]string{"p": "P", "P": "p"}[letter]
		}
		t.put(len(m[0]), `\`+letter+`{`+m[3]+`}`)
	case c == '_':
		t.put(2, "_")
	case c == 'c':
		t.take(3)
	case named().MatchString(t.rest):
		t.take(len(named().FindString(t.rest)))
	default:
		_, size := utf8.DecodeRuneInString(t.rest[1:])
		t.take(1 + size)
	}
}

// posix are the named classes that stand within a character class.
var posix = map[string]string{
	"alpha": `\p{L}\p{M}`, "digit": `\p{Nd}`, "alnum": `\p{L}\p{M}\p{Nd}`, "upper": `\p{Lu}`, "lower": `\p{Ll}`,
	"space": `\s`, "blank": horizontalSpace, "punct": `\p{P}`, "cntrl": `\p{Cc}`, "word": `\w`,
	"xdigit": `0-9A-Fa-f`,
}

var posixClass = lazily(`^\[:(\w+):\]`)

// class reads a character class.
func (t *translation) class() {
	t.take(1)
	if strings.HasPrefix(t.rest, "^") {
		t.take(1)
	}
	if strings.HasPrefix(t.rest, "]") {
		t.take(1)
	}
	for t.rest != "" {
		switch m := posixClass().FindStringSubmatch(t.rest); {
		case t.rest[0] == ']':
			t.take(1)
			return
		case t.rest[0] == '\\':
			t.escape(true)
		case m != nil && posix[m[1]] != "":
			t.put(len(m[0]), posix[m[1]])
		case strings.HasPrefix(t.rest, "-["): // .NET's subtraction
			t.take(1)
			t.class()
		default:
			t.take(1)
		}
	}
}
