package bar

import (
	"fmt"
	"math"
)

// batteryItem shows the charge; low charge in the urgent colour.
func batteryItem(f Facts, s Style, _ int) (Item, bool) {
	b := f.System.Battery
	if !b.Present {
		return Item{}, false
	}
	c := s.Colors
	symbol := Symbol{Icon: BatteryIcon, Level: b.Charge, Color: c.Muted, Accent: c.Text}
	ink := c.Text
	switch {
	case b.Charging:
		symbol.Icon, symbol.Accent = ChargingIcon, c.Good
	case b.Charge <= 0.10:
		symbol.Accent, ink = c.Urgent, c.Urgent
	case b.Charge <= 0.20:
		symbol.Accent, ink = c.Warning, c.Warning
	}
	return s.share(symbol, b.Charge, ink), true
}

// networkItem names the connection: the wireless network, or the interface.
func networkItem(f Facts, s Style, _ int) (Item, bool) {
	n := f.System.Network
	if !n.Present {
		return Item{}, false
	}
	c := s.Colors
	switch {
	case !n.Up:
		return s.reading(Symbol{Icon: OfflineIcon, Color: c.Faint}, "offline", c.Faint), true
	case n.Wireless:
		return s.reading(Symbol{Icon: WirelessIcon, Level: n.Quality, Color: c.Muted}, ellipsis(oneLine(n.Name), 20), c.Text), true
	}
	return s.reading(Symbol{Icon: WiredIcon, Color: c.Muted}, ellipsis(oneLine(n.Name), 20), c.Text), true
}

// volumeItem shows the default output's loudness.
func volumeItem(f Facts, s Style, _ int) (Item, bool) {
	v := f.System.Volume
	if !v.Present {
		return Item{}, false
	}
	c := s.Colors
	if v.Muted {
		return s.share(Symbol{Icon: MutedIcon, Color: c.Faint}, v.Level, c.Faint), true
	}
	return s.share(Symbol{Icon: VolumeIcon, Level: v.Level, Color: c.Muted}, v.Level, c.Text), true
}

// processorItem shows how busy the processors are together.
func processorItem(f Facts, s Style, _ int) (Item, bool) {
	p := f.System.Processor
	if !p.Present {
		return Item{}, false
	}
	return s.share(Symbol{Icon: ProcessorIcon, Color: s.Colors.Muted}, p.Busy, load(p.Busy, s.Colors)), true
}

// memoryItem shows how much memory is in use.
func memoryItem(f Facts, s Style, _ int) (Item, bool) {
	m := f.System.Memory
	if !m.Present {
		return Item{}, false
	}
	return s.share(Symbol{Icon: MemoryIcon, Color: s.Colors.Muted}, m.Used(), load(m.Used(), s.Colors)), true
}

// load is the colour of a share of something that runs out.
func load(share float64, c Palette) Color {
	if share >= 0.9 {
		return c.Warning
	}
	return c.Text
}

// percent is a share of one for people. A figure space keeps one digit as wide
// as two, so that neighbours do not jump.
func percent(share float64) string {
	n := int(math.Round(share * 100))
	if n < 10 {
		return fmt.Sprintf("\u2007%d%%", n)
	}
	return fmt.Sprintf("%d%%", n)
}

// reading is an item of an icon and a value.
func (s Style) reading(symbol Symbol, value string, ink Color) Item {
	symbol.Height = s.iconHeight()
	return Item{Cells: []Cell{{Symbol: symbol, Label: s.text(value, ink), Gap: symbolGap}}}
}

// share is a reading of a percentage. Its room is that of the widest, so that
// neither the item nor its neighbours jump.
func (s Style) share(symbol Symbol, share float64, ink Color) Item {
	item := s.reading(symbol, percent(share), ink)
	item.Cells[0].Reserve = "100%"
	return item
}

// iconHeight goes with the font: the usual one is for text of 13. Even heights
// leave icons in the middle of the strip sharp.
func (s Style) iconHeight() float64 {
	h := 2 * math.Round(IconGrid*s.Font.Size/usualFontSize/2)
	return max(min(h, s.Height-2*PillMargin), 8)
}

// text is a run in the bar's font.
func (s Style) text(text string, c Color) Text { return Text{Text: text, Font: s.Font, Color: c} }

// small is a run in the smaller size of secondary text.
func (s Style) small(text string, c Color) Text {
	t := s.text(text, c)
	t.Font.Size = math.Round(t.Font.Size * 0.85)
	return t
}
