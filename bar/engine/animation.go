package engine

import (
	"math"
	"time"
)

// motion is one property on its way from one value to another. Several motions
// of one property run one after the other; the start of each is fixed when it
// is made.
type motion struct {
	owner *item // nil for the bar
	// at is where the property is kept: an *int, *float64, *Color or *span.
	at      any
	channel channel // of a *Color
	batch   int     // the message that made it

	from, to           float64
	fromColor, toColor Color
	aim                func() int // instead of to, for a width that may change meanwhile
	curve              curve
	start              time.Time
	length             time.Duration
}

// until is when a motion ends.
func (m *motion) until() time.Time { return m.start.Add(m.length) }

// apply gives the property the value that it has at f of the curve.
func (m *motion) apply(f float64, last bool) {
	to := m.to
	if m.aim != nil {
		to = float64(m.aim())
	}
	value := (1-f)*m.from + f*to
	if last {
		value = to
	}
	switch at := m.at.(type) {
	case *int:
		*at = round(value)
	case *span:
		at.width, at.fixed = max(round(value), 0), true
		if last && m.aim != nil {
			at.fixed = false
		}
	case *float64:
		*at = value
	case *Color:
		switch {
		case m.channel != whole:
			*at = m.channel.put(*at, value)
		case last:
			*at = m.toColor
		default:
			*at = blend(m.fromColor, m.toColor, f)
		}
	}
}

func round(f float64) int { return int(math.Floor(f + 0.5)) }

// Animate brings everything that moves to now and says whether it goes on.
// While nothing moves it need not be called.
func (e *Engine) Animate(now time.Time) (moving bool) {
	e.look(now)
	kept := e.motions[:0]
	for i := range e.motions {
		m := e.motions[i]
		switch {
		case now.Before(m.start):
			kept = append(kept, m)
			continue
		case now.Before(m.until()):
			m.apply(m.curve(float64(now.Sub(m.start))/float64(m.length)), false)
			kept = append(kept, m)
		default:
			m.apply(1, true)
		}
		e.touch(m.owner)
	}
	clear(e.motions[len(kept):])
	e.motions = kept
	pointing := e.settle(now)
	return len(e.motions) > 0 || pointing
}

// still ends what moves a property, leaving it where it is.
func (e *Engine) still(at any) { e.stillChannel(at, whole) }

// stillChannel ends what moves one channel of a colour; what moves the whole
// ends too.
func (e *Engine) stillChannel(at any, c channel) {
	e.drop(func(m *motion) bool {
		return m.at == at && (c == whole || m.channel == c || m.channel == whole)
	})
}

// drop forgets the motions that a condition holds for.
func (e *Engine) drop(which func(*motion) bool) {
	if len(e.motions) == 0 {
		return
	}
	kept := e.motions[:0]
	for i := range e.motions {
		if !which(&e.motions[i]) {
			kept = append(kept, e.motions[i])
		}
	}
	clear(e.motions[len(kept):])
	e.motions = kept
}

// gliding says whether a width is on its way to its natural one.
func (e *Engine) gliding(at *span) bool {
	for i := range e.motions {
		if e.motions[i].at == any(at) && e.motions[i].aim != nil {
			return true
		}
	}
	return false
}

// animates says whether the message's properties are to move.
func (b *batch) animates() bool { return b.length > 0 }

// add makes a property move. It goes on from where an earlier motion of the
// same message ends; those of earlier messages are dropped.
func (b *batch) add(m motion) {
	e := b.e
	e.drop(func(old *motion) bool {
		return old.at == m.at && old.batch != b.number && (old.channel == m.channel || m.channel == whole || old.channel == whole)
	})
	m.owner, m.batch, m.curve, m.length, m.start = b.item, b.number, b.curve, b.length, b.now
	for i := range e.motions {
		if old := &e.motions[i]; old.at == m.at && old.channel == m.channel {
			m.start, m.from, m.fromColor = old.until(), old.to, old.toColor
			if old.aim != nil {
				m.from = float64(old.aim())
			}
		}
	}
	e.motions = append(e.motions, m)
}

// moveInt sets a number, now or in the course of time.
func (b *batch) moveInt(at *int, to int) {
	if b.animates() {
		b.add(motion{at: at, from: float64(*at), to: float64(to)})
		return
	}
	b.e.still(at)
	*at = to
}

func (b *batch) moveFloat(at *float64, to float64) {
	if b.animates() {
		b.add(motion{at: at, from: *at, to: to})
		return
	}
	b.e.still(at)
	*at = to
}

func (b *batch) moveColor(at *Color, to Color) {
	if b.animates() {
		b.add(motion{at: at, fromColor: *at, toColor: to})
		return
	}
	b.e.still(at)
	*at = to
}

// glide lets a width run to its natural one, after which it follows it again.
func (b *batch) glide(at *span, natural func() int) {
	b.add(motion{at: at, from: float64(at.width), aim: natural})
}

// target is the value that a number is to have in the end.
func (b *batch) target(at *float64) float64 {
	to := *at
	for i := range b.e.motions {
		if m := &b.e.motions[i]; m.at == any(at) {
			to = m.to
		}
	}
	return to
}
