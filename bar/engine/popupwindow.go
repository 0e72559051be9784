package engine

// arrangePopups appends the windows of the popups that are open, each after
// the one that its host is in.
func (e *Engine) arrangePopups(windows []Window) []Window {
	open := map[*item][]*item{}
	for _, i := range e.items {
		if i.host != nil && i.host.popup.drawing && i.drawing && i.kind != kindBracket {
			open[i.host] = append(open[i.host], i)
		}
	}
	if len(open) == 0 {
		return windows
	}
	shown := e.popupDisplay()
	for n := range e.bars {
		if e.bars[n].display.ID != shown {
			continue
		}
		for _, host := range e.items {
			if host.host == nil {
				windows = e.open(windows, host, n, open)
			}
		}
	}
	return windows
}

// open appends the window of a host's popup and of the popups in it.
func (e *Engine) open(windows []Window, host *item, n int, open map[*item][]*item) []Window {
	if len(open[host]) == 0 || !host.places[n].drawn {
		return windows
	}
	var items []*item
	for _, i := range open[host] {
		if e.onDisplay(i, &e.bars[n].display) {
			items = append(items, i)
		}
	}
	if len(items) == 0 {
		return windows
	}
	g := e.grid(host, items, n)
	frame := Rect{W: float64(g.width), H: float64(g.height)}
	frame.X, frame.Y = e.anchor(host, n, frame)

	layers := make([]*Layer, 0, len(items))
	for k, i := range items {
		c := g.cells[k]
		layers = append(layers, e.put(i, n, frame, c.x, c.y, i.measure(e).drawn, c.height, c.height-(e.bar.borderWidth+1)))
	}
	background := host.popup.background
	background.shadow.drawing, background.yOffset, background.xOffset = false, 0, 0
	old := host.places[n].backdrop
	host.places[n].backdrop = e.backdrop(old, background, g.width, g.height)
	below := e.arrangeBrackets(n, host, frame, []*Layer{host.places[n].backdrop})

	w := Window{
		Key: "popup/" + host.name, Display: e.bars[n].display.ID, Frame: frame,
		Level: e.bar.level, Popup: true, Blur: host.popup.blur, Fullscreen: e.bar.fullscreen, Layers: append(below, layers...),
	}
	if host.popup.topmost {
		w.Level = Top
	}
	windows = append(windows, w)
	for _, i := range e.items {
		if i.host == host {
			windows = e.open(windows, i, n, open)
		}
	}
	return windows
}

// grid is the cells of a popup and its size.
type grid struct {
	cells         []cell
	width, height int
}

type cell struct{ x, y, height int }

// grid lays the items of a popup out in a column or a row. The border counts
// once in the width and twice in the height, and an image makes only rows higher, as in SketchyBar.
func (e *Engine) grid(host *item, items []*item, n int) grid {
	p := &host.popup
	border := p.background.borderWidth
	least := e.bars[n].height
	if p.height.fixed {
		least = p.height.width
	}
	g := grid{cells: make([]cell, len(items))}
	x, y, highest := 0, border, 0
	for k, i := range items {
		height := max(i.measure(e).tall, least)
		highest = max(highest, height)
		if p.horizontal {
			g.cells[k] = cell{x + i.background.padLeft, border, 0}
			x += i.row(e)
			continue
		}
		g.cells[k] = cell{max(i.background.padLeft, 0), y, height}
		x = max(x, i.row(e))
		y += height
	}
	image, tall := 0, 0
	if p.background.pictured() {
		image, tall = p.background.image.extent(e)
		image += 2 * border
	}
	g.width = x + border
	if image > 0 {
		g.width = max(image, x)
	}
	if p.horizontal {
		highest = max(highest, tall)
		for k := range g.cells {
			g.cells[k].height = highest
			if image > 0 {
				g.cells[k].x += (g.width - x) / 2
			}
		}
		y += highest
	}
	g.width, g.height = max(g.width, 0), y+border
	return g
}

// anchor is where on the desktop a popup opens: below its host, above it if the
// bar is at the bottom, and beside it in a column of another popup. It is moved
// so far that it does not leave its display sideways.
func (e *Engine) anchor(host *item, n int, size Rect) (x, y float64) {
	p, at := &host.popup, host.places[n].frame
	display := e.bars[n].display.Frame
	switch {
	case host.host != nil && !host.host.popup.horizontal:
		around := host.places[n].within
		x, y = around.X+around.W, at.Y
		if p.align == alignLeft {
			x = around.X - size.W
		}
		return x, y + float64(p.yOffset)
	case p.align == alignLeft:
		x = at.X - float64(host.background.padLeft)
	case p.align == alignCenter:
		x = at.X + float64((int(at.W)-int(size.W))/2)
	default:
		x = at.X + at.W - size.W
	}
	x = max(min(x, display.X+display.W-size.W), display.X)
	y = at.Y + at.H
	if e.bar.bottom {
		y = at.Y - size.H
	}
	return x, y + float64(p.yOffset)
}
