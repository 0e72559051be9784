package desktop

import "sync"

// Queue delivers events in order and never makes the sender wait.
type Queue struct {
	out chan Event

	mu      sync.Mutex
	waiting []Event
	busy    bool // a goroutine delivers what waits
	done    bool
}

// NewQueue is an empty queue.
func NewQueue() *Queue { return &Queue{out: make(chan Event, 256)} }

// Events delivers what is pushed.
func (q *Queue) Events() <-chan Event { return q.out }

// Push appends an event. After a Lost event the channel is closed and
// everything else is dropped.
func (q *Queue) Push(e Event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.done {
		return
	}
	_, q.done = e.(Lost)
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

func (q *Queue) deliver() {
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
