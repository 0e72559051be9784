package mac

import (
	"time"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/cg"
)

// reason is why the desktop rests: nothing is removed and nothing is moved
// while what applications say means nothing.
type reason int

const (
	locked    reason = 1 << iota // applications answer anything behind the lock
	asleep                       // the Mac sleeps
	dark                         // the displays sleep
	elsewhere                    // another user's session is on the screen
	settling                     // displays come and go
)

// pause is whether the desktop rests.
type pause struct {
	why      reason
	settled  *time.Timer
	until    time.Time // when settled fires
	departed []int     // applications that ended meanwhile
}

// resting says whether the desktop rests. It wants the lock.
func (d *Desktop) resting() bool { return d.why != 0 }

// watchSession begins with what is known of the session.
func (d *Desktop) watchSession() {
	session, known := cg.CurrentSession()
	if known && session.Locked {
		d.why |= locked
	}
	if known && !session.OnConsole {
		d.why |= elsewhere
	}
}

// stop begins a rest. Nobody tells of a button that is let go meanwhile.
func (d *Desktop) stop(r reason) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.why |= r
	d.button, d.anyDragged = false, false
	for _, w := range d.windows {
		w.dragged = false
	}
}

// goOn ends one. Displays take a while to be what they were, and only then
// the windows are looked at again.
func (d *Desktop) goOn(r reason) {
	d.mu.Lock()
	rested := d.why&r != 0
	d.why &^= r
	d.mu.Unlock()
	if rested {
		d.unsettle(d.Times.Wake)
	}
}

// unsettle waits until displays have not changed for a while.
func (d *Desktop) unsettle(pause time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	d.why |= settling
	until := time.Now().Add(pause)
	if d.settled != nil && d.settled.Stop() && d.until.After(until) {
		until = d.until
	}
	d.until = until
	d.settled = time.AfterFunc(time.Until(until), d.settle)
}

// settle ends the rest, if displays were the last reason.
func (d *Desktop) settle() {
	defer d.rescue()
	monitors := d.readMonitors()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed || d.why != settling || len(monitors) == 0 {
		return // what ends the other reason, or brings a display, comes back to this
	}
	d.why = 0
	d.reviveTaps()
	if !equal(monitors, d.monitors) {
		d.monitors = monitors
		d.emit(desktop.MonitorsChanged{Monitors: monitors})
		for _, w := range d.windows {
			if w.hidden {
				w.park()
			}
		}
	}
	departed := d.departed
	d.departed = nil
	for _, a := range d.apps {
		a.restoring = true
		a.scanSoon()
		a.flushSoon()
		a.focusSoon()
	}
	go func() {
		defer d.rescue()
		for _, pid := range departed {
			d.removeApp(pid)
		}
	}()
}
