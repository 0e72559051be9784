package doctor

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"perch/workspaces"
)

// World is what a self-test sees and does, beside the agent.
type World struct {
	// Open opens so many windows of a program that can be tiled, and Close closes
	// them again.
	Open  func(n int) error
	Close func()
	// Frames are where the system says that windows are, by their ids.
	Frames func() (map[workspaces.WindowID]workspaces.Rect, error)
	// Screens are the monitors' frames.
	Screens func() ([]workspaces.Rect, error)
	// Perch gives the agent a command; the error is what it complains about.
	Perch func(args ...string) (string, error)
	// Application is the name of the program whose windows are opened.
	Application string

	// Patience bounds the wait for each outcome, Look is the time between two
	// looks.
	Patience, Look time.Duration
}

// The self-test's workspace, and the one that it goes to for a while.
const (
	testWorkspace  = "perch-self-test"
	otherWorkspace = "perch-self-test-2"
	testWindows    = 3
)

// slack is how far an edge may be from where it is expected: systems round.
const slack = 2.0

// selfTest is one run.
type selfTest struct {
	World
	ctx      context.Context
	findings []Finding
	windows  []workspaces.WindowID // ours, in the order of the tree
}

// SelfTest has the agent tile, focus, move and hide windows, and looks each time
// whether the system agrees. The error says why it could not be done at all.
func SelfTest(ctx context.Context, w World) ([]Finding, error) {
	t := &selfTest{World: w, ctx: ctx}
	back, err := t.Perch("list-workspaces", "--focused")
	if err != nil {
		return nil, err
	}
	defer t.Perch("workspace", strings.TrimSpace(back))
	defer t.Close()
	if _, err := t.Perch("workspace", testWorkspace); err != nil {
		return nil, err
	}
	before, err := t.mine()
	if err != nil {
		return nil, err
	}
	if len(before) > 0 {
		return nil, fmt.Errorf("the workspace %s has windows already", testWorkspace)
	}
	if err := t.Open(testWindows); err != nil {
		return nil, err
	}
	if !t.step("open", fmt.Sprintf("%d windows of %s are on the workspace", testWindows, t.Application), func() string {
		t.windows, _ = t.mine()
		return differs(len(t.windows), testWindows, "windows")
	}) {
		return t.findings, nil
	}
	t.tile()
	t.focus()
	t.hide()
	t.fullscreen()
	return t.findings, nil
}

// step waits for an outcome; differs says what is other than wanted, "" for nothing.
func (t *selfTest) step(subject, what string, differs func() string) bool {
	began := time.Now()
	for {
		difference := differs()
		if difference == "" {
			t.findings = append(t.findings, Finding{OK, subject, fmt.Sprintf("%s (%v)", what, time.Since(began).Round(time.Millisecond))})
			return true
		}
		if time.Since(began) > t.Patience || t.ctx.Err() != nil {
			t.findings = append(t.findings, Finding{Broken, subject, "expected that " + what + ": " + difference})
			return false
		}
		select {
		case <-t.ctx.Done():
		case <-time.After(t.Look):
		}
	}
}

// do gives the agent a command, and reports one that it refuses.
func (t *selfTest) do(args ...string) {
	if _, err := t.Perch(args...); err != nil {
		t.findings = append(t.findings, Finding{Broken, "command", fmt.Sprintf("%s: %v", strings.Join(args, " "), err)})
	}
}

// mine are the windows of the self-test's workspace.
func (t *selfTest) mine() ([]workspaces.WindowID, error) {
	out, err := t.Perch("list-windows", "--workspace", testWorkspace, "--format", "%{window-id}")
	return ids(out), err
}

func ids(text string) []workspaces.WindowID {
	var out []workspaces.WindowID
	for line := range strings.FieldsSeq(text) {
		if id, err := strconv.ParseUint(line, 10, 32); err == nil {
			out = append(out, workspaces.WindowID(id))
		}
	}
	return out
}

// row are the frames of our windows, from left to right; the text says what is
// missing.
func (t *selfTest) row() (frames []workspaces.Rect, missing string) {
	all, err := t.Frames()
	if err != nil {
		return nil, err.Error()
	}
	for _, id := range t.windows {
		f, ok := all[id]
		if !ok {
			return nil, fmt.Sprintf("the system has no window %d", id)
		}
		frames = append(frames, f)
	}
	slices.SortFunc(frames, func(a, b workspaces.Rect) int { return int(math.Copysign(1, a.X-b.X)) })
	return frames, ""
}

func (t *selfTest) tile() {
	t.do("flatten-workspace-tree")
	t.do("layout", "--window-id", fmt.Sprint(t.windows[0]), "tiles", "horizontal")
	t.do("balance-sizes")
	t.step("tiles", "they stand side by side, as wide and as high as each other", func() string {
		frames, missing := t.row()
		if missing != "" {
			return missing
		}
		// A window between two others gives half of a gap on both sides, one at the
		// end on one.
		gap := math.Max(0, frames[1].X-frames[0].X-frames[0].W)
		for i, f := range frames {
			if math.Abs(f.W-frames[0].W) <= gap+slack && near(f.H, frames[0].H) && near(f.Y, frames[0].Y) && (i == 0 || f.X >= frames[i-1].X+frames[i-1].W-slack) {
				continue
			}
			return fmt.Sprintf("they are at %v", frames)
		}
		return ""
	})
	before, _ := t.row()
	if len(before) == 0 {
		return
	}
	const more = 90
	t.do("resize", "--window-id", fmt.Sprint(t.windows[0]), "width", fmt.Sprintf("+%d", more))
	t.step("resize", fmt.Sprintf("the first is %d wider", more), func() string {
		all, err := t.Frames()
		if err != nil {
			return err.Error()
		}
		if got, want := all[t.windows[0]].W, before[0].W+more; !near(got, want) {
			return fmt.Sprintf("it is %v wide, expected %v", got, want)
		}
		return ""
	})
	t.do("balance-sizes")
}

func (t *selfTest) focus() {
	for _, id := range t.windows {
		t.do("focus", "--window-id", fmt.Sprint(id))
		t.step("focus", fmt.Sprintf("window %d has the focus", id), func() string {
			out, err := t.Perch("list-windows", "--focused", "--format", "%{window-id}")
			if err != nil {
				return err.Error()
			}
			if got := strings.TrimSpace(out); got != fmt.Sprint(id) {
				return "the focus is on " + got
			}
			return ""
		})
	}
}

// hide goes to another workspace and back.
func (t *selfTest) hide() {
	before, missing := t.row()
	if missing != "" {
		return
	}
	t.do("workspace", otherWorkspace)
	t.step("hide", "on another workspace nothing of them is to be seen but a point in a corner", func() string {
		frames, _ := t.row() // a window that is not mapped is hidden too
		screens, err := t.Screens()
		if err != nil {
			return err.Error()
		}
		for _, f := range frames {
			for _, s := range screens {
				w := math.Min(f.X+f.W, s.X+s.W) - math.Max(f.X, s.X)
				h := math.Min(f.Y+f.H, s.Y+s.H) - math.Max(f.Y, s.Y)
				// A Mac keeps the title bar's grip on the screen.
				const grip = 40
				if w > slack && h > slack && w*h > grip*grip {
					return fmt.Sprintf("%v×%v of a window at %v are", w, h, f)
				}
			}
		}
		return ""
	})
	t.do("workspace", testWorkspace)
	t.step("show", "back on the workspace they are where they were", func() string {
		frames, missing := t.row()
		if missing != "" {
			return missing
		}
		for i := range frames {
			if !near(frames[i].X, before[i].X) || !near(frames[i].Y, before[i].Y) || !near(frames[i].W, before[i].W) || !near(frames[i].H, before[i].H) {
				return fmt.Sprintf("they are at %v, expected %v", frames, before)
			}
		}
		return ""
	})
}

func (t *selfTest) fullscreen() {
	id := t.windows[0]
	before, err := t.Frames()
	if err != nil {
		return
	}
	t.do("focus", "--window-id", fmt.Sprint(id))
	t.do("fullscreen", "on")
	t.step("fullscreen", "one window is as wide as all of them", func() string {
		all, err := t.Frames()
		if err != nil {
			return err.Error()
		}
		if got := all[id].W; got < before[id].W*(testWindows-0.5) {
			return fmt.Sprintf("it is %v wide, and was %v", got, before[id].W)
		}
		return ""
	})
	t.do("fullscreen", "off")
	t.step("fullscreen", "afterwards it is where it was", func() string {
		all, err := t.Frames()
		if err != nil {
			return err.Error()
		}
		if got, want := all[id], before[id]; !near(got.X, want.X) || !near(got.W, want.W) || !near(got.Y, want.Y) || !near(got.H, want.H) {
			return fmt.Sprintf("it is at %v, expected %v", got, want)
		}
		return ""
	})
}

func near(a, b float64) bool { return math.Abs(a-b) <= slack }

func differs(got, want int, what string) string {
	if got == want {
		return ""
	}
	return fmt.Sprintf("there are %d %s", got, what)
}
