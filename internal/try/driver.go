package try

import (
	"context"
	"fmt"
	"image"
	"strings"
)

// Driver is a desktop with a running agent on it that the tour acts on and
// looks at.
type Driver interface {
	// String says what it is, for people.
	String() string
	// HasBar says whether a status bar is to be expected.
	HasBar() bool
	// Open starts an application.
	Open(App) error
	// Key presses a chord such as "alt-shift-2".
	Key(chord string) error
	// Quit ends the agent, and only it.
	Quit() error
	// Look returns what is there now.
	Look() (Sight, error)
	// Wait asks held at once and after every change until it says true.
	Wait(ctx context.Context, held func() bool) error
	// Picture returns the screen once nothing moves on it any more.
	Picture(ctx context.Context) (image.Image, error)
	// Close ends everything that the driver started.
	Close()
}

// Sight is everything that a step looks at.
type Sight struct {
	Screen image.Rectangle
	// Workspace has the focus, according to the agent.
	Workspace string
	Windows   []Seen
	Bar       Bar
	// Contradictions are the points in which the agent and the display
	// disagree.
	Contradictions []string
}

// Seen is one of the tour's windows.
type Seen struct {
	App       string // the name of the App
	Workspace string
	Layout    string // as in %{window-layout}
	Frame     image.Rectangle
	Focused   bool
	// Visible says that it is mapped with a part on the screen.
	Visible bool
	// Pixels counts the screen's pixels in the window's own colour.
	Pixels     int
	Fullscreen bool
}

// Bar is the status bar as its pixels show it.
type Bar struct {
	Frame image.Rectangle // empty if there is none
	// Pill is the block in the accent colour: the focused workspace.
	Pill image.Rectangle
	// Mode is the block in the colour of a binding mode's name.
	Mode image.Rectangle
}

// window returns the window of an app.
func (s Sight) window(app string) (Seen, bool) {
	for _, w := range s.Windows {
		if w.App == app {
			return w, true
		}
	}
	return Seen{}, false
}

// area is the room for tiles: the screen without the bar and the outer gaps.
func (s Sight) area() image.Rectangle {
	area := s.Screen
	if !s.Bar.Frame.Empty() {
		if s.Bar.Frame.Min.Y <= area.Min.Y {
			area.Min.Y = s.Bar.Frame.Max.Y
		} else {
			area.Max.Y = s.Bar.Frame.Min.Y
		}
	}
	return area.Inset(gap)
}

// String describes the sight in one line.
func (s Sight) String() string {
	var parts []string
	if s.Workspace != "" {
		parts = append(parts, "workspace "+s.Workspace)
	}
	for _, w := range s.Windows {
		var part string
		if w.Visible {
			part = fmt.Sprintf("%s %dx%d at %d,%d", w.App, w.Frame.Dx(), w.Frame.Dy(), w.Frame.Min.X, w.Frame.Min.Y)
		} else {
			part = fmt.Sprintf("%s hidden on %s", w.App, w.Workspace)
		}
		if w.Layout == "floating" {
			part += " floating"
		}
		if w.Fullscreen {
			part += " fullscreen"
		}
		if w.Focused {
			part += " (focused)"
		}
		parts = append(parts, part)
	}
	if !s.Bar.Frame.Empty() {
		part := fmt.Sprintf("bar %dx%d at %d,%d", s.Bar.Frame.Dx(), s.Bar.Frame.Dy(), s.Bar.Frame.Min.X, s.Bar.Frame.Min.Y)
		if !s.Bar.Pill.Empty() {
			part += fmt.Sprintf(", focused workspace at x %d to %d", s.Bar.Pill.Min.X, s.Bar.Pill.Max.X)
		}
		if !s.Bar.Mode.Empty() {
			part += fmt.Sprintf(", mode at x %d to %d", s.Bar.Mode.Min.X, s.Bar.Mode.Max.X)
		}
		parts = append(parts, part)
	}
	parts = append(parts, s.Contradictions...)
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, "; ")
}
