package x11

import (
	"sync"

	"perch/internal/desktop"
)

// queue delivers events in order and never makes the sender wait.
type queue struct {
	out chan desktop.Event

	mu      sync.Mutex
	waiting []desktop.Event
	busy    bool // a goroutine delivers what waits
	done    bool
}

func newQueue() *queue { return &queue{out: make(chan desktop.Event, 256)} }

// push appends an event. After a Lost event the channel is closed and
// everything else is dropped.
func (q *queue) push(e desktop.Event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.done {
		return
	}
	_, q.done = e.(desktop.Lost)
	if !q.busy {
		select {
		case q.out <- e:
			if q.done {
				close(q.out)
			}
			return
		default:
		}
		q.busy = true
		go q.deliver()
	}
	q.waiting = append(q.waiting, e)
}

func (q *queue) deliver() {
	for {
		q.mu.Lock()
		events := q.waiting
		q.waiting = nil
		if len(events) == 0 {
			q.busy = false
			if q.done {
				close(q.out)
			}
			q.mu.Unlock()
			return
		}
		q.mu.Unlock()
		for _, e := range events {
			q.out <- e
		}
	}
}
