package config

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// settle is how long a file must rest before its change counts: editors save
	// in several steps. AeroSpace waits as long.
	settle = 200 * time.Millisecond
	// settleLimit bounds the wait for a file that never rests.
	settleLimit = 2 * time.Second
)

// Watcher tells when a file was saved, replaced, removed or created. It follows
// symbolic links, and watches files that do not exist yet.
type Watcher struct {
	// C receives after a change has settled. It is closed by Close, and if the
	// system stops reporting.
	C <-chan struct{}

	c      chan struct{}
	notify *fsnotify.Watcher
	path   string
	settle time.Duration
	links  []string // the path, and the targets of the links on the way to the file
	last   os.FileInfo
	done   chan struct{}
}

// Watch starts watching path.
func Watch(path string) (*Watcher, error) { return watch(path, settle) }

func watch(path string, settle time.Duration) (*Watcher, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	c := make(chan struct{}, 1)
	w := &Watcher{C: c, c: c, notify: notify, path: path, settle: settle, done: make(chan struct{})}
	if err := w.arm(); err != nil {
		return nil, errors.Join(err, notify.Close())
	}
	w.changed()
	go w.run()
	return w, nil
}

// Close stops watching and waits until no tick can come any more.
func (w *Watcher) Close() error {
	err := w.notify.Close()
	<-w.done
	return err
}

func (w *Watcher) run() {
	defer close(w.done)
	defer close(w.c)
	timer := time.NewTimer(w.settle)
	timer.Stop()
	var since time.Time // of the first change that has not been told yet
	touch := func() {
		now := time.Now()
		if since.IsZero() {
			since = now
		}
		timer.Reset(min(w.settle, max(0, settleLimit-now.Sub(since))))
	}
	for {
		select {
		case event, ok := <-w.notify.Events:
			if !ok {
				return
			}
			about := w.concerns(event)
			// A link or a folder on the way may lead elsewhere now. Failing to
			// watch a folder that just went away is mended by the next event.
			_ = w.arm()
			if changed := w.changed(); about || changed {
				touch()
			}
		case _, ok := <-w.notify.Errors:
			if !ok {
				return
			}
			touch() // events were lost
		case <-timer.C:
			since = time.Time{}
			_ = w.arm()
			w.changed()
			select {
			case w.c <- struct{}{}:
			default: // the last tick is not taken yet and stands for this one
			}
		}
	}
}

// concerns says that an event is about the file itself or a link to it.
func (w *Watcher) concerns(event fsnotify.Event) bool {
	return event.Op&^fsnotify.Chmod != 0 && slices.Contains(w.links, filepath.Clean(event.Name))
}

// changed says whether another file, or another state of it, is at the path than
// at the last call. It finds what events cannot tell, such as a folder that
// appeared with the file already in it.
func (w *Watcher) changed() bool {
	info, err := os.Stat(w.path)
	if err != nil {
		info = nil
	}
	last := w.last
	w.last = info
	if last == nil || info == nil {
		return last != nil || info != nil
	}
	return !os.SameFile(last, info) || last.Size() != info.Size() || !last.ModTime().Equal(info.ModTime())
}

// maxLinks bounds a chain of symbolic links, as systems do.
const maxLinks = 40

// arm watches the folder of the file and of every link that leads to it, or the
// nearest folder that exists.
func (w *Watcher) arm() error {
	for tries := 0; ; tries++ {
		links, folders := route(w.path)
		err := w.watchOnly(folders)
		// What was made while the watches were set up sent no event.
		_, now := route(w.path)
		if slices.Equal(folders, now) || tries == maxLinks {
			w.links = links
			return err
		}
	}
}

// route returns the path and the targets of the links on the way from it to the
// file, and for each the folder to watch.
func route(path string) (links, folders []string) {
	for len(links) < maxLinks {
		links = append(links, path)
		folders = append(folders, existingFolder(filepath.Dir(path)))
		target, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(target) {
			// A relative link starts at the real folder, which may be linked to.
			folder, err := filepath.EvalSymlinks(filepath.Dir(path))
			if err != nil {
				break
			}
			target = filepath.Join(folder, target)
		}
		path = target
	}
	return links, folders
}

// watchOnly watches these folders and no others.
func (w *Watcher) watchOnly(folders []string) error {
	for _, watched := range w.notify.WatchList() {
		if !slices.Contains(folders, watched) {
			_ = w.notify.Remove(watched) // it is gone if this fails
		}
	}
	var errs []error
	for _, folder := range folders {
		if err := w.notify.Add(folder); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func existingFolder(path string) string {
	for {
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			return path
		}
		parent := filepath.Dir(path)
		if parent == path {
			return path
		}
		path = parent
	}
}
