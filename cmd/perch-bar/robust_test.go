package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/damage"

	"perch/config"
	"perch/internal/ipc"
	"perch/internal/xserver"
)

// titled is a state whose focused window has another title.
func titled(s ipc.State, title string) ipc.State {
	s.Windows = slices.Clone(s.Windows)
	for i := range s.Windows {
		if s.Windows[i].ID == s.Focus.WindowID {
			s.Windows[i].Title = title
		}
	}
	return s
}

// strip is the first bar's pixels.
func (w *world) strip() string { return string(w.look(w.bars()[0].Frame).Pix) }

// A title that changes all the time is painted at the display's rate, its last
// value always.
func TestManyTitles(t *testing.T) {
	// Nothing but the title changes by itself.
	plain := with(t, desk(), func(b *config.Bar) { b.Right = nil })
	w := newWorld(t, "1280x800", titled(plain, "the last one"))
	w.until("the title is painted", w.shown)
	last := w.strip()
	w.agent.tell(titled(plain, "another"))
	w.until("another title is painted", func() bool { return w.strip() != last })

	events := make(chan xgb.Event, 1<<12)
	stop := w.screen.Tap(events)
	start := time.Now()
	for i := range 1000 {
		w.agent.tell(titled(plain, fmt.Sprint("number ", i)))
	}
	w.agent.tell(titled(plain, "the last one"))
	w.until("the last title is painted", func() bool { return w.strip() == last })
	took := time.Since(start)
	stop()
	close(events)
	pictures := 0
	for event := range events {
		if _, ok := event.(damage.NotifyEvent); ok {
			pictures++
		}
	}
	// One at once and one at the end come on top.
	if most := int(took/(time.Second/60)) + 2; pictures > most {
		t.Errorf("%d pictures in %v, expected at most %d", pictures, took, most)
	}
}

func TestHundredsOfWindows(t *testing.T) {
	s := desk()
	for i := range 500 {
		s.Windows = append(s.Windows, ipc.Window{
			ID: uint32(100 + i), App: fmt.Sprint("App ", i), Title: strings.Repeat("long ", 200), Workspace: fmt.Sprint(1 + i%4),
		})
	}
	w := newWorld(t, "1280x800", s)
	w.until("the focused workspace is marked", w.shown)
	w.keep("windows")
	pill := w.accentIn(w.bars()[0])
	w.agent.tell(focusOn(s, "4"))
	w.until("another workspace is marked", func() bool {
		now := w.accentIn(w.bars()[0])
		return !now.Empty() && now.Min.X > pill.Min.X
	})
}

// What is no state ends the bar with a sentence; the agent starts it anew.
func TestGarbageFromTheAgent(t *testing.T) {
	_, display := newScreen(t, "800x600")
	var stream ipc.StateStream
	good := string(stream.Next(desk()))
	for garbage, want := range map[string]string{
		"":                               "is not Perch",
		"no JSON":                        "is not Perch",
		strings.Repeat("{", 1<<16):       "is not Perch",
		`{"_event":"state","windows":7}`: "the state frame is not understood",
		`{"_event":"focus"}`:             "expected a frame",
	} {
		for _, frames := range [][]string{{garbage}, {good, garbage}} {
			server, err := ipc.Listen(filepath.Join(t.TempDir(), "perch.sock"), ipc.Options{})
			if err != nil {
				t.Fatal(err)
			}
			go server.Serve(func(call *ipc.Call) {
				sub := call.Subscribe(ipc.StateChanged)
				for _, frame := range frames {
					sub.Send([]byte(frame))
				}
			})
			err = serve(t.Context(), options{socket: server.Path(), display: display, machine: laptop()})
			if err == nil || len(frames) == 1 && !strings.Contains(err.Error(), want) {
				t.Errorf("after %d good frames, %.20q: the bar ends with %v, expected %q", len(frames)-1, garbage, err, want)
			}
			server.Close()
		}
	}
}

// A bar whose table makes no sense is the built-in one.
func TestNonsenseInTheTable(t *testing.T) {
	for _, table := range []string{`7`, `{"height":"high"}`, `{"colors":{"text":"red"}}`, `null`} {
		s := desk()
		s.Bar = []byte(table)
		w := newWorld(t, "1280x800", s)
		if b := w.bars()[0]; b.Frame.Dy() != 28 {
			t.Errorf("with the table %s the bar is %v", table, b.Frame)
		}
	}
}

// Monitors that clients define come and go under a bar that stays.
func TestScreenChangesUnderTheBar(t *testing.T) {
	w := newWorld(t, "1280x800", desk())
	if err := w.screen.SetScreen(800, 600); err != nil {
		if errors.Is(err, xserver.ErrClosed) {
			t.Fatal(err)
		}
		t.Skipf("this X server cannot change its size: %v", err)
	}
	s := desk()
	s.Monitors[0].Width, s.Monitors[0].Height = 800, 600
	w.agent.tell(s)
	w.until("the bar is narrower", func() bool {
		bars := w.bars()
		return len(bars) == 1 && bars[0].Frame.Dx() == 800 && w.painted() && w.pixel(798, 1) == background
	})
	if got := w.screen.Cardinals(w.bars()[0].ID, "_NET_WM_STRUT_PARTIAL"); got[9] != 799 {
		t.Errorf("its strut is %v, expected it to reach 799", got)
	}
}
