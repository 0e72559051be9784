package main

import "time"

// alarm tells when the wall clock reaches a time. It is for one goroutine.
type alarm interface {
	// set replaces the time; the zero Time is never.
	set(at time.Time)
	// rings delivers something when the time has come, and when the wall clock
	// was set or the machine slept, if the system tells.
	rings() <-chan struct{}
	close()
}

// timer is an alarm of Go's timers, which do not notice that the wall clock
// is set.
type timer struct {
	*time.Timer
	struck chan struct{}
}

func newTimer() alarm {
	t := timer{struck: make(chan struct{}, 1)}
	t.Timer = time.AfterFunc(time.Hour, func() {
		select {
		case t.struck <- struct{}{}:
		default:
		}
	})
	t.Stop()
	return t
}

func (t timer) set(at time.Time) {
	t.Stop()
	if !at.IsZero() {
		t.Reset(time.Until(at))
	}
}

func (t timer) rings() <-chan struct{} { return t.struck }
func (t timer) close()                 { t.Stop() }
