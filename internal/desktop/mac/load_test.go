package mac_test

import (
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
// frameworks is left of them, and the memory stays what it was.
func TestNothingIsLeftOfWindows(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("org.example")
	first := app.Open(played.Look{})
	r.manage("")
	r.click(first)
	r.looked(app)
	n := churns(t)
	const burst = 10
	// What the desktop holds while nothing happens: the system's element, the
	// application's and its window's; the observer; two taps; and the sources of
	// the threads, the taps, the observer and the hot keys.
	objects := r.resting()
	var early uint64
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
		if i == n/5/burst*burst {
			r.until("the objects are let go", func() bool { return r.mac.Objects() <= len(objects) })
			early = heap()
		}
	}
	defer func() {
		if t.Failed() {
			t.Logf("before: %q; now: %q", objects, r.mac.Living(100))
		}
	}()
	r.until("the objects are let go", func() bool { return r.mac.Objects() <= len(objects) })
	late := heap()
	t.Logf("%d windows: %d objects before and after, heap of %d KiB after a fifth and %d KiB at the end", n, len(objects), early>>10, late>>10)
	if grown := int64(late) - int64(early); grown > 1<<20 {
		t.Errorf("the heap grew by %d KiB over %d windows", grown>>10, n)
	}
	r.leave()
	r.until("no object is left after the end", func() bool { return r.mac.Objects() == 0 })
}

// resting are the objects that live while nothing happens: the same at several
// looks, between which the desktop looks at everything too.
func (r *rig) resting() (objects []string) {
	r.Helper()
	same := 0
	r.until("nothing happens", func() bool {
		now := r.mac.Living(100)
		if same++; !slices.Equal(now, objects) {
			objects, same = now, 0
		}
		return same == 10
	})
	return objects
}

// heap is how much memory is in use.
func heap() uint64 {
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	return memory.HeapAlloc
}

// switches measures how long it takes from a command until its workspace's
// windows are shown and the other's are hidden, over and over.
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
		for _, w := range windows[1-i%2] {
			r.hidden(w)
		}
		took = append(took, time.Since(start))
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
// The two are measured in turns, so that whatever else the machine does delays
// both alike, block by block; the median block counts. If that says no, more
// blocks are added to those that there are, and none is thrown away. On a busy
// machine blocks differ by more than the tenth that is allowed: it is exceeded
// if two thirds of many blocks say so, which chance brings about one time in 20.
func TestOneHungApplicationDelaysNoWorkspace(t *testing.T) {
	const least, most, turns, each = 5, 25, 4, 25
	r := newRig(t)
	windows, hung := r.twenty()
	r.switches(each, windows)
	var sound, with, ratios []float64 // in milliseconds
	var ratio float64
	for len(ratios) < most {
		var a, b []time.Duration
		for range turns {
			a = append(a, r.switches(each, windows)...)
			hung.Hang()
			r.switches(2, windows)
			b = append(b, r.switches(each, windows)...)
			hung.Recover()
			r.switches(2, windows)
		}
		p, q := percentile(a, 99), percentile(b, 99)
		sound, with, ratios = append(sound, p), append(with, q), append(ratios, q/p)
		if ratio = median(ratios); len(ratios) >= least && ratio <= 1.1 {
			break
		}
	}
	t.Logf("99 %% of the switches take %.1f ms, and %.1f ms with a hung application (medians of %d blocks of %d switches); by block %.2f times as long in the median: %.2f",
		median(sound), median(with), len(ratios), turns*each, ratio, ratios)
	over := 0
	for _, r := range ratios {
		if r > 1.1 {
			over++
		}
	}
	if ratio > 1.1 && over*3 >= len(ratios)*2 {
		t.Errorf("a hung application makes the 99th percentile %.2f times as long", ratio)
	}
}

func percentile(took []time.Duration, percent int) float64 {
	slices.Sort(took)
	return took[len(took)*percent/100-1].Seconds() * 1000
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}
