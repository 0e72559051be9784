package engine

import "strconv"

// query is --query WHAT or --query item NAME.
func (b *batch) query() {
	line := append(b.line(), "", "")
	e, w := b.e, &writer{}
	what, i := line[0], b.e.named[line[0]]
	if what == "item" && line[1] != "" {
		what, i = line[1], e.named[line[1]]
		if i != nil {
			e.describe(i, w)
			b.print(w)
			return
		}
	}
	switch {
	case what == "bar":
		e.describeBar(w)
	case what == "defaults":
		e.describe(e.template, w)
	case what == "events":
		e.events.describe(w)
	case what == "displays":
		e.describeDisplays(w)
	case what == "default_menu_items":
		if len(e.facts.TrayItems) == 0 {
			return
		}
		w.strings(e.facts.TrayItems)
	case i != nil:
		e.describe(i, w)
	default:
		b.complain("[!] Query: There is no item '%s'. %s", what, e.didYouMean(what))
		return
	}
	b.print(w)
}

func (b *batch) print(w *writer) {
	b.reply.Write(w.text)
	b.reply.WriteByte('\n')
}

func (e *Engine) describeBar(w *writer) {
	w.open('{')
	e.bar.report(w)
	w.key("items")
	w.strings(e.names())
	w.close('}')
}

// describe writes an item, or the template.
func (e *Engine) describe(i *item, w *writer) {
	w.open('{')
	w.key("name")
	if i.template {
		w.string("defaults")
	} else {
		w.string(i.name)
	}
	w.key("type")
	w.string(string(i.kind))
	w.key("geometry")
	w.open('{')
	geometryTable.report(w, i)
	w.close('}')
	w.key("icon")
	w.part(&i.icon)
	w.key("label")
	w.part(&i.label)
	w.key("scripting")
	w.open('{')
	scriptingTable.report(w, i)
	w.close('}')
	w.key("bounding_rects")
	e.describePlaces(i, w)
	if children := e.children(i); len(children) > 0 {
		w.key("popup")
		w.open('{')
		i.popup.report(w)
		w.key("items")
		w.open('[')
		for _, child := range children {
			w.next()
			w.string(child.name)
		}
		w.close(']')
		w.close('}')
	}
	switch {
	case i.template:
	case i.kind == kindBracket:
		w.key("bracket")
		w.open('[')
		for _, m := range i.members {
			w.next()
			w.string(m.name)
		}
		w.close(']')
	case i.kind == kindGraph:
		w.key("graph")
		w.part(&i.graph)
	case i.kind == kindSlider:
		w.key("slider")
		w.part(&i.slider)
	}
	w.close('}')
}

// nowhere is where an item is said to be that is not drawn on a display.
const nowhere = -9999

func (e *Engine) describePlaces(i *item, w *writer) {
	w.open('{')
	for n := range i.places {
		if n >= len(e.bars) {
			break
		}
		frame := Rect{X: nowhere, Y: nowhere}
		if p := &i.places[n]; p.drawn {
			frame = p.onDesktop
		}
		w.key("display-" + strconv.Itoa(e.bars[n].display.ID))
		w.open('{')
		w.key("origin")
		w.pair(frame.X, frame.Y)
		w.key("size")
		w.pair(frame.W, frame.H)
		w.close('}')
	}
	w.close('}')
}

func (e events) describe(w *writer) {
	w.open('{')
	for n := range e {
		w.key(e[n].name)
		w.open('{')
		w.key("bit")
		w.bits(1 << n)
		w.key("notification")
		w.optional(e[n].notification)
		w.close('}')
	}
	w.close('}')
}

func (e *Engine) describeDisplays(w *writer) {
	w.open('[')
	for n := range e.displays {
		d := &e.displays[n]
		w.next()
		w.open('{')
		w.key("arrangement-id")
		w.int(d.ID)
		w.key("DirectDisplayID")
		w.int(d.Direct)
		w.key("UUID")
		w.string(d.UUID)
		w.key("frame")
		w.open('{')
		for _, side := range []struct {
			name   string
			length float64
		}{{"x", d.Frame.X}, {"y", d.Frame.Y}, {"w", d.Frame.W}, {"h", d.Frame.H}} {
			w.key(side.name)
			w.decimals(side.length, 4)
		}
		w.close('}')
		w.close('}')
	}
	w.close(']')
}
