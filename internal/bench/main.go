// Bench compares Perch with i3 and bspwm, where they are installed, on private
// X servers: what a person feels (a workspace switch, a new window), what
// a script feels (one query as a whole process), and what an idle desktop costs. Then
// it compares Perch's bar with polybar, side by side on one desktop with the same
// items, and loads it with messages.
//
// usage: bench [managers | bars] [PERCH]
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// How much is measured.
const (
	windowsEach = 30 // on each of the two workspaces
	switches    = 60
	newWindows  = 50
	queries     = 200
	idle        = 5 * time.Second
)

// Pauses between measurements.
const (
	calm    = 30 * time.Millisecond // without an event: the last one is over
	patient = 5 * time.Second       // longest wait for anything
)

// screenSize gives 60 columns room.
const screenSize = "1920x1080"

func main() {
	perch, only, args := filepath.Join("build", "perch"), "", os.Args[1:]
	if len(args) > 0 && (args[0] == "managers" || args[0] == "bars") {
		only, args = args[0], args[1:]
	}
	if len(args) > 0 {
		perch = args[0]
	}
	perch, err := filepath.Abs(perch)
	if err == nil {
		var switched []time.Duration
		if only != "bars" {
			switched, err = compareManagers(perch)
		}
		if only != "managers" {
			err = errors.Join(err, compareBars(perch, switched))
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// compareManagers returns how soon Perch's bar showed each switch.
func compareManagers(perch string) (switched []time.Duration, err error) {
	var results []result
	var failures []error
	for _, m := range managers(perch) {
		if missing := m.missing(); len(missing) > 0 {
			fmt.Fprintf(os.Stderr, "%s is left out: %s not installed\n", m.name, strings.Join(missing, ", "))
			if m.name == "perch" {
				failures = append(failures, errors.New("perch is not built; make build does it"))
			}
			continue
		}
		fmt.Fprintf(os.Stderr, "measuring %s\n", m.name)
		r, err := assess(m)
		if err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", m.name, err))
			continue
		}
		results = append(results, r)
		switched = append(switched, r.bar...)
	}
	if len(results) > 0 {
		print(os.Stdout, results)
	}
	return switched, errors.Join(failures...)
}

func compareBars(perch string, switched []time.Duration) error {
	for _, m := range []manager{desk(perch), polybar} {
		if missing := m.missing(); len(missing) > 0 {
			fmt.Fprintf(os.Stderr, "%s is left out: %s not installed\n", m.name, strings.Join(missing, ", "))
			if m.name != polybar.name {
				return errors.New("perch is not built; make build does it")
			}
		}
	}
	fmt.Fprintf(os.Stderr, "measuring bars for %v\n", settling+clockRuns+floodTime)
	res, err := bars(perch)
	if err != nil {
		return fmt.Errorf("bars: %w", err)
	}
	printBars(os.Stdout, res, switched)
	return nil
}
