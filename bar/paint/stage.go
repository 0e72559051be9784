// Package paint draws the bar's scenes with Fyne, without a window, and measures
// texts and pictures for the engine. The built-in items are layers of a scene too.
//
// Fyne wants a current application. Importing driver/software makes one: it builds
// on Fyne's test package, whose windowless application registers itself. No theme
// of it shows, for every object here carries its own colour. That package links
// "testing", which adds no flag and no behaviour to a program that is not a test.
package paint

import (
	"image"
	"image/draw"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"perch/bar"
	"perch/bar/engine"
)

// Stage paints the engine's scenes: every layer becomes Fyne objects, which a software
// canvas renders into an image of the layer alone, and a window's image is composed
// of its layers' images. Only layers that changed are rendered, and
// nothing happens while nothing changes.
//
// A Stage measures for the engine as well (engine.Measurer). It is for one
// goroutine, and so are all of a process together.
type Stage struct {
	// Artwork delivers the picture of what is being played, nil if there is
	// none. It is asked once until Forget("media.artwork").
	Artwork func() image.Image
	// AppIcon delivers an application's icon if no icon theme has one: for
	// instance the one that its window shows. It may be nil.
	AppIcon func(app string) image.Image
	// Rendered counts the layers rendered so far.
	Rendered int

	scale   float64
	canvas  test.WindowlessCanvas
	text    typesetter
	ink     inker
	gallery gallery
	symbols map[bar.Symbol]*image.RGBA
	windows map[string]*sheet
}

var _ engine.Measurer = (*Stage)(nil)

// sheet is one window's image and what it shows.
type sheet struct {
	frame  image.Rectangle // on the desktop, in device pixels
	image  *image.RGBA
	popup  bool
	layers []placed
}

// placed is a layer in a window.
type placed struct {
	layer *engine.Layer
	at    image.Point
	look  *rendered
}

// rendered is what a layer looks like. Its bounds are relative to the layer's
// corner.
type rendered struct {
	phase  [2]float64
	full   image.Rectangle // of all marks
	bounds image.Rectangle // the part of it that the window shows
	image  *image.RGBA     // nil if nothing is painted
	holes  []hole
}

// hole is what a layer cuts out of its window's own background.
type hole struct {
	mask     *image.RGBA
	strength float64 // 0 to 1
}

// Change is a window whose image is another than before.
type Change struct {
	Key    string
	Frame  image.Rectangle   // on the desktop, in device pixels
	Image  *image.RGBA       // premultiplied; it changes in place with each Show
	Damage []image.Rectangle // the parts that changed, in the image
}

// NewStage makes a stage; scale is device pixels per logical pixel.
func NewStage(scale float64) *Stage {
	c := software.NewTransparentCanvas()
	c.SetPadded(false)
	c.SetScale(1)
	s := &Stage{
		scale: scale, canvas: c,
		text:    typesetter{scale: scale, library: newLibrary(), lines: map[lineKey]*textLine{}},
		ink:     inker{masks: map[maskKey]*mask{}},
		gallery: newGallery(),
		symbols: map[bar.Symbol]*image.RGBA{},
		windows: map[string]*sheet{},
	}
	s.text.shaper.SetFontCacheSize(shapedFonts)
	return s
}

// shapedFonts is for how many fonts the shaper keeps its tables, whose making
// costs more than shaping a short text.
const shapedFonts = 16

// Scale is the number of device pixels in a logical one.
func (s *Stage) Scale() float64 { return s.scale }

// SetScale changes the number of device pixels in a logical one. The next Show
// paints everything anew.
func (s *Stage) SetScale(scale float64) {
	if scale == s.scale {
		return
	}
	s.scale, s.text.scale = scale, scale
	s.renew()
}

// renew forgets everything that was painted.
func (s *Stage) renew() {
	clear(s.text.lines)
	clear(s.ink.masks)
	clear(s.symbols)
	clear(s.windows)
}

// LoadFont makes a font file known for this process (SketchyBar's --load-font).
// It comes before the installed fonts of the same name. The next Show paints
// everything anew.
func (s *Stage) LoadFont(path string) error {
	if err := s.text.library.load(path); err != nil {
		return err
	}
	s.renew()
	return nil
}

// Text is the advance width of a text and the height of its ink, in logical
// pixels.
func (s *Stage) Text(f engine.Font, text string) (width, height float64) {
	l := s.text.line(f, text)
	return l.advance / s.scale, (l.ink.bottom - l.ink.top) / s.scale
}

// Pixels is a window's image and its place on the desktop in device pixels,
// nil if the window was not in the last scene.
func (s *Stage) Pixels(key string) (*image.RGBA, image.Rectangle) {
	if w := s.windows[key]; w != nil {
		return w.image, w.frame
	}
	return nil, image.Rectangle{}
}

// Device is a frame of the desktop in device pixels. Its size depends on nothing
// but the frame's, so that a window that moves is not painted anew.
func Device(f engine.Rect, scale float64) image.Rectangle {
	at := image.Pt(snap(f.X*scale), snap(f.Y*scale))
	return image.Rectangle{Min: at, Max: at.Add(image.Pt(snap(f.W*scale), snap(f.H*scale)))}
}

// Show brings the windows to a scene and answers with those that changed, with
// no damage for a window that only moved. Windows that are not in the scene are forgotten.
func (s *Stage) Show(scene engine.Scene) []Change {
	var changes []Change
	for i := range scene.Windows {
		w := &scene.Windows[i]
		frame := Device(w.Frame, s.scale)
		sheet := s.windows[w.Key]
		moved := sheet != nil && sheet.frame != frame
		if sheet == nil {
			sheet = s.open(w.Key)
		}
		damage := s.paint(sheet, w, frame)
		if moved || len(damage) > 0 {
			changes = append(changes, Change{Key: w.Key, Frame: frame, Image: sheet.image, Damage: damage})
		}
	}
	if len(s.windows) > len(scene.Windows) {
		shown := make(map[string]bool, len(scene.Windows))
		for i := range scene.Windows {
			shown[scene.Windows[i].Key] = true
		}
		for key := range s.windows {
			if !shown[key] {
				delete(s.windows, key)
			}
		}
	}
	return changes
}

// add puts a rectangle on a list, joined with those that it overlaps.
func add(list []image.Rectangle, r image.Rectangle) []image.Rectangle {
	for i := 0; i < len(list); i++ {
		if list[i].Overlaps(r) {
			r = r.Union(list[i])
			list = append(list[:i], list[i+1:]...)
			i = -1
		}
	}
	return append(list, r)
}

func (s *Stage) open(key string) *sheet {
	w := &sheet{}
	s.windows[key] = w
	return w
}

// paint brings a window to its layers and says what changed.
func (s *Stage) paint(w *sheet, to *engine.Window, frame image.Rectangle) []image.Rectangle {
	size := image.Rectangle{Max: frame.Size()}
	fresh := w.image == nil || w.image.Rect != size
	w.frame, w.popup = frame, to.Popup
	if !fresh && w.shows(to.Layers) {
		return nil
	}
	if fresh {
		w.image = image.NewRGBA(size)
	}
	before := w.layers
	w.layers = make([]placed, len(to.Layers))
	old := index(before)
	var damage []image.Rectangle
	last := -1
	for i, layer := range to.Layers {
		at := newPlace(s.scale, layer.Frame)
		next := placed{layer: layer, at: at.origin}
		from, ok := old.take(layer, before)
		var was placed
		if ok {
			was = before[from]
			if was.look.fits(at, size) && (was.layer == layer || sameMarks(was.layer.Marks, layer.Marks)) {
				next.look = was.look
			}
		}
		if next.look == nil {
			next.look = s.render(layer, at, size)
		}
		w.layers[i] = next
		same := ok && was.look == next.look && was.at == next.at && from > last
		if from > last {
			last = from
		}
		if same {
			continue
		}
		if ok {
			damage = add(damage, was.area())
		}
		damage = add(damage, next.area())
	}
	for _, from := range old {
		for _, i := range from {
			damage = add(damage, before[i].area())
		}
	}
	if fresh {
		damage = []image.Rectangle{size}
	}
	kept := damage[:0]
	for _, r := range damage {
		if r = r.Intersect(size); !r.Empty() {
			w.compose(r)
			kept = append(kept, r)
		}
	}
	return kept
}

// shows says whether the window has exactly these layers already.
func (w *sheet) shows(layers []*engine.Layer) bool {
	if len(layers) != len(w.layers) {
		return false
	}
	for i, l := range layers {
		if w.layers[i].layer != l {
			return false
		}
	}
	return true
}

// places finds layers by their item's name. An item may have several.
type places map[string][]int

func index(layers []placed) places {
	p := make(places, len(layers))
	for i := range layers {
		name := layers[i].layer.Item
		p[name] = append(p[name], i)
	}
	return p
}

// take finds the layer that was there before for the same item and takes it off
// the list.
func (p places) take(layer *engine.Layer, before []placed) (int, bool) {
	list := p[layer.Item]
	if len(list) == 0 {
		return -1, false
	}
	pick := 0
	for i, at := range list {
		if before[at].layer == layer {
			pick = i
			break
		}
	}
	at := list[pick]
	if list = append(list[:pick:pick], list[pick+1:]...); len(list) == 0 {
		delete(p, layer.Item)
	} else {
		p[layer.Item] = list
	}
	return at, true
}

// area is what a layer covers in the window.
func (l placed) area() image.Rectangle { return l.look.bounds.Add(l.at) }

// fits says whether a layer's images serve for another place in a window.
func (r *rendered) fits(at place, window image.Rectangle) bool {
	return r.phase == at.phase() && r.full.Intersect(window.Sub(at.origin)) == r.bounds
}

// compose paints every layer in one rectangle anew. The lowest is the window's own
// background, which is cut before anything lies over it: all else stays whole.
func (w *sheet) compose(r image.Rectangle) {
	draw.Draw(w.image, r, image.Transparent, image.Point{}, draw.Src)
	for i := range w.layers {
		l := &w.layers[i]
		area := l.area()
		if part := area.Intersect(r); l.look.image != nil && !part.Empty() {
			draw.Draw(w.image, part, l.look.image, part.Min.Sub(area.Min), draw.Over)
		}
		if i == 0 && !w.popup { // only bars have holes
			w.pierce(r)
		}
	}
}

// pierce takes the holes of all layers out of what is painted in a rectangle.
func (w *sheet) pierce(r image.Rectangle) {
	for i := range w.layers {
		l := &w.layers[i]
		area := l.area()
		part := area.Intersect(r)
		for _, h := range l.look.holes {
			cut(w.image, part, h.mask, part.Min.Sub(area.Min), h.strength)
		}
	}
}

// cut takes away what lies in the shape of a mask, by a strength of 0 to 1.
func cut(to *image.RGBA, r image.Rectangle, mask *image.RGBA, from image.Point, strength float64) {
	amount := uint32(strength*255 + 0.5)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := to.Pix[to.PixOffset(r.Min.X, y):to.PixOffset(r.Max.X, y)]
		m := mask.Pix[mask.PixOffset(from.X, from.Y+y-r.Min.Y):]
		for i := range row {
			keep := 255*255 - uint32(m[i|3])*amount // i|3 is the alpha of the same pixel
			row[i] = uint8((uint32(row[i])*keep + 255*255/2) / (255 * 255))
		}
	}
}

// render paints a layer's marks, as far as the window shows them.
func (s *Stage) render(layer *engine.Layer, at place, window image.Rectangle) *rendered {
	s.Rendered++
	out := &rendered{phase: at.phase()}
	drawings := make([]drawing, 0, len(layer.Marks))
	for _, m := range layer.Marks {
		if d := s.drawing(m, at); !d.bounds.Empty() {
			drawings = append(drawings, d)
			out.full = out.full.Union(d.bounds)
		}
	}
	out.bounds = out.full.Intersect(window.Sub(at.origin))
	if out.bounds.Empty() {
		return out
	}
	if !slices.ContainsFunc(drawings, func(d drawing) bool { return d.ink == nil }) {
		out.image = ink(drawings, out.bounds)
		return out
	}
	var objects []fyne.CanvasObject
	for _, d := range drawings {
		visible := d.bounds.Intersect(out.bounds)
		if visible.Empty() {
			continue
		}
		o := d.object(visible)
		p := o.Position()
		o.Move(fyne.NewPos(p.X-float32(out.bounds.Min.X), p.Y-float32(out.bounds.Min.Y)))
		if d.hole > 0 {
			mask := s.capture([]fyne.CanvasObject{o}, out.bounds.Size())
			out.holes = append(out.holes, hole{mask, d.hole})
		} else {
			objects = append(objects, o)
		}
	}
	if len(objects) > 0 {
		out.image = s.capture(objects, out.bounds.Size())
	}
	return out
}

// ink paints drawings into an image of an area.
func ink(drawings []drawing, area image.Rectangle) *image.RGBA {
	to := image.NewRGBA(area)
	for _, d := range drawings {
		if visible := d.bounds.Intersect(area); !visible.Empty() {
			d.ink(to.SubImage(visible).(*image.RGBA))
		}
	}
	to.Rect = image.Rectangle{Max: area.Size()}
	return to
}

// capture renders objects into an image.
func (s *Stage) capture(objects []fyne.CanvasObject, size image.Point) *image.RGBA {
	area := fyne.NewSize(float32(size.X), float32(size.Y))
	s.canvas.Resize(area)
	s.canvas.SetContent(container.NewWithoutLayout(objects...))
	s.canvas.Resize(area)
	shot := s.canvas.Capture()
	out := image.NewRGBA(image.Rectangle{Max: size})
	draw.Draw(out, out.Rect, shot, shot.Bounds().Min, draw.Src)
	return out
}
