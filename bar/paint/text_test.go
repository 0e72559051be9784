package paint

import (
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2/theme"

	"perch/bar/engine"
)

// letters are squares of half an em for the characters of a text.
func letters(text string) map[rune]int16 {
	out := map[rune]int16{}
	for _, r := range text {
		out[r] = 500
	}
	return out
}

func appFont() sample {
	return sample{family: "sketchybar-app-font", weight: 400, glyphs: letters(":_abcdefghijklmnopqrstuvwxyz"),
		ligatures: map[string]int16{":brave_browser:": 1000, ":firefox:": 800}, swapped: 'x'}
}

func count(l *textLine) (glyphs int) {
	for _, s := range l.spans {
		glyphs += len(s.shaped.Glyphs)
	}
	return glyphs
}

// A name of sketchybar-app-font becomes one icon.
func TestLigaturesBecomeIcons(t *testing.T) {
	s := NewStage(2)
	font := engine.Font{Family: "sketchybar-app-font", Style: "Regular", Size: 16}
	if w, _ := s.Text(font, ":brave_browser:"); w > 16 {
		t.Errorf("without the font, the name is %v wide", w)
	}
	load(t, s, appFont())
	for text, want := range map[string]struct {
		glyphs int
		width  float64
	}{
		":brave_browser:":          {1, 16},
		":firefox:":                {1, 12.8},
		":firefox::brave_browser:": {2, 28.8},
		":unknown:":                {9, 72},
	} {
		l := s.text.line(font, text)
		if w, _ := s.Text(font, text); count(l) != want.glyphs || math.Abs(w-want.width) > 0.1 {
			t.Errorf("%s is %d glyphs, %v wide, expected %d and %v", text, count(l), w, want.glyphs, want.width)
		}
	}
	im := one(t, s, 40, 30, engine.Glyphs{Frame: engine.Rect{X: 5, W: 16, H: 30}, Text: ":brave_browser:", Font: font, Color: 0xffffffff})
	// A square from the baseline up by an em; ascent 0.8 and descent 0.2 of it are
	// centred in 60 pixels.
	if ink := where(im, im.Rect, opaque); ink != image.Rect(10, 8, 42, 40) {
		t.Errorf("the icon covers %v", ink)
	}
	font.Features = "-liga"
	if got := count(s.text.line(font, ":firefox:")); got != 9 {
		t.Errorf("without ligatures the name has %d glyphs", got)
	}
}

func TestFeatures(t *testing.T) {
	s := NewStage(1)
	load(t, s, appFont())
	for features, want := range map[string]float64{
		"": 5, "ss01": 9, "+ss01": 9, "tnum,ss01": 9, " ss01 ,nonsense,1:2,": 9, "ss01=0": 5, "-ss01": 5, "ss02": 5,
	} {
		f := engine.Font{Family: "sketchybar-app-font", Size: 10, Features: features}
		if w, _ := s.Text(f, "x"); w != want {
			t.Errorf("with %q it is %v wide, expected %v", features, w, want)
		}
	}
}

func TestStyles(t *testing.T) {
	for style, want := range map[string]look{
		"":                 {400, false, 1},
		"Regular":          {400, false, 1},
		"Bold":             {700, false, 1},
		"Semibold":         {600, false, 1},
		"Demi Bold":        {600, false, 1},
		"Heavy":            {800, false, 1},
		"Black Italic":     {900, true, 1},
		"Medium":           {500, false, 1},
		"Ultra-Light":      {200, false, 1},
		"Thin":             {100, false, 1},
		"Extra Bold":       {800, false, 1},
		"Oblique":          {400, true, 1},
		"Condensed Bold":   {700, false, 0.75},
		"not a style":      {400, false, 1},
		"semibold oblique": {600, true, 1},
	} {
		if got := styleLook(style); got != want {
			t.Errorf("%q is %v, expected %v", style, got, want)
		}
	}
}

func TestNearestWeight(t *testing.T) {
	s := NewStage(1)
	for weight, size := range map[uint16]int16{300: 300, 400: 400, 700: 700} {
		load(t, s, sample{family: "Trial Sans", weight: weight, glyphs: map[rune]int16{'x': size}})
	}
	for style, want := range map[string]float64{
		"": 4, "Regular": 4, "Medium": 4, "Semibold": 7, "Bold": 7, "Heavy": 7, "Black": 7, "Light": 3, "Thin": 3, "Bold Italic": 7,
	} {
		if w, _ := s.Text(engine.Font{Family: "Trial Sans", Style: style, Size: 10}, "x"); math.Abs(w-want) > 0.05 {
			t.Errorf("%q takes a font that is %v wide, expected %v", style, w, want)
		}
	}
}

// What a configuration's installer left in ~/Library/Fonts is found too.
func TestFontsOfInstallersForMacOS(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	dir := filepath.Join(home, "Library/Fonts")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, f := range []sample{appFont(), {family: "Trial Nerd Font", weight: 700, glyphs: map[rune]int16{0xf1234: 900}}} {
		if err := os.Rename(f.write(t), filepath.Join(dir, f.family+".ttf")); err != nil {
			t.Fatal(err)
		}
	}
	writeFile(t, filepath.Join(dir, "notes.txt"), "not a font")
	s := NewStage(1)
	if w, _ := s.Text(engine.Font{Family: "sketchybar-app-font", Size: 10}, ":firefox:"); w != 8 {
		t.Errorf("the icon is %v wide, expected 8", w)
	}
	if w, _ := s.Text(engine.Font{Family: "Hack Nerd Font", Size: 10}, "\U000f1234"); w != 9 {
		t.Errorf("the icon of a Nerd Font is %v wide, expected 9", w)
	}
}

// Icons of a Nerd Font that is not installed come from another font that has
// them; what nothing has is a quiet box, and never the font's own sign for that.
func TestPrivateIcons(t *testing.T) {
	s := NewStage(1)
	font := engine.Font{Family: "Hack Nerd Font", Style: "Bold", Size: 20}
	const icon = "\U000f1234"
	l := s.text.line(font, icon+"a")
	if len(l.spans) != 2 || l.spans[0].face != nil || l.spans[0].missing == 0 {
		t.Fatalf("an icon that nothing has gives %+v", l.spans)
	}
	im := one(t, s, 40, 40, engine.Glyphs{Frame: engine.Rect{X: 5, W: 30, H: 40}, Text: icon, Font: font, Color: 0xffffffff})
	ink := where(im, im.Rect, opaqueHalf)
	if d := ink.Dx() - ink.Dy(); ink.Empty() || d < -1 || d > 1 || ink.Min.Y+ink.Max.Y < 39 || ink.Min.Y+ink.Max.Y > 41 {
		t.Errorf("the box for it covers %v of 40 by 40", ink)
	}
	if c := im.RGBAAt(ink.Min.X+ink.Dx()/2, 20); c.A != 0 {
		t.Error("the box is not hollow")
	}
	load(t, s, sample{family: "Trial Icons", weight: 400, glyphs: map[rune]int16{0xf1234: 1000}})
	l = s.text.line(font, icon+"a")
	if len(l.spans) != 2 || l.spans[0].face == nil || math.Abs(l.spans[1].x-20) > 0.1 {
		t.Errorf("with a font that has the icon: %+v", l.spans)
	}
	// Alone, it is centred by what shows of it.
	im = one(t, s, 40, 40, engine.Glyphs{Frame: engine.Rect{X: 5, W: 30, H: 40}, Text: icon, Font: font, Color: 0xffffffff})
	if ink := where(im, im.Rect, opaque); ink != image.Rect(5, 10, 25, 30) {
		t.Errorf("the icon covers %v", ink)
	}
}

func TestOtherNamesOfFamilies(t *testing.T) {
	for name, want := range map[string]string{
		"Hack Nerd Font":               "Hack",
		"JetBrainsMono Nerd Font Mono": "JetBrainsMono NF",
		"CaskaydiaCove Nerd Font":      "Cascadia Code",
		"MesloLGS Nerd Font":           "Meslo LG S",
		"SF Pro":                       "Inter",
	} {
		if got := strings.Join(families(name), "|"); !strings.HasPrefix(got, name+"|") || !strings.Contains(got+"|", "|"+want+"|") {
			t.Errorf("for %s it looks for %s, expected %s among them", name, got, want)
		}
	}
	s := NewStage(1)
	load(t, s, sample{family: "Hack", weight: 400, glyphs: map[rune]int16{'x': 333}})
	if w, _ := s.Text(engine.Font{Family: "Hack Nerd Font", Style: "Bold", Size: 10}, "x"); math.Abs(w-3.33) > 0.05 {
		t.Errorf("Hack does not stand in for Hack Nerd Font: %v", w)
	}
}

func TestInstalledFonts(t *testing.T) {
	s := NewStage(1)
	installed := false
	for _, f := range s.text.library.fonts() {
		installed = installed || f.Family == "dejavusans"
	}
	if !installed {
		t.Skip("DejaVu Sans is not installed")
	}
	regular := s.text.library.find(engine.Font{Family: "DejaVu Sans", Style: "Regular"})
	bold := s.text.library.find(engine.Font{Family: "DejaVu Sans", Style: "Heavy"})
	if !regular.exact || regular.look.weight != 400 || !bold.exact || bold.look.weight != 700 {
		t.Errorf("regular is %+v, heavy %+v", regular.look, bold.look)
	}
	if again := s.text.library.find(engine.Font{Family: "DejaVu Sans", Style: "Black"}); again.face != bold.face {
		t.Error("the same file is read once for each style that it serves")
	}
	if got := s.text.library.find(engine.Font{Family: "No Such Font", Style: "Bold"}); got.exact || got.face == nil {
		t.Errorf("a family that is not installed gives %+v", got)
	}
}

func TestMixedTexts(t *testing.T) {
	s := NewStage(2)
	font := engine.Font{Family: "SF Pro", Style: "Semibold", Size: 14}
	im := one(t, s, 60, 30, engine.Glyphs{Frame: engine.Rect{X: 5, W: 50, H: 30}, Text: "😀", Font: font, Color: 0xffffffff})
	if used := colors(im); used < 20 {
		t.Errorf("an emoji has %d colours", used)
	}
	l := s.text.line(font, "Grüße 😀 ⊥ и")
	for _, sp := range l.spans {
		for _, g := range sp.shaped.Glyphs {
			if sp.face != nil && g.GlyphID == 0 {
				t.Errorf("a glyph is missing in %+v", sp)
			}
		}
	}
	// What nobody can draw does no harm.
	for _, text := range []string{"\xff\xfe", "a\nb\tc\r\x00", "\u202e\u200f", strings.Repeat("long 😀", 5000), "\U0010ffff", "e\u0301\u0302\u0303"} {
		for _, f := range []engine.Font{font, {}, {Size: -3}, {Size: 1e9}, {Family: strings.Repeat("x", 300), Style: ":", Size: 12, Features: ",,=,-"}} {
			w, h := s.Text(f, text)
			if math.IsNaN(w) || math.IsNaN(h) || w < 0 || h < 0 {
				t.Errorf("%.10q in %v measures %v by %v", text, f.Size, w, h)
			}
			one(t, s, 50, 20, engine.Glyphs{Frame: engine.Rect{W: 50, H: 20}, Clip: true, Text: text, Font: f, Color: 0xffffffff})
		}
	}
}

// A font of icons has no digits, and fonts of emoji have theirs for keycaps only.
func TestDigitsAreNoEmoji(t *testing.T) {
	s := NewStage(1)
	load(t, s, appFont())
	font := engine.Font{Family: "sketchybar-app-font", Style: "Regular", Size: 16}
	for text, want := range map[string]bool{"9": false, "#": false, "©": false, "9\ufe0f\u20e3": true, "😀": true} {
		emoji := false
		for _, span := range s.text.line(font, text).spans {
			emoji = emoji || span.face != nil && span.face == s.text.library.carry(theme.DefaultEmojiFont())
		}
		if emoji != want {
			t.Errorf("%q is an emoji: %v, expected %v", text, emoji, want)
		}
	}
}

func TestCachesAreBounded(t *testing.T) {
	s := NewStage(1)
	for i := range 3 * linesKept {
		s.Text(engine.Font{Size: 12}, fmt.Sprint(i))
	}
	if n := len(s.text.lines); n > linesKept {
		t.Errorf("%d texts are kept", n)
	}
	for i := range 60 {
		one(t, s, 200, 60, engine.Glyphs{Frame: engine.Rect{W: 200, H: 60}, Clip: true, Color: 0xffffffff,
			Text: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", Font: engine.Font{Size: 2 + float64(i)/4}})
	}
	if n := len(s.ink.masks); n > masksKept {
		t.Errorf("%d shapes of glyphs are kept", n)
	}
}

// A cut text ends with a glyph that can be recognized, and not with specks of
// the next one.
func TestNoSliversWhereTextsAreCut(t *testing.T) {
	s := NewStage(1)
	load(t, s, sample{family: "Trial", weight: 400, glyphs: map[rune]int16{'x': 1000}})
	for width, want := range map[float64]int{20: 20, 21: 20, 21.4: 20, 22: 22, 25: 25} {
		im := one(t, s, 60, 20, engine.Glyphs{Frame: engine.Rect{W: width, H: 20}, Clip: true, Text: "xxxx", Font: engine.Font{Family: "Trial", Size: 10}, Color: 0xffffffff})
		if ink := where(im, im.Rect, opaque); ink.Max.X != want {
			t.Errorf("cut at %v, the text ends at %d, expected %d", width, ink.Max.X, want)
		}
	}
}

func TestFontsThatCannotBeLoaded(t *testing.T) {
	s := NewStage(1)
	junk := filepath.Join(t.TempDir(), "junk.ttf")
	if err := os.WriteFile(junk, []byte("not a font at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{junk, filepath.Join(t.TempDir(), "absent.ttf"), t.TempDir()} {
		if err := s.LoadFont(path); err == nil || !strings.Contains(err.Error(), filepath.Base(path)) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// The icons that configurations use most are drawn even if no font has them.
func TestPictograms(t *testing.T) {
	s := NewStage(2)
	f := engine.Font{Family: "SF Pro", Style: "Bold", Size: 16}
	for r := range pictograms {
		w, _ := s.Text(f, string(r))
		if w < 15 || w > 25 {
			t.Errorf("%x is %v wide", r, w)
		}
		im := one(t, s, 40, 40, engine.Glyphs{Frame: engine.Rect{X: 4, W: w, H: 40}, Text: string(r), Font: f, Color: 0x80ff0000})
		ink := where(im, im.Rect, opaqueHalf)
		if ink.Dx() < 8 || ink.Dy() < 12 || !ink.In(image.Rect(8, 24, 8+int(2*w)+1, 56)) {
			t.Errorf("%x covers %v", r, ink)
		}
		for i := 3; i < len(im.Pix); i += 4 {
			if im.Pix[i] > 0x81 {
				t.Fatalf("%x is painted over itself", r)
			}
		}
	}
	// A font that has the character is better.
	load(t, s, sample{family: "Trial Icons", weight: 400, glyphs: map[rune]int16{0xf240: 500}})
	if w, _ := s.Text(f, "\uf240"); w != 8 {
		t.Errorf("with a font for it, the battery is %v wide", w)
	}
}
