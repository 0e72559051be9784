package x11

import (
	"fmt"
	"slices"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
)

// patience is how many events are handled before what can wait is done.
const patience = 64

// loop handles the server's events until the connection ends.
func (d *Desktop) loop() {
	for {
		event, err := d.conn.WaitForEvent()
		if event == nil && err == nil {
			break
		}
		for n := 0; n < patience && (event != nil || err != nil); n++ {
			d.handle(event, err)
			event, err = d.conn.PollForEvent()
		}
		if event != nil || err != nil {
			d.handle(event, err)
		}
		d.settle()
	}
	d.mu.Lock()
	why := d.lost
	if !d.ended {
		d.ended = true
		why = fmt.Errorf("the X server of display %s has gone away", d.display)
	}
	d.mu.Unlock()
	d.events.Push(desktop.Lost{Err: why})
}

// settle does what several events in a row ask for once.
func (d *Desktop) settle() {
	d.mu.Lock()
	monitors, keyboard := d.monitorsStale, d.keyboardStale
	d.monitorsStale, d.keyboardStale = false, false
	d.reportDrag()
	if d.restackLater && !d.ended {
		d.restackLater = false
		d.batch(d.restack)
	}
	// A fresh window's Apply is on its way and writes them too.
	if d.clientsChanged && len(d.fresh) == 0 && !d.ended {
		d.wire.hold()
		d.writeClients()
		d.wire.release()
	}
	d.mu.Unlock()
	if monitors {
		d.refreshMonitors()
	}
	// Typing on another keyboard than before is a change too, which mostly
	// changes nothing; no key may be lost for it.
	if keyboard && d.loadKeyboard() {
		d.mu.Lock()
		d.regrab(true)
		d.grabDrag()
		d.mu.Unlock()
	}
}

func (d *Desktop) handle(event xgb.Event, err xgb.Error) {
	at := time.Now()
	switch e := event.(type) {
	case nil:
		d.failed(err)
		return
	case xproto.MapRequestEvent:
		d.mapRequest(e.Window)
		return
	case xproto.PropertyNotifyEvent:
		d.propertyNotify(e)
		return
	case xproto.SelectionClearEvent:
		if e.Selection == d.selection && e.Owner == d.support {
			d.giveWay()
		}
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended {
		return
	}
	switch e := event.(type) {
	case xproto.KeyPressEvent:
		d.time = e.Time
		d.keyPress(e, at)
	case xproto.KeyReleaseEvent:
		d.time = e.Time
	case xproto.ButtonPressEvent:
		d.time = e.Time
		d.buttonPress(e)
	case xproto.ButtonReleaseEvent:
		d.time = e.Time
		d.buttonRelease(e)
	case xproto.MotionNotifyEvent:
		d.time = e.Time
		d.dragTo(e)
	case xproto.EnterNotifyEvent:
		d.time = e.Time
		d.enterNotify(e)
	case xproto.FocusInEvent:
		d.focusIn(e)
	case xproto.ConfigureRequestEvent:
		d.configureRequest(e)
	case xproto.ConfigureNotifyEvent:
		d.configureNotify(e)
	case xproto.UnmapNotifyEvent:
		if e.Event == d.root {
			d.unmapNotify(e)
		}
	case xproto.DestroyNotifyEvent:
		d.destroyed(e.Window)
	case xproto.ReparentNotifyEvent:
		if e.Parent != d.root {
			d.reparented(e.Window)
		}
	case xproto.ClientMessageEvent:
		d.clientMessage(e)
	case xproto.MappingNotifyEvent:
		if e.Request != xproto.MappingPointer {
			d.keyboardStale = true
		}
	case xproto.NoExposureEvent:
		d.monitorsStale = true // how wire tells of RandR
	}
}

// propertyNotify reads a property that a client changed.
func (d *Desktop) propertyNotify(e xproto.PropertyNotifyEvent) {
	d.mu.Lock()
	d.time = e.Time
	d.serial(e.Sequence)
	if e.Window == d.support {
		d.timeArrived(e)
	}
	w, o := d.windows[e.Window], d.others[e.Window]
	d.mu.Unlock()
	a := &d.atoms
	struts := e.Atom == a.Strut || e.Atom == a.StrutPartial
	switch {
	case o != nil && (struts || e.Atom == a.State):
		p := d.property(e.Window, e.Atom)
		d.mu.Lock()
		d.otherChanged(o, e.Atom, p)
		d.mu.Unlock()
		return
	case w == nil || !slices.Contains(d.atoms.watched(), e.Atom):
		return
	case e.Atom == a.UserTime:
		return // changes with every key; only what it was at the beginning counts
	}
	p := d.property(e.Window, e.Atom)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.windows[e.Window] != w || d.ended {
		return
	}
	d.read(w, e.Atom, p)
	if struts {
		d.refreshStruts()
	}
	if facts, news := d.tell(w); news {
		d.events.Push(desktop.WindowChanged{Window: facts})
	}
}

// failed handles an error. A window that vanishes while it is spoken to is
// everyday life; only the order of the stack suffers from it.
func (d *Desktop) failed(err xgb.Error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch e := err.(type) {
	case xproto.WindowError:
		if e.MajorOpcode == opConfigureWindow {
			d.stackFailed()
		}
	case xproto.MatchError:
		switch e.MajorOpcode {
		case opConfigureWindow:
			d.stackFailed()
		case opSetInputFocus:
			return // not visible (any more): its going sets the focus again
		}
	default:
		d.log.Debug("the X server refused a request: " + err.Error())
	}
}

// Core requests (X protocol, "Protocol Encoding").
const (
	opConfigureWindow = 12
	opSetInputFocus   = 42
)
