package mac

import (
	"cmp"
	"fmt"
	"sync"
	"time"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/carbon"
	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/cg"
	"perch/keybind"
)

// hotKeys are Carbon's, which macOS reports also while an application has
// secure input on, as for a password; then the tap sees no keys. They know
// neither sides nor fn. They belong to the main thread.
type hotKeys struct {
	source   *cf.Source
	listener *carbon.Listener

	work struct {
		sync.Mutex
		list  []func()
		ended bool
	}

	// For the main thread only.
	secure     bool
	chords     []keybind.Chord
	registered []*carbon.HotKey
	byID       []keybind.Chord

	holder string // guarded by the desktop's lock: who has secure input on
}

func (d *Desktop) startHotKeys() {
	d.source = cf.NewSource(d.serveMain)
	cf.Main().Add(d.source.Ref)
	d.onMain(func() {
		var err error
		if d.listener, err = carbon.Listen(d.hotKey); err != nil {
			d.Log.Warn("bindings will not work while an application has secure input on", "error", err)
		}
	})
}

// onMain has the main thread call f. It does not wait.
func (d *Desktop) onMain(f func()) {
	d.work.Lock()
	defer d.work.Unlock()
	if d.work.ended {
		return
	}
	d.work.list = append(d.work.list, f)
	d.source.Signal()
	cf.Main().WakeUp()
}

func (d *Desktop) serveMain() {
	defer d.rescue()
	d.work.Lock()
	list := d.work.list
	d.work.list = nil
	d.work.Unlock()
	for _, f := range list {
		f()
	}
}

// stopHotKeys gives all back. It waits for the main thread, but not for ever:
// at the end that one may have other things to do.
func (d *Desktop) stopHotKeys() {
	released := make(chan struct{})
	d.onMain(func() {
		d.secure = false
		d.registerHotKeys(nil)
		if d.listener != nil {
			d.listener.Release()
		}
		close(released)
	})
	d.work.Lock()
	d.work.ended = true
	d.work.Unlock()
	select {
	case <-released:
		d.source.Release()
	case <-time.After(d.Times.Leave):
	}
}

// registerHotKeys makes the hot keys those of the bindings while secure input
// is on, and none otherwise: the tap has the keys then.
func (d *Desktop) registerHotKeys(chords []keybind.Chord) {
	d.chords = chords
	for _, k := range d.registered {
		k.Release()
	}
	d.registered, d.byID = nil, nil
	if !d.secure {
		return
	}
	for _, c := range chords {
		if c.Modifiers.OneSided() {
			continue // the hot key for either side would take other keys too
		}
		k, err := carbon.Register(c.Key.MacCode(), carbonModifiers(c.Modifiers), uint32(len(d.byID)))
		if err != nil {
			d.Log.Warn(fmt.Sprintf("the binding %s does not work while secure input is on", c), "error", err)
			continue
		}
		d.registered, d.byID = append(d.registered, k), append(d.byID, c)
	}
}

func carbonModifiers(m keybind.Modifiers) carbon.Modifiers {
	var c carbon.Modifiers
	for _, k := range []struct {
		from keybind.Modifiers
		to   carbon.Modifiers
	}{{keybind.Alt, carbon.Option}, {keybind.Ctrl, carbon.Control}, {keybind.Cmd, carbon.Command}, {keybind.Shift, carbon.Shift}} {
		if m&k.from != 0 {
			c |= k.to
		}
	}
	return c
}

// hotKey is a hot key that went down or up, on the main thread.
func (d *Desktop) hotKey(id uint32, down bool) {
	if down && int(id) < len(d.byID) {
		d.events.Push(desktop.KeyPressed{Chord: d.byID[id], At: time.Now()})
	}
}

// checkSecureInput looks whether an application keeps the keys to itself:
// macOS does not tell.
func (d *Desktop) checkSecureInput() {
	holder := ""
	if carbon.SecureInput() {
		holder = SecureInput(d.appName)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.resting() || d.holder == holder || d.closed {
		return
	}
	d.holder = holder
	d.emit(desktop.SecureInput{App: holder})
	d.onMain(func() {
		d.secure = holder != ""
		d.registerHotKeys(d.chords)
	})
}

func (d *Desktop) appName(pid int) string {
	app, _ := d.Kit.App(int32(pid))
	return app.Name
}

// SecureInput names the application that keeps the keys to itself, "" if none
// does. name is the name of a process, "" if it has none.
func SecureInput(name func(pid int) string) string {
	if !carbon.SecureInput() {
		return ""
	}
	session, _ := cg.CurrentSession()
	if session.SecureInputPID == 0 {
		return "an application that macOS does not name"
	}
	return cmp.Or(name(session.SecureInputPID), fmt.Sprintf("process %d", session.SecureInputPID))
}
