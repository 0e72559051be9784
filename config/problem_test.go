package config

import (
	"cmp"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Update says that golden files are to be written anew.
func Update() bool { return *update }

// The messages that a person reads, word for word.
func TestMistakes(t *testing.T) {
	data, err := os.ReadFile("testdata/mistakes.toml")
	if err != nil {
		t.Fatal(err)
	}
	c, problems := Parse(data, "perch.toml", plainLanguage{}, nil)
	slices.SortStableFunc(problems, ByPosition)
	var b strings.Builder
	for _, p := range problems {
		b.WriteString(p.String() + "\n")
	}
	const golden = "testdata/mistakes.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
	}
	if !HasErrors(problems) {
		t.Error("HasErrors is false")
	}

	// What is right applies, what is wrong keeps its fallback.
	m := c.Modes["main"]
	if len(m.Bindings) != 3 {
		t.Errorf("bindings: %v", m.Bindings)
	}
	if b, ok := m.Find("alt-2"); !ok || b.Run.String() != "workspace 2" {
		t.Errorf("alt-2 is %v", b)
	}
	if b, ok := m.Find("alt-1"); !ok || !IsEmpty(b.Run) {
		t.Errorf("alt-1 is %v, not a swallowed key", b)
	}
	if b, ok := m.Find("shift-alt-x"); !ok || b.Run.String() != "move right" {
		t.Errorf("the later spelling in sorted order does not win: %v", m.Bindings)
	}
	if c.AccordionPadding != 30 || c.RootLayout != "tiles" || c.Bar.Position != "top" || c.Bar.Height != 28 || !c.AeroSpaceSocket {
		t.Errorf("fallbacks are lost: %+v", c)
	}
	if got := c.Assignments["ä"]; len(got) != 1 || got[0].String() != "main" {
		t.Errorf("assignment of ä: %v", got)
	}
	if !slices.Equal(c.Bar.Left, NewBarItems("clock")) || slices.Contains(c.Bar.Right, NewBarItem("clock")) {
		t.Errorf("left %v, right %v", c.Bar.Left, c.Bar.Right)
	}
}

func TestProblemNotations(t *testing.T) {
	for _, c := range []struct {
		problem          Problem
		people, contract string
	}{
		{
			Problem{File: "a.toml", Line: 3, Column: 5, Path: "gaps", Message: "Can't parse 'x'.\nPossible values: (a|b)", Hint: "Did you mean 'a'?"},
			"a.toml:3:5: error: gaps: Can't parse 'x'. Possible values: (a|b). Did you mean 'a'?",
			"[ERROR] gaps: Can't parse 'x'.\nPossible values: (a|b)",
		},
		{Problem{File: "a.toml", Message: "gone", Fatal: true}, "a.toml: error: gone", "[ERROR] gone"},
		{Problem{Message: "old", Warning: true, Line: 1, Column: 1}, "built-in config:1:1: warning: old", "[WARNING] old"},
	} {
		if got := c.problem.String(); got != c.people {
			t.Errorf("got  %s\nwant %s", got, c.people)
		}
		if got := c.problem.Contract(); got != c.contract {
			t.Errorf("got  %s\nwant %s", got, c.contract)
		}
	}
}

func TestSyntaxErrorsHavePositions(t *testing.T) {
	for _, c := range []struct {
		config       string
		line, column int
	}{
		{"a = 1\nb = ", 2, 0},
		{"a = 1\na = 2", 2, 1},
		{"ä = 'x", 1, 1},
		{"[a]\nb = 1\n[a]\n", 3, 0},
		{"a.b = 1\n[a.b.c]\n", 2, 0},
		{"x = 99999999999999999999", 1, 5},
		{"a = { b = 1, b = 2 }", 1, 14},
		{"a = 1\r\nb = 20s\r\n", 2, 7},
		{"a = '\xff'", 1, 6},
		{"# ü\na = 'ü\xff'", 2, 7},
	} {
		got, problems := Parse([]byte(c.config), "f", plainLanguage{}, nil)
		if got != nil || !problems[0].Fatal {
			t.Errorf("%q is no fatal problem: %v", c.config, problems)
			continue
		}
		p := problems[0]
		if p.Line != c.line || c.column != 0 && p.Column != c.column {
			t.Errorf("%q: %v, want %d:%d", c.config, p, c.line, c.column)
		}
	}
}

func TestByteOrderMarkAndInlineTables(t *testing.T) {
	c, problems := Parse([]byte("\ufeffconfig-version = 2\nbar = {\n  height = 30, # tall\n  left = [\n 'clock',\n],\n}\n"), "f", plainLanguage{}, nil)
	if len(problems) > 0 || c.Bar.Height != 30 || c.Bar.Left[0].Item != "clock" {
		t.Errorf("%v %+v", problems, c)
	}
}

// Every file of the collection of real configs is understood, but for the two
// mistakes that their authors made.
func TestCorpus(t *testing.T) { RunCorpus(t, anyLanguage{}) }

// Corpus are the files of the collection, none where it is absent.
func Corpus() []string {
	folder := cmp.Or(os.Getenv("PERCH_CORPUS"), "../../shared/corpus")
	files, _ := filepath.Glob(filepath.Join(folder, "aerospace", "*.toml"))
	return files
}

// RunCorpus reads the real configs with a command language.
func RunCorpus(t *testing.T, language Language) {
	files := Corpus()
	if len(files) == 0 {
		t.Skip("the collection of real configs is not here; PERCH_CORPUS names its folder")
	}
	known := map[string]string{
		"016.toml": ":2:1: error: after-login-command: after-login-command is deprecated since AeroSpace 0.19.0. https://github.com/nikitabobko/AeroSpace/issues/1482. Use after-startup-command.",
		"042.toml": ":64:20: error: Syntax error: expected newline but got U+2022 '•'. Nothing but a comment may follow.",
	}
	for _, file := range files {
		name := filepath.Base(file)
		c, problems := Load(file, language)
		found := ""
		for _, p := range problems {
			if !p.Warning {
				found += strings.TrimPrefix(p.String(), file)
			}
		}
		if found != known[name] {
			t.Errorf("%s%s", name, found)
		}
		if c != nil && len(c.Modes["main"].Bindings) == 0 {
			t.Errorf("%s has no bindings", name)
		}
	}
}

// anyLanguage takes every command text.
type anyLanguage struct{}

func (anyLanguage) Parse(text string, _ Use) (Program, error) {
	return plainProgram{text, [][]string{strings.Fields(text)}}, nil
}

// CheckParse parses data and checks what holds for every input.
func CheckParse(t *testing.T, data []byte, language Language) {
	start := time.Now()
	c, problems := Parse(data, "f", language, []string{"PATH=/bin"})
	if took := time.Since(start); took > time.Minute {
		t.Fatalf("%d bytes take %v", len(data), took)
	}
	fatal := false
	lines := strings.Split(strings.TrimPrefix(string(data), "\ufeff"), "\n")
	widths := make([]int, len(lines))
	for i, line := range lines {
		widths[i] = utf8.RuneCountInString(line)
	}
	for _, p := range problems {
		fatal = fatal || p.Fatal
		if p.Line < 1 || p.Line > len(lines) {
			t.Fatalf("%v is not within %d lines", p, len(lines))
		}
		if p.Column < 1 || p.Column > widths[p.Line-1]+1 {
			t.Fatalf("%v is not within %q", p, lines[p.Line-1])
		}
		if p.Message == "" || strings.Contains(p.String(), "\n") {
			t.Fatalf("unreadable: %q", p.String())
		}
	}
	if fatal != (c == nil) {
		t.Fatalf("fatal is %v, config is %v", fatal, c)
	}
	if c == nil {
		return
	}
	for _, p := range []Program{c.AfterStartup, c.OnFocusChanged, c.OnMonitorChanged, c.OnModeChanged} {
		if p == nil {
			t.Fatal("nil program")
		}
	}
}
