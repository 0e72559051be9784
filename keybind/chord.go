// Package keybind knows physical keys, the notation that bindings are written in,
// and the keyboard presets that give keys their names.
package keybind

import "strings"

// Modifiers is a set of modifier keys. Alt, Ctrl, Cmd and Shift are either of
// two keys; the others are one key each.
type Modifiers uint16

// The modifiers. On X11 Alt is Mod1 and Cmd is Super.
const (
	Alt Modifiers = 1 << iota
	Ctrl
	Cmd
	Shift
	// Those below are Perch's own; AeroSpace does not tell left from right.
	LeftAlt
	RightAlt
	LeftCtrl
	RightCtrl
	LeftCmd
	RightCmd
	LeftShift
	RightShift
	Fn
)

// modifierNames are in canonical order: AeroSpace's first.
var modifierNames = [...]struct {
	modifier Modifiers
	name     string
}{
	{Alt, "alt"}, {Ctrl, "ctrl"}, {Cmd, "cmd"}, {Shift, "shift"},
	{LeftAlt, "lalt"}, {RightAlt, "ralt"}, {LeftCtrl, "lctrl"}, {RightCtrl, "rctrl"},
	{LeftCmd, "lcmd"}, {RightCmd, "rcmd"}, {LeftShift, "lshift"}, {RightShift, "rshift"}, {Fn, "fn"},
}

// pairs are the modifiers that there are two keys of.
var pairs = [...]struct{ either, left, right Modifiers }{
	{Alt, LeftAlt, RightAlt}, {Ctrl, LeftCtrl, RightCtrl}, {Cmd, LeftCmd, RightCmd}, {Shift, LeftShift, RightShift},
}

// ModifierNames returns the names of the modifiers in canonical order.
func ModifierNames() []string {
	names := make([]string, len(modifierNames))
	for i, m := range modifierNames {
		names[i] = m.name
	}
	return names
}

func modifierNamed(name string) (Modifiers, bool) {
	for _, m := range modifierNames {
		if m.name == name {
			return m.modifier, true
		}
	}
	return 0, false
}

// String joins the names in canonical order with "-"; "" for none.
func (m Modifiers) String() string {
	var names []string
	for _, n := range modifierNames {
		if m&n.modifier != 0 {
			names = append(names, n.name)
		}
	}
	return strings.Join(names, "-")
}

// Plain is the set without sides and Fn: what a keyboard that cannot tell
// them reports.
func (m Modifiers) Plain() Modifiers {
	plain := m & (Alt | Ctrl | Cmd | Shift)
	for _, p := range pairs {
		if m&(p.left|p.right) != 0 {
			plain |= p.either
		}
	}
	return plain
}

// tidy leaves out what is said more exactly beside it: alt next to lalt.
func (m Modifiers) tidy() Modifiers {
	for _, p := range pairs {
		if m&(p.left|p.right) != 0 {
			m &^= p.either
		}
	}
	return m
}

// OneSided says whether the set names a key of which X11 and hot keys of
// macOS know no more than that it may be one of two, or do not know at all.
func (m Modifiers) OneSided() bool { return m != m&(Alt|Ctrl|Cmd|Shift) }

// Match says whether exactly these modifiers are held. held names the keys
// themselves, left or right ones, or Alt, Ctrl, Cmd and Shift where the side
// is unknown; then no binding for a side matches. Fn counts only where it is
// asked for: keyboards report it with function and arrow keys by themselves.
func (m Modifiers) Match(held Modifiers) bool {
	if m&Fn != 0 && held&Fn == 0 {
		return false
	}
	for _, p := range pairs {
		asked, sides := m&(p.left|p.right), held&(p.left|p.right)
		if asked != 0 && asked != sides {
			return false
		}
		if asked == 0 && (m&p.either != 0) != (held.Plain()&p.either != 0) {
			return false
		}
	}
	return true
}

// Chord is a physical key pressed while exactly these modifiers are held.
type Chord struct {
	Modifiers Modifiers
	Key       Key
}

// String is the canonical notation: the modifiers in the order alt, ctrl, cmd,
// shift, then those of one side and fn, then the key's qwerty notation.
func (c Chord) String() string {
	if c.Modifiers == 0 {
		return c.Key.String()
	}
	return c.Modifiers.String() + "-" + c.Key.String()
}
