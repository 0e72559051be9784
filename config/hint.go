package config

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"perch/internal/spelling"
	"perch/keybind"
)

// listed is how many words a hint lists at most.
const listed = 12

// oneOf is a hint with the nearest word, or with the only one that continues it,
// or else all of them if they are few.
func oneOf(word string, words []string) string {
	if hint := spelling.DidYouMean(word, words); hint != "" {
		return hint
	}
	words = slices.Sorted(slices.Values(words))
	longer := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return !strings.HasPrefix(w, word+"-") })
	switch {
	case len(longer) == 1:
		return spelling.Suggest(longer[0])
	case len(words) == 0 || len(words) > listed:
		return ""
	}
	return "Expected one of: " + strings.Join(words, ", ") + "."
}

// typeHint shows how the value that was probably meant is written.
func typeHint(n *node, want kind) string {
	switch {
	case want == kindBool && n.kind == kindString:
		switch strings.ToLower(n.text) {
		case "true", "yes", "on":
			return "Write true, without quotes."
		case "false", "no", "off":
			return "Write false, without quotes."
		}
		return "Write true or false, without quotes."
	case want == kindBool && n.kind == kindInt:
		if n.number == 0 {
			return "Write false."
		}
		return "Write true."
	case want == kindInt && n.kind == kindString:
		if number, err := strconv.ParseInt(strings.TrimSpace(n.text), 10, 64); err == nil {
			return fmt.Sprintf("Write %d, without quotes.", number)
		}
		return "Write a whole number."
	case want == kindString && n.kind == kindInt:
		return fmt.Sprintf("Write '%d', in quotes.", n.number)
	case want == kindString && n.kind == kindBool:
		return fmt.Sprintf("Write '%t', in quotes.", n.truth)
	case want == kindString && n.kind == kindArray:
		if len(n.items) == 1 && n.items[0].kind == kindString {
			return fmt.Sprintf("Write '%s', without brackets.", n.items[0].text)
		}
		return "Write one text in quotes."
	case want == kindArray && n.kind == kindString:
		return fmt.Sprintf("Write ['%s'], in brackets.", n.text)
	case want == kindArray && n.kind == kindInt:
		return fmt.Sprintf("Write ['%d'], in brackets.", n.number)
	case want == kindTable && n.kind == kindArray && len(n.items) > 0 && n.items[0].kind == kindTable:
		return "Write its header in single brackets."
	case want == kindTable:
		return "Write its keys in braces, { key = value }, or below a [header]."
	}
	return ""
}

// tableHint tells how the keys of a table are set by one who wrote something else
// in its place.
func tableHint(n *node, path string, names []string) string {
	switch {
	case n.kind == kindArray && len(n.items) > 0 && n.items[0].kind == kindTable:
		return typeHint(n, kindTable)
	case strings.HasPrefix(path, "mode."):
		mode, key, deeper := strings.Cut(strings.TrimPrefix(path, "mode."), ".")
		if _, err := (keybind.Notation{}).Parse(mode); !deeper && err == nil {
			mode = "main"
		}
		if key != "binding" {
			return "Bindings belong below [mode." + mode + ".binding]."
		}
		return "Write the bindings below [" + path + "]."
	}
	for i, name := range names {
		names[i] = join(path, name)
	}
	switch {
	case len(names) == 1:
		return "Expected the key " + names[0] + "."
	case len(names) > listed/2:
		return typeHint(n, kindTable)
	}
	return "Expected the keys " + strings.Join(names, ", ") + "."
}

// misplacedHint is about a key that would be right elsewhere.
func misplacedHint(key, path string) string {
	below := func(header string) string { return "Bindings belong below [" + header + "]." }
	_, err := (keybind.Notation{}).Parse(key)
	isKey := err == nil
	modifier, _, joined := strings.Cut(key, "-")
	isChord := joined && slices.Contains(modifierWords, modifier)
	switch mode, inMode := strings.CutPrefix(path, "mode."); {
	case path == "" && slices.Contains([]string{"main", "binding", "bindings", "keybindings", "keys"}, key):
		return below("mode.main.binding")
	case path == "" && isChord:
		return below("mode.main.binding")
	case inMode && !strings.Contains(mode, ".") && (isChord || isKey):
		return below(path + ".binding")
	case strings.HasPrefix(path, "on-window-detected[") && !strings.HasSuffix(path, ".if") && slices.Contains(matchers, key):
		return "Did you mean 'if." + key + "'?"
	}
	return ""
}

// layoutWords are those that people take for commands.
var layoutWords = []string{"floating", "tiling", "tiles", "accordion", "horizontal", "vertical"}

// commandHint is the command language's own hint, or one about what people take
// a binding for.
func commandHint(text string, err error, use Use) string {
	word, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	unknown := strings.Contains(err.Error(), "Unrecognized subcommand '"+word+"'")
	var hinted interface{ Hint() string }
	switch {
	case strings.Contains(err.Error(), "Unrecognized subcommand 'exec-and-forget'") && use == UseRun:
		return "exec-and-forget takes a whole text; write several commands as ['a command', 'exec-and-forget a program']."
	case unknown && (word == "aerospace" || word == "perch"):
		return "Leave '" + word + "' out."
	case unknown && (word == "exec" || word == "open") && use == UseRun:
		return "A program is started with 'exec-and-forget'."
	case errors.As(err, &hinted) && hinted.Hint() != "":
		return hinted.Hint()
	case unknown && slices.Contains(layoutWords, word):
		return "Did you mean 'layout " + word + "'?"
	case unknown && use == UseCondition:
		return "A condition is a command such as test %{app-bundle-id} = com.apple.finder."
	case unknown:
		return "A program is started with 'exec-and-forget'."
	}
	return ""
}
