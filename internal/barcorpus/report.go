//go:build linux

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

// report is what came of a configuration.
type report struct {
	configuration
	Problem  string    `json:"problem,omitempty"` // why it does not run, "" if it does
	Started  time.Time `json:"started"`
	Items    int       `json:"items"`
	Messages int       `json:"messages"`
	// Setup is from the agent's start to the last message before the first
	// pause of a second.
	Setup       time.Duration  `json:"setup"`
	Slowest     time.Duration  `json:"slowest"` // message
	Diagnostics map[string]int `json:"diagnostics,omitempty"`
	Log         []string       `json:"log,omitempty"` // other lines of the agent's and bar's log
}

// query asks the bar for its items.
func (r *report) query(d *desk) []string {
	var bar struct{ Items []string }
	if err := json.Unmarshal(d.command("sketchybar", "--query", "bar"), &bar); err != nil {
		r.Problem = "the bar does not answer: " + err.Error()
	}
	return bar.Items
}

// read takes in the trace of messages and the log.
func (r *report) read(trace, log string) {
	r.Diagnostics = map[string]int{}
	var last time.Time
	paused := false
	eachLine(trace, func(line string) {
		var m struct {
			At    time.Time
			Args  []string
			Reply string
			Took  time.Duration
		}
		if json.Unmarshal([]byte(line), &m) != nil {
			return
		}
		r.Messages++
		r.Slowest = max(r.Slowest, m.Took)
		if !paused && !last.IsZero() && m.At.Sub(last) > time.Second {
			paused = true
		}
		if !paused {
			r.Setup = m.At.Sub(r.Started)
		}
		last = m.At
		for _, said := range strings.Split(m.Reply, "\n") {
			if strings.HasPrefix(said, "[!]") || strings.HasPrefix(said, "[?]") {
				r.Diagnostics[said]++
			}
		}
	})
	eachLine(log, func(line string) {
		if strings.Contains(line, "[!]") || strings.Contains(line, "[?]") {
			return
		}
		if len(r.Log) < 200 {
			r.Log = append(r.Log, line)
		}
		if strings.Contains(line, "panic:") || strings.Contains(line, "SIGSEGV") {
			r.Problem = "the bar or the agent broke: " + line
		}
	})
	if r.Problem == "" && r.Messages == 0 {
		r.Problem = "no message arrived"
	}
}

func eachLine(path string, do func(string)) {
	file, err := os.Open(path)
	if err != nil {
		return
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		do(lines.Text())
	}
}

// String is the report as a row.
func (r report) String() string {
	state := "runs"
	if r.Problem != "" {
		state = r.Problem
	}
	return fmt.Sprintf("%-45s %4d items %5d messages %6d ms, slowest %4d ms, %2d diagnostics, %3d lines of log: %s", r.name(), r.Items, r.Messages,
		r.Setup.Milliseconds(), r.Slowest.Milliseconds(), len(r.Diagnostics), len(r.Log), state)
}
