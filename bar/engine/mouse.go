package engine

import "time"

// Pointer is where the mouse is, and what is done with it.
type Pointer struct {
	Window string // the Key of the scene's window that it is over or that has grabbed it
	At     Point  // in that window
	// Button is 0 for the left one, 1 for the right one, 2 for the middle one,
	// 3 and more for others. It counts for Press and Release.
	Button int
	// Delta is how far the wheel was turned, up positive. It counts for Wheel.
	Delta     int
	Modifiers Modifiers
	Time      time.Time
}

// Modifiers are keys held down.
type Modifiers uint8

// The modifiers, Cmd being Super.
const (
	Shift Modifiers = 1 << iota
	Ctrl
	Alt
	Cmd
	Fn
)

// Pointer tells that the mouse moved to or in a window.
func (e *Engine) Pointer(p Pointer) {}

// Press tells that a button went down.
func (e *Engine) Press(p Pointer) {}

// Release tells that a button went up. While a button is down the pointer
// belongs to the window where it went down, even outside of it.
func (e *Engine) Release(p Pointer) {}

// Wheel tells that the wheel was turned.
func (e *Engine) Wheel(p Pointer) {}

// Leave tells that the pointer left the window p.Window. If it enters
// another window of the scene, tell that first with Pointer.
func (e *Engine) Leave(p Pointer) {}
