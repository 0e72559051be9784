package simulate

import (
	"fmt"

	"github.com/agnivade/levenshtein"
)

// didYouMean ends a sentence with the known word that is closest to a wrong
// one, if one is close.
func didYouMean(word string, known []string) string {
	best, distance := "", len(word)/3+2
	for _, k := range known {
		if d := levenshtein.ComputeDistance(word, k); d < distance && d < len(word) {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(". Did you mean %q?", best)
}
