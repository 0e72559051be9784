package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"perch/internal/barcall"
)

// The load of messages on the bar.
const (
	floodItems = 200
	floodRate  = 2000 // messages a second
	floodTime  = time.Minute
	// floodClients send in turn, each on a new connection for every message, as
	// the sketchybar command does. There are enough of them that none is late
	// because of another.
	floodClients = 32
	// early is when the memory is looked at first.
	early = 10 * time.Second
)

// flood is what a load of messages did to the bar.
type flood struct {
	// replies are from the moment at which a message was due to its reply, so
	// that waiting behind others counts.
	replies     []time.Duration
	last        time.Duration // that of the very last second's slowest
	early, late float64       // resident memory in megabytes
	processor   float64       // share of one processor
}

// flood adds items to Perch's bar and changes them by messages at a steady rate.
func (b *bench) flood() (*flood, error) {
	bar, err := b.barProcess()
	if err != nil {
		return nil, err
	}
	path := barcall.Path(b.getenv, barcall.Default)
	send := func(args ...string) (string, error) { return barcall.Send(path, args, patient) }
	args := []string{"--default", "label.font=:Regular:7.0", "padding_left=0", "padding_right=0",
		"label.padding_left=0", "label.padding_right=0", "icon.padding_left=0", "icon.padding_right=0"}
	for i := range floodItems {
		args = append(args, "--add", "item", itemName(i), "left", "--set", itemName(i), "label=0")
	}
	if reply, err := send(args...); err != nil || reply != "" {
		return nil, fmt.Errorf("the bar takes no items: %v%s", err, reply)
	}
	time.Sleep(time.Second)
	before, err := measure(bar)
	if err != nil {
		return nil, err
	}
	total := int(floodTime/time.Second) * floodRate
	replies := make([]time.Duration, total)
	failures := make(chan error, floodClients)
	started := time.Now()
	var clients sync.WaitGroup
	for c := range floodClients {
		clients.Go(func() {
			for n := c; n < total; n += floodClients {
				due := started.Add(time.Duration(n) * time.Second / floodRate)
				time.Sleep(time.Until(due))
				reply, err := send(change(n)...)
				if err != nil || reply != "" {
					failures <- fmt.Errorf("message %d: %v%s", n, err, reply)
					return
				}
				replies[n] = time.Since(due)
			}
		})
	}
	time.Sleep(time.Until(started.Add(early)))
	first, err := measure(bar)
	if err != nil {
		return nil, err
	}
	time.Sleep(time.Until(started.Add(floodTime)))
	after, err := measure(bar)
	if err != nil {
		return nil, err
	}
	clients.Wait()
	select {
	case err := <-failures:
		return nil, err
	default:
	}
	n := total - 1
	if reply, err := send("--query", itemOf(n)); err != nil || !strings.Contains(reply, fmt.Sprintf(`"value": "%s"`, labelOf(n))) {
		return nil, fmt.Errorf("after the last message %s does not say %s: %v%s", itemOf(n), labelOf(n), err, reply)
	}
	return &flood{
		replies: replies, last: slices.Max(replies[total-floodRate:]),
		early: float64(first.resident) / 1024, late: float64(after.resident) / 1024,
		processor: float64(after.processor-before.processor) / float64(floodTime),
	}, nil
}

func itemName(i int) string { return fmt.Sprint("item.", i) }

// itemOf is the item that a message of the load changes, labelOf what it will say.
func itemOf(n int) string  { return itemName(n * 7 % floodItems) }
func labelOf(n int) string { return fmt.Sprint(n / floodItems % 100) }

// change is a message of the load: all change a label, some its colour too.
func change(n int) []string {
	args := []string{"--set", itemOf(n), "label=" + labelOf(n)}
	if n%5 == 0 {
		args = append(args, fmt.Sprintf("label.color=0xff%06x", 0x808080|n*0x10307&0xffffff))
	}
	return args
}

// barProcess is the process of Perch's bar.
func (b *bench) barProcess() (int, error) {
	all, err := b.usage()
	for _, u := range all {
		if u.name == "perch-bar" {
			return u.pid, nil
		}
	}
	if err == nil {
		err = errNoBar
	}
	return 0, err
}
