package sysinfo

import (
	"context"
	"time"
)

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

// beat is a new rhythm, without one yet. It ends with ctx.
func (m *Machine) beat(ctx context.Context) *beat {
	b := &beat{struck: make(chan struct{}, 1)}
	m.mu.Lock()
	m.beats[b] = true
	m.mu.Unlock()
	context.AfterFunc(ctx, func() {
		m.mu.Lock()
		delete(m.beats, b)
		m.mu.Unlock()
	})
	return b
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

// patience is the rhythm in which a service is looked for that is not there:
// soon after it went, for it may be starting again, and seldom otherwise.
type patience struct{ left int }

const (
	soon    = time.Second
	seldom  = 30 * time.Second
	soonFor = 10 // tries
)

// lost says that a service went away after it had been there for a time. One
// that goes at once may do so for ever.
func (p *patience) lost(after time.Duration) {
	if after > seldom || p.left == 0 {
		p.left = soonFor
	}
}

func (p *patience) next() time.Duration {
	if p.left > 1 {
		p.left--
		return soon
	}
	p.left = min(p.left, 1)
	return seldom
}
