package lua

import (
	"fmt"
	"runtime/metrics"
	"sync"
	"time"
)

// meter is the context of every Lua thread of a program. It limits the time
// and the memory that one stretch of Lua takes, and can be started anew for
// the next. Time spent waiting for a process does not count.
type meter struct {
	mu      sync.Mutex
	done    chan struct{} // replaced by the program's goroutine only
	err     error
	ended   bool // for good
	running bool

	limit, spent time.Duration
	since        time.Time
	timer        *time.Timer

	heap, memory uint64
}

// sampling is how often time and memory are looked at while Lua runs. Code
// that is done sooner costs no wake-up.
const sampling = 50 * time.Millisecond

func newMeter(memory uint64) *meter {
	return &meter{done: make(chan struct{}), memory: memory}
}

func (m *meter) Deadline() (time.Time, bool) { return time.Time{}, false }
func (m *meter) Value(any) any               { return nil }
func (m *meter) Done() <-chan struct{}       { return m.done }

func (m *meter) Err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.err
}

// begin starts a stretch of Lua that may take as long as limit.
func (m *meter) begin(limit time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ended {
		return
	}
	if m.err != nil {
		m.err, m.done = nil, make(chan struct{})
	}
	m.limit, m.spent, m.heap = limit, 0, 0
	m.run()
}

// pause stops the clock until resume.
func (m *meter) pause() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.running {
		m.spent += time.Since(m.since)
		m.running = false
		m.timer.Stop()
	}
}

func (m *meter) resume() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.ended && m.err == nil {
		m.run()
	}
}

func (m *meter) run() {
	m.running, m.since = true, time.Now()
	if m.timer == nil {
		m.timer = time.AfterFunc(sampling, m.look)
	} else {
		m.timer.Reset(sampling)
	}
}

func (m *meter) look() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.running {
		return
	}
	heap := heapInUse()
	if m.heap == 0 {
		m.heap = heap
	}
	switch spent := m.spent + time.Since(m.since); {
	case spent >= m.limit:
		m.stop(fmt.Errorf("stopped: it had been running for %v, which is the limit", m.limit))
	case heap > m.heap+m.memory:
		m.stop(fmt.Errorf("stopped: it had taken more than %d MB of memory, which is the limit", m.memory>>20))
	default:
		m.timer.Reset(sampling)
	}
}

func heapInUse() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

func (m *meter) stop(err error) {
	if m.err == nil {
		m.err = err
		close(m.done)
	}
	m.running = false
}

// end stops whatever runs, and keeps everything later from running.
func (m *meter) end(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stop(err)
	m.ended = true
}
