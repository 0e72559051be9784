package engine

import (
	"encoding/json"
	"testing"
	"time"
)

// point is the pointer at a place in a window.
func (r *rig) point(window string, x, y float64) Pointer {
	r.Scene()
	return Pointer{Window: window, At: Point{x, y}, Time: r.now}
}

func TestClick(t *testing.T) { // 66
	r := newRig(t)
	r.quiet(fixture, boxes, "--set c click_script=click script=s updates=off --subscribe c mouse.clicked")
	p := r.point("bar/1", 14, 39)
	p.Button, p.Modifiers = 1, Shift
	r.Press(p)
	r.Release(p)
	runs := r.runs()
	if len(runs) != 2 || runs[0].Script != "click" || runs[1].Script != "s" {
		t.Fatalf("a click runs %v", runs)
	}
	for _, run := range runs {
		if variable(run.Env, "BUTTON") != "right" || variable(run.Env, "MODIFIER") != "shift" || variable(run.Env, "NAME") != "c" {
			t.Errorf("the variables of a click are %q", run.Env)
		}
		var info map[string]any
		if err := json.Unmarshal([]byte(variable(run.Env, "INFO")), &info); err != nil {
			t.Fatal(err)
		}
		if info["button"] != "right" || info["button_code"] != 1.0 || info["modifier"] != "shift" || info["modfier_code"] == nil {
			t.Errorf("INFO is %v", info)
		}
	}
	if variable(runs[1].Env, "SENDER") != mouseClicked || variable(runs[0].Env, "SENDER") != "" {
		t.Errorf("the senders are in %v", runs)
	}
	p.Modifiers = Fn | Ctrl | Cmd
	r.Release(p)
	if got := variable(r.runs()[0].Env, "MODIFIER"); got != "ctrl,cmd,fn" {
		t.Errorf("three keys are %q", got)
	}
	r.Release(r.point("bar/1", 500, 20))
	r.Release(r.point("bar/7", 14, 20))
	if runs := r.runs(); runs != nil {
		t.Errorf("a click beside all items runs %v", runs)
	}
}

func TestClickFindsWhatIsOnTop(t *testing.T) {
	r := newRig(t)
	r.quiet(fixture, "--add item a left --set a width=0 icon.width=50 label.drawing=off click_script=a",
		"--add item b left --set b icon.width=30 label.drawing=off click_script=b --add item c left --set c icon.width=20 label.drawing=off padding_left=40 click_script=c",
		"--add bracket br a c")
	click := func(x float64) string {
		r.Release(r.point("bar/1", x, 3))
		out := ""
		for _, run := range r.runs() {
			out += run.Script
		}
		return out
	}
	for x, want := range map[float64]string{15: "b", 45: "a", 70: "", 85: "c"} {
		if got := click(x); got != want {
			t.Errorf("a click at %v goes to %q, want %q", x, got, want)
		}
	}
	r.quiet("--set br click_script=br")
	if got := click(70); got != "br" {
		t.Errorf("a click on a bracket goes to %q", got)
	}
	if got := click(15); got != "b" {
		t.Errorf("a click on an item over a bracket goes to %q", got)
	}
}

func TestEnteredAndExited(t *testing.T) {
	r := newRig(t)
	all := " mouse.entered mouse.exited mouse.entered.global"
	r.quiet(fixture, boxes, "--set c script=x --set d script=x --subscribe c"+all+" --subscribe d"+all,
		"--add item e left --set e script=x updates=off --subscribe e mouse.exited mouse.exited.global")
	step := func(name string, do func(), want string) {
		t.Helper()
		do()
		if got := r.senders(); got != want {
			t.Errorf("%s runs %q, want %q", name, got, want)
		}
	}
	at := func(x float64) func() { return func() { r.Pointer(r.point("bar/1", x, 5)) } }
	step("the way in", at(20), "c:mouse.entered.global d:mouse.entered.global c:mouse.entered")
	step("moving", at(25), "")
	step("the next item", at(90), "c:mouse.exited d:mouse.entered")
	step("beside the items", at(600), "d:mouse.exited")
	step("leaving, maybe", func() { r.Leave(r.point("bar/1", 600, 0)) }, "")
	step("back again", at(20), "c:mouse.entered")
	step("leaving", func() { r.Leave(r.point("bar/1", 600, 0)) }, "")
	if !r.Animate(r.now) {
		t.Error("nobody waits to see whether the pointer left")
	}
	step("having left", func() { r.wait(leavePause) }, "c:mouse.exited d:mouse.exited e:mouse.exited")
	if r.Animate(r.now) {
		t.Error("somebody still waits for the pointer")
	}
	step("an old leave", func() { r.Leave(r.point("bar/1", 1, 1)); r.wait(time.Second) }, "")
}

func TestPopupBelongsToItsHost(t *testing.T) {
	r := newRig(t)
	r.quiet(fixture, boxes, "--set c script=x popup.drawing=on --subscribe c mouse.exited mouse.exited.global mouse.entered",
		"--add item p popup.c --set p icon.width=50 script=x --subscribe p mouse.entered mouse.exited")
	r.Pointer(r.point("bar/1", 20, 39))
	r.runs()
	r.Pointer(r.point("popup/c", 5, 5))
	r.Leave(r.point("bar/1", 20, 40)) // after it was elsewhere
	r.wait(time.Second)
	if got := r.senders(); got != "p:mouse.entered" {
		t.Errorf("from the host to its popup runs %q", got)
	}
	r.Leave(r.point("popup/c", 5, -1))
	r.Pointer(r.point("bar/1", 20, 39))
	r.wait(time.Second)
	if got := r.senders(); got != "p:mouse.exited" {
		t.Errorf("back to the host runs %q", got)
	}
	r.Pointer(r.point("popup/c", 5, 5))
	r.runs()
	r.Pointer(r.point("bar/1", 400, 39))
	if got := r.senders(); got != "c:mouse.exited p:mouse.exited" {
		t.Errorf("to the bar beside the host runs %q", got)
	}
}

func TestWheel(t *testing.T) {
	r := newRig(t)
	r.quiet(fixture, boxes, "--set c script=x --subscribe c mouse.scrolled --set d script=x --subscribe d mouse.scrolled.global")
	turn := func(x float64, delta int) {
		p := r.point("bar/1", x, 5)
		p.Delta = delta
		r.Wheel(p)
	}
	deltas := func() (out string) {
		for _, run := range r.runs() {
			out += run.Item + variable(run.Env, "SCROLL_DELTA") + "," + variable(run.Env, "DID") + " "
		}
		return out
	}
	turn(20, 2)
	turn(20, 1)
	turn(20, -4)
	if got := deltas(); got != "c2, " {
		t.Errorf("the first turn is told as %q", got)
	}
	if !r.Animate(r.now) {
		t.Error("nobody waits to tell of the wheel")
	}
	r.wait(scrollPause)
	if got := deltas(); got != "c-3, " {
		t.Errorf("later turns are told as %q", got)
	}
	r.wait(scrollPause)
	turn(500, 5)
	if got := deltas(); got != "d5,1 " {
		t.Errorf("beside the items the wheel is told as %q", got)
	}
}

// The pointer is told of in the middles of pixels, two of which are one at
// scale 2.
func TestSliderCountsWholePixels(t *testing.T) {
	r := newRig(t)
	r.quiet(fixture, "--add slider v left 100 --set v icon.drawing=off label.drawing=off slider.background.height=6")
	for x, want := range map[float64]string{10: "0", 35: "25", 60: "50", 109: "99"} {
		for _, part := range []float64{0.5, 0.25, 0.75} {
			p := r.point("bar/1", x+part, 20)
			r.Press(p)
			r.expect("v.slider.percentage = " + want)
			r.Pointer(r.point("bar/1", x+20, 20))
			r.Release(p)
			r.expect("v.slider.percentage = " + want)
		}
	}
	r.Press(r.point("bar/1", 60.5, 20))
	r.Release(r.point("bar/1", 110.5, 20))
	r.expect("v.slider.percentage = 100")
	r.Press(r.point("bar/1", 60.5, 20))
	r.Release(r.point("bar/1", 3.5, 20))
	r.expect("v.slider.percentage = 0")
}

func TestSliderIsDragged(t *testing.T) {
	r := newRig(t)
	r.quiet(fixture, "--add slider v left 100 --set v icon.width=20 label.width=30 script=x click_script=y --subscribe v mouse.clicked")
	r.Release(r.point("bar/1", 15, 5))
	r.Release(r.point("bar/1", 145, 5))
	if runs := r.runs(); runs != nil {
		t.Errorf("a click beside the track runs %v", runs)
	}
	r.Press(r.point("bar/1", 40, 5))
	r.expect("v.slider.percentage = 10")
	r.quiet("--set v slider.percentage=99 slider.width=7")
	r.Pointer(r.point("bar/1", 80, 500))
	r.expect("v.slider.percentage = 50", "v.slider.width = 100")
	r.Pointer(r.point("bar/1", 800, 0))
	if runs := r.runs(); runs != nil {
		t.Errorf("while dragging runs %v", runs)
	}
	r.Release(r.point("bar/1", 105, 0))
	runs := r.runs()
	if len(runs) != 2 || variable(runs[0].Env, "PERCENTAGE") != "75" || variable(runs[1].Env, "PERCENTAGE") != "75" {
		t.Errorf("the end of dragging runs %v", runs)
	}
	r.quiet("--set v slider.percentage=99")
	r.expect("v.slider.percentage = 99")
	r.quiet("--trigger mouse.clicked")
	if runs := r.runs(); len(runs) != 1 || variable(runs[0].Env, "PERCENTAGE") != "75" {
		t.Errorf("a later run is %v", runs)
	}
	r.Press(r.point("bar/1", 40, 5))
	r.quiet("--remove v")
	r.Release(r.point("bar/1", 40, 5))
}
