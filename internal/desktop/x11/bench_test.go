package x11

import (
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/internal/xserver"
	"perch/workspaces"
)

// sides opens two sets of n tiled windows and shows the first.
func sides(r *rig, n int) (a, b []workspaces.WindowID) {
	var all []workspaces.WindowID
	for range 2 * n {
		all = append(all, r.open(xserver.Spec{Class: "A", Colour: 0x336699}).ID)
	}
	a, b = all[:n], all[n:]
	r.d.Apply(desktop.Change{Frames: append(columns(a), columns(b)...), Stack: a, Show: a, Focus: &a[0], Hide: b})
	r.until("shown", func() bool { return r.mapped(a[n-1]) })
	r.sync()
	return a, b
}

// mapsOf counts the MapNotify events that reach a second connection.
func mapsOf(r *rig) (events chan xgb.Event, wait func(n int)) {
	events = make(chan xgb.Event, 1<<14)
	r.Cleanup(r.client.Tap(events))
	return events, func(n int) {
		timeout := time.After(patient)
		for n > 0 {
			select {
			case e := <-events:
				// The root's listeners and the window's own get one each.
				if e, ok := e.(xproto.MapNotifyEvent); ok && e.Event == r.client.Root() {
					n--
				}
			case <-timeout:
				r.Fatalf("%d windows are not shown", n)
			}
		}
	}
}

func BenchmarkSwitch30(b *testing.B) {
	r := newRig(b)
	from, to := sides(r, 30)
	_, wait := mapsOf(r)
	b.ResetTimer()
	for b.Loop() {
		r.d.Apply(desktop.Change{Stack: to, Show: to, Focus: &to[0], Hide: from})
		wait(30)
		from, to = to, from
	}
}

// BenchmarkApplySwitch30 is the part of a switch that the agent waits for.
func BenchmarkApplySwitch30(b *testing.B) {
	r := newRig(b)
	from, to := sides(r, 30)
	_, wait := mapsOf(r)
	for b.Loop() {
		r.d.Apply(desktop.Change{Stack: to, Show: to, Focus: &to[0], Hide: from})
		b.StopTimer()
		wait(30)
		b.StartTimer()
		from, to = to, from
	}
}

// BenchmarkNewWindow is from a client's MapWindow to its MapNotify, with a
// policy that places and shows at once.
func BenchmarkNewWindow(b *testing.B) {
	r := newRig(b)
	_, wait := mapsOf(r)
	for b.Loop() {
		b.StopTimer()
		id, err := r.client.Open(xserver.Spec{Class: "A", Title: "a title", Unmapped: true})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		xproto.MapWindow(r.client.Conn(), id)
		w := await[desktop.WindowOpened](r).Window
		r.show(w.ID, rect(0, 0, 640, 800))
		wait(1)
		b.StopTimer()
		if err := r.client.Destroy(id); err != nil {
			b.Fatal(err)
		}
		await[desktop.WindowClosed](r)
		b.StartTimer()
	}
}

// BenchmarkNewWindow30 is from a client's MapWindow until it and the 30
// windows beside it have their new places.
func BenchmarkNewWindow30(b *testing.B) {
	r := newRig(b)
	ids, _ := sides(r, 30)
	events, _ := mapsOf(r)
	for b.Loop() {
		b.StopTimer()
		id, err := r.client.Open(xserver.Spec{Class: "A", Title: "a title", Unmapped: true})
		if err != nil {
			b.Fatal(err)
		}
		r.drain(events)
		b.StartTimer()
		xproto.MapWindow(r.client.Conn(), id)
		w := await[desktop.WindowOpened](r).Window
		all := append(ids, w.ID)
		r.d.Apply(desktop.Change{Frames: columns(all), Stack: all, Show: []workspaces.WindowID{w.ID}, Focus: &w.ID})
		r.await(events, 31)
		b.StopTimer()
		if err := r.client.Destroy(id); err != nil {
			b.Fatal(err)
		}
		await[desktop.WindowClosed](r)
		r.d.Apply(desktop.Change{Frames: columns(ids), Stack: ids})
		r.sync()
		b.StartTimer()
	}
}

// await waits for configured windows.
func (r *rig) await(events <-chan xgb.Event, n int) {
	r.Helper()
	seen := map[xproto.Window]bool{}
	timeout := time.After(patient)
	for len(seen) < n {
		select {
		case event := <-events:
			if e, ok := event.(xproto.ConfigureNotifyEvent); ok {
				seen[e.Window] = true
			}
		case <-timeout:
			r.Fatalf("%d of %d windows are configured", len(seen), n)
		}
	}
}

func BenchmarkKeyPress(b *testing.B) {
	r := newRig(b)
	r.d.Grab(chords(b, "alt-h"))
	r.d.conn.Sync()
	for b.Loop() {
		if err := r.client.Key("alt-h"); err != nil {
			b.Fatal(err)
		}
		await[desktop.KeyPressed](r)
	}
}
