package main

import (
	"errors"
	"fmt"
	"image"
	"time"

	"perch/internal/xserver"
)

// clockRuns is how long the bars are measured while nothing but their clocks
// changes, after settling.
const (
	clockRuns = time.Minute
	settling  = 10 * time.Second
)

// desk is the desktop of the bars: Perch's with workspaces, the window's title
// and a clock that shows seconds, and the files of a polybar with the same items.
func desk(perch string) manager {
	return manager{
		name:     "bars",
		programs: []string{perch},
		files: map[string]string{
			"perch.toml": `config-version = 2
persistent-workspaces = ["1", "2", "3", "4"]
[mode.main.binding]
alt-1 = "workspace 1"
alt-2 = "workspace 2"
[bar]
left = ["workspaces"]
center = ["window"]
right = ["clock"]
clock-format = "%H:%M:%S"
`,
			"polybar.ini": `[bar/bench]
width = 100%
height = 28
bottom = true
modules-left = workspaces
modules-center = window
modules-right = clock
font-0 = sans:size=10;2
[module/workspaces]
type = internal/xworkspaces
[module/window]
type = internal/xwindow
[module/clock]
type = internal/date
interval = 1
date = %H:%M:%S
`,
		},
		argv: [][]string{{perch, "agent", "--config", "FOLDER/perch.toml"}},
		env:  []string{"PERCH_SOCKET=FOLDER/agent.sock"},
		bar:  true,
	}
}

// polybar is the program that the bar is compared with.
var polybar = manager{name: "polybar", programs: []string{"polybar"}}

// bars measures Perch's bar beside polybar, if that is installed, on one desktop
// and at the same time; then the load of messages on Perch's.
func bars(perch string) (barResult, error) {
	m := desk(perch)
	var res barResult
	server, err := xserver.Start(xserver.Options{Screen: screenSize})
	if err != nil {
		return res, err
	}
	defer server.Stop()
	load, err := xserver.Dial(server.Display)
	if err != nil {
		return res, err
	}
	defer load.Close()
	r, err := m.start(server.Display)
	if err != nil {
		return res, err
	}
	defer r.stop()
	b := &bench{running: r, load: load}
	if err := b.furnish(); err != nil {
		return res, err
	}
	if len(polybar.missing()) == 0 {
		if err := r.run([]string{"polybar", "-q", "-c", "FOLDER/polybar.ini", "bench"}); err != nil {
			return res, err
		}
		// Its reach is the bottom of the screen, Perch's bar the top.
		if err := b.shows("Polybar"); err != nil {
			return res, err
		}
	}
	time.Sleep(settling)
	if res.clock, err = b.spend(clockRuns); err != nil {
		return res, err
	}
	res.load, err = b.flood()
	if ended := r.alive(); ended != nil {
		err = ended
	}
	return res, err
}

// furnish opens the windows of which the bars tell, and waits for Perch's.
func (b *bench) furnish() error {
	for i, title := range []string{"first document", "second document", "a shell"} {
		if err := b.reach(fmt.Sprint(2 - i/2)); err != nil {
			return err
		}
		_, err := b.load.Open(xserver.Spec{Class: "Bench", Title: title, Frame: image.Rect(0, 0, 300, 200), Colour: 0x305070})
		if err != nil {
			return err
		}
	}
	return b.shows("Perch-bar")
}

// shows waits until a window of a class is on the screen.
func (b *bench) shows(class string) error {
	err := b.within(2*patient, func() bool {
		for _, w := range b.load.Visible() {
			if w.Class == class {
				return true
			}
		}
		return b.alive() != nil
	})
	if ended := b.alive(); ended != nil {
		return ended
	}
	if err != nil {
		return fmt.Errorf("no window of %s is on the screen: %w", class, err)
	}
	return nil
}

// spend measures what each of the started programs uses in a while.
func (b *bench) spend(while time.Duration) ([]program, error) {
	before, err := b.usage()
	if err != nil {
		return nil, err
	}
	started := time.Now()
	time.Sleep(while)
	took := time.Since(started)
	after, err := b.usage()
	if err != nil {
		return nil, err
	}
	var out []program
	for _, now := range after {
		for _, then := range before {
			if then.pid == now.pid {
				out = append(out, program{
					name:      now.name,
					processor: float64(now.processor-then.processor) / float64(took),
					wakeups:   float64(now.wakeups-then.wakeups) / took.Seconds(),
					megabytes: float64(now.resident) / 1024,
					share:     float64(now.share) / 1024,
				})
			}
		}
	}
	return out, nil
}

// errNoBar says that the agent's bar is not there to be measured.
var errNoBar = errors.New("perch-bar does not run; make build puts it beside perch")

// named finds a program in a list.
func named(programs []program, name string) (program, bool) {
	for _, p := range programs {
		if p.name == name {
			return p, true
		}
	}
	return program{}, false
}
