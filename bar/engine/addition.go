package engine

import (
	"slices"
	"strings"
)

// addition is --add KIND NAME …
func (b *batch) addition() {
	words := b.line()
	line := append(words, "", "", "", "")
	word, name := line[0], line[1]
	switch {
	case word == "event":
		b.addEvent(name, line[2])
	case name == "":
		b.complain("[!] Add: An item needs a name: --add KIND NAME POSITION.")
	case b.e.named[name] != nil:
		b.complain("[?] Add: There is an item '%s' already.", name)
	case word == string(kindBracket):
		b.addBracket(name, words[2:])
	default:
		b.addItem(kind(word), name, line[2], line[3])
	}
}

// addItem makes an item from the template, at the end of the order.
func (b *batch) addItem(k kind, name, where, width string) {
	i := b.e.template.copy(name)
	if !b.place(i, where) {
		return
	}
	switch k {
	case kindItem, kindAlias:
	case kindSpace:
		if i.script == "" {
			i.script = b.e.options.Name + " -m --set $NAME icon.highlight=$SELECTED"
		}
		i.mask |= eventBit(spaceChange)
	case kindGraph:
		i.graph.resize(parseUint(width))
	case kindSlider:
		i.slider.width = min(parseUint(width), widest)
	default:
		b.complain("[?] Add %s: There is no kind '%s'; it is a plain item.", name, k)
		k = kindItem
	}
	i.kind = k
	if k == kindAlias {
		i.alias.show(b.e, name)
	}
	b.e.append(i)
}

// place puts a new item into a section or a popup.
func (b *batch) place(i *item, where string) bool {
	p := position(0)
	if where != "" {
		p = position(where[0])
	}
	switch p {
	case atLeft, atRight, atCenter, atQ, atE:
		i.position, i.host, i.align = p, nil, p.align()
		return true
	case inPopup:
		_, name, _ := strings.Cut(where, ".")
		host := b.e.named[name]
		if host == nil {
			b.complain("[!] Add (Popup) %s: There is no item '%s' to have a popup. %s", i.name, name, b.e.didYouMean(name))
			return false
		}
		i.position, i.host, i.align = inPopup, host, alignLeft
		return true
	}
	b.complain("[!] Add %s: '%s' is no position: there are left, right, center, q, e and popup.ITEM.", i.name, where)
	return false
}

// addBracket makes a bracket of the members that there are. Brackets among
// them contribute theirs.
func (b *batch) addBracket(name string, members []string) {
	i := b.e.template.copy(name)
	i.kind = kindBracket
	i.host = nil // it is where its members are
	if i.position == inPopup {
		i.position = atLeft
	}
	for n, member := range members {
		for _, m := range b.find(member, "[?] Add (Group) "+name) {
			if m.kind == kindBracket {
				i.enclose(m.members...)
			} else {
				i.enclose(m)
			}
		}
		if n == 0 && len(i.members) == 0 {
			return
		}
	}
	if len(i.members) == 0 {
		b.complain("[?] Add (Group) %s: A bracket needs members: --add bracket NAME MEMBER…", name)
		return
	}
	if first := i.members[0]; first.position == inPopup {
		i.position, i.host = inPopup, first.host
	}
	b.e.append(i)
}

// enclose adds members that a bracket does not have yet.
func (i *item) enclose(members ...*item) {
	for _, m := range members {
		if !slices.Contains(i.members, m) {
			i.members = append(i.members, m)
		}
	}
}

// append puts a new item at the end of the order.
func (e *Engine) append(i *item) {
	i.ran = e.clock.count
	e.insert(i, false, nil)
	e.touch(i)
}

// addEvent makes a custom event; one that exists stays as it is.
func (b *batch) addEvent(name, notification string) {
	switch {
	case name == "":
		b.complain("[!] Add: An event needs a name: --add event NAME.")
	case !b.e.events.add(name, notification):
		if _, ok := b.e.events.bit(name); !ok {
			b.complain("[!] Add: There can be no more than %d events.", mostEvents)
		}
	case notification != "":
		b.e.effects = append(b.e.effects, Notify{name, notification})
	}
}
