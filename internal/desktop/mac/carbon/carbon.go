// Package carbon binds the two things that only Carbon still does: hot keys,
// which work while secure input keeps keys from event taps, and whether secure
// input is on.
//
// Carbon's event manager is not thread safe (CarbonEvents.h): everything but
// SecureInput belongs on the main thread, where the handler is called too.
//
// Functions panic unless Load has returned nil before.
package carbon

import (
	"fmt"
	"sync"
	"unsafe"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/dylib"
)

// CarbonEvents.h, CarbonEventsCore.h; EventHotKeyID is passed by value.
var (
	getEventDispatcherTarget  func() cf.Ref
	installEventHandler       func(target cf.Ref, handler uintptr, count uint, types *eventType, data uintptr, ref *cf.Ref) int32
	removeEventHandler        func(cf.Ref) int32
	getEventClass             func(event cf.Ref) uint32
	getEventKind              func(event cf.Ref) uint32
	getEventParameter         func(event cf.Ref, name, kind uint32, actual *uint32, size uint, actualSize *uint, data unsafe.Pointer) int32
	registerEventHotKey       func(keycode, modifiers uint32, id hotKeyID, target cf.Ref, options uint32, ref *cf.Ref) int32
	unregisterEventHotKey     func(cf.Ref) int32
	isSecureEventInputEnabled func() bool
)

type eventType struct{ class, kind uint32 }

type hotKeyID struct{ signature, id uint32 }

const (
	classKeyboard     = 'k'<<24 | 'e'<<16 | 'y'<<8 | 'b' // kEventClassKeyboard
	paramDirectObject = '-'<<24 | '-'<<16 | '-'<<8 | '-' // kEventParamDirectObject
	typeHotKeyID      = 'h'<<24 | 'k'<<16 | 'i'<<8 | 'd' // typeEventHotKeyID
	hotKeyPressed     = 5                                // kEventHotKeyPressed
	hotKeyReleased    = 6                                // kEventHotKeyReleased
	signature         = 'P'<<24 | 'r'<<16 | 'c'<<8 | 'h'
	notHandled        = -9874 // eventNotHandledErr
	noError           = 0
)

var once dylib.Once

// Load binds the functions. It costs nothing when called again.
func Load() error {
	if err := cf.Load(); err != nil {
		return err
	}
	return once.Do(func(libraries []*dylib.Library) {
		l := libraries[0]
		l.Bind(&getEventDispatcherTarget, "GetEventDispatcherTarget")
		l.Bind(&installEventHandler, "InstallEventHandler")
		l.Bind(&removeEventHandler, "RemoveEventHandler")
		l.Bind(&getEventClass, "GetEventClass")
		l.Bind(&getEventKind, "GetEventKind")
		l.Bind(&getEventParameter, "GetEventParameter")
		l.Bind(&registerEventHotKey, "RegisterEventHotKey")
		l.Bind(&unregisterEventHotKey, "UnregisterEventHotKey")
		l.Bind(&isSecureEventInputEnabled, "IsSecureEventInputEnabled")
	}, "Carbon")
}

// SecureInput says whether an application keeps the keys to itself, as
// password fields do. While it does, event taps see no keys.
func SecureInput() bool { return isSecureEventInputEnabled() }

// Error is an OSStatus of Carbon's event manager.
type Error int32

// HotKeyExists is the error of a combination that this program has registered
// already (CarbonEventsCore.h, eventHotKeyExistsErr).
const HotKeyExists Error = -9878

func (e Error) Error() string {
	if e == HotKeyExists {
		return fmt.Sprintf("this hot key is registered already (OSStatus %d)", int32(e))
	}
	return fmt.Sprintf("macOS does not take this hot key (OSStatus %d)", int32(e))
}

func check(status int32) error {
	if status == noError {
		return nil
	}
	return Error(status)
}

// Modifiers are those of a hot key; it cannot tell left from right.
type Modifiers uint32

// HIToolbox' Events.h: cmdKey, shiftKey, optionKey, controlKey.
const (
	Command Modifiers = 1 << 8
	Shift   Modifiers = 1 << 9
	Option  Modifiers = 1 << 11
	Control Modifiers = 1 << 12
)

// HotKey is a combination that macOS reports whoever has the focus. It is
// swallowed.
type HotKey struct{ ref cf.Ref }

// Register has the handlers of Listen called with id when the key is pressed
// with just these modifiers.
func Register(keycode uint16, modifiers Modifiers, id uint32) (*HotKey, error) {
	var k HotKey
	status := registerEventHotKey(uint32(keycode), uint32(modifiers), hotKeyID{signature, id}, getEventDispatcherTarget(), 0, &k.ref)
	if err := check(status); err != nil {
		return nil, err
	}
	return &k, nil
}

// Release undoes Register.
func (k *HotKey) Release() { unregisterEventHotKey(k.ref) }

// Pressed is called when a hot key goes down or up.
type Pressed func(id uint32, down bool)

// Listener has a function called for every hot key of the program.
type Listener struct {
	ref    cf.Ref
	number uintptr
}

var listeners struct {
	sync.Mutex
	callback uintptr // the C function
	last     uintptr
	handlers map[uintptr]Pressed
}

// Listen has handler called on the main thread.
func Listen(handler Pressed) (*Listener, error) {
	listeners.Lock()
	defer listeners.Unlock()
	if listeners.callback == 0 {
		listeners.callback = dylib.Callback(handle)
		listeners.handlers = map[uintptr]Pressed{}
	}
	listeners.last++
	l := &Listener{number: listeners.last}
	types := [...]eventType{{classKeyboard, hotKeyPressed}, {classKeyboard, hotKeyReleased}}
	status := installEventHandler(getEventDispatcherTarget(), listeners.callback, uint(len(types)), &types[0], l.number, &l.ref)
	if err := check(status); err != nil {
		return nil, err
	}
	listeners.handlers[l.number] = handler
	return l, nil
}

// Release undoes Listen.
func (l *Listener) Release() {
	removeEventHandler(l.ref)
	listeners.Lock()
	defer listeners.Unlock()
	delete(listeners.handlers, l.number)
}

func handle(_ uintptr, event cf.Ref, number uintptr) int32 {
	listeners.Lock()
	handler := listeners.handlers[number]
	listeners.Unlock()
	var id hotKeyID
	status := getEventParameter(event, paramDirectObject, typeHotKeyID, nil, uint(unsafe.Sizeof(id)), nil, unsafe.Pointer(&id))
	if handler == nil || status != noError || id.signature != signature {
		return notHandled
	}
	handler(id.id, getEventKind(event) == hotKeyPressed)
	return noError
}
