package surface

import (
	"image"
	"image/color"
	"testing"

	"perch/bar/engine"
	"perch/bar/paint"
)

// show brings a painted scene to the screen as a bar does.
func (r *rig) show(stage *paint.Stage, scene engine.Scene) {
	r.Helper()
	changes := stage.Show(scene)
	windows := make([]Window, len(scene.Windows))
	for i, w := range scene.Windows {
		im, frame := stage.Pixels(w.Key)
		r.images[w.Key] = im
		windows[i] = Window{Key: w.Key, Title: w.Key, Frame: frame, Level: w.Level, Popup: w.Popup, Bottom: w.Bottom,
			Blur: int(float64(w.Blur)*stage.Scale() + 0.5), Hover: true}
	}
	if err := r.d.Arrange(windows); err != nil {
		r.Fatal(err)
	}
	for _, c := range changes {
		if err := r.d.Present(c.Key, c.Image, c.Damage); err != nil {
			r.Fatal(err)
		}
	}
}

// A floating bar with round corners lies over the wallpaper, which shows in its
// corners, in its hole and through its ground; a popup grows as its items do.
func TestScenesOnTheScreen(t *testing.T) {
	r := newRig(t)
	r.wallpaper(0x0000ff, 0x0000ff)
	stage := paint.NewStage(1)
	bar := engine.Window{Key: "bar/1", Level: engine.Above, Frame: engine.Rect{X: 10, Y: 8, W: 780, H: 32}, Layers: []*engine.Layer{
		{Frame: engine.Rect{W: 780, H: 32}, Marks: []engine.Mark{engine.Shape{Frame: engine.Rect{W: 780, H: 32}, Radius: 10, Fill: 0x80ff0000}}},
		{Item: "hole", Frame: engine.Rect{X: 100, W: 40, H: 32}, Marks: []engine.Mark{engine.Shape{Frame: engine.Rect{W: 40, H: 32}, Hole: 1}}},
	}}
	popup := func(height float64, fill engine.Color) engine.Window {
		frame := engine.Rect{X: 50, Y: 44, W: 100, H: height}
		return engine.Window{Key: "popup/a", Popup: true, Level: engine.Top, Frame: frame, Layers: []*engine.Layer{
			{Frame: engine.Rect{W: 100, H: height}, Marks: []engine.Mark{engine.Shape{Frame: engine.Rect{W: 100, H: height}, Fill: fill}}},
		}}
	}
	wall, ground := color.RGBA{B: 255, A: 255}, color.RGBA{R: 0x80, B: 0x7f, A: 255}
	r.show(stage, engine.Scene{Windows: []engine.Window{bar, popup(40, 0xff00ff00)}})
	r.await("the scene", map[image.Point]color.RGBA{
		{10, 8}: wall, {789, 39}: wall, {400, 20}: ground, {130, 20}: wall, {60, 80}: green, {60, 90}: {A: 255},
	})
	r.show(stage, engine.Scene{Windows: []engine.Window{bar, popup(80, 0xffff0000)}})
	r.await("a popup that grew", map[image.Point]color.RGBA{{60, 80}: red, {60, 120}: red, {400, 20}: ground})
	bar.Frame.Y = 20
	r.show(stage, engine.Scene{Windows: []engine.Window{bar}})
	r.await("a bar that moved", map[image.Point]color.RGBA{{10, 20}: wall, {400, 45}: ground, {60, 120}: {A: 255}})
}
