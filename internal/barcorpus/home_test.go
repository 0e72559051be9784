//go:build linux

package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// A repository that chezmoi writes becomes the home folder that it describes.
func TestLayOut(t *testing.T) {
	source, home := t.TempDir(), filepath.Join(t.TempDir(), "home")
	for path, mode := range map[string]os.FileMode{
		"dot_config/sketchybar/executable_sketchybarrc":       0o644,
		"dot_config/sketchybar/plugins/executable_clock.sh":   0o644,
		"dot_config/private_aerospace/dot_aerospace.toml":     0o644,
		"dot_config/borders/readonly_executable_bordersrc":    0o644,
		"executable_dot_profile":                              0o644,
		".git/config":                                         0o644,
		"elsewhere/aerospace/aerospace.toml":                  0o644,
		"dot_config/sketchybar/private_dot_secret/plain.conf": 0o600,
	} {
		path = filepath.Join(source, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("#\n"), mode); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("nowhere", filepath.Join(source, "dot_config/sketchybar/gone")); err != nil {
		t.Fatal(err)
	}
	c := configuration{Repository: "somebody/dotfiles", Path: "dot_config/sketchybar/executable_sketchybarrc"}
	if err := layOut(c, source, home); err != nil {
		t.Fatal(err)
	}
	var files, programs []string
	filepath.WalkDir(home, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		path, info := path[len(home)+1:], must(t, entry)
		files = append(files, path)
		if info.Mode()&0o100 != 0 {
			programs = append(programs, path)
		}
		return nil
	})
	for _, path := range []string{".config/sketchybar/sketchybarrc", ".config/sketchybar/.secret/plain.conf", ".config/aerospace/.aerospace.toml", ".config/aerospace/aerospace.toml"} {
		if !slices.Contains(files, path) {
			t.Errorf("%s is not in %q", path, files)
		}
	}
	if slices.Contains(files, ".git/config") {
		t.Error("the repository's own files are in the home folder")
	}
	slices.Sort(programs)
	if want := []string{".config/borders/bordersrc", ".config/sketchybar/plugins/clock.sh", ".config/sketchybar/sketchybarrc", ".profile"}; !slices.Equal(programs, want) {
		t.Errorf("%q can be executed, want %q", programs, want)
	}
}

func must(t *testing.T, entry os.DirEntry) os.FileInfo {
	info, err := entry.Info()
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func TestReadList(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list.tsv")
	if err := os.WriteFile(path, []byte("repository\tcommit\tpath\na/b\t1\tx/sketchybar/sketchybarrc\nc/d\t2\ty/bottom/sketchybarrc\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	list, err := readList(path)
	if err != nil || len(list) != 2 || list[0].name() != "a-b" || list[1].name() != "c-d-bottom" {
		t.Errorf("the list is %+v: %v", list, err)
	}
	if err := os.WriteFile(path, []byte("repository\na/b\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := readList(path); err == nil {
		t.Error("a list without columns is accepted")
	}
}
