package x11

import "github.com/jezek/xgb/xproto"

// serial is the number of a request on our connection. Every event carries
// the number of the last one that the server had processed, so that an
// event's cause is known exactly.
type serial uint64

// serial widens the 16 bits that the protocol has for it. Requests and events
// come closer to each other than half of their range.
func (d *Desktop) serial(sequence uint16) serial {
	ahead := int16(sequence - uint16(d.latest))
	n := serial(int64(d.latest) + int64(ahead))
	d.latest = max(d.latest, n)
	return n
}

// echo is a span of requests whose effects are not news.
type echo struct{ first, last serial }

// echoesKept is more than the batches that a server could still answer.
const echoesKept = 64

// batch runs f, whose requests reach the server together, and remembers
// their numbers.
func (d *Desktop) batch(f func()) {
	d.wire.hold()
	first := d.serial(xproto.NoOperation(d.conn).Sequence)
	f()
	// What happens later bears this request's number or a later one. Its
	// answer, which nobody reads, also keeps xgb's queue of unanswered
	// requests short; a full one makes it wait for the server.
	after := d.serial(xproto.GetInputFocus(d.conn).Sequence)
	d.wire.release()
	if len(d.echoes) == echoesKept {
		d.echoes = append(d.echoes[:0], d.echoes[1:]...)
	}
	d.echoes = append(d.echoes, echo{first, after - 1})
}

// echoed says whether what bears a number comes from a batch.
func (d *Desktop) echoed(n serial) bool {
	for _, e := range d.echoes {
		if e.first <= n && n <= e.last {
			return true
		}
	}
	return false
}
