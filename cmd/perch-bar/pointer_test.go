package main

import (
	"context"
	"fmt"
	"image"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"perch/internal/xserver"
)

// desktop is a screen under the real agent, whose bar is made by a
// sketchybarrc.
type desktop struct {
	*account
	screen *xserver.Client
	box    *mailbox // what scripts say
	agent  *process
}

// newDesktop starts the agent; it returns when the configuration has been run.
// Configurations find the mailbox in $BOX.
func newDesktop(t testing.TB, toml, sketchybarrc string, monitors ...xserver.Monitor) *desktop {
	t.Helper()
	screen, display := newScreen(t, "1000x600")
	if len(monitors) > 0 {
		if err := screen.SetMonitors(monitors...); err != nil {
			t.Fatal(err)
		}
	}
	d := &desktop{account: newAccount(t, display), screen: screen}
	d.box = d.mailbox("box")
	d.env = append(d.env, "BOX="+d.box.path)
	d.write(".perch.toml", toml)
	if sketchybarrc != "" {
		if !strings.HasPrefix(sketchybarrc, "#!") {
			sketchybarrc += "\necho configured > $BOX\n" // one in another language says so itself
		}
		d.write(".config/sketchybar/sketchybarrc", sketchybarrc)
	}
	d.agent = d.start("perch", "agent")
	if sketchybarrc != "" {
		d.box.want("configured")
	}
	return d
}

// until waits until something holds, asking again at every X event.
func (d *desktop) until(what string, holds func() bool) {
	d.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := d.screen.WaitFor(ctx, holds); err != nil {
		d.Fatalf("waiting until %s: %v", what, err)
	}
}

// place is where an item is on a display, in pixels of the screen.
func (d *desktop) place(item string, display int) image.Rectangle {
	d.Helper()
	d.shown()
	r := d.finish(d.command("sketchybar", "--query", "item", item))
	number := func(path string) int {
		f, err := strconv.ParseFloat(at(d, r.out+r.err, fmt.Sprintf("bounding_rects.display-%d.%s", display, path)), 64)
		if err != nil {
			d.Fatalf("%s has no place on display %d: %+v", item, display, r)
		}
		return int(f)
	}
	corner := image.Pt(number("origin.0"), number("origin.1"))
	return image.Rectangle{corner, corner.Add(image.Pt(number("size.0"), number("size.1")))}
}

// shown waits until the windows of the bar are there: it answers before they are.
func (d *desktop) shown() {
	d.Helper()
	r := d.finish(d.command("sketchybar", "--query", "bar"))
	height := at(d, r.out+r.err, "height")
	d.until("the bar is on the screen", func() bool {
		strips := d.strips(false)
		return len(strips) > 0 && !slices.ContainsFunc(strips, func(w xserver.Window) bool { return fmt.Sprint(w.Frame.Dy()) != height })
	})
}

// middle is the middle of an item on the first display.
func (d *desktop) middle(item string) (x, y int) {
	d.Helper()
	p := d.place(item, 1)
	return (p.Min.X + p.Max.X) / 2, (p.Min.Y + p.Max.Y) / 2
}

// strips are the bar's windows, the lowest first; popups too if asked for.
func (d *desktop) strips(popups bool) []xserver.Window {
	return slices.DeleteFunc(d.screen.Visible(), func(w xserver.Window) bool {
		return w.Class != "Perch-bar" || !popups && slices.Contains(w.Kinds, "_NET_WM_WINDOW_TYPE_POPUP_MENU")
	})
}

// app opens an application's window and waits until it has the focus.
func (d *desktop) app(class string) xproto.Window {
	d.Helper()
	id, err := d.screen.Open(xserver.Spec{Class: class, Title: class, Colour: 0x336699})
	if err != nil {
		d.Fatal(err)
	}
	d.until(class+" has the focus", func() bool { return d.screen.ActiveWindow() == id })
	return id
}

// The keys of modifiers, as X keycodes.
const keyShift, keyControl, keyAlt = 50, 37, 64

// holding does something while keys are held.
func (d *desktop) holding(keys []byte, do func()) {
	fake := func(kind, key byte) {
		xtest.FakeInput(d.screen.Conn(), kind, key, xproto.TimeCurrentTime, d.screen.Root(), 0, 0, 0)
	}
	for _, key := range keys {
		fake(xproto.KeyPress, key)
	}
	do()
	for _, key := range keys {
		fake(xproto.KeyRelease, key)
	}
	d.screen.Sync()
}

// pointed is a bar with items that tell what the pointer does.
const pointed = `
tell='echo "$NAME $SENDER" > $BOX'
sketchybar --bar height=40 padding_left=10 padding_right=10 topmost=window \
  --default icon.drawing=off label.width=40 \
  --add item a left --set a label=A script="$tell" --subscribe a mouse.entered mouse.exited \
  --add item b left --set b label=B --subscribe b mouse.exited \
  --add item g right --set g label=G script="$tell" --subscribe g mouse.entered.global mouse.exited.global
`

func TestPointerEntersAndLeaves(t *testing.T) {
	d := newDesktop(t, "config-version = 2\n", pointed)
	d.screen.MovePointer(500, 300)
	d.screen.MovePointer(d.middle("a"))
	d.box.want("a mouse.entered", "g mouse.entered.global")
	d.screen.MovePointer(15, 5) // still in it
	d.screen.MovePointer(d.middle("b"))
	d.box.want("a mouse.exited")
	d.screen.MovePointer(d.middle("a"))
	d.box.want("a mouse.entered")
	d.screen.MovePointer(500, 300)
	d.box.want("a mouse.exited", "g mouse.exited.global")
	// Nothing else happened: this is the next that is said.
	d.screen.MovePointer(500, 20)
	d.box.want("g mouse.entered.global")
	d.screen.MovePointer(500, 300)
	d.box.want("a mouse.exited", "g mouse.exited.global")
}

// Row 66 of the contract, and what else scripts are told of clicks.
func TestClicksWithModifiers(t *testing.T) {
	d := newDesktop(t, "config-version = 2\n", pointed)
	app := d.app("App")
	d.quiet(`sketchybar --add item c left --set c label=C click_script='` + d.box.report() + `'`)
	x, y := d.middle("c")
	for _, click := range []struct {
		button           int
		keys             []byte
		name, held, code string
	}{
		{3, []byte{keyShift}, "right", "shift", "1"},
		{1, nil, "left", "none", "0"},
		{2, []byte{keyControl, keyAlt}, "other", "ctrl,alt", "2"},
	} {
		d.holding(click.keys, func() { d.screen.Click(x, y, click.button) })
		vars := d.box.variables()
		if vars["BUTTON"] != click.name || vars["MODIFIER"] != click.held || vars["NAME"] != "c" {
			t.Errorf("button %d: BUTTON is %q, MODIFIER %q, NAME %q", click.button, vars["BUTTON"], vars["MODIFIER"], vars["NAME"])
		}
		info := vars["INFO"]
		if at(t, info, "button") != click.name || at(t, info, "modifier") != click.held || at(t, info, "button_code") != click.code {
			t.Errorf("button %d: INFO is %s", click.button, info)
		}
		if code := at(t, info, "modfier_code"); (code == "0") != (click.held == "none") || code == "absent" {
			t.Errorf("button %d: modfier_code is %s", click.button, code)
		}
	}
	if d.screen.ActiveWindow() != app || d.screen.InputFocus() != app {
		t.Error("a click on the bar took the focus away")
	}
}

// Turns of the wheel that follow each other closely are told as one.
func TestWheel(t *testing.T) {
	d := newDesktop(t, "config-version = 2\n", pointed)
	d.quiet(`sketchybar --add item w left --set w label=W script='echo "$SENDER $SCROLL_DELTA $MODIFIER $DID" > `+d.box.path+`' --subscribe w mouse.scrolled`,
		`sketchybar --add item o left --set o drawing=off script='echo "$SENDER $SCROLL_DELTA $DID" > `+d.box.path+`' --subscribe o mouse.scrolled.global`)
	turn := func(x, y, button, times int) (sum, told int) {
		t.Helper()
		for range times {
			d.screen.Click(x, y, button)
		}
		for sum != times && sum != -times {
			line := d.box.next()
			if !strings.HasPrefix(line, "mouse.scrolled ") {
				continue // the pointer came over the bar
			}
			delta, err := strconv.Atoi(strings.Fields(line)[1])
			if err != nil || told > times {
				t.Fatalf("a script is told %q", line)
			}
			sum += delta
			told++
		}
		return sum, told
	}
	x, y := d.middle("w")
	if sum, told := turn(x, y, 4, 6); sum != 6 || told > 3 {
		t.Errorf("6 turns up are told as %d in %d parts", sum, told)
	}
	if sum, told := turn(x, y, 5, 6); sum != -6 || told > 3 {
		t.Errorf("6 turns down are told as %d in %d parts", sum, told)
	}
	d.screen.Click(600, 20, 4)
	for line := d.box.next(); ; line = d.box.next() {
		if strings.HasPrefix(line, "mouse.scrolled.global") {
			if line != "mouse.scrolled.global 1 1" {
				t.Errorf("a turn over an empty part is told as %q", line)
			}
			break
		}
	}
}

// A slider follows the pointer while it is dragged, and its script is told once
// at the end.
func TestSliderDrags(t *testing.T) {
	d := newDesktop(t, "config-version = 2\n", pointed)
	d.screen.MovePointer(500, 300)
	d.quiet(`sketchybar --add slider v center 100 --set v label.drawing=off slider.background.height=10 slider.knob=O script='echo "$SENDER $PERCENTAGE" > ` + d.box.path + `' --subscribe v mouse.clicked`)
	track := d.place("v", 1)
	at := func(percent int) int { return track.Min.X + percent*track.Dx()/100 }
	near := func(got string, want int) bool {
		n, err := strconv.Atoi(got)
		return err == nil && n >= want-2 && n <= want+2
	}
	d.screen.MovePointer(at(20), 20)
	d.box.want("g mouse.entered.global")
	d.screen.Button(1, true)
	d.screen.MovePointer(at(40), 20)
	d.screen.MovePointer(at(60), 300) // the pointer is the slider's wherever it goes
	d.screen.Sync()
	d.until("the slider follows", func() bool { return near(d.query("v.slider.percentage"), 60) })
	d.quiet("sketchybar --set v slider.percentage=5")
	if got := d.query("v.slider.percentage"); !near(got, 60) {
		t.Errorf("a message moved the slider to %s while it was dragged", got)
	}
	d.screen.MovePointer(at(80), 300)
	d.screen.Button(1, false)
	event, percentage, _ := strings.Cut(d.box.next(), " ")
	for event == "g" || event == "a" { // the pointer left the bar, which may be told first
		event, percentage, _ = strings.Cut(d.box.next(), " ")
	}
	if event != "mouse.clicked" || !near(percentage, 80) {
		t.Errorf("the slider's script is told %s, %s", event, percentage)
	}
	d.quiet("sketchybar --set v slider.percentage=5")
	d.expect("v.slider.percentage = 5")
}

// opening is a bar with a popup that a click opens and closes.
const opening = pointed + `
sketchybar --set b click_script='sketchybar --set b popup.drawing=toggle; echo toggled > $BOX' popup.height=30 popup.background.color=0xff202020 \
  --add item p popup.b --set p label=P label.width=80 click_script='echo "$NAME $BUTTON" > $BOX'
sketchybar --set a script= --set g script=
`

func TestPopupOverWindows(t *testing.T) {
	d := newDesktop(t, "config-version = 2\n", opening)
	app := d.app("App")
	popups := func() []xserver.Window { return d.strips(true)[len(d.strips(false)):] }
	x, y := d.middle("b")
	d.screen.Click(x, y, 1)
	d.box.want("toggled")
	d.until("the popup is open", func() bool { return len(popups()) == 1 })
	popup := popups()[0]
	if want := image.Rect(50, 40, 130, 70); popup.Frame != want {
		t.Errorf("the popup is at %v, want %v", popup.Frame, want)
	}
	order := d.screen.Visible()
	above := func(id xproto.Window) int {
		return slices.IndexFunc(order, func(w xserver.Window) bool { return w.ID == id })
	}
	if above(popup.ID) < above(app) {
		t.Error("the popup is below the application's window")
	}
	d.until("the popup is painted", func() bool {
		shot, err := d.screen.Capture(image.Rect(125, 60, 126, 61))
		if err != nil {
			t.Fatal(err)
		}
		return picture{shot}.at(125, 60) == 0x202020
	})
	px, py := d.middle("p")
	d.screen.Click(px, py, 3)
	d.box.want("p right")
	if d.screen.ActiveWindow() != app || d.screen.InputFocus() != app {
		t.Error("a click on the popup took the focus away")
	}
	// A window that opens now does not cover it.
	other := d.app("Other")
	order = d.screen.Visible()
	if above(popup.ID) < above(other) {
		t.Error("a new window covers the popup")
	}
	d.screen.Click(x, y, 1)
	d.box.want("toggled")
	d.until("the popup is closed", func() bool { return len(popups()) == 0 })
}

// With two monitors there are two bars; what is for one of them is on that.
func TestTwoMonitors(t *testing.T) {
	left := xserver.Monitor{Name: "left", Frame: image.Rect(0, 0, 500, 600), Primary: true}
	right := xserver.Monitor{Name: "right", Frame: image.Rect(500, 0, 1000, 600)}
	d := newDesktop(t, "config-version = 2\n", opening+`
sketchybar --add item second left --set second label=2 display=2 --add item active right --set active label=! display=active`, left, right)
	d.until("there are two bars", func() bool { return len(d.strips(false)) == 2 })
	d.expect("displays.0.frame.w = 500.0000", "displays.1.frame.x = 500.0000", "displays.1.arrangement-id = 2")
	nowhere := image.Pt(-9999, -9999)
	if got := d.place("second", 1).Min; got != nowhere {
		t.Errorf("what is for the second display is at %v on the first", got)
	}
	if got := d.place("second", 2).Min; got.X < 500 {
		t.Errorf("what is for the second display is at %v there", got)
	}
	on := func(display int) bool {
		return d.place("active", display).Min != nowhere && d.place("active", 3-display).Min == nowhere
	}
	popup := func() image.Rectangle {
		t.Helper()
		var frame image.Rectangle
		d.until("the popup is open", func() bool {
			popups := d.strips(true)[2:]
			if len(popups) == 1 {
				frame = popups[0].Frame
			}
			return len(popups) == 1
		})
		return frame
	}
	for _, display := range []int{2, 1} {
		d.quiet(fmt.Sprintf("perch focus-monitor %d", display))
		d.until("the monitor has the focus", func() bool { return on(display) })
		d.quiet("sketchybar --set b popup.drawing=on")
		if at := popup(); (at.Min.X >= 500) != (display == 2) {
			t.Errorf("the popup is at %v with the focus on display %d", at, display)
		}
		d.quiet("sketchybar --set b popup.drawing=off")
		d.until("the popup is closed", func() bool { return len(d.strips(true)) == 2 })
	}
	// One goes away.
	if err := d.screen.SetMonitors(); err != nil {
		t.Fatal(err)
	}
	d.until("there is one bar", func() bool {
		bars := d.strips(false)
		return len(bars) == 1 && bars[0].Frame.Dx() == 1000
	})
	d.until("what has the focus is there", func() bool { return d.place("active", 1).Min != nowhere })
}
