package x11

import (
	"image"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/internal/xserver"
	"perch/workspaces"
)

// order is the windows as they lie, bottom first.
func (r *rig) order(of ...workspaces.WindowID) []workspaces.WindowID {
	var ids []workspaces.WindowID
	for _, w := range r.client.Windows() {
		if id := workspaces.WindowID(w.ID); slices.Contains(of, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func TestStacking(t *testing.T) {
	r := newRig(t)
	unmanaged := func(kind string) workspaces.WindowID {
		id, err := r.client.Open(xserver.Spec{Kinds: []string{"_NET_WM_WINDOW_TYPE_" + kind}, Frame: image.Rect(0, 0, 1280, 20)})
		if err != nil {
			t.Fatal(err)
		}
		r.until("mapped", func() bool { return r.mapped(workspaces.WindowID(id)) })
		return workspaces.WindowID(id)
	}
	dock := unmanaged("DOCK")
	wall := unmanaged("DESKTOP")
	a, b, c := r.opened("A", rect(0, 0, 640, 800)), r.opened("B", rect(0, 0, 640, 800)), r.opened("C", rect(640, 0, 640, 800))
	menu, err := r.client.Open(xserver.Spec{Override: true})
	if err != nil {
		t.Fatal(err)
	}
	m := workspaces.WindowID(menu)
	all := []workspaces.WindowID{dock, wall, a, b, c, m}
	check := func(what string, want ...workspaces.WindowID) {
		t.Helper()
		r.sync()
		if got := r.order(all...); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	stack := func(ids ...workspaces.WindowID) { r.d.Apply(desktop.Change{Stack: ids}) }
	stack(a, b, c)
	check("in order", wall, a, b, c, dock, m)
	stack(c, a, b)
	check("turned", wall, c, a, b, dock, m)
	full := func(id workspaces.WindowID, on bool) {
		r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: id, Frame: rect(0, 0, 1280, 800), Fullscreen: on}}})
	}
	full(b, true)
	check("a fullscreen window covers docks, not menus", wall, c, a, dock, b, m)
	stack(b, c, a)
	check("what covers it too", wall, dock, b, c, a, m)
	full(b, false)
	check("and all go back", wall, b, c, a, dock, m)
	// A client cannot put its window elsewhere; a dock neither.
	r.ask(b, xproto.ConfigWindowStackMode, xproto.StackModeAbove)
	r.ask(dock, xproto.ConfigWindowStackMode, xproto.StackModeBelow)
	check("unmoved", wall, b, c, a, dock, m)
	// A dock may be below the windows, by its property or by a message.
	if err := r.client.SetAtoms(xproto.Window(dock), "_NET_WM_STATE", "_NET_WM_STATE_BELOW"); err != nil {
		t.Fatal(err)
	}
	check("a low dock", wall, dock, b, c, a, m)
	stack(b, c, a)
	check("still low", wall, dock, b, c, a, m)
	below, err := r.client.Atom("_NET_WM_STATE_BELOW")
	if err != nil {
		t.Fatal(err)
	}
	for _, action := range []uint32{stateToggle, stateAdd, stateRemove} {
		if err := r.client.SendMessage(xproto.Window(dock), "_NET_WM_STATE", action, uint32(below)); err != nil {
			t.Fatal(err)
		}
		low := action == stateAdd
		if low {
			check("asked to be low", wall, dock, b, c, a, m)
		} else {
			check("asked to be high", wall, b, c, a, dock, m)
		}
		if states := r.states(dock); slices.Contains(states, "_NET_WM_STATE_BELOW") != low {
			t.Errorf("after action %d it says %v", action, states)
		}
	}
	// A window vanishes in the middle; what is asked after that still comes out right.
	if err := r.client.Destroy(xproto.Window(c)); err != nil {
		t.Fatal(err)
	}
	stack(a, c, b)
	await[desktop.WindowClosed](r)
	stack(a, b)
	r.sync()
	check("without the middle one", wall, a, b, dock, m)
	if got := r.rootNumbers("_NET_CLIENT_LIST_STACKING"); !slices.Equal(got, []uint32{uint32(a), uint32(b)}) {
		t.Errorf("stacking list %x", got)
	}
}

func TestRestackMovesTheFewestWindows(t *testing.T) {
	r := newRig(t)
	var ids []workspaces.WindowID
	for range 10 {
		ids = append(ids, r.open(xserver.Spec{Class: "A"}).ID)
	}
	r.d.Apply(desktop.Change{Stack: ids, Show: ids})
	r.sync()
	moved := func(stack []workspaces.WindowID) int {
		events := make(chan xgb.Event, 1<<12)
		stop := r.client.Tap(events)
		defer stop()
		r.d.Apply(desktop.Change{Stack: stack})
		r.d.conn.Sync()
		n := 0
		for _, event := range r.drain(events) {
			if e, ok := event.(xproto.ConfigureNotifyEvent); ok && e.Event == r.client.Root() {
				n++
			}
		}
		if got := r.order(ids...); !slices.Equal(got, stack) {
			t.Errorf("order %v, want %v", got, stack)
		}
		return n
	}
	if n := moved(ids); n != 0 {
		t.Errorf("the same order moves %d", n)
	}
	raised := append(slices.Clone(ids[1:]), ids[0])
	if n := moved(raised); n != 1 {
		t.Errorf("raising one moves %d", n)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		random.Shuffle(len(raised), func(i, j int) { raised[i], raised[j] = raised[j], raised[i] })
		moved(slices.Clone(raised))
	}
}

func TestLongestRising(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		n := random.IntN(9)
		place := map[xproto.Window]int{}
		var order []xproto.Window
		for i, p := range random.Perm(n) {
			id := xproto.Window(i + 1)
			order = append(order, id)
			if random.IntN(5) > 0 {
				place[id] = p
			}
		}
		stays := longestRising(order, place)
		got, last := 0, -1
		for i, id := range order {
			if !stays[i] {
				continue
			}
			got++
			if p, known := place[id]; !known || p <= last {
				t.Fatalf("%v in %v: %v", order, place, stays)
			} else {
				last = p
			}
		}
		best := 0
		for set := range 1 << n {
			count, last, rises := 0, -1, true
			for i := range n {
				if set&(1<<i) != 0 {
					p, known := place[order[i]]
					rises = rises && known && p > last
					count, last = count+1, p
				}
			}
			if rises {
				best = max(best, count)
			}
		}
		if got != best {
			t.Fatalf("%v in %v: %d stay, %d could", order, place, got, best)
		}
	}
}
