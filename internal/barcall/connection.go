package barcall

import (
	"io"
	"os"
	"syscall"
	"time"

	"perch/internal/ipc"
)

// connection is a client's end. It blocks its thread: a process that sends one
// message and ends is done before the poller of package net has started, which
// takes a tenth of its life.
type connection struct {
	fd       int
	deadline time.Time
}

func connect(path string, deadline time.Time) (*connection, error) {
	if err := ipc.CheckLength(path); err != nil {
		return nil, err
	}
	syscall.ForkLock.RLock()
	fd, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(fd)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	c := &connection{fd, deadline}
	// While the bar's queue of connections is full, connecting takes the time
	// for sending.
	err = c.within(syscall.SO_SNDTIMEO, func() (err error) {
		return syscall.Connect(fd, &syscall.SockaddrUnix{Name: path})
	})
	if err != nil {
		c.close()
		return nil, os.NewSyscallError("connect", err)
	}
	return c, nil
}

// within calls f, which takes at most what is left of the time.
func (c *connection) within(option int, f func() error) error {
	for {
		left := time.Until(c.deadline)
		if left < time.Microsecond {
			return os.ErrDeadlineExceeded
		}
		limit := syscall.NsecToTimeval(int64(left))
		if err := syscall.SetsockoptTimeval(c.fd, syscall.SOL_SOCKET, option, &limit); err != nil {
			return os.NewSyscallError("setsockopt", err)
		}
		switch err := f(); err {
		case syscall.EINTR:
		case syscall.EAGAIN:
			return os.ErrDeadlineExceeded
		default:
			return err
		}
	}
}

// Read implements [io.Reader].
func (c *connection) Read(p []byte) (n int, err error) {
	err = c.within(syscall.SO_RCVTIMEO, func() (err error) {
		n, err = syscall.Read(c.fd, p)
		return err
	})
	if n <= 0 {
		if n = 0; err == nil && len(p) > 0 {
			err = io.EOF
		}
	}
	return n, err
}

func (c *connection) writeAll(data []byte) error {
	for len(data) > 0 {
		n := 0
		err := c.within(syscall.SO_SNDTIMEO, func() (err error) {
			n, err = syscall.Write(c.fd, data)
			return err
		})
		if err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}

func (c *connection) close() { syscall.Close(c.fd) }
