package workspaces

import (
	"fmt"
	"testing"
)

func TestDropTile(t *testing.T) {
	right := Monitor{ID: "right", Name: "right", Frame: Rect{1200, 0, 800, 800}, WorkArea: Rect{1200, 0, 800, 800}}
	for _, c := range []struct {
		name, before string
		at           Point
		a, b         string
	}{
		{"on another tile", "h_tiles[1* v_tiles[2 3]]", Point{900, 700}, "h_tiles[3 v_tiles[2 1*]]", "h_tiles[4 5]"},
		{"on itself", "h_tiles[1* v_tiles[2 3]]", Point{100, 100}, "h_tiles[1* v_tiles[2 3]]", "h_tiles[4 5]"},
		{"outside of every monitor", "h_tiles[1* v_tiles[2 3]]", Point{-100, 100}, "h_tiles[1* v_tiles[2 3]]", "h_tiles[4 5]"},
		{"before a tile of the other monitor", "h_tiles[1* 2]", Point{1250, 100}, "h_tiles[2]", "h_tiles[1* 4 5]"},
		{"behind one", "h_tiles[1* 2]", Point{1550, 100}, "h_tiles[2]", "h_tiles[4 1* 5]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := deskWith(t, Settings{}, []Monitor{screen1, right}, "a: "+c.before, "b: h_tiles[4 5]").Layout()
			after, err := s.DropTile(1, c.at)
			if err != nil {
				t.Fatal(err)
			}
			want(t, after, "a", c.a)
			want(t, after, "b", c.b)
			if f := after.Focus(); f.Window != 1 || !after.IsVisible(f.Workspace) {
				t.Errorf("the focus is %+v", f)
			}
		})
	}
	s := desk(t, "a: h_tiles[1*] floating[2]")
	if after, err := s.DropTile(2, Point{10, 10}); err == nil || after != s {
		t.Errorf("a floating window: %v", err)
	}
}

func TestResizeTile(t *testing.T) {
	for _, c := range []struct {
		name, before string
		by           Rect // what the drag adds to the frame
		frames       string
	}{
		{"the right edge", "h_tiles[1* 2 3]", Rect{W: 100}, "[1:0+500 2:500+350 3:850+350]"},
		{"no edge beyond: the other one follows", "h_tiles[1* 2 3]", Rect{X: 100, W: -100}, "[1:0+500 2:500+350 3:850+350]"},
		{"in the middle", "h_tiles[2 1* 3]", Rect{X: -100, W: 100}, "[1:300+500 2:0+300 3:800+400]"},
		{"from inside a container", "h_tiles[v_tiles[1* 2] 3]", Rect{W: -200}, "[1:0+400 2:0+400 3:400+800]"},
		{"not beyond the neighbour", "h_tiles[1* 2]", Rect{W: 5000}, "[1:0+1180 2:1180+20]"},
		{"nor beyond itself", "h_tiles[1* 2]", Rect{W: -5000}, "[1:0+20 2:20+1180]"},
		{"alone", "h_tiles[1*]", Rect{W: -100}, "[1:0+1200]"},
		{"in an accordion", "h_accordion[1* 2]", Rect{W: -100}, "[1:0+1200 2:0+1200]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _, frames := layoutOf(t, desk(t, "a: "+c.before))
			from := frames[1]
			var err error
			for _, part := range []float64{0.5, 1.5, 1, 1} { // the way there does not count
				to := Rect{from.X + part*c.by.X, from.Y + part*c.by.Y, from.W + part*c.by.W, from.H + part*c.by.H}
				if s, err = s.ResizeTile(1, from, to); err != nil {
					t.Fatal(err)
				}
				s, _, frames = layoutOf(t, s)
			}
			var got []string
			for id := WindowID(1); id <= WindowID(len(frames)); id++ {
				got = append(got, fmt.Sprintf("%d:%g+%g", id, frames[id].X, frames[id].W))
			}
			if fmt.Sprint(got) != c.frames {
				t.Errorf("%v, want %v", got, c.frames)
			}
		})
	}
}
