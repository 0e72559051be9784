// Package ax binds the accessibility interface of macOS (ApplicationServices,
// HIServices): the windows of other applications as elements with attributes,
// actions and notifications.
//
// A function that asks an application waits for its answer, up to the
// element's time-out (SetTimeout); such functions belong on a thread of the
// application's own. Each says so: "asks the application".
//
// Functions panic unless Load has returned nil before.
package ax

import (
	"unsafe"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/dylib"
)

// AXUIElement.h, AXValue.h.
var (
	axIsProcessTrustedWithOptions          func(options cf.Ref) bool
	trustedCheckOptionPrompt               cf.Ref
	axUIElementGetTypeID                   func() cf.TypeID
	axUIElementCreateApplication           func(pid int32) cf.Ref
	axUIElementCreateSystemWide            func() cf.Ref
	axUIElementGetPid                      func(element cf.Ref, pid *int32) Error
	axUIElementSetMessagingTimeout         func(element cf.Ref, seconds float32) Error
	axUIElementCopyAttributeValue          func(element, attribute cf.Ref, value *cf.Ref) Error
	axUIElementCopyMultipleAttributeValues func(element, attributes cf.Ref, options uint32, values *cf.Ref) Error
	axUIElementCopyAttributeNames          func(element cf.Ref, names *cf.Ref) Error
	axUIElementCopyActionNames             func(element cf.Ref, names *cf.Ref) Error
	axUIElementIsAttributeSettable         func(element, attribute cf.Ref, settable *uint8) Error
	axUIElementSetAttributeValue           func(element, attribute, value cf.Ref) Error
	axUIElementPerformAction               func(element, action cf.Ref) Error
	axUIElementCopyElementAtPosition       func(application cf.Ref, x, y float32, element *cf.Ref) Error
	axValueGetTypeID                       func() cf.TypeID
	axValueCreate                          func(kind uint32, value unsafe.Pointer) cf.Ref
	axValueGetType                         func(cf.Ref) uint32
	axValueGetValue                        func(value cf.Ref, kind uint32, to unsafe.Pointer) bool
	axObserverCreate                       func(pid int32, callback uintptr, observer *cf.Ref) Error
	axObserverAddNotification              func(observer, element, notification cf.Ref, info uintptr) Error
	axObserverRemoveNotification           func(observer, element, notification cf.Ref) Error
	axObserverGetRunLoopSource             func(observer cf.Ref) cf.Ref

	// _AXUIElementGetWindow is in no header; its declaration is the one
	// that AeroSpace, yabai and Amethyst use: AXError (AXUIElementRef,
	// CGWindowID *).
	axUIElementGetWindow func(element cf.Ref, window *cg.Window) Error
	getWindow            *dylib.Symbol

	elementType, valueType cf.TypeID
)

var once dylib.Once

// Load binds the functions. It costs nothing when called again.
func Load() error {
	if err := cg.Load(); err != nil {
		return err
	}
	return once.Do(func(libraries []*dylib.Library) {
		l := libraries[0]
		l.Bind(&axIsProcessTrustedWithOptions, "AXIsProcessTrustedWithOptions")
		trustedCheckOptionPrompt = cf.Ref(l.Constant("kAXTrustedCheckOptionPrompt"))
		l.Bind(&axUIElementGetTypeID, "AXUIElementGetTypeID")
		l.Bind(&axUIElementCreateApplication, "AXUIElementCreateApplication")
		l.Bind(&axUIElementCreateSystemWide, "AXUIElementCreateSystemWide")
		l.Bind(&axUIElementGetPid, "AXUIElementGetPid")
		l.Bind(&axUIElementSetMessagingTimeout, "AXUIElementSetMessagingTimeout")
		l.Bind(&axUIElementCopyAttributeValue, "AXUIElementCopyAttributeValue")
		l.Bind(&axUIElementCopyMultipleAttributeValues, "AXUIElementCopyMultipleAttributeValues")
		l.Bind(&axUIElementCopyAttributeNames, "AXUIElementCopyAttributeNames")
		l.Bind(&axUIElementCopyActionNames, "AXUIElementCopyActionNames")
		l.Bind(&axUIElementIsAttributeSettable, "AXUIElementIsAttributeSettable")
		l.Bind(&axUIElementSetAttributeValue, "AXUIElementSetAttributeValue")
		l.Bind(&axUIElementPerformAction, "AXUIElementPerformAction")
		l.Bind(&axUIElementCopyElementAtPosition, "AXUIElementCopyElementAtPosition")
		l.Bind(&axValueGetTypeID, "AXValueGetTypeID")
		l.Bind(&axValueCreate, "AXValueCreate")
		l.Bind(&axValueGetType, "AXValueGetType")
		l.Bind(&axValueGetValue, "AXValueGetValue")
		l.Bind(&axObserverCreate, "AXObserverCreate")
		l.Bind(&axObserverAddNotification, "AXObserverAddNotification")
		l.Bind(&axObserverRemoveNotification, "AXObserverRemoveNotification")
		l.Bind(&axObserverGetRunLoopSource, "AXObserverGetRunLoopSource")
		getWindow = l.Private(&axUIElementGetWindow, "_AXUIElementGetWindow",
			"windows are matched with the window server's list by process and frame; two windows of one app in the same place can be mixed up")
		if l.Err() == nil {
			elementType, valueType = axUIElementGetTypeID(), axValueGetTypeID()
		}
	}, "ApplicationServices")
}

// Trusted says whether the program may use the accessibility interface. With
// prompt the system explains to the user where to allow it, if it is not; it
// does so without waiting, and at every such call.
func Trusted(prompt bool) bool {
	options := cf.NewDictionary(map[cf.Ref]cf.Ref{trustedCheckOptionPrompt: cf.Boolean(prompt)})
	defer options.Release()
	return axIsProcessTrustedWithOptions(options.Ref)
}
