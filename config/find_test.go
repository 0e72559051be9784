package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	home := t.TempDir()
	put := func(parts ...string) string {
		path := filepath.Join(append([]string{home}, parts...)...)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, path, "config-version = 2\n")
		return path
	}
	env := map[string]string{"HOME": home}
	find := func(explicit string) (string, error) {
		return Find(explicit, func(name string) string { return env[name] })
	}
	want := func(path string) {
		t.Helper()
		if got, err := find(""); got != path || err != nil {
			t.Errorf("found %q (%v), want %q", got, err, path)
		}
	}

	// From the last place to the first: each one that appears comes before.
	want("")
	xdgAero := put(".config", "aerospace", "aerospace.toml")
	want(xdgAero)
	aero := put(".aerospace.toml")
	_, err := find("")
	var ambiguous *AmbiguousError
	if !errors.As(err, &ambiguous) || err.Error() != "Ambiguous config error. Several configs found:\n"+aero+"\n"+xdgAero {
		t.Errorf("two files of AeroSpace's: %v", err)
	}
	dot := put(".perch.toml")
	want(dot)
	xdg := put(".config", "perch", "perch.toml")
	want(xdg)
	env["XDG_CONFIG_HOME"] = filepath.Join(home, "elsewhere")
	want(dot)
	env["XDG_CONFIG_HOME"] = filepath.Join(home, ".config")
	want(xdg)
	env["PERCH_CONFIG"] = put("by-variable.toml")
	want(env["PERCH_CONFIG"])
	explicit := put("explicit.toml")
	if got, err := find(explicit); got != explicit || err != nil {
		t.Errorf("--config: %q, %v", got, err)
	}

	missing := filepath.Join(home, "missing.toml")
	for _, c := range []struct{ path, want string }{
		{missing, "this file doesn't exist"},
		{home, "this is a folder, not a file"},
		{filepath.Join(explicit, "x"), "this file can't be read: not a directory"},
	} {
		if _, err := find(c.path); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("--config %s: %v", c.path, err)
		}
	}
	env["PERCH_CONFIG"] = missing
	if _, err := find(""); err == nil || !strings.Contains(err.Error(), "$PERCH_CONFIG") {
		t.Errorf("$PERCH_CONFIG is missing: %v", err)
	}
	if got, err := Find("", func(string) string { return "" }); got != "" || err != nil {
		t.Errorf("no home: %q, %v", got, err)
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	none := func(string) string { return "" }
	c, path, problems := Open("", none, plainLanguage{})
	if c == nil || path != "" || len(problems) > 0 || len(c.Modes) != 2 {
		t.Errorf("the built-in config: %v %q %v", c, path, problems)
	}
	good := filepath.Join(dir, "good.toml")
	write(t, good, "config-version = 2\naccordion-padding = 7\n")
	c, path, problems = Open(good, none, plainLanguage{})
	if c == nil || c.AccordionPadding != 7 || c.Path != good || path != good || len(problems) > 0 {
		t.Errorf("%v %q %v", c, path, problems)
	}
	c, _, problems = Open(filepath.Join(dir, "none"), none, plainLanguage{})
	if c != nil || len(problems) != 1 || !problems[0].Fatal {
		t.Errorf("a missing file: %v %v", c, problems)
	}
}

func TestLoadUnreadable(t *testing.T) {
	dir := t.TempDir()
	binary := filepath.Join(dir, "binary.toml")
	write(t, binary, "a = 1\n# \xff\n")
	for path, want := range map[string]string{
		binary:                     "Can't read contents of '" + binary + "' as a utf8 string: ",
		dir:                        "Can't read contents of '" + dir + "' as a utf8 string: is a directory",
		filepath.Join(dir, "none"): "as a utf8 string: no such file or directory",
		"/dev/zero":                "larger than 4 MiB",
	} {
		c, problems := Load(path, plainLanguage{})
		if c != nil || len(problems) != 1 || !problems[0].Fatal || !strings.Contains(problems[0].Contract(), want) {
			t.Errorf("%s: %v %v", path, c, problems)
		}
	}
}
