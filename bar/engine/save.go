package engine

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"reflect"
	"slices"
)

// What Save writes is the engine's structures field by field, so that every
// property is in it without being named. It is for the same program only: a
// fingerprint of the structures is its beginning. Fields with the tag save:"-"
// follow from others, or belong to a moment.

// Save writes down what messages have made of the bar. What is on its way in an
// animation is saved where it is.
func (e *Engine) Save() []byte {
	s := saver{numbers: make(map[*item]int, len(e.items)), out: binary.LittleEndian.AppendUint64(nil, fingerprint())}
	for n, i := range e.items {
		s.numbers[i] = n + 1
	}
	s.out = binary.AppendUvarint(s.out, uint64(len(e.items)))
	for _, at := range e.kept() {
		s.value(reflect.ValueOf(at).Elem())
	}
	for _, i := range e.items {
		s.value(reflect.ValueOf(i).Elem())
	}
	return s.out
}

// kept is what is saved beside the items.
func (e *Engine) kept() []any { return []any{&e.bar, e.template, &e.events, &e.hotload, &e.fonts} }

// Restore makes the bar what it was when it was saved, and asks for what messages had
// asked for then: fonts, notifications, the watching of files. What cannot
// be read leaves an empty bar.
func (e *Engine) Restore(saved []byte) error {
	e.Reset()
	l := loader{in: saved}
	if l.fixed() != fingerprint() {
		return errors.New("the saved bar is of another version")
	}
	e.events = nil
	count := l.number()
	if count > uint64(len(saved)) {
		return io.ErrUnexpectedEOF
	}
	for range count {
		l.items = append(l.items, &item{ran: e.clock.count})
	}
	for _, at := range e.kept() {
		l.value(reflect.ValueOf(at).Elem())
	}
	for _, i := range l.items {
		l.value(reflect.ValueOf(i).Elem())
	}
	if l.err != nil || len(l.in) > 0 {
		e.Reset()
		return fmt.Errorf("the saved bar is damaged: %w", errors.Join(l.err, io.ErrUnexpectedEOF))
	}
	e.items = l.items
	for _, i := range e.items {
		e.named[i.name] = i
	}
	for _, path := range e.fonts {
		e.effects = append(e.effects, LoadFont{path})
	}
	for _, event := range e.events {
		if event.notification != "" {
			e.effects = append(e.effects, Notify{event.name, event.notification})
		}
	}
	if e.hotload {
		e.effects = append(e.effects, Hotload{true})
	}
	e.stale = true
	return nil
}

// fields are those of a structure that are saved.
func fields(v reflect.Value) []reflect.Value {
	var out []reflect.Value
	for n := range v.NumField() {
		if v.Type().Field(n).Tag.Get("save") != "-" {
			f := v.Field(n)
			// The engine's own fields, which are not exported.
			out = append(out, reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem())
		}
	}
	return out
}

type saver struct {
	out     []byte
	numbers map[*item]int // from 1 on
}

func (s *saver) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		n := uint64(0)
		if v.Bool() {
			n = 1
		}
		s.out = binary.AppendUvarint(s.out, n)
	case reflect.Int:
		s.out = binary.AppendVarint(s.out, v.Int())
	case reflect.Uint8, reflect.Uint32, reflect.Uint64:
		s.out = binary.AppendUvarint(s.out, v.Uint())
	case reflect.Float64:
		s.out = binary.LittleEndian.AppendUint64(s.out, math.Float64bits(v.Float()))
	case reflect.String:
		s.out = binary.AppendUvarint(s.out, uint64(v.Len()))
		s.out = append(s.out, v.String()...)
	case reflect.Pointer:
		s.out = binary.AppendUvarint(s.out, uint64(s.numbers[v.Interface().(*item)]))
	case reflect.Struct:
		for _, f := range fields(v) {
			s.value(f)
		}
	case reflect.Slice:
		s.out = binary.AppendUvarint(s.out, uint64(v.Len()))
		for n := range v.Len() {
			s.value(v.Index(n))
		}
	case reflect.Map:
		s.out = binary.AppendUvarint(s.out, uint64(v.Len()))
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.Int(), b.Int()) })
		for _, key := range keys {
			s.value(key)
			s.value(v.MapIndex(key))
		}
	default:
		panic("a bar's " + v.Type().String() + " cannot be saved")
	}
}

type loader struct {
	in    []byte
	items []*item
	err   error
}

// cut takes bytes off the input; without enough of them they are zero.
func (l *loader) cut(n uint64) []byte {
	if n > uint64(len(l.in)) {
		l.err, l.in, n = io.ErrUnexpectedEOF, make([]byte, 8), min(n, 8)
	}
	out := l.in[:n]
	l.in = l.in[n:]
	return out
}

func (l *loader) fixed() uint64 { return binary.LittleEndian.Uint64(l.cut(8)) }

func (l *loader) number() uint64 {
	n, size := binary.Uvarint(l.in)
	if size <= 0 {
		l.err = io.ErrUnexpectedEOF
		return 0
	}
	l.in = l.in[size:]
	return n
}

func (l *loader) signed() int64 {
	n, size := binary.Varint(l.in)
	if size <= 0 {
		l.err = io.ErrUnexpectedEOF
		return 0
	}
	l.in = l.in[size:]
	return n
}

// length is how many elements follow, each at least a byte.
func (l *loader) length() int {
	n := l.number()
	if n > uint64(len(l.in)) {
		l.err = io.ErrUnexpectedEOF
		return 0
	}
	return int(n)
}

func (l *loader) value(v reflect.Value) {
	if l.err != nil {
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(l.number() == 1)
	case reflect.Int:
		v.SetInt(l.signed())
	case reflect.Uint8, reflect.Uint32, reflect.Uint64:
		v.SetUint(l.number())
	case reflect.Float64:
		v.SetFloat(math.Float64frombits(l.fixed()))
	case reflect.String:
		v.SetString(string(l.cut(uint64(l.length()))))
	case reflect.Pointer:
		if n := l.number(); n > 0 && n <= uint64(len(l.items)) {
			v.Set(reflect.ValueOf(l.items[n-1]))
		} else {
			v.SetZero()
		}
	case reflect.Struct:
		for _, f := range fields(v) {
			l.value(f)
		}
	case reflect.Slice:
		n := l.length()
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for k := range n {
			l.value(v.Index(k))
		}
	case reflect.Map:
		v.SetZero()
		if n := l.length(); n > 0 {
			v.Set(reflect.MakeMap(v.Type()))
			for range n {
				key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
				l.value(key)
				l.value(value)
				v.SetMapIndex(key, value)
			}
		}
	}
}

// fingerprint tells versions of the structures apart.
func fingerprint() uint64 {
	h := fnv.New64a()
	seen := map[reflect.Type]bool{}
	var describe func(t reflect.Type)
	describe = func(t reflect.Type) {
		fmt.Fprint(h, t.String(), t.Kind(), ";")
		if seen[t] {
			return
		}
		seen[t] = true
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice:
			describe(t.Elem())
		case reflect.Struct:
			for n := range t.NumField() {
				if f := t.Field(n); f.Tag.Get("save") != "-" {
					fmt.Fprint(h, f.Name, " ")
					describe(f.Type)
				}
			}
		}
	}
	for _, at := range (&Engine{}).kept() {
		describe(reflect.TypeOf(at))
	}
	return h.Sum64()
}
