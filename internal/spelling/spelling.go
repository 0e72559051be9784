// Package spelling finds the word that a person meant.
package spelling

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// Nearest is the known word that was probably meant by a misspelt one, ""
// if none is close: about one wrong letter in three, where two letters that
// changed places count as one and case counts for nothing.
func Nearest(word string, known []string) string {
	length := utf8.RuneCountInString(word)
	best, distance := "", length/3+2
	for _, k := range slices.Sorted(slices.Values(known)) {
		if strings.EqualFold(k, word) {
			return k
		}
		size := utf8.RuneCountInString(k)
		if max(size-length, length-size) >= distance {
			continue // comparing a very long word takes long
		}
		a, b := strings.ToLower(word), strings.ToLower(k)
		d := levenshtein.ComputeDistance(a, b)
		if d == 2 && sameLetters(a, b) {
			d = 1
		}
		// A word that shares nothing with the other is no misspelling of it.
		if d < distance && d < max(length, size) && (length > 2 || d < length) {
			best, distance = k, d
		}
	}
	return best
}

// DidYouMean is a sentence with the nearest word, "" if none is near.
func DidYouMean(word string, known []string) string {
	return Suggest(Nearest(word, known))
}

// Suggest is the sentence that suggests a word, "" for none.
func Suggest(word string) string {
	if word == "" {
		return ""
	}
	return "Did you mean '" + word + "'?"
}

func sameLetters(a, b string) bool {
	x, y := []rune(a), []rune(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}
