//go:build linux

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// layOut makes the home folder that a configuration expects: its own folder as
// ~/.config/sketchybar, what stands beside it in the repository, and the
// repository's aerospace.toml. source is the repository's folder.
func layOut(c configuration, source, home string) error {
	dir := filepath.Dir(filepath.Join(source, c.Path)) // of the sketchybarrc
	beside := filepath.Dir(dir)
	config := filepath.Join(home, ".config")
	switch plainName(filepath.Base(beside)) {
	case ".config", "config":
		if err := copyTree(beside, config); err != nil {
			return err
		}
		// A dotfiles repository or a package of one is a home folder.
		if filepath.Base(beside) != "config" {
			if err := copyTree(filepath.Dir(beside), home); err != nil {
				return err
			}
		}
	}
	own := filepath.Join(config, "sketchybar")
	if err := os.RemoveAll(own); err != nil {
		return err
	}
	if err := copyTree(dir, own); err != nil {
		return err
	}
	for _, path := range []string{filepath.Join(home, ".aerospace.toml"), filepath.Join(config, "aerospace", "aerospace.toml")} {
		if _, err := os.Stat(path); err == nil {
			return nil
		}
	}
	if path := aerospaceFile(source); path != "" {
		return copyFile(path, filepath.Join(config, "aerospace", "aerospace.toml"))
	}
	return os.WriteFile(filepath.Join(home, ".aerospace.toml"), []byte(numbered), 0o644)
}

// numbered is the configuration of a window manager where a repository has
// none: most scripts take the names of workspaces for numbers.
const numbered = `config-version = 2
persistent-workspaces = ['1', '2', '3', '4', '5']
[mode.main.binding]
alt-1 = 'workspace 1'
alt-2 = 'workspace 2'
alt-3 = 'workspace 3'
alt-4 = 'workspace 4'
alt-5 = 'workspace 5'
`

// aerospaceFile is the aerospace.toml of a repository with the shortest path,
// "" if there is none.
func aerospaceFile(source string) string {
	found := ""
	filepath.WalkDir(source, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil
		}
		name := strings.TrimPrefix(plainName(entry.Name()), ".")
		if name == "aerospace.toml" && (found == "" || strings.Count(path, "/") < strings.Count(found, "/")) {
			found = path
		}
		return nil
	})
	return found
}

// plainName is the name that chezmoi gives a file of a repository.
func plainName(name string) string {
	for {
		short := name
		for _, prefix := range []string{"executable_", "private_", "readonly_", "exact_"} {
			short = strings.TrimPrefix(short, prefix)
		}
		if rest, ok := strings.CutPrefix(short, "dot_"); ok {
			short = "." + rest
		}
		if short == name {
			return name
		}
		name = short
	}
}

// copyTree copies a folder, with chezmoi's names as they become.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && entry.Name() == ".git" {
			return filepath.SkipDir
		}
		rest, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := to
		executable := false
		if rest != "." {
			for _, part := range strings.Split(rest, string(filepath.Separator)) {
				executable = strings.Contains(part, "executable_")
				target = filepath.Join(target, plainName(part))
			}
		}
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		if err := copyFile(path, target); err != nil {
			return nil // a link to nowhere
		}
		if executable {
			return os.Chmod(target, 0o755)
		}
		return nil
	})
}

// copyFile copies what a file contains, also of one that a link names.
func copyFile(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return copyTree(from, to)
	}
	if info.Size() > 16<<20 {
		return nil
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, content, info.Mode().Perm()|0o600)
}
