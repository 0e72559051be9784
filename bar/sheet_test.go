package bar

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// texts are what the rows of a sheet say.
func texts(s Sheet) []string {
	var out []string
	for _, r := range s.Rows {
		var words []string
		for _, c := range r.Box.Cells {
			words = append(words, c.Label.Text)
		}
		out = append(out, strings.Join(words, " "))
	}
	return out
}

func TestCalendar(t *testing.T) {
	today := time.Date(2026, 11, 21, 23, 30, 0, 0, time.FixedZone("", -8*3600))
	c := Calendar{Month: today, Today: today, First: time.Monday}
	sheet := c.Sheet(style(), measure)
	want := []string{
		"‹ November 2026 ›", "Mo Tu We Th Fr Sa Su",
		"26 27 28 29 30 31 1", "2 3 4 5 6 7 8", "9 10 11 12 13 14 15", "16 17 18 19 20 21 22", "23 24 25 26 27 28 29", "30 1 2 3 4 5 6",
	}
	if got := texts(sheet); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	colors := style().Colors
	marked := 0
	for _, r := range sheet.Rows[2:] {
		for _, cell := range r.Box.Cells {
			if cell.Fill == colors.Accent {
				marked++
				if cell.Label.Text != "21" {
					t.Errorf("the %s is marked", cell.Label.Text)
				}
			}
		}
	}
	if marked != 1 {
		t.Errorf("%d days are marked", marked)
	}
	if ink := sheet.Rows[2].Box.Cells[0].Label.Color; ink != colors.Faint {
		t.Errorf("a day of the month before is %x", ink)
	}
	// Every month is as large, and begins on the right day.
	for _, first := range []time.Weekday{time.Sunday, time.Monday, time.Saturday} {
		for m := range 48 {
			c := Calendar{Month: time.Date(2024, time.Month(1+m), 1, 0, 0, 0, 0, time.Local), Today: today, First: first}
			s := c.Sheet(style(), measure)
			if s.W != sheet.W || s.H != sheet.H {
				t.Fatalf("%v is %v by %v, expected %v by %v", c.Month, s.W, s.H, sheet.W, sheet.H)
			}
			at := -1
			for i, cell := range s.Rows[2].Box.Cells {
				if cell.Label.Text == "1" {
					at = i
				}
			}
			if want := (int(c.Month.Weekday()) - int(first) + 7) % 7; at != want {
				t.Errorf("%v begins in column %d, expected %d", c.Month, at, want)
			}
		}
	}
	// The arrows turn, the title goes back, beside them is nothing.
	for _, row := range []struct {
		x, y float64
		by   float64
		ok   bool
	}{{20, 20, -1, true}, {sheet.W / 2, 20, 0, true}, {sheet.W - 20, 20, 1, true}, {2, 2, 0, false}, {sheet.W / 2, sheet.H - 1, 0, false}} {
		cell, ok := sheet.Hit(row.x, row.y)
		if ok != row.ok || ok && cell.Click != (Command{To: Bar, Name: Turn, By: row.by}) {
			t.Errorf("at %v, %v is %+v, %v", row.x, row.y, cell.Click, ok)
		}
	}
}

func TestFirstDay(t *testing.T) {
	for _, row := range []struct {
		name   string
		locale map[string]string
		want   time.Weekday
	}{
		{"", nil, time.Monday},
		{"", map[string]string{"LANG": "C.UTF-8"}, time.Monday},
		{"", map[string]string{"LANG": "en"}, time.Monday},
		{"", map[string]string{"LANG": "en_US.UTF-8"}, time.Sunday},
		{"", map[string]string{"LANG": "ar_EG"}, time.Saturday},
		{"", map[string]string{"LANG": "en_US.UTF-8", "LC_TIME": "de_DE@euro"}, time.Monday},
		{"", map[string]string{"LC_ALL": "pt_BR", "LC_TIME": "de_DE"}, time.Sunday},
		{"saturday", map[string]string{"LANG": "en_US"}, time.Saturday},
		{"sunday", nil, time.Sunday},
		{"monday", map[string]string{"LANG": "en_US"}, time.Monday},
	} {
		if got := FirstDay(row.name, func(name string) string { return row.locale[name] }); got != row.want {
			t.Errorf("%q with %v: %v, expected %v", row.name, row.locale, got, row.want)
		}
	}
}

func TestProblemsAreShownWhole(t *testing.T) {
	long := "perch.toml:3:1: error: bar.lefft: Unknown key. Did you mean 'left'? " + strings.Repeat("x", 200)
	sheet := ProblemsSheet(style(), []string{long, "two\nlines"}, 400, measure)
	var said string
	for _, r := range sheet.Rows {
		if r.Box.X+r.Box.W > sheet.W || r.Y+r.H > sheet.H {
			t.Errorf("%v is outside of %v by %v", r.Box, sheet.W, sheet.H)
		}
		said += r.Box.Cells[0].Label.Text + " "
	}
	if plain := strings.ReplaceAll(said, " ", ""); plain != strings.ReplaceAll(long, " ", "")+"twolines" {
		t.Errorf("it says %q", said)
	}
	if sheet.W > 400 {
		t.Errorf("it is %v wide", sheet.W)
	}
	var many []string
	for i := range 100 {
		many = append(many, fmt.Sprint("problem ", i))
	}
	sheet = ProblemsSheet(style(), many, 800, measure)
	got := texts(sheet)
	if last := got[len(got)-1]; last != `… and 70 more. "perch config check" lists all of them.` || len(got) != 31 {
		t.Errorf("%d lines, the last %q", len(got), last)
	}
}
