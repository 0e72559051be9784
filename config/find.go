package config

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

//go:embed default.toml
var builtin []byte

// Default returns the text of the built-in configuration.
func Default() []byte { return builtin }

// AmbiguousError says that AeroSpace's two locations both have a file.
type AmbiguousError struct{ Paths []string }

func (e *AmbiguousError) Error() string {
	return "Ambiguous config error. Several configs found:\n" + strings.Join(e.Paths, "\n")
}

// Find locates the configuration file: the explicit one, $PERCH_CONFIG,
// $XDG_CONFIG_HOME/perch/perch.toml, ~/.perch.toml, or one of AeroSpace's own
// locations. "" means the built-in default. A file that was asked for by name
// must be there; the error about it does not repeat its path.
func Find(explicit string, getenv func(string) string) (string, error) {
	if explicit != "" {
		return explicit, checkFile(explicit, "")
	}
	if path := getenv("PERCH_CONFIG"); path != "" {
		return path, checkFile(path, " ($PERCH_CONFIG names it)")
	}
	home, xdg := getenv("HOME"), getenv("XDG_CONFIG_HOME")
	if xdg == "" && home != "" {
		xdg = filepath.Join(home, ".config")
	}
	at := func(base string, parts ...string) string {
		if base == "" {
			return ""
		}
		return filepath.Join(append([]string{base}, parts...)...)
	}
	for _, path := range []string{at(xdg, "perch", "perch.toml"), at(home, ".perch.toml")} {
		if exists(path) {
			return path, nil
		}
	}
	var found []string
	for _, path := range []string{at(home, ".aerospace.toml"), at(xdg, "aerospace", "aerospace.toml")} {
		if exists(path) {
			found = append(found, path)
		}
	}
	switch len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	}
	return "", &AmbiguousError{found}
}

func exists(path string) bool {
	if path == "" {
		return false
	}
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

// checkFile says what keeps a file from being read. note is put after it.
func checkFile(path, note string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("this file doesn't exist%s", note)
	case err != nil:
		return fmt.Errorf("this file can't be read: %w%s", reason(err), note)
	case info.IsDir():
		return fmt.Errorf("this is a folder, not a file%s", note)
	}
	return nil
}

// reason is the error without the path, which the message around it has.
func reason(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// sizeLimit is far more than anyone writes by hand, and keeps a device or a log
// file from being taken for a config.
const sizeLimit = 4 << 20

// Load reads and parses a file; "" is the built-in default.
func Load(path string, language Language) (*Config, []Problem) {
	if path == "" {
		return Parse(builtin, "", language, os.Environ())
	}
	data, err := read(path)
	if err != nil {
		return nil, []Problem{{File: path, Fatal: true,
			Message: fmt.Sprintf("Can't read contents of '%s' as a utf8 string: %v", path, reason(err))}}
	}
	return Parse(data, path, language, os.Environ())
}

func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, sizeLimit+1))
	if err == nil && len(data) > sizeLimit {
		err = fmt.Errorf("it is larger than %d MiB", sizeLimit>>20)
	}
	return data, err
}

// Open finds and loads the configuration; a file that cannot be found is a Fatal
// problem. The path is where to look for changes, "" if it is the built-in one.
func Open(explicit string, getenv func(string) string, language Language) (c *Config, path string, problems []Problem) {
	path, err := Find(explicit, getenv)
	if err != nil {
		return nil, path, []Problem{{File: path, Message: err.Error(), Fatal: true}}
	}
	c, problems = Load(path, language)
	return c, path, problems
}
