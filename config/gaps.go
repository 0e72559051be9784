package config

import (
	"strconv"
	"strings"
)

// Gaps are the distances between windows and to the edges of the work area.
type Gaps struct {
	InnerHorizontal, InnerVertical Gap
	Left, Bottom, Top, Right       Gap
}

// Gap is a distance in logical pixels that may differ by monitor.
type Gap struct {
	Rules   []GapRule // the first whose pattern resolves to the monitor counts
	Default int
}

// GapRule is the distance on one monitor.
type GapRule struct {
	Monitor MonitorPattern
	Value   int
}

// On is the distance on monitors[i].
func (g Gap) On(monitors []Monitor, i int) int {
	for _, rule := range g.Rules {
		if j, ok := rule.Monitor.Resolve(monitors); ok && j == i {
			return rule.Value
		}
	}
	return g.Default
}

func (r *reader) gaps(n *node, path string) {
	g := &r.config.Gaps
	r.table(n, path, map[string]field{
		"inner": func(n *node, path string) {
			r.table(n, path, map[string]field{
				"horizontal": r.gap(&g.InnerHorizontal),
				"vertical":   r.gap(&g.InnerVertical),
			})
		},
		"outer": func(n *node, path string) {
			r.table(n, path, map[string]field{
				"left":   r.gap(&g.Left),
				"bottom": r.gap(&g.Bottom),
				"top":    r.gap(&g.Top),
				"right":  r.gap(&g.Right),
			})
		},
	})
}

const gapHint = "Expected a number, or an array such as [{ monitor.main = 16 }, 8] that ends with the default."

func (r *reader) gap(to *Gap) field {
	return func(n *node, path string) {
		switch n.kind {
		case kindInt:
			*to = Gap{Default: int(n.number)}
			return
		case kindArray:
		default:
			hint := gapHint
			if _, err := strconv.Atoi(n.text); err == nil {
				hint = typeHint(n, kindInt)
			}
			r.report(n.value, path, "Unsupported type: "+strings.ToLower(string(n.kind))+", expected: Int or array", hint)
			return
		}
		last := len(n.items) - 1
		switch {
		case last < 0:
			r.report(n.value, path, "The array must not be empty", gapHint)
		case n.items[last].kind != kindInt:
			r.report(n.items[last].value, path, "The last item in the array must be of type Int", gapHint)
		case last == 0:
			r.report(n.value, path, "The array must contain at least one monitor pattern", gapHint)
		default:
			*to = Gap{Default: int(n.items[last].number)}
			for i, item := range n.items[:last] {
				if rule, ok := r.gapRule(item, indexed(path, i)); ok {
					to.Rules = append(to.Rules, rule)
				}
			}
		}
	}
}

// gapRule reads { monitor.PATTERN = NUMBER }.
func (r *reader) gapRule(n *node, path string) (GapRule, bool) {
	if !r.expect(n, path, kindTable) {
		return GapRule{}, false
	}
	monitor := n.table["monitor"]
	if monitor == nil || len(n.table) != 1 {
		r.report(n.value, path, "The table is expected to have a single key 'monitor'", gapHint)
		return GapRule{}, false
	}
	path = join(path, "monitor")
	if !r.expect(monitor, path, kindTable) {
		return GapRule{}, false
	}
	if len(monitor.table) != 1 {
		r.report(monitor.value, path, "The table is expected to have a single key", gapHint)
		return GapRule{}, false
	}
	name := monitor.keys()[0]
	value, path := monitor.table[name], join(path, name)
	pattern, ok := r.patternText(name, value.key, path)
	if !ok {
		return GapRule{}, false
	}
	if value.kind != kindInt {
		r.report(value.value, path, "Expected type is 'Int'. But actual type is '"+strings.ToLower(string(value.kind))+"'",
			typeHint(value, kindInt))
		return GapRule{}, false
	}
	return GapRule{pattern, int(value.number)}, true
}
