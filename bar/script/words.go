package script

import "strings"

// words splits a text of the shell into words if it is one plain command: words
// with quotes, backslashes and variables, nothing that only a shell can do.
// first is the first word in any case, if that much is plain, and "" if not.
func words(text string, getenv func(string) string) (list []string, first string, plain bool) {
	r := wordReader{text: text, getenv: getenv}
	for {
		r.text = strings.TrimLeft(r.text, " \t")
		if r.text == "" || r.text == "\n" {
			break
		}
		word, ok := r.next()
		if !ok {
			return nil, first, false
		}
		if list = append(list, word); len(list) == 1 {
			first = word
		}
	}
	return list, first, len(list) > 0
}

type wordReader struct {
	text   string // what is left
	getenv func(string) string
}

// special are the characters that mean something to the shell where they are
// not quoted. An equals sign may make an assignment of the first word, and is
// harmless elsewhere, but rare.
const special = "|&;<>()`*?[]{}!#=\n"

// next reads one word; false if it is not plain.
func (r *wordReader) next() (string, bool) {
	var b strings.Builder
	if r.text[0] == '~' {
		home := r.getenv("HOME")
		if home == "" || len(r.text) > 1 && !strings.ContainsRune("/ \t", rune(r.text[1])) {
			return "", false
		}
		b.WriteString(home)
		r.text = r.text[1:]
	}
	for r.text != "" {
		c := r.text[0]
		r.text = r.text[1:]
		switch {
		case c == ' ' || c == '\t':
			return b.String(), true
		case c == '\'':
			inside, rest, closed := strings.Cut(r.text, "'")
			if !closed {
				return "", false
			}
			b.WriteString(inside)
			r.text = rest
		case c == '"':
			if !r.quoted(&b) {
				return "", false
			}
		case c == '\\':
			if r.text == "" || r.text[0] == '\n' {
				return "", false
			}
			b.WriteByte(r.text[0])
			r.text = r.text[1:]
		case c == '$':
			value, ok := r.variable()
			// What is not quoted is split and matched with files.
			if !ok || value == "" || strings.ContainsAny(value, " \t\n*?[\\") {
				return "", false
			}
			b.WriteString(value)
		case strings.IndexByte(special, c) >= 0:
			// After a word the end of a line or a semicolon only ends the word.
			if (c == ';' || c == '\n') && b.Len() > 0 {
				r.text = string(c) + r.text
				return b.String(), true
			}
			return "", false
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), true
}

// quoted reads up to the closing quotation mark.
func (r *wordReader) quoted(b *strings.Builder) bool {
	for r.text != "" {
		c := r.text[0]
		r.text = r.text[1:]
		switch c {
		case '"':
			return true
		case '`':
			return false
		case '\\':
			if r.text == "" {
				return false
			}
			switch next := r.text[0]; next {
			case '"', '\\', '$', '`':
				b.WriteByte(next)
				r.text = r.text[1:]
			case '\n':
				r.text = r.text[1:]
			default:
				b.WriteByte('\\')
			}
		case '$':
			value, ok := r.variable()
			if !ok {
				return false
			}
			b.WriteString(value)
		default:
			b.WriteByte(c)
		}
	}
	return false
}

// variable reads NAME or {NAME}, after the dollar sign.
func (r *wordReader) variable() (string, bool) {
	braced := strings.HasPrefix(r.text, "{")
	rest := strings.TrimPrefix(r.text, "{")
	n := 0
	for n < len(rest) && isNameByte(rest[n], n == 0) {
		n++
	}
	if n == 0 {
		return "", false
	}
	name := rest[:n]
	rest = rest[n:]
	if braced {
		if rest == "" || rest[0] != '}' {
			return "", false
		}
		rest = rest[1:]
	}
	r.text = rest
	return r.getenv(name), true
}

func isNameByte(c byte, first bool) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || !first && '0' <= c && c <= '9'
}
