package appkit

import "sync"

// Queue carries events from a thread that must not wait, the main one, to a channel
// that is read when its reader has time.
type Queue struct {
	out    chan Event
	done   chan struct{}
	put    chan struct{} // holds one token while there may be events
	mu     sync.Mutex
	events []Event
	once   sync.Once
}

// NewQueue is an empty queue.
func NewQueue() *Queue {
	q := &Queue{out: make(chan Event), done: make(chan struct{}), put: make(chan struct{}, 1)}
	go q.deliver()
	return q
}

// Events delivers what is put, in order, until Close.
func (q *Queue) Events() <-chan Event { return q.out }

// Put takes an event without waiting. After Close it is lost.
func (q *Queue) Put(e Event) {
	q.mu.Lock()
	q.events = append(q.events, e)
	q.mu.Unlock()
	select {
	case q.put <- struct{}{}:
	default:
	}
}

// Close closes the channel; what was not read yet is lost.
func (q *Queue) Close() { q.once.Do(func() { close(q.done) }) }

func (q *Queue) deliver() {
	defer close(q.out)
	for {
		select {
		case <-q.done:
			return
		case <-q.put:
		}
		q.mu.Lock()
		events := q.events
		q.events = nil
		q.mu.Unlock()
		for _, e := range events {
			select {
			case <-q.done:
				return
			case q.out <- e:
			}
		}
	}
}
