package main

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// clockFile is an alarm of the kernel's (timerfd_create(2)) on the wall clock:
// it rings at the right moment after a suspend too, and at once when the clock
// is set. Go's runtime watches its own timers with a second thread; this one is
// a file like any other.
type clockFile struct {
	file   *os.File
	at     time.Time
	struck chan struct{}
}

func newAlarm() alarm {
	fd, err := unix.TimerfdCreate(unix.CLOCK_REALTIME, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return newTimer()
	}
	a := &clockFile{file: os.NewFile(uintptr(fd), "timer"), struck: make(chan struct{}, 1)}
	go a.read()
	return a
}

func (a *clockFile) read() {
	var expirations [8]byte
	for {
		// ECANCELED says that the clock was set.
		if _, err := a.file.Read(expirations[:]); err != nil && !errors.Is(err, unix.ECANCELED) {
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
	connection, err := a.file.SyscallConn()
	if err != nil {
		return
	}
	connection.Control(func(fd uintptr) {
		unix.TimerfdSettime(int(fd), unix.TFD_TIMER_ABSTIME|unix.TFD_TIMER_CANCEL_ON_SET, &spec, nil)
	})
}

func (a *clockFile) rings() <-chan struct{} { return a.struck }
func (a *clockFile) close()                 { a.file.Close() }
