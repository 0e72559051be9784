package config

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// MonitorPattern names a monitor: by its number, as the main or the secondary
// one, or by a regular expression for its name. The zero value names none.
type MonitorPattern struct {
	number    int // 1-based, from left to right, then top to bottom
	main      bool
	secondary bool
	name      *Regex
}

// Monitor is what a MonitorPattern asks of a monitor. X and Y are the frame's
// origin in logical pixels.
type Monitor struct {
	Name string
	X, Y float64
}

// ParseMonitorPattern reads a pattern as it stands in configs and commands.
func ParseMonitorPattern(text string) (MonitorPattern, error) {
	if number, err := strconv.Atoi(text); err == nil {
		if number < 1 {
			return MonitorPattern{}, mistake("Monitor sequence numbers uses 1-based indexing. Values less than 1 are illegal")
		}
		return MonitorPattern{number: number}, nil
	}
	switch text {
	case "main":
		return MonitorPattern{main: true}, nil
	case "secondary":
		return MonitorPattern{secondary: true}, nil
	case "":
		return MonitorPattern{}, mistake("Empty string is an illegal monitor description")
	}
	name, err := CompileRegex(text)
	return MonitorPattern{name: name}, err
}

// Kind says what the pattern goes by: "number", "main", "secondary" or "name".
func (p MonitorPattern) Kind() string {
	switch {
	case p.main:
		return "main"
	case p.secondary:
		return "secondary"
	case p.name != nil:
		return "name"
	}
	return "number"
}

// String is the pattern as written.
func (p MonitorPattern) String() string {
	switch p.Kind() {
	case "name":
		return p.name.String()
	case "number":
		return strconv.Itoa(p.number)
	}
	return p.Kind()
}

// Resolve finds the index of the one monitor that the pattern names now. The
// monitors may come in any order.
func (p MonitorPattern) Resolve(monitors []Monitor) (int, bool) {
	order := make([]int, len(monitors))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(monitors[a].X, monitors[b].X), cmp.Compare(monitors[a].Y, monitors[b].Y))
	})
	first := func(named func(Monitor) bool) (int, bool) {
		for _, i := range order {
			if named(monitors[i]) {
				return i, true
			}
		}
		return 0, false
	}
	isMain := func(m Monitor) bool { return m.X == 0 && m.Y == 0 }
	switch {
	case p.main:
		return first(isMain)
	case p.secondary:
		if len(monitors) != 2 {
			return 0, false
		}
		return first(func(m Monitor) bool { return !isMain(m) })
	case p.name != nil:
		return first(func(m Monitor) bool { return p.name.Finds(m.Name) })
	case p.number >= 1 && p.number <= len(order):
		return order[p.number-1], true
	}
	return 0, false
}

// pattern reads a monitor pattern.
func (r *reader) pattern(n *node, path string) (MonitorPattern, bool) {
	text := n.text
	switch n.kind {
	case kindString:
	case kindInt:
		text = strconv.FormatInt(n.number, 10)
	default:
		r.report(n.value, path, "Expected types are 'string' or 'int'. But actual type is '"+
			strings.ToLower(string(n.kind))+"'", patternHint)
		return MonitorPattern{}, false
	}
	return r.patternText(text, n.value, path)
}

const patternHint = "Expected a monitor's number from the left, 'main', 'secondary', or part of its name."

func (r *reader) patternText(text string, at place, path string) (MonitorPattern, bool) {
	p, err := ParseMonitorPattern(text)
	if err != nil {
		r.report(at, path, err.Error(), patternHint)
		return MonitorPattern{}, false
	}
	return p, true
}

// assignments reads workspace-to-monitor-force-assignment.
func (r *reader) assignments(n *node, path string) {
	if !r.expect(n, path, kindTable) {
		return
	}
	for _, workspace := range n.keys() {
		value, path := n.table[workspace], join(path, workspace)
		patterns := []MonitorPattern{}
		if value.kind == kindArray {
			for i, item := range value.items {
				if p, ok := r.pattern(item, indexed(path, i)); ok {
					patterns = append(patterns, p)
				}
			}
		} else if p, ok := r.pattern(value, path); ok {
			patterns = append(patterns, p)
		}
		r.config.Assignments[workspace] = patterns
	}
}
