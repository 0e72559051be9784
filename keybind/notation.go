package keybind

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// presets overlay the qwerty names, as AeroSpace's key-mapping.preset does: a
// name that is not listed keeps its qwerty key.
var presets = map[string]map[string]Key{
	"qwerty": {},
	"dvorak": {
		"leftSquareBracket": KeyMinus, "rightSquareBracket": KeyEqual,
		"quote": KeyQ, "comma": KeyW, "period": KeyE, "p": KeyR, "y": KeyT, "f": KeyY, "g": KeyU, "c": KeyI, "r": KeyO, "l": KeyP,
		"slash": KeyLeftSquareBracket, "equal": KeyRightSquareBracket,
		"o": KeyS, "e": KeyD, "u": KeyF, "i": KeyG, "d": KeyH, "h": KeyJ, "t": KeyK, "n": KeyL, "s": KeySemicolon, "minus": KeyQuote,
		"semicolon": KeyZ, "q": KeyX, "j": KeyC, "k": KeyV, "x": KeyB, "b": KeyN, "w": KeyComma, "v": KeyPeriod, "z": KeySlash,
	},
	"colemak": {
		"f": KeyE, "p": KeyR, "g": KeyT, "j": KeyY, "l": KeyU, "u": KeyI, "y": KeyO, "semicolon": KeyP,
		"r": KeyS, "s": KeyD, "t": KeyF, "d": KeyG, "n": KeyJ, "e": KeyK, "i": KeyL, "o": KeySemicolon, "k": KeyN,
	},
}

// Presets returns the names of the keyboard presets.
func Presets() []string { return []string{"qwerty", "dvorak", "colemak"} }

// Notation gives names to keys: those of one preset, and custom ones on top. The
// zero Notation is qwerty.
type Notation struct {
	overlay map[string]Key
}

// PresetError says that no preset has this name.
type PresetError struct{ Preset string }

func (e *PresetError) Error() string {
	return fmt.Sprintf("Can't parse '%s'.\nPossible values: (%s)", e.Preset, strings.Join(Presets(), "|"))
}

// CustomError says what is wrong with one custom notation: the name that it
// introduces, or the key that the name stands for.
type CustomError struct {
	Name, Key string
	BadName   bool // the mistake is in Name
}

func (e *CustomError) Error() string {
	if e.BadName {
		return fmt.Sprintf("'%s' is invalid key notation", e.Name)
	}
	return fmt.Sprintf("'%s' is invalid key code", e.Key)
}

// NewNotation is the notation of a preset with custom names, which map to qwerty
// names. It reports every mistake (joined *PresetError and *CustomError); the
// Notation works all the same, without what was wrong.
func NewNotation(preset string, custom map[string]string) (Notation, error) {
	var errs []error
	overlay, ok := presets[preset]
	if !ok {
		errs = append(errs, &PresetError{preset})
	}
	n := Notation{overlay: maps.Clone(overlay)}
	if n.overlay == nil {
		n.overlay = map[string]Key{}
	}
	for _, name := range slices.Sorted(maps.Keys(custom)) {
		if !validName(name) {
			errs = append(errs, &CustomError{Name: name, Key: custom[name], BadName: true})
			continue
		}
		key, ok := KeyNamed(custom[name])
		if !ok {
			errs = append(errs, &CustomError{Name: name, Key: custom[name]})
			continue
		}
		n.overlay[name] = key
	}
	return n, errors.Join(errs...)
}

// validName refuses names that splitting a binding would tear apart.
func validName(name string) bool {
	return !strings.Contains(name, "-") && !strings.ContainsFunc(name, unicode.IsSpace)
}

// Key finds the key of a name in this notation.
func (n Notation) Key(name string) (Key, bool) {
	if k, ok := n.overlay[name]; ok {
		return k, true
	}
	return KeyNamed(name)
}

// Names returns every name that Key finds, sorted.
func (n Notation) Names() []string {
	names := maps.Clone(n.overlay)
	if names == nil {
		names = map[string]Key{}
	}
	for _, k := range Keys() {
		names[k.String()] = k
	}
	return slices.Sorted(maps.Keys(names))
}

// BindingError says which part of a binding could not be understood.
type BindingError struct {
	Binding  string // as written
	Part     string // the piece that is wrong; "" when the binding is empty
	Modifier bool   // Part stands where a modifier is expected, else where the key is
}

func (e *BindingError) Error() string {
	if e.Modifier {
		return fmt.Sprintf("Can't parse modifiers in '%s' binding", e.Binding)
	}
	return fmt.Sprintf("Can't parse the key in '%s' binding", e.Binding)
}

// Parse reads a binding: modifiers in any order, then a key, joined with "-".
// Empty pieces are ignored, names are case-sensitive. An error is a *BindingError.
func (n Notation) Parse(binding string) (Chord, error) {
	pieces := slices.DeleteFunc(strings.Split(binding, "-"), func(p string) bool { return p == "" })
	if len(pieces) == 0 {
		return Chord{}, &BindingError{Binding: binding}
	}
	var c Chord
	last := len(pieces) - 1
	for _, p := range pieces[:last] {
		m, ok := modifierNamed(p)
		if !ok {
			return Chord{}, &BindingError{Binding: binding, Part: p, Modifier: true}
		}
		c.Modifiers |= m
	}
	key, ok := n.Key(pieces[last])
	if !ok {
		return Chord{}, &BindingError{Binding: binding, Part: pieces[last]}
	}
	c.Key, c.Modifiers = key, c.Modifiers.tidy()
	return c, nil
}
