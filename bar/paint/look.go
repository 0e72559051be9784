package paint

import (
	"math"
	"strings"

	"github.com/go-text/typesetting/font"
)

// look is what tells the fonts of one family apart.
type look struct {
	weight  float64 // 100 thin … 400 regular … 900 black
	slanted bool
	stretch float64 // 1 is normal
}

// weights are the words for weights, the longer ones before those that they
// contain (OpenType, OS/2 usWeightClass; AppKit's names among them).
var weights = []struct {
	word   string
	weight float64
}{
	{"extralight", 200}, {"ultralight", 200}, {"extrabold", 800}, {"ultrabold", 800}, {"semibold", 600}, {"demibold", 600},
	{"hairline", 100}, {"thin", 100}, {"light", 300}, {"medium", 500}, {"bold", 700}, {"heavy", 800}, {"black", 900}, {"demi", 600},
}

// styleLook reads a style as configurations write it: "Bold", "Semibold",
// "Heavy Italic", "" for regular.
func styleLook(style string) look {
	k := look{weight: 400, stretch: 1}
	word := strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(style))
	for _, w := range weights {
		if strings.Contains(word, w.word) {
			k.weight = w.weight
			break
		}
	}
	k.slanted = strings.Contains(word, "italic") || strings.Contains(word, "oblique")
	switch {
	case strings.Contains(word, "condensed"), strings.Contains(word, "narrow"):
		k.stretch = 0.75
	case strings.Contains(word, "expanded"):
		k.stretch = 1.25
	}
	return k
}

func lookOf(a font.Aspect) look {
	k := look{weight: float64(a.Weight), slanted: a.Style == font.StyleItalic, stretch: float64(a.Stretch)}
	if k.weight == 0 {
		k.weight = 400
	}
	if k.stretch == 0 {
		k.stretch = 1
	}
	return k
}

// distance is how far a font is from what is wanted: its width counts most, then
// its slant, then its weight, where a text bolder than regular rather becomes bolder
// and one lighter than that lighter (CSS Fonts 4 §5.2).
func (k look) distance(want look) float64 {
	d := math.Abs(k.stretch-want.stretch) * 10000
	if k.slanted != want.slanted {
		d += 1000
	}
	off := k.weight - want.weight
	if want.weight > 450 && off < 0 || want.weight <= 450 && off > 0 {
		off *= 1.25
	}
	return d + math.Abs(off)
}

// monospaced guesses from a family's name whether all its letters are equally
// wide.
func monospaced(family string) bool {
	name := strings.ToLower(family)
	for _, word := range []string{
		"mono", "code", "hack", "nerd", "menlo", "monaco", "courier", "consol", "meslo", "terminal", "iosevka", "caskaydia", "cascadia", "operator",
	} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

// sansFamilies and monoFamilies stand in, in this order, for a family that is
// not installed.
var (
	sansFamilies = []string{"Inter", "Inter Variable", "SF Pro Text", "SF Pro Display"}
	monoFamilies = []string{"Hack Nerd Font", "JetBrainsMono Nerd Font", "JetBrainsMono NF", "Hack", "JetBrains Mono", "DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono"}
)

// families are the names to look for when a config names a font: its own, the
// other names that the same font goes by, the font that a patched one was made of,
// and substitutes of its kind.
func families(name string) []string {
	out := []string{name}
	if base, kind, ok := strings.Cut(name, " Nerd Font"); ok {
		kind = strings.TrimSpace(kind)
		out = append(out, base+" Nerd Font", base+" Nerd Font Mono", base+" Nerd Font Propo",
			base+" NF", base+" NFM", base+" NFP")
		switch base {
		case "CaskaydiaCove":
			base = "Cascadia Code"
		case "JetBrainsMono":
			base = "JetBrains Mono"
		case "MesloLGS", "MesloLGM", "MesloLGL":
			base = "Meslo LG " + base[len(base)-1:]
		}
		out = append(out, base)
		if kind == "Mono" {
			out = append(out, base+" Mono")
		}
	}
	switch {
	case name == "":
	case monospaced(name):
		out = append(out, monoFamilies...)
	default:
		out = append(out, sansFamilies...)
	}
	return out
}
