package mac_test

import (
	"strconv"
	"testing"

	"perch/internal/desktop"
	"perch/internal/desktop/mac"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/played"
	"perch/keybind"
	"perch/workspaces"
)

func itoa(w *played.Window) string { return strconv.Itoa(int(w.ID)) }

const (
	leftAlt  = cg.Alternate | cg.LeftAlternate
	rightAlt = cg.Alternate | cg.RightAlternate
)

// pressed are the chords so far.
func (r *rig) pressed() (list []string) {
	for _, e := range seen[desktop.KeyPressed](r) {
		list = append(list, e.Chord.String())
	}
	return list
}

// chord waits until a number of chords were heard, of which the last is one.
func (r *rig) chord(n int, want string) {
	r.Helper()
	r.until("the chord "+want+" is heard", func() bool { return len(r.pressed()) >= n })
	if got := r.pressed(); len(got) != n || got[n-1] != want {
		r.Errorf("chords %q, want %d with %s at the end", got, n, want)
	}
}

func TestBoundChordsAreSwallowedAndNothingElse(t *testing.T) {
	r := newRig(t).begin()
	r.d.Grab(chords(t, "alt-h", "alt-shift-h", "f12"))
	h, j, f12 := keybind.KeyH.MacCode(), keybind.KeyJ.MacCode(), keybind.KeyF12.MacCode()
	for _, c := range []struct {
		code  uint16
		flags cg.Flags
		want  string // "" passes
	}{
		{h, leftAlt, "alt-h"}, {h, rightAlt, "alt-h"}, {h, leftAlt | cg.RightAlternate, "alt-h"}, {h, cg.Alternate, "alt-h"},
		{h, leftAlt | cg.CapsLock, "alt-h"}, {h, leftAlt | cg.Shift | cg.LeftShift, "alt-shift-h"}, {f12, cg.Fn, "f12"},
		{h, 0, ""}, {h, leftAlt | cg.Command | cg.LeftCommand, ""}, {j, leftAlt, ""}, {f12, leftAlt | cg.Fn, ""},
	} {
		before := len(r.pressed())
		down, up := r.mac.Press(c.code, c.flags)
		if want := c.want != ""; (down == played.Swallowed) != want || (up == played.Swallowed) != want {
			t.Errorf("key %d with %x: down %v, up %v; swallowed should be %v", c.code, c.flags, down, up, want)
		}
		if c.want != "" {
			r.chord(before+1, c.want)
		}
	}
}

func TestTheReleaseOfASwallowedKeyIsSwallowedWithoutItsModifiers(t *testing.T) {
	r := newRig(t).begin()
	r.d.Grab(chords(t, "alt-h"))
	h := keybind.KeyH.MacCode()
	r.mac.Key(h, leftAlt, true)
	if got := r.mac.Repeat(h, leftAlt); got != played.Swallowed {
		t.Error("the repetition reached the application")
	}
	r.d.Grab(nil) // the binding changed the mode
	if got := r.mac.Key(h, 0, false); got != played.Swallowed {
		t.Error("the release reached the application")
	}
	if down, up := r.mac.Press(h, 0); down == played.Swallowed || up == played.Swallowed {
		t.Error("the next press did not reach it")
	}
	r.chord(1, "alt-h") // and it does not repeat
}

func TestLeftAndRightModifiers(t *testing.T) {
	r := newRig(t).begin()
	r.d.Grab(chords(t, "lalt-h", "ralt-h", "alt-h", "rcmd-j", "fn-k"))
	h, j, k := keybind.KeyH.MacCode(), keybind.KeyJ.MacCode(), keybind.KeyK.MacCode()
	for i, c := range []struct {
		code  uint16
		flags cg.Flags
		want  string
	}{
		{h, leftAlt, "lalt-h"}, {h, rightAlt, "ralt-h"}, {h, leftAlt | rightAlt, "alt-h"}, {h, cg.Alternate, "alt-h"},
		{j, cg.Command | cg.RightCommand, "rcmd-j"}, {k, cg.Fn, "fn-k"},
	} {
		r.mac.Press(c.code, c.flags)
		r.chord(i+1, c.want)
	}
	for code, flags := range map[uint16]cg.Flags{j: cg.Command | cg.LeftCommand, k: 0} {
		if down, _ := r.mac.Press(code, flags); down != played.Passed {
			t.Errorf("key %d with %x was swallowed", code, flags)
		}
	}
}

func TestATapThatTheSystemDisabledIsEnabledAgain(t *testing.T) {
	r := newRig(t).begin()
	r.d.Grab(chords(t, "alt-h"))
	for _, why := range []cg.EventType{cg.TapDisabledByTimeout, cg.TapDisabledByInput, cg.TapDisabledByTimeout} {
		r.mac.DisableTaps(why)
		before := len(r.pressed())
		r.until("the key is swallowed again", func() bool {
			down, _ := r.mac.Press(keybind.KeyH.MacCode(), leftAlt)
			return down == played.Swallowed
		})
		r.until("the chord is heard", func() bool { return len(r.pressed()) > before })
	}
}

func TestSecureInput(t *testing.T) {
	r := newRig(t).begin()
	terminal := r.mac.Start("com.apple.Terminal")
	r.d.Grab(chords(t, "alt-h", "ctrl-alt-cmd-shift-j", "lalt-k"))
	h, j, k := keybind.KeyH.MacCode(), keybind.KeyJ.MacCode(), keybind.KeyK.MacCode()
	r.mac.SecureInput(terminal.PID)
	await(r, "the holder is named", func(e desktop.SecureInput) bool { return e.App == "com.apple.Terminal" })
	before := len(r.pressed())
	r.until("hot keys take over", func() bool {
		down, _ := r.mac.Press(h, leftAlt)
		return down == played.HotKey
	})
	r.chord(before+1, "alt-h")
	r.mac.Press(j, leftAlt|cg.Control|cg.Command|cg.Shift)
	r.chord(before+2, "alt-ctrl-cmd-shift-j")
	if down, _ := r.mac.Press(k, rightAlt); down != played.Passed {
		t.Error("a binding for the other side took the key")
	}
	r.d.Grab(chords(t, "alt-k"))
	r.until("the other mode's hot keys are there", func() bool {
		down, _ := r.mac.Press(k, leftAlt)
		return down == played.HotKey
	})
	r.mac.SecureInput(0)
	await(r, "it is over", func(e desktop.SecureInput) bool { return e.App == "" })
	r.until("the tap has the keys", func() bool {
		down, _ := r.mac.Press(k, leftAlt)
		return down == played.Swallowed
	})
}

func TestSecureInputIsShown(t *testing.T) {
	r := newRig(t)
	terminal := r.mac.Start("com.apple.Terminal")
	r.manage("")
	r.mac.SecureInput(terminal.PID)
	await(r, "the holder is named", func(e desktop.SecureInput) bool { return e.App != "" })
}

func TestModes(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("org.example")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.manage(`
[mode.main.binding]
alt-r = 'mode resize'
[mode.resize.binding]
l = 'focus right'
esc = 'mode main'
`)
	r.columns(a, b)
	r.click(a)
	r.modelFocus(a)
	l := keybind.KeyL.MacCode()
	if down, _ := r.mac.Press(l, 0); down != played.Passed {
		t.Error("a key of another mode was swallowed")
	}
	r.mac.Press(keybind.KeyR.MacCode(), leftAlt)
	r.until("the mode is another", func() bool {
		down, _ := r.mac.Press(l, 0)
		return down == played.Swallowed
	})
	r.focused(app, b)
	r.mac.Press(keybind.KeyEsc.MacCode(), 0)
	r.until("the mode is main", func() bool {
		down, _ := r.mac.Press(l, 0)
		return down == played.Passed
	})
}

// The tap answers while an application hangs and while the agent is busy.
func TestKeysDoNotWaitForAnybody(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("hung")
	app.Open(played.Look{})
	r.manage("[mode.main.binding]\nalt-h = 'focus left'\n")
	app.Hang()
	r.until("the key is bound", func() bool {
		down, _ := r.mac.Press(keybind.KeyH.MacCode(), leftAlt)
		return down == played.Swallowed
	})
	release := make(chan struct{})
	go r.in(func() { <-release })
	if down, _ := r.mac.Press(keybind.KeyH.MacCode(), leftAlt); down != played.Swallowed {
		t.Errorf("the key is answered by %v", down)
	}
	close(release)
}

func TestWithoutThePermissionTheDesktopDoesNotStart(t *testing.T) {
	r := newRig(t)
	r.mac.Trust(false)
	if d, err := mac.Start(r.options); err == nil || !contains(err.Error(), "Accessibility") {
		t.Errorf("started %v, error %v", d != nil, err)
	}
}

func TestFocusFollowsThePointer(t *testing.T) {
	r := newRig(t)
	app, other := r.mac.Start("one"), r.mac.Start("two")
	a, b := app.Open(played.Look{}), other.Open(played.Look{})
	r.manage("focus-follows-mouse.enabled = true")
	r.columns(a, b)
	r.click(b)
	r.modelFocus(b)
	r.mac.Mouse(cg.MouseMoved, cg.Point{X: 100, Y: 400})
	r.focused(app, a)
	r.mac.Mouse(cg.MouseMoved, cg.Point{X: 110, Y: 400})
	r.mac.Mouse(cg.MouseMoved, cg.Point{X: 1000, Y: 400})
	r.focused(other, b)
	if moved := seen[desktop.PointerMoved](r); len(moved) != 2 {
		t.Errorf("%d events of the pointer: %+v", len(moved), moved)
	}
}

func TestAClickOnTheEmptyDesktop(t *testing.T) {
	r := newRig(t)
	r.mac.SetDisplays(played.BuiltIn, played.External(7, workspaces.Rect{X: 1440, W: 1000, H: 800}))
	app := r.mac.Start("one")
	a := app.Open(played.Look{})
	r.click(a)
	r.manage("")
	r.modelFocus(a)
	r.knows("the first monitor is focused", func(s *workspaces.State) bool { return s.MonitorOf(s.Focus().Workspace) == 0 })
	r.mac.Mouse(cg.LeftMouseDown, cg.Point{X: 2000, Y: 400})
	r.mac.Mouse(cg.LeftMouseUp, cg.Point{X: 2000, Y: 400})
	r.knows("the second monitor is focused", func(s *workspaces.State) bool { return s.MonitorOf(s.Focus().Workspace) == 1 })
}

func TestThePointerIsMoved(t *testing.T) {
	r := newRig(t).begin()
	r.d.MovePointer(workspaces.Point{X: 333, Y: 444})
	if at := r.mac.Pointer(); at != (cg.Point{X: 333, Y: 444}) || r.d.Pointer() != (workspaces.Point{X: 333, Y: 444}) {
		t.Errorf("it is at %v", at)
	}
}
