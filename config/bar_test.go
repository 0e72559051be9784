package config

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestBarAsJSON(t *testing.T) {
	c, problems := Parse([]byte(`config-version = 2
[bar]
enabled = false
position = 'bottom'
left = []
center = ['clock']
theme = 'nord'
font = 'Inter'
colors = { accent = '#AABBCC', background = '#01020380' }
workspaces.show-empty = false
`), "", plainLanguage{}, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	text, err := json.Marshal(c.Bar)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"accent":"#aabbcc"`, `"background":"#01020380"`, `"text":"#eceff4"`, `"left":[]`,
		`"center":["clock"]`, `"show-empty":false`, `"font-size":13`, `"height":28`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	var back Bar
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, c.Bar) {
		t.Errorf("%+v\ncame back as\n%+v", c.Bar, back)
	}
	if slices.Contains(c.Bar.Right, NewBarItem("clock")) {
		t.Error("the clock was moved to the center and is still on the right")
	}
	if err := json.Unmarshal([]byte(`{"colors":{"text":"blue"}}`), &back); err == nil {
		t.Error("a colour that is none was read")
	}
}

func TestColors(t *testing.T) {
	for text, want := range map[string]Color{
		"#000000": 0xff000000, "#7aa2f7": 0xff7aa2f7, "#7AA2F7ff": 0xff7aa2f7, "#7aa2f700": 0x007aa2f7, "#01020304": 0x04010203,
	} {
		c, err := ParseColor(text)
		if err != nil || c != want {
			t.Errorf("%s: %#x, %v", text, uint32(c), err)
		}
		if again, err := ParseColor(c.String()); err != nil || again != c {
			t.Errorf("%s is written as %s", text, c)
		}
	}
	for text, hint := range map[string]string{
		"":           "Expected '#rrggbb' or '#rrggbbaa'.",
		"#12":        "Expected '#rrggbb' or '#rrggbbaa'.",
		"#abc":       "Did you mean '#aabbcc'?",
		"0xff16161e": "Did you mean '#16161e'?",
		"0x8016161e": "Did you mean '#16161e80'?",
		"16161e":     "Did you mean '#16161e'?",
		"grren":      "Did you mean '#008000' (green)?",
		"#gg0000":    "Expected '#rrggbb' or '#rrggbbaa'.",
		"#+12345":    "Expected '#rrggbb' or '#rrggbbaa'.",
	} {
		if c, err := ParseColor(text); err == nil {
			t.Errorf("%q is %v", text, c)
		}
		if got := colorHint(text); got != hint {
			t.Errorf("%q: %s, want %s", text, got, hint)
		}
	}
}

// Text of every theme can be read on its background: WCAG 2 asks for a contrast
// of 4.5.
func TestThemesAreReadable(t *testing.T) {
	for _, name := range Themes() {
		c := themes[name]
		for what, check := range map[string]struct {
			color Color
			least float64
		}{
			"text": {c.Text, 7}, "muted": {c.Muted, 4.5}, "faint": {c.Faint, 4.5}, "accent": {c.Accent, 4.5},
			"urgent": {c.Urgent, 4.5}, "warning": {c.Warning, 4.5}, "good": {c.Good, 4.5},
		} {
			if got := contrast(check.color, c.Background); got < check.least {
				t.Errorf("%s: %s has a contrast of %.2f, want %.1f", name, what, got, check.least)
			}
		}
		if got := contrast(c.Text, c.Surface); got < 4.5 {
			t.Errorf("%s: text on surface has a contrast of %.2f", name, got)
		}
	}
}

func contrast(a, b Color) float64 {
	luminance := func(c Color) float64 {
		linear := func(v uint32) float64 {
			f := float64(v&0xff) / 255
			if f <= 0.04045 {
				return f / 12.92
			}
			return math.Pow((f+0.055)/1.055, 2.4)
		}
		return 0.2126*linear(uint32(c)>>16) + 0.7152*linear(uint32(c)>>8) + 0.0722*linear(uint32(c))
	}
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func TestBarMistakes(t *testing.T) {
	for config, want := range map[string]string{
		"bar = 1":                          "f:2:7: error: bar: Expected type is 'Table'. But actual type is 'Int'. Write its keys in braces, { key = value }, or below a [header].",
		"bar.theme = 'drak'":               "f:2:13: error: bar.theme: Can't parse 'drak'. Possible values: (catppuccin|dark|gruvbox|light|nord|rose-pine). Did you mean 'dark'?",
		"bar.theme = 5":                    "f:2:13: error: bar.theme: Expected type is 'String'. But actual type is 'Int'. Write '5', in quotes.",
		"bar.left = 'clock'":               "f:2:12: error: bar.left: Expected type is 'Array'. But actual type is 'String'. Write ['clock'], in brackets.",
		"bar.left = ['clok']":              "f:2:13: error: bar.left[0]: Unknown bar item 'clok'. Did you mean 'clock'?",
		"bar.left = ['weather']":           "f:2:13: error: bar.left[0]: Unknown bar item 'weather'. Expected one of: battery, brightness, clock, cpu, disk, layout, media, memory, mode, network, problems, temperature, volume, window, workspaces.",
		"bar.clock-format = '%H:%M %'":     "f:2:20: error: bar.clock-format: '%H:%M %' ends in the middle of a directive. Write %% for a percent sign.",
		"bar.clock-format = 'HH:MM'":       "f:2:20: error: bar.clock-format: 'HH:MM' shows no time. Expected strftime notation such as '%a %-d %b  %H:%M'.",
		"bar.height = '28'":                "f:2:14: error: bar.height: Expected type is 'Int'. But actual type is 'String'. Write 28, without quotes.",
		"bar.font-size = 13.5":             "f:2:17: error: bar.font-size: Unsupported TOML type: Double. Expected a whole number.",
		"bar.colours.text = '#000000'":     "f:2:5: error: bar.colours: Unknown key. Did you mean 'colors'?",
		"bar.workspaces.show_empty = true": "f:2:16: error: bar.workspaces.show_empty: Unknown key. Did you mean 'show-empty'?",
		"apps.XTerm = ''":                  "f:2:14: error: apps.XTerm: An app id must not be empty. Expected an id such as 'org.mozilla.firefox'.",
		"apps.XTerm = 1":                   "f:2:14: error: apps.XTerm: Expected type is 'String'. But actual type is 'Int'. Write '1', in quotes.",
		"compat.aerospace-socket = 'no'":   "f:2:27: error: compat.aerospace-socket: Expected type is 'Bool'. But actual type is 'String'. Write false, without quotes.",
	} {
		_, problems := Parse([]byte("config-version = 2\n"+config), "f", plainLanguage{}, nil)
		if len(problems) != 1 || problems[0].String() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", config, problems, want)
		}
	}
}

// ClockDirectives is for the test that compares them with the bar's.
const ClockDirectives = clockDirectives

func TestSketchybarrc(t *testing.T) {
	home, err := os.UserHomeDir()
	if err != nil {
		t.Skip("nobody is at home here: ", err)
	}
	for text, want := range map[string]string{
		"":                                      FindScript,
		"height = 30":                           FindScript,
		"left = ['clock']":                      NoScript,
		"right = []":                            NoScript,
		"sketchybarrc = true":                   FindScript,
		"left = ['clock']\nsketchybarrc = true": FindScript,
		"sketchybarrc = false":                  NoScript,
		"sketchybarrc = '/a/sketchybarrc'":      "/a/sketchybarrc",
		"sketchybarrc = 'bars/sketchybarrc'":    "/conf/bars/sketchybarrc",
		"sketchybarrc = '~/.config/b/sketchybarrc'": filepath.Join(home, ".config/b/sketchybarrc"),
	} {
		c, problems := Parse([]byte("config-version = 2\n[bar]\n"+text), "/conf/perch.toml", nil, nil)
		if len(problems) > 0 || c.Bar.Sketchybarrc != want {
			t.Errorf("%s: %q, %v; want %q", text, c.Bar.Sketchybarrc, problems, want)
		}
	}
	if c, _ := Load("", anyLanguage{}); c.Bar.Sketchybarrc != FindScript {
		t.Errorf("the built-in config: %q", c.Bar.Sketchybarrc)
	}
}
