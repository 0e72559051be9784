package paint

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"

	"perch/bar/engine"
	"perch/internal/xserver"
)

// desk composes scenes by hand as the engine would: items from both ends of a
// bar, brackets behind them, a popup.
type desk struct {
	stage       *Stage
	window      engine.Window
	left, right float64
	layers      []*engine.Layer
	brackets    []*engine.Layer
}

// chip is how an item of a desk looks.
type chip struct {
	name, icon, label     string
	iconFont, font        engine.Font
	iconColor, color      engine.Color
	fill, border          engine.Color
	height, radius, width float64
	pad, gap              float64
	shadow                engine.Color
	marks                 []engine.Mark // more, placed in the item
	extra                 float64       // the room for them, between icon and label
}

func newDesk(s *Stage, frame engine.Rect, ground ...engine.Mark) *desk {
	d := &desk{stage: s, left: 12, right: frame.W - 12}
	d.window = engine.Window{Key: "bar/1", Display: 1, Frame: frame}
	d.layers = []*engine.Layer{{Frame: engine.Rect{W: frame.W, H: frame.H}, Marks: ground}}
	return d
}

// lay makes an item's layer at x and answers with it.
func (d *desk) lay(c chip, x float64) *engine.Layer {
	h := d.window.Frame.H
	var iconWidth, labelWidth float64
	if c.icon != "" {
		iconWidth, _ = d.stage.Text(c.iconFont, c.icon)
		iconWidth = math.Ceil(iconWidth)
	}
	if c.label != "" {
		labelWidth, _ = d.stage.Text(c.font, c.label)
		labelWidth = math.Ceil(labelWidth)
	}
	w := 2*c.pad + iconWidth + labelWidth + c.extra
	if c.icon != "" && c.label != "" {
		w += c.gap
	}
	w = max(w, c.width)
	box := engine.Rect{Y: (h - c.height) / 2, W: w, H: c.height}
	var marks []engine.Mark
	if c.shadow != 0 {
		under := box
		under.X, under.Y = 2, box.Y+2
		marks = append(marks, engine.Shape{Frame: under, Radius: c.radius, Fill: c.shadow})
	}
	if c.fill != 0 || c.border != 0 {
		marks = append(marks, engine.Shape{Frame: box, Radius: c.radius, Fill: c.fill, Border: c.border, BorderWidth: 1})
	}
	at := (w - (w - 2*c.pad)) / 2
	if c.icon != "" {
		marks = append(marks, engine.Glyphs{Frame: engine.Rect{X: at, W: iconWidth, H: h}, Text: c.icon, Font: c.iconFont, Color: c.iconColor})
		at += iconWidth + c.gap
	}
	at += c.extra
	if c.label != "" {
		marks = append(marks, engine.Glyphs{Frame: engine.Rect{X: at, W: labelWidth, H: h}, Text: c.label, Font: c.font, Color: c.color})
	}
	marks = append(marks, c.marks...)
	return &engine.Layer{Item: c.name, Frame: engine.Rect{X: x, W: w, H: h}, Marks: marks}
}

func (d *desk) addLeft(c chip, gap float64) *engine.Layer {
	l := d.lay(c, d.left)
	d.layers = append(d.layers, l)
	d.left += l.Frame.W + gap
	return l
}

func (d *desk) addRight(c chip, gap float64) *engine.Layer {
	l := d.lay(c, 0)
	l.Frame.X = d.right - l.Frame.W
	d.layers = append(d.layers, l)
	d.right -= l.Frame.W + gap
	return l
}

func (d *desk) bracket(name string, x0, x1, height, radius float64, fill, border engine.Color) {
	h := d.window.Frame.H
	d.brackets = append(d.brackets, &engine.Layer{Item: name, Frame: engine.Rect{X: x0, W: x1 - x0, H: h}, Marks: []engine.Mark{
		engine.Shape{Frame: engine.Rect{Y: (h - height) / 2, W: x1 - x0, H: height}, Radius: radius, Fill: fill, Border: border, BorderWidth: 2},
	}})
}

func (d *desk) done() engine.Window {
	w := d.window
	w.Layers = append(append([]*engine.Layer{d.layers[0]}, d.brackets...), d.layers[1:]...)
	return w
}

// palette is the colours of a look.
type palette struct {
	name                                         string
	bar, surface, line, text, muted, accent, hot engine.Color
	wall                                         [2]color.RGBA
}

var palettes = []palette{
	{"dark", 0xff1e1e2e, 0xff313244, 0xff45475a, 0xffcdd6f4, 0xffa6adc8, 0xff89b4fa, 0xfff38ba8, [2]color.RGBA{{40, 44, 84, 255}, {120, 70, 110, 255}}},
	{"light", 0xffeff1f5, 0xffffffff, 0xffbcc0cc, 0xff4c4f69, 0xff6c6f85, 0xff1e66f5, 0xffd20f39, [2]color.RGBA{{170, 200, 235, 255}, {245, 220, 200, 255}}},
}

func samples(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		x := float64(i)
		out[i] = 0.45 + 0.2*math.Sin(x/5) + 0.15*math.Sin(x/2.3+1) + 0.1*math.Sin(x*1.7)
	}
	return out
}

// pills is a bar of rounded items with borders in brackets, as many
// configurations have it.
func pills(s *Stage, p palette, wide float64) engine.Scene {
	ui := engine.Font{Family: "SF Pro", Style: "Semibold", Size: 13}
	mono := engine.Font{Family: "Hack Nerd Font", Style: "Bold", Size: 14}
	apps := engine.Font{Family: "sketchybar-app-font", Style: "Regular", Size: 14}
	d := newDesk(s, engine.Rect{W: wide, H: 40}, engine.Shape{Frame: engine.Rect{W: wide, H: 40}, Fill: p.bar})
	start := d.left
	for i, label := range []string{"1", "2", "3", "4"} {
		c := chip{name: "space." + label, icon: label, iconFont: mono, iconColor: p.muted, pad: 9, gap: 6, height: 26, radius: 8}
		if i == 1 {
			c.iconColor, c.fill, c.border = p.bar, p.accent, p.accent
			c.label, c.font, c.color = ":firefox: :terminal:", apps, p.bar
		}
		d.addLeft(c, 4)
	}
	d.bracket("spaces", start-4, d.left, 32, 10, p.surface, p.line)
	d.left += 12
	d.addLeft(chip{name: "front", label: "Firefox", font: engine.Font{Family: "SF Pro", Style: "Black", Size: 13}, color: p.text, pad: 8}, 4)
	end := d.right
	d.addRight(chip{name: "clock", icon: "\uf017", label: "Sat 21 Nov 09:41", iconFont: mono, font: ui, iconColor: p.accent, color: p.text, pad: 9, gap: 7, height: 26}, 2)
	d.addRight(chip{name: "battery", icon: "\uf240", label: "63%", iconFont: mono, font: ui, iconColor: p.hot, color: p.text, pad: 9, gap: 7, height: 26}, 2)
	d.bracket("status", d.right+2, end, 32, 10, p.surface, p.line)
	d.right -= 10
	d.addRight(chip{name: "cpu", label: "38 %", font: ui, color: p.text, pad: 10, gap: 6, height: 30, radius: 9, fill: p.surface, border: p.line, extra: 68,
		marks: []engine.Mark{engine.Plot{Frame: engine.Rect{X: 10, Y: 9, W: 60, H: 22}, Base: 31, Samples: samples(60), Line: p.accent, Fill: p.accent&0xffffff | 0x33000000, LineWidth: 1}}}, 8)
	d.addRight(chip{name: "shadowed", label: "Grüße 日本 😀 שלום", font: ui, color: p.text, pad: 10, height: 26, radius: 6, fill: p.surface, border: p.hot, shadow: 0xff000000}, 8)
	return engine.Scene{Windows: []engine.Window{d.done()}}
}

// floating is a translucent bar with a margin and round corners, and a popup
// with a list, a slider and pictures.
func floating(s *Stage, p palette, wide float64, picture string) engine.Scene {
	ui := engine.Font{Family: "Inter", Style: "Medium", Size: 13}
	bold := engine.Font{Family: "Inter", Style: "Bold", Size: 13}
	glass := p.bar&0xffffff | 0xcc000000
	frame := engine.Rect{X: 10, Y: 8, W: wide - 20, H: 34}
	d := newDesk(s, frame, engine.Shape{Frame: engine.Rect{W: frame.W, H: frame.H}, Radius: 11, Fill: glass, Border: p.line&0xffffff | 0x80000000, BorderWidth: 1},
		engine.Shape{Frame: engine.Rect{X: frame.W/2 - 60, Y: 5, W: 120, H: 24}, Radius: 12, Hole: 1})
	d.addLeft(chip{name: "logo", icon: "●", iconFont: bold, iconColor: p.accent, pad: 4}, 6)
	d.addLeft(chip{name: "app", label: "Terminal", font: bold, color: p.text, pad: 4}, 6)
	d.addLeft(chip{name: "title", label: "~/src — zsh — 120×32", font: ui, color: p.muted, pad: 4}, 6)
	host := d.addRight(chip{name: "media", label: "Weightless", font: ui, color: p.text, pad: 6, extra: 26, marks: []engine.Mark{
		engine.Picture{Frame: engine.Rect{X: 6, Y: 7, W: 20, H: 20}, Source: picture, Radius: 5, Border: p.line, BorderWidth: 1},
	}}, 10)
	d.addRight(chip{name: "wifi", label: "kestrel", font: ui, color: p.muted, pad: 6}, 10)
	popup := engine.Window{Key: "popup/media", Display: 1, Popup: true, Level: engine.Top,
		Frame: engine.Rect{X: frame.X + host.Frame.X + host.Frame.W - 240, Y: frame.Y + frame.H + 6, W: 240, H: 190}}
	popup.Layers = append(popup.Layers, &engine.Layer{Frame: engine.Rect{W: 240, H: 190}, Marks: []engine.Mark{
		engine.Shape{Frame: engine.Rect{W: 240, H: 190}, Radius: 12, Fill: p.bar&0xffffff | 0xee000000, Border: p.accent, BorderWidth: 2}}})
	popup.Layers = append(popup.Layers, &engine.Layer{Item: "cover", Frame: engine.Rect{X: 14, Y: 14, W: 212, H: 64}, Marks: []engine.Mark{
		engine.Picture{Frame: engine.Rect{W: 64, H: 64}, Source: picture, Radius: 8, Border: 0x40ffffff, BorderWidth: 1, ShadowColor: 0x66000000, ShadowOffset: engine.Point{X: 2, Y: 3}},
		engine.Glyphs{Frame: engine.Rect{X: 78, Y: 10, W: 134, H: 22}, Clip: true, Text: "Weightless, the ten-hour version", Font: bold, Color: p.text},
		engine.Glyphs{Frame: engine.Rect{X: 78, Y: 32, W: 134, H: 22}, Clip: true, Text: "Marconi Union", Font: ui, Color: p.muted},
	}})
	slider := []engine.Mark{
		engine.Shape{Frame: engine.Rect{Y: 9, W: 212, H: 6}, Radius: 3, Fill: p.line},
		engine.Shape{Frame: engine.Rect{Y: 9, W: 130, H: 6}, Radius: 3, Fill: p.accent},
	}
	knob := engine.Font{Family: "Inter", Style: "Regular", Size: 15}
	w, _ := s.Text(knob, "●")
	slider = append(slider, engine.Glyphs{Frame: engine.Rect{X: 130 - w/2, W: w, H: 24}, Text: "●", Font: knob, Color: p.text})
	popup.Layers = append(popup.Layers, &engine.Layer{Item: "slider", Frame: engine.Rect{X: 14, Y: 86, W: 212, H: 24}, Marks: slider})
	for i, row := range []string{"Next song", "Repeat", "Open the player"} {
		marks := []engine.Mark{engine.Glyphs{Frame: engine.Rect{X: 10, W: 190, H: 24}, Text: row, Font: ui, Color: p.text}}
		if i == 1 {
			marks = append([]engine.Mark{engine.Shape{Frame: engine.Rect{W: 212, H: 24}, Radius: 6, Fill: p.accent&0xffffff | 0x40000000}}, marks...)
		}
		popup.Layers = append(popup.Layers, &engine.Layer{Item: row, Frame: engine.Rect{X: 14, Y: 112 + 24*float64(i), W: 212, H: 24}, Marks: marks})
	}
	return engine.Scene{Windows: []engine.Window{d.done(), popup}}
}

// stock is the look of the configuration that comes with SketchyBar.
func stock(s *Stage, p palette, wide float64) engine.Scene {
	icon := engine.Font{Family: "Hack Nerd Font", Style: "Bold", Size: 17}
	label := engine.Font{Family: "Hack Nerd Font", Style: "Bold", Size: 14}
	d := newDesk(s, engine.Rect{W: wide, H: 40}, engine.Shape{Frame: engine.Rect{W: wide, H: 40}, Fill: 0x40000000})
	for i := range 6 {
		c := chip{name: fmt.Sprint("space.", i+1), icon: fmt.Sprint(i + 1), iconFont: icon, iconColor: 0xffffffff, pad: 8, height: 25, radius: 5}
		if i == 0 {
			c.fill = 0x40ffffff
		}
		d.addLeft(c, 10)
	}
	d.addLeft(chip{name: "chevron", icon: "\uf054", iconFont: icon, iconColor: 0xffffffff, pad: 4}, 10)
	d.addLeft(chip{name: "front", label: "Finder", font: label, color: 0xffffffff, pad: 4}, 10)
	d.addRight(chip{name: "clock", icon: "\uf017", iconFont: icon, iconColor: 0xffffffff, label: "21/11 09:41", font: label, color: 0xffffffff, pad: 4, gap: 8}, 10)
	d.addRight(chip{name: "volume", icon: "\U000f057e", iconFont: icon, iconColor: 0xffffffff, label: "40%", font: label, color: 0xffffffff, pad: 4, gap: 8}, 10)
	d.addRight(chip{name: "battery", icon: "\uf240", iconFont: icon, iconColor: 0xffffffff, label: "63%", font: label, color: 0xffffffff, pad: 4, gap: 8}, 10)
	return engine.Scene{Windows: []engine.Window{d.done()}}
}

// TestLooks paints whole desks in both colours and at several scales, and
// leaves the pictures in $PERCH_SHOTS for people to look at.
func TestLooks(t *testing.T) {
	const wide, high = 1000, 250
	picture := filepath.Join(t.TempDir(), "cover.png")
	savePicture(t, picture, cover(300))
	for _, scale := range []float64{1, 1.5, 2} {
		s := NewStage(scale)
		for _, file := range filepath.SplitList(os.Getenv("PERCH_FONTS")) {
			if err := s.LoadFont(file); err != nil {
				t.Fatal(err)
			}
		}
		for _, p := range palettes {
			for name, scene := range map[string]engine.Scene{
				"pills": pills(s, p, wide), "floating": floating(s, p, wide, picture), "stock": stock(s, p, wide),
			} {
				changes := s.Show(scene)
				if len(changes) != len(scene.Windows) {
					t.Errorf("%s at %v: %d windows of %d are painted", name, scale, len(changes), len(scene.Windows))
				}
				for _, c := range changes {
					if used := colors(c.Image); used < 20 {
						t.Errorf("%s at %v: %s has only %d colours", name, scale, c.Key, used)
					}
				}
				if dir := os.Getenv("PERCH_SHOTS"); dir != "" {
					height := 56.0
					if name == "floating" {
						height = high
					}
					im := wallpaper(p, snap(wide*scale), snap(height*scale))
					for _, c := range changes {
						draw.Draw(im, c.Frame, c.Image, image.Point{}, draw.Over)
					}
					if err := xserver.Save(filepath.Join(dir, fmt.Sprintf("scene-%s-%s-%vx.png", name, p.name, scale)), im); err != nil {
						t.Fatal(err)
					}
				}
				s.Show(engine.Scene{})
			}
		}
	}
}

func colors(im *image.RGBA) int {
	seen := map[[4]byte]bool{}
	for i := 0; i < len(im.Pix); i += 4 {
		seen[[4]byte(im.Pix[i:])] = true
	}
	return len(seen)
}

func wallpaper(p palette, w, h int) *image.RGBA {
	im := image.NewRGBA(image.Rect(0, 0, w, h))
	mix := func(a, b uint8, t float64) uint8 { return uint8(float64(a)*(1-t) + float64(b)*t) }
	for y := range h {
		for x := range w {
			t := (float64(x)/float64(w) + float64(y)/float64(h)) / 2
			a, b := p.wall[0], p.wall[1]
			im.SetRGBA(x, y, color.RGBA{mix(a.R, b.R, t), mix(a.G, b.G, t), mix(a.B, b.B, t), 255})
		}
	}
	return im
}

// cover is a picture to show: a sun over hills.
func cover(n int) *image.RGBA {
	im := image.NewRGBA(image.Rect(0, 0, n, n))
	for y := range n {
		for x := range n {
			fx, fy := float64(x)/float64(n), float64(y)/float64(n)
			c := color.RGBA{uint8(240 - 120*fy), uint8(150 - 60*fy), uint8(120 + 90*fy), 255}
			if math.Hypot(fx-0.6, fy-0.4) < 0.18 {
				c = color.RGBA{255, 240, 200, 255}
			}
			if fy > 0.7+0.08*math.Sin(9*fx) {
				c = color.RGBA{40, 60, 90, 255}
			}
			im.SetRGBA(x, y, c)
		}
	}
	return im
}

func savePicture(t *testing.T, path string, im image.Image) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, im); err != nil {
		t.Fatal(err)
	}
}
