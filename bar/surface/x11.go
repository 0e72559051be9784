package surface

import (
	"fmt"
	"io"
	"log"
	"math"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/bar/engine"
)

// xgb writes to the standard error what it returns as an error as well.
func init() { xgb.Logger = log.New(io.Discard, "", 0) }

// Display is a connection to an X server. Its methods are for one goroutine;
// events arrive on a channel.
type Display struct {
	conn   *xgb.Conn
	setup  *xproto.SetupInfo
	screen *xproto.ScreenInfo
	atoms  map[string]xproto.Atom
	events chan Event

	opaque, translucent look
	scale               float64
	compositor          xproto.Window // owner of the compositing selection
	shared              bool          // MIT-SHM may work
	randr               bool
	rate                float64 // of the fastest display, 0 if it is not known
	windows             map[string]*window
	packet              []byte // reused for the pixels that are sent
	shown               chan published
	wallpaper           atomic.Uint32 // counts the changes of the root window's picture
}

// published is what the reading goroutine has to know.
type published struct {
	names map[xproto.Window]string
	scale float64
	// imitated asks for all windows that show a picture of what is behind them.
	imitated []Exposed
}

// look is a visual in which windows are made.
type look struct {
	depth    byte
	visual   xproto.Visualid
	colormap xproto.Colormap // 0 for the default visual's
}

// Connect reaches the X server that display names, $DISPLAY if it is empty.
func Connect(display string) (*Display, error) {
	conn, err := dial(display)
	if err != nil {
		return nil, fmt.Errorf("no X server answers on display %q: %w", display, err)
	}
	setup := xproto.Setup(conn)
	d := &Display{
		conn: conn, setup: setup, screen: setup.DefaultScreen(conn),
		atoms: map[string]xproto.Atom{}, events: make(chan Event, 64),
		windows: map[string]*window{}, shown: make(chan published, 1),
	}
	d.shown <- published{scale: 1}
	if err := d.prepare(); err != nil {
		conn.Close()
		return nil, fmt.Errorf("display %q: %w", display, err)
	}
	go d.read()
	return d, nil
}

// prepare finds the visuals and extensions, and watches the root window.
func (d *Display) prepare() error {
	if err := d.intern(); err != nil {
		return err
	}
	if err := d.looks(); err != nil {
		return err
	}
	const mask = xproto.EventMaskStructureNotify | xproto.EventMaskPropertyChange
	err := xproto.ChangeWindowAttributesChecked(d.conn, d.screen.Root, xproto.CwEventMask, []uint32{mask}).Check()
	if err != nil {
		return err
	}
	d.shared, d.randr = d.extension("MIT-SHM"), d.extension("RANDR")
	d.Refresh()
	return nil
}

// atomNames are all the atoms that the bar uses.
var atomNames = []string{
	"RESOURCE_MANAGER", "UTF8_STRING", "MANAGER",
	"_XROOTPMAP_ID", "ESETROOT_PMAP_ID", "_NET_SUPPORTED",
	"_NET_WM_NAME", "_NET_WM_PID", "_NET_WM_DESKTOP",
	"_NET_WM_WINDOW_TYPE", "_NET_WM_WINDOW_TYPE_DOCK",
	"_NET_WM_STATE", "_NET_WM_STATE_STICKY", "_NET_WM_STATE_ABOVE",
	"_NET_WM_WINDOW_TYPE_POPUP_MENU", "_NET_WM_STATE_BELOW",
	"_NET_WM_STRUT", "_NET_WM_STRUT_PARTIAL",
	"_COMPTON_SHADOW", "_KDE_NET_WM_BLUR_BEHIND_REGION",
}

// compositing is the selection that a compositing manager owns (EWMH,
// _NET_WM_CM_Sn).
func (d *Display) compositing() string { return fmt.Sprintf("_NET_WM_CM_S%d", d.conn.DefaultScreen) }

func (d *Display) intern() error {
	names := append([]string{d.compositing()}, atomNames...)
	cookies := make([]xproto.InternAtomCookie, len(names))
	for i, name := range names {
		cookies[i] = xproto.InternAtom(d.conn, false, uint16(len(name)), name)
	}
	for i, cookie := range cookies {
		reply, err := cookie.Reply()
		if err != nil {
			return err
		}
		d.atoms[names[i]] = reply.Atom
	}
	return nil
}

// looks finds the visuals with eight bits of red, green and blue, with and
// without alpha.
func (d *Display) looks() error {
	for _, depth := range d.screen.AllowedDepths {
		for _, v := range depth.Visuals {
			if v.Class != xproto.VisualClassTrueColor || v.RedMask != 0xff0000 || v.GreenMask != 0xff00 || v.BlueMask != 0xff {
				continue
			}
			switch {
			case depth.Depth == 32 && d.translucent.visual == 0:
				d.translucent = look{depth: 32, visual: v.VisualId}
			case depth.Depth == 24 && (d.opaque.visual == 0 || v.VisualId == d.screen.RootVisual):
				d.opaque = look{depth: 24, visual: v.VisualId}
			}
		}
	}
	if d.opaque.visual == 0 {
		return fmt.Errorf("the screen has no visual of 24 bits (8 each for red, green and blue), which the bar needs")
	}
	for _, l := range []*look{&d.opaque, &d.translucent} {
		if l.visual == 0 || l.visual == d.screen.RootVisual {
			continue
		}
		id, err := xproto.NewColormapId(d.conn)
		if err != nil {
			return err
		}
		err = xproto.CreateColormapChecked(d.conn, xproto.ColormapAllocNone, id, d.screen.Root, l.visual).Check()
		if err != nil {
			return err
		}
		l.colormap = id
	}
	return nil
}

// extension asks for an extension's opcode. The generated Init functions write
// xgb's global tables, which races with every other connection of a process.
func (d *Display) extension(name string) bool {
	reply, err := xproto.QueryExtension(d.conn, uint16(len(name)), name).Reply()
	if err != nil || !reply.Present {
		return false
	}
	d.conn.ExtLock.Lock()
	d.conn.Extensions[name] = reply.MajorOpcode
	d.conn.ExtLock.Unlock()
	return true
}

// Refresh reads the scale and the compositor anew and says whether either
// changed.
func (d *Display) Refresh() bool {
	scale, compositor := d.readScale(), d.readCompositor()
	changed := scale != d.scale || (compositor != 0) != (d.compositor != 0)
	if compositor != 0 && compositor != d.compositor {
		// Its end is the end of translucency.
		xproto.ChangeWindowAttributes(d.conn, compositor, xproto.CwEventMask, []uint32{xproto.EventMaskStructureNotify})
	}
	d.scale, d.compositor, d.rate = scale, compositor, d.readRate()
	d.publish()
	return changed
}

// Scale is the number of device pixels in a logical one.
func (d *Display) Scale() float64 { return d.scale }

// FrameTime is how long the fastest display shows a picture.
func (d *Display) FrameTime() time.Duration { return frameTime(d.rate) }

// Density is the scale: the agent's pixels are the X server's.
func (d *Display) Density() float64 { return d.scale }

// Translucent says whether a compositor shows what lies behind a bar.
func (d *Display) Translucent() bool { return d.look() == d.translucent }

func (d *Display) look() look {
	if d.compositor != 0 && d.translucent.visual != 0 {
		return d.translucent
	}
	return d.opaque
}

func (d *Display) readCompositor() xproto.Window {
	reply, err := xproto.GetSelectionOwner(d.conn, d.atoms[d.compositing()]).Reply()
	if err != nil {
		return 0
	}
	return reply.Owner
}

func (d *Display) readScale() float64 {
	const limit = 1 << 20
	reply, err := xproto.GetProperty(d.conn, false, d.screen.Root, d.atoms["RESOURCE_MANAGER"], xproto.AtomString, 0, limit).Reply()
	if err != nil {
		return 1
	}
	return scaleOf(string(reply.Value))
}

// scaleOf is the scale that the X resources ask for: Xft.dpi over 96, in
// quarters so that lengths stay even.
func scaleOf(resources string) float64 {
	for line := range strings.Lines(resources) {
		name, value, _ := strings.Cut(line, ":")
		if strings.TrimSpace(name) != "Xft.dpi" {
			continue
		}
		dpi, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err == nil && dpi >= 48 && dpi <= 960 {
			return max(0.5, math.Round(dpi/96*4)/4)
		}
	}
	return 1
}

// Edge is empty: window managers keep windows off what is at the edges.
func (d *Display) Edge(engine.Rect) Edge { return Edge{} }

// Events delivers what happens; it is closed after Lost.
func (d *Display) Events() <-chan Event { return d.events }

// Close ends the connection, and with it every window.
func (d *Display) Close() { d.conn.Close() }
