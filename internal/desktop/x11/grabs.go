package x11

import (
	"fmt"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/keybind"
)

// keys is which bindings are grabbed, and where the keyboard has them.
type keys struct {
	keyboard
	keyboardStale bool
	chords        []keybind.Chord
	grabs         map[grab]keybind.Chord
}

// grab is a key as the server grabs it, locks aside.
type grab struct {
	code  xproto.Keycode
	state uint16
}

// regrab makes the server's grabs those of d.chords; with all it lets go of
// the present ones first, as the keyboard may be another.
func (d *Desktop) regrab(all bool) {
	if d.ended {
		return
	}
	want := make(map[grab]keybind.Chord, len(d.chords))
	for _, chord := range d.chords {
		if chord.Modifiers.OneSided() {
			d.log.Warn(fmt.Sprintf("the binding %s does not work here: X11 tells neither left from right modifiers nor fn; %s would work",
				chord, keybind.Chord{Modifiers: chord.Modifiers.Plain(), Key: chord.Key}))
			continue
		}
		code, ok := d.codes[chord.Key]
		if !ok {
			d.log.Warn(fmt.Sprintf("the binding %s cannot work: this keyboard has no key %q", chord, chord.Key))
			continue
		}
		want[grab{code, d.mask(chord.Modifiers)}] = chord
	}
	type check struct {
		chord   keybind.Chord
		cookies []xproto.GrabKeyCookie
	}
	var checks []check
	d.wire.hold()
	if all {
		xproto.UngrabKey(d.conn, xproto.GrabAny, d.root, xproto.ModMaskAny)
		d.grabs = nil
	}
	for g := range d.grabs {
		if _, stays := want[g]; !stays {
			for _, locks := range d.locks {
				xproto.UngrabKey(d.conn, g.code, d.root, g.state|locks)
			}
		}
	}
	for g, chord := range want {
		if _, has := d.grabs[g]; has {
			continue
		}
		c := check{chord: chord}
		for _, locks := range d.locks {
			c.cookies = append(c.cookies, xproto.GrabKeyChecked(d.conn, false, d.root, g.state|locks, g.code,
				xproto.GrabModeAsync, xproto.GrabModeAsync))
		}
		checks = append(checks, c)
	}
	d.wire.release()
	d.grabs = want
	if len(checks) == 0 {
		return
	}
	go func() {
		for _, c := range checks {
			for _, cookie := range c.cookies {
				if _, taken := cookie.Check().(xproto.AccessError); taken {
					d.log.Warn(fmt.Sprintf("the binding %s does not work: another program has grabbed it", c.chord))
					break
				}
			}
		}
	}()
}

// keyPress turns a grabbed key's event into its chord.
func (d *Desktop) keyPress(e xproto.KeyPressEvent, at time.Time) {
	if chord, ok := d.grabs[grab{e.Detail, d.pressed(e.State)}]; ok {
		d.events.Push(desktop.KeyPressed{Chord: chord, At: at})
	}
}
