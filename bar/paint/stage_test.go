package paint

import (
	"fmt"
	"image"
	"image/color"
	"testing"

	"perch/bar"
	"perch/bar/engine"
)

// one shows marks in a window of that size and answers with its image.
func one(t *testing.T, s *Stage, w, h float64, marks ...engine.Mark) *image.RGBA {
	t.Helper()
	s.Show(engine.Scene{})
	changes := s.Show(window("w", w, h, &engine.Layer{Frame: engine.Rect{W: w, H: h}, Marks: marks}))
	if len(changes) != 1 {
		t.Fatalf("%d windows changed, expected 1", len(changes))
	}
	return changes[0].Image
}

func window(key string, w, h float64, layers ...*engine.Layer) engine.Scene {
	return engine.Scene{Windows: []engine.Window{{Key: key, Frame: engine.Rect{W: w, H: h}, Layers: layers}}}
}

func pixel(t *testing.T, im *image.RGBA, x, y int, want color.RGBA, slack int) {
	t.Helper()
	got := im.RGBAAt(x, y)
	off := func(a, b uint8) bool { return int(a)-int(b) > slack || int(b)-int(a) > slack }
	if off(got.R, want.R) || off(got.G, want.G) || off(got.B, want.B) || off(got.A, want.A) {
		t.Errorf("pixel %d,%d is %v, expected %v ± %d", x, y, got, want, slack)
	}
}

func TestFillsAndAlpha(t *testing.T) {
	s := NewStage(1)
	im := one(t, s, 20, 10,
		engine.Shape{Frame: engine.Rect{W: 20, H: 10}, Fill: 0xff204060},
		engine.Shape{Frame: engine.Rect{X: 10, W: 10, H: 10}, Fill: 0x80ffffff})
	pixel(t, im, 5, 5, color.RGBA{0x20, 0x40, 0x60, 0xff}, 0)
	pixel(t, im, 15, 5, color.RGBA{0x90, 0xa0, 0xb0, 0xff}, 1) // half way to white
	im = one(t, s, 20, 10, engine.Shape{Frame: engine.Rect{W: 20, H: 10}, Fill: 0x40ff8000})
	pixel(t, im, 5, 5, color.RGBA{0x40, 0x20, 0, 0x40}, 1) // premultiplied
}

func TestBordersLieInside(t *testing.T) {
	for _, scale := range []float64{1, 1.5, 2} {
		s := NewStage(scale)
		im := one(t, s, 40, 24, engine.Shape{Frame: engine.Rect{X: 4, Y: 4, W: 32, H: 16}, Fill: 0xff0000ff, Border: 0xffff0000, BorderWidth: 2})
		r := image.Rect(snap(4*scale), snap(4*scale), snap(36*scale), snap(20*scale))
		width := snap(2 * scale)
		for y := range im.Rect.Dy() {
			for x := range im.Rect.Dx() {
				at := image.Pt(x, y)
				want := color.RGBA{}
				switch {
				case at.In(r.Inset(width)):
					want = color.RGBA{B: 0xff, A: 0xff}
				case at.In(r):
					want = color.RGBA{R: 0xff, A: 0xff}
				}
				if got := im.RGBAAt(x, y); got != want {
					t.Fatalf("scale %v: pixel %v is %v, expected %v", scale, at, got, want)
				}
			}
		}
	}
}

// A rounded corner is empty outside, full inside, blended between, and the same
// in all four corners; its area is that of a circle.
func TestCornersAreSmooth(t *testing.T) {
	s := NewStage(1)
	im := one(t, s, 40, 40, engine.Shape{Frame: engine.Rect{W: 40, H: 40}, Radius: 20, Fill: 0xffffffff})
	sum, blended := 0, 0
	for y := range 40 {
		for x := range 40 {
			a := int(im.RGBAAt(x, y).A)
			sum += a
			if a > 0 && a < 255 {
				blended++
			}
			if b := int(im.RGBAAt(39-x, y).A); b-a > 2 || a-b > 2 {
				t.Fatalf("the disc is not even: %d at %d,%d and %d across", a, x, y, b)
			}
		}
	}
	if area := float64(sum) / 255; area < 1256.6*0.995 || area > 1256.6*1.005 {
		t.Errorf("the disc covers %.1f pixels, expected 1256.6", area)
	}
	if blended < 80 {
		t.Errorf("only %d pixels of the edge are blended", blended)
	}
	// The radius is at most half of the shorter side, and no fill shines through
	// outside of a border.
	im = one(t, s, 40, 20, engine.Shape{Frame: engine.Rect{W: 40, H: 20}, Radius: 99, Fill: 0xffff0000, Border: 0xff00ff00, BorderWidth: 3})
	pixel(t, im, 0, 0, color.RGBA{}, 0)
	for x := range 40 {
		for y := range 20 {
			if c := im.RGBAAt(x, y); c.A < 200 && c.R > 0 {
				t.Fatalf("the fill shows at the outer edge: %v at %d,%d", c, x, y)
			}
		}
	}
}

func TestHolesCutWhatLiesBelow(t *testing.T) {
	s := NewStage(1)
	full := engine.Rect{W: 40, H: 20}
	ground := &engine.Layer{Frame: full, Marks: []engine.Mark{engine.Shape{Frame: full, Fill: 0xff804020}}}
	cutter := &engine.Layer{Item: "cut", Frame: engine.Rect{X: 10, W: 20, H: 20}, Marks: []engine.Mark{
		engine.Shape{Frame: engine.Rect{W: 10, H: 20}, Hole: 1},
		engine.Shape{Frame: engine.Rect{X: 10, W: 10, H: 20}, Hole: 0.5},
		engine.Shape{Frame: engine.Rect{X: 2, Y: 8, W: 4, H: 4}, Fill: 0xffffffff},
	}}
	im := s.Show(window("w", 40, 20, ground, cutter))[0].Image
	pixel(t, im, 5, 5, color.RGBA{0x80, 0x40, 0x20, 0xff}, 0)
	pixel(t, im, 15, 3, color.RGBA{}, 0)
	pixel(t, im, 25, 3, color.RGBA{0x40, 0x20, 0x10, 0x80}, 1)
	pixel(t, im, 13, 9, color.RGBA{0xff, 0xff, 0xff, 0xff}, 0) // painted into the hole
	// The hole closes when its item goes.
	im = s.Show(window("w", 40, 20, ground))[0].Image
	pixel(t, im, 15, 3, color.RGBA{0x80, 0x40, 0x20, 0xff}, 0)
}

// Holes go through the window's own background only, whatever lies between, and
// those in popups through nothing.
func TestHolesSpareOtherItems(t *testing.T) {
	s := NewStage(1)
	full := engine.Rect{W: 40, H: 20}
	ground := &engine.Layer{Frame: full, Marks: []engine.Mark{engine.Shape{Frame: full, Fill: 0xff804020}}}
	bracket := &engine.Layer{Item: "bracket", Frame: full, Marks: []engine.Mark{engine.Shape{Frame: engine.Rect{X: 10, Y: 5, W: 20, H: 10}, Fill: 0xff00ff00}}}
	cutter := &engine.Layer{Item: "cut", Frame: engine.Rect{X: 15, W: 10, H: 20}, Marks: []engine.Mark{
		engine.Shape{Frame: engine.Rect{W: 10, H: 20}, Hole: 1},
		engine.Shape{Frame: engine.Rect{Y: 12, W: 10, H: 8}, Fill: 0xff0000ff},
		engine.Shape{Frame: engine.Rect{Y: 16, W: 10, H: 4}, Hole: 1}, // that of its label
	}}
	scene := window("w", 40, 20, ground, bracket, cutter)
	im := s.Show(scene)[0].Image
	brown, green, blue := color.RGBA{0x80, 0x40, 0x20, 0xff}, color.RGBA{G: 0xff, A: 0xff}, color.RGBA{B: 0xff, A: 0xff}
	pixel(t, im, 12, 2, brown, 0)
	pixel(t, im, 20, 2, color.RGBA{}, 0)
	pixel(t, im, 20, 8, green, 0)
	pixel(t, im, 20, 14, blue, 0)
	pixel(t, im, 20, 18, blue, 0)
	// It stays so if only a layer below is painted anew.
	other := *ground
	other.Marks = []engine.Mark{engine.Shape{Frame: full, Fill: 0xff806040}}
	im = s.Show(window("w", 40, 20, &other, bracket, cutter))[0].Image
	pixel(t, im, 20, 2, color.RGBA{}, 0)
	pixel(t, im, 20, 8, green, 0)

	scene.Windows[0].Key, scene.Windows[0].Popup = "popup", true
	im = s.Show(scene)[0].Image
	pixel(t, im, 20, 2, brown, 0)
	pixel(t, im, 20, 8, green, 0)
}

func TestTextIsClippedAndPlaced(t *testing.T) {
	for _, scale := range []float64{1, 1.5, 2} {
		s := NewStage(scale)
		font := engine.Font{Family: "SF Pro", Style: "Bold", Size: 14}
		mark := engine.Glyphs{Frame: engine.Rect{X: 20, W: 40, H: 30}, Text: "MMMMMMMMMMMM", Font: font, Color: 0xffffffff}
		ink := func(m engine.Glyphs) image.Rectangle {
			im := one(t, s, 100, 30, m)
			return where(im, im.Rect, func(c bar.Color) bool { return c>>24 > 0 })
		}
		whole := ink(mark)
		if whole.Max.X < snap(80*scale) {
			t.Errorf("scale %v: without clipping the text ends at %v", scale, whole)
		}
		mark.Clip = true
		cut := ink(mark)
		if cut.Min.X < snap(20*scale) || cut.Max.X > snap(60*scale) || cut.Max.X < snap(57*scale) || cut.Dy() != whole.Dy() {
			t.Errorf("scale %v: clipped, the text covers %v; unclipped %v", scale, cut, whole)
		}
		mark.Dx = -10
		if moved := ink(mark); moved.Min.X < snap(20*scale) || moved.Min.X > snap(23*scale) || moved.Max.X > snap(60*scale) {
			t.Errorf("scale %v: moved, the text covers %v", scale, moved)
		}
		// Capitals stand with their feet on whole pixels, centred by the font's
		// ascent and descent.
		l := s.text.line(font, "M")
		if feet := l.baseline(15 * scale); whole.Max.Y != feet {
			t.Errorf("scale %v: the text ends at %d, its baseline is %d", scale, whole.Max.Y, feet)
		}
	}
}

func TestMeasuresWhatItPaints(t *testing.T) {
	for _, scale := range []float64{1, 1.5, 2} {
		s := NewStage(scale)
		font := engine.Font{Family: "Hack Nerd Font", Style: "Regular", Size: 14}
		a, _ := s.Text(font, "H")
		b, height := s.Text(font, "HHHHHHHHHH")
		if d := b - 10*a; d > 0.01 || d < -0.01 {
			t.Errorf("scale %v: ten letters are %v wide, one is %v", scale, b, a)
		}
		im := one(t, s, 200, 30, engine.Glyphs{Frame: engine.Rect{X: 5, W: 190, H: 30}, Text: "HHHHHHHHHH", Font: font, Color: 0xffffffff})
		ink := where(im, im.Rect, func(c bar.Color) bool { return c>>24 > 0x10 })
		if w := float64(ink.Dx()) / scale; w > b || w < b-a/2 {
			t.Errorf("scale %v: it paints %v of the %v that it measures", scale, w, b)
		}
		if h := float64(ink.Dy()) / scale; h-height > 1.01 || height-h > 1.01 {
			t.Errorf("scale %v: it paints %v high and measures %v", scale, h, height)
		}
		if w, h := s.Text(font, ""); w != 0 || h != 0 {
			t.Errorf("an empty text measures %v by %v", w, h)
		}
	}
}

func TestPlots(t *testing.T) {
	s := NewStage(1)
	im := one(t, s, 40, 20, engine.Plot{Frame: engine.Rect{X: 10, Y: 0, W: 20, H: 20}, Base: 20,
		Samples: []float64{0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5}, Fill: 0xff00ff00, Line: 0xffff0000, LineWidth: 2})
	pixel(t, im, 15, 15, color.RGBA{0, 0xff, 0, 0xff}, 0)
	pixel(t, im, 15, 10, color.RGBA{0xff, 0, 0, 0xff}, 0)
	pixel(t, im, 15, 5, color.RGBA{}, 0)
	pixel(t, im, 25, 15, color.RGBA{}, 0) // ten samples are ten pixels wide
	one(t, s, 40, 20, engine.Shape{Frame: engine.Rect{W: 1, H: 1}, Fill: 0xffffffff},
		engine.Plot{Frame: engine.Rect{W: 20, H: 20}, Base: 20, Samples: []float64{0, 1e300, -1e300}, Line: 0xffff0000, LineWidth: 1})
}

// row is a bar with many items.
func row(n int, label func(i int) string) []*engine.Layer {
	font := engine.Font{Family: "SF Pro", Style: "Semibold", Size: 13}
	layers := []*engine.Layer{{Frame: engine.Rect{W: 1920, H: 32}, Marks: []engine.Mark{engine.Shape{Frame: engine.Rect{W: 1920, H: 32}, Fill: 0xd01e1e2e}}}}
	for i := range n {
		w := 1920 / float64(n)
		layers = append(layers, &engine.Layer{Item: fmt.Sprint("item.", i), Frame: engine.Rect{X: float64(i) * w, W: w, H: 32}, Marks: item(w, label(i), font)})
	}
	return layers
}

func item(w float64, label string, font engine.Font) []engine.Mark {
	return []engine.Mark{
		engine.Shape{Frame: engine.Rect{X: 1, Y: 3, W: w - 2, H: 26}, Radius: 6, Fill: 0xff313244, Border: 0xff45475a, BorderWidth: 1},
		engine.Glyphs{Frame: engine.Rect{X: 2, W: w - 4, H: 32}, Text: label, Font: font, Color: 0xffcdd6f4, Clip: true},
	}
}

func TestOnlyWhatChangedIsPainted(t *testing.T) {
	s := NewStage(1)
	layers := row(20, func(i int) string { return fmt.Sprint(i) })
	if c := s.Show(window("w", 1920, 32, layers...)); len(c) != 1 || len(c[0].Damage) != 1 || c[0].Damage[0] != image.Rect(0, 0, 1920, 32) {
		t.Fatalf("the first scene changes %v", c)
	}
	painted := s.Rendered
	if c := s.Show(window("w", 1920, 32, layers...)); len(c) != 0 || s.Rendered != painted {
		t.Errorf("the same scene changes %v and renders %d layers", c, s.Rendered-painted)
	}
	// Equal marks in another layer are the same pixels.
	twin := *layers[3]
	twin.Marks = append([]engine.Mark(nil), twin.Marks...)
	layers[3] = &twin
	if c := s.Show(window("w", 1920, 32, layers...)); len(c) != 0 || s.Rendered != painted {
		t.Errorf("equal marks change %v and render %d layers", c, s.Rendered-painted)
	}
	other := twin
	other.Marks = item(other.Frame.W, "new", engine.Font{Size: 13})
	layers[3] = &other
	c := s.Show(window("w", 1920, 32, layers...))
	if len(c) != 1 || len(c[0].Damage) != 1 || s.Rendered != painted+1 {
		t.Fatalf("one label changes %v and renders %d layers", c, s.Rendered-painted)
	}
	if r := c[0].Damage[0]; !r.In(image.Rect(2*96, 0, 3*96, 32)) {
		t.Errorf("one label changes %v", r)
	}
	// A window that moves keeps its pixels.
	scene := window("w", 1920, 32, layers...)
	scene.Windows[0].Frame.Y = 10
	if c := s.Show(scene); len(c) != 1 || len(c[0].Damage) != 0 || c[0].Frame.Min.Y != 10 || s.Rendered != painted+1 {
		t.Errorf("a move changes %v", c)
	}
}

// Whatever happens to the layers, the image is as if it had been painted at once.
func TestChangesOfScenesAddUp(t *testing.T) {
	for _, scale := range []float64{1, 1.5} {
		s := NewStage(scale)
		layers := row(12, func(i int) string { return fmt.Sprint("label ", i) })
		for step, change := range []func(){
			func() {},
			func() { layers[2], layers[7] = layers[7], layers[2] },
			func() { layers = append(layers[:4:4], layers[5:]...) },
			func() { moved := *layers[5]; moved.Frame.X += 33.5; layers[5] = &moved },
			func() { moved := *layers[6]; moved.Frame.X = 1900; layers[6] = &moved }, // half outside
			func() { moved := *layers[6]; moved.Frame.X = 700.25; layers[6] = &moved },
			func() { twice := *layers[6]; twice.Frame.X = 50; layers = append(layers, &twice) },
			func() { layers[0] = &engine.Layer{Frame: layers[0].Frame} },
			func() { layers = nil },
			func() { layers = row(5, func(int) string { return "x" }) },
		} {
			change()
			s.Show(window("w", 1920, 32, layers...))
			got, _ := s.Pixels("w")
			fresh := NewStage(scale)
			fresh.Show(window("w", 1920, 32, layers...))
			want, _ := fresh.Pixels("w")
			if string(got.Pix) != string(want.Pix) {
				t.Errorf("scale %v: after step %d the image differs from one that was painted at once", scale, step)
			}
		}
	}
}

func TestEdgesMeetAtEveryScale(t *testing.T) {
	for _, scale := range []float64{1, 1.25, 1.5, 2} {
		s := NewStage(scale)
		var layers []*engine.Layer
		for i := range 30 {
			layers = append(layers, &engine.Layer{Item: fmt.Sprint(i), Frame: engine.Rect{X: float64(i) * 3.3, W: 3.3, H: 10},
				Marks: []engine.Mark{engine.Shape{Frame: engine.Rect{W: 3.3, H: 10}, Fill: 0xff336699}}})
		}
		s.Show(window("w", 99, 10, layers...))
		im, _ := s.Pixels("w")
		for x := range im.Rect.Dx() {
			if c := im.RGBAAt(x, 5); c != (color.RGBA{0x33, 0x66, 0x99, 0xff}) {
				t.Fatalf("scale %v: a seam of %v at %d", scale, c, x)
			}
		}
	}
}

func TestMovingWindowsKeepTheirSize(t *testing.T) {
	s := NewStage(1.5)
	scene := window("w", 101, 25, row(3, func(int) string { return "x" })...)
	s.Show(scene)
	painted := s.Rendered
	for y := range 9 {
		scene.Windows[0].Frame.Y = float64(y)
		for _, c := range s.Show(scene) {
			if c.Frame.Dy() != 38 || len(c.Damage) > 0 {
				t.Errorf("at %d the window is %v and damages %v", y, c.Frame, c.Damage)
			}
		}
	}
	if s.Rendered != painted {
		t.Errorf("moving renders %d layers", s.Rendered-painted)
	}
}

func TestGoneWindowsAreForgotten(t *testing.T) {
	s := NewStage(1)
	s.Show(window("a", 10, 10, &engine.Layer{}))
	s.Show(window("b", 10, 10, &engine.Layer{}))
	if im, _ := s.Pixels("a"); im != nil || len(s.windows) != 1 {
		t.Errorf("a window that is gone has an image still; %d are kept", len(s.windows))
	}
}

func BenchmarkOneLabelOf200(b *testing.B) {
	s := NewStage(1)
	layers := row(200, func(i int) string { return fmt.Sprint(i) })
	s.Show(window("w", 1920, 32, layers...))
	n := 0
	for b.Loop() {
		n++
		l := *layers[100]
		l.Marks = item(l.Frame.W, fmt.Sprint(n%1000), engine.Font{Family: "SF Pro", Style: "Semibold", Size: 13})
		layers[100] = &l
		s.Show(window("w", 1920, 32, layers...))
	}
}

func BenchmarkSceneUnchanged200(b *testing.B) {
	s := NewStage(1)
	scene := window("w", 1920, 32, row(200, func(i int) string { return fmt.Sprint(i) })...)
	s.Show(scene)
	for b.Loop() {
		s.Show(scene)
	}
}

func BenchmarkScene200(b *testing.B) {
	s := NewStage(1)
	scene := window("w", 1920, 32, row(200, func(i int) string { return fmt.Sprint(i) })...)
	for b.Loop() {
		s.Show(engine.Scene{})
		s.Show(scene)
	}
}
