package agent

import (
	"encoding/json"
	"fmt"
	"net"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"perch/internal/desktop/sim"
	"perch/internal/ipc"
)

func TestTheWholePictureComesFirst(t *testing.T) {
	r := build(t, "", leftScreen, rightScreen)
	l := serve(r)
	s, state := l.watchState()
	r.desktop.Open("A", "title", sim.Options{})
	s.until(state, "the window", func(p ipc.State) bool { return p.Focus.WindowID == 1 })

	var first ipc.State
	parts, err := first.Merge(l.subscribe("--state").next())
	if err != nil || parts != ipc.AllParts {
		t.Errorf("the first frame has the parts %b, %v", parts, err)
	}
	want := ipc.State{
		Mode: "main", Focus: ipc.Focus{Workspace: "1", WindowID: 1},
		Monitors: []ipc.Monitor{
			{ID: 1, Name: "left", Key: "left", Width: 1000, Height: 801, Workspace: "1"},
			{ID: 2, Name: "right", Key: "right", X: 1000, Width: 600, Height: 601, Workspace: "2"},
		},
		Workspaces: []ipc.Workspace{
			{Name: "1", Monitor: 1, Visible: true, Focused: true, Layout: "h_tiles"},
			{Name: "2", Monitor: 2, Visible: true, Layout: "h_tiles"},
		},
		Windows:  []ipc.Window{{ID: 1, App: "A", AppID: "A", Title: "title", Workspace: "1"}},
		Problems: []string{},
	}
	first.Bar = nil
	if !reflect.DeepEqual(first, want) {
		t.Errorf("the picture is\n%+v, want\n%+v", first, want)
	}
}

func TestChangesComeInOrder(t *testing.T) {
	r := build(t, "")
	l := serve(r)
	s, state := l.watchState()
	const last = 50
	c := l.client()
	for i := range last {
		if _, err := c.Call(request("workspace", fmt.Sprint(i+1))); err != nil {
			t.Fatal(err)
		}
	}
	var seen []string
	for state.Focus.Workspace != fmt.Sprint(last) {
		if _, err := state.Merge(s.next()); err != nil {
			t.Fatal(err)
		}
		seen = append(seen, state.Focus.Workspace)
	}
	for i, name := range seen {
		if name != fmt.Sprint(i+2) { // the first command changes nothing
			t.Fatalf("change %d shows workspace %s: %q", i, name, seen)
		}
	}
	if len(seen) != last-1 {
		t.Errorf("%d changes", len(seen))
	}
}

// event is an event as a line without its type's braces.
func (s *stream) event() string {
	s.t.Helper()
	f := s.next()
	if !json.Valid(f) {
		s.t.Fatalf("not JSON: %s", f)
	}
	return string(f)
}

func (s *stream) wantEvents(want ...string) {
	s.t.Helper()
	for _, w := range want {
		if got := s.event(); got != w {
			s.t.Errorf("event %s, want %s", got, w)
		}
	}
}

func TestEventsComeInOrder(t *testing.T) {
	r := build(t, "config-version = 2\n[mode.main.binding]\nalt-m = ['workspace 3', 'mode other']\n[mode.other.binding]\nesc = 'mode main'", leftScreen, rightScreen)
	l := serve(r)
	l.watchState()
	s := l.subscribe("--all")
	initial := []string{s.event(), s.event(), s.event(), s.event()}
	want := []string{
		`{"_event":"focus-changed","workspace":"1"}`,
		`{"_event":"focused-monitor-changed","monitorId":1,"workspace":"1"}`,
		`{"_event":"focused-workspace-changed","prevWorkspace":"1","workspace":"1"}`,
		`{"_event":"mode-changed","mode":"main"}`,
	}
	if !slices.Equal(initial, want) {
		t.Errorf("at first\n%s, want\n%s", strings.Join(initial, "\n"), strings.Join(want, "\n"))
	}

	r.desktop.Open("A", "", sim.Options{})
	s.wantEvents(
		`{"_event":"window-detected","appBundleId":"A","appName":"A","windowId":1,"workspace":"1"}`,
		`{"_event":"focus-changed","windowId":1,"workspace":"1"}`,
	)
	c, err := r.agent.Config().Keys.Parse("alt-m")
	if err != nil || !r.desktop.Press(c) {
		t.Fatal("alt-m is not bound")
	}
	s.wantEvents(
		`{"_event":"binding-triggered","binding":"alt-m","mode":"main"}`,
		`{"_event":"focus-changed","workspace":"3"}`,
		`{"_event":"focused-workspace-changed","prevWorkspace":"1","workspace":"3"}`,
		`{"_event":"mode-changed","mode":"other"}`,
	)
	l.call("focus-monitor", "right")
	s.wantEvents(
		`{"_event":"focus-changed","workspace":"2"}`,
		`{"_event":"focused-workspace-changed","prevWorkspace":"3","workspace":"2"}`,
		`{"_event":"focused-monitor-changed","monitorId":2,"workspace":"2"}`,
	)
	l.call("enable", "off")
	s.wantEvents(`{"_event":"mode-changed"}`)
	some := l.subscribe("mode-changed", "focus-changed") // allowed while disabled
	some.wantEvents(`{"_event":"mode-changed"}`, `{"_event":"focus-changed","workspace":"2"}`)
	l.call("enable", "on")
	for _, s := range []*stream{s, some} {
		s.wantEvents(`{"_event":"mode-changed","mode":"main"}`)
	}
}

// A subscription that asks for no initial events tells of changes alone.
func TestNoInitialEvents(t *testing.T) {
	l := serve(build(t, "config-version = 2\n[mode.other.binding]\nesc = 'mode main'", leftScreen))
	l.watchState()
	s := l.subscribe("--no-send-initial", "focus-changed", "mode-changed")
	for i := 0; len(s.frames) == 0; i++ { // until the subscription stands
		l.call("workspace", fmt.Sprint(1+i%9))
	}
	l.call("mode", "other")
	for {
		switch e := s.event(); {
		case e == `{"_event":"mode-changed","mode":"other"}`:
			return
		case !strings.HasPrefix(e, `{"_event":"focus-changed"`):
			t.Fatalf("there is %s, which is no change", e)
		}
	}
}

func TestASubscriptionThatIsWrong(t *testing.T) {
	l := serve(build(t, ""))
	l.watchState()
	for _, args := range [][]string{{"subscribe"}, {"subscribe", "nothing"}, {"subscribe", "--all", "mode-changed"}, {"subscribe", "--state", "--all"}} {
		if a := l.call(args...); a.ExitCode != 2 || a.Stderr == "" {
			t.Errorf("%q is answered by %+v", args, a)
		}
	}
	if a := l.call("subscribe", "--help"); a.ExitCode != 0 || !strings.HasPrefix(a.Stdout, "USAGE: subscribe") {
		t.Errorf("%+v", a)
	}
}

// What a client asked for before the end is answered or refused, and the
// agent does not wait for it.
func TestClientsDoNotHoldUpTheEnd(t *testing.T) {
	r := build(t, "")
	l := serve(r)
	l.watchState()
	c := l.client()
	if _, err := c.Call(request("echo")); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	r.desktop.Lose(nil)
	if err := <-l.ended; err != ErrLost {
		t.Error(err)
	}
	l.ended <- nil
	if took := time.Since(begin); took > 4*time.Second {
		t.Errorf("the end took %v", took)
	}
	if _, err := c.Call(request("echo")); err == nil {
		t.Error("an agent that ended answers")
	}
	if _, err := ipc.Dial(l.path); err == nil {
		t.Error("the socket is still there")
	}
}

func TestAClientThatNeverReadsHoldsUpNobody(t *testing.T) {
	r := build(t, "")
	l := serve(r)
	deaf, err := net.Dial("unix", l.path)
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	hello := request("subscribe", "--state").AppendFrame(ipc.Handshake())
	if _, err := deaf.Write(hello); err != nil {
		t.Fatal(err)
	}
	c := l.client()
	long := strings.Repeat("long title ", 2000)
	r.desktop.Open("A", long, sim.Options{})
	slowest := time.Duration(0)
	for i := range 600 { // more than a socket and the queue hold: 20 kB each
		begin := time.Now()
		r.desktop.Retitle(1, long+fmt.Sprint(i))
		if _, err := c.Call(request("workspace", fmt.Sprint(i%2+1))); err != nil {
			t.Fatal(err)
		}
		slowest = max(slowest, time.Since(begin))
	}
	if slowest > 4*time.Second {
		t.Errorf("a turn took %v", slowest)
	}
}
