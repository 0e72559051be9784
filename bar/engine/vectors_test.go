package engine

import (
	"strings"
	"testing"
	"time"

	"perch/internal/barcall"
)

// vector is one row of the contract's section 10: messages, then what the last
// one is answered and what queries say. A line of messages is a call of the
// client.
type vector struct {
	name   string
	items  string // plain items there are beforehand
	calls  []string
	reply  string // how the last reply begins
	code   int
	expect []string
}

// add makes the plain items that a row uses without creating them.
func (v vector) add(r *rig) {
	for _, name := range strings.Fields(v.items) {
		where := "left"
		if name == "clock" {
			where = "right"
		}
		r.quiet("--add item " + name + " " + where)
	}
}

func run(t *testing.T, vectors []vector) {
	t.Helper()
	for _, v := range vectors {
		t.Run(v.name, func(t *testing.T) {
			r := newRig(t)
			v.add(r)
			reply := ""
			for _, call := range v.calls {
				reply = r.do(call)
			}
			if _, code := barcall.Outcome(reply); code != v.code {
				t.Errorf("the client exits with %d, want %d", code, v.code)
			}
			if !strings.HasPrefix(reply, v.reply) || v.reply == "" && reply != "" {
				t.Errorf("the reply is %q, want it to begin with %q", reply, v.reply)
			}
			r.expect(v.expect...)
		})
	}
}

func TestFraming(t *testing.T) {
	run(t, []vector{
		{"3", "", []string{"-m --bar height=30"}, "", 0, []string{"bar.height = 30"}},
		{"5", "", []string{"--bogus 1 2"}, "[!]", 1, nil},
		{"6", "", []string{"--add item a left --set a label=x=y icon= --subscribe a system_woke --query a"}, "{", 0,
			[]string{"a.label.value = x=y", "a.icon.value = ", "a.scripting.update_mask = 8"}},
		{"7", "a", []string{"--set a garbage label=1"}, "[!] Set (a)", 1, []string{"a.label.value = 1"}},
		{"8", "a", []string{"--set nope x=1 y=2 --set a label=ok"}, "[!] Set:", 1, []string{"a.label.value = ok"}},
		{"9", "a", []string{"--set a nosuch=1 label=ok"}, "[!] Item (a)", 1, []string{"a.label.value = ok"}},
		{"10", "", []string{"--query bar --set nope x=1"}, "{", 0, nil},
		{"11", "a", []string{"--add item a right --set nope x=1"}, "[?]", 0, []string{"a.geometry.position = left"}},
		{"12", "b", []string{"--set b label=--z"}, "", 0, []string{"b.label.value = --z"}},

		// The table of consequences in §1.3.
		{"values that look like options", "a", []string{"--set a label=x=y icon= width=-5"}, "", 0,
			[]string{"a.label.value = x=y", "a.icon.value = ", "a.geometry.width = -1"}},
		{"a first property with a dash", "a", []string{"--set a -x=1 label=1"}, "[!] Item (a)", 1, []string{"a.label.value = 1"}},
		{"garbage ends --bar", "", []string{"--bar garbage height=9 margin=3 --bar y_offset=4"}, "[!] Bar:", 1,
			[]string{"bar.height = 25", "bar.margin = 0", "bar.y_offset = 4"}},
		{"garbage ends --default", "", []string{"--default garbage y_offset=1"}, "[!] Set (default)", 1,
			[]string{"defaults.geometry.y_offset = 0"}},
		{"nothing is set of what is missing", "a", []string{"--set missing x=1 y=2 --set a y_offset=3"}, "[!] Set:", 1,
			[]string{"a.geometry.y_offset = 3"}},
		{"a number with a dash is a verb", "", []string{"--add graph g left 3", "--push g -0.5"}, "[!] Unknown domain", 1,
			[]string{"g.graph.data.0 = 0.000000"}},
		{"--set with a name only", "a", []string{"--set a"}, "", 0, nil},
		{"--set alone", "", []string{"--set"}, "", 0, nil},
		{"--bar alone", "", []string{"--bar"}, "", 0, nil},
		{"a verb after an unknown one", "a", []string{"--bogus --set a label=1"}, "[!] Unknown domain", 1, []string{"a.label.value = 1"}},
		{"a verb after --set NAME", "a b", []string{"--set a --set b label=1"}, "", 0, []string{"a.label.value = ", "b.label.value = 1"}},
		{"an empty verb ends the message", "a", []string{"--set a label=1 --update '' --set a label=2"}, "", 0, []string{"a.label.value = 1"}},
		{"an empty name", "", []string{"--set '' x=1"}, "[!] Set:", 1, nil},
		{"--update takes nothing", "", []string{"--update foo"}, "[!] Unknown domain", 1, nil},
	})
}

func TestBarProperties(t *testing.T) {
	run(t, []vector{
		{"14", "", nil, "", 0, []string{"bar.position = top", "bar.height = 25", "bar.color = 0x44000000",
			"bar.border_color = 0xffff0000", "bar.padding_left = 20", "bar.padding_right = 20", "bar.margin = 0", "bar.topmost = off",
			"bar.sticky = on", "bar.hidden = off", "bar.drawing = off", "bar.items = []"}},
		{"15", "", []string{"--bar height=40 color=0x40000000 position=bottom"}, "", 0,
			[]string{"bar.height = 40", "bar.color = 0x40000000", "bar.position = bottom", "bar.drawing = on"}},
		{"16", "", []string{"--bar color=0xff112233 color.alpha=0.5"}, "", 0, []string{"bar.color = 0x7f112233"}},
		{"17", "", []string{"--bar color=0x00000000"}, "", 0, []string{"bar.color = 0x0"}},
		{"18 clip", "", []string{"--bar clip=0.5"}, "[!] Bar", 1, nil},
		{"18 unknown", "", []string{"--bar nosuch=1"}, "[!] Background", 1, nil},
		{"19", "", []string{"--bar topmost=window"}, "", 0, []string{"bar.topmost = on"}},
		{"20 once", "", []string{"--bar hidden=toggle"}, "", 0, []string{"bar.hidden = on"}},
		{"20 twice", "", []string{"--bar hidden=toggle", "--bar hidden=toggle"}, "", 0, []string{"bar.hidden = off"}},
		{"hidden=current", "", []string{"--bar hidden=current"}, "", 0, []string{"bar.hidden = on"}},
		{"21", "a", []string{"--add item p popup.a --set a popup.drawing=on", "--bar hidden=on"}, "", 0,
			[]string{"a.popup.drawing = off", "bar.hidden = on"}},
		{"background of the bar", "", []string{"--bar background.color=0xff000000"}, "[!] Background", 1, nil},
		{"shadow is two things", "", []string{"--bar shadow=on shadow.color=0xff00ff00"}, "", 0, []string{"bar.shadow = on"}},
		{"negative unsigned numbers", "", []string{"--bar border_width=-1 blur_radius=-3"}, "", 0,
			[]string{"bar.border_width = 0", "bar.blur_radius = 0"}},
	})
}

func TestItems(t *testing.T) {
	run(t, []vector{
		{"22", "", []string{"--add item clock right"}, "", 0, []string{`bar.items = ["clock"]`, "clock.type = item",
			"clock.geometry.position = right", "clock.geometry.width = -1", "clock.label.font = Hack Nerd Font:Bold:14.00",
			"clock.label.color = 0xffffffff", "clock.scripting.script = (null)", "clock.scripting.updates = on",
			"clock.scripting.update_freq = 0", "clock.popup = absent"}},
		{"23", "", []string{"--add item x middle"}, "[!] Add x", 1, []string{"bar.items = []"}},
		{"24", "", []string{"--add item x centre"}, "", 0, []string{"x.geometry.position = center"}},
		{"25", "", []string{"--add widget x left"}, "[?]", 0, []string{"x.type = item"}},
		{"26 toggle", "clock", []string{"--set clock drawing=toggle"}, "", 0, []string{"clock.geometry.drawing = off"}},
		{"26 again", "clock", []string{"--set clock drawing=toggle", "--set clock drawing=toggle"}, "", 0, []string{"clock.geometry.drawing = on"}},
		{"26 not off", "clock", []string{"--set clock drawing='!off'"}, "", 0, []string{"clock.geometry.drawing = on"}},
		{"26 garbage", "clock", []string{"--set clock drawing=banana"}, "", 0, []string{"clock.geometry.drawing = off"}},
		{"27 font", "clock", []string{`--set clock label.font="SF Pro:Semibold:13.5"`}, "", 0, []string{"clock.label.font = SF Pro:Semibold:13.50"}},
		{"27 size", "clock", []string{`--set clock label.font="SF Pro:Semibold:13.5"`, "--set clock label.font.size=12"}, "", 0,
			[]string{"clock.label.font = SF Pro:Semibold:12.00"}},
		{"27 family", "clock", []string{"--set clock label.font=Menlo"}, "", 0, []string{"clock.label.font = Menlo::10.00"}},
		{"28", "clock", []string{"--set clock padding_left=5"}, "", 0,
			[]string{"clock.geometry.padding_left = 5", "clock.geometry.background.padding_left = 5"}},
		{"29", "clock", []string{"--set clock background.color=0x80ffffff background.height=24 background.corner_radius=6"}, "", 0,
			[]string{"clock.geometry.background.drawing = on", "clock.geometry.background.height = 24", "clock.geometry.background.corner_radius = 6"}},
		{"30", "clock", []string{"--set clock background.border_color=0xff00ff00"}, "", 0, []string{"clock.geometry.background.drawing = off"}},
		{"31", "clock", []string{"--set clock label.shadow.color=0xff101010"}, "", 0, []string{"clock.label.shadow.drawing = on"}},
		{"32 fixed", "clock", []string{"--set clock width=80"}, "", 0, []string{"clock.geometry.width = 80"}},
		{"32 dynamic", "clock", []string{"--set clock width=80", "--set clock width=dynamic"}, "", 0, []string{"clock.geometry.width = -1"}},
		{"33", "clock", []string{"--set clock space=1,3 display=2"}, "", 0,
			[]string{"clock.geometry.associated_space_mask = 10", "clock.geometry.associated_display_mask = 4"}},
		{"34", "clock", []string{"--set clock icon.width=0x10 icon.padding_left=010 y_offset=12.7"}, "", 0,
			[]string{"clock.icon.width = 16", "clock.icon.padding_left = 8", "clock.geometry.y_offset = 12"}},
		{"35", "clock", []string{"--set clock script='~/x.sh'"}, "", 0, []string{"clock.scripting.script = /h/x.sh"}},
		{"36", "a b c d", []string{"--reorder c a"}, "", 0, []string{`bar.items = ["c","b","a","d"]`}},
		{"37 before", "a b c", []string{"--move c before a"}, "", 0, []string{`bar.items = ["c","a","b"]`}},
		{"37 after", "a b c", []string{"--move a after c"}, "", 0, []string{`bar.items = ["b","c","a"]`}},
		{"38", "a b", []string{"--rename a z", "--rename z b"}, "[!] Rename", 1, []string{"z.name = z", `bar.items = ["z","b"]`}},
		{"39", "a", []string{"--set a label=1 --subscribe a system_woke", "--clone n a before"}, "", 0,
			[]string{`bar.items = ["n","a"]`, "n.label.value = 1", "n.scripting.update_mask = 8"}},
		{"40", "", []string{"--clone n nope"}, "[!] Clone", 1, nil},
		{"41 set", "space.1 space.2 x", []string{`--set '/space\..*/' label=S`}, "", 0,
			[]string{"'space.1'.label.value = S", "'space.2'.label.value = S", "x.label.value = "}},
		{"41 remove", "space.1 space.2 x", []string{`--remove '/space\..*/'`}, "", 0, []string{`bar.items = ["x"]`}},
		{"42 nothing", "", []string{"--set '/zzz/' label=1"}, "[?] Regex", 0, nil},
		{"42 bad", "", []string{"--set '/[/' label=1"}, "[!] Regex", 1, nil},
		{"43", "o", []string{"--default label.color=0xff00ff00 --add item n left"}, "", 0,
			[]string{"o.label.color = 0xffffffff", "n.label.color = 0xff00ff00", "defaults.name = defaults"}},
		{"44", "", []string{"--query nope"}, "[!] Query", 1, nil},
		{"reset", "", []string{"--default label.color=0xff00ff00", "--default reset=1"}, "", 0,
			[]string{"defaults.label.color = 0xffffffff", "defaults.name = defaults"}},
		{"documented order of --clone", "a", []string{"--clone a n"}, "", 0, []string{`bar.items = ["a","n"]`}},
		{"channels", "a", []string{"--set a label.color.hex=0xff102030 label.color.red=1 label.color.blue=2 label.color.green=-1"}, "", 0,
			[]string{"a.label.color = 0xffff00ff"}},
		{"names of queries", "bar", []string{"--query item bar"}, "{\n\t\"name\": \"bar\"", 0, nil},
	})
}

func TestComponents(t *testing.T) {
	run(t, []vector{
		{"45", "", []string{"--add space s left --set s space=2"}, "", 0, []string{"s.type = space", "s.geometry.associated_space_mask = 4",
			"s.scripting.update_mask = 2", "s.scripting.script = sketchybar -m --set $NAME icon.highlight=$SELECTED"}},
		{"46", "a b c", []string{"--add bracket br a b", "--add bracket o br c"}, "", 0, []string{`br.bracket = ["a","b"]`, `o.bracket = ["a","b","c"]`}},
		{"47 nothing", "a", []string{"--add bracket br nope a"}, "[?] Add (Group) br", 0, []string{`bar.items = ["a"]`}},
		{"47 something", "a", []string{"--add bracket b2 a nope"}, "[?] Add (Group) b2", 0, []string{`b2.bracket = ["a"]`}},
		{"48", "clock", []string{"--add item p popup.clock"}, "", 0, []string{`clock.popup.items = ["p"]`, "clock.popup.drawing = off",
			"clock.popup.height = -1", "p.geometry.position = popup"}},
		{"49", "clock weather.temp", []string{"--add item p popup.clock", "--set p position=popup.weather.temp"}, "", 0,
			[]string{`'weather.temp'.popup.items = ["p"]`, "clock.popup = absent"}},
		{"50", "", []string{"--add item p2 popup.nope"}, "[!] Add (Popup) p2", 1, []string{"bar.items = []"}},
		{"51", "clock", []string{"--add item p popup.clock", "--set clock popup.drawing=toggle popup.align=center popup.height=30"}, "", 0,
			[]string{"clock.popup.drawing = on", "clock.popup.align = center", "clock.popup.height = 30"}},
		{"52", "clock", []string{"--add item p popup.clock --add item q popup.p", "--remove clock"}, "", 0, []string{"bar.items = []"}},
		{"53", "", []string{"--add graph g right 5 --push g 0.1 0.2"}, "", 0,
			[]string{`g.graph.data = ["0.100000","0.200000","0.000000","0.000000","0.000000"]`, "g.graph.line_width = 0.500000"}},
		{"53 around", "", []string{"--add graph g right 5 --push g 0.1 0.2", "--push g .3 .4 .5 .6"}, "", 0, []string{"g.graph.data.0 = 0.600000"}},
		{"54", "clock", []string{"--push clock 0.5"}, "[!] Push", 1, nil},
		{"55", "", []string{"--add slider v right 120 --set v slider.percentage=150 slider.knob=O"}, "", 0, []string{"v.slider.percentage = 100",
			"v.slider.width = 120", "v.slider.highlight_color = 0xff0000ff", "v.slider.knob.value = O"}},
		{"56", "clock", []string{"--set clock slider.width=5"}, "[!] Item (clock)", 1, nil},
		{"a clone has its own samples", "", []string{"--add graph g left 2 --clone h g --push g 1"}, "", 0, []string{"h.graph.data.0 = 0.000000"}},
		{"a graph without a width", "", []string{"--add graph g left --push g 1 2"}, "", 0, []string{`g.graph.data = ["2.000000"]`}},
		{"a bracket that begins with p", "p.a", []string{"--add bracket br p.a"}, "", 0, []string{`br.bracket = ["p.a"]`}},
		{"members by expression", "a.1 a.2 b", []string{`--add bracket br '/a\..*/' b`}, "", 0, []string{`br.bracket = ["a.1","a.2","b"]`}},
		{"a popup of itself", "a", []string{"--add item p popup.a", "--set a position=popup.p"}, "[!] Item Position (a)", 1, nil},
	})
}

// fixture is the bar of the layout vectors.
const (
	fixture = "--bar height=40 margin=0 padding_left=10 padding_right=10 border_width=0"
	blank   = " icon.drawing=off label.drawing=off"
	box     = " icon.width=20 label.width=40 padding_left=3 padding_right=4"
	boxes   = "--add item c left --set c" + box + " --add item d left --set d" + box
)

func TestLayout(t *testing.T) {
	notched := wide
	notched.Notched = true
	menued := wide
	menued.MenuBar = 25
	const forty = " icon.drawing=off label.width=40 padding_left=5 padding_right=5"
	sections := "--add item q1 q --set q1" + forty + " --add item q2 q --set q2" + forty + " --add item e1 e --set e1" + forty + " --bar notch_width=200"
	ab := "--add item a %s --set a width=50 padding_left=5 padding_right=7" + blank + " --add item b %s --set b width=30" + blank
	popup := "--add item c left --set c" + box + " --add item p1 popup.c --set p1 icon.drawing=off label.width=40" +
		" --add item p2 popup.c --set p2 icon.drawing=off label.width=40 --set c popup.drawing=on popup.height=30 popup.background.border_width=2"
	for _, v := range []struct {
		name, calls string
		display     Display
		expect      string
	}{
		{"67", boxes, wide, "c 13,0 60x40; d 80,0 60x40"},
		{"68", strings.ReplaceAll(boxes, "left --set", "right --set"), wide, "c 926,0 60x40; d 859,0 60x40"},
		{"69", strings.ReplaceAll(ab, "%s", "left"), wide, "a 15,0 50x40; b 60,0 30x40"},
		{"70", strings.ReplaceAll(ab, "%s", "right"), wide, "a 933,0 50x40; b 910,0 30x40"},
		{"71", "--add item a center --set a" + forty + " --add item b center --set b" + forty, wide, "a 455,0 40x40; b 505,0 40x40"},
		{"72 notched", sections, notched, "q1 355,0 40x40; q2 305,0 40x40; e1 605,0 40x40"},
		{"72", sections, wide, "q1 455,0 40x40; q2 405,0 40x40; e1 505,0 40x40"},
		{"73", "--add item a left --set a icon.drawing=off label.width=40 width=0 --add item b left --set b width=30" + blank, wide,
			"a 10,0 40x40; b 10,0 30x40"},
		{"74", boxes + " padding_left=-5", wide, "d 72,0 60x40"},
		{"75", boxes + " --add bracket br c d --set br background.height=30 background.color=0xff000000", wide, "br 10,0 134x40"},
		{"a bracket around overlapping items", "--add item a left --set a width=50 padding_left=5 padding_right=7" + blank +
			" --add item b left --set b width=6" + blank + " --add bracket br a b", wide, "a 15,0 50x40; b 60,0 6x40; br 10,0 56x40"},
		{"a bracket around an item with a negative padding", "--add item a left --set a width=50 padding_left=5 padding_right=-8" + blank +
			" --add item b left --set b width=6 padding_left=-9" + blank + " --add bracket br a b", wide, "a 15,0 50x40; b 51,0 6x40; br 10,0 47x40"},
		{"76", boxes + " --set c background.shadow.drawing=on background.shadow.angle=0 background.shadow.distance=5", wide,
			"c 13,0 65x40; d 80,0 60x40"},
		{"77", "--bar margin=10 padding_left=20 padding_right=20 --add item a left --set a icon.drawing=off label.width=40" +
			" --add item z right --set z icon.drawing=off label.width=40", wide, "a 30,0 40x40; z 930,0 40x40"},
		{"78", popup, wide, "p1 10,42 40x30; p2 10,72 40x30"},
		{"78 center", popup + " popup.align=center", wide, "p1 22,42 40x30"},
		{"78 right", popup + " popup.align=right", wide, "p1 31,42 40x30"},
		{"78 lower", popup + " popup.y_offset=5", wide, "p1 10,47 40x30; p2 10,77 40x30"},
		{"79", boxes + " --set c drawing=off", wide, "c -9999,-9999 0x0; d 13,0 60x40"},
		{"80", boxes + " --bar y_offset=6", wide, "c 13,6 60x40"},
		{"80 below a menu bar", boxes + " --bar y_offset=6", menued, "c 13,31 60x40"},
		{"80 over a menu bar", boxes + " --bar y_offset=6 topmost=on", menued, "c 13,6 60x40"},
		{"80 at the bottom", boxes + " --bar y_offset=6 position=bottom", menued, "c 13,548 60x40"},
		{"a bar below", boxes + " --bar position=bottom y_offset=6", wide, "c 13,548 60x40"},
		{"a row in a popup", popup + " popup.horizontal=on", wide, "p1 10,42 40x30; p2 50,42 40x30"},
		{"a popup above", popup + " --bar position=bottom", wide, "p1 10,498 40x30"},
		{"a popup beside a popup", popup + " --add item n popup.p2 --set n icon.drawing=off label.width=9 --set p2 popup.drawing=on popup.align=right",
			wide, "n 52,72 9x40"},
		{"a closed popup", popup + " popup.drawing=off", wide, "p1 -9999,-9999 0x0"},
		{"the host of a popup hidden", popup + " drawing=off", wide, "p1 -9999,-9999 0x0"},
		{"a popup below a bracket", popup + " --add bracket br c --add item w popup.br --set w icon.drawing=off label.width=9 --set br popup.drawing=on",
			wide, "w 10,40 9x40"},
		{"a text", "--add item a left --set a label=abcd" + " icon.drawing=off", wide, "a 10,0 40x40"},
		{"max_chars", "--add item a left --set a label=abcd label.max_chars=2 icon.drawing=off", wide, "a 10,0 20x40"},
		{"an image", "--add item a left --set a background.image=/64x16.png background.drawing=on background.image.padding_left=2" + blank, wide,
			"a 10,0 66x40"},
		{"a graph", "--add graph g left 70 --set g" + blank, wide, "g 10,0 70x40"},
		{"a slider", "--add slider s left 70 --set s" + blank, wide, "s 10,0 70x40"},
		{"an alias without a picture", "--add alias 'Owner,Item' left --set 'Owner,Item'" + blank + " --add item b left --set b width=9" + blank, wide,
			"b 10,0 9x40"},
	} {
		t.Run(v.name, func(t *testing.T) {
			r := newRig(t, v.display)
			r.quiet(fixture, v.calls)
			for _, want := range strings.Split(v.expect, "; ") {
				name, place, _ := strings.Cut(want, " ")
				if got := r.box(name); got != place {
					t.Errorf("%s is at %s, want %s", name, got, place)
				}
			}
		})
	}
}

func TestAnimation(t *testing.T) {
	const half = 500 * time.Millisecond
	r := newRig(t)
	r.quiet("--animate linear 60 --bar y_offset=30") // 81
	if !r.Animate(r.now) {
		t.Error("nothing moves")
	}
	r.wait(half)
	r.expect("bar.y_offset = 15")
	r.wait(half + half/5)
	r.expect("bar.y_offset = 30")
	if r.Animate(r.now) {
		t.Error("something still moves")
	}

	r = newRig(t)
	r.quiet("--animate linear 30 --bar y_offset=10 y_offset=0") // 82
	r.wait(half)
	r.expect("bar.y_offset = 10")
	r.wait(half / 2)
	r.expect("bar.y_offset = 5")
	r.wait(half)
	r.expect("bar.y_offset = 0")

	r = newRig(t)
	r.quiet("--animate linear 600 --bar y_offset=100", "--bar y_offset=5") // 83
	r.expect("bar.y_offset = 5")
	r.wait(half)
	r.expect("bar.y_offset = 5")

	r.quiet("--animate linear 60", "--bar y_offset=9") // 84
	r.expect("bar.y_offset = 9")

	r.quiet("--add graph g left 5")
	r.quiet("--set g graph.color=0xffffffff graph.fill_color=0xffffffff", "--animate linear 60 --set g graph.color.alpha=0 graph.fill_color.alpha=0",
		"--set g graph.color=0xff00ff00", "--animate linear 60 --set g graph.fill_color=0xff0000ff")
	r.wait(2 * half)
	r.expect("g.graph.color = 0xff00ff00", "g.graph.fill_color = 0xff0000ff")

	r.quiet("--bar color=0x00000000", "--animate linear 60 --bar color=0xff80ff00") // 85
	r.wait(half)
	r.expect("bar.color = 0x7f407f00")
	r.wait(half)
	r.expect("bar.color = 0xff80ff00")
}
