//go:build unix

package played

import (
	"io/fs"
	"syscall"
)

// owner is the user that a file belongs to, -1 if that is not known.
func owner(info fs.FileInfo) int {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(stat.Uid)
	}
	return -1
}
