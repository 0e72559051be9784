package engine

import (
	"testing"
	"time"
)

// layer is the layer of an item in the scene, nil if there is none.
func (r *rig) layer(name string) *Layer {
	for _, w := range r.Scene().Windows {
		for _, l := range w.Layers {
			if l.Item == name {
				return l
			}
		}
	}
	return nil
}

// first is the first mark of a kind in an item's layer.
func first[M Mark](r *rig, name string) M {
	r.Helper()
	for _, m := range r.layer(name).Marks {
		if m, ok := m.(M); ok {
			return m
		}
	}
	var none M
	r.Fatalf("%s has no %T", name, none)
	return none
}

func TestSceneSharesWhatDoesNotChange(t *testing.T) {
	r := newRig(t)
	r.quiet(fixture, boxes, "--set c label=aaaa --set d label=bbbb", "--add item e left --set e label=x --add bracket br c d --set br background.color=0xff000000 background.height=20")
	names := []string{"", "br", "c", "d", "e"}
	before := map[string]*Layer{}
	for _, n := range names {
		before[n] = r.layer(n)
	}
	expect := func(what string, changed ...string) {
		t.Helper()
		for _, n := range names {
			want := false
			for _, c := range changed {
				want = want || c == n
			}
			now := r.layer(n)
			if (now != before[n]) != want {
				t.Errorf("%s: the layer of %q is a new one: %v", what, n, now != before[n])
			}
			before[n] = now
		}
	}
	expect("nothing")
	r.quiet("--set d label=cccc")
	expect("another text of the same width", "d")
	r.quiet("--set c label=d")
	expect("another text of a fixed width", "c")
	marks := &before["e"].Marks[0]
	r.quiet("--set d width=70")
	expect("another width", "br", "d", "e")
	if &before["e"].Marks[0] != marks {
		t.Error("what only moved has new marks")
	}
	r.quiet("--bar color=0xff000000")
	expect("another colour of the bar", "")
}

func TestMarks(t *testing.T) {
	r := newRig(t)
	r.quiet(fixture, "--add item a left --set a icon=ab icon.width=60 icon.align=right icon.padding_right=4 icon.color=0xff102030 label.drawing=off"+
		" y_offset=2 background.color=0xff405060 background.corner_radius=9 background.border_width=1 background.border_color=0xff010203"+
		" background.shadow.color=0xff000001 background.shadow.angle=90 background.y_offset=1 background.clip=0.5")
	g := first[Glyphs](r, "a")
	if want := (Rect{60 - 4 - 20, -2, 20, 40}); g.Frame != want || g.Clip || g.Color != 0xff102030 {
		t.Errorf("the text is %+v, want at %v", g, want)
	}
	marks := r.layer("a").Marks
	hole, below, shape := marks[0].(Shape), marks[1].(Shape), marks[2].(Shape)
	frame := Rect{0, 40 - (20 + 2 - 19 + 1) - 38, 60, 38}
	if hole.Frame != frame || hole.Hole != 0.5 {
		t.Errorf("the hole is %+v, want at %v", hole, frame)
	}
	if want := (Shape{Frame: frame, Radius: 9, Fill: 0xff405060, Border: 0xff010203, BorderWidth: 1}); shape != want {
		t.Errorf("the background is %+v, want %+v", shape, want)
	}
	if frame.Y += 5; below.Frame != frame || below.Fill != 0xff000001 {
		t.Errorf("the shadow is %+v, want at %v", below, frame)
	}

	// A text in a box that is too narrow is cut where the item ends.
	r.quiet("--set a icon.width=10 icon.padding_right=0 icon.align=left")
	if g := first[Glyphs](r, "a"); !g.Clip || g.Frame.W != 10 || g.Dx != 0 {
		t.Errorf("a text in a narrow box is %+v", g)
	}
	r.quiet("--set a label.drawing=on label.width=5")
	if g := first[Glyphs](r, "a"); !g.Clip || g.Frame.W != 15 || g.Dx != 0 {
		t.Errorf("a text that reaches over the next one is %+v", g)
	}
	r.quiet("--set a label.width=15")
	if g := first[Glyphs](r, "a"); g.Clip || g.Frame.W != 20 {
		t.Errorf("a text for which the item has room is %+v", g)
	}
	r.quiet("--set a label.drawing=off icon.highlight=on icon.highlight_color=0xffaabbcc icon.max_chars=1 icon.width=dynamic")
	if g := first[Glyphs](r, "a"); !g.Clip || g.Frame.W != 10 || g.Text != "ab" || g.Color != 0xffaabbcc {
		t.Errorf("a text of which one letter is seen is %+v", g)
	}
}

func TestGraphMarks(t *testing.T) {
	r := newRig(t)
	r.quiet(fixture, "--add graph g left 3 --push g 1 2 3 4 --set g graph.color=0xff808080 graph.line_width=1")
	p := first[Plot](r, "g")
	if p.Samples[0] != 4 || p.Samples[2] != 2 || p.Fill != 0x33808080 || p.Line != 0xff808080 || p.LineWidth != 1 {
		t.Errorf("the graph on the left is %+v", p)
	}
	if want := (Rect{1, 0, 3, 38}); p.Frame != want || p.Base != 38 {
		t.Errorf("the graph is at %v from %v, want %v", p.Frame, p.Base, want)
	}
	r.quiet("--set g position=right graph.fill_color=0xff000001 background.color=0x0 background.height=20 background.border_width=2")
	p = first[Plot](r, "g")
	if p.Samples[0] != 2 || p.Samples[2] != 4 || p.Fill != 0xff000001 || p.Frame.H != 17 {
		t.Errorf("the graph on the right is %+v", p)
	}
}

// A picture behind a popup makes it wide, but only a row as high as it is.
func TestPopupsWithPictures(t *testing.T) {
	r := newRig(t)
	r.quiet(fixture, boxes, "--add item p popup.c --add item q popup.c --set p label.width=40 --set q label.width=40"+
		" --set c popup.drawing=on popup.height=30 popup.background.border_width=2 popup.background.image=/100x200.png popup.background.drawing=on")
	frame := func() Rect {
		for _, w := range r.Scene().Windows {
			if w.Popup {
				return w.Frame
			}
		}
		return Rect{}
	}
	if f := frame(); f.W != 104 || f.H != 2+30+30+2 {
		t.Errorf("a column is %v x %v", f.W, f.H)
	}
	r.quiet("--set c popup.horizontal=on")
	if f := frame(); f.W != 104 || f.H != 2+200+2 {
		t.Errorf("a row is %v x %v", f.W, f.H)
	}
}

func TestSliderMarks(t *testing.T) {
	r := newRig(t)
	r.quiet(fixture, "--add slider s left 100 --set s slider.percentage=30 slider.background.height=6 slider.knob=o slider.background.corner_radius=3")
	marks := r.layer("s").Marks
	track, filled, knob := marks[0].(Shape), marks[1].(Shape), marks[2].(Glyphs)
	if track.Frame != (Rect{1, 17, 100, 6}) || filled.Frame != (Rect{1, 17, 30, 6}) || filled.Fill != 0xff0000ff || filled.Radius != 3 {
		t.Errorf("the slider is %+v, filled %+v", track, filled)
	}
	if knob.Frame.X != 1+30-5 {
		t.Errorf("the knob is at %v", knob.Frame)
	}
}

func TestPictures(t *testing.T) {
	r := newRig(t)
	r.quiet(fixture, "--add item a left --set a"+blank)
	r.quiet("--set a background.image=/20x10.png background.drawing=on background.image.scale=2 background.image.y_offset=3 background.image.corner_radius=4")
	p := first[Picture](r, "a")
	if p.Frame != (Rect{0, 20 - 3 - 10, 40, 20}) || p.Radius != 4 || p.Source != "/20x10.png" {
		t.Errorf("the picture is %+v", p)
	}
	r.quiet("--set a background.image.corner_radius=15 background.image.shadow.drawing=on background.image.border_width=1.5")
	if p = first[Picture](r, "a"); p.Radius != 0 || p.ShadowColor != 0xff000000 || p.BorderWidth != 1.5 {
		t.Errorf("a small picture is %+v", p)
	}
	r.expect("a.geometry.background.image.value = /20x10.png")
	r.quiet("--set a background.image=")
	r.expect("a.geometry.background.image.value = (null)", "a.geometry.background.image.drawing = off")
}

func TestTextGlides(t *testing.T) {
	r := newRig(t)
	width := func() float64 { return r.layer("a").Frame.W }
	r.quiet(fixture, "--add item a left --set a icon.drawing=off label=ab", "--animate linear 60 --set a label=abcdef")
	r.wait(time.Second / 2)
	if got := width(); got != 40 {
		t.Errorf("halfway the item is %v wide", got)
	}
	r.wait(time.Second)
	if got := width(); got != 60 {
		t.Errorf("in the end the item is %v wide", got)
	}
	r.quiet("--set a label=abc")
	if got := width(); got != 30 {
		t.Errorf("without an animation the item is %v wide", got)
	}
	r.quiet("--animate linear 60 --set a label=abcdefghi", "--set a label=ab")
	if got := width(); got != 20 {
		t.Errorf("a text set during a glide is %v wide", got)
	}

	r.quiet("--set a width=100", "--animate linear 60 --set a width=dynamic")
	r.wait(time.Second / 2)
	r.quiet("--clone copy a")
	r.expect("copy.geometry.width = -1", "a.geometry.width = 60")
	r.quiet("--remove copy")
	if got := width(); got != 60 {
		t.Errorf("halfway to dynamic the item is %v wide", got)
	}
	r.wait(time.Second)
	r.expect("a.geometry.width = -1")
	r.quiet("--animate linear 60 --set a label.width=0")
	r.wait(time.Second)
	r.quiet("--animate linear 60 --set a label.width=dynamic")
	r.wait(time.Second / 2)
	if got := width(); got != 10 {
		t.Errorf("a label that opens is %v wide halfway", got)
	}

	r.quiet("--set a label.color=0xff000000 label.highlight_color=0xffffffff", "--animate linear 60 --set a label.highlight=on")
	r.wait(time.Second / 2)
	r.expect("a.label.highlight = on")
	if g := first[Glyphs](r, "a"); g.Color != 0xff7f7f7f {
		t.Errorf("halfway highlighted the colour is %#x", g.Color)
	}
}

func TestCurves(t *testing.T) {
	for name, want := range map[string][3]float64{
		"linear": {.25, .5, .75}, "quadratic": {.0625, .25, .5625}, "tanh": {.1077, .5, .8923},
		"sin": {.3827, .7071, .9239}, "exp": {.1181, .3033, .5841}, "circ": {.6614, .8660, .9682}, "": {.25, .5, .75}, "zzz": {.25, .5, .75},
	} {
		c := parseCurve(name)
		for n, w := range want {
			if got := c(float64(n+1) / 4); got < w-.0001 || got > w+.0001 {
				t.Errorf("%s at %d/4 is %v, want %v", name, n+1, got, w)
			}
		}
	}
}

func TestChannelsMoveOnTheirOwn(t *testing.T) {
	r := newRig(t)
	r.quiet("--bar color=0xff000000", "--animate linear 60 --bar color.alpha=0 color.red=1")
	r.wait(time.Second / 2)
	r.expect("bar.color = 0x7f7f0000")
	r.quiet("--bar color.alpha=1")
	r.wait(time.Second)
	r.expect("bar.color = 0xffff0000")
}

func TestMarquee(t *testing.T) {
	r := newRig(t)
	r.quiet(fixture, "--add item a left --set a label=abcdefgh label.max_chars=4 scroll_texts=on icon.drawing=off label.scroll_duration=60")
	if got := r.NextTick(r.now).Sub(r.now); got != marqueePause*time.Second {
		t.Errorf("a text that scrolls needs a tick in %v", got)
	}
	for range marqueePause {
		r.now = r.now.Add(time.Second)
		r.Tick(r.now)
	}
	if !r.Animate(r.now) {
		t.Fatal("the text does not scroll")
	}
	r.wait(time.Second) // half of the way out, which is twice the visible width
	if g := first[Glyphs](r, "a"); g.Dx != -40 || !g.Clip || g.Frame.W != 40 {
		t.Errorf("halfway out the text is %+v", g)
	}
	r.wait(time.Second * 3 / 2)
	if g := first[Glyphs](r, "a"); g.Dx != 20 {
		t.Errorf("halfway in the text is moved by %v", g.Dx)
	}
	r.wait(time.Second)
	if g := first[Glyphs](r, "a"); g.Dx != 0 || r.Animate(r.now) {
		t.Errorf("in the end the text is moved by %v", g.Dx)
	}
}

func TestWindows(t *testing.T) {
	r := newRig(t)
	r.quiet("--bar height=30 margin=5 shadow=on blur_radius=7 topmost=on corner_radius=9 color=0xff123456 y_offset=2 border_width=1",
		"--add item a left --set a popup.drawing=on popup.blur_radius=3 popup.background.color=0xff000000 popup.background.shadow.drawing=on --add item p popup.a")
	w := r.Scene().Windows
	if len(w) != 2 || w[0].Frame != (Rect{5, 2, 990, 30}) || w[0].Level != Top || w[0].Blur != 7 || !w[0].Shadow || w[0].Bottom || w[0].Popup {
		t.Fatalf("the windows are %+v", w)
	}
	if s := w[0].Layers[0].Marks[0].(Shape); s != (Shape{Rect{0, 0, 990, 30}, 9, 0xff123456, 0xffff0000, 1, 0}) {
		t.Errorf("the bar's background is %+v", s)
	}
	if w[1].Key != "popup/a" || !w[1].Popup || w[1].Level != Top || w[1].Blur != 3 || len(w[1].Layers[0].Marks) != 1 {
		t.Errorf("the popup is %+v", w[1])
	}
	r.quiet("--bar topmost=off --set a popup.topmost=off")
	if w = r.Scene().Windows; w[0].Level != Below || w[1].Level != Below {
		t.Errorf("the levels are %v and %v", w[0].Level, w[1].Level)
	}
	r.quiet("--bar hidden=on")
	if w = r.Scene().Windows; len(w) != 0 {
		t.Errorf("a hidden bar has %+v", w)
	}
	f := world()
	f.Spaces[0].Fullscreen = true
	r.SetFacts(f)
	r.quiet("--bar hidden=off")
	if w = r.Scene().Windows; len(w) != 0 {
		t.Errorf("over a full screen there is %+v", w)
	}
	r.quiet("--bar show_in_fullscreen=on")
	if w = r.Scene().Windows; len(w) != 1 || !w[0].Fullscreen {
		t.Errorf("with show_in_fullscreen there is %+v", w)
	}
}
