package surface

import (
	"fmt"
	"image"
	"os"

	"github.com/jezek/xgb/xproto"

	"perch/bar/engine"
)

// window is one window of ours.
type window struct {
	want  Window
	id    xproto.Window
	gc    xproto.Gcontext
	look  look
	strut []uint32
	// loose says that the window manager leaves the window alone
	// (override-redirect).
	loose bool
	// visible is set by the first exposure.
	visible bool
	pixels
	backdrop backdrop
}

// Arrange makes exactly these windows, the lowest first: new ones appear, those
// that are gone vanish, the others move if they have to.
func (d *Display) Arrange(windows []Window) error {
	root, err := xproto.GetGeometry(d.conn, xproto.Drawable(d.screen.Root)).Reply()
	if err != nil {
		return fmt.Errorf("the screen's size is not known: %w", err)
	}
	screen := image.Rect(0, 0, int(root.Width), int(root.Height))
	wanted := map[string]bool{}
	for _, b := range windows {
		wanted[b.Key] = true
	}
	for key, w := range d.windows {
		if !wanted[key] {
			d.remove(w)
		}
	}
	can := d.layering(windows)
	opened := false // a bar, which is on top now
	for _, b := range windows {
		if b.Frame.Empty() {
			return fmt.Errorf("%s has no size: %v", b.Title, b.Frame)
		}
		loose := can.loose(b)
		w := d.windows[b.Key]
		if w != nil && (w.look != d.look() || w.loose != loose || w.want.Level != b.Level || w.want.Popup != b.Popup) {
			d.remove(w)
			w = nil
		}
		if w == nil {
			if w, err = d.open(b, loose); err != nil {
				return fmt.Errorf("the window of %s: %w", b.Title, err)
			}
			d.windows[b.Key] = w
			d.publish()
			d.reserve(w, screen)
			d.stack(w)
			xproto.MapWindow(d.conn, w.id)
			opened = opened || !b.Popup
			continue
		}
		d.move(w, b)
		d.reserve(w, screen)
		if opened && b.Popup && b.Level != engine.Below {
			xproto.ConfigureWindow(d.conn, w.id, xproto.ConfigWindowStackMode, []uint32{xproto.StackModeAbove})
		}
	}
	d.publish()
	return nil
}

// publish tells the reading goroutine which windows there are.
func (d *Display) publish() {
	p := published{names: map[xproto.Window]string{}, scale: d.scale}
	for key, w := range d.windows {
		p.names[w.id] = key
		if w.look != d.translucent {
			p.imitated = append(p.imitated, Exposed{key, image.Rectangle{Max: w.want.Frame.Size()}})
		}
	}
	<-d.shown
	d.shown <- p
}

func (d *Display) remove(w *window) {
	w.release(d)
	xproto.FreeGC(d.conn, w.gc)
	xproto.DestroyWindow(d.conn, w.id)
	delete(d.windows, w.want.Key)
}

// open makes a window, without showing it.
func (d *Display) open(b Window, loose bool) (*window, error) {
	id, err := xproto.NewWindowId(d.conn)
	if err != nil {
		return nil, err
	}
	l := d.look()
	// No background: until the first image is there, the server paints nothing.
	mask := uint32(xproto.CwBackPixmap | xproto.CwBorderPixel | xproto.CwBitGravity | xproto.CwOverrideRedirect | xproto.CwEventMask)
	values := []uint32{xproto.BackPixmapNone, 0, xproto.GravityNorthWest, 0, b.events()}
	if loose {
		values[3] = 1
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
	w := &window{want: b, id: id, gc: gc, look: l, loose: loose}
	d.dress(w)
	return w, nil
}

// events are the kinds of events that a window asks for.
func (b Window) events() uint32 {
	mask := uint32(xproto.EventMaskExposure | xproto.EventMaskStructureNotify | xproto.EventMaskButtonPress |
		xproto.EventMaskButtonRelease | xproto.EventMaskButtonMotion | xproto.EventMaskEnterWindow | xproto.EventMaskLeaveWindow)
	if b.Hover {
		mask |= xproto.EventMaskPointerMotion
	}
	return mask
}

// dress sets what window managers want to know of a dock (ICCCM §4.1.2, EWMH),
// and what compositors do.
func (d *Display) dress(w *window) {
	d.text(w.id, xproto.AtomWmName, xproto.AtomString, w.want.Title)
	d.text(w.id, d.atoms["_NET_WM_NAME"], d.atoms["UTF8_STRING"], w.want.Title)
	d.text(w.id, xproto.AtomWmClass, xproto.AtomString, "perch-bar\x00Perch-bar\x00")
	if host, err := os.Hostname(); err == nil {
		d.text(w.id, xproto.AtomWmClientMachine, xproto.AtomString, host)
		d.numbers(w.id, "_NET_WM_PID", xproto.AtomCardinal, uint32(os.Getpid()))
	}
	// WM_HINTS: flags InputHint (1) and StateHint (2); input False, state Normal.
	change(d, w.id, xproto.AtomWmHints, xproto.AtomWmHints, 3, 0, 1, 0, 0, 0, 0, 0, 0)
	d.sizeHints(w)
	kind, state := "_NET_WM_WINDOW_TYPE_DOCK", "_NET_WM_STATE_ABOVE"
	if w.want.Popup {
		kind = "_NET_WM_WINDOW_TYPE_POPUP_MENU"
	}
	if w.want.Level == engine.Below {
		state = "_NET_WM_STATE_BELOW"
	}
	d.numbers(w.id, "_NET_WM_WINDOW_TYPE", xproto.AtomAtom, uint32(d.atoms[kind]))
	d.numbers(w.id, "_NET_WM_STATE", xproto.AtomAtom, uint32(d.atoms["_NET_WM_STATE_STICKY"]), uint32(d.atoms[state]))
	const everyDesktop = 0xffffffff
	d.numbers(w.id, "_NET_WM_DESKTOP", xproto.AtomCardinal, everyDesktop)
	d.effects(w)
}

// effects asks the compositor for a shadow and for blur: compton and picom read
// the one, KWin the other, where an empty list is the whole window.
func (d *Display) effects(w *window) {
	shadow := uint32(0)
	if w.want.Shadow {
		shadow = 1
	}
	d.numbers(w.id, "_COMPTON_SHADOW", xproto.AtomCardinal, shadow)
	if w.want.Blur > 0 {
		d.numbers(w.id, "_KDE_NET_WM_BLUR_BEHIND_REGION", xproto.AtomCardinal)
	} else {
		xproto.DeleteProperty(d.conn, w.id, d.atoms["_KDE_NET_WM_BLUR_BEHIND_REGION"])
	}
}

// sizeHints sets WM_NORMAL_HINTS: the position is meant, the size is fixed.
func (d *Display) sizeHints(w *window) {
	const position, size, least, most = 1, 2, 16, 32 // USPosition, USSize, PMinSize, PMaxSize
	f := w.want.Frame
	wide, high := uint32(f.Dx()), uint32(f.Dy())
	change(d, w.id, xproto.AtomWmNormalHints, xproto.AtomWmSizeHints,
		position|size|least|most, uint32(int32(f.Min.X)), uint32(int32(f.Min.Y)), wide, high,
		wide, high, wide, high, 0, 0, 0, 0, 0, 0, 0, 0, 0)
}

// move takes an existing window to a new place.
func (d *Display) move(w *window, b Window) {
	old := w.want
	w.want = b
	if old.Title != b.Title {
		d.dress(w)
	}
	if old.Blur != b.Blur || old.Shadow != b.Shadow {
		d.effects(w)
	}
	if old.events() != b.events() {
		xproto.ChangeWindowAttributes(d.conn, w.id, xproto.CwEventMask, []uint32{b.events()})
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
	f := w.want.Frame
	var s [12]uint32 // left, right, top, bottom, then start and end of each
	if !w.want.Strut {
		if w.strut != nil {
			w.strut = nil
			xproto.DeleteProperty(d.conn, w.id, d.atoms["_NET_WM_STRUT_PARTIAL"])
			xproto.DeleteProperty(d.conn, w.id, d.atoms["_NET_WM_STRUT"])
		}
		return
	}
	// A bar may reach beyond the screen; the numbers are not to be negative.
	from, to := uint32(max(f.Min.X, screen.Min.X)), uint32(max(0, min(f.Max.X, screen.Max.X)-1))
	if w.want.Bottom {
		s[3], s[10], s[11] = uint32(max(0, screen.Max.Y-f.Min.Y-w.want.Spared)), from, to
	} else {
		s[2], s[8], s[9] = uint32(max(0, f.Max.Y-w.want.Spared)), from, to
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
