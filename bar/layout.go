package bar

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// Measure is a text's advance width. The painter that draws it gives it.
type Measure func(Text) float64

// Frame is where every item stands.
type Frame struct {
	Width, Height float64
	Background    Color
	Boxes         []Box // left to right
}

// Box is an item in its place: X and W on the strip, the whole height.
type Box struct {
	Item   string
	Side   Side
	X, W   float64
	Cells  []Placed
	Scroll Scroll
}

// Placed is a cell in its place; X is measured from its box. Its texts are cut
// to what fits.
type Placed struct {
	Cell
	X, W float64
}

// SameContent says that both boxes paint to the same image, wherever they
// stand.
func (b Box) SameContent(c Box) bool {
	return b.Item == c.Item && b.W == c.W && slices.Equal(b.Cells, c.Cells)
}

// Lay places items on a strip. Left items stand from the left edge, right items
// at the right edge, center items in the middle, or as near to it as the others
// let them. When the room is short, elastic cells give up width first, then
// items take their compact form, then items that allow it are trimmed to half of
// the strip, then elastic items go away, then right items from the middle
// outwards, then left ones. What remains never overlaps.
//
// Positions fall on whole device pixels: scale is how many of them a logical
// pixel has.
func Lay(items []Item, s Style, width, scale float64, measure Measure) Frame {
	l := layout{width: width, scale: scale, measure: measure}
	for _, item := range items {
		l.items = append(l.items, l.size(item, item.Cells))
	}
	l.fit()
	return Frame{Width: width, Height: s.Height, Background: s.Colors.Background, Boxes: l.place()}
}

type layout struct {
	width, scale float64
	measure      Measure
	items        []sized
}

// sized is an item with the widths that its cells would like to have.
type sized struct {
	item    Item
	cells   []Cell
	widths  []float64
	natural float64 // with Max applied
	width   float64 // granted
}

func (l *layout) size(item Item, cells []Cell) sized {
	s := sized{item: item, cells: cells}
	for i, c := range cells {
		w := l.snapUp(l.cellWidth(c))
		s.widths = append(s.widths, w)
		s.natural += w
		if i+1 < len(cells) {
			s.natural += l.snap(c.Space)
		}
	}
	if item.Max > 0 {
		s.natural = min(s.natural, l.snap(item.Max))
	}
	s.width = s.natural
	return s
}

// cellWidth is the width of a cell with all its parts.
func (l *layout) cellWidth(c Cell) float64 {
	return max(c.Content(l.measure)+2*c.Inset, c.MinWidth)
}

func (l *layout) textWidth(t Text) float64 {
	if t.Text == "" {
		return 0
	}
	return l.measure(t)
}

// LabelWidth is the room that a cell's label takes.
func LabelWidth(c Cell, measure Measure) float64 {
	if c.Label.Text == "" {
		return 0
	}
	w := measure(c.Label)
	if c.Reserve != "" {
		reserve := c.Label
		reserve.Text = c.Reserve
		w = max(w, measure(reserve))
	}
	return w
}

// overflow is how much wider the items are than the strip.
func (l *layout) overflow() float64 {
	total := 2 * l.edge()
	for i, s := range l.items {
		total += s.width
		if i > 0 {
			total += l.snap(itemGap)
		}
	}
	return total - l.width
}

// fit takes width away until nothing overflows.
func (l *layout) fit() {
	l.shrink()
	if l.overflow() > 0 {
		for i, s := range l.items {
			if s.item.Compact != nil {
				l.items[i] = l.size(s.item, s.item.Compact)
			} else {
				l.items[i].width = s.natural
			}
		}
		l.shrink()
	}
	l.trim(l.width / 2)
	for l.overflow() > 0 && len(l.items) > 1 {
		i := l.expendable()
		l.items = slices.Delete(l.items, i, i+1)
		for i, s := range l.items {
			l.items[i].width = s.natural
		}
		l.shrink()
	}
	l.trim(0)
	if over := l.overflow(); over > 0 && len(l.items) == 1 {
		l.items[0].width = max(0, l.items[0].width-over)
	}
}

// trim takes cells from the items that allow it, while the strip overflows and
// the item is wider than least. One cell stays.
func (l *layout) trim(least float64) {
	for i := range l.items {
		s := &l.items[i]
		if !s.item.Trim {
			continue
		}
		all := s.item.Cells
		if s.item.Compact != nil {
			all = s.item.Compact
		}
		from, to := 0, len(all)
		for s.width > least && to-from > 1 && l.overflow() > 0 {
			if s.item.Keep-from > to-1-s.item.Keep {
				from++
			} else {
				to--
			}
			cells := slices.Clone(all[from:to])
			if from > 0 {
				cells = slices.Insert(cells, 0, s.item.More)
			}
			if to < len(all) {
				cells = append(cells, s.item.More)
			}
			*s = l.size(s.item, cells)
		}
	}
}

// shrink takes the overflow from the elastic items, the widest first.
func (l *layout) shrink() {
	var elastic []*sized
	for i := range l.items {
		if s := &l.items[i]; s.elastic() && s.width > s.item.Min {
			elastic = append(elastic, s)
		}
	}
	slices.SortStableFunc(elastic, func(a, b *sized) int { return cmp.Compare(b.width, a.width) })
	for _, s := range elastic {
		if over := l.overflow(); over > 0 {
			s.width = l.snapUp(max(s.item.Min, s.width-over-1/l.scale))
		}
	}
}

// expendable is the item that goes first when nothing can shrink any more.
func (l *layout) expendable() int {
	for i, s := range l.items {
		if s.elastic() {
			return i
		}
	}
	for _, side := range []Side{Center, Right} {
		for i, s := range l.items {
			if s.item.Side == side {
				return i
			}
		}
	}
	return len(l.items) - 1
}

func (s sized) elastic() bool {
	return slices.ContainsFunc(s.cells, func(c Cell) bool { return c.Elastic })
}

// place gives every item its position.
func (l *layout) place() []Box {
	gap, edge := l.snap(itemGap), l.edge()
	var sides [3][]sized
	var widths [3]float64
	for _, s := range l.items {
		side := s.item.Side
		if len(sides[side]) > 0 {
			widths[side] += gap
		}
		sides[side] = append(sides[side], s)
		widths[side] += s.width
	}
	from := edge
	if len(sides[Left]) > 0 {
		from += widths[Left] + gap
	}
	to := l.width - edge
	if len(sides[Right]) > 0 {
		to -= widths[Right] + gap
	}
	starts := [3]float64{
		Left:   edge,
		Center: l.snap(max(from, min((l.width-widths[Center])/2, to-widths[Center]))),
		Right:  l.snap(l.width - edge - widths[Right]),
	}
	var boxes []Box
	for side := range sides {
		x := starts[side]
		for _, s := range sides[side] {
			boxes = append(boxes, Box{Item: s.item.Name, Side: s.item.Side, X: x, W: s.width, Cells: l.cells(s), Scroll: s.item.Scroll})
			x += s.width + gap
		}
	}
	return boxes
}

// cells places an item's cells in the width that it was granted; elastic cells
// take what the others leave, and cells without any room are left out.
func (l *layout) cells(s sized) []Placed {
	fixed, elastic := 0.0, 0.0
	for i, c := range s.cells {
		if i+1 < len(s.cells) {
			fixed += l.snap(c.Space)
		}
		if c.Elastic {
			elastic += s.widths[i]
		} else {
			fixed += s.widths[i]
		}
	}
	var out []Placed
	x := 0.0
	for i, c := range s.cells {
		w := s.widths[i]
		if c.Elastic && elastic > 0 {
			w = l.snap(min(w, (s.width-fixed)*w/elastic))
			c = l.cut(c, w)
		}
		if w = min(w, s.width-x); w <= 0 {
			break
		}
		out = append(out, Placed{Cell: c, X: x, W: w})
		x += w + l.snap(c.Space)
	}
	return out
}

// cut shortens a cell's texts until it is at most w wide.
func (l *layout) cut(c Cell, w float64) Cell {
	if l.cellWidth(c) <= w {
		return c
	}
	if c.Detail.Text != "" {
		rest := c
		rest.Detail.Text = ""
		room := w - l.cellWidth(rest) - c.Gap
		c.Detail.Text = l.truncate(c.Detail, room)
		if c.Detail.Text != "" {
			return c
		}
		if l.cellWidth(c) <= w {
			return c
		}
	}
	rest := c
	rest.Label.Text = ""
	room := w - l.cellWidth(rest)
	if symbol, _ := c.Symbol.Size(); symbol > 0 {
		room -= c.Gap
	}
	c.Label.Text = l.truncate(c.Label, room)
	return c
}

// truncate is the longest beginning of a text that fits with an ellipsis, in
// whole characters as people count them; "" if not even one does.
func (l *layout) truncate(t Text, room float64) string {
	if l.textWidth(t) <= room {
		return t.Text
	}
	ends := []int{0}
	for g := uniseg.NewGraphemes(t.Text); g.Next(); {
		_, to := g.Positions()
		ends = append(ends, to)
	}
	n := sort.Search(len(ends), func(n int) bool {
		short := t
		short.Text = head(t.Text, ends[n])
		return l.textWidth(short) > room
	})
	if n <= 1 {
		return ""
	}
	return head(t.Text, ends[n-1])
}

// head is text up to the byte end with an ellipsis, without space before it.
func head(text string, end int) string {
	return strings.TrimRightFunc(text[:end], unicode.IsSpace) + "…"
}

// edge is the room at both ends, less on a strip that is narrower than both.
func (l *layout) edge() float64 {
	return min(l.snap(edgePadding), math.Floor(l.width*l.scale/2)/l.scale)
}

func (l *layout) snap(v float64) float64   { return math.Round(v*l.scale) / l.scale }
func (l *layout) snapUp(v float64) float64 { return math.Ceil(v*l.scale-1e-6) / l.scale }

// Hit is the cell under the point x of the strip; ok is false between cells.
// The room between two cells of an item belongs to the nearer one, so that a
// row of workspaces has no dead gaps.
func (f Frame) Hit(x float64) (box Box, cell Placed, ok bool) {
	for _, b := range f.Boxes {
		if x < b.X || x >= b.X+b.W || len(b.Cells) == 0 {
			continue
		}
		best, distance := 0, math.Inf(1)
		for i, c := range b.Cells {
			d := max(b.X+c.X-x, x-(b.X+c.X+c.W), 0)
			if d < distance {
				best, distance = i, d
			}
		}
		return b, b.Cells[best], true
	}
	return Box{}, Placed{}, false
}
