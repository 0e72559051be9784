package main

import (
	"bytes"
	"image"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/internal/xserver"
)

func TestQuantile(t *testing.T) {
	durations := []time.Duration{5 * time.Millisecond, 1 * time.Millisecond, 3 * time.Millisecond, 2 * time.Millisecond, 40 * time.Millisecond}
	if got := quantile(durations, 0.5); got != 3 {
		t.Errorf("median is %v, want 3", got)
	}
	if got := quantile(durations, 1); got != 40 {
		t.Errorf("maximum is %v, want 40", got)
	}
}

func TestUsageOfThisProcess(t *testing.T) {
	if _, err := os.Stat("/proc/self/schedstat"); err != nil {
		t.Skip("no /proc of Linux here")
	}
	child := exec.Command("sleep", "60")
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = child.Process.Kill()
		_ = child.Wait()
	}()
	members, err := family(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(members, os.Getpid()) || !slices.Contains(members, child.Process.Pid) {
		t.Errorf("family is %v, want %d and %d", members, os.Getpid(), child.Process.Pid)
	}
	u, err := measure(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if u.processor <= 0 || u.resident <= 0 {
		t.Errorf("usage is %+v", u)
	}
	if _, err := measure(1 << 30); err == nil {
		t.Error("a process that does not exist is measured")
	}
}

func TestTableHasOneColumnForEach(t *testing.T) {
	some := []time.Duration{time.Millisecond}
	var out bytes.Buffer
	print(&out, []result{
		{name: "one", change: some, birth: some, query: some, idle: []program{{name: "one", megabytes: 1}, {name: "bar", megabytes: 2}}},
		{name: "two", change: some, birth: some, query: some, idle: []program{{name: "two", wakeups: 3}}},
	})
	lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
	if len(lines) != 17 {
		t.Fatalf("the table has %d lines, want 17:\n%s", len(lines), out.String())
	}
	for _, line := range lines {
		if len(line) != len(lines[0]) {
			t.Errorf("the columns are not aligned:\n%s", out.String())
			break
		}
	}
}

// Without a window manager, what the observer reports can be foretold.
func TestObserver(t *testing.T) {
	server, err := xserver.Start(xserver.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	load, err := xserver.Dial(server.Display)
	if err != nil {
		t.Fatal(err)
	}
	defer load.Close()
	watcher, err := observe(server.Display)
	if err != nil {
		t.Fatal(err)
	}
	defer watcher.conn.Close()
	b := &bench{load: load, observer: watcher}
	first, err := b.open(1)
	if err != nil {
		t.Fatal(err)
	}
	asked := time.Now()
	xproto.MapWindow(load.Conn(), first)
	xproto.ConfigureWindow(load.Conn(), first, xproto.ConfigWindowWidth, []uint32{500})
	placed, err := watcher.placed(first, calm, patient)
	if err != nil {
		t.Fatal(err)
	}
	if !placed.After(asked) || placed.Sub(asked) > patient {
		t.Errorf("placed %v after it was asked for", placed.Sub(asked))
	}

	// A window below another one that hides all of it is not shown.
	xproto.UnmapWindow(load.Conn(), first)
	if _, err := load.Open(xserver.Spec{Frame: image.Rect(0, 0, 1000, 700)}); err != nil {
		t.Fatal(err)
	}
	xproto.ConfigureWindow(load.Conn(), first, xproto.ConfigWindowStackMode, []uint32{xproto.StackModeBelow})
	load.Sync()
	watcher.quiet(calm)
	xproto.MapWindow(load.Conn(), first)
	load.Sync()
	if _, err := watcher.shown([]xproto.Window{first}, 2*calm); err == nil {
		t.Error("a hidden window counts as shown")
	}
	xproto.ConfigureWindow(load.Conn(), first, xproto.ConfigWindowX, []uint32{900})
	load.Sync()
	if _, err := watcher.shown([]xproto.Window{first}, patient); err != nil {
		t.Error(err)
	}
}

func TestMissingPrograms(t *testing.T) {
	m := manager{programs: []string{"sh", "no-such-window-manager"}}
	if got := m.missing(); len(got) != 1 || got[0] != "no-such-window-manager" {
		t.Errorf("missing are %v", got)
	}
}

func TestVerdicts(t *testing.T) {
	var out bytes.Buffer
	printBars(&out, barResult{
		clock: []program{
			{name: "perch-bar", megabytes: 30, processor: 0.001, wakeups: 1},
			{name: "polybar", megabytes: 19, processor: 0.0005, wakeups: 2},
		},
		load: &flood{replies: []time.Duration{time.Millisecond}, last: 2 * time.Second, early: 30, late: 31},
	}, []time.Duration{4 * time.Millisecond})
	for part, want := range map[string]string{
		"resident memory  ": "MISSED", "processor while": "MISSED", "wake-ups": "held", "pixels": "held",
		"slowest": "MISSED", "after 1m0s": "held",
	} {
		held := false
		for line := range strings.Lines(out.String()) {
			held = held || strings.Contains(line, part) && strings.HasSuffix(strings.TrimSpace(line), want)
		}
		if !held {
			t.Errorf("%q is not %s:\n%s", part, want, out.String())
		}
	}
	// Without polybar there is nothing to compare with.
	out.Reset()
	printBars(&out, barResult{clock: []program{{name: "perch-bar", megabytes: 30, wakeups: 1}}}, nil)
	if text := out.String(); strings.Contains(text, "MISSED") || strings.Contains(text, "≤") {
		t.Errorf("verdicts without polybar:\n%s", text)
	}
}

// The load says in the end what its last message said, and every item has its turn.
func TestChangesReachEveryItem(t *testing.T) {
	seen := map[string]bool{}
	for n := range floodItems {
		seen[itemOf(n)] = true
	}
	if len(seen) != floodItems {
		t.Errorf("%d of %d items change", len(seen), floodItems)
	}
}
