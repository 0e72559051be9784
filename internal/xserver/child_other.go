//go:build !linux

package xserver

import "syscall"

// childAttributes puts the server in a process group of its own, so that ^C
// in a terminal reaches it only through Stop.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
