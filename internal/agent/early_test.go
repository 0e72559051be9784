package agent

import (
	"testing"

	"perch/internal/desktop"
	"perch/internal/desktop/sim"
	"perch/internal/ipc"
	"perch/workspaces"
)

// lateDesktop starts when it is told to.
type lateDesktop struct {
	*sim.Desktop
	begin chan desktop.Event
}

func (d *lateDesktop) Events() <-chan desktop.Event { return d.begin }

// early serves clients of an agent that does not know its desktop yet.
func early(t *testing.T) (*live, *lateDesktop) {
	r := build(t, "config-version = 2")
	d := &lateDesktop{Desktop: r.desktop, begin: make(chan desktop.Event)}
	return serve(r, func(o *Options) { o.Desktop = d }), d
}

func (d *lateDesktop) start() {
	d.begin <- desktop.Started{Monitors: []workspaces.Monitor{leftScreen}, Focused: workspaces.NoWindow}
}

// What clients ask for before the platform has said what there is comes after
// that, and is not lost.
func TestACommandBeforeTheStart(t *testing.T) {
	l, d := early(t)
	client := l.client()
	defer client.Close()
	answers := make(chan ipc.Answer, 1)
	go func() {
		a, err := client.Call(request("workspace", "3"))
		if err != nil {
			t.Error(err)
		}
		answers <- a
	}()
	l.client().Close() // the server deals with clients meanwhile
	select {
	case a := <-answers:
		t.Fatalf("answered before anything is known: %+v", a)
	default:
	}
	d.start()
	if a := <-answers; a.ExitCode != 0 {
		t.Errorf("%+v", a)
	}
	if a := l.call("list-workspaces", "--focused"); a.Stdout != "3" {
		t.Errorf("workspace %q has the focus", a.Stdout)
	}
}

// A client that comes before the desktop gets no frame that is none.
func TestASubscriberBeforeTheStart(t *testing.T) {
	l, d := early(t)
	s := l.subscribe("--state")
	d.start()
	var state ipc.State
	if parts, err := state.Merge(s.next()); err != nil || parts != ipc.AllParts || len(state.Monitors) != 1 {
		t.Errorf("the first frame: parts %b, %v, %+v", parts, err, state)
	}
}
