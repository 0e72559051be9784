// Package try shows Perch on a desktop of its own, which never touches the
// one that the person works on: nested in a window to play with, or as a tour
// that presses keys, looks at the screen after each and reports.
package try

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"perch/internal/xserver"

	"golang.org/x/term"
)

//go:embed tour.toml
var configuration []byte

// screenSize is the size of the private display in pixels.
const screenSize = "1280x800"

// Options says where the programs are and what to do.
type Options struct {
	// Out is the folder for pictures and report; "build/try" if empty.
	Out string
	// Perch is the agent's program, which finds the bar's beside itself.
	Perch string
	// Nested opens a window on the display to play with, and stays until it
	// is closed; see Nestable.
	Nested bool
	// Stdout takes the readable summary.
	Stdout io.Writer
}

// Bounds of the tour in time.
const (
	stepTimeout = 5 * time.Second
	tourTimeout = 28 * time.Second
	// settled is how long nothing may change before a picture is taken, and
	// settleTimeout how long that is waited for.
	settled       = 60 * time.Millisecond
	settleTimeout = 500 * time.Millisecond
)

// Nestable says whether a window to play with makes sense: there is an X
// display, and a person looks at the output.
func Nestable(output *os.File) bool {
	return os.Getenv("DISPLAY") != "" && term.IsTerminal(int(output.Fd()))
}

// Run shows Perch and returns an error unless everything was as expected.
func Run(ctx context.Context, options Options) error {
	if options.Out == "" {
		options.Out = filepath.Join("build", "try")
	}
	if options.Stdout == nil {
		options.Stdout = io.Discard
	}
	// A relative name would mean something else to a child in another folder.
	perch, err := filepath.Abs(options.Perch)
	if err != nil {
		return err
	}
	options.Perch = perch
	if _, err := os.Stat(perch); err != nil {
		return fmt.Errorf("the program to try is missing: %w", err)
	}
	if err := os.MkdirAll(options.Out, 0o755); err != nil {
		return err
	}
	if options.Nested {
		missing := xserver.Xephyr.Available()
		if missing == nil {
			return nested(ctx, options)
		}
		fmt.Fprintf(options.Stdout, "%v; so here is a tour instead of a window to play with.\n", missing)
	}
	return tour(ctx, options)
}

// tour plays the steps on Xvfb, or on the simulated desktop without it.
func tour(ctx context.Context, options Options) error {
	ctx, cancel := context.WithTimeout(ctx, tourTimeout)
	defer cancel()
	var driver Driver
	missing := xserver.Xvfb.Available()
	if missing == nil {
		d, err := newXDriver(options)
		if err != nil {
			return err
		}
		driver = d
	} else {
		fmt.Fprintf(options.Stdout, "%v. Without an X server the tour plays on the simulated desktop: no real window, no real key, no bar.\n", missing)
		d, err := newSimDriver()
		if err != nil {
			return err
		}
		driver = d
	}
	defer driver.Close()
	fmt.Fprintf(options.Stdout, "A tour of Perch on %s\n", driver)
	return play(ctx, driver, steps(driver), options)
}

// play goes through the steps, also after one that did not hold, and reports.
func play(ctx context.Context, driver Driver, steps []step, options Options) error {
	old, _ := filepath.Glob(filepath.Join(options.Out, "[0-9][0-9]-*.png"))
	for _, picture := range old {
		if err := os.Remove(picture); err != nil {
			return err
		}
	}
	report := Report{OK: true, Desktop: driver.String()}
	started := time.Now()
	var before Sight
	for i, s := range steps {
		result, after := take(ctx, driver, s, before)
		before = after
		var err error
		if result.Picture, err = picture(ctx, driver, options.Out, i+1, s.name); err != nil && result.OK {
			result.OK, result.Wrong = false, err.Error()
		}
		result.print(options.Stdout, i+1)
		report.OK = report.OK && result.OK
		report.Steps = append(report.Steps, result)
	}
	if err := report.write(options.Out); err != nil {
		return err
	}
	return report.conclude(options.Stdout, options.Out, time.Since(started))
}

// take does one step and waits until what it expects is there. It returns
// the last sight too.
func take(ctx context.Context, driver Driver, s step, before Sight) (Step, Sight) {
	result := Step{Name: s.name, Expected: s.expected}
	ctx, cancel := context.WithTimeout(ctx, stepTimeout)
	defer cancel()

	holds := s.holds(before)
	var sight Sight
	started := time.Now()
	err := s.act(driver)
	if err == nil {
		err = driver.Wait(ctx, func() bool {
			var failed error
			if sight, failed = driver.Look(); failed != nil {
				result.Wrong = failed.Error()
				return false
			}
			result.Wrong = holds(sight)
			return result.Wrong == ""
		})
	}
	result.Milliseconds = float64(time.Since(started).Microseconds()) / 1000
	result.Seen = sight.String()
	switch {
	case err == nil:
		result.OK = true
	case errors.Is(err, context.DeadlineExceeded) && result.Wrong != "":
		// What is wrong says more than that time is up.
	default:
		result.Wrong = err.Error()
	}
	return result, sight
}

// picture saves what a step left and returns the file's name.
func picture(ctx context.Context, driver Driver, folder string, number int, name string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	picture, err := driver.Picture(ctx)
	if err != nil {
		return "", fmt.Errorf("no picture: %w", err)
	}
	file := fmt.Sprintf("%02d-%s.png", number, slug(name))
	return file, xserver.Save(filepath.Join(folder, file), picture)
}

// slug makes a file name of a step's name.
func slug(name string) string { return strings.ReplaceAll(name, " ", "-") }
