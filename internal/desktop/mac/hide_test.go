package mac

import (
	"testing"

	"perch/workspaces"
)

// screen is a monitor with a menu bar of 25 and a dock of 70 below.
func screen(x, y, w, h float64) workspaces.Monitor {
	return workspaces.Monitor{
		Frame:    workspaces.Rect{X: x, Y: y, W: w, H: h},
		WorkArea: workspaces.Rect{X: x, Y: y + 25, W: w, H: h - 95},
	}
}

func TestCorners(t *testing.T) {
	size := workspaces.Size{W: 400, H: 300}
	for name, c := range map[string]struct {
		monitors []workspaces.Monitor
		i        int
		inside   float64
		want     workspaces.Point
	}{
		"alone":                        {[]workspaces.Monitor{screen(0, 0, 1440, 900)}, 0, 1, workspaces.Point{X: 1439, Y: 829}},
		"zoom":                         {[]workspaces.Monitor{screen(0, 0, 1440, 900)}, 0, 0, workspaces.Point{X: 1440, Y: 830}},
		"another one to the right":     {[]workspaces.Monitor{screen(0, 0, 1440, 900), screen(1440, 0, 1000, 900)}, 0, 1, workspaces.Point{X: 1 - 400, Y: 829}},
		"the right one of two":         {[]workspaces.Monitor{screen(0, 0, 1440, 900), screen(1440, 0, 1000, 900)}, 1, 1, workspaces.Point{X: 2439, Y: 829}},
		"the middle one of three":      {[]workspaces.Monitor{screen(-1000, 0, 1000, 900), screen(0, 0, 1440, 900), screen(1440, 0, 1000, 900)}, 1, 1, workspaces.Point{X: 1439, Y: 829}},
		"one below the right corner":   {[]workspaces.Monitor{screen(0, 0, 1440, 900), screen(1000, 900, 1440, 900)}, 0, 1, workspaces.Point{X: 1 - 400, Y: 829}},
		"one below the left corner":    {[]workspaces.Monitor{screen(0, 0, 1440, 900), screen(-1000, 900, 1440, 900)}, 0, 1, workspaces.Point{X: 1439, Y: 829}},
		"one as wide below":            {[]workspaces.Monitor{screen(0, 0, 1440, 900), screen(0, 900, 1440, 900)}, 0, 1, workspaces.Point{X: 1439, Y: 829}},
		"one touches the right corner": {[]workspaces.Monitor{screen(0, 0, 1440, 900), screen(1440, 900, 1440, 900)}, 0, 1, workspaces.Point{X: 1 - 400, Y: 829}},
		"one beside, one diagonally":   {[]workspaces.Monitor{screen(0, 0, 1440, 900), screen(1440, 0, 1000, 900), screen(-1000, 900, 1000, 900)}, 0, 1, workspaces.Point{X: 1439, Y: 829}},
		"none":                         {nil, -1, 1, workspaces.Point{}},
	} {
		if got := corner(c.monitors, c.i, size, c.inside); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestNearestMonitor(t *testing.T) {
	monitors := []workspaces.Monitor{screen(0, 0, 1440, 900), screen(1440, 0, 1000, 800)}
	for p, want := range map[workspaces.Point]int{{X: 1}: 0, {X: 1439, Y: 899}: 0, {X: 1500, Y: 5}: 1, {X: -50, Y: 4000}: 0, {X: 9000, Y: 10}: 1} {
		if got := nearest(monitors, p); got != want {
			t.Errorf("%v is nearest to %d, want %d", p, got, want)
		}
	}
}

func TestInSight(t *testing.T) {
	monitors := []workspaces.Monitor{screen(0, 0, 1440, 900)}
	for frame, want := range map[workspaces.Rect]workspaces.Rect{
		{X: 10, Y: 40, W: 100, H: 100}:     {X: 10, Y: 40, W: 100, H: 100},
		{X: 1439, Y: 829, W: 400, H: 300}:  {X: 1040, Y: 530, W: 400, H: 300},
		{X: -5000, Y: -99, W: 2000, H: 10}: {X: 0, Y: 25, W: 2000, H: 10},
	} {
		if got := inSight(monitors, frame); got != want {
			t.Errorf("%v comes to %v, want %v", frame, got, want)
		}
	}
}
