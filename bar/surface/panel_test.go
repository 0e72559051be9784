package surface

import (
	"image"
	"image/color"
	"testing"

	"perch/bar/engine"
	"perch/internal/desktop/mac/appkit"
	"perch/workspaces"
)

// A bar at the top of a Retina screen, as AppKit wants it: in points, from below.
func TestPanelFrame(t *testing.T) {
	bar := Window{Frame: image.Rect(20, 10, 3004, 74)}
	if got, want := panelFrame(bar, 2, 982), (workspaces.Rect{X: 10, Y: 945, W: 1492, H: 32}); got != want {
		t.Errorf("the panel is at %v, expected %v", got, want)
	}
	above := Window{Frame: image.Rect(0, -2160, 3840, -2100)}
	if got, want := panelFrame(above, 2, 982), (workspaces.Rect{X: 0, Y: 2032, W: 1920, H: 30}); got != want {
		t.Errorf("on a screen above it is at %v, expected %v", got, want)
	}
}

// Low bars are under normal windows (level 0) and over the desktop's icons (a large
// negative one), high ones over them, topmost ones over the menu bar (24, its
// items 25) and menus (101).
func TestPanelLevels(t *testing.T) {
	level := func(l engine.Level, popup bool) int { return panelLevel(Window{Level: l, Popup: popup}) }
	ascending := []int{
		-1 << 20, level(engine.Below, false), level(engine.Below, true), 0,
		level(engine.Above, false), level(engine.Above, true), 24, 101, level(engine.Top, false), level(engine.Top, true),
	}
	for i := 1; i < len(ascending); i++ {
		if ascending[i] <= ascending[i-1] {
			t.Errorf("levels are %v, expected each above the one before", ascending)
		}
	}
}

func TestPanelBehavior(t *testing.T) {
	for fullscreen, want := range map[bool]uint{false: 0x251, true: 0x151} {
		if got := panelBehavior(Window{Fullscreen: fullscreen}); got != want {
			t.Errorf("with show_in_fullscreen %t the behaviour is %#x, expected %#x", fullscreen, got, want)
		}
	}
}

func TestRestack(t *testing.T) {
	for _, row := range []struct {
		before, wanted []string
		want           bool
	}{
		{nil, []string{"a"}, true},
		{[]string{"a", "b"}, []string{"a", "b"}, false},
		{[]string{"a", "b", "c"}, []string{"a", "c"}, false},
		{[]string{"a", "b"}, []string{"b", "a"}, true},
		{[]string{"a", "b"}, []string{"a", "b", "c"}, true},
		{[]string{"a"}, nil, false},
	} {
		if got := restack(row.before, row.wanted); got != row.want {
			t.Errorf("from %v to %v: %v", row.before, row.wanted, got)
		}
	}
}

func TestScreensOfAMac(t *testing.T) {
	notched := appkit.Screen{
		Scale: 2, Frame: workspaces.Rect{W: 1512, H: 982}, Visible: workspaces.Rect{Y: 33, W: 1512, H: 949},
		Notch: workspaces.Rect{X: 663, W: 186, H: 32},
	}
	plain := appkit.Screen{Scale: 1, Frame: workspaces.Rect{X: 1512, W: 1920, H: 1080}, Visible: workspaces.Rect{X: 1512, W: 1920, H: 1080}}
	screens := []appkit.Screen{plain, notched}
	if got := panelScale(screens); got != 2 {
		t.Errorf("the scale is %v, expected the densest screen's", got)
	}
	if got := panelScale(nil); got != 1 {
		t.Errorf("without a screen the scale is %v", got)
	}
	for _, row := range []struct {
		frame engine.Rect
		want  Edge
	}{
		{engine.Rect{W: 1512, H: 982}, Edge{MenuBar: 33, Notch: 186}},
		{engine.Rect{X: 1512, W: 1920, H: 1080}, Edge{}},
		{engine.Rect{W: 800, H: 600}, Edge{}},
	} {
		if got := edgeOf(screens, row.frame); got != row.want {
			t.Errorf("the screen %v has %v, expected %v", row.frame, got, row.want)
		}
	}
}

func TestWheelOfAMac(t *testing.T) {
	type turn struct {
		delta             float64
		precise, momentum bool
		want              int
	}
	for name, turns := range map[string][]turn{
		"notches": {{0.1, false, false, 1}, {-0.1, false, false, -1}, {3, false, false, 3}, {-2.5, false, false, -3}, {0, false, false, 0}},
		"fingers": {{4, true, false, 0}, {4, true, false, 0}, {4, true, false, 1}, {38, true, false, 4}, {-9, true, false, 0}, {-2, true, false, -1}},
		"rolls":   {{25, true, false, 2}, {80, true, true, 0}, {4, true, false, 0}, {1, true, false, 1}},
		"back":    {{9, true, false, 0}, {-9, true, false, 0}, {-1, true, false, -1}},
		"devices": {{9, true, false, 0}, {1, false, false, 1}, {9, true, false, 0}},
	} {
		var w wheel
		for i, turn := range turns {
			if got := w.turn(turn.delta, turn.precise, turn.momentum); got != turn.want {
				t.Errorf("%s: event %d gives %d steps, expected %d", name, i, got, turn.want)
			}
		}
	}
}

func TestPanelModifiers(t *testing.T) {
	// The lower bits tell left from right, and Caps Lock is bit 16.
	if got, want := panelModifiers(1<<20|1<<17|1<<16|0x10a), engine.Cmd|engine.Shift; got != want {
		t.Errorf("modifiers are %v, expected %v", got, want)
	}
	if got, want := panelModifiers(1<<18|1<<19|1<<23), engine.Ctrl|engine.Alt|engine.Fn; got != want {
		t.Errorf("modifiers are %v, expected %v", got, want)
	}
}

func TestPixelsOfPanels(t *testing.T) {
	whole := image.NewRGBA(image.Rect(0, 0, 6, 4))
	im := whole.SubImage(image.Rect(2, 1, 5, 3)).(*image.RGBA)
	im.SetRGBA(2, 1, color.RGBA{R: 10, G: 20, B: 30, A: 40})
	im.SetRGBA(4, 2, color.RGBA{A: 1})
	c := coverage(im)
	if c.Rect != image.Rect(0, 0, 3, 2) {
		t.Fatalf("the shape is %v large", c.Rect)
	}
	for i := range 6 {
		x, y := i%3, i/3
		want := uint8(0)
		if i == 0 || i == 5 {
			want = 255
		}
		if got := c.RGBAAt(x, y).A; got != want {
			t.Errorf("the shape at %d,%d is %d, expected %d", x, y, got, want)
		}
	}
	rows := make([]byte, 2*16)
	copyRows(rows, 16, im)
	if string(rows[:4]) != "\x0a\x14\x1e\x28" || rows[16+8+3] != 1 || rows[12] != 0 {
		t.Errorf("rows are % x", rows)
	}
	copyRows(make([]byte, 20), 16, im) // no room for the second row
	narrow := make([]byte, 16)
	copyRows(narrow, 8, im)
	if string(narrow[:4]) != "\x0a\x14\x1e\x28" {
		t.Errorf("narrow rows are % x", narrow)
	}
}
