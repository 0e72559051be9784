package ax

import (
	"unsafe"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/cg"
)

// AXValueType.
const (
	valuePoint = 1
	valueSize  = 2
	valueError = 5
)

func newPoint(p cg.Point) cf.Owned { return cf.Take(axValueCreate(valuePoint, unsafe.Pointer(&p))) }
func newSize(s cg.Size) cf.Owned   { return cf.Take(axValueCreate(valueSize, unsafe.Pointer(&s))) }

func point(r cf.Ref) (p cg.Point, ok bool) {
	ok = r.Type() == valueType && axValueGetValue(r, valuePoint, unsafe.Pointer(&p))
	return p, ok
}

func size(r cf.Ref) (s cg.Size, ok bool) {
	ok = r.Type() == valueType && axValueGetValue(r, valueSize, unsafe.Pointer(&s))
	return s, ok
}

// failure is the error that stands for a value in a batch.
func failure(r cf.Ref) error {
	if r.IsNull() {
		return NoValue
	}
	var e Error
	if r.Type() == valueType && axValueGetType(r) == valueError && axValueGetValue(r, valueError, unsafe.Pointer(&e)) {
		return check(e)
	}
	return nil
}

func element(r cf.Ref) (Owned, bool) {
	if r.Type() != elementType {
		return Owned{}, false
	}
	return Element{r}.Retain(), true
}

func elements(r cf.Ref) ([]Owned, bool) {
	if !r.IsArray() {
		return nil, false
	}
	var found []Owned
	for i := range r.Len() {
		if e, ok := element(r.At(i)); ok {
			found = append(found, e)
		}
	}
	return found, true
}

// Values are the values of several attributes, in the order in which they were
// asked for. They must be released.
type Values struct{ list cf.Owned }

// Read reads several attributes at once. It asks the application, once. The
// error is that of the question as a whole; each value can be missing for
// itself.
func (e Element) Read(attributes ...Attribute) (Values, error) {
	refs := make([]cf.Ref, len(attributes))
	for i, a := range attributes {
		refs[i] = cf.Static(string(a))
	}
	list := cf.NewArray(refs...)
	defer list.Release()
	var values cf.Ref
	err := check(axUIElementCopyMultipleAttributeValues(e.Ref, list.Ref, 0, &values))
	return Values{cf.Take(values)}, err
}

// Release gives the values back.
func (v Values) Release() { v.list.Release() }

func at[T any](v Values, i int, convert func(cf.Ref) (T, bool)) (T, error) {
	var none T
	if i >= v.list.Len() {
		return none, NoValue
	}
	r := v.list.At(i)
	if err := failure(r); err != nil {
		return none, err
	}
	value, ok := convert(r)
	if !ok {
		return none, ErrKind
	}
	return value, nil
}

// Text is the i-th value, which is text.
func (v Values) Text(i int) (string, error) { return at(v, i, cf.Ref.Text) }

// Bool is the i-th value, which is yes or no.
func (v Values) Bool(i int) (bool, error) { return at(v, i, cf.Ref.Bool) }

// Int is the i-th value, which is a number.
func (v Values) Int(i int) (int64, error) { return at(v, i, cf.Ref.Int) }

// Point is the i-th value, which is a place.
func (v Values) Point(i int) (cg.Point, error) { return at(v, i, point) }

// Size is the i-th value, which is a size.
func (v Values) Size(i int) (cg.Size, error) { return at(v, i, size) }

// Link is the i-th value, which is an element, to be released for itself.
func (v Values) Link(i int) (Owned, error) { return at(v, i, element) }

// Links is the i-th value, which is a list of elements, each to be released
// for itself.
func (v Values) Links(i int) ([]Owned, error) { return at(v, i, elements) }
