package engine

import "math"

// shadow is a hard copy of a shape or of glyphs, moved away and painted below.
type shadow struct {
	drawing         bool
	color           Color
	angle, distance int // the angle is in degrees, clockwise from the right
}

var plainShadow = shadow{color: 0xff000000, angle: 30, distance: 5}

var shadowTable = newTable(invalid[shadow]("[!] Shadow"),
	row[shadow]{name: "drawing", field: func(s *shadow) any { return &s.drawing }},
	row[shadow]{name: "color", field: func(s *shadow) any { return &s.color }, moves: true,
		after: func(_ *batch, s *shadow) { s.drawing = true }},
	row[shadow]{name: "angle", field: func(s *shadow) any { return &s.angle }, moves: true},
	row[shadow]{name: "distance", field: func(s *shadow) any { return &s.distance }, moves: true},
)

func (s *shadow) set(b *batch, key, value string) { shadowTable.set(b, s, key, value) }
func (s *shadow) report(w *writer)                { shadowTable.report(w, s) }

// offset is how far the shadow is moved, downwards being positive.
func (s *shadow) offset() (dx, dy int) {
	sin, cos := math.Sincos(float64(s.angle) * math.Pi / 180)
	return int(float64(s.distance) * cos), int(float64(s.distance) * sin)
}

// reach is by how much the shadow sticks out on the left and on the right.
func (s *shadow) reach() margins {
	if !s.drawing {
		return margins{}
	}
	dx, _ := s.offset()
	return margins{left: max(-dx, 0), right: max(dx, 0)}
}

// margins is the room beside something that its shadows need.
type margins struct{ left, right int }

func (m margins) plus(n margins) margins { return margins{m.left + n.left, m.right + n.right} }
