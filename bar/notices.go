package bar

import (
	"fmt"
	"strings"

	"perch/config"
)

// mainMode is the binding mode that is on when none is.
const mainMode = "main"

// modeItem shows the binding mode when it is not the main one.
func modeItem(f Facts, s Style, o config.BarItem, _ int) (Item, bool) {
	if f.State.Mode == "" || f.State.Mode == mainMode {
		return Item{}, false
	}
	ink := s.Colors.Warning.On(s.Colors.Background.Opaque(), s.Colors.Text)
	text, _ := say(o, "{mode}", values{"mode": {text: caption(f.State.Mode)}})
	label := s.text(text, ink)
	label.Font.Bold = true
	return Item{Cells: []Cell{{
		Label: label, Fill: s.Colors.Warning, Inset: pillInset,
	}}}, true
}

// brief is a problem without the folder of its file and without the word that it
// is an error, which leave no room for what it says.
func brief(problem string) string {
	file, rest, _ := strings.Cut(problem, ": error: ")
	if rest == "" {
		return problem
	}
	return file[strings.LastIndexByte(file, '/')+1:] + ": " + rest
}

// problemsItem counts the config's problems, naming the only one.
func problemsItem(f Facts, s Style, o config.BarItem, _ int) (Item, bool) {
	n := len(f.State.Problems)
	if n == 0 {
		return Item{}, false
	}
	line, _, _ := strings.Cut(f.State.Problems[0], "\n")
	first := brief(line)
	usual := "1 problem in the config"
	switch {
	case n > 1:
		usual = "{count} problems in the config"
	case first != "":
		usual = "{first}"
	}
	text, _ := say(o, usual, values{"count": {text: fmt.Sprint(n)}, "first": {text: caption(first)}})
	cell := Cell{
		Symbol: Symbol{Icon: WarningIcon, Height: s.iconHeight(), Color: s.Colors.Warning},
		Label:  s.text(text, s.Colors.Warning),
		Gap:    symbolGap,
	}
	compact := cell
	compact.Label.Text = fmt.Sprint(n)
	cell.Elastic = n == 1
	return Item{Cells: []Cell{cell}, Compact: []Cell{compact}, Min: 96}, true
}
