package paint

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/go-text/typesetting/shaping"

	"perch/bar/engine"
)

// Texts of digits look the same whether they are shaped as a whole or put together.
func TestDigits(t *testing.T) {
	same := 0
	for _, family := range []string{"", "DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono", "Noto Sans", "Hack"} {
		put, whole := &NewStage(1).text, &NewStage(1).text
		f := engine.Font{Family: family, Size: 13}
		odd := func(s *typesetter) (odd bool) {
			for _, g := range s.digits.fonts {
				odd = odd || g.odd
			}
			return odd
		}
		whole.shape(f, "000")
		for _, g := range whole.digits.fonts {
			g.odd = true // shaped as a whole
		}
		for n := range 2000 {
			text := fmt.Sprintf("%02d:%02d:%02d", n*7/3600%24, n*7/60%60, n*7%60)
			switch n % 5 {
			case 0:
				text = fmt.Sprint(n*n*n + 100)
			case 1:
				text = fmt.Sprint("::", n, ":")
			}
			got, want := put.shape(f, text), whole.shape(f, text)
			if got.advance != want.advance || got.ink != want.ink || len(got.spans) != 1 || !reflect.DeepEqual(got.spans[0].shaped.Glyphs, want.spans[0].shaped.Glyphs) {
				t.Fatalf("%s in %q is %+v, expected %+v", text, family, got, want)
			}
		}
		if !odd(put) {
			same++
		}
	}
	if same == 0 {
		t.Error("no font has digits that can be put together")
	}
}

// A font that does more with digits does not pass.
func TestFontsThatDoMoreWithDigits(t *testing.T) {
	s := &NewStage(1).text
	face := s.library.find(engine.Font{})
	plain := func(p part) shaping.Output { return s.shaped(p, 13, false, nil) }
	if g := prove(face, plain); g.odd || len(g.glyphs) != 11*(9-1) { // one character alone is no number
		t.Errorf("the font that comes with the program does not pass: %d places", len(g.glyphs))
	}
	kerns := func(p part) shaping.Output {
		out := plain(p)
		for i := range len(p.text) - 1 {
			if p.text[i:i+2] == "74" {
				out.Glyphs[i].XAdvance--
			}
		}
		return out
	}
	joins := func(p part) shaping.Output {
		out := plain(p)
		out.Glyphs = out.Glyphs[1:]
		return out
	}
	if !prove(face, kerns).odd || !prove(face, joins).odd {
		t.Error("a font passes that kerns digits or joins them")
	}
	// A colon may rise between digits.
	rises := func(p part) shaping.Output {
		out := plain(p)
		for i := 1; i < len(p.text)-1; i++ {
			if p.text[i] == ':' && p.text[i-1] != ':' && p.text[i+1] != ':' {
				out.Glyphs[i].YOffset++
			}
		}
		return out
	}
	if prove(face, rises).odd {
		t.Error("a font does not pass whose colon rises between digits")
	}
}
