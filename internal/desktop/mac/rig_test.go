package mac_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"perch/config"
	"perch/internal/agent"
	"perch/internal/command"
	"perch/internal/desktop"
	"perch/internal/desktop/mac"
	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/played"
	"perch/keybind"
	"perch/workspaces"
)

// quick is how long the tests let the desktop wait: what a person would not
// notice is an eternity for the played Mac.
var quick = mac.Times{
	Answer: 60 * time.Millisecond, Start: 300 * time.Millisecond,
	Retry: 3 * time.Millisecond, LongRetry: 30 * time.Millisecond, Recheck: 8 * time.Millisecond,
	Settle: 15 * time.Millisecond, Wake: 30 * time.Millisecond, Order: 20 * time.Millisecond,
	Sweep: 25 * time.Millisecond, Secure: 10 * time.Millisecond, Leave: 300 * time.Millisecond,
}

// rig is a desktop on a played Mac. Without an agent, events are kept for the
// test to look at.
type rig struct {
	*testing.T
	mac     *played.Mac
	kit     *kit
	d       *mac.Desktop
	options mac.Options
	log     *journal
	stopped chan struct{} // closed when nobody reads events any more

	agent *agent.Agent
	calls chan func()

	mu     sync.Mutex
	events []desktop.Event
	probes map[workspaces.WindowID]bool
	titles int
}

// kit passes AppKit's events on one by one, so that a test knows which ones
// were heard.
type kit struct {
	appkit.Kit
	out chan appkit.Event

	mu      sync.Mutex
	taken   []appkit.Kind
	screens []appkit.Screen // in place of the real ones, if there are any
}

func newKit(k appkit.Kit) *kit {
	h := &kit{Kit: k, out: make(chan appkit.Event)}
	go func() {
		defer close(h.out)
		for e := range k.Events() {
			h.out <- e
			h.mu.Lock()
			h.taken = append(h.taken, e.Kind)
			h.mu.Unlock()
		}
	}()
	return h
}

func (h *kit) Events() <-chan appkit.Event { return h.out }

func (h *kit) Screens() []appkit.Screen {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.screens != nil {
		return h.screens
	}
	return h.Kit.Screens()
}

func (h *kit) rearrange(screens []appkit.Screen) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.screens = screens
}

// count is how often a kind of event was taken.
func (h *kit) count(kind appkit.Kind) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := 0
	for _, k := range h.taken {
		if k == kind {
			n++
		}
	}
	return n
}

// listens waits until the desktop has done what it does about a kind of event:
// it has taken another one after it.
func (r *rig) listens(kind appkit.Kind) {
	r.Helper()
	r.until("AppKit tells of "+kind.String(), func() bool { return r.kit.count(kind) > 0 })
	before := r.kit.count(appkit.StatusChosen)
	r.mac.Kit.Happen(appkit.StatusChosen)
	r.mac.Kit.Happen(appkit.StatusChosen)
	r.until("AppKit's events are heard", func() bool { return r.kit.count(appkit.StatusChosen) == before+2 })
}

// journal keeps what was logged.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{T: t, mac: played.Start(t), log: &journal{}, probes: map[workspaces.WindowID]bool{}}
	r.kit = newKit(r.mac.Kit)
	r.options = mac.Options{Kit: r.kit, Times: quick, Log: slog.New(slog.NewTextHandler(r.log, nil))}
	t.Cleanup(func() {
		if r.d != nil {
			r.leave()
		}
		if t.Failed() {
			for _, e := range r.events[max(0, len(r.events)-100):] {
				t.Logf("event %T%+v", e, e)
			}
			t.Log("log: " + r.log.String())
		}
	})
	return r
}

// ready waits until AppKit knows what happened on the Mac.
func (r *rig) ready() {
	r.Helper()
	r.until("AppKit knows what is in front", func() bool {
		front, _ := r.mac.Kit.Frontmost()
		return int(front.PID) == r.mac.Front()
	})
}

// begin starts the desktop without an agent.
func (r *rig) begin() *rig {
	r.Helper()
	r.ready()
	d, err := mac.Start(r.options)
	if err != nil {
		r.Fatal(err)
	}
	r.d, r.stopped = d, make(chan struct{})
	stopped := r.stopped
	go func() {
		defer close(stopped)
		for e := range d.Events() {
			r.mu.Lock()
			r.events = append(r.events, e)
			r.mu.Unlock()
		}
	}()
	return r
}

// manage starts the desktop with an agent; without a text its configuration is
// the built-in one.
func (r *rig) manage(text string) *rig {
	r.Helper()
	c, problems := config.Load("", command.Language{})
	if text != "" {
		c, problems = config.Parse([]byte("config-version = 2\n"+text), "perch.toml", command.Language{}, nil)
	}
	if c == nil || len(problems) > 0 {
		r.Fatal("config: ", problems)
	}
	r.ready()
	d, err := mac.Start(r.options)
	if err != nil {
		r.Fatal(err)
	}
	r.d, r.stopped, r.calls = d, make(chan struct{}), make(chan func())
	r.agent = agent.New(agent.Options{
		Desktop: d, WindowsReturn: true, Log: r.options.Log,
		Load: func() (*config.Config, string, []config.Problem) { return c, "", nil },
	})
	stopped := r.stopped
	go func() {
		defer close(stopped)
		for {
			select {
			case e, more := <-d.Events():
				if !more {
					return
				}
				r.mu.Lock()
				r.events = append(r.events, e)
				r.mu.Unlock()
				if _, last := e.(desktop.Lost); !last {
					r.agent.Handle(e)
				}
			case f := <-r.calls:
				f()
			}
		}
	}()
	return r
}

// leave ends the desktop.
func (r *rig) leave() {
	r.Helper()
	r.d.Close()
	<-r.stopped
	r.d = nil
}

// in runs f on the agent's goroutine.
func (r *rig) in(f func()) {
	done := make(chan struct{})
	r.calls <- func() {
		f()
		close(done)
	}
	<-done
}

// run carries out a command line that has to succeed.
func (r *rig) run(line string) {
	r.Helper()
	p, err := command.Parse(line, command.Allowed{Exec: true, Eval: true})
	if err != nil {
		r.Fatal(err)
	}
	var result command.Result
	r.in(func() { result = r.agent.Evaluate(p, command.Env{}, "") })
	if result.Code != command.OK {
		r.Fatalf("%s: exit code %d, %s%s", line, result.Code, result.Stdout, result.Stderr)
	}
}

func (r *rig) state() (s *workspaces.State) {
	r.in(func() { s = r.agent.State() })
	return s
}

// until waits for something of the world or the program.
func (r *rig) until(what string, so func() bool) {
	r.Helper()
	r.mac.Until(what, so)
}

func id(w *played.Window) workspaces.WindowID { return workspaces.WindowID(w.ID) }

// frame waits until a window is somewhere.
func (r *rig) frame(w *played.Window, want workspaces.Rect) {
	r.Helper()
	var got workspaces.Rect
	defer func() {
		if r.Failed() {
			r.Logf("window %d is at %v, want %v", w.ID, got, want)
		}
	}()
	r.until(fmt.Sprintf("window %d is at %v", w.ID, want), func() bool {
		got = w.Frame()
		return got == want
	})
}

// tile is a part of the main screen of 1440x900 with a menu bar of 25: n
// columns of equal width, without gaps.
func tile(i, n int) workspaces.Rect {
	width := 1440 / float64(n)
	return workspaces.Rect{X: float64(i) * width, Y: 25, W: width, H: 874}
}

// columns waits until windows are side by side.
func (r *rig) columns(windows ...*played.Window) {
	r.Helper()
	for i, w := range windows {
		r.frame(w, tile(i, len(windows)))
	}
}

// hidden waits until a window is all but out of sight.
func (r *rig) hidden(w *played.Window) {
	r.Helper()
	r.until(fmt.Sprintf("window %d is in a corner", w.ID), func() bool { return inCorner(r.mac, w) })
}

func inCorner(m *played.Mac, w *played.Window) bool {
	f := w.Frame()
	for _, d := range m.Displays() {
		visible := workspaces.Rect{
			X: max(f.X, d.Frame.X), Y: max(f.Y, d.Frame.Y),
		}
		visible.W = min(f.Right(), d.Frame.Right()) - visible.X
		visible.H = min(f.Bottom(), d.Frame.Bottom()) - visible.Y
		if visible.W > 1 && visible.H > 1 {
			return false
		}
	}
	return true
}

// focused waits until the system's focus is on a window.
func (r *rig) focused(app *played.App, w *played.Window) {
	r.Helper()
	r.until(fmt.Sprintf("the focus is on window %d of %s", w.ID, app.Bundle), func() bool {
		return r.mac.Front() == app.PID && app.Focused() == uint32(w.ID)
	})
}

// knows waits until the agent's state is as it should be.
func (r *rig) knows(what string, so func(*workspaces.State) bool) {
	r.Helper()
	r.until("the agent knows that "+what, func() bool { return so(r.state()) })
}

// modelFocus waits until the agent has the focus on a window.
func (r *rig) modelFocus(w *played.Window) {
	r.Helper()
	r.knows(fmt.Sprintf("the focus is on %d", w.ID), func(s *workspaces.State) bool { return s.Focus().Window == id(w) })
}

// rests waits until the focus that the agent asked for is there: it would come
// after what a test does next otherwise.
func (r *rig) rests() {
	r.Helper()
	if r.d == nil || r.agent == nil {
		return
	}
	r.until("the agent's focus is the system's", func() bool {
		want := r.state().Focus().Window
		return want == workspaces.NoWindow || r.d.Told() == want
	})
	r.d.CarriedOut()
}

// click clicks on a window.
func (r *rig) click(w *played.Window) {
	r.Helper()
	r.rests()
	w.Click()
}

// placement waits until the agent has a window in a placement.
func (r *rig) placement(w *played.Window, p workspaces.Placement) {
	r.Helper()
	r.knows(fmt.Sprintf("window %d is in placement %d", w.ID, p), func(s *workspaces.State) bool {
		info, known := s.Window(id(w))
		return known && info.Placement == p
	})
}

// unknown waits until the agent knows nothing of a window.
func (r *rig) unknown(w *played.Window) {
	r.Helper()
	r.knows(fmt.Sprintf("window %d is gone", w.ID), func(s *workspaces.State) bool {
		_, known := s.Window(id(w))
		return !known
	})
}

// seen is every event of a type so far, but for those about probes.
func seen[E desktop.Event](r *rig) []E {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []E
	for _, e := range r.events {
		if e, is := e.(E); is && !r.probes[about(e)] {
			found = append(found, e)
		}
	}
	return found
}

// about is the window that an event is about.
func about(e desktop.Event) workspaces.WindowID {
	switch e := e.(type) {
	case desktop.WindowOpened:
		return e.Window.ID
	case desktop.WindowChanged:
		return e.Window.ID
	case desktop.WindowClosed:
		return e.ID
	case desktop.WindowMoved:
		return e.ID
	case desktop.Focused:
		return e.ID
	}
	return workspaces.NoWindow
}

// has says whether an event came, about a probe too.
func has[E desktop.Event](r *rig, is func(E) bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.events, func(e desktop.Event) bool {
		typed, ok := e.(E)
		return ok && is(typed)
	})
}

// await waits for an event.
func await[E desktop.Event](r *rig, what string, is func(E) bool) {
	r.Helper()
	r.until(what, func() bool { return has(r, is) })
}

// quiet makes sure that events of a type stop coming: the desktop looks at all
// windows and at the window server's list meanwhile.
func quiet[E desktop.Event](r *rig, app *played.App) {
	r.Helper()
	r.looked(app)
	before := len(seen[E](r))
	r.looked(app)
	if now := seen[E](r); len(now) != before {
		r.Errorf("%d events came that should not: %+v", len(now)-before, now[before:])
	}
}

// looked waits until the desktop has looked at all windows of an application,
// by a probe that opens and closes.
func (r *rig) looked(app *played.App) {
	r.Helper()
	w := app.Open(played.Look{Subrole: "AXUnknown", Quiet: true, Title: "probe", Buttons: &[4]played.Button{}})
	r.mu.Lock()
	r.probes[id(w)] = true
	r.mu.Unlock()
	await(r, "the probe is seen", func(e desktop.WindowOpened) bool { return e.Window.ID == id(w) })
	w.Close()
	await(r, "the probe is gone", func(e desktop.WindowClosed) bool { return e.ID == id(w) })
}

func chords(t testing.TB, notations ...string) (list []keybind.Chord) {
	t.Helper()
	for _, n := range notations {
		c, err := keybind.Notation{}.Parse(n)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
	}
	return list
}

func contains(text string, parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(text, p) {
			return false
		}
	}
	return true
}

var _ = cg.Point{}
