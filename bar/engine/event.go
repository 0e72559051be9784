package engine

import (
	"slices"
	"time"

	"perch/internal/spelling"
)

// Names of built-in events that the engine itself speaks of.
const (
	frontAppSwitched   = "front_app_switched"
	spaceChange        = "space_change"
	displayChange      = "display_change"
	systemWoke         = "system_woke"
	mouseEntered       = "mouse.entered"
	mouseExited        = "mouse.exited"
	mouseClicked       = "mouse.clicked"
	mouseScrolled      = "mouse.scrolled"
	mouseEnteredGlobal = "mouse.entered.global"
	mouseExitedGlobal  = "mouse.exited.global"
	mouseScrollGlobal  = "mouse.scrolled.global"
	volumeChange       = "volume_change"
	brightnessChange   = "brightness_change"
	powerSourceChange  = "power_source_change"
	wifiChange         = "wifi_change"
	mediaChange        = "media_change"
	spaceWindowsChange = "space_windows_change"
)

// builtins are the events that need not be added. Their order gives their bits.
var builtins = []string{
	frontAppSwitched, spaceChange, displayChange, systemWoke,
	mouseEntered, mouseExited, mouseClicked, mouseScrolled,
	"system_will_sleep",
	mouseEnteredGlobal, mouseExitedGlobal, mouseScrollGlobal,
	volumeChange, brightnessChange, powerSourceChange, wifiChange,
	mediaChange, spaceWindowsChange,
}

// mostEvents is how many bits a mask has.
const mostEvents = 64

// events is what items can subscribe to; the place of an event is its bit.
type events []struct{ name, notification string }

func newEvents() events {
	var e events
	for _, name := range builtins {
		e.add(name, "")
	}
	return e
}

// add makes an event, unless there is one or there are too many.
func (e *events) add(name, notification string) bool {
	if _, ok := e.bit(name); ok || len(*e) == mostEvents {
		return false
	}
	*e = append(*e, struct{ name, notification string }{name, notification})
	return true
}

// bit is the event's bit in masks, false if there is no such event.
func (e events) bit(name string) (uint64, bool) {
	for n := range e {
		if e[n].name == name {
			return 1 << n, true
		}
	}
	return 0, false
}

func (e events) didYouMean(name string) string {
	known := make([]string, len(e))
	for n := range e {
		known[n] = e[n].name
	}
	return spelling.DidYouMean(name, known)
}

// eventBit is the bit of a built-in event.
func eventBit(name string) uint64 { return 1 << slices.Index(builtins, name) }

// Happen tells of a built-in or a custom event; env holds its variables. For
// built-in events without an INFO of their own it is made from the Facts.
// Unknown events are ignored.
func (e *Engine) Happen(event string, env []string, now time.Time) {
	e.Animate(now)
	e.arrange()
	if event == systemWoke {
		// Nobody knows what changed meanwhile.
		e.emit(displayChange)
		e.emit(spaceChange)
	}
	switch {
	case len(env) == 0:
		e.emit(event)
	case event == spaceChange:
		e.choose(false)
		e.deliver(event, env)
		e.rest()
	default:
		e.deliver(event, env)
	}
}

// deliver runs the scripts of those who subscribed to an event and update.
func (e *Engine) deliver(event string, env []string) {
	bit, ok := e.events.bit(event)
	if !ok {
		return
	}
	for _, i := range e.items {
		if i.mask&bit != 0 && i.listens() {
			e.run(i, event, env)
		}
	}
}

// listens says whether events and routines reach the item.
func (i *item) listens() bool {
	return i.updates == updatesOn || i.updates == updatesShown && i.shown()
}

// trigger is --trigger EVENT [KEY=VALUE…].
func (b *batch) trigger() {
	line := b.line()
	if len(line) == 0 {
		return
	}
	switch event := line[0]; event {
	case spaceChange, displayChange, spaceWindowsChange, volumeChange, mediaChange, wifiChange, powerSourceChange:
		b.e.refresh(event)
	default:
		b.e.deliver(event, given(line[1:]))
	}
}

// update is --update: everything is told how the world is, then every script
// runs once more.
func (b *batch) update() {
	for _, event := range []string{
		spaceChange, wifiChange, volumeChange, brightnessChange, powerSourceChange,
		frontAppSwitched, mediaChange, spaceWindowsChange,
	} {
		b.e.refresh(event)
	}
	for _, i := range b.e.items {
		b.e.run(i, "forced", nil)
	}
}
