package manual

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"perch/config"
	"perch/internal/cli"
	"perch/internal/command"
	"perch/internal/simulate"
)

func verbs() []cli.Verb {
	flags := cli.NewFlags("agent")
	flags.String("config", "", "the config `FILE`, if it isn't where it is looked for")
	flags.Bool("no-bar", false, "show no status bar")
	return []cli.Verb{
		{Name: "agent", Summary: "Manage windows", Flags: flags, Usage: "USAGE: perch agent [-h|--help] [--config FILE]\n             [--no-bar]\n   OR: perch agent now\n\nRuns. The config is\n  one of these,\n\n  or those\nand nothing else.\n\n.Begins with a dot. 'Quoted' \\ ends\n"},
		{Name: "config", Summary: "Check config files", Usage: "USAGE: perch config check [FILE...]\n\nChecks.\n"},
		simulate.Verb(),
	}
}

// pages writes the manual to a folder and returns it with the pages.
func pages(t *testing.T) (string, []Page) {
	t.Helper()
	folder := t.TempDir()
	list := Pages(verbs(), config.Default(), About{"1.2.3", time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)})
	for _, p := range list {
		if err := os.WriteFile(filepath.Join(folder, p.Name), []byte(p.Text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder, list
}

func program(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip(name, "is not installed")
	}
	return path
}

func TestPagesAreCorrect(t *testing.T) {
	mandoc := program(t, "mandoc")
	folder, list := pages(t)
	args := []string{"-Tlint", "-Wwarning"}
	for _, p := range list {
		args = append(args, p.Name)
	}
	c := exec.Command(mandoc, args...)
	c.Dir = folder
	if out, err := c.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("mandoc -Tlint: %v\n%s", err, out)
	}
}

// GNU's troff, which most Linux systems have, has its own idea of mdoc.
func TestPagesInTroff(t *testing.T) {
	groff := program(t, "groff")
	folder, list := pages(t)
	for _, p := range list {
		c := exec.Command(groff, "-mandoc", "-Tutf8", "-ww", p.Name)
		c.Dir = folder
		var errs strings.Builder
		c.Stderr = &errs
		if out, err := c.Output(); err != nil || errs.Len() > 0 || len(out) == 0 {
			t.Errorf("%s: %v\n%s", p.Name, err, errs.String())
		}
	}
}

var overstrike = regexp.MustCompile(".\b")

// rendered is a page as a reader sees it.
func rendered(t *testing.T, mandoc, folder, name string) string {
	t.Helper()
	c := exec.Command(mandoc, "-Tascii", "-Owidth=500", name)
	c.Dir = folder
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return overstrike.ReplaceAllString(string(out), "")
}

// between is the part of a page from one heading to the next.
func between(text, heading, next string) string {
	_, text, _ = strings.Cut(text, "\n"+heading+"\n")
	text, _, _ = strings.Cut(text, "\n"+next+"\n")
	return text
}

// squeeze takes out what differs between a usage and a synopsis.
var squeeze = strings.NewReplacer(" ", "", "\n", "", "<", "", ">", "", "…", "...")

func TestCommandPages(t *testing.T) {
	mandoc := program(t, "mandoc")
	folder, list := pages(t)
	if want := len(command.Commands()) + len(verbs()) - 1 + 2; len(list) != want {
		t.Errorf("%d pages, want %d", len(list), want)
	}
	overview := rendered(t, mandoc, folder, "perch.1")
	for _, c := range command.Commands() {
		if !strings.Contains(overview, "perch-"+c.Name+"(1)") {
			t.Errorf("perch(1) does not name %s", c.Name)
		}
		text := rendered(t, mandoc, folder, "perch-"+c.Name+".1")
		usage := strings.NewReplacer("USAGE: ", "perch ", "OR: ", "perch ").Replace(c.Usage)
		if got, want := squeeze.Replace(between(text, "SYNOPSIS", "DESCRIPTION")), squeeze.Replace(usage); !strings.HasSuffix(got, want) {
			t.Errorf("%s: the synopsis is\n%s\nwant\n%s", c.Name, got, want)
		}
		flat := squeeze.Replace(text)
		for _, f := range c.Flags {
			if !strings.Contains(flat, squeeze.Replace(f.Summary)) {
				t.Errorf("%s: %s is not explained", c.Name, f.Name)
			}
		}
		for _, e := range c.Examples {
			if !strings.Contains(flat, squeeze.Replace("perch "+e.Text)) {
				t.Errorf("%s: no example %s", c.Name, e.Text)
			}
		}
		if !strings.Contains(flat, squeeze.Replace(c.Description)) {
			t.Errorf("%s: the description is not there, or not as it was written", c.Name)
		}
	}
}

func TestVerbPages(t *testing.T) {
	mandoc := program(t, "mandoc")
	folder, _ := pages(t)
	text := rendered(t, mandoc, folder, "perch-agent.1")
	for _, want := range []string{
		"perch agent [-h | --help] [--config file] [--no-bar]\n", "perch agent now\n",
		"Runs.  The config is\n", "\n       one of these,\n\n       or those\n", "and nothing else.\n", ".Begins with a dot.  'Quoted' \\ ends\n",
		"--config file\n             The config FILE, if it isn't where it is looked for.\n", "Perch 1.2.3", "March 4, 2026",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("perch-agent(1) has no %q:\n%s", want, text)
		}
	}
	text = rendered(t, mandoc, folder, "perch-sim.1")
	simulate.Verb().Flags.VisitAll(func(f *pflag.Flag) {
		if !strings.Contains(text, "--"+f.Name) {
			t.Errorf("perch-sim(1) does not name --%s", f.Name)
		}
	})
	text = rendered(t, mandoc, folder, "perch-config.1")
	for _, want := range []string{"perch config check [file...]", "perch config [-h | --help] --major-keys", "Print the keys of tables."} {
		if !strings.Contains(text, want) {
			t.Errorf("perch-config(1) has no %q:\n%s", want, text)
		}
	}
	text = rendered(t, mandoc, folder, "perch.toml.5")
	for line := range strings.Lines(string(config.Default())) {
		if !strings.Contains(text, strings.TrimRight(line, "\n")) {
			t.Errorf("perch.toml(5) lacks the line %s", line)
		}
	}
}

func TestHelp(t *testing.T) {
	for _, c := range command.Commands() {
		help := Help(c)
		rest, ok := strings.CutPrefix(help, c.Usage+"\n\n"+c.Description)
		if !ok {
			t.Errorf("%s: the help does not begin with usage and description:\n%s", c.Name, help)
		}
		flat := squeeze.Replace(rest)
		for _, f := range c.Flags {
			if !strings.Contains(rest, "\n  "+f.Name) || !strings.Contains(flat, squeeze.Replace(f.Summary)) {
				t.Errorf("%s: %s is not explained:\n%s", c.Name, f.Name, help)
			}
			for _, choice := range f.Choices {
				if !f.Optional && !strings.Contains(rest, choice) {
					t.Errorf("%s: %s does not name the value %s", c.Name, f.Name, choice)
				}
			}
		}
		for _, p := range c.Positionals {
			for _, choice := range p.Choices {
				if !strings.Contains(rest, choice) {
					t.Errorf("%s: %s does not name the value %s", c.Name, p.Placeholder, choice)
				}
			}
		}
		for line := range strings.Lines(rest) {
			if len(line) > 81 && !strings.HasPrefix(line, "      perch ") && !strings.HasPrefix(line, "  (") {
				t.Errorf("%s: a long line: %s", c.Name, line)
			}
		}
	}
	want := `USAGE: enable [-h|--help] toggle
   OR: enable [-h|--help] on [--fail-if-noop]
   OR: enable [-h|--help] off [--fail-if-noop]

Switches the management of windows off or on. While it is off, no binding is
active, all workspaces are shown, and the agent takes no command but this one
and subscribe.

Arguments
  (on|off|toggle)  The new state

Flags
  --fail-if-noop  Fail if there is nothing to do

Examples
  Off or on
      perch enable toggle`
	if got := Help(command.LookUp("enable")); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
