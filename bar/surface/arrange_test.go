package surface

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/bar/engine"
	"perch/internal/xserver"
)

// rig is a screen with a surface under test and a plain client beside it.
type rig struct {
	*testing.T
	server *xserver.Server
	screen *xserver.Client
	d      *Display
	images map[string]*image.RGBA
}

func newRig(t *testing.T) *rig {
	t.Helper()
	server, err := xserver.Start(xserver.Options{Kind: xserver.Xvfb, Screen: "800x600"})
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
	r := &rig{T: t, server: server, screen: screen, images: map[string]*image.RGBA{}}
	r.connect()
	return r
}

func (r *rig) connect() {
	r.Helper()
	d, err := Connect(r.server.Display)
	if err != nil {
		r.Fatal(err)
	}
	r.d = d
	r.Cleanup(func() {
		d.Close()
		for range d.Events() { // until Lost
		}
	})
}

// arrange shows windows, each plain in its colour.
func (r *rig) arrange(windows []Window, colours ...color.RGBA) {
	r.Helper()
	for i, w := range windows {
		im := image.NewRGBA(image.Rectangle{Max: w.Frame.Size()})
		draw.Draw(im, im.Rect, image.NewUniform(colours[i]), image.Point{}, draw.Src)
		r.images[w.Key] = im
	}
	if err := r.d.Arrange(windows); err != nil {
		r.Fatal(err)
	}
	for _, w := range windows {
		im := r.images[w.Key]
		if err := r.d.Present(w.Key, im, []image.Rectangle{im.Rect}); err != nil {
			r.Fatal(err)
		}
	}
}

// next is the next event that is not an exposure; those are repaired.
func (r *rig) next() Event {
	r.Helper()
	timeout := time.After(patience)
	for {
		select {
		case event, ok := <-r.d.Events():
			if !ok {
				r.Fatal("the surface has ended")
			}
			if e, ok := event.(Exposed); ok {
				r.repair(e)
				continue
			}
			return event
		case <-timeout:
			r.Fatal("nothing happens")
		}
	}
}

func (r *rig) repair(e Exposed) {
	r.Helper()
	if err := r.d.Repair(e, r.images[e.Bar]); err != nil {
		r.Fatal(err)
	}
}

// pointer is the next event of the pointer.
func (r *rig) pointer() Pointer {
	r.Helper()
	for {
		if p, ok := r.next().(Pointer); ok {
			p.Time = time.Time{}
			return p
		}
	}
}

// await repairs windows until pixels of the screen have these colours.
func (r *rig) await(what string, colours map[image.Point]color.RGBA) {
	r.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	pixels := make(chan error, 1)
	go func() {
		pixels <- r.screen.WaitFor(ctx, func() bool {
			shot, err := r.screen.Screenshot()
			if err != nil {
				return false
			}
			for at, want := range colours {
				if shot.RGBAAt(at.X, at.Y) != want {
					return false
				}
			}
			return true
		})
	}()
	for {
		select {
		case event := <-r.d.Events():
			if e, ok := event.(Exposed); ok {
				r.repair(e)
			}
		case err := <-pixels:
			if err != nil {
				shot, _ := r.screen.Screenshot()
				got := map[image.Point]color.RGBA{}
				for at := range colours {
					got[at] = shot.RGBAAt(at.X, at.Y)
				}
				r.Fatalf("%s: the screen shows %v, expected %v", what, got, colours)
			}
			return
		}
	}
}

// order is the titles of the windows on the screen, bottom first.
func (r *rig) order() string {
	r.screen.Sync()
	var titles []string
	for _, w := range r.screen.Windows() {
		if w.Mapped && w.Title != "" {
			titles = append(titles, w.Title)
		}
	}
	return strings.Join(titles, " ")
}

var (
	red   = color.RGBA{R: 255, A: 255}
	green = color.RGBA{G: 255, A: 255}
	blue  = color.RGBA{B: 255, A: 255}
)

func TestLevels(t *testing.T) {
	r := newRig(t)
	if _, err := r.screen.Open(xserver.Spec{Title: "app", Frame: image.Rect(0, 0, 800, 300), Colour: 0xffffff}); err != nil {
		t.Fatal(err)
	}
	low := Window{Key: "low", Title: "low", Frame: image.Rect(0, 0, 800, 40), Level: engine.Below}
	high := Window{Key: "high", Title: "high", Frame: image.Rect(0, 100, 800, 140), Level: engine.Above}
	r.arrange([]Window{low, high}, red, green)
	r.await("a low and a high bar", map[image.Point]color.RGBA{
		{10, 10}: {255, 255, 255, 255}, {10, 110}: green,
	})
	if got := r.order(); got != "low app high" {
		t.Errorf("from the bottom there are %q", got)
	}
	under := Window{Key: "under", Title: "under", Frame: image.Rect(0, 280, 100, 400), Level: engine.Below, Popup: true}
	popup := Window{Key: "popup", Title: "popup", Frame: image.Rect(50, 120, 150, 200), Level: engine.Top, Popup: true}
	r.arrange([]Window{low, high, under, popup}, red, green, red, blue)
	r.await("popups", map[image.Point]color.RGBA{{60, 130}: blue, {10, 290}: {255, 255, 255, 255}, {10, 350}: red})
	if got := r.order(); got != "low under app high popup" {
		t.Errorf("with popups there are %q", got)
	}
	// A bar that changes its level goes there, below the popups, and what is
	// gone vanishes.
	low.Level = engine.Above
	r.arrange([]Window{low, high, under, popup}, red, green, red, blue)
	r.await("a bar that rose below popups", map[image.Point]color.RGBA{{10, 10}: red, {60, 150}: blue})
	if got := r.order(); got != "under app high low popup" {
		t.Errorf("with a bar that rose there are %q", got)
	}
	r.arrange([]Window{low, high}, red, green)
	r.await("a bar that rose", map[image.Point]color.RGBA{{10, 10}: red, {60, 150}: {255, 255, 255, 255}})
	if got := r.order(); got != "app high low" {
		t.Errorf("after the change there are %q", got)
	}
	for _, w := range r.screen.Windows() {
		if w.Title == "high" {
			if len(r.screen.Cardinals(w.ID, "_NET_WM_STRUT")) != 0 || !slices.Contains(w.Kinds, "_NET_WM_WINDOW_TYPE_DOCK") {
				t.Errorf("a bar without struts is %+v and reserves %v", w, r.screen.Cardinals(w.ID, "_NET_WM_STRUT"))
			}
		}
	}
	high.Strut = true
	r.arrange([]Window{low, high}, red, green)
	for _, w := range r.screen.Windows() {
		if got := r.screen.Cardinals(w.ID, "_NET_WM_STRUT"); w.Title == "high" && (len(got) != 4 || got[2] != 140) {
			t.Errorf("a bar with struts reserves %v", got)
		}
	}
}

// Several parts of an image arrive with one call, shared or sent.
func TestPartsArrive(t *testing.T) {
	r := newRig(t)
	for _, shared := range []bool{true, false} {
		r.d.shared = shared
		w := Window{Key: "parts", Title: "parts", Frame: image.Rect(0, 0, 400, 100), Level: engine.Top, Popup: true}
		r.arrange([]Window{w}, red)
		r.await("at first", map[image.Point]color.RGBA{{10, 10}: red, {390, 90}: red})
		im := r.images["parts"]
		draw.Draw(im, im.Rect, image.NewUniform(green), image.Point{}, draw.Src)
		parts := []image.Rectangle{image.Rect(0, 0, 50, 50), image.Rect(100, 0, 150, 100), image.Rect(300, 50, 999, 999), {}}
		if err := r.d.Present("parts", im, parts); err != nil {
			t.Fatal(err)
		}
		r.await("parts", map[image.Point]color.RGBA{{10, 10}: green, {60, 10}: red, {120, 90}: green, {390, 90}: green, {390, 10}: red})
		r.arrange(nil)
	}
}

func TestMovesAndResizes(t *testing.T) {
	r := newRig(t)
	w := Window{Key: "w", Title: "w", Frame: image.Rect(10, 10, 110, 60), Level: engine.Top, Popup: true}
	r.arrange([]Window{w}, red)
	r.await("at first", map[image.Point]color.RGBA{{15, 15}: red, {105, 55}: red, {115, 15}: {A: 255}})
	id := r.d.windows["w"].id
	w.Frame = image.Rect(200, 100, 500, 300)
	r.arrange([]Window{w}, green)
	r.await("moved and grown", map[image.Point]color.RGBA{{205, 105}: green, {495, 295}: green, {15, 15}: {A: 255}})
	w.Frame = image.Rect(200, 100, 260, 120)
	r.arrange([]Window{w}, blue)
	r.await("shrunk", map[image.Point]color.RGBA{{205, 105}: blue, {255, 115}: blue, {300, 200}: {A: 255}})
	if r.d.windows["w"].id != id {
		t.Error("a window that changes its size is made anew")
	}
	if err := r.d.Arrange([]Window{{Key: "w", Title: "w"}}); err == nil {
		t.Error("a window without a size is accepted")
	}
}

func TestPointer(t *testing.T) {
	r := newRig(t)
	resources := "Xft.dpi: 192\n"
	xproto.ChangeProperty(r.screen.Conn(), xproto.PropModeReplace, r.screen.Root(), xproto.AtomResourceManager, xproto.AtomString,
		8, uint32(len(resources)), []byte(resources))
	r.screen.MovePointer(400, 400)
	r.screen.Sync()
	for !r.d.Refresh() {
		r.next()
	}
	bar := Window{Key: "bar", Title: "bar", Frame: image.Rect(0, 0, 800, 40), Level: engine.Above, Hover: true}
	popup := Window{Key: "popup", Title: "popup", Frame: image.Rect(100, 40, 200, 140), Level: engine.Top, Popup: true}
	r.arrange([]Window{bar, popup}, red, green)
	r.await("the windows", map[image.Point]color.RGBA{{10, 10}: red, {110, 50}: green})

	expect := func(want ...Pointer) {
		t.Helper()
		for _, w := range want {
			if got := r.pointer(); got != w {
				t.Errorf("%+v, expected %+v", got, w)
			}
		}
	}
	at := func(act Act, window string, x, y float64) Pointer {
		return Pointer{act, engine.Pointer{Window: window, At: engine.Point{X: x, Y: y}}}
	}
	with := func(p Pointer, button, delta int, m engine.Modifiers) Pointer {
		p.Button, p.Delta, p.Modifiers = button, delta, m
		return p
	}
	r.screen.MovePointer(110, 20)
	expect(at(Moved, "bar", 55.25, 10.25))
	r.screen.MovePointer(120, 20)
	expect(at(Moved, "bar", 60.25, 10.25)) // it asked for motion
	r.screen.MovePointer(120, 50)
	expect(at(Moved, "popup", 10.25, 5.25), at(Left, "bar", 60.25, 25.25))
	r.screen.MovePointer(130, 50) // it did not ask
	for i, button := range []int{1, 3, 2, 9} {
		number := []int{0, 1, 2, 4}[i]
		r.screen.Button(button, true)
		r.screen.Button(button, false)
		expect(with(at(Pressed, "popup", 15.25, 5.25), number, 0, 0), with(at(Released, "popup", 15.25, 5.25), number, 0, 0))
	}
	_, release, err := r.screen.Hold("cmd-alt-ctrl-shift-a")
	if err != nil {
		t.Fatal(err)
	}
	every := engine.Shift | engine.Ctrl | engine.Alt | engine.Cmd
	r.screen.Button(3, true)
	r.screen.Button(3, false)
	expect(with(at(Pressed, "popup", 15.25, 5.25), 1, 0, every), with(at(Released, "popup", 15.25, 5.25), 1, 0, every))
	release()
	// A drag is followed out of the window.
	r.screen.Button(1, true)
	expect(at(Pressed, "popup", 15.25, 5.25))
	r.screen.MovePointer(140, 50)
	expect(at(Moved, "popup", 20.25, 5.25))
	r.screen.MovePointer(140, 300)
	r.screen.Sync()
	seen := []Act{r.pointer().Act, r.pointer().Act}
	if !slices.Contains(seen, Moved) || !slices.Contains(seen, Left) {
		t.Errorf("a drag out of the window tells %v", seen)
	}
	r.screen.Button(1, false)
	expect(at(Released, "popup", 20.25, 130.25))
	// The wheel.
	r.screen.MovePointer(110, 20)
	expect(at(Moved, "bar", 55.25, 10.25))
	for delta, button := range map[int]int{3: 4, -2: 5} {
		for range max(delta, -delta) {
			r.screen.Button(button, true)
			r.screen.Button(button, false)
		}
		sum := 0
		for sum != delta {
			p := r.pointer()
			if p.Act != Turned || p.Delta == 0 || p.Delta > 0 != (delta > 0) {
				t.Fatalf("the wheel tells %+v", p)
			}
			sum += p.Delta
		}
	}
	// A window that goes away under the pointer is left.
	r.screen.MovePointer(120, 50)
	expect(at(Moved, "popup", 10.25, 5.25), at(Left, "bar", 60.25, 25.25))
	r.arrange([]Window{bar}, red)
	if p := r.pointer(); p.Act != Left || p.Window != "popup" {
		t.Errorf("a popup that closes under the pointer tells %+v", p)
	}
}

// wallpaper sets the root window's picture as programs for that do, with a left
// half and a right one.
func (r *rig) wallpaper(left, right uint32) {
	r.Helper()
	conn := r.screen.Conn()
	root := xproto.Drawable(r.screen.Root())
	pixmap, err := xproto.NewPixmapId(conn)
	if err != nil {
		r.Fatal(err)
	}
	gc, err := xproto.NewGcontextId(conn)
	if err != nil {
		r.Fatal(err)
	}
	xproto.CreatePixmap(conn, 24, pixmap, root, 800, 600)
	xproto.CreateGC(conn, gc, xproto.Drawable(pixmap), xproto.GcForeground, []uint32{left})
	xproto.PolyFillRectangle(conn, xproto.Drawable(pixmap), gc, []xproto.Rectangle{{Width: 400, Height: 600}})
	xproto.ChangeGC(conn, gc, xproto.GcForeground, []uint32{right})
	xproto.PolyFillRectangle(conn, xproto.Drawable(pixmap), gc, []xproto.Rectangle{{X: 400, Width: 400, Height: 600}})
	for _, property := range []string{"_XROOTPMAP_ID", "ESETROOT_PMAP_ID"} {
		if err := r.screen.SetCardinals(r.screen.Root(), property, "PIXMAP", uint32(pixmap)); err != nil {
			r.Fatal(err)
		}
	}
	r.screen.Sync()
}

func TestWallpaperShowsThrough(t *testing.T) {
	r := newRig(t)
	r.wallpaper(0x0000ff, 0x00ff00)
	half := color.RGBA{R: 0x80, A: 0x80} // premultiplied
	w := Window{Key: "w", Title: "w", Frame: image.Rect(100, 0, 700, 40), Level: engine.Above}
	r.arrange([]Window{w}, half)
	r.await("over the first wallpaper", map[image.Point]color.RGBA{
		{110, 10}: {0x80, 0, 0x7f, 255}, {690, 10}: {0x80, 0x7f, 0, 255}, {399, 10}: {0x80, 0, 0x7f, 255}, {400, 10}: {0x80, 0x7f, 0, 255},
	})
	r.wallpaper(0xffffff, 0x000000)
	r.await("over another wallpaper", map[image.Point]color.RGBA{{110, 10}: {0xff, 0x7f, 0x7f, 255}, {690, 10}: {0x80, 0, 0, 255}})
	// It moves over the wallpaper, which stays.
	w.Frame = image.Rect(400, 100, 700, 140)
	r.arrange([]Window{w}, half)
	r.await("moved", map[image.Point]color.RGBA{{410, 110}: {0x80, 0, 0, 255}})
	// Blurred, the edge between the halves is soft.
	w.Frame, w.Blur = image.Rect(100, 0, 700, 40), 30
	r.arrange([]Window{w}, color.RGBA{})
	r.await("blurred", map[image.Point]color.RGBA{{110, 10}: {255, 255, 255, 255}, {690, 10}: {0, 0, 0, 255}})
	shot, err := r.screen.Screenshot()
	if err != nil {
		t.Fatal(err)
	}
	last := uint8(255)
	for x := 370; x < 430; x++ {
		v := shot.RGBAAt(x, 10).R
		if v > last || int(last)-int(v) > 12 {
			t.Fatalf("the blurred edge goes from %d to %d at %d", last, v, x)
		}
		last = v
	}
	if mid := shot.RGBAAt(400, 10).R; mid < 110 || mid > 145 {
		t.Errorf("the blurred edge is %d in its middle", mid)
	}
}

func TestCompositorGetsAlpha(t *testing.T) {
	r := newRig(t)
	r.wallpaper(0x0000ff, 0x00ff00)
	w := Window{Key: "w", Title: "w", Frame: image.Rect(100, 0, 700, 40), Level: engine.Above, Blur: 5, Shadow: true}
	r.arrange([]Window{w}, color.RGBA{R: 0x80, A: 0x80})
	depth := func() byte {
		g, err := xproto.GetGeometry(r.screen.Conn(), xproto.Drawable(r.d.windows["w"].id)).Reply()
		if err != nil {
			t.Fatal(err)
		}
		return g.Depth
	}
	if got := depth(); got != 24 {
		t.Errorf("without a compositor the window has %d bits", got)
	}
	conn := r.screen.Conn()
	owner, err := r.screen.Open(xserver.Spec{Title: "compositor", Override: true, Unmapped: true})
	if err != nil {
		t.Fatal(err)
	}
	selection, err := r.screen.Atom("_NET_WM_CM_S0")
	if err != nil {
		t.Fatal(err)
	}
	xproto.SetSelectionOwner(conn, owner, selection, 0)
	if err := r.screen.SendMessage(r.screen.Root(), "MANAGER", 0, uint32(selection), uint32(owner)); err != nil {
		t.Fatal(err)
	}
	for !r.d.Refresh() {
		r.next()
	}
	r.arrange([]Window{w}, color.RGBA{R: 0x80, A: 0x80})
	if got := depth(); got != 32 || !r.d.Translucent() {
		t.Errorf("with a compositor the window has %d bits", got)
	}
	id := r.d.windows["w"].id
	if got := r.screen.Cardinals(id, "_COMPTON_SHADOW"); len(got) != 1 || got[0] != 1 {
		t.Errorf("the shadow is %v", got)
	}
	// The server keeps the colours premultiplied; what lies behind is the compositor's.
	r.await("with alpha", map[image.Point]color.RGBA{{110, 10}: {0x80, 0, 0, 255}})
}

// Under a tiling window manager nothing takes the focus, a bar without struts
// reserves no room, and popups stay where they are put.
func TestUnderAWindowManager(t *testing.T) {
	path, err := exec.LookPath("i3")
	if err != nil {
		t.Skip("i3 is not installed")
	}
	r := newRig(t)
	config := t.TempDir() + "/config"
	const settings = "# i3 config file (v4)\nfont pango:monospace 8\nfocus_follows_mouse no\n"
	if err := os.WriteFile(config, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	wm := exec.Command(path, "-c", config)
	wm.Env = append(wm.Environ(), "DISPLAY="+r.server.Display, "XDG_RUNTIME_DIR="+t.TempDir())
	if err := wm.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { wm.Process.Kill(); wm.Wait() }()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := r.screen.WaitFor(ctx, func() bool {
		return len(r.screen.Cardinals(r.screen.Root(), "_NET_SUPPORTING_WM_CHECK")) > 0 || len(r.screen.Atoms(r.screen.Root(), "_NET_SUPPORTED")) > 0
	}); err != nil {
		t.Fatal("i3 does not start")
	}
	app, err := r.screen.Open(xserver.Spec{Title: "app", Colour: 0xffffff})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.screen.WaitFor(ctx, func() bool { return r.screen.InputFocus() == app }); err != nil {
		t.Fatal("the application does not get the focus")
	}
	tiled, _ := r.screen.Frame(app)
	bar := Window{Key: "bar", Title: "bar", Frame: image.Rect(10, 4, 790, 34), Level: engine.Above}
	popup := Window{Key: "popup", Title: "popup", Frame: image.Rect(300, 40, 400, 140), Level: engine.Top, Popup: true}
	r.arrange([]Window{bar, popup}, red, green)
	r.await("bar and popup", map[image.Point]color.RGBA{{20, 10}: red, {350, 100}: green})
	if frame, _ := r.screen.Frame(app); frame != tiled {
		t.Errorf("the application went from %v to %v", tiled, frame)
	}
	r.screen.Click(350, 100, 1)
	for r.pointer().Act != Released {
	}
	r.screen.Click(20, 10, 1)
	for r.pointer().Act != Released {
	}
	if got := r.screen.InputFocus(); got != app {
		t.Errorf("after clicks the focus is on %d, expected the application %d", got, app)
	}
	// With struts it is the window manager's dock, which makes room.
	bar.Strut, bar.Frame = true, image.Rect(0, 0, 800, 30)
	r.arrange([]Window{bar}, blue)
	r.await("a dock", map[image.Point]color.RGBA{{20, 10}: blue})
	if err := r.screen.WaitFor(ctx, func() bool { f, _ := r.screen.Frame(app); return f.Min.Y >= 30 }); err != nil {
		t.Error("a bar with struts reserves no room")
	}
}
