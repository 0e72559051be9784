// Package surface shows the bar's windows on a screen: bars and popups, which
// never take the keyboard's focus, and tell what the pointer does on them. It
// draws nothing itself.
//
// Lengths are device pixels with the origin at the top left of the screen.
package surface

import (
	"image"
	"time"

	"perch/bar/engine"
)

// Surface is a screen, or all screens, that shows the bar's windows. Its methods are
// for one goroutine; events arrive on a channel.
type Surface interface {
	// Arrange makes exactly these windows, the lowest first: new ones appear,
	// those that are gone vanish, the others move if they have to.
	Arrange(windows []Window) error
	// Present shows the given parts of a window's image, which is premultiplied
	// and as large as the window. The image may change when it returns.
	Present(key string, im *image.RGBA, parts []image.Rectangle) error
	// Repair presents the part of a window that was exposed.
	Repair(e Exposed, im *image.RGBA) error
	// Events delivers what happens; it is closed at the surface's end.
	Events() <-chan Event
	// Scale is the number of device pixels in a logical one. Refresh reads it
	// anew, and says whether it or what windows can look like changed.
	Scale() float64
	Refresh() bool
	// FrameTime is how long the fastest of the displays shows a picture; Refresh
	// reads it anew too.
	FrameTime() time.Duration
	// Density is the number of the agent's pixels in a logical one: an agent of X
	// windows counts device pixels.
	Density() float64
	// Edge is what the system has at the upper edge of the screen with that frame,
	// in logical pixels.
	Edge(frame engine.Rect) Edge
	// Icon is the picture of a window, or of the application with that name or
	// id, near a size in device pixels; nil if the screen knows none.
	Icon(window uint32, app string, size int) image.Image
	// WatchOutside has presses beside the windows told, or not any more.
	WatchOutside(on bool)
	// Close takes all windows away.
	Close()
}

// Edge is what the upper edge of a screen of a Mac has: the height of a menu bar
// that is always there, and the width of the camera's housing; 0 for none. Other
// screens have neither.
type Edge struct{ MenuBar, Notch float64 }

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
	// Fullscreen lets the window be on the desktops that macOS makes of windows in
	// native fullscreen.
	Fullscreen bool
	// Hover asks for the pointer's motion while no button is held as well.
	Hover bool
}

// Event is what happens to the surface: Pointer, Outside, Exposed, Changed or Lost.
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
