package agent

import (
	"encoding/json"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"perch/internal/desktop"
	"perch/internal/desktop/sim"
	"perch/workspaces"
)

// storePath is a file for a Store.
func storePath(t *testing.T) string { return filepath.Join(t.TempDir(), "state.json") }

// arranged is a desktop whose workspaces are stored in the file at path.
func arranged(t *testing.T, path string) *rig {
	t.Helper()
	r := build(t, "config-version = 2")
	store := OpenStore(path, r.log.logger())
	r.agent.Store = store
	r.begin()
	for _, app := range []string{"A", "B", "C"} {
		r.open(app)
	}
	r.must("join-with left; layout v_accordion; focus left; resize width +100")
	r.must("workspace mail")
	r.open("D")
	r.openAs("E", sim.Options{Kind: workspaces.KindDialog, Frame: elsewhere})
	r.must("workspace 1; layout h_accordion; layout h_tiles; focus right")
	store.Close()
	return r
}

// outline is what a restart has to keep.
func outline(s *workspaces.State) map[string]any {
	o := map[string]any{"focus": s.Focus()}
	for _, name := range s.Workspaces() {
		o[name] = []any{shape(s.Tree(name)), s.Floating(name), s.IsVisible(name)}
	}
	return o
}

func shape(n workspaces.NodeSnapshot) any {
	if n.Window != nil {
		return []any{n.Window.ID, n.Weight}
	}
	parts := []any{n.Layout.String(), n.Weight}
	for _, c := range n.Children {
		parts = append(parts, shape(c))
	}
	return parts
}

func TestWorkspacesSurviveARestart(t *testing.T) {
	path := storePath(t)
	r := arranged(t, path)
	r.log.wantEmpty(t)
	store := OpenStore(path, quiet)
	defer store.Close()
	next := r.restart(store)
	if got, want := outline(next.agent.State()), outline(r.agent.State()); !reflect.DeepEqual(got, want) {
		t.Errorf("after the restart\n%v, before\n%v", got, want)
	}
	for _, w := range r.desktop.Windows() {
		if w.Visible {
			next.wantFrame(w.ID, w.Frame)
		} else if next.seen(w.ID).Visible {
			t.Errorf("window %d is visible", w.ID)
		}
	}
	next.wantFocus(r.desktop.Focused())
}

func (j *journal) wantEmpty(t *testing.T) {
	t.Helper()
	if j.has("\n") {
		t.Errorf("the log says %s", j.text.String())
	}
}

// A root that is an accordion stays one: the arrangement of the start is for
// windows that were never arranged.
func TestFullscreenSurvivesARestart(t *testing.T) {
	path := storePath(t)
	r := build(t, "")
	r.agent.Store = OpenStore(path, quiet)
	r.begin()
	tile, float := r.open("A"), r.openAs("B", sim.Options{Kind: workspaces.KindDialog, Frame: elsewhere})
	r.open("C")
	before := []sim.Window{r.seen(tile), r.seen(float)}
	for _, id := range ids(tile, float) {
		r.handle(desktop.FullscreenRequested{ID: id, Action: desktop.FullscreenAdd})
		r.wantFocus(id)
	}
	r.agent.Store.Close()
	store := OpenStore(path, quiet)
	defer store.Close()
	next := r.restart(store)
	for _, id := range ids(tile, float) {
		if w := next.seen(id); !w.Fullscreen || w.Frame != leftScreen.Frame {
			t.Errorf("after the restart it is %+v", w)
		}
		next.handle(desktop.FullscreenRequested{ID: id, Action: desktop.FullscreenRemove})
	}
	if after := []sim.Window{next.seen(tile), next.seen(float)}; !reflect.DeepEqual(after, before) {
		t.Errorf("at the end of fullscreen\n%+v, before it\n%+v", after, before)
	}
}

func TestARestartKeepsTheRootsLayout(t *testing.T) {
	path := storePath(t)
	r := build(t, "config-version = 2")
	store := OpenStore(path, quiet)
	r.agent.Store = store
	r.begin()
	r.open("A")
	r.open("B")
	r.must("layout h_accordion")
	store.Close()
	next := r.restart(OpenStore(path, quiet))
	defer next.agent.Store.Close()
	if got := next.agent.State().Tree("1").Layout.String(); got != "h_accordion" {
		t.Errorf("the root is %s", got)
	}
}

func TestWindowsThatAreGoneAreDropped(t *testing.T) {
	path := storePath(t)
	r := arranged(t, path)
	_ = r.desktop.Shut(1)
	_ = r.desktop.Shut(4)
	fresh := r.desktop.Open("F", "", sim.Options{})
	next := r.restart(OpenStore(path, quiet))
	defer next.agent.Store.Close()
	state := next.agent.State()
	if err := state.Check(); err != nil {
		t.Fatal(err)
	}
	if got := len(state.Windows()); got != 4 {
		t.Errorf("%d windows: %v", got, state.Windows())
	}
	if w := next.window(5); w.Workspace != "mail" || w.Placement != workspaces.Floating {
		t.Errorf("window 5 is at %+v", w)
	}
	if w := next.window(fresh); w.Workspace != "1" {
		t.Errorf("the new window is at %+v", w)
	}
}

func TestANumberThatBelongsToAnotherAppIsNotTrusted(t *testing.T) {
	path := storePath(t)
	arranged(t, path)
	store := OpenStore(path, quiet)
	defer store.Close()
	monitors := []workspaces.Monitor{leftScreen}
	window := func(id agentID, app string, pid int) workspaces.Window {
		return workspaces.Window{ID: id, App: workspaces.App{ID: app, PID: pid}, Frame: elsewhere}
	}
	state, restored := store.restore(workspaces.Settings{}, desktop.Started{Monitors: monitors, Windows: []workspaces.Window{
		window(1, "A", 1000), window(2, "Other", 1001), window(3, "C", 77),
	}})
	if !restored || !reflect.DeepEqual(state.Windows(), ids(1)) {
		t.Errorf("restored %v, windows %v", restored, state.Windows())
	}
	state, restored = store.restore(workspaces.Settings{}, desktop.Started{Monitors: monitors, Windows: []workspaces.Window{window(2, "Other", 1)}})
	if restored || len(state.Windows()) > 0 || state.HasWorkspace("mail") {
		t.Errorf("restored %v with workspaces %v", restored, state.Workspaces())
	}
}

func TestAPopupThatIsAWindowAfterTheRestart(t *testing.T) {
	path := storePath(t)
	r := build(t, "config-version = 2")
	store := OpenStore(path, quiet)
	r.agent.Store = store
	r.begin()
	popup := r.openAs("A", sim.Options{Kind: workspaces.KindPopup})
	r.open("B")
	store.Close()
	r.desktop.SetKind(popup, workspaces.KindWindow)
	next := r.restart(OpenStore(path, quiet))
	defer next.agent.Store.Close()
	if got := next.window(popup).Placement; got != workspaces.Tiling {
		t.Errorf("it is in placement %d", got)
	}
}

func TestADamagedFile(t *testing.T) {
	path := storePath(t)
	r := arranged(t, path)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"truncated": whole[:len(whole)/2], "empty": {}, "not JSON": []byte("hello"), "of another kind": []byte(`[1,2]`)} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		log := newJournal()
		store := OpenStore(path, log.logger())
		next := r.restart(store)
		store.Close()
		if !log.has(path) {
			t.Errorf("%s: nobody hears of it", name)
		}
		if got := len(next.agent.State().Windows()); got != 5 || next.agent.State().HasWorkspace("mail") {
			t.Errorf("%s: %d windows on %v", name, got, next.agent.State().Workspaces())
		}
	}
	t.Run("unreadable", func(t *testing.T) {
		log := newJournal()
		folder := t.TempDir() // a folder cannot be read as a file
		store := OpenStore(folder, log.logger())
		defer store.Close()
		if _, restored := store.restore(workspaces.Settings{}, desktop.Started{}); restored || !log.has(folder) {
			t.Error("nobody hears of it")
		}
	})
}

func TestNoFileIsNoProblem(t *testing.T) {
	log := newJournal()
	store := OpenStore(storePath(t), log.logger())
	if _, restored := store.restore(workspaces.Settings{}, desktop.Started{}); restored {
		t.Error("restored from nothing")
	}
	store.Close()
	log.wantEmpty(t)
	var none *Store
	none.note(nil)
	none.Close()
}

// Whatever the file says, what comes of it is sound.
func TestAnyFileIsSurvived(t *testing.T) {
	path := storePath(t)
	r := arranged(t, path)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	now := desktop.Started{Monitors: r.desktop.Monitors(), Focused: 1}
	for _, w := range r.desktop.Windows() {
		now.Windows = append(now.Windows, w.Window)
	}
	store := OpenStore(path, slog.New(slog.DiscardHandler))
	defer store.Close()
	tokens := []string{"0", "1", "-1", "2", "9", "1e300", "-0.5", "null", "true", "{}", "[]", `""`, `"1"`, `"mail"`, "99999999999"}
	rapid.Check(t, func(t *rapid.T) {
		var tree any
		if err := json.Unmarshal(whole, &tree); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			tree = twist(t, tree, tokens)
		}
		data, _ := json.Marshal(tree)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		state, _ := store.restore(workspaces.Settings{Flatten: true, Persistent: []string{"p"}}, now)
		if err := state.Check(); err != nil {
			t.Fatalf("%v from %s", err, data)
		}
		laid, scene := state.Layout()
		if err := laid.Check(); err != nil {
			t.Fatal(err)
		}
		_ = scene
	})
}

// twist replaces one value somewhere below v.
func twist(t *rapid.T, v any, tokens []string) any {
	if rapid.IntRange(0, 5).Draw(t, "here") > 0 {
		switch v := v.(type) {
		case map[string]any:
			if len(v) > 0 {
				key := rapid.SampledFrom(slices.Sorted(maps.Keys(v))).Draw(t, "key")
				v[key] = twist(t, v[key], tokens)
				return v
			}
		case []any:
			if len(v) > 0 {
				i := rapid.IntRange(0, len(v)-1).Draw(t, "index")
				v[i] = twist(t, v[i], tokens)
				return v
			}
		}
	}
	var other any
	_ = json.Unmarshal([]byte(rapid.SampledFrom(tokens).Draw(t, "token")), &other)
	return other
}

func TestTheFileIsForItsOwnerOnly(t *testing.T) {
	path := storePath(t)
	// What is left of a write that failed must not lend its permissions.
	if err := os.WriteFile(path+".new", nil, 0o666); err != nil {
		t.Fatal(err)
	}
	arranged(t, path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if _, err := os.Stat(path + ".new"); !os.IsNotExist(err) {
		t.Errorf("the file beside it is still there: %v", err)
	}
}

func TestTheFileIsWrittenOnceASecond(t *testing.T) {
	path := storePath(t)
	// Time is the bubble's: Sleep moves it on, and nobody waits.
	synctest.Test(t, func(t *testing.T) {
		store := OpenStore(path, quiet)
		state := workspaces.New(workspaces.Settings{}, []workspaces.Monitor{leftScreen})
		writes := 0
		var last time.Time
		look := func() {
			synctest.Wait()
			if info, err := os.Stat(path); err == nil && info.Size() > 0 {
				writes++
				last = time.Now()
				os.Remove(path)
			}
		}
		begin := time.Now()
		for i := range 45 { // 4.5 s with a change every 100 ms
			state = state.FocusWorkspace(string(rune('a' + i%20)))
			store.note(state)
			look()
			time.Sleep(100 * time.Millisecond)
		}
		look()
		if writes < 3 || writes > 4 {
			t.Errorf("written %d times in 4.5 s", writes)
		}
		time.Sleep(saveInterval)
		look()
		quietSince := last
		time.Sleep(time.Minute)
		look()
		if last != quietSince {
			t.Errorf("written %v after the last change", last.Sub(begin))
		}
		store.note(state) // the same again
		time.Sleep(2 * saveInterval)
		look()
		if last != quietSince {
			t.Error("a state that is stored already is written again")
		}
		store.note(state.FocusWorkspace("last"))
		store.Close()
		data, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(data), `"Workspace":"last"`) {
			t.Errorf("Close left %s, %v", data, err)
		}
	})
}

func TestAFileThatCannotBeWritten(t *testing.T) {
	log := newJournal()
	store := OpenStore(filepath.Join(t.TempDir(), "missing", "state.json"), log.logger())
	store.note(workspaces.New(workspaces.Settings{}, nil))
	store.Close()
	log.await(t, "not kept for a restart", 1)
}
