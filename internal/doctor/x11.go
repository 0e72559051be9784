package doctor

import (
	"strings"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/internal/xdisplay"
)

// xDisplay looks at the X display of the environment and at who manages it.
func (e *examination) xDisplay() {
	name := e.Getenv("DISPLAY")
	if name == "" {
		if e.Getenv("WAYLAND_DISPLAY") != "" {
			e.find(Broken, "display", "this is a session of Wayland without an X server; Perch manages the windows of X sessions")
		} else {
			e.find(Broken, "display", "$DISPLAY is not set, so that there is no screen; perch try plays a tour without one")
		}
		return
	}
	conn, err := xdisplay.Dial(name, patience, nil)
	if err != nil {
		e.find(Broken, "display", "no X server answers on %s: %v", name, err)
		return
	}
	defer conn.Close()
	screen := xproto.Setup(conn).DefaultScreen(conn)
	e.find(OK, "display", "%s answers, %d×%d pixels", name, screen.WidthInPixels, screen.HeightInPixels)
	if e.Getenv("WAYLAND_DISPLAY") != "" {
		e.find(Note, "display", "this is a session of Wayland: of its windows Perch sees only those of X programs, if any")
	}
	for _, extension := range []struct{ name, without string }{
		{"RANDR", "all monitors are one screen"}, {"XKEYBOARD", "keys are those of the first layout"},
	} {
		reply, err := xproto.QueryExtension(conn, uint16(len(extension.name)), extension.name).Reply()
		if err != nil || !reply.Present {
			e.find(Note, "display", "the X server has no %s: %s", extension.name, extension.without)
		}
	}
	e.manager(conn, screen.Root, name)
	e.layoutSwitch(conn, screen.Root)
}

// manager looks at the window manager (EWMH, _NET_SUPPORTING_WM_CHECK).
func (e *examination) manager(conn *xgb.Conn, root xproto.Window, display string) {
	switch name, runs := managerName(conn, root); {
	case !runs:
		e.find(OK, "windows", "no window manager runs on %s", display)
	case strings.EqualFold(name, "perch"):
		e.find(OK, "windows", "Perch manages %s", display)
	default:
		e.find(Note, "windows", "%s manages %s; perch agent --replace takes over", name, display)
	}
}

func managerName(conn *xgb.Conn, root xproto.Window) (name string, runs bool) {
	check := property(conn, root, "_NET_SUPPORTING_WM_CHECK")
	if len(check) < 4 {
		return "", false
	}
	window := xproto.Window(xgb.Get32(check))
	// A window manager that was killed leaves the property behind.
	if again := property(conn, window, "_NET_SUPPORTING_WM_CHECK"); len(again) < 4 || xproto.Window(xgb.Get32(again)) != window {
		return "", false
	}
	if name := string(property(conn, window, "_NET_WM_NAME")); name != "" {
		return name, true
	}
	return "another window manager", true
}

// property reads a property of at most 4096 bytes; nil without one.
func property(conn *xgb.Conn, window xproto.Window, name string) []byte {
	atom, err := xproto.InternAtom(conn, true, uint16(len(name)), name).Reply()
	if err != nil || atom.Atom == xproto.AtomNone {
		return nil
	}
	const most = 1024 // in 32-bit units
	reply, err := xproto.GetProperty(conn, false, window, atom.Atom, xproto.GetPropertyTypeAny, 0, most).Reply()
	if err != nil {
		return nil
	}
	return reply.Value
}
