package mac_test

import (
	"fmt"
	"testing"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/played"
	"perch/workspaces"
)

// alone is one window, open, without an agent.
func alone(t *testing.T, look played.Look) (*rig, *played.App, *played.Window) {
	t.Helper()
	r := newRig(t)
	app := r.mac.Start("org.example")
	w := app.Open(look)
	return r.begin(), app, w
}

func (r *rig) put(w *played.Window, f workspaces.Rect) {
	r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: id(w), Frame: f}}})
}

func TestOnlyThePositionIsSetWhereTheSizeStays(t *testing.T) {
	r, _, w := alone(t, played.Look{Frame: workspaces.Rect{X: 100, Y: 100, W: 400, H: 300}})
	r.put(w, workspaces.Rect{X: 300, Y: 200, W: 400, H: 300})
	r.frame(w, workspaces.Rect{X: 300, Y: 200, W: 400, H: 300})
	if positions, sizes := w.Sets(); positions != 1 || sizes != 0 {
		t.Errorf("the position was set %d times and the size %d times", positions, sizes)
	}
	r.put(w, workspaces.Rect{X: 300, Y: 200, W: 500, H: 300})
	r.frame(w, workspaces.Rect{X: 300, Y: 200, W: 500, H: 300})
}

func TestOurOwnMovesAreNoNews(t *testing.T) {
	r, app, w := alone(t, played.Look{})
	for i := range 5 {
		f := workspaces.Rect{X: 100 + 50*float64(i), Y: 200, W: 400 + 10*float64(i), H: 300}
		r.put(w, f)
		r.frame(w, f)
	}
	quiet[desktop.WindowMoved](r, app)
	if moved := seen[desktop.WindowMoved](r); len(moved) > 0 {
		t.Errorf("echoes were told: %+v", moved)
	}
}

func TestAMoveByTheApplicationIsNews(t *testing.T) {
	r, _, w := alone(t, played.Look{})
	to := workspaces.Rect{X: 600, Y: 300, W: 500, H: 200}
	w.Move(to)
	await(r, "it is told", func(e desktop.WindowMoved) bool { return e.ID == id(w) && e.Frame == to && !e.Request })
}

func TestTheLatestFrameWins(t *testing.T) {
	r, app, w := alone(t, played.Look{Frame: workspaces.Rect{X: 100, Y: 100, W: 400, H: 300}})
	app.Hang()
	for i := range 20 {
		r.put(w, workspaces.Rect{X: 10 * float64(i), Y: 50, W: 400, H: 300})
	}
	last := workspaces.Rect{X: 777, Y: 55, W: 400, H: 300}
	r.put(w, last)
	app.Recover()
	r.frame(w, last)
	r.looked(app)
	if positions, _ := w.Sets(); positions > 4 {
		t.Errorf("the position was set %d times for 21 requests while the application hung", positions)
	}
}

func TestAWindowThatDoesNotObeyAtFirstIsToldOnceMore(t *testing.T) {
	r, app, w := alone(t, played.Look{Frame: workspaces.Rect{X: 100, Y: 100, W: 400, H: 300}})
	app.Enhance() // with it frames are reached half way only
	want := workspaces.Rect{X: 300, Y: 300, W: 600, H: 400}
	r.put(w, want)
	r.frame(w, want)
	r.until("it is on again", func() bool { on, _, _ := app.Enhanced(); return on })
	if _, on, off := app.Enhanced(); on != 1 || off != 1 {
		t.Errorf("AXEnhancedUserInterface was turned on %d times and off %d times", on, off)
	}
}

func TestEnhancedUserInterfaceThatIsOffStaysOff(t *testing.T) {
	r, app, w := alone(t, played.Look{})
	want := workspaces.Rect{X: 300, Y: 300, W: 600, H: 400}
	r.put(w, want)
	r.frame(w, want)
	r.looked(app)
	if on, turnedOn, turnedOff := app.Enhanced(); on || turnedOn+turnedOff > 0 {
		t.Errorf("it was touched: %v %d %d", on, turnedOn, turnedOff)
	}
}

func TestAMinimumSize(t *testing.T) {
	r, app, w := alone(t, played.Look{Minimum: cg.Size{Width: 700, Height: 100}})
	r.put(w, workspaces.Rect{X: 100, Y: 100, W: 300, H: 300})
	r.frame(w, workspaces.Rect{X: 100, Y: 100, W: 700, H: 300})
	await(r, "the agent hears what became of it", func(e desktop.WindowMoved) bool { return e.Frame.W == 700 })
	r.looked(app)
	_, before := w.Sets()
	for range 5 {
		r.put(w, workspaces.Rect{X: 100, Y: 100, W: 300, H: 300})
		r.looked(app)
	}
	if _, after := w.Sets(); after != before {
		t.Errorf("an application that refused was asked %d times more", after-before)
	}
	r.put(w, workspaces.Rect{X: 100, Y: 100, W: 800, H: 300})
	r.frame(w, workspaces.Rect{X: 100, Y: 100, W: 800, H: 300})
}

func TestTerminalsSizeInSteps(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.Terminal")
	a := app.Open(played.Look{Step: cg.Size{Width: 7, Height: 14}})
	b := app.Open(played.Look{})
	r.manage("")
	r.frame(a, workspaces.Rect{X: 0, Y: 25, W: 714, H: 868})
	r.frame(b, tile(1, 2))
	r.looked(app)
	positions, sizes := a.Sets()
	r.run("focus left")
	r.run("focus right")
	r.looked(app)
	if p, s := a.Sets(); p != positions || s != sizes {
		t.Errorf("it was asked again for what it refused: %d and %d", p-positions, s-sizes)
	}
}

func TestAWindowThatMovesBackIsLeftAloneInTheEnd(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("org.stubborn")
	a := app.Open(played.Look{Frame: workspaces.Rect{X: 200, Y: 200, W: 300, H: 300}})
	a.MoveBack(true)
	b := app.Open(played.Look{})
	r.manage("")
	r.frame(b, tile(1, 2))
	r.looked(app)
	quiet[desktop.WindowMoved](r, app)
	if positions, _ := a.Sets(); positions > 20 {
		t.Errorf("the quarrel took %d rounds", positions)
	}
	if a.Frame() != (workspaces.Rect{X: 200, Y: 200, W: 300, H: 300}) {
		t.Errorf("it is at %v", a.Frame())
	}
}

func TestAWindowThatRefusesItsSize(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("com.apple.systempreferences")
	a := app.Open(played.Look{Frame: workspaces.Rect{X: 200, Y: 200, W: 668, H: 500}})
	a.RefuseSize()
	b := app.Open(played.Look{})
	r.manage("")
	r.frame(a, workspaces.Rect{X: 0, Y: 25, W: 668, H: 500})
	r.frame(b, tile(1, 2))
}

func TestAnApplicationQuitsDuringAFrameRequest(t *testing.T) {
	r := newRig(t)
	app, other := r.mac.Start("quits"), r.mac.Start("stays")
	a, b := app.Open(played.Look{}), other.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	app.Delay(quick.Answer / 3)
	r.run("layout accordion")
	r.run("workspace 2")
	app.Quit()
	r.run("workspace 1")
	r.unknown(a)
	r.run("layout tiles")
	r.columns(b)
}

func TestAUserWhoMovesATileGetsItBack(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("org.example")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	a.Move(workspaces.Rect{X: 333, Y: 222, W: 300, H: 300})
	r.columns(a, b)
}

func TestADragIsToldAtItsEnd(t *testing.T) {
	r, _, w := alone(t, played.Look{Frame: workspaces.Rect{X: 100, Y: 100, W: 400, H: 300}})
	r.mac.Mouse(cg.LeftMouseDown, cg.Point{X: 150, Y: 105})
	for i := range 10 {
		w.Move(workspaces.Rect{X: 100 + 10*float64(i), Y: 100, W: 400, H: 300})
	}
	r.heard(w)
	if moved := seen[desktop.WindowMoved](r); len(moved) > 0 {
		t.Errorf("the drag was told before its end: %+v", moved)
	}
	r.mac.Mouse(cg.LeftMouseUp, cg.Point{X: 240, Y: 105})
	await(r, "the end is told", func(e desktop.WindowMoved) bool { return e.ID == id(w) && e.Frame.X == 190 })
	if moved := seen[desktop.WindowMoved](r); len(moved) != 1 {
		t.Errorf("it was told %d times", len(moved))
	}
}

// heard waits until everything that a window's application told before was
// heard: a title arrives after it, also while the mouse is held.
func (r *rig) heard(w *played.Window) {
	r.Helper()
	r.titles++
	title := fmt.Sprint("title ", r.titles)
	w.SetTitle(title)
	await(r, "the title arrives", func(e desktop.WindowChanged) bool { return e.Window.Title == title })
}

func TestAWindowThatTheMouseHoldsIsNotMoved(t *testing.T) {
	r := newRig(t)
	app := r.mac.Start("org.example")
	a, b := app.Open(played.Look{}), app.Open(played.Look{})
	r.manage("")
	r.columns(a, b)
	r.rests()
	r.mac.Mouse(cg.LeftMouseDown, cg.Point{X: 10, Y: 30})
	r.modelFocus(a)
	to := workspaces.Rect{X: 100, Y: 100, W: 720, H: 874}
	a.Move(to)
	r.heard(a)
	r.run("swap right")
	r.frame(b, tile(0, 2))
	if a.Frame() != to {
		t.Errorf("the window was taken from the mouse to %v", a.Frame())
	}
	r.mac.Mouse(cg.LeftMouseUp, cg.Point{X: 1000, Y: 110}) // over its own tile
	r.columns(b, a)
}

func TestComingAndGoingWithoutWallpaperInBetween(t *testing.T) {
	r := newRig(t)
	one, two := r.mac.Start("one"), r.mac.Start("two")
	a := one.Open(played.Look{})
	r.manage("")
	r.columns(a)
	r.run("workspace 2")
	b := two.Open(played.Look{})
	r.click(b)
	r.columns(b)
	r.hidden(a)
	two.Delay(quick.Order / 4)
	r.run("workspace 1")
	r.until("a comes before b goes", func() bool {
		if inCorner(r.mac, a) && inCorner(r.mac, b) {
			t.Error("the wallpaper shows")
		}
		return inCorner(r.mac, b)
	})
}

// A window that is hidden and shown again before it went stays.
func TestShownAgainBeforeItWasHidden(t *testing.T) {
	r := newRig(t)
	app, other := r.mac.Start("one"), r.mac.Start("two")
	a, b := app.Open(played.Look{}), other.Open(played.Look{})
	r.begin()
	other.Hang() // what comes keeps what goes waiting
	r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: id(b), Frame: tile(1, 2)}}, Hide: []workspaces.WindowID{id(a)}})
	r.d.Apply(desktop.Change{Frames: []desktop.Frame{{ID: id(a), Frame: tile(0, 2)}}, Show: []workspaces.WindowID{id(a)}})
	other.Recover()
	r.columns(a, b)
	r.looked(app)
	r.columns(a, b)
}

// The hide comes while the window is on its way back from the corner.
func TestHiddenAgainWhileItIsShown(t *testing.T) {
	r, app, w := alone(t, played.Look{})
	place := tile(0, 1)
	r.put(w, place)
	r.frame(w, place)
	for range 20 {
		r.d.Apply(desktop.Change{Hide: []workspaces.WindowID{id(w)}})
		r.hidden(w)
		app.Delay(quick.Answer / 20)
		r.d.Apply(desktop.Change{Show: []workspaces.WindowID{id(w)}})
		r.until("it is on its way", func() bool { return !inCorner(r.mac, w) })
		r.d.Apply(desktop.Change{Hide: []workspaces.WindowID{id(w)}})
		r.hidden(w)
		app.Delay(0)
		r.d.Apply(desktop.Change{Show: []workspaces.WindowID{id(w)}})
		r.frame(w, place)
	}
}
