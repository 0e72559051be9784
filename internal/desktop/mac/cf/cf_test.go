package cf_test

import (
	"math"
	"strings"
	"testing"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/played"
)

func TestText(t *testing.T) {
	mac := played.Start(t)
	for _, text := range []string{"", "a", "Größe", "日本語", "👩‍👩‍👧 family", "\x00 inside", strings.Repeat("é€😀", 3000)} {
		s := cf.NewString(text)
		if got, ok := s.Text(); got != text || !ok {
			t.Errorf("%q came back as %q, %v", text, got, ok)
		}
		same := cf.NewString(text)
		if !s.Equal(same.Ref) || s.Hash() != same.Hash() || s.Ref == same.Ref {
			t.Errorf("two strings of %q differ", text)
		}
		same.Release()
		s.Release()
	}
	broken := cf.NewString("a\xffb")
	defer broken.Release()
	if got, ok := broken.Text(); got != "" || !ok {
		t.Errorf("bytes that are not UTF-8 became %q", got)
	}
	if n := mac.Objects(); n != 1 {
		t.Errorf("%d objects live, expected 1: %v", n, mac.Living(9))
	}
}

func TestValues(t *testing.T) {
	played.Start(t)
	for _, n := range []int64{0, -1, 1 << 40, math.MinInt64} {
		o := cf.NewInt(n)
		got, ok := o.Int()
		f, _ := o.Float()
		if got != n || !ok || f != float64(n) {
			t.Errorf("%d is %d, %v and %v", n, got, f, ok)
		}
		o.Release()
	}
	o := cf.NewFloat(2.75)
	defer o.Release()
	if n, ok := o.Int(); n != 2 || !ok {
		t.Errorf("2.75 as a whole number is %d", n)
	}
	if f, ok := o.Float(); f != 2.75 || !ok {
		t.Errorf("2.75 is %v", f)
	}
	for _, b := range []bool{true, false} {
		if got, ok := cf.Boolean(b).Bool(); got != b || !ok {
			t.Errorf("%v is %v, %v", b, got, ok)
		}
	}
	if b, ok := o.Bool(); !b || !ok {
		t.Error("a number other than 0 is not true")
	}
	// What something is not, it does not become.
	_, isText := o.Text()
	_, isNumber := cf.Static("AXTitle").Int()
	_, isBool := cf.Static("AXTitle").Bool()
	if isText || isNumber || isBool || o.Len() != 0 || o.Get(cf.Static("X")) != 0 {
		t.Error("a number is text, an array or a dictionary, or text a number")
	}
	var none cf.Owned
	none.Release()
	if _, ok := none.Text(); ok || !none.IsNull() || none.Retain().Ref != 0 || none.Type() != 0 {
		t.Error("no object is something")
	}
}

func TestCollectionsRetain(t *testing.T) {
	mac := played.Start(t)
	before := mac.Objects()
	a, b := cf.NewString("a"), cf.NewInt(7)
	list := cf.NewArray(a.Ref, b.Ref, a.Ref)
	if a.RetainCount() != 3 || list.Len() != 3 {
		t.Errorf("the array of %d holds its element %d times", list.Len(), a.RetainCount())
	}
	table := cf.NewDictionary(map[cf.Ref]cf.Ref{a.Ref: list.Ref, cf.Static("b"): b.Ref})
	a.Release()
	b.Release()
	list.Release()
	key := cf.NewString("a")
	if got := table.Get(key.Ref); got != list.Ref || table.Entries() != 2 {
		t.Errorf("the dictionary of %d has %v", table.Entries(), got)
	}
	key.Release()
	if text, _ := table.Get(cf.Static("a")).At(2).Text(); text != "a" {
		t.Errorf("the element is %q", text)
	}
	if table.Get(cf.Static("c")) != 0 {
		t.Error("there is a value of no key")
	}
	table.Release()
	if n := mac.Objects(); n != before {
		t.Errorf("%d objects live, expected %d: %v", n, before, mac.Living(9))
	}
	empty := cf.NewArray()
	defer empty.Release()
	if empty.Len() != 0 || !empty.IsArray() {
		t.Error("an array of nothing has something")
	}
}

func TestStatic(t *testing.T) {
	mac := played.Start(t)
	first := cf.Static("AXSomething")
	if cf.Static("AXSomething") != first || cf.Static("AXOther") == first {
		t.Error("a name has two strings, or two have one")
	}
	if n := mac.Objects(); n != 0 {
		t.Errorf("%d objects live: %v", n, mac.Living(9))
	}
}

// A hundred thousand rounds leave nothing behind.
func TestNoLeak(t *testing.T) {
	mac := played.Start(t)
	var count [3]int
	for i := range 100_000 {
		s, n := cf.NewString("window title — Größe"), cf.NewInt(int64(i))
		list := cf.NewArray(s.Ref, n.Ref)
		if text, _ := list.At(0).Text(); text != "window title — Größe" {
			t.Errorf("the text is %q", text)
		}
		again := s.Retain()
		list.Release()
		again.Release()
		s.Release()
		n.Release()
		count[i%3] = mac.Objects()
	}
	if count != [3]int{} {
		t.Errorf("%v objects live", count)
	}
}
