//go:build unix

package sysinfo

import "golang.org/x/sys/unix"

// ReadDisk reads the file system that a path is on. It may hang where a network
// file system does.
func ReadDisk(path string) Disk {
	var s unix.Statfs_t
	for {
		err := unix.Statfs(path, &s)
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return Disk{}
		}
		break
	}
	return diskOf(uint64(s.Bsize), s.Blocks, s.Bfree, s.Bavail)
}
