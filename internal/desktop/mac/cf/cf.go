// Package cf binds CoreFoundation: the objects that every other C framework
// of macOS hands out and takes, and the run loops on which they call back.
//
// A Ref is borrowed and an Owned must be released once, as CoreFoundation's
// rule has it: what a function creates or copies is owned, what it gets is
// borrowed. Values become Go values at once; only what has to stay an object
// stays one.
//
// Functions panic unless Load has returned nil before.
package cf

import "perch/internal/desktop/mac/dylib"

// Ref is a borrowed reference to an object (CFTypeRef), 0 for none.
type Ref uintptr

// Owned is a reference that whoever holds it must release once.
type Owned struct{ Ref }

// TypeID tells the kinds of objects apart; the numbers differ from one start
// to the next.
type TypeID uint

// Range is CFRange.
type Range struct{ Location, Length int }

var once dylib.Once

// Load binds the functions. It costs nothing when called again.
func Load() error {
	return once.Do(func(libraries []*dylib.Library) {
		l := libraries[0]
		l.Bind(&cfRetain, "CFRetain")
		l.Bind(&cfRelease, "CFRelease")
		l.Bind(&cfGetTypeID, "CFGetTypeID")
		l.Bind(&cfGetRetainCount, "CFGetRetainCount")
		l.Bind(&cfEqual, "CFEqual")
		l.Bind(&cfHash, "CFHash")
		bindValues(l)
		bindRunLoop(l)
		bindPool(libraries[1])
	}, "CoreFoundation", objcLibrary)
}

// CFBase.h.
var (
	cfRetain         func(Ref) Ref
	cfRelease        func(Ref)
	cfGetTypeID      func(Ref) TypeID
	cfGetRetainCount func(Ref) int
	cfEqual          func(a, b Ref) bool
	cfHash           func(Ref) uint
)

// Take makes an owned reference of what a function that creates or copies
// returned.
func Take(r Ref) Owned { return Owned{r} }

// Release gives the reference back. Releasing none does nothing.
func (o Owned) Release() {
	if o.Ref != 0 {
		cfRelease(o.Ref)
	}
}

// Retain returns a reference of its own to the same object.
func (r Ref) Retain() Owned {
	if r == 0 {
		return Owned{}
	}
	return Owned{cfRetain(r)}
}

// Type returns the object's type, 0 for none.
func (r Ref) Type() TypeID {
	if r == 0 {
		return 0
	}
	return cfGetTypeID(r)
}

// RetainCount returns how many references there are.
func (r Ref) RetainCount() int { return cfGetRetainCount(r) }

// Equal says whether two objects are the same or mean the same, as CFEqual
// does.
func (r Ref) Equal(other Ref) bool {
	if r == 0 || other == 0 {
		return r == other
	}
	return cfEqual(r, other)
}

// Hash is the same for objects that are equal.
func (r Ref) Hash() uint {
	if r == 0 {
		return 0
	}
	return cfHash(r)
}
