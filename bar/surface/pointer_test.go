package surface

import (
	"image"
	"image/color"
	"slices"
	"testing"

	"github.com/jezek/xgb/xproto"

	"perch/bar/engine"
)

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
