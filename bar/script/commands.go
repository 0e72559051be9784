package script

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"perch/internal/ipc"
)

// Commands makes the folder, for this user alone, with a link to program by
// each name, so that scripts find commands that are not installed. See
// [Options.Commands].
func Commands(folder, program string, names ...string) error {
	program, err := filepath.Abs(program)
	if err != nil {
		return fmt.Errorf("the program %s cannot be found: %w", program, err)
	}
	if err := ipc.SecureFolder(folder); err != nil {
		return err
	}
	for _, name := range names {
		link := filepath.Join(folder, filepath.Base(name))
		if at, err := os.Readlink(link); err == nil && at == program {
			continue
		}
		// A script that looks for the command at this moment finds the old one
		// or the new one.
		fresh := link + "~"
		if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the command %s cannot be made for scripts: %w", name, err)
		}
		if err := errors.Join(os.Symlink(program, fresh), os.Rename(fresh, link)); err != nil {
			return fmt.Errorf("the command %s cannot be made for scripts: %w", name, err)
		}
	}
	return nil
}
