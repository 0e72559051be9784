package x11

import (
	"slices"
	"sort"

	"github.com/jezek/xgb/xproto"
)

// stack is what is known of the order of windows on the screen.
type stack struct {
	wanted       []xproto.Window // the visible managed windows, bottom first
	known        []xproto.Window // windows in the order in which the server has them, bottom first
	restackLater bool
}

// restack brings the windows into order: the desktop at the bottom, docks with
// _NET_WM_STATE_BELOW, managed windows, other docks, and fullscreen windows with
// whatever covers them (EWMH, stacking order). Only windows
// out of order are moved, each above its neighbour, so that menus
// and other windows that are not ours stay where they are.
func (d *Desktop) restack() {
	order := d.layers()
	place := make(map[xproto.Window]int, len(d.known))
	for i, id := range d.known {
		place[id] = i
	}
	stays := longestRising(order, place)
	below := d.support
	for i, id := range order {
		if !stays[i] {
			xproto.ConfigureWindow(d.conn, id, xproto.ConfigWindowSibling|xproto.ConfigWindowStackMode,
				[]uint32{uint32(below), xproto.StackModeAbove})
			d.known = slices.DeleteFunc(d.known, func(k xproto.Window) bool { return k == id })
			at := slices.Index(d.known, below) + 1 // support is below all
			d.known = slices.Insert(d.known, at, id)
			d.clientsChanged = true
		}
		below = id
	}
}

// layers is the order that the windows should have.
func (d *Desktop) layers() []xproto.Window {
	var order, low, docks, top []xproto.Window
	for id, o := range d.others {
		switch {
		case o.role == roleDesktop:
			order = append(order, id)
		case o.role == roleDock && slices.Contains(o.states, d.atoms.StateBelow):
			low = append(low, id)
		case o.role == roleDock:
			docks = append(docks, id)
		}
	}
	slices.Sort(order)
	slices.Sort(low)
	slices.Sort(docks)
	order = append(order, low...)
	var covered []box
	for _, id := range d.wanted {
		w := d.windows[id]
		if w == nil {
			continue
		}
		over := slices.ContainsFunc(covered, func(b box) bool { return b.meets(w.box) })
		if w.fullscreen {
			covered = append(covered, w.box)
		}
		if w.fullscreen || over {
			top = append(top, id)
		} else {
			order = append(order, id)
		}
	}
	return append(append(order, docks...), top...)
}

// longestRising marks the elements of a longest subsequence of order whose
// places rise; the others are the fewest that must move.
func longestRising(order []xproto.Window, place map[xproto.Window]int) []bool {
	stays := make([]bool, len(order))
	previous := make([]int, len(order))
	var tails []int // tails[n]: the index in order that ends the best run of length n+1
	for i, id := range order {
		p, known := place[id]
		if !known {
			continue
		}
		n := sort.Search(len(tails), func(n int) bool { return place[order[tails[n]]] >= p })
		previous[i] = -1
		if n > 0 {
			previous[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = previous[i] {
			stays[i] = true
		}
	}
	return stays
}

func (d *Desktop) dropFromStack(id xproto.Window) {
	same := func(k xproto.Window) bool { return k == id }
	d.known = slices.DeleteFunc(d.known, same)
	d.wanted = slices.DeleteFunc(d.wanted, same)
}

// stackFailed handles a refused ConfigureWindow: a window vanished while it
// served as another one's neighbour, so that the order is not what it seems.
func (d *Desktop) stackFailed() {
	d.known = nil
	d.restackLater = true
}
