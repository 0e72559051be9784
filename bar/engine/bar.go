package engine

// bar is what belongs to the bar as a whole. It is a background with more to
// it: its height, offset and paddings are the background's, so that what is no
// property of the bar is sought, and complained about, there.
type bar struct {
	background
	bottom       bool
	level        Level
	sticky       bool
	windowShadow bool
	smoothing    bool
	fullscreen   bool
	blur         int
	margin       int
	notchWidth   int
	notchHeight  int
	notchOffset  int
	displays     uint32 // a mask, 0 for all
	mainOnly     bool
	hidden       bool
	except       map[int]bool // displays on which hidden is the other way round
}

func newBar() bar {
	b := bar{background: plainBackground, sticky: true, notchWidth: 200}
	b.color, b.borderColor = 0x44000000, 0xffff0000
	b.height, b.padLeft, b.padRight = 25, 20, 20
	return b
}

var barTable *table[bar]

func init() {
	barTable = newTable(nil,
		row[bar]{name: "position", set: setBarPosition, show: func(b *bar, w *writer) {
			if b.bottom {
				w.string("bottom")
			} else {
				w.string("top")
			}
		}},
		row[bar]{name: "topmost", set: setTopmost, show: func(b *bar, w *writer) { w.bool(b.level != Below) }},
		row[bar]{name: "sticky", field: func(b *bar) any { return &b.sticky }},
		row[bar]{name: "hidden", set: setHidden, show: func(b *bar, w *writer) { w.bool(b.hides()) }},
		// shadow=on is the window's shadow; shadow.color= leads to the background's.
		row[bar]{name: "shadow", field: func(b *bar) any { return &b.windowShadow },
			part: func(b *bar) part { return &b.background.shadow }},
		row[bar]{name: "font_smoothing", field: func(b *bar) any { return &b.smoothing }},
		row[bar]{name: "show_in_fullscreen", field: func(b *bar) any { return &b.fullscreen }},
		row[bar]{name: "blur_radius", field: func(b *bar) any { return &b.blur }, moves: true, unsigned: true},
		row[bar]{name: "margin", field: func(b *bar) any { return &b.margin }, moves: true},
		row[bar]{name: "notch_width", field: func(b *bar) any { return &b.notchWidth }, moves: true, unsigned: true, silent: true},
		row[bar]{name: "notch_offset", field: func(b *bar) any { return &b.notchOffset }, moves: true, silent: true},
		row[bar]{name: "notch_display_height", field: func(b *bar) any { return &b.notchHeight }, moves: true, unsigned: true, silent: true},
		row[bar]{name: "display", set: setBarDisplay, silent: true},
		row[bar]{name: "clip", silent: true, set: func(b *batch, _ *bar, _ string) {
			b.complain("[!] Bar: 'clip' is for the backgrounds of items: it cuts the bar.")
		}},
	)
}

func (b *bar) set(m *batch, key, value string) {
	if !barTable.try(m, b, key, value) {
		b.background.set(m, key, value)
	}
}

func (b *bar) report(w *writer) {
	barTable.report(w, b)
	backgroundTable.report(w, &b.background, "shadow")
}

func setBarPosition(_ *batch, b *bar, value string) {
	b.bottom = parseAlign(value) == alignBottom
}

func setTopmost(_ *batch, b *bar, value string) {
	switch {
	case value == "window":
		b.level = Above
	case parseBool(value, b.level != Below):
		b.level = Top
	default:
		b.level = Below
	}
}

// setBarDisplay takes main, all or a list of displays.
func setBarDisplay(_ *batch, b *bar, value string) {
	b.mainOnly = value == "main"
	b.displays = parseMask(value)
}

// setHidden hides or shows all bars, or turns over the one on the active
// display. A bar that hides takes every open popup with it.
func setHidden(m *batch, b *bar, value string) {
	if value == "current" {
		b.turnOver(m.e.activeDisplay(), m.e.displays)
	} else {
		b.hidden = parseBool(value, b.hides())
		b.except = nil
	}
	if b.hides() {
		for _, i := range m.e.items {
			i.popup.drawing = false
		}
	}
}

// turnOver hides the bar of one display if it is shown, and the reverse.
func (b *bar) turnOver(id int, displays []Display) {
	except := map[int]bool{id: !b.except[id]}
	all := except[id]
	for n := range displays {
		if d := displays[n].ID; d != id {
			except[d] = b.except[d]
			all = all && except[d]
		}
	}
	b.except = except
	if all { // there is no bar left that the rule holds for
		b.hidden, b.except = !b.hidden, nil
	}
}

// hiddenOn says whether the bar of a display hides.
func (b *bar) hiddenOn(display int) bool { return b.hidden != b.except[display] }

// hides says whether any bar does.
func (b *bar) hides() bool {
	if b.hidden {
		return true
	}
	for _, other := range b.except {
		if other {
			return true
		}
	}
	return false
}

// selects says whether a display gets a bar.
func (b *bar) selects(d *Display) bool {
	switch {
	case b.mainOnly:
		return d.Main
	case b.displays != 0:
		return d.ID <= lastID && b.displays&(1<<d.ID) != 0
	}
	return true
}

// heightOn is how thick the bar of a display is.
func (b *bar) heightOn(d *Display) int {
	if d.Notched && b.notchHeight > 0 {
		return b.notchHeight
	}
	return b.height
}

// notchOn is the room between the sections q and e.
func (b *bar) notchOn(d *Display) int {
	if d.Notched {
		return b.notchWidth
	}
	return 0
}

// frameOn is where on the desktop the bar of a display is. At the bottom the
// offset counts twice; those who use SketchyBar have tuned theirs to that.
func (b *bar) frameOn(d *Display) Rect {
	offset, height := b.yOffset, b.heightOn(d)
	notch := 0
	if d.Notched {
		notch = b.notchOffset
	}
	f := Rect{X: d.Frame.X + float64(b.margin), W: max(d.Frame.W-2*float64(b.margin), 0), H: float64(height)}
	if b.bottom {
		f.Y = d.Frame.Y + d.Frame.H - float64(height+2*offset+notch)
	} else {
		f.Y = d.Frame.Y + float64(offset+notch)
		if b.level == Below {
			f.Y += d.MenuBar
		}
	}
	return f
}
