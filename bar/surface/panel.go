package surface

import (
	"image"
	"math"
	"slices"
	"time"

	"perch/bar/engine"
	"perch/internal/desktop/mac/appkit"
	"perch/workspaces"
)

// The levels of macOS's windows that a bar may have (CGWindowLevel.h): under the
// normal windows but over the desktop's icons, over the normal windows, and over the
// menu bar and all else but the screen saver's own.
const (
	backstopLevel    = -20  // kCGBackstopMenuLevel
	floatingLevel    = 3    // kCGFloatingWindowLevel
	screenSaverLevel = 1000 // kCGScreenSaverWindowLevel
)

// panelLevel is a window's level on macOS. Popups of low bars lie just above them.
func panelLevel(w Window) int {
	level := backstopLevel
	switch w.Level {
	case engine.Above:
		level = floatingLevel
	case engine.Top:
		level = screenSaverLevel
	}
	if w.Popup {
		level++
	}
	return level
}

// Bits of NSWindowCollectionBehavior (NSWindow.h).
const (
	joinsAllSpaces      = 1 << 0
	stationary          = 1 << 4 // left alone by Mission Control
	ignoresCycle        = 1 << 6
	fullScreenAuxiliary = 1 << 8 // may be beside a window in native fullscreen
	fullScreenNone      = 1 << 9 // is not on such a desktop
)

// panelBehavior is on which desktops a window is.
func panelBehavior(w Window) uint {
	if w.Fullscreen {
		return joinsAllSpaces | stationary | ignoresCycle | fullScreenAuxiliary
	}
	return joinsAllSpaces | stationary | ignoresCycle | fullScreenNone
}

// panelFrame is where a window is in AppKit's coordinates. The scale is that of
// the window's device pixels, mainHeight the main screen's height.
func panelFrame(w Window, scale, mainHeight float64) workspaces.Rect {
	f := w.Frame
	return appkit.Flip(workspaces.Rect{
		X: float64(f.Min.X) / scale, Y: float64(f.Min.Y) / scale, W: float64(f.Dx()) / scale, H: float64(f.Dy()) / scale,
	}, mainHeight)
}

// restack says whether windows have to be ordered anew to lie as wanted: some are
// new, or they lay otherwise before. Those that are gone do not count.
func restack(before, wanted []string) bool {
	kept := slices.DeleteFunc(slices.Clone(before), func(key string) bool { return !slices.Contains(wanted, key) })
	return !slices.Equal(kept, wanted)
}

// panelFrameTime is how long the fastest screen shows a picture.
func panelFrameTime(screens []appkit.Screen) time.Duration {
	rate := 0
	for _, s := range screens {
		rate = max(rate, s.FramesPerSecond)
	}
	return frameTime(float64(rate))
}

// panelScale is the scale of all bars' pictures: that of the densest screen, which
// the others make smaller.
func panelScale(screens []appkit.Screen) float64 {
	scale := 1.0
	for _, s := range screens {
		scale = max(scale, s.Scale)
	}
	return scale
}

// edgeOf is the upper edge of the screen with a frame.
func edgeOf(screens []appkit.Screen, frame engine.Rect) Edge {
	for _, s := range screens {
		if (engine.Rect{X: s.Frame.X, Y: s.Frame.Y, W: s.Frame.W, H: s.Frame.H}) == frame {
			return Edge{MenuBar: s.MenuBar(), Notch: s.Notch.W}
		}
	}
	return Edge{}
}

// wheel turns the deltas of scroll events into steps.
type wheel struct{ rest float64 }

// pixelsPerStep is how far two fingers go on a trackpad for one step.
const pixelsPerStep = 10

// turn is how many steps a scroll event is, up positive. A precise device tells
// pixels, which add up; a wheel with notches tells lines, of which any part is a
// step. What rolls on after the fingers left counts for nothing.
func (w *wheel) turn(delta float64, precise, momentum bool) int {
	switch {
	case momentum:
		return 0
	case !precise:
		w.rest = 0
		if delta < 0 {
			return int(math.Floor(delta))
		}
		return int(math.Ceil(delta))
	case delta*w.rest < 0:
		w.rest = 0 // the other way
	}
	w.rest += delta
	steps := math.Trunc(w.rest / pixelsPerStep)
	w.rest -= steps * pixelsPerStep
	return int(steps)
}

// Bits of NSEventModifierFlags (NSEvent.h).
const (
	flagShift   = 1 << 17
	flagControl = 1 << 18
	flagOption  = 1 << 19
	flagCommand = 1 << 20
	flagFn      = 1 << 23
)

// panelModifiers are the keys that AppKit says are held.
func panelModifiers(flags uint) engine.Modifiers {
	var m engine.Modifiers
	for _, bit := range []struct {
		flag uint
		key  engine.Modifiers
	}{
		{flagShift, engine.Shift}, {flagControl, engine.Ctrl}, {flagOption, engine.Alt}, {flagCommand, engine.Cmd}, {flagFn, engine.Fn},
	} {
		if flags&bit.flag != 0 {
			m |= bit.key
		}
	}
	return m
}

// coverage is where an image is not wholly transparent, as an image of its size that
// is opaque there: what lies behind a bar is blurred within the bar's shape.
func coverage(im *image.RGBA) *image.RGBA {
	out := image.NewRGBA(image.Rectangle{Max: im.Rect.Size()})
	for y := range out.Rect.Dy() {
		from := im.Pix[im.PixOffset(im.Rect.Min.X, im.Rect.Min.Y+y):]
		to := out.Pix[out.PixOffset(0, y):][:4*out.Rect.Dx()]
		for i := 3; i < len(to); i += 4 {
			if from[i] != 0 {
				to[i] = 255
			}
		}
	}
	return out
}

// copyRows writes an image's pixels into rows that are stride bytes apart, as many
// as both have room for.
func copyRows(to []byte, stride int, im *image.RGBA) {
	width := 4 * im.Rect.Dx()
	for y := range im.Rect.Dy() {
		if (y+1)*stride > len(to) {
			return
		}
		at := im.PixOffset(im.Rect.Min.X, im.Rect.Min.Y+y)
		copy(to[y*stride:(y+1)*stride], im.Pix[at:at+width])
	}
}
