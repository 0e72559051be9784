// Package desktopentry reads what is installed for desktops: the desktop entries
// of applications (Desktop Entry Specification) in the data folders of the user
// and of the system (XDG Base Directory Specification).
package desktopentry

import (
	"bufio"
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Entry is what a desktop entry says of an application.
type Entry struct {
	ID    string // as in the specification, without .desktop
	Name  string // not translated
	Class string // StartupWMClass, the class of its windows; often ""
	Icon  string // a name in the icon themes, or a path; often ""
}

// DataFolders are the folders with data of applications, the most important first.
func DataFolders() []string {
	data := os.Getenv("XDG_DATA_HOME")
	if home, err := os.UserHomeDir(); data == "" && err == nil {
		data = filepath.Join(home, ".local/share")
	}
	system := cmp.Or(os.Getenv("XDG_DATA_DIRS"), "/usr/local/share:/usr/share")
	var folders []string
	for _, dir := range append([]string{data}, filepath.SplitList(system)...) {
		if filepath.IsAbs(dir) {
			folders = append(folders, dir)
		}
	}
	return folders
}

// Applications reads the entries in folders of data. Of entries with the same ID
// the first one counts.
func Applications(folders []string) []Entry {
	var entries []Entry
	known := map[string]bool{}
	for _, dir := range folders {
		root := filepath.Join(dir, "applications")
		filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".desktop") {
				return nil
			}
			relative, _ := filepath.Rel(root, path)
			id := strings.TrimSuffix(strings.ReplaceAll(relative, "/", "-"), ".desktop")
			if known[id] {
				return nil
			}
			known[id] = true
			values := Group(path, "Desktop Entry")
			if values["Hidden"] == "true" || values["Type"] != "" && values["Type"] != "Application" {
				return nil
			}
			entries = append(entries, Entry{ID: id, Name: values["Name"], Class: values["StartupWMClass"], Icon: values["Icon"]})
			return nil
		})
	}
	return entries
}

// Group reads one group of a file of keys and values; nil if there is no such
// file. Of a key that is there twice the first one counts.
func Group(path, name string) map[string]string {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	values := map[string]string{}
	inside := false
	for lines := bufio.NewScanner(file); lines.Scan(); {
		text := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(text, "[") {
			inside = text == "["+name+"]"
			continue
		}
		if key, value, ok := strings.Cut(text, "="); ok && inside && !strings.HasPrefix(text, "#") {
			if key = strings.TrimSpace(key); values[key] == "" {
				values[key] = strings.TrimSpace(value)
			}
		}
	}
	return values
}
