package engine

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// vocabulary is what random messages are made of.
var vocabulary = struct{ verbs, names, keys, values []string }{
	names: []string{"a", "b", "c.d", "space.1", "/a/", "/.*/", "/[/", "br", "g", "s", "bar", "", "-x", "item", "defaults", "é"},
	values: []string{"on", "off", "toggle", "0", "1", "-5", "30", "0xff00ff00", "dynamic", "left", "center", "right", "e", "q",
		"popup.a", "popup.b", "popup.c.d", "when_shown", "A:B:12", "/16x16.png", "/bad.png", "media.artwork", "", "1e30", "-1e30", "NaN",
		"99999999999999", "1,2", "active", "main", "current", "window", "bottom", "héé\xff", strings.Repeat("x", 300)},
}

func init() {
	for verb := range verbs {
		vocabulary.verbs = append(vocabulary.verbs, verb)
	}
	vocabulary.verbs = append(vocabulary.verbs, "--nope")
	background := func(prefix string) {
		for _, k := range backgroundTable.names() {
			vocabulary.keys = append(vocabulary.keys, prefix+k)
		}
		for _, k := range pictureTable.names() {
			vocabulary.keys = append(vocabulary.keys, prefix+"image."+k)
		}
		for _, k := range shadowTable.names() {
			vocabulary.keys = append(vocabulary.keys, prefix+"shadow."+k)
		}
		vocabulary.keys = append(vocabulary.keys, prefix+"color.alpha", prefix+"border_color.red")
	}
	text := func(prefix string) {
		for _, k := range textTable.names() {
			vocabulary.keys = append(vocabulary.keys, prefix+k)
		}
		vocabulary.keys = append(vocabulary.keys, prefix+"font.size", prefix+"font.family", prefix+"nope")
		background(prefix + "background.")
	}
	for _, t := range []*table[item]{geometryTable, scriptingTable, partsTable} {
		vocabulary.keys = append(vocabulary.keys, t.names()...)
	}
	vocabulary.keys = append(vocabulary.keys, barTable.names()...)
	background("background.")
	background("popup.background.")
	background("slider.background.")
	text("icon.")
	text("label.")
	text("slider.knob.")
	for prefix, names := range map[string][]string{"popup.": popupTable.names(), "graph.": graphTable.names(),
		"slider.": sliderTable.names(), "alias.": aliasTable.names()} {
		for _, k := range names {
			vocabulary.keys = append(vocabulary.keys, prefix+k)
		}
	}
	// Tables are maps; a seed is to say the same every time.
	slices.Sort(vocabulary.verbs)
	slices.Sort(vocabulary.keys)
}

// chance makes messages and what else happens to a bar.
type chance struct{ *rand.Rand }

func (c chance) of(list []string) string { return list[c.IntN(len(list))] }

func (c chance) message() []string {
	v := &vocabulary
	var m []string
	for range 1 + c.IntN(4) {
		verb := c.of(v.verbs)
		switch m = append(m, verb); verb {
		case "--set":
			m = append(m, c.of(v.names))
			fallthrough
		case "--bar", "--default":
			for range c.IntN(6) {
				m = append(m, c.of(v.keys)+"="+c.of(v.values))
			}
		case "--animate":
			m = append(m, c.of([]string{"linear", "tanh", "sin", "exp"}), c.of([]string{"0", "1", "30", "600", "-1"}))
		case "--add":
			kind := c.of([]string{"item", "item", "space", "graph", "slider", "alias", "bracket", "event", "nope"})
			m = append(m, kind, c.of(v.names), c.of(append([]string{"a", "/a/"}, v.values...)), c.of([]string{"40", "0", "b"}))
		case "--subscribe":
			m = append(m, c.of(v.names), c.of(builtins), c.of(builtins))
		case "--trigger":
			m = append(m, c.of(builtins), "X=1")
		case "--query":
			m = append(m, c.of([]string{"bar", "events", "defaults", "displays", "a", "b", "g"}))
		case "--move":
			m = append(m, c.of(v.names), c.of([]string{"before", "after"}), c.of(v.names))
		case "--reload", "--exit":
			m = m[:len(m)-1] // would only make what follows poorer
		case "--remove":
			m = append(m, c.of(v.names[:4]))
		default:
			for range c.IntN(4) {
				m = append(m, c.of(v.names))
			}
		}
	}
	return m
}

func (c chance) pointer(r *rig) Pointer {
	p := Pointer{Window: c.of([]string{"bar/1", "bar/2", "popup/a", "popup/b", "nope"}), Time: r.now, Delta: c.IntN(7) - 3, Button: c.IntN(4)}
	p.At = Point{float64(c.IntN(1200)) - 100, float64(c.IntN(60)) - 10}
	return p
}

// Defaults that put items into a popup put no other item there.
func TestDefaultsWithAHost(t *testing.T) {
	r := newRig(t)
	r.quiet("--add item a left --default position=popup.a --add item b left --add bracket br b --clone c b --remove a")
	r.consistent()
	for _, name := range []string{"b", "br", "c"} {
		if r.named[name] == nil {
			t.Errorf("%s went with the host of the default popup", name)
		}
	}
	r.quiet("--add bracket br2 b")
	r.consistent()
}

func TestAnythingCanHappen(t *testing.T) {
	for seed := range uint64(300) {
		c := chance{rand.New(rand.NewPCG(seed, 1))}
		r := newRig(t, wide, second)
		r.SetFacts(world())
		r.quiet("--add item a left --add item b right --add item p popup.a --set a popup.drawing=on --add item pp popup.p --set p popup.drawing=on",
			"--add slider s right 50 --add graph g e 9 --add bracket br a s --add space space.1 center --set space.1 space=1",
			"--subscribe a mouse.entered mouse.exited mouse.exited.global mouse.clicked --set a script=x scroll_texts=on label=abcdef label.max_chars=3")
		for range 150 {
			switch c.IntN(12) {
			case 0:
				r.Pointer(c.pointer(r))
			case 1:
				r.Press(c.pointer(r))
			case 2:
				r.Release(c.pointer(r))
			case 3:
				r.Wheel(c.pointer(r))
			case 4:
				r.Leave(c.pointer(r))
			case 5:
				r.Tick(r.now)
			case 6:
				r.Happen(c.of(builtins), nil, r.now)
			case 7:
				if displays := []Display{wide, second}; c.IntN(10) == 0 {
					r.SetDisplays(displays[:c.IntN(3)])
				}
			default:
				message := c.message()
				r.Do(message, r.now)
				if t.Failed() {
					t.Fatalf("seed %d, after %q", seed, message)
				}
			}
			r.wait(time.Duration(c.IntN(400)) * time.Millisecond)
			r.consistent()
		}
		for _, name := range append(r.names(), "bar", "defaults", "events", "displays") {
			if reply := r.Do([]string{"--query", "item", name}, r.now); r.named[name] != nil && name[0] != '-' && !json.Valid([]byte(reply)) {
				t.Fatalf("seed %d: the query of %q is %s", seed, name, reply)
			}
		}
	}
}

// consistent checks what every scene and every engine must be like.
func (r *rig) consistent() {
	r.Helper()
	scene, keys := r.Scene(), map[string]bool{}
	for _, w := range scene.Windows {
		if keys[w.Key] {
			r.Fatalf("there are two windows %s", w.Key)
		}
		keys[w.Key] = true
		if w.Frame.W < 0 || w.Display < 1 || w.Display > len(r.displays) {
			r.Fatalf("a window is %+v", w)
		}
		drawn := map[string]bool{}
		for _, l := range w.Layers {
			if l.Item != "" && (drawn[l.Item] || r.named[l.Item] == nil) {
				r.Fatalf("in %s the item %q is drawn twice or is gone", w.Key, l.Item)
			}
			drawn[l.Item] = true
			for _, m := range l.Marks {
				if g, ok := m.(Glyphs); ok && (math.IsNaN(g.Frame.X) || math.IsNaN(g.Dx)) {
					r.Fatalf("a text of %q is nowhere", l.Item)
				}
			}
		}
	}
	if again := r.Scene(); len(again.Windows) > 0 && &again.Windows[0] != &scene.Windows[0] {
		r.Fatal("a scene is made anew without a reason")
	}
	if len(r.items) != len(r.named) {
		r.Fatalf("%d items have %d names", len(r.items), len(r.named))
	}
	for _, i := range r.items {
		if r.named[i.name] != i || i.host != nil && r.named[i.host.name] != i.host {
			r.Fatalf("%q is lost, or the host of its popup", i.name)
		}
		for _, m := range i.members {
			if r.named[m.name] != m {
				r.Fatalf("the bracket %q keeps %q, which is gone", i.name, m.name)
			}
		}
	}
}

func FuzzDo(f *testing.F) {
	for _, seed := range []string{
		"--add item a left --set a label=x --query a", "--bar color=0xff000000 height=1e9", "--animate sin 30 --set /a/ width=dynamic",
		"--add bracket b a --add graph g right 30 --push g 1 2 3", "--clone b a before --rename b c --remove a --query bar",
		"--set '/\\(a\\{2\\}\\)[^]x]*$/' label=1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		r := newRig(t)
		r.quiet("--add item a left --add item p popup.a --set a popup.drawing=on --add slider s right 50 --add graph g right 9 --add bracket br a s")
		for call := range strings.SplitSeq(line, "\n") {
			r.Do(words(call), r.now)
			r.wait(100 * time.Millisecond)
			r.consistent()
		}
		for _, name := range r.names() {
			if reply := r.Do([]string{"--query", "item", name}, r.now); name != "" && !strings.HasPrefix(name, "-") && !json.Valid([]byte(reply)) {
				t.Fatalf("the query of %q is %s", name, reply)
			}
		}
	})
}

func TestTranslate(t *testing.T) {
	for basic, want := range map[string]string{
		`space\..*`: `(?s)space\..*`, `a+b?c|d(e){f}`: `(?s)a\+b\?c\|d\(e\)\{f\}`, `\(a\)\{1,2\}`: `(?s)(a){1,2}`,
		`*a`: `(?s)\*a`, `\(*a\)`: `(?s)(\*a)`, `^a$`: `(?s)^a$`, `a^b$c`: `(?s)a\^b\$c`, `[]^\]x`: `(?s)[]^\\]x`, `[[:alpha:]]`: `(?s)[[:alpha:]]`,
		`menu\.[0-9]*`: `(?s)menu\.[0-9]*`, `^*a`: `(?s)^\*a`,
	} {
		if got := translate(basic); got != want {
			t.Errorf("%s is translated to %s, want %s", basic, got, want)
		}
	}
}

func TestValues(t *testing.T) {
	for s, want := range map[string]int{"": 0, "12": 12, "-3": -3, "+4": 4, "0x1f": 31, "0X1F": 31, "010": 8, "08": 0, "12.7": 12, "5px": 5,
		" 7": 7, "x": 0, "0x": 0, "99999999999999999999": math.MaxInt32, "-99999999999999999999": math.MinInt32} {
		if got := parseInt(s); got != want {
			t.Errorf("the integer %q is %d, want %d", s, got, want)
		}
	}
	for s, want := range map[string]float64{"": 0, "0.5": .5, ".5": .5, "1e-1": .1, "1.5x": 1.5, "x": 0, "-2": -2, "inf": 0, "nan": 0, "1e999": 0, "1e": 1, "0x10": 16} {
		if got := parseFloat(s); got != want {
			t.Errorf("the number %q is %v, want %v", s, got, want)
		}
	}
	for s, want := range map[string]Color{"0xff00ff00": 0xff00ff00, "255": 255, "#ffffff": 0, "red": 0, "": 0} {
		if got := parseColor(s); got != want {
			t.Errorf("the colour %q is %#x, want %#x", s, got, want)
		}
	}
	for s, want := range map[string][2]bool{"on": {true, true}, "!off": {true, true}, "!0": {true, true}, "no": {}, "!yes": {}, "": {}, "On": {},
		"toggle": {true, false}, "!toggle": {}} {
		if got := [2]bool{parseBool(s, false), parseBool(s, true)}; got != want {
			t.Errorf("the switch %q is %v, want %v", s, got, want)
		}
	}
}

// crowd is a bar with 200 items.
func crowd(b *testing.B) *Engine {
	e := New(Options{Name: "sketchybar", Displays: []Display{wide}, Measure: &ruler{}})
	for n := range 200 {
		name := "item." + string(rune('a'+n/26)) + string(rune('a'+n%26))
		e.Do(words("--add item "+name+" left --set "+name+" icon=x label=y background.color=0xff000000 background.corner_radius=5"), epoch)
	}
	e.Scene()
	e.Effects()
	b.ReportAllocs()
	return e
}

func BenchmarkSetAndScene(b *testing.B) {
	e := crowd(b)
	labels := []string{"label=one", "label=two", "label=three"}
	now := epoch
	for n := 0; b.Loop(); n++ {
		now = now.Add(time.Millisecond)
		e.Do([]string{"--set", "item.ca", labels[n%3]}, now)
		e.Scene()
	}
}

func BenchmarkSet(b *testing.B) {
	e := crowd(b)
	for b.Loop() {
		e.Do([]string{"--set", "item.ca", "label=one"}, epoch)
	}
}

func BenchmarkTrigger(b *testing.B) {
	e := crowd(b)
	e.Do(words("--add event foo --subscribe item.ca foo --set item.ca script=x"), epoch)
	for b.Loop() {
		e.Do([]string{"--trigger", "foo", "A=1"}, epoch)
		e.Effects()
	}
}
