package bar

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Calendar is a month to show.
type Calendar struct {
	// Month is any moment in it; Today is marked.
	Month, Today time.Time
	// First is the day with which weeks begin.
	First time.Weekday
}

// weeksShown is enough for every month, so that none is higher than another.
const weeksShown = 6

// Sheet is the month as a popup. Its title's arrows ask Bar to Turn.
func (c Calendar) Sheet(s Style, measure Measure) Sheet {
	out := s.sheet()
	colors := s.Colors
	widest := 0.0
	for _, name := range dayNames {
		widest = max(widest, measure(s.small(name, 0)))
	}
	column := math.Ceil(max(widest, measure(s.text("00", 0)))) + 2*pillInset
	height := s.rowHeight()
	const gap = 2
	width := 7*column + 6*gap
	y := float64(sheetPadding)
	add := func(cells []Placed) {
		box := Box{Item: fmt.Sprint("week ", len(out.Rows)), X: sheetPadding, W: width, Cells: cells}
		out.Rows = append(out.Rows, Row{Y: y, H: height, Box: box})
		y += height
	}

	year, month, _ := c.Month.Date()
	turn := func(by float64) Command { return Command{To: Bar, Name: Turn, By: by} }
	title := s.text(c.Month.Format("January 2006"), colors.Text)
	title.Font.Bold = true
	add([]Placed{
		{Cell: Cell{Label: s.text("‹", colors.Muted), Click: turn(-1)}, W: column},
		{Cell: Cell{Label: title, Click: turn(0)}, X: column + gap, W: width - 2*(column+gap)},
		{Cell: Cell{Label: s.text("›", colors.Muted), Click: turn(1)}, X: width - column, W: column},
	})

	var names []Placed
	for i := range 7 {
		name := dayNames[(int(c.First)+i)%7]
		names = append(names, Placed{Cell: Cell{Label: s.small(name, colors.Muted)}, X: float64(i) * (column + gap), W: column})
	}
	add(names)

	// Noon is there every day, whatever the clocks do at night.
	first := time.Date(year, month, 1, 12, 0, 0, 0, time.UTC)
	day := first.AddDate(0, 0, -(int(first.Weekday())-int(c.First)+7)%7)
	for range weeksShown {
		var cells []Placed
		for i := range 7 {
			cell := Cell{Label: s.text(fmt.Sprint(day.Day()), colors.Text)}
			if day.Month() != month {
				cell.Label.Color = colors.Faint
			}
			if sameDay(day, c.Today) {
				cell.Fill = colors.Accent
				cell.Label.Color, cell.Label.Font.Bold = colors.Accent.On(colors.Background.Opaque(), colors.Text), true
			}
			cells = append(cells, Placed{Cell: cell, X: float64(i) * (column + gap), W: column})
			day = day.AddDate(0, 0, 1)
		}
		add(cells)
	}
	out.W, out.H = width+2*sheetPadding, y+sheetPadding
	return out
}

var dayNames = [7]string{"Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"}

func sameDay(a, b time.Time) bool {
	y1, m1, d1 := a.Date()
	y2, m2, d2 := b.Date()
	return y1 == y2 && m1 == m2 && d1 == d2
}

// The territories whose weeks do not begin on Monday (Unicode CLDR, weekData).
const (
	sundayTerritories = "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ " +
		"NI NP PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW"
	saturdayTerritories = "AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY"
)

// FirstDay is the day with which weeks begin: the one of that name, or that of the
// locale's territory if it is "" (locale(7)).
func FirstDay(name string, getenv func(string) string) time.Weekday {
	switch name {
	case "monday":
		return time.Monday
	case "saturday":
		return time.Saturday
	case "sunday":
		return time.Sunday
	}
	locale := ""
	for _, variable := range []string{"LC_ALL", "LC_TIME", "LANG"} {
		if locale = getenv(variable); locale != "" {
			break
		}
	}
	_, territory, _ := strings.Cut(locale, "_")
	if len(territory) > 2 {
		territory = territory[:2]
	}
	switch {
	case len(territory) < 2:
	case strings.Contains(sundayTerritories, territory):
		return time.Sunday
	case strings.Contains(saturdayTerritories, territory):
		return time.Saturday
	}
	return time.Monday
}
