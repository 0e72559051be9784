package engine

import "strconv"

// graph is a curve of samples, one for each pixel of its width.
type graph struct {
	color, fillColor Color
	filled           bool // fillColor was set
	lineWidth        float64
	// samples is a ring: next is where the next one goes.
	samples []float64
	next    int
}

// widest is more pixels than any display has.
const widest = 1 << 15

func newGraph() graph { return graph{color: 0xffcccccc, fillColor: 0xffcccccc, lineWidth: 0.5} }

var graphTable = newTable(invalid[graph]("[!] Graph"),
	row[graph]{name: "color", field: func(g *graph) any { return &g.color }},
	row[graph]{name: "fill_color", field: func(g *graph) any { return &g.fillColor },
		after: func(_ *batch, g *graph) { g.filled = true }},
	row[graph]{name: "line_width", field: func(g *graph) any { return &g.lineWidth }, unsigned: true,
		show: func(g *graph, w *writer) { w.string(strconv.FormatFloat(g.lineWidth, 'f', 6, 64)) }},
)

func (g *graph) set(b *batch, key, value string) { graphTable.set(b, g, key, value) }

// report writes the samples as they lie in the ring.
func (g *graph) report(w *writer) {
	graphTable.report(w, g)
	w.key("data")
	w.open('[')
	for _, s := range g.samples {
		w.next()
		w.string(strconv.FormatFloat(s, 'f', 6, 64))
	}
	w.close(']')
}

// resize gives the graph a width, and samples of 0.
func (g *graph) resize(width int) {
	g.samples, g.next = make([]float64, min(max(width, 1), widest)), 0
}

func (g *graph) push(value float64) {
	g.samples[g.next] = value
	g.next = (g.next + 1) % len(g.samples)
}

// ordered is the samples from left to right: the newest are at the edge where
// the section begins.
func (g *graph) ordered(newestFirst bool) []float64 {
	ordered := append(append(make([]float64, 0, len(g.samples)), g.samples[g.next:]...), g.samples[:g.next]...)
	if newestFirst {
		for i, j := 0, len(ordered)-1; i < j; i, j = i+1, j-1 {
			ordered[i], ordered[j] = ordered[j], ordered[i]
		}
	}
	return ordered
}

// mark is the graph at x, height high.
func (g *graph) mark(in plane, x, height int, newestFirst bool) Plot {
	fill := g.fillColor
	if !g.filled {
		fill = g.color.faded(0.2)
	}
	base := float64(in.height-in.middle+height/2) - g.lineWidth
	return Plot{
		Frame: Rect{float64(x), base - float64(height), float64(len(g.samples)), float64(height)},
		Base:  base, Samples: g.ordered(newestFirst),
		Line: g.color, Fill: fill, LineWidth: g.lineWidth,
	}
}
