//go:build !unix

package sysinfo

// ReadDisk knows nothing of this system's disks.
func ReadDisk(string) Disk { return Disk{} }
