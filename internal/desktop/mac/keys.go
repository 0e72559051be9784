package mac

import (
	"slices"
	"sync/atomic"
	"time"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/cg"
	"perch/keybind"
)

// keys is the keyboard: an event tap on a thread of its own, and hot keys for
// when the tap sees nothing.
type keys struct {
	table atomic.Pointer[table]
	tap   *tap
	// swallowed are the keys whose press nobody saw, for the thread only.
	swallowed map[uint16]bool
	hotKeys
}

// table is the bindings by the key's code, those that ask for more first.
type table map[uint16][]keybind.Chord

func newTable(chords []keybind.Chord) *table {
	t := table{}
	for _, c := range chords {
		code := c.Key.MacCode()
		t[code] = append(t[code], c)
	}
	for _, list := range t {
		slices.SortStableFunc(list, func(a, b keybind.Chord) int {
			return boolInt(b.Modifiers.OneSided()) - boolInt(a.Modifiers.OneSided())
		})
	}
	return &t
}

// find is the binding for a key while modifiers are held.
func (t *table) find(code uint16, held keybind.Modifiers) (keybind.Chord, bool) {
	for _, c := range (*t)[code] {
		if c.Modifiers.Match(held) {
			return c, true
		}
	}
	return keybind.Chord{}, false
}

// held are the modifiers of an event. Those without a side come from programs
// that press keys.
func held(f cg.Flags) keybind.Modifiers {
	var m keybind.Modifiers
	for _, k := range []struct {
		any, left, right cg.Flags
		plain, l, r      keybind.Modifiers
	}{
		{cg.Alternate, cg.LeftAlternate, cg.RightAlternate, keybind.Alt, keybind.LeftAlt, keybind.RightAlt},
		{cg.Control, cg.LeftControl, cg.RightControl, keybind.Ctrl, keybind.LeftCtrl, keybind.RightCtrl},
		{cg.Command, cg.LeftCommand, cg.RightCommand, keybind.Cmd, keybind.LeftCmd, keybind.RightCmd},
		{cg.Shift, cg.LeftShift, cg.RightShift, keybind.Shift, keybind.LeftShift, keybind.RightShift},
	} {
		if f&k.any == 0 {
			continue
		}
		switch f & (k.left | k.right) {
		case 0:
			m |= k.plain
		case k.left:
			m |= k.l
		case k.right:
			m |= k.r
		default:
			m |= k.l | k.r
		}
	}
	if f&cg.Fn != 0 {
		m |= keybind.Fn
	}
	return m
}

// startKeys makes the taps. Without the accessibility permission it fails.
func (d *Desktop) startKeys() error {
	d.table.Store(newTable(nil))
	d.swallowed = map[uint16]bool{}
	var err error
	if d.tap, err = newTap(cg.MaskOf(cg.KeyDown, cg.KeyUp), false, d.tapped); err != nil {
		return err
	}
	if d.watch, err = newTap(cg.MaskOf(cg.MouseMoved, cg.LeftMouseDown, cg.LeftMouseUp), true, d.moused); err != nil {
		d.tap.stop()
		return err
	}
	d.tap.start()
	d.watch.start()
	d.startHotKeys()
	return nil
}

func (d *Desktop) stopKeys() {
	d.table.Store(newTable(nil))
	d.tap.stop()
	d.watch.stop()
	d.stopHotKeys()
}

// tapped decides about a key, on the tap's thread: what is bound is swallowed,
// and nothing else. Keys that repeat do so for nobody.
func (d *Desktop) tapped(kind cg.EventType, e cg.Event) (swallow bool) {
	defer d.rescue()
	switch kind {
	case cg.TapDisabledByTimeout, cg.TapDisabledByInput:
		d.tap.disabled()
	case cg.KeyDown:
		code := e.Keycode()
		if e.Repeat() {
			return d.swallowed[code]
		}
		chord, bound := d.table.Load().find(code, held(e.Flags()))
		if !bound {
			delete(d.swallowed, code)
			return false
		}
		d.swallowed[code] = true
		d.events.Push(desktop.KeyPressed{Chord: chord, At: time.Now()})
		return true
	case cg.KeyUp:
		code := e.Keycode()
		swallow = d.swallowed[code]
		delete(d.swallowed, code)
	}
	return swallow
}

// bind puts other bindings in force.
func (d *Desktop) bind(chords []keybind.Chord) {
	d.table.Store(newTable(chords))
	d.onMain(func() { d.registerHotKeys(chords) })
}
