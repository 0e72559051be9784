// Bench compares Perch with i3 and bspwm, where they are installed, on private
// X servers: what a person feels (a workspace switch, a new window), what
// a script feels (one query as a whole process), and what an idle desktop costs.
//
// usage: bench [PERCH]
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
	perch := filepath.Join("build", "perch")
	if len(os.Args) > 1 {
		perch = os.Args[1]
	}
	perch, err := filepath.Abs(perch)
	if err == nil {
		err = run(perch)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(perch string) error {
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
	}
	if len(results) > 0 {
		print(os.Stdout, results)
	}
	return errors.Join(failures...)
}
