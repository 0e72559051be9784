package main

import (
	"perch/bar"
	"perch/bar/engine"
	"perch/bar/paint"
)

// builtin is what the items of the [bar] table look like: layers that lie in
// the windows of the engine's bars.
type builtin struct {
	frames map[string]bar.Frame // by window
	layers map[string][]*engine.Layer
}

func newBuiltin() *builtin {
	return &builtin{frames: map[string]bar.Frame{}, layers: map[string][]*engine.Layer{}}
}

// forget drops every layer, because the scale changed or nothing is shown.
func (b *builtin) forget() { *b = *newBuiltin() }

// show is a frame as layers of a window, as the stage paints them. Those that look
// as before are the same ones.
func (b *builtin) show(stage *paint.Stage, window string, f bar.Frame) []*engine.Layer {
	before, known := b.frames[window], map[string]int{}
	if before.Height == f.Height {
		for i, box := range before.Boxes {
			known[box.Item] = i
		}
	}
	layers := make([]*engine.Layer, len(f.Boxes))
	for i, box := range f.Boxes {
		was, ok := known[box.Item]
		if ok && before.Boxes[was].X == box.X && before.Boxes[was].SameContent(box) {
			layers[i] = b.layers[window][was]
		} else {
			layers[i] = stage.Layer(box, f.Height)
		}
	}
	b.frames[window], b.layers[window] = f, layers
	return layers
}

// hit is what stands at a place of a window.
func (b *builtin) hit(window string, x float64) (bar.Box, bar.Placed, bool) {
	return b.frames[window].Hit(x)
}
