package x11

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/internal/xserver"
	"perch/keybind"
	"perch/workspaces"
)

// patient bounds every wait; a test that runs into it has failed.
const patient = 20 * time.Second

// rig is a private X server, a client that watches it, and the window manager.
type rig struct {
	testing.TB
	server *xserver.Server
	client *xserver.Client
	d      *Desktop
	begun  desktop.Started
	log    *logbook
	seen   []desktop.Event // passed over by await
}

// logbook collects what the window manager logs.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
	said chan struct{} // one for every line
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.said <- struct{}{}:
	default:
	}
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func newServer(t testing.TB, args ...string) *rig {
	t.Helper()
	server, err := xserver.Start(xserver.Options{Screen: "1280x800", Args: args})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	client, err := xserver.Dial(server.Display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return &rig{TB: t, server: server, client: client, log: &logbook{said: make(chan struct{}, 1000)}}
}

// manage starts the window manager.
func (r *rig) manage(o Options) {
	r.Helper()
	o.Display = r.server.Display
	o.Log = slog.New(slog.NewTextHandler(r.log, nil))
	d, err := Open(o)
	if err != nil {
		r.Fatal(err)
	}
	r.d = d
	r.Cleanup(d.Close)
	first, ok := <-d.Events()
	if !ok {
		r.Fatal("no event at all")
	}
	begun, ok := first.(desktop.Started)
	if !ok {
		r.Fatalf("the first event is %#v", first)
	}
	r.begun = begun
}

func newRig(t testing.TB) *rig {
	t.Helper()
	r := newServer(t)
	r.manage(Options{})
	return r
}

// await returns the next event of a type that satisfies all conditions.
func await[E desktop.Event](r *rig, conditions ...func(E) bool) E {
	r.Helper()
	timeout := time.After(patient)
	for {
		select {
		case event, ok := <-r.d.Events():
			if !ok {
				r.Fatalf("the events ended; seen before: %#v", r.seen)
			}
			if e, ok := event.(E); ok && !slices.ContainsFunc(conditions, func(c func(E) bool) bool { return !c(e) }) {
				return e
			}
			r.seen = append(r.seen, event)
		case <-timeout:
			var want E
			r.Fatalf("no %T came; seen instead: %#v; log: %s", want, r.seen, r.log)
		}
	}
}

// sync returns when the server has done what the window manager asked before,
// and the window manager has handled all that clients did before; it gives
// the events that came of it.
func (r *rig) sync() []desktop.Event {
	r.Helper()
	r.d.conn.Sync()
	r.client.Sync()
	const mark = 987654
	if err := r.client.SendMessage(r.client.Root(), "_NET_CURRENT_DESKTOP", mark); err != nil {
		r.Fatal(err)
	}
	r.seen = nil
	await(r, func(e desktop.WorkspaceRequested) bool { return e.Index == mark })
	r.d.conn.Sync()
	return r.seen
}

// drain returns the X events that reached the client's tap up to now.
func (r *rig) drain(tap <-chan xgb.Event) []xgb.Event {
	r.Helper()
	const mark = "_PERCH_TEST_MARK"
	atom, err := r.client.Atom(mark)
	if err != nil {
		r.Fatal(err)
	}
	if err := r.client.SetText(r.client.Root(), mark, ""); err != nil {
		r.Fatal(err)
	}
	var events []xgb.Event
	timeout := time.After(patient)
	for {
		select {
		case e := <-tap:
			if p, ok := e.(xproto.PropertyNotifyEvent); ok && p.Atom == atom {
				return events
			}
			events = append(events, e)
		case <-timeout:
			r.Fatal("the client's events do not come")
		}
	}
}

// none fails if there was an event of a type among events.
func none[E desktop.Event](r *rig, events []desktop.Event) {
	r.Helper()
	for _, e := range events {
		if e, ok := e.(E); ok {
			r.Errorf("unexpected %#v", e)
		}
	}
}

// until waits for something that X events announce.
func (r *rig) until(what string, done func() bool) {
	r.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	if err := r.client.WaitFor(ctx, done); err != nil {
		r.Fatalf("%s: %v", what, err)
	}
}

// open creates a window and waits until it is reported.
func (r *rig) open(spec xserver.Spec) workspaces.Window {
	r.Helper()
	id, err := r.client.Open(spec)
	if err != nil {
		r.Fatal(err)
	}
	return await(r, func(e desktop.WindowOpened) bool { return e.Window.ID == workspaces.WindowID(id) }).Window
}

// show places a window, shows it and gives it the focus.
func (r *rig) show(id workspaces.WindowID, frame workspaces.Rect) {
	r.d.Apply(desktop.Change{
		Frames: []desktop.Frame{{ID: id, Frame: frame}}, Show: []workspaces.WindowID{id}, Focus: &id,
	})
}

func (r *rig) hide(ids ...workspaces.WindowID) { r.d.Apply(desktop.Change{Hide: ids}) }

func (r *rig) focus(id workspaces.WindowID) { r.d.Apply(desktop.Change{Focus: &id}) }

// opened creates a window and shows it.
func (r *rig) opened(class string, frame workspaces.Rect) workspaces.WindowID {
	r.Helper()
	w := r.open(xserver.Spec{Class: class, Title: class})
	r.show(w.ID, frame)
	return w.ID
}

func (r *rig) frame(id workspaces.WindowID) image.Rectangle {
	frame, _ := r.client.Frame(xproto.Window(id))
	return frame
}

func (r *rig) mapped(id workspaces.WindowID) bool {
	w, _ := r.client.Window(xproto.Window(id))
	return w.Mapped
}

func (r *rig) states(id workspaces.WindowID) []string {
	return r.client.Atoms(xproto.Window(id), "_NET_WM_STATE")
}

func (r *rig) wmState(id workspaces.WindowID) int {
	values := r.client.Cardinals(xproto.Window(id), "WM_STATE")
	if len(values) == 0 {
		return -1
	}
	return int(values[0])
}

// run runs a program on the display.
func (r *rig) run(name string, args ...string) string {
	r.Helper()
	if _, err := exec.LookPath(name); err != nil {
		r.Skipf("%s is not installed", name)
	}
	command := exec.Command(name, args...)
	command.Env = append(os.Environ(), "DISPLAY="+r.server.Display)
	out, err := command.CombinedOutput()
	if err != nil {
		r.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// start runs a program on the display until the test ends.
func (r *rig) start(name string, args ...string) *exec.Cmd {
	r.Helper()
	if _, err := exec.LookPath(name); err != nil {
		r.Skipf("%s is not installed", name)
	}
	command := exec.Command(name, args...)
	command.Env = append(os.Environ(), "DISPLAY="+r.server.Display)
	if err := command.Start(); err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	return command
}

func chord(t testing.TB, text string) keybind.Chord {
	t.Helper()
	notation, err := keybind.NewNotation("qwerty", nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := notation.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func chords(t testing.TB, texts ...string) []keybind.Chord {
	t.Helper()
	var all []keybind.Chord
	for _, text := range texts {
		all = append(all, chord(t, text))
	}
	return all
}

func rect(x, y, w, h float64) workspaces.Rect { return workspaces.Rect{X: x, Y: y, W: w, H: h} }

// columns is the smallest policy: every window gets a column.
func columns(ids []workspaces.WindowID) []desktop.Frame {
	frames := make([]desktop.Frame, len(ids))
	width := 1280 / float64(len(ids))
	for i, id := range ids {
		frames[i] = desktop.Frame{ID: id, Frame: rect(float64(i)*width, 0, width, 800)}
	}
	return frames
}

func name(t testing.TB, id workspaces.WindowID) string { return fmt.Sprintf("0x%08x", int64(id)) }
