package agent

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"perch/config"
	"perch/internal/command"
	"perch/internal/desktop"
	"perch/internal/desktop/sim"
	"perch/internal/ipc"
	"perch/workspaces"
)

// leftScreen and rightScreen stand side by side. Tiles cover 1000 by 800 of
// the left one: a point of height stays free.
var (
	leftScreen  = screen("left", workspaces.Rect{W: 1000, H: 801})
	rightScreen = screen("right", workspaces.Rect{X: 1000, W: 600, H: 601})
)

func screen(name string, frame workspaces.Rect) workspaces.Monitor {
	return workspaces.Monitor{ID: name, Name: name, Frame: frame, WorkArea: frame}
}

// rig is an agent on a simulated desktop. The test's goroutine is the
// agent's: settle lets it hear what happened.
type rig struct {
	*testing.T
	desktop *sim.Desktop
	agent   *Agent
	file    string // the configuration
	log     *journal
	started []program
}

type program struct{ argv, env []string }

// build makes a rig whose desktop has not started yet.
func build(t *testing.T, text string, monitors ...workspaces.Monitor) *rig {
	t.Helper()
	if len(monitors) == 0 {
		monitors = []workspaces.Monitor{leftScreen}
	}
	r := &rig{T: t, desktop: sim.New(monitors...), file: filepath.Join(t.TempDir(), "perch.toml"), log: newJournal()}
	r.write(text)
	r.agent = New(r.options())
	return r
}

func (r *rig) options() Options {
	return Options{
		Desktop: r.desktop,
		Load: func() (*config.Config, string, []config.Problem) {
			return config.Open(r.file, os.Getenv, command.Language{})
		},
		Exec: func(argv, env []string) error {
			r.started = append(r.started, program{argv, env})
			return nil
		},
		Log: r.log.logger(),
		Now: r.desktop.Now,
	}
}

// start is a rig that is ready.
func start(t *testing.T, text string, monitors ...workspaces.Monitor) *rig {
	t.Helper()
	r := build(t, text, monitors...)
	r.begin()
	return r
}

func (r *rig) begin() {
	r.Helper()
	r.desktop.Start()
	r.settle()
	r.desktop.Changes()
}

// restart is another agent on the same desktop, after the first one is gone.
func (r *rig) restart(store *Store) *rig {
	r.Helper()
	next := &rig{T: r.T, desktop: r.desktop, file: r.file, log: newJournal()}
	o := next.options()
	o.Store = store
	next.agent = New(o)
	for { // what the first one would have heard
		if _, more := r.desktop.Drain(); !more {
			break
		}
	}
	found := desktop.Started{Monitors: r.desktop.Monitors(), Focused: r.desktop.Focused()}
	for _, w := range r.desktop.Windows() {
		found.Windows = append(found.Windows, w.Window)
	}
	next.handle(found)
	next.changes()
	return next
}

func (r *rig) write(text string) {
	r.Helper()
	if err := os.WriteFile(r.file, []byte(text), 0o600); err != nil {
		r.Fatal(err)
	}
}

// settle lets the agent hear everything that happened.
func (r *rig) settle() {
	r.Helper()
	for range 1000 {
		e, ok := r.desktop.Drain()
		if !ok {
			return
		}
		r.agent.Handle(e)
	}
	r.Fatal("the agent and the desktop do not come to rest")
}

// open opens a window and focuses it.
func (r *rig) open(app string) workspaces.WindowID {
	r.Helper()
	return r.openAs(app, sim.Options{})
}

func (r *rig) openAs(app string, o sim.Options) workspaces.WindowID {
	r.Helper()
	id := r.desktop.Open(app, app, o)
	r.settle()
	return id
}

// run evaluates a program as a binding would.
func (r *rig) run(text string) command.Result {
	r.Helper()
	p, err := command.Parse(text, command.Allowed{Exec: true, Eval: true})
	if err != nil {
		r.Fatal(err)
	}
	result := r.agent.Evaluate(p, command.Env{}, "")
	r.settle()
	return result
}

// must is run for what has to succeed.
func (r *rig) must(text string) {
	r.Helper()
	if result := r.run(text); result.Code != command.OK {
		r.Fatalf("%s: exit code %d, %s%s", text, result.Code, result.Stdout, result.Stderr)
	}
}

// press presses keys as they are written in the configuration.
func (r *rig) press(notation string) bool {
	r.Helper()
	c, err := r.agent.Config().Keys.Parse(notation)
	if err != nil {
		r.Fatal(err)
	}
	pressed := r.desktop.Press(c)
	r.settle()
	return pressed
}

// handle lets one event reach the agent, and what follows from it.
func (r *rig) handle(e desktop.Event) {
	r.Helper()
	r.agent.Handle(e)
	r.settle()
}

// changes are what the desktop was told since the last call.
func (r *rig) changes() []desktop.Change { return r.desktop.Changes() }

// only is the one change since the last call.
func (r *rig) only() desktop.Change {
	r.Helper()
	changes := r.changes()
	if len(changes) != 1 {
		r.Fatalf("%d changes, want one: %+v", len(changes), changes)
	}
	return changes[0]
}

func (r *rig) wantNoChange(why string) {
	r.Helper()
	if changes := r.changes(); len(changes) > 0 {
		r.Errorf("%s: the desktop was told %+v", why, changes)
	}
}

func (r *rig) wantFocus(id workspaces.WindowID) {
	r.Helper()
	if got := r.agent.State().Focus().Window; got != id {
		r.Errorf("the focus is on %d, want %d", got, id)
	}
	if got := r.desktop.Focused(); got != id {
		r.Errorf("the keyboard is at %d, want %d", got, id)
	}
}

func (r *rig) wantWorkspace(name string) {
	r.Helper()
	if got := r.agent.State().Focus().Workspace; got != name {
		r.Errorf("workspace %s is focused, want %s", got, name)
	}
}

// window is a window as the agent has it, which must know it.
func (r *rig) window(id workspaces.WindowID) workspaces.WindowInfo {
	r.Helper()
	w, known := r.agent.State().Window(id)
	if !known {
		r.Fatalf("the agent does not know window %d", id)
	}
	return w
}

// seen is a window as a person sees it.
func (r *rig) seen(id workspaces.WindowID) sim.Window {
	r.Helper()
	w, there := r.desktop.Window(id)
	if !there {
		r.Fatalf("there is no window %d", id)
	}
	return w
}

func (r *rig) wantFrame(id workspaces.WindowID, want workspaces.Rect) {
	r.Helper()
	if got := r.seen(id).Frame; got != want {
		r.Errorf("window %d is at %v, want %v", id, got, want)
	}
}

// picture is what subscribers to the state know.
func (r *rig) picture() ipc.State {
	r.Helper()
	var s ipc.State
	if _, err := s.Merge(r.agent.stream.Full()); err != nil {
		r.Fatal(err)
	}
	return s
}

func (r *rig) urgent(id workspaces.WindowID) bool {
	r.Helper()
	for _, w := range r.picture().Windows {
		if w.ID == uint32(id) {
			return w.Urgent
		}
	}
	r.Fatalf("subscribers do not know window %d", id)
	return false
}

// agentID is a simulated window's number as tests write it.
type agentID = workspaces.WindowID

func ids(list ...agentID) []agentID { return list }

func frames(c desktop.Change) []agentID {
	var list []agentID
	for _, f := range c.Frames {
		list = append(list, f.ID)
	}
	return list
}

func wantIDs(t *testing.T, what string, got, want []agentID) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s %v, want %v", what, got, want)
	}
}

// journal is a log that tests read and wait for.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // closed and replaced by every line
}

func newJournal() *journal { return &journal{more: make(chan struct{})} }

func (j *journal) logger() *slog.Logger { return slog.New(slog.NewTextHandler(j, nil)) }

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	close(j.more)
	j.more = make(chan struct{})
	return j.text.Write(p)
}

func (j *journal) count(text string) (int, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Count(j.text.String(), text), j.more
}

func (j *journal) has(text string) bool { n, _ := j.count(text); return n > 0 }

// await waits until the log has a text so often.
func (j *journal) await(t *testing.T, text string, times int) {
	t.Helper()
	late := time.After(patience)
	for {
		n, more := j.count(text)
		if n >= times {
			return
		}
		select {
		case <-more:
		case <-late:
			t.Fatalf("the log has %d times %q, want %d:\n%s", n, text, times, j.text.String())
		}
	}
}

// patience is how long a test waits for what has to happen.
const patience = 20 * time.Second

// live is an agent in a goroutine of its own, with a server.
type live struct {
	*rig
	server *ipc.Server
	path   string
	ended  chan error
	cancel context.CancelFunc
}

// serve runs the agent of a rig that has not begun.
func serve(r *rig, change ...func(*Options)) *live {
	r.Helper()
	folder, err := os.MkdirTemp("", "agent") // t.TempDir is too long for a socket
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { os.RemoveAll(folder) })
	l := &live{rig: r, path: filepath.Join(folder, "s"), ended: make(chan error, 1)}
	if l.server, err = ipc.Listen(l.path, ipc.Options{Version: "1 x"}); err != nil {
		r.Fatal(err)
	}
	o := r.options()
	o.Server = l.server
	o.Now = nil
	for _, f := range change {
		f(&o)
	}
	r.agent = New(o)
	ctx, cancel := context.WithCancel(context.Background())
	l.cancel = cancel
	go func() { l.ended <- r.agent.Run(ctx) }()
	r.Cleanup(func() { l.stop() })
	r.desktop.Start()
	return l
}

// stop ends the agent and waits for it.
func (l *live) stop() error {
	l.cancel()
	select {
	case err := <-l.ended:
		l.ended <- err
		return err
	case <-time.After(patience):
		l.Error("the agent does not end")
		return nil
	}
}

// client is a connection to the agent.
func (l *live) client() *ipc.Client {
	l.Helper()
	c, err := ipc.Dial(l.path)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { c.Close() })
	return c
}

// call runs one command as a client.
func (l *live) call(args ...string) ipc.Answer {
	l.Helper()
	c := l.client()
	defer c.Close()
	a, err := c.Call(ipc.Request{Args: args})
	if err != nil {
		l.Fatal(err)
	}
	return a
}

// stream is a subscription.
type stream struct {
	t      *testing.T
	frames chan []byte
}

func (l *live) subscribe(args ...string) *stream {
	l.Helper()
	s := &stream{t: l.T, frames: make(chan []byte, 1000)}
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{})
	go func() {
		defer close(over)
		defer close(s.frames)
		err := ipc.Subscribe(ctx, l.path, append([]string{"subscribe"}, args...), func(frame []byte) error {
			select {
			case s.frames <- frame:
			case <-ctx.Done(): // the test is over and reads no more
			}
			return nil
		})
		if err != nil && ctx.Err() == nil && err != ipc.ErrEnded {
			l.Errorf("subscribe %q: %v", args, err)
		}
	}()
	l.Cleanup(func() { cancel(); <-over })
	return s
}

// next is the next frame.
func (s *stream) next() []byte {
	s.t.Helper()
	select {
	case f, open := <-s.frames:
		if !open {
			s.t.Fatal("the subscription ended")
		}
		return f
	case <-time.After(patience):
		s.t.Fatal("no frame comes")
	}
	return nil
}

// state follows the stream until the state is as wanted.
func (s *stream) until(state *ipc.State, what string, ok func(ipc.State) bool) {
	s.t.Helper()
	for !ok(*state) {
		select {
		case f, open := <-s.frames:
			if !open {
				s.t.Fatalf("the subscription ended before %s", what)
			}
			if _, err := state.Merge(f); err != nil {
				s.t.Fatal(err)
			}
		case <-time.After(patience):
			s.t.Fatalf("waited for %s in vain: %+v", what, *state)
		}
	}
}

// watchState subscribes to the state and takes the first picture in which
// the agent has started.
func (l *live) watchState() (*stream, *ipc.State) {
	l.Helper()
	s, state := l.subscribe("--state"), &ipc.State{}
	s.until(state, "the first picture", func(p ipc.State) bool { return len(p.Monitors) > 0 })
	return s, state
}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func request(args ...string) ipc.Request { return ipc.Request{Args: args} }
