package sysinfo

import (
	"bytes"
	"context"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// uevents ticks when the kernel tells of a device of a subsystem.
func uevents(ctx context.Context, subsystem string) (<-chan struct{}, error) {
	const kernel = 1 // the group of the kernel's own messages; 2 is udev's
	mark := []byte("SUBSYSTEM=" + subsystem + "\x00")
	return netlink(ctx, unix.NETLINK_KOBJECT_UEVENT, kernel, func(message []byte) bool {
		return bytes.Contains(message, mark)
	})
}

// routes ticks when a link, an address or a route changes.
func routes(ctx context.Context) (<-chan struct{}, error) {
	const groups = unix.RTMGRP_LINK | unix.RTMGRP_IPV4_IFADDR | unix.RTMGRP_IPV4_ROUTE |
		unix.RTMGRP_IPV6_IFADDR | unix.RTMGRP_IPV6_ROUTE
	return netlink(ctx, unix.NETLINK_ROUTE, groups, func([]byte) bool { return true })
}

// netlink ticks for the messages of a netlink family that matter. Messages that
// come while a tick waits are one with it. The channel is closed when the
// socket fails or ctx ends.
func netlink(ctx context.Context, family int, groups uint32, matters func([]byte) bool) (<-chan struct{}, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, family)
	if err != nil {
		return nil, err
	}
	if err := unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: groups}); err != nil {
		unix.Close(fd)
		return nil, err
	}
	// As a file, the socket is waited for by Go's poller and closed safely.
	file := os.NewFile(uintptr(fd), "netlink")
	context.AfterFunc(ctx, func() { file.Close() })
	ticks := make(chan struct{}, 1)
	go func() {
		defer close(ticks)
		defer file.Close()
		buffer := make([]byte, 16<<10)
		for {
			n, err := file.Read(buffer)
			if err != nil && !isOverrun(err) {
				return
			}
			if err != nil || matters(buffer[:n]) {
				select {
				case ticks <- struct{}{}:
				default:
				}
			}
		}
	}()
	return ticks, nil
}

// isOverrun says that messages were lost, which is a change like any other.
func isOverrun(err error) bool {
	e, ok := err.(*os.PathError)
	return ok && e.Err == unix.ENOBUFS
}

// siocgiwessid is SIOCGIWESSID of linux/wireless.h.
const siocgiwessid = 0x8b1b

// essidOf asks for the name of the network that a wireless interface is on
// (SIOCGIWESSID), "" if it is on none.
func essidOf(name string) string {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return ""
	}
	defer unix.Close(fd)
	var essid [32 + 1]byte
	var request struct { // struct iwreq with an iw_point
		name    [unix.IFNAMSIZ]byte
		pointer unsafe.Pointer
		length  uint16
		flags   uint16
	}
	copy(request.name[:unix.IFNAMSIZ-1], name)
	request.pointer, request.length = unsafe.Pointer(&essid[0]), 32
	_, _, failed := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), siocgiwessid, uintptr(unsafe.Pointer(&request)))
	if failed != 0 {
		return ""
	}
	return readable(essid[:min(int(request.length), 32)])
}
