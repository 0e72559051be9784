package x11

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/workspaces"
)

// box is a rectangle in the root window's whole pixels.
type box struct{ x, y, w, h int }

func (b box) right() int  { return b.x + b.w }
func (b box) bottom() int { return b.y + b.h }

// overlap is the common part of two boxes; w or h is zero or less without one.
func (b box) overlap(c box) box {
	x, y := max(b.x, c.x), max(b.y, c.y)
	return box{x, y, min(b.right(), c.right()) - x, min(b.bottom(), c.bottom()) - y}
}

func (b box) meets(c box) bool {
	o := b.overlap(c)
	return o.w > 0 && o.h > 0
}

// box turns a frame into whole pixels of the root window. Edges are rounded,
// not sizes, so that neighbours meet exactly.
func (d *Desktop) box(r workspaces.Rect) box {
	edge := func(v float64, origin int) int { return int(math.Round(v)) + origin }
	b := box{x: edge(r.X, d.origin.x), y: edge(r.Y, d.origin.y)}
	b.w = max(1, edge(r.X+r.W, d.origin.x)-b.x)
	b.h = max(1, edge(r.Y+r.H, d.origin.y)-b.y)
	return b.fit()
}

// fit keeps a box within the protocol's 16 bits.
func (b box) fit() box {
	return box{
		x: min(max(b.x, math.MinInt16), math.MaxInt16), y: min(max(b.y, math.MinInt16), math.MaxInt16),
		w: min(max(b.w, 1), math.MaxInt16), h: min(max(b.h, 1), math.MaxInt16),
	}
}

// rect turns a box into a frame.
func (d *Desktop) rect(b box) workspaces.Rect {
	return workspaces.Rect{
		X: float64(b.x - d.origin.x), Y: float64(b.y - d.origin.y), W: float64(b.w), H: float64(b.h),
	}
}

func (d *Desktop) point(x, y int16) workspaces.Point {
	return workspaces.Point{X: float64(int(x) - d.origin.x), Y: float64(int(y) - d.origin.y)}
}

// window is a managed window.
type window struct {
	id xproto.Window

	// What the client says.
	class, instance string
	netName, name   string
	pid             int
	types           []xproto.Atom
	transient       bool
	transientFor    xproto.Window
	size            sizeHints
	refusesInput    bool          // WM_HINTS input is false
	takesFocus      bool          // WM_TAKE_FOCUS
	wantsNoFocus    bool          // a _NET_WM_USER_TIME of 0: not the focus when it opens (EWMH)
	userTimeWindow  xproto.Window // has that property for this window
	deletes         bool          // WM_DELETE_WINDOW
	pings           bool          // _NET_WM_PING
	local           bool          // its client runs on the server's machine
	urgencyHint     bool          // WM_HINTS
	attention       bool          // _NET_WM_STATE_DEMANDS_ATTENTION
	modal           bool
	strut           strut
	netStrut        strut // _NET_WM_STRUT, overruled by the partial one

	// What the window manager made of it.
	box        box
	asked      workspaces.Rect // the frame that Apply gave
	placed     bool            // asked is set
	mapped     bool
	floating   bool
	fullscreen bool
	focused    bool
	waits      bool          // for the answer to a configure request
	grabbed    bool          // clicks on it come here first
	unanswered time.Time     // when the ping was sent that has no answer yet
	unmaps     []serial      // our UnmapWindow requests on their way
	rest       []xproto.Atom // the states of _NET_WM_STATE that mean nothing here
	desktop    int           // _NET_WM_DESKTOP as written; -1: none
	state      uint32        // WM_STATE as written
	netState   []xproto.Atom // _NET_WM_STATE as written
	told       workspaces.Window
}

// other is a window that is not managed: a dock, the desktop, a notification.
type other struct {
	id       xproto.Window
	role     role
	box      box
	strut    strut
	netStrut strut
	states   []xproto.Atom // _NET_WM_STATE
}

// role says what a window is to the window manager.
type role int

const (
	roleManaged role = iota
	roleDock
	roleDesktop
	roleLoose // notifications, menus, tooltips: mapped as they ask
)

// role follows the first window type known here (EWMH, _NET_WM_WINDOW_TYPE).
func (d *Desktop) role(w *window) role {
	for _, t := range w.types {
		switch t {
		case d.atoms.TypeDock:
			return roleDock
		case d.atoms.TypeDesktop:
			return roleDesktop
		case d.atoms.TypeNotification, d.atoms.TypeTooltip, d.atoms.TypeMenu, d.atoms.TypeDropdownMenu,
			d.atoms.TypePopupMenu, d.atoms.TypeCombo, d.atoms.TypeDND:
			return roleLoose
		case d.atoms.TypeNormal, d.atoms.TypeDialog, d.atoms.TypeUtility, d.atoms.TypeToolbar, d.atoms.TypeSplash:
			return roleManaged
		}
	}
	return roleManaged
}

// kind says whether a managed window tiles or floats.
func (d *Desktop) kind(w *window) workspaces.Kind {
	if w.transient || w.modal || w.size.fixed() {
		return workspaces.KindDialog
	}
	for _, t := range w.types {
		switch t {
		case d.atoms.TypeDialog, d.atoms.TypeUtility, d.atoms.TypeToolbar, d.atoms.TypeSplash:
			return workspaces.KindDialog
		case d.atoms.TypeNormal:
			return workspaces.KindWindow
		}
	}
	return workspaces.KindWindow
}

// facts is what the model is told of a window.
func (d *Desktop) facts(w *window) workspaces.Window {
	id, name := w.class, w.class
	if d.appID != nil {
		id = cmp.Or(d.appID(w.class, w.instance), id)
	}
	if d.appName != nil {
		name = cmp.Or(d.appName(w.class, w.instance), name)
	}
	title := w.netName
	if title == "" {
		title = w.name
	}
	frame := d.rect(w.box)
	if w.placed && d.constrain(w, d.box(w.asked)) == w.box {
		frame = w.asked
	}
	return workspaces.Window{
		ID:    workspaces.WindowID(w.id),
		App:   workspaces.App{PID: w.pid, ID: id, Name: name, ExecPath: w.told.App.ExecPath},
		Title: title, Frame: frame, Kind: d.kind(w), Urgent: (w.urgencyHint || w.attention) && !w.focused,
	}
}

// tell reports a window's facts if they are news.
func (d *Desktop) tell(w *window) (workspaces.Window, bool) {
	facts := d.facts(w)
	old := w.told
	old.Frame = facts.Frame
	w.told = facts
	return facts, facts != old
}

// refused says whether a state of _NET_WM_STATE is one that windows never
// have here, whatever their clients ask: the layout decides about places and order.
func (a *atoms) refused(state xproto.Atom) bool {
	switch state {
	case a.StateAbove, a.StateBelow, a.StateSticky, a.StateShaded, a.StateMaxHorz, a.StateMaxVert:
		return true
	}
	return false
}

// stateAtoms composes _NET_WM_STATE.
func (d *Desktop) stateAtoms(w *window) []xproto.Atom {
	var states []xproto.Atom
	add := func(on bool, state xproto.Atom) {
		if on {
			states = append(states, state)
		}
	}
	add(w.fullscreen, d.atoms.StateFullscreen)
	add(!w.mapped, d.atoms.StateHidden)
	add(w.attention, d.atoms.StateAttention)
	add(w.modal, d.atoms.StateModal)
	add(w.focused, d.atoms.StateFocused)
	return append(states, w.rest...)
}

// The states of WM_STATE (ICCCM §4.1.3.1).
const (
	stateWithdrawn = 0
	stateNormal    = 1
	stateIconic    = 3
)

// writeState brings WM_STATE and _NET_WM_STATE up to date.
func (d *Desktop) writeState(w *window) {
	state := uint32(stateNormal)
	if !w.mapped {
		state = stateIconic
	}
	if w.state != state {
		w.state = state
		d.set32(w.id, d.atoms.WMState, d.atoms.WMState, state, xproto.WindowNone)
	}
	if states := d.stateAtoms(w); !slices.Equal(states, w.netState) {
		w.netState = states
		d.set32(w.id, d.atoms.State, xproto.AtomAtom, words(states)...)
	}
}
