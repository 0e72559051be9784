package script

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Changes are told of latency after the first of them, and interval after the
// last that was told of (SketchyBar's 6.5).
const (
	latency  = 500 * time.Millisecond
	interval = 1100 * time.Millisecond
)

// maxFolders bounds what is watched below a configuration's folder.
const maxFolders = 1024

// Watcher tells when anything in a configuration's folder changes, or in the
// folders below, also behind symbolic links.
type Watcher struct {
	// C receives after a change. It is closed by Close, and if the system
	// stops reporting.
	C <-chan struct{}

	c                 chan struct{}
	latency, interval time.Duration
	notify            *fsnotify.Watcher
	follow            chan following
	closing, done     chan struct{}

	// Of the goroutine that watches.
	folders map[string]bool // watched, and whether everything in them counts
	targets map[string]bool // files that links lead to
}

// Watch watches the folder.
func Watch(dir string) (*Watcher, error) { return watch(dir, latency, interval) }

func watch(dir string, latency, interval time.Duration) (*Watcher, error) {
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("the folder %s cannot be watched: %w", dir, err)
	}
	c := make(chan struct{}, 1)
	w := &Watcher{
		C: c, c: c, latency: latency, interval: interval, notify: notify,
		follow: make(chan following), closing: make(chan struct{}), done: make(chan struct{}),
	}
	if err := w.begin(dir); err != nil {
		return nil, errors.Join(err, notify.Close())
	}
	go w.run()
	return w, nil
}

// Follow watches another folder instead, because the configuration is another
// (`--reload PATH`). It is watched when Follow returns.
func (w *Watcher) Follow(dir string) error {
	f := following{dir, make(chan error, 1)}
	select {
	case w.follow <- f:
		return <-f.result
	case <-w.done:
		return errors.New("the watcher is closed")
	}
}

// following asks for another folder to be watched.
type following struct {
	dir    string
	result chan error
}

// Close stops watching and waits until nothing can come any more.
func (w *Watcher) Close() error {
	close(w.closing)
	<-w.done
	return w.notify.Close()
}

func (w *Watcher) run() {
	defer close(w.done)
	defer close(w.c)
	timer := time.NewTimer(w.latency)
	timer.Stop()
	waiting := false
	var told time.Time
	touch := func() {
		if !waiting {
			waiting = true
			timer.Reset(max(w.latency, w.interval-time.Since(told)))
		}
	}
	for {
		select {
		case <-w.closing:
			return
		case f := <-w.follow:
			timer.Stop()
			waiting = false
			f.result <- w.begin(f.dir)
		case event, ok := <-w.notify.Events:
			if !ok {
				return
			}
			if !w.concerns(event.Name) {
				continue
			}
			if event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename) {
				w.drop(event.Name)
			}
			if event.Has(fsnotify.Create) {
				w.add(event.Name)
			}
			touch()
		case _, ok := <-w.notify.Errors:
			if !ok {
				return
			}
			touch() // events were lost
		case <-timer.C:
			waiting, told = false, time.Now()
			select {
			case w.c <- struct{}{}:
			default: // the last one is not taken yet and stands for this one
			}
		}
	}
}

// begin watches the folder and forgets what was watched before.
func (w *Watcher) begin(dir string) error {
	for _, path := range w.notify.WatchList() {
		_ = w.notify.Remove(path)
	}
	w.folders, w.targets = map[string]bool{}, map[string]bool{}
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		err = errors.New("it is no folder")
	}
	if err != nil {
		return fmt.Errorf("the configuration's folder %s cannot be watched: %w", dir, reason(err))
	}
	w.add(dir)
	// The folder may be replaced as a whole.
	if dir, err = filepath.Abs(dir); err != nil {
		return nil
	}
	if parent, err := filepath.EvalSymlinks(filepath.Dir(dir)); err == nil {
		w.targets[filepath.Join(parent, filepath.Base(dir))] = true
		w.watch(parent, false)
	}
	return nil
}

// drop forgets a folder that is gone from its place, and all below it.
func (w *Watcher) drop(path string) {
	for folder := range w.folders {
		if folder == path || strings.HasPrefix(folder, path+string(filepath.Separator)) {
			delete(w.folders, folder)
			_ = w.notify.Remove(folder)
		}
	}
}

// add watches what is at the path: a folder with all below it, or the file that
// a link leads to. What cannot be watched is left out.
func (w *Watcher) add(path string) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return
	}
	info, err := os.Stat(real)
	if err != nil {
		return
	}
	if !info.IsDir() {
		if whole, err := filepath.Abs(path); err == nil && whole != real && !w.folders[filepath.Dir(real)] {
			w.targets[real] = true
			w.watch(filepath.Dir(real), false)
		}
		return
	}
	_ = filepath.WalkDir(real, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fs.SkipDir
		case entry.IsDir():
			if path != real && ignored(path) || w.folders[path] {
				return fs.SkipDir
			}
			if !w.watch(path, true) {
				return fs.SkipAll
			}
		case entry.Type()&fs.ModeSymlink != 0 && !ignored(path):
			w.add(path)
		}
		return nil
	})
}

// watch watches one folder; false if there are too many.
func (w *Watcher) watch(real string, all bool) bool {
	if _, known := w.folders[real]; !known {
		if len(w.folders) >= maxFolders {
			return false
		}
		if w.notify.Add(real) != nil {
			return true
		}
	}
	w.folders[real] = w.folders[real] || all
	return true
}

// concerns says whether a change of the file is one of the configuration.
func (w *Watcher) concerns(path string) bool {
	return !ignored(path) && (w.folders[filepath.Dir(path)] || w.targets[path])
}

// ignored says whether a file is one that programs keep for themselves: that of
// a version control system, or an editor's.
func ignored(path string) bool {
	switch name := filepath.Base(path); {
	case name == ".git", name == ".hg", name == ".jj", name == ".DS_Store", name == "4913":
		return true
	case strings.HasSuffix(name, "~"), strings.HasPrefix(name, ".#"), strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#"):
		return true
	default:
		ext := filepath.Ext(name)
		return strings.HasPrefix(name, ".") && (ext == ".swp" || ext == ".swo" || ext == ".swx")
	}
}
