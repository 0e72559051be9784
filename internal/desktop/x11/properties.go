package x11

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// property is a property's value; the zero value is an absent one.
type property struct {
	kind   xproto.Atom
	format byte
	data   []byte
}

// propertyWords bounds what is read of a property, in 32-bit units.
const propertyWords = 1 << 14

func (d *Desktop) ask(w xproto.Window, name xproto.Atom) xproto.GetPropertyCookie {
	return xproto.GetProperty(d.conn, false, w, name, xproto.GetPropertyTypeAny, 0, propertyWords)
}

func answer(c xproto.GetPropertyCookie) property {
	reply, err := c.Reply()
	if err != nil || reply == nil {
		return property{}
	}
	return property{reply.Type, reply.Format, reply.Value}
}

// property reads one property and waits for it.
func (d *Desktop) property(w xproto.Window, name xproto.Atom) property {
	return answer(d.ask(w, name))
}

// cardinals are the values of a property of 32-bit numbers.
func (p property) cardinals() []uint32 {
	if p.format != 32 {
		return nil
	}
	values := make([]uint32, len(p.data)/4)
	for i := range values {
		values[i] = xgb.Get32(p.data[4*i:])
	}
	return values
}

func (p property) atoms() []xproto.Atom {
	values := p.cardinals()
	atoms := make([]xproto.Atom, len(values))
	for i, v := range values {
		atoms[i] = xproto.Atom(v)
	}
	return atoms
}

// text reads a property of text: UTF8_STRING, STRING (Latin-1, ICCCM §2.7.1)
// or COMPOUND_TEXT, whose Latin-1 and UTF-8 parts are understood.
func (p property) text(a *atoms) string {
	if p.format != 8 {
		return ""
	}
	data, _, _ := bytes.Cut(p.data, []byte{0})
	switch p.kind {
	case a.UTF8String:
		return strings.ToValidUTF8(string(data), string(utf8.RuneError))
	case a.CompoundText:
		return compoundText(data)
	}
	// Some clients write UTF-8 where the type says Latin-1.
	if utf8.Valid(data) {
		return string(data)
	}
	return latin1(data)
}

func latin1(data []byte) string {
	runes := make([]rune, len(data))
	for i, b := range data {
		runes[i] = rune(b)
	}
	return string(runes)
}

// class reads WM_CLASS: the instance and the class, each ended by a zero byte (ICCCM §4.1.2.5).
func (p property) class() (class, instance string) {
	if p.format != 8 {
		return "", ""
	}
	decode := func(b []byte) string {
		if utf8.Valid(b) {
			return string(b)
		}
		return latin1(b)
	}
	first, rest, _ := bytes.Cut(p.data, []byte{0})
	second, _, _ := bytes.Cut(rest, []byte{0})
	return decode(second), decode(first)
}

// sizeHints are a window's WM_NORMAL_HINTS (ICCCM §4.1.2.3).
type sizeHints struct {
	positioned   bool // the user or the program chose the place
	minW, minH   int
	maxW, maxH   int // 0: none
	incW, incH   int // 0: none
	baseW, baseH int
}

const (
	hintUserPosition    = 1 << 0
	hintProgramPosition = 1 << 2
	hintMinSize         = 1 << 4
	hintMaxSize         = 1 << 5
	hintIncrements      = 1 << 6
	hintBaseSize        = 1 << 8
)

func (p property) sizeHints() sizeHints {
	var v [18]uint32
	values := p.cardinals()
	if len(values) < 15 {
		return sizeHints{}
	}
	copy(v[:], values)
	size := func(i int) int { return min(max(int(int32(v[i])), 0), 1<<15-1) }
	flags := v[0]
	h := sizeHints{positioned: flags&(hintUserPosition|hintProgramPosition) != 0}
	if flags&hintMinSize != 0 {
		h.minW, h.minH = size(5), size(6)
	}
	if flags&hintMaxSize != 0 {
		h.maxW, h.maxH = size(7), size(8)
	}
	if flags&hintIncrements != 0 {
		h.incW, h.incH = size(9), size(10)
	}
	// Base and minimum size stand in for each other.
	h.baseW, h.baseH = h.minW, h.minH
	if flags&hintBaseSize != 0 && len(values) >= 17 {
		h.baseW, h.baseH = size(15), size(16)
		if flags&hintMinSize == 0 {
			h.minW, h.minH = h.baseW, h.baseH
		}
	}
	return h
}

// fixed says that the window has one size only.
func (h sizeHints) fixed() bool {
	return h.maxW > 0 && h.maxH > 0 && h.minW == h.maxW && h.minH == h.maxH
}

// apply fits a size to the hints, downwards to whole increments.
func (h sizeHints) apply(w, hgt int) (int, int) {
	one := func(v, low, high, base, inc int) int {
		if high > 0 {
			v = min(v, max(high, low))
		}
		v = max(v, low, 1)
		if inc > 1 && v > base {
			v -= (v - base) % inc
		}
		return max(v, low, 1)
	}
	return one(w, h.minW, h.maxW, h.baseW, h.incW), one(hgt, h.minH, h.maxH, h.baseH, h.incH)
}

// Flags of WM_HINTS (ICCCM §4.1.2.4).
const (
	hintInput   = 1 << 0
	hintUrgency = 1 << 8
)

// read takes one property's value over and says whether it is one that counts.
func (d *Desktop) read(w *window, name xproto.Atom, p property) bool {
	a := &d.atoms
	switch name {
	case xproto.AtomWmClass:
		w.class, w.instance = p.class()
	case xproto.AtomWmName:
		w.name = p.text(a)
	case a.Name:
		w.netName = p.text(a)
	case xproto.AtomWmHints:
		v := p.cardinals()
		w.refusesInput = len(v) > 1 && v[0]&hintInput != 0 && v[1] == 0
		w.urgencyHint = len(v) > 0 && v[0]&hintUrgency != 0
	case xproto.AtomWmNormalHints:
		w.size = p.sizeHints()
	case xproto.AtomWmTransientFor:
		v := p.cardinals()
		w.transient = len(v) > 0
		w.transientFor = xproto.WindowNone
		if w.transient {
			w.transientFor = xproto.Window(v[0])
		}
	case a.WMProtocols:
		w.takesFocus, w.deletes, w.pings = false, false, false
		for _, protocol := range p.atoms() {
			w.takesFocus = w.takesFocus || protocol == a.WMTakeFocus
			w.deletes = w.deletes || protocol == a.WMDeleteWindow
			w.pings = w.pings || protocol == a.Ping
		}
	case a.Type:
		w.types = p.atoms()
	case a.UserTime:
		v := p.cardinals()
		w.wantsNoFocus = len(v) > 0 && v[0] == 0
	case a.UserTimeWindow:
		w.userTimeWindow = xproto.WindowNone
		if v := p.cardinals(); len(v) > 0 {
			w.userTimeWindow = xproto.Window(v[0])
		}
	case a.PID:
		if v := p.cardinals(); len(v) > 0 {
			w.pid = int(v[0])
		}
	case a.Strut:
		w.netStrut = strutOf(p.cardinals())
	case a.StrutPartial:
		w.strut = strutOf(p.cardinals())
	default:
		return false
	}
	return true
}

// watched are the properties that are read of every window.
func (a *atoms) watched() []xproto.Atom {
	return []xproto.Atom{
		xproto.AtomWmClass, a.Name, xproto.AtomWmName, xproto.AtomWmHints, xproto.AtomWmNormalHints,
		xproto.AtomWmTransientFor, a.WMProtocols, a.Type, a.PID, a.Strut, a.StrutPartial,
		a.UserTime, a.UserTimeWindow,
	}
}

// execPath is a process's program; empty where the system does not tell.
func execPath(pid int) string {
	if pid <= 0 {
		return ""
	}
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(path, " (deleted)")
}

// set32 replaces a property of 32-bit values.
func (d *Desktop) set32(w xproto.Window, name, kind xproto.Atom, values ...uint32) {
	xproto.ChangeProperty(d.conn, xproto.PropModeReplace, w, name, kind, 32, uint32(len(values)), bytesOf(values))
}

func bytesOf(values []uint32) []byte {
	data := make([]byte, 4*len(values))
	for i, v := range values {
		xgb.Put32(data[4*i:], v)
	}
	return data
}

// words turns atoms or windows into a property's values.
func words[T ~uint32](ids []T) []uint32 {
	values := make([]uint32, len(ids))
	for i, id := range ids {
		values[i] = uint32(id)
	}
	return values
}
