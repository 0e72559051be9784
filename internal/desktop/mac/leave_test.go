package mac_test

import (
	"os"
	"path/filepath"
	"testing"

	"perch/internal/desktop"
	"perch/internal/desktop/mac"
	"perch/internal/desktop/mac/played"
	"perch/workspaces"
)

// away is a rig with a tile and a floating window on a workspace that is not
// shown.
func away(t *testing.T) (r *rig, app *played.App, tiled, floating *played.Window, place workspaces.Rect) {
	t.Helper()
	r = newRig(t)
	app = r.mac.Start("org.example")
	place = workspaces.Rect{X: 700, Y: 300, W: 300, H: 200}
	tiled, floating = app.Open(played.Look{}), app.Open(played.Look{Subrole: "AXDialog", Frame: place})
	r.options.Restore = filepath.Join(t.TempDir(), "windows.json")
	r.manage("")
	r.columns(tiled)
	r.placement(floating, workspaces.Floating)
	r.run("workspace 2")
	r.hidden(tiled)
	r.hidden(floating)
	return r, app, tiled, floating, place
}

func TestWindowsComeBackAtTheEnd(t *testing.T) {
	r, _, tiled, floating, place := away(t)
	r.leave()
	if tiled.Frame() != tile(0, 1) || floating.Frame() != place {
		t.Errorf("they are at %v and %v", tiled.Frame(), floating.Frame())
	}
	if _, err := os.Stat(r.options.Restore); err == nil {
		t.Error("the file with their places is still there")
	}
}

func TestWindowsComeBackAtTheEndBehindTheLock(t *testing.T) {
	r, _, tiled, floating, place := away(t)
	r.mac.Lock()
	r.leave()
	if tiled.Frame() != tile(0, 1) || floating.Frame() != place {
		t.Errorf("they are at %v and %v", tiled.Frame(), floating.Frame())
	}
}

func TestAHungApplicationDoesNotKeepTheEndUp(t *testing.T) {
	r, app, _, _, _ := away(t)
	other := r.mac.Start("org.other")
	w := other.Open(played.Look{})
	r.columns(w)
	r.run("workspace 3")
	r.hidden(w)
	app.Hang()
	r.leave() // would wait for ever
	if w.Frame() != tile(0, 1) {
		t.Errorf("the other application's window is at %v", w.Frame())
	}
	app.Recover()
}

func TestTheLastEvent(t *testing.T) {
	r := newRig(t).begin()
	r.leave()
	lost := seen[desktop.Lost](r)
	if len(lost) != 1 || lost[0].Err != nil {
		t.Errorf("the end is told as %+v", lost)
	}
}

func TestCloseTwice(t *testing.T) {
	r := newRig(t).begin()
	d := r.d
	r.leave()
	d.Close()
	d.Apply(desktop.Change{Hide: []workspaces.WindowID{1}})
	d.Grab(nil)
}

// A program that crashed leaves its windows in the corner. Its successor knows
// where they belong.
func TestASuccessorFindsTheWindowsOfAProgramThatCrashed(t *testing.T) {
	r, _, tiled, floating, place := away(t)
	var left []byte
	r.until("the file knows both", func() bool {
		left, _ = os.ReadFile(r.options.Restore)
		return contains(string(left), itoa(tiled), itoa(floating))
	})
	inTheCorner := [2]workspaces.Rect{tiled.Frame(), floating.Frame()}
	r.leave()
	// As the crash would have left it:
	tiled.Move(inTheCorner[0])
	floating.Move(inTheCorner[1])
	if err := os.WriteFile(r.options.Restore, left, 0o600); err != nil {
		t.Fatal(err)
	}
	r.events = nil
	r.manage("")
	r.frame(floating, place)
	r.columns(tiled)
	started := seen[desktop.Started](r)
	for _, w := range started[0].Windows {
		if w.ID == id(floating) && w.Frame != place {
			t.Errorf("the successor finds %+v", w)
		}
	}
}

func TestALeftoverOfAnotherProcessMeansNothing(t *testing.T) {
	r := newRig(t)
	r.options.Restore = filepath.Join(t.TempDir(), "windows.json")
	app := r.mac.Start("org.example")
	w := app.Open(played.Look{Subrole: "AXDialog", Frame: workspaces.Rect{X: 500, Y: 400, W: 300, H: 200}})
	text := `{"` + itoa(w) + `":{"PID":1,"ID":99,"Corner":{"X":500,"Y":400},"Frame":{"X":1,"Y":2,"W":3,"H":4}}}`
	if err := os.WriteFile(r.options.Restore, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r.begin()
	await(r, "it begins", func(e desktop.Started) bool {
		return e.Windows[0].ID == id(w) && e.Windows[0].Frame == workspaces.Rect{X: 500, Y: 400, W: 300, H: 200}
	})
}

func TestABrokenFileOfPlacesIsSaidAloud(t *testing.T) {
	r := newRig(t)
	r.options.Restore = filepath.Join(t.TempDir(), "windows.json")
	if err := os.WriteFile(r.options.Restore, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.begin()
	if !contains(r.log.String(), "cannot be read") {
		t.Errorf("the log is %q", r.log)
	}
}

// A mistake of Perch's own ends it, but the windows are back before.
func TestAPanicBringsTheWindowsBack(t *testing.T) {
	r, _, tiled, floating, place := away(t)
	func() {
		defer func() { recover() }()
		mac.Panic(r.d)
	}()
	if tiled.Frame() != tile(0, 1) || floating.Frame() != place {
		t.Errorf("they are at %v and %v", tiled.Frame(), floating.Frame())
	}
}

// Zoom moves its windows back if even a point of them sticks out of the screen.
func TestHiddenWindowsOfZoomAreOutOfTheScreenAltogether(t *testing.T) {
	r := newRig(t)
	zoom, other := r.mac.Start("us.zoom.xos"), r.mac.Start("org.example")
	a, b := zoom.Open(played.Look{}), other.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	r.run("workspace 2")
	r.frame(a, workspaces.Rect{X: 1440, Y: 900, W: 720, H: 874})
	r.frame(b, workspaces.Rect{X: 1439, Y: 899, W: 720, H: 874})
	r.run("workspace 1")
	r.columns(a, b)
}
