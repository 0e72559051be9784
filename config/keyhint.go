package config

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"perch/internal/spelling"
	"perch/keybind"
)

// Names that other programs give to modifiers and keys.
var (
	chordAliases = map[string]string{"hyper": "alt-ctrl-cmd-shift", "meh": "alt-ctrl-shift"}

	modifierAliases = map[string]string{
		"option": "alt", "opt": "alt", "mod1": "alt", "meta": "alt",
		"control": "ctrl", "ctl": "ctrl",
		"super": "cmd", "win": "cmd", "windows": "cmd", "mod4": "cmd", "mod": "cmd", "command": "cmd",
		"globe": "fn", "function": "fn", "altgr": "ralt", "left_option": "lalt", "right_option": "ralt", "loption": "lalt", "roption": "ralt",
	}
	keyAliases = map[string]string{
		"return": "enter", "escape": "esc", "grave": "backtick", "delete": "forwardDelete", "del": "forwardDelete",
		"dot": "period", "pgup": "pageUp", "prior": "pageUp", "pgdn": "pageDown", "next": "pageDown",
		"apostrophe": "quote", "bracketleft": "leftSquareBracket", "bracketright": "rightSquareBracket",
		"plus": "equal", "hyphen": "minus", "dash": "minus", "spacebar": "space",
		",": "comma", ".": "period", "/": "slash", `\`: "backslash", ";": "semicolon", "'": "quote", "`": "backtick",
		"arrowleft": "left", "leftarrow": "left", "arrowright": "right", "rightarrow": "right",
		"arrowup": "up", "uparrow": "up", "arrowdown": "down", "downarrow": "down",
		"[": "leftSquareBracket", "]": "rightSquareBracket", "=": "equal", "+": "equal", "§": "sectionSign",
		"<": "sectionSign", ">": "sectionSign", " ": "space",
	}
)

// modifierWords are what people call modifiers.
var modifierWords = slices.Concat(keybind.ModifierNames(), slices.Collect(maps.Keys(modifierAliases)), slices.Collect(maps.Keys(chordAliases)))

func bindingHint(err error, names keybind.Notation) string {
	var be *keybind.BindingError
	if !errors.As(err, &be) {
		return ""
	}
	if strings.ContainsAny(be.Part, "+ ") {
		if chord := otherNotation(be.Binding, names); chord != "" {
			return "Did you mean '" + chord + "'?"
		}
	}
	if be.Modifier {
		return modifierHint(be.Part, names)
	}
	if be.Part == "" {
		return "A binding is modifiers and a key, such as alt-shift-h."
	}
	if slices.Contains(keybind.ModifierNames(), be.Part) {
		if strings.HasSuffix(be.Binding, "--") {
			return "Did you mean '" + strings.TrimRight(be.Binding, "-") + "-minus'?"
		}
		return "A binding ends with a key, such as " + strings.TrimRight(be.Binding, "-") + "-h."
	}
	return keyHint(be.Part, names)
}

// otherNotation reads a binding as other programs write it, such as "Option + H",
// and returns it as it is written here, "" if it still makes no sense.
func otherNotation(binding string, names keybind.Notation) string {
	pieces := strings.FieldsFunc(binding, func(c rune) bool { return strings.ContainsRune("+- ", c) })
	for i, piece := range pieces {
		if i == len(pieces)-1 {
			pieces[i] = nearestKnown(piece, names.Names(), keyAliases)
			continue
		}
		pieces[i] = cmp.Or(chordAliases[strings.ToLower(piece)], nearestKnown(piece, keybind.ModifierNames(), modifierAliases))
	}
	chord := strings.Join(pieces, "-")
	if _, err := names.Parse(chord); err != nil {
		return ""
	}
	return chord
}

func modifierHint(part string, names keybind.Notation) string {
	if chord := chordAliases[strings.ToLower(part)]; chord != "" {
		return "Write " + chord + " for '" + part + "'."
	}
	if name := nearestKnown(part, keybind.ModifierNames(), modifierAliases); name != "" {
		return "Did you mean '" + name + "'?"
	}
	if _, ok := names.Key(part); ok {
		return fmt.Sprintf("'%s' is a key; a binding has one key, at its end.", part)
	}
	return fmt.Sprintf("'%s' is none of: %s.", part, strings.Join(keybind.ModifierNames(), ", "))
}

func keyHint(part string, names keybind.Notation) string {
	if lower := strings.ToLower(part); len(part) == 1 && lower != part {
		return fmt.Sprintf("Did you mean '%s'? With shift it is written shift-%s.", lower, lower)
	}
	if name := nearestKnown(part, names.Names(), keyAliases); name != "" {
		return "Did you mean '" + name + "'?"
	}
	return fmt.Sprintf("'%s' is no key; keys are a-z, 0-9, f1-f20, space, enter, esc, left, minus, comma and so on.", part)
}

// nearestKnown finds the name that was meant, by its own spelling or by an alias.
func nearestKnown(word string, names []string, aliases map[string]string) string {
	if name, ok := aliases[strings.ToLower(word)]; ok {
		return name
	}
	known := slices.Concat(names, slices.Collect(maps.Keys(aliases)))
	found := spelling.Nearest(word, known)
	if name, ok := aliases[found]; ok && !slices.Contains(names, found) {
		return name
	}
	return found
}
