package engine

import (
	"strconv"
	"strings"

	"perch/internal/spelling"
)

// kind is what sort of item one is.
type kind string

// The kinds that queries name. A template has the properties of all kinds.
const (
	kindItem    kind = "item"
	kindSpace   kind = "space"
	kindGraph   kind = "graph"
	kindSlider  kind = "slider"
	kindAlias   kind = "alias"
	kindBracket kind = "bracket"
)

// position is the section that an item is in, or popup.
type position byte

const (
	atLeft   position = 'l'
	atRight  position = 'r'
	atCenter position = 'c'
	atQ      position = 'q' // left of the notch
	atE      position = 'e' // right of the notch
	inPopup  position = 'p'
)

func (p position) String() string {
	switch p {
	case atLeft, atRight, atCenter:
		return align(p).String()
	case inPopup:
		return "popup"
	}
	return string(rune(p))
}

// leftwards says that a section is filled from its right end.
func (p position) leftwards() bool { return p == atRight || p == atQ }

// align is the side to which the contents of an item in this section keep.
func (p position) align() align {
	if p == atRight || p == atCenter {
		return align(p)
	}
	return alignLeft
}

// updates says when the script of an item runs.
type updates int

const (
	updatesOn updates = iota
	updatesOff
	updatesShown // only while the item is shown
)

// item is one thing on the bar, or the template from which they are made.
type item struct {
	name     string
	kind     kind
	template bool

	drawing       bool
	position      position
	host          *item // whose popup it is in
	spaces        uint32
	displays      uint32
	activeDisplay bool // display=active
	unbound       bool // ignore_association
	yOffset       int
	width         span
	align         align
	scrolls       bool
	blur          int
	windowShadow  bool
	background    background

	icon, label text
	popup       popup
	graph       graph
	slider      slider
	alias       alias
	members     []*item // of a bracket

	script, clickScript string
	helper              string
	freq                int
	updates             updates
	mask                uint64
	// ran is the tick at which the script ran last.
	ran int `save:"-"`
	// selected is what a space was told last; clicked is what a slider's
	// PERCENTAGE is, once there is one.
	selected bool
	clicked  string

	revision int     `save:"-"` // counts changes
	extent   extent  `save:"-"`
	places   []place `save:"-"` // for each bar
}

func newTemplate() *item {
	return &item{
		name: "default", kind: kindItem, template: true,
		drawing: true, position: atLeft, align: alignLeft,
		background: plainBackground, icon: plainText, label: plainText,
		popup: newPopup(), graph: newGraph(), slider: newSlider(), alias: newAlias(),
	}
}

// copy is a new item with the properties of another.
func (i *item) copy(name string) *item {
	c := *i
	c.name, c.template, c.places, c.extent = name, false, nil, extent{}
	c.graph.samples = append([]float64(nil), i.graph.samples...)
	c.members = append([]*item(nil), i.members...)
	c.slider.dragged, c.selected, c.clicked = false, false, ""
	for _, t := range []*text{&c.icon, &c.label, &c.slider.knob} {
		t.glide = span{} // what moves the original does not move it
	}
	return &c
}

// has says whether a group of properties belongs to the item.
func (i *item) has(k kind) bool { return i.template || i.kind == k }

// The properties of an item are in three tables: where queries report them as
// geometry, where as scripting, and the parts.
var geometryTable, scriptingTable, partsTable *table[item]

func init() {
	geometryTable = newTable(nil,
		row[item]{name: "drawing", field: func(i *item) any { return &i.drawing }},
		row[item]{name: "position", set: setPosition, show: func(i *item, w *writer) { w.string(i.position.String()) }},
		row[item]{name: "associated_space", as: "associated_space_mask", set: setSpaces,
			show: func(i *item, w *writer) { w.bits(uint64(i.spaces)) }},
		row[item]{name: "associated_display", as: "associated_display_mask", set: setDisplays,
			show: func(i *item, w *writer) { w.bits(uint64(i.displays)) }},
		row[item]{name: "space", set: setSpaces, silent: true},
		row[item]{name: "display", set: setDisplays, silent: true},
		row[item]{name: "ignore_association", field: func(i *item) any { return &i.unbound }},
		row[item]{name: "y_offset", field: func(i *item) any { return &i.yOffset }, moves: true},
		row[item]{name: "padding_left", field: func(i *item) any { return &i.background.padLeft }, moves: true},
		row[item]{name: "padding_right", field: func(i *item) any { return &i.background.padRight }, moves: true},
		row[item]{name: "scroll_texts", field: func(i *item) any { return &i.scrolls }},
		row[item]{name: "width", field: func(i *item) any { return &i.width }, set: setWidth},
		row[item]{name: "align", field: func(i *item) any { return &i.align }, silent: true},
		row[item]{name: "blur_radius", field: func(i *item) any { return &i.blur }, moves: true, unsigned: true, silent: true},
		row[item]{name: "shadow", field: func(i *item) any { return &i.windowShadow }, silent: true},
		row[item]{name: "reset", set: func(b *batch, _ *item, _ string) { b.e.resetTemplate() }, silent: true},
		row[item]{name: "background", part: func(i *item) part { return &i.background }},
	)
	scriptingTable = newTable(nil,
		row[item]{name: "script", set: func(b *batch, i *item, s string) { i.script = expand(s, b.e.options.Home) },
			show: func(i *item, w *writer) { w.optional(i.script) }},
		row[item]{name: "click_script", set: func(b *batch, i *item, s string) { i.clickScript = expand(s, b.e.options.Home) },
			show: func(i *item, w *writer) { w.optional(i.clickScript) }},
		row[item]{name: "update_freq", field: func(i *item) any { return &i.freq }, unsigned: true},
		row[item]{name: "update_mask", show: func(i *item, w *writer) { w.bits(i.mask) }},
		row[item]{name: "updates", set: setUpdates, show: func(i *item, w *writer) { w.string(i.updates.String()) }},
		row[item]{name: "mach_helper", field: func(i *item) any { return &i.helper }, silent: true},
	)
	partsTable = newTable(nil,
		row[item]{name: "icon", part: func(i *item) part { return &i.icon }, bare: "string"},
		row[item]{name: "label", part: func(i *item) part { return &i.label }, bare: "string"},
		row[item]{name: "popup", part: func(i *item) part { return &i.popup }},
		row[item]{name: "graph", part: func(i *item) part { return i.only(kindGraph, &i.graph) }},
		row[item]{name: "slider", part: func(i *item) part { return i.only(kindSlider, &i.slider) }},
		row[item]{name: "alias", part: func(i *item) part { return i.only(kindAlias, &i.alias) }},
	)
}

// only is a part that belongs to one kind of item, nil if the item is another.
func (i *item) only(k kind, p part) part {
	if i.has(k) {
		return p
	}
	return nil
}

func (i *item) set(b *batch, key, value string) {
	if geometryTable.try(b, i, key, value) || scriptingTable.try(b, i, key, value) || partsTable.try(b, i, key, value) {
		return
	}
	word, rest, _ := strings.Cut(key, ".")
	if t := partsTable.named[word]; t != nil && t.part(i) == nil {
		b.complain("[!] Item (%s): '%s' is for another kind of item: this one is of kind %s.", i.name, word, i.kind)
		return
	}
	if geometryTable.named[word] != nil || scriptingTable.named[word] != nil {
		word += "." + rest
	}
	known := append(append(geometryTable.names(), scriptingTable.names()...), partsTable.names()...)
	b.complain("[!] Item (%s): There is no property '%s'. %s", i.name, word, spelling.DidYouMean(word, known))
}

func setPosition(b *batch, i *item, value string) {
	if value == "" {
		return
	}
	switch p := position(value[0]); p {
	case atLeft, atRight, atCenter, atQ, atE:
		i.position, i.host, i.align = p, nil, p.align()
	case inPopup:
		_, name, _ := strings.Cut(value, ".")
		host := b.e.named[name]
		switch {
		case host == nil:
			b.complain("[!] Item Position (%s): There is no item '%s' to have a popup. %s", i.name, name, b.e.didYouMean(name))
		case host.within(i):
			b.complain("[!] Item Position (%s): '%s' is itself in a popup of '%s'.", i.name, name, i.name)
		default:
			i.position, i.host = inPopup, host
		}
	}
}

// within says whether an item is another one or in one of its popups.
func (i *item) within(other *item) bool {
	for ; i != nil; i = i.host {
		if i == other {
			return true
		}
	}
	return false
}

func setSpaces(_ *batch, i *item, value string) {
	i.spaces = parseMask(value)
	if i.kind == kindSpace {
		i.spaces = 0
		for id := range strings.SplitSeq(value, ",") {
			if one := parseMask(id); one != 0 {
				i.spaces = one
			}
		}
	}
}

func setDisplays(_ *batch, i *item, value string) {
	i.displays, i.activeDisplay = parseMask(value), false
	for id := range strings.SplitSeq(value, ",") {
		i.activeDisplay = i.activeDisplay || id == "active"
	}
}

func setWidth(b *batch, i *item, value string) {
	b.storeSpan(&i.width, value, func() int { return i.measure(b.e).natural })
}

func setUpdates(_ *batch, i *item, value string) {
	switch {
	case value == "when_shown":
		i.updates = updatesShown
	case parseBool(value, i.updates != updatesOff):
		i.updates = updatesOn
	default:
		i.updates = updatesOff
	}
}

func (u updates) String() string { return [...]string{"on", "off", "when_shown"}[u] }

// variables is what every script of the item gets.
func (i *item) variables() []string {
	env := []string{"NAME=" + i.name}
	if i.kind == kindSpace {
		env = append(env, "SELECTED="+strconv.FormatBool(i.selected),
			"SID="+strconv.Itoa(lowest(i.spaces)), "DID="+strconv.Itoa(lowest(i.displays)))
	}
	if i.clicked != "" {
		env = append(env, "PERCENTAGE="+i.clicked)
	}
	return env
}
