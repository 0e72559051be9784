package cg

import (
	"errors"
	"sync"
	"sync/atomic"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/dylib"
)

// CGEvent.h, CGEventSource.h.
var (
	cgEventTapCreate            func(location, placement, options uint32, mask uint64, callback, info uintptr) cf.Ref
	cgEventTapEnable            func(tap cf.Ref, enable bool)
	cgEventTapIsEnabled         func(tap cf.Ref) bool
	cgEventGetType              func(event cf.Ref) EventType
	cgEventGetFlags             func(event cf.Ref) Flags
	cgEventSetFlags             func(event cf.Ref, flags Flags)
	cgEventGetIntegerValueField func(event cf.Ref, field uint32) int64
	cgEventCreateKeyboardEvent  func(source cf.Ref, keycode uint16, down bool) cf.Ref
	cgEventPost                 func(location uint32, event cf.Ref)
	cgEventSourceFlagsState     func(state int32) Flags
	cgEventSourceKeyState       func(state int32, keycode uint16) bool
)

func bindEvents(l *dylib.Library) {
	l.Bind(&cgEventTapCreate, "CGEventTapCreate")
	l.Bind(&cgEventTapEnable, "CGEventTapEnable")
	l.Bind(&cgEventTapIsEnabled, "CGEventTapIsEnabled")
	l.Bind(&cgEventGetType, "CGEventGetType")
	l.Bind(&cgEventGetFlags, "CGEventGetFlags")
	l.Bind(&cgEventSetFlags, "CGEventSetFlags")
	l.Bind(&cgEventGetIntegerValueField, "CGEventGetIntegerValueField")
	l.Bind(&cgEventCreateKeyboardEvent, "CGEventCreateKeyboardEvent")
	l.Bind(&cgEventPost, "CGEventPost")
	l.Bind(&cgEventSourceFlagsState, "CGEventSourceFlagsState")
	l.Bind(&cgEventSourceKeyState, "CGEventSourceKeyState")
}

// EventType is a CGEventType.
type EventType uint32

// CGEventTypes.h with IOLLEvent.h's numbers.
const (
	LeftMouseDown        EventType = 1
	LeftMouseUp          EventType = 2
	RightMouseDown       EventType = 3
	RightMouseUp         EventType = 4
	MouseMoved           EventType = 5
	LeftMouseDragged     EventType = 6
	RightMouseDragged    EventType = 7
	KeyDown              EventType = 10
	KeyUp                EventType = 11
	FlagsChanged         EventType = 12
	ScrollWheel          EventType = 22
	OtherMouseDown       EventType = 25
	OtherMouseUp         EventType = 26
	TapDisabledByTimeout EventType = 0xFFFFFFFE
	TapDisabledByInput   EventType = 0xFFFFFFFF
)

// Flags are the modifiers that are held (CGEventFlags).
type Flags uint64

// The modifiers without regard to side, IOLLEvent.h's NX_…MASK.
const (
	CapsLock  Flags = 0x00010000
	Shift     Flags = 0x00020000
	Control   Flags = 0x00040000
	Alternate Flags = 0x00080000
	Command   Flags = 0x00100000
	NumPad    Flags = 0x00200000 // the event comes from the number pad or an arrow key
	Help      Flags = 0x00400000
	Fn        Flags = 0x00800000 // also set for function and arrow keys themselves
)

// The sides of the modifiers, IOLLEvent.h's NX_DEVICE…KEYMASK. They come
// together with the flag without a side; events that programs make may lack
// them.
const (
	LeftControl    Flags = 0x00000001
	LeftShift      Flags = 0x00000002
	RightShift     Flags = 0x00000004
	LeftCommand    Flags = 0x00000008
	RightCommand   Flags = 0x00000010
	LeftAlternate  Flags = 0x00000020
	RightAlternate Flags = 0x00000040
	RightControl   Flags = 0x00002000
)

// Event is a CGEvent, borrowed for the length of a call.
type Event struct{ cf.Ref }

// CGEventField.
const (
	fieldAutorepeat = 8
	fieldKeycode    = 9
	fieldSourcePID  = 41
	fieldUserData   = 42
	fieldWindow     = 91 // kCGMouseEventWindowUnderMousePointer
)

// Keycode is the virtual key code of a key event: the place of the key, whatever
// the layout.
func (e Event) Keycode() uint16 { return uint16(cgEventGetIntegerValueField(e.Ref, fieldKeycode)) }

// Repeat says that a key-down comes from holding the key.
func (e Event) Repeat() bool { return cgEventGetIntegerValueField(e.Ref, fieldAutorepeat) != 0 }

// Flags are the modifiers held.
func (e Event) Flags() Flags { return cgEventGetFlags(e.Ref) }

// Location is where the pointer is.
func (e Event) Location() Point { return cgEventGetLocation(e.Ref) }

// SourcePID is the process that made the event, 0 for the hardware.
func (e Event) SourcePID() int { return int(cgEventGetIntegerValueField(e.Ref, fieldSourcePID)) }

// Window is the window under the pointer for a mouse event, 0 if the system
// does not say.
func (e Event) Window() Window { return Window(cgEventGetIntegerValueField(e.Ref, fieldWindow)) }

// Mask is a set of event types.
type Mask uint64

// MaskOf is the set of some types.
func MaskOf(types ...EventType) Mask {
	var m Mask
	for _, t := range types {
		m |= 1 << t
	}
	return m
}

// Handler decides about an event: swallowed ones reach nobody after the tap.
// For TapDisabledByTimeout and TapDisabledByInput, which come whatever the
// mask, there is no event and the answer does not count. A slow answer makes
// the system disable the tap.
type Handler func(EventType, Event) (swallow bool)

// Tap sees the events of the session before the applications do
// (CGEventTapCreate).
type Tap struct {
	port   cf.Owned
	source cf.Owned
	number uintptr
	ended  atomic.Bool
}

// ErrTap is returned by NewTap.
var ErrTap = errors.New("macOS does not let Perch see the keys: it needs the Accessibility permission (System Settings, Privacy & Security, Accessibility)")

var taps struct {
	sync.RWMutex
	callback uintptr // the C function
	last     uintptr
	handlers map[uintptr]Handler
	live     map[*Tap]bool
}

// CGEventTapLocation, CGEventTapPlacement, CGEventTapOptions.
const (
	sessionEventTap = 1
	headInsert      = 0
	tapDefault      = 0
	tapListenOnly   = 1
)

// NewTap makes a tap, enabled, at the head of the session's taps. It sees
// nothing until Attach. With listen it cannot swallow, and cannot slow anybody
// down.
func NewTap(events Mask, listen bool, handler Handler) (*Tap, error) {
	taps.Lock()
	if taps.callback == 0 {
		taps.callback = dylib.Callback(tapped)
		taps.handlers = map[uintptr]Handler{}
		taps.live = map[*Tap]bool{}
	}
	taps.last++
	t := &Tap{number: taps.last}
	taps.handlers[t.number] = handler
	callback := taps.callback
	taps.Unlock()
	options := uint32(tapDefault)
	if listen {
		options = tapListenOnly
	}
	t.port = cf.Take(cgEventTapCreate(sessionEventTap, headInsert, options, uint64(events), callback, t.number))
	if t.port.Ref == 0 {
		t.forget()
		return nil, ErrTap
	}
	t.source = cf.PortSource(t.port.Ref)
	taps.Lock()
	defer taps.Unlock()
	taps.live[t] = true
	return t, nil
}

func tapped(_ uintptr, kind EventType, event cf.Ref, info uintptr) cf.Ref {
	taps.RLock()
	handler := taps.handlers[info]
	taps.RUnlock()
	if handler == nil {
		return event
	}
	swallow := false
	cf.Pooled(func() { swallow = handler(kind, Event{event}) })
	if swallow {
		return 0
	}
	return event
}

// Attach has a run loop's thread call the handler.
func (t *Tap) Attach(loop cf.RunLoop) { loop.Add(t.source.Ref) }

// Enable turns the tap on or off. Turning it on is also the answer to
// TapDisabledByTimeout. After EndTaps it stays off.
func (t *Tap) Enable(on bool) { cgEventTapEnable(t.port.Ref, on && !t.ended.Load()) }

// Enabled says whether the tap sees events.
func (t *Tap) Enabled() bool { return cgEventTapIsEnabled(t.port.Ref) }

// Valid says whether the tap can be enabled. The system has made taps invalid over
// sleep without telling them; another one has to be made then.
func (t *Tap) Valid() bool { return cf.PortValid(t.port.Ref) }

// EndTaps takes every tap out of the way of events at once, for good. It is for when
// the permission is taken away: as long as a program without it has a tap that can
// swallow events, the whole Mac takes neither keys nor clicks. The taps still have
// to be released. Any thread may call it.
func EndTaps() {
	taps.Lock()
	defer taps.Unlock()
	for t := range taps.live {
		t.ended.Store(true)
		t.end()
	}
}

// end takes the tap out of the window server's list, which disabling alone does not.
func (t *Tap) end() {
	cgEventTapEnable(t.port.Ref, false)
	cf.InvalidatePort(t.port.Ref)
}

// Release ends the tap.
func (t *Tap) Release() {
	taps.Lock()
	delete(taps.live, t)
	taps.Unlock()
	t.end()
	t.source.Release()
	t.port.Release()
	t.forget()
}

func (t *Tap) forget() {
	taps.Lock()
	defer taps.Unlock()
	delete(taps.handlers, t.number)
}

// combinedSessionState is the CGEventSourceStateID of what the session sees.
const combinedSessionState = 0

// HeldFlags are the modifiers that are held now.
func HeldFlags() Flags { return cgEventSourceFlagsState(combinedSessionState) }

// Held says whether a key is held now.
func Held(keycode uint16) bool { return cgEventSourceKeyState(combinedSessionState, keycode) }

// PostKey acts as if a key went down or up, for the self-test on a Mac.
func PostKey(keycode uint16, flags Flags, down bool) {
	event := cf.Take(cgEventCreateKeyboardEvent(0, keycode, down))
	defer event.Release()
	cgEventSetFlags(event.Ref, flags)
	cgEventPost(sessionEventTap, event.Ref)
}
