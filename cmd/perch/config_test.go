package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestDefaultConfigIsRight(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	text := r.get("config", "default") + "\n"
	file := r.write("mine.toml", text)
	for _, args := range [][]string{{"config", "check"}, {"config", "check", file}} {
		if a := r.perch(args...); a != (answer{}) {
			t.Errorf("perch %q: %+v", args, a)
		}
	}
}

// Ten mistakes come in the order of the lines, each with its place.
func TestEveryMistakeIsReported(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	file := r.write("perch.toml", `config-version = 2
accordion-padding = 'wide'
default-root-container-layout = 'tile'
start-at-login = 3
unheard-of = true
[gaps]
inner.horizontal = 'x'
[bar]
height = 'tall'
[mode.main.binding]
alt-nokey = 'workspace 1'
alt-a = 'worksapce 1'
foo-b = 'workspace 2'
alt-c = 7
`)
	a := r.perch("config", "check", file)
	var places []string
	for line := range strings.Lines(a.stderr) {
		place, rest, found := strings.Cut(line, ": error: ")
		if place, of := strings.CutPrefix(place, file+":"); found && of && rest != "" {
			places = append(places, place)
		}
	}
	want := "2:21 3:33 4:18 5:1 7:20 9:10 11:1 12:9 13:1 14:9"
	if a.code != 1 || a.stdout != "" || strings.Join(places, " ") != want {
		t.Errorf("exit code %d, prints %q, places %q, expected %q; says\n%s", a.code, a.stdout, strings.Join(places, " "), want, a.stderr)
	}
}

func TestConfigFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	good := r.write("good.toml", plain)
	broken := r.write("broken.toml", "config-version = 2\naccordion-padding = 'wide'\n[gaps\n")
	wrong := r.write("wrong.toml", "config-version = 2\naccordion-padding = 'wide'\n")
	missing := r.folder + "/missing.toml"
	for _, row := range []struct {
		files []string
		code  int
		said  []string // how the lines begin
	}{
		{[]string{good}, 0, nil},
		{[]string{broken}, 1, []string{broken + ":3:"}},
		{[]string{missing}, 1, []string{missing + ": error: this file doesn't exist"}},
		{[]string{r.folder}, 1, []string{r.folder + ": error: this is a folder"}},
		{[]string{good, wrong, missing, broken}, 1, []string{wrong + ":2:21: error: ", missing, broken + ":3:"}},
		{[]string{wrong, good}, 1, []string{wrong + ":2:21: error: "}},
	} {
		a := r.perch(append([]string{"config", "check"}, row.files...)...)
		lines := strings.Split(strings.TrimSpace(a.stderr), "\n")
		if a.stderr == "" {
			lines = nil
		}
		ok := a.code == row.code && a.stdout == "" && len(lines) == len(row.said)
		for i := range lines {
			ok = ok && strings.HasPrefix(lines[i], row.said[i])
		}
		if !ok {
			t.Errorf("config check %q: exit code %d, prints %q, says\n%s\nexpected %d and %q", row.files, a.code, a.stdout, a.stderr, row.code, row.said)
		}
	}
	// The file that the agent would take is checked without arguments.
	r.write(".perch.toml", "config-version = 2\naccordion-padding = 'wide'\n")
	if a := r.perch("config", "check"); a.code != 1 || !strings.HasPrefix(a.stderr, r.folder+"/.perch.toml:2:21: error: ") {
		t.Errorf("%+v", a)
	}
	r.set("PERCH_CONFIG", missing)
	if a := r.perch("config", "check"); a.code != 1 || !strings.Contains(a.stderr, "$PERCH_CONFIG names it") {
		t.Errorf("%+v", a)
	}
}

func TestUnreadableConfig(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	file := r.write("secret.toml", plain)
	if err := os.Chmod(file, 0); err != nil {
		t.Fatal(err)
	}
	name, args := perchProgram, []string{"config", "check", file}
	if os.Getuid() == 0 {
		// Root reads everything, unless it gives that up.
		needs(t, "setpriv")
		if err := exec.Command("setpriv", "--bounding-set=-all", "--inh-caps=-all", "true").Run(); err != nil {
			t.Skipf("setpriv cannot give up the right to read everything: %v", err)
		}
		name, args = "setpriv", append([]string{"--bounding-set=-all", "--inh-caps=-all", perchProgram}, args...)
	}
	a := r.run(nil, name, args...)
	if a.code != 1 || strings.Count(a.stderr, "\n") != 1 || !strings.HasPrefix(a.stderr, file+": error: ") || !strings.Contains(a.stderr, "permission denied") {
		t.Errorf("%+v", a)
	}
}
