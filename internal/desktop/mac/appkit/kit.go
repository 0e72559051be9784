// Package appkit is what the backend and the agent ask of macOS's AppKit: to be an
// application without a Dock icon, to learn of applications, screens, sleep and the
// lock, to activate and end applications, and an item in the menu bar. Kit is that
// as an interface; Run gives the real one, which stands on darwinkit and needs cgo.
//
// Lengths are logical pixels with the origin at the top left of the main screen.
package appkit

import (
	"errors"

	"perch/workspaces"
)

// ErrMissing says that the program was built without AppKit.
var ErrMissing = errors.New("this program has no AppKit. On a Mac, with the command line tools of Xcode (xcode-select --install), make app builds one that has it")

// Kit is AppKit. Its methods may be called from any goroutine but not from the main
// thread, and wait for no other application.
type Kit interface {
	// Events delivers what happens, in order. The channel is closed by Stop.
	Events() <-chan Event

	// Apps are the applications that run, in the order of their start.
	Apps() []App
	// App is one of them, false if it runs no more.
	App(pid int32) (App, bool)
	// Frontmost is the application that gets the keys, false if none does.
	Frontmost() (App, bool)

	// Activate brings an application to the front, with all its windows or the main
	// and key ones only. It says whether the system took the wish.
	Activate(pid int32, allWindows bool) bool
	// Hide and Unhide do what Command-H and a click on the Dock's icon do.
	Hide(pid int32) bool
	Unhide(pid int32) bool
	// Terminate asks an application to quit; with force it ends at once. It says
	// whether the wish was sent.
	Terminate(pid int32, force bool) bool

	// Screens are the displays, the main one (with the menu bar's origin) first.
	Screens() []Screen

	// SetStatus shows the item in the menu bar, or changes it; an empty Status
	// takes it away.
	SetStatus(Status)

	// OpenSettings shows a page of System Settings. It says whether the system
	// knew the page.
	OpenSettings(Pane) bool
	// OpenFile shows a file in the editor that the system has for it.
	OpenFile(path string) bool

	// Stop takes the status item away and closes Events. It may be called twice.
	Stop()
}

// App is a running application.
type App struct {
	PID      int32
	BundleID string // "" for a program that is in no bundle
	Name     string // in the user's language
	// Bundle and Executable are paths, "" if the system does not tell.
	Bundle, Executable string
	Policy             Policy
	Hidden             bool
	// Launched says that the application has finished launching.
	Launched bool
}

// Policy is whether an application shows in the Dock and may have windows
// (NSApplicationActivationPolicy).
type Policy int

// The activation policies, by AppKit's numbers.
const (
	Regular    Policy = iota // in the Dock
	Accessory                // may have windows, not in the Dock
	Prohibited               // has no windows
)

// String is the policy by the name that AeroSpace's debug-windows gives it.
func (p Policy) String() string {
	switch p {
	case Regular:
		return "regular"
	case Accessory:
		return "accessory"
	}
	return "prohibited"
}

// Screen is a display.
type Screen struct {
	// Display is Quartz's number of it (CGDirectDisplayID), which may change when
	// the display is plugged in again.
	Display uint32
	Name    string
	// Frame is the whole screen, Visible the part without the menu bar and the Dock.
	Frame, Visible workspaces.Rect
	// Scale is the number of device pixels in a logical one.
	Scale float64
	// FramesPerSecond is the fastest rate of pictures, 0 if it is not known.
	FramesPerSecond int
	// Notch is the part of the frame's upper edge that the camera's housing covers,
	// empty if there is none.
	Notch workspaces.Rect
}

// MenuBar is the height of a menu bar that is always there, 0 if it hides itself or is
// on other screens. Beside the camera's housing nothing is visible to AppKit even
// without a menu bar, but a bar can be there.
func (s Screen) MenuBar() float64 {
	if top := s.Visible.Y - s.Frame.Y; top > s.Notch.H {
		return top
	}
	return 0
}

// Event is something that happened.
type Event struct {
	Kind Kind
	// App is the application that the event is about, as it was then; zero for
	// events that are about none.
	App App
	// Choice is the ID of the entry that was chosen from the status item's menu.
	Choice string
}

// Kind is what happened.
type Kind int

// The kinds of events. Those of applications come from NSWorkspace.
const (
	AppLaunched Kind = iota + 1
	AppTerminated
	AppActivated
	AppHidden
	AppUnhidden
	WillSleep
	DidWake
	ScreensSlept
	ScreensWoke
	SessionResigned // another user's session is on the screen
	SessionActive
	ScreenLocked
	ScreenUnlocked
	SpaceChanged
	ScreensChanged // displays came, went or are arranged differently
	// TrustChanged says that permissions for accessibility were changed; it may
	// take half a second until they can be read.
	TrustChanged
	StatusChosen
)

var kindNames = [...]string{
	AppLaunched: "AppLaunched", AppTerminated: "AppTerminated", AppActivated: "AppActivated", AppHidden: "AppHidden",
	AppUnhidden: "AppUnhidden", WillSleep: "WillSleep", DidWake: "DidWake", ScreensSlept: "ScreensSlept",
	ScreensWoke: "ScreensWoke", SessionResigned: "SessionResigned", SessionActive: "SessionActive",
	ScreenLocked: "ScreenLocked", ScreenUnlocked: "ScreenUnlocked", SpaceChanged: "SpaceChanged",
	ScreensChanged: "ScreensChanged", TrustChanged: "TrustChanged", StatusChosen: "StatusChosen",
}

// String is the name of the kind's constant.
func (k Kind) String() string {
	if k > 0 && int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "no event"
}

// Status is the item in the menu bar: its text, and the menu that a click opens.
type Status struct {
	Title string
	Menu  []Entry
}

// Entry is a line of a menu. One without a title is a separator.
type Entry struct {
	ID, Title string
	Checked   bool
	// Disabled shows the line in grey: it says something and does nothing.
	Disabled bool
}

// Pane is a page of System Settings.
type Pane string

// The pages that Perch sends people to.
const (
	Accessibility Pane = "com.apple.preference.security?Privacy_Accessibility"
	LoginItems    Pane = "com.apple.LoginItems-Settings.extension"
)

// URL is the page's address, which NSWorkspace opens.
func (p Pane) URL() string { return "x-apple.systempreferences:" + string(p) }
