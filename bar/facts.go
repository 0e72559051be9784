package bar

import (
	"time"

	"perch/internal/ipc"
	"perch/internal/sysinfo"
)

// Facts is everything that the built-in items speak of.
type Facts struct {
	State  ipc.State
	System sysinfo.Facts
	Now    time.Time
}

// Items says what stands on the bar of the given monitor (1-based, as in the
// state). Items that have nothing to say are left out, and names that no
// built-in item has too.
func Items(f Facts, s Style, monitor int) []Item {
	var out []Item
	add := func(side Side, names []string) {
		for _, name := range names {
			build := builtin[name]
			if build == nil {
				continue
			}
			item, ok := build(f, s, monitor)
			if !ok {
				continue
			}
			item.Name, item.Side = name, side
			out = append(out, item)
		}
	}
	add(Left, s.Left)
	add(Center, s.Center)
	add(Right, s.Right)
	return out
}

// builtin holds the items that need no script, by the name that the config
// calls them.
var builtin = map[string]func(f Facts, s Style, monitor int) (Item, bool){
	"workspaces": workspacesItem,
	"window":     windowItem,
	"mode":       modeItem,
	"problems":   problemsItem,
	"clock":      clockItem,
	"battery":    batteryItem,
	"network":    networkItem,
	"volume":     volumeItem,
	"cpu":        processorItem,
	"memory":     memoryItem,
}

// BuiltIn says whether an item of that name exists.
func BuiltIn(name string) bool { return builtin[name] != nil }
