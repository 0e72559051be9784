package workspaces

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whatever happens on a desktop, in whatever order: the invariants hold after
// every operation, its receiver is untouched, and an error changes nothing.
func TestAnyOperations(t *testing.T) { rapid.Check(t, anyOperations) }

// FuzzOperations is the same property with the fuzzer choosing.
func FuzzOperations(f *testing.F) { f.Fuzz(rapid.MakeFuzz(anyOperations)) }

func anyOperations(t *rapid.T) {
	d := desktop{T: t}
	d.state = New(d.settings(), d.monitors())
	d.check("new")
	steps := d.number("steps", 40)
	for range steps {
		name := rapid.SampledFrom(operationNames).Draw(t, "operation")
		before, untouched := d.state, d.state.clone()
		after, err := operations[name](&d)
		if !same(before.clone(), untouched) {
			t.Fatalf("%s changed the state it was called on", name)
		}
		if err != nil && after != before {
			t.Fatalf("%s failed (%v), and the state is another one", name, err)
		}
		d.state = after
		d.check(name)
	}
}

// check looks at the state, at the scene it makes, and at what comes back
// from a snapshot.
func (d *desktop) check(after string) {
	if err := d.state.Check(); err != nil {
		d.Fatalf("after %s: %v", after, err)
	}
	laid, scene := d.state.Layout()
	if err := laid.Check(); err != nil {
		d.Fatalf("after %s and a layout: %v", after, err)
	}
	if err := laid.CheckScene(scene); err != nil {
		d.Fatalf("after %s: %v", after, err)
	}
	d.checkTiles(after, laid, scene)
	if again, second := laid.Layout(); !reflect.DeepEqual(scene, second) {
		d.Fatalf("after %s: a second layout moves windows: %v, then %v (%s)", after, scene, second, again.Focus().Workspace)
	}
	// To restore a focus is to use its window, even if another one that has
	// not got the focus yet is newer.
	snap := laid.Snapshot()
	if i := slices.Index(snap.Recency, snap.Focus.Window); i >= 0 {
		snap.Recency = append(slices.Delete(snap.Recency, i, i+1), snap.Focus.Window)
	}
	data, err := json.Marshal(snap)
	if err != nil {
		d.Fatal(err)
	}
	var stored Snapshot
	if err := json.Unmarshal(data, &stored); err != nil {
		d.Fatal(err)
	}
	if back := Restore(d.state.settings, stored).Snapshot(); !reflect.DeepEqual(back, snap) {
		d.Fatalf("after %s: a snapshot comes back as another one:\n%+v\n%+v", after, snap, back)
	}
}

// checkTiles looks at the frames alone, without the tree's arithmetic: where a
// workspace has nothing but tiles and no gaps, they lie in its area, do not
// overlap, and leave nothing free.
func (d *desktop) checkTiles(after string, s *State, scene Scene) {
	if s.settings.Gaps != nil {
		return
	}
	for i, screen := range s.screens {
		area := s.tilingArea(i)
		var frames []Rect
		for _, p := range scene.Windows {
			if p.Visible && p.Monitor == i && p.Placement == Tiling && !p.Fullscreen {
				frames = append(frames, p.Frame)
			}
		}
		if len(frames) != len(s.TilingWindowsOf(screen.shown)) || len(frames) == 0 || !onlyTiles(s.Tree(screen.shown)) {
			continue
		}
		covered := 0.0
		for j, f := range frames {
			covered += f.W * f.H
			if f.X < area.X-1e-6 || f.Y < area.Y-1e-6 || f.Right() > area.Right()+1e-6 || f.Bottom() > area.Bottom()+1e-6 {
				d.Fatalf("after %s: %v is outside of %v", after, f, area)
			}
			for _, other := range frames[:j] {
				if f.Inset(1e-6, 1e-6, 1e-6, 1e-6).Intersects(other) {
					d.Fatalf("after %s: %v and %v overlap", after, f, other)
				}
			}
		}
		if math.Abs(covered-area.W*area.H) > 1e-3 {
			d.Fatalf("after %s: %v cover %v of %v", after, frames, covered, area.W*area.H)
		}
	}
}

// onlyTiles says that a tree has no accordion and no empty container.
func onlyTiles(n NodeSnapshot) bool {
	if n.Window != nil {
		return true
	}
	return n.Layout.Arrangement == Tiles && len(n.Children) > 0 && !slices.ContainsFunc(n.Children, func(c NodeSnapshot) bool { return !onlyTiles(c) })
}

// same compares two states in everything but the functions of the settings.
func same(a, b *State) bool {
	x, y := *a, *b
	x.settings.Gaps, y.settings.Gaps = nil, nil
	x.settings.Forced, y.settings.Forced = nil, nil
	return reflect.DeepEqual(&x, &y)
}

// desktop draws the arguments of operations.
type desktop struct {
	*rapid.T
	state    *State
	next     WindowID
	vanished Vanished
	gone     []Window
}

func (d *desktop) number(name string, below int) int {
	return rapid.IntRange(0, below-1).Draw(d.T, name)
}
func (d *desktop) yes(name string) bool { return rapid.Bool().Draw(d.T, name) }

// window is mostly one that exists.
func (d *desktop) window() WindowID {
	ids := d.state.Windows()
	if i := d.number("window", len(ids)+1); i < len(ids) {
		return ids[i]
	}
	return 999
}

func (d *desktop) workspace() string {
	return rapid.SampledFrom([]string{"1", "2", "3", "a", "b", "mail"}).Draw(d.T, "workspace")
}

func (d *desktop) monitor() int { return d.number("monitor", len(d.state.screens)) }

func (d *desktop) direction() Direction { return Direction(d.number("direction", 4)) }

func (d *desktop) target() Target {
	if id := d.window(); id != 999 {
		if info, _ := d.state.Window(id); info.Workspace != "" {
			return Target{info.Workspace, id}
		}
	}
	ws := d.workspace()
	return Target{ws, d.state.FocusOf(ws).Window}
}

func (d *desktop) layout() Layout {
	return Layout{Arrangement(d.number("arrangement", 2)), Orientation(d.number("orientation", 2))}
}

func (d *desktop) frame() Rect {
	at := func(name string) float64 { return float64(rapid.IntRange(-500, 4000).Draw(d.T, name)) }
	return Rect{at("x"), at("y"), float64(d.number("w", 2000)), float64(d.number("h", 2000))}
}

func (d *desktop) focusOptions() FocusOptions {
	return FocusOptions{
		IgnoreFloating: d.yes("ignore floating"),
		Boundaries:     Boundaries(d.number("boundaries", 2)),
		Action:         BoundaryAction(d.number("action", 4)),
	}
}

// monitors is one of some ways to arrange screens.
func (d *desktop) monitors() []Monitor {
	all := [][]Monitor{
		{screen1},
		{screen1, screen2},
		{screen1, monitorAt("below", Rect{0, 801, 1600, 900})},
		{monitorAt("left", Rect{-1600, 200, 1600, 900}), screen1, screen2},
		{{ID: "bar", Name: "bar", Frame: Rect{0, 0, 800, 1280}, WorkArea: Rect{0, 30, 800, 1200}}},
		{monitorAt("two", Rect{0, 0, 1000, 600}), monitorAt("far", Rect{5000, 5000, 640, 480})},
		{},
	}
	return rapid.SampledFrom(all).Draw(d.T, "monitors")
}

func (d *desktop) settings() Settings {
	s := Settings{
		Flatten:          d.yes("flatten"),
		Opposite:         d.yes("opposite"),
		RootArrangement:  Arrangement(d.number("root arrangement", 2)),
		RootOrientation:  RootOrientation(d.number("root orientation", 3)),
		AccordionPadding: float64(d.number("padding", 50)),
	}
	if d.yes("persistent") {
		s.Persistent = []string{"1", "mail"}
	}
	if d.yes("gaps") {
		g := Gaps{float64(d.number("inner horizontal", 4)), float64(d.number("inner vertical", 4)), 3, 30, 5, 7}
		s.Gaps = func(_ []Monitor, i int) Gaps {
			if i == 1 {
				return Gaps{}
			}
			return g
		}
	}
	if d.yes("forced") {
		s.Forced = func(monitors []Monitor, workspace string) (int, bool) {
			return len(monitors) - 1, workspace == "mail" || workspace == "2"
		}
	}
	return s
}

var operationNames []string

func init() {
	for name := range operations {
		operationNames = append(operationNames, name)
	}
	slices.Sort(operationNames)
}

var operations = map[string]func(*desktop) (*State, error){
	"AddWindow": func(d *desktop) (*State, error) {
		w := testWindow(d.next)
		d.next++
		w.Kind = Kind(d.number("kind", 3))
		w.Frame = d.frame()
		return d.state.AddWindow(w, AddOptions{Startup: d.yes("startup")}), nil
	},
	"AddWindow, tiling": func(d *desktop) (*State, error) {
		w := testWindow(d.next)
		d.next++
		return d.state.AddWindow(w, AddOptions{}), nil
	},
	"RemoveWindow": func(d *desktop) (*State, error) {
		return d.state.RemoveWindow(d.window(), RemoveOptions{LeftRecently: d.yes("left recently")})
	},
	"Vanish": func(d *desktop) (*State, error) {
		id := d.window()
		info, known := d.state.Window(id)
		if !known {
			return d.state, ErrUnknownWindow
		}
		d.vanished = d.vanished.Remember(d.state)
		d.gone = append(d.gone, info.Window)
		return d.state.RemoveWindow(id, RemoveOptions{})
	},
	"Recall": func(d *desktop) (*State, error) {
		if len(d.gone) == 0 {
			return d.state, ErrUnknownWindow
		}
		i := d.number("gone", len(d.gone))
		w := d.gone[i]
		d.gone = slices.Delete(d.gone, i, i+1)
		next, _ := d.vanished.Recall(d.state, w)
		return next, nil
	},
	"UpdateWindow": func(d *desktop) (*State, error) {
		w := testWindow(d.window())
		w.Frame, w.Urgent = d.frame(), d.yes("urgent")
		return d.state.UpdateWindow(w)
	},
	"SetPlacement": func(d *desktop) (*State, error) {
		return d.state.SetPlacement(d.window(), Placement(d.number("placement", 6)))
	},
	"SetMonitors":   func(d *desktop) (*State, error) { return d.state.SetMonitors(d.monitors()), nil },
	"SetSettings":   func(d *desktop) (*State, error) { return d.state.SetSettings(d.settings()), nil },
	"WithWorkspace": func(d *desktop) (*State, error) { return d.state.WithWorkspace(d.workspace()), nil },

	"FocusWindow":    func(d *desktop) (*State, error) { return d.state.FocusWindow(d.window()) },
	"FocusWorkspace": func(d *desktop) (*State, error) { return d.state.FocusWorkspace(d.workspace()), nil },
	"FocusMonitor":   func(d *desktop) (*State, error) { return d.state.FocusMonitor(d.monitor()), nil },
	"FocusDirection": func(d *desktop) (*State, error) {
		return d.state.FocusDirection(d.target(), d.direction(), d.focusOptions())
	},
	"FocusDFS": func(d *desktop) (*State, error) {
		return d.state.FocusDFS(d.target(), 2*d.number("forward", 2)-1, d.focusOptions())
	},
	"FocusIndex": func(d *desktop) (*State, error) {
		return d.state.FocusIndex(d.target(), d.number("index", 4), d.focusOptions())
	},
	"FocusBack":     func(d *desktop) (*State, error) { return d.state.FocusBack() },
	"WorkspaceBack": func(d *desktop) (*State, error) { return d.state.WorkspaceBack() },
	"AcknowledgeFocus": func(d *desktop) (*State, error) {
		s, _ := d.state.AcknowledgeFocus()
		return s, nil
	},

	"Move": func(d *desktop) (*State, error) {
		action := rapid.SampledFrom([]BoundaryAction{Stop, Fail, CreateContainer}).Draw(d.T, "action")
		return d.state.Move(d.window(), d.direction(), MoveOptions{Boundaries(d.number("boundaries", 2)), action})
	},
	"JoinWith": func(d *desktop) (*State, error) { return d.state.JoinWith(d.window(), d.direction()) },
	"Swap": func(d *desktop) (*State, error) {
		return d.state.Swap(d.window(), d.direction(), SwapOptions{d.yes("wrap"), d.yes("swap focus")})
	},
	"SwapDFS": func(d *desktop) (*State, error) {
		return d.state.SwapDFS(d.window(), 2*d.number("forward", 2)-1, SwapOptions{d.yes("wrap"), d.yes("swap focus")})
	},
	"MoveToWorkspace": func(d *desktop) (*State, error) {
		return d.state.MoveToWorkspace(d.window(), d.workspace(), d.yes("follow"))
	},
	"MoveToMonitor": func(d *desktop) (*State, error) {
		way := d.direction()
		var from *Direction
		if d.yes("from a direction") {
			from = &way
		}
		return d.state.MoveToMonitor(d.window(), d.monitor(), from, d.yes("follow"))
	},
	"MoveWorkspaceToMonitor": func(d *desktop) (*State, error) {
		return d.state.MoveWorkspaceToMonitor(d.workspace(), d.monitor())
	},
	"SummonWorkspace": func(d *desktop) (*State, error) { return d.state.SummonWorkspace(d.workspace()) },

	"SetLayout": func(d *desktop) (*State, error) {
		return d.state.SetLayout(Subject{Window: d.window(), Workspace: d.workspace(), Root: d.yes("root")}, d.layout())
	},
	"Float":   func(d *desktop) (*State, error) { return d.state.Float(d.window()) },
	"Unfloat": func(d *desktop) (*State, error) { return d.state.Unfloat(d.window()) },
	"Resize":  resizeInBounds,
	"Balance": func(d *desktop) (*State, error) { return d.state.Balance(d.workspace()), nil },
	"Flatten": func(d *desktop) (*State, error) { return d.state.Flatten(d.workspace()), nil },
	"Split": func(d *desktop) (*State, error) {
		return d.state.Split(d.window(), Orientation(d.number("orientation", 2)))
	},
	"SetFullscreen": func(d *desktop) (*State, error) {
		return d.state.SetFullscreen(d.window(), d.yes("on"), d.yes("no gaps"))
	},
	"CoverMonitor": func(d *desktop) (*State, error) { return d.state.CoverMonitor(d.window(), d.yes("on")) },
	"DropTile":     func(d *desktop) (*State, error) { return d.state.DropTile(d.window(), d.frame().TopLeft()) },
	"ResizeTile":   func(d *desktop) (*State, error) { return d.state.ResizeTile(d.window(), d.frame(), d.frame()) },

	"CollectGarbage": func(d *desktop) (*State, error) { return d.state.CollectGarbage(), nil },
	"Normalize":      func(d *desktop) (*State, error) { return d.state.Normalize(), nil },
	"Layout": func(d *desktop) (*State, error) {
		s, _ := d.state.Layout()
		return s, nil
	},
}

// resizeInBounds resizes so that no weight comes down to zero: a resize has
// no lower bound of its own, as in AeroSpace.
func resizeInBounds(d *desktop) (*State, error) {
	id := d.window()
	dimension := Dimension(d.number("dimension", 4))
	units := Units(d.number("units", 3))
	amount := float64(d.number("amount", 300))
	if n := d.state.windows[id]; n != nil && n.parent.role == Tiling {
		if n = n.resizable(dimension); n != nil {
			least := n.weight
			for _, c := range n.parent.children {
				least = min(least, c.weight)
			}
			amount = min(amount, least/2)
			if units == Set {
				amount = n.weight + amount
			}
		}
	}
	return d.state.Resize(id, dimension, units, amount)
}

// A balanced, flattened workspace looks the same however it came about.
func TestFlatBalancedTreesAreAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := desktop{T: t, state: New(Settings{}, []Monitor{screen1})}
		count := 1 + d.number("windows", 8)
		for range count {
			d.state, _ = operations["AddWindow, tiling"](&d)
		}
		for range d.number("steps", 20) {
			name := rapid.SampledFrom([]string{"Move", "JoinWith", "Swap", "Split", "FocusWindow", "Resize"}).Draw(t, "operation")
			d.state, _ = operations[name](&d)
		}
		ws := d.state.Focus().Workspace
		layout, err := d.state.Flatten(ws).SetLayout(Subject{Window: NoWindow, Workspace: ws}, Layout{Tiles, Horizontal})
		if err != nil {
			t.Fatal(err)
		}
		_, scene := layout.Balance(ws).Layout()
		var frames []string
		for _, p := range scene.Windows {
			frames = append(frames, fmt.Sprintf("%.6f %.6f", p.Frame.X, p.Frame.W))
		}
		slices.Sort(frames)
		var even []string
		for i := range count {
			even = append(even, fmt.Sprintf("%.6f %.6f", float64(i)*1200/float64(count), 1200/float64(count)))
		}
		slices.Sort(even)
		if !slices.Equal(frames, even) {
			t.Fatalf("%d windows are at %v", count, frames)
		}
	})
}
