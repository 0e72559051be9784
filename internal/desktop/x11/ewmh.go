package x11

import (
	"slices"
	"strings"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
)

// published is what other programs are told of the workspaces.
type published struct {
	clientsChanged bool // the client lists are out of date
	workAreas      []box
}

// announce writes what says that this is an EWMH window manager.
func (d *Desktop) announce() {
	a := &d.atoms
	d.wire.hold()
	defer d.wire.release()
	xproto.ChangeProperty(d.conn, xproto.PropModeReplace, d.support, a.Name, a.UTF8String, 8,
		uint32(len(Name)), []byte(Name))
	xproto.ChangeProperty(d.conn, xproto.PropModeReplace, d.support, xproto.AtomWmClass, xproto.AtomString, 8,
		uint32(2*len(Name)+2), []byte(strings.ToLower(Name)+"\x00"+Name+"\x00"))
	d.set32(d.support, a.SupportingCheck, xproto.AtomWindow, uint32(d.support))
	d.setRoot(a.SupportingCheck, xproto.AtomWindow, 32, bytesOf([]uint32{uint32(d.support)}))
	d.setRoot(a.Supported, xproto.AtomAtom, 32, bytesOf(words(a.supported())))
	xproto.ConfigureWindow(d.conn, d.support, xproto.ConfigWindowStackMode, []uint32{xproto.StackModeBelow})
	xproto.MapWindow(d.conn, d.support)
}

// setRoot writes a property of the root window if it changed.
func (d *Desktop) setRoot(name, kind xproto.Atom, format byte, data []byte) {
	if old, ok := d.written[name]; ok && old == string(data) {
		return
	}
	d.written[name] = string(data)
	xproto.ChangeProperty(d.conn, xproto.PropModeReplace, d.root, name, kind, format,
		uint32(len(data)/int(format/8)), data)
}

func (d *Desktop) setRootNumbers(name xproto.Atom, values ...uint32) {
	d.setRoot(name, xproto.AtomCardinal, 32, bytesOf(values))
}

// Publish implements desktop.Desktop.
func (d *Desktop) Publish(p desktop.Published) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended {
		return
	}
	d.wire.hold()
	defer d.wire.release()
	a := &d.atoms
	n := len(p.Workspaces)
	d.setRootNumbers(a.NumberOfDesktops, uint32(n))
	names := strings.Join(p.Workspaces, "\x00")
	if n > 0 {
		names += "\x00"
	}
	d.setRoot(a.DesktopNames, a.UTF8String, 8, []byte(names))
	d.setRootNumbers(a.DesktopViewport, make([]uint32, 2*n)...)
	d.workAreas = d.workAreas[:0]
	for _, r := range p.WorkAreas {
		d.workAreas = append(d.workAreas, d.box(r))
	}
	d.writeGeometry()
	d.setRootNumbers(a.CurrentDesktop, uint32(p.Current))
	for id, index := range p.Windows {
		w := d.windows[xproto.Window(id)]
		if w != nil && w.desktop != index {
			w.desktop = index
			d.set32(w.id, a.Desktop, xproto.AtomCardinal, uint32(index))
		}
	}
	d.writeClients()
}

// writeGeometry publishes the size of the desktops and their work areas.
func (d *Desktop) writeGeometry() {
	d.setRootNumbers(d.atoms.DesktopGeometry, uint32(d.whole.w), uint32(d.whole.h))
	var areas []uint32
	for _, b := range d.workAreas {
		areas = append(areas, uint32(b.x), uint32(b.y), uint32(b.w), uint32(b.h))
	}
	d.setRootNumbers(d.atoms.WorkArea, areas...)
}

func (d *Desktop) writeActive() {
	d.setRoot(d.atoms.ActiveWindow, xproto.AtomWindow, 32, bytesOf([]uint32{uint32(d.focused)}))
}

// writeClients publishes the managed windows: by age, and from the bottom of
// the stack to its top, those never shown first.
func (d *Desktop) writeClients() {
	if !d.clientsChanged {
		return
	}
	d.clientsChanged = false
	d.setRoot(d.atoms.ClientList, xproto.AtomWindow, 32, bytesOf(words(d.clients)))
	order := make([]xproto.Window, 0, len(d.clients))
	for _, id := range d.clients {
		if !slices.Contains(d.known, id) {
			order = append(order, id)
		}
	}
	for _, id := range d.known {
		if d.windows[id] != nil {
			order = append(order, id)
		}
	}
	d.setRoot(d.atoms.ClientStacking, xproto.AtomWindow, 32, bytesOf(words(order)))
}
