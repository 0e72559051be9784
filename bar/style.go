package bar

import (
	"math"

	"perch/config"
)

// Style is how the bar looks and what it shows: the [bar] table of the config in
// the bar's own terms.
type Style struct {
	Bottom bool
	Height float64
	// Left, Center and Right are the items of each side, in order.
	Left, Center, Right []config.BarItem
	Font                Font
	// Clock is strftime(3) notation.
	Clock  string
	Colors Palette
	// MaxEmpty is how many workspaces there may be before those are left out
	// that have no window and that no monitor shows.
	MaxEmpty int
	// HideApps leaves out the apps on each workspace; AppIcons shows their icons
	// rather than their names.
	HideApps, AppIcons bool
}

// Palette is the bar's colours by role.
type Palette struct {
	Background Color
	// Text is for what is true now, Muted for what stands beside it, Faint for
	// what is only there to be reached.
	Text, Muted, Faint Color
	// Accent fills the focused workspace, Surface the one shown on this
	// monitor without the focus.
	Accent, Surface Color
	Urgent          Color
	Warning         Color
	Good            Color
}

// StyleOf is the style of a config's [bar] table.
func StyleOf(c config.Bar) Style {
	colors := c.Colors
	maxEmpty := fewWorkspaces
	if show := c.Workspaces.ShowEmpty; show != nil {
		if maxEmpty = 0; *show {
			maxEmpty = math.MaxInt
		}
	}
	return Style{
		Bottom: c.Position == "bottom",
		Height: float64(c.Height),
		Left:   c.Left, Center: c.Center, Right: c.Right,
		Font:  Font{Family: c.Font, Size: float64(c.FontSize)},
		Clock: c.ClockFormat,
		Colors: Palette{
			Background: Color(colors.Background),
			Text:       Color(colors.Text),
			Muted:      Color(colors.Muted),
			Faint:      Color(colors.Faint),
			Accent:     Color(colors.Accent),
			Surface:    Color(colors.Surface),
			Urgent:     Color(colors.Urgent),
			Warning:    Color(colors.Warning),
			Good:       Color(colors.Good),
		},
		MaxEmpty: maxEmpty,
		HideApps: !c.Workspaces.ShowApps,
		AppIcons: c.Workspaces.Icons,
	}
}

// usualFontSize is the text's size that all other lengths were chosen for.
const usualFontSize = 13

// fewWorkspaces are not too many to show them all.
const fewWorkspaces = 10

// Room between things, in steps of four.
const (
	// edgePadding is the room at both ends of the strip.
	edgePadding = 8
	// itemGap is the room between two items.
	itemGap = 16
	// pillGap is the room between two workspaces.
	pillGap = 4
	// pillInset is the room inside a workspace's pill.
	pillInset = 8
	// symbolGap is the room between an icon and its text.
	symbolGap = 6
	// wordGap is the room between two texts of one cell.
	wordGap = 8
	// PillMargin is the room above and below a pill.
	PillMargin = 4
)

// titleMin is the narrowest title that is still worth reading.
const titleMin = 72
