package permission

import (
	"context"
	"time"
)

// watchPace is how long the loss of the permission may stay unknown. A Mac whose input
// goes through a tap of a program without it takes no keys and no clicks meanwhile.
const watchPace = time.Second

// Watch calls lost when a permission that is there is taken away, and returns then, or
// when ctx ends. after is the clock, time.After if nil.
func Watch(ctx context.Context, trusted func() bool, after func(time.Duration) <-chan time.Time, lost func()) {
	if after == nil {
		after = time.After
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-after(watchPace):
		}
		if !trusted() {
			lost()
			return
		}
	}
}
