package lua

import (
	"context"
	"sync"
)

// job is something for the program's goroutine to do. An event's key is item
// and event; other jobs have none.
type job struct {
	item, event string
	do          func()
}

// queue holds what waits for the program's goroutine. Only events are
// counted: results and delays are bounded where they begin.
type queue struct {
	mu     sync.Mutex
	jobs   []job
	events int
	limit  int
	some   chan struct{}
}

func newQueue(limit int) *queue { return &queue{limit: limit, some: make(chan struct{}, 1)} }

// add puts a job at the end. In a full queue an event takes the place of the
// latest one of its item and kind, or, if there is none, is refused.
func (q *queue) add(j job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if j.event != "" && q.events >= q.limit {
		for i := len(q.jobs) - 1; i >= 0; i-- {
			if q.jobs[i].item == j.item && q.jobs[i].event == j.event {
				q.jobs[i] = j
				return true
			}
		}
		return false
	}
	if j.event != "" {
		q.events++
	}
	q.jobs = append(q.jobs, j)
	select {
	case q.some <- struct{}{}:
	default:
	}
	return true
}

// next waits for a job. It is false when ctx has ended.
func (q *queue) next(ctx context.Context) (job, bool) {
	for {
		if ctx.Err() != nil {
			return job{}, false
		}
		q.mu.Lock()
		if len(q.jobs) > 0 {
			j := q.jobs[0]
			q.jobs = q.jobs[1:]
			if j.event != "" {
				q.events--
			}
			q.mu.Unlock()
			return j, true
		}
		q.jobs = nil
		q.mu.Unlock()
		select {
		case <-q.some:
		case <-ctx.Done():
		}
	}
}
