package main

import (
	"testing"
	"time"

	"perch/bar"
)

func TestWakesOnlyWhenSomethingCanChange(t *testing.T) {
	at := time.Date(2026, 11, 21, 9, 41, 7, 500e6, time.UTC)
	for _, row := range []struct {
		right []string
		clock string
		want  time.Duration
	}{
		{[]string{"clock"}, "%H:%M", 52500 * time.Millisecond},
		{[]string{"clock"}, "%H:%M:%S", 500 * time.Millisecond},
		{[]string{"clock", "cpu"}, "%H:%M", 500 * time.Millisecond}, // the even second
		{[]string{"memory"}, "%T", 500 * time.Millisecond},
		{nil, "%T", 18*time.Minute + 52500*time.Millisecond},
	} {
		p := &program{options: options{now: func() time.Time { return at }}, style: bar.Style{Right: row.right, Clock: row.clock}}
		if got := p.pause(); got != row.want {
			t.Errorf("%v with %q: %v, expected %v", row.right, row.clock, got, row.want)
		}
	}
}
