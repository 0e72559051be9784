package engine

import "strconv"

// barWindow is the bar of one display.
type barWindow struct {
	display  Display
	frame    Rect
	height   int
	hidden   bool
	backdrop *Layer
}

// arrange lays everything out again and makes the scene, if anything changed.
func (e *Engine) arrange() {
	if !e.stale {
		return
	}
	e.stale = false
	e.arrangeBars()
	for _, i := range e.items {
		if len(i.places) != len(e.bars) {
			i.places = make([]place, len(e.bars))
		}
		for n := range i.places {
			i.places[n].drawn = false
		}
	}
	windows := make([]Window, 0, len(e.scene.Windows))
	for n := range e.bars {
		if !e.bars[n].hidden {
			windows = append(windows, e.arrangeBar(n))
		}
	}
	e.scene = Scene{e.arrangePopups(windows)}
}

// arrangeBars finds out which displays have a bar.
func (e *Engine) arrangeBars() {
	old := e.bars
	e.bars = make([]barWindow, 0, len(e.displays))
	for n := range e.displays {
		d := &e.displays[n]
		if !e.bar.selects(d) {
			continue
		}
		w := barWindow{display: *d, frame: e.bar.frameOn(d), height: e.bar.heightOn(d)}
		current := e.facts.current(d.ID)
		w.hidden = e.bar.hiddenOn(d.ID) || current != nil && current.Fullscreen && !e.bar.fullscreen
		for k := range old {
			if old[k].display.ID == d.ID {
				w.backdrop = old[k].backdrop
			}
		}
		e.bars = append(e.bars, w)
	}
}

// sections are the places in a bar where the next item goes.
type sections struct{ left, right, center, q, e int }

func (s *sections) of(p position) *int {
	switch p {
	case atRight:
		return &s.right
	case atCenter:
		return &s.center
	case atQ:
		return &s.q
	case atE:
		return &s.e
	}
	return &s.left
}

// arrangeBar places the items on one bar. The sections know nothing of each
// other.
func (e *Engine) arrangeBar(n int) Window {
	w := &e.bars[n]
	width, height := int(w.frame.W), w.height
	notch := e.bar.notchOn(&w.display)
	automatic := height - 2*(e.bar.borderWidth+1)

	center := 0
	here := make([]*item, 0, len(e.items))
	for _, i := range e.items {
		if i.kind == kindBracket || i.position == inPopup || !i.drawing || !e.onDisplay(i, &w.display) {
			continue
		}
		here = append(here, i)
		if i.position == atCenter {
			center += i.slot(e)
		}
	}
	cursors := sections{
		left: max(e.bar.padLeft, 0), right: width - max(e.bar.padRight, 0),
		center: (width - center) / 2, q: (width - notch) / 2, e: (width + notch) / 2,
	}

	items := make([]*Layer, 0, len(e.items)+1)
	for _, i := range here {
		x, drawn, cursor := 0, i.measure(e).drawn, cursors.of(i.position)
		if i.position.leftwards() {
			x = *cursor - drawn - i.background.padRight
			*cursor -= i.slot(e)
		} else {
			x = *cursor + i.background.padLeft
			*cursor = max(*cursor+i.slot(e), 0)
		}
		items = append(items, e.put(i, n, w.frame, x, 0, drawn, height, automatic))
	}

	g := e.bar.background
	g.drawing, g.clip, g.yOffset = true, 0, 0 // a bar is always painted; its offset moved the window
	w.backdrop = e.backdrop(w.backdrop, g, width, height)
	window := Window{
		Key: "bar/" + strconv.Itoa(w.display.ID), Display: w.display.ID, Frame: w.frame,
		Level: e.bar.level, Bottom: e.bar.bottom, Blur: e.bar.blur, Shadow: e.bar.windowShadow, Fullscreen: e.bar.fullscreen,
	}
	window.Layers = append(e.arrangeBrackets(n, nil, w.frame, []*Layer{w.backdrop}), items...)
	return window
}

// arrangeBrackets appends the brackets of a bar, or of a host's popup.
func (e *Engine) arrangeBrackets(n int, host *item, window Rect, layers []*Layer) []*Layer {
	w := &e.bars[n]
	for _, i := range e.items {
		if i.kind != kindBracket || i.host != host || !i.drawing || !e.onDisplay(i, &w.display) {
			continue
		}
		around, any := i.around(n)
		if !any {
			continue
		}
		if host == nil {
			around.Y, around.H = w.frame.Y, float64(w.height)
		}
		layers = append(layers, e.put(i, n, window,
			int(around.X-window.X), int(around.Y-window.Y), int(around.W), int(around.H), 0))
	}
	return layers
}

// around is what a bracket spans on a display: from the leftmost of the members
// that are drawn to the one that reaches farthest to the right, with the outer
// paddings of these two.
func (i *item) around(n int) (Rect, bool) {
	var first, last *item
	var top, bottom float64
	for _, m := range i.members {
		if n >= len(m.places) || !m.places[n].drawn || m.kind == kindBracket {
			continue
		}
		f := m.places[n].frame
		if first == nil {
			first, last, top, bottom = m, m, f.Y, f.Y+f.H
			continue
		}
		if f.X < first.places[n].frame.X {
			first = m
		}
		if end := last.places[n].frame; f.X+f.W > end.X+end.W {
			last = m
		}
		top, bottom = min(top, f.Y), max(bottom, f.Y+f.H)
	}
	if first == nil {
		return Rect{}, false
	}
	left := first.places[n].frame.X - float64(first.background.padLeft)
	end := last.places[n].frame
	return Rect{left, top, end.X + end.W + float64(last.background.padRight) - left, bottom - top}, true
}
