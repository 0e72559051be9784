package engine

// place is where an item is on one display, and its layer there. A layer is
// kept as long as nothing of it changes; its marks are kept while it moves.
type place struct {
	drawn     bool
	frame     Rect // on the desktop, what the item fills
	onDesktop Rect // on the desktop, with the room that shadows need
	track     Rect // of a slider, in the window
	setting   setting
	layer     *Layer
	within    Rect   // on the desktop, the window that the item is in
	backdrop  *Layer // of the item's own popup
}

// setting is what an item's marks depend on, beside their size.
type setting struct {
	revision, generation int
	height               int // of the window's row that the item is in
	automatic            int // the height of a background that has none
}

// shown says whether the item was drawn on any display.
func (i *item) shown() bool {
	for n := range i.places {
		if i.places[n].drawn {
			return true
		}
	}
	return false
}

// put shows an item on a bar's display: at x and y in a window, width wide and
// in a row height high.
func (e *Engine) put(i *item, n int, window Rect, x, y, width, height, automatic int) *Layer {
	m := i.measure(e).margins
	if i.kind == kindBracket {
		m = i.background.reach()
	}
	p := &i.places[n]
	p.drawn = true
	p.within = window
	p.frame = Rect{window.X + float64(x), window.Y + float64(y), float64(width), float64(height)}
	inWindow := Rect{float64(x - m.left), float64(y), float64(m.left + width + m.right), float64(height)}
	p.onDesktop = inWindow
	p.onDesktop.X += window.X
	p.onDesktop.Y += window.Y

	now := setting{i.revision, e.generation, height, automatic}
	same := p.layer != nil && p.setting == now && p.layer.Frame.W == inWindow.W
	if same && p.layer.Frame == inWindow {
		return p.layer
	}
	layer := &Layer{Item: i.name, Frame: inWindow, Hit: inWindow}
	if i.kind == kindBracket && !i.clickable() {
		layer.Hit = Rect{}
	}
	if same {
		layer.Marks = p.layer.Marks
	} else {
		layer.Marks = e.marks(i, now, m.left, width)
	}
	if i.kind == kindSlider {
		p.track = inWindow
		p.track.X += float64(m.left + i.inset(e) + i.measure(e).icon)
		p.track.W = float64(i.slider.width)
	}
	p.setting, p.layer = now, layer
	return layer
}

// inset is where the content of an item begins that has room to spare.
func (i *item) inset(e *Engine) int {
	x := i.measure(e)
	return i.align.shift(x.drawn - x.content)
}

// marks is what is painted of an item that begins at x in its layer.
func (e *Engine) marks(i *item, s setting, x, width int) []Mark {
	in := plane{height: s.height, middle: s.height/2 + i.yOffset, left: x, right: x + width}
	height := i.background.height
	if i.kind == kindBracket {
		return i.background.marks(e, nil, in, x, width, height)
	}
	if height == 0 {
		height = s.automatic
	}
	measured := i.measure(e)
	in.right = x + measured.drawn
	marks := i.background.marks(e, nil, in, x, measured.box, height)
	x += i.inset(e)
	marks = i.icon.marks(e, marks, in, x)
	x += measured.icon
	marks = i.label.marks(e, marks, in, x+measured.middle)
	switch i.kind {
	case kindAlias:
		if measured.middle > 0 {
			marks = append(marks, i.alias.picture.mark(e, in, x))
		}
	case kindGraph:
		tall := s.automatic
		if i.background.drawing {
			tall = height - i.background.borderWidth - 1
		}
		marks = append(marks, i.graph.mark(in, x, max(tall, 0), !i.position.leftwards()))
	case kindSlider:
		marks = i.slider.marks(e, marks, in, x)
	}
	return marks
}

// backdrop is the layer of a window's own background, the old one if it can be
// kept.
func (e *Engine) backdrop(old *Layer, g background, width, height int) *Layer {
	frame := Rect{W: float64(width), H: float64(height)}
	layer := &Layer{Frame: frame, Marks: g.marks(e, nil, plane{height: height, middle: height / 2, right: width}, 0, width, height)}
	if old != nil && old.Frame == frame && equalMarks(old.Marks, layer.Marks) {
		return old
	}
	return layer
}

// equalMarks compares the marks of backgrounds, which hold nothing that cannot
// be compared.
func equalMarks(a, b []Mark) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
