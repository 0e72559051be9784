package config

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

const manyItems = `config-version = 2
[bar]
left = ['workspaces', { item = 'mode', click = 'mode service' }]
center = []

[[bar.right]]
item = 'cpu'
graph = true
icon = false
format = '{percent}%[ {load}]'

[[bar.right]]
item = 'disk'
path = '/data'
min-width = 40
max-width = 90

[[bar.right]]
item = 'disk'

[[bar.right]]
item = 'volume'
step = 2
click = 'exec-and-forget pavucontrol'
scroll-up = ''

[[bar.right]]
item = 'clock'
format = '%T'
week-start = 'sunday'
`

func TestItemsAsTables(t *testing.T) {
	c, problems := Parse([]byte(manyItems), "", plainLanguage{}, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	mode := NewBarItem("mode")
	mode.Click = "mode service"
	if want := []BarItem{NewBarItem("workspaces"), mode}; !slices.Equal(c.Bar.Left, want) {
		t.Errorf("left is %+v, expected %+v", c.Bar.Left, want)
	}
	want := []BarItem{
		{Item: "cpu", Graph: true, Format: "{percent}%[ {load}]"},
		{Item: "disk", Icon: true, Path: "/data", MinWidth: 40, MaxWidth: 90},
		{Item: "disk", Icon: true, Path: "/"},
		{Item: "volume", Icon: true, Step: 2, Click: "exec-and-forget pavucontrol", ScrollDown: ActQuieter},
		{Item: "clock", Format: "%T", WeekStart: "sunday", Click: ActPopup},
	}
	if !slices.Equal(c.Bar.Right, want) {
		t.Errorf("right is %+v, expected %+v", c.Bar.Right, want)
	}
	// The bar's process gets the same items.
	text, err := json.Marshal(c.Bar)
	if err != nil {
		t.Fatal(err)
	}
	var back Bar
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(back.Right, want) || !slices.Equal(back.Left, c.Bar.Left) {
		t.Errorf("%s came back as %+v", text, back)
	}
	// One that an older agent wrote lacks what is new.
	var item BarItem
	if err := json.Unmarshal([]byte(`{"item":"volume","step":7}`), &item); err != nil || item.Click != ActMute || item.Step != 7 {
		t.Errorf("an item that says little is %+v, %v", item, err)
	}
	if err := json.Unmarshal([]byte(`7`), &item); err == nil {
		t.Error("a number is an item")
	}
}

func TestItemMistakes(t *testing.T) {
	for config, want := range map[string]string{
		"[[bar.left]]\nitem = 'clok'":                                 "f:3:8: error: bar.left[0].item: Unknown bar item 'clok'. Did you mean 'clock'?",
		"[[bar.left]]\nicon = true":                                   "f:2:7: error: bar.left[0]: The table does not say which item it is about. Write item = 'clock', for instance.",
		"[[bar.left]]\nname = 'cpu'":                                  "f:2:7: error: bar.left[0]: The table does not say which item it is about. Write item = 'cpu'.",
		"[bar.left]\nitem = 'cpu'":                                    "f:2:6: error: bar.left: Expected type is 'Array'. But actual type is 'Table'. Write its header in double brackets, [[bar.left]].",
		"[[bar.left]]\nitem = 'cpu'\ngraf = true":                     "f:4:1: error: bar.left[0].graf: Unknown key. Did you mean 'graph'?",
		"[[bar.left]]\nitem = 'clock'\ngraph = true":                  "f:4:1: error: bar.left[0].graph: 'clock' has no graph. It is a key of cpu, memory and network.",
		"[[bar.left]]\nitem = 'clock'\npath = '/'":                    "f:4:1: error: bar.left[0].path: 'clock' has no path. It is a key of disk.",
		"[[bar.left]]\nitem = 'cpu'\nicon = 'no'":                     "f:4:8: error: bar.left[0].icon: Expected type is 'Bool'. But actual type is 'String'. Write false, without quotes.",
		"[[bar.left]]\nitem = 'cpu'\nformat = '{percnt}'":             "f:4:10: error: bar.left[0].format: 'cpu' has no {percnt}. Did you mean 'percent'?",
		"[[bar.left]]\nitem = 'memory'\nformat = '{x}'":               "f:4:10: error: bar.left[0].format: 'memory' has no {x}. Expected one of: available, percent, swap, total, used.",
		"[[bar.left]]\nitem = 'cpu'\nformat = '{percent'":             "f:4:10: error: bar.left[0].format: '{percent' has a { without its }. Expected text with {variables}, and [text] that is left out if a variable in it is empty. Write {{, }}, [[ or ]] for a brace or bracket itself.",
		"[[bar.left]]\nitem = 'clock'\nformat = '%H:%Q'":              "f:4:10: error: bar.left[0].format: Unknown directive '%Q' in '%H:%Q'. Expected strftime notation such as '%a %-d %b  %H:%M'.",
		"[[bar.left]]\nitem = 'cpu'\nmax-width = -1":                  "f:4:13: error: bar.left[0].max-width: -1 is out of range. Expected a whole number from 0 to 4000.",
		"[[bar.left]]\nitem = 'cpu'\nmax-width = 20\nmin-width = 30":  "f:5:13: error: bar.left[0]: min-width is 30 and max-width only 20",
		"[[bar.left]]\nitem = 'volume'\nstep = 0":                     "f:4:8: error: bar.left[0].step: 0 is out of range. Expected a whole number from 1 to 50.",
		"[[bar.left]]\nitem = 'clock'\nweek-start = 'sun'":            "f:4:14: error: bar.left[0].week-start: Can't parse 'sun'. Possible values: (monday|saturday|sunday)",
		"[[bar.left]]\nitem = 'disk'\npath = 'data'":                  "f:4:8: error: bar.left[0].path: 'data' is no path from the root. Expected a path such as '/' or '~/data'.",
		"[[bar.left]]\nitem = 'disk'\n[[bar.right]]\nitem = 'disk'":   "f:5:8: error: bar.right[0]: 'disk' of '/' is on the bar twice. It is already at bar.left[0].",
		"bar.left = ['cpu', 5]":                                       "f:2:20: error: bar.left[1]: Expected type is 'String'. But actual type is 'Int'. Write '5', in quotes.",
		"bar.left = ['cpu', { item = 5 }]":                            "f:2:29: error: bar.left[1].item: Expected type is 'String'. But actual type is 'Int'. Write '5', in quotes.",
		"[[bar.left]]\nitem = 'media'\nclick = 'media play-pauze'":    "f:4:9: error: bar.left[0].click: unknown command. Did you mean 'media play-pause'?",
		"[[bar.left]]\nitem = 'media'\nscroll-up = 'wrokspace next'":  "f:4:13: error: bar.left[0].scroll-up: unknown command",
		"[[bar.left]]\nitem = 'workspaces'\nclick = 'workspace next'": "f:4:1: error: bar.left[0].click: 'workspaces' has no click. Leave it out.",
		"[[bar.left]]\nitem = 'cpu'\nclick = 'popup'":                 "f:4:9: error: bar.left[0].click: 'cpu' has no popup. The clock and problems have one.",
		"[bar.workspaces]\nicon = true":                               "f:3:1: error: bar.workspaces.icon: Unknown key. Did you mean 'icons'?",
		"[bar]\ntheme = 'rosepine'":                                   "f:3:9: error: bar.theme: Can't parse 'rosepine'. Possible values: (catppuccin|dark|gruvbox|light|nord|rose-pine). Did you mean 'rose-pine'?",
		"[[bar.left]]\nitem = 'media'\nformat = ''":                   "f:4:10: error: bar.left[0].format: an item that says nothing is not to be seen. Expected text with {variables}, and [text] that is left out if a variable in it is empty. Write {{, }}, [[ or ]] for a brace or bracket itself.",
		"[[bar.left]]\nitem = 'media'\nformat = '[a [b]]'":            "f:4:10: error: bar.left[0].format: '[a [b]]' has a [ within brackets. Expected text with {variables}, and [text] that is left out if a variable in it is empty. Write {{, }}, [[ or ]] for a brace or bracket itself.",
	} {
		_, problems := Parse([]byte("config-version = 2\n"+config), "f", pickyLanguage{}, nil)
		if len(problems) != 1 || problems[0].String() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", config, problems, want)
		}
	}
}

// pickyLanguage knows the command workspace.
type pickyLanguage struct{ plainLanguage }

type unknownCommand struct{}

func (unknownCommand) Error() string { return "unknown command" }

func (l pickyLanguage) Parse(text string, use Use) (Program, error) {
	if !strings.HasPrefix(text, "workspace ") {
		return nil, unknownCommand{}
	}
	return l.plainLanguage.Parse(text, use)
}

func TestFormats(t *testing.T) {
	values := map[string]string{"a": "A", "none": ""}
	value := func(name string) string { return values[name] }
	for text, want := range map[string]string{
		"{a}":              "A",
		"x {a} y":          "x A y",
		"{ a }[ – {a}]":    "A – A",
		"{a}[ – {none}] .": "A .",
		"[{none} {a}]{a}":  "A",
		"{{a}} [[{a}]]":    "{a} [A]",
		"[always]":         "always",
		"{none}":           "",
	} {
		f, err := ParseBarFormat(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if got := f.Fill(value); got != want {
			t.Errorf("%q says %q, expected %q", text, got, want)
		}
	}
	for _, text := range []string{"{a", "a}", "[a", "a]", "[[[a", "", "[{a]"} {
		if f, err := ParseBarFormat(text); err == nil {
			t.Errorf("%q is read as %+v", text, f)
		}
	}
}

// The built-in file names everything that there is to be known.
func TestDefaultDocumentsTheBar(t *testing.T) {
	text := string(Default())
	for _, item := range BarItems() {
		if !strings.Contains(text, "\n# "+item+" ") {
			t.Errorf("the built-in file has no line on the item %s", item)
		}
		for _, variable := range BarVariables(item) {
			if !strings.Contains(text, "{"+variable+"}") {
				t.Errorf("the built-in file does not name {%s} of %s", variable, item)
			}
		}
		for _, key := range slices.Concat(kindsOfItems[item].keys, commonItemKeys, widthKeys) {
			if !strings.Contains(text, "\n# "+key+" = ") {
				t.Errorf("the built-in file does not show the key %s of %s", key, item)
			}
		}
	}
	for _, action := range BarActions() {
		if !strings.Contains(text, action) {
			t.Errorf("the built-in file does not name the action %s", action)
		}
	}
	for _, theme := range Themes() {
		if !strings.Contains(text, theme) {
			t.Errorf("the built-in file does not name the theme %s", theme)
		}
	}
}
