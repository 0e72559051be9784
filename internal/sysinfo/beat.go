package sysinfo

import "time"

// beat is the rhythm of one watcher of what nothing tells of.
type beat struct {
	every  time.Duration // 0: never
	last   time.Time
	struck chan struct{}
}

// due says whether a multiple of the rhythm has passed since it last said so.
// Clocks that were set back count too.
func (b *beat) due(now time.Time) bool {
	if b.every == 0 || now.Truncate(b.every).Equal(b.last.Truncate(b.every)) {
		return false
	}
	b.last = now
	return true
}

func (b *beat) strike() {
	select {
	case b.struck <- struct{}{}:
	default:
	}
}

// pace sets a watcher's rhythm, 0 for none.
func (m *Machine) pace(b *beat, every time.Duration) {
	m.mu.Lock()
	same := b.every == every
	b.every = every
	m.mu.Unlock()
	if !same {
		m.tell()
	}
}
