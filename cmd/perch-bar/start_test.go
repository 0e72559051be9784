package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// asProgram in the environment makes this test binary be perch-bar.
const asProgram = "PERCH_BAR_RUNS"

// The whole program, as the agent starts it.
func TestProcess(t *testing.T) {
	screen, display := newScreen(t, "1280x800")
	w := &world{t: t, ground: background, screen: screen, display: display, agent: newAgent(t, desk())}
	process := w.process()
	w.until("the bar is painted", w.shown)
	w.agent.server.Close()
	if process.Wait(); process.ProcessState.ExitCode() != ended {
		t.Errorf("the bar ends with %v when the agent is gone, expected exit code %d", process.ProcessState, ended)
	}
}

// process starts perch-bar as a process of its own.
func (w *world) process() *exec.Cmd {
	w.t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), asProgram+"=1", "DISPLAY="+w.display, "PERCH_SOCKET="+w.agent.server.Path())
	if err := c.Start(); err != nil {
		w.t.Fatal(err)
	}
	return c
}

// shown says whether a bar with a focused workspace is on the screen.
func (w *world) shown() bool {
	bars := w.bars()
	return len(bars) == 1 && w.painted() && !w.accentIn(bars[0]).Empty()
}

// From the process's start to the first pixels, and what it then holds. Titles in
// the built-in font's scripts cost least; others want fonts of the system.
func BenchmarkStart(b *testing.B) {
	for name, title := range map[string]string{"builtin": "vim serve.go — Grüße, Привет", "system": "vim — مرحبا ☕"} {
		b.Run(name, func(b *testing.B) {
			state := desk()
			state.Monitors[0].Width, state.Monitors[0].Height = 1920, 1080
			state.Windows[2].Title = title
			screen, display := newScreen(b, "1920x1080")
			w := &world{t: b, ground: background, screen: screen, display: display, agent: newAgent(b, state)}
			resident := 0
			for b.Loop() {
				process := w.process()
				w.until("the bar is painted", w.shown)
				b.StopTimer()
				resident = rss(process.Process.Pid)
				if err := process.Process.Signal(syscall.SIGTERM); err != nil {
					b.Fatal(err)
				}
				if process.Wait(); process.ProcessState.ExitCode() != ended {
					b.Fatal(process.ProcessState)
				}
				w.until("its window is gone", func() bool { return len(w.bars()) == 0 })
				b.StartTimer()
			}
			b.ReportMetric(float64(resident)/1024, "MB")
		})
	}
}

// rss is the resident memory of a process in kilobytes, 0 if it is not known.
func rss(pid int) int {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(data)) {
		var kilobytes int
		if n, _ := fmt.Sscanf(line, "VmRSS: %d kB", &kilobytes); n == 1 {
			return kilobytes
		}
	}
	return 0
}
