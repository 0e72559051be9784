package keybind

import "testing"

func TestModifiersOfOneSide(t *testing.T) {
	for written, want := range map[string]string{
		"lalt-h": "lalt-h", "ralt-lctrl-h": "ralt-lctrl-h", "fn-shift-h": "shift-fn-h",
		"alt-lalt-h": "lalt-h", "ralt-lalt-h": "lalt-ralt-h", "rcmd-lshift-f1": "rcmd-lshift-f1",
	} {
		c, err := Notation{}.Parse(written)
		if err != nil || c.String() != want {
			t.Errorf("%s is %s (%v), want %s", written, c, err, want)
		}
	}
}

func TestMatchModifiers(t *testing.T) {
	for _, c := range []struct {
		asked, held Modifiers
		want        bool
	}{
		{0, 0, true}, {0, LeftAlt, false}, {0, Fn, true},
		{Alt, LeftAlt, true}, {Alt, RightAlt, true}, {Alt, LeftAlt | RightAlt, true}, {Alt, Alt, true}, {Alt, 0, false},
		{Alt, LeftAlt | LeftShift, false}, {Alt | Shift, RightAlt | LeftShift, true},
		{LeftAlt, LeftAlt, true}, {LeftAlt, RightAlt, false}, {LeftAlt, LeftAlt | RightAlt, false},
		{LeftAlt | RightAlt, LeftAlt | RightAlt, true}, {LeftAlt | RightAlt, LeftAlt, false},
		{LeftAlt, Alt, false}, // the side is unknown
		{Fn, Fn, true}, {Fn, 0, false}, {Fn | RightCmd, Fn | RightCmd, true}, {RightCmd, Fn | RightCmd, true},
		{LeftShift | Ctrl, LeftShift | RightCtrl, true}, {LeftShift | Ctrl, RightShift | RightCtrl, false},
	} {
		if got := c.asked.Match(c.held); got != c.want {
			t.Errorf("%q with %q held: %v", c.asked, c.held, got)
		}
	}
}

func TestPlainModifiers(t *testing.T) {
	for m, want := range map[Modifiers]Modifiers{
		0: 0, Alt: Alt, LeftAlt: Alt, RightAlt | LeftCtrl | Fn: Alt | Ctrl, LeftCmd | RightCmd | RightShift: Cmd | Shift,
	} {
		if got := m.Plain(); got != want {
			t.Errorf("%q plain is %q, want %q", m, got, want)
		}
		if m.OneSided() != (m != want) {
			t.Errorf("%q is of one side: %v", m, m.OneSided())
		}
	}
}
