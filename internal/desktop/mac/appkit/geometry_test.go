package appkit

import (
	"reflect"
	"testing"

	"perch/workspaces"
)

func rect(x, y, w, h float64) workspaces.Rect { return workspaces.Rect{X: x, Y: y, W: w, H: h} }

func TestFlip(t *testing.T) {
	for _, row := range []struct {
		name     string
		from, to workspaces.Rect
	}{
		{"the main screen", rect(0, 0, 1512, 982), rect(0, 0, 1512, 982)},
		{"its bottom left point", rect(0, 0, 1, 1), rect(0, 981, 1, 1)},
		{"without menu bar and Dock", rect(0, 70, 1512, 875), rect(0, 37, 1512, 875)},
		{"a taller screen beside it, bottoms level", rect(1512, 0, 1920, 1080), rect(1512, -98, 1920, 1080)},
		{"a screen above", rect(-200, 982, 1920, 1080), rect(-200, -1080, 1920, 1080)},
		{"a screen below", rect(0, -1080, 1920, 1080), rect(0, 982, 1920, 1080)},
	} {
		if got := Flip(row.from, 982); got != row.to {
			t.Errorf("%s: %v, expected %v", row.name, got, row.to)
		}
		if back := Flip(row.to, 982); back != row.from {
			t.Errorf("%s: back it is %v, expected %v", row.name, back, row.from)
		}
	}
}

// A MacBook with a notch, and a screen above it, as AppKit tells of them.
func TestScreens(t *testing.T) {
	raw := []rawScreen{
		{display: 1, name: "Built-in Retina Display", frame: rect(0, 0, 1512, 982), visible: rect(0, 70, 1512, 880), scale: 2,
			inset: 32, left: rect(0, 950, 663, 32), right: rect(849, 950, 663, 32)},
		{display: 5, name: "LG HDR 4K", frame: rect(-204, 982, 1920, 1080), visible: rect(-204, 982, 1920, 1055), scale: 1},
	}
	want := []Screen{
		{Display: 1, Name: "Built-in Retina Display", Frame: rect(0, 0, 1512, 982), Visible: rect(0, 32, 1512, 880), Scale: 2, Notch: rect(663, 0, 186, 32)},
		{Display: 5, Name: "LG HDR 4K", Frame: rect(-204, -1080, 1920, 1080), Visible: rect(-204, -1055, 1920, 1055), Scale: 1},
	}
	if got := screensOf(raw); !reflect.DeepEqual(got, want) {
		t.Errorf("screens are\n%+v, expected\n%+v", got, want)
	}
	if got := screensOf(nil); len(got) != 0 {
		t.Errorf("without a display there is %v", got)
	}
}

// On a MacBook with a notch, AppKit's visible frame begins a point below the menu bar,
// and right below the notch when the menu bar hides itself (measured on macOS 27).
func TestMenuBar(t *testing.T) {
	frame, housing := rect(0, 0, 1728, 1117), rect(771, 0, 186, 32)
	for _, row := range []struct {
		name   string
		screen Screen
		want   float64
	}{
		{"beside a notch", Screen{Frame: frame, Notch: housing, Visible: rect(0, 33, 1728, 1084)}, 33},
		{"hidden beside a notch", Screen{Frame: frame, Notch: housing, Visible: rect(0, 32, 1728, 1085)}, 0},
		{"no notch", Screen{Frame: rect(-200, 50, 1920, 1080), Visible: rect(-200, 75, 1920, 1055)}, 25},
		{"hidden", Screen{Frame: frame, Visible: frame}, 0},
	} {
		if got := row.screen.MenuBar(); got != row.want {
			t.Errorf("%s: %v, expected %v", row.name, got, row.want)
		}
	}
}

func TestNotch(t *testing.T) {
	frame := rect(1920, 100, 1512, 982)
	for _, row := range []struct {
		name        string
		left, right workspaces.Rect
		inset       float64
		want        workspaces.Rect
	}{
		{"a notch", rect(1920, 100, 663, 32), rect(2769, 100, 663, 32), 32, rect(2583, 100, 186, 32)},
		{"no inset", rect(1920, 100, 663, 32), rect(2769, 100, 663, 32), 0, workspaces.Rect{}},
		{"no areas", workspaces.Rect{}, workspaces.Rect{}, 32, workspaces.Rect{}},
		{"areas that meet", rect(1920, 100, 756, 32), rect(2676, 100, 756, 32), 32, workspaces.Rect{}},
		{"areas of another screen", rect(0, 0, 663, 32), rect(849, 0, 663, 32), 32, workspaces.Rect{}},
	} {
		if got := notch(frame, row.left, row.right, row.inset); got != row.want {
			t.Errorf("%s: %v, expected %v", row.name, got, row.want)
		}
	}
}
