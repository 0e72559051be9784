package config

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"perch/internal/spelling"
)

// BarItem is one built-in item of the bar. As JSON it is its name alone if all
// the rest is as it usually is for that item.
type BarItem struct {
	Item string `json:"item"`
	Icon bool   `json:"icon"`
	// Format is what the item says, in the notation of BarFormat, for the clock in
	// strftime(3)'s; "" is its own way to say it.
	Format string `json:"format"`
	// MinWidth and MaxWidth are logical pixels; 0 sets no limit.
	MinWidth int `json:"min-width"`
	MaxWidth int `json:"max-width"`
	// Click, ScrollUp and ScrollDown are one of BarActions or a command text,
	// "" for nothing.
	Click      string `json:"click"`
	ScrollUp   string `json:"scroll-up"`
	ScrollDown string `json:"scroll-down"`
	Graph      bool   `json:"graph"` // the last two minutes beside the number
	Step       int    `json:"step"`  // what BarActions change by, percent
	Path       string `json:"path"`  // of the disk
	// WeekStart is a day's name; "" is the locale's.
	WeekStart string `json:"week-start"`
}

// BarActions are what a click or the wheel can do beside commands. ActPopup
// opens what the item has to say at length.
const (
	ActPopup      = "popup"
	ActMute       = "volume mute-toggle"
	ActLouder     = "volume up"
	ActQuieter    = "volume down"
	ActBrighter   = "brightness up"
	ActDarker     = "brightness down"
	ActPlayPause  = "media play-pause"
	ActNextTrack  = "media next"
	ActPriorTrack = "media previous"
)

// BarActions returns the actions that are the bar's own.
func BarActions() []string {
	return []string{ActPopup, ActMute, ActLouder, ActQuieter, ActBrighter, ActDarker, ActPlayPause, ActNextTrack, ActPriorTrack}
}

// kindOfItem is what a file can say of a built-in item.
type kindOfItem struct {
	usual BarItem
	// keys are those of its table beside the common ones.
	keys []string
	// rigid says that its width cannot be limited.
	rigid bool
	// variables are those of its format; none is strftime's notation.
	variables []string
}

var kindsOfItems = map[string]kindOfItem{
	"workspaces": {
		usual: BarItem{ScrollUp: "workspace prev", ScrollDown: "workspace next"}, rigid: true,
		variables: []string{"name", "number"},
	},
	"window":   {keys: []string{"icon", "click"}, usual: BarItem{MaxWidth: 560}, variables: []string{"app", "title", "workspace"}},
	"mode":     {keys: []string{"click"}, usual: BarItem{Click: "mode main"}, variables: []string{"mode"}},
	"problems": {keys: []string{"icon", "click"}, usual: BarItem{Icon: true, MaxWidth: 320, Click: ActPopup}, variables: []string{"count", "first"}},
	"clock":    {keys: []string{"icon", "click", "week-start"}, usual: BarItem{Click: ActPopup}},
	"battery":  {keys: []string{"icon", "click"}, usual: BarItem{Icon: true}, variables: []string{"percent", "state", "time"}},
	"network": {
		keys: []string{"icon", "click", "graph"}, usual: BarItem{Icon: true},
		variables: []string{"name", "ssid", "interface", "vpn", "down", "up"},
	},
	"volume": {
		keys:      []string{"icon", "click", "step"},
		usual:     BarItem{Icon: true, Step: 5, Click: ActMute, ScrollUp: ActLouder, ScrollDown: ActQuieter},
		variables: []string{"percent", "output"},
	},
	"brightness": {
		keys:      []string{"icon", "click", "step"},
		usual:     BarItem{Icon: true, Step: 5, ScrollUp: ActBrighter, ScrollDown: ActDarker},
		variables: []string{"percent"},
	},
	"cpu":         {keys: []string{"icon", "click", "graph"}, usual: BarItem{Icon: true}, variables: []string{"percent", "load"}},
	"memory":      {keys: []string{"icon", "click", "graph"}, usual: BarItem{Icon: true}, variables: []string{"percent", "used", "available", "total", "swap"}},
	"disk":        {keys: []string{"icon", "click", "path"}, usual: BarItem{Icon: true, Path: "/"}, variables: []string{"percent", "used", "free", "total", "path"}},
	"temperature": {keys: []string{"icon", "click"}, usual: BarItem{Icon: true}, variables: []string{"celsius", "fahrenheit"}},
	"media": {
		keys: []string{"icon", "click"}, usual: BarItem{Icon: true, MaxWidth: 240, Click: ActPlayPause},
		variables: []string{"title", "artist", "album", "app", "state"},
	},
	"layout": {keys: []string{"icon", "click"}, usual: BarItem{Icon: true}, variables: []string{"short", "name"}},
}

// Limits of an item's numbers.
const (
	widestItem  = 4000
	largestStep = 50
)

// BarItems returns the names of the built-in items, sorted.
func BarItems() []string { return slices.Sorted(maps.Keys(kindsOfItems)) }

// BarVariables returns the variables that the format of an item may use, none
// for one whose format is strftime(3)'s.
func BarVariables(item string) []string { return kindsOfItems[item].variables }

// NewBarItem is an item as it usually is.
func NewBarItem(name string) BarItem {
	item := kindsOfItems[name].usual
	item.Item = name
	return item
}

// NewBarItems are items as they usually are.
func NewBarItems(names ...string) []BarItem {
	items := []BarItem{}
	for _, name := range names {
		items = append(items, NewBarItem(name))
	}
	return items
}

// MarshalJSON writes the item's name, or all of it if anything is not as usual.
func (b BarItem) MarshalJSON() ([]byte, error) {
	if b == NewBarItem(b.Item) {
		return json.Marshal(b.Item)
	}
	type whole BarItem
	return json.Marshal(whole(b))
}

// UnmarshalJSON reads a name or an object; what it lacks is as usual.
func (b *BarItem) UnmarshalJSON(data []byte) error {
	var name string
	if json.Unmarshal(data, &name) == nil {
		*b = NewBarItem(name)
		return nil
	}
	var named struct{ Item string }
	if err := json.Unmarshal(data, &named); err != nil {
		return err
	}
	type whole BarItem
	w := whole(NewBarItem(named.Item))
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	*b = BarItem(w)
	return nil
}

// place is what must not be on the bar twice.
func (b BarItem) place() string { return b.Item + " " + b.Path }

// barItems reads the items of one side, each a name or a table; a wrong one is
// left out. placed has the key path of every item so far.
func (r *reader) barItems(to *[]BarItem, placed map[string]string) field {
	return func(n *node, path string) {
		if n.kind == kindTable {
			r.report(n.value, path, typeMessage(n, kindArray), "Write its header in double brackets, [["+path+"]].")
			return
		}
		if !r.expect(n, path, kindArray) {
			return
		}
		items := []BarItem{}
		for i, element := range n.items {
			path := indexed(path, i)
			item, at, ok := r.barItem(element, path)
			if !ok {
				continue
			}
			if where := placed[item.place()]; where != "" {
				what := "'" + item.Item + "'"
				if item.Path != "" {
					what += " of '" + item.Path + "'"
				}
				r.report(at.value, path, what+" is on the bar twice", "It is already at "+where+".")
				continue
			}
			placed[item.place()] = path
			items = append(items, item)
		}
		*to = items
	}
}

// barItem reads one item; at is where its name stands.
func (r *reader) barItem(n *node, path string) (item BarItem, at *node, ok bool) {
	at, where := n, path
	if n.kind == kindTable {
		if at = n.table["item"]; at == nil {
			hint := "Write item = 'clock', for instance."
			if name := n.table["name"]; name != nil && name.kind == kindString {
				hint = "Write item = '" + name.text + "'."
			}
			r.report(n.value, path, "The table does not say which item it is about", hint)
			return item, n, false
		}
		where = join(path, "item")
	}
	if !r.expect(at, where, kindString) {
		return item, at, false
	}
	kind, known := kindsOfItems[at.text]
	if !known {
		hint := spelling.DidYouMean(at.text, BarItems())
		if hint == "" {
			hint = "Expected one of: " + strings.Join(BarItems(), ", ") + "."
		}
		r.report(at.value, where, fmt.Sprintf("Unknown bar item '%s'", at.text), hint)
		return item, at, false
	}
	item = NewBarItem(at.text)
	if n.kind != kindTable {
		return item, at, true
	}
	fields := map[string]field{
		"item":        func(*node, string) {},
		"icon":        r.boolean(&item.Icon),
		"format":      r.barFormat(&item, kind),
		"min-width":   r.within(&item.MinWidth, 0, widestItem),
		"max-width":   r.within(&item.MaxWidth, 0, widestItem),
		"click":       r.barAction(&item.Click, item.Item),
		"scroll-up":   r.barAction(&item.ScrollUp, item.Item),
		"scroll-down": r.barAction(&item.ScrollDown, item.Item),
		"graph":       r.boolean(&item.Graph),
		"step":        r.within(&item.Step, 1, largestStep),
		"path":        r.diskPath(&item.Path),
		"week-start":  r.choice(&item.WeekStart, []string{"monday", "saturday", "sunday"}, nil),
	}
	for key := range fields {
		if kind.has(key) {
			continue
		}
		if n.table[key] == nil {
			delete(fields, key) // not to be proposed
			continue
		}
		fields[key] = func(n *node, path string) {
			r.report(n.key, path, fmt.Sprintf("'%s' has no %s", item.Item, key), keyOwners(key))
		}
	}
	r.table(n, path, fields)
	if item.MaxWidth > 0 && item.MinWidth > item.MaxWidth {
		r.report(n.table["min-width"].or(n.table["max-width"]).value, path, fmt.Sprintf("min-width is %d and max-width only %d", item.MinWidth, item.MaxWidth), "")
		item.MinWidth = item.MaxWidth
	}
	return item, at, true
}

// commonItemKeys are those that the table of every item has, and widthKeys those
// of every item that is not rigid.
var (
	commonItemKeys = []string{"item", "format", "scroll-up", "scroll-down"}
	widthKeys      = []string{"min-width", "max-width"}
)

// has says whether the item's table has a key.
func (k kindOfItem) has(key string) bool {
	return slices.Contains(commonItemKeys, key) || slices.Contains(k.keys, key) || !k.rigid && slices.Contains(widthKeys, key)
}

// or is the node, or another one if it is none.
func (n *node) or(other *node) *node {
	if n == nil {
		return other
	}
	return n
}

// keyOwners is a hint about a key of other items.
func keyOwners(key string) string {
	if names := itemsWith(key); len(names) <= listed/2 {
		return "It is a key of " + enumerate(names) + "."
	}
	return "Leave it out."
}

func itemsWith(key string) []string {
	var names []string
	for _, name := range BarItems() {
		if kindsOfItems[name].has(key) {
			names = append(names, name)
		}
	}
	return names
}

// enumerate joins words as a sentence does.
func enumerate(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

// barFormat reads what an item says.
func (r *reader) barFormat(item *BarItem, kind kindOfItem) field {
	if kind.variables == nil {
		return r.clockFormat(&item.Format)
	}
	return func(n *node, path string) {
		if !r.expect(n, path, kindString) {
			return
		}
		f, err := ParseBarFormat(n.text)
		if err != nil {
			r.report(n.value, path, err.Error(), "Expected text with {variables}, and [text] that is left out if a variable in it is empty. Write {{, }}, [[ or ]] for a brace or bracket itself.")
			return
		}
		for _, variable := range f.Variables() {
			if !slices.Contains(kind.variables, variable) {
				r.report(n.value, path, fmt.Sprintf("'%s' has no {%s}", item.Item, variable), oneOf(variable, kind.variables))
				return
			}
		}
		item.Format = n.text
	}
}

// barAction reads what a click or the wheel does: one of BarActions, or a command
// text.
func (r *reader) barAction(to *string, item string) field {
	return func(n *node, path string) {
		if !r.expect(n, path, kindString) {
			return
		}
		text := strings.TrimSpace(n.text)
		if text == ActPopup && kindsOfItems[item].usual.Click != ActPopup {
			r.report(n.value, path, fmt.Sprintf("'%s' has no popup", item), "The clock and problems have one.")
			return
		}
		if text == "" || slices.Contains(BarActions(), text) {
			*to = text
			return
		}
		problems := len(r.problems)
		r.command(n, path, UseRun)
		if len(r.problems) == problems {
			*to = text
			return
		}
		// What is nearly an action is no mistake in a command.
		if near := spelling.Nearest(text, BarActions()); near != "" {
			r.problems[problems].Hint = spelling.Suggest(near)
		}
	}
}

// diskPath reads a path from the root or from the home folder.
func (r *reader) diskPath(to *string) field {
	return func(n *node, path string) {
		if !r.expect(n, path, kindString) {
			return
		}
		text := expandHome(n.text)
		if !strings.HasPrefix(text, "/") {
			r.report(n.value, path, fmt.Sprintf("'%s' is no path from the root", n.text), "Expected a path such as '/' or '~/data'.")
			return
		}
		*to = text
	}
}
