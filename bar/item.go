// Package bar is the status bar's model: what the bar's items say, and where
// each stands on the strip. It knows no toolkit and no platform: bar/paint
// draws it and bar/surface shows it.
//
// Data flows one way. Facts become items (values that can be compared), items
// become a frame (positions), and a painter draws what differs from the frame
// before.
//
// Lengths are logical pixels; the origin is the strip's top left corner.
package bar

import "slices"

// Side is the part of the strip in which an item stands.
type Side int

const (
	Left Side = iota
	Center
	Right
)

// Item is one named thing on the bar.
type Item struct {
	Name  string
	Side  Side
	Cells []Cell
	// Compact replaces Cells when the strip has no room for all of them. Nil:
	// the item has only one form.
	Compact []Cell
	// Max is the widest that the item gets, 0 for as wide as its cells are.
	Max float64
	// Min is how far its elastic cells may shrink before the item goes away.
	Min float64
	// Trim says that on a strip that is too narrow cells go from both ends,
	// those farthest from the cell Keep first. More stands for them.
	Trim bool
	Keep int
	More Cell
	// Scroll is what the wheel does over the item.
	Scroll Scroll
}

// Equal says that both items look and behave alike.
func (a Item) Equal(b Item) bool {
	return a.Name == b.Name && a.Side == b.Side && a.Max == b.Max && a.Min == b.Min && a.Trim == b.Trim && a.Keep == b.Keep && a.More == b.More && a.Scroll == b.Scroll &&
		slices.Equal(a.Cells, b.Cells) && slices.Equal(a.Compact, b.Compact)
}

// Cell is one box of an item: a symbol, a plot, a label, pictures and a detail in
// a row, in front of a rounded rectangle if it has a fill or an outline. Parts
// that are empty take no room.
type Cell struct {
	Symbol Symbol
	Plot   Plot
	Label  Text
	// Pictures are sources of pictures as scenes name them, as many as are not
	// empty, each PictureSize wide and high.
	Pictures    [picturesShown]string
	PictureSize float64
	Detail      Text

	Fill, Outline Color
	// Inset is the room left and right of the parts, inside the rectangle.
	Inset float64
	// Gap is the room between two parts.
	Gap float64
	// Space is the room between this cell and the next.
	Space float64
	// MinWidth is the narrowest that the box gets; its parts are centred.
	MinWidth float64
	// Reserve is a text for which the label keeps room, so that a number that
	// changes moves nothing.
	Reserve string
	// Elastic cells give up width first, by an ellipsis: the detail, then the
	// label.
	Elastic bool
	Click   Command
}

// Plot is a graph of what was measured.
type Plot struct {
	Samples *Samples // nil for no graph
	Width   float64
	Color   Color
}

// picturesShown is how many pictures a cell has at most.
const picturesShown = 5

// Symbol is a small drawn picture.
type Symbol struct {
	Icon Icon
	// Height is the picture's, 0 for the usual one.
	Height float64
	// Level is what the picture measures, 0…1: charge, loudness.
	Level float64
	Color Color
	// Accent is the second colour: a charging battery's bolt, a level's fill.
	Accent Color
}

// Icon names a drawing.
type Icon int

const (
	NoIcon Icon = iota
	BatteryIcon
	ChargingIcon
	WiredIcon
	WirelessIcon
	OfflineIcon
	VolumeIcon
	MutedIcon
	ProcessorIcon
	MemoryIcon
	WarningIcon
	BrightnessIcon
	DiskIcon
	TemperatureIcon
	KeyboardIcon
	ClockIcon
	PlayIcon
	PauseIcon
)

// IconGrid is the height on which icons are drawn, which is their usual one.
const IconGrid = 16

// Size is a symbol's width and height; a battery's is wider.
func (s Symbol) Size() (w, h float64) {
	if h = s.Height; h == 0 {
		h = IconGrid
	}
	switch s.Icon {
	case NoIcon:
		return 0, 0
	case BatteryIcon, ChargingIcon:
		return 1.5 * h, h
	}
	return h, h
}

// Text is a run of characters in one font and colour.
type Text struct {
	Text  string
	Font  Font
	Color Color
}

// Font names a face. An empty family is the built-in one.
type Font struct {
	Family string
	Bold   bool
	Size   float64
}

// Scroll is a pair of commands for the wheel.
type Scroll struct{ Up, Down Command }
