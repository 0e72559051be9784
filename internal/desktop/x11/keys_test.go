package x11

import (
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"perch/internal/desktop"
	"perch/keybind"
)

func (r *rig) press(text string) {
	r.Helper()
	if err := r.client.Key(text); err != nil {
		r.Fatal(err)
	}
}

func (r *rig) key(kind byte, code byte) {
	xtest.FakeInput(r.client.Conn(), kind, code, xproto.TimeCurrentTime, r.client.Root(), 0, 0, 0)
}

// settled returns when the window manager has grabbed the keys of the
// keyboard as it is now.
func (r *rig) settled() {
	r.Helper()
	stale := func() bool {
		r.d.mu.Lock()
		defer r.d.mu.Unlock()
		return r.d.keyboardStale
	}
	for r.sync(); stale(); r.sync() {
	}
	r.sync() // is handled after what made the keyboard fresh
	r.d.conn.Sync()
}

// lockGroup switches to a layout of the keyboard (XKB's LatchLockState).
func (r *rig) lockGroup(group byte) {
	r.Helper()
	const name = "XKEYBOARD"
	extension, err := xproto.QueryExtension(r.client.Conn(), uint16(len(name)), name).Reply()
	if err != nil {
		r.Fatal(err)
	}
	use := []byte{extension.MajorOpcode, xkbUseExtension, 2, 0, 1, 0, 0, 0}
	r.client.Conn().NewRequest(use, r.client.Conn().NewCookie(true, true))
	lock := make([]byte, 16)
	lock[0], lock[1], lock[2] = extension.MajorOpcode, 5, 4
	xgb.Put16(lock[4:], xkbCoreKeyboard)
	lock[8], lock[9] = 1, group
	r.client.Conn().NewRequest(lock, r.client.Conn().NewCookie(false, false))
	pointer, err := xproto.QueryPointer(r.client.Conn(), r.client.Root()).Reply()
	if err != nil || pointer.Mask>>13&3 != uint16(group) {
		r.Fatalf("the keyboard is not in group %d: %+v, %v", group, pointer, err)
	}
}

func TestKeysWhateverTheLocksSay(t *testing.T) {
	r := newRig(t)
	bound := []string{"alt-h", "alt-shift-2", "cmd-ctrl-leftSquareBracket", "alt-ctrl-cmd-shift-f5", "alt-keypad7", "cmd-enter", "f12"}
	r.d.Grab(chords(t, bound...))
	r.d.conn.Sync()
	lock := func(press func() error) {
		t.Helper()
		if err := press(); err != nil {
			t.Fatal(err)
		}
	}
	steps := []func(){
		func() {},
		func() { lock(r.client.CapsLock) },
		func() { lock(r.client.NumLock) },
		func() { lock(r.client.CapsLock) },
	}
	wantCaps := []bool{false, true, true, false}
	wantNum := []bool{false, false, true, true}
	for i, step := range steps {
		step()
		if caps, num := r.client.Locks(); caps != wantCaps[i] || num != wantNum[i] {
			t.Fatalf("the locks are %v, %v", caps, num)
		}
		for _, text := range bound {
			begin := time.Now()
			r.press(text)
			e := await[desktop.KeyPressed](r)
			if e.Chord != chord(t, text) {
				t.Errorf("caps %v, num %v: %s came as %s", wantCaps[i], wantNum[i], text, e.Chord)
			}
			if e.At.Before(begin) || e.At.After(time.Now()) {
				t.Errorf("%s at %v", text, e.At)
			}
		}
		r.press("alt-j") // not bound
		none[desktop.KeyPressed](r, r.sync())
	}
}

func TestGrabReplacesTheBindings(t *testing.T) {
	r := newRig(t)
	r.d.Grab(chords(t, "alt-h", "alt-l"))
	r.d.Grab(chords(t, "alt-l", "alt-k"))
	r.d.conn.Sync()
	r.press("alt-h")
	r.press("alt-k")
	if e := await[desktop.KeyPressed](r); e.Chord != chord(t, "alt-k") {
		t.Errorf("%v", e)
	}
	r.press("alt-l")
	if e := await[desktop.KeyPressed](r); e.Chord != chord(t, "alt-l") {
		t.Errorf("%v", e)
	}
	r.d.Grab(nil)
	r.d.conn.Sync()
	r.press("alt-l")
	none[desktop.KeyPressed](r, r.sync())
}

func TestKeyOfAnotherProgram(t *testing.T) {
	r := newRig(t)
	code := r.d.codes[keybind.KeyH]
	xproto.GrabKey(r.client.Conn(), false, r.client.Root(), xproto.ModMask1, code, xproto.GrabModeAsync, xproto.GrabModeAsync)
	r.client.Sync()
	r.d.Grab(chords(t, "alt-h", "alt-j"))
	select {
	case <-r.log.said:
	case <-time.After(patient):
		t.Fatal("nothing is logged")
	}
	if text := r.log.String(); !strings.Contains(text, "alt-h") || strings.Contains(text, "alt-j") {
		t.Errorf("log: %s", text)
	}
	r.press("alt-j")
	await[desktop.KeyPressed](r)
}

// TestOtherLayout changes the keyboard's layout: bindings are physical keys.
func TestOtherLayout(t *testing.T) {
	r := newRig(t)
	r.d.Grab(chords(t, "alt-q", "alt-semicolon"))
	r.d.conn.Sync()
	for _, args := range [][]string{{"-layout", "fr"}, {"-layout", "us,ru", "-option", "grp:caps_toggle"}, {"-layout", "de"}} {
		r.run("setxkbmap", args...)
		r.settled()
		for _, text := range []string{"alt-q", "alt-semicolon"} {
			r.press(text)
			if e := await[desktop.KeyPressed](r); e.Chord != chord(t, text) {
				t.Errorf("%v: %s came as %s", args, text, e.Chord)
			}
		}
	}
}

// TestSecondLayout presses a binding while the second of two layouts is on.
func TestSecondLayout(t *testing.T) {
	r := newRig(t)
	r.run("setxkbmap", "-layout", "us,ru", "-option", "grp:shifts_toggle")
	r.d.Grab(chords(t, "alt-q"))
	r.settled()
	r.lockGroup(1)
	r.press("alt-q")
	await[desktop.KeyPressed](r)
}

// TestNumLockOnAnotherModifier moves Num Lock, as some layouts do.
func TestNumLockOnAnotherModifier(t *testing.T) {
	r := newRig(t)
	r.d.Grab(chords(t, "alt-h"))
	r.d.conn.Sync()
	r.run("xmodmap", "-e", "remove Mod2 = Num_Lock", "-e", "add Mod3 = Num_Lock")
	r.settled()
	for range 2 { // on, off
		if err := r.client.NumLock(); err != nil {
			t.Fatal(err)
		}
		r.press("alt-h")
		await[desktop.KeyPressed](r)
	}
}

// TestAltGr types with the level-3 key: that is not alt.
func TestAltGr(t *testing.T) {
	r := newRig(t)
	r.run("setxkbmap", "-layout", "de")
	r.d.Grab(chords(t, "alt-q"))
	r.settled()
	const altGr, q = 108, 24 // evdev keycodes
	r.key(xproto.KeyPress, altGr)
	r.key(xproto.KeyPress, q)
	r.key(xproto.KeyRelease, q)
	r.key(xproto.KeyRelease, altGr)
	none[desktop.KeyPressed](r, r.sync())
	r.press("alt-q")
	await[desktop.KeyPressed](r)
}

// TestScrollLock has Scroll Lock on a modifier of its own.
func TestScrollLock(t *testing.T) {
	r := newRig(t)
	r.run("xmodmap", "-e", "add Mod3 = Scroll_Lock")
	r.d.Grab(chords(t, "alt-h"))
	r.settled()
	const scrollLock, mod3 = 78, 1 << 5 // evdev keycode; the state's bit
	for _, on := range []bool{true, false} {
		r.key(xproto.KeyPress, scrollLock)
		r.key(xproto.KeyRelease, scrollLock)
		pointer, err := xproto.QueryPointer(r.client.Conn(), r.client.Root()).Reply()
		if err != nil || (pointer.Mask&mod3 != 0) != on {
			t.Errorf("the lock's bit is not as expected: %+v, %v", pointer, err)
		}
		r.press("alt-h")
		await[desktop.KeyPressed](r)
	}
}

// TestKeyboardsComeAndGo plugs another keyboard in: the core keyboard's keys
// are announced as new (XkbNewKeyboardNotify), and no press is lost.
func TestKeyboardsComeAndGo(t *testing.T) {
	r := newRig(t)
	r.d.Grab(chords(t, "alt-h", "f12"))
	r.d.conn.Sync()
	for i := range 10 {
		r.run("setxkbmap", "-layout", []string{"us", "fr", "de", "us,ru"}[i%4])
		r.press("alt-h")
		await(r, func(e desktop.KeyPressed) bool { return e.Chord == chord(t, "alt-h") })
		r.press("f12")
		await(r, func(e desktop.KeyPressed) bool { return e.Chord == chord(t, "f12") })
	}
	if text := r.log.String(); text != "" {
		t.Errorf("log: %s", text)
	}
}

// TestOneSentenceForAGrabbedChord has a chord that is taken in every state of
// the locks: it is named once.
func TestOneSentenceForAGrabbedChord(t *testing.T) {
	r := newRig(t)
	xproto.GrabKey(r.client.Conn(), false, r.client.Root(), xproto.ModMaskAny, r.d.codes[keybind.KeyH],
		xproto.GrabModeAsync, xproto.GrabModeAsync)
	r.client.Sync()
	r.d.Grab(chords(t, "alt-h", "alt-shift-j"))
	<-r.log.said
	r.press("alt-shift-j")
	await[desktop.KeyPressed](r)
	r.d.conn.Sync()
	if text := r.log.String(); strings.Count(text, "\n") != 1 || !strings.Contains(text, "alt-h") {
		t.Errorf("log: %s", text)
	}
}

// TestModifiersOfOneSide has bindings that X11 cannot tell from others: a
// sentence says so, and they take no key from anybody.
func TestModifiersOfOneSide(t *testing.T) {
	r := newRig(t)
	r.d.Grab(chords(t, "lalt-h", "fn-j", "alt-k"))
	r.sync()
	r.press("alt-k")
	await(r, func(e desktop.KeyPressed) bool { return e.Chord == chord(t, "alt-k") })
	r.d.conn.Sync()
	text := r.log.String()
	if strings.Count(text, "\n") != 2 || !strings.Contains(text, "lalt-h does not work") || !strings.Contains(text, "alt-h would work") {
		t.Errorf("log: %s", text)
	}
}
