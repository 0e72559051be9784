package xserver

import (
	"image"
	"strings"

	"github.com/jezek/xgb/xproto"
)

// Window is a top-level window (a child of the root) as the server knows it.
type Window struct {
	ID       xproto.Window
	Instance string // WM_CLASS, first part
	Class    string // WM_CLASS, second part
	Title    string // _NET_WM_NAME, else WM_NAME
	PID      int    // _NET_WM_PID, 0 if unknown
	// Frame is where it is on the screen, border included, in pixels.
	Frame    image.Rectangle
	Border   int
	Mapped   bool
	Override bool     // override-redirect: the window manager leaves it alone
	Kinds    []string // _NET_WM_WINDOW_TYPE
	States   []string // _NET_WM_STATE
}

// Windows returns every top-level window that can be seen or could be (input
// only windows are left out), bottom first.
func (c *Client) Windows() []Window {
	tree, err := xproto.QueryTree(c.conn, c.Root()).Reply()
	if err != nil {
		return nil
	}
	type pending struct {
		id         xproto.Window
		attributes xproto.GetWindowAttributesCookie
		geometry   xproto.GetGeometryCookie
	}
	// Requests go out together, so that a look at many windows is one round trip.
	queries := make([]pending, len(tree.Children))
	for i, id := range tree.Children {
		queries[i] = pending{id, xproto.GetWindowAttributes(c.conn, id), xproto.GetGeometry(c.conn, xproto.Drawable(id))}
	}
	var windows []Window
	for _, query := range queries {
		attributes, errAttributes := query.attributes.Reply()
		geometry, errGeometry := query.geometry.Reply()
		if errAttributes != nil || errGeometry != nil || attributes.Class == xproto.WindowClassInputOnly {
			continue
		}
		border := int(geometry.BorderWidth)
		corner := image.Pt(int(geometry.X), int(geometry.Y))
		w := Window{
			ID:       query.id,
			Border:   border,
			Frame:    image.Rectangle{Min: corner, Max: corner.Add(image.Pt(int(geometry.Width)+2*border, int(geometry.Height)+2*border))},
			Mapped:   attributes.MapState != xproto.MapStateUnmapped,
			Override: attributes.OverrideRedirect,
		}
		c.describe(&w)
		windows = append(windows, w)
	}
	return windows
}

// describe fills in what the window says about itself.
func (c *Client) describe(w *Window) {
	w.Title = c.Text(w.ID, "_NET_WM_NAME")
	if w.Title == "" {
		w.Title = c.Text(w.ID, "WM_NAME")
	}
	if class := c.Text(w.ID, "WM_CLASS"); class != "" {
		w.Instance, w.Class, _ = strings.Cut(class, "\x00")
	}
	if pid := c.Cardinals(w.ID, "_NET_WM_PID"); len(pid) > 0 {
		w.PID = int(pid[0])
	}
	w.Kinds = c.Atoms(w.ID, "_NET_WM_WINDOW_TYPE")
	w.States = c.Atoms(w.ID, "_NET_WM_STATE")
}

// Window returns one top-level window.
func (c *Client) Window(id xproto.Window) (Window, bool) {
	for _, w := range c.Windows() {
		if w.ID == id {
			return w, true
		}
	}
	return Window{}, false
}

// Visible returns the mapped windows of which at least one pixel is on the
// screen, bottom first. Whether another window covers them is not asked.
func (c *Client) Visible() []Window {
	var visible []Window
	for _, w := range c.Windows() {
		if w.Mapped && w.Frame.Overlaps(c.Screen()) {
			visible = append(visible, w)
		}
	}
	return visible
}

// Screen is the whole screen, all monitors together.
func (c *Client) Screen() image.Rectangle {
	geometry, err := xproto.GetGeometry(c.conn, xproto.Drawable(c.Root())).Reply()
	if err != nil {
		return image.Rectangle{}
	}
	return image.Rect(0, 0, int(geometry.Width), int(geometry.Height))
}

// Frame is where any window is on the screen, border included, whoever its
// parent is.
func (c *Client) Frame(id xproto.Window) (image.Rectangle, bool) {
	geometry, err := xproto.GetGeometry(c.conn, xproto.Drawable(id)).Reply()
	if err != nil {
		return image.Rectangle{}, false
	}
	at, err := xproto.TranslateCoordinates(c.conn, id, c.Root(), 0, 0).Reply()
	if err != nil {
		return image.Rectangle{}, false
	}
	border := int(geometry.BorderWidth)
	corner := image.Pt(int(at.DstX)-border, int(at.DstY)-border)
	return image.Rectangle{Min: corner, Max: corner.Add(image.Pt(int(geometry.Width)+2*border, int(geometry.Height)+2*border))}, true
}

// ActiveWindow is what the window manager publishes as _NET_ACTIVE_WINDOW,
// 0 for none.
func (c *Client) ActiveWindow() xproto.Window {
	if active := c.Cardinals(c.Root(), "_NET_ACTIVE_WINDOW"); len(active) > 0 {
		return xproto.Window(active[0])
	}
	return 0
}

// InputFocus is the window that gets the keys; 0 (none) and 1 (the root
// under the pointer) as in the protocol.
func (c *Client) InputFocus() xproto.Window {
	reply, err := xproto.GetInputFocus(c.conn).Reply()
	if err != nil {
		return 0
	}
	return reply.Focus
}
