package workspaces

import (
	"errors"
	"testing"
)

func TestNewWindows(t *testing.T) {
	open := func(s *State, k Kind) *State {
		w := testWindow(9)
		w.Kind = k
		return s.AddWindow(w, AddOptions{})
	}
	for _, c := range []struct {
		name, tree string
		kind       Kind
		after      string
	}{
		{"after the most recent window", "h_tiles[1* 2]", KindWindow, "h_tiles[1* 9 2]"},
		{"in its container", "h_tiles[1 v_tiles[2* 3]]", KindWindow, "h_tiles[1 v_tiles[2* 9 3]]"},
		{"at the end if a floating one was used last", "h_tiles[v_tiles[1 2]] floating[3*]", KindWindow, "h_tiles[v_tiles[1 2] 9] floating[3*]"},
		{"a dialog floats", "h_tiles[1*]", KindDialog, "h_tiles[1*] floating[9]"},
		{"a popup is left alone", "h_tiles[1*]", KindPopup, "h_tiles[1*]"},
	} {
		t.Run(c.name, func(t *testing.T) { want(t, open(desk(t, "a: "+c.tree), c.kind), "a", c.after) })
	}
	s := desk(t, "a: h_tiles[1=300* 2=500]").AddWindow(testWindow(9), AddOptions{})
	if w := showWeights(s, "a"); w != "h_tiles[1=300* 9=400 2=500]" {
		t.Errorf("a new window gets the mean weight: %s", w)
	}
	two := deskWith(t, Settings{}, []Monitor{screen1, screen2}, "a: h_tiles[1*]", "b: h_tiles[]")
	w := testWindow(9)
	w.Frame = Rect{1300, 100, 300, 300}
	want(t, two.AddWindow(w, AddOptions{Startup: true}), "b", "h_tiles[9]")
	want(t, two.AddWindow(w, AddOptions{}), "a", "h_tiles[1* 9]")
}

func TestSetLayout(t *testing.T) {
	s := desk(t, "a: h_tiles[1 v_tiles[2* 3]]")
	after, err := s.SetLayout(Subject{Window: 2, Workspace: "a"}, Layout{Accordion, Vertical})
	if err != nil {
		t.Fatal(err)
	}
	want(t, after, "a", "h_tiles[1 v_accordion[2* 3]]")
	after, _ = s.SetLayout(Subject{Window: 2, Workspace: "a", Root: true}, Layout{Accordion, Horizontal})
	want(t, after, "a", "h_accordion[1 v_tiles[2* 3]]")
	// If containers cross their parents, the ancestors turn too.
	crossed := deskWith(t, Settings{Opposite: true}, []Monitor{screen1}, "a: h_tiles[1 v_tiles[2* 3]]")
	after, _ = crossed.SetLayout(Subject{Window: 2, Workspace: "a"}, Layout{Tiles, Horizontal})
	want(t, after, "a", "v_tiles[1 h_tiles[2* 3]]")
	floating := desk(t, "a: h_tiles[1] floating[2*]")
	if _, err := floating.SetLayout(Subject{Window: 2, Workspace: "a"}, Layout{}); !errors.Is(err, ErrFloating) {
		t.Errorf("error %v", err)
	}
}

func TestFloating(t *testing.T) {
	s := desk(t, "a: h_tiles[1 2* 3]")
	after, err := s.Float(2)
	if err != nil {
		t.Fatal(err)
	}
	want(t, after, "a", "h_tiles[1 3] floating[2*]")
	after, _ = after.Unfloat(2)
	want(t, after, "a", "h_tiles[1 3 2*]") // the most recent window floated, so it goes to the end
	if w, _ := after.Window(2); w.LastFloatingSize != (Size{300, 200}) {
		t.Errorf("the size to float with again is %v", w.LastFloatingSize)
	}
}

func TestResize(t *testing.T) {
	for _, c := range []struct {
		name, tree string
		id         WindowID
		d          Dimension
		u          Units
		amount     float64
		after      string
		err        error
	}{
		{"the siblings share what one gains", "h_tiles[1=400 2=400 3=400]", 1, Width, Add, 100, "h_tiles[1=500 2=350 3=350]", nil},
		{"and what it loses", "h_tiles[1=400 2=400 3=400]", 1, Width, Subtract, 100, "h_tiles[1=300 2=450 3=450]", nil},
		{"to a length", "h_tiles[1=400 2=800]", 2, Width, Set, 600, "h_tiles[1=600 2=600]", nil},
		{"the container around it", "h_tiles[1=400 v_tiles=800[2 3]]", 2, Width, Add, 100, "h_tiles[1=300 v_tiles=900[2=1 3=1]]", nil},
		{"smart: the nearest axis", "h_tiles[1 v_tiles[2=400 3=400]]", 2, Smart, Add, 100, "h_tiles[1=1 v_tiles=1[2=500 3=300]]", nil},
		{"smart-opposite: the other one", "h_tiles[1=600 v_tiles=600[2 3]]", 2, SmartOpposite, Add, 100, "h_tiles[1=500 v_tiles=700[2=1 3=1]]", nil},
		{"an accordion does not count", "h_tiles[1=600 h_accordion=600[2 3]]", 2, Smart, Add, 100, "h_tiles[1=500 h_accordion=700[2=1 3=1]]", nil},
		{"no such axis", "h_tiles[1 2]", 1, Height, Add, 100, "h_tiles[1=1 2=1]", ErrNotResizable},
		{"no neighbours", "h_tiles[1]", 1, Width, Add, 100, "h_tiles[1=1]", ErrOnlyChild},
		{"no lower bound before the next layout", "h_tiles[1=10 2=10]", 1, Width, Subtract, 30, "h_tiles[1=-20 2=40]", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := desk(t, "b: h_tiles[]", "a: "+c.tree)
			after, err := s.Resize(c.id, c.d, c.u, c.amount)
			if !errors.Is(err, c.err) {
				t.Errorf("error %v, want %v", err, c.err)
			}
			if w := showWeights(after, "a"); w != c.after {
				t.Errorf("%s, want %s", w, c.after)
			}
		})
	}
}

func TestBalanceAndFlatten(t *testing.T) {
	s := desk(t, "b: h_tiles[]", "a: h_tiles[1=300 v_tiles=900[2=100 h_accordion=700[3=2 4=3]]]")
	if w := showWeights(s.Balance("a"), "a"); w != "h_tiles[1=1 v_tiles=1[2=1 h_accordion=1[3=2 4=3]]]" {
		t.Error(w)
	}
	if w := showWeights(s.Flatten("a"), "a"); w != "h_tiles[1=1 2=1 3=1 4=1]" {
		t.Error(w)
	}
}

func TestSplit(t *testing.T) {
	s := desk(t, "a: h_tiles[1* 2]")
	after, err := s.Split(1, Vertical)
	if err != nil {
		t.Fatal(err)
	}
	want(t, after, "a", "h_tiles[v_tiles[1*] 2]")
	after, _ = after.Split(1, Horizontal) // an only child: its parent turns
	want(t, after, "a", "h_tiles[h_tiles[1*] 2]")
	flat := deskWith(t, Settings{Flatten: true}, []Monitor{screen1}, "a: h_tiles[1* 2]")
	if _, err := flat.Split(1, Vertical); !errors.Is(err, ErrFlatten) {
		t.Errorf("error %v", err)
	}
}

func TestNormalize(t *testing.T) {
	flatten, opposite := Settings{Flatten: true}, Settings{Opposite: true}
	for _, c := range []struct {
		name     string
		settings Settings
		tree     string
		after    string
	}{
		{"empty containers go", Settings{}, "h_tiles[1* v_tiles[h_tiles[]]]", "h_tiles[1*]"},
		{"single children stay unless asked", Settings{}, "h_tiles[1* v_tiles[2]]", "h_tiles[1* v_tiles[2]]"},
		{"a single child takes its container's place", flatten, "h_tiles[1* v_tiles[2] 3]", "h_tiles[1* 2 3]"},
		{"a container alone in the root becomes the root", flatten, "h_tiles[v_accordion[1* 2]]", "v_accordion[1* 2]"},
		{"a window alone in the root stays in it", flatten, "h_tiles[1*]", "h_tiles[1*]"},
		{"nested containers cross their parents", opposite, "h_tiles[1* h_tiles[2 h_tiles[3 4]]]", "h_tiles[1* v_tiles[2 h_tiles[3 4]]]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := deskWith(t, c.settings, []Monitor{screen1}, "a: "+c.tree)
			after := s.Normalize()
			want(t, after, "a", c.after)
			if again := after.Normalize(); again != after {
				t.Errorf("normalized again it is %s", show(again, "a"))
			}
		})
	}
}

// A native state takes a window out of its place; when it ends the window
// tiles or floats again.
func TestNativeStates(t *testing.T) {
	s := desk(t, "a: h_tiles[1* 2] floating[3]")
	after, err := s.SetPlacement(1, NativeFullscreen)
	if err != nil {
		t.Fatal(err)
	}
	want(t, after, "a", "h_tiles[2] floating[3] native[1*]")
	after, _ = after.SetPlacement(1, Tiling)
	want(t, after, "a", "h_tiles[2 1*] floating[3]")
	after, _ = s.SetPlacement(3, Minimized)
	want(t, after, "a", "h_tiles[1* 2]")
	if w, _ := after.Window(3); w.Workspace != "" || w.Placement != Minimized {
		t.Errorf("a minimized window is %+v", w)
	}
	after, _ = after.SetPlacement(3, Tiling)
	want(t, after, "a", "h_tiles[1* 2] floating[3]")
	after, _ = s.SetPlacement(2, HiddenApp)
	want(t, after, "a", "h_tiles[1*] floating[3] hidden[2]")
}
