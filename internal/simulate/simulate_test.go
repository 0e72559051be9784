package simulate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perch/workspaces"
)

// play runs a script with a small config and returns what it prints.
func play(t *testing.T, script string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "perch.toml")
	err := os.WriteFile(file, []byte(`
config-version = 2
on-window-detected = [{ if.app-id = 'Mail', run = 'move-node-to-workspace m' }]
[mode.main.binding]
alt-h = 'focus left'
alt-2 = 'workspace 2'
alt-r = 'mode resize'
[mode.resize.binding]
esc = 'mode main'
`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	code = Run(append([]string{"--config", file}, args...), strings.NewReader(script), &out, &errs)
	return code, out.String(), errs.String()
}

// picture is what @dump prints.
type picture struct {
	Focus   string
	Visible map[string]string
	Tree    map[string]map[string]json.RawMessage
	Frames  map[string][4]float64
	Hidden  []int
	Stack   []int
}

// dumps runs a script that has to succeed and returns what its @dumps print.
func dumps(t *testing.T, script string, args ...string) []picture {
	t.Helper()
	code, stdout, stderr := play(t, script, args...)
	if code != 0 {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	var pictures []picture
	for d := json.NewDecoder(strings.NewReader(stdout)); d.More(); {
		var p picture
		if err := d.Decode(&p); err != nil {
			t.Fatalf("%v in %s", err, stdout)
		}
		pictures = append(pictures, p)
	}
	return pictures
}

func TestScript(t *testing.T) {
	p := dumps(t, `
# two windows side by side
@open Term sh
@open Browser 'the news'
@key alt-h
@dump
resize width 1200
@dump
`)
	first, second := p[0], p[1]
	if first.Focus != "w1" || first.Frames["1"] != [4]float64{0, 0, 960, 1079} || first.Frames["2"] != [4]float64{960, 0, 960, 1079} {
		t.Errorf("%+v", first)
	}
	if second.Frames["1"] != [4]float64{0, 0, 1200, 1079} || second.Frames["2"] != [4]float64{1200, 0, 720, 1079} {
		t.Errorf("%+v", second)
	}
}

func TestScriptPrintsWhatCommandsPrint(t *testing.T) {
	code, stdout, stderr := play(t, `
@open Term sh
@open Mail Inbox
list-windows --all --format '%{app-name} on %{workspace}'
list-monitors
test %{workspace} = 1
`, "--monitors", "1920x1080,1280x1024")
	if want := "Mail on m\nTerm on 1\n1 | sim-1\n2 | sim-2\n"; code != 0 || stdout != want {
		t.Errorf("code %d, %q, want %q; %s", code, stdout, want, stderr)
	}
}

func TestHiddenWindowsAreHidden(t *testing.T) {
	p := dumps(t, "@open Term\n@key alt-2\n@open Browser\n@dump\n@key alt-r\n@key esc\n@close 2\nworkspace 1\n@dump")
	if p[0].Focus != "w2" || len(p[0].Hidden) != 1 || p[0].Hidden[0] != 1 {
		t.Errorf("%+v", p[0])
	}
	if p[1].Focus != "w1" || len(p[1].Hidden) != 0 {
		t.Errorf("%+v", p[1])
	}
}

// What @dump prints @tree reads.
func TestTree(t *testing.T) {
	const tree = `{"b":{"h_tiles":[1,{"v_accordion":[2,3]}],"floating":[{"w":4,"rect":[50,60,300,200]}]},"c":{"h_tiles":[5]}}`
	p := dumps(t, "@open Old\n@tree "+tree+"\nfocus --window-id 2\n@dump")
	if p[0].Focus != "w2" || p[0].Visible["1"] != "b" || len(p[0].Frames) != 5 || p[0].Frames["4"] != [4]float64{50, 60, 300, 200} {
		t.Errorf("%+v", p[0])
	}
	again, err := json.Marshal(p[0].Tree)
	if err != nil {
		t.Fatal(err)
	}
	if q := dumps(t, "@tree "+string(again)+"\nfocus --window-id 2\n@dump"); quoted(q[0].Tree) != quoted(p[0].Tree) {
		t.Errorf("it became %s, was %s", quoted(q[0].Tree), quoted(p[0].Tree))
	}
}

func TestMonitorsAndSleep(t *testing.T) {
	p := dumps(t, `
@open One
move-node-to-monitor --focus-follows-window right
@open Two
@dump
@sleep
@wake
@dump
@monitor remove sim-2
@dump
@monitor add sim-2 1280x1024
@dump
`, "--monitors", "1920x1080,1280x1024")
	if p[0].Frames["1"][0] != 1920 || quoted(p[1]) != quoted(p[0]) {
		t.Errorf("sleep changed %s to %s", quoted(p[0]), quoted(p[1]))
	}
	if p[2].Focus != "ws:1" || quoted(p[2].Hidden) != "[1,2]" {
		t.Errorf("without the monitor: %s", quoted(p[2]))
	}
	if len(p[3].Visible) != 2 || p[3].Focus != "ws:1" || len(p[3].Hidden) > 0 {
		t.Errorf("with the monitor again: %s", quoted(p[3]))
	}
}

func TestMistakesInScripts(t *testing.T) {
	for script, want := range map[string]string{
		"\n@opne x":                     `stdin:2: unknown directive @opne; expected one of @close @dump @key @monitor @open @sleep @tree @wake. Did you mean '@open'?`,
		"@open":                         "stdin:1: @open: expected @open APP [TITLE]",
		"@open 'x":                      "stdin:1: @open: Line 1 Column 3: Last quote ' isn't closed.",
		"@close one":                    `stdin:1: @close one: "one" is no window's number; list-windows --all shows them`,
		"@close 7":                      "stdin:1: @close 7: there is no window 7",
		"@key alt-x":                    "stdin:1: @key alt-x: no binding of the active mode has these keys; the focused application gets them",
		"@key alt-hh":                   "stdin:1: @key alt-hh: Can't parse the key in 'alt-hh' binding",
		"@monitor":                      "stdin:1: @monitor: expected @monitor add NAME [WxH+X+Y] or @monitor remove NAME",
		"@monitor remove x":             `stdin:1: @monitor remove x: there is no monitor "x"`,
		"@monitor add x 10":             `stdin:1: @monitor add x 10: "10" is no size such as 1920x1080 or 1920x1080+0+0`,
		"@monitor add sim-1":            `stdin:1: @monitor add sim-1: there is a monitor "sim-1" already`,
		`@tree {"1":{"x":1}}`:           `stdin:1: @tree {"1":{"x":1}}: workspace "1": unknown key "x"; expected one of floating, macos_fullscreen, macos_hidden_app, monitor, h_tiles, v_tiles, h_accordion, v_accordion`,
		`@tree {"1":{"h_tiles":[1,1]}}`: `stdin:1: @tree {"1":{"h_tiles":[1,1]}}: workspace "1": window 1 stands in the tree twice`,
		"@sleep now":                    "stdin:1: @sleep now: expected @sleep",
		"wrokspace 3":                   "stdin:1: Unrecognized subcommand 'wrokspace'. Did you mean 'workspace'?",
		"focus --windw-id 3":            "stdin:1: ERROR: Unknown flag '--windw-id'. Did you mean '--window-id'?",
		"close":                         "stdin:1: close: exits with 2: Empty workspace",
		"false":                         "stdin:1: false: exits with 1",
	} {
		code, stdout, stderr := play(t, script)
		if code != 1 || stdout != "" || !strings.HasPrefix(stderr, want) {
			t.Errorf("%q: code %d, %q, want %q", script, code, stderr, want)
		}
	}
}

// A mistake does not keep the rest of a script from being played.
func TestScriptsGoOnAfterMistakes(t *testing.T) {
	code, stdout, stderr := play(t, "false\n@open Term\nlist-windows --all --count\nfalse")
	if code != 1 || stdout != "1\n" || strings.Count(stderr, "\n") != 2 {
		t.Errorf("code %d, %q, %q", code, stdout, stderr)
	}
}

func TestWrongArguments(t *testing.T) {
	folder := t.TempDir()
	broken := filepath.Join(folder, "broken.toml")
	if err := os.WriteFile(broken, []byte("a = = b"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--monitor", "x"}, "perch sim: there is no flag --monitor. Did you mean '--monitors'?"},
		{[]string{"--monitors", "big"}, `perch sim: --monitors: "big" is no size`},
		{[]string{"a", "b"}, `perch sim: "b" is one argument too many.`},
		{[]string{filepath.Join(folder, "nothing")}, "perch sim: cannot read the script: open "},
		{[]string{"--scenarios", filepath.Join(folder, "nothing")}, "perch sim: cannot read the scenarios: open "},
		{[]string{"--scenarios", "x", "y"}, `perch sim: --scenarios takes no script, but there is "y".`},
		{[]string{"--config", filepath.Join(folder, "nothing")}, "perch sim: "},
		{[]string{"--config", broken}, "perch sim: " + broken + ":1:"},
	} {
		var out, errs bytes.Buffer
		code := Run(c.args, strings.NewReader(""), &out, &errs)
		if code != 2 || out.Len() > 0 || !strings.HasPrefix(errs.String(), c.want) {
			t.Errorf("%q: code %d, %q, want %q", c.args, code, errs.String(), c.want)
		}
	}
	var out, errs bytes.Buffer
	if code := Run([]string{"--help"}, strings.NewReader(""), &out, &errs); code != 0 || out.String() != Verb().Help() || errs.Len() > 0 {
		t.Errorf("help: code %d, %q, %q", code, out.String(), errs.String())
	}
}

func TestGeometry(t *testing.T) {
	for text, want := range map[string]string{
		"1920x1080":           "{5 0 1920 1080}",
		"1920x1080+0+10":      "{0 10 1920 1080}",
		"1280x800-1280+20":    "{-1280 20 1280 800}",
		"1280x800+20-800":     "{20 -800 1280 800}",
		"1280x800-20-800":     "{-20 -800 1280 800}",
		"0x10":                "wrong",
		"10":                  "wrong",
		"10x":                 "wrong",
		"10x10+5":             "wrong",
		"10x10+a+b":           "wrong",
		"10x10 20x20":         "wrong",
		"":                    "wrong",
		"1920x1080+0+0+0":     "wrong",
		"1920x1080,1920x1080": "wrong",
	} {
		r, err := parseGeometry(text, workspaces.Point{X: 5})
		seen := fmt.Sprint(r)
		if err != nil {
			seen = "wrong"
		}
		if seen != want {
			t.Errorf("%q is %s, want %s", text, seen, want)
		}
	}
}
