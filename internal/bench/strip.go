package main

import (
	"errors"
	"fmt"
	"image"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/damage"
	"github.com/jezek/xgb/xproto"

	"perch/internal/xserver"
)

// strip is the status bar's left half, where the workspaces stand, seen through
// a connection of its own (DAMAGE extension, raw rectangles).
type strip struct {
	*observer
	area   image.Rectangle // of the bar's window
	corner image.Point     // of the window on the screen
}

// strip finds Perch's bar, nil if the manager has none.
func (b *bench) strip() (*strip, error) {
	if !b.bar {
		return nil, nil
	}
	var found *xserver.Window
	err := b.within(patient, func() bool {
		for _, w := range b.load.Visible() {
			if w.Class == "Perch-bar" {
				found = &w
			}
		}
		return found != nil
	})
	if err != nil {
		return nil, fmt.Errorf("the bar is not on the screen: %w", err)
	}
	if err := knowDamage(b.display); err != nil {
		return nil, err
	}
	o, err := observe(b.display)
	if err != nil {
		return nil, err
	}
	frame := found.Frame.Sub(found.Frame.Min)
	frame.Max.X /= 2
	s := &strip{observer: o, area: frame, corner: found.Frame.Min}
	if err := s.watchDrawing(found.ID); err != nil {
		o.conn.Close()
		return nil, err
	}
	return s, nil
}

// knowDamage makes the DAMAGE extension's events known to every connection of
// this process, which a client that watches pixels does.
func knowDamage(display string) error {
	client, err := xserver.Dial(display)
	if err != nil {
		return err
	}
	defer client.Close()
	return client.WatchPixels()
}

func (s *strip) watchDrawing(window xproto.Window) error {
	const name = "DAMAGE"
	reply, err := xproto.QueryExtension(s.conn, uint16(len(name)), name).Reply()
	if err != nil {
		return err
	}
	if !reply.Present {
		return errors.New("the X server has no DAMAGE extension")
	}
	s.conn.ExtLock.Lock()
	s.conn.Extensions[name] = reply.MajorOpcode
	s.conn.ExtLock.Unlock()
	if _, err := damage.QueryVersion(s.conn, 1, 1).Reply(); err != nil {
		return err
	}
	id, err := damage.NewDamageId(s.conn)
	if err != nil {
		return err
	}
	return damage.CreateChecked(s.conn, id, xproto.Drawable(window), damage.ReportLevelRawRectangles).Check()
}

// drawn waits until something is drawn in the strip, and returns when it was.
func (s *strip) drawn(limit time.Duration) (time.Time, error) {
	timeout := time.After(limit)
	for {
		select {
		case o, open := <-s.events:
			if !open {
				return time.Time{}, xserver.ErrClosed
			}
			if s.shows(o.event) {
				return o.at, nil
			}
		case <-timeout:
			return time.Time{}, fmt.Errorf("the bar does not change within %v", limit)
		}
	}
}

func (s *strip) shows(event xgb.Event) bool {
	e, ok := event.(damage.NotifyEvent)
	if !ok {
		return false
	}
	x, y := int(e.Area.X), int(e.Area.Y)
	return image.Rect(x, y, x+int(e.Area.Width), y+int(e.Area.Height)).Overlaps(s.area)
}

// barSwitches measures from the key press until the bar's workspaces show the switch.
func (b *bench) barSwitches(res *result) error {
	s, err := b.strip()
	if s == nil || err != nil {
		return err
	}
	defer s.conn.Close()
	for i := range switches + 2 {
		s.quiet(calm)
		before, err := b.picture(s)
		if err != nil {
			return err
		}
		pressed, release, err := b.load.Hold("alt-" + fmt.Sprint(i%2+1))
		if err != nil {
			return err
		}
		drawn, err := s.drawn(patient)
		release()
		if err != nil {
			return err
		}
		s.quiet(calm)
		after, err := b.picture(s)
		if err != nil {
			return err
		}
		if before == after {
			return errors.New("the bar was drawn on but looks as before the switch")
		}
		if i >= 2 {
			res.bar = append(res.bar, drawn.Sub(pressed))
		}
	}
	return nil
}

// picture is what the strip shows, as a value to compare.
func (b *bench) picture(s *strip) (string, error) {
	shot, err := b.load.Capture(s.area.Add(s.corner))
	if err != nil {
		return "", err
	}
	return string(shot.Pix), nil
}
