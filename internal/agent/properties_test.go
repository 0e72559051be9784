package agent

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"perch/config"
	"perch/internal/command"
	"perch/internal/desktop"
	"perch/internal/desktop/sim"
	"perch/workspaces"
)

const randomConfig = `
config-version = 2
persistent-workspaces = ['1', '2']
focus-follows-mouse.enabled = true
on-focus-changed = 'move-mouse window-lazy-center'
on-window-detected = [
  { if.app-id = 'Mail', run = 'move-node-to-workspace mail' },
  { if.app-id = 'Note', run = 'layout floating' },
]
[gaps]
inner.horizontal = 6
outer.top = 4
[workspace-to-monitor-force-assignment]
mail = 'secondary'
[mode.main.binding]
alt-f = 'fullscreen'
alt-r = 'mode resize'
[mode.resize.binding]
h = 'resize width -50'
esc = 'mode main'
`

var randomCommands = []string{
	"focus left", "focus right", "focus up", "focus dfs-next", "focus-back-and-forth",
	"move left", "move right", "move up", "join-with left", "swap right", "split vertical",
	"layout floating tiling", "layout v_accordion", "layout h_tiles", "fullscreen", "fullscreen --no-outer-gaps",
	"workspace 1", "workspace 2", "workspace 7", "workspace mail", "workspace-back-and-forth", "workspace next",
	"move-node-to-workspace 2", "move-node-to-workspace --focus-follows-window 7", "move-node-to-monitor next",
	"focus-monitor next", "move-workspace-to-monitor --wrap-around next", "summon-workspace 2",
	"resize width +70", "resize smart -70", "balance-sizes", "flatten-workspace-tree", "close", "reload-config",
	"mode resize", "mode main", "enable off", "enable on", "workspace 7; workspace 2; workspace 1",
}

// life is an agent to which anything happens.
type life struct {
	*rapid.T
	desktop *sim.Desktop
	agent   *Agent
	asleep  bool
	// stubborn windows are not where they were put: they have a minimum
	// size, or somebody moves them again and again.
	stubborn map[workspaces.WindowID]bool
	moves    map[workspaces.WindowID]int
}

func TestAnythingCanHappen(t *testing.T) {
	c, problems := start(t, randomConfig).agent.Config(), []config.Problem(nil)
	rapid.Check(t, func(t *rapid.T) {
		l := &life{T: t, desktop: sim.New(leftScreen, rightScreen), stubborn: map[workspaces.WindowID]bool{}, moves: map[workspaces.WindowID]int{}}
		l.agent = New(Options{
			Desktop: l.desktop, Now: l.desktop.Now,
			Load: func() (*config.Config, string, []config.Problem) { return c, "", problems },
		})
		for range rapid.IntRange(0, 3).Draw(t, "windows at the start") {
			l.open()
		}
		l.desktop.Start()
		l.settle()
		l.check()
		for range rapid.IntRange(1, 25).Draw(t, "acts") {
			l.act()
			if rapid.IntRange(0, 3).Draw(t, "settles") == 0 {
				continue // the next act overtakes what this one caused
			}
			l.settle()
			l.check()
			l.desktop.Advance(time.Duration(rapid.SampledFrom([]int{0, 10, 1500, 5000}).Draw(t, "pause")) * time.Millisecond)
			l.settle()
		}
		l.settle()
		l.check()
		l.rest()
	})
}

func (l *life) settle() {
	for range 2000 {
		e, ok := l.desktop.Drain()
		if !ok {
			return
		}
		l.agent.Handle(e)
		if err := l.agent.State().Check(); err != nil {
			l.Fatalf("after %#v: %v", e, err)
		}
	}
	l.Fatal("the agent and the desktop do not come to rest")
}

// check compares the desktop with the scene.
func (l *life) check() {
	state := l.agent.State()
	_, scene := state.Layout()
	if err := state.CheckScene(scene); err != nil {
		l.Fatal(err)
	}
	if l.asleep {
		return
	}
	off := l.agent.memory.Disabled
	var order []workspaces.WindowID
	for _, p := range scene.Windows {
		w, there := l.desktop.Window(p.ID)
		switch {
		case !there:
			l.Fatalf("window %d is not there", p.ID)
		case w.Visible != (p.Visible || off):
			l.Fatalf("window %d of workspace %s: visible is %v", p.ID, p.Workspace, w.Visible)
		case p.Visible && !l.stubborn[p.ID] && w.Frame != p.Frame:
			l.Fatalf("window %d is at %v, its place is %v", p.ID, w.Frame, p.Frame)
		case p.Visible && (w.Fullscreen != p.Fullscreen || w.Floating != (p.Placement == workspaces.Floating)):
			l.Fatalf("window %d: fullscreen is %v, floating %v; want %+v", p.ID, w.Fullscreen, w.Floating, p)
		}
		if p.Visible || off {
			order = append(order, p.ID)
		}
	}
	stack := slices.DeleteFunc(l.desktop.Stack(), func(id workspaces.WindowID) bool {
		w, known := state.Window(id)
		return !known || w.Placement == workspaces.Popup
	})
	if !slices.Equal(stack, order) {
		l.Fatalf("the stack is %v, want %v", stack, order)
	}
	seen := l.desktop.Focused()
	if w, known := state.Window(seen); known && w.Placement == workspaces.Popup {
		return
	}
	if want := state.Focus().Window; seen != want {
		l.Fatalf("the keyboard is at %d, the focus at %d", seen, want)
	}
}

// rest checks that turns in which nothing happens tell the desktop nothing.
func (l *life) rest() {
	l.desktop.Changes()
	l.agent.Evaluate(nothing, command.Env{}, "")
	l.agent.Handle(desktop.WindowClosed{ID: 9999})
	l.agent.Handle(desktop.Focused{ID: l.desktop.Focused()})
	for _, w := range l.desktop.Windows() {
		l.agent.Handle(desktop.WindowChanged{Window: w.Window})
	}
	l.settle()
	for _, change := range l.desktop.Changes() {
		// One that insists is put back again after a while.
		change.Frames = slices.DeleteFunc(change.Frames, func(f desktop.Frame) bool { return l.stubborn[f.ID] })
		if !change.Empty() {
			l.Fatalf("nothing happened, and the desktop was told %+v", change)
		}
	}
}

var nothing = mustParse("true")

func mustParse(text string) *command.Program {
	p, err := command.Parse(text, command.Allowed{})
	if err != nil {
		panic(err)
	}
	return p
}

func (l *life) window() workspaces.WindowID {
	if windows := l.desktop.Windows(); len(windows) > 0 {
		return rapid.SampledFrom(windows).Draw(l.T, "window").ID
	}
	return 9999
}

// nudged is a window that somebody moves.
func (l *life) nudged() workspaces.WindowID {
	id := l.window()
	if l.moves[id]++; l.moves[id] > maxCorrections {
		l.stubborn[id] = true
	}
	return id
}

func (l *life) frame() workspaces.Rect {
	n := func(name string, from, to int) float64 { return float64(rapid.IntRange(from, to).Draw(l.T, name)) }
	return workspaces.Rect{X: n("x", -300, 1700), Y: n("y", -100, 900), W: n("w", 20, 800), H: n("h", 20, 600)}
}

func (l *life) open() {
	if len(l.desktop.Windows()) > 10 {
		return
	}
	o := sim.Options{
		Kind:      workspaces.Kind(rapid.IntRange(0, 2).Draw(l.T, "kind")),
		Frame:     l.frame(),
		Unfocused: rapid.Bool().Draw(l.T, "unfocused"),
		Refuses:   rapid.IntRange(0, 5).Draw(l.T, "refuses") == 0,
		Vanishes:  rapid.IntRange(0, 9).Draw(l.T, "vanishes") == 0,
	}
	if rapid.IntRange(0, 5).Draw(l.T, "big") == 0 {
		o.Minimum = workspaces.Size{W: 700, H: 500}
	}
	id := l.desktop.Open(rapid.SampledFrom([]string{"Term", "Mail", "Note"}).Draw(l.T, "app"), "title", o)
	l.stubborn[id] = o.Minimum != (workspaces.Size{})
}

func (l *life) act() {
	d := l.desktop
	bit := func(name string) bool { return rapid.Bool().Draw(l.T, name) }
	index := func() int { return rapid.IntRange(-1, 5).Draw(l.T, "index") }
	switch rapid.SampledFrom([]string{
		"open", "open", "open", "close", "command", "command", "command", "command", "keys", "activate", "click", "point",
		"drag", "request", "focus request", "workspace request", "move request", "fullscreen request", "drag a tile", "drop a tile", "retitle", "kind",
		"urgent", "sleep", "wake", "unplug", "plug",
	}).Draw(l.T, "act") {
	case "open":
		l.open()
	case "close":
		_ = d.Shut(l.window())
	case "command":
		l.agent.Evaluate(mustParse(rapid.SampledFrom(randomCommands).Draw(l.T, "command")), command.Env{}, "")
	case "keys":
		c, err := l.agent.Config().Keys.Parse(rapid.SampledFrom([]string{"alt-f", "alt-r", "h", "esc"}).Draw(l.T, "keys"))
		if err != nil {
			l.Fatal(err)
		}
		d.Press(c)
	case "activate":
		if id := l.window(); id != 9999 {
			d.Activate(id)
		}
	case "click":
		d.Click(l.frame().TopLeft())
	case "point":
		d.Point(l.frame().TopLeft())
	case "drag":
		// A report that crosses with a change cannot be told from a later one.
		l.settle()
		d.Drag(l.nudged(), l.frame())
		l.settle()
	case "request":
		d.Ask(desktop.WindowMoved{ID: l.nudged(), Frame: l.frame(), Request: true})
	case "focus request":
		d.Ask(desktop.FocusRequested{ID: l.window(), User: bit("user")})
	case "workspace request":
		d.Ask(desktop.WorkspaceRequested{Index: index()})
	case "move request":
		d.Ask(desktop.MoveRequested{ID: l.window(), Index: index()})
	case "fullscreen request":
		d.Ask(desktop.FullscreenRequested{ID: l.window(), Action: desktop.FullscreenAction(rapid.IntRange(0, 2).Draw(l.T, "action"))})
	case "drag a tile":
		d.Ask(desktop.TileDragged{ID: l.window(), From: l.frame(), To: l.frame()})
	case "drop a tile":
		d.Ask(desktop.TileDropped{ID: l.window(), At: l.frame().TopLeft()})
	case "retitle":
		d.Retitle(l.window(), fmt.Sprint(rapid.IntRange(0, 3).Draw(l.T, "title")))
	case "kind":
		d.SetKind(l.window(), workspaces.Kind(rapid.IntRange(0, 2).Draw(l.T, "kind")))
	case "urgent":
		d.SetUrgent(l.window(), bit("urgent"))
	case "sleep":
		l.asleep = true
		d.Sleep()
	case "wake":
		l.asleep = false
		d.Wake()
	case "unplug":
		if m := d.Monitors(); len(m) > 1 {
			_ = d.RemoveMonitor(rapid.SampledFrom(m).Draw(l.T, "monitor").Name)
		}
	case "plug":
		_ = d.AddMonitor(rapid.SampledFrom([]workspaces.Monitor{leftScreen, rightScreen, screen("above", workspaces.Rect{Y: -700, W: 900, H: 700})}).Draw(l.T, "monitor"))
	}
}
