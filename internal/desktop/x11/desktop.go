// Package x11 is the desktop of an X server: a window manager that does not
// reparent and has no policy of its own. It turns what the server reports
// into events and carries out changes.
//
// Its sources are the X protocol, the ICCCM (Inter-Client Communication
// Conventions Manual 2.0) and the EWMH (Extended Window Manager Hints 1.5).
package x11

import (
	"log/slog"
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/keybind"
	"perch/workspaces"
)

// Name is what the window manager calls itself (_NET_WM_NAME of the
// _NET_SUPPORTING_WM_CHECK window).
const Name = "Perch"

// Desktop is a connection to an X server as its window manager. It
// implements desktop.Desktop.
//
// Focused events tell of focus changes that somebody else made; those that
// Apply asked for are not echoed.
type Desktop struct {
	conn    *xgb.Conn
	wire    *wire
	display string
	screen  *xproto.ScreenInfo
	root    xproto.Window
	atoms   atoms
	ext     extensions
	log     *slog.Logger
	appID   func(class, instance string) string
	appName func(class, instance string) string
	events  *desktop.Queue

	// support owns the WM_Sn selection, is the _NET_SUPPORTING_WM_CHECK
	// window, takes the keyboard when no window has it, and is the bottom of
	// the stack.
	support   xproto.Window
	selection xproto.Atom

	mu      sync.Mutex // guards what follows
	ended   bool       // Close was called or the display was given away
	lost    error      // why, for Lost; nil after Close
	windows map[xproto.Window]*window
	clients []xproto.Window // the managed windows, oldest first
	others  map[xproto.Window]*other
	vacant  []*other  // docks that went away a moment ago
	fresh   []*window // managed since the last Apply

	time    xproto.Timestamp // of the latest event that carries one
	latest  serial           // of the requests and events so far
	echoes  []echo
	written map[xproto.Atom]string // root properties

	focus
	stack
	keys
	drag
	screens
	published
}

var _ desktop.Desktop = (*Desktop)(nil)

// Events implements desktop.Desktop.
func (d *Desktop) Events() <-chan desktop.Event { return d.events.Events() }

// Pointer implements desktop.Desktop.
func (d *Desktop) Pointer() workspaces.Point {
	reply, err := xproto.QueryPointer(d.conn, d.root).Reply()
	if err != nil {
		return workspaces.Point{}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.point(reply.RootX, reply.RootY)
}

// MovePointer implements desktop.Desktop.
func (d *Desktop) MovePointer(p workspaces.Point) {
	d.mu.Lock()
	defer d.mu.Unlock()
	b := d.box(workspaces.Rect{X: p.X, Y: p.Y, W: 1, H: 1})
	xproto.WarpPointer(d.conn, xproto.WindowNone, d.root, 0, 0, 0, 0, int16(b.x), int16(b.y))
}

// Grab implements desktop.Desktop.
func (d *Desktop) Grab(chords []keybind.Chord) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.chords = append([]keybind.Chord(nil), chords...)
	d.regrab(false)
}

// sendProtocol sends a WM_PROTOCOLS message (ICCCM §4.2.8).
func (d *Desktop) sendProtocol(to xproto.Window, protocol xproto.Atom, at xproto.Timestamp) {
	d.sendMessage(to, to, xproto.EventMaskNoEvent, d.atoms.WMProtocols, uint32(protocol), uint32(at))
}

// sendMessage sends a client message about a window to a window's listeners.
func (d *Desktop) sendMessage(to, about xproto.Window, mask uint32, kind xproto.Atom, data ...uint32) {
	var words [5]uint32
	copy(words[:], data)
	message := xproto.ClientMessageEvent{
		Format: 32, Window: about, Type: kind,
		Data: xproto.ClientMessageDataUnionData32New(words[:]),
	}
	xproto.SendEvent(d.conn, false, to, mask, string(message.Bytes()))
}
