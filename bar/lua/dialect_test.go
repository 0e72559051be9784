package lua

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// bar records what a program does.
type bar struct {
	mu       sync.Mutex
	sent     [][]string
	log      []string
	problems []string
	reply    func(args []string) string
	changed  chan struct{}
}

func newBar() *bar { return &bar{changed: make(chan struct{}, 1)} }

func (b *bar) note(f func()) {
	b.mu.Lock()
	f()
	b.mu.Unlock()
	select {
	case b.changed <- struct{}{}:
	default:
	}
}

func (b *bar) options() Options {
	return Options{
		Name: "sketchybar",
		Send: func(args []string) string {
			b.note(func() { b.sent = append(b.sent, args) })
			if b.reply != nil {
				return b.reply(args)
			}
			return ""
		},
		Log:     func(s string) { b.note(func() { b.log = append(b.log, s) }) },
		Problem: func(s string) { b.note(func() { b.problems = append(b.problems, s) }) },
	}
}

// until waits for a condition on what was recorded.
func (b *bar) until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	timeout := time.After(20 * time.Second)
	for {
		b.mu.Lock()
		done := ok()
		b.mu.Unlock()
		if done {
			return
		}
		select {
		case <-b.changed:
		case <-timeout:
			b.mu.Lock()
			defer b.mu.Unlock()
			t.Fatalf("no %s; sent %q, log %q", what, b.sent, b.log)
		}
	}
}

func (b *bar) messages() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var lines []string
	for _, args := range b.sent {
		lines = append(lines, strings.Join(args, " "))
	}
	return lines
}

func start(t *testing.T, file string, o Options) *Program {
	t.Helper()
	p, err := Run(context.Background(), file, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	select {
	case <-p.Loaded():
	case <-time.After(30 * time.Second):
		t.Fatal("the configuration has not come to its event loop")
	}
	return p
}

// write makes a configuration of a source, in a folder of its own.
func write(t *testing.T, source string) string {
	t.Helper()
	file := t.TempDir() + "/sketchybarrc"
	if err := os.WriteFile(file, []byte(source), 0o755); err != nil {
		t.Fatal(err)
	}
	return file
}

// The expected output is that of the reference implementation, Lua 5.4.4.
func TestDialect(t *testing.T) {
	want, err := os.ReadFile("testdata/dialect.out")
	if err != nil {
		t.Fatal(err)
	}
	b := newBar()
	p := start(t, "testdata/dialect.lua", b.options())
	p.Close()
	got := strings.Split(strings.Join(b.log, "\n"), "\n")
	for i, line := range strings.Split(strings.TrimRight(string(want), "\n"), "\n") {
		if i >= len(got) || got[i] != line {
			t.Errorf("line %d\n got %q\nwant %q", i+1, append(got, make([]string, i+1)...)[i], line)
		}
	}
}
