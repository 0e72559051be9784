package x11

import (
	"fmt"

	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/workspaces"
)

// screens is what is known of the monitors.
type screens struct {
	whole         box // the root window
	origin        struct{ x, y int }
	monitors      []monitor // none: all are off
	anonymous     bool      // the server has told of none yet; the root window stands for one
	monitorsStale bool
	randrMinor    uint32
}

// monitor is one screen in the root window's pixels.
type monitor struct {
	name    string
	primary bool
	box     box
	work    box // without docks
}

// setUpRandR asks for events; monitors that a user defines (RandR 1.5,
// SetMonitor) are announced by a ConfigureNotify of the root window.
func (d *Desktop) setUpRandR() {
	if d.ext.randr == 0 {
		return
	}
	d.conn.ExtLock.Lock()
	d.conn.Extensions["RANDR"] = d.ext.randr
	d.conn.ExtLock.Unlock()
	version, err := randr.QueryVersion(d.conn, 1, 5).Reply()
	if err != nil || version.MajorVersion != 1 {
		d.ext.randr = 0
		return
	}
	d.randrMinor = version.MinorVersion
	randr.SelectInput(d.conn, d.root, randr.NotifyMaskScreenChange|randr.NotifyMaskCrtcChange|
		randr.NotifyMaskOutputChange)
}

// loadMonitors asks the server for its monitors and takes them over.
func (d *Desktop) loadMonitors() {
	geometry, err := xproto.GetGeometry(d.conn, xproto.Drawable(d.root)).Reply()
	if err != nil {
		return
	}
	whole := box{0, 0, int(geometry.Width), int(geometry.Height)}
	monitors := d.randrMonitors()
	if len(monitors) == 0 {
		monitors = d.randrOutputs()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	// Without RandR, or on a server without a screen to look at, the root
	// window is the monitor. Later it means that every monitor is off.
	d.anonymous = len(monitors) == 0 && (d.anonymous || d.monitors == nil)
	if d.anonymous {
		monitors = []monitor{{name: "screen", box: whole}}
	}
	main := 0
	for i, m := range monitors {
		if m.primary {
			main = i
			break
		}
		if m.box.x == 0 && m.box.y == 0 {
			main = i
		}
	}
	d.whole, d.monitors = whole, append([]monitor{}, monitors...)
	if len(monitors) > 0 {
		d.origin.x, d.origin.y = monitors[main].box.x, monitors[main].box.y
	}
	d.computeWorkAreas()
}

// randrMonitors lists the monitors as RandR 1.5 has them.
func (d *Desktop) randrMonitors() []monitor {
	if d.ext.randr == 0 || d.randrMinor < 5 {
		return nil
	}
	reply, err := randr.GetMonitors(d.conn, d.root, true).Reply()
	if err != nil {
		return nil
	}
	names := make([]xproto.GetAtomNameCookie, len(reply.Monitors))
	for i, m := range reply.Monitors {
		names[i] = xproto.GetAtomName(d.conn, m.Name)
	}
	var monitors []monitor
	for i, m := range reply.Monitors {
		name := fmt.Sprintf("monitor-%d", i+1)
		if n, err := names[i].Reply(); err == nil {
			name = n.Name
		}
		monitors = addMonitor(monitors, monitor{name: name, primary: m.Primary,
			box: box{int(m.X), int(m.Y), int(m.Width), int(m.Height)}})
	}
	return monitors
}

// randrOutputs lists what the video outputs show, for servers before RandR 1.5.
func (d *Desktop) randrOutputs() []monitor {
	if d.ext.randr == 0 || d.randrMinor < 3 {
		return nil
	}
	resources, err := randr.GetScreenResourcesCurrent(d.conn, d.root).Reply()
	if err != nil {
		return nil
	}
	var primary randr.Output
	if p, err := randr.GetOutputPrimary(d.conn, d.root).Reply(); err == nil {
		primary = p.Output
	}
	var monitors []monitor
	for _, output := range resources.Outputs {
		o, err := randr.GetOutputInfo(d.conn, output, resources.ConfigTimestamp).Reply()
		if err != nil || o.Crtc == 0 {
			continue
		}
		c, err := randr.GetCrtcInfo(d.conn, o.Crtc, resources.ConfigTimestamp).Reply()
		if err != nil {
			continue
		}
		monitors = addMonitor(monitors, monitor{name: string(o.Name), primary: output == primary,
			box: box{int(c.X), int(c.Y), int(c.Width), int(c.Height)}})
	}
	return monitors
}

// addMonitor adds a monitor to a list. Mirrors of each other, which begin at
// the same corner, are one: the part that all of them show.
func addMonitor(monitors []monitor, m monitor) []monitor {
	if m.box.w == 0 || m.box.h == 0 {
		return monitors
	}
	for i := range monitors {
		if other := &monitors[i]; other.box.x == m.box.x && other.box.y == m.box.y {
			other.box = other.box.overlap(m.box)
			other.primary = other.primary || m.primary
			return monitors
		}
	}
	return append(monitors, m)
}

// monitorFacts is what the model is told of the monitors.
func (d *Desktop) monitorFacts() []workspaces.Monitor {
	facts := make([]workspaces.Monitor, len(d.monitors))
	for i, m := range d.monitors {
		facts[i] = workspaces.Monitor{
			ID: m.name, Name: m.name, Frame: d.rect(m.box), WorkArea: d.rect(m.work), SystemIndex: i + 1,
		}
	}
	return facts
}

// monitorAt is the monitor with a window's centre; the main one for none.
func (d *Desktop) monitorAt(w *window) monitor {
	var main monitor
	for _, m := range d.monitors {
		if m.box.x == d.origin.x && m.box.y == d.origin.y {
			main = m
		}
		if w != nil && m.box.meets(box{w.box.x + w.box.w/2, w.box.y + w.box.h/2, 1, 1}) {
			return m
		}
	}
	return main
}

// refreshMonitors reads the monitors again and reports them if they changed.
func (d *Desktop) refreshMonitors() {
	d.mu.Lock()
	old, origin, whole := d.monitorFacts(), d.origin, d.whole
	d.mu.Unlock()
	d.loadMonitors()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended {
		return
	}
	if d.origin != origin {
		d.batch(d.replaceAll)
	}
	if d.whole != whole {
		d.writeGeometry()
	}
	d.reportMonitors(old)
}

func (d *Desktop) reportMonitors(old []workspaces.Monitor) {
	now := d.monitorFacts()
	same := len(now) == len(old)
	for i := 0; same && i < len(now); i++ {
		same = now[i] == old[i]
	}
	if !same {
		d.events.Push(desktop.MonitorsChanged{Monitors: now})
	}
}
