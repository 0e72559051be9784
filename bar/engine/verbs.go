package engine

import (
	"slices"
	"strings"
)

// bar is --bar KEY=VALUE…
func (b *batch) bar() {
	b.each("[!] Bar", func(key, value string) {
		b.item = nil
		b.e.bar.set(b, key, value)
	})
	b.e.touch(nil)
}

// defaults is --default KEY=VALUE…
func (b *batch) defaults() {
	b.each("[!] Set (default)", func(key, value string) {
		b.item = b.e.template // another one after reset=1
		b.item.set(b, key, value)
	})
}

// each takes properties one by one, up to the next verb or what is none: a
// value that is missing ends --bar and --default, but not --set.
func (b *batch) each(complaint string, do func(key, value string)) {
	for first := true; len(b.args) > 0; first = false {
		if verbs[b.args[0]] != nil || !first && strings.HasPrefix(b.args[0], "-") {
			return
		}
		key, value, ok := strings.Cut(b.take(), "=")
		if !ok {
			b.complain("%s: '%s' has no value: a property is written KEY=VALUE.", complaint, key)
			return
		}
		do(key, value)
	}
}

// set is --set NAME KEY=VALUE…, the name being a regular expression perhaps.
func (b *batch) set() {
	if len(b.args) == 0 || verbs[b.args[0]] != nil {
		return
	}
	name := b.take()
	pairs := b.line()
	if len(pairs) == 0 && b.e.named[name] != nil {
		return
	}
	for _, i := range b.find(name, "[!] Set") {
		b.item = i
		for _, pair := range pairs {
			if key, value, ok := strings.Cut(pair, "="); ok {
				i.set(b, key, value)
				b.e.touch(i) // what comes next may depend on the item's size
			} else {
				b.complain("[!] Set (%s): '%s' has no value: a property is written KEY=VALUE.", i.name, pair)
			}
		}
	}
}

// clone is --clone NEW PARENT [before|after].
func (b *batch) clone() {
	line := append(b.line(), "", "", "")
	name, parent := line[0], b.e.named[line[1]]
	if parent == nil && b.e.named[name] != nil {
		// SketchyBar's documentation has the parent first.
		name, parent = line[1], b.e.named[name]
	}
	switch {
	case parent == nil:
		b.complain("[!] Clone: There is no item '%s' to copy. %s", line[1], b.e.didYouMean(line[1]))
		return
	case name == "":
		b.complain("[!] Clone: The copy of '%s' needs a name: --clone NEW PARENT.", parent.name)
		return
	case b.e.named[name] != nil:
		b.complain("[?] Clone: There is an item '%s' already.", name)
		return
	}
	reference := parent
	if line[2] == "" {
		reference = nil
	}
	i := parent.copy(name)
	i.ran = b.e.clock.count
	// A width on its way to its natural one arrives there at once.
	i.width.fixed = i.width.fixed && !b.e.gliding(&parent.width)
	i.icon.width.fixed = i.icon.width.fixed && !b.e.gliding(&parent.icon.width)
	i.label.width.fixed = i.label.width.fixed && !b.e.gliding(&parent.label.width)
	b.e.insert(i, line[2] == "before", reference)
	b.e.touch(i)
}

// rename is --rename OLD NEW.
func (b *batch) rename() {
	line := append(b.line(), "", "")
	i, name := b.e.named[line[0]], line[1]
	switch {
	case i == nil:
		b.complain("[!] Rename: There is no item '%s'. %s", line[0], b.e.didYouMean(line[0]))
	case name == "":
		b.complain("[!] Rename: '%s' needs a new name: --rename OLD NEW.", line[0])
	case b.e.named[name] != nil:
		b.complain("[!] Rename: There is an item '%s' already.", name)
	default:
		delete(b.e.named, i.name)
		i.name = name
		b.e.named[name] = i
		b.e.touch(i)
	}
}

// remove is --remove NAME, the name being a regular expression perhaps.
func (b *batch) remove() {
	line := append(b.line(), "")
	for _, i := range b.find(line[0], "[!] Remove") {
		b.e.remove(i)
		b.e.touch(nil)
	}
}

// move is --move NAME before|after REFERENCE.
func (b *batch) move() {
	line := append(b.line(), "", "", "")
	i, reference := b.e.named[line[0]], b.e.named[line[2]]
	for _, name := range []string{line[0], line[2]} {
		if b.e.named[name] == nil {
			b.complain("[!] Move: There is no item '%s'. %s", name, b.e.didYouMean(name))
			return
		}
	}
	if i != reference {
		b.e.items = slices.DeleteFunc(b.e.items, func(other *item) bool { return other == i })
		b.e.insert(i, line[1] == "before", reference)
		b.e.touch(nil)
	}
}

// reorder is --reorder NAME…: the items trade the places they have.
func (b *batch) reorder() {
	var named []*item
	for _, name := range b.line() {
		if i := b.e.named[name]; i == nil {
			b.complain("[!] Order: There is no item '%s'. %s", name, b.e.didYouMean(name))
		} else if !slices.Contains(named, i) {
			named = append(named, i)
		}
	}
	next := 0
	order := slices.Clone(b.e.items)
	for at, i := range b.e.items {
		if slices.Contains(named, i) {
			order[at] = named[next]
			next++
		}
	}
	b.e.items = order
	b.e.touch(nil)
}

// subscribe is --subscribe NAME EVENT…
func (b *batch) subscribe() {
	line := b.line()
	if len(line) == 0 {
		return
	}
	i := b.e.named[line[0]]
	if i == nil {
		b.complain("[!] Subscribe: There is no item '%s'. %s", line[0], b.e.didYouMean(line[0]))
		return
	}
	for _, name := range line[1:] {
		if bit, ok := b.e.events.bit(name); ok {
			i.mask |= bit
		} else {
			b.complain("[?] Event: There is no event '%s'. %s", name, b.e.events.didYouMean(name))
		}
	}
	b.e.touch(i) // a bracket that listens is in the pointer's way
}

// push is --push NAME VALUE…
func (b *batch) push() {
	line := append(b.line(), "")
	i := b.e.named[line[0]]
	switch {
	case i == nil:
		b.complain("[!] Push: There is no item '%s'. %s", line[0], b.e.didYouMean(line[0]))
		return
	case i.kind != kindGraph:
		b.complain("[!] Push: '%s' is no graph but of kind %s.", i.name, i.kind)
		return
	}
	for _, value := range line[1 : len(line)-1] {
		i.graph.push(parseFloat(value))
	}
	b.e.touch(i)
}

// animate is --animate CURVE DURATION: what follows moves.
func (b *batch) animate() {
	b.curve = parseCurve(b.take())
	b.length = frames(min(parseUint(b.take()), longest))
}

// longest is a day in frames; nothing takes longer.
const longest = 60 * 60 * 60 * 24

// hotload is --hotload BOOL.
func (b *batch) hotload() {
	b.e.hotload = parseBool(b.take(), b.e.hotload)
	b.e.effects = append(b.e.effects, Hotload{b.e.hotload})
}

// reload is --reload [PATH].
func (b *batch) reload() {
	path := ""
	if line := b.line(); len(line) > 0 {
		path = expand(line[0], b.e.options.Home)
		if resolve := b.e.options.Resolve; resolve != nil {
			var err error
			if path, err = resolve(path); err != nil {
				b.complain("[?] Reload: %v.", err)
				return
			}
		}
	}
	b.e.Reset()
	b.e.effects = append(b.e.effects, Reload{path})
}

// loadFont is --load-font PATH.
func (b *batch) loadFont() {
	path := expand(b.take(), b.e.options.Home)
	b.e.fonts = append(b.e.fonts, path)
	b.e.effects = append(b.e.effects, LoadFont{path})
}

// exit is --exit.
func (b *batch) exit() { b.e.effects = append(b.e.effects, Exit{}) }
