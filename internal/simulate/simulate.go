// Package simulate is `perch sim`: the agent on a desktop in memory, driven by
// a script, for trying a configuration and for tests; and the runner of
// scenarios, rows of data that say what Perch does.
package simulate

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"perch/workspaces"
)

const usage = `USAGE: perch sim [-h|--help] [--config FILE] [--monitors LIST] [SCRIPT|-]
   OR: perch sim --scenarios FILE.jsonl

Runs Perch on a desktop in memory, driven by a script: to try a config, and for
tests. Nothing on the real desktop is touched, and no program is started.

  --config FILE      the config; otherwise the one that the agent would take
  --monitors LIST    monitors from left to right, such as 1920x1080,1280x1024, or
                     with places, 1920x1080+0+0,1280x1024+0+1080; they are called
                     sim-1, sim-2, …
  --scenarios FILE   run rows of data, print those that fail

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

// Run is the command; it returns the exit code.
func Run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("perch sim", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	configFile := flags.String("config", "", "")
	monitorList := flags.String("monitors", "1920x1080", "")
	scenarios := flags.String("scenarios", "", "")
	refuse := func(format string, args ...any) int {
		fmt.Fprintf(stderr, "perch sim: "+format+"\n\n%s", append(args, usage)...)
		return 2
	}
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, usage)
		return 0
	} else if err != nil {
		return refuse("%v%s", err, nearestFlag(args))
	}
	if flags.NArg() > 1 {
		return refuse("expected one script, got %q", flags.Args())
	}
	if *scenarios != "" {
		if flags.NArg() > 0 {
			return refuse("--scenarios takes no script, got %q", flags.Arg(0))
		}
		return runScenarios(*scenarios, stdout, stderr)
	}
	monitors, err := monitorRow(*monitorList)
	if err != nil {
		return refuse("--monitors: %v", err)
	}
	name, script := "stdin", stdin
	if file := flags.Arg(0); file != "" && file != "-" {
		f, err := os.Open(file)
		if err != nil {
			fmt.Fprintf(stderr, "perch sim: cannot read the script: %v\n", err)
			return 2
		}
		defer f.Close()
		name, script = file, f
	}
	s, err := newSimulation(*configFile, monitors, stdout, stderr)
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

// nearestFlag names the flag that a wrong one probably means.
func nearestFlag(args []string) string {
	known := []string{"--config", "--monitors", "--scenarios", "--help"}
	for _, arg := range args {
		name, _, _ := strings.Cut(arg, "=")
		if strings.HasPrefix(name, "-") {
			if hint := didYouMean("--"+strings.TrimLeft(name, "-"), known); hint != "" {
				return hint
			}
		}
	}
	return ""
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
var geometry = regexp.MustCompile(`^(\d{1,5})x(\d{1,5})(?:([+-]\d{1,6})([+-]\d{1,6}))?$`)

// parseGeometry reads a frame; without a place it stands at.
func parseGeometry(text string, at workspaces.Point) (workspaces.Rect, error) {
	parts := geometry.FindStringSubmatch(text)
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
