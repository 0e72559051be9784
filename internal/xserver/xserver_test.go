package xserver

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// display starts a server and a client on it for one test.
func display(t *testing.T, options Options) (*Server, *Client) {
	t.Helper()
	server, err := Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	return server, dial(t, server.Display)
}

func dial(t *testing.T, name string) *Client {
	t.Helper()
	client, err := Dial(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func wait(t *testing.T, c *Client, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := c.WaitFor(ctx, done); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func TestServersHaveDisplaysOfTheirOwn(t *testing.T) {
	one, _ := display(t, Options{})
	two, c := display(t, Options{Screen: "640x480"})
	if one.Display == two.Display {
		t.Fatalf("both servers are %s", one.Display)
	}
	if got, want := c.Screen(), image.Rect(0, 0, 640, 480); got != want {
		t.Errorf("screen is %v, want %v", got, want)
	}
	one.Stop()
	one.Stop()
	select {
	case <-one.Done():
	default:
		t.Error("Done is open after Stop")
	}
	if _, err := Dial(one.Display); err == nil || !strings.Contains(err.Error(), one.Display) {
		t.Errorf("Dial of a stopped server gives %v, want an error that names %s", err, one.Display)
	}
}

func TestServerEndsClientEnds(t *testing.T) {
	server, c := display(t, Options{})
	failed := make(chan error, 1)
	go func() {
		failed <- c.WaitFor(context.Background(), func() bool { return false })
	}()
	server.Stop()
	if err := <-failed; err != ErrClosed {
		t.Errorf("WaitFor returned %v, want ErrClosed", err)
	}
}

func TestStartMistakes(t *testing.T) {
	if _, err := Start(Options{Screen: "wide"}); err == nil || !strings.Contains(err.Error(), "WIDTHxHEIGHT") {
		t.Errorf("screen wide: %v", err)
	}
	if _, err := Start(Options{Args: []string{"-nonsense"}}); err == nil || !strings.Contains(err.Error(), "ended before it was ready") {
		t.Errorf("unknown argument: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	_, err := Start(Options{})
	if want := "Xvfb is missing: apt-get install xvfb"; err == nil || err.Error() != want {
		t.Errorf("no Xvfb: %v, want %s", err, want)
	}
	_, err = Start(Options{Kind: Xephyr})
	if want := "Xephyr is missing: apt-get install xserver-xephyr"; err == nil || err.Error() != want {
		t.Errorf("no Xephyr: %v, want %s", err, want)
	}
}

func TestXephyrIsAWindow(t *testing.T) {
	if err := Xephyr.Available(); err != nil {
		t.Skip(err)
	}
	outer, outside := display(t, Options{})
	inner, inside := display(t, Options{Kind: Xephyr, Screen: "320x240", Title: "nest", Parent: outer.Display})
	var nest Window
	wait(t, outside, "the nested server's window", func() bool {
		for _, w := range outside.Visible() {
			if w.Title == "nest" {
				nest = w
			}
		}
		return nest.ID != 0
	})
	if nest.Frame.Dx() != 320 || nest.Frame.Dy() != 240 || inside.Screen() != image.Rect(0, 0, 320, 240) {
		t.Errorf("nested window %v, screen %v, want 320x240", nest.Frame, inside.Screen())
	}
	if err := inside.Key("alt-a"); err != nil {
		t.Error(err)
	}
	if err := xproto.KillClientChecked(outside.Conn(), uint32(nest.ID)).Check(); err != nil {
		t.Fatal(err)
	}
	<-inner.Done()
}

func TestWindows(t *testing.T) {
	server, c := display(t, Options{})
	app := dial(t, server.Display)

	id, err := app.Open(Spec{Class: "Paint", Title: "Blaue Öde", Frame: image.Rect(100, 50, 300, 200), Colour: 0x2040ff,
		Kinds: []string{"_NET_WM_WINDOW_TYPE_DIALOG"}, States: []string{"_NET_WM_STATE_ABOVE"}})
	if err != nil {
		t.Fatal(err)
	}
	wait(t, c, "the window", func() bool { w, _ := c.Window(id); return w.Mapped })
	w, _ := c.Window(id)
	if w.Class != "Paint" || w.Title != "Blaue Öde" || w.PID != os.Getpid() || w.Override ||
		w.Frame != image.Rect(100, 50, 300, 200) ||
		strings.Join(w.Kinds, " ") != "_NET_WM_WINDOW_TYPE_DIALOG" || strings.Join(w.States, " ") != "_NET_WM_STATE_ABOVE" {
		t.Errorf("window is %+v", w)
	}

	popup, err := app.Open(Spec{Override: true, Frame: image.Rect(2000, 0, 2010, 10)})
	if err != nil {
		t.Fatal(err)
	}
	wait(t, c, "the popup", func() bool { w, _ := c.Window(popup); return w.Mapped })
	if w, _ := c.Window(popup); !w.Override {
		t.Errorf("popup is %+v", w)
	}
	if visible := c.Visible(); len(visible) != 1 || visible[0].ID != id {
		t.Errorf("visible are %+v, want only the window on the screen", visible)
	}

	// A change of a property wakes WaitFor.
	woken := make(chan error, 1)
	asked := make(chan struct{}, 100)
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		woken <- c.WaitFor(ctx, func() bool {
			asked <- struct{}{}
			return c.Text(id, "_NET_WM_NAME") == "changed"
		})
	}()
	<-asked
	if err := app.SetText(id, "_NET_WM_NAME", "changed"); err != nil {
		t.Fatal(err)
	}
	if err := <-woken; err != nil {
		t.Error(err)
	}

	// An ordinary application closes when asked.
	delete, _ := c.Atom("WM_DELETE_WINDOW")
	if err := c.sendMessage(id, id, 0, "WM_PROTOCOLS", []uint32{uint32(delete)}); err != nil {
		t.Fatal(err)
	}
	wait(t, c, "the window closes", func() bool { _, there := c.Window(id); return !there })
	if err := app.Destroy(popup); err != nil {
		t.Error(err)
	}
	wait(t, c, "the popup is gone", func() bool { return len(c.Windows()) == 0 })
}

func TestWaitForGivesUp(t *testing.T) {
	_, c := display(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.WaitFor(ctx, func() bool { return false }); err != context.Canceled {
		t.Errorf("got %v", err)
	}
}

func TestProperties(t *testing.T) {
	_, c := display(t, Options{})
	root := c.Root()
	if c.Cardinals(root, "_NET_CURRENT_DESKTOP") != nil || c.Text(root, "_NET_DESKTOP_NAMES") != "" || c.ActiveWindow() != 0 {
		t.Error("an empty root has properties")
	}
	for _, err := range []error{
		c.SetCardinals(root, "_NET_CURRENT_DESKTOP", "CARDINAL", 3),
		c.SetCardinals(root, "_NET_ACTIVE_WINDOW", "WINDOW", 0x1234),
		c.SetText(root, "_NET_DESKTOP_NAMES", "one\x00two\x00"),
		c.SetAtoms(root, "_NET_SUPPORTED", "_NET_WM_NAME", "_NET_WM_STATE"),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	if got := c.Cardinals(root, "_NET_CURRENT_DESKTOP"); len(got) != 1 || got[0] != 3 {
		t.Errorf("desktop %v", got)
	}
	if got := c.ActiveWindow(); got != 0x1234 {
		t.Errorf("active 0x%x", got)
	}
	if got := c.Texts(root, "_NET_DESKTOP_NAMES"); strings.Join(got, ",") != "one,two" {
		t.Errorf("names %q", got)
	}
	if got := c.Atoms(root, "_NET_SUPPORTED"); strings.Join(got, ",") != "_NET_WM_NAME,_NET_WM_STATE" {
		t.Errorf("atoms %q", got)
	}
	if _, _, err := c.Property(0xdead, "WM_NAME"); err == nil {
		t.Error("a property of no window gives no error")
	}
}

func TestKeysReachAGrab(t *testing.T) {
	server, c := display(t, Options{})
	wm := dial(t, server.Display)
	events := make(chan xgb.Event, 100)
	defer wm.Tap(events)()
	grab := func(mask uint16, key xproto.Keycode) {
		for _, locks := range []uint16{0, xproto.ModMaskLock, xproto.ModMask2, xproto.ModMaskLock | xproto.ModMask2} {
			if err := xproto.GrabKeyChecked(wm.Conn(), false, wm.Root(), mask|locks, key, xproto.GrabModeAsync, xproto.GrabModeAsync).Check(); err != nil {
				t.Fatal(err)
			}
		}
	}
	pressed := func() xproto.KeyPressEvent {
		t.Helper()
		for {
			select {
			case event := <-events:
				if press, ok := event.(xproto.KeyPressEvent); ok {
					return press
				}
			case <-time.After(10 * time.Second):
				t.Fatal("no key arrives")
			}
		}
	}
	const two = 3 + 8 // KEY_2
	grab(xproto.ModMask1|xproto.ModMaskShift, two)
	grab(xproto.ModMask4|xproto.ModMaskControl, two)

	for _, test := range []struct {
		chord string
		mask  uint16
	}{
		{"alt-shift-2", xproto.ModMask1 | xproto.ModMaskShift},
		{"cmd-ctrl-2", xproto.ModMask4 | xproto.ModMaskControl},
	} {
		if err := c.Key(test.chord); err != nil {
			t.Fatal(err)
		}
		if press := pressed(); press.Detail != two || press.State != test.mask {
			t.Errorf("%s arrives as keycode %d with state 0x%x", test.chord, press.Detail, press.State)
		}
	}

	if err := c.CapsLock(); err != nil {
		t.Fatal(err)
	}
	if err := c.NumLock(); err != nil {
		t.Fatal(err)
	}
	if caps, num := c.Locks(); !caps || !num {
		t.Errorf("locks are %v, %v, want both on", caps, num)
	}
	if err := c.Key("alt-shift-2"); err != nil {
		t.Fatal(err)
	}
	if press := pressed(); press.State != xproto.ModMask1|xproto.ModMaskShift|xproto.ModMaskLock|xproto.ModMask2 {
		t.Errorf("state with both locks is 0x%x", press.State)
	}
	if err := c.CapsLock(); err != nil {
		t.Fatal(err)
	}
	if caps, num := c.Locks(); caps || !num {
		t.Errorf("locks are %v, %v, want num only", caps, num)
	}
	for _, mistake := range []string{"alt-nokey", "hyper-a", ""} {
		if err := c.Key(mistake); err == nil {
			t.Errorf("chord %q is taken", mistake)
		}
	}
}

func TestHoldKeepsTheKeyDown(t *testing.T) {
	_, c := display(t, Options{})
	down := func() []byte {
		t.Helper()
		keys, err := xproto.QueryKeymap(c.Conn()).Reply()
		if err != nil {
			t.Fatal(err)
		}
		var pressed []byte
		for code := range 256 {
			if keys.Keys[code/8]&(1<<(code%8)) != 0 {
				pressed = append(pressed, byte(code))
			}
		}
		return pressed
	}
	before := time.Now()
	pressed, release, err := c.Hold("alt-shift-2")
	if err != nil {
		t.Fatal(err)
	}
	if got := down(); !bytes.Equal(got, []byte{3 + 8, keyShift, keyAlt}) {
		t.Errorf("keys %v are down", got)
	}
	if pressed.Before(before) || pressed.After(time.Now()) {
		t.Errorf("pressed at %v", pressed)
	}
	release()
	if got := down(); len(got) != 0 {
		t.Errorf("keys %v are still down", got)
	}
	if _, _, err := c.Hold("alt-nokey"); err == nil {
		t.Error("a chord without a key is held")
	}
}

func TestQuiet(t *testing.T) {
	server, c := display(t, Options{})
	app := dial(t, server.Display)
	id, err := app.Open(Spec{})
	if err != nil {
		t.Fatal(err)
	}
	wait(t, c, "the window", func() bool { w, _ := c.Window(id); return w.Mapped })

	// A desktop that never rests is waited for until the context ends.
	stop := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				if app.SetText(id, "WM_NAME", "busy") != nil {
					return
				}
			}
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	c.Quiet(ctx, 200*time.Millisecond)
	if ctx.Err() == nil {
		t.Error("a busy desktop counts as quiet")
	}
	close(stop)
	<-stopped
	started := time.Now()
	c.Quiet(t.Context(), 50*time.Millisecond)
	if took := time.Since(started); took < 50*time.Millisecond {
		t.Errorf("quiet after %v, want at least 50 ms", took)
	}
}

func TestPointer(t *testing.T) {
	server, c := display(t, Options{})
	app := dial(t, server.Display)
	id, err := app.Open(Spec{Frame: image.Rect(10, 10, 110, 110)})
	if err != nil {
		t.Fatal(err)
	}
	if err := xproto.ChangeWindowAttributesChecked(app.Conn(), id, xproto.CwEventMask, []uint32{xproto.EventMaskButtonPress}).Check(); err != nil {
		t.Fatal(err)
	}
	events := make(chan xgb.Event, 100)
	defer app.Tap(events)()
	c.Click(60, 70, 3)
	for {
		var event xgb.Event
		select {
		case event = <-events:
		case <-time.After(10 * time.Second):
			t.Fatal("no click arrives")
		}
		press, ok := event.(xproto.ButtonPressEvent)
		if !ok {
			continue
		}
		if press.Detail != 3 || press.EventX != 50 || press.EventY != 60 {
			t.Errorf("click arrives as button %d at %d,%d", press.Detail, press.EventX, press.EventY)
		}
		break
	}
	if x, y := c.Pointer(); x != 60 || y != 70 {
		t.Errorf("pointer is at %d,%d", x, y)
	}
}

func TestScreenshot(t *testing.T) {
	server, c := display(t, Options{Screen: "321x200"})
	if err := c.WatchPixels(); err != nil {
		t.Fatal(err)
	}
	app := dial(t, server.Display)
	if _, err := app.Open(Spec{Frame: image.Rect(20, 30, 120, 80), Colour: 0x204080}); err != nil {
		t.Fatal(err)
	}
	want := color.RGBA{0x20, 0x40, 0x80, 0xff}
	wait(t, c, "the window's colour", func() bool {
		picture, err := c.Screenshot()
		return err == nil && picture.RGBAAt(20, 30) == want
	})
	picture, err := c.Screenshot()
	if err != nil {
		t.Fatal(err)
	}
	if picture.Bounds() != image.Rect(0, 0, 321, 200) {
		t.Errorf("bounds are %v", picture.Bounds())
	}
	for at, inside := range map[image.Point]bool{{20, 30}: true, {119, 79}: true, {19, 30}: false, {120, 79}: false, {20, 80}: false} {
		if got := picture.RGBAAt(at.X, at.Y) == want; got != inside {
			t.Errorf("pixel %v is %v", at, picture.RGBAAt(at.X, at.Y))
		}
	}
	part, err := c.Capture(image.Rect(100, 70, 130, 90))
	if err != nil {
		t.Fatal(err)
	}
	if part.RGBAAt(119, 79) != want || part.RGBAAt(120, 79) == want {
		t.Error("a captured part has other coordinates than the screen")
	}
	path := filepath.Join(t.TempDir(), "picture.png")
	if err := Save(path, picture); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	saved, _, err := image.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := saved.At(50, 50).RGBA(); r>>8 != 0x20 || g>>8 != 0x40 || b>>8 != 0x80 {
		t.Errorf("saved pixel is %x %x %x", r>>8, g>>8, b>>8)
	}
}

func TestPixelsWakeWaitFor(t *testing.T) {
	server, c := display(t, Options{})
	if err := c.WatchPixels(); err != nil {
		t.Fatal(err)
	}
	app := dial(t, server.Display)
	id, err := app.Open(Spec{Frame: image.Rect(0, 0, 50, 50), Colour: 0})
	if err != nil {
		t.Fatal(err)
	}
	// Only pixels change from here on: no event of the window tells of it.
	for _, colour := range []uint32{0xff0000, 0x00ff00, 0x0000ff} {
		shade := color.RGBA{byte(colour >> 16), byte(colour >> 8), byte(colour), 0xff}
		go func() {
			xproto.ChangeWindowAttributes(app.Conn(), id, xproto.CwBackPixel, []uint32{colour})
			xproto.ClearArea(app.Conn(), false, id, 0, 0, 0, 0)
			app.Sync()
		}()
		wait(t, c, "the new colour", func() bool {
			picture, err := c.Capture(image.Rect(10, 10, 11, 11))
			return err == nil && picture.RGBAAt(10, 10) == shade
		})
	}
}

func TestMonitors(t *testing.T) {
	_, c := display(t, Options{Screen: "1600x600"})
	left := Monitor{Name: "left", Frame: image.Rect(0, 0, 800, 600), Primary: true}
	right := Monitor{Name: "right", Frame: image.Rect(800, 0, 1600, 500)}
	for _, monitors := range [][]Monitor{{left, right}, {left}, {right, left}} {
		if err := c.SetMonitors(monitors...); err != nil {
			t.Fatal(err)
		}
		got, err := c.Monitors()
		if err != nil {
			t.Fatal(err)
		}
		names := make(map[string]Monitor)
		for _, m := range got {
			names[m.Name] = m
		}
		if len(got) != len(monitors) {
			t.Fatalf("monitors are %+v, want %+v", got, monitors)
		}
		for _, m := range monitors {
			if names[m.Name] != m {
				t.Errorf("monitor %s is %+v, want %+v", m.Name, names[m.Name], m)
			}
		}
	}
	if err := c.SetMonitors(); err != nil {
		t.Fatal(err)
	}
	got, err := c.Monitors()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0].Frame != image.Rect(0, 0, 1600, 600) {
		t.Errorf("without own monitors there are %+v, want the whole screen", got)
	}
}

func TestScreenSize(t *testing.T) {
	_, c := display(t, Options{Screen: "1280x800"})
	if err := c.SetScreen(1024, 768); err != nil {
		t.Fatal(err)
	}
	if got := c.Screen(); got != image.Rect(0, 0, 1024, 768) {
		t.Errorf("screen is %v", got)
	}
	if err := c.SetScreen(1280, 800); err != nil {
		t.Fatal(err)
	}
	if got := c.Screen(); got != image.Rect(0, 0, 1280, 800) {
		t.Errorf("screen is %v", got)
	}
	if err := c.SetScreen(4000, 3000); err == nil {
		t.Error("a screen larger than the server's framebuffer is taken")
	}
}

func TestDecodeEveryFormat(t *testing.T) {
	area := image.Rect(0, 0, 1, 1)
	masks := xproto.VisualInfo{RedMask: 0xff0000, GreenMask: 0xff00, BlueMask: 0xff}
	small := xproto.VisualInfo{RedMask: 0xf800, GreenMask: 0x07e0, BlueMask: 0x1f}
	for name, test := range map[string]struct {
		data   []byte
		bits   byte
		visual xproto.VisualInfo
		big    bool
		want   color.RGBA
	}{
		"32 little": {[]byte{3, 2, 1, 0}, 32, masks, false, color.RGBA{1, 2, 3, 255}},
		"32 big":    {[]byte{0, 1, 2, 3}, 32, masks, true, color.RGBA{1, 2, 3, 255}},
		"24 little": {[]byte{3, 2, 1, 0}, 24, masks, false, color.RGBA{1, 2, 3, 255}},
		"16 little": {[]byte{0x1f, 0xf8, 0, 0}, 16, small, false, color.RGBA{255, 0, 255, 255}},
	} {
		picture, err := decode(test.data, area, xproto.Format{BitsPerPixel: test.bits, ScanlinePad: 32}, test.visual, test.big)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if got := picture.RGBAAt(0, 0); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
	if _, err := decode([]byte{1}, area, xproto.Format{BitsPerPixel: 32, ScanlinePad: 32}, masks, false); err == nil {
		t.Error("a short image is decoded")
	}
}
