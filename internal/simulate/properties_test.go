package simulate

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"perch/internal/command"
	"perch/internal/desktop"
	"perch/internal/desktop/sim"
	"perch/internal/ipc"
	"perch/workspaces"
)

// Whatever people and applications do, after each of their acts the desktop
// shows what the agent's state says.
func TestTheDesktopFollowsTheState(t *testing.T) {
	file := filepath.Join(t.TempDir(), "perch.toml")
	if err := os.WriteFile(file, []byte(livelyConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) { anyLife(t, file) })
}

const livelyConfig = `
config-version = 2
accordion-padding = 20
on-focused-monitor-changed = ['move-mouse monitor-lazy-center']
on-window-detected = [
  { if.app-id = 'Mail', run = 'move-node-to-workspace m' },
  { if.app-id = 'Note', run = 'layout floating' },
]
[gaps]
inner.horizontal = 8
outer.top = 10
[workspace-to-monitor-force-assignment]
m = 'secondary'
[mode.main.binding]
alt-h = 'focus left'
alt-l = 'focus --boundaries all-monitors-outer-frame right'
alt-shift-h = 'move left'
alt-shift-l = 'move --boundaries all-monitors-outer-frame right'
alt-1 = 'workspace 1'
alt-2 = 'workspace 2'
alt-shift-2 = 'move-node-to-workspace 2'
alt-tab = 'workspace-back-and-forth'
alt-space = 'layout floating tiling'
alt-comma = 'layout accordion tiles'
alt-f = 'fullscreen'
alt-j = 'join-with right'
alt-q = 'close'
alt-m = 'move-workspace-to-monitor --wrap-around next'
alt-r = 'mode resize'
[mode.resize.binding]
h = 'resize width -50'
l = 'resize width +50'
esc = 'mode main'
`

// life draws what happens next.
type life struct {
	*rapid.T
	*simulation
	sloppy map[workspaces.WindowID]bool // their frames are not what was asked for
	nudges map[workspaces.WindowID]int
	extra  int // monitors that were plugged in
	asleep bool
}

func anyLife(t *rapid.T, configFile string) {
	monitors, err := monitorRow("1200x801,1000x601")
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	s, err := newSimulation(configFile, monitors, &out, &errs)
	if err != nil {
		t.Fatal(err)
	}
	l := &life{T: t, simulation: s, sloppy: map[workspaces.WindowID]bool{}, nudges: map[workspaces.WindowID]int{}}
	for range rapid.IntRange(1, 30).Draw(t, "acts") {
		name := rapid.SampledFrom(actNames).Draw(t, "act")
		acts[name](l)
		if err := s.settle(); err != nil {
			t.Fatalf("after %s: %v", name, err)
		}
		s.desktop.Advance(pause)
		if err := s.settle(); err != nil {
			t.Fatalf("after %s: %v", name, err)
		}
		if err := l.check(); err != nil {
			t.Fatalf("after %s: %v", name, err)
		}
	}
}

// check compares what is on the screen with the state.
func (l *life) check() error {
	state := l.agent.State()
	if err := state.Check(); err != nil {
		return err
	}
	known := state.Windows()
	there := l.desktop.Windows()
	if len(known) != len(there) {
		return fmt.Errorf("the agent knows the windows %v, the desktop has %d", known, len(there))
	}
	_, scene := state.Layout()
	if err := state.CheckScene(scene); err != nil {
		return err
	}
	placed := map[workspaces.WindowID]workspaces.Placed{}
	var order []workspaces.WindowID
	for _, p := range scene.Windows {
		placed[p.ID] = p
		if p.Visible {
			order = append(order, p.ID)
		}
	}
	for _, w := range there {
		if !slices.Contains(known, w.ID) {
			return fmt.Errorf("the agent does not know window %d", w.ID)
		}
	}
	if l.asleep || l.disabled() {
		return nil
	}
	for _, w := range there {
		p, managed := placed[w.ID]
		switch {
		case !managed:
		case w.Visible != p.Visible:
			return fmt.Errorf("window %d of workspace %s: visible is %v", w.ID, p.Workspace, w.Visible)
		case w.Visible && w.Frame != p.Frame && !l.sloppy[w.ID]:
			return fmt.Errorf("window %d (%v) is at %v, its place is %v", w.ID, p.Placement, w.Frame, p.Frame)
		}
	}
	stack := slices.DeleteFunc(l.desktop.Stack(), func(id workspaces.WindowID) bool { _, managed := placed[id]; return !managed })
	if !slices.Equal(stack, order) {
		return fmt.Errorf("the stack is %v, want %v", stack, order)
	}
	seen := l.desktop.Focused()
	if w, _ := state.Window(seen); w.Placement == workspaces.Popup {
		return nil // it may keep the keyboard
	}
	if seen != state.Focus().Window {
		return fmt.Errorf("window %d has the keyboard, the focus is %v", seen, state.Focus())
	}
	return nil
}

// disabled says whether window management is off, when nothing is hidden.
func (l *life) disabled() bool {
	return l.agent.Execute(ipc.Request{Args: []string{"true"}}).Code != command.OK
}

func (l *life) window() workspaces.WindowID {
	windows := l.desktop.Windows()
	if len(windows) == 0 {
		return workspaces.NoWindow
	}
	return rapid.SampledFrom(windows).Draw(l.T, "window").ID
}

// nudged is a window that somebody moves. The agent puts it back a few times
// and leaves it alone if it insists.
func (l *life) nudged() workspaces.WindowID {
	id := l.window()
	if l.nudges[id]++; l.nudges[id] > 3 {
		l.sloppy[id] = true
	}
	return id
}

func (l *life) frame() workspaces.Rect {
	at := func(name string, from, to int) float64 { return float64(rapid.IntRange(from, to).Draw(l.T, name)) }
	return workspaces.Rect{X: at("x", 0, 2000), Y: at("y", 0, 500), W: at("w", 50, 900), H: at("h", 50, 700)}
}

func (l *life) open(o sim.Options) {
	app := rapid.SampledFrom([]string{"Term", "Mail", "Note", "Web"}).Draw(l.T, "app")
	if l.agent.State().WindowsOf("m") != nil && len(l.desktop.Windows()) > 12 {
		return // enough
	}
	o.Frame = l.frame()
	id := l.desktop.Open(app, "", o)
	if o.Minimum != (workspaces.Size{}) {
		l.sloppy[id] = true
	}
}

func (l *life) key(chord string) {
	c, err := l.agent.Config().Keys.Parse(chord)
	if err != nil {
		l.Fatal(err)
	}
	l.desktop.Press(c)
}

var actNames []string

func init() {
	for name := range acts {
		actNames = append(actNames, name)
	}
	slices.Sort(actNames)
}

var acts = map[string]func(*life){
	"open":             func(l *life) { l.open(sim.Options{}) },
	"open quietly":     func(l *life) { l.open(sim.Options{Unfocused: true}) },
	"open a dialog":    func(l *life) { l.open(sim.Options{Kind: workspaces.KindDialog}) },
	"open a popup":     func(l *life) { l.open(sim.Options{Kind: workspaces.KindPopup, Unfocused: true}) },
	"open a stubborn":  func(l *life) { l.open(sim.Options{Refuses: true}) },
	"open a big one":   func(l *life) { l.open(sim.Options{Minimum: workspaces.Size{W: 700, H: 300}}) },
	"open a ghost":     func(l *life) { l.open(sim.Options{Vanishes: true}) },
	"open a late one":  func(l *life) { l.open(sim.Options{LateTitle: "late"}) },
	"close":            func(l *life) { _ = l.desktop.Shut(l.window()) },
	"click":            func(l *life) { f := l.frame(); l.desktop.Click(f.TopLeft()) },
	"retitle":          func(l *life) { l.desktop.Retitle(l.window(), "new") },
	"become a window":  func(l *life) { l.desktop.SetKind(l.window(), workspaces.KindWindow) },
	"call":             func(l *life) { l.desktop.SetUrgent(l.window(), true) },
	"drag":             func(l *life) { l.desktop.Drag(l.nudged(), l.frame()) },
	"activate":         func(l *life) { l.activate() },
	"hang and recover": func(l *life) { l.hang() },
	"ask for focus": func(l *life) {
		l.desktop.Ask(desktop.FocusRequested{ID: l.window(), User: rapid.Bool().Draw(l.T, "user")})
	},
	"ask for a frame": func(l *life) {
		l.desktop.Ask(desktop.WindowMoved{ID: l.nudged(), Frame: l.frame(), Request: true})
	},
	"ask for fullscreen": func(l *life) {
		l.desktop.Ask(desktop.FullscreenRequested{ID: l.window(), Action: desktop.FullscreenToggle})
	},
	"ask for a workspace": func(l *life) {
		l.desktop.Ask(desktop.WorkspaceRequested{Index: rapid.IntRange(0, 5).Draw(l.T, "index")})
	},
	"ask to move": func(l *life) {
		l.desktop.Ask(desktop.MoveRequested{ID: l.window(), Index: rapid.IntRange(0, 5).Draw(l.T, "index")})
	},
	"sleep": func(l *life) { l.asleep = true; l.desktop.Sleep() },
	"wake":  func(l *life) { l.asleep = false; l.desktop.Wake() },
	"plug in": func(l *life) {
		l.extra++
		_ = l.desktop.AddMonitor(newMonitor(fmt.Sprint("extra-", l.extra), workspaces.Rect{X: float64(l.extra) * 3000, W: 800, H: 601}))
	},
	"unplug": func(l *life) {
		if m := l.desktop.Monitors(); len(m) > 1 {
			_ = l.desktop.RemoveMonitor(rapid.SampledFrom(m).Draw(l.T, "monitor").Name)
		}
	},
	"press keys": func(l *life) {
		l.key(rapid.SampledFrom([]string{"alt-h", "alt-l", "alt-shift-h", "alt-shift-l", "alt-1", "alt-2", "alt-shift-2", "alt-tab",
			"alt-space", "alt-comma", "alt-f", "alt-j", "alt-q", "alt-m", "alt-r", "h", "l", "esc"}).Draw(l.T, "keys"))
	},
	"command": func(l *life) {
		text := rapid.SampledFrom([]string{"balance-sizes", "flatten-workspace-tree", "workspace 3", "move-node-to-workspace --focus-follows-window 3",
			"focus-monitor next", "summon-workspace 2", "swap right", "focus dfs-next", "layout v_accordion", "layout h_tiles",
			"close-all-windows-but-current", "reload-config --no-gui", "enable off", "enable on"}).Draw(l.T, "command")
		p, err := command.Parse(text, command.Allowed{})
		if err != nil {
			l.Fatal(err)
		}
		l.agent.Evaluate(p, command.Env{}, "")
	},
}

func (l *life) activate() {
	if id := l.window(); id != workspaces.NoWindow {
		l.desktop.Activate(id)
	}
}

// hang makes an application deaf while somebody switches workspaces.
func (l *life) hang() {
	app := rapid.SampledFrom([]string{"Term", "Mail", "Note", "Web"}).Draw(l.T, "app")
	l.desktop.Hang(app)
	l.key("alt-2")
	if err := l.settle(); err != nil {
		l.Fatal(err)
	}
	l.desktop.Recover(app)
}
