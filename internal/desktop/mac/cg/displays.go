package cg

import (
	"sync"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/dylib"
)

// Display is a CGDirectDisplayID. It can be another number for the same
// display after the Mac slept; UUID stays.
type Display uint32

// CGDirectDisplay.h, CGDisplayConfiguration.h, ColorSyncDevice.h.
var (
	cgMainDisplayID                           func() Display
	cgGetActiveDisplayList                    func(max uint32, displays *Display, count *uint32) Error
	cgDisplayBounds                           func(Display) Rect
	cgDisplayIsBuiltin                        func(Display) int32
	cgDisplayIsAsleep                         func(Display) int32
	cgDisplayMirrorsDisplay                   func(Display) Display
	cgDisplayVendorNumber                     func(Display) uint32
	cgDisplayModelNumber                      func(Display) uint32
	cgDisplaySerialNumber                     func(Display) uint32
	cgDisplayRegisterReconfigurationCallback  func(callback, info uintptr) Error
	cgDisplayRemoveReconfigurationCallback    func(callback, info uintptr) Error
	colorSyncCGDisplayCreateUUIDFromDisplayID func(Display) cf.Ref
)

func bindDisplays(l, colorSync *dylib.Library) {
	l.Bind(&cgMainDisplayID, "CGMainDisplayID")
	l.Bind(&cgGetActiveDisplayList, "CGGetActiveDisplayList")
	l.Bind(&cgDisplayBounds, "CGDisplayBounds")
	l.Bind(&cgDisplayIsBuiltin, "CGDisplayIsBuiltin")
	l.Bind(&cgDisplayIsAsleep, "CGDisplayIsAsleep")
	l.Bind(&cgDisplayMirrorsDisplay, "CGDisplayMirrorsDisplay")
	l.Bind(&cgDisplayVendorNumber, "CGDisplayVendorNumber")
	l.Bind(&cgDisplayModelNumber, "CGDisplayModelNumber")
	l.Bind(&cgDisplaySerialNumber, "CGDisplaySerialNumber")
	l.Bind(&cgDisplayRegisterReconfigurationCallback, "CGDisplayRegisterReconfigurationCallback")
	l.Bind(&cgDisplayRemoveReconfigurationCallback, "CGDisplayRemoveReconfigurationCallback")
	colorSync.Bind(&colorSyncCGDisplayCreateUUIDFromDisplayID, "CGDisplayCreateUUIDFromDisplayID")
}

// MainDisplay is the display whose top left is the origin.
func MainDisplay() Display { return cgMainDisplayID() }

// Displays lists the displays that are drawn to, the main one first. None
// while all sleep.
func Displays() ([]Display, error) {
	displays := make([]Display, 32)
	var count uint32
	if err := check(cgGetActiveDisplayList(uint32(len(displays)), &displays[0], &count)); err != nil {
		return nil, err
	}
	return displays[:count], nil
}

// Bounds is the display's frame.
func (d Display) Bounds() Rect { return cgDisplayBounds(d) }

// Builtin says whether the display is part of the Mac.
func (d Display) Builtin() bool { return cgDisplayIsBuiltin(d) != 0 }

// Asleep says whether the display is off to save power.
func (d Display) Asleep() bool { return cgDisplayIsAsleep(d) != 0 }

// Mirrors is the display whose picture this one shows, 0 if its own.
func (d Display) Mirrors() Display { return cgDisplayMirrorsDisplay(d) }

// Make tells models of displays, and those with a serial number, apart.
func (d Display) Make() (vendor, model, serial uint32) {
	return cgDisplayVendorNumber(d), cgDisplayModelNumber(d), cgDisplaySerialNumber(d)
}

// UUID names the display itself, also after it was unplugged; "" if there is
// no such display.
func (d Display) UUID() string {
	uuid := cf.Take(colorSyncCGDisplayCreateUUIDFromDisplayID(d))
	defer uuid.Release()
	text, _ := uuid.UUID()
	return text
}

// Change is what a reconfiguration did to a display
// (CGDisplayChangeSummaryFlags).
type Change uint32

// CGDisplayConfiguration.h. BeginConfiguration comes before the change, the
// others after it.
const (
	BeginConfiguration  Change = 1 << 0
	DisplayMoved        Change = 1 << 1
	DisplaySetMain      Change = 1 << 2
	DisplaySetMode      Change = 1 << 3
	DisplayAdded        Change = 1 << 4
	DisplayRemoved      Change = 1 << 5
	DisplayEnabled      Change = 1 << 8
	DisplayDisabled     Change = 1 << 9
	DisplayMirrored     Change = 1 << 10
	DisplayUnmirrored   Change = 1 << 11
	DesktopShapeChanged Change = 1 << 12
)

var reconfiguration struct {
	sync.Mutex
	callback uintptr // the C function
	last     uintptr
	handlers map[uintptr]func(Display, Change)
}

// OnReconfigure has handler called for each display before and after displays
// change, until cancel is called. The calls come on the main thread, whose run
// loop must run.
func OnReconfigure(handler func(Display, Change)) (cancel func(), err error) {
	r := &reconfiguration
	r.Lock()
	defer r.Unlock()
	if r.callback == 0 {
		r.callback = dylib.Callback(displayReconfigured)
		r.handlers = map[uintptr]func(Display, Change){}
	}
	r.last++
	number := r.last
	if err := check(cgDisplayRegisterReconfigurationCallback(r.callback, number)); err != nil {
		return nil, err
	}
	r.handlers[number] = handler
	return func() {
		cgDisplayRemoveReconfigurationCallback(r.callback, number)
		r.Lock()
		defer r.Unlock()
		delete(r.handlers, number)
	}, nil
}

func displayReconfigured(d Display, change Change, info uintptr) {
	reconfiguration.Lock()
	handler := reconfiguration.handlers[info]
	reconfiguration.Unlock()
	if handler != nil {
		handler(d, change)
	}
}
