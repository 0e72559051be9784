package config_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"perch/bar"
	"perch/config"
	"perch/internal/command"
)

// The same with the real command language.

func TestScenariosWithCommands(t *testing.T) { config.RunConfigScenarios(t, command.Language{}) }

func TestCorpusWithCommands(t *testing.T) { config.RunCorpus(t, command.Language{}) }

func TestDefaultWithCommands(t *testing.T) {
	_, problems := config.Load("", command.Language{})
	for _, p := range problems {
		t.Error(p)
	}
}

// Mistakes in commands stand where they are within the text.
func TestCommandProblems(t *testing.T) {
	for text, want := range map[string]string{
		`on-mode-changed = 'workspace a|b && (true'`:           `f:2:42: error: on-mode-changed: Expected ')'. Got: 'End of input'`,
		`on-mode-changed = ['true', 'ö "un']`:                  `f:2:34: error: on-mode-changed[1]: Last quote " isn't closed.`,
		"on-mode-changed = '''\ntrue\n  && false'''":           `f:3:5: error: on-mode-changed: Please escape newline with backslash character.`,
		`on-mode-changed = "true;\u0020&& x"`:                  `f:2:19: error: on-mode-changed: Line 1 Column 7: Unexpected token '&&'`,
		`on-mode-changed = 'focus --boundries workspace left'`: `f:2:19: error: on-mode-changed: Unknown flag '--boundries'. Did you mean '--boundaries'?`,
		`on-mode-changed = 'fucus left'`:                       `f:2:19: error: on-mode-changed: Unrecognized subcommand 'fucus'. Did you mean 'focus'?`,
	} {
		_, problems := config.Parse([]byte("config-version = 2\n"+text), "f", command.Language{}, nil)
		if len(problems) != 1 || problems[0].String() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", text, problems, want)
		}
	}
}

// What people get wrong again and again, and what they are told. In the file each
// config is followed by its problems, but for the warnings.
func TestSlips(t *testing.T) {
	const file, answer = "testdata/slips.txt", "=> "
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, slip := range strings.Split(string(data), "-----\n")[1:] {
		text := ""
		for line := range strings.Lines(slip) {
			if !strings.HasPrefix(line, answer) {
				text += line
			}
		}
		_, problems := config.Parse([]byte(text), "f", command.Language{}, []string{"HOME=/h"})
		slices.SortStableFunc(problems, config.ByPosition)
		got.WriteString("-----\n" + text)
		for _, p := range problems {
			if !p.Warning {
				got.WriteString(answer + p.String() + "\n")
			}
		}
	}
	if config.Update() {
		if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want := strings.Split(string(data), "\n")
	for i, line := range strings.Split(got.String(), "\n") {
		if i >= len(want) || line != want[i] {
			t.Fatalf("%s:%d:\ngot  %s\nwant %s", file, i+1, line, want[min(i, len(want)-1)])
		}
	}
}

// The clock formats every directive that a config may have, and no other.
func TestClockDirectives(t *testing.T) {
	now := time.Date(2026, 11, 21, 3, 4, 5, 0, time.UTC)
	for c := '!'; c <= '~'; c++ {
		directive := "%" + string(c)
		formatted := bar.Strftime(directive, now) != directive
		if c != '-' && formatted != strings.ContainsRune(config.ClockDirectives, c) {
			t.Errorf("%s: the clock formats it: %v", directive, formatted)
		}
	}
}

// What nobody writes by hand takes no longer than it should.
func TestParseTimeIsBounded(t *testing.T) {
	const many = 100_000
	for _, s := range []string{
		strings.Repeat("a.", many) + "a = 1",
		"[" + strings.Repeat("a.", many) + "a]",
		"a = " + strings.Repeat("[", many) + strings.Repeat("]", many),
		"a = " + strings.Repeat("{a = ", many) + "1" + strings.Repeat("}", many),
		"persistent-workspaces = [" + strings.Repeat("1,", many) + "]",
		strings.Repeat("x", many) + " = 1",
		"on-mode-changed = '" + strings.Repeat("x", many) + "'",
		"on-mode-changed = '" + strings.Repeat("x\n", many) + "'",
		"on-mode-changed = '" + strings.Repeat("(", many) + "'",
		"mode.main.binding." + strings.Repeat("alt-", many) + "x = ''",
		"mode.main.binding.a-" + strings.Repeat("x", many) + " = ''",
		"exec.env-vars.A = '" + strings.Repeat("${A}", many) + "'",
		"gaps.inner.horizontal = [" + strings.Repeat("{ monitor.0 = 1 },", many/10) + "1]",
		"on-window-detected = [" + strings.Repeat("{},", many/10) + "]",
	} {
		config.CheckParse(t, []byte(s), command.Language{})
	}
}

func FuzzParse(f *testing.F) {
	for _, file := range []string{"default.toml", "testdata/mistakes.toml", "testdata/i3-like-config-example.toml"} {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, file := range config.Corpus() {
		if data, err := os.ReadFile(file); err == nil {
			f.Add(data)
		}
	}
	for _, s := range []string{"a = 1.5", "[[a]]\nb=[{c={d=1}}]", "bar.colors.text='#12'", "\ufeffä='ö'", "gaps.inner.horizontal=[{monitor={'('=1}},2]",
		"on-window-detected=[{if.app-name-regex-substring='[',run=1}]", "mode.main.binding.'--'=[]", "exec.env-vars={A='${A'}", "on-mode-changed='a && '",
		`on-window-detected=[{if.app-name-regex-substring='^(?P<n>a++)[[:alpha:]\h]\Q.\E\p{L}{,2}(?=b)(?P=n)\g1$',run=[]}]`,
		"alt-h = focus left", "a = 'x' b = 1", "[[mode.main.binding]]\na=''", "alt-/ = 1", "a = \"\\q\"", "a = yes", "a = 'x", "a = [1",
		"[mode.main.binding]\n'Option + H' = 'open x'", "on-mode-changed='''\nö\n(|'''"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { config.CheckParse(t, data, command.Language{}) })
}
