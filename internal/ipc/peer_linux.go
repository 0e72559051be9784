package ipc

import (
	"net"
	"syscall"
)

// peerUser returns the user id of the process at the other end (SO_PEERCRED).
// known is false on systems that do not tell.
func peerUser(conn *net.UnixConn) (uid int, known bool, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, true, err
	}
	var cred *syscall.Ucred
	var failed error
	if err := raw.Control(func(fd uintptr) {
		cred, failed = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	}); err != nil {
		return 0, true, err
	}
	if failed != nil {
		return 0, true, failed
	}
	return int(cred.Uid), true, nil
}
