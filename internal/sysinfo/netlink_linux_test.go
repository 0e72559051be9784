package sysinfo

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// In a network of its own, this thread's, the loopback link is brought up.
func TestRoutesTellOfLinks(t *testing.T) {
	runtime.LockOSThread() // and never unlocked: the thread ends with its network
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		if errors.Is(err, unix.EPERM) {
			t.Skip("this user may not make a network namespace")
		}
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ticks, err := routes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	request, err := unix.NewIfreq("lo")
	if err != nil {
		t.Fatal(err)
	}
	request.SetUint16(unix.IFF_UP)
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, request); err != nil {
		t.Fatal(err)
	}
	<-ticks
	cancel()
	for range ticks { // closed once ctx has ended
	}
}

func TestNoWirelessNameWithoutWireless(t *testing.T) {
	if got := essidOf("lo"); got != "" {
		t.Errorf("the loopback interface is on the network %q", got)
	}
}
