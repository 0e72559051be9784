package command

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"perch/config"
	"perch/workspaces"
)

// world is a Host for tests: it closes windows at once and remembers what it
// was asked.
type world struct {
	config   *config.Config
	reload   func(ReloadOptions) ([]config.Problem, bool)
	refuse   error // of CloseWindow and Exec
	pointer  workspaces.Point
	executed [][]string
	environs [][]string
	events   []string
	native   map[workspaces.WindowID]bool // in native fullscreen
	small    []workspaces.WindowID        // minimized
	volume   []VolumeChange
}

func (w *world) IsNativeFullscreen(id workspaces.WindowID) bool { return w.native[id] }

func (w *world) SetNativeFullscreen(id workspaces.WindowID, on bool) error {
	w.native[id] = on
	return w.refuse
}

func (w *world) Minimize(id workspaces.WindowID) error {
	w.small = append(w.small, id)
	return w.refuse
}

func (w *world) ChangeVolume(c VolumeChange) error {
	w.volume = append(w.volume, c)
	return w.refuse
}

func (w *world) Config() *config.Config { return w.config }

func (w *world) ReloadConfig(o ReloadOptions) ([]config.Problem, bool) { return w.reload(o) }

func (w *world) CloseWindow(workspaces.WindowID, bool) (bool, error) {
	return w.refuse == nil, w.refuse
}

func (w *world) Exec(argv, env []string) error {
	w.executed = append(w.executed, argv)
	w.environs = append(w.environs, env)
	return w.refuse
}

func (w *world) Pointer() workspaces.Point      { return w.pointer }
func (w *world) MovePointer(p workspaces.Point) { w.pointer = p }
func (w *world) Emit(e Event)                   { w.events = append(w.events, e.JSON()) }

// baseConfig is the configuration of scenarios: no normalization, a
// horizontal root.
const baseConfig = `config-version = 2
enable-normalization-flatten-containers = false
enable-normalization-opposite-orientation-for-nested-containers = false
default-root-container-orientation = 'horizontal'
`

// emptyConfig is an empty configuration.
func emptyConfig() *config.Config {
	c, _ := config.Parse(nil, "", Language{}, nil)
	return c
}

// parseConfig overlays the base configuration with single keys.
func parseConfig(t rapid.TB, text string) *config.Config {
	t.Helper()
	var base []string
	for _, line := range strings.Split(baseConfig, "\n") {
		key, _, _ := strings.Cut(line, " ")
		if line != "" && !strings.Contains("\n"+text, "\n"+key) {
			base = append(base, line)
		}
	}
	if !strings.Contains(text, "[mode.main") {
		text += "\n[mode.main.binding]\n"
	}
	c, problems := config.Parse([]byte(strings.Join(base, "\n")+"\n"+text), "", Language{}, []string{"PATH=/bin"})
	for _, p := range problems {
		if !p.Warning && !strings.Contains(p.Message, "The config contains:") {
			t.Fatal(p)
		}
	}
	return c
}

// scene builds the session of a row.
func scene(t *testing.T, r row) (*Session, *world) {
	t.Helper()
	w := &world{config: parseConfig(t, r.text(t, "config")), native: map[workspaces.WindowID]bool{}}
	builder := snapshotBuilder{t: t, native: w.native}
	builder.monitors(r["monitors"])
	builder.tree(r["tree"])
	var mru []workspaces.WindowID
	r.decode(t, "mru", &mru)
	builder.snap.Recency = append(builder.order, mru...)
	builder.snap.Previous = r.text(t, "prev_workspace")
	var visible map[string]string
	r.decode(t, "visible", &visible)
	builder.snap.Visible = map[int]string{}
	for id, name := range visible {
		i, _ := strconv.Atoi(id)
		builder.snap.Visible[i-1] = name
	}
	main := slices.IndexFunc(sortedMonitors(builder.snap.Monitors), workspaces.Monitor.Main)
	if _, ok := builder.snap.Visible[main]; !ok {
		builder.snap.Visible[main] = "setup"
	}
	s := &Session{State: workspaces.Restore(Settings(w.config), builder.snap), Host: w, Memory: NewMemory()}
	switch focus := r.text(t, "focus"); {
	case strings.HasPrefix(focus, "ws:"):
		s.State = s.State.FocusWorkspace(focus[3:])
	case focus != "":
		id, err := strconv.Atoi(focus[1:])
		if err != nil {
			t.Fatal(err)
		}
		s.State, err = s.State.FocusWindow(workspaces.WindowID(id))
		if err != nil {
			t.Fatal(err)
		}
	}
	if !r.has("focus") || !strings.Contains(string(r["tree"]), `"setup"`) && !strings.Contains(string(r["visible"]), `"setup"`) {
		s.State = forget(s.State, "setup")
	}
	s.State, _ = s.State.AcknowledgeFocus()
	if r.has("prev_workspace") {
		snap := s.State.Snapshot()
		snap.Previous = r.text(t, "prev_workspace")
		s.State = workspaces.Restore(s.State.Settings(), snap)
	}
	if r.has("layout_before") {
		s.State, _ = s.State.Layout()
	}
	return s, w
}

func sortedMonitors(monitors []workspaces.Monitor) []workspaces.Monitor {
	return workspaces.New(workspaces.Settings{}, monitors).Monitors()
}

// forget takes a workspace that is in nobody's way out of a state.
func forget(s *workspaces.State, name string) *workspaces.State {
	if s.IsVisible(name) || !s.HasWorkspace(name) {
		return s
	}
	snap := s.Snapshot()
	snap.Workspaces = slices.DeleteFunc(snap.Workspaces, func(w workspaces.WorkspaceSnapshot) bool { return w.Name == name })
	return workspaces.Restore(s.Settings(), snap)
}

// act runs the command of a row or step and checks what it says of the
// outcome.
func act(t *testing.T, s *Session, w *world, r row) {
	t.Helper()
	if r.has("monitors") && !r.has("tree") {
		b := snapshotBuilder{t: t}
		b.monitors(r["monitors"])
		s.State = s.State.SetMonitors(b.snap.Monitors)
	}
	w.events = nil
	if r.has("cmd") {
		p, err := Parse(r.text(t, "cmd"), Allowed{Exec: true, Eval: true})
		result := Result{Code: Failed}
		if err != nil {
			result.Stderr = err.Error()
		} else {
			result = s.Run(p, rowEnv(t, r), r.text(t, "stdin"))
		}
		checkResult(t, r, result)
	}
	if r.has("detect") {
		var id workspaces.WindowID
		r.decode(t, "detect", &id)
		s.Detected(id)
		s.Refresh()
	}
	if r.has("normalize") {
		s.State = s.State.Normalize()
	}
	if r.has("layout") || r.has("layout_after") {
		s.State, _ = s.State.Layout()
	}
	checkOutcome(t, s, w, r)
}

func rowEnv(t *testing.T, r row) Env {
	t.Helper()
	var vars struct {
		Window    *workspaces.WindowID `json:"AEROSPACE_WINDOW_ID"`
		Workspace *string              `json:"AEROSPACE_WORKSPACE"`
	}
	r.decode(t, "env", &vars)
	var env Env
	if vars.Window != nil {
		env = env.WithWindow(*vars.Window)
	}
	if vars.Workspace != nil {
		env = env.WithWorkspace(*vars.Workspace)
	}
	return env
}

func TestEvaluationScenarios(t *testing.T) {
	for _, area := range []string{
		"shell-run", "focus", "focus-back-and-forth", "workspace", "monitors", "move", "join-with", "swap", "move-node-to-workspace",
		"layout", "resize", "balance", "flatten", "split", "fullscreen", "close", "list-windows", "list-workspaces", "list-modes",
		"config-cmd", "mode", "enable", "trigger-binding", "run-callback", "eval", "echo", "test", "events", "on-window-detected",
		"normalize", "geometry",
	} {
		t.Run(area, func(t *testing.T) {
			scenarios(t, area, func(t *testing.T, r row) {
				s, w := scene(t, r)
				if !r.has("steps") {
					act(t, s, w, r)
					return
				}
				var steps []row
				r.decode(t, "steps", &steps)
				for _, step := range steps {
					if r.has("layout_after") {
						step["layout_after"] = r["layout_after"]
					}
					act(t, s, w, step)
				}
				delete(r, "cmd")
				delete(r, "events")
				checkOutcome(t, s, w, r)
			})
		})
	}
}

func TestFormatScenarios(t *testing.T) {
	scenarios(t, "format", func(t *testing.T, r row) {
		s, _ := scene(t, r)
		var list []struct {
			Window    *workspaces.WindowID
			Workspace *string
			Monitor   *int
			App       *int // its process
		}
		r.decode(t, "objects", &list)
		objects := make([]Object, len(list))
		for i, o := range list {
			objects[i] = Object{Window: o.Window, Workspace: o.Workspace, Monitor: o.Monitor}
			if o.App != nil {
				objects[i].App = &workspaces.App{PID: *o.App, ID: testApp, Name: testApp}
			}
		}
		f, err := ParseFormat(r.text(t, "format"))
		if err != nil {
			t.Fatal(err)
		}
		if r.has("json") {
			byDefault := true
			r.decode(t, "default_format", &byDefault)
			text, err := f.JSON(s.State, objects, byDefault)
			if r.has("error") || r.has("error_contains") {
				checkError(t, r, err)
			} else if err != nil || text != r.text(t, "json_out") {
				t.Errorf("%v\n got %s\nwant %s", err, text, r.text(t, "json_out"))
			}
			return
		}
		lines, err := f.Lines(s.State, objects)
		if r.has("error") || r.has("error_contains") {
			checkError(t, r, err)
			return
		}
		var want []string
		r.decode(t, "lines", &want)
		if err != nil || !slices.Equal(lines, want) {
			t.Errorf("%v\n got %q\nwant %q", err, lines, want)
		}
	})
}
