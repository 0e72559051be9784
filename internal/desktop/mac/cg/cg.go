// Package cg binds CoreGraphics, also called Quartz: displays, the window
// server's list of windows, the login session, the pointer, and event taps.
//
// Lengths are points with the origin at the top left of the main display,
// which are the logical pixels of package desktop.
//
// Functions panic unless Load has returned nil before.
package cg

import (
	"fmt"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/dylib"
)

// Point is CGPoint.
type Point struct{ X, Y float64 }

// Size is CGSize.
type Size struct{ Width, Height float64 }

// Rect is CGRect.
type Rect struct {
	Origin Point
	Size   Size
}

// Error is a CGError.
type Error int32

// CGError.h.
const (
	Failure           Error = 1000
	IllegalArgument   Error = 1001
	InvalidConnection Error = 1002
	InvalidContext    Error = 1003
	CannotComplete    Error = 1004
	NotImplemented    Error = 1006
	RangeCheck        Error = 1007
	TypeCheck         Error = 1008
	InvalidOperation  Error = 1010
	NoneAvailable     Error = 1011
)

var sentences = map[Error]string{
	Failure: "the window server failed", IllegalArgument: "the window server was asked for something wrong",
	InvalidConnection: "there is no connection to the window server", InvalidContext: "the window server does not know this context",
	CannotComplete: "the window server cannot do this now", NotImplemented: "the window server cannot do this",
	RangeCheck: "a number is out of the window server's range", TypeCheck: "the window server was given the wrong kind of value",
	InvalidOperation: "the window server does not allow this", NoneAvailable: "the window server has none",
}

func (e Error) Error() string {
	if s, known := sentences[e]; known {
		return fmt.Sprintf("%s (CGError %d)", s, int32(e))
	}
	return fmt.Sprintf("the window server says CGError %d", int32(e))
}

// check makes an error of what a function returned.
func check(e Error) error {
	if e == 0 {
		return nil
	}
	return e
}

var once dylib.Once

// Load binds the functions. It costs nothing when called again.
func Load() error {
	if err := cf.Load(); err != nil {
		return err
	}
	return once.Do(func(libraries []*dylib.Library) {
		l, colorSync := libraries[0], libraries[1]
		bindDisplays(l, colorSync)
		bindWindows(l)
		bindPointer(l)
		bindEvents(l)
	}, "CoreGraphics", "ColorSync")
}
