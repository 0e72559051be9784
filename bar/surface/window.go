package surface

import (
	"fmt"
	"image"
	"maps"
	"os"

	"github.com/jezek/xgb/xproto"
)

// window is one bar's dock window.
type window struct {
	bar   Bar
	id    xproto.Window
	gc    xproto.Gcontext
	look  look
	strut []uint32
	// visible is set by the first exposure.
	visible bool
	pixels
}

// Place makes the windows of exactly these bars: new ones appear, those that
// are gone vanish, the others move if they have to.
func (d *Display) Place(bars []Bar) error {
	root, err := xproto.GetGeometry(d.conn, xproto.Drawable(d.screen.Root)).Reply()
	if err != nil {
		return fmt.Errorf("the screen's size is not known: %w", err)
	}
	screen := image.Rect(0, 0, int(root.Width), int(root.Height))
	wanted := map[string]bool{}
	for _, b := range bars {
		wanted[b.Key] = true
		w := d.windows[b.Key]
		if w != nil && w.look != d.look() {
			d.remove(w)
			w = nil
		}
		if w == nil {
			if w, err = d.open(b); err != nil {
				return fmt.Errorf("the bar's window on monitor %s: %w", b.Monitor, err)
			}
			d.windows[b.Key] = w
			d.publish()
			d.reserve(w, screen)
			xproto.MapWindow(d.conn, w.id)
			continue
		}
		d.move(w, b)
		d.reserve(w, screen)
	}
	for key, w := range d.windows {
		if !wanted[key] {
			d.remove(w)
		}
	}
	d.publish()
	return nil
}

// publish tells the reading goroutine which window is which bar's.
func (d *Display) publish() {
	names := map[xproto.Window]string{}
	for key, w := range d.windows {
		names[w.id] = key
	}
	<-d.names
	d.names <- maps.Clone(names)
}

func (d *Display) remove(w *window) {
	w.release(d)
	xproto.FreeGC(d.conn, w.gc)
	xproto.DestroyWindow(d.conn, w.id)
	delete(d.windows, w.bar.Key)
}

// open makes a window for a bar, without showing it.
func (d *Display) open(b Bar) (*window, error) {
	id, err := xproto.NewWindowId(d.conn)
	if err != nil {
		return nil, err
	}
	l := d.look()
	// No background: until the first image is there, the server paints nothing.
	mask := uint32(xproto.CwBackPixmap | xproto.CwBorderPixel | xproto.CwBitGravity | xproto.CwEventMask)
	values := []uint32{
		xproto.BackPixmapNone, 0, xproto.GravityNorthWest,
		xproto.EventMaskExposure | xproto.EventMaskButtonPress,
	}
	if l.colormap != 0 {
		mask |= xproto.CwColormap
		values = append(values, uint32(l.colormap))
	}
	f := b.Frame
	err = xproto.CreateWindowChecked(d.conn, l.depth, id, d.screen.Root, int16(f.Min.X), int16(f.Min.Y),
		uint16(f.Dx()), uint16(f.Dy()), 0, xproto.WindowClassInputOutput, l.visual, mask, values).Check()
	if err != nil {
		return nil, err
	}
	gc, err := xproto.NewGcontextId(d.conn)
	if err != nil {
		return nil, err
	}
	// Copying from a window may report exposures, which nobody asked for.
	xproto.CreateGC(d.conn, gc, xproto.Drawable(id), xproto.GcGraphicsExposures, []uint32{0})
	w := &window{bar: b, id: id, gc: gc, look: l}
	d.dress(w)
	return w, nil
}

// dress sets what window managers want to know of a dock (ICCCM §4.1.2, EWMH).
func (d *Display) dress(w *window) {
	title := "perch-bar " + w.bar.Monitor
	d.text(w.id, xproto.AtomWmName, xproto.AtomString, title)
	d.text(w.id, d.atoms["_NET_WM_NAME"], d.atoms["UTF8_STRING"], title)
	d.text(w.id, xproto.AtomWmClass, xproto.AtomString, "perch-bar\x00Perch-bar\x00")
	if host, err := os.Hostname(); err == nil {
		d.text(w.id, xproto.AtomWmClientMachine, xproto.AtomString, host)
		d.numbers(w.id, "_NET_WM_PID", xproto.AtomCardinal, uint32(os.Getpid()))
	}
	// WM_HINTS: flags InputHint (1) and StateHint (2); input False, state Normal.
	change(d, w.id, xproto.AtomWmHints, xproto.AtomWmHints, 3, 0, 1, 0, 0, 0, 0, 0, 0)
	d.sizeHints(w)
	d.numbers(w.id, "_NET_WM_WINDOW_TYPE", xproto.AtomAtom, uint32(d.atoms["_NET_WM_WINDOW_TYPE_DOCK"]))
	d.numbers(w.id, "_NET_WM_STATE", xproto.AtomAtom,
		uint32(d.atoms["_NET_WM_STATE_STICKY"]), uint32(d.atoms["_NET_WM_STATE_ABOVE"]))
	const everyDesktop = 0xffffffff
	d.numbers(w.id, "_NET_WM_DESKTOP", xproto.AtomCardinal, everyDesktop)
}

// sizeHints sets WM_NORMAL_HINTS: the position is meant, the size is fixed.
func (d *Display) sizeHints(w *window) {
	const position, size, least, most = 1, 2, 16, 32 // USPosition, USSize, PMinSize, PMaxSize
	f := w.bar.Frame
	wide, high := uint32(f.Dx()), uint32(f.Dy())
	change(d, w.id, xproto.AtomWmNormalHints, xproto.AtomWmSizeHints,
		position|size|least|most, uint32(int32(f.Min.X)), uint32(int32(f.Min.Y)), wide, high,
		wide, high, wide, high, 0, 0, 0, 0, 0, 0, 0, 0, 0)
}

// move takes an existing window to a bar's new place.
func (d *Display) move(w *window, b Bar) {
	old := w.bar
	w.bar = b
	if old.Monitor != b.Monitor {
		d.dress(w)
	}
	if old.Frame == b.Frame {
		return
	}
	d.sizeHints(w)
	if old.Frame.Size() != b.Frame.Size() {
		w.release(d)
	}
	f := b.Frame
	xproto.ConfigureWindow(d.conn, w.id,
		xproto.ConfigWindowX|xproto.ConfigWindowY|xproto.ConfigWindowWidth|xproto.ConfigWindowHeight,
		[]uint32{uint32(int32(f.Min.X)), uint32(int32(f.Min.Y)), uint32(f.Dx()), uint32(f.Dy())})
}

// reserve sets the struts, if they changed: the room from the screen's edge to
// the bar's far side, over the bar's length (EWMH, _NET_WM_STRUT_PARTIAL).
func (d *Display) reserve(w *window, screen image.Rectangle) {
	f := w.bar.Frame
	var s [12]uint32 // left, right, top, bottom, then start and end of each
	if w.bar.Bottom {
		s[3], s[10], s[11] = uint32(max(0, screen.Max.Y-f.Min.Y)), uint32(f.Min.X), uint32(f.Max.X-1)
	} else {
		s[2], s[8], s[9] = uint32(max(0, f.Max.Y)), uint32(f.Min.X), uint32(f.Max.X-1)
	}
	if len(w.strut) == len(s) && [12]uint32(w.strut) == s {
		return
	}
	w.strut = s[:]
	d.numbers(w.id, "_NET_WM_STRUT_PARTIAL", xproto.AtomCardinal, s[:]...)
	d.numbers(w.id, "_NET_WM_STRUT", xproto.AtomCardinal, s[:4]...)
}

func (d *Display) text(id xproto.Window, property, kind xproto.Atom, text string) {
	xproto.ChangeProperty(d.conn, xproto.PropModeReplace, id, property, kind, 8, uint32(len(text)), []byte(text))
}

func (d *Display) numbers(id xproto.Window, property string, kind xproto.Atom, values ...uint32) {
	change(d, id, d.atoms[property], kind, values...)
}

// change sets a property of 32-bit numbers.
func change(d *Display, id xproto.Window, property, kind xproto.Atom, values ...uint32) {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = append(data, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
	}
	xproto.ChangeProperty(d.conn, xproto.PropModeReplace, id, property, kind, 32, uint32(len(values)), data)
}
