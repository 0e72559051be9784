package bar

import (
	"fmt"
	"strings"
)

// mainMode is the binding mode that is on when none is.
const mainMode = "main"

// modeItem shows the binding mode when it is not the main one.
func modeItem(f Facts, s Style, _ int) (Item, bool) {
	if f.State.Mode == "" || f.State.Mode == mainMode {
		return Item{}, false
	}
	ink := s.Colors.Warning.On(s.Colors.Background.Opaque(), s.Colors.Text)
	label := s.text(oneLine(f.State.Mode), ink)
	label.Font.Bold = true
	return Item{Cells: []Cell{{
		Label: label, Fill: s.Colors.Warning, Inset: pillInset,
		Click: Command{"mode", mainMode},
	}}}, true
}

// problemsItem counts the config's problems, naming the only one.
func problemsItem(f Facts, s Style, _ int) (Item, bool) {
	n := len(f.State.Problems)
	if n == 0 {
		return Item{}, false
	}
	text := "1 problem in the config"
	if n > 1 {
		text = fmt.Sprintf("%d problems in the config", n)
	}
	cell := Cell{
		Symbol: Symbol{Icon: WarningIcon, Height: s.iconHeight(), Color: s.Colors.Warning},
		Label:  s.text(text, s.Colors.Warning),
		Gap:    symbolGap,
	}
	compact := cell
	compact.Label.Text = fmt.Sprint(n)
	if n == 1 {
		if first, _, _ := strings.Cut(f.State.Problems[0], "\n"); first != "" {
			cell.Label.Text = first
			cell.Elastic = true
		}
	}
	return Item{Cells: []Cell{cell}, Compact: []Cell{compact}, Max: 320, Min: 96}, true
}
