package replay

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jezek/xgb/xproto"

	"perch/config"
	"perch/internal/command"
	"perch/internal/ipc"
	"perch/internal/simulate"
	"perch/workspaces"
)

var scenarioFiles = []string{"../../testdata/scenarios.jsonl", "../simulate/testdata/rows.jsonl"}

func stateRows(t *testing.T) []simulate.Row {
	t.Helper()
	var all []simulate.Row
	for _, file := range scenarioFiles {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := simulate.StateRows(f)
		f.Close()
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, rows...)
	}
	return all
}

// servers is how many X servers play rows side by side.
const servers = 2

// play gives every row to one of the servers and returns how many were played.
// A row that cannot be played is counted under its reason.
func play(t *testing.T, rows []simulate.Row, reason func(simulate.Row) string, one func(*theatre, simulate.Row) []string) (played int) {
	t.Helper()
	reasons := map[string]int{}
	queue := make(chan simulate.Row)
	var mu sync.Mutex
	var all sync.WaitGroup
	for range servers {
		theatre := build(t)
		all.Go(func() {
			for row := range queue {
				if wrong := one(theatre, row); len(wrong) > 0 {
					t.Errorf("%s: %s", row.ID, sentence(wrong))
				}
				mu.Lock()
				played++
				mu.Unlock()
			}
		})
	}
	for _, row := range rows {
		if why := reason(row); why != "" {
			reasons[why]++
			continue
		}
		queue <- row
	}
	close(queue)
	all.Wait()
	t.Logf("%s played", plural(played, "row"))
	for _, why := range slices.Sorted(maps.Keys(reasons)) {
		t.Logf("%s not played: %s", plural(reasons[why], "row"), why)
	}
	return played
}

// unplayable says why a row cannot be played on X11; "" if it can.
func unplayable(row simulate.Row) string {
	switch {
	case row.Mentions(`"macos_fullscreen":true`):
		return "the platform's own fullscreen of a tiled window is there on macOS only"
	case row.Mentions(`"_minimized"`):
		return "there are minimized windows on macOS only"
	case row.Has("matches"):
		return "the condition of a rule is no command"
	case row.ID == "own-042":
		return "the layout that follows takes the focus away from a hidden workspace"
	}
	start, err := row.Start()
	if err == nil && slices.ContainsFunc(start.Snapshot.Monitors, func(m workspaces.Monitor) bool { return m.Main() && m.SystemIndex != 1 }) {
		return "the main monitor is the first one on X11"
	}
	return ""
}

// TestRows plays every row that X11 can have through the agent's socket.
func TestRows(t *testing.T) {
	played := play(t, stateRows(t), unplayable, (*theatre).playBySocket)
	if played < 300 {
		t.Errorf("only %d rows were played", played)
	}
}

func (t *theatre) playBySocket(row simulate.Row) []string {
	if !row.Has("layout_before") {
		row = row.WithoutWeights()
	}
	var absent []workspaces.WindowID
	for _, step := range row.Steps() {
		if id, ok := step.Detects(); ok {
			absent = append(absent, id)
		}
	}
	s, err := t.set(row, absent, nil)
	if err != nil {
		return []string{err.Error()}
	}
	defer s.strike()
	var wrong []string
	steps := row.Steps()
	for i, step := range steps {
		for _, w := range s.step(step) {
			if len(steps) > 1 {
				w = fmt.Sprintf("step %d: %s", i+1, w)
			}
			wrong = append(wrong, w)
		}
	}
	return append(wrong, s.until(func() []string {
		state, mode, scene := s.state()
		return append(row.CheckEnd(state, mode), s.onScreen(state, scene)...)
	})...)
}

// step does what one step of a row says.
func (s *stage) step(step simulate.Step) []string {
	var wrong []string
	if monitors, err := step.Monitors(); err != nil {
		return []string{err.Error()}
	} else if monitors != nil {
		if err := s.arrange(monitors); err != nil {
			return []string{err.Error()}
		}
		if err := s.rest(); err != nil {
			return []string{err.Error()}
		}
	}
	if id, ok := step.Detects(); ok {
		if err := s.detect(id); err != nil {
			return []string{err.Error()}
		}
	}
	if text, ok := step.Command(); ok {
		var events *stream
		if step.Expects("events") {
			var err error
			if events, err = s.listen(); err != nil {
				return []string{err.Error()}
			}
			defer events.stop()
		}
		before := len(s.client.Windows())
		result, err := s.send(step, text)
		if err != nil {
			return []string{err.Error()}
		}
		wrong = step.CheckResult(result)
		if strings.HasPrefix(text, "close") && result.Code == command.OK {
			wrong = append(wrong, s.until(func() []string {
				if len(s.client.Windows()) == before {
					return []string{"the window does not close"}
				}
				return nil
			})...)
		}
		if events != nil {
			frames, err := events.take(s)
			if err != nil {
				return append(wrong, err.Error())
			}
			wrong = append(wrong, step.CheckEvents(frames)...)
		}
	}
	return append(wrong, s.until(func() []string {
		state, mode, scene := s.state()
		return append(step.CheckState(state, mode), s.onScreen(state, scene)...)
	})...)
}

// detect opens a window of the row that is not there yet, as an application
// does that does not ask for the focus (_NET_WM_USER_TIME is 0).
func (s *stage) detect(id workspaces.WindowID) error {
	w := workspaces.Window{ID: id, Title: fmt.Sprintf("TestWindow(%d)", id), App: workspaces.App{ID: "bobko.AeroSpace.test-app"}}
	return s.open(w, func(window xproto.Window) error {
		return s.client.SetCardinals(window, "_NET_WM_USER_TIME", "CARDINAL", 0)
	})
}

// stream is a subscription to all events.
type stream struct {
	frames chan []byte
	stop   context.CancelFunc
}

func (s *stage) listen() (*stream, error) {
	ctx, cancel := context.WithCancel(context.Background())
	events := &stream{make(chan []byte, 1000), cancel}
	go ipc.Subscribe(ctx, s.socket, []string{"subscribe", "--all"}, func(frame []byte) error {
		events.frames <- frame
		return nil
	})
	for range initial {
		if _, err := events.next(ctx); err != nil {
			return nil, err
		}
	}
	return events, nil
}

// initial is how many events tell a new subscriber where things stand.
const initial = 4

func (e *stream) next(ctx context.Context) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case frame := <-e.frames:
		return frame, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("no event comes: %w", ctx.Err())
	}
}

// take returns the events up to now: a mode that no row has ends them.
func (e *stream) take(s *stage) ([][]byte, error) {
	const last = "the last event"
	before, err := s.send(simulate.Step{}, "list-modes --current")
	if err != nil {
		return nil, err
	}
	for _, mode := range []string{last, before.Stdout} {
		if _, err := s.send(simulate.Step{}, "mode '"+mode+"'"); err != nil {
			return nil, err
		}
	}
	var frames [][]byte
	for {
		frame, err := e.next(context.Background())
		if err != nil {
			return nil, err
		}
		if strings.Contains(string(frame), last) {
			return frames, nil
		}
		frames = append(frames, frame)
	}
}

// chord is what the rows' commands are bound to.
const chord = "ctrl-alt-shift-f9"

// bind makes the chord run a command.
func bind(c *config.Config, text string) error {
	bound, problems := config.Parse(fmt.Appendf(nil, "[mode.main.binding]\n%s = %q\n", chord, text), "row", command.Language{}, nil)
	for _, p := range problems {
		if !p.Warning {
			return fmt.Errorf("the binding: %s", p)
		}
	}
	mode := c.Modes[command.MainMode]
	mode.Bindings = append(slices.Clone(mode.Bindings), bound.Modes[command.MainMode].Bindings...)
	c.Modes[command.MainMode] = mode
	return nil
}

// TestKeys plays every row again whose command can be bound: a key triggers it.
func TestKeys(t *testing.T) {
	played := play(t, stateRows(t), func(row simulate.Row) string {
		step := row.Steps()[0]
		text, _ := step.Command()
		r := step.Request()
		switch {
		case unplayable(row) != "":
			return unplayable(row)
		case len(row.Steps()) > 1 || text == "":
			return "there is not one command"
		case r.Stdin != "" || r.WindowID != nil || r.Workspace != nil:
			return "a key has no input and no environment"
		case step.Expects("events"):
			return "a key has events of its own"
		case !step.Expects("tree_after") && !step.Expects("focus_after") && !step.Expects("workspace_after") && !step.Expects("visible_after") && !step.Expects("mode_after"):
			return "nothing is expected but output"
		case len(bindProblems(text)) > 0:
			return "the command is wrong, and cannot be bound"
		}
		return ""
	}, (*theatre).playByKey)
	if played < 130 {
		t.Errorf("only %d rows were played", played)
	}
}

func bindProblems(text string) string {
	c := &config.Config{Modes: map[string]config.Mode{}}
	if err := bind(c, text); err != nil {
		return err.Error()
	}
	return ""
}

func (t *theatre) playByKey(row simulate.Row) []string {
	if !row.Has("layout_before") {
		row = row.WithoutWeights()
	}
	step := row.Steps()[0]
	text, _ := step.Command()
	s, err := t.set(row, nil, func(c *config.Config) error { return bind(c, text) })
	if err != nil {
		return []string{err.Error()}
	}
	defer s.strike()
	if err := t.client.Key(chord); err != nil {
		return []string{err.Error()}
	}
	return s.until(func() []string {
		state, mode, scene := s.state()
		return append(step.CheckState(state, mode), s.onScreen(state, scene)...)
	})
}

// Every kind of difference is seen, between a row and the agent as well as
// between the agent and the screen.
func TestDifferencesAreSeen(t *testing.T) {
	const text = `{"id":"x-001","area":"x","tree":{"a":{"h_accordion":[1,2],"floating":[{"w":3,"rect":[10,20,300,200]}]},"b":{"h_tiles":[4]}},` +
		`"focus":"w1","cmd":"focus right","exit":1,"stdout":"y","focus_after":"w1","tree_after":{"a":{"h_tiles":[1,2],"floating":[]}},` +
		`"mode_after":"x","workspace_after":"b"}`
	rows, err := simulate.StateRows(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	s, err := build(t).set(rows[0], nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.strike()
	step := rows[0].Steps()[0]
	line, _ := step.Command()
	result, err := s.send(step, line)
	if err != nil {
		t.Fatal(err)
	}
	if wrong := s.until(func() []string {
		state, _, scene := s.state()
		return s.onScreen(state, scene)
	}); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	state, mode, scene := s.state()
	wrong := sentence(append(step.CheckResult(result), step.CheckState(state, mode)...))
	for _, want := range []string{"exit: ", "stdout: ", "focus: ", "tree of a: ", "floating of a: ", "mode: ", "focused workspace: "} {
		if !strings.Contains(wrong, want) {
			t.Errorf("%q is not seen in %s", want, wrong)
		}
	}
	two := slices.IndexFunc(scene.Windows, func(p workspaces.Placed) bool { return p.ID == 2 })
	for name, c := range map[string]struct {
		change func(*workspaces.Scene)
		want   string
	}{
		"a pixel": {func(sc *workspaces.Scene) { sc.Windows[two].Frame.W++ }, "is at"},
		"order":   {func(sc *workspaces.Scene) { slices.Reverse(sc.Windows) }, "the stack is"},
		"hidden": {func(sc *workspaces.Scene) {
			for i := range sc.Windows {
				sc.Windows[i].Visible = true
			}
		}, "window 4 is mapped: false"},
		"shown": {func(sc *workspaces.Scene) { sc.Windows[two].Visible = false }, "is mapped: true"},
	} {
		other := scene
		other.Windows = slices.Clone(scene.Windows)
		c.change(&other)
		if wrong := sentence(s.onScreen(state, other)); !strings.Contains(wrong, c.want) {
			t.Errorf("%s: %q is not seen in %q", name, c.want, wrong)
		}
	}
	elsewhere, err := state.FocusWindow(4)
	if err != nil {
		t.Fatal(err)
	}
	wrong = sentence(s.onScreen(elsewhere, scene))
	for _, want := range []string{"the keyboard is at", "the current desktop is"} {
		if !strings.Contains(wrong, want) {
			t.Errorf("%q is not seen in %s", want, wrong)
		}
	}
}
