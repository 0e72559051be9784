// Package surface shows the bar's strips on a screen: one dock window per
// monitor, which reserves its room, never takes the keyboard's focus and tells
// of clicks. It draws nothing itself.
//
// Lengths are device pixels with the origin at the top left of the screen.
package surface

import "image"

// Bar is one strip's place.
type Bar struct {
	// Key tells bars apart from one placement to the next.
	Key string
	// Monitor is the name of the monitor, for the window's title.
	Monitor string
	Frame   image.Rectangle
	// Bottom says at which edge of the monitor the strip reserves its room.
	Bottom bool
}

// Event is what happens to the surface: Click, Exposed, Changed or Lost.
type Event any

// Click is a press of a pointer's button on a bar. X and Y are measured from
// the bar's corner.
type Click struct {
	Bar    string
	X, Y   int
	Button int // 1 left, 2 middle, 3 right
}

// Scroll is one step of the wheel on a bar, up if Up.
type Scroll struct {
	Bar  string
	X, Y int
	Up   bool
}

// Exposed asks for a part of a bar to be presented again.
type Exposed struct {
	Bar  string
	Area image.Rectangle
}

// Changed says that the screen is another than before: its scale, or whether
// windows can be translucent. Place the bars again.
type Changed struct{}

// Lost says that the screen is gone. It is the last event.
type Lost struct{}
