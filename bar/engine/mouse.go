package engine

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Pointer is where the mouse is, and what is done with it.
type Pointer struct {
	Window string // the Key of the scene's window that it is over or that has grabbed it
	At     Point  // in that window
	// Button is 0 for the left one, 1 for the right one, 2 for the middle one,
	// 3 and more for others. It counts for Press and Release.
	Button int
	// Delta is how far the wheel was turned, up positive. It counts for Wheel.
	Delta     int
	Modifiers Modifiers
	Time      time.Time
}

// Modifiers are keys held down.
type Modifiers uint8

// The modifiers, Cmd being Super.
const (
	Shift Modifiers = 1 << iota
	Ctrl
	Alt
	Cmd
	Fn
)

// modifiers are the names that scripts get, in this order, and the bits of the
// code beside them, which are macOS's.
var modifiers = []struct {
	key  Modifiers
	name string
	code int
}{{Shift, "shift", 1 << 17}, {Ctrl, "ctrl", 1 << 18}, {Alt, "alt", 1 << 19}, {Cmd, "cmd", 1 << 20}, {Fn, "fn", 1 << 23}}

// describe is the keys held as a list and as a code.
func (m Modifiers) describe() (names string, code int) {
	var held []string
	for _, k := range modifiers {
		if m&k.key != 0 {
			held = append(held, k.name)
			code |= k.code
		}
	}
	if held == nil {
		return "none", 0
	}
	return strings.Join(held, ","), code
}

const (
	// scrollPause is within which turns of the wheel are told as one.
	scrollPause = 150 * time.Millisecond
	// leavePause is how long the pointer may take from one window of the bar to
	// another without having left.
	leavePause = 25 * time.Millisecond
)

// mouse is what the engine knows of the pointer.
type mouse struct {
	window string // that it is over, "" outside
	item   *item  // that it is over
	// host is an item that was left for its own popup and not told so.
	host *item
	drag *item     // the slider being dragged
	left time.Time // when the pointer left all windows, zero if it did not

	scrolled time.Time // when the wheel was told of last
	turned   Pointer   // what was not told since; its Delta is the sum
}

// forget is for an item that is gone.
func (m *mouse) forget(i *item) {
	for _, at := range []**item{&m.item, &m.host, &m.drag} {
		if *at == i {
			*at = nil
		}
	}
}

// under is the window with a key and what is under a place in it: the topmost
// item, or a bracket where there is none.
func (e *Engine) under(key string, at Point) (*Window, *item) {
	e.arrange()
	for n := range e.scene.Windows {
		w := &e.scene.Windows[n]
		if w.Key != key {
			continue
		}
		for k := len(w.Layers) - 1; k >= 0; k-- {
			if l := w.Layers[k]; l.Item != "" && l.Hit.contains(at) {
				return w, e.named[l.Item]
			}
		}
		return w, nil
	}
	return nil, nil
}

func (r Rect) contains(p Point) bool {
	return p.X >= r.X && p.X < r.X+r.W && p.Y >= r.Y && p.Y < r.Y+r.H
}

// clickable says whether anything happens to the item when the pointer does
// something over it.
func (i *item) clickable() bool {
	const heard = 1<<4 | 1<<5 | 1<<6 | 1<<7 // entered, exited, clicked, scrolled
	return i.clickScript != "" || i.mask&heard != 0
}

// tell delivers a mouse event to one item, whether or not it is shown or gets
// other events.
func (e *Engine) tell(i *item, event string, env []string) {
	if i != nil && i.mask&eventBit(event) != 0 {
		e.run(i, event, env)
	}
}

// Pointer tells that the mouse moved to or in a window.
func (e *Engine) Pointer(p Pointer) {
	e.look(p.Time)
	m := &e.mouse
	if m.drag != nil {
		e.slide(p)
		return
	}
	w, over := e.under(p.Window, p.At)
	if w == nil {
		return
	}
	if m.window == "" {
		e.deliver(mouseEnteredGlobal, nil)
	}
	m.window, m.left = w.Key, time.Time{}
	if host := m.host; host != nil && !w.Popup {
		m.host = nil
		if over == host { // it never knew that it was left
			e.tell(m.item, mouseExited, nil)
			m.item = host
			return
		}
		e.tell(host, mouseExited, nil)
	}
	if over == m.item {
		return
	}
	if left := m.item; left != nil {
		if left.mask&eventBit(mouseExitedGlobal) != 0 && w.Key == "popup/"+left.name {
			m.host = left
		} else {
			e.tell(left, mouseExited, nil)
		}
	}
	m.item = over
	e.tell(over, mouseEntered, nil)
}

// Leave tells that the pointer left the window p.Window. If Pointer tells of
// another window soon after, or before, it went there; otherwise it has left
// the bar, which Animate finds out.
func (e *Engine) Leave(p Pointer) {
	if e.mouse.window == p.Window && e.mouse.drag == nil {
		e.mouse.left = p.Time
	}
}

// settle tells what the pointer did a moment ago and that is certain by now;
// it says whether more is to come.
func (e *Engine) settle(now time.Time) (pending bool) {
	m := &e.mouse
	if m.turned.Delta != 0 && now.Sub(m.scrolled) >= scrollPause {
		e.turn(now)
	}
	if !m.left.IsZero() && now.Sub(m.left) >= leavePause {
		m.left, m.window, m.item, m.host = time.Time{}, "", nil, nil
		// Everyone who waits for the pointer to leave gets to know, so that
		// nothing stays highlighted.
		for _, i := range e.items {
			e.tell(i, mouseExited, nil)
		}
		e.deliver(mouseExitedGlobal, nil)
	}
	return m.turned.Delta != 0 || !m.left.IsZero()
}

// Press tells that a button went down.
func (e *Engine) Press(p Pointer) {
	w, i := e.under(p.Window, p.At)
	if w != nil && w.Display != e.popupDisplay() {
		e.pressed, e.stale = w.Display, true
	}
	if i != nil && e.onTrack(i, p) {
		e.mouse.drag = i
		i.slider.dragged = true
		e.still(&i.slider.percentage)
		e.slide(p)
	}
}

// Release tells that a button went up. While a button is down the pointer
// belongs to the window where it went down, even outside of it.
func (e *Engine) Release(p Pointer) {
	e.look(p.Time)
	env := p.clicked()
	if i := e.mouse.drag; i != nil {
		e.slide(p)
		e.mouse.drag = nil
		i.slider.dragged = false
		e.clickOn(i, env)
		return
	}
	_, i := e.under(p.Window, p.At)
	if i == nil || i.kind == kindSlider && !e.slideTo(i, p) {
		return
	}
	e.clickOn(i, env)
}

func (e *Engine) clickOn(i *item, env []string) {
	e.click(i, env)
	e.tell(i, mouseClicked, env)
}

// onTrack says whether the pointer is over the track of a slider, at any
// height.
func (e *Engine) onTrack(i *item, p Pointer) bool {
	n := e.barOf(p.Window)
	return i.kind == kindSlider && n >= 0 && i.places[n].drawn && i.places[n].track.contains(p.At)
}

// slide moves the slider being dragged to where the pointer is.
func (e *Engine) slide(p Pointer) { e.slideAlong(e.mouse.drag, p) }

// slideTo moves a slider that was clicked on; false if its track was missed.
func (e *Engine) slideTo(i *item, p Pointer) bool {
	if !e.onTrack(i, p) {
		return false
	}
	e.slideAlong(i, p)
	return true
}

func (e *Engine) slideAlong(i *item, p Pointer) {
	n := e.barOf(p.Window)
	if n < 0 || !i.places[n].drawn {
		return
	}
	i.slider.percentage = i.slider.at(p.At.X - i.places[n].track.X)
	i.clicked = strconv.Itoa(i.slider.percentage)
	e.touch(i)
}

// barOf is the number of the bar that a window belongs to, -1 for none.
func (e *Engine) barOf(key string) int {
	for k := range e.scene.Windows {
		if w := &e.scene.Windows[k]; w.Key == key {
			for n := range e.bars {
				if e.bars[n].display.ID == w.Display {
					return n
				}
			}
		}
	}
	return -1
}

// clicked is the variables of a click.
func (p Pointer) clicked() []string {
	button := "other"
	switch p.Button {
	case 0:
		button = "left"
	case 1:
		button = "right"
	}
	names, code := p.Modifiers.describe()
	// The misspelt key is SketchyBar's.
	info := fmt.Sprintf(`{"button": %q, "button_code": %d, "modifier": %q, "modfier_code": %d, "modifier_code": %d}`,
		button, p.Button, names, code, code)
	return []string{"INFO=" + info, "BUTTON=" + button, "MODIFIER=" + names}
}

// Wheel tells that the wheel was turned.
func (e *Engine) Wheel(p Pointer) {
	e.look(p.Time)
	p.Delta += e.mouse.turned.Delta
	e.mouse.turned = p
	if p.Time.Sub(e.mouse.scrolled) >= scrollPause {
		e.turn(p.Time)
	}
}

// turn tells of the wheel: the item under the pointer, or everyone who wants
// to know of it elsewhere on the bar.
func (e *Engine) turn(now time.Time) {
	p := e.mouse.turned
	e.mouse.turned, e.mouse.scrolled = Pointer{}, now
	w, i := e.under(p.Window, p.At)
	if w == nil || p.Delta == 0 {
		return
	}
	names, code := p.Modifiers.describe()
	info := fmt.Sprintf(`{"delta": %d, "modifier": %q, "modfier_code": %d, "modifier_code": %d}`, p.Delta, names, code, code)
	env := []string{"INFO=" + info, "SCROLL_DELTA=" + strconv.Itoa(p.Delta), "MODIFIER=" + names}
	if i != nil {
		e.tell(i, mouseScrolled, env)
	} else {
		e.deliver(mouseScrollGlobal, append(env, "DID="+strconv.Itoa(w.Display)))
	}
}
