package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// vector is one row of SketchyBar's contract (its section 10), played by the
// real programs: command lines, how the last of them ends, and what queries
// say then.
type vector struct {
	number string
	items  string // plain items that are there before
	line   string
	out    string // the pattern of all that is printed; nothing unless said
	err    string
	code   int
	expect []string
}

// play plays rows side by side, each in an account and with a bar of its own.
func play(t *testing.T, vectors []vector) {
	_, display := newScreen(t, "1000x600")
	t.Run("vectors", func(t *testing.T) { // ends before the screen does
		for _, v := range vectors {
			t.Run(v.number, func(t *testing.T) {
				t.Parallel()
				a := newAccount(t, display)
				a.bar("sketchybar")
				for name := range strings.FieldsSeq(v.items) {
					where := "left"
					if name == "clock" {
						where = "right"
					}
					a.quiet("sketchybar --add item " + name + " " + where)
				}
				r := a.sh(v.line)
				if r.code != v.code {
					t.Errorf("%s\nreturns %d, want %d", v.line, r.code, v.code)
				}
				for _, text := range [][3]string{{"prints", r.out, v.out}, {"complains", r.err, v.err}} {
					if !regexp.MustCompile(`^(?s:` + text[2] + `)$`).MatchString(text[1]) {
						t.Errorf("%s\n%s %q, want %q", v.line, text[0], text[1], text[2])
					}
				}
				a.expect(v.expect...)
			})
		}
	})
}

// complaint is a pattern of one failure or warning.
func complaint(begin string) string { return regexp.QuoteMeta(begin) + `[^\n]*\n` }

func TestVectorsOfMessages(t *testing.T) {
	play(t, []vector{
		// 10.1
		{"1", "", `sketchybar -v`, `sketchybar-v[0-9]+\.[0-9]+\.[0-9]+\n`, "", 0, nil},
		{"3", "", `sketchybar -m --bar height=30`, "", "", 0, []string{"bar.height = 30"}},
		{"4", "", `sketchybar`, "", ".+", 1, nil},
		{"5", "", `sketchybar --bogus 1 2`, "", complaint("[!]"), 1, nil},
		{"6", "", `sketchybar --add item a left --set a label=x=y icon= --subscribe a system_woke --query a`, `\{.*\}\n`, "", 0,
			[]string{"a.label.value = x=y", "a.icon.value = ", "a.scripting.update_mask = 8"}},
		{"7", "", `sketchybar --add item a left; sketchybar --set a garbage label=1`, "", complaint("[!] Set (a)"), 1, []string{"a.label.value = 1"}},
		{"8", "", `sketchybar --add item a left; sketchybar --set nope x=1 y=2 --set a label=ok`, "", complaint("[!]"), 1, []string{"a.label.value = ok"}},
		{"9", "", `sketchybar --add item a left; sketchybar --set a nosuch=1 label=ok`, "", complaint("[!] Item (a)"), 1, []string{"a.label.value = ok"}},
		{"10", "", `sketchybar --query bar --set nope x=1`, `\{.*\}\n` + complaint("[!]"), "", 0, nil},
		{"11", "", `sketchybar --add item a left; sketchybar --add item a right --set nope x=1`, complaint("[?]") + complaint("[!]"), "", 0,
			[]string{"a.geometry.position = left"}},
		{"12", "", `sketchybar --add item b left; sketchybar --set b label=--z`, "", "", 0, []string{"b.label.value = --z"}},
		// 10.2
		{"14", "", `sketchybar --query bar`, `\{.*\}\n`, "", 0, []string{
			"bar.position = top", "bar.height = 25", "bar.color = 0x44000000", "bar.border_color = 0xffff0000",
			"bar.padding_left = 20", "bar.padding_right = 20", "bar.margin = 0", "bar.topmost = off",
			"bar.sticky = on", "bar.hidden = off", "bar.drawing = off", "bar.items = []"}},
		{"15", "", `sketchybar --bar height=40 color=0x40000000 position=bottom`, "", "", 0,
			[]string{"bar.height = 40", "bar.color = 0x40000000", "bar.position = bottom", "bar.drawing = on"}},
		{"16", "", `sketchybar --bar color=0xff112233 color.alpha=0.5`, "", "", 0, []string{"bar.color = 0x7f112233"}},
		{"17", "", `sketchybar --bar color=0x00000000`, "", "", 0, []string{"bar.color = 0x0"}},
		{"18 clip", "", `sketchybar --bar clip=0.5`, "", complaint("[!] Bar"), 1, nil},
		{"18 unknown", "", `sketchybar --bar nosuch=1`, "", complaint("[!] Background"), 1, nil},
		{"19", "", `sketchybar --bar topmost=window`, "", "", 0, []string{"bar.topmost = on"}},
		{"20 once", "", `sketchybar --bar hidden=toggle`, "", "", 0, []string{"bar.hidden = on"}},
		{"20 twice", "", `sketchybar --bar hidden=toggle; sketchybar --bar hidden=toggle`, "", "", 0, []string{"bar.hidden = off"}},
		{"21", "a", `sketchybar --add item p popup.a --set a popup.drawing=on; sketchybar --bar hidden=on`, "", "", 0,
			[]string{"a.popup.drawing = off", "bar.hidden = on"}},
		// 10.3
		{"22", "", `sketchybar --add item clock right`, "", "", 0, []string{`bar.items = ["clock"]`, "clock.type = item",
			"clock.geometry.position = right", "clock.geometry.width = -1", "clock.label.font = Hack Nerd Font:Bold:14.00",
			"clock.label.color = 0xffffffff", "clock.scripting.script = (null)", "clock.scripting.updates = on",
			"clock.scripting.update_freq = 0", "clock.popup = absent"}},
		{"23", "", `sketchybar --add item x middle`, "", complaint("[!] Add x"), 1, []string{"bar.items = []"}},
		{"24", "", `sketchybar --add item x centre`, "", "", 0, []string{"x.geometry.position = center"}},
		{"25", "", `sketchybar --add widget x left`, complaint("[?]"), "", 0, []string{"x.type = item"}},
		{"26 toggle", "clock", `sketchybar --set clock drawing=toggle`, "", "", 0, []string{"clock.geometry.drawing = off"}},
		{"26 again", "clock", `sketchybar --set clock drawing=toggle; sketchybar --set clock drawing=toggle`, "", "", 0, []string{"clock.geometry.drawing = on"}},
		{"26 not off", "clock", `sketchybar --set clock drawing='!off'`, "", "", 0, []string{"clock.geometry.drawing = on"}},
		{"26 garbage", "clock", `sketchybar --set clock drawing=banana`, "", "", 0, []string{"clock.geometry.drawing = off"}},
		{"27 font", "clock", `sketchybar --set clock label.font="SF Pro:Semibold:13.5"`, "", "", 0, []string{"clock.label.font = SF Pro:Semibold:13.50"}},
		{"27 size", "clock", `sketchybar --set clock label.font="SF Pro:Semibold:13.5"; sketchybar --set clock label.font.size=12`, "", "", 0,
			[]string{"clock.label.font = SF Pro:Semibold:12.00"}},
		{"27 family", "clock", `sketchybar --set clock label.font=Menlo`, "", "", 0, []string{"clock.label.font = Menlo::10.00"}},
		{"28", "clock", `sketchybar --set clock padding_left=5`, "", "", 0,
			[]string{"clock.geometry.padding_left = 5", "clock.geometry.background.padding_left = 5"}},
		{"29", "clock", `sketchybar --set clock background.color=0x80ffffff background.height=24 background.corner_radius=6`, "", "", 0,
			[]string{"clock.geometry.background.drawing = on", "clock.geometry.background.height = 24", "clock.geometry.background.corner_radius = 6"}},
		{"30", "clock", `sketchybar --set clock background.border_color=0xff00ff00`, "", "", 0, []string{"clock.geometry.background.drawing = off"}},
		{"31", "clock", `sketchybar --set clock label.shadow.color=0xff101010`, "", "", 0, []string{"clock.label.shadow.drawing = on"}},
		{"32 fixed", "clock", `sketchybar --set clock width=80`, "", "", 0, []string{"clock.geometry.width = 80"}},
		{"32 dynamic", "clock", `sketchybar --set clock width=80; sketchybar --set clock width=dynamic`, "", "", 0, []string{"clock.geometry.width = -1"}},
		{"33", "clock", `sketchybar --set clock space=1,3 display=2`, "", "", 0,
			[]string{"clock.geometry.associated_space_mask = 10", "clock.geometry.associated_display_mask = 4"}},
		{"34", "clock", `sketchybar --set clock icon.width=0x10 icon.padding_left=010 y_offset=12.7`, "", "", 0,
			[]string{"clock.icon.width = 16", "clock.icon.padding_left = 8", "clock.geometry.y_offset = 12"}},
		{"36", "a b c d", `sketchybar --reorder c a`, "", "", 0, []string{`bar.items = ["c","b","a","d"]`}},
		{"37 before", "a b c", `sketchybar --move c before a`, "", "", 0, []string{`bar.items = ["c","a","b"]`}},
		{"37 after", "a b c", `sketchybar --move a after c`, "", "", 0, []string{`bar.items = ["b","c","a"]`}},
		{"38", "a b", `sketchybar --rename a z && sketchybar --rename z b`, "", complaint("[!] Rename"), 1, []string{"z.name = z", `bar.items = ["z","b"]`}},
		{"39", "a", `sketchybar --set a label=1 --subscribe a system_woke; sketchybar --clone n a before`, "", "", 0,
			[]string{`bar.items = ["n","a"]`, "n.label.value = 1", "n.scripting.update_mask = 8"}},
		{"40", "", `sketchybar --clone n nope`, "", complaint("[!] Clone"), 1, nil},
		{"41 set", "space.1 space.2 x", `sketchybar --set '/space\..*/' label=S`, "", "", 0,
			[]string{"'space.1'.label.value = S", "'space.2'.label.value = S", "x.label.value = "}},
		{"41 remove", "space.1 space.2 x", `sketchybar --remove '/space\..*/'`, "", "", 0, []string{`bar.items = ["x"]`}},
		{"42 nothing", "", `sketchybar --set '/zzz/' label=1`, complaint("[?] Regex"), "", 0, nil},
		{"42 bad", "", `sketchybar --set '/[/' label=1`, "", complaint("[!] Regex"), 1, nil},
		{"43", "", `sketchybar --add item o left --default label.color=0xff00ff00 --add item n left`, "", "", 0,
			[]string{"o.label.color = 0xffffffff", "n.label.color = 0xff00ff00", "defaults.name = defaults"}},
		{"44", "", `sketchybar --query nope`, "", complaint("[!]"), 1, nil},
		// 10.4
		{"45", "", `sketchybar --add space s left --set s space=2`, "", "", 0, []string{"s.type = space", "s.geometry.associated_space_mask = 4",
			"s.scripting.update_mask = 2", "s.scripting.script = sketchybar -m --set $NAME icon.highlight=$SELECTED"}},
		{"46", "a b c", `sketchybar --add bracket br a b; sketchybar --add bracket o br c`, "", "", 0,
			[]string{`br.bracket = ["a","b"]`, `o.bracket = ["a","b","c"]`}},
		{"47 nothing", "a", `sketchybar --add bracket br nope a`, complaint("[?]"), "", 0, []string{`bar.items = ["a"]`}},
		{"47 something", "a", `sketchybar --add bracket b2 a nope`, complaint("[?]"), "", 0, []string{`b2.bracket = ["a"]`}},
		{"48", "clock", `sketchybar --add item p popup.clock`, "", "", 0, []string{`clock.popup.items = ["p"]`, "clock.popup.drawing = off",
			"clock.popup.height = -1", "p.geometry.position = popup"}},
		{"49", "clock weather.temp", `sketchybar --add item p popup.clock; sketchybar --set p position=popup.weather.temp`, "", "", 0,
			[]string{`'weather.temp'.popup.items = ["p"]`, "clock.popup = absent"}},
		{"50", "", `sketchybar --add item p2 popup.nope`, "", complaint("[!]"), 1, []string{"bar.items = []"}},
		{"51", "clock", `sketchybar --add item p popup.clock; sketchybar --set clock popup.drawing=toggle popup.align=center popup.height=30`, "", "", 0,
			[]string{"clock.popup.drawing = on", "clock.popup.align = center", "clock.popup.height = 30"}},
		{"52", "clock", `sketchybar --add item p popup.clock; sketchybar --remove clock`, "", "", 0, []string{"bar.items = []"}},
		{"53", "", `sketchybar --add graph g right 5 --push g 0.1 0.2`, "", "", 0, []string{
			`g.graph.data = ["0.100000","0.200000","0.000000","0.000000","0.000000"]`, "g.graph.line_width = 0.500000"}},
		{"53 around", "", `sketchybar --add graph g right 5 --push g 0.1 0.2; sketchybar --push g .3 .4 .5 .6`, "", "", 0, []string{"g.graph.data.0 = 0.600000"}},
		{"54", "clock", `sketchybar --push clock 0.5`, "", complaint("[!] Push"), 1, nil},
		{"55", "", `sketchybar --add slider v right 120 --set v slider.percentage=150 slider.knob=O`, "", "", 0, []string{
			"v.slider.percentage = 100", "v.slider.width = 120", "v.slider.highlight_color = 0xff0000ff", "v.slider.knob.value = O"}},
		{"56", "clock", `sketchybar --set clock slider.width=5`, "", complaint("[!]"), 1, nil},
		// 10.5, what needs no script
		{"57", "", `sketchybar --add event foo --add item a left --subscribe a foo volume_change`, "", "", 0, []string{
			"a.scripting.update_mask = 266240", "events.foo.bit = 262144", "events.foo.notification = (null)"}},
		{"58", "a", `sketchybar --add event foo; sketchybar --subscribe a nosuch foo`, complaint("[?] Event"), "", 0, []string{"a.scripting.update_mask = 262144"}},
		{"60", "", `sketchybar --trigger nosuch`, "", "", 0, nil},
	})
}

// Nobody who speaks to a bar that is not there hears of it.
func TestVectorWithoutABar(t *testing.T) {
	a := newAccount(t, ":4713")
	a.quiet("sketchybar --set x label=1") // 2
}

// Rows 13 and 35.
func TestVectorsOfNames(t *testing.T) {
	_, display := newScreen(t, "1000x600")
	a := newAccount(t, display)
	box := a.mailbox("box")
	a.write(".config/bottom_bar/sketchybarrc", `bottom_bar --bar position=bottom --add item a left --set a script='`+box.report()+`' --update`)
	a.bar("sketchybar")
	bottom := a.bar("bottom_bar")
	if vars := box.variables(); vars["BAR_NAME"] != "bottom_bar" || vars["CONFIG_DIR"] != filepath.Join(a.home, ".config/bottom_bar") {
		t.Errorf("its scripts are told %q and %q", vars["BAR_NAME"], vars["CONFIG_DIR"])
	}
	a.expect("bar.position = top", "bar.items = []", "bottom_bar/bar.position = bottom", `bottom_bar/bar.items = ["a"]`)
	a.quiet(`sketchybar --add item clock right --set clock script='~/x.sh'`)
	a.expect("clock.scripting.script = " + a.home + "/x.sh")
	if r := a.sh("bottom_bar --set nosuch label=x"); r.code != 1 {
		t.Errorf("a wrong message is answered %+v", r)
	}
	a.quiet("bottom_bar --exit")
	if err := <-bottom.ended; err != nil {
		t.Errorf("a bar that is to end ends with %v", err)
	}
	if line := regexp.MustCompile(`(?m)^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] \[!\].*nosuch`); !line.Match(bottom.out.Bytes()) || bottom.log.Len() > 0 {
		t.Errorf("the bar prints %q, and %q on standard error", bottom.out, bottom.log)
	}
	if r := a.sh("bottom_bar --query bar"); r != (reply{}) {
		t.Errorf("a bar that has ended answers %+v", r)
	}
	a.expect("bar.position = top")
}

// What follows --reload in its message finds the bar empty, and stays.
func TestReload(t *testing.T) {
	_, display := newScreen(t, "1000x600")
	a := newAccount(t, display)
	box := a.mailbox("box")
	a.write(".config/sketchybar/sketchybarrc", `sketchybar --add item own right; echo done > `+box.path)
	a.bar("sketchybar")
	box.want("done")
	a.quiet("sketchybar --add item old left --add event foo")
	a.quiet("sketchybar --reload --bar height=33 --add item new left --set new label=x --add event foo")
	box.want("done")
	a.expect(`bar.items = ["new","own"]`, "bar.height = 33", "new.label.value = x", "events.foo.bit = 262144")
	a.quiet("sketchybar --reload")
	box.want("done")
	a.expect(`bar.items = ["own"]`, "bar.height = 25")
}

// With --hotload the folder of the configuration is watched, also of one that
// --reload named.
func TestHotloadFollowsReload(t *testing.T) {
	_, display := newScreen(t, "1000x600")
	a := newAccount(t, display)
	box := a.mailbox("box")
	a.write(".config/sketchybar/sketchybarrc", `echo one > `+box.path)
	other := a.write("other/rc", `echo two > `+box.path)
	a.bar("sketchybar")
	box.want("one")
	a.quiet("sketchybar --hotload on")
	a.write(".config/sketchybar/a.sh", "true")
	box.want("one")
	a.quiet("sketchybar --reload " + other)
	box.want("two")
	a.write("other/a.sh", "true")
	box.want("two")
	a.quiet("sketchybar --hotload off", "sketchybar --hotload on")
	a.write("other/a.sh", "false")
	box.want("two")
}

// Rows 59 and 61 to 65.
func TestVectorsOfScripts(t *testing.T) {
	_, display := newScreen(t, "1000x600")
	rows := map[string]func(a *account, box *mailbox){
		"59": func(a *account, box *mailbox) {
			a.quiet(`sketchybar --add event foo --subscribe a foo --set a script='`+box.report()+`'`, `sketchybar --trigger foo VAR=Test EMPTY= NAME=zz`)
			vars := box.variables()
			for name, want := range map[string]string{
				"VAR": "Test", "SENDER": "foo", "NAME": "a", "BAR_NAME": "sketchybar", "CONFIG_DIR": filepath.Join(a.home, ".config/sketchybar"),
				"TMPDIR": "/tmp/",
			} {
				if vars[name] != want {
					a.Errorf("%s is %q, want %q", name, vars[name], want)
				}
			}
			if empty, ok := vars["EMPTY"]; ok {
				a.Errorf("EMPTY is %q", empty)
			}
		},
		"61": func(a *account, box *mailbox) {
			a.quiet(`sketchybar --set a script='`+box.report()+`'`, `sketchybar --update`)
			vars := box.variables()
			if info, ok := vars["INFO"]; vars["SENDER"] != "forced" || ok {
				a.Errorf("SENDER is %q, INFO is %q", vars["SENDER"], info)
			}
			// Another run would come before this one's.
			a.quiet(`sketchybar --set a script='echo next > ` + box.path + `' --update`)
			box.want("next")
		},
		"62": func(a *account, box *mailbox) {
			added := time.Now()
			a.quiet(`sketchybar --add item n left --set n update_freq=2 script='echo $SENDER > ` + box.path + `'`)
			box.want("routine")
			first := time.Now()
			if took := first.Sub(added); took < 900*time.Millisecond {
				a.Errorf("the first run came after %v", took)
			}
			box.want("routine")
			// The first one may have come late, but not the whole clock.
			if took := time.Since(added); took < 2900*time.Millisecond {
				a.Errorf("the second run came after %v", took)
			}
		},
		"63": func(a *account, box *mailbox) {
			a.quiet(`sketchybar --add event foo --subscribe a foo --set a updates=off script='echo $SENDER > `+box.path+`'`,
				`sketchybar --trigger foo`, `sketchybar --update`)
			box.want("forced")
			a.quiet(`sketchybar --update`)
			box.want("forced")
		},
		"64": func(a *account, box *mailbox) {
			a.quiet(`sketchybar --add event foo --subscribe a foo --set a label=x updates=when_shown drawing=off script='echo $N > `+box.path+`'`,
				`sketchybar --trigger foo N=1`, `sketchybar --set a drawing=on`, `sketchybar --trigger foo N=2`)
			box.want("2")
			a.quiet(`sketchybar --trigger foo N=3`)
			box.want("3")
		},
		"65": func(a *account, box *mailbox) {
			gate := a.mailbox("gate")
			a.quiet(`sketchybar --add event foo --subscribe a foo --set a script='echo begins > `+box.path+`; read -r < `+gate.path+`; echo ends > `+box.path+`'`,
				`sketchybar --trigger foo; sketchybar --trigger foo`)
			box.want("begins", "begins") // side by side, and no client waits for them
			if _, err := gate.file.WriteString("on\non\n"); err != nil {
				a.Fatal(err)
			}
			box.want("ends", "ends")
		},
	}
	t.Run("vectors", func(t *testing.T) {
		for number, row := range rows {
			t.Run(number, func(t *testing.T) {
				t.Parallel()
				a := newAccount(t, display)
				box := a.mailbox("box")
				a.bar("sketchybar")
				a.quiet("sketchybar --add item a left")
				row(a, box)
			})
		}
	})
}

// Rows 67 to 80.
func TestVectorsOfLayout(t *testing.T) {
	_, display := newScreen(t, "1000x600")
	const (
		blank = "icon.drawing=off label.drawing=off "
		box   = "icon.width=20 label.width=40 padding_left=3 padding_right=4 "
		label = "icon.drawing=off label.width=40 "
		left  = "--add item c left --set c " + box + "--add item d left --set d " + box
		five  = label + "padding_left=5 padding_right=5 "
		side  = "--add item a %[1]s --set a " + blank + "width=50 padding_left=5 padding_right=7 --add item b %[1]s --set b " + blank + "width=30 "
		popup = "--add item c left --set c " + box + "--add item p1 popup.c --set p1 " + label + "--add item p2 popup.c --set p2 " + label +
			"--set c popup.drawing=on popup.height=30 popup.background.border_width=2 "
		notch = "--add item q1 q --set q1 " + five + "--add item q2 q --set q2 " + five + "--add item e1 e --set e1 " + five
	)
	rows := []struct {
		number, line string
		boxes        []string
	}{
		{"67", left, []string{"c 13,0 60x40", "d 80,0 60x40"}},
		{"68", "--add item c right --set c " + box + "--add item d right --set d " + box, []string{"c 926,0 60x40", "d 859,0 60x40"}},
		{"69", fmt.Sprintf(side, "left"), []string{"a 15,0 50x40", "b 60,0 30x40"}},
		{"70", fmt.Sprintf(side, "right"), []string{"a 933,0 50x40", "b 910,0 30x40"}},
		{"71", "--add item a center --set a " + five + "--add item b center --set b " + five, []string{"a 455,0 40x40", "b 505,0 40x40"}},
		{"72", notch, []string{"q1 455,0 40x40", "q2 405,0 40x40", "e1 505,0 40x40"}},
		{"73", "--add item a left --set a " + label + "width=0 --add item b left --set b " + blank + "width=30", []string{"a 10,0 40x40", "b 10,0 30x40"}},
		{"74", left + "--set d padding_left=-5", []string{"d 72,0 60x40"}},
		{"75", left + "--add bracket br c d --set br background.height=30 background.color=0xff000000", []string{"br 10,0 134x40"}},
		{"76", left + "--set c background.shadow.drawing=on background.shadow.angle=0 background.shadow.distance=5", []string{"c 13,0 65x40", "d 80,0 60x40"}},
		{"77", "--bar margin=10 padding_left=20 padding_right=20 --add item a left --set a " + label + "--add item z right --set z " + label,
			[]string{"a 30,0 40x40", "z 930,0 40x40"}},
		{"78 left", popup, []string{"p1 10,42 40x30", "p2 10,72 40x30"}},
		{"78 center", popup + "popup.align=center", []string{"p1 22,42 40x30", "p2 22,72 40x30"}},
		{"78 right", popup + "popup.align=right", []string{"p1 31,42 40x30", "p2 31,72 40x30"}},
		{"78 lower", popup + "popup.y_offset=5", []string{"p1 10,47 40x30", "p2 10,77 40x30"}},
		{"79", left + "--set c drawing=off", []string{"c -9999,-9999 0x0", "d 13,0 60x40"}},
		{"80", "--bar y_offset=6 " + left, []string{"c 13,6 60x40"}},
	}
	t.Run("vectors", func(t *testing.T) {
		for _, row := range rows {
			t.Run(row.number, func(t *testing.T) {
				t.Parallel()
				a := newAccount(t, display)
				a.bar("sketchybar")
				a.quiet("sketchybar --bar height=40 margin=0 padding_left=10 padding_right=10 border_width=0", "sketchybar "+row.line)
				for _, want := range row.boxes {
					name, want, _ := strings.Cut(want, " ")
					if got := a.box(name); got != want {
						t.Errorf("%s is at %s, want %s", name, got, want)
					}
				}
			})
		}
	})
}

// Rows 81 to 85. Every query's time is known, so that the value may be
// compared with what the curve says of the time around it.
func TestVectorsOfAnimation(t *testing.T) {
	_, display := newScreen(t, "1000x600")
	// linear is on the way from one number to another within so many seconds.
	linear := func(from, to, seconds float64) func(at float64) float64 {
		return func(at float64) float64 { return from + (to-from)*min(max(at/seconds, 0), 1) }
	}
	there := linear(0, 10, 0.5)
	back := linear(10, 0, 0.5)
	rows := []struct {
		number, before, line string
		value                func(at float64) float64 // of y_offset
		end                  string
	}{
		{"81", "", "--animate linear 60 --bar y_offset=30", linear(0, 30, 1), "30"},
		{"82", "", "--animate linear 30 --bar y_offset=10 y_offset=0", func(at float64) float64 {
			if at < 0.5 {
				return there(at)
			}
			return back(at - 0.5)
		}, "0"},
		{"83", "--animate linear 600 --bar y_offset=100", "--bar y_offset=5", linear(5, 5, 1), "5"},
		{"84", "--animate linear 60", "--bar y_offset=9", linear(9, 9, 1), "9"},
	}
	t.Run("vectors", func(t *testing.T) {
		for _, row := range rows {
			t.Run(row.number, func(t *testing.T) {
				t.Parallel()
				a := newAccount(t, display)
				a.bar("sketchybar")
				if row.before != "" {
					a.quiet("sketchybar " + row.before)
				}
				sent := time.Now()
				a.quiet("sketchybar " + row.line)
				taken := time.Now() // it began between the two
				samples, got := 0, ""
				for time.Since(taken) < 1100*time.Millisecond {
					asked := time.Now()
					got = a.query("bar.y_offset")
					answered := time.Now()
					value, err := strconv.ParseFloat(got, 64)
					least, most := between(row.value, asked.Sub(taken).Seconds(), answered.Sub(sent).Seconds())
					if err != nil || value < least-2 || value > most+2 {
						t.Errorf("after %v it is %q, want %.1f to %.1f", asked.Sub(taken), got, least, most)
					}
					samples++
				}
				if samples < 2 {
					t.Errorf("only %d queries were answered in a second", samples)
				}
				a.expect("bar.y_offset = " + row.end)
			})
		}
		t.Run("85", func(t *testing.T) {
			t.Parallel()
			a := newAccount(t, display)
			a.bar("sketchybar")
			a.quiet("sketchybar --bar color=0x00000000")
			sent := time.Now()
			a.quiet("sketchybar --animate linear 60 --bar color=0xff80ff00")
			taken := time.Now()
			for time.Since(taken) < 1100*time.Millisecond {
				asked := time.Now()
				got, err := strconv.ParseUint(strings.TrimPrefix(a.query("bar.color"), "0x"), 16, 32)
				answered := time.Now()
				if err != nil {
					t.Fatal(err)
				}
				for shift, to := range map[int]float64{24: 0xff, 16: 0x80, 8: 0xff, 0: 0} {
					least, most := between(linear(0, to, 1), asked.Sub(taken).Seconds(), answered.Sub(sent).Seconds())
					if value := float64(got >> shift & 0xff); value < least-4 || value > most+4 {
						t.Errorf("after %v it is %#x, want byte %d to be %.1f to %.1f", asked.Sub(taken), got, shift/8, least, most)
					}
				}
			}
			a.expect("bar.color = 0xff80ff00")
		})
	})
}

// between is the least and the greatest value of a curve in a stretch of time.
func between(curve func(float64) float64, from, to float64) (least, most float64) {
	least, most = curve(from), curve(from)
	for at := from; at <= to; at += 0.001 {
		least, most = min(least, curve(at)), max(most, curve(at))
	}
	return min(least, curve(to)), max(most, curve(to))
}
