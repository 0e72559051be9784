package appkit

import "perch/workspaces"

// Flip turns a rectangle of AppKit's coordinates into Perch's, and back. AppKit's
// have their origin at the bottom left of the main screen and count upwards;
// Perch's, like those of Quartz and of accessibility, have it at the top left and count
// downwards. mainHeight is the height of the main screen: the first of
// NSScreen.screens, not NSScreen.mainScreen, which is the one with the key window.
func Flip(r workspaces.Rect, mainHeight float64) workspaces.Rect {
	r.Y = mainHeight - r.Y - r.H
	return r
}

// notch is what lies between the two parts of a screen's upper edge that its
// camera's housing leaves free (NSScreen's auxiliaryTopLeftArea and
// auxiliaryTopRightArea), as high as the safe area's upper inset; empty if the screen
// has none. The areas are in the coordinates of the frame.
func notch(frame, left, right workspaces.Rect, inset float64) workspaces.Rect {
	from, to := left.X+left.W, right.X
	if inset <= 0 || left.W <= 0 || right.W <= 0 || to <= from || from < frame.X || to > frame.X+frame.W {
		return workspaces.Rect{}
	}
	return workspaces.Rect{X: from, Y: frame.Y, W: to - from, H: inset}
}

// rawScreen is a display as AppKit describes it, upwards from the main screen's
// bottom left.
type rawScreen struct {
	display        uint32
	name           string
	frame, visible workspaces.Rect
	scale          float64
	inset          float64 // of the safe area, from above
	rate           int
	left, right    workspaces.Rect
}

// screensOf are displays in Perch's coordinates. The first of them is the main one.
func screensOf(raw []rawScreen) []Screen {
	var out []Screen
	for _, r := range raw {
		height := raw[0].frame.H
		s := Screen{
			Display: r.display, Name: r.name, Scale: max(1, r.scale), FramesPerSecond: r.rate,
			Frame: Flip(r.frame, height), Visible: Flip(r.visible, height),
		}
		s.Notch = notch(s.Frame, Flip(r.left, height), Flip(r.right, height), r.inset)
		out = append(out, s)
	}
	return out
}
