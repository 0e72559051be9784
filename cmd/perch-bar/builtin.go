package main

import (
	"image"

	"perch/bar"
	"perch/bar/engine"
	"perch/bar/paint"
)

// builtin is what the items of the [bar] table look like: layers that lie in
// the windows of the engine's bars.
type builtin struct {
	painter *paint.Painter
	frames  map[string]bar.Frame // by window
	layers  map[string]map[string]*engine.Layer
	images  map[string]map[string]*image.RGBA
}

func newBuiltin() *builtin {
	return &builtin{
		frames: map[string]bar.Frame{},
		layers: map[string]map[string]*engine.Layer{},
		images: map[string]map[string]*image.RGBA{},
	}
}

// forget drops every picture, because the scale changed or nothing is shown.
func (b *builtin) forget() { *b = *newBuiltin() }

// show is a frame as layers of a window. Those that look as before are the
// same ones.
func (b *builtin) show(window string, f bar.Frame) []*engine.Layer {
	old := map[string]bar.Box{}
	for _, box := range b.frames[window].Boxes {
		old[box.Item] = box
	}
	sameHeight := b.frames[window].Height == f.Height
	layers, images := map[string]*engine.Layer{}, map[string]*image.RGBA{}
	var order []*engine.Layer
	for _, box := range f.Boxes {
		was, known := old[box.Item]
		same := known && sameHeight && was.SameContent(box)
		layer, pixels := b.layers[window][box.Item], b.images[window][box.Item]
		if !same {
			pixels = b.painter.Render(box, f.Height)
		}
		if !same || was.X != box.X {
			layer = &engine.Layer{
				Item:  "builtin/" + box.Item,
				Frame: engine.Rect{X: box.X, W: box.W, H: f.Height},
				Marks: []engine.Mark{engine.Raster{Pixels: pixels}},
			}
		}
		layers[box.Item], images[box.Item] = layer, pixels
		order = append(order, layer)
	}
	b.frames[window], b.layers[window], b.images[window] = f, layers, images
	return order
}

// hit is what stands at a place of a window.
func (b *builtin) hit(window string, x float64) (bar.Box, bar.Placed, bool) {
	return b.frames[window].Hit(x)
}
