package paint

import (
	"fmt"
	"reflect"
	"testing"

	"perch/bar/engine"
)

// Texts of digits look the same whether they are shaped as a whole or put together.
func TestDigits(t *testing.T) {
	for _, family := range []string{"", "DejaVu Sans", "DejaVu Serif", "Noto Sans", "Hack"} {
		put, whole := newTypesetter(), newTypesetter()
		f := engine.Font{Family: family, Size: 13}
		composed := 0
		for second := range 3000 {
			text := fmt.Sprintf("%02d:%02d:%02d", second*7/3600%24, second*7/60%60, second*7%60)
			if second%5 == 0 {
				text = fmt.Sprint(second * second)
			}
			if !numeric(text) {
				continue
			}
			got := put.shape(f, text)
			whole.digits.fonts = nil // so that every font has to pass anew
			want := whole.shape(f, text)
			if got.advance != want.advance || got.ink != want.ink || len(got.spans) != len(want.spans) {
				t.Fatalf("%s in %q is %+v, expected %+v", text, family, got, want)
			}
			for i := range got.spans {
				if !reflect.DeepEqual(got.spans[i].shaped.Glyphs, want.spans[i].shaped.Glyphs) {
					t.Fatalf("the glyphs of %s in %q are %v, expected %v", text, family, got.spans[i].shaped.Glyphs, want.spans[i].shaped.Glyphs)
				}
			}
			composed++
		}
		for key, g := range put.digits.fonts {
			t.Logf("%q: %d texts, %d glyphs of %v remembered, odd: %v", family, composed, len(g.glyphs), key.size, g.odd)
		}
	}
}

// A colon that rises between digits, or a font that looks farther than a neighbour,
// comes out as the font wants it.
func TestFontThatLooksFar(t *testing.T) {
	s := newTypesetter()
	s.shape(engine.Font{Size: 13}, "12:34")
	for _, g := range s.digits.fonts {
		for key, glyph := range g.glyphs {
			glyph.XAdvance++
			g.glyphs[key] = glyph // as if alone they were wider
		}
	}
	before := s.shape(engine.Font{Size: 13}, "12:35").advance
	if want := newTypesetter().shape(engine.Font{Size: 13}, "12:35").advance; before != want {
		t.Errorf("12:35 is %v wide, expected %v", before, want)
	}
	for _, g := range s.digits.fonts {
		if !g.odd {
			t.Error("the font passed though it failed")
		}
	}
}

func newTypesetter() *typesetter {
	s := NewStage(1)
	return &s.text
}
