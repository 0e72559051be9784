package bar

import (
	"fmt"
	"math"
	"strings"
	"time"

	"perch/config"
)

// batteryItem shows the charge; low charge in the urgent colour.
func batteryItem(f Facts, s Style, o config.BarItem, _ int) (Item, bool) {
	b := f.System.Battery
	if !b.Present {
		return Item{}, false
	}
	c := s.Colors
	symbol := Symbol{Icon: BatteryIcon, Level: b.Charge, Color: c.Muted, Accent: c.Text}
	ink, state, left := c.Text, "discharging", b.Empty
	switch {
	case b.Charging:
		symbol.Icon, symbol.Accent = ChargingIcon, c.Good
		state, left = "charging", b.Full
	case b.Charge <= 0.10:
		symbol.Accent, ink = c.Urgent, c.Urgent
	case b.Charge <= 0.20:
		symbol.Accent, ink = c.Warning, c.Warning
	}
	return s.reading(o, symbol, ink, "{percent}%", values{
		"percent": share(b.Charge), "state": {text: state}, "time": hours(left),
	}), true
}

// hours is a time to wait, "" for none.
func hours(d time.Duration) value {
	if d <= 0 {
		return value{}
	}
	minutes := int(d.Round(time.Minute) / time.Minute)
	return value{fmt.Sprintf("%d:%02d", minutes/60, minutes%60), "00:00"}
}

// networkItem names the connection: the wireless network, or the interface.
func networkItem(f Facts, s Style, o config.BarItem, _ int) (Item, bool) {
	n := f.System.Network
	if !n.Present {
		return Item{}, false
	}
	c := s.Colors
	if !n.Up {
		offline := o
		offline.Format, offline.Graph = "", false
		return s.reading(offline, Symbol{Icon: OfflineIcon, Color: c.Faint}, c.Faint, "offline", nil), true
	}
	symbol := Symbol{Icon: WiredIcon, Color: c.Muted}
	if n.Wireless {
		symbol = Symbol{Icon: WirelessIcon, Level: n.Quality, Color: c.Muted}
	}
	name := func(text string) value { return value{text: ellipsis(oneLine(text), 20)} }
	v := values{"name": name(n.Name), "ssid": name(n.SSID), "interface": name(n.Interface), "vpn": name(n.VPN), "down": rate(0), "up": rate(0)}
	if t := f.System.Traffic; t.Present {
		v["down"], v["up"] = rate(t.Received), rate(t.Sent)
	}
	return s.plotted(f, o, s.reading(o, symbol, c.Text, "{name}", v)), true
}

// volumeItem shows the default output's loudness.
func volumeItem(f Facts, s Style, o config.BarItem, _ int) (Item, bool) {
	v := f.System.Volume
	if !v.Present {
		return Item{}, false
	}
	c := s.Colors
	symbol, ink := Symbol{Icon: VolumeIcon, Level: v.Level, Color: c.Muted}, c.Text
	if v.Muted {
		symbol, ink = Symbol{Icon: MutedIcon, Color: c.Faint}, c.Faint
	}
	return s.reading(o, symbol, ink, "{percent}%", values{"percent": share(v.Level), "output": {text: caption(v.Output)}}), true
}

// brightnessItem shows the display's brightness.
func brightnessItem(f Facts, s Style, o config.BarItem, _ int) (Item, bool) {
	b := f.System.Brightness
	if !b.Present {
		return Item{}, false
	}
	symbol := Symbol{Icon: BrightnessIcon, Level: b.Level, Color: s.Colors.Muted}
	return s.reading(o, symbol, s.Colors.Text, "{percent}%", values{"percent": share(b.Level)}), true
}

// processorItem shows how busy the processors are together.
func processorItem(f Facts, s Style, o config.BarItem, _ int) (Item, bool) {
	p := f.System.Processor
	if !p.Present {
		return Item{}, false
	}
	v := values{"percent": restless(p.Busy), "load": figure(fmt.Sprintf("%.2f", f.System.Load.One), "00.00")}
	symbol := Symbol{Icon: ProcessorIcon, Color: s.Colors.Muted}
	return s.plotted(f, o, s.reading(o, symbol, load(p.Busy, s.Colors), "{percent}%", v)), true
}

// memoryItem shows how much memory is in use.
func memoryItem(f Facts, s Style, o config.BarItem, _ int) (Item, bool) {
	m := f.System.Memory
	if !m.Present {
		return Item{}, false
	}
	v := values{
		"percent": share(m.Used()), "used": size(m.Total - min(m.Available, m.Total)), "available": size(m.Available),
		"total": size(m.Total), "swap": size(m.SwapTotal - min(m.SwapFree, m.SwapTotal)),
	}
	symbol := Symbol{Icon: MemoryIcon, Color: s.Colors.Muted}
	return s.plotted(f, o, s.reading(o, symbol, load(m.Used(), s.Colors), "{percent}%", v)), true
}

// diskItem shows how full a file system is.
func diskItem(f Facts, s Style, o config.BarItem, _ int) (Item, bool) {
	d := f.Disks[o.Path]
	if !d.Present {
		return Item{}, false
	}
	v := values{"percent": share(d.Full()), "used": size(d.Used), "free": size(d.Free), "total": size(d.Total), "path": {text: caption(o.Path)}}
	usual := "{percent}%"
	if o.Path != "/" {
		usual = "{path} {percent}%"
	}
	symbol := Symbol{Icon: DiskIcon, Color: s.Colors.Muted}
	return s.reading(o, symbol, load(d.Full(), s.Colors), usual, v), true
}

// hot is the processor's temperature that deserves attention.
const hot = 85

// temperatureItem shows the processor's temperature.
func temperatureItem(f Facts, s Style, o config.BarItem, _ int) (Item, bool) {
	t := f.System.Temperature
	if !t.Present {
		return Item{}, false
	}
	ink := s.Colors.Text
	if t.Celsius >= hot {
		ink = s.Colors.Warning
	}
	degrees := func(n float64) value { return figure(fmt.Sprint(int(math.Round(n))), "00") }
	symbol := Symbol{Icon: TemperatureIcon, Level: min(1, max(0, t.Celsius/100)), Color: s.Colors.Muted}
	item := s.reading(o, symbol, ink, "{celsius}°", values{"celsius": degrees(t.Celsius), "fahrenheit": degrees(t.Celsius*9/5 + 32)})
	return item, true
}

// mediaItem shows what is being played, in the colour of what stands beside if it
// is paused. What has stopped says nothing.
func mediaItem(f Facts, s Style, o config.BarItem, _ int) (Item, bool) {
	m := f.System.Media
	if !m.Present || m.State == "stopped" || m.Title == "" && m.Artist == "" {
		return Item{}, false
	}
	symbol, ink := Symbol{Icon: PlayIcon, Color: s.Colors.Accent}, s.Colors.Text
	if m.State == "paused" {
		symbol, ink = Symbol{Icon: PauseIcon, Color: s.Colors.Muted}, s.Colors.Muted
	}
	v := values{}
	for name, text := range map[string]string{"title": m.Title, "artist": m.Artist, "album": m.Album, "app": m.App, "state": m.State} {
		v[name] = value{text: caption(text)}
	}
	item := s.reading(o, symbol, ink, "{title}[ – {artist}]", v)
	item.Min = titleMin
	return item, true
}

// layoutItem shows the keyboard layout.
func layoutItem(f Facts, s Style, o config.BarItem, _ int) (Item, bool) {
	l := f.System.Layout
	if !l.Present || l.Name == "" {
		return Item{}, false
	}
	short := strings.ToUpper(l.Short)
	if short == "" {
		short = l.Name
	}
	v := values{"short": {text: caption(short)}, "name": {text: caption(l.Name)}}
	return s.reading(o, Symbol{Icon: KeyboardIcon, Color: s.Colors.Muted}, s.Colors.Text, "{short}", v), true
}

// load is the colour of a share of something that runs out.
func load(share float64, c Palette) Color {
	if share >= 0.9 {
		return c.Warning
	}
	return c.Text
}

// reading is an item of an icon and a value. Its room is that of the widest value,
// so that neither the item nor its neighbours jump.
func (s Style) reading(o config.BarItem, symbol Symbol, ink Color, usual string, v values) Item {
	symbol.Height = s.iconHeight()
	text, reserve := say(o, usual, v)
	return Item{Cells: []Cell{{Symbol: symbol, Label: s.text(text, ink), Reserve: reserve, Gap: symbolGap}}}
}

// plotted is an item with its graph if that is wanted.
func (s Style) plotted(f Facts, o config.BarItem, item Item) Item {
	if o.Graph {
		item.Cells[0].Plot = Plot{Samples: f.History.Graph(o.Item), Width: samplesKept, Color: s.Colors.Accent}
	}
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
