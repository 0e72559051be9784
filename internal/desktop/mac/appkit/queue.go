package appkit

import "sync"

// Queue carries events from a thread that must not wait, the main one, to a channel
// that is read when its reader has time.
type Queue[T any] struct {
	out    chan T
	done   chan struct{}
	put    chan struct{} // holds one token while there may be events
	mu     sync.Mutex
	events []T
	once   sync.Once
}

// NewQueue is an empty queue.
func NewQueue[T any]() *Queue[T] {
	q := &Queue[T]{out: make(chan T), done: make(chan struct{}), put: make(chan struct{}, 1)}
	go q.deliver()
	return q
}

// Events delivers what is put, in order, until Close.
func (q *Queue[T]) Events() <-chan T { return q.out }

// Put takes an event without waiting. After Close it is lost.
func (q *Queue[T]) Put(e T) {
	q.mu.Lock()
	q.events = append(q.events, e)
	q.mu.Unlock()
	select {
	case q.put <- struct{}{}:
	default:
	}
}

// Close closes the channel; what was not read yet is lost.
func (q *Queue[T]) Close() { q.once.Do(func() { close(q.done) }) }

func (q *Queue[T]) deliver() {
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
