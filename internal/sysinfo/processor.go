package sysinfo

import (
	"bufio"
	"bytes"
	"io/fs"
	"strconv"
	"strings"
)

// Ticks are the processors' times since the start, in ticks (proc_stat(5)).
type Ticks struct{ Busy, Total uint64 }

// ReadTicks reads /proc/stat; ok is false where there is none.
func ReadTicks(root fs.FS) (t Ticks, ok bool) {
	data, err := fs.ReadFile(root, "proc/stat")
	if err != nil {
		return Ticks{}, false
	}
	line, _, _ := bytes.Cut(data, []byte("\n"))
	fields := strings.Fields(string(line))
	// cpu user nice system idle iowait irq softirq steal guest guest_nice;
	// guest time is part of user time already.
	if len(fields) < 5 || fields[0] != "cpu" {
		return Ticks{}, false
	}
	for i, field := range fields[1:min(len(fields), 9)] {
		n, err := strconv.ParseUint(field, 10, 64)
		if err != nil {
			return Ticks{}, false
		}
		t.Total += n
		if i != 3 && i != 4 { // idle, iowait
			t.Busy += n
		}
	}
	return t, true
}

// Since is the share of time that was busy since an earlier reading, 0…1. The
// zero Ticks are the machine's start.
func (t Ticks) Since(before Ticks) float64 {
	if t.Total <= before.Total || t.Busy < before.Busy {
		return 0
	}
	return min(1, float64(t.Busy-before.Busy)/float64(t.Total-before.Total))
}

// ReadMemory reads /proc/meminfo.
func ReadMemory(root fs.FS) Memory {
	data, err := fs.ReadFile(root, "proc/meminfo")
	if err != nil {
		return Memory{}
	}
	values := map[string]uint64{}
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		name, rest, _ := strings.Cut(lines.Text(), ":")
		if fields := strings.Fields(rest); len(fields) > 0 {
			if n, err := strconv.ParseUint(fields[0], 10, 64); err == nil {
				values[name] = n << 10
			}
		}
	}
	m := Memory{
		Total: values["MemTotal"], Available: values["MemAvailable"],
		SwapTotal: values["SwapTotal"], SwapFree: values["SwapFree"],
	}
	if _, ok := values["MemAvailable"]; !ok { // Linux before 3.14
		m.Available = values["MemFree"] + values["Buffers"] + values["Cached"]
	}
	m.Present = m.Total > 0
	return m
}

// ReadLoad reads /proc/loadavg.
func ReadLoad(root fs.FS) Load {
	data, err := fs.ReadFile(root, "proc/loadavg")
	if err != nil {
		return Load{}
	}
	fields := strings.Fields(string(data))
	if len(fields) < 3 {
		return Load{}
	}
	var means [3]float64
	for i := range means {
		if means[i], err = strconv.ParseFloat(fields[i], 64); err != nil || !(means[i] >= 0 && means[i] < 1e9) {
			return Load{}
		}
	}
	return Load{Present: true, One: means[0], Five: means[1], Fifteen: means[2]}
}
