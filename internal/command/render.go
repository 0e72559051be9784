package command

import (
	"strings"
	"unicode"
)

var notations = map[Operator]string{
	Sequence:    "; ",
	Disjunction: " || ",
	Conjunction: " && ",
	Pipeline:    " | ",
}

// render writes a tree as a command text. Parentheses stand only where a
// part binds looser than what it is part of.
func render[T any](t Tree[T], leaf func(T) string) string {
	if t.Operator == Leaf {
		return leaf(t.Leaf)
	}
	texts := make([]string, len(t.Parts))
	for i, part := range t.Parts {
		texts[i] = render(part, leaf)
		if part.Operator < t.Operator && !part.Empty() {
			texts[i] = "(" + texts[i] + ")"
		}
	}
	return strings.Join(texts, notations[t.Operator])
}

// RenderWords writes a tree of words as a command text.
func RenderWords(t Tree[[]string]) string { return render(t, joinWords) }

// joinWords writes words with the quoting of AeroSpace's `config --get`. It
// quotes for spaces and quotes only: a word with another reserved character
// or with both quotes does not survive being parsed again.
func joinWords(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		single, double := strings.Contains(word, "'"), strings.Contains(word, `"`)
		switch {
		case single && double:
			quoted[i] = `"` + strings.NewReplacer("'", `\'`, `"`, `\"`).Replace(word) + `"`
		case single:
			quoted[i] = `"` + word + `"`
		case double || strings.ContainsFunc(word, unicode.IsSpace):
			quoted[i] = "'" + word + "'"
		default:
			quoted[i] = word
		}
	}
	return strings.Join(quoted, " ")
}
