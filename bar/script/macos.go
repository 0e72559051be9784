package script

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"perch/internal/ipc"
)

// Scripts for macOS ask pmset for the battery, and take what they want from
// what commands print with grep, whose \d they mean to be a digit.
var (
	//go:embed macos/pmset
	pmset string
	//go:embed macos/grep
	grep string
)

// Macos makes commands that scripts for macOS need elsewhere: in missing those
// that are not installed, in other those that macOS has another dialect of. See
// [Options.Commands] and [Options.Dialect]. On macOS it makes none.
func Macos(missing, other string) error {
	if runtime.GOOS == "darwin" {
		return nil
	}
	if err := errors.Join(ipc.SecureFolder(missing), ipc.SecureFolder(other)); err != nil {
		return err
	}
	problems := []error{place(filepath.Join(missing, "pmset"), pmset)}
	for _, name := range []string{"grep", "egrep"} {
		real, err := exec.LookPath(name)
		if err != nil || filepath.Dir(real) == filepath.Clean(other) {
			continue
		}
		quoted := "'" + strings.ReplaceAll(real, "'", `'\''`) + "'"
		problems = append(problems, place(filepath.Join(other, name), strings.Replace(grep, "COMMAND", quoted, 1)))
	}
	return errors.Join(problems...)
}

// place writes a command that scripts may call at this moment.
func place(path, text string) error {
	if old, err := os.ReadFile(path); err == nil && string(old) == text {
		return nil
	}
	fresh := path + "~"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the command %s cannot be made for scripts: %w", path, err)
	}
	if err := errors.Join(os.WriteFile(fresh, []byte(text), 0o700), os.Rename(fresh, path)); err != nil {
		return fmt.Errorf("the command %s cannot be made for scripts: %w", path, err)
	}
	return nil
}
