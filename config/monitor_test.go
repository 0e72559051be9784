package config

import (
	"strings"
	"testing"
	"time"
)

func TestMonitorPatterns(t *testing.T) {
	// As a platform lists them: the main one first, the others around it.
	three := []Monitor{{"Built-in Retina Display", 0, 0}, {"DELL U2720Q", 1920, -100}, {"LG HDR 4K", -1280, 0}}
	two := three[:2]
	for _, c := range []struct {
		pattern  string
		monitors []Monitor
		want     int // -1: none
	}{
		{"1", three, 2}, {"2", three, 0}, {"3", three, 1}, {"4", three, -1},
		{"+1", three, 2}, {"01", three, 2},
		{"main", three, 0}, {"Main", three, -1}, {"secondary", three, -1},
		{"secondary", two, 1}, {"secondary", three[:1], -1}, {"main", nil, -1}, {"1", nil, -1},
		{"built-in", three, 0}, {"^dell", three, 1}, {"dell$", three, -1},
		{".*", three, 2}, {"[dh]", three, 2}, {"(?!lg)^d", three, 1},
		{"(.)\\1", two, 1}, {"^built-in retina display$", two, 0},
		{"1", []Monitor{{"low", 0, 500}, {"high", 0, 0}}, 1},
	} {
		p, err := ParseMonitorPattern(c.pattern)
		if err != nil {
			t.Errorf("%q: %v", c.pattern, err)
			continue
		}
		i, ok := p.Resolve(c.monitors)
		if !ok {
			i = -1
		}
		if i != c.want {
			t.Errorf("%q among %d monitors: %d, want %d", c.pattern, len(c.monitors), i, c.want)
		}
	}
	if _, ok := (MonitorPattern{}).Resolve(three); ok {
		t.Error("the zero pattern names a monitor")
	}
	for pattern, want := range map[string]string{
		"": "Empty string is an illegal monitor description", "0": "1-based", "-3": "1-based", "(": "Can't parse '(' regex: ",
	} {
		if _, err := ParseMonitorPattern(pattern); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", pattern, err)
		}
	}
}

func TestGapsByMonitor(t *testing.T) {
	c, problems := Parse([]byte(`config-version = 2
gaps.outer.top = [{ monitor.secondary = 1 }, { monitor.'.' = 2 }, { monitor.main = 3 }, { monitor.'(' = 9 }, 4]
gaps.outer.left = -5
`), "", plainLanguage{}, nil)
	if len(problems) != 1 || len(c.Gaps.Top.Rules) != 3 {
		t.Errorf("a broken rule spoils others: %v, %v", problems, c.Gaps.Top)
	}
	monitors := []Monitor{{"main", 0, 0}, {"left", -100, 0}, {"right", 100, 0}}
	for i, want := range []int{3, 2, 4} { // "." resolves to the leftmost only
		if got := c.Gaps.Top.On(monitors, i); got != want {
			t.Errorf("top gap on monitor %d: %d, want %d", i, got, want)
		}
	}
	if got := c.Gaps.Top.On(monitors[:2], 1); got != 1 {
		t.Errorf("top gap on the secondary monitor: %d", got)
	}
	if got := c.Gaps.Left.On(monitors, 0); got != -5 {
		t.Errorf("left gap: %d", got)
	}
}

func TestRegexGivesUp(t *testing.T) {
	re, err := CompileRegex(`^(a+)+$`)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if re.Finds(strings.Repeat("a", 40) + "b") {
		t.Error("found what is not there")
	}
	if took := time.Since(start); took > time.Minute {
		t.Errorf("took %v", took)
	}
	if !re.Finds("AAA") {
		t.Error("case matters")
	}
}
