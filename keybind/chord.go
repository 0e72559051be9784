// Package keybind knows physical keys, the notation that bindings are written in,
// and the keyboard presets that give keys their names.
package keybind

import "strings"

// Modifiers is a set of modifier keys. Left and right ones are the same.
type Modifiers uint8

// The modifiers. On X11 Alt is Mod1 and Cmd is Super.
const (
	Alt Modifiers = 1 << iota
	Ctrl
	Cmd
	Shift
)

var modifierNames = [...]struct {
	modifier Modifiers
	name     string
}{{Alt, "alt"}, {Ctrl, "ctrl"}, {Cmd, "cmd"}, {Shift, "shift"}}

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

// Chord is a physical key pressed while exactly these modifiers are held.
type Chord struct {
	Modifiers Modifiers
	Key       Key
}

// String is the canonical notation: the modifiers in the order alt, ctrl, cmd,
// shift, then the key's qwerty notation.
func (c Chord) String() string {
	if c.Modifiers == 0 {
		return c.Key.String()
	}
	return c.Modifiers.String() + "-" + c.Key.String()
}
