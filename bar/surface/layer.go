package surface

import (
	"github.com/jezek/xgb/xproto"

	"perch/bar/engine"
)

// layering is which levels the window manager keeps docks in (EWMH,
// _NET_SUPPORTED).
type layering struct{ above, below bool }

// layering asks the window manager, if one of the windows depends on it.
func (d *Display) layering(windows []Window) layering {
	var l layering
	asks := false
	for _, w := range windows {
		asks = asks || !w.Strut && !w.Popup
	}
	if !asks {
		return l
	}
	const most = 4096
	reply, err := xproto.GetProperty(d.conn, false, d.screen.Root, d.atoms["_NET_SUPPORTED"], xproto.AtomAtom, 0, most).Reply()
	if err != nil {
		return l
	}
	for at := 0; at+3 < len(reply.Value); at += 4 {
		v := reply.Value[at:]
		switch xproto.Atom(uint32(v[0]) | uint32(v[1])<<8 | uint32(v[2])<<16 | uint32(v[3])<<24) {
		case d.atoms["_NET_WM_STATE_ABOVE"]:
			l.above = true
		case d.atoms["_NET_WM_STATE_BELOW"]:
			l.below = true
		}
	}
	return l
}

// loose says whether the window manager is to leave a window alone. Popups are
// always left alone. Bars that reserve no room are, unless the window manager knows
// their level: tiling ones reserve room for every dock that they manage.
func (l layering) loose(w Window) bool {
	switch {
	case w.Popup:
		return true
	case w.Strut:
		return false
	case w.Level == engine.Below:
		return !l.below
	}
	return !l.above
}

// stack puts a new window where it belongs among all windows, as far as that is
// not the window manager's business.
func (d *Display) stack(w *window) {
	if !w.loose || w.want.Level != engine.Below {
		return // new windows are on top
	}
	if !w.want.Popup {
		xproto.ConfigureWindow(d.conn, w.id, xproto.ConfigWindowStackMode, []uint32{xproto.StackModeBelow})
		return
	}
	// A low popup lies right above the highest of the low bars.
	tree, err := xproto.QueryTree(d.conn, d.screen.Root).Reply()
	if err != nil {
		return
	}
	lowest := map[xproto.Window]bool{}
	for _, other := range d.windows {
		if other != w && other.want.Level == engine.Below {
			lowest[d.outermost(other.id)] = true
		}
	}
	for i := len(tree.Children) - 1; i >= 0; i-- {
		if id := tree.Children[i]; lowest[id] {
			xproto.ConfigureWindow(d.conn, w.id, xproto.ConfigWindowSibling|xproto.ConfigWindowStackMode,
				[]uint32{uint32(id), xproto.StackModeAbove})
			return
		}
	}
	xproto.ConfigureWindow(d.conn, w.id, xproto.ConfigWindowStackMode, []uint32{xproto.StackModeBelow})
}

// outermost is a window itself, or the frame that the window manager put it in.
func (d *Display) outermost(id xproto.Window) xproto.Window {
	for {
		tree, err := xproto.QueryTree(d.conn, id).Reply()
		if err != nil || tree.Parent == 0 || tree.Parent == d.screen.Root {
			return id
		}
		id = tree.Parent
	}
}
