package config

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// nearest finds the word that was probably meant, "" if none is close: at most
// one wrong letter in three.
func nearest(word string, words []string) string {
	best, distance := "", len([]rune(word))/3+1
	for _, w := range slices.Sorted(slices.Values(words)) {
		if strings.EqualFold(w, word) {
			return w
		}
		if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(w)); d < distance ||
			d == distance && best == "" {
			// A word that shares nothing with the other is no misspelling of it.
			if d < max(len([]rune(word)), len([]rune(w))) {
				best, distance = w, d
			}
		}
	}
	return best
}

// didYouMean is a hint with the nearest word, "" if none is near.
func didYouMean(word string, words []string) string {
	if w := nearest(word, words); w != "" {
		return "Did you mean '" + w + "'?"
	}
	return ""
}

// listed is how many words a hint lists at most.
const listed = 12

// oneOf is a hint with the nearest word, or else all of them if they are few.
func oneOf(word string, words []string) string {
	if hint := didYouMean(word, words); hint != "" {
		return hint
	}
	if len(words) == 0 || len(words) > listed {
		return ""
	}
	words = slices.Sorted(slices.Values(words))
	return "Expected one of: " + strings.Join(words, ", ") + "."
}
