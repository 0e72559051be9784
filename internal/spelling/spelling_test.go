package spelling

import "testing"

func TestNearest(t *testing.T) {
	known := []string{"focus", "focus-monitor", "layout", "list-windows", "list-workspaces", "mode", "move", "h", "esc"}
	for word, want := range map[string]string{
		"fcous":           "focus",
		"FOCUS":           "focus",
		"layuot":          "layout",
		"list-window":     "list-windows",
		"list-workspace":  "list-workspaces",
		"mov":             "move",
		"esk":             "esc",
		"x":               "",
		"xyz":             "",
		"":                "",
		"résumé-the-work": "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("Nearest(%q) is %q, want %q", word, got, want)
		}
	}
}

func TestDidYouMean(t *testing.T) {
	if got, want := DidYouMean("fokus", []string{"focus"}), "Did you mean 'focus'?"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := DidYouMean("fokus", nil); got != "" {
		t.Errorf("got %q without known words", got)
	}
}
