package paint

import (
	"image"
	"testing"
	"time"

	"perch/bar"
	"perch/bar/engine"
	"perch/config"
	"perch/internal/ipc"
	"perch/internal/sysinfo"
)

// strip is a bar of built-in items alone.
type strip struct {
	*Stage
	frame bar.Frame
}

// show brings the strip to facts and answers with what changed.
func (s *strip) show(f bar.Facts) []image.Rectangle {
	s.frame = lay(s.Stage, f)
	var damage []image.Rectangle
	for _, c := range s.Show(engine.Scene{Windows: []engine.Window{s.window(s.frame)}}) {
		damage = append(damage, c.Damage...)
	}
	return damage
}

func (s *Stage) window(f bar.Frame) engine.Window {
	w := engine.Window{Key: "bar/1", Frame: engine.Rect{W: f.Width, H: f.Height}}
	w.Layers = []*engine.Layer{{Frame: w.Frame, Marks: []engine.Mark{engine.Shape{Frame: w.Frame, Fill: engine.Color(f.Background)}}}}
	for _, b := range f.Boxes {
		w.Layers = append(w.Layers, s.Layer(b, f.Height))
	}
	return w
}

func (s *strip) pixels() *image.RGBA {
	im, _ := s.Pixels("bar/1")
	return im
}

// box is a box alone on transparent ground.
func (s *Stage) box(b bar.Box, height float64) *image.RGBA {
	s.Show(engine.Scene{Windows: []engine.Window{{Key: "box", Frame: engine.Rect{W: b.W, H: height}, Layers: []*engine.Layer{s.Layer(b, height)}}}})
	im, _ := s.Pixels("box")
	return im
}

func style() bar.Style { return bar.StyleOf(config.DefaultBar()) }

// day is a machine with everything, and four workspaces.
func day() bar.Facts {
	return bar.Facts{
		Now: time.Date(2026, 11, 21, 9, 41, 0, 0, time.UTC),
		State: ipc.State{
			Focus:      ipc.Focus{Workspace: "2", WindowID: 5},
			Workspaces: []ipc.Workspace{{Name: "1", Monitor: 1}, {Name: "2", Monitor: 1, Visible: true, Focused: true}, {Name: "3", Monitor: 1, Urgent: true}, {Name: "4", Monitor: 2, Visible: true}},
			Windows:    []ipc.Window{{ID: 5, App: "XTerm", Title: "vim — paint.go", Workspace: "2"}, {ID: 7, App: "Firefox", Workspace: "1"}},
		},
		System: sysinfo.Facts{
			Battery: sysinfo.Battery{Present: true, Charge: 0.63}, Network: sysinfo.Network{Present: true, Up: true, Wireless: true, Name: "kestrel"},
			Volume: sysinfo.Volume{Present: true, Level: 0.4}, Processor: sysinfo.Processor{Present: true, Busy: 0.07},
			Memory: sysinfo.Memory{Present: true, Total: 100, Available: 58},
		},
	}
}

func lay(p *Stage, f bar.Facts) bar.Frame {
	return bar.Lay(bar.Items(f, style(), 1), style(), 1280, p.Scale(), p.Measure)
}

// find is the smallest rectangle around the pixels of an area that are exactly
// of one colour.
func find(im *image.RGBA, area image.Rectangle, c bar.Color) image.Rectangle {
	return where(im, area, func(got bar.Color) bool { return got == c })
}

func where(im *image.RGBA, area image.Rectangle, holds func(bar.Color) bool) image.Rectangle {
	var r image.Rectangle
	area = area.Intersect(im.Rect)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			c := im.RGBAAt(x, y)
			if holds(bar.Color(c.A)<<24 | bar.Color(c.R)<<16 | bar.Color(c.G)<<8 | bar.Color(c.B)) {
				r = r.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return r
}

// area is where an item is on the strip, in device pixels.
func area(t *testing.T, s *strip, item string) image.Rectangle {
	t.Helper()
	for _, b := range s.frame.Boxes {
		if b.Item == item {
			return newPlace(s.scale, engine.Rect{}).rect(engine.Rect{X: b.X, W: b.W, H: s.frame.Height})
		}
	}
	t.Fatalf("%s is not on the strip", item)
	return image.Rectangle{}
}

func TestPillsHaveTheirColours(t *testing.T) {
	for _, scale := range []float64{1, 1.5, 2} {
		s := &strip{Stage: NewStage(scale)}
		s.show(day())
		c := style().Colors
		px := func(v float64) int { return snap(v * scale) }
		workspaces := area(t, s, "workspaces")
		if size := s.pixels().Bounds().Size(); size != image.Pt(px(1280), px(28)) {
			t.Fatalf("the strip is %v", size)
		}
		for name, color := range map[string]bar.Color{"focused": c.Accent, "urgent": c.Urgent} {
			pill := find(s.pixels(), workspaces, color)
			if pill.Min.Y != px(4) || pill.Max.Y != px(24) || pill.Dx() < px(20) {
				t.Errorf("scale %v: the %s pill is at %v", scale, name, pill)
			}
		}
		// Round corners: the ground shows in the corner, the fill on the edge.
		pill := find(s.pixels(), workspaces, c.Accent)
		if find(s.pixels(), image.Rectangle{pill.Min, pill.Min.Add(image.Pt(1, 1))}, c.Accent) != (image.Rectangle{}) {
			t.Errorf("scale %v: the pill's corner is not round", scale)
		}
		if ground := find(s.pixels(), image.Rect(0, 0, px(8), px(28)), c.Background); ground != image.Rect(0, 0, px(8), px(28)) {
			t.Errorf("scale %v: the left edge is not empty", scale)
		}
	}
}

// The outline of a workspace on another monitor is closed on all four sides.
func TestOutlineIsWhole(t *testing.T) {
	s := &strip{Stage: NewStage(1)}
	s.show(day())
	b := s.frame.Boxes[0]
	cell := b.Cells[3]
	r := image.Rect(int(b.X+cell.X), 4, int(b.X+cell.X+cell.W), 24)
	ground := style().Colors.Background
	lit := func(c bar.Color) bool { return c != ground }
	for side, line := range map[string]image.Rectangle{
		"top":    image.Rect(r.Min.X+7, r.Min.Y, r.Max.X-7, r.Min.Y+2),
		"bottom": image.Rect(r.Min.X+7, r.Max.Y-2, r.Max.X-7, r.Max.Y),
		"left":   image.Rect(r.Min.X, r.Min.Y+8, r.Min.X+2, r.Max.Y-8),
		"right":  image.Rect(r.Max.X-2, r.Min.Y+8, r.Max.X, r.Max.Y-8),
	} {
		if got := where(s.pixels(), line, lit); got.Empty() {
			t.Errorf("the %s side of the outline %v is missing", side, r)
		}
	}
	if got := where(s.pixels(), image.Rect(r.Min.X-2, 0, r.Max.X+2, 28), lit); !got.In(r) {
		t.Errorf("the outline %v reaches out to %v", r, got)
	}
}

// Every text stands on one line, whatever its font, size, script or weight.
func TestTextsShareABaseline(t *testing.T) {
	for _, scale := range []float64{1, 1.25, 2} {
		p := NewStage(scale)
		ink := bar.Color(0xffffffff)
		want := p.baseline(bar.Font{Size: 13}, 28)
		for name, text := range map[string]bar.Text{
			"regular":  {Text: "HE1", Font: bar.Font{Size: 13}, Color: ink},
			"bold":     {Text: "HE1", Font: bar.Font{Size: 13, Bold: true}, Color: ink},
			"cyrillic": {Text: "ПН", Font: bar.Font{Size: 13}, Color: ink},
			"system":   {Text: "⊥", Font: bar.Font{Size: 13}, Color: ink},
		} {
			box := bar.Box{Item: "x", W: 80, Cells: []bar.Placed{{W: 80, Cell: bar.Cell{Label: text}}}}
			im := p.box(box, 28)
			got := where(im, im.Rect, func(c bar.Color) bool { return c>>24 > 0x90 })
			if got.Empty() || got.Max.Y != want {
				t.Errorf("scale %v: %s ends at pixel %d, expected its feet at %d", scale, name, got.Max.Y, want)
			}
		}
		// A detail in a smaller size stands beside its label.
		cell := bar.Cell{
			Label:  bar.Text{Text: "H", Font: bar.Font{Size: 16}, Color: 0xffff0000},
			Detail: bar.Text{Text: "H", Font: bar.Font{Size: 9}, Color: 0xff00ff00}, Gap: 8,
		}
		im := p.box(bar.Box{Item: "x", W: 80, Cells: []bar.Placed{{W: 80, Cell: cell}}}, 28)
		red := where(im, im.Rect, func(c bar.Color) bool { return c&0xff0000 > 0x900000 })
		green := where(im, im.Rect, func(c bar.Color) bool { return c&0xff00 > 0x9000 })
		if red.Empty() || red.Max.Y != green.Max.Y {
			t.Errorf("scale %v: the label ends at %d, the detail at %d", scale, red.Max.Y, green.Max.Y)
		}
	}
}

func TestTextIsCentred(t *testing.T) {
	p := NewStage(1)
	text := bar.Text{Text: "H", Font: bar.Font{Size: 13}, Color: 0xffffffff}
	im := p.box(bar.Box{Item: "x", W: 41, Cells: []bar.Placed{{W: 41, Cell: bar.Cell{Label: text}}}}, 28)
	got := where(im, im.Rect, func(c bar.Color) bool { return c>>24 > 0x40 })
	left, right := got.Min.X, 41-got.Max.X
	above, below := got.Min.Y, 28-got.Max.Y
	if left-right > 2 || right-left > 2 || above-below > 1 || below-above > 1 {
		t.Errorf("a capital at %v is not in the middle of 41 by 28", got)
	}
}

func TestNothingIsPaintedTwice(t *testing.T) {
	s := &strip{Stage: NewStage(1)}
	f := day()
	if damage := s.show(f); len(damage) != 1 || damage[0] != s.pixels().Rect {
		t.Fatalf("the first frame damages %v", damage)
	}
	first := s.Rendered
	if damage := s.show(f); len(damage) != 0 || s.Rendered != first {
		t.Errorf("the same frame again damages %v and renders %d items", damage, s.Rendered-first)
	}
	f.Now = f.Now.Add(time.Minute)
	clock := area(t, s, "clock")
	if damage := s.show(f); len(damage) != 1 || !damage[0].In(clock.Inset(-1)) || s.Rendered != first+1 {
		t.Errorf("a minute later %v is damaged and %d items rendered, expected %v and 1", damage, s.Rendered-first, clock)
	}
	// An item that goes away takes its picture along, and the others move
	// without being rendered again.
	f.System.Battery = sysinfo.Battery{}
	rendered := s.Rendered
	damage := s.show(f)
	if s.Rendered != rendered || len(damage) == 0 {
		t.Errorf("%d items are rendered because another went", s.Rendered-rendered)
	}
	fresh := &strip{Stage: NewStage(s.scale)}
	fresh.show(f)
	if string(fresh.pixels().Pix) != string(s.pixels().Pix) {
		t.Error("the strip differs from one that was painted at once")
	}
}

// Every change of a series leaves the strip as if it had been painted at once.
func TestChangesAddUp(t *testing.T) {
	s := &strip{Stage: NewStage(1.5)}
	f := day()
	for step, change := range []func(){
		func() {},
		func() {
			f.State.Windows[0].Title = "日本語 a much longer title than before, which has to be cut somewhere"
		},
		func() { f.State.Mode = "resize" },
		func() { f.State.Workspaces = f.State.Workspaces[:2] },
		func() { f.State.Problems = []string{"a", "b"} },
		func() { f.System = sysinfo.Facts{} },
		func() { f = day() },
	} {
		change()
		s.show(f)
		fresh := &strip{Stage: NewStage(s.scale)}
		fresh.show(f)
		if string(fresh.pixels().Pix) != string(s.pixels().Pix) {
			t.Errorf("after step %d the strip differs from one that was painted at once", step)
		}
	}
}

func TestEveryIconDraws(t *testing.T) {
	p := NewStage(2)
	for icon, draw := range drawings {
		symbol := bar.Symbol{Icon: icon, Level: 1, Color: 0xffffffff, Accent: 0xff00ff00}
		w, h := symbol.Size()
		box := bar.Box{Item: "x", W: w, Cells: []bar.Placed{{W: w, Cell: bar.Cell{Symbol: symbol}}}}
		im := p.box(box, h)
		ink := where(im, im.Rect, func(c bar.Color) bool { return c>>24 > 0x80 })
		if draw == nil || float64(ink.Dx()) < 1.3*w || float64(ink.Dy()) < h {
			t.Errorf("icon %d fills only %v of %v by %v", icon, ink, 2*w, 2*h)
		}
		if ink == im.Rect {
			t.Errorf("icon %d touches its edges", icon)
		}
	}
}

func TestBatteryShowsItsLevel(t *testing.T) {
	p := NewStage(2)
	fill := func(level float64) int {
		symbol := bar.Symbol{Icon: bar.BatteryIcon, Level: level, Color: 0xffffffff, Accent: 0xff00ff00}
		im := p.box(bar.Box{Item: "x", W: 24, Cells: []bar.Placed{{W: 24, Cell: bar.Cell{Symbol: symbol}}}}, 16)
		return find(im, im.Rect, 0xff00ff00).Dx()
	}
	if empty, half, full := fill(0), fill(0.5), fill(1); empty != 0 || half < 12 || half > 16 || full < 28 {
		t.Errorf("the levels 0, ½ and 1 are %d, %d and %d pixels wide", empty, half, full)
	}
}

func BenchmarkFirstFrame(b *testing.B) {
	p := NewStage(1)
	for b.Loop() {
		(&strip{Stage: p}).show(day())
		p.Show(engine.Scene{})
	}
}

func BenchmarkClockChange(b *testing.B) {
	s := &strip{Stage: NewStage(1)}
	f := day()
	for b.Loop() {
		f.Now = f.Now.Add(time.Minute)
		s.show(f)
	}
}

func BenchmarkWorkspaceSwitch(b *testing.B) {
	s := &strip{Stage: NewStage(1)}
	f := day()
	for b.Loop() {
		w := f.State.Workspaces
		w[0].Focused, w[1].Focused = !w[0].Focused, !w[1].Focused
		s.show(f)
	}
}

func BenchmarkNoChange(b *testing.B) {
	s := &strip{Stage: NewStage(1)}
	f := day()
	for b.Loop() {
		s.show(f)
	}
}
