package paint

import (
	"fmt"
	"image"
	"image/draw"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"perch/bar/engine"
	"perch/internal/xserver"
)

// configurations are bars as their owners write them, one message a line; an
// underscore stands for a space in a value.
var configurations = map[string]string{
	"brackets": `
--bar height=40 color=0xff24273a border_width=2 border_color=0xff494d64 padding_left=10 padding_right=10 blur_radius=20
--default icon.font=Hack_Nerd_Font:Bold:14.0 icon.color=0xffcad3f5 label.font=SF_Pro:Semibold:13.0 label.color=0xffcad3f5 padding_left=3 padding_right=3 label.padding_left=3 label.padding_right=3 icon.padding_left=3 icon.padding_right=3
--add item logo left --set logo icon=● icon.color=0xff8aadf4 icon.padding_left=8 icon.padding_right=8
--add item space.1 left --set space.1 icon=1 icon.padding_left=10 icon.padding_right=10 background.color=0xff363a4f background.border_color=0xff494d64 background.border_width=1 background.corner_radius=9 background.height=26
--clone space.2 space.1 --set space.2 icon=2 icon.highlight=on icon.highlight_color=0xffed8796 label=:firefox:_:terminal: label.font=sketchybar-app-font:Regular:16.0 label.padding_right=12 background.border_color=0xffed8796
--clone space.3 space.1 --set space.3 icon=3
--add bracket spaces /space\..*/ --set spaces background.color=0xff1e2030 background.border_color=0xff494d64 background.border_width=2 background.corner_radius=10 background.height=32
--add item front left --set front label=Firefox label.font=SF_Pro:Black:13.0 icon.drawing=off
--add item clock right --set clock icon=Sat_21._Nov label=09:41 icon.font=SF_Pro:Black:12.0 icon.padding_right=0 label.width=50 label.align=right
--add item battery right --set battery icon=󰂀 label=63% icon.color=0xffa6da95
--add bracket status clock battery --set status background.color=0xff363a4f background.border_color=0xff494d64 background.border_width=1 background.corner_radius=9 background.height=28
--add graph cpu right 75 --set cpu graph.color=0xff8aadf4 graph.line_width=1 background.height=30 background.color=0x00000000 background.drawing=on background.border_color=0x00000000 label=38% label.font=SF_Pro:Heavy:12 y_offset=0
--add item title center --set title label=A_long_title_of_a_window label.max_chars=16
`,
	"popup": `
--bar height=32 margin=10 y_offset=6 corner_radius=9 color=0xdd1e1e2e border_color=0xff45475a border_width=1 padding_left=8 padding_right=8
--default label.font=Inter:Medium:13 icon.font=Inter:Bold:13 label.color=0xffcdd6f4 icon.color=0xffcdd6f4 label.padding_left=6 label.padding_right=6 popup.background.color=0xf01e1e2e popup.background.border_color=0xff89b4fa popup.background.border_width=2 popup.background.corner_radius=9 popup.background.drawing=on
--add item apple left --set apple icon=● icon.padding_left=6 icon.padding_right=6 popup.height=30 popup.drawing=on
--add item apple.prefs popup.apple --set apple.prefs icon=✱ icon.padding_left=8 icon.width=24 label=Preferences width=180
--add item apple.activity popup.apple --set apple.activity icon=◎ icon.padding_left=8 icon.width=24 label=Activity width=180 background.color=0x4089b4fa background.corner_radius=6 background.height=26
--add slider volume popup.apple 150 --set volume slider.percentage=60 slider.background.height=6 slider.background.corner_radius=3 slider.background.color=0xff45475a slider.highlight_color=0xff89b4fa slider.knob=● slider.knob.font=Inter:Regular:16 icon.padding_left=14
--add item cover left --set cover background.image=COVER background.image.scale=0.08 background.image.corner_radius=5 background.image.border_width=1 background.drawing=on label=Weightless label.padding_left=34
--add item shadowed right --set shadowed label=Shadow label.shadow.drawing=on label.shadow.color=0xff000000 label.shadow.distance=2 background.color=0xff89b4fa background.corner_radius=6 background.height=22 background.shadow.drawing=on background.shadow.distance=3 label.color=0xff1e1e2e
--add item hole right --set hole width=60 background.clip=1 background.height=20 background.corner_radius=10
`,
}

// TestConfigurations runs bars through the engine, and leaves the pictures in
// $PERCH_SHOTS for people to look at.
func TestConfigurations(t *testing.T) {
	picture := filepath.Join(t.TempDir(), "cover.png")
	savePicture(t, picture, cover(300))
	for name, text := range configurations {
		for _, scale := range []float64{1, 2} {
			s := NewStage(scale)
			for _, file := range filepath.SplitList(os.Getenv("PERCH_FONTS")) {
				if err := s.LoadFont(file); err != nil {
					t.Fatal(err)
				}
			}
			e := engine.New(engine.Options{Name: "sketchybar", Home: "/", Measure: s,
				Displays: []engine.Display{{ID: 1, Main: true, Frame: engine.Rect{W: 900, H: 600}}}})
			now := time.Unix(1e9, 0)
			for line := range strings.Lines(text) {
				args := strings.Fields(strings.ReplaceAll(line, "COVER", picture))
				for i := range args {
					if !strings.Contains(args[i], picture) && !strings.HasPrefix(args[i], "y_") && strings.Contains(args[i], "=") {
						key, value, _ := strings.Cut(args[i], "=")
						args[i] = key + "=" + strings.ReplaceAll(value, "_", " ")
					}
				}
				if said := e.Do(args, now); said != "" {
					t.Errorf("%s: %s", name, said)
				}
			}
			if name == "brackets" {
				args := []string{"--push", "cpu"}
				for _, v := range samples(75) {
					args = append(args, fmt.Sprint(v))
				}
				e.Do(args, now)
			}
			// Animations of widths come to their end.
			for e.Animate(now) {
				now = now.Add(time.Second)
			}
			scene := e.Scene()
			changes := s.Show(scene)
			if len(changes) != len(scene.Windows) || len(changes) == 0 {
				t.Fatalf("%s: %d windows of %d are painted", name, len(changes), len(scene.Windows))
			}
			if dir := os.Getenv("PERCH_SHOTS"); dir != "" {
				im := wallpaper(palettes[0], snap(900*scale), snap(160*scale))
				for _, c := range changes {
					draw.Draw(im, c.Frame, c.Image, image.Point{}, draw.Over)
				}
				if err := xserver.Save(filepath.Join(dir, fmt.Sprintf("engine-%s-%vx.png", name, scale)), im); err != nil {
					t.Fatal(err)
				}
			}
			if c := s.Show(e.Scene()); len(c) != 0 {
				t.Errorf("%s: the same scene again changes %v", name, c)
			}
		}
	}
}
