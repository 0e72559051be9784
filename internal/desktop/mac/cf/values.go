package cf

import (
	"bytes"
	"runtime"
	"sync"
	"unicode/utf16"
	"unsafe"

	"perch/internal/desktop/mac/dylib"
)

// CFString.h, CFNumber.h, CFArray.h, CFDictionary.h, CFUUID.h.
var (
	cfStringCreateWithBytes        func(allocator Ref, bytes *byte, count int, encoding uint32, external bool) Ref
	cfStringGetLength              func(Ref) int
	cfStringGetCString             func(s Ref, buffer *byte, size int, encoding uint32) bool
	cfStringGetBytes               func(s Ref, r Range, encoding uint32, loss uint8, external bool, buffer *byte, size int, used *int) int
	cfNumberCreate                 func(allocator Ref, kind int, value unsafe.Pointer) Ref
	cfNumberGetValue               func(number Ref, kind int, value unsafe.Pointer) bool
	cfBooleanGetValue              func(Ref) bool
	cfArrayCreate                  func(allocator Ref, values *Ref, count int, callbacks uintptr) Ref
	cfArrayGetCount                func(Ref) int
	cfArrayGetValueAtIndex         func(array Ref, index int) Ref
	cfDictionaryCreate             func(allocator Ref, keys, values *Ref, count int, keyCallbacks, valueCallbacks uintptr) Ref
	cfDictionaryGetValue           func(dictionary, key Ref) Ref
	cfDictionaryGetCount           func(Ref) int
	cfUUIDCreateString             func(allocator, uuid Ref) Ref
	stringType, numberType         TypeID
	booleanType, arrayType         TypeID
	dictionaryType, uuidType       TypeID
	booleanTrue, booleanFalse      Ref
	null                           Ref
	arrayCallbacks                 uintptr
	dictionaryKeys, dictionaryVals uintptr
)

func bindValues(l *dylib.Library) {
	l.Bind(&cfStringCreateWithBytes, "CFStringCreateWithBytes")
	l.Bind(&cfStringGetLength, "CFStringGetLength")
	l.Bind(&cfStringGetCString, "CFStringGetCString")
	l.Bind(&cfStringGetBytes, "CFStringGetBytes")
	l.Bind(&cfNumberCreate, "CFNumberCreate")
	l.Bind(&cfNumberGetValue, "CFNumberGetValue")
	l.Bind(&cfBooleanGetValue, "CFBooleanGetValue")
	l.Bind(&cfArrayCreate, "CFArrayCreate")
	l.Bind(&cfArrayGetCount, "CFArrayGetCount")
	l.Bind(&cfArrayGetValueAtIndex, "CFArrayGetValueAtIndex")
	l.Bind(&cfDictionaryCreate, "CFDictionaryCreate")
	l.Bind(&cfDictionaryGetValue, "CFDictionaryGetValue")
	l.Bind(&cfDictionaryGetCount, "CFDictionaryGetCount")
	l.Bind(&cfUUIDCreateString, "CFUUIDCreateString")
	for symbol, id := range map[string]*TypeID{
		"CFStringGetTypeID": &stringType, "CFNumberGetTypeID": &numberType, "CFBooleanGetTypeID": &booleanType,
		"CFArrayGetTypeID": &arrayType, "CFDictionaryGetTypeID": &dictionaryType, "CFUUIDGetTypeID": &uuidType,
	} {
		var typeID func() TypeID
		l.Bind(&typeID, symbol)
		if typeID != nil {
			*id = typeID()
		}
	}
	booleanTrue = Ref(l.Constant("kCFBooleanTrue"))
	booleanFalse = Ref(l.Constant("kCFBooleanFalse"))
	null = Ref(l.Constant("kCFNull"))
	arrayCallbacks = l.Address("kCFTypeArrayCallBacks")
	dictionaryKeys = l.Address("kCFTypeDictionaryKeyCallBacks")
	dictionaryVals = l.Address("kCFTypeDictionaryValueCallBacks")
}

// CFStringEncoding and CFNumberType.
const (
	encodingUTF8  = 0x08000100
	numberSInt64  = 4
	numberFloat64 = 6
)

// NewString makes a CFString. Bytes that are not UTF-8 make it empty.
func NewString(text string) Owned {
	s := Take(cfStringCreateWithBytes(0, unsafe.StringData(text), len(text), encodingUTF8, false))
	runtime.KeepAlive(text)
	if s.Ref == 0 && text != "" {
		return NewString("")
	}
	return s
}

var static struct {
	sync.RWMutex
	names map[string]Ref
}

// Static returns the CFString of a name, the same one for the whole life of
// the program: what CFSTR is to C. It is for the names of attributes, keys and
// notifications, not for what comes from outside.
func Static(name string) Ref {
	static.RLock()
	r, known := static.names[name]
	static.RUnlock()
	if known {
		return r
	}
	static.Lock()
	defer static.Unlock()
	if r, known := static.names[name]; known {
		return r
	}
	if static.names == nil {
		static.names = map[string]Ref{}
	}
	r = NewString(name).Ref
	static.names[name] = r
	return r
}

// Statics is how many strings Static keeps.
func Statics() int {
	static.RLock()
	defer static.RUnlock()
	return len(static.names)
}

// NewInt makes a CFNumber of a whole number.
func NewInt(n int64) Owned { return Take(cfNumberCreate(0, numberSInt64, unsafe.Pointer(&n))) }

// NewFloat makes a CFNumber of a number with a fraction.
func NewFloat(f float64) Owned { return Take(cfNumberCreate(0, numberFloat64, unsafe.Pointer(&f))) }

// Boolean is kCFBooleanTrue or kCFBooleanFalse.
func Boolean(b bool) Ref {
	if b {
		return booleanTrue
	}
	return booleanFalse
}

// IsNull says whether the object is kCFNull, or none.
func (r Ref) IsNull() bool { return r == 0 || r == null }

// NewArray makes a CFArray, which retains its elements.
func NewArray(elements ...Ref) Owned {
	return Take(cfArrayCreate(0, unsafe.SliceData(elements), len(elements), arrayCallbacks))
}

// NewDictionary makes a CFDictionary, which retains its keys and values.
func NewDictionary(entries map[Ref]Ref) Owned {
	keys, values := make([]Ref, 0, len(entries)), make([]Ref, 0, len(entries))
	for k, v := range entries {
		keys, values = append(keys, k), append(values, v)
	}
	return Take(cfDictionaryCreate(0, unsafe.SliceData(keys), unsafe.SliceData(values), len(keys), dictionaryKeys, dictionaryVals))
}

// Text is a CFString as UTF-8; ok is false if the object is something else.
func (r Ref) Text() (text string, ok bool) {
	if r == 0 || r.Type() != stringType {
		return "", false
	}
	length := cfStringGetLength(r)
	if length == 0 {
		return "", true
	}
	// A UTF-16 code unit is three bytes of UTF-8 at most.
	buffer := make([]byte, 3*length+1)
	if cfStringGetCString(r, &buffer[0], len(buffer), encodingUTF8) {
		if text := string(buffer[:bytes.IndexByte(buffer, 0)]); units(text) == length {
			return text, true
		}
	}
	// The text has a NUL or half of a surrogate pair. This function is not the
	// first choice because it has more arguments than arm64 has registers, for
	// which purego takes a long way.
	var used int
	cfStringGetBytes(r, Range{0, length}, encodingUTF8, '?', false, &buffer[0], len(buffer), &used)
	return string(buffer[:used]), true
}

// units is the length of a text in UTF-16.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// Int is a CFNumber, without its fraction.
func (r Ref) Int() (n int64, ok bool) {
	if r == 0 || r.Type() != numberType {
		return 0, false
	}
	// The result is false for a number that loses its fraction.
	cfNumberGetValue(r, numberSInt64, unsafe.Pointer(&n))
	return n, true
}

// Float is a CFNumber.
func (r Ref) Float() (f float64, ok bool) {
	if r == 0 || r.Type() != numberType {
		return 0, false
	}
	cfNumberGetValue(r, numberFloat64, unsafe.Pointer(&f))
	return f, true
}

// Bool is a CFBoolean, or a CFNumber that is not 0: some applications answer
// with one.
func (r Ref) Bool() (b, ok bool) {
	if r != 0 && r.Type() == booleanType {
		return cfBooleanGetValue(r), true
	}
	n, ok := r.Int()
	return n != 0, ok
}

// Len is how many elements a CFArray has, 0 for anything else.
func (r Ref) Len() int {
	if r == 0 || r.Type() != arrayType {
		return 0
	}
	return cfArrayGetCount(r)
}

// IsArray says whether the object is a CFArray.
func (r Ref) IsArray() bool { return r != 0 && r.Type() == arrayType }

// At is an element of a CFArray, borrowed from it.
func (r Ref) At(i int) Ref { return cfArrayGetValueAtIndex(r, i) }

// Get is the value of a key in a CFDictionary, borrowed from it; 0 if there is
// none.
func (r Ref) Get(key Ref) Ref {
	if r == 0 || r.Type() != dictionaryType {
		return 0
	}
	return cfDictionaryGetValue(r, key)
}

// IsDictionary says whether the object is a CFDictionary.
func (r Ref) IsDictionary() bool { return r != 0 && r.Type() == dictionaryType }

// Entries is how many entries a CFDictionary has, 0 for anything else.
func (r Ref) Entries() int {
	if r == 0 || r.Type() != dictionaryType {
		return 0
	}
	return cfDictionaryGetCount(r)
}

// UUID is a CFUUID as text, "37D8832A-2D66-02CA-B9F7-8F30A301B230".
func (r Ref) UUID() (text string, ok bool) {
	if r == 0 || r.Type() != uuidType {
		return "", false
	}
	s := Take(cfUUIDCreateString(0, r))
	defer s.Release()
	return s.Text()
}
