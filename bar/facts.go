package bar

import (
	"slices"
	"time"

	"perch/config"
	"perch/internal/ipc"
	"perch/internal/sysinfo"
)

// Facts is everything that the built-in items speak of.
type Facts struct {
	State  ipc.State
	System sysinfo.Facts
	// Disks are those of the paths that Style.Disks names.
	Disks map[string]sysinfo.Disk
	// History is what was so before now.
	History History
	Now     time.Time
	// Picture names the picture of a window's application as scenes do; "" says
	// that there is none. It may be nil.
	Picture func(ipc.Window) string
}

// Items says what stands on the bar of the given monitor (1-based, as in the
// state). Items that have nothing to say are left out, and names that no
// built-in item has too.
func Items(f Facts, s Style, monitor int) []Item {
	var out []Item
	add := func(side Side, items []config.BarItem) {
		for _, o := range items {
			build := builtin[o.Item]
			if build == nil {
				continue
			}
			item, ok := build(f, s, o, monitor)
			if !ok {
				continue
			}
			item.Name, item.Side = s.name(o), side
			item.wear(o)
			out = append(out, item)
		}
	}
	add(Left, s.Left)
	add(Center, s.Center)
	add(Right, s.Right)
	return out
}

// name is what an item is called on the bar; that of a second disk has its path.
func (s Style) name(o config.BarItem) string {
	if o.Path == "" || o.Path == "/" {
		return o.Item
	}
	return o.Item + " " + o.Path
}

// wear takes over what every item's options are.
func (item *Item) wear(o config.BarItem) {
	item.Scroll = Scroll{Up: command(o.ScrollUp, o), Down: command(o.ScrollDown, o)}
	for _, cells := range [][]Cell{item.Cells, item.Compact} {
		for i := range cells {
			c := &cells[i]
			if !o.Icon && c.Symbol.Icon != NoIcon {
				c.Symbol = Symbol{}
			}
			if c.Click == (Command{}) {
				c.Click = command(o.Click, o)
			}
			if len(cells) == 1 {
				c.MinWidth = max(c.MinWidth, float64(o.MinWidth))
			}
		}
	}
	if o.MaxWidth > 0 {
		item.Max = float64(o.MaxWidth)
		for i := range item.Cells {
			if c := &item.Cells[i]; c.Label.Text != "" && item.Compact == nil {
				c.Elastic = true
			}
		}
		if item.Min == 0 {
			item.Min = min(titleMin, item.Max)
		}
		item.Min = max(item.Min, float64(o.MinWidth))
	}
}

// builtin holds the items that need no script, by the name that the config
// calls them.
var builtin = map[string]func(f Facts, s Style, o config.BarItem, monitor int) (Item, bool){
	"workspaces":  workspacesItem,
	"window":      windowItem,
	"mode":        modeItem,
	"problems":    problemsItem,
	"clock":       clockItem,
	"battery":     batteryItem,
	"network":     networkItem,
	"volume":      volumeItem,
	"brightness":  brightnessItem,
	"cpu":         processorItem,
	"memory":      memoryItem,
	"disk":        diskItem,
	"temperature": temperatureItem,
	"media":       mediaItem,
	"layout":      layoutItem,
}

// BuiltIn says whether an item of that name exists.
func BuiltIn(name string) bool { return builtin[name] != nil }

// items are all of the style's, from left to right.
func (s Style) items() []config.BarItem {
	out := append([]config.BarItem{}, s.Left...)
	return append(append(out, s.Center...), s.Right...)
}

// Wanted is what the items have to know of the machine.
func (s Style) Wanted() sysinfo.Wanted {
	var w sysinfo.Wanted
	for _, o := range s.items() {
		w |= wanted[o.Item]
		if f, err := config.ParseBarFormat(o.Format); err == nil {
			if o.Item == "network" && (f.Uses("down") || f.Uses("up")) {
				w |= sysinfo.WantTraffic
			}
			if o.Item == "cpu" && f.Uses("load") {
				w |= sysinfo.WantLoad
			}
		}
		if o.Item == "network" && o.Graph {
			w |= sysinfo.WantTraffic
		}
		for _, text := range []string{o.Click, o.ScrollUp, o.ScrollDown} {
			switch c := command(text, o); {
			case c.To == Machine && c.Name == "brightness":
				w |= sysinfo.WantBrightness
			case c.To == Machine && c.Name == "media":
				w |= sysinfo.WantMedia
			}
		}
	}
	return w
}

var wanted = map[string]sysinfo.Wanted{
	"battery": sysinfo.WantBattery, "network": sysinfo.WantNetwork, "volume": sysinfo.WantVolume,
	"brightness": sysinfo.WantBrightness, "cpu": sysinfo.WantProcessor, "memory": sysinfo.WantMemory,
	"disk": sysinfo.WantDisk, "temperature": sysinfo.WantTemperature, "media": sysinfo.WantMedia, "layout": sysinfo.WantLayout,
}

// Disks are the paths whose disks the items show.
func (s Style) Disks() []string {
	var paths []string
	for _, o := range s.items() {
		if o.Item == "disk" {
			paths = append(paths, o.Path)
		}
	}
	return paths
}

// Every is how often the time that the items show changes, 0 if none shows it.
func (s Style) Every() time.Duration {
	var every time.Duration
	for _, o := range s.items() {
		if o.Item != "clock" {
			continue
		}
		tick := time.Minute
		if ShowsSeconds(s.clock(o)) {
			tick = time.Second
		}
		if every == 0 || tick < every {
			every = tick
		}
	}
	return every
}

// Graphs says whether any item has a graph.
func (s Style) Graphs() bool {
	return slices.ContainsFunc(s.items(), func(o config.BarItem) bool { return o.Graph })
}

// WeekStart is the day that the clock's calendar begins weeks with, "" for the
// locale's.
func (s Style) WeekStart() string {
	for _, o := range s.items() {
		if o.WeekStart != "" {
			return o.WeekStart
		}
	}
	return ""
}
