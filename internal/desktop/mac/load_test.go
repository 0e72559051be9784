package mac_test

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/played"
	"perch/workspaces"
)

// churns is how many windows TestNothingIsLeftOfWindows opens and closes.
// PERCH_CHURN asks for more: make test-mac-load does.
func churns(t *testing.T) int {
	text := os.Getenv("PERCH_CHURN")
	if text == "" {
		return 2000
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal("PERCH_CHURN: ", err)
	}
	return n
}

// TestNothingIsLeftOfWindows opens and closes windows: no object of the
// frameworks is left, and the memory stays what it was.
func TestNothingIsLeftOfWindows(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("org.example")
	app.Open(played.Look{})
	r.manage("")
	n := churns(t)
	const burst = 10
	var objects int
	var memory runtime.MemStats
	var resting uint64
	for i := 0; i < n; i += burst {
		var windows []*played.Window
		for j := range burst {
			windows = append(windows, app.Open(played.Look{Title: strconv.Itoa(i + j), Silent: j%3 == 0}))
		}
		r.knows("all are open", func(s *workspaces.State) bool { return len(s.Windows()) == burst+1 })
		for _, w := range windows {
			w.Close()
		}
		r.knows("all are closed", func(s *workspaces.State) bool { return len(s.Windows()) == 1 })
		r.mu.Lock()
		r.events = nil
		r.mu.Unlock()
		if i == n/4/1000*1000 && i > 0 || i == 0 {
			r.until("the objects are let go", func() bool { objects = max(objects, r.mac.Objects()); return true })
			runtime.GC()
			runtime.ReadMemStats(&memory)
			resting = memory.HeapAlloc
		}
	}
	r.until(fmt.Sprintf("no more than %d objects are left", objects), func() bool { return r.mac.Objects() <= objects })
	runtime.GC()
	runtime.ReadMemStats(&memory)
	t.Logf("%d windows: %d objects, heap of %d KiB, %d KiB before", n, r.mac.Objects(), memory.HeapAlloc>>10, resting>>10)
	if grown := int64(memory.HeapAlloc) - int64(resting); grown > 2<<20 {
		t.Errorf("the heap grew by %d KiB over %d windows", grown>>10, n)
	}
}

// switches measures how long a workspace's windows take to be in their places
// after its command, over and over.
func (r *rig) switches(n int, windows [2][]*played.Window) []time.Duration {
	r.Helper()
	var took []time.Duration
	for i := range n {
		shown := windows[i%2]
		start := time.Now()
		r.run("workspace " + strconv.Itoa(i%2+1))
		for _, w := range shown {
			r.until("the windows are shown", func() bool { return !inCorner(r.mac, w) })
		}
		took = append(took, time.Since(start))
		for _, w := range windows[1-i%2] {
			r.hidden(w)
		}
	}
	return took
}

// twenty are 20 applications with a window each on each of two workspaces; the
// last one's are not among those that are returned.
func (r *rig) twenty() (windows [2][]*played.Window, last *played.App) {
	r.Helper()
	var apps []*played.App
	for i := range 20 {
		apps = append(apps, r.mac.Start("app"+strconv.Itoa(i)))
	}
	r.manage("")
	for ws := range 2 {
		r.run("workspace " + strconv.Itoa(ws+1))
		for i, app := range apps {
			w := app.Open(played.Look{Quiet: true})
			if i < 19 {
				windows[ws] = append(windows[ws], w)
			}
			await(r, "it opens", func(e desktop.WindowOpened) bool { return e.Window.ID == id(w) })
		}
	}
	return windows, apps[19]
}

// TestOneHungApplicationDelaysNoWorkspace compares the 99th percentile of a
// switch of workspaces with one of 20 applications hung with the same without.
func TestOneHungApplicationDelaysNoWorkspace(t *testing.T) {
	const rounds, each = 10, 20
	r := newRig(t)
	windows, hung := r.twenty()
	r.switches(each, windows)
	best := 10.0
	for range 5 { // the machine does other things too
		var sound, with []time.Duration
		for range rounds { // in turns, so that these delay both alike
			sound = append(sound, r.switches(each, windows)...)
			hung.Hang()
			r.switches(2, windows)
			with = append(with, r.switches(each, windows)...)
			hung.Recover()
			r.switches(2, windows)
		}
		slices.Sort(sound)
		slices.Sort(with)
		half, most := len(sound)/2, len(sound)*99/100
		t.Logf("half take %v, 99 %% take %v; with a hung application %v and %v", sound[half], sound[most], with[half], with[most])
		if best = min(best, float64(with[most])/float64(sound[most])); best <= 1.1 {
			return
		}
	}
	t.Errorf("a hung application makes the 99th percentile %.2f times as long", best)
}
