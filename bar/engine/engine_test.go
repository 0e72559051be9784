package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// ruler is a measurer whose letters are all ten wide and ten high, less what
// SketchyBar's rounding adds. Images are as their name says: /16x8.png.
type ruler struct{ texts int }

func (r *ruler) Text(f Font, s string) (width, height float64) {
	r.texts++
	return max(float64(10*len([]rune(s)))-1, 0), 9
}

func (r *ruler) Image(source string) (Size, error) {
	var w, h int
	if _, err := fmt.Sscanf(source, "/%dx%d.png", &w, &h); err != nil {
		if source == "/bad.png" {
			return Size{}, fmt.Errorf("it is no PNG: %w", ErrUndecodable)
		}
		return Size{}, errors.New("there is no such file")
	}
	return Size{float64(w), float64(h)}, nil
}

// epoch is when all tests begin.
var epoch = time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)

// rig is an engine with a clock.
type rig struct {
	*testing.T
	*Engine
	now   time.Time
	ruler *ruler
}

// wide is the display of the contract's layout vectors.
var wide = Display{ID: 1, Name: "DP-1", Frame: Rect{0, 0, 1000, 600}, Main: true, Direct: 7, UUID: "DP-1"}

func newRig(t *testing.T, displays ...Display) *rig {
	if displays == nil {
		displays = []Display{wide}
	}
	r := &ruler{}
	return &rig{t, New(Options{Name: "sketchybar", Home: "/h", Displays: displays, Measure: r}), epoch, r}
}

// do carries out a message written as a line, with quotes as in a shell.
func (r *rig) do(line string) string { return r.Do(words(line), r.now) }

// quiet is do for what must not be answered.
func (r *rig) quiet(lines ...string) {
	r.Helper()
	for _, line := range lines {
		if reply := r.do(line); reply != "" {
			r.Fatalf("%s\nis answered %q", line, reply)
		}
	}
}

// wait lets time pass.
func (r *rig) wait(d time.Duration) {
	r.now = r.now.Add(d)
	r.Animate(r.now)
}

// runs drains the effects and returns the scripts that were to run.
func (r *rig) runs() []Run {
	var runs []Run
	for _, effect := range r.Effects() {
		if run, ok := effect.(Run); ok {
			runs = append(runs, run)
		}
	}
	return runs
}

// senders is who was run and why, as in "a:forced b:routine".
func (r *rig) senders() string {
	var out []string
	for _, run := range r.runs() {
		out = append(out, run.Item+":"+variable(run.Env, "SENDER"))
	}
	return strings.Join(out, " ")
}

// variable is the value of one variable, "" if there is none.
func variable(env []string, name string) string {
	for _, v := range env {
		if value, ok := strings.CutPrefix(v, name+"="); ok {
			return value
		}
	}
	return ""
}

// words splits a line at spaces, except in quotes.
func words(line string) []string {
	var out []string
	var word strings.Builder
	var quote rune
	begun := false
	for _, c := range line {
		switch {
		case quote == 0 && (c == '\'' || c == '"'):
			quote, begun = c, true
		case c == quote:
			quote = 0
		case quote == 0 && c == ' ':
			if begun {
				out = append(out, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(c)
			begun = true
		}
	}
	if begun {
		out = append(out, word.String())
	}
	return out
}

// at reads a path such as bar.height or item.geometry.position from a query;
// names of items may hold dots if they are quoted: 'a.b'.label.value.
func (r *rig) at(path string) string {
	r.Helper()
	name, rest, _ := strings.Cut(path, ".")
	if strings.HasPrefix(path, "'") {
		name, rest, _ = strings.Cut(path[1:], "'")
		rest = strings.TrimPrefix(rest, ".")
	}
	reply := r.Do([]string{"--query", name}, r.now)
	var value any
	d := json.NewDecoder(strings.NewReader(reply))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		return strings.TrimSpace(reply)
	}
	for _, key := range strings.Split(rest, ".") {
		switch v := value.(type) {
		case map[string]any:
			inner, ok := v[key]
			if !ok {
				return "absent"
			}
			value = inner
		case []any:
			n, _ := strconv.Atoi(key)
			value = v[n]
		default:
			return "absent"
		}
	}
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	text, _ := json.Marshal(value)
	return string(text)
}

// expect compares what queries say with lines such as "clock.label.value = 1".
func (r *rig) expect(lines ...string) {
	r.Helper()
	for _, line := range lines {
		path, want, _ := strings.Cut(line, " = ")
		if got := r.at(path); got != want {
			r.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}

// box is where an item is, as in "13,0 60x40".
func (r *rig) box(name string) string {
	r.Helper()
	r.Scene()
	number := func(path string) string {
		return strings.TrimSuffix(r.at("'"+name+"'.bounding_rects.display-1."+path), ".000000")
	}
	return number("origin.0") + "," + number("origin.1") + " " + number("size.0") + "x" + number("size.1")
}
