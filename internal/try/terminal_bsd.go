//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package try

import (
	"os"

	"golang.org/x/sys/unix"
)

// isTerminal says whether a person may be looking at the file.
func isTerminal(file *os.File) bool {
	_, err := unix.IoctlGetTermios(int(file.Fd()), unix.TIOCGETA)
	return err == nil
}
