package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// usage is what a process has used of the machine (Linux's /proc).
type usage struct {
	pid       int
	name      string
	processor time.Duration // on a processor so far
	wakeups   int           // times that a thread went to sleep so far
	resident  int           // kilobytes now
	share     int           // of them, each shared one divided by its users (PSS)
}

// family returns a process and all its descendants.
func family(pid int) ([]int, error) {
	children := make(map[int][]int)
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		return nil, err
	}
	for _, stat := range stats {
		data, err := os.ReadFile(stat)
		if err != nil {
			continue // it has ended meanwhile
		}
		// The name in parentheses may hold anything.
		text := string(data)
		fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
		child, err := strconv.Atoi(filepath.Base(filepath.Dir(stat)))
		if err != nil || len(fields) < 2 {
			continue
		}
		parent, err := strconv.Atoi(fields[1])
		if err != nil {
			continue
		}
		children[parent] = append(children[parent], child)
	}
	members := []int{pid}
	for i := 0; i < len(members); i++ {
		members = append(members, children[members[i]]...)
	}
	return members, nil
}

// measure reads the usage of one process, all threads together.
func measure(pid int) (usage, error) {
	u := usage{pid: pid}
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/[0-9]*", pid))
	if err != nil || len(tasks) == 0 {
		return u, fmt.Errorf("process %d is gone", pid)
	}
	for _, task := range tasks {
		// schedstat: nanoseconds on a processor, waiting for one, time slices.
		data, err := os.ReadFile(filepath.Join(task, "schedstat"))
		if err != nil {
			continue
		}
		fields := strings.Fields(string(data))
		if len(fields) == 3 {
			nanoseconds, err := strconv.ParseInt(fields[0], 10, 64)
			if err != nil {
				return u, err
			}
			u.processor += time.Duration(nanoseconds)
		}
		u.wakeups += statusNumber(filepath.Join(task, "status"), "voluntary_ctxt_switches")
	}
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil {
		return u, err
	}
	u.name = strings.TrimSpace(string(name))
	u.resident = statusNumber(fmt.Sprintf("/proc/%d/status", pid), "VmRSS")
	u.share = statusNumber(fmt.Sprintf("/proc/%d/smaps_rollup", pid), "Pss")
	return u, nil
}

// statusNumber reads one number of a status file, 0 if it is not there.
func statusNumber(path, name string) int {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(line, ":")
		if fields := strings.Fields(value); key == name && len(fields) > 0 {
			number, err := strconv.Atoi(fields[0])
			if err != nil {
				return 0
			}
			return number
		}
	}
	return 0
}
