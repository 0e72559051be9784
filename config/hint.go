package config

import (
	"slices"
	"strings"

	"perch/internal/spelling"
)

// listed is how many words a hint lists at most.
const listed = 12

// oneOf is a hint with the nearest word, or else all of them if they are few.
func oneOf(word string, words []string) string {
	if hint := spelling.DidYouMean(word, words); hint != "" {
		return hint
	}
	if len(words) == 0 || len(words) > listed {
		return ""
	}
	words = slices.Sorted(slices.Values(words))
	return "Expected one of: " + strings.Join(words, ", ") + "."
}
