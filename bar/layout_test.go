package bar

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// measure gives every character the same width, half the font's size.
func measure(t Text) float64 {
	return float64(utf8.RuneCountInString(t.Text)) * t.Font.Size / 2
}

// word is a text whose characters are ten wide.
func word(text string) Text { return Text{Text: text, Font: Font{Size: 20}} }

func label(name string, side Side, text string) Item {
	return Item{Name: name, Side: side, Cells: []Cell{{Label: word(text)}}}
}

func at(t *testing.T, f Frame, name string) Box {
	t.Helper()
	for _, b := range f.Boxes {
		if b.Item == name {
			return b
		}
	}
	t.Fatalf("%s is not on the strip", name)
	return Box{}
}

func TestSides(t *testing.T) {
	f := Lay([]Item{
		label("a", Left, "aaaa"), label("b", Left, "bb"),
		label("c", Center, "cccccc"),
		label("d", Right, "ddd"), label("e", Right, "e"),
	}, style(), 600, 1, measure)
	for name, want := range map[string][2]float64{
		"a": {8, 40}, "b": {8 + 40 + 16, 20},
		"c": {270, 60},
		"d": {600 - 8 - 10 - 16 - 30, 30}, "e": {600 - 8 - 10, 10},
	} {
		if b := at(t, f, name); b.X != want[0] || b.W != want[1] {
			t.Errorf("%s is at %v, %v wide; expected %v", name, b.X, b.W, want)
		}
	}
}

func TestCenterGivesWay(t *testing.T) {
	long := strings.Repeat("a", 30)
	f := Lay([]Item{label("left", Left, long), label("c", Center, "cccccc"), label("right", Right, "r")}, style(), 600, 1, measure)
	if got, want := at(t, f, "c").X, 8.0+300+16; got != want {
		t.Errorf("after a long left side the center is at %v, expected %v", got, want)
	}
	f = Lay([]Item{label("c", Center, "cccccc"), label("right", Right, long)}, style(), 600, 1, measure)
	if got, want := at(t, f, "c").X, 600.0-8-300-16-60; got != want {
		t.Errorf("before a long right side the center is at %v, expected %v", got, want)
	}
}

func TestTitlesAreCut(t *testing.T) {
	window := Item{
		Name: "window", Side: Center, Min: 40, Max: 1000,
		Cells: []Cell{{Label: word("App"), Detail: word("a title of some length"), Gap: 10, Elastic: true}},
	}
	rows := []struct {
		width         float64
		label, detail string
	}{
		{400, "App", "a title of some length"},
		// App and the gap take 40, the right side and the gaps 42, so that the
		// rest is for the detail; the ellipsis counts as a character.
		{202, "App", "a title of…"},
		{197, "App", "a title of…"}, // 115 are left: the space before the ellipsis goes
		{160, "App", "a titl…"},
		{102, "App", "…"},
		{92, "App", ""},
	}
	for _, row := range rows {
		f := Lay([]Item{window, label("right", Right, "r")}, style(), row.width, 1, measure)
		cell := at(t, f, "window").Cells[0]
		if row.detail == "…" {
			row.detail = "" // an ellipsis alone says nothing
		}
		if cell.Label.Text != row.label || cell.Detail.Text != row.detail {
			t.Errorf("%v wide: %q %q, expected %q %q", row.width, cell.Label.Text, cell.Detail.Text, row.label, row.detail)
		}
	}
}

func TestCutsBetweenCharactersOfPeople(t *testing.T) {
	l := layout{scale: 1, measure: measure}
	// A family is one character of five code points, é one of two.
	text := word("e\u0301👩‍👩‍👧x")
	for room, want := range map[float64]string{
		100: "e\u0301👩‍👩‍👧x", 80: "e\u0301👩‍👩‍👧x", 79: "e\u0301…", 30: "e\u0301…", 29: "", 0: "",
	} {
		if got := l.truncate(text, room); got != want {
			t.Errorf("in %v: %q, expected %q", room, got, want)
		}
	}
}

func TestNarrowStripsUseCompactForms(t *testing.T) {
	workspaces := Item{
		Name: "workspaces", Side: Left,
		Cells:   []Cell{{Label: word("1"), Detail: word("Firefox")}, {Label: word("2"), Detail: word("XTerm")}},
		Compact: []Cell{{Label: word("1")}, {Label: word("2")}},
	}
	f := Lay([]Item{workspaces, label("clock", Right, "12:00")}, style(), 120, 1, measure)
	for _, c := range at(t, f, "workspaces").Cells {
		if c.Detail.Text != "" {
			t.Errorf("a narrow strip names apps: %q", c.Detail.Text)
		}
	}
	at(t, f, "clock")
	f = Lay([]Item{workspaces, label("clock", Right, "12:00")}, style(), 60, 1, measure)
	if len(f.Boxes) != 1 || f.Boxes[0].Item != "workspaces" {
		t.Errorf("a tiny strip keeps %d items, expected the workspaces alone", len(f.Boxes))
	}
}

// Many workspaces leave the clock its place, and the focused one stays.
func TestManyCellsAreTrimmed(t *testing.T) {
	for keep := range 31 {
		row := Item{Name: "workspaces", Side: Left, Trim: true, Keep: keep, More: Cell{Label: word("…")}}
		for i := range 31 {
			row.Cells = append(row.Cells, Cell{Label: word(strings.Repeat("w", 1+i%3)), MinWidth: 30, Click: Command{Name: "workspace", Argument: string(rune('A' + i))}})
		}
		f := Lay([]Item{row, label("clock", Right, "12:00")}, style(), 600, 1, measure)
		at(t, f, "clock")
		box := at(t, f, "workspaces")
		if box.W > 530 || len(box.Cells) < 8 {
			t.Errorf("with %d focused, %d cells are %v wide", keep, len(box.Cells), box.W)
		}
		found := false
		for _, c := range box.Cells {
			found = found || c.Click == row.Cells[keep].Click
		}
		first, last := box.Cells[0], box.Cells[len(box.Cells)-1]
		if !found || keep > 20 && first.Label.Text != "…" || keep < 10 && last.Label.Text != "…" {
			t.Errorf("with %d focused, from %q to %q, itself there: %v", keep, first.Label.Text, last.Label.Text, found)
		}
	}
}

// A number that changes moves nothing.
func TestReserve(t *testing.T) {
	for _, text := range []string{"7%", "42%", "100%"} {
		item := Item{Name: "cpu", Side: Right, Cells: []Cell{{Label: word(text), Reserve: "100%"}}}
		if b := at(t, Lay([]Item{item}, style(), 600, 1, measure), "cpu"); b.W != 40 {
			t.Errorf("%s is %v wide, expected 40", text, b.W)
		}
	}
}

func TestPositionsFallOnPixels(t *testing.T) {
	thirds := func(t Text) float64 { return measure(t) / 3 }
	for _, scale := range []float64{1, 1.25, 1.5, 2} {
		f := Lay([]Item{label("a", Left, "abc"), label("b", Center, "abcd"), label("c", Right, "ab")}, style(), 700, scale, thirds)
		for _, b := range f.Boxes {
			if px := b.X * scale; math.Abs(px-math.Round(px)) > 1e-6 {
				t.Errorf("scale %v: %s begins at pixel %v", scale, b.Item, px)
			}
		}
	}
}

func TestNothingEverOverlaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.SampledFrom([]float64{1, 1.25, 1.5, 2, 3}).Draw(t, "scale")
		width := float64(rapid.IntRange(1, 2000).Draw(t, "pixels")) / scale
		var items []Item
		for i := range rapid.IntRange(0, 8).Draw(t, "items") {
			var cells []Cell
			for range rapid.IntRange(1, 5).Draw(t, "cells") {
				cells = append(cells, Cell{
					Label:   word(rapid.StringN(0, 20, -1).Draw(t, "label")),
					Detail:  word(rapid.StringN(0, 60, -1).Draw(t, "detail")),
					Gap:     6,
					Inset:   float64(rapid.IntRange(0, 8).Draw(t, "inset")),
					Space:   float64(rapid.IntRange(0, 8).Draw(t, "space")),
					Elastic: rapid.Bool().Draw(t, "elastic"),
				})
			}
			items = append(items, Item{
				Name: string(rune('a' + i)), Cells: cells,
				Side: Side(rapid.IntRange(0, 2).Draw(t, "side")),
				Min:  float64(rapid.IntRange(0, 100).Draw(t, "min")),
				Max:  float64(rapid.IntRange(0, 1).Draw(t, "limited")) * 300,
				Trim: rapid.Bool().Draw(t, "trim"),
				Keep: rapid.IntRange(0, len(cells)-1).Draw(t, "keep"),
				More: Cell{Label: word("…")},
			})
		}
		f := Lay(items, style(), width, scale, measure)
		if len(items) > 0 && len(f.Boxes) == 0 {
			t.Fatal("everything went away")
		}
		const slack = 1e-6
		end := 0.0
		for _, b := range f.Boxes {
			if b.X < end-slack {
				t.Fatalf("%s begins at %v, before %v", b.Item, b.X, end)
			}
			end = b.X + b.W
			if end > width+slack || len(f.Boxes) > 1 && end > width-edgePadding+1/scale {
				t.Fatalf("%s ends at %v of %v", b.Item, end, width)
			}
			x := 0.0
			for _, c := range b.Cells {
				if c.X < x-slack || c.X+c.W > b.W+slack || c.W <= 0 {
					t.Fatalf("%s, %v wide: a cell from %v to %v after %v", b.Item, b.W, c.X, c.X+c.W, x)
				}
				x = c.X + c.W
			}
		}
	})
}

func TestHits(t *testing.T) {
	item := Item{Name: "workspaces", Side: Left, Cells: []Cell{
		{Label: word("1"), Space: 4, Click: Command{Name: "workspace", Argument: "1"}},
		{Label: word("2"), Space: 4, Click: Command{Name: "workspace", Argument: "2"}},
	}, Scroll: Scroll{Up: Command{Name: "workspace", Argument: "prev"}}}
	f := Lay([]Item{item}, style(), 300, 1, measure)
	for x, want := range map[float64]string{8: "1", 17.9: "1", 19: "1", 21: "2", 31: "2"} {
		box, cell, ok := f.Hit(x)
		if !ok || cell.Click.Argument != want || box.Scroll.Up.Argument != "prev" {
			t.Errorf("at %v: %v %v, expected workspace %s", x, ok, cell.Click.Argv(), want)
		}
	}
	for _, x := range []float64{0, 7.9, 32, 299} {
		if _, _, ok := f.Hit(x); ok {
			t.Errorf("there is something at %v", x)
		}
	}
}

func TestContentDoesNotDependOnThePlace(t *testing.T) {
	near := Lay([]Item{label("x", Right, "same")}, style(), 300, 1, measure).Boxes[0]
	far := Lay([]Item{label("x", Right, "same")}, style(), 600, 1, measure).Boxes[0]
	other := Lay([]Item{label("x", Right, "sane")}, style(), 600, 1, measure).Boxes[0]
	if near.X == far.X || !near.SameContent(far) {
		t.Error("a box that only moved counts as changed")
	}
	if far.SameContent(other) {
		t.Error("a box with another text counts as unchanged")
	}
}
