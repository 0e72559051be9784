package engine

// Facts is how the world outside of the bar is.
type Facts struct {
	// Spaces are the desktops, numbered from 1 over all displays.
	Spaces []Space
	// ActiveDisplay is the display that has the focus, 0 if unknown.
	ActiveDisplay int
	// FrontApp is the name of the application whose window has the focus.
	FrontApp string
	// Volume and Brightness are percentages, a muted volume is 0; negative is
	// unknown.
	Volume, Brightness int
	// Power is "AC", "BATTERY" or "" for unknown.
	Power string
	// Wifi is the network's name, "" if there is none.
	Wifi string
	// Media is what is playing.
	Media Media
	// TrayItems are the entries of the tray as --query default_menu_items
	// lists them, the rightmost first.
	TrayItems []string
}

// Space is one desktop or workspace.
type Space struct {
	ID      int
	Display int  // where it lives
	Current bool // whether it is the one seen there
	// Fullscreen says that a window fills the whole desktop.
	Fullscreen bool
	// Windows counts windows by the name of their application.
	Windows map[string]int
}

// Media is what a player plays. Without a State nothing is known.
type Media struct{ State, Title, Album, Artist, App string }
