package main

import (
	"testing"
	"time"

	"perch/bar"
	"perch/bar/engine"
	"perch/config"
)

func TestWakesOnlyWhenSomethingCanChange(t *testing.T) {
	at := time.Date(2026, 11, 21, 9, 41, 7, 500e6, time.UTC)
	for _, row := range []struct {
		right []string
		clock string
		want  time.Duration // from then on, 0 for never
	}{
		{[]string{"clock"}, "%H:%M", 52500 * time.Millisecond},
		{[]string{"clock"}, "%H:%M:%S", 500 * time.Millisecond},
		{[]string{"clock", "cpu"}, "%H:%M", 500 * time.Millisecond}, // the even second
		{[]string{"memory"}, "%T", 500 * time.Millisecond},
		{nil, "%T", 0},
	} {
		p := &program{
			options: options{now: func() time.Time { return at }},
			style:   bar.Style{Right: config.NewBarItems(row.right...), Clock: row.clock}, enabled: true, machine: laptop(),
			engine: engine.New(engine.Options{}),
		}
		p.want()
		want := time.Time{}
		if row.want > 0 {
			want = at.Add(row.want)
		}
		if got := p.next(); !got.Equal(want) {
			t.Errorf("%v with %q: %v, expected %v", row.right, row.clock, got, want)
		}
		p.enabled = false
		if got := p.next(); !got.IsZero() {
			t.Errorf("a bar that is not shown wakes at %v", got)
		}
		p.machine.Close()
	}
}

func TestAlarm(t *testing.T) {
	for name, a := range map[string]alarm{"the system's": newAlarm(), "Go's": newTimer()} {
		start := time.Now()
		at := start.Add(20 * time.Millisecond)
		a.set(start.Add(time.Hour))
		a.set(at)
		<-a.rings()
		if now := time.Now(); now.Before(at) {
			t.Errorf("%s alarm rings %v early", name, at.Sub(now))
		}
		a.set(start) // past already
		<-a.rings()
		a.set(time.Time{})
		a.set(time.Now().Add(time.Millisecond)) // after never
		<-a.rings()
		a.close()
	}
}
