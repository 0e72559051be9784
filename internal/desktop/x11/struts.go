package x11

import (
	"slices"
	"time"

	"github.com/jezek/xgb/xproto"
)

// strut is space reserved at the edges of the root window (EWMH,
// _NET_WM_STRUT_PARTIAL): how much of each edge, and which part of the edge.
type strut struct {
	left, right, top, bottom int
	leftFrom, leftTo         int // y
	rightFrom, rightTo       int
	topFrom, topTo           int // x
	bottomFrom, bottomTo     int
}

// strutOf reads the twelve numbers of _NET_WM_STRUT_PARTIAL or the four of
// _NET_WM_STRUT, which reserves whole edges. Docks that reach beyond the screen
// write negative numbers, though they are none by the protocol.
func strutOf(v []uint32) strut {
	const far = 1<<15 - 1
	n := func(i int) int { return int(max(0, min(int32(v[i]), far))) }
	switch {
	case len(v) >= 12:
		return strut{n(0), n(1), n(2), n(3), n(4), n(5), n(6), n(7), n(8), n(9), n(10), n(11)}
	case len(v) >= 4:
		return strut{n(0), n(1), n(2), n(3), 0, far, 0, far, 0, far, 0, far}
	}
	return strut{}
}

// reserve takes a strut off a monitor's work area. Struts are measured from
// the edges of the root window, across any monitor in between.
func (s strut) reserve(whole, monitor, work box) box {
	left, top, right, bottom := work.x, work.y, work.right(), work.bottom()
	across := func(from, to, a, b int) bool { return to >= a && from < b }
	if s.left > 0 && across(s.leftFrom, s.leftTo, monitor.y, monitor.bottom()) {
		left = max(left, s.left)
	}
	if s.right > 0 && across(s.rightFrom, s.rightTo, monitor.y, monitor.bottom()) {
		right = min(right, whole.w-s.right)
	}
	if s.top > 0 && across(s.topFrom, s.topTo, monitor.x, monitor.right()) {
		top = max(top, s.top)
	}
	if s.bottom > 0 && across(s.bottomFrom, s.bottomTo, monitor.x, monitor.right()) {
		bottom = min(bottom, whole.h-s.bottom)
	}
	if right-left < 1 || bottom-top < 1 {
		return work // a strut never takes a whole monitor
	}
	return box{left, top, right - left, bottom - top}
}

// reserving is a window with a strut.
type reserving struct {
	at    box
	strut strut
}

func (d *Desktop) reserving() []reserving {
	var all []reserving
	add := func(at box, partial, net strut) {
		if partial == (strut{}) {
			partial = net
		}
		if partial != (strut{}) {
			all = append(all, reserving{at, partial})
		}
	}
	for _, o := range d.others {
		add(o.box, o.strut, o.netStrut)
	}
	for _, o := range d.vacant {
		add(o.box, o.strut, o.netStrut)
	}
	for _, w := range d.windows {
		add(w.box, w.strut, w.netStrut)
	}
	return all
}

// computeWorkAreas takes every strut off the monitors that its window is on,
// so that a bar between two monitors does not take the outer one.
func (d *Desktop) computeWorkAreas() {
	for i := range d.monitors {
		d.monitors[i].work = d.monitors[i].box
	}
	for _, r := range d.reserving() {
		on := func(m monitor) bool { return m.box.meets(r.at) }
		anywhere := slices.ContainsFunc(d.monitors, on)
		for i := range d.monitors {
			if m := &d.monitors[i]; on(*m) || !anywhere {
				m.work = r.strut.reserve(d.whole, m.box, m.work)
			}
		}
	}
}

// returning is how long the room of a dock that went away stays free: a bar that is
// started again moves no window. A dock that takes its strut off first, as one does
// that goes for good, gives its room back at once.
const returning = time.Second

// vacate keeps the room of a window that goes away.
func (d *Desktop) vacate(o *other) {
	if o.strut == (strut{}) && o.netStrut == (strut{}) || d.ended {
		return
	}
	d.vacant = append(d.vacant, o)
	time.AfterFunc(returning, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if i := slices.Index(d.vacant, o); i >= 0 && !d.ended {
			d.vacant = slices.Delete(d.vacant, i, i+1)
			d.refreshStruts()
		}
	})
}

// refreshStruts computes the work areas again and reports them if they changed.
func (d *Desktop) refreshStruts() {
	old := d.monitorFacts()
	d.computeWorkAreas()
	d.reportMonitors(old)
}

// otherChanged follows the struts and the layer of a window that is not managed.
func (d *Desktop) otherChanged(o *other, name xproto.Atom, p property) {
	switch name {
	case d.atoms.Strut:
		o.netStrut = strutOf(p.cardinals())
	case d.atoms.StrutPartial:
		o.strut = strutOf(p.cardinals())
	case d.atoms.State:
		o.states = p.atoms()
		d.batch(d.restack)
		return
	default:
		return
	}
	d.refreshStruts()
}
