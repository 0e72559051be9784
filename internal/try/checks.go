package try

import (
	"fmt"
	"image"
	"slices"
	"strings"
)

// gap is the room between windows, and around them, in tour.toml.
const gap = 10

// slack is how far an edge may be off: fractions of pixels, and the point
// that AeroSpace's layout leaves at the bottom.
const slack = 2

// check returns what is wrong, or "".
type check func(Sight) string

// all is wrong about the first thing that is wrong.
func all(checks ...check) check {
	return func(s Sight) string {
		if len(s.Contradictions) > 0 {
			return s.Contradictions[0]
		}
		for _, c := range checks {
			if wrong := c(s); wrong != "" {
				return wrong
			}
		}
		return ""
	}
}

// onWorkspace wants a workspace to have the focus.
func onWorkspace(name string) check {
	return func(s Sight) string {
		if s.Workspace != name {
			return fmt.Sprintf("workspace %q has the focus, not %q", s.Workspace, name)
		}
		return ""
	}
}

// focused wants one window to have the focus, and no other.
func focused(app App) check {
	return func(s Sight) string {
		for _, w := range s.Windows {
			if w.Focused && w.App != app.Name {
				return w.App + " has the focus, not " + app.Name
			}
		}
		if w, _ := s.window(app.Name); !w.Focused {
			return app.Name + " has not the focus"
		}
		return ""
	}
}

// shown wants exactly these windows on the screen, by frames and by pixels.
func shown(wanted ...App) check {
	return func(s Sight) string {
		for _, app := range wanted {
			w, there := s.window(app.Name)
			if !there || !w.Visible {
				return app.Name + " is not on the screen"
			}
			if w.Pixels == 0 {
				return app.Name + " has no pixel on the screen"
			}
		}
		for _, w := range s.Windows {
			if slices.ContainsFunc(wanted, func(app App) bool { return app.Name == w.App }) {
				continue
			}
			if w.Visible {
				return w.App + " is still on the screen"
			}
			if w.Pixels > 0 {
				return fmt.Sprintf("%d pixels of %s are still on the screen", w.Pixels, w.App)
			}
		}
		return ""
	}
}

// inFront wants most of a window to be seen.
func inFront(app App) check {
	return func(s Sight) string {
		w, _ := s.window(app.Name)
		if size := w.Frame.Dx() * w.Frame.Dy(); 4*w.Pixels < size {
			return fmt.Sprintf("only %d of %d pixels of %s show its colour", w.Pixels, size, app.Name)
		}
		return ""
	}
}

// cell is a place in an expected layout.
type cell struct {
	app   App
	frame image.Rectangle
}

// tiled wants windows at the places that a layout gives them in the work area.
func tiled(layout func(area image.Rectangle) []cell) check {
	return func(s Sight) string {
		for _, c := range layout(s.area()) {
			w, there := s.window(c.app.Name)
			if !there {
				return c.app.Name + " is not there"
			}
			if w.Layout == "floating" {
				return c.app.Name + " floats"
			}
			if !near(w.Frame, c.frame) {
				return fmt.Sprintf("%s is at %v, not at %v", c.app.Name, w.Frame, c.frame)
			}
			if wrong := inFront(c.app)(s); wrong != "" {
				return wrong
			}
		}
		return ""
	}
}

// columns places apps side by side.
func columns(apps ...App) func(image.Rectangle) []cell {
	return func(area image.Rectangle) []cell {
		cells := make([]cell, len(apps))
		width := float64(area.Dx()-gap*(len(apps)-1)) / float64(len(apps))
		for i, app := range apps {
			left := float64(area.Min.X) + float64(i)*(width+gap)
			cells[i] = cell{app, image.Rect(int(left), area.Min.Y, int(left+width), area.Max.Y)}
		}
		return cells
	}
}

// besides places one app in the left half and the others one below the other
// in the right half.
func besides(left App, right ...App) func(image.Rectangle) []cell {
	return func(area image.Rectangle) []cell {
		halves := columns(left, right[0])(area)
		cells := halves[:1]
		half := halves[1].frame
		height := float64(half.Dy()-gap*(len(right)-1)) / float64(len(right))
		for i, app := range right {
			top := float64(half.Min.Y) + float64(i)*(height+gap)
			cells = append(cells, cell{app, image.Rect(half.Min.X, int(top), half.Max.X, int(top+height))})
		}
		return cells
	}
}

// covering wants the windows to fill the work area without overlap, one gap
// between neighbours, in whatever order.
func covering(apps ...App) check {
	return func(s Sight) string {
		// Half a gap around each window makes neighbours touch.
		area := s.area().Inset(-gap / 2)
		sum := 0
		var frames []image.Rectangle
		for _, app := range apps {
			w, there := s.window(app.Name)
			if !there || !w.Visible || w.Layout == "floating" {
				return app.Name + " is not tiled"
			}
			frame := w.Frame.Inset(-gap / 2)
			if !frame.In(area.Inset(-slack)) {
				return fmt.Sprintf("%s at %v is outside of the work area %v", app.Name, w.Frame, s.area())
			}
			for i, other := range frames {
				if frame.Inset(slack).Overlaps(other) {
					return fmt.Sprintf("%s and %s overlap", app.Name, apps[i].Name)
				}
			}
			frames = append(frames, frame)
			sum += frame.Dx() * frame.Dy()
		}
		if whole := area.Dx() * area.Dy(); sum < whole*98/100 {
			return fmt.Sprintf("the windows cover %d of %d pixels", sum, whole)
		}
		return ""
	}
}

// near says that two frames differ by no more than the slack.
func near(a, b image.Rectangle) bool {
	within := func(x, y int) bool { return x-y <= slack && y-x <= slack }
	return within(a.Min.X, b.Min.X) && within(a.Min.Y, b.Min.Y) && within(a.Max.X, b.Max.X) && within(a.Max.Y, b.Max.Y)
}

// layoutOf wants a window to have a layout, or one that ends so.
func layoutOf(app App, layout string) check {
	return func(s Sight) string {
		if w, _ := s.window(app.Name); !strings.HasSuffix(w.Layout, layout) {
			return fmt.Sprintf("the layout of %s is %q, not %q", app.Name, w.Layout, layout)
		}
		return ""
	}
}

// on wants a window to be on a workspace.
func on(app App, workspace string) check {
	return func(s Sight) string {
		w, there := s.window(app.Name)
		if !there {
			return app.Name + " is not there"
		}
		if w.Workspace != workspace {
			return fmt.Sprintf("%s is on workspace %q, not %q", app.Name, w.Workspace, workspace)
		}
		return ""
	}
}

// withBar applies a check where there is a bar to be expected.
func withBar(d Driver, c check) check {
	return func(s Sight) string {
		if !d.HasBar() {
			return ""
		}
		return c(s)
	}
}

// barUp wants a bar over the whole width that marks the focused workspace.
func barUp(s Sight) string {
	switch bar := s.Bar; {
	case bar.Frame.Empty():
		return "there is no dock window"
	case bar.Frame.Dx() != s.Screen.Dx():
		return fmt.Sprintf("the bar is %d pixels wide, the screen %d", bar.Frame.Dx(), s.Screen.Dx())
	case bar.Pill.Empty():
		return "the bar marks no focused workspace"
	}
	return ""
}

// barMode wants the bar to show a binding mode, or none.
func barMode(wanted bool) check {
	return func(s Sight) string {
		switch there := !s.Bar.Mode.Empty(); {
		case wanted && !there:
			return "the bar shows no mode"
		case !wanted && there:
			return "the bar shows a mode"
		}
		return ""
	}
}
