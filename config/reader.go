package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"perch/internal/spelling"
)

// reader walks a document and collects problems.
type reader struct {
	file     string
	language Language
	env      environment
	lines    lineIndex
	config   *Config
	problems []Problem
}

// field reads one key of a table.
type field func(n *node, path string)

func (r *reader) report(at place, path, message, hint string) {
	r.problems = append(r.problems, Problem{
		File: r.file, Line: at.line, Column: at.column, Path: path, Message: message, Hint: hint,
	})
}

// join appends a key to a key path.
func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func indexed(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// dropUnsupported reports values of types that no key takes, and removes them.
func (r *reader) dropUnsupported(n *node, path string) {
	unsupported := func(child *node, path string) bool {
		if child.kind.supported() {
			r.dropUnsupported(child, path)
			return false
		}
		hint := "Expected a string in quotes, a whole number, true, false, an array or a table."
		if child.kind == "Double" {
			hint = "Expected a whole number."
		}
		r.report(child.value, path, "Unsupported TOML type: "+string(child.kind), hint)
		return true
	}
	for _, key := range n.keys() {
		if unsupported(n.table[key], join(path, key)) {
			delete(n.table, key)
		}
	}
	kept := n.items[:0]
	for i, item := range n.items {
		if !unsupported(item, indexed(path, i)) {
			kept = append(kept, item)
		}
	}
	n.items = kept
}

// table reads a table's keys in sorted order and reports unknown ones.
func (r *reader) table(n *node, path string, fields map[string]field) {
	names := slices.Sorted(maps.Keys(fields))
	if n.kind != kindTable {
		r.report(n.value, path, typeMessage(n, kindTable), tableHint(n, path, names))
		return
	}
	for _, key := range n.keys() {
		child, childPath := n.table[key], join(path, key)
		if read := fields[key]; read != nil {
			read(child, childPath)
			continue
		}
		message := "Unknown key"
		if path == "" {
			message = "Unknown top-level key"
		}
		r.report(child.key, childPath, message, cmp.Or(misplacedHint(key, path), oneOf(key, names)))
	}
}

// expect reports n unless it has the kind.
func (r *reader) expect(n *node, path string, want kind) bool {
	if n.kind == want {
		return true
	}
	r.report(n.value, path, typeMessage(n, want), typeHint(n, want))
	return false
}

func typeMessage(n *node, want kind) string {
	return fmt.Sprintf("Expected type is '%s'. But actual type is '%s'", want, n.kind)
}

func (r *reader) boolean(to *bool) field {
	return func(n *node, path string) {
		if r.expect(n, path, kindBool) {
			*to = n.truth
		}
	}
}

func (r *reader) integer(to *int) field {
	return func(n *node, path string) {
		if r.expect(n, path, kindInt) {
			*to = int(n.number)
		}
	}
}

// within is integer for keys with limits.
func (r *reader) within(to *int, low, high int) field {
	return func(n *node, path string) {
		if !r.expect(n, path, kindInt) {
			return
		}
		if n.number < int64(low) || n.number > int64(high) {
			r.report(n.value, path, fmt.Sprintf("%d is out of range", n.number),
				fmt.Sprintf("Expected a whole number from %d to %d.", low, high))
			return
		}
		*to = int(n.number)
	}
}

func (r *reader) str(to *string) field {
	return func(n *node, path string) {
		if r.expect(n, path, kindString) {
			*to = n.text
		}
	}
}

// choice reads one of several words. The message is AeroSpace's for such keys;
// describe replaces it where AeroSpace has another.
func (r *reader) choice(to *string, words []string, describe func(word string) string) field {
	return func(n *node, path string) {
		if !r.expect(n, path, kindString) {
			return
		}
		if slices.Contains(words, n.text) {
			*to = n.text
			return
		}
		if describe == nil {
			message := fmt.Sprintf("Can't parse '%s'.\nPossible values: (%s)", n.text, strings.Join(words, "|"))
			r.report(n.value, path, message, spelling.DidYouMean(n.text, words))
			return
		}
		r.report(n.value, path, describe(n.text), oneOf(n.text, words))
	}
}

// words reads an array of strings; one wrong element spoils it all.
func (r *reader) words(n *node, path string) ([]string, bool) {
	if !r.expect(n, path, kindArray) {
		return nil, false
	}
	ok := true
	words := make([]string, 0, len(n.items))
	for i, item := range n.items {
		if !r.expect(item, indexed(path, i), kindString) {
			ok = false
			continue
		}
		words = append(words, item.text)
	}
	return words, ok
}

// program reads a command value: a command text or an array of them.
func (r *reader) program(to *Program) field {
	return func(n *node, path string) {
		switch n.kind {
		case kindString:
			*to = r.command(n, path, UseRun)
		case kindArray:
			var programs []Program
			for i, item := range n.items {
				path := indexed(path, i)
				if item.kind == kindString {
					programs = append(programs, r.command(item, path, UseRun))
					continue
				}
				r.report(item.value, path, typeMessage(item, kindString), "Write a command in quotes.")
			}
			*to = sequence(programs)
		default:
			r.report(n.value, path, "Expected types are 'string' or 'array'. But actual type is '"+
				strings.ToLower(string(n.kind))+"'", "Write a command in quotes, or several in brackets.")
			*to = Sequence{}
		}
	}
}

// command parses one command text; a bad one becomes the empty program.
func (r *reader) command(n *node, path string, use Use) Program {
	p, err := r.language.Parse(n.text, use)
	if err != nil {
		r.reportCommand(n, path, err, use)
		return Sequence{}
	}
	if IsEmpty(p) {
		return Sequence{}
	}
	return p
}

// position is how messages of the command language begin when they know where
// in the text the mistake is.
var position = lazily(`^Line (\d+) Column (\d+): `)

// reportCommand reports an error of the command language; where it can, at the
// place within the text.
func (r *reader) reportCommand(n *node, path string, err error, use Use) {
	hint := commandHint(n.text, err, use)
	message := err.Error()
	at, plain := n.value, message
	if found := position().FindStringSubmatch(message); found != nil && n.start > 0 {
		line, _ := strconv.Atoi(found[1])
		column, _ := strconv.Atoi(found[2])
		at, plain = r.lines.within(n.start, line, column), message[len(found[0]):]
	}
	r.report(at, path, message, hint)
	plain = strings.ReplaceAll(plain, "\nERROR: ", "; ")
	r.plainly(strings.TrimPrefix(plain, "ERROR: "))
}
