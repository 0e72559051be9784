package surface

import (
	"bufio"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// wire is a socket to an X server that wakes the process only when the server
// has something to say.
//
// Go's poller asks for room to write too, so that each picture would wake the
// process a second time when the server has taken it; here the poller watches an
// epoll(7) instance that asks for input alone. And the system calls are raw ones,
// which never block on this socket: others start the scheduler's watchdog thread,
// which then looks at the clock every 20 µs for as long as anything runs.
type wire struct {
	net.Conn // the addresses and deadlines that nobody uses
	socket   int
	input    *os.File // the epoll instance
	raw      syscall.RawConn
	in       *bufio.Reader
	closed   sync.Once
}

// quiet makes a wire of a connection, or leaves it as it is.
func quiet(c net.Conn) net.Conn {
	local, ok := c.(*net.UnixConn)
	if !ok {
		return c
	}
	raw, err := local.SyscallConn()
	if err != nil {
		return c
	}
	socket := -1
	raw.Control(func(fd uintptr) { socket, err = unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0) })
	if err != nil {
		return c
	}
	w := &wire{Conn: c, socket: socket}
	if err := w.watch(); err != nil {
		unix.Close(socket)
		return c
	}
	c.Close()
	w.in = bufio.NewReaderSize(received{w}, 4096)
	return w
}

func (w *wire) watch() error {
	fd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return err
	}
	event := unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLRDHUP}
	if err := unix.EpollCtl(fd, unix.EPOLL_CTL_ADD, w.socket, &event); err != nil {
		unix.Close(fd)
		return err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		unix.Close(fd)
		return err
	}
	w.input = os.NewFile(uintptr(fd), "X server")
	w.raw, err = w.input.SyscallConn()
	if err != nil {
		w.input.Close()
	}
	return err
}

func (w *wire) Read(p []byte) (int, error) { return w.in.Read(p) }

// received reads from the socket, and waits if there is nothing.
type received struct{ *wire }

func (w received) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	var n int
	var failure error
	err := w.raw.Read(func(uintptr) bool {
		n, failure = attempt(syscall.SYS_READ, w.socket, p)
		return failure != syscall.EAGAIN
	})
	switch {
	case err != nil:
		return 0, err
	case failure != nil:
		return 0, os.NewSyscallError("read", failure)
	case n == 0:
		return 0, io.EOF
	}
	return n, nil
}

func (w *wire) Write(p []byte) (int, error) {
	written := 0
	for written < len(p) {
		var n int
		var failure error
		// Control keeps Close from taking the socket away meanwhile.
		err := w.raw.Control(func(uintptr) {
			if n, failure = attempt(syscall.SYS_WRITE, w.socket, p[written:]); failure == syscall.EAGAIN {
				// The server is far behind.
				room := []unix.PollFd{{Fd: int32(w.socket), Events: unix.POLLOUT}}
				if _, failure = unix.Poll(room, -1); failure == syscall.EINTR {
					failure = nil
				}
			}
		})
		if err == nil && failure != nil {
			err = os.NewSyscallError("write", failure)
		}
		if err != nil {
			return written, err
		}
		written += n
	}
	return written, nil
}

// Close ends reading and writing.
func (w *wire) Close() error {
	var err error
	w.closed.Do(func() {
		unix.Shutdown(w.socket, unix.SHUT_RDWR) // wakes who waits in Write
		w.input.Close()
		err = unix.Close(w.socket)
	})
	return err
}

// attempt reads or writes once, without waiting.
func attempt(call uintptr, fd int, p []byte) (int, error) {
	for {
		n, _, errno := syscall.RawSyscall(call, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(p))), uintptr(len(p)))
		switch errno {
		case 0:
			return int(n), nil
		case syscall.EINTR:
		default:
			return 0, errno
		}
	}
}
