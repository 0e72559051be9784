package desktopentry

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Names finds the names of applications by their windows. It is for one
// goroutine.
type Names struct {
	folders []string
	entries []Entry
	changed []time.Time // of each folder when it was read
	names   map[string]string
}

// NewNames looks into folders of data when it is first asked.
func NewNames(folders []string) *Names { return &Names{folders: folders, names: map[string]string{}} }

// Of is the name of the application whose windows have a class and an instance
// (WM_CLASS, ICCCM §4.1.2.5), "" if no entry says it. Applications that are installed
// later are found, unless their class was asked for before.
func (n *Names) Of(class, instance string) string {
	key := class + "\x00" + instance
	name, known := n.names[key]
	if !known {
		n.read()
		name = n.find(class, instance)
		n.names[key] = name
	}
	return name
}

// read reads the entries if the folders are others than they were.
func (n *Names) read() {
	changed := make([]time.Time, len(n.folders))
	same := n.changed != nil
	for i, dir := range n.folders {
		if info, err := os.Stat(filepath.Join(dir, "applications")); err == nil {
			changed[i] = info.ModTime()
		}
		same = same && changed[i].Equal(n.changed[i])
	}
	if !same {
		n.changed, n.entries = changed, Applications(n.folders)
	}
}

func (n *Names) find(class, instance string) string {
	for _, same := range []func(e Entry) bool{
		func(e Entry) bool { return class != "" && strings.EqualFold(e.Class, class) },
		func(e Entry) bool { return instance != "" && strings.EqualFold(e.Class, instance) },
		func(e Entry) bool { return strings.EqualFold(e.ID, class) },
		func(e Entry) bool { return strings.EqualFold(e.ID[strings.LastIndexByte(e.ID, '.')+1:], class) },
	} {
		for _, e := range n.entries {
			if e.Name != "" && same(e) {
				return e.Name
			}
		}
	}
	return ""
}
