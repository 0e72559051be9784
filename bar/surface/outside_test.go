package surface

import (
	"encoding/binary"
	"image"
	"image/color"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/bar/engine"
	"perch/internal/xserver"
)

func TestPressesOutside(t *testing.T) {
	r := newRig(t)
	bar := Window{Key: "bar", Title: "bar", Frame: image.Rect(0, 0, 800, 20), Level: engine.Above}
	r.screen.MovePointer(400, 400)
	r.arrange([]Window{bar}, red)
	r.await("the bar", map[image.Point]color.RGBA{{10, 10}: red})
	other, err := r.screen.Open(xserver.Spec{Frame: image.Rect(300, 300, 500, 500)})
	if err != nil {
		t.Fatal(err)
	}
	if err := xproto.ChangeWindowAttributesChecked(r.screen.Conn(), other, xproto.CwEventMask, []uint32{xproto.EventMaskButtonPress}).Check(); err != nil {
		t.Fatal(err)
	}
	heard := make(chan xgb.Event, 64)
	stop := r.screen.Tap(heard)
	defer stop()
	pressed := func() {
		t.Helper()
		for e := range heard {
			if p, ok := e.(xproto.ButtonPressEvent); ok && p.Event == other {
				return
			}
		}
	}
	r.d.WatchOutside(true)
	r.d.conn.Sync()
	if err := r.screen.CapsLock(); err != nil {
		t.Fatal(err)
	}
	r.screen.Click(400, 400, 1)
	if got := r.next(); got != (Outside{}) {
		t.Errorf("a press outside is %+v", got)
	}
	pressed() // and arrives where it was meant to
	// The end of the grab counts as coming over the window once more.
	act := func(want Act) {
		t.Helper()
		got := r.pointer()
		for got.Act == Moved {
			got = r.pointer()
		}
		if got.Act != want || got.Window != "bar" {
			t.Errorf("%+v, expected act %d", got, want)
		}
	}
	r.screen.Click(10, 10, 1)
	act(Pressed)
	act(Released)
	r.d.WatchOutside(false)
	r.d.conn.Sync()
	r.screen.Click(400, 400, 1)
	pressed()
	act(Left)
	r.screen.Click(10, 10, 3)
	act(Pressed) // and nothing of the press before
}

func TestWindowIcons(t *testing.T) {
	r := newRig(t)
	id, err := r.screen.Open(xserver.Spec{Frame: image.Rect(300, 300, 500, 500)})
	if err != nil {
		t.Fatal(err)
	}
	if im := r.d.Icon(uint32(id), "", 16); im != nil {
		t.Errorf("a window without an icon shows %v", im.Bounds())
	}
	icon := func(size int, pixel uint32) []byte {
		data := binary.LittleEndian.AppendUint32(nil, uint32(size))
		data = binary.LittleEndian.AppendUint32(data, uint32(size))
		for range size * size {
			data = binary.LittleEndian.AppendUint32(data, pixel)
		}
		return data
	}
	data := append(append(icon(8, 0xffff0000), icon(32, 0x8000ff00)...), icon(64, 0xff0000ff)...)
	atom, err := r.screen.Atom("_NET_WM_ICON")
	if err != nil {
		t.Fatal(err)
	}
	err = xproto.ChangePropertyChecked(r.screen.Conn(), xproto.PropModeReplace, id, atom, xproto.AtomCardinal, 32, uint32(len(data)/4), data).Check()
	if err != nil {
		t.Fatal(err)
	}
	for size, want := range map[int]color.NRGBA{4: {R: 255, A: 255}, 16: {G: 255, A: 128}, 32: {G: 255, A: 128}, 48: {B: 255, A: 255}, 200: {B: 255, A: 255}} {
		im := r.d.Icon(uint32(id), "", size)
		if im == nil || im.At(1, 1) != want {
			t.Errorf("for %d pixels the icon is %v, expected %v", size, im, want)
		}
	}
	if im := r.d.Icon(uint32(id)+1000, "", 16); im != nil {
		t.Error("a window that is not there has an icon")
	}
	for name, broken := range map[string][]byte{"empty": nil, "cut": icon(8, 1)[:40], "huge": {0, 0, 1, 0, 0, 0, 1, 0}, "none": make([]byte, 8)} {
		if im := nearestIcon(broken, 16); im != nil {
			t.Errorf("an icon that is %s is %v", name, im.Bounds())
		}
	}
}
