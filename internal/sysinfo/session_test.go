package sysinfo

import (
	"testing"
	"testing/fstest"

	"github.com/godbus/dbus/v5"
)

const testSession = dbus.ObjectPath("/org/freedesktop/login1/session/_37")

func loggedIn(b *testBus) *service {
	s := b.serve()
	s.put(logindPath, logindManager, map[string]any{"PreparingForSleep": false})
	s.put(testSession, logindSession, map[string]any{"LockedHint": false})
	s.answers[logindManager+".GetSession"] = []any{testSession}
	s.answers[logindSession+".SetBrightness"] = []any{}
	s.own(logind)
	return s
}

func TestSleepAndLock(t *testing.T) {
	bus := newBus(t)
	service := loggedIn(bus)
	m := bus.machine(nil)
	m.Use(WantSession)
	waitFor(t, m, func(f Facts) bool { return f.Session == Session{Present: true} })
	if got := <-service.calls; got != logindManager+".GetSession 7" {
		t.Errorf("logind is asked %q", got)
	}
	service.emit(logindPath, logindManager+".PrepareForSleep", true)
	expectEvent(t, m, Event{Kind: WillSleep})
	if !m.Facts().Session.Asleep {
		t.Error("about to sleep, and not asleep")
	}
	service.emit(logindPath, logindManager+".PrepareForSleep", false)
	expectEvent(t, m, Event{Kind: Woke})
	service.change(testSession, logindSession, map[string]any{"LockedHint": true})
	expectEvent(t, m, Event{Kind: Locked})
	service.emit(testSession, logindSession+".Lock")                                                          // known already
	service.emit("/org/freedesktop/login1/session/_38", logindSession+".Unlock")                              // another's
	service.change("/org/freedesktop/login1/session/_38", logindSession, map[string]any{"LockedHint": false}) // another's
	service.emit(logindPath, logindManager+".PrepareForSleep", "now")                                         // nonsense
	service.emit(testSession, logindSession+".Unlock")
	expectEvent(t, m, Event{Kind: Unlocked})
	if m.Facts().Session.Locked {
		t.Error("unlocked, and still locked")
	}
}

func TestSetBrightness(t *testing.T) {
	bus := newBus(t)
	service := loggedIn(bus)
	root := fstest.MapFS{
		"sys/class/backlight/raw0/type":            {Data: []byte("raw")},
		"sys/class/backlight/raw0/max_brightness":  {Data: []byte("7")},
		"sys/class/backlight/intel/type":           {Data: []byte("firmware")},
		"sys/class/backlight/intel/max_brightness": {Data: []byte("200")},
		"sys/class/backlight/intel/brightness":     {Data: []byte("100")},
	}
	m := bus.machine(root)
	if err := m.SetBrightness(0.25); err != nil {
		t.Fatal(err)
	}
	if got := <-service.calls; got != logindSession+".SetBrightness backlight intel 50" {
		t.Errorf("logind is asked %q", got)
	}
	if err := bus.machine(nil).SetBrightness(1); err == nil {
		t.Error("a machine without a display changes its brightness")
	}
}
