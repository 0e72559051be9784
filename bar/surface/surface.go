// Package surface shows the bar's windows on a screen: bars and popups, which
// never take the keyboard's focus, and tell what the pointer does on them. It
// draws nothing itself.
//
// Lengths are device pixels with the origin at the top left of the screen.
package surface

import (
	"image"

	"perch/bar/engine"
)

// Window is one rectangle on the screen: a bar or a popup.
type Window struct {
	// Key tells windows apart from one arrangement to the next.
	Key   string
	Title string
	Frame image.Rectangle
	Level engine.Level
	// Popup is for what opens over a bar for a while.
	Popup bool
	// Strut reserves the room from the screen's edge to the bar's far side, so
	// that the window manager keeps it free; Bottom says at which edge.
	Strut, Bottom bool
	// Spared is how much of that room, in device pixels, is kept free by other
	// means and not reserved.
	Spared int
	// Blur is how far what lies behind is blurred, in device pixels.
	Blur int
	// Shadow lets a compositor draw a shadow around the window.
	Shadow bool
	// Hover asks for the pointer's motion while no button is held as well.
	Hover bool
}

// Event is what happens to the surface: Pointer, Outside, Exposed, Changed or Lost;
// for the bars of Place, Click and Scroll instead of Pointer.
type Event any

// Pointer is something that the pointer does on a window. Its place is in
// logical pixels, also outside of the window while a button is held that was pressed in it.
type Pointer struct {
	Act Act
	engine.Pointer
}

// Act is what the pointer does.
type Act int

// Moved says that it is over the window, newly or at another place; Turned that
// the wheel was turned by Delta steps; Left that it is over the window no more. If
// it goes from one of the windows to another, Moved on that one comes before Left.
const (
	Moved Act = iota
	Pressed
	Released
	Turned
	Left
)

// Exposed asks for a part of a bar to be presented again.
type Exposed struct {
	Bar  string
	Area image.Rectangle
}

// Changed says that the screen is another than before: its scale, or whether
// windows can be translucent. Arrange the windows again.
type Changed struct{}

// Lost says that the screen is gone. It is the last event.
type Lost struct{}
