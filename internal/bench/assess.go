package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"strings"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/internal/xserver"
)

// assess measures one manager on a server of its own.
func assess(m manager) (result, error) {
	res := result{name: m.name}
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
	watcher, err := observe(server.Display)
	if err != nil {
		return res, err
	}
	defer watcher.conn.Close()
	r, err := m.start(server.Display)
	if err != nil {
		return res, err
	}
	defer r.stop()
	// The tail of the manager's own words belongs to every failure.
	wrap := func(err error) error {
		if ended := r.alive(); ended != nil {
			return ended
		}
		return err
	}

	b := &bench{running: r, load: load, observer: watcher}
	for _, measure := range []func(*result) error{b.idle, b.query, b.windows, b.switches, b.barSwitches} {
		if err := measure(&res); err != nil {
			return res, wrap(err)
		}
	}
	return res, nil
}

// bench is one measurement session.
type bench struct {
	*running
	load     *xserver.Client
	observer *observer
}

// reach presses the key of a workspace until it is the current one; programs
// that have just started may not have their keys yet.
func (b *bench) reach(workspace string) error {
	current := func() bool {
		root := b.load.Root()
		names, number := b.load.Texts(root, "_NET_DESKTOP_NAMES"), b.load.Cardinals(root, "_NET_CURRENT_DESKTOP")
		return len(number) == 1 && int(number[0]) < len(names) && names[number[0]] == workspace
	}
	deadline := time.Now().Add(2 * patient)
	for time.Now().Before(deadline) {
		if err := b.load.Key("alt-" + workspace); err != nil {
			return err
		}
		err := b.within(300*time.Millisecond, current)
		if err == nil {
			return nil
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
	}
	return fmt.Errorf("alt-%s does not lead to workspace %s", workspace, workspace)
}

// within waits until something holds, asking again at every event.
func (b *bench) within(limit time.Duration, holds func() bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	return b.load.WaitFor(ctx, holds)
}

// idle measures an empty desktop that nobody touches.
func (b *bench) idle(res *result) error {
	if err := b.reach("2"); err != nil {
		return err
	}
	if err := b.reach("1"); err != nil {
		return err
	}
	// Let start-up end.
	time.Sleep(time.Second)
	var err error
	res.idle, err = b.spend(idle)
	return err
}

// usage measures all of the manager's processes.
func (b *bench) usage() ([]usage, error) {
	var all []usage
	for _, p := range b.started {
		members, err := family(p.command.Process.Pid)
		if err != nil {
			return nil, err
		}
		for _, pid := range members {
			// A helper may have ended meanwhile; the manager itself has not.
			if u, err := measure(pid); err == nil {
				all = append(all, u)
			} else if pid == p.command.Process.Pid {
				return nil, err
			}
		}
	}
	return all, nil
}

// query measures one question as a whole process.
func (b *bench) query(res *result) error {
	for range queries {
		took, err := b.ask()
		if err != nil {
			return err
		}
		res.query = append(res.query, took)
	}
	return nil
}

// open makes a window that is not mapped yet, watched by the observer.
func (b *bench) open(number int) (xproto.Window, error) {
	window, err := b.load.Open(xserver.Spec{
		Class: "Bench", Title: fmt.Sprintf("window %d", number), Unmapped: true,
		Frame: image.Rect(0, 0, 300, 200), Colour: 0x305070 + uint32(number)*0x010203,
	})
	if err != nil {
		return 0, err
	}
	return window, b.observer.watch(window)
}

// windows measures from a window's wish to be mapped until it has its final
// place, beside two others.
func (b *bench) windows(res *result) error {
	var opened []xproto.Window
	for i := range newWindows + 2 {
		window, err := b.open(i)
		if err != nil {
			return err
		}
		b.observer.quiet(calm)
		asked := time.Now()
		xproto.MapWindow(b.load.Conn(), window)
		placed, err := b.observer.placed(window, calm, patient)
		if err != nil {
			return err
		}
		opened = append(opened, window)
		if len(opened) <= 2 {
			continue
		}
		res.birth = append(res.birth, placed.Sub(asked))
		if err := b.load.Destroy(window); err != nil {
			return err
		}
		opened = opened[:2]
	}
	for _, window := range opened {
		if err := b.load.Destroy(window); err != nil {
			return err
		}
	}
	b.observer.quiet(calm)
	return nil
}

// switches measures from the key press until the last window of the other
// workspace is on the screen.
func (b *bench) switches(res *result) error {
	var on [2][]xproto.Window
	for side := range on {
		if err := b.reach(fmt.Sprint(side + 1)); err != nil {
			return err
		}
		for i := range windowsEach {
			window, err := b.open(side*windowsEach + i)
			if err != nil {
				return err
			}
			if err := xproto.MapWindowChecked(b.load.Conn(), window).Check(); err != nil {
				return err
			}
			if _, err := b.observer.placed(window, calm, patient); err != nil {
				return err
			}
			if b.loaded != nil {
				if output, err := b.command(b.loaded).CombinedOutput(); err != nil {
					return fmt.Errorf("%s: %w: %s", strings.Join(b.loaded, " "), err, output)
				}
			}
			on[side] = append(on[side], window)
		}
	}
	// The second workspace is on the screen now.
	for i := range switches + 2 {
		side := i % 2
		b.observer.quiet(calm)
		pressed, release, err := b.load.Hold("alt-" + fmt.Sprint(side+1))
		if err != nil {
			return err
		}
		shown, err := b.observer.shown(on[side], patient)
		release()
		if err != nil {
			return err
		}
		// The first one of each direction warms up.
		if i >= 2 {
			res.change = append(res.change, shown.Sub(pressed))
		}
	}
	return nil
}
