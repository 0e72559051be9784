package sysinfo

import (
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"
	"time"
)

// supplies is the kernel's list of batteries and mains
// (Documentation/ABI/testing/sysfs-class-power).
const supplies = "sys/class/power_supply"

// batteryEvery is how often the charge is read where no service tells of it.
// The kernel tells of plugging in and out at once, but of single percents only
// on some machines.
const batteryEvery = 30 * time.Second

// ReadBattery reads the system's batteries as one. Batteries of mice and
// keyboards (scope Device) are none of the system's.
func ReadBattery(root fs.FS) Battery {
	entries, err := fs.ReadDir(root, supplies)
	if err != nil {
		return Battery{}
	}
	var now, full, flow, timed float64
	var shares []float64
	b := Battery{}
	for _, entry := range entries {
		s := supply{root, path.Join(supplies, entry.Name())}
		if s.text("type") != "Battery" || s.text("scope") == "Device" || s.text("present") == "0" {
			continue
		}
		n, f, rate := s.number("energy_now"), s.number("energy_full"), s.number("power_now")
		if f <= 0 {
			n, f, rate = s.number("charge_now"), s.number("charge_full"), s.number("current_now")
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
		case "Charging":
			b.Charging = true
			flow, timed = flow+math.Abs(rate), timed+max(0, f-n)
		case "Discharging":
			flow, timed = flow+math.Abs(rate), timed+n
		case "Full":
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
	if flow > 0 && len(shares) == 1 {
		// Whole minutes: the flow wavers.
		left := seconds(timed / flow * 3600).Truncate(time.Minute)
		if b.Charging {
			b.Full = left
		} else {
			b.Empty = left
		}
	}
	return b
}

// ReadSource reads whether the machine draws on its mains: any that is online.
// Without a word about mains, a battery that empties is the source.
func ReadSource(root fs.FS) Source {
	entries, err := fs.ReadDir(root, supplies)
	if err != nil {
		return ""
	}
	source := Source("")
	for _, entry := range entries {
		s := supply{root, path.Join(supplies, entry.Name())}
		switch kind := s.text("type"); {
		case s.text("scope") == "Device":
		case kind == "Mains" || strings.HasPrefix(kind, "USB"):
			if s.text("online") == "1" {
				return OnMains
			}
			if kind == "Mains" {
				source = OnBattery
			}
		case kind == "Battery" && s.text("status") == "Discharging":
			source = OnBattery
		}
	}
	if source == "" && ReadBattery(root).Charging {
		return OnMains
	}
	return source
}

// supply is the folder of one power supply, or of another device.
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

// number is 0 for what is none, and for what no device measures.
func (s supply) number(name string) float64 {
	n, err := strconv.ParseFloat(s.text(name), 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return 0
	}
	return n
}
