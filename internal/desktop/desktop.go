// Package desktop is what the agent asks of a platform: one interface, one
// kind of event. A backend (x11, mac, sim) turns the platform's notifications
// into events and applies changes; every policy is above it.
//
// Lengths are logical pixels; the origin is the top left of the main monitor.
package desktop

import (
	"time"

	"perch/keybind"
	"perch/workspaces"
)

// Desktop is one running connection to a platform.
//
// All methods but Events are called from one goroutine, never block on an
// application, and return at once; what fails later comes back as an event.
type Desktop interface {
	// Events delivers what happens, in order. The backend closes the
	// channel after a Lost event. The first event is Started.
	Events() <-chan Event

	// Apply carries out one difference between two scenes.
	Apply(Change)

	// Grab replaces the set of global key bindings.
	Grab([]keybind.Chord)

	// CloseWindow asks a window to close as its close button would. gone
	// says that it is gone already; otherwise WindowClosed follows if the
	// application agrees. With quit the application ends if this was its
	// last window.
	CloseWindow(id workspaces.WindowID, quit bool) (gone bool, err error)

	// Pointer returns the pointer's position; MovePointer sets it.
	Pointer() workspaces.Point
	MovePointer(workspaces.Point)

	// Publish tells other programs what the workspaces are (EWMH's root
	// properties on X11).
	Publish(Published)

	// Close gives the desktop back: grabs released, every window visible.
	Close()
}

// NativeStates is a Desktop whose platform has fullscreen, minimizing and
// hiding of its own. Its methods return at once, as a Desktop's do.
type NativeStates interface {
	// NativeFullscreen says whether the platform has a window in fullscreen.
	NativeFullscreen(workspaces.WindowID) bool
	SetNativeFullscreen(id workspaces.WindowID, on bool) error
	Minimize(workspaces.WindowID) error
	// Unhide shows the windows of every hidden application again.
	Unhide()
}

// Apps is a Desktop that knows applications without windows.
type Apps interface {
	Apps() []App
}

// App is a running application.
type App struct {
	workspaces.App
	Hidden bool
}

// Change is what differs between two scenes, in the order in which a backend
// applies it: frames, stacking, show, focus, hide. New windows appear before old ones
// vanish, so that a switch never shows the wallpaper.
type Change struct {
	Frames []Frame
	// Stack is the whole order of the visible windows, bottom first; nil
	// when it did not change.
	Stack []workspaces.WindowID
	Show  []workspaces.WindowID
	// Focus is the window that takes the keyboard, workspaces.NoWindow for
	// the desktop itself; nil when it did not change.
	Focus *workspaces.WindowID
	Hide  []workspaces.WindowID
}

// Empty says that there is nothing to apply.
func (c Change) Empty() bool {
	return len(c.Frames) == 0 && c.Stack == nil && len(c.Show) == 0 && c.Focus == nil && len(c.Hide) == 0
}

// Frame is where a window goes.
type Frame struct {
	ID    workspaces.WindowID
	Frame workspaces.Rect
	// Fullscreen tells the window so (_NET_WM_STATE_FULLSCREEN on X11).
	Fullscreen bool
	// Floating windows keep their size hints; tiled ones do not.
	Floating bool
}

// Published is the picture of the workspaces for other programs.
type Published struct {
	Workspaces []string // in order; the index is the desktop number
	Current    int
	Windows    map[workspaces.WindowID]int // window to workspace index
	WorkAreas  []workspaces.Rect           // per workspace
}

// Event is one thing that happened on the desktop.
type Event interface{ event() }

// Started is the first event: the monitors and the windows found.
type Started struct {
	Monitors []workspaces.Monitor
	Windows  []workspaces.Window
	Focused  workspaces.WindowID // NoWindow if none of them
}

// MonitorsChanged says that monitors or their work areas are others now.
type MonitorsChanged struct{ Monitors []workspaces.Monitor }

// WindowOpened is a new window to manage.
type WindowOpened struct {
	Window workspaces.Window
	// Focus says that the window may take the focus because a person
	// expects it to (false for a _NET_WM_USER_TIME of 0; always false on
	// platforms that focus new windows themselves).
	Focus bool
}

// WindowClosed is a window that the platform says is gone.
type WindowClosed struct{ ID workspaces.WindowID }

// WindowChanged carries a window's facts after its title, class, kind or
// urgency changed. Its frame is the current one.
type WindowChanged struct{ Window workspaces.Window }

// WindowMoved says that somebody else than Apply moved or resized a window, or (Request) asks to.
type WindowMoved struct {
	ID      workspaces.WindowID
	Frame   workspaces.Rect
	Request bool
}

// TileDragged says that a person drags edges of a tiled window: where it was
// when the drag began, and where they want it now.
type TileDragged struct {
	ID       workspaces.WindowID
	From, To workspaces.Rect
}

// TileDropped is the end of a drag of a whole tiled window.
type TileDropped struct {
	ID workspaces.WindowID
	At workspaces.Point
}

// Focused says that the platform's focus is on a window now (NoWindow: none).
type Focused struct {
	ID workspaces.WindowID
	// Foreign says that the platform is certain that Apply did not cause it.
	// Where a platform cannot tell, the agent compares with what it asked for.
	Foreign bool
}

// FocusRequested is a window, a pager or a click that wants the focus for a window.
type FocusRequested struct {
	ID workspaces.WindowID
	// User says that the person asked (a click, a pager), not the application.
	User bool
}

// WorkspaceRequested asks to show the workspace with this index in Published.
type WorkspaceRequested struct{ Index int }

// MoveRequested asks to move a window to the workspace with this index.
type MoveRequested struct {
	ID    workspaces.WindowID
	Index int
}

// FullscreenRequested asks to set, clear or toggle a window's fullscreen state.
type FullscreenRequested struct {
	ID     workspaces.WindowID
	Action FullscreenAction
}

// FullscreenAction is what a FullscreenRequested asks for.
type FullscreenAction int

// The actions of _NET_WM_STATE (EWMH, "_NET_WM_STATE").
const (
	FullscreenRemove FullscreenAction = iota
	FullscreenAdd
	FullscreenToggle
)

// NativeState says that the platform put a window into a state of its own
// (workspaces.NativeFullscreen, HiddenApp or Minimized), or took it out of
// all of them (workspaces.Tiling, wherever it stands).
type NativeState struct {
	ID    workspaces.WindowID
	State workspaces.Placement
}

// SecureInput says that an application keeps the keyboard to itself, so that
// not every binding works; an empty App says that none does any more.
type SecureInput struct{ App string }

// KeyPressed is a grabbed binding.
type KeyPressed struct {
	Chord keybind.Chord
	At    time.Time
}

// Clicked is a press of the primary button; Window is NoWindow on the empty desktop.
type Clicked struct {
	At     workspaces.Point
	Window workspaces.WindowID
}

// PointerMoved is the pointer entering another window (for focus-follows-mouse).
type PointerMoved struct {
	At     workspaces.Point
	Window workspaces.WindowID
}

// Lost is the last event: the platform is gone, and why (nil after Close).
type Lost struct{ Err error }

func (Started) event()             {}
func (MonitorsChanged) event()     {}
func (WindowOpened) event()        {}
func (WindowClosed) event()        {}
func (WindowChanged) event()       {}
func (WindowMoved) event()         {}
func (TileDragged) event()         {}
func (TileDropped) event()         {}
func (Focused) event()             {}
func (FocusRequested) event()      {}
func (WorkspaceRequested) event()  {}
func (MoveRequested) event()       {}
func (FullscreenRequested) event() {}
func (NativeState) event()         {}
func (SecureInput) event()         {}
func (KeyPressed) event()          {}
func (Clicked) event()             {}
func (PointerMoved) event()        {}
func (Lost) event()                {}
