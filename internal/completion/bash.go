package completion

import "strings"

// typed is a command line of bash up to the cursor.
type typed struct {
	// words are the words without quotes; the last one is at the cursor.
	words []string
	// quote is the quotation mark that is open at the cursor, or 0.
	quote byte
	// kept is the beginning of the last word that readline leaves alone,
	// because it completes what follows the last quotation mark or one of
	// $COMP_WORDBREAKS.
	kept string
}

// defaultBreaks are bash's $COMP_WORDBREAKS.
const defaultBreaks = " \t\n\"'><=;|&(:"

// split takes a line apart as bash does, without expanding anything.
func split(line, breaks string) typed {
	var t typed
	var word strings.Builder
	inWord := false
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case t.quote == '\'' && c != '\'':
			word.WriteByte(c)
		case t.quote == '"' && c != '"':
			if c == '\\' && i+1 < len(line) && strings.IndexByte("$`\"\\", line[i+1]) >= 0 {
				i++
			}
			word.WriteByte(line[i])
		case t.quote != 0:
			t.quote = 0
		case c == '\'' || c == '"':
			t.quote, inWord = c, true
			t.kept = word.String()
		case c == '\\':
			inWord = true
			if i++; i < len(line) {
				word.WriteByte(line[i])
			}
		case c == ' ' || c == '\t' || c == '\n':
			if inWord {
				t.words = append(t.words, word.String())
			}
			word.Reset()
			inWord, t.kept = false, ""
		default:
			word.WriteByte(c)
			inWord = true
			if strings.IndexByte(breaks, c) >= 0 {
				t.kept = word.String()
			}
		}
	}
	t.words = append(t.words, word.String())
	return t
}

// insert is what readline has to put in for a candidate, if it goes on from
// what is there.
func (t typed) insert(candidate string) (string, bool) {
	if !strings.HasPrefix(candidate, t.words[len(t.words)-1]) {
		return "", false
	}
	rest := strings.TrimPrefix(candidate, t.kept)
	switch t.quote {
	case '\'':
		return strings.ReplaceAll(rest, `'`, `'\''`), true
	case '"':
		return doubleQuoted.Replace(rest), true
	}
	var b strings.Builder
	for _, c := range rest {
		if strings.ContainsRune(" \t\"'`\\$&|;<>()*?[]!~#", c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String(), true
}

var doubleQuoted = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`")
