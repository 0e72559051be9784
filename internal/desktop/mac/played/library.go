// Package played plays the frameworks of macOS for tests: a C library with
// their interface, on which the unmodified bindings run through purego, and
// the Go side that brings about what users, applications and the system do on
// a real Mac.
//
// One Mac is played at a time in a process, so that tests that use it do not
// run in parallel.
package played

import (
	"crypto/sha256"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"

	"github.com/ebitengine/purego"

	"perch/internal/desktop/mac/dylib"
)

//go:embed frameworks/*.c frameworks/*.h
var sources embed.FS

// The C functions that tests call; frameworks/*.c has their comments.
var (
	playStart     func()
	playStop      func()
	playObjects   func() int
	playLiving    func(n int, text *byte, size int) bool
	playLaunch    func(pid int32, bundle, name string, policy int32) bool
	playQuit      func(pid int32) bool
	playOpen      func(pid int32, x, y, width, height float64) uint32
	playAnnounce  func(window uint32, focus bool) bool
	playClose     func(window uint32) bool
	playFront     func(pid int32, window uint32, all bool) bool
	playTab       func(window uint32) bool
	playSpace     func(space uint64)
	playNotice    func(pid *int32) int32
	playSequence  func() uint64
	playWait      func(since uint64, seconds float64) uint64
	playGet       func(what uint8, id uint32, name string, value *float64) int32
	playSet       func(what uint8, id uint32, name string, value float64) int32
	playText      func(window uint32, name, text string) int32
	playAttribute func(window uint32, name string, kind int32, text string, number float64) int32
	playPlace     func(window uint32, x, y, width, height float64) int32
	playWindows   func(ids *uint32, most int32) int32
	playDisplay   func(id uint32, uuid string, x, y, width, height, menuBar float64, builtin bool, serial uint32)
	playDisplays  func()
	playKey       func(keycode uint16, flags uint64, down, repeat bool) int32
	playFlags     func(keycode uint16, flags uint64) int32
	playMouse     func(kind uint32, x, y float64) int32
	playHotKeys   func() int32
	playTapsOff   func(reason uint32)
	playTapsDead  func() int32
)

// missing says that there is no C compiler.
type missing struct{ error }

// handle is the open library.
var handle uintptr

// load compiles the library, unless that was done before, and opens it.
var load = sync.OnceValue(func() error {
	path, err := compile()
	if err != nil {
		return err
	}
	handle, err = purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return err
	}
	for name, fn := range map[string]any{
		"play_start": &playStart, "play_stop": &playStop, "play_objects": &playObjects, "play_living": &playLiving,
		"play_launch": &playLaunch, "play_quit": &playQuit, "play_open": &playOpen, "play_announce": &playAnnounce,
		"play_close": &playClose, "play_front": &playFront, "play_tab": &playTab, "play_space": &playSpace,
		"play_notice": &playNotice, "play_sequence": &playSequence, "play_wait": &playWait, "play_get": &playGet,
		"play_set": &playSet, "play_text": &playText, "play_attribute": &playAttribute, "play_place": &playPlace,
		"play_windows": &playWindows, "play_display": &playDisplay, "play_displays": &playDisplays, "play_key": &playKey,
		"play_flags": &playFlags, "play_mouse": &playMouse, "play_hot_keys": &playHotKeys,
		"play_disable_taps": &playTapsOff, "play_invalidate_taps": &playTapsDead,
	} {
		purego.RegisterLibFunc(fn, handle, name)
	}
	dylib.Play(path)
	return nil
})

// compiler is the first C compiler that is there.
func compiler() (string, error) {
	for _, name := range []string{"cc", "gcc", "clang"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", missing{fmt.Errorf("there is no C compiler (on Debian: gcc and libc6-dev) to build the played frameworks with")}
}

// flags of the compiler; the code must pass without a warning.
var flags = []string{"-std=c11", "-D_GNU_SOURCE", "-pthread", "-fPIC", "-fvisibility=hidden", "-O1", "-g", "-Wall", "-Wextra", "-Werror"}

// compile builds the library and returns its path. It is kept in the system's
// folder for temporary files, under a name made of its sources.
func compile() (string, error) {
	cc, err := compiler()
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	fmt.Fprintln(sum, cc, flags)
	files, err := fs.Glob(sources, "frameworks/*")
	if err != nil {
		return "", err
	}
	for _, file := range files {
		text, err := sources.ReadFile(file)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(sum, file, len(text))
		sum.Write(text)
	}
	library := filepath.Join(os.TempDir(), fmt.Sprintf("perch-played-%d-%x.so", os.Getuid(), sum.Sum(nil)[:8]))
	if ours(library) {
		return library, nil
	}
	folder, err := os.MkdirTemp("", "perch-played")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	units, err := unpack(folder)
	if err != nil {
		return "", err
	}
	made := filepath.Join(folder, "played.so")
	arguments := append(append([]string{"-shared", "-o", made}, flags...), units...)
	if out, err := exec.Command(cc, append(arguments, "-lm")...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("%s fails on the played frameworks: %w\n%s", cc, err, out)
	}
	// Others may do the same at the same time; the last one's is as good.
	return library, os.Rename(made, library)
}

// ours says whether a library that was built before can be trusted: nobody
// else could have put it there.
func ours(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode().IsRegular() && owner(info) == os.Getuid()
}

// unpack writes the sources to a folder and returns the C files.
func unpack(folder string) (units []string, err error) {
	err = fs.WalkDir(sources, "frameworks", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := sources.ReadFile(path)
		if err != nil {
			return err
		}
		file := filepath.Join(folder, filepath.Base(path))
		if filepath.Ext(file) == ".c" {
			units = append(units, file)
		}
		return os.WriteFile(file, text, 0o600)
	})
	return units, err
}

// Bind sets the function that fn points to to a C function of the library, for
// packages that play more of the system: their C files lie beside the others.
// Start must have been called before.
func Bind(fn any, name string) { purego.RegisterLibFunc(fn, handle, name) }
