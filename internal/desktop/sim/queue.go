package sim

import (
	"sync"

	"perch/internal/desktop"
)

// queue holds events without bound, so that putting one never waits for
// whoever reads them.
type queue struct {
	mu     sync.Mutex
	events []desktop.Event
	ended  bool
	more   chan struct{}      // has room for one token: something is new
	out    chan desktop.Event // nil until somebody asks for a channel
}

func (q *queue) put(e desktop.Event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.events = append(q.events, e)
	q.wake()
}

// end says that no more events follow.
func (q *queue) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended = true
	q.wake()
}

func (q *queue) wake() {
	if q.more == nil {
		return
	}
	select {
	case q.more <- struct{}{}:
	default:
	}
}

func (q *queue) take() (desktop.Event, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.events) == 0 {
		return nil, false
	}
	e := q.events[0]
	q.events = q.events[1:]
	return e, true
}

func (q *queue) finished() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.ended && len(q.events) == 0
}

// channel delivers the events from here on, and is closed after the last one.
func (q *queue) channel() <-chan desktop.Event {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.out == nil {
		q.out, q.more = make(chan desktop.Event), make(chan struct{}, 1)
		q.wake()
		go q.pump()
	}
	return q.out
}

func (q *queue) pump() {
	defer close(q.out)
	for !q.finished() {
		e, ok := q.take()
		if !ok {
			<-q.more
			continue
		}
		q.out <- e
	}
}
