package engine

import (
	"strings"

	"perch/internal/spelling"
)

// A key such as label.background.color leads from the item through parts to a
// property, one word after the other. Every kind of part has one table, which
// parsing, animations and queries all go by.

// part is something that has properties.
type part interface {
	// set gives a property a value; key is what remains of the whole key.
	set(b *batch, key, value string)
	// report writes the part as queries show it.
	report(w *writer)
}

// table is the properties and parts of one kind of part, in the order in which
// queries report them.
type table[T any] struct {
	rows []row[T]
	// complain reports a key that leads nowhere.
	complain func(b *batch, p *T, word string, known []string)
	named    map[string]*row[T]
}

// row is a property, a part, or both: font= is a property and font.size= goes
// to a part.
type row[T any] struct {
	name string
	// field points to where a property is kept: a *bool, *int, *float64,
	// *string, *Color, *Font, *align or *span.
	field    func(*T) any
	moves    bool // animations move it; otherwise it jumps
	unsigned bool // a negative number counts as 0
	// part is where the rest of the key leads. It may be nil for what not every
	// T has.
	part func(*T) part
	bare string // the property of the part that is meant without a rest
	// entire says that a colour's channels cannot be set alone.
	entire bool

	set   func(b *batch, p *T, value string) // instead of storing the value
	after func(b *batch, p *T)               // what a set brings about beside

	as     string            // the name in queries, if another
	silent bool              // queries do not report it
	show   func(*T, *writer) // what queries report, if not the field or part
}

func newTable[T any](complain func(*batch, *T, string, []string), rows ...row[T]) *table[T] {
	t := &table[T]{rows: rows, complain: complain, named: make(map[string]*row[T], len(rows))}
	for i := range rows {
		t.named[rows[i].name] = &rows[i]
	}
	return t
}

// set follows a key into p and gives the property there a value.
func (t *table[T]) set(b *batch, p *T, key, value string) {
	if !t.try(b, p, key, value) {
		t.unknown(b, p, key)
	}
}

// try is set, which returns false if the first word of the key is unknown.
func (t *table[T]) try(b *batch, p *T, key, value string) bool {
	word, rest, nested := strings.Cut(key, ".")
	r := t.named[word]
	switch {
	case r == nil:
		return false
	case nested:
		return r.enter(b, p, rest, value)
	case r.set != nil:
		r.set(b, p, value)
	case r.field != nil:
		b.store(r.field(p), r.moves, r.unsigned, value)
	case r.bare != "":
		return r.enter(b, p, r.bare, value)
	default:
		return false
	}
	if r.after != nil {
		r.after(b, p)
	}
	return true
}

// enter sets what a key with several words leads to.
func (r *row[T]) enter(b *batch, p *T, rest, value string) bool {
	if r.part != nil {
		inner := r.part(p)
		if inner == nil {
			return false
		}
		inner.set(b, rest, value)
		return true
	}
	if r.field == nil || r.entire {
		return false
	}
	color, ok := r.field(p).(*Color)
	if !ok {
		return false
	}
	if c, ok := channels[rest]; ok {
		b.storeChannel(color, c, value)
	} else {
		b.complain("[?] Color: '%s' is no channel of '%s': there are hex, alpha, red, green and blue.", rest, r.name)
	}
	return true
}

func (t *table[T]) unknown(b *batch, p *T, key string) {
	word, rest, _ := strings.Cut(key, ".")
	if t.named[word] != nil {
		word += "." + rest
	}
	t.complain(b, p, word, t.names())
}

func (t *table[T]) names() []string {
	names := make([]string, len(t.rows))
	for i := range t.rows {
		names[i] = t.rows[i].name
	}
	return names
}

// report writes all properties but the silent ones and those left out.
func (t *table[T]) report(w *writer, p *T, left ...string) {
rows:
	for i := range t.rows {
		r := &t.rows[i]
		if r.silent {
			continue
		}
		for _, name := range left {
			if r.name == name {
				continue rows
			}
		}
		if r.as != "" {
			w.key(r.as)
		} else {
			w.key(r.name)
		}
		switch {
		case r.show != nil:
			r.show(p, w)
		case r.field != nil:
			w.field(r.field(p))
		default:
			w.part(r.part(p))
		}
	}
}

// invalid is the usual complaint of a kind of part.
func invalid[T any](subsystem string) func(*batch, *T, string, []string) {
	return func(b *batch, _ *T, word string, known []string) {
		b.complain("%s: There is no property '%s'. %s", subsystem, word, spelling.DidYouMean(word, known))
	}
}
