package sysinfo

import (
	"context"
	"io/fs"
	"path"
	"strings"
	"time"
)

// Where the kernel tells temperatures, in thousandths of a degree
// (Documentation/hwmon/sysfs-interface, .../testing/sysfs-class-thermal).
const (
	sensors = "sys/class/hwmon"
	zones   = "sys/class/thermal"
)

// processorChips are the drivers that measure a processor, and processorLabels
// their readings of the whole of it, best first.
var (
	processorChips  = []string{"coretemp", "k10temp", "zenpower", "cpu_thermal", "soc_thermal"}
	processorLabels = []string{"Package id 0", "Tdie", "Tctl"}
	processorZones  = []string{"x86_pkg_temp", "cpu-thermal", "cpu_thermal", "soc-thermal", "acpitz"}
)

// ReadTemperature reads the processor's temperature.
func ReadTemperature(root fs.FS) Temperature {
	t, _ := temperature(root, processorSensor(root))
	return t
}

// processorSensor is the file with the processor's temperature, "" if there is
// none.
func processorSensor(root fs.FS) string {
	found := func(names []string, in, file, prefix string) string {
		best, rank := "", len(names)
		entries, err := fs.ReadDir(root, in)
		if err != nil {
			return ""
		}
		for _, entry := range entries {
			if !strings.HasPrefix(entry.Name(), prefix) {
				continue
			}
			dir := path.Join(in, entry.Name())
			kind := supply{root, dir}.text(file)
			for i, name := range names[:rank] {
				if kind == name {
					best, rank = dir, i
				}
			}
		}
		return best
	}
	if chip := found(processorChips, sensors, "name", "hwmon"); chip != "" {
		if file := chipSensor(root, chip); file != "" {
			return file
		}
	}
	if zone := found(processorZones, zones, "type", "thermal_zone"); zone != "" {
		return path.Join(zone, "temp")
	}
	return ""
}

// chipSensor is the reading of a chip that stands for all of the processor.
func chipSensor(root fs.FS, chip string) string {
	entries, err := fs.ReadDir(root, chip)
	if err != nil {
		return ""
	}
	first, best, rank := "", "", len(processorLabels)
	for _, entry := range entries {
		stem, ok := strings.CutSuffix(entry.Name(), "_input")
		if !ok || !strings.HasPrefix(stem, "temp") {
			continue
		}
		if first == "" || len(entry.Name()) < len(path.Base(first)) {
			first = path.Join(chip, entry.Name())
		}
		label := supply{root, chip}.text(stem + "_label")
		for i, name := range processorLabels[:rank] {
			if label == name {
				best, rank = path.Join(chip, entry.Name()), i
			}
		}
	}
	if best != "" {
		return best
	}
	return first
}

// temperature reads one sensor. ok is false for one that is gone; one that
// says nonsense is only not Present.
func temperature(root fs.FS, file string) (t Temperature, ok bool) {
	if file == "" {
		return Temperature{}, false
	}
	s := supply{root, path.Dir(file)}
	if s.text(path.Base(file)) == "" {
		return Temperature{}, false
	}
	celsius := s.number(path.Base(file)) / 1000
	if !(celsius > -100 && celsius < 250 && celsius != 0) {
		return Temperature{}, true
	}
	return Temperature{Present: true, Celsius: celsius}, true
}

// temperatureEvery is how often the temperature is read: some sensors take
// their time, and the processor is warm for longer.
const temperatureEvery = 6 * time.Second

func (m *Machine) watchTemperature(ctx context.Context) {
	b := m.beat(ctx)
	sensor := processorSensor(m.root)
	for {
		t, ok := temperature(m.root, sensor)
		if !ok {
			sensor = processorSensor(m.root)
			t, _ = temperature(m.root, sensor)
		}
		m.set(ctx, func(f *Facts) { f.Temperature = t })
		every := temperatureEvery
		if sensor == "" {
			every = seldom // a module with one may be loaded late
		}
		m.pace(b, every)
		select {
		case <-ctx.Done():
			return
		case <-b.struck:
		}
	}
}
