package cg_test

import (
	"errors"
	"testing"
	"time"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/played"
)

// tap has a thread of its own answer for a tap until the end of the test.
func tap(t *testing.T, events cg.Mask, listen bool, handler cg.Handler) *cg.Tap {
	t.Helper()
	thread := cf.NewThread()
	tap, err := cg.NewTap(events, listen, handler)
	if err != nil {
		t.Fatal(err)
	}
	tap.Attach(thread.Loop())
	t.Cleanup(func() {
		thread.Do(tap.Release)
		thread.Stop()
		<-thread.Done()
	})
	return tap
}

const (
	keyH = 4
	keyJ = 38
)

var keys = cg.MaskOf(cg.KeyDown, cg.KeyUp, cg.FlagsChanged)

func TestTap(t *testing.T) {
	mac := played.Start(t)
	type seen struct {
		kind    cg.EventType
		keycode uint16
		flags   cg.Flags
		repeat  bool
	}
	saw := make(chan seen, 100)
	tap(t, keys, false, func(kind cg.EventType, e cg.Event) bool {
		saw <- seen{kind, e.Keycode(), e.Flags(), e.Repeat()}
		return e.Keycode() == keyH && e.Flags()&cg.Alternate != 0 && kind != cg.FlagsChanged
	})
	left := cg.Alternate | cg.LeftAlternate
	if v := mac.Modifier(58, left); v != played.Passed {
		t.Errorf("a modifier is %d", v)
	}
	if got := cg.HeldFlags(); got != left {
		t.Errorf("held are %#x", got)
	}
	if v := mac.Key(keyH, left, true); v != played.Swallowed {
		t.Errorf("the key of a binding is %d", v)
	}
	if !cg.Held(keyH) || cg.Held(keyJ) {
		t.Error("another key is held")
	}
	if v := mac.Repeat(keyH, left); v != played.Swallowed {
		t.Errorf("its repetition is %d", v)
	}
	if v := mac.Key(keyH, left, false); v != played.Swallowed {
		t.Errorf("letting it go is %d", v)
	}
	if down, up := mac.Press(keyJ, left); down != played.Passed || up != played.Passed {
		t.Errorf("another key is %d and %d", down, up)
	}
	if v := mac.Mouse(cg.LeftMouseDown, cg.Point{X: 1, Y: 1}); v != played.Passed {
		t.Errorf("the mouse is %d", v)
	}
	for _, want := range []seen{
		{cg.FlagsChanged, 58, left, false}, {cg.KeyDown, keyH, left, false}, {cg.KeyDown, keyH, left, true},
		{cg.KeyUp, keyH, left, false}, {cg.KeyDown, keyJ, left, false}, {cg.KeyUp, keyJ, left, false},
	} {
		if got := <-saw; got != want {
			t.Errorf("the tap saw %+v, expected %+v", got, want)
		}
	}
	if len(saw) > 0 {
		t.Errorf("the tap saw %+v, which is not in its mask", <-saw)
	}
}

// A tap that only listens sees and cannot swallow; the window under the
// pointer comes with the mouse.
func TestListen(t *testing.T) {
	mac := played.Start(t)
	w := mac.Start("com.apple.TextEdit").Open(played.Look{})
	at := cg.Point{X: 150, Y: 150}
	saw := make(chan cg.Window, 1)
	tap(t, cg.MaskOf(cg.LeftMouseDown), true, func(kind cg.EventType, e cg.Event) bool {
		if kind != cg.LeftMouseDown || e.Location() != at || e.SourcePID() != 0 {
			t.Errorf("the event is %d at %v", kind, e.Location())
		}
		saw <- e.Window()
		return true
	})
	if v := mac.Mouse(cg.LeftMouseDown, at); v != played.Passed || <-saw != w.ID {
		t.Errorf("the press is %d", v)
	}
	if mac.Front() == 0 {
		t.Error("the click did not bring the application to the front")
	}
}

// The system disables a tap that takes too long, lets the key through, and
// says so; enabling it again is up to the program.
func TestTapTimeout(t *testing.T) {
	mac := played.Start(t)
	mac.Timeouts(time.Second, 20*time.Millisecond)
	slow := make(chan struct{})
	disabled := make(chan struct{}, 1)
	tap := tap(t, keys, false, func(kind cg.EventType, e cg.Event) bool {
		switch {
		case kind == cg.TapDisabledByTimeout:
			disabled <- struct{}{}
			return false
		case e.Keycode() == keyJ:
			<-slow
		}
		return true
	})
	if v := mac.Key(keyJ, 0, true); v != played.Passed {
		t.Errorf("a key that the tap is slow about is %d", v)
	}
	if tap.Enabled() {
		t.Error("the tap is still enabled")
	}
	if v := mac.Key(keyH, 0, true); v != played.Passed {
		t.Errorf("a key while the tap is disabled is %d", v)
	}
	close(slow)
	<-disabled
	tap.Enable(true)
	mac.Timeouts(time.Second, 10*time.Second)
	if v := mac.Key(keyH, 0, true); v != played.Swallowed || !tap.Enabled() {
		t.Errorf("a key after that is %d", v)
	}
}

// While secure input is on, taps see no keys, but the mouse.
func TestTapUnderSecureInput(t *testing.T) {
	mac := played.Start(t)
	saw := make(chan cg.EventType, 10)
	tap(t, keys|cg.MaskOf(cg.LeftMouseDown), false, func(kind cg.EventType, _ cg.Event) bool { saw <- kind; return true })
	mac.SecureInput(42)
	if down, up := mac.Press(keyH, 0); down != played.Passed || up != played.Passed {
		t.Errorf("the key is %d and %d", down, up)
	}
	if v := mac.Mouse(cg.LeftMouseDown, cg.Point{}); v != played.Swallowed || <-saw != cg.LeftMouseDown {
		t.Errorf("the mouse is %d", v)
	}
	mac.SecureInput(0)
	if v := mac.Key(keyH, 0, true); v != played.Swallowed {
		t.Errorf("the key after that is %d", v)
	}
}

func TestTapNeedsTrust(t *testing.T) {
	mac := played.Start(t)
	mac.Trust(false)
	if _, err := cg.NewTap(keys, false, func(cg.EventType, cg.Event) bool { return false }); !errors.Is(err, cg.ErrTap) {
		t.Errorf("the error is %v", err)
	}
}

// Keys that programs send go through the taps as well.
func TestPostKey(t *testing.T) {
	played.Start(t)
	saw := make(chan cg.Flags, 2)
	tap(t, keys, false, func(_ cg.EventType, e cg.Event) bool { saw <- e.Flags(); return true })
	cg.PostKey(keyH, cg.Command, true)
	cg.PostKey(keyH, cg.Command, false)
	if a, b := <-saw, <-saw; a != cg.Command || b != cg.Command {
		t.Errorf("the flags are %#x and %#x", a, b)
	}
}

// Taps that end while keys come neither hang nor crash.
func TestTapEndsWhileAsked(t *testing.T) {
	mac := played.Start(t)
	for range 100 {
		thread := cf.NewThread()
		asked := make(chan struct{}, 10)
		tap, err := cg.NewTap(keys, false, func(cg.EventType, cg.Event) bool { asked <- struct{}{}; return true })
		if err != nil {
			t.Fatal(err)
		}
		tap.Attach(thread.Loop())
		pressed := make(chan struct{})
		go func() {
			mac.Press(keyH, 0)
			close(pressed)
		}()
		<-asked
		thread.Do(tap.Release)
		<-pressed
		thread.Stop()
		<-thread.Done()
	}
}

func BenchmarkKeyThroughTap(b *testing.B) {
	mac := played.Start(b)
	thread := cf.NewThread()
	tap, err := cg.NewTap(keys, false, func(_ cg.EventType, e cg.Event) bool { return e.Keycode() == keyH && e.Flags() != 0 })
	if err != nil {
		b.Fatal(err)
	}
	tap.Attach(thread.Loop())
	for b.Loop() {
		mac.Key(keyH, 0, true)
	}
	thread.Do(tap.Release)
	thread.Stop()
	<-thread.Done()
}

// A program that lost its permission must not stand in the way of the keys, also if
// it answers to the system's notice as it did before.
func TestEndTaps(t *testing.T) {
	mac := played.Start(t)
	var taps []*cg.Tap
	for _, listen := range []bool{false, true} {
		taps = append(taps, tap(t, keys, listen, func(cg.EventType, cg.Event) bool { return true }))
	}
	if v := mac.Key(keyH, 0, true); v != played.Swallowed {
		t.Fatalf("a key is %d", v)
	}
	cg.EndTaps()
	cg.EndTaps()
	for _, ended := range taps {
		ended.Enable(true)
		if ended.Enabled() || ended.Valid() {
			t.Error("a tap goes on")
		}
	}
	if v := mac.Key(keyJ, 0, true); v != played.Passed {
		t.Errorf("a key is %d", v)
	}
	if next := tap(t, keys, false, func(cg.EventType, cg.Event) bool { return true }); !next.Valid() || !next.Enabled() {
		t.Error("with the permission back, there is no other tap")
	}
}
