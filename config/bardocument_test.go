package config

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// barKeys are the keys that a struct of the [bar] table has.
func barKeys(of any) []string {
	var keys []string
	for _, field := range reflect.VisibleFields(reflect.TypeOf(of)) {
		key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if key != "workspace-event" { // is not the user's to set
			keys = append(keys, key)
		}
	}
	return keys
}

// readmeBar is what the README says of the bar.
func readmeBar(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, found := strings.Cut(string(text), "\n## The bar\n")
	if !found {
		t.Fatal("the README has no section on the bar")
	}
	part, _, _ = strings.Cut(part, "\n## ")
	return part
}

var quoted = regexp.MustCompile("`([^`]+)`")

// ticked are the texts in backticks.
func ticked(text string) []string {
	var out []string
	for _, m := range quoted.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// The README's table has every item with what the declaration says of it, and
// the rest of the section every other key, action and theme.
func TestReadmeKnowsTheBar(t *testing.T) {
	part := readmeBar(t)
	rows := map[string][]string{}
	for line := range strings.Lines(part) {
		if cells := strings.Split(strings.TrimSpace(line), "|"); strings.HasPrefix(line, "| `") && len(cells) == 7 {
			rows[strings.Trim(cells[1], " `")] = cells[2:]
		}
	}
	for _, item := range BarItems() {
		kind, cells := kindsOfItems[item], rows[item]
		delete(rows, item)
		if cells == nil {
			t.Errorf("the README's table has no %s", item)
			continue
		}
		var variables []string
		for _, v := range kind.variables {
			variables = append(variables, "{"+v+"}")
		}
		if got := ticked(cells[1]); item != "clock" && !slices.Equal(got, variables) {
			t.Errorf("%s: the README has the variables %q, the configuration %q", item, got, variables)
		}
		if got := ticked(cells[2]); !slices.Equal(got, kind.keys) {
			t.Errorf("%s: the README has the options %q, the configuration %q", item, got, kind.keys)
		}
		var usual []string
		for _, act := range []string{kind.usual.Click, kind.usual.ScrollUp, kind.usual.ScrollDown} {
			if act != "" {
				usual = append(usual, act)
			}
		}
		if got := ticked(cells[3]); !slices.Equal(got, usual) {
			t.Errorf("%s: the README says that the pointer does %q, the configuration %q", item, got, usual)
		}
	}
	for item := range rows {
		t.Errorf("the README's table has %s, which is no item", item)
	}
	words := ticked(part)
	for what, names := range map[string][]string{
		"[bar]": append(barKeys(Bar{}), "theme"), "[bar.workspaces]": barKeys(BarWorkspaces{}), "[bar.colors]": barKeys(Colors{}),
		"items": barKeys(BarItem{}), "actions": BarActions(), "themes": Themes(),
	} {
		for _, name := range names {
			if !slices.Contains(words, name) {
				t.Errorf("the README does not name %s of %s", name, what)
			}
		}
	}
}

// The README's examples are configurations without a mistake.
func TestReadmeExamplesOfTheBar(t *testing.T) {
	n := 0
	for _, example := range strings.Split(readmeBar(t), "\n\n") {
		if !strings.HasPrefix(example, "    [") {
			continue
		}
		n++
		c, problems := Parse([]byte("config-version = 2\n"+strings.ReplaceAll(example, "\n    ", "\n")), "perch.toml", plainLanguage{}, nil)
		if len(problems) > 0 || c == nil {
			t.Errorf("%s\nhas problems: %v", example, problems)
		}
	}
	if n == 0 {
		t.Error("there are no examples")
	}
}

// The built-in configuration says of the bar all that can be said: every key as a
// key, every item with its variables, every action and theme.
func TestDefaultFileKnowsTheBar(t *testing.T) {
	_, part, _ := strings.Cut(string(builtin), "\n[bar]\n")
	for what, names := range map[string][]string{
		"[bar]": append(barKeys(Bar{}), "theme"), "[bar.workspaces]": barKeys(BarWorkspaces{}), "items": barKeys(BarItem{}),
	} {
		for _, name := range names {
			if !regexp.MustCompile(`(?m)^[# ]*(\[+bar\.)?` + name + `(\]| = )`).MatchString(part) {
				t.Errorf("default.toml has no key %s of %s", name, what)
			}
		}
	}
	for _, item := range BarItems() {
		row := regexp.MustCompile(`(?m)^# ` + item + ` +(\{|format)(.*\n#  )*.*`).FindString(part)
		if row == "" {
			t.Errorf("default.toml does not explain %s", item)
		}
		for _, v := range BarVariables(item) {
			if !strings.Contains(row, "{"+v+"}") {
				t.Errorf("default.toml does not name {%s} of %s", v, item)
			}
		}
	}
	// What it says of the items that there are without a choice is so.
	chosen := regexp.MustCompile(`(?m)^# ((left|center|right) = )`).ReplaceAllString(string(builtin), "$1")
	c, problems := Parse([]byte(chosen), "", anyLanguage{}, nil)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := DefaultBar()
	want.Sketchybarrc = NoScript // because items are chosen
	if !reflect.DeepEqual(c.Bar, want) {
		t.Errorf("default.toml describes the bar %+v, it is %+v", c.Bar, want)
	}
	flat := strings.Join(strings.Fields(strings.ReplaceAll(part, "\n#", "\n")), " ")
	for what, names := range map[string][]string{"actions": BarActions(), "themes": Themes(), "[bar.colors]": barKeys(Colors{})} {
		for _, name := range names {
			if !strings.Contains(flat, name) {
				t.Errorf("default.toml does not name %s of %s", name, what)
			}
		}
	}
}
