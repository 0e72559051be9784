package cg

import (
	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/dylib"
)

// Window is a CGWindowID: the number of a window in the window server.
type Window uint32

// CGWindow.h, CGSession.h.
var (
	cgWindowListCopyWindowInfo            func(option uint32, relativeTo Window) cf.Ref
	cgSessionCopyCurrentDictionary        func() cf.Ref
	windowNumber, windowLayer, windowName cf.Ref
	windowBounds, windowOwnerPID          cf.Ref
	windowOwnerName, windowIsOnscreen     cf.Ref
	windowAlpha                           cf.Ref
)

func bindWindows(l *dylib.Library) {
	l.Bind(&cgWindowListCopyWindowInfo, "CGWindowListCopyWindowInfo")
	l.Bind(&cgSessionCopyCurrentDictionary, "CGSessionCopyCurrentDictionary")
	for symbol, key := range map[string]*cf.Ref{
		"kCGWindowNumber": &windowNumber, "kCGWindowLayer": &windowLayer, "kCGWindowName": &windowName,
		"kCGWindowBounds": &windowBounds, "kCGWindowOwnerPID": &windowOwnerPID, "kCGWindowOwnerName": &windowOwnerName,
		"kCGWindowIsOnscreen": &windowIsOnscreen, "kCGWindowAlpha": &windowAlpha,
	} {
		*key = cf.Ref(l.Constant(symbol))
	}
}

// WindowInfo is what the window server knows about a window.
type WindowInfo struct {
	ID     Window
	PID    int    // of the app that owns it
	Owner  string // the app's name
	Layer  int    // 0 for normal windows; CGWindowLevel.h has the others
	Bounds Rect
	Alpha  float64
	// OnScreen is false for minimised windows, those of hidden apps and
	// those on other Spaces.
	OnScreen bool
	// Name is the title, and always "" without the permission to record
	// the screen.
	Name string
}

// WindowList is which windows Windows lists.
type WindowList uint32

// CGWindowListOption.
const (
	AllWindows             WindowList = 0
	OnScreenOnly           WindowList = 1 << 0
	ExcludeDesktopElements WindowList = 1 << 4
)

// Windows lists windows, front to back. It is nil outside a login session.
func Windows(which WindowList) []WindowInfo {
	list := cf.Take(cgWindowListCopyWindowInfo(uint32(which), 0))
	defer list.Release()
	if list.Ref == 0 {
		return nil
	}
	windows := make([]WindowInfo, list.Len())
	for i := range windows {
		windows[i] = windowInfo(list.At(i))
	}
	return windows
}

func windowInfo(d cf.Ref) WindowInfo {
	var w WindowInfo
	number := func(key cf.Ref) int {
		n, _ := d.Get(key).Int()
		return int(n)
	}
	w.ID, w.PID, w.Layer = Window(number(windowNumber)), number(windowOwnerPID), number(windowLayer)
	w.Owner, _ = d.Get(windowOwnerName).Text()
	w.Name, _ = d.Get(windowName).Text()
	w.Alpha, _ = d.Get(windowAlpha).Float()
	w.OnScreen, _ = d.Get(windowIsOnscreen).Bool()
	w.Bounds = rect(d.Get(windowBounds))
	return w
}

// rect reads the dictionary that CGRectCreateDictionaryRepresentation makes:
// CGGeometry.h, "X", "Y", "Width", "Height".
func rect(d cf.Ref) Rect {
	side := func(key string) float64 {
		f, _ := d.Get(cf.Static(key)).Float()
		return f
	}
	return Rect{Point{side("X"), side("Y")}, Size{side("Width"), side("Height")}}
}

// Session is the state of the login session.
type Session struct {
	OnConsole bool // the session is the one on the screen: no other user is
	LoginDone bool
	// Locked says that the screen is locked. CGSession.h does not name the
	// key, CGSSessionScreenIsLocked; public tools have relied on it since
	// Mac OS X 10.7.
	Locked bool
	// SecureInputPID is the process that has secure input on, 0 for none;
	// CGSession.h does not name the key, kCGSSessionSecureInputPID.
	SecureInputPID int
}

// CurrentSession is the state of the login session that the program runs in;
// ok is false if it runs in none.
func CurrentSession() (s Session, ok bool) {
	d := cf.Take(cgSessionCopyCurrentDictionary())
	defer d.Release()
	if d.Ref == 0 {
		return Session{}, false
	}
	s.OnConsole, _ = d.Get(cf.Static("kCGSSessionOnConsoleKey")).Bool()
	s.LoginDone, _ = d.Get(cf.Static("kCGSessionLoginDoneKey")).Bool()
	s.Locked, _ = d.Get(cf.Static("CGSSessionScreenIsLocked")).Bool()
	pid, _ := d.Get(cf.Static("kCGSSessionSecureInputPID")).Int()
	s.SecureInputPID = int(pid)
	return s, true
}
