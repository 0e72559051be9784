package x11

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/internal/xdisplay"
	"perch/workspaces"
)

// Options say which display to manage and how.
type Options struct {
	Display string // empty: $DISPLAY
	Replace bool   // take over from a running window manager
	// AppIDs maps a window's WM_CLASS to its application's id; nil or an
	// empty result: the class.
	AppIDs func(class, instance string) string
	// AppNames maps it to its application's name; nil or an empty result: the
	// class. It is called from one goroutine.
	AppNames func(class, instance string) string
	Log      *slog.Logger // nil: none
}

// rootEvents is what the window manager selects on the root window.
const rootEvents = xproto.EventMaskSubstructureRedirect | xproto.EventMaskSubstructureNotify |
	xproto.EventMaskStructureNotify | xproto.EventMaskFocusChange | xproto.EventMaskEnterWindow |
	xproto.EventMaskPropertyChange

// giveWayTime is how long a window manager that is replaced may take to go.
const giveWayTime = 10 * time.Second

// Open becomes the window manager of a display. The first event is Started,
// with the windows found.
func Open(o Options) (*Desktop, error) {
	if o.Display == "" {
		o.Display = os.Getenv("DISPLAY")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	address, err := xdisplay.Parse(o.Display)
	if err != nil {
		return nil, err
	}
	conn, wire, err := dial(address)
	if err != nil {
		return nil, fmt.Errorf("cannot connect to the X display %s: %w", o.Display, err)
	}
	d := &Desktop{
		conn: conn, wire: wire, display: o.Display, log: o.Log, appID: o.AppIDs, appName: o.AppNames, events: desktop.NewQueue(),
		windows: map[xproto.Window]*window{}, others: map[xproto.Window]*other{},
		written: map[xproto.Atom]string{},
	}
	if err := d.open(address.Screen, o.Replace); err != nil {
		conn.Close()
		return nil, err
	}
	go d.loop()
	return d, nil
}

func (d *Desktop) open(screen int, replace bool) error {
	setup := xproto.Setup(d.conn)
	if screen >= len(setup.Roots) {
		return fmt.Errorf("display %s has no screen %d; it has %d", d.display, screen, len(setup.Roots))
	}
	d.screen = &setup.Roots[screen]
	d.root = d.screen.Root
	var err error
	if d.atoms, err = internAtoms(d.conn, d.wire); err != nil {
		return d.broken(err)
	}
	name := fmt.Sprintf("WM_S%d", screen)
	selection, err := xproto.InternAtom(d.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		return d.broken(err)
	}
	d.selection = selection.Atom
	if err := d.createSupport(); err != nil {
		return d.broken(err)
	}
	took, err := d.takeSelection(replace)
	if err != nil {
		return err
	}
	if err := d.redirect(replace, took); err != nil {
		return err
	}
	d.sendMessage(d.root, d.root, xproto.EventMaskStructureNotify, d.atoms.Manager,
		uint32(d.time), uint32(d.selection), uint32(d.support))
	d.ext = findExtensions(d.conn, d.wire)
	d.startResources()
	d.startXKB()
	d.loadKeyboard()
	d.grabDrag()
	d.setUpRandR()
	d.loadMonitors()
	d.announce()
	windows, wishes, err := d.adopt()
	if err != nil {
		return d.broken(err)
	}
	d.events.Push(desktop.Started{Monitors: d.monitorFacts(), Windows: windows, Focused: d.findFocus()})
	for _, wish := range wishes {
		d.events.Push(wish)
	}
	// A program that draws the desktop may select the root's clicks alone.
	xproto.ChangeWindowAttributes(d.conn, d.root, xproto.CwEventMask,
		[]uint32{rootEvents | xproto.EventMaskButtonPress})
	return nil
}

func (d *Desktop) broken(err error) error {
	return fmt.Errorf("the X server of display %s broke the connection off: %w", d.display, err)
}

// createSupport makes the window manager's own window.
func (d *Desktop) createSupport() error {
	id, err := xproto.NewWindowId(d.conn)
	if err != nil {
		return err
	}
	d.support = id
	return xproto.CreateWindowChecked(d.conn, 0, id, d.root, -1, -1, 1, 1, 0,
		xproto.WindowClassInputOnly, xproto.Visualid(xproto.WindowClassCopyFromParent),
		xproto.CwOverrideRedirect|xproto.CwEventMask,
		[]uint32{1, xproto.EventMaskPropertyChange}).Check()
}

// takeSelection acquires WM_Sn (ICCCM §2.8, §4.3): with replace from its
// present owner, and then waits until that one has destroyed its window. It
// says whether it took it from somebody.
func (d *Desktop) takeSelection(replace bool) (took bool, err error) {
	reply, err := xproto.GetSelectionOwner(d.conn, d.selection).Reply()
	if err != nil {
		return false, d.broken(err)
	}
	old := reply.Owner
	if old != xproto.WindowNone && !replace {
		return false, d.occupied()
	}
	name := d.managerName()
	if old != xproto.WindowNone {
		if xproto.ChangeWindowAttributesChecked(d.conn, old, xproto.CwEventMask,
			[]uint32{xproto.EventMaskStructureNotify}).Check() != nil {
			old = xproto.WindowNone // it went in the meantime
		}
	}
	// ICCCM §2.1 wants a real time stamp, not CurrentTime.
	d.touch()
	for d.time == 0 {
		event, xerr := d.conn.WaitForEvent()
		if event == nil && xerr == nil {
			return false, d.broken(errors.New("no answer"))
		}
		if e, ok := event.(xproto.PropertyNotifyEvent); ok && e.Window == d.support {
			d.time = e.Time
		}
	}
	xproto.SetSelectionOwner(d.conn, d.support, d.selection, d.time)
	if reply, err = xproto.GetSelectionOwner(d.conn, d.selection).Reply(); err != nil {
		return false, d.broken(err)
	}
	if reply.Owner != d.support {
		return false, d.occupied()
	}
	if old == xproto.WindowNone {
		return false, nil
	}
	timeout := time.AfterFunc(giveWayTime, d.conn.Close)
	defer timeout.Stop()
	for {
		event, xerr := d.conn.WaitForEvent()
		if event == nil && xerr == nil {
			return false, fmt.Errorf("%s on display %s did not give way within %v", name, d.display, giveWayTime)
		}
		if e, ok := event.(xproto.DestroyNotifyEvent); ok && e.Window == old {
			return true, nil
		}
	}
}

// touch makes the server report its time by a PropertyNotify of support.
func (d *Desktop) touch() uint16 {
	return xproto.ChangeProperty(d.conn, xproto.PropModeAppend, d.support, d.atoms.Name,
		d.atoms.UTF8String, 8, 0, nil).Sequence
}

// redirect asks for the root window's redirection, which one client can have.
func (d *Desktop) redirect(replace, took bool) error {
	const tries, pause = 50, 20 * time.Millisecond
	for i := 0; ; i++ {
		err := xproto.ChangeWindowAttributesChecked(d.conn, d.root, xproto.CwEventMask,
			[]uint32{rootEvents}).Check()
		if err == nil {
			return nil
		}
		if _, taken := err.(xproto.AccessError); !taken {
			return d.broken(err)
		}
		if !replace {
			return d.occupied()
		}
		// A manager that gives way may destroy its window before it lets go.
		if !took || i == tries {
			return fmt.Errorf("%s on display %s does not give way to another window manager; end it first",
				d.managerName(), d.display)
		}
		time.Sleep(pause)
	}
}

func (d *Desktop) occupied() error {
	name := d.managerName()
	if name == unnamed {
		return fmt.Errorf("another window manager runs on display %s; start with --replace to take over", d.display)
	}
	return fmt.Errorf("another window manager (%s) runs on display %s; start with --replace to take over",
		name, d.display)
}

const unnamed = "the window manager"

// managerName is the running window manager's name (EWMH, _NET_SUPPORTING_WM_CHECK).
func (d *Desktop) managerName() string {
	p := d.property(d.root, d.atoms.SupportingCheck)
	check := p.cardinals()
	if len(check) == 0 {
		return unnamed
	}
	p = d.property(xproto.Window(check[0]), d.atoms.Name)
	if name := p.text(&d.atoms); name != "" {
		return name
	}
	return unnamed
}

// Close implements desktop.Desktop.
func (d *Desktop) Close() {
	d.mu.Lock()
	ended := d.ended
	d.leave(nil)
	d.mu.Unlock()
	if !ended {
		d.conn.Sync()
		d.conn.Close()
	}
}

// giveWay leaves the display to a window manager that took the selection.
func (d *Desktop) giveWay() {
	d.mu.Lock()
	d.leave(fmt.Errorf("another window manager took over display %s", d.display))
	d.mu.Unlock()
	d.conn.Sync()
	d.conn.Close()
}

// leave gives the desktop back: every window visible, nothing grabbed. The
// destruction of support comes last; it tells a successor to begin.
func (d *Desktop) leave(why error) {
	if d.ended {
		return
	}
	d.ended, d.lost = true, why
	d.batch(func() {
		xproto.UngrabKey(d.conn, xproto.GrabAny, d.root, xproto.ModMaskAny)
		xproto.UngrabButton(d.conn, xproto.ButtonIndexAny, d.root, xproto.ModMaskAny)
		for _, id := range d.clients {
			w := d.windows[id]
			xproto.ChangeWindowAttributes(d.conn, id, xproto.CwEventMask, []uint32{0})
			xproto.UngrabButton(d.conn, xproto.ButtonIndexAny, id, xproto.ModMaskAny)
			w.focused = false
			if !w.mapped {
				w.mapped = true
				xproto.MapWindow(d.conn, id)
			}
			d.writeState(w)
		}
		for id := range d.others {
			xproto.ChangeWindowAttributes(d.conn, id, xproto.CwEventMask, []uint32{0})
		}
		xproto.SetInputFocus(d.conn, xproto.InputFocusPointerRoot, xproto.InputFocusPointerRoot,
			xproto.TimeCurrentTime)
		for _, atom := range d.atoms.rootProperties() {
			xproto.DeleteProperty(d.conn, d.root, atom)
		}
		xproto.ChangeWindowAttributes(d.conn, d.root, xproto.CwEventMask, []uint32{0})
		xproto.DestroyWindow(d.conn, d.support)
	})
}

// findFocus is the window that has the keyboard, or NoWindow.
func (d *Desktop) findFocus() workspaces.WindowID {
	reply, err := xproto.GetInputFocus(d.conn).Reply()
	if err != nil {
		return workspaces.NoWindow
	}
	for id := reply.Focus; id > xproto.InputFocusPointerRoot && id != d.root; {
		if d.windows[id] != nil {
			return workspaces.WindowID(id)
		}
		tree, err := xproto.QueryTree(d.conn, id).Reply()
		if err != nil {
			break
		}
		id = tree.Parent
	}
	return workspaces.NoWindow
}

// extensions are the major request numbers of the extensions in use; zero
// when the server lacks one.
type extensions struct{ randr, xkb, resources byte }

func findExtensions(conn *xgb.Conn, w *wire) extensions {
	names := []string{"RANDR", "XKEYBOARD", "X-Resource"}
	cookies := make([]xproto.QueryExtensionCookie, len(names))
	w.hold()
	for i, name := range names {
		cookies[i] = xproto.QueryExtension(conn, uint16(len(name)), name)
	}
	w.release()
	var major, event [3]byte
	for i := range cookies {
		if reply, err := cookies[i].Reply(); err == nil && reply.Present {
			major[i], event[i] = reply.MajorOpcode, reply.FirstEvent
		}
	}
	w.xkb.Store(uint32(event[1]))
	return extensions{randr: major[0], xkb: major[1], resources: major[2]}
}
