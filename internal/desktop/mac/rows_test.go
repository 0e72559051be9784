package mac_test

import (
	"fmt"
	"hash/crc32"
	"log/slog"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"perch/config"
	"perch/internal/agent"
	"perch/internal/command"
	"perch/internal/desktop"
	"perch/internal/desktop/mac"
	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/played"
	"perch/internal/simulate"
	"perch/workspaces"
)

// renamed is a desktop whose windows bear the numbers of a row instead of those
// of the window server, and belong to no process.
type renamed struct {
	*mac.Desktop
	events chan desktop.Event
	mu     sync.Mutex
	seen   []any                                       // what went by, for a row that fails
	row    map[workspaces.WindowID]workspaces.WindowID // by the real number; complete before events come
	real   map[workspaces.WindowID]workspaces.WindowID
}

func (d *renamed) Events() <-chan desktop.Event { return d.events }

func (d *renamed) pass() {
	defer close(d.events)
	facts := func(w workspaces.Window) workspaces.Window {
		w.ID, w.App.PID = d.row[w.ID], 0
		return w
	}
	for e := range d.Desktop.Events() {
		switch typed := e.(type) {
		case desktop.Started:
			for i, w := range typed.Windows {
				typed.Windows[i] = facts(w)
			}
			typed.Focused, e = workspaces.NoWindow, typed
		case desktop.WindowOpened:
			typed.Window = facts(typed.Window)
			e = typed
		case desktop.WindowClosed:
			typed.ID = d.row[typed.ID]
			e = typed
		case desktop.WindowChanged:
			typed.Window = facts(typed.Window)
			e = typed
		case desktop.WindowMoved:
			typed.ID = d.row[typed.ID]
			e = typed
		case desktop.NativeState:
			typed.ID = d.row[typed.ID]
			e = typed
		case desktop.Focused:
			if id, known := d.row[typed.ID]; known {
				typed.ID = id
			}
			e = typed
		}
		d.events <- e
		d.mu.Lock()
		d.seen = append(d.seen, e)
		d.mu.Unlock()
	}
}

func (d *renamed) all(ids []workspaces.WindowID) (list []workspaces.WindowID) {
	for _, id := range ids {
		list = append(list, d.real[id])
	}
	return list
}

func (d *renamed) Apply(c desktop.Change) {
	c.Frames = slices.Clone(c.Frames)
	for i := range c.Frames {
		c.Frames[i].ID = d.real[c.Frames[i].ID]
	}
	c.Stack, c.Show, c.Hide = nil, d.all(c.Show), d.all(c.Hide)
	if c.Focus != nil && *c.Focus != workspaces.NoWindow {
		focus := d.real[*c.Focus]
		c.Focus = &focus
	}
	d.mu.Lock()
	d.seen = append(d.seen, c)
	d.mu.Unlock()
	d.Desktop.Apply(c)
}

func (d *renamed) CloseWindow(id workspaces.WindowID, quit bool) (bool, error) {
	return d.Desktop.CloseWindow(d.real[id], quit)
}

// unplayable says why a row is not played here, "" if it is.
func unplayable(row simulate.Row) string {
	switch {
	case row.Mentions(`"macos_fullscreen":true`), row.Mentions(`"_minimized"`), row.Mentions("macos-native"):
		return "the application would have to be in the state at the beginning"
	case row.Has("matches"):
		return "the condition of a rule is no command"
	case row.ID == "own-042":
		return "the layout that follows takes the focus away from a hidden workspace"
	}
	for _, step := range row.Steps() {
		if _, detects := step.Detects(); detects {
			return "a window comes later"
		}
	}
	return ""
}

// TestRows plays the scenarios that the model and X11 are tried with: what a row
// says about the state, and what the Mac then shows.
func TestRows(t *testing.T) {
	count, left := 0, map[string]int{}
	for _, file := range []string{"../../../testdata/scenarios.jsonl", "../../simulate/testdata/rows.jsonl"} {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := simulate.StateRows(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if why := unplayable(row); why != "" {
				left[why]++
				continue
			}
			count++
			t.Run(row.ID, func(t *testing.T) { playRow(t, row) })
			if t.Failed() && testing.Verbose() {
				break
			}
		}
	}
	t.Logf("%d rows were played; left out: %v", count, left)
	if count < 250 {
		t.Errorf("only %d rows were played", count)
	}
}

func playRow(t *testing.T, row simulate.Row) {
	if !row.Has("layout_before") {
		row = row.WithoutWeights()
	}
	start, err := row.Start()
	if err != nil {
		t.Fatal(err)
	}
	for _, ws := range start.Snapshot.Workspaces {
		if !slices.Contains(start.Config.PersistentWorkspaces, ws.Name) {
			start.Config.PersistentWorkspaces = append(start.Config.PersistentWorkspaces, ws.Name)
		}
	}
	r := newRig(t)
	r.arrange(start.Snapshot.Monitors)
	state := workspaces.Restore(command.Settings(start.Config), start.Snapshot)
	windows := map[workspaces.WindowID]*played.Window{}
	apps := map[string]*played.App{}
	var d *renamed
	defer func() {
		if t.Failed() {
			for _, e := range d.seen {
				t.Logf("%T%+v", e, e)
			}
		}
	}()
	d = &renamed{events: make(chan desktop.Event), row: map[workspaces.WindowID]workspaces.WindowID{}, real: map[workspaces.WindowID]workspaces.WindowID{}}
	for _, id := range state.Windows() {
		w, _ := state.Window(id)
		app := apps[w.App.ID]
		if app == nil {
			app = r.mac.Launch(appkit.App{BundleID: w.App.ID, Name: w.App.Name})
			apps[w.App.ID] = app
		}
		look := played.Look{Title: w.Title, Quiet: true, Frame: w.Frame}
		if w.Frame.Empty() {
			look.Frame = workspaces.Rect{}
		}
		windows[id] = app.Open(look)
		d.row[workspaces.WindowID(windows[id].ID)], d.real[id] = id, workspaces.WindowID(windows[id].ID)
	}
	if d.Desktop, err = mac.Start(r.options); err != nil {
		t.Fatal(err)
	}
	r.d, r.stopped, r.calls = d.Desktop, make(chan struct{}), make(chan func())
	go d.pass()
	if p := start.Pointer; p != (workspaces.Point{}) {
		d.MovePointer(p)
	}
	r.agent = agent.New(agent.Options{
		Desktop: d, Log: slog.New(slog.NewTextHandler(r.log, nil)),
		Load: func() (*config.Config, string, []config.Problem) { return start.Config, "", nil },
	})
	stopped := r.stopped
	go func() {
		defer close(stopped)
		for {
			select {
			case e, more := <-d.events:
				if !more {
					return
				}
				if _, last := e.(desktop.Lost); !last {
					r.agent.Handle(e)
				}
			case f := <-r.calls:
				f()
			}
		}
	}()
	r.until("the agent begins", func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return len(d.seen) > 0
	})
	r.knows("the windows are there", func(s *workspaces.State) bool { return len(s.Windows()) == len(windows) })
	r.in(func() {
		snap := start.Snapshot
		snap.Monitors = r.agent.State().Monitors()
		r.agent.Replace(workspaces.Restore(command.Settings(start.Config), snap))
	})
	for _, step := range row.Steps() {
		if monitors, err := step.Monitors(); err != nil {
			t.Fatal(err)
		} else if monitors != nil && row.Mentions(`"steps":`) {
			r.arrange(monitors)
			r.knows("there are other monitors", func(s *workspaces.State) bool {
				return slices.EqualFunc(s.Monitors(), monitors, func(a, b workspaces.Monitor) bool {
					return a.Name == b.Name && a.Frame == b.Frame && a.WorkArea == b.WorkArea
				})
			})
		}
		text, is := step.Command()
		if !is {
			continue
		}
		request := step.Request()
		request.Args = []string{"eval", text}
		if tree, err := command.ParseWords(text); err == nil && tree.Operator == command.Leaf && len(tree.Leaf) > 0 {
			request.Args = tree.Leaf
		}
		before := len(r.state().Windows())
		var result command.Result
		r.in(func() { result = r.agent.Execute(request) })
		if strings.HasPrefix(text, "close") && result.Code == command.OK {
			r.knows("the window is closed", func(s *workspaces.State) bool { return len(s.Windows()) < before })
		}
		for _, wrong := range step.CheckResult(result) {
			t.Error(wrong)
		}
		r.settled(windows, func(s *workspaces.State, mode string) []string { return step.CheckState(s, mode) })
	}
	r.settled(windows, row.CheckEnd)
}

// arrange gives the Mac the monitors of a row, in the system's order.
func (r *rig) arrange(monitors []workspaces.Monitor) {
	list := slices.Clone(monitors)
	slices.SortFunc(list, func(a, b workspaces.Monitor) int { return a.SystemIndex - b.SystemIndex })
	var displays []played.Display
	var screens []appkit.Screen
	for _, m := range list {
		number := crc32.ChecksumIEEE([]byte(m.ID)) // the same for the same monitor
		displays = append(displays, played.Display{
			ID: number, UUID: fmt.Sprintf("%08X-0000-0000-0000-000000000000", number), Name: m.Name, Frame: m.Frame,
			MenuBar: m.WorkArea.Y - m.Frame.Y,
		})
		screens = append(screens, appkit.Screen{Display: number, Name: m.Name, Frame: m.Frame, Visible: m.WorkArea, Scale: 1})
	}
	r.kit.rearrange(screens)
	r.mac.SetDisplays(displays...)
}

// settled waits until the state is as expected and the Mac shows it.
func (r *rig) settled(windows map[workspaces.WindowID]*played.Window, check func(*workspaces.State, string) []string) {
	r.Helper()
	var wrong []string
	defer func() {
		if len(wrong) > 0 {
			r.Error(strings.Join(wrong, "; "))
		}
	}()
	r.until("the row comes out", func() bool {
		var state *workspaces.State
		var scene workspaces.Scene
		var mode string
		r.in(func() {
			state = r.agent.State()
			_, scene = state.Layout()
			request := simulate.Step{}.Request()
			request.Args = []string{"list-modes", "--current"}
			mode = r.agent.Execute(request).Stdout
		})
		wrong = append(check(state, mode), r.shows(state, scene, windows)...)
		return len(wrong) == 0
	})
}

// shows says how the Mac differs from a scene.
func (r *rig) shows(state *workspaces.State, scene workspaces.Scene, windows map[workspaces.WindowID]*played.Window) (wrong []string) {
	for _, p := range scene.Windows {
		w := windows[p.ID]
		if p.Placement != workspaces.Tiling && p.Placement != workspaces.Floating || p.Frame.Empty() {
			continue
		}
		if !w.Open() {
			wrong = append(wrong, fmt.Sprintf("window %d is closed", p.ID))
			continue
		}
		got := w.Frame()
		switch {
		case !p.Visible && !inCorner(r.mac, w):
			wrong = append(wrong, fmt.Sprintf("window %d is not hidden but at %v", p.ID, got))
		case p.Visible && (math.Abs(got.X-p.Frame.X) > 1.5 || math.Abs(got.Y-p.Frame.Y) > 1.5 || math.Abs(got.W-p.Frame.W) > 1.5 || math.Abs(got.H-p.Frame.H) > 1.5):
			wrong = append(wrong, fmt.Sprintf("window %d is at %v, want %v", p.ID, got, p.Frame))
		}
	}
	if focus := state.Focus().Window; focus != workspaces.NoWindow {
		if w := windows[focus]; w.Open() && (r.mac.Front() != w.App().PID || w.App().Focused() != uint32(w.ID)) {
			wrong = append(wrong, fmt.Sprintf("window %d has not the focus", focus))
		}
	}
	return wrong
}
