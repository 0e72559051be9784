package script

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// watched is a Watcher on a folder, and the folder.
type watched struct {
	*testing.T
	*Watcher
	dir string
}

func newWatched(t *testing.T, latency, interval time.Duration) *watched {
	t.Helper()
	w := &watched{T: t, dir: t.TempDir()}
	w.write("conf/sketchybarrc", "")
	w.write("conf/plugins/deep/x.sh", "")
	w.write("conf/.git/index", "")
	w.write("outside/colors.sh", "")
	w.write("outside/lib/y.sh", "")
	w.link("outside/colors.sh", "conf/colors.sh")
	w.link("outside/lib", "conf/lib")
	w.link("conf", "conf/plugins/loop")
	var err error
	if w.Watcher, err = watch(filepath.Join(w.dir, "conf"), latency, interval); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		if _, open := <-w.C; open {
			t.Error("a change after the end")
		}
	})
	return w
}

func (w *watched) write(name, text string) {
	w.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.Fatal(err)
	}
}

func (w *watched) link(to, name string) {
	w.Helper()
	if err := os.Symlink(filepath.Join(w.dir, to), filepath.Join(w.dir, name)); err != nil {
		w.Fatal(err)
	}
}

func (w *watched) change(what string) {
	w.Helper()
	select {
	case _, open := <-w.C:
		if !open {
			w.Fatalf("%s: nothing is watched any more", what)
		}
	case <-time.After(patience):
		w.Fatalf("%s: not told", what)
	}
}

// settled waits for a change that may be told in several steps.
func (w *watched) settled(what string) {
	w.Helper()
	w.change(what)
	for {
		select {
		case <-w.C:
		case <-time.After(20 * time.Millisecond):
			return
		}
	}
}

func (w *watched) quiet(what string) {
	w.Helper()
	select {
	case <-w.C:
		w.Errorf("%s: told", what)
	default:
	}
}

func TestWatcher(t *testing.T) {
	w := newWatched(t, time.Millisecond, time.Millisecond)
	for _, name := range []string{
		"conf/sketchybarrc", "conf/plugins/deep/x.sh", "conf/new.sh", "outside/colors.sh", "outside/lib/y.sh",
		"conf/made/now/z.sh", "conf/made/now/z.sh",
	} {
		w.write(name, "changed")
		w.settled(name)
	}
	if err := os.Chmod(filepath.Join(w.dir, "conf/new.sh"), 0o700); err != nil {
		t.Fatal(err)
	}
	w.settled("chmod")
	// Folders that are made again are watched again, and so is the whole.
	for _, folder := range []string{"conf/plugins", "conf"} {
		if err := os.RemoveAll(filepath.Join(w.dir, folder)); err != nil {
			t.Fatal(err)
		}
		w.settled(folder + " removed")
		w.write("conf/plugins/deep/x.sh", "again")
		w.settled(folder + " made again")
		w.write("conf/plugins/deep/x.sh", "changed again")
		w.settled(folder + " changed again")
	}
	// A link that leads elsewhere now is followed.
	if err := os.Rename(filepath.Join(w.dir, "conf"), filepath.Join(w.dir, "store1")); err != nil {
		t.Fatal(err)
	}
	w.settled("moved away")
	w.write("store2/y.sh", "")
	w.link("store2", "conf")
	w.settled("linked")
	w.write("store2/y.sh", "changed")
	w.settled("behind the link")
	w.write("store1/plugins/deep/x.sh", "no matter")
	// What is not of the configuration comes before what is, and is not told.
	for _, name := range []string{"conf/.git/index", "outside/other.sh", "conf/.x.sh.swp", "conf/x~"} {
		w.write(name, "changed")
	}
	w.quiet("others' files")

	w.write("next/sketchybarrc", "")
	if err := w.Follow(filepath.Join(w.dir, "next")); err != nil {
		t.Fatal(err)
	}
	w.write("next/sketchybarrc", "changed")
	w.change("the next configuration")
	w.write("conf/sketchybarrc", "changed again")
	w.quiet("the configuration before")
	for name, want := range map[string]bool{"next/sketchybarrc": true, "next/x.sh": true, "next/.git": false, "next/.x.sh.swp": false, "next/x.sh~": false, "conf/x.sh": false} {
		if got := w.concerns(filepath.Join(w.dir, name)); got != want {
			t.Errorf("%s concerns: %v", name, got)
		}
	}
	if _, err := Watch(filepath.Join(w.dir, "none")); err == nil {
		t.Error("a folder that is not there is watched")
	}
	if _, err := Watch(filepath.Join(w.dir, "next/sketchybarrc")); err == nil {
		t.Error("a file is watched as a folder")
	}
}

// Many changes are one, and the next is told no sooner than the interval.
func TestWatcherPace(t *testing.T) {
	const latency, interval = 100 * time.Millisecond, 400 * time.Millisecond
	w := newWatched(t, latency, interval)
	start := time.Now()
	for range 20 {
		w.write("conf/sketchybarrc", time.Now().String())
	}
	w.change("the first")
	first := time.Now()
	if first.Sub(start) < latency {
		t.Errorf("told after %v", first.Sub(start))
	}
	w.write("conf/sketchybarrc", "again")
	w.change("the second")
	// The channel may have been read a little late.
	if between := time.Since(first); between < interval-latency/2 {
		t.Errorf("told again after %v", between)
	}
}
