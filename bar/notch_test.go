package bar

import (
	"reflect"
	"strings"
	"testing"
)

func TestLayBeside(t *testing.T) {
	const width, notch = 1512, 185
	long := strings.Repeat("w", 400)
	for _, scale := range []float64{1, 2} {
		for name, items := range map[string][]Item{
			"short": {label("left", Left, "ll"), label("c", Center, "title"), label("right", Right, "rr")},
			"long":  {label("left", Left, "ll"), label("c", Center, long), label("right", Right, long)},
			"many":  {label("a", Left, long), label("b", Left, long), label("c", Center, "cc"), label("d", Right, "d"), label("e", Right, "e")},
		} {
			f := LayBeside(items, style(), width, notch, scale, measure)
			end := 0.0
			for _, b := range f.Boxes {
				if b.X < end || b.X+b.W > width || b.X < (width+notch)/2 && b.X+b.W > (width-notch)/2 {
					t.Errorf("%s at %v: %s stands at %v to %v", name, scale, b.Item, b.X, b.X+b.W)
				}
				if behind := b.X > width/2; behind != (b.Side == Right) {
					t.Errorf("%s at %v: %s of side %v stands at %v", name, scale, b.Item, b.Side, b.X)
				}
				if at := b.X * scale; at != float64(int(at)) {
					t.Errorf("%s at %v: %s stands between pixels, at %v", name, scale, b.Item, b.X)
				}
				end = b.X + b.W
			}
			if f.Width != width || len(f.Boxes) == 0 {
				t.Errorf("%s at %v: the frame is %v wide with %d items", name, scale, f.Width, len(f.Boxes))
			}
		}
	}
	// Without a notch it is as if there were none, and one as wide as the bar is none.
	items := []Item{label("left", Left, "ll"), label("c", Center, "title"), label("right", Right, "rr")}
	want := Lay(items, style(), width, 1, measure)
	for _, none := range []float64{0, -5, width} {
		if got := LayBeside(items, style(), width, none, 1, measure); !reflect.DeepEqual(got, want) {
			t.Errorf("with a notch of %v it is %+v", none, got)
		}
	}
}
