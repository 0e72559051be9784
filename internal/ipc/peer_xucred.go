//go:build darwin || freebsd

package ipc

import (
	"net"

	"golang.org/x/sys/unix"
)

// peerUser returns the user id of the process at the other end
// (LOCAL_PEERCRED). known is false on systems that do not tell.
func peerUser(conn *net.UnixConn) (uid int, known bool, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, true, err
	}
	var cred *unix.Xucred
	var failed error
	if err := raw.Control(func(fd uintptr) {
		cred, failed = unix.GetsockoptXucred(int(fd), unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
	}); err != nil {
		return 0, true, err
	}
	if failed != nil {
		return 0, true, failed
	}
	return int(cred.Uid), true, nil
}
