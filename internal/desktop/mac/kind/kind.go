// Package kind tells windows, dialogs and popups of macOS apart by their
// accessibility attributes, as AeroSpace does. It is a pure function of facts,
// so that it can be tested against dumps of real windows on any system.
package kind

import (
	"slices"

	"perch/workspaces"
)

// Policy is NSApplication.ActivationPolicy.
type Policy int

// A regular app is in the Dock, an accessory is not, a prohibited one has no
// user interface of its own.
const (
	Regular Policy = iota
	Accessory
	Prohibited
)

// Button is one of the buttons of a title bar: AXCloseButton and its like.
type Button int

// An enabled button can be pressed (AXEnabled).
const (
	Absent Button = iota
	Disabled
	Enabled
)

// Truth is a boolean attribute that may be absent.
type Truth int

// The values of a Truth.
const (
	Unknown Truth = iota
	No
	Yes
)

// Attributes are the facts about one window.
type Attributes struct {
	// App is the bundle identifier, "" if the app has none.
	App    string
	Policy Policy
	// Layer is the window's level as CGWindowList tells it: 0 is a normal
	// window, 3 one that is always on top. KnowsLayer is false if it tells
	// nothing.
	Layer      int
	KnowsLayer bool

	Subrole, Identifier string // AXSubrole and AXIdentifier, "" if absent
	Title               string // AXTitle

	Close, Fullscreen, Zoom, Minimize Button

	Focused, Main Truth // AXFocused and AXMain
	// AppFocused says that the window is its app's AXFocusedWindow.
	AppFocused bool
}

// Of is what a window is for.
func Of(a Attributes) workspaces.Kind {
	switch {
	case !a.isWindow():
		return workspaces.KindPopup
	case IsDialog(a):
		return workspaces.KindDialog
	}
	return workspaces.KindWindow
}

const standardWindow = "AXStandardWindow"

var (
	firefox = []string{"org.mozilla.firefox", "org.mozilla.firefoxdeveloperedition", "org.mozilla.nightly", "app.zen-browser.zen"}
	vscode  = []string{"com.microsoft.VSCode", "com.vscodium"}

	// layered apps draw things above the normal layer that look like windows.
	layered = append([]string{
		"com.tinyspeck.slackmacgap", "com.google.Chrome", "com.brave.Browser", "com.timpler.screenstudio",
		"pl.maketheweb.cleanshotx", "com.googlecode.iterm2", "com.microsoft.Outlook", "com.openai.codex", "com.electron.wispr-flow",
	}, firefox...)

	// fixed apps have windows without a fullscreen button that are no
	// dialogs.
	fixed = append([]string{
		"org.gimp.gimp-2.10", "com.google.Chrome", "com.apple.ActivityMonitor", "org.alacritty", "net.kovidgoyal.kitty",
		"com.github.wez.wezterm", "org.qutebrowser.qutebrowser", "com.googlecode.iterm2", "org.gnu.Emacs",
		"com.valvesoftware.steam.helper",
	}, vscode...)
)

func (a Attributes) from(apps ...string) bool { return slices.Contains(apps, a.App) }

func (a Attributes) onNormalLayer() bool { return a.KnowsLayer && a.Layer == 0 }

// hasButton says whether any of the four buttons is there.
func (a Attributes) hasButton() bool {
	return a.Close != Absent || a.Fullscreen != Absent || a.Zoom != Absent || a.Minimize != Absent
}

// isWindow tells windows from popups: menus, tooltips, sheets of other
// processes and whatever else an app hangs over the screen. The first rule
// that speaks of a window decides.
func (a Attributes) isWindow() bool {
	switch {
	case !a.onNormalLayer() && a.from(layered...),
		a.from("com.mitchellh.ghostty") && a.Identifier == "com.mitchellh.ghostty.quickTerminal",
		a.from("com.apple.dt.Xcode") && a.Identifier == "open_quickly",
		a.from("com.googlecode.iterm2") && a.Fullscreen == Absent,
		a.Policy == Accessory && a.Close == Absent && !a.from("com.valvesoftware.steam.helper"),
		a.from("org.gnu.Emacs") && a.Subrole == "AXFloatingWindow":
		return false
	case a.from(firefox...):
		return a.hasButton() || a.Focused == Yes || a.Main == Yes || a.AppFocused || a.Subrole == standardWindow
	case !a.hasButton() && a.Focused == No && a.Main == No && !a.AppFocused && a.Subrole != standardWindow &&
		(a.Title == "" || a.Title == "Window"):
		return false
	}
	return slices.Contains([]string{standardWindow, "AXDialog", "AXFloatingWindow"}, a.Subrole) ||
		a.from("com.apple.finder") && a.Subrole == "Quick Look"
}

// IsDialog says whether a window, if it is one, floats. Titles play no part:
// they arrive late.
func IsDialog(a Attributes) bool {
	switch {
	case a.from("com.1password.1password") && !a.onNormalLayer(),
		a.from("com.apple.iphonesimulator"),
		a.Subrole != standardWindow && !a.from("org.qutebrowser.qutebrowser"),
		a.from(firefox...) && a.Minimize != Enabled,
		a.from("com.apple.PhotoBooth"):
		return true
	case a.from("com.mitchellh.ghostty"):
		return a.Fullscreen != Enabled && a.Close == Enabled
	}
	return a.Fullscreen != Enabled && !a.from(fixed...)
}
