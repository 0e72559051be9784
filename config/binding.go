package config

import (
	"cmp"
	"fmt"
	"slices"

	"perch/internal/spelling"
	"perch/keybind"
)

// keyMapping reads the preset and the custom notations.
func (r *reader) keyMapping(n *node, path string) {
	preset, custom := "qwerty", map[string]string{}
	r.table(n, path, map[string]field{
		"preset": r.choice(&preset, keybind.Presets(), nil),
		"key-notation-to-key-code": func(n *node, path string) {
			r.customNotations(n, path, custom)
		},
	})
	// Its mistakes are reported above, one by one, where they stand.
	r.config.Keys, _ = keybind.NewNotation(preset, custom)
}

func (r *reader) customNotations(n *node, path string, custom map[string]string) {
	if !r.expect(n, path, kindTable) {
		return
	}
	for _, name := range n.keys() {
		value, valuePath := n.table[name], join(path, name)
		_, err := keybind.NewNotation("qwerty", map[string]string{name: "a"})
		if err != nil {
			r.report(value.key, path, err.Error(), "A name has neither spaces nor '-'.")
			continue
		}
		if !r.expect(value, valuePath, kindString) {
			continue
		}
		if _, ok := keybind.KeyNamed(value.text); !ok {
			r.report(value.value, valuePath, fmt.Sprintf("'%s' is invalid key code", value.text),
				keyHint(value.text, keybind.Notation{}))
			continue
		}
		custom[name] = value.text
	}
}

func (r *reader) modes(n *node, path string) {
	if !r.expect(n, path, kindTable) {
		return
	}
	for _, name := range n.keys() {
		var mode Mode
		r.table(n.table[name], join(path, name), map[string]field{
			"binding": func(n *node, path string) { mode.Bindings = r.bindings(n, path) },
		})
		r.config.Modes[name] = mode
	}
	if _, ok := r.config.Modes["main"]; !ok {
		r.report(n.key, path, "Please specify 'main' mode",
			cmp.Or(spelling.DidYouMean("main", r.config.ModeNames()), "Its bindings stand below [mode.main.binding]."))
	}
}

func (r *reader) bindings(n *node, path string) []Binding {
	if !r.expect(n, path, kindTable) {
		return nil
	}
	var bindings []Binding
	for _, notation := range n.keys() {
		value, path := n.table[notation], join(path, notation)
		chord, err := r.config.Keys.Parse(notation)
		if err != nil {
			hint := bindingHint(err, r.config.Keys)
			if value.kind == kindTable {
				hint = "Modifiers and key are joined with '-', such as alt-h; after a '.' a table begins."
			}
			r.report(value.key, path, err.Error(), hint)
			continue
		}
		b := Binding{Notation: notation, Chord: chord, Run: Sequence{}}
		r.program(&b.Run)(value, path)
		same := slices.IndexFunc(bindings, func(other Binding) bool { return other.Chord == chord })
		if same < 0 {
			bindings = append(bindings, b)
			continue
		}
		other := bindings[same].Notation
		r.report(value.key, path, fmt.Sprintf("'%s' Binding redeclaration", chord),
			fmt.Sprintf("'%s' on line %d is the same chord.", other, n.table[other].key.line))
		bindings = append(slices.Delete(bindings, same, same+1), b)
	}
	return bindings
}
