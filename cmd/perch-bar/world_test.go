package main

import (
	"context"
	"image"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/config"
	"perch/internal/ipc"
	"perch/internal/sysinfo"
	"perch/internal/xserver"
)

// patience bounds every wait of these tests.
const patience = 20 * time.Second

// world is a running bar between a screen and an agent that a test plays.
type world struct {
	ground  rgb // what the bar is painted on
	t       testing.TB
	screen  *xserver.Client
	display string
	agent   *testAgent
	ended   chan error // what serve returned
	stop    context.CancelFunc
}

// testAgent answers the bar as the real agent does.
type testAgent struct {
	server   *ipc.Server
	commands chan []string

	mu     sync.Mutex
	stream ipc.StateStream
}

func newAgent(t testing.TB, first ipc.State) *testAgent {
	t.Helper()
	server, err := ipc.Listen(filepath.Join(t.TempDir(), "perch.sock"), ipc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a := &testAgent{server: server, commands: make(chan []string, 16)}
	a.stream.Next(first)
	go server.Serve(func(call *ipc.Call) {
		if call.Args[0] == "subscribe" {
			a.mu.Lock()
			defer a.mu.Unlock()
			call.Subscribe(ipc.StateChanged).Send(a.stream.Full())
			return
		}
		a.commands <- call.Args
		call.Reply(ipc.Answer{})
	})
	t.Cleanup(func() { server.Close() })
	return a
}

// tell sends a new state to the bar.
func (a *testAgent) tell(s ipc.State) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if frame := a.stream.Next(s); frame != nil {
		a.server.Broadcast(ipc.StateChanged, frame)
	}
}

// newScreen starts a private X server.
func newScreen(t testing.TB, size string) (*xserver.Client, string) {
	t.Helper()
	server, err := xserver.Start(xserver.Options{Kind: xserver.Xvfb, Screen: size})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	screen, err := xserver.Dial(server.Display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(screen.Close)
	if err := screen.WatchPixels(); err != nil {
		t.Fatal(err)
	}
	return screen, server.Display
}

// morning is the time on every bar of these tests.
var morning = time.Date(2026, time.November, 21, 9, 41, 7, 0, time.UTC)

// laptop is a machine with a battery and memory.
func laptop() *sysinfo.Machine {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return sysinfo.OpenRoot(fstest.MapFS{
		"sys/class/power_supply/BAT0/type":        file("Battery\n"),
		"sys/class/power_supply/BAT0/capacity":    file("63\n"),
		"sys/class/power_supply/BAT0/status":      file("Discharging\n"),
		"sys/class/power_supply/BAT0/energy_now":  file("31500000\n"),
		"sys/class/power_supply/BAT0/energy_full": file("50000000\n"),
		"proc/meminfo": file("MemTotal: 8000000 kB\nMemAvailable: 5000000 kB\n"),
		"proc/stat":    file("cpu  100 0 100 700 100 0 0 0 0 0\n"),
	})
}

// newWorld shows a bar with the given state.
func newWorld(t *testing.T, size string, first ipc.State) *world {
	t.Helper()
	screen, display := newScreen(t, size)
	ctx, stop := context.WithCancel(context.Background())
	w := &world{t: t, ground: onBlack(tableOf(first.Bar).Colors.Background), screen: screen, display: display, agent: newAgent(t, first), ended: make(chan error, 1), stop: stop}
	o := options{socket: w.agent.server.Path(), display: display, machine: laptop(), now: func() time.Time { return morning }}
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.ended <- serve(ctx, o)
	}()
	t.Cleanup(func() { stop(); <-done })
	w.until("every bar is shown", func() bool { return len(w.bars()) == len(first.Monitors) && w.painted() })
	return w
}

// until waits until something holds, asking again at every X event.
func (w *world) until(what string, holds func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := w.screen.WaitFor(ctx, holds); err != nil {
		w.t.Fatalf("waiting until %s: %v", what, err)
	}
}

// bars are the bar's windows on the screen, from left to right.
func (w *world) bars() []xserver.Window {
	bars := slices.DeleteFunc(w.screen.Visible(), func(w xserver.Window) bool { return w.Class != "Perch-bar" })
	slices.SortFunc(bars, func(a, b xserver.Window) int { return a.Frame.Min.X - b.Frame.Min.X })
	return bars
}

// painted says whether every bar shows its background in its corner.
func (w *world) painted() bool {
	for _, b := range w.bars() {
		if w.pixel(b.Frame.Min.X+2, b.Frame.Min.Y+1) != w.ground {
			return false
		}
	}
	return true
}

// rgb is 0xRRGGBB.
type rgb uint32

// onBlack is a colour as it looks on a screen without a wallpaper.
func onBlack(c config.Color) rgb {
	alpha := uint32(c >> 24)
	dim := func(channel uint32) uint32 { return (channel&0xff*alpha + 127) / 255 }
	return rgb(dim(uint32(c)>>16)<<16 | dim(uint32(c)>>8)<<8 | dim(uint32(c)))
}

// pixel is the colour at a point of the screen.
func (w *world) pixel(x, y int) rgb {
	w.t.Helper()
	return w.look(image.Rect(x, y, x+1, y+1)).at(x, y)
}

// picture is a part of the screen.
type picture struct{ *image.RGBA }

func (w *world) look(r image.Rectangle) picture {
	w.t.Helper()
	shot, err := w.screen.Capture(r)
	if err != nil {
		w.t.Fatal(err)
	}
	return picture{shot}
}

func (p picture) at(x, y int) rgb {
	c := p.RGBAAt(x, y)
	return rgb(c.R)<<16 | rgb(c.G)<<8 | rgb(c.B)
}

// find is the smallest rectangle around all pixels of one colour.
func (p picture) find(c rgb) image.Rectangle {
	var r image.Rectangle
	for y := p.Rect.Min.Y; y < p.Rect.Max.Y; y++ {
		for x := p.Rect.Min.X; x < p.Rect.Max.X; x++ {
			if p.at(x, y) == c {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

// focus is the window that has the keyboard.
func (w *world) focus() xproto.Window { return w.screen.InputFocus() }

// corner is how far below the screen's top an application's window begins,
// frames around it counted.
func (w *world) corner(id xproto.Window) (y int, ok bool) {
	conn := w.screen.Conn()
	reply, err := xproto.TranslateCoordinates(conn, id, w.screen.Root(), 0, 0).Reply()
	if err != nil {
		return 0, false
	}
	return int(reply.DstY), true
}
