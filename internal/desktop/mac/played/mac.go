package played

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"perch/internal/desktop/mac/appkit"
	"perch/internal/desktop/mac/appkit/appkittest"
	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/carbon"
	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/skylight"
	"perch/workspaces"
)

// Mac is a played Mac.
type Mac struct {
	t testing.TB
	// Kit is its AppKit, which knows the same applications and displays.
	Kit *appkittest.Kit

	displays []Display
	nextPID  int32
	ended    chan struct{}
}

// The kinds of objects that have numbers.
const (
	theMac   = 'm'
	anApp    = 'a'
	aWindow  = 'w'
	patience = 10 * time.Second // of Until
)

var running atomic.Bool

// Start makes a fresh Mac with one display, on which nothing runs, and loads
// the bindings. At the end of the test it must be left as it was found: a
// CoreFoundation object that nobody released fails the test, and so do hot keys.
// A test without a C compiler is skipped.
func Start(t testing.TB) *Mac {
	t.Helper()
	if err := load(); err != nil {
		if _, none := err.(missing); none {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	if !running.CompareAndSwap(false, true) {
		t.Fatal("a Mac is played already in this process: tests on it do not run in parallel")
	}
	playStart()
	for name, load := range map[string]func() error{"cf": cf.Load, "cg": cg.Load, "ax": ax.Load, "carbon": carbon.Load, "skylight": skylight.Load} {
		if err := load(); err != nil {
			t.Fatal(name, ": ", err)
		}
	}
	m := &Mac{t: t, Kit: appkittest.New(), nextPID: 500, ended: make(chan struct{})}
	m.Kit.OnActivate = func(pid int32, all bool) bool { return playFront(pid, m.focusedOf(pid), all) }
	m.Kit.OnHide = func(pid int32, hidden bool) bool { return playSet(anApp, uint32(pid), "hidden", number(hidden)) == 0 }
	m.Kit.OnTerminate = func(pid int32, _ bool) bool { return playQuit(pid) }
	m.SetDisplays(BuiltIn)
	go m.tell()
	t.Cleanup(m.stop)
	return m
}

func (m *Mac) stop() {
	hotKeys := playHotKeys()
	playStop()
	<-m.ended
	m.Kit.Stop()
	running.Store(false)
	if hotKeys != 0 {
		m.t.Errorf("%d hot keys and handlers of them are left", hotKeys)
	}
	// A thread that has done its work may be about to let go of it.
	for late := time.Now().Add(time.Second); m.Objects() != 0 && time.Now().Before(late); {
		playWait(playSequence(), 0.002)
	}
	if left := m.Objects(); left != 0 {
		m.t.Errorf("%d objects were not released: %s", left, strings.Join(m.Living(20), "; "))
	}
}

// Objects counts the CoreFoundation objects that somebody has to release.
func (m *Mac) Objects() int { return playObjects() - cf.Statics() }

// Living describes objects that somebody has to release, the oldest first, but
// for the names that cf.Static keeps; it leaves off after most.
func (m *Mac) Living(most int) []string {
	var found []string
	text := make([]byte, 200)
	for n := 0; len(found) < most && playLiving(n, &text[0], len(text)); n++ {
		line := string(text[:slices.Index(text, 0)])
		if !strings.HasPrefix(line, "CFString (1)") {
			found = append(found, line)
		}
	}
	return found
}

// tell passes what NSWorkspace would tell of on to the Kit.
func (m *Mac) tell() {
	defer close(m.ended)
	for {
		var pid int32
		switch playNotice(&pid) {
		case 0:
			return
		case 2:
			m.Kit.Quit(pid)
		case 3:
			m.Kit.Front(pid)
		case 4:
			m.Kit.SetHidden(pid, true)
		case 5:
			m.Kit.SetHidden(pid, false)
		case 6:
			m.Kit.Happen(appkit.SpaceChanged)
		}
	}
}

func number(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// get and set are for names that frameworks/script.c knows.
func (m *Mac) get(what byte, id uint32, name string) float64 {
	m.t.Helper()
	var value float64
	m.found(playGet(what, id, name, &value), what, id, name)
	return value
}

func (m *Mac) set(what byte, id uint32, name string, value float64) {
	m.t.Helper()
	m.found(playSet(what, id, name, value), what, id, name)
}

func (m *Mac) found(result int32, what byte, id uint32, name string) {
	m.t.Helper()
	switch result {
	case 1:
		m.t.Fatalf("there is no %s %d", map[byte]string{anApp: "application with process", aWindow: "window"}[what], id)
	case 2:
		m.t.Fatalf("there is no %q to read or set", name)
	}
}

func (m *Mac) focusedOf(pid int32) uint32 {
	var focused float64
	playGet(anApp, uint32(pid), "focused", &focused)
	return uint32(focused)
}

// Until waits until something is so, looking again whenever anything happens
// on the Mac.
func (m *Mac) Until(what string, so func() bool) {
	m.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		sequence := playSequence()
		if so() {
			return
		}
		left := time.Until(deadline)
		if left <= 0 {
			m.t.Fatal("it did not come about: ", what)
		}
		// The condition may also depend on the program alone.
		playWait(sequence, min(left, 20*time.Millisecond).Seconds())
	}
}

// Front is the application in front, 0 for none.
func (m *Mac) Front() int { return int(m.get(theMac, 0, "front")) }

// Trust gives or takes the Accessibility permission.
func (m *Mac) Trust(trusted bool) {
	m.set(theMac, 0, "trusted", number(trusted))
	m.Kit.Happen(appkit.TrustChanged)
}

// Prompts is how often the program had the system ask for the permission.
func (m *Mac) Prompts() int { return int(m.get(theMac, 0, "prompts")) }

// Lock locks the screen; applications whose EmptyWhenLocked is set then answer
// as if they had no windows.
func (m *Mac) Lock() {
	m.set(theMac, 0, "locked", 1)
	m.Kit.Happen(appkit.ScreenLocked)
}

// LockUntold locks the screen, of which nobody is told yet; Lock does that.
func (m *Mac) LockUntold() { m.set(theMac, 0, "locked", 1) }

// Unlock undoes Lock.
func (m *Mac) Unlock() {
	m.set(theMac, 0, "locked", 0)
	m.Kit.Happen(appkit.ScreenUnlocked)
}

// SecureInput lets a process keep the keys to itself, 0 for none.
func (m *Mac) SecureInput(pid int) { m.set(theMac, 0, "secure_input", float64(pid)) }

// Timeouts scales how long the system waits for an application's answer where
// the program sets nothing, and for an event tap's.
func (m *Mac) Timeouts(answer, tap time.Duration) {
	m.set(theMac, 0, "ax_timeout", answer.Seconds())
	m.set(theMac, 0, "tap_timeout", tap.Seconds())
}

// Pointer is where the pointer is.
func (m *Mac) Pointer() cg.Point {
	return cg.Point{X: m.get(theMac, 0, "pointer.x"), Y: m.get(theMac, 0, "pointer.y")}
}

// ShowSpace switches to a Space: that of a window in native fullscreen, or
// with nil the desktop.
func (m *Mac) ShowSpace(of *Window) {
	if of == nil {
		playSpace(0)
		return
	}
	playSpace(uint64(of.ID))
}

// Windows lists the numbers of all windows, front to back.
func (m *Mac) Windows() []cg.Window {
	ids := make([]uint32, 4096)
	n := playWindows(&ids[0], int32(len(ids)))
	found := make([]cg.Window, min(int(n), len(ids)))
	for i := range found {
		found[i] = cg.Window(ids[i])
	}
	return found
}

// Display is a display of the Mac.
type Display struct {
	ID      uint32 // CGDirectDisplayID
	UUID    string
	Name    string
	Frame   workspaces.Rect
	MenuBar float64 // its height
	Scale   float64
	BuiltIn bool
	Serial  uint32
	Notch   workspaces.Rect
}

// BuiltIn is the display that a Mac starts with.
var BuiltIn = Display{
	ID: 1, UUID: "37D8832A-2D66-02CA-B9F7-8F30A301B230", Name: "Built-in Retina Display",
	Frame: workspaces.Rect{W: 1440, H: 900}, MenuBar: 25, Scale: 2, BuiltIn: true,
}

// External makes a display beside others; each has a UUID of its own number.
func External(id uint32, frame workspaces.Rect) Display {
	return Display{
		ID: id, UUID: fmt.Sprintf("%08X-0000-0000-0000-000000000000", id), Name: fmt.Sprintf("Display %d", id),
		Frame: frame, MenuBar: 25, Scale: 1, Serial: id,
	}
}

// SetDisplays puts displays in place of those that are there, as plugging, and
// waking up with other numbers, do. The first is the main one.
func (m *Mac) SetDisplays(displays ...Display) {
	m.displays = slices.Clone(displays)
	screens := make([]appkit.Screen, len(displays))
	for i, d := range displays {
		playDisplay(d.ID, d.UUID, d.Frame.X, d.Frame.Y, d.Frame.W, d.Frame.H, d.MenuBar, d.BuiltIn, d.Serial)
		visible := d.Frame
		visible.Y += d.MenuBar
		visible.H -= d.MenuBar
		screens[i] = appkit.Screen{Display: d.ID, Name: d.Name, Frame: d.Frame, Visible: visible, Scale: max(1, d.Scale), Notch: d.Notch}
	}
	playDisplays()
	m.Kit.SetScreens(screens...)
}

// Displays are those that are there.
func (m *Mac) Displays() []Display { return slices.Clone(m.displays) }

// Sleep sends the Mac to sleep, and Wake wakes it up with the displays that
// are there then; with none, those that were there.
func (m *Mac) Sleep() { m.Kit.Happen(appkit.WillSleep) }

// Wake undoes Sleep.
func (m *Mac) Wake(displays ...Display) {
	if len(displays) > 0 {
		m.SetDisplays(displays...)
	}
	m.Kit.Happen(appkit.DidWake)
}
