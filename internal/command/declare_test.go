package command

import (
	"strings"
	"testing"
)

// What is only there for people to read is complete, and true where a program
// can tell.
func TestHelpTexts(t *testing.T) {
	const width = 80
	for _, c := range Commands() {
		if len(c.Description) <= len(c.Summary) && len(c.Description) < 20 || strings.TrimSpace(c.Description) != c.Description {
			t.Errorf("%s: the description is %q", c.Name, c.Description)
		}
		for line := range strings.Lines(c.Description) {
			if len(line) > width+1 {
				t.Errorf("%s: a line of the description is too long: %s", c.Name, line)
			}
		}
		for _, p := range c.Positionals {
			if p.Summary == "" && p.Placeholder != "--" {
				t.Errorf("%s: %s has no summary", c.Name, p.Placeholder)
			}
		}
		for _, e := range c.Examples {
			words, err := ParseWords(e.Text)
			if err != nil || len(words.Leaves()) != 1 {
				t.Errorf("%s: %s: %v, %v", c.Name, e.Text, words, err)
				continue
			}
			call, err := ParseArgv(words.Leaves()[0])
			if err != nil {
				t.Errorf("%s: %s: %v", c.Name, e.Text, err)
			} else if call.Command != c || e.Summary == "" {
				t.Errorf("%s: %s is an example of another command, or of nothing", c.Name, e.Text)
			}
		}
	}
}

func TestExpect(t *testing.T) {
	for line, want := range map[string]struct {
		flag, positional, given string
		required                bool
	}{
		"focus":                            {positional: "(left|down|up|right|dfs-next|dfs-prev)"},
		"focus left":                       {},
		"focus --window-id":                {flag: "--window-id", required: true, positional: "(left|down|up|right|dfs-next|dfs-prev)"},
		"focus --window-id x":              {positional: "(left|down|up|right|dfs-next|dfs-prev)"},
		"list-monitors --focused":          {flag: "--focused"},
		"list-monitors --focused no":       {},
		"list-windows --monitor":           {flag: "--monitor", required: true},
		"list-windows --monitor 1 2":       {flag: "--monitor", given: "1 2"},
		"list-windows --app-id":            {flag: "--app-bundle-id", required: true},
		"list-windows --monitor 1 --count": {},
		"layout tiles":                     {positional: layoutPositions, given: "tiles"},
		"layout tiles --root":              {},
		"workspace":                        {positional: "(<workspace-name>|next|prev)"},
		"workspace --":                     {positional: "(<workspace-name>|next|prev)"},
		"workspace a":                      {},
		"workspace a b":                    {},
		"echo":                             {positional: "--"},
		"echo x":                           {},
		"echo --":                          {positional: "<string>"},
		"echo -- --stderr x":               {positional: "<string>", given: "--stderr x"},
		"resize smart":                     {positional: "[+|-]<number>"},
		"resize smart -5":                  {},
		"volume set":                       {},
		"focus --nonsense":                 {positional: "(left|down|up|right|dfs-next|dfs-prev)"},
	} {
		words := strings.Fields(line)
		e := LookUp(words[0]).Expect(words[1:])
		var flag, positional string
		if e.Flag != nil {
			flag = e.Flag.Name
		}
		if e.Positional != nil {
			positional = e.Positional.Placeholder
		}
		if flag != want.flag || positional != want.positional || strings.Join(e.Given, " ") != want.given || e.Required != want.required {
			t.Errorf("%s: flag %q (required %v), positional %q, given %v; want %+v", line, flag, e.Required, positional, e.Given, want)
		}
	}
}
