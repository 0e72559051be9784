package main

import (
	"fmt"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// occurrence is an event with the moment when it arrived.
type occurrence struct {
	event xgb.Event
	at    time.Time
}

// observer is a connection of its own that watches test windows and asks the
// server for nothing while something is measured.
type observer struct {
	conn   *xgb.Conn
	events chan occurrence
}

func observe(display string) (*observer, error) {
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, err
	}
	o := &observer{conn: conn, events: make(chan occurrence, 1<<16)}
	go func() {
		defer close(o.events)
		for {
			event, failure := conn.WaitForEvent()
			at := time.Now()
			if event == nil && failure == nil {
				return
			}
			if event != nil {
				o.events <- occurrence{event, at}
			}
		}
	}()
	return o, nil
}

// watch asks for the events of a window.
func (o *observer) watch(window xproto.Window) error {
	mask := []uint32{xproto.EventMaskVisibilityChange | xproto.EventMaskStructureNotify}
	return xproto.ChangeWindowAttributesChecked(o.conn, window, xproto.CwEventMask, mask).Check()
}

// quiet drops events until none has come for a while.
func (o *observer) quiet(while time.Duration) {
	for {
		select {
		case _, open := <-o.events:
			if !open {
				return
			}
		case <-time.After(while):
			return
		}
	}
}

// shown waits until each of the windows has been reported as visible, at
// least in part, and returns when the last one was. A window becomes visible when
// it, or the frame around it, is mapped or moved onto the screen (X protocol,
// VisibilityNotify).
func (o *observer) shown(windows []xproto.Window, limit time.Duration) (time.Time, error) {
	missing := make(map[xproto.Window]bool, len(windows))
	for _, w := range windows {
		missing[w] = true
	}
	timeout := time.After(limit)
	for {
		select {
		case o, open := <-o.events:
			if !open {
				return time.Time{}, fmt.Errorf("the X server is gone")
			}
			event, ok := o.event.(xproto.VisibilityNotifyEvent)
			if !ok || event.State == xproto.VisibilityFullyObscured {
				continue
			}
			delete(missing, event.Window)
			if len(missing) == 0 {
				return o.at, nil
			}
		case <-timeout:
			return time.Time{}, fmt.Errorf("%d of %d windows are not on the screen after %v", len(missing), len(windows), limit)
		}
	}
}

// placed waits until a window is mapped and nothing has changed its place for
// a while, and returns when that last happened.
func (o *observer) placed(window xproto.Window, while, limit time.Duration) (time.Time, error) {
	var last time.Time
	mapped, configured := false, false
	timeout := time.After(limit)
	for {
		select {
		case o, open := <-o.events:
			if !open {
				return time.Time{}, fmt.Errorf("the X server is gone")
			}
			switch event := o.event.(type) {
			case xproto.MapNotifyEvent:
				if event.Window == window {
					mapped, last = true, o.at
				}
			case xproto.ConfigureNotifyEvent:
				if event.Window == window {
					configured, last = true, o.at
				}
			case xproto.ReparentNotifyEvent:
				if event.Window == window {
					last = o.at
				}
			}
		case <-time.After(while):
			if mapped && configured {
				return last, nil
			}
		case <-timeout:
			return time.Time{}, fmt.Errorf("a new window is not tiled after %v", limit)
		}
	}
}
