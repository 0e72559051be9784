package config

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// splitCharacter is how go-toml names the first byte of a longer character.
var splitCharacter = lazily(`U\+00[89A-F][0-9A-F]( '.*?')?`)

// plainer is a message of go-toml about text in better words: it guesses a
// keyword from one letter, and names the first byte of a longer character.
func plainer(message string, text []byte) string {
	if strings.HasPrefix(message, "expected keyword") {
		return "the value is no true, false, number or text in quotes"
	}
	char, size := utf8.DecodeRune(text)
	if size < 2 {
		return message
	}
	return splitCharacter().ReplaceAllLiteralString(message, fmt.Sprintf("%#U", char))
}

// unquoted is a line whose value is a text without quotes.
var unquoted = lazily(`^\s*[^=]*=\s*([\pL.~/_-][^'"#]*?|\d[^'"#=]*[\pL ][^'"#=]*?)\s*(#.*)?$`)

// messageHints are for messages that part is in.
var messageHints = []struct{ part, hint string }{
	{"escape", `In double quotes \ begins an escape; write \\ or use single quotes.`},
	{"already exists", "Keep one of the two."},
	{"already defined", "Keep one of the two."},
	{"cannot have new lines", closingQuote},
	{"unterminated", closingQuote},
	{"not terminated", "The closing quotes are missing."},
	{"array is incomplete", "The closing ] is missing."},
	{"inline table is incomplete", "The closing } is missing."},
}

const closingQuote = "The closing quote is missing. A text of several lines stands between ''' and '''."

// syntaxHint knows the slips that word processors and other languages bring in,
// and those that people make with quotes.
func syntaxHint(lines lineIndex, at place, message string) string {
	text, _, _ := bytes.Cut(lines.data[lines.starts[at.line-1]:], []byte("\n"))
	line := strings.TrimRight(string(text), "\r")
	chars := []rune(line)
	var here, before rune // the character at the place, and the nearest one before it
	if at.column <= len(chars) {
		here = chars[at.column-1]
	}
	head := strings.TrimSpace(string(chars[:min(at.column-1, len(chars))]))
	if head != "" {
		before, _ = utf8.DecodeLastRuneInString(head)
	}
	trimmed := strings.TrimSpace(line)
	switch {
	case strings.ContainsAny(line, "‘’“”„«»"):
		return "Use straight quotes, ' or \"."
	case strings.HasPrefix(trimmed, "//"), strings.HasPrefix(trimmed, ";"), strings.HasPrefix(trimmed, "--"):
		return "A comment starts with #."
	case strings.HasPrefix(trimmed, "<<<<<<<"), strings.HasPrefix(trimmed, "======="), strings.HasPrefix(trimmed, ">>>>>>>"):
		return "This line is left from a merge; keep one of the two versions."
	case strings.Contains(message, "expected newline") && here != 0:
		return trailingHint(here, before, string(chars[at.column-1:]))
	case strings.Contains(message, "after key"):
		return keySyntaxHint(here, head)
	}
	for _, h := range messageHints {
		if strings.Contains(message, h.part) {
			return h.hint
		}
	}
	if value := unquoted().FindStringSubmatch(line); value != nil {
		return valueHint(value[1])
	}
	return ""
}

// anotherKey is what begins like a key.
var anotherKey = lazily(`^[\w.-]+\s*=`)

// trailingHint is about what stands after a complete value.
func trailingHint(here, before rune, rest string) string {
	switch {
	case anotherKey().MatchString(rest):
		return "Each key stands on a line of its own."
	case here == ',':
		return "Keys are separated by new lines, without commas."
	case before == '\'' || before == '"':
		return fmt.Sprintf("The text ended with the %c before this. A text with quotes in it stands in the other kind of quotes, "+
			"or between ''' and '''.", before)
	}
	return "Nothing but a comment may follow."
}

// keySyntaxHint is about a key that ends where no key can end.
func keySyntaxHint(here rune, head string) string {
	name := keyAliases[string(here)]
	switch {
	case here == ':' || here == '\'' || here == '"':
		return "Write = between a key and its value."
	case name != "" && strings.HasSuffix(head, "-"):
		return "Write '" + head + name + "'."
	case here == '+':
		return "Modifiers and key are joined with '-', such as alt-h."
	case here > unicode.MaxASCII || here != 0 && !unicode.IsSpace(here) && head != "":
		return "A key with other characters than A-Z, a-z, 0-9, _ and - needs quotes."
	}
	return ""
}

// valueHint is about a text without quotes.
func valueHint(value string) string {
	switch strings.ToLower(value) {
	case "true", "yes", "on":
		return "Write true."
	case "false", "no", "off":
		return "Write false."
	}
	if unicode.IsDigit(rune(value[0])) {
		return "Write a plain number, or put a text in quotes."
	}
	return "Put a text in quotes: '" + value + "'."
}
