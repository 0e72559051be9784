package config

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// pause is how long a file must rest in these tests.
const pause = 40 * time.Millisecond

// patience to wait for a tick that has to come.
const deadline = 10 * time.Second

func startWatch(t *testing.T, path string) *Watcher { return startPatient(t, path, pause) }

// startPatient lets the file rest longer, for saves whose steps a busy machine
// tears apart.
func startPatient(t *testing.T, path string, settle time.Duration) *Watcher {
	t.Helper()
	w, err := watch(path, settle)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func expectTick(t *testing.T, w *Watcher, why string) {
	t.Helper()
	select {
	case _, ok := <-w.C:
		if !ok {
			t.Fatalf("the watcher ended: %s", why)
		}
	case <-time.After(deadline):
		t.Fatalf("no tick: %s", why)
	}
}

// expectNone waits long enough for a tick that must not come.
func expectNone(t *testing.T, w *Watcher, why string) {
	t.Helper()
	select {
	case <-w.C:
		t.Fatalf("a tick: %s", why)
	case <-time.After(w.settle + 3*pause):
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestWatchSave(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perch.toml")
	write(t, path, "a")
	w := startWatch(t, path)
	write(t, path, "b")
	expectTick(t, w, "written in place")
	write(t, path, "b")
	expectTick(t, w, "written with the same content")
	expectNone(t, w, "one save is one tick")
}

func TestWatchSaveInSeveralSteps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perch.toml")
	write(t, path, "a")
	w := startPatient(t, path, 10*pause)
	for range 20 {
		write(t, path, "many")
	}
	must(t, os.Rename(path, path+"~")) // as vim does with a backup
	write(t, path, "new")
	must(t, os.Remove(path+"~"))
	expectTick(t, w, "saved in steps")
	expectNone(t, w, "the steps are one save")
}

func TestWatchReplace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "perch.toml")
	write(t, path, "a")
	w := startWatch(t, path)
	for range 3 {
		write(t, filepath.Join(dir, "new"), "b")
		must(t, os.Rename(filepath.Join(dir, "new"), path))
		expectTick(t, w, "replaced by a rename")
	}
}

func TestWatchIgnoresNeighbours(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "perch.toml")
	write(t, path, "a")
	w := startWatch(t, path)
	write(t, filepath.Join(dir, "other.toml"), "x")
	must(t, os.Remove(filepath.Join(dir, "other.toml")))
	must(t, os.Chmod(path, 0o644))
	expectNone(t, w, "only other files changed")
	write(t, path, "b")
	expectTick(t, w, "written after neighbours")
}

func TestWatchDeleteAndCreate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perch.toml")
	write(t, path, "a")
	w := startWatch(t, path)
	must(t, os.Remove(path))
	expectTick(t, w, "deleted")
	write(t, path, "b")
	expectTick(t, w, "created again")
}

func TestWatchFileThatDoesNotExistYet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perch.toml")
	w := startWatch(t, path)
	write(t, path, "a")
	expectTick(t, w, "created")
}

func TestWatchFolderThatDoesNotExistYet(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config", "perch", "perch.toml")
	w := startWatch(t, path)
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	write(t, path, "a")
	expectTick(t, w, "created with its folders")
	write(t, path, "b")
	expectTick(t, w, "written after its folders appeared")
	must(t, os.RemoveAll(filepath.Join(dir, "config")))
	expectTick(t, w, "removed with its folders")
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	write(t, path, "c")
	expectTick(t, w, "created with its folders again")
}

func TestWatchFolderMovedIntoPlace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "perch", "perch.toml")
	must(t, os.Mkdir(filepath.Join(dir, "made"), 0o755))
	write(t, filepath.Join(dir, "made", "perch.toml"), "a")
	w := startWatch(t, path)
	must(t, os.Rename(filepath.Join(dir, "made"), filepath.Join(dir, "perch")))
	expectTick(t, w, "its folder was renamed to the right name")
	write(t, path, "bb")
	expectTick(t, w, "written in the renamed folder")
}

func TestWatchSymlink(t *testing.T) {
	home, dotfiles := t.TempDir(), t.TempDir()
	path, target := filepath.Join(home, "perch.toml"), filepath.Join(dotfiles, "perch.toml")
	write(t, target, "a")
	write(t, filepath.Join(dotfiles, "second.toml"), "second")
	middle := filepath.Join(dotfiles, "current")
	must(t, os.Symlink("perch.toml", middle), os.Symlink(middle, path))
	w := startWatch(t, path)

	write(t, target, "b")
	expectTick(t, w, "the target was written")
	write(t, filepath.Join(dotfiles, "tmp"), "c")
	must(t, os.Rename(filepath.Join(dotfiles, "tmp"), target))
	expectTick(t, w, "the target was replaced")

	must(t, os.Remove(middle), os.Symlink("second.toml", middle))
	expectTick(t, w, "the link in the middle leads elsewhere")
	write(t, filepath.Join(dotfiles, "second.toml"), "third")
	expectTick(t, w, "the new target was written")
	write(t, target, "d")
	expectNone(t, w, "the old target counts no more")

	must(t, os.Remove(path))
	expectTick(t, w, "the link was removed")
	must(t, os.Symlink(target, path))
	expectTick(t, w, "the link was made again")
}

func TestWatchLinkedFolder(t *testing.T) {
	home, dotfiles := t.TempDir(), t.TempDir()
	must(t, os.Mkdir(filepath.Join(dotfiles, "perch"), 0o755))
	must(t, os.Symlink(filepath.Join(dotfiles, "perch"), filepath.Join(home, "perch")))
	target := filepath.Join(dotfiles, "perch", "perch.toml")
	write(t, target, "a")
	w := startWatch(t, filepath.Join(home, "perch", "perch.toml"))
	write(t, target, "b")
	expectTick(t, w, "the file in the linked folder was written")
}

func TestWatchLinkLoop(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "perch.toml")
	must(t, os.Symlink("other", path), os.Symlink("perch.toml", filepath.Join(dir, "other")))
	w := startWatch(t, path)
	must(t, os.Remove(path))
	write(t, path, "a")
	expectTick(t, w, "the loop became a file")
}

func TestWatchCloseEndsTicks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "perch.toml")
	w, err := watch(path, pause)
	must(t, err)
	write(t, path, "a")
	must(t, w.Close())
	for range w.C { // at most the tick before Close; then it is closed
	}
}
