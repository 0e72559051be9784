package sysinfo

import (
	"context"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"time"
)

// supplies is the kernel's list of batteries and mains
// (Documentation/ABI/testing/sysfs-class-power).
const supplies = "sys/class/power_supply"

// ReadBattery reads the system's batteries as one. Batteries of mice and
// keyboards (scope Device) are none of the system's.
func ReadBattery(root fs.FS) Battery {
	entries, err := fs.ReadDir(root, supplies)
	if err != nil {
		return Battery{}
	}
	var now, full float64
	var shares []float64
	b := Battery{}
	for _, entry := range entries {
		s := supply{root, path.Join(supplies, entry.Name())}
		if s.text("type") != "Battery" || s.text("scope") == "Device" || s.text("present") == "0" {
			continue
		}
		n, f := s.number("energy_now"), s.number("energy_full")
		if f <= 0 {
			n, f = s.number("charge_now"), s.number("charge_full")
		}
		capacity := s.number("capacity")
		if f <= 0 && s.text("capacity") == "" {
			continue
		}
		b.Present = true
		now, full = now+n, full+f
		if f > 0 {
			capacity = 100 * n / f
		}
		shares = append(shares, capacity/100)
		switch s.text("status") {
		case "Charging", "Full":
			b.Charging = true
		}
	}
	if !b.Present {
		return Battery{}
	}
	if full > 0 {
		b.Charge = now / full
	} else {
		for _, share := range shares {
			b.Charge += share / float64(len(shares))
		}
	}
	b.Charge = min(1, max(0, b.Charge))
	return b
}

// supply is one power supply's folder.
type supply struct {
	root fs.FS
	path string
}

func (s supply) text(name string) string {
	data, err := fs.ReadFile(s.root, path.Join(s.path, name))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
}

func (s supply) number(name string) float64 {
	n, err := strconv.ParseFloat(s.text(name), 64)
	if err != nil {
		return 0
	}
	return n
}

// batteryEvery is how often the charge is read. The kernel tells of plugging in
// and out at once, but of single percents only on some machines.
const batteryEvery = 30 * time.Second

func (m *Machine) watchBattery(ctx context.Context, b *beat) {
	events, err := uevents(ctx)
	if err != nil {
		events = nil
	}
	for {
		battery := ReadBattery(m.root)
		m.set(ctx, func(f *Facts) { f.Battery = battery })
		every := batteryEvery
		if !battery.Present && events != nil {
			every = 0 // a battery that is put in announces itself
		}
		m.pace(b, every)
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
