package sysinfo

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"path"
	"strconv"
	"time"

	"github.com/godbus/dbus/v5"
)

// backlights is the kernel's list of displays whose brightness it can change
// (Documentation/ABI/stable/sysfs-class-backlight).
const backlights = "sys/class/backlight"

// backlight is the folder of the foremost display, "" if there is none. Drivers
// of the firmware come before those of the platform, and these before the raw
// ones, as the kernel's description asks.
func backlight(root fs.FS) string {
	entries, err := fs.ReadDir(root, backlights)
	if err != nil {
		return ""
	}
	best, rank := "", 0
	for _, entry := range entries {
		dir := path.Join(backlights, entry.Name())
		at := 1 + map[string]int{"firmware": 3, "platform": 2, "raw": 1}[supply{root, dir}.text("type")]
		if at > rank {
			best, rank = dir, at
		}
	}
	return best
}

// ReadBrightness reads the built-in display's brightness.
func ReadBrightness(root fs.FS) Brightness {
	dir := backlight(root)
	if dir == "" {
		return Brightness{}
	}
	s := supply{root, dir}
	most := s.number("max_brightness")
	now := s.number("actual_brightness")
	if s.text("actual_brightness") == "" {
		now = s.number("brightness")
	}
	if !(most > 0) {
		return Brightness{}
	}
	return Brightness{Present: true, Level: min(1, max(0, now/most))}
}

// brightnessEvery is how often the brightness is read where the kernel does not
// tell of it.
const brightnessEvery = 6 * time.Second

// watchBrightness follows the kernel, which tells of every change that a key or
// a program makes.
func (m *Machine) watchBrightness(ctx context.Context) {
	b := m.beat(ctx)
	events, err := m.uevents(ctx, "backlight")
	if err != nil {
		events = nil
	}
	for {
		brightness := ReadBrightness(m.root)
		m.set(ctx, func(f *Facts) { f.Brightness = brightness })
		if events == nil {
			m.pace(b, brightnessEvery)
		}
		select {
		case <-ctx.Done():
			return
		case _, ok := <-events:
			if !ok {
				events = nil
			}
		case <-b.struck:
		}
	}
}

// SetBrightness has the built-in display's brightness changed, to 0…1, and does
// not wait for it. logind does it for a user, root can do it alone.
func (m *Machine) SetBrightness(level float64) error {
	if math.IsNaN(level) {
		return errors.New("the brightness is not a number")
	}
	if s := m.system; s != nil {
		if err := s.BrightnessSettable(); err != nil {
			return err
		}
		m.brighten(func() { _ = s.SetBrightness(min(1, max(0, level))) })
		return nil
	}
	dir := backlight(m.root)
	most := supply{m.root, dir}.number("max_brightness")
	if dir == "" || !(most > 0) {
		return errors.New("this machine has no display whose brightness can be changed (" + "/" + backlights + " is empty)")
	}
	// A display that is off cannot be read any more.
	value := uint32(max(1, math.Round(min(1, max(0, level))*most)))
	m.brighten(func() { m.setBacklight(dir, value) })
	return nil
}

// setBacklight changes a display's brightness and waits for it.
func (m *Machine) setBacklight(dir string, value uint32) {
	if m.write(path.Join(dir, "brightness"), strconv.FormatUint(uint64(value), 10)) == nil {
		return
	}
	if conn := (&line{kind: systemBus, machine: m, stir: make(chan struct{}, 1)}).dial(m.ctx, nil); conn != nil {
		_ = call(m.ctx, conn, logind, logindAuto, logindSession+".SetBrightness", dbus.Flags(0), "backlight", path.Base(dir), value).Err
		conn.Close()
	}
}

// brightening is the change of brightness that is under way, and the one that
// waits: of several only the last counts.
type brightening struct {
	working bool
	next    func()
}

func (m *Machine) brighten(change func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.bright.next = change
	if m.bright.working {
		return
	}
	m.bright.working = true
	m.work.Go(func() {
		for {
			m.mu.Lock()
			change := m.bright.next
			m.bright.next = nil
			m.bright.working = change != nil
			m.mu.Unlock()
			if change == nil {
				return
			}
			change()
		}
	})
}
