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
	Name    string // of the workspace: numbers pass to others
	Display int    // where it lives
	Current bool   // whether it is the one seen there
	// Fullscreen says that a window fills the whole desktop.
	Fullscreen bool
	// Windows counts windows by the name of their application.
	Windows map[string]int
}

// Media is what a player plays. Without a State nothing is known.
type Media struct{ State, Title, Album, Artist, App string }

// activeDisplay is the display with the focus, the main one if nobody said.
func (e *Engine) activeDisplay() int {
	for n := range e.displays {
		if e.displays[n].ID == e.facts.ActiveDisplay {
			return e.facts.ActiveDisplay
		}
	}
	for n := range e.displays {
		if e.displays[n].Main {
			return e.displays[n].ID
		}
	}
	if len(e.displays) > 0 {
		return e.displays[0].ID
	}
	return 0
}

// popupDisplay is the display that popups are shown on: the active one, until
// somebody clicks on the bar of another.
func (e *Engine) popupDisplay() int {
	for n := range e.displays {
		if e.displays[n].ID == e.pressed {
			return e.pressed
		}
	}
	return e.activeDisplay()
}

// current is the desktop that is seen on a display, nil if unknown.
func (f *Facts) current(display int) *Space {
	for n := range f.Spaces {
		if s := &f.Spaces[n]; s.Display == display && s.Current {
			return s
		}
	}
	return nil
}

// space is a desktop by its number, nil if there is none.
func (f *Facts) space(id int) *Space {
	for n := range f.Spaces {
		if f.Spaces[n].ID == id {
			return &f.Spaces[n]
		}
	}
	return nil
}
