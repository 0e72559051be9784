package paint

import (
	"bufio"
	"cmp"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"perch/internal/desktopentry"
)

// appIcons finds applications' icons as desktops do: the desktop entry of an
// application names an icon (Desktop Entry Specification), and the icon themes have
// its files (Icon Theme Specification).
type appIcons struct {
	data    []string // folders with applications and icons, the most important first
	home    string
	entries []desktopentry.Entry
	themes  [][]folder // the user's theme first
	read    bool       // whether those two are; what is installed later is not seen
}

func newAppIcons() *appIcons {
	home, _ := os.UserHomeDir()
	return &appIcons{home: home, data: desktopentry.DataFolders()}
}

// find is the file of the icon of an application, by its id, its bundle id or
// its name, in the size nearest to that many device pixels. It is one that can be
// used.
func (a *appIcons) find(app string, size int, usable func(path string) bool) (string, error) {
	for path := range a.files(app, size) {
		if usable(path) {
			return path, nil
		}
	}
	return "", fmt.Errorf("no icon is installed for the application %q", app)
}

// files are those that may be an application's icon, the likeliest first.
func (a *appIcons) files(app string, size int) iter.Seq[string] {
	if !a.read {
		a.read = true
		a.entries = slices.DeleteFunc(desktopentry.Applications(a.data), func(e desktopentry.Entry) bool { return e.Icon == "" })
		a.readThemes()
	}
	return func(yield func(string) bool) {
		for _, icon := range a.icons(app) {
			for path := range a.themed(icon, size) {
				if !yield(path) {
					return
				}
			}
		}
	}
}

// icons are the icons that an application may have, the likeliest first.
func (a *appIcons) icons(app string) []string {
	last := app[strings.LastIndexByte(app, '.')+1:]
	if last == "" {
		return nil // every entry that lacks something would be this one's
	}
	var out []string
	for _, same := range []func(e desktopentry.Entry) bool{
		func(e desktopentry.Entry) bool { return strings.EqualFold(e.ID, app) },
		func(e desktopentry.Entry) bool { return strings.EqualFold(e.Name, app) },
		func(e desktopentry.Entry) bool { return strings.EqualFold(e.Class, app) },
		func(e desktopentry.Entry) bool {
			return strings.EqualFold(e.ID, last) || strings.EqualFold(e.Class, last)
		},
		func(e desktopentry.Entry) bool { return strings.EqualFold(e.Name, last) },
		func(e desktopentry.Entry) bool {
			return undressed(e.ID[strings.LastIndexByte(e.ID, '.')+1:]) == undressed(last)
		},
		func(e desktopentry.Entry) bool { return undressed(e.Name) == undressed(app) },
	} {
		for _, e := range a.entries {
			if same(e) {
				out = append(out, e.Icon)
			}
		}
	}
	lower := strings.ToLower(app)
	for _, name := range []string{app, lower, strings.ReplaceAll(lower, " ", "-"), strings.ToLower(last)} {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// undressed is a name without what is only its dress.
func undressed(name string) string {
	return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(name))
}

// roots are the folders of themes.
func (a *appIcons) roots() []string {
	var roots []string
	if a.home != "" {
		roots = append(roots, filepath.Join(a.home, ".icons"))
	}
	for _, dir := range a.data {
		roots = append(roots, filepath.Join(dir, "icons"))
	}
	return roots
}

// themed are an icon's files: the nearest in size of each theme, then those that
// belong to none. An icon may be a file by itself.
func (a *appIcons) themed(icon string, size int) iter.Seq[string] {
	return func(yield func(string) bool) {
		if strings.ContainsRune(icon, '/') {
			if filepath.IsAbs(icon) && exists(icon) {
				yield(icon)
			}
			return
		}
		for _, theme := range a.themes {
			for _, path := range search(theme, icon, size) {
				if !yield(path) {
					return
				}
			}
		}
		for _, dir := range append(a.roots(), pixmaps(a.data)...) {
			for _, ext := range iconTypes {
				if path := filepath.Join(dir, icon+ext); exists(path) && !yield(path) {
					return
				}
			}
		}
	}
}

var iconTypes = []string{".png", ".svg"}

func pixmaps(data []string) []string {
	out := make([]string, len(data))
	for i, dir := range data {
		out[i] = filepath.Join(dir, "pixmaps")
	}
	return out
}

func exists(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// readThemes reads which themes there are: the user's first and hicolor last,
// each followed by what it inherits.
func (a *appIcons) readThemes() {
	roots := a.roots()
	var names []string
	var include func(name string)
	include = func(name string) {
		if name == "" || slices.Contains(names, name) || strings.ContainsRune(name, '/') {
			return
		}
		for _, root := range roots {
			index := filepath.Join(root, name, "index.theme")
			if exists(index) {
				names = append(names, name)
				a.themes = append(a.themes, folders(index, name, roots))
				for _, parent := range strings.Split(desktopentry.Group(index, "Icon Theme")["Inherits"], ",") {
					if parent = strings.TrimSpace(parent); parent != "hicolor" {
						include(parent)
					}
				}
				return
			}
		}
	}
	for _, version := range []string{"gtk-4.0", "gtk-3.0"} {
		config := cmp.Or(os.Getenv("XDG_CONFIG_HOME"), filepath.Join(a.home, ".config"))
		include(desktopentry.Group(filepath.Join(config, version, "settings.ini"), "Settings")["gtk-icon-theme-name"])
	}
	for _, name := range []string{"Papirus", "breeze", "Adwaita", "gnome", "hicolor"} {
		include(name)
	}
}

// search finds an icon in one theme: in the folder of its size first, then in the
// nearest ones, larger rather than smaller.
func search(theme []folder, icon string, size int) (files []string) {
	var off []int
	for _, f := range theme {
		for _, ext := range iconTypes {
			if path := filepath.Join(f.path, icon+ext); exists(path) {
				at, _ := slices.BinarySearch(off, f.distance(size)+1) // after its equals
				files, off = slices.Insert(files, at, path), slices.Insert(off, at, f.distance(size))
			}
		}
	}
	return files
}

// folder is one of a theme's, with the sizes that it is for.
type folder struct {
	path        string
	least, most int
}

func (f folder) distance(size int) int {
	switch {
	case size < f.least:
		return f.least - size
	case size > f.most:
		return 4 * (size - f.most)
	}
	return 0
}

// folders reads a theme's folders of all kinds, those that there are below any of
// the roots.
func folders(index, theme string, roots []string) []folder {
	var out []folder
	file, err := os.Open(index)
	if err != nil {
		return out
	}
	defer file.Close()
	var name, kind string
	var size, least, most, scale int
	var threshold int
	finish := func() {
		if name == "" || name == "Icon Theme" || size == 0 {
			return
		}
		switch kind {
		case "Fixed":
			least, most = size, size
		case "Scalable":
			least, most = cmp.Or(least, size), cmp.Or(most, size)
		default:
			least, most = size-threshold, size+threshold
		}
		for _, root := range roots {
			path := filepath.Join(root, theme, name)
			if info, err := os.Stat(path); err == nil && info.IsDir() {
				out = append(out, folder{path, least * scale, most * scale})
			}
		}
	}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		text := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(text, "[") {
			finish()
			name, kind = strings.Trim(text, "[]"), "Threshold"
			size, least, most, scale, threshold = 0, 0, 0, 1, 2
			continue
		}
		key, value, _ := strings.Cut(text, "=")
		number, _ := strconv.Atoi(strings.TrimSpace(value))
		switch strings.TrimSpace(key) {
		case "Type":
			kind = strings.TrimSpace(value)
		case "Size":
			size = number
		case "MinSize":
			least = number
		case "MaxSize":
			most = number
		case "Threshold":
			threshold = number
		case "Scale":
			scale = max(1, number)
		}
	}
	finish()
	return out
}
