package surface

import (
	"image"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/bar/engine"
)

// reader turns X events into the surface's.
type reader struct {
	*Display
	ahead []xgb.Event // read from the connection, not dealt with yet
	// inside is the window that the pointer is over, by what it was called.
	inside map[xproto.Window]string
	// last is where the pointer was told to be: the server tells of it twice when
	// it comes into a window that wants its motion.
	last spot
}

type spot struct {
	window xproto.Window
	x, y   int16
	state  uint16
}

// read works until the connection ends.
func (d *Display) read() {
	defer close(d.events)
	r := reader{Display: d, inside: map[xproto.Window]string{}}
	for {
		event, ok := r.next()
		if !ok {
			d.events <- Lost{}
			return
		}
		r.handle(event)
	}
}

// next waits for an event; it is nil if that is an error's, and false at the
// end.
func (r *reader) next() (xgb.Event, bool) {
	if len(r.ahead) > 0 {
		event := r.ahead[0]
		r.ahead = r.ahead[1:]
		return event, true
	}
	event, err := r.conn.WaitForEvent()
	return event, event != nil || err != nil
}

// peek looks at the next event if it has arrived already, nil if not.
func (r *reader) peek() xgb.Event {
	if len(r.ahead) == 0 {
		event, _ := r.conn.PollForEvent()
		if event == nil {
			return nil
		}
		r.ahead = append(r.ahead, event)
	}
	return r.ahead[0]
}

func (r *reader) handle(event xgb.Event) {
	switch e := event.(type) {
	case xproto.ExposeEvent:
		x, y := int(e.X), int(e.Y)
		if key, _, ok := r.named(e.Window); ok {
			r.events <- Exposed{key, image.Rect(x, y, x+int(e.Width), y+int(e.Height))}
		}
	case xproto.ButtonPressEvent:
		r.press(e)
	case xproto.ButtonReleaseEvent:
		if button, ok := buttonOf(e.Detail); ok {
			r.tell(Released, e.Event, e.EventX, e.EventY, e.State, func(p *Pointer) { p.Button = button })
		}
	case xproto.MotionNotifyEvent:
		if later, ok := r.peek().(xproto.MotionNotifyEvent); ok && later.Event == e.Event && later.State == e.State {
			return // it is there already where the later one says
		}
		r.tell(Moved, e.Event, e.EventX, e.EventY, e.State, nil)
	case xproto.EnterNotifyEvent:
		r.enter(e)
	case xproto.LeaveNotifyEvent:
		r.leave(e)
	case xproto.PropertyNotifyEvent:
		r.property(e)
	case xproto.ClientMessageEvent:
		if e.Type == r.atoms["MANAGER"] && xproto.Atom(e.Data.Data32[1]) == r.atoms[r.compositing()] {
			r.events <- Changed{}
		}
	case xproto.DestroyNotifyEvent:
		r.gone(e.Window)
		if r.watched(e.Window) && e.Event == e.Window {
			r.events <- Changed{}
		}
	case xproto.ConfigureNotifyEvent:
		if e.Window == r.screen.Root {
			r.events <- Changed{}
		}
	}
}

// watched says whether a window is another program's, whose end was asked for.
func (r *reader) watched(id xproto.Window) bool {
	return uint32(id)&^r.setup.ResourceIdMask != r.setup.ResourceIdBase
}

func (r *reader) property(e xproto.PropertyNotifyEvent) {
	switch e.Atom {
	case r.atoms["RESOURCE_MANAGER"], r.atoms["_NET_SUPPORTED"]:
		r.events <- Changed{}
	case r.atoms["_XROOTPMAP_ID"], r.atoms["ESETROOT_PMAP_ID"]:
		if later, ok := r.peek().(xproto.PropertyNotifyEvent); ok && later.Atom != e.Atom &&
			(later.Atom == r.atoms["_XROOTPMAP_ID"] || later.Atom == r.atoms["ESETROOT_PMAP_ID"]) {
			return // both are set together
		}
		r.wallpaper.Add(1)
		shown := r.published()
		for _, whole := range shown.imitated {
			r.events <- whole
		}
	}
}

func (r *reader) published() published {
	p := <-r.shown
	r.shown <- p
	return p
}

// named is what a window of ours is called.
func (r *reader) named(id xproto.Window) (key string, scale float64, ok bool) {
	p := r.published()
	key, ok = p.names[id]
	return key, p.scale, ok
}

// tell delivers what the pointer does on a window.
func (r *reader) tell(act Act, id xproto.Window, x, y int16, state uint16, more func(*Pointer)) {
	key, scale, ok := r.named(id)
	if !ok {
		return
	}
	here := spot{id, x, y, state}
	if act == Moved && here == r.last {
		return
	}
	if r.last = here; act == Left {
		r.last = spot{}
	}
	p := Pointer{act, engine.Pointer{
		Window: key, At: engine.Point{X: (float64(x) + 0.5) / scale, Y: (float64(y) + 0.5) / scale},
		Modifiers: modifiers(state), Time: time.Now(),
	}}
	if more != nil {
		more(&p)
	}
	r.events <- p
}

// press is a button that goes down: 4 and 5 are the wheel's, 6 and 7 its sides.
// Steps of the wheel that arrived together count together.
func (r *reader) press(e xproto.ButtonPressEvent) {
	if e.Event == r.screen.Root {
		r.outside(e)
		return
	}
	_, _, ok := r.named(e.Event)
	switch {
	case !ok || e.Detail == 6 || e.Detail == 7:
	case e.Detail == 4 || e.Detail == 5:
		steps := 1
		for {
			switch later := r.peek().(type) {
			case xproto.ButtonReleaseEvent:
				if later.Detail == e.Detail {
					r.next()
					continue
				}
			case xproto.ButtonPressEvent:
				if later.Detail == e.Detail && later.Event == e.Event && later.State&^buttonState == e.State&^buttonState {
					r.next()
					steps++
					continue
				}
			}
			break
		}
		if e.Detail == 5 {
			steps = -steps
		}
		r.tell(Turned, e.Event, e.EventX, e.EventY, e.State, func(p *Pointer) { p.Delta = steps })
	default:
		button, _ := buttonOf(e.Detail)
		r.tell(Pressed, e.Event, e.EventX, e.EventY, e.State, func(p *Pointer) { p.Button = button })
	}
}

// buttonState are the bits of a state that stand for held buttons.
const buttonState = xproto.KeyButMaskButton1 | xproto.KeyButMaskButton2 | xproto.KeyButMaskButton3 |
	xproto.KeyButMaskButton4 | xproto.KeyButMaskButton5

// enter is the pointer coming over a window. Another client's grab that begins
// or ends moves no pointer, so a window may be entered that never was left.
func (r *reader) enter(e xproto.EnterNotifyEvent) {
	key, _, ok := r.named(e.Event)
	if !ok {
		return
	}
	r.inside[e.Event] = key
	r.tell(Moved, e.Event, e.EventX, e.EventY, e.State, nil)
}

func (r *reader) leave(e xproto.LeaveNotifyEvent) {
	if e.Mode == xproto.NotifyModeGrab {
		return // the pointer is where it was; a window manager looks at a click
	}
	if _, ok := r.inside[e.Event]; !ok {
		return
	}
	// The server sends what a crossing enters right after what it leaves.
	r.conn.Sync()
	if entered, ok := r.peek().(xproto.EnterNotifyEvent); ok {
		if entered.Event == e.Event {
			return
		}
		r.next()
		r.enter(entered)
	}
	if _, _, ok := r.named(e.Event); !ok {
		r.gone(e.Event)
		return
	}
	delete(r.inside, e.Event)
	r.tell(Left, e.Event, e.EventX, e.EventY, e.State, nil)
}

// gone is a window that was taken away; the pointer is over it no more.
func (r *reader) gone(id xproto.Window) {
	if key, ok := r.inside[id]; ok {
		delete(r.inside, id)
		r.events <- Pointer{Left, engine.Pointer{Window: key, Time: time.Now()}}
	}
}

// buttonOf numbers a button as the engine does; false for the wheel.
func buttonOf(detail xproto.Button) (int, bool) {
	switch {
	case detail == 1:
		return 0, true
	case detail == 3:
		return 1, true
	case detail == 2:
		return 2, true
	case detail >= 8:
		return int(detail) - 5, true
	}
	return 0, false
}

// modifiers are the keys that a state says are held, Alt being Mod1 and Super
// Mod4, as keyboards have them.
func modifiers(state uint16) engine.Modifiers {
	var m engine.Modifiers
	for _, bit := range []struct {
		mask uint16
		key  engine.Modifiers
	}{
		{xproto.ModMaskShift, engine.Shift}, {xproto.ModMaskControl, engine.Ctrl},
		{xproto.ModMask1, engine.Alt}, {xproto.ModMask4, engine.Cmd},
	} {
		if state&bit.mask != 0 {
			m |= bit.key
		}
	}
	return m
}
