package workspaces

import "math"

// Point is a position.
type Point struct{ X, Y float64 }

// Distance is the length of the line between two points.
func (p Point) Distance(q Point) float64 { return math.Hypot(p.X-q.X, p.Y-q.Y) }

// Size is a width and a height.
type Size struct{ W, H float64 }

// Rect is an area: its top left corner and its size.
type Rect struct{ X, Y, W, H float64 }

// TopLeft is the corner at the origin's side.
func (r Rect) TopLeft() Point { return Point{r.X, r.Y} }

// Size is the rectangle's width and height.
func (r Rect) Size() Size { return Size{r.W, r.H} }

// Right is the first column beyond the rectangle.
func (r Rect) Right() float64 { return r.X + r.W }

// Bottom is the first row below the rectangle.
func (r Rect) Bottom() float64 { return r.Y + r.H }

// Center is the middle of the rectangle.
func (r Rect) Center() Point { return Point{r.X + r.W/2, r.Y + r.H/2} }

// Empty says that the rectangle has no area.
func (r Rect) Empty() bool { return r.W <= 0 || r.H <= 0 }

// Contains says whether p is inside; the right and bottom edges are outside.
func (r Rect) Contains(p Point) bool {
	return p.X >= r.X && p.X < r.Right() && p.Y >= r.Y && p.Y < r.Bottom()
}

// Intersects says whether the rectangles share any area.
func (r Rect) Intersects(o Rect) bool {
	return r.X < o.Right() && o.X < r.Right() && r.Y < o.Bottom() && o.Y < r.Bottom()
}

// Inset takes the given lengths off the sides.
func (r Rect) Inset(left, top, right, bottom float64) Rect {
	return Rect{r.X + left, r.Y + top, r.W - left - right, r.H - top - bottom}
}

// Distance is the length from p to the nearest point of the rectangle, 0 inside.
func (r Rect) Distance(p Point) float64 {
	dx := max(r.X-p.X, 0, p.X-r.Right())
	dy := max(r.Y-p.Y, 0, p.Y-r.Bottom())
	return math.Hypot(dx, dy)
}

// clamp is p, or the point near the edge of the rectangle that is closest to it
// and inside.
func (r Rect) clamp(p Point) Point {
	return Point{max(r.X, min(p.X, r.Right()-1)), max(r.Y, min(p.Y, r.Bottom()-1))}
}

// along is the point's coordinate on the axis of o.
func (p Point) along(o Orientation) float64 {
	if o == Horizontal {
		return p.X
	}
	return p.Y
}

// length is the rectangle's extent on the axis of o.
func (r Rect) length(o Orientation) float64 {
	if o == Horizontal {
		return r.W
	}
	return r.H
}

// slice is the part of the rectangle that starts at offset on the axis of o
// and is length long.
func (r Rect) slice(o Orientation, offset, length float64) Rect {
	if o == Horizontal {
		return Rect{r.X + offset, r.Y, length, r.H}
	}
	return Rect{r.X, r.Y + offset, r.W, length}
}

// within moves a rectangle inside another as far as its size allows; its top
// left corner always is.
func (r Rect) within(area Rect) Rect {
	r.X = max(area.X, min(r.X, area.Right()-r.W))
	r.Y = max(area.Y, min(r.Y, area.Bottom()-r.H))
	return r
}
