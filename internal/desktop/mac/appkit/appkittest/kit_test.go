package appkittest

import (
	"slices"
	"testing"

	"perch/internal/desktop/mac/appkit"
)

func TestWorld(t *testing.T) {
	k := New()
	next := func(kind appkit.Kind, pid int32) {
		t.Helper()
		if e := <-k.Events(); e.Kind != kind || e.App.PID != pid {
			t.Errorf("%v of %d happened, expected %v of %d", e.Kind, e.App.PID, kind, pid)
		}
	}
	k.Launch(appkit.App{PID: 7, BundleID: "com.apple.TextEdit"})
	next(appkit.AppLaunched, 7)
	if !k.Activate(7, true) {
		t.Error("an application cannot be activated")
	}
	next(appkit.AppActivated, 7)
	if app, ok := k.Frontmost(); !ok || app.PID != 7 {
		t.Errorf("in front is %v", app)
	}
	k.Hide(7)
	next(appkit.AppHidden, 7)
	k.Hide(7) // no event
	k.Deafen(7)
	if k.Unhide(7) || k.Terminate(7, false) {
		t.Error("an application that hangs listens")
	}
	k.SetStatus(appkit.Status{Title: "1", Menu: []appkit.Entry{{ID: "pause", Title: "Pause"}, {ID: "no", Title: "No", Disabled: true}}})
	if err := k.Choose("pause"); err != nil {
		t.Error(err)
	}
	if e := <-k.Events(); e.Kind != appkit.StatusChosen || e.Choice != "pause" {
		t.Errorf("%v happened", e)
	}
	if k.Choose("no") == nil || k.Choose("other") == nil {
		t.Error("what cannot be chosen was")
	}
	if !k.Terminate(7, true) {
		t.Error("an application that hangs cannot be killed")
	}
	next(appkit.AppTerminated, 7)
	if _, ok := k.Frontmost(); ok || k.Activate(7, false) {
		t.Error("an application that ended is in front")
	}
	want := []string{"activate 7 all", "hide 7", "hide 7", "unhide 7", "terminate 7", "status 1", "terminate 7 force", "activate 7"}
	if got := k.Deeds(); !slices.Equal(got, want) {
		t.Errorf("wishes are %q, expected %q", got, want)
	}
	k.Stop()
	if _, open := <-k.Events(); open {
		t.Error("events go on after the end")
	}
}
