package engine

// background is a rounded rectangle behind something, with an image perhaps.
type background struct {
	drawing            bool
	color, borderColor Color
	borderWidth        int
	height             int // 0 is automatic
	radius             int
	padLeft, padRight  int // of items and of the bar
	xOffset, yOffset   int
	clip               float64 // how much of the bar behind is cut out
	image              picture
	shadow             shadow
}

var plainBackground = background{image: plainPicture, shadow: plainShadow}

var backgroundTable = newTable(invalid[background]("[!] Background"),
	row[background]{name: "drawing", field: func(g *background) any { return &g.drawing }},
	row[background]{name: "color", field: func(g *background) any { return &g.color }, moves: true,
		after: func(_ *batch, g *background) { g.drawing = true }},
	row[background]{name: "border_color", field: func(g *background) any { return &g.borderColor }, moves: true},
	row[background]{name: "border_width", field: func(g *background) any { return &g.borderWidth }, moves: true, unsigned: true},
	row[background]{name: "height", field: func(g *background) any { return &g.height }, moves: true, unsigned: true},
	row[background]{name: "corner_radius", field: func(g *background) any { return &g.radius }, moves: true, unsigned: true},
	row[background]{name: "padding_left", field: func(g *background) any { return &g.padLeft }, moves: true},
	row[background]{name: "padding_right", field: func(g *background) any { return &g.padRight }, moves: true},
	row[background]{name: "x_offset", field: func(g *background) any { return &g.xOffset }, moves: true},
	row[background]{name: "y_offset", field: func(g *background) any { return &g.yOffset }, moves: true},
	row[background]{name: "clip", field: func(g *background) any { return &g.clip }, moves: true, after: switchOnClip},
	row[background]{name: "image", part: func(g *background) part { return &g.image }, bare: "string"},
	row[background]{name: "shadow", part: func(g *background) part { return &g.shadow }},
)

func switchOnClip(b *batch, g *background) {
	if b.target(&g.clip) > 0 {
		g.drawing = true
	}
}

func (g *background) set(b *batch, key, value string) { backgroundTable.set(b, g, key, value) }
func (g *background) report(w *writer)                { backgroundTable.report(w, g) }

// brief is a background that queries report without its shadow.
type brief struct{ *background }

func (g brief) report(w *writer) { backgroundTable.report(w, g.background, "shadow") }

// pictured says whether an image belongs to what is seen.
func (g *background) pictured() bool { return g.drawing && g.image.drawing && g.image.path != "" }

// reach is what the background needs beside the room it was given. A shadow
// counts even where the background is not drawn.
func (g *background) reach() margins {
	m := g.shadow.reach()
	if g.drawing {
		m = m.plus(margins{left: max(-g.xOffset, 0), right: max(g.xOffset, 0)})
	}
	return m
}

// marks appends what is to be painted of a background that begins at x, without
// its own offsets.
func (g *background) marks(e *Engine, marks []Mark, in plane, x, width, height int) []Mark {
	if !g.drawing {
		return marks
	}
	frame := in.rect(x+g.xOffset, width, height, g.yOffset)
	visible := !g.color.clear() || g.borderWidth > 0 && !g.borderColor.clear()
	if width > 0 && height > 0 {
		if g.clip > 0 {
			marks = append(marks, Shape{Frame: frame, Radius: float64(g.radius), Hole: min(g.clip, 1)})
		}
		if g.shadow.drawing {
			dx, dy := g.shadow.offset()
			below := frame
			below.X += float64(dx)
			below.Y += float64(dy)
			marks = append(marks, Shape{Frame: below, Radius: float64(g.radius), Fill: g.shadow.color})
		}
		if visible {
			marks = append(marks, Shape{Frame: frame, Radius: float64(g.radius), Fill: g.color,
				Border: g.borderColor, BorderWidth: float64(g.borderWidth)})
		}
	}
	if g.pictured() {
		marks = append(marks, g.image.mark(e, in, x))
	}
	return marks
}

// mark is the picture in a background that begins at x. The background's own
// offsets do not move it.
func (p *picture) mark(e *Engine, in plane, x int) Picture {
	size := p.size(e)
	m := Picture{
		Frame: Rect{float64(x + p.padLeft), float64(in.height-in.middle-p.yOffset) - size.H/2, size.W, size.H},
		// SketchyBar does not round a picture that is too small for it.
		Source: p.path, Border: p.borderColor, BorderWidth: p.borderWidth,
	}
	if r := float64(p.radius); size.W >= 2*r && size.H >= 2*r {
		m.Radius = r
	}
	if p.shadow.drawing {
		dx, dy := p.shadow.offset()
		m.ShadowColor, m.ShadowOffset = p.shadow.color, Point{float64(dx), float64(dy)}
	}
	return m
}

// plane is where things stand in a layer: middle is the centre line, measured
// upwards from the lower edge, because that is how offsets and roundings of
// SketchyBar go. The item's window reaches from left to right.
type plane struct{ height, middle, left, right int }

// rect is a rectangle around the centre line, moved up by an offset.
func (in plane) rect(x, width, height, up int) Rect {
	bottom := in.middle - height/2 + up
	return Rect{float64(x), float64(in.height - bottom - height), float64(width), float64(height)}
}
