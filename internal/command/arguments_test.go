package command

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"perch/config"
)

// parseRow parses the command of a row: a text, or an argument vector.
func parseRow(t *testing.T, data json.RawMessage) (*Call, error) {
	t.Helper()
	var argv []string
	if json.Unmarshal(data, &argv) == nil {
		return ParseArgv(argv)
	}
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		t.Fatal(err)
	}
	p, err := Parse(text, Allowed{Exec: true, Eval: true})
	if err != nil {
		return nil, err
	}
	return p.Calls()[0], nil
}

func TestArgumentScenarios(t *testing.T) {
	scenarios(t, "args", func(t *testing.T, r row) {
		call, err := parseRow(t, r["parse_args"])
		var help *HelpRequest
		switch {
		case r.has("help"):
			if !errors.As(err, &help) || !strings.HasPrefix(help.Text, "USAGE: ") {
				t.Errorf("got %v, want help", err)
			}
		case r.has("error") || r.has("error_contains"):
			checkError(t, r, err)
		case err != nil:
			t.Fatal(err)
		default:
			data, err := json.Marshal(call.Neutral())
			if err != nil {
				t.Fatal(err)
			}
			var got, want any
			if err := json.Unmarshal(data, &got); err != nil {
				t.Fatal(err)
			}
			r.decode(t, "args", &want)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %s\nwant %s", data, r["args"])
			}
		}
	})
}

func TestArgumentErrors(t *testing.T) {
	for text, want := range map[string]string{
		"focus --nope left":                         "ERROR: Unknown flag '--nope'",
		"layout --nope":                             "ERROR: Unknown flag '--nope'\nERROR: Argument '" + layoutPositions + "' is mandatory",
		"focus left right":                          "ERROR: Unknown argument 'right'",
		"focus --boundaries":                        "ERROR: <boundary> is mandatory",
		"focus --boundaries-action":                 "ERROR: <action> is mandatory",
		"move --boundaries-action x up":             "ERROR: Can't parse 'x'.\n       Possible values: (stop|fail|create-implicit-container)",
		"focus --window-id -1":                      "ERROR: '--window-id' must be followed by '<window-id>'\nERROR: Unknown flag '-1'",
		"focus --window-id 4294967296":              "ERROR: Failed to parse '4294967296' CLI argument: Can't convert '4294967296' to UInt32",
		"resize width -x":                           "ERROR: Unknown flag '-x'\nERROR: Argument '[+|-]<number>' is mandatory",
		"resize width":                              "ERROR: Argument '[+|-]<number>' is mandatory",
		"volume set":                                "ERROR: set argument must be followed by <number>",
		"volume set 101":                            "ERROR: 101 must be in range from 0 to 100",
		"volume loud":                               "ERROR: Unknown argument 'loud'. Possible values: (up|down|mute-toggle|mute-on|mute-off|set)",
		"workspace ''":                              "ERROR: Empty workspace name is forbidden",
		"workspace a,b":                             "ERROR: Workspace names are not allowed to contain comma",
		"list-windows --all --format":               "ERROR: <output-format> is mandatory. Possible values:\n         window-id\n         window-is-fullscreen\n         window-title\n         window-layout\n         window-parent-container-layout\n         workspace\n         workspace-is-focused\n         workspace-is-visible\n         workspace-root-container-layout\n         monitor-id\n         monitor-appkit-nsscreen-screens-id\n         monitor-name\n         monitor-is-main\n         app-bundle-id\n         app-name\n         app-pid\n         app-exec-path\n         app-bundle-path\n         right-padding\n         newline\n         tab",
		"list-windows --all --format '%{window-id'": "ERROR: Failed to parse <output-format>. Unbalanced curly braces",
		"list-windows --workspace":                  "ERROR: <workspace>... is mandatory. <workspace> possible values: (<workspace-name>|focused|visible)",
		"config --get a --all-keys":                 "Conflicting flags are specified: --all-keys, --get",
		"test %{window-id} = ''":                    "ERROR: Right hand side doesn't allow interpolation variables",
		"focus dfs-next --boundaries all-monitors-outer-frame": "(dfs-next|dfs-prev) only supports --boundaries workspace",
		"summon-workspace a -- b":                              "ERROR: Unknown argument '--'",
		"eval 'eval true'":                                     "",
	} {
		_, err := Parse(text, Allowed{Eval: true})
		if want == "" {
			if err != nil {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		if err == nil || err.Error() != want {
			t.Errorf("%q\n got %v\nwant %s", text, err, want)
		}
	}
}

func TestHelpWinsOverErrors(t *testing.T) {
	var help *HelpRequest
	for _, argv := range [][]string{{"focus", "--window-id", "x", "--help"}, {"layout", "bogus", "-h"}} {
		if _, err := ParseArgv(argv); !errors.As(err, &help) {
			t.Errorf("%v: %v", argv, err)
		}
	}
	if _, err := ParseArgv([]string{"focus", "--nope", "--help"}); errors.As(err, &help) {
		t.Error("help after an unknown flag, which ends the scan")
	}
}

func TestDeclarations(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Commands() {
		if seen[c.Name] {
			t.Errorf("%s is declared twice", c.Name)
		}
		seen[c.Name] = true
		if c.Summary == "" || c.Group == "" || c.Run == nil {
			t.Errorf("%s lacks a summary, a group or its evaluation", c.Name)
		}
		if !strings.HasPrefix(c.Usage, "USAGE: "+c.Name+" ") {
			t.Errorf("%s: usage is %q", c.Name, c.Usage)
		}
		for _, f := range c.Flags {
			if !strings.Contains(c.Usage, f.Name) {
				t.Errorf("%s: the usage does not show %s", c.Name, f.Name)
			}
			if f.Summary == "" {
				t.Errorf("%s: %s has no summary", c.Name, f.Name)
			}
		}
		for _, word := range strings.FieldsFunc(c.Usage, func(r rune) bool { return strings.ContainsRune(" []()|\n", r) }) {
			if strings.HasPrefix(word, "--") && word != "--help" && word != "--" && c.flag(word) == nil {
				t.Errorf("%s: the usage shows %s, which is not declared", c.Name, word)
			}
		}
		for _, set := range c.Conflicts {
			for _, name := range set {
				if c.flag(name) == nil {
					t.Errorf("%s: %s conflicts but is not declared", c.Name, name)
				}
			}
		}
	}
	if len(seen) != 45 {
		t.Errorf("%d commands, want 45", len(seen))
	}
}

func TestStdin(t *testing.T) {
	for text, want := range map[string]Stdin{
		"workspace --stdin next":               StdinRead,
		"workspace --no-stdin next":            StdinUnused,
		"workspace next":                       StdinImplicit,
		"move-node-to-workspace prev":          StdinImplicit,
		"workspace a":                          StdinUnused,
		"eval --stdin 'workspace --stdin a'":   StdinRead,
		"focus-monitor next":                   StdinUnused,
		"move-node-to-workspace -- next-thing": StdinUnused,
	} {
		call, err := parseRow(t, must2(json.Marshal(text)))
		if err != nil {
			t.Fatal(err)
		}
		if got := call.Stdin(); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}

func must2(data []byte, err error) json.RawMessage {
	if err != nil {
		panic(err)
	}
	return data
}

func TestCanonicalText(t *testing.T) {
	for text, want := range map[string]string{
		"move-through left":                     "move left",
		"move-workspace-to-display next":        "move-workspace-to-monitor next",
		"list-windows --all --app-id x":         "",
		"list-windows --monitor all --app-id x": "list-windows --monitor all --app-bundle-id x",
		"exec-and-forget open -n 'A B.app'":     "exec-and-forget  open -n 'A B.app'",
		"(focus left;) && workspace 'x'":        "focus left && workspace x",
	} {
		p, err := Parse(text, Allowed{Exec: true})
		if want == "" {
			if err == nil {
				t.Errorf("%q parses", text)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if p.String() != want {
			t.Errorf("%q is %q, want %q", text, p, want)
		}
	}
}

func TestLanguage(t *testing.T) {
	var language config.Language = Language{}
	if _, err := language.Parse("exec-and-forget true", config.UseCondition); err == nil || err.Error() != "Unrecognized subcommand 'exec-and-forget'" {
		t.Errorf("exec-and-forget in a condition: %v", err)
	}
	if _, err := language.Parse(`eval "focus left"`, config.UseRun); err == nil || err.Error() != nestedEval {
		t.Errorf("eval: %v", err)
	}
	p, err := language.Parse("exec-and-forget a; b", config.UseRun)
	if err != nil || !reflect.DeepEqual(p.Commands(), [][]string{{"exec-and-forget", " a; b"}}) {
		t.Errorf("%v, %v", p, err)
	}
	for text, want := range map[string]string{
		"wrokspace 3":              "Did you mean 'workspace'?",
		"focus --windw-id 3":       "Did you mean '--window-id'?",
		"true; mvoe left":          "Did you mean 'move'?",
		"resize smart -5 extra":    "",
		"gibberish-without-kin":    "",
		"echo -- x; workspace a b": "",
	} {
		_, err := language.Parse(text, config.UseRun)
		hint, ok := err.(interface{ Hint() string })
		if !ok || hint.Hint() != want {
			t.Errorf("%q: %v, hint %q, want %q", text, err, hint.Hint(), want)
		}
	}
}
