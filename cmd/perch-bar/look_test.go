package main

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"perch/bar"
	"perch/bar/engine"
	"perch/bar/paint"
	"perch/config"
	"perch/internal/sysinfo"
)

// everything is a machine that has all that the items speak of.
func everything() bar.Facts {
	f := bar.Facts{
		Now: morning, State: desk(),
		System: sysinfo.Facts{
			Battery:    sysinfo.Battery{Present: true, Charge: 0.63, Empty: 135 * time.Minute},
			Network:    sysinfo.Network{Present: true, Up: true, Wireless: true, Name: "Meadow", SSID: "Meadow", Quality: 0.75},
			Traffic:    sysinfo.Traffic{Present: true, Received: 1.24e6, Sent: 38e3},
			Volume:     sysinfo.Volume{Present: true, Level: 0.4},
			Brightness: sysinfo.Brightness{Present: true, Level: 0.7},
			Processor:  sysinfo.Processor{Present: true, Busy: 0.07},
			Load:       sysinfo.Load{Present: true, One: 0.52},
			Memory:     sysinfo.Memory{Present: true, Total: 16 << 30, Available: 9 << 30},
			Temperature: sysinfo.Temperature{
				Present: true, Celsius: 48.3,
			},
			Media:  sysinfo.Media{Present: true, State: "playing", Title: "Prélude à l'après-midi d'un faune", Artist: "Claude Debussy"},
			Layout: sysinfo.Layout{Present: true, Name: "German", Short: "de"},
		},
		Disks: map[string]sysinfo.Disk{"/": {Present: true, Total: 500 << 30, Used: 210 << 30, Free: 290 << 30}, "/data": {Present: true, Total: 100, Used: 95, Free: 5}},
	}
	f.State.Mode = "service"
	f.State.Problems = []string{
		"perch.toml:12:1: error: bar.lefft: Unknown key. Did you mean 'left'?",
		"perch.toml:40:9: error: mode.main.binding.alt-x: Unrecognized subcommand 'wrokspace'. Did you mean 'workspace'?",
	}
	f.State.Workspaces[2].Urgent = true
	for i := range 70 {
		s := f.System
		s.Processor.Busy = []float64{0.1, 0.15, 0.3, 0.9, 0.5, 0.2, 0.25}[i%7]
		s.Memory.Available = uint64(9-i/20) << 30
		s.Traffic.Received = float64(i*i%37) * 1e5
		f.History.Add(morning.Add(time.Duration(2*i)*time.Second), s)
	}
	return f
}

// allItems is a style with every item, in its plain form or in a rich one.
func allItems(theme string, rich bool) bar.Style {
	table := config.DefaultBar()
	text := "config-version = 2\n[bar]\ntheme = '" + theme + "'\n"
	if c, _ := config.Parse([]byte(text), "", nil, nil); c != nil {
		table = c.Bar
	}
	table.Left = config.NewBarItems("workspaces", "mode", "problems")
	table.Center = nil
	table.Right = config.NewBarItems("media", "layout", "temperature", "disk", "brightness", "cpu", "memory", "network", "volume", "battery", "clock")
	if rich {
		table.Left, table.Center = config.NewBarItems("mode"), config.NewBarItems("window")
		for i := range table.Right {
			o := &table.Right[i]
			switch o.Item {
			case "cpu", "memory":
				o.Graph = true
			case "network":
				o.Graph, o.Format = true, "{name}  ↓{down} ↑{up}"
			case "battery":
				o.Format = "{percent}%[  {time}]"
			case "clock":
				o.Icon = true
			case "disk":
				o.Path = "/data"
			case "media":
				o.MaxWidth = 120
			}
		}
	}
	return bar.StyleOf(table)
}

// Whatever the theme and the scale, every item is to be seen in its own place and
// nowhere else.
func TestEveryItemIsPainted(t *testing.T) {
	for _, theme := range config.Themes() {
		for _, scale := range []float64{1, 1.5, 2} {
			for _, rich := range []bool{false, true} {
				style := allItems(theme, rich)
				stage := paint.NewStage(scale)
				frame := bar.Lay(bar.Items(everything(), style, 1), style, 1800, scale, stage.Measure)
				if want := 14 - map[bool]int{true: 1}[rich]; len(frame.Boxes) != want {
					t.Errorf("%s: %d items, expected %d", theme, len(frame.Boxes), want)
				}
				w := engine.Window{Key: "bar", Frame: engine.Rect{W: frame.Width, H: frame.Height}, Layers: []*engine.Layer{{
					Frame: engine.Rect{W: frame.Width, H: frame.Height},
					Marks: []engine.Mark{engine.Shape{Frame: engine.Rect{W: frame.Width, H: frame.Height}, Fill: engine.Color(frame.Background)}},
				}}}
				for _, box := range frame.Boxes {
					w.Layers = append(w.Layers, stage.Layer(box, frame.Height))
				}
				stage.Show(engine.Scene{Windows: []engine.Window{w}})
				im, _ := stage.Pixels("bar")
				save(t, fmt.Sprintf("items-%s-%v-%v", theme, scale, rich), im)
				ground := im.RGBAAt(1, 1)
				empty := func(x0, x1 float64) bool {
					for x := int(x0 * scale); x < int(x1*scale); x++ {
						for y := range im.Rect.Dy() {
							if im.RGBAAt(x, y) != ground {
								return false
							}
						}
					}
					return true
				}
				end := 0.0
				for _, box := range frame.Boxes {
					if !empty(end+1, box.X) {
						t.Errorf("%s at %v: something is painted between the items, before %s", theme, scale, box.Item)
					}
					if empty(box.X, box.X+box.W) {
						t.Errorf("%s at %v: %s is not to be seen", theme, scale, box.Item)
					}
					end = box.X + box.W
				}
				for name, sheet := range map[string]bar.Sheet{
					"calendar": bar.Calendar{Month: morning, Today: morning, First: time.Monday}.Sheet(style, stage.Measure),
					"problems": bar.ProblemsSheet(style, everything().State.Problems, 1000, stage.Measure),
				} {
					var u popup
					u.draw(sheet, stage.Layer)
					stage.Show(engine.Scene{Windows: []engine.Window{{Key: "popup", Popup: true, Frame: engine.Rect{W: sheet.W, H: sheet.H}, Layers: u.layers}}})
					im, _ := stage.Pixels("popup")
					save(t, fmt.Sprintf("%s-%s-%v", name, theme, scale), im)
				}
			}
		}
	}
}

// save keeps a picture if a folder for it is named.
func save(t *testing.T, name string, im image.Image) {
	dir := os.Getenv("PERCH_SHOTS")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, im); err != nil {
		t.Fatal(err)
	}
}
