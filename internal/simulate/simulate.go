// Package simulate is `perch sim`: the agent on a desktop in memory, driven by
// a script, for trying a configuration and for tests; and the runner of
// scenarios, rows of data that say what Perch does.
package simulate

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"perch/internal/cli"
	"perch/workspaces"
)

const usage = `USAGE: perch sim [-h|--help] [--config FILE] [--monitors LIST] [SCRIPT|-]
   OR: perch sim --scenarios FILE.jsonl

Runs Perch on a desktop in memory, driven by a script: to try a config, and for
tests. Nothing on the real desktop is touched, and no program is started.

A line of the script is a command, as in a binding, or one of:

  @open APP [TITLE]                    an application opens a window
  @close WINDOW                        an application closes its window
  @key CHORD                           somebody presses keys, such as alt-h
  @tree JSON                           other windows in place of those that are
                                       there: {"1": {"h_tiles": [1, 2]}}
  @monitor add NAME [WxH+X+Y]          a monitor is plugged in
  @monitor remove NAME                 a monitor is unplugged
  @sleep, @wake                        the machine sleeps, and wakes up
  @dump                                print the trees and every frame as JSON

Empty lines and lines that begin with # count for nothing. Two seconds pass from
line to line. The exit code is 0, or 1 if a line failed.
`

// options are the flags.
type options struct{ config, monitors, scenarios string }

// Verb declares the command; its flags go to o.
func (o *options) verb() cli.Verb {
	flags := cli.NewFlags("sim")
	flags.StringVar(&o.config, "config", "", "the `FILE` to take as config instead of the agent's")
	flags.StringVar(&o.monitors, "monitors", "1920x1080", "the monitors from left to right, such as 1920x1080,1280x1024,\nor with places, 1920x1080+0+0,1280x1024+0+1080; they\nare called sim-1, sim-2, … (a `LIST`)")
	flags.StringVar(&o.scenarios, "scenarios", "", "run the rows of data in `FILE` and print those that fail")
	return cli.Verb{Name: "sim", Summary: "Run a script on a desktop in memory", Usage: usage, Flags: flags, MaxArgs: 1, Paths: cli.Files}
}

// Verb is the declaration of the command.
func Verb() cli.Verb { return new(options).verb() }

// Run is the command; it returns the exit code.
func Run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var o options
	verb := o.verb()
	rest, err := verb.Parse(args)
	if err == nil && o.scenarios != "" && len(rest) > 0 {
		err = fmt.Errorf("--scenarios takes no script, but there is %q.", rest[0])
	}
	var monitors []workspaces.Monitor
	if err == nil {
		if monitors, err = monitorRow(o.monitors); err != nil {
			err = fmt.Errorf("--monitors: %w.", err)
		}
	}
	if err != nil {
		return verb.Answer(err, stdout, stderr)
	}
	if o.scenarios != "" {
		return runScenarios(o.scenarios, stdout, stderr)
	}
	name, script := "stdin", stdin
	if len(rest) > 0 && rest[0] != "-" {
		f, err := os.Open(rest[0])
		if err != nil {
			fmt.Fprintf(stderr, "perch sim: cannot read the script: %v\n", err)
			return 2
		}
		defer f.Close()
		name, script = rest[0], f
	}
	s, err := newSimulation(o.config, monitors, stdout, stderr)
	if err != nil {
		fmt.Fprintf(stderr, "perch sim: %v\n", err)
		return 2
	}
	ok, err := s.run(name, script)
	if err != nil {
		fmt.Fprintf(stderr, "perch sim: %v\n", err)
		return 2
	}
	if !ok {
		return 1
	}
	return 0
}

// monitorRow reads a list of sizes. A monitor without a place stands at the
// right of the one before.
func monitorRow(list string) ([]workspaces.Monitor, error) {
	var monitors []workspaces.Monitor
	right := 0.0
	for i, text := range strings.Split(list, ",") {
		frame, err := parseGeometry(text, workspaces.Point{X: right})
		if err != nil {
			return nil, err
		}
		right = frame.Right()
		monitors = append(monitors, newMonitor(fmt.Sprintf("sim-%d", i+1), frame))
	}
	return monitors, nil
}

func newMonitor(name string, frame workspaces.Rect) workspaces.Monitor {
	return workspaces.Monitor{ID: name, Name: name, Frame: frame, WorkArea: frame}
}

// geometry is WxH or WxH+X+Y; X and Y may be negative.
var geometry = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\d{1,5})x(\d{1,5})(?:([+-]\d{1,6})([+-]\d{1,6}))?$`)
})

// parseGeometry reads a frame; without a place it stands at.
func parseGeometry(text string, at workspaces.Point) (workspaces.Rect, error) {
	parts := geometry().FindStringSubmatch(text)
	r := workspaces.Rect{X: at.X, Y: at.Y}
	if parts != nil {
		r.W, _ = strconv.ParseFloat(parts[1], 64)
		r.H, _ = strconv.ParseFloat(parts[2], 64)
	}
	if r.Empty() {
		return r, fmt.Errorf("%q is no size such as 1920x1080 or 1920x1080+0+0", text)
	}
	if parts[3] != "" {
		r.X, _ = strconv.ParseFloat(parts[3], 64)
		r.Y, _ = strconv.ParseFloat(parts[4], 64)
	}
	return r, nil
}
