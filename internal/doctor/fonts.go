package doctor

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// fonts looks for fonts, and for the one that the config names.
func (e *examination) fonts() {
	if n := countFonts(fontFolders(runtime.GOOS, e.Getenv)); n == 0 {
		e.find(Note, "fonts", "none are installed: the bar has its own for Latin text and icons only")
	} else {
		e.find(OK, "fonts", "%d files are installed", n)
	}
	if e.config == nil || e.config.Bar.Font == "" {
		return
	}
	family := e.config.Bar.Font
	list, err := exec.Command("fc-list", "--format", "%{family}\n").Output()
	if err != nil {
		return // without fontconfig only the bar itself knows
	}
	if hasFamily(string(list), family) {
		e.find(OK, "font", "%s", family)
	} else {
		e.find(Note, "font", "the config's bar.font %q is not installed; the bar takes its own instead", family)
	}
}

// hasFamily looks for a family in lines of names with commas between them.
func hasFamily(list, family string) bool {
	for line := range strings.Lines(list) {
		if slices.ContainsFunc(strings.Split(line, ","), func(name string) bool {
			return strings.EqualFold(strings.TrimSpace(name), family)
		}) {
			return true
		}
	}
	return false
}

// fontFolders are where systems keep fonts.
func fontFolders(system string, getenv func(string) string) []string {
	home := getenv("HOME")
	if system == "darwin" {
		return []string{"/System/Library/Fonts", "/Library/Fonts", filepath.Join(home, "Library", "Fonts")}
	}
	data := getenv("XDG_DATA_HOME")
	if data == "" {
		data = filepath.Join(home, ".local", "share")
	}
	return []string{"/usr/share/fonts", "/usr/local/share/fonts", filepath.Join(data, "fonts"), filepath.Join(home, ".fonts")}
}

// enoughFonts ends the counting.
const enoughFonts = 10000

// countFonts counts the files of fonts in folders.
func countFonts(folders []string) int {
	n := 0
	for _, folder := range folders {
		// The folder itself may be a link.
		if real, err := filepath.EvalSymlinks(folder); err == nil {
			folder = real
		}
		fs.WalkDir(os.DirFS(folder), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || n >= enoughFonts {
				return fs.SkipDir
			}
			switch strings.ToLower(filepath.Ext(path)) {
			case ".ttf", ".otf", ".ttc", ".otc":
				if !d.IsDir() {
					n++
				}
			}
			return nil
		})
	}
	return n
}
