package surface

import (
	"image"
	"image/color"
	"testing"

	"github.com/jezek/xgb/xproto"

	"perch/bar/engine"
	"perch/internal/xserver"
)

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
