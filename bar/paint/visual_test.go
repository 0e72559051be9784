package paint

import (
	"strings"
	"testing"

	"perch/bar/engine"
)

func TestVisualOrder(t *testing.T) {
	for text, want := range map[string]string{
		"plain — text":     "plain — text",
		"vim שלום":         "vim |<שלום",
		"שלום vim":         "vim|<שלום ",
		"a שלום b עולם c":  "a |<שלום| b |<עולם| c",
		"a שלום 12 עולם c": "a |< עולם|12|<שלום | c",
		"שלום עולם":        "<שלום עולם",
	} {
		var got []string
		for _, p := range visual(text) {
			if p.leftward {
				p.text = "<" + p.text
			}
			got = append(got, p.text)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q stands as %q, expected %q", text, strings.Join(got, "|"), want)
		}
	}
}

// A font may lack what stands between two words; the pieces stand from the right.
func TestLeftwardRunsStandFromTheRight(t *testing.T) {
	st := NewStage(1)
	f := engine.Font{Size: 13}
	const text = "مرحبا ☕ بالعالم"
	parts := st.text.cover(text, st.text.library.find(f), false)
	if len(parts) < 2 {
		t.Skip("one font covers the words and the picture between them")
	}
	spans := st.text.line(f, text).spans
	if len(spans) != len(parts) {
		t.Fatalf("%d spans for %d parts", len(spans), len(parts))
	}
	for i, s := range spans {
		if want := parts[len(parts)-1-i]; s.face != want.face || len([]rune(want.text)) != s.shaped.Runes.Count {
			t.Errorf("span %d is not %q", i, want.text)
		}
	}
}
