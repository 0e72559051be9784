package ax

import (
	"time"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/cg"
)

// Element is an application, a window or a part of one (AXUIElementRef),
// borrowed. Two elements for the same thing are Equal and have the same Hash.
type Element struct{ cf.Ref }

// Owned is an element that whoever holds it must release once.
type Owned struct{ Element }

// Release gives the element back. Releasing none does nothing.
func (o Owned) Release() { cf.Take(o.Ref).Release() }

// Retain returns a reference of its own to the same element.
func (e Element) Retain() Owned { return own(e.Ref.Retain().Ref) }

func own(r cf.Ref) Owned { return Owned{Element{r}} }

// Equal says whether both elements are the same thing.
func (e Element) Equal(other Element) bool { return e.Ref.Equal(other.Ref) }

// Application is the element of a process, which need not exist.
func Application(pid int) Owned { return own(axUIElementCreateApplication(int32(pid))) }

// SystemWide is the element that knows FocusedApplication; its time-out is
// that of every element without one.
func SystemWide() Owned { return own(axUIElementCreateSystemWide()) }

// PID is the process that the element belongs to. It asks nobody.
func (e Element) PID() (int, error) {
	var pid int32
	err := check(axUIElementGetPid(e.Ref, &pid))
	return int(pid), err
}

// Window is the number of a window in the window server. It asks the
// application the first time. Without the private function behind it the error
// is NotImplemented.
func (e Element) Window() (cg.Window, error) {
	if !getWindow.Found() {
		return 0, NotImplemented
	}
	var id cg.Window
	err := check(axUIElementGetWindow(e.Ref, &id))
	return id, err
}

// SetTimeout limits how long the application may take for each answer, for
// this Element only and not for others that are Equal to it; 0 is the default,
// that of SystemWide, which is several seconds.
func (e Element) SetTimeout(d time.Duration) error {
	return check(axUIElementSetMessagingTimeout(e.Ref, float32(d.Seconds())))
}

// value reads an attribute; the result must be released.
func (e Element) value(a Attribute) (cf.Owned, error) {
	var value cf.Ref
	err := check(axUIElementCopyAttributeValue(e.Ref, cf.Static(string(a)), &value))
	return cf.Take(value), err
}

// one reads an attribute and converts it.
func one[T any](e Element, a Attribute, convert func(cf.Ref) (T, bool)) (T, error) {
	value, err := e.value(a)
	defer value.Release()
	if err != nil {
		var none T
		return none, err
	}
	v, ok := convert(value.Ref)
	if !ok {
		return v, ErrKind
	}
	return v, nil
}

// Text reads an attribute that is text. It asks the application.
func (e Element) Text(a Attribute) (string, error) { return one(e, a, cf.Ref.Text) }

// Bool reads an attribute that is yes or no. It asks the application.
func (e Element) Bool(a Attribute) (bool, error) { return one(e, a, cf.Ref.Bool) }

// Int reads an attribute that is a number. It asks the application.
func (e Element) Int(a Attribute) (int64, error) { return one(e, a, cf.Ref.Int) }

// Point reads an attribute that is a place. It asks the application.
func (e Element) Point(a Attribute) (cg.Point, error) { return one(e, a, point) }

// Size reads an attribute that is a size. It asks the application.
func (e Element) Size(a Attribute) (cg.Size, error) { return one(e, a, size) }

// Link reads an attribute that is an element. It asks the application.
func (e Element) Link(a Attribute) (Owned, error) { return one(e, a, element) }

// Links reads an attribute that is a list of elements, all to be released.
// It asks the application.
func (e Element) Links(a Attribute) ([]Owned, error) { return one(e, a, elements) }

// Frame reads Position and Size at once. It asks the application.
func (e Element) Frame() (cg.Rect, error) {
	v, err := e.Read(Position, Size)
	if err != nil {
		return cg.Rect{}, err
	}
	defer v.Release()
	p, err := v.Point(0)
	if err != nil {
		return cg.Rect{}, err
	}
	s, err := v.Size(1)
	return cg.Rect{Origin: p, Size: s}, err
}

// Attributes lists the attributes that the element has. It asks the application.
func (e Element) Attributes() ([]Attribute, error) {
	var list cf.Ref
	err := check(axUIElementCopyAttributeNames(e.Ref, &list))
	return names[Attribute](cf.Take(list)), err
}

// Actions lists what the element can do. It asks the application.
func (e Element) Actions() ([]Action, error) {
	var list cf.Ref
	err := check(axUIElementCopyActionNames(e.Ref, &list))
	return names[Action](cf.Take(list)), err
}

func names[T ~string](list cf.Owned) []T {
	defer list.Release()
	found := make([]T, list.Len())
	for i := range found {
		text, _ := list.At(i).Text()
		found[i] = T(text)
	}
	return found
}

// Settable says whether an attribute can be set. It asks the application.
func (e Element) Settable(a Attribute) (bool, error) {
	var settable uint8
	err := check(axUIElementIsAttributeSettable(e.Ref, cf.Static(string(a)), &settable))
	return settable != 0, err
}

func (e Element) set(a Attribute, value cf.Ref) error {
	return check(axUIElementSetAttributeValue(e.Ref, cf.Static(string(a)), value))
}

// SetPoint sets an attribute that is a place. It asks the application.
func (e Element) SetPoint(a Attribute, p cg.Point) error {
	value := newPoint(p)
	defer value.Release()
	return e.set(a, value.Ref)
}

// SetSize sets an attribute that is a size. It asks the application, which may
// take another size without saying so.
func (e Element) SetSize(a Attribute, s cg.Size) error {
	value := newSize(s)
	defer value.Release()
	return e.set(a, value.Ref)
}

// SetBool sets an attribute that is yes or no. It asks the application.
func (e Element) SetBool(a Attribute, b bool) error { return e.set(a, cf.Boolean(b)) }

// Perform has the element do something. It asks the application.
func (e Element) Perform(a Action) error {
	return check(axUIElementPerformAction(e.Ref, cf.Static(string(a))))
}

// At is the element of an application (or, of SystemWide, of any) at a place.
// It asks the application.
func (e Element) At(p cg.Point) (Owned, error) {
	var found cf.Ref
	err := check(axUIElementCopyElementAtPosition(e.Ref, float32(p.X), float32(p.Y), &found))
	return own(found), err
}
