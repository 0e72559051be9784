package paint

import (
	"strings"
	"testing"

	"perch/bar"
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

// A font may lack what stands between two words; they keep their order.
func TestLeftwardRunsStandFromTheRight(t *testing.T) {
	text := bar.Text{Text: "مرحبا بالعالم", Font: bar.Font{Size: 13}}
	var whole strings.Builder
	runs := systemFonts().split(text)
	if len(runs) == 1 {
		t.Skip("one font covers the words and the space")
	}
	for i := range runs {
		whole.WriteString(runs[len(runs)-1-i].text)
	}
	if len(runs) > 1 && !strings.Contains(whole.String(), unknown) && whole.String() != text.Text {
		t.Errorf("from the right it reads %q, expected %q", whole.String(), text.Text)
	}
}
