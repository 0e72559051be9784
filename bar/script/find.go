package script

import (
	"os"
	"path/filepath"
)

// File is the name of every configuration, whatever the bar's name.
const File = "sketchybarrc"

// Find returns the configuration of the bar with the name: the first that
// there is of SketchyBar's places (6.2).
func Find(name string, getenv func(string) string) (path string, ok bool) {
	for _, path := range places(name, getenv) {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, true
		}
	}
	return "", false
}

// Home returns the folder in which the configuration of the bar with the name
// is to be made, if Find finds none.
func Home(name string, getenv func(string) string) string {
	for _, path := range places(name, getenv) {
		return filepath.Dir(path)
	}
	return ""
}

func places(name string, getenv func(string) string) []string {
	var paths []string
	if dir := getenv("XDG_CONFIG_HOME"); dir != "" {
		paths = append(paths, filepath.Join(dir, name, File))
	}
	if home := getenv("HOME"); home != "" {
		paths = append(paths, filepath.Join(home, ".config", name, File), filepath.Join(home, "."+File))
	}
	return paths
}
