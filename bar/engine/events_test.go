package engine

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestEvents(t *testing.T) {
	run(t, []vector{
		{"57", "", []string{"--add event foo --add item a left --subscribe a foo volume_change"}, "", 0,
			[]string{"a.scripting.update_mask = 266240", "events.foo.bit = 262144", "events.foo.notification = (null)"}},
		{"58", "a", []string{"--add event foo", "--subscribe a nosuch foo"}, "[?] Event", 0, []string{"a.scripting.update_mask = 262144"}},
		{"60", "", []string{"--trigger nosuch"}, "", 0, nil},
		{"added twice", "", []string{"--add event foo com.foo", "--add event foo com.bar"}, "", 0, []string{"events.foo.notification = com.foo"}},
		{"bits", "", nil, "", 0, []string{"events.front_app_switched.bit = 1", "events.mouse.clicked = absent",
			"events.space_windows_change.bit = 131072", "events.media_change.bit = 65536", "events.system_will_sleep.bit = 256"}},
	})
}

func TestTooManyEvents(t *testing.T) {
	r := newRig(t)
	for n := range mostEvents - len(builtins) {
		r.quiet("--add event e" + string(rune('A'+n)))
	}
	if reply := r.do("--add event one.more"); !strings.HasPrefix(reply, "[!] Add:") {
		t.Errorf("one event too many is answered %q", reply)
	}
	r.quiet("--add event eA", "--add item a left --subscribe a eA")
}

func TestTrigger(t *testing.T) {
	r := newRig(t)
	r.quiet("--add event foo --add item a left --set a script=x --subscribe a foo", "--trigger foo VAR=Test EMPTY= NAME=zz junk SENDER=me")
	runs := r.runs()
	if len(runs) != 1 {
		t.Fatalf("the trigger runs %v", runs)
	}
	if want := []string{"VAR=Test", "NAME=a", "SENDER=foo"}; !slices.Equal(runs[0].Env, want) { // 59
		t.Errorf("the variables are %q, want %q", runs[0].Env, want)
	}
	if runs[0].Script != "x" || runs[0].Item != "a" {
		t.Errorf("what runs is %+v", runs[0])
	}

	r.quiet("--set a updates=off", "--trigger foo") // 63
	if got := r.senders(); got != "" {
		t.Errorf("with updates=off the trigger runs %s", got)
	}
	r.quiet("--update")
	if got := r.senders(); got != "a:forced" {
		t.Errorf("with updates=off --update runs %s", got)
	}

	r.quiet("--set a updates=when_shown drawing=off", "--trigger foo") // 64
	if got := r.senders(); got != "" {
		t.Errorf("what is not shown runs %s", got)
	}
	r.quiet("--set a drawing=on", "--trigger foo")
	if got := r.senders(); got != "a:foo" {
		t.Errorf("what is shown runs %q", got)
	}
	r.quiet("--bar hidden=on", "--trigger foo")
	if got := r.senders(); got != "" {
		t.Errorf("on a hidden bar runs %s", got)
	}

	r.Happen("foo", []string{"FOCUSED_WORKSPACE=2"}, r.now)
	r.quiet("--bar hidden=off")
	r.Happen("foo", []string{"FOCUSED_WORKSPACE=2"}, r.now)
	r.Happen("unheard.of", nil, r.now)
	if runs := r.runs(); len(runs) != 1 || variable(runs[0].Env, "FOCUSED_WORKSPACE") != "2" {
		t.Errorf("what happens runs %v", runs)
	}
}

func TestForced(t *testing.T) { // 61
	r := newRig(t)
	r.quiet("--add item a left --set a script=x --add item b left", "--update")
	runs := r.runs()
	if len(runs) != 1 || variable(runs[0].Env, "SENDER") != "forced" || variable(runs[0].Env, "INFO") != "" {
		t.Errorf("--update runs %v", runs)
	}
}

// A text scrolls when its item's script runs, for whatever reason, and each 15
// seconds after.
func TestMarqueeAfterARun(t *testing.T) {
	for _, run := range []string{"--trigger foo", "--update"} {
		r := newRig(t)
		r.quiet(fixture, "--add event foo --add item a left --subscribe a foo",
			"--set a script=x label=abcdefgh label.max_chars=4 scroll_texts=on icon.drawing=off label.scroll_duration=60")
		r.wait(1300 * time.Millisecond)
		r.quiet(run)
		if !r.Animate(r.now) {
			t.Errorf("after %s the text does not scroll", run)
		}
		r.wait(10 * time.Second)
		if r.Animate(r.now) {
			t.Fatalf("after %s the text scrolls on and on", run)
		}
		if got := r.NextTick(r.now).Sub(epoch); got != 16*time.Second {
			t.Errorf("after %s the text scrolls again at %v", run, got)
		}
		r.quiet("--set a drawing=off", run)
		if r.Animate(r.now) {
			t.Errorf("after %s a text scrolls that nobody sees", run)
		}
	}
}

// idle lets time pass as the bar does: it wakes for nothing but what NextTick
// says. It returns when the script of "a" ran.
func (r *rig) idle(d time.Duration) (runs []time.Time) {
	for end := r.now.Add(d); ; {
		next := r.NextTick(r.now)
		if next.IsZero() || next.After(end) {
			r.now = end
			return runs
		}
		if next.After(r.now) {
			r.now = next
		}
		before := r.NextTick(r.now)
		r.Tick(r.now)
		if after := r.NextTick(r.now); !after.After(before) {
			r.Fatalf("after the tick at %v comes one at %v", r.now, after)
		}
		for _, run := range r.runs() {
			if run.Item == "a" {
				runs = append(runs, r.now)
			}
		}
	}
}

// The first run comes on the update_freq-th tick after the item was made, however
// long the bar slept before.
func TestRoutineOfALateItem(t *testing.T) {
	for _, freq := range []int{1, 2, 3, 5} {
		for tenths := range 51 {
			for _, also := range []string{"", "update_freq=2", "update_freq=1000"} {
				r := newRig(t)
				period := time.Duration(freq) * time.Second
				name := fmt.Sprintf("update_freq=%d after %d.%d s, with %q", freq, tenths/10, tenths%10, also)
				r.now = r.now.Add(300 * time.Millisecond)
				r.quiet("--add event foo --add item other left --set other script=y " + also)
				r.idle(time.Duration(tenths) * 100 * time.Millisecond)
				r.quiet(fmt.Sprintf("--add item a left --set a script=x update_freq=%d --subscribe a foo", freq))
				added := r.now
				runs := r.idle(4 * period)
				if len(runs) < 4 || runs[0].Sub(added) <= period-time.Second || runs[0].Sub(added) > period {
					t.Fatalf("%s: it was added at %v and runs at %v", name, added, runs)
				}
				for n := range runs[1:] {
					if runs[n+1].Sub(runs[n]) != period {
						t.Fatalf("%s: it runs at %v", name, runs)
					}
				}
				// An event begins the period anew.
				r.idle(time.Duration(tenths*37%(10*freq)) * 100 * time.Millisecond)
				r.Happen("foo", nil, r.now)
				r.runs()
				told := r.now
				runs = r.idle(2 * period)
				if len(runs) != 2 || runs[0].Sub(told) <= period-time.Second || runs[0].Sub(told) > period {
					t.Fatalf("%s: an event was at %v, and it runs at %v", name, told, runs)
				}
			}
		}
	}
}

// An old item that is given a period runs at the next tick.
func TestRoutineOfAnOldItem(t *testing.T) {
	r := newRig(t)
	r.quiet("--add item a left --set a script=x", "--add item b left --set b script=x update_freq=1000")
	r.idle(20500 * time.Millisecond)
	r.quiet("--set a update_freq=5")
	given := r.now
	if runs := r.idle(6 * time.Second); len(runs) != 2 || runs[0].Sub(given) != 500*time.Millisecond || runs[1].Sub(given) != 5500*time.Millisecond {
		t.Errorf("the period was given at %v, and it runs at %v", given, runs)
	}
	// A clock that is set back holds nothing up.
	r.now = r.now.Add(-time.Hour)
	r.quiet("--set a label=x")
	if runs := r.idle(5 * time.Second); len(runs) != 1 {
		t.Errorf("after the clock was set it runs at %v", runs)
	}
}

func TestRoutine(t *testing.T) { // 62
	r := newRig(t)
	r.quiet("--add item a left --set a update_freq=2 script=x")
	var log []string
	for range 6 {
		r.now = r.now.Add(time.Second)
		r.Tick(r.now)
		log = append(log, r.senders())
	}
	if want := []string{"", "a:routine", "", "a:routine", "", "a:routine"}; !slices.Equal(log, want) {
		t.Errorf("the ticks run %q, want %q", log, want)
	}
	if got := r.NextTick(r.now).Sub(r.now); got != 2*time.Second {
		t.Errorf("the next tick is in %v, want 2 s", got)
	}

	// Without ticks the seconds count all the same, though not for new items.
	r.quiet("--set a update_freq=0")
	if !r.NextTick(r.now).IsZero() {
		t.Error("ticks without a routine")
	}
	r.now = r.now.Add(time.Minute)
	r.quiet("--add item b left --set b update_freq=30 script=x --set a update_freq=40")
	r.now = r.now.Add(time.Second)
	r.Tick(r.now)
	if got := r.senders(); got != "a:routine" {
		t.Errorf("after a minute runs %q, want the old item only", got)
	}

	// What is overdue runs as soon as it is shown.
	r.quiet("--set a updates=when_shown drawing=off update_freq=5 --remove b")
	for range 10 {
		r.now = r.now.Add(time.Second)
		r.Tick(r.now)
	}
	if got := r.senders(); got != "" {
		t.Errorf("what is not shown runs %s", got)
	}
	r.quiet("--set a drawing=on")
	r.now = r.now.Add(time.Second)
	r.Tick(r.now)
	if got := r.senders(); got != "a:routine" {
		t.Errorf("what was overdue runs %q", got)
	}
}

// world is facts with two displays and three desktops.
func world() Facts {
	return Facts{
		Spaces: []Space{
			{ID: 1, Display: 1, Current: true, Windows: map[string]int{"kitty": 1, "Firefox": 2}},
			{ID: 2, Display: 1}, {ID: 3, Display: 2, Current: true},
		},
		ActiveDisplay: 1, FrontApp: "kitty", Volume: 40, Brightness: -1, Power: "AC", Wifi: "home",
		Media: Media{State: "playing", Title: `a "b"`, App: "mpd"},
	}
}

var second = Display{ID: 2, Name: "DP-2", Frame: Rect{1000, 0, 800, 600}}

func TestUpdateTellsTheFacts(t *testing.T) {
	r := newRig(t, wide, second)
	r.SetFacts(world())
	r.quiet("--add item a left --set a script=x --subscribe a space_change wifi_change volume_change brightness_change"+
		" power_source_change front_app_switched media_change space_windows_change display_change", "--update")
	var got []string
	for _, run := range r.runs() {
		info := variable(run.Env, "INFO")
		var value any
		if json.Unmarshal([]byte(info), &value) == nil {
			compact, _ := json.Marshal(value)
			info = string(compact)
		}
		got = append(got, variable(run.Env, "SENDER")+" "+info)
	}
	want := []string{
		`space_change {"display-1":1,"display-2":3}`, "wifi_change home", "volume_change 40", "power_source_change AC",
		"front_app_switched kitty", `media_change {"album":"","app":"mpd","artist":"","state":"playing","title":"a \"b\""}`,
		`space_windows_change {"apps":{"Firefox":2,"kitty":1},"space":1}`, `space_windows_change {"apps":{},"space":2}`,
		`space_windows_change {"apps":{},"space":3}`, "forced ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("--update tells\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	// Later only the desktops that changed are told of.
	r.Happen(spaceWindowsChange, nil, r.now)
	if got := r.senders(); got != "" {
		t.Errorf("without a change runs %s", got)
	}
	f := world()
	f.Spaces[1].Windows = map[string]int{"mpv": 1}
	r.SetFacts(f)
	r.Happen(spaceWindowsChange, nil, r.now)
	if runs := r.runs(); len(runs) != 1 || !strings.Contains(variable(runs[0].Env, "INFO"), "mpv") {
		t.Errorf("a change of one desktop runs %v", runs)
	}

	r.quiet("--trigger volume_change INFO=3")
	if runs := r.runs(); len(runs) != 1 || variable(runs[0].Env, "INFO") != "40" {
		t.Errorf("a triggered volume_change runs %v", runs)
	}
	r.quiet("--trigger brightness_change INFO=3")
	if runs := r.runs(); len(runs) != 1 || variable(runs[0].Env, "INFO") != "3" {
		t.Errorf("a triggered brightness_change runs %v", runs)
	}
	r.Happen(systemWoke, nil, r.now)
	if got := r.senders(); got != "a:display_change a:space_change" {
		t.Errorf("waking up runs %q", got)
	}
}

func TestSpaces(t *testing.T) {
	r := newRig(t, wide, second)
	r.SetFacts(world())
	for _, id := range []string{"1", "2", "3", "4"} {
		r.quiet("--add space s" + id + " left --set s" + id + " space=7," + id + " icon=" + id + " label.drawing=off")
	}
	r.quiet("--add item plain left --set plain space=2 script=x --subscribe plain space_change")
	r.quiet("--update")
	spaces := func() (out string) {
		for _, run := range r.runs() {
			if run.Item != "plain" {
				out += run.Item + ":" + variable(run.Env, "SELECTED") + ":" + variable(run.Env, "SID") + ":" +
					variable(run.Env, "DID") + ":" + variable(run.Env, "SENDER") + " "
			} else if variable(run.Env, "SELECTED") != "" {
				t.Error("a variable of a space leaks into another item")
			}
		}
		return out
	}
	forced := " s1:true:1:0:forced s2:false:2:0:forced s3:true:3:0:forced s4:false:4:0:forced "
	if got, want := spaces(), strings.ReplaceAll(forced, "forced", "space_change")[1:]+forced[1:]; got != want {
		t.Errorf("--update runs\n%s\nwant\n%s", got, want)
	}
	r.Happen(spaceChange, nil, r.now)
	if got := spaces(); got != "" {
		t.Errorf("without a change runs %s", got)
	}
	f := world()
	f.Spaces[0].Current, f.Spaces[1].Current = false, true
	r.SetFacts(f)
	r.Happen(spaceChange, nil, r.now)
	if got := spaces(); got != "s1:false:1:0:space_change s2:true:2:0:space_change " {
		t.Errorf("another desktop runs %s", got)
	}
	r.quiet("--trigger space_change")
	if got := spaces(); strings.Count(got, "space_change") != 4 {
		t.Errorf("a triggered space_change runs %s", got)
	}

	// An item is where its desktop is; one without a desktop is nowhere.
	r.Scene()
	r.expect("s1.bounding_rects.display-1.origin.0 = 20.000000", "s1.bounding_rects.display-2.origin.0 = -9999.000000",
		"s3.bounding_rects.display-1.origin.0 = -9999.000000", "s3.bounding_rects.display-2.origin.0 = 1020.000000",
		"s4.bounding_rects.display-1.origin.0 = -9999.000000",
		"plain.bounding_rects.display-2.origin.0 = -9999.000000")
	if strings.HasPrefix(r.at("plain.bounding_rects.display-1.origin.0"), "-9999") {
		t.Error("an item is not shown on the desktop that is seen")
	}
	r.quiet("--set s1 display=2")
	r.Scene()
	r.expect("s1.bounding_rects.display-1.origin.0 = -9999.000000", "s1.bounding_rects.display-2.origin.0 = 1020.000000")
	// Configurations name other window managers' desktops so.
	r.quiet("--add space named right --set named display=1 icon=D --add space lost right --set lost space=9 icon=L")
	r.Scene()
	if strings.HasPrefix(r.at("named.bounding_rects.display-1.origin.0"), "-9999") {
		t.Error("a space without a desktop is not on the display that it is bound to")
	}
	r.expect("lost.bounding_rects.display-1.origin.0 = -9999.000000")
}

func TestActiveDisplay(t *testing.T) {
	r := newRig(t, wide, second)
	r.SetFacts(world())
	r.quiet("--add item a left --set a display=active --add item b left --set b display=2 --add item c left --set c display=2 ignore_association=on")
	shown := func(name string) string {
		r.Scene()
		out := ""
		for _, id := range []string{"1", "2"} {
			if !strings.HasPrefix(r.at(name+".bounding_rects.display-"+id+".origin.0"), "-9999") {
				out += id
			}
		}
		return out
	}
	for name, want := range map[string]string{"a": "1", "b": "2", "c": "12"} {
		if got := shown(name); got != want {
			t.Errorf("%s is on displays %q, want %q", name, got, want)
		}
	}
	f := world()
	f.ActiveDisplay = 2
	r.SetFacts(f)
	if got := shown("a"); got != "2" {
		t.Errorf("display=active is on %q", got)
	}
	r.quiet("--add item p popup.b --add item q popup.a --set b popup.drawing=on --set a popup.drawing=on --set p label=x --set q label=x")
	for name, want := range map[string]string{"p": "2", "q": "2"} {
		if got := shown(name); got != want {
			t.Errorf("%s, in a popup, is on displays %q, want %q", name, got, want)
		}
	}
	f.ActiveDisplay = 1
	r.SetFacts(f)
	for name, want := range map[string]string{"b": "2", "p": "", "q": "1"} {
		if got := shown(name); got != want {
			t.Errorf("with another active display %s is on %q, want %q", name, got, want)
		}
	}
	// Who clicks on another bar than that of the active display wants its popups.
	r.Press(Pointer{Window: "bar/2"})
	r.SetFacts(f)
	for name, want := range map[string]string{"p": "2", "q": ""} {
		if got := shown(name); got != want {
			t.Errorf("after a click on the second bar %s is on %q, want %q", name, got, want)
		}
	}
	f.ActiveDisplay = 2
	r.SetFacts(f)
	f.ActiveDisplay = 1
	r.SetFacts(f)
	if got := shown("p"); got != "" {
		t.Errorf("with the focus on the first display again, p is on %q", got)
	}
	f.ActiveDisplay = 2
	r.SetFacts(f)
	r.quiet("--set /[ab]/ popup.drawing=off")
	r.quiet("--bar display=main")
	if n := len(r.Scene().Windows); n != 1 {
		t.Errorf("display=main has %d bars", n)
	}
	r.quiet("--bar display=2")
	if w := r.Scene().Windows; len(w) != 1 || w[0].Key != "bar/2" {
		t.Errorf("display=2 has %v", w)
	}
	r.quiet("--bar display=all hidden=current")
	if w := r.Scene().Windows; len(w) != 1 || w[0].Key != "bar/1" {
		t.Errorf("hidden=current leaves %v", w)
	}
	r.expect("bar.hidden = on")
	r.quiet("--bar hidden=current")
	r.expect("bar.hidden = off")

	r.quiet("--bar hidden=off --add item d left --set d script=x --subscribe d display_change space_change")
	r.SetDisplays([]Display{wide})
	if got := r.senders(); got != "d:display_change d:space_change" {
		t.Errorf("a display less runs %q", got)
	}
	r.SetDisplays([]Display{wide})
	if got := r.senders(); got != "" {
		t.Errorf("the same displays run %q", got)
	}
}

func TestReload(t *testing.T) {
	r := newRig(t)
	r.quiet("--bar height=40 --default y_offset=3 --add event foo --add item a left --hotload on --load-font ~/f.ttf --exit", "--reload ~/other")
	got := r.Effects()
	if want := []Effect{Hotload{true}, LoadFont{"/h/f.ttf"}, Exit{}, Reload{"/h/other"}}; !slices.Equal(got, want) {
		t.Errorf("the effects are %v, want %v", got, want)
	}
	r.expect("bar.height = 25", "bar.items = []", "defaults.geometry.y_offset = 0", "events.foo = absent")
	r.options.Resolve = func(string) (string, error) { return "", ErrUndecodable }
	if reply := r.do("--reload /nowhere"); !strings.HasPrefix(reply, "[?] Reload:") {
		t.Errorf("a configuration that is not there is answered %q", reply)
	}
}
