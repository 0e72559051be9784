package main

import (
	"os"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// clockFile is an alarm of the kernel's (timerfd_create(2)) on the wall clock:
// it rings at the right moment after a suspend too, and at once when the clock
// is set. Go's runtime watches its own timers with a second thread; this one is
// a file like any other. Its system calls never block and are raw ones, because
// others start the scheduler's watchdog thread.
type clockFile struct {
	file   *os.File
	raw    syscall.RawConn
	at     time.Time
	struck chan struct{}
}

func newAlarm() alarm {
	fd, err := unix.TimerfdCreate(unix.CLOCK_REALTIME, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return newTimer()
	}
	a := &clockFile{file: os.NewFile(uintptr(fd), "timer"), struck: make(chan struct{}, 1)}
	if a.raw, err = a.file.SyscallConn(); err != nil {
		a.file.Close()
		return newTimer()
	}
	go a.read()
	return a
}

func (a *clockFile) read() {
	var expirations [8]byte
	for {
		err := a.raw.Read(func(fd uintptr) bool {
			_, _, errno := syscall.RawSyscall(syscall.SYS_READ, fd, uintptr(unsafe.Pointer(&expirations)), 8)
			// ECANCELED says that the clock was set.
			return errno == 0 || errno == syscall.ECANCELED
		})
		if err != nil {
			return
		}
		select {
		case a.struck <- struct{}{}:
		default:
		}
	}
}

func (a *clockFile) set(at time.Time) {
	if at.Equal(a.at) {
		return
	}
	a.at = at
	var spec unix.ItimerSpec // zero stops the timer
	if !at.IsZero() {
		// A time before the epoch is as past as the epoch's first moment.
		spec.Value = unix.NsecToTimespec(max(1, at.UnixNano()))
	}
	a.raw.Control(func(fd uintptr) {
		syscall.RawSyscall6(syscall.SYS_TIMERFD_SETTIME, fd, unix.TFD_TIMER_ABSTIME|unix.TFD_TIMER_CANCEL_ON_SET,
			uintptr(unsafe.Pointer(&spec)), 0, 0, 0)
	})
}

func (a *clockFile) rings() <-chan struct{} { return a.struck }
func (a *clockFile) close()                 { a.file.Close() }
