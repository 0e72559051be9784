package x11

import (
	"slices"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/internal/xserver"
	"perch/workspaces"
)

// TestIconifyIsRefused checks that a client that iconifies itself (ICCCM
// §4.1.4) hears that it is still to be seen.
func TestIconifyIsRefused(t *testing.T) {
	r := newRig(t)
	id := r.opened("A", rect(0, 0, 640, 800))
	r.until("shown", func() bool { return r.mapped(id) && r.wmState(id) == stateNormal })
	r.sync()
	events := make(chan xgb.Event, 1<<10)
	t.Cleanup(r.client.Tap(events))
	r.drain(events)
	if err := r.client.SendMessage(xproto.Window(id), "WM_CHANGE_STATE", stateIconic); err != nil {
		t.Fatal(err)
	}
	if events := r.sync(); len(events) != 0 {
		t.Errorf("%#v", events)
	}
	told := slices.ContainsFunc(r.drain(events), func(event xgb.Event) bool {
		e, ok := event.(xproto.PropertyNotifyEvent)
		return ok && e.Window == xproto.Window(id) && e.Atom == r.d.atoms.WMState
	})
	if !told || !r.mapped(id) || r.wmState(id) != stateNormal {
		t.Errorf("told %v, shown %v, state %d", told, r.mapped(id), r.wmState(id))
	}
}

// TestStatesAreHonest checks that _NET_WM_STATE never says what is not so,
// whether a window comes with it or asks for it.
func TestStatesAreHonest(t *testing.T) {
	r := newRig(t)
	refused := []string{"ABOVE", "BELOW", "STICKY", "SHADED", "MAXIMIZED_VERT", "MAXIMIZED_HORZ"}
	for i := range refused {
		refused[i] = "_NET_WM_STATE_" + refused[i]
	}
	const kept = "_NET_WM_STATE_SKIP_PAGER"
	w := r.open(xserver.Spec{Class: "A", States: append([]string{kept}, refused...)})
	r.show(w.ID, rect(0, 0, 640, 800))
	want := []string{"_NET_WM_STATE_FOCUSED", kept}
	r.until("the states at the beginning", func() bool { return slices.Equal(r.states(w.ID), want) })
	other := r.open(xserver.Spec{Class: "B", States: refused})
	r.d.Apply(desktop.Change{Frames: columns([]workspaces.WindowID{other.ID}), Show: []workspaces.WindowID{other.ID}})
	r.until("no state", func() bool { return r.mapped(other.ID) && len(r.states(other.ID)) == 0 })
	for _, name := range append(refused, "_NET_WM_STATE_HIDDEN", "_NET_WM_STATE_FOCUSED") {
		atom, err := r.client.Atom(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, action := range []uint32{stateAdd, stateRemove, stateToggle} {
			if err := r.client.SendMessage(xproto.Window(w.ID), "_NET_WM_STATE", action, uint32(atom)); err != nil {
				t.Fatal(err)
			}
			if events := r.sync(); len(events) != 0 {
				t.Errorf("%s: %#v", name, events)
			}
			if got := r.states(w.ID); !slices.Equal(got, want) {
				t.Errorf("%s, action %d: %v", name, action, got)
			}
		}
	}
}

// TestMessagesOfNonsense has numbers that mean nothing.
func TestMessagesOfNonsense(t *testing.T) {
	r := newRig(t)
	id := r.opened("A", rect(0, 0, 640, 800))
	r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: id, Frame: rect(0, 0, 640, 800), Floating: true}}})
	r.sync()
	const all = 0xFFFFFFFF
	for _, name := range []string{"_NET_WM_STATE", "_NET_WM_MOVERESIZE", "WM_CHANGE_STATE", "_NET_WM_DESKTOP", "WM_PROTOCOLS"} {
		for _, to := range []xproto.Window{xproto.Window(id), r.client.Root()} {
			if err := r.client.SendMessage(to, name, all, all, all, all, all); err != nil {
				t.Fatal(err)
			}
		}
	}
	if events := r.sync(); len(events) != 0 {
		t.Errorf("%#v", events)
	}
}
