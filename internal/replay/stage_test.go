// Package replay plays scenarios on a real X server: the whole agent manages
// real windows, commands come through its socket or from the keyboard, and
// what a row expects is compared with the agent's state and with what the
// server says.
package replay

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/config"
	"perch/internal/agent"
	"perch/internal/command"
	"perch/internal/desktop/x11"
	"perch/internal/ipc"
	"perch/internal/simulate"
	"perch/internal/xserver"
	"perch/workspaces"
)

// patience is how long a row may take to come to what it expects.
const patience = 20 * time.Second

// theatre is one X server, on which rows are played one after another.
type theatre struct {
	testing.TB
	server   *xserver.Server
	client   *xserver.Client
	folder   string
	monitors string // as they are, in a word
	played   int
}

func build(t testing.TB) *theatre {
	t.Helper()
	server, err := xserver.Start(xserver.Options{Screen: "4480x2640"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	client, err := xserver.Dial(server.Display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	folder, err := os.MkdirTemp("", "replay") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return &theatre{TB: t, server: server, client: client, folder: folder}
}

// stage is a row at its beginning: the agent runs, the windows are there, and
// the state is that of the row.
type stage struct {
	*theatre
	start   simulate.Start
	origin  image.Point // of the row's coordinates, on the screen
	desktop *numbered
	agent   *agent.Agent
	socket  string
	windows map[workspaces.WindowID]xproto.Window
	docks   []xproto.Window
	stop    func()
}

// set builds a row's beginning. prepare may change it; absent windows are in
// the row, but not there yet.
func (t *theatre) set(row simulate.Row, absent []workspaces.WindowID, prepare func(*config.Config) error) (*stage, error) {
	start, err := row.Start()
	if err != nil {
		return nil, err
	}
	for _, id := range absent {
		start.Snapshot = without(start.Snapshot, id)
	}
	// Workspaces that a row lists stay although nobody sees them.
	for _, ws := range start.Snapshot.Workspaces {
		if !slices.Contains(start.Config.PersistentWorkspaces, ws.Name) {
			start.Config.PersistentWorkspaces = append(start.Config.PersistentWorkspaces, ws.Name)
		}
	}
	if prepare != nil {
		if err := prepare(start.Config); err != nil {
			return nil, err
		}
	}
	s := &stage{theatre: t, start: start, windows: map[workspaces.WindowID]xproto.Window{}}
	// Of several monitors only the main one is there at first: the others come
	// while the agent runs.
	first := start.Snapshot.Monitors
	if i := slices.IndexFunc(first, workspaces.Monitor.Main); len(first) > 1 && i >= 0 {
		main := first[i]
		main.SystemIndex = 1
		first = []workspaces.Monitor{main}
	}
	if err := s.arrange(first); err != nil {
		return nil, err
	}
	for _, w := range windowsOf(start.Snapshot) {
		if err := s.open(w, nil); err != nil {
			return nil, err
		}
	}
	if p := start.Pointer; p != (workspaces.Point{}) {
		t.client.MovePointer(int(p.X)+s.origin.X, int(p.Y)+s.origin.Y)
	}
	if err := s.raise(); err != nil {
		s.strike()
		return nil, err
	}
	return s, nil
}

// arrange sets the server's monitors, and a dock at each edge that is not all
// work area.
func (s *stage) arrange(monitors []workspaces.Monitor) error {
	corner := image.Pt(math.MaxInt, math.MaxInt)
	for _, m := range monitors {
		corner = image.Pt(min(corner.X, int(m.Frame.X)), min(corner.Y, int(m.Frame.Y)))
	}
	s.origin = image.Pt(-corner.X, -corner.Y)
	list := slices.Clone(monitors)
	slices.SortFunc(list, func(a, b workspaces.Monitor) int { return a.SystemIndex - b.SystemIndex })
	var frames []xserver.Monitor
	for _, m := range list {
		frames = append(frames, xserver.Monitor{Name: m.Name, Frame: s.pixels(m.Frame), Primary: m.Main()})
	}
	if word := fmt.Sprint(frames); word != s.monitors {
		if err := s.client.SetMonitors(frames...); err != nil {
			return err
		}
		s.monitors = word
	}
	screen := s.client.Screen()
	for i, m := range list {
		whole, work := frames[i].Frame, s.pixels(m.WorkArea)
		top, bottom := uint32(work.Min.Y), uint32(screen.Dy()-work.Max.Y)
		from, to := uint32(whole.Min.X), uint32(whole.Max.X-1)
		if work.Min.Y > whole.Min.Y {
			if err := s.dock(image.Rect(whole.Min.X, whole.Min.Y, whole.Max.X, work.Min.Y), 0, 0, top, 0, 0, 0, 0, 0, from, to, 0, 0); err != nil {
				return err
			}
		}
		if work.Max.Y < whole.Max.Y {
			if err := s.dock(image.Rect(whole.Min.X, work.Max.Y, whole.Max.X, whole.Max.Y), 0, 0, 0, bottom, 0, 0, 0, 0, 0, 0, from, to); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *stage) dock(frame image.Rectangle, strut ...uint32) error {
	id, err := s.client.Open(xserver.Spec{Class: "dock", Title: "dock", Frame: frame, Kinds: []string{"_NET_WM_WINDOW_TYPE_DOCK"}, Unmapped: true})
	if err != nil {
		return err
	}
	s.docks = append(s.docks, id)
	if err := s.client.SetCardinals(id, "_NET_WM_STRUT_PARTIAL", "CARDINAL", strut...); err != nil {
		return err
	}
	return xproto.MapWindowChecked(s.client.Conn(), id).Check()
}

// pixels is a frame on the screen: edges are rounded, so that neighbours meet,
// and nothing is smaller than a pixel.
func (s *stage) pixels(r workspaces.Rect) image.Rectangle {
	edge := func(v float64) int { return int(math.Round(v)) }
	x, y := edge(r.X), edge(r.Y)
	return image.Rect(x, y, max(x+1, edge(r.X+r.W)), max(y+1, edge(r.Y+r.H))).Add(s.origin)
}

// open opens a window of the row. More properties are set before it is mapped.
func (s *stage) open(w workspaces.Window, before func(xproto.Window) error) error {
	spec := xserver.Spec{Class: w.App.ID, Title: w.Title, Unmapped: true}
	if w.Frame.W > 0 {
		spec.Frame = s.pixels(w.Frame)
	}
	id, err := s.client.Open(spec)
	if err != nil {
		return err
	}
	s.windows[w.ID] = id
	if s.desktop != nil {
		s.desktop.name(w.ID, id)
	}
	if before != nil {
		if err := before(id); err != nil {
			return err
		}
	}
	return xproto.MapWindowChecked(s.client.Conn(), id).Check()
}

// raise starts the agent and puts the row's state into it.
func (s *stage) raise() error {
	s.played++
	s.socket = filepath.Join(s.folder, fmt.Sprint(s.played))
	server, err := ipc.Listen(s.socket, ipc.Options{Version: "1 x"})
	if err != nil {
		return err
	}
	d, err := x11.Open(x11.Options{Display: s.server.Display, Log: slog.New(slog.NewTextHandler(testLog{s.TB}, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		server.Close()
		return err
	}
	s.desktop = number(d, s.windows)
	s.agent = agent.New(agent.Options{
		Desktop: s.desktop, Server: server,
		Load: func() (*config.Config, string, []config.Problem) { return s.start.Config, "", nil },
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.agent.Run(ctx) }()
	s.stop = func() {
		cancel()
		if err := <-ended; err != nil {
			s.Errorf("the agent ended: %v", err)
		}
	}
	if err := s.rest(); err != nil {
		return err
	}
	if len(s.start.Snapshot.Monitors) > 1 {
		if err := s.arrange(s.start.Snapshot.Monitors); err != nil {
			return err
		}
	}
	if wrong := s.until(s.otherMonitors); len(wrong) > 0 {
		return errors.New(sentence(wrong))
	}
	s.desktop.do(func() {
		snap := s.start.Snapshot
		snap.Monitors = s.agent.State().Monitors()
		s.agent.Replace(workspaces.Restore(command.Settings(s.start.Config), snap))
	})
	// The server serves its clients in an order of its own: a key that a client
	// presses may come before a grab that was asked for earlier.
	if wrong := s.until(func() []string {
		state, _, scene := s.state()
		return s.onScreen(state, scene)
	}); len(wrong) > 0 {
		return fmt.Errorf("the beginning: %s", sentence(wrong))
	}
	return nil
}

// otherMonitors says how the agent's monitors differ from those of the row.
func (s *stage) otherMonitors() []string {
	var monitors []workspaces.Monitor
	s.desktop.do(func() { monitors = s.agent.State().Monitors() })
	want := s.start.Snapshot.Monitors
	if !slices.EqualFunc(monitors, want, func(a, b workspaces.Monitor) bool {
		return a.Name == b.Name && a.Frame == b.Frame && a.WorkArea == b.WorkArea && a.SystemIndex == b.SystemIndex
	}) {
		return []string{fmt.Sprintf("the monitors are %+v, want %+v", monitors, want)}
	}
	return nil
}

// testLog passes what is logged on to the test.
type testLog struct{ testing.TB }

func (l testLog) Write(line []byte) (int, error) {
	l.Logf("log: %s", line)
	return len(line), nil
}

// strike clears the stage for the next row.
func (s *stage) strike() {
	if s.stop != nil {
		s.stop()
	}
	for _, id := range s.docks {
		_ = s.client.Destroy(id)
	}
	for _, id := range s.windows {
		_ = s.client.Destroy(id) // some are closed already
	}
	s.client.Sync()
}

// rest returns once the agent has handled all that happened before.
func (s *stage) rest() error {
	s.client.Sync()
	if err := s.client.SendMessage(s.client.Root(), "_NET_CURRENT_DESKTOP", mark); err != nil {
		return err
	}
	select {
	case <-s.desktop.marks:
	case <-time.After(patience):
		return errors.New("the window manager does not answer")
	}
	s.desktop.do(func() {})
	return nil
}

// send runs a step's command as a client does. What is no single command goes
// through eval.
func (s *stage) send(step simulate.Step, text string) (command.Result, error) {
	c, err := ipc.Dial(s.socket)
	if err != nil {
		return command.Result{}, err
	}
	defer c.Close()
	r := step.Request()
	r.Args = argv(text)
	a, err := c.Call(r)
	return command.Result{Code: command.Code(a.ExitCode), Stdout: a.Stdout, Stderr: a.Stderr}, err
}

// argv is what a shell would make of a command line.
func argv(text string) []string {
	tree, err := command.ParseWords(text)
	if err == nil && tree.Operator == command.Leaf && len(tree.Leaf) > 0 {
		return tree.Leaf
	}
	return []string{"eval", text}
}

// state is the agent's state, its mode, and the scene that it belongs to.
func (s *stage) state() (state *workspaces.State, mode string, scene workspaces.Scene) {
	s.desktop.do(func() {
		state = s.agent.State()
		_, scene = state.Layout()
	})
	if a, err := s.send(simulate.Step{}, "list-modes --current"); err == nil {
		mode = a.Stdout
	}
	return state, mode, scene
}

// until waits until nothing is wrong any more, and says what still is in the
// end.
func (s *stage) until(wrong func() []string) []string {
	var list []string
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.client.WaitFor(ctx, func() bool {
		if err := s.rest(); err != nil {
			list = []string{err.Error()}
		} else {
			list = wrong()
		}
		return len(list) == 0
	}); err != nil && len(list) == 0 {
		list = []string{err.Error()}
	}
	return list
}

// windowsOf are the windows of a snapshot in the order in which they stand.
func windowsOf(snap workspaces.Snapshot) []workspaces.Window {
	var list []workspaces.Window
	for _, ws := range snap.Workspaces {
		list = append(list, windowsUnder(ws.Root)...)
		for _, of := range [][]workspaces.WindowSnapshot{ws.Floating, ws.NativeFullscreen, ws.HiddenApp} {
			for _, w := range of {
				list = append(list, w.Window)
			}
		}
	}
	for _, w := range append(slices.Clone(snap.Minimized), snap.Popups...) {
		list = append(list, w.Window)
	}
	return list
}

func windowsUnder(n workspaces.NodeSnapshot) []workspaces.Window {
	if n.Window != nil {
		return []workspaces.Window{n.Window.Window}
	}
	var list []workspaces.Window
	for _, c := range n.Children {
		list = append(list, windowsUnder(c)...)
	}
	return list
}

// without is a snapshot without one window.
func without(snap workspaces.Snapshot, id workspaces.WindowID) workspaces.Snapshot {
	s, err := workspaces.Restore(workspaces.Settings{}, snap).RemoveWindow(id, workspaces.RemoveOptions{})
	if err != nil {
		return snap
	}
	return s.Snapshot()
}

func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

func sentence(list []string) string { return strings.Join(list, "; ") }
