package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perch/internal/command"
	"perch/internal/completion"
)

// The shells' scripts get names from the agent that runs, and the rest
// without one.
func TestCompletion(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	complete := func(line string) string {
		return r.get(append([]string{completion.Verb, "zsh"}, strings.Split(line, " ")...)...)
	}
	if got, want := complete("perch workspace "), "words\nnext:The one after, in sorted order\nprev:The one before, in sorted order"; got != want {
		t.Errorf("without an agent: %q, want %q", got, want)
	}
	simulated(r)
	for line, want := range map[string]string{
		"perch mode ":                   "main:Binding mode",
		"perch focus-monitor ":          "sim-1:Monitor 1",
		"perch list-windows --monitor ": "1:sim-1",
		"perch config --get ":           "mode.main.binding",
		"perch config ":                 "check:Print every problem of config files",
		"perch agent --desktop ":        "x11",
		"perch completion ":             "fish:Fish",
		"perch ":                        "man:Write the manual pages",
		"aerospace ":                    "config:Look into the configuration",
	} {
		got := complete(line)
		if !strings.HasPrefix(got, "words") || !strings.Contains(got+"\n", want+"\n") {
			t.Errorf("%s: no %q in %q", line, want, got)
		}
	}
	for line, want := range map[string]string{"perch config check ": "files", "perch sim ": "files", "perch man ": "folders", "perch try ": "words"} {
		if got := complete(line); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
	for _, shell := range completion.Shells() {
		if got := r.get("completion", shell); got != strings.TrimSuffix(completion.Script(shell), "\n") {
			t.Errorf("the script for %s is %q", shell, got)
		}
	}
	if a := r.perch("completion", "tcsh"); a.code != 2 || a.stdout != "" || !strings.Contains(a.stderr, "Expected one of: bash, zsh, fish.") {
		t.Errorf("completion tcsh: %+v", a)
	}
	if a := r.perch("completion"); a.code != 2 || !strings.Contains(a.stderr, "Expected one of: bash, zsh, fish.") {
		t.Errorf("completion: %+v", a)
	}
}

// Called by AeroSpace's name, --help prints AeroSpace's text; Perch says more.
func TestHelpByName(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	alias := r.alias("aerospace")
	for _, c := range command.Commands() {
		if !c.Callable() {
			continue
		}
		if a := r.run(nil, alias, c.Name, "--help"); a.code != 0 || a.stdout != c.Help()+"\n" || a.stderr != "" {
			t.Errorf("aerospace %s --help: %+v", c.Name, a)
		}
		if got := r.get(c.Name, "--help"); !strings.Contains(got, c.Usage+"\n\n"+c.Description) {
			t.Errorf("perch %s --help prints\n%s", c.Name, got)
		}
	}
}

func TestMan(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	folder := filepath.Join(r.folder, "share", "man")
	r.get("man", folder)
	for _, page := range []string{"man1/perch.1", "man1/perch-agent.1", "man1/perch-focus.1", "man1/perch-man.1", "man5/perch.toml.5"} {
		if text, err := os.ReadFile(filepath.Join(folder, page)); err != nil || !strings.Contains(string(text), "\n.Sh DESCRIPTION\n") {
			t.Errorf("%s: %v, %s", page, err, text)
		}
	}
	if a := r.perch("man", r.write("file", "")); a.code != 1 || !strings.HasPrefix(a.stderr, "perch man: the manual cannot be written: ") {
		t.Errorf("into a file: %+v", a)
	}
}
