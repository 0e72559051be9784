package permission

import (
	"context"
	"testing"
	"time"
)

func TestWatch(t *testing.T) {
	ticks := make(chan time.Time)
	looks := []bool{true, true, false}
	var waits []time.Duration
	lost := make(chan int, 2)
	done := make(chan struct{})
	go func() {
		defer close(done)
		n := 0
		Watch(context.Background(), func() bool { n++; return looks[n-1] }, func(d time.Duration) <-chan time.Time {
			waits = append(waits, d)
			return ticks
		}, func() { lost <- n })
	}()
	for range looks {
		ticks <- time.Now()
	}
	<-done
	if n := <-lost; n != len(looks) || len(lost) != 0 {
		t.Errorf("the loss was told after %d looks", n)
	}
	for _, d := range waits {
		if d > time.Second {
			t.Errorf("keys may be stuck for %v", d)
		}
	}
}

func TestWatchEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	Watch(ctx, func() bool { t.Error("looked after the end"); return false }, func(time.Duration) <-chan time.Time { return nil }, func() { t.Error("lost") })
}
