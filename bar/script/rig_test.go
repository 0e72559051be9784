package script

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience bounds every wait of these tests.
const patience = 20 * time.Second

// rig is a configuration's folder, a Runner in it, and what the log is told.
type rig struct {
	testing.TB
	*Runner
	dir   string
	lines chan string
}

// newRig makes a Runner whose options change may change.
func newRig(t *testing.T, change func(o *Options)) *rig {
	t.Helper()
	r := &rig{TB: t, dir: filepath.Join(t.TempDir(), "my bar"), lines: make(chan string, 10_000)}
	if err := os.Mkdir(r.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	o := Options{
		Name: "bottom_bar", Dir: r.dir, Env: []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "GREETING=hello world"},
		Log: func(line string) { r.lines <- line },
	}
	if change != nil {
		change(&o)
	}
	r.Runner = New(o)
	t.Cleanup(r.Close)
	return r
}

// file writes a file below the folder.
func (r *rig) file(name, text string, mode os.FileMode) string {
	r.Helper()
	path := filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		r.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		r.Fatal(err)
	}
	return path
}

// line returns the next line of the log that has the part.
func (r *rig) line(part string) string {
	r.Helper()
	var others []string
	timeout := time.After(patience)
	for {
		select {
		case line := <-r.lines:
			if strings.Contains(line, part) {
				return line
			}
			others = append(others, line)
		case <-timeout:
			r.Fatalf("no line with %q in %q", part, others)
		}
	}
}

// next returns the next line of the log.
func (r *rig) next() string { r.Helper(); return r.line("") }

// gate is a pipe by which scripts tell that they have come to a place, and
// another by which they are let go on.
type gate struct {
	*rig
	path    string
	arrived chan string
	release *os.File
}

// gate makes a gate; a script goes through it by `echo X >"$GATE"; read <"$GATE.open"`.
func (r *rig) gate(name string) *gate {
	r.Helper()
	g := &gate{rig: r, path: filepath.Join(r.dir, name), arrived: make(chan string, 1000)}
	files := make([]*os.File, 2)
	for i, path := range []string{g.path, g.path + ".open"} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			r.Fatal(err)
		}
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			r.Fatal(err)
		}
		r.Cleanup(func() { f.Close() })
		files[i] = f
	}
	g.release = files[1]
	go func() {
		for lines := bufio.NewScanner(files[0]); lines.Scan(); {
			g.arrived <- lines.Text()
		}
	}()
	return g
}

// come returns what the next script that came to the gate wrote.
func (g *gate) come() string {
	g.Helper()
	select {
	case text := <-g.arrived:
		return text
	case <-time.After(patience):
		g.Fatal("no script came to the gate")
		return ""
	}
}

// open lets so many scripts pass.
func (g *gate) open(n int) {
	g.Helper()
	if _, err := g.release.WriteString(strings.Repeat("\n", n)); err != nil {
		g.Fatal(err)
	}
}

// idle waits until nothing runs and nothing waits.
func (r *rig) idle() {
	r.Helper()
	r.wait("all runs to end", func() bool { return len(r.items) == 0 })
}

// wait waits for something about the Runner, which is locked meanwhile.
func (r *rig) wait(what string, so func() bool) {
	r.Helper()
	for deadline := time.Now().Add(patience); ; {
		r.mu.Lock()
		done := so()
		r.mu.Unlock()
		if done {
			return
		}
		if time.Now().After(deadline) {
			r.Fatalf("waited in vain for %s", what)
		}
		// Nothing tells that a run has ended.
		syscall.Select(0, nil, nil, nil, &syscall.Timeval{Usec: 2000})
	}
}
