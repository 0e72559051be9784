package agent

import (
	"testing"
	"time"

	"perch/internal/desktop"
	"perch/internal/desktop/sim"
	"perch/workspaces"
)

var (
	leftHalf  = workspaces.Rect{W: 500, H: 800}
	rightHalf = workspaces.Rect{X: 500, W: 500, H: 800}
	elsewhere = workspaces.Rect{X: 40, Y: 50, W: 300, H: 200}
)

func TestOnlyWhatChangedIsTold(t *testing.T) {
	r := start(t, "")
	a := r.open("A")
	b := r.open("B")
	r.changes()

	c := r.open("C")
	change := r.only()
	wantIDs(t, "frames for", frames(change), ids(a, b, c))
	wantIDs(t, "shown", change.Show, ids(c))
	wantIDs(t, "stack", change.Stack, ids(a, b, c))
	if change.Focus == nil || *change.Focus != c || change.Hide != nil {
		t.Errorf("opening a window tells %+v", change)
	}

	r.must("focus left")
	change = r.only()
	if change.Focus == nil || *change.Focus != b || len(change.Frames) > 0 || change.Stack != nil || change.Show != nil || change.Hide != nil {
		t.Errorf("another focus tells %+v", change)
	}

	r.must("resize width +0")
	r.must("focus left; focus right")
	r.desktop.Retitle(a, "another title")
	r.settle()
	r.must("list-windows --all")
	r.wantNoChange("what changes no place and no focus")
}

func TestASwitchShowsBeforeItHides(t *testing.T) {
	r := start(t, "")
	a := r.open("A")
	r.must("workspace 2")
	b := r.open("B")
	r.changes()
	r.must("workspace 1")
	change := r.only() // one change, which backends apply in the order frames, stack, show, focus, hide
	wantIDs(t, "shown", change.Show, ids(a))
	wantIDs(t, "hidden", change.Hide, ids(b))
	wantIDs(t, "stack", change.Stack, ids(a))
	if change.Focus == nil || *change.Focus != a || len(change.Frames) > 0 {
		t.Errorf("a switch back tells %+v", change)
	}
}

func TestATurnIsToldOnce(t *testing.T) {
	r := start(t, "")
	r.open("A")
	b := r.open("B")
	r.changes()
	r.must("workspace 2; workspace 3; workspace 1; focus left; focus right; move left; move right; layout h_accordion; layout h_tiles")
	r.wantNoChange("a program that ends where it began")
	r.must("layout v_tiles; focus up; focus down; workspace 5; workspace 1")
	change := r.only()
	if len(change.Frames) != 2 || change.Hide != nil || change.Show != nil || change.Focus != nil {
		t.Errorf("told %+v", change)
	}
	r.wantFocus(b)
}

func TestAWindowOfAHiddenWorkspaceIsHiddenAtOnce(t *testing.T) {
	r := start(t, "on-window-detected = [{ if.app-id = 'A', run = 'move-node-to-workspace 2' }]")
	a := r.open("A")
	change := r.only()
	wantIDs(t, "hidden", change.Hide, ids(a))
	if change.Show != nil || change.Frames != nil || r.seen(a).Visible {
		t.Errorf("told %+v", change)
	}
}

func TestATiledWindowIsPutBack(t *testing.T) {
	r := start(t, "")
	a := r.open("A")
	r.open("B")
	r.changes()
	for i := range maxCorrections {
		r.desktop.Drag(a, elsewhere)
		r.settle()
		wantIDs(t, "put back", frames(r.only()), ids(a))
		r.wantFrame(a, leftHalf)
		r.desktop.Advance(time.Duration(i) * time.Millisecond)
	}
	r.desktop.Drag(a, elsewhere)
	r.settle()
	r.wantNoChange("a window that insists")
	r.must("focus left")
	if change := r.only(); len(change.Frames) > 0 {
		t.Errorf("another turn puts it back all the same: %+v", change)
	}
	r.wantFrame(a, elsewhere)

	r.desktop.Advance(correctionPeriod)
	r.desktop.Drag(a, workspaces.Rect{X: 1, Y: 2, W: 3, H: 4})
	r.settle()
	wantIDs(t, "put back later", frames(r.only()), ids(a))
	r.wantFrame(a, leftHalf)
}

func TestANewPlaceIsToldToAWindowThatInsists(t *testing.T) {
	r := start(t, "")
	a := r.openAs("A", sim.Options{Minimum: workspaces.Size{W: 700}})
	r.open("B") // leaves a 500
	if n := len(r.changes()); n > 2+maxCorrections {
		t.Errorf("%d changes for a window with a minimum size", n)
	}
	r.wantFrame(a, workspaces.Rect{W: 700, H: 800})
	r.must("move left")
	r.wantFrame(a, workspaces.Rect{X: 500, W: 700, H: 800})
}

// A window that goes where the layout wants it anyway is not told.
func TestAWindowThatIsThereAlready(t *testing.T) {
	r := start(t, "")
	a := r.open("A")
	r.open("B")
	for range maxCorrections + 1 {
		r.desktop.Drag(a, rightHalf)
		r.settle()
	}
	r.changes()
	r.must("focus left; move right") // A goes to the right half, where it is
	wantIDs(t, "told", frames(r.only()), ids(2))
	r.wantFrame(a, rightHalf)
}

func TestAFloatingWindowStaysWhereItWent(t *testing.T) {
	r := start(t, "")
	a := r.openAs("A", sim.Options{Kind: workspaces.KindDialog})
	r.changes()
	for range 10 {
		for _, frame := range []workspaces.Rect{elsewhere, {X: 500, Y: 500, W: 100, H: 100}} {
			r.desktop.Drag(a, frame)
			r.settle()
			r.wantNoChange("a floating window that moved")
			if got := r.window(a).Frame; got != frame {
				t.Errorf("the model has it at %v, want %v", got, frame)
			}
		}
	}
}

// A floating window that leaves every monitor is brought back, but not for ever.
func TestAFloatingWindowThatInsistsOutside(t *testing.T) {
	r := start(t, "")
	a := r.openAs("A", sim.Options{Kind: workspaces.KindDialog, Frame: elsewhere})
	r.changes()
	outside := workspaces.Rect{X: -5000, Y: -5000, W: 300, H: 200}
	for range 20 {
		r.desktop.Drag(a, outside)
		r.settle()
	}
	if n := len(r.changes()); n == 0 || n > maxCorrections+1 {
		t.Errorf("it was told its place %d times", n)
	}
	r.desktop.Advance(correctionPeriod)
	r.desktop.Drag(a, outside)
	r.settle()
	if !leftScreen.Frame.Contains(r.seen(a).Frame.Center()) {
		t.Errorf("it is at %v", r.seen(a).Frame)
	}
}

// X11 clients wait for the answer to a ConfigureRequest (ICCCM §4.1.5).
func TestEveryRequestIsAnswered(t *testing.T) {
	r := start(t, "")
	tiled := r.open("A")
	floating := r.openAs("B", sim.Options{Kind: workspaces.KindDialog, Frame: elsewhere})
	r.changes()
	for range 2 * maxCorrections {
		r.handle(desktop.WindowMoved{ID: tiled, Frame: elsewhere, Request: true})
		change := r.only()
		if len(change.Frames) != 1 || change.Frames[0] != (desktop.Frame{ID: tiled, Frame: workspaces.Rect{W: 1000, H: 800}}) {
			t.Fatalf("a tiled window's request is answered by %+v", change)
		}
		r.handle(desktop.WindowMoved{ID: floating, Frame: elsewhere, Request: true})
		change = r.only()
		if len(change.Frames) != 1 || change.Frames[0] != (desktop.Frame{ID: floating, Frame: elsewhere, Floating: true}) {
			t.Fatalf("a request for the same place is answered by %+v", change)
		}
	}
	wish := workspaces.Rect{X: 300, Y: 300, W: 200, H: 200}
	r.handle(desktop.WindowMoved{ID: floating, Frame: wish, Request: true})
	r.only()
	r.wantFrame(floating, wish)
}

func TestARequestOfAHiddenWindowIsAnsweredWhenItShows(t *testing.T) {
	r := start(t, "")
	a := r.openAs("A", sim.Options{Kind: workspaces.KindDialog, Frame: elsewhere})
	r.must("workspace 2")
	r.changes()
	wish := workspaces.Rect{X: 300, Y: 300, W: 200, H: 200}
	r.handle(desktop.WindowMoved{ID: a, Frame: wish, Request: true})
	r.wantNoChange("a hidden window's request")
	r.must("workspace 1")
	r.wantFrame(a, wish)
}

func TestAClosedWindowIsForgotten(t *testing.T) {
	r := start(t, "")
	a := r.open("A")
	b := r.open("B")
	r.changes()
	if err := r.desktop.Shut(b); err != nil {
		t.Fatal(err)
	}
	r.settle()
	change := r.only()
	wantIDs(t, "frames for", frames(change), ids(a))
	if change.Stack != nil || change.Hide != nil || change.Focus == nil || *change.Focus != a {
		t.Errorf("the end of a window tells %+v", change)
	}
	// A window with the same number is another one.
	r.openAs("C", sim.Options{ID: b})
	change = r.only()
	wantIDs(t, "frames for", frames(change), ids(a, b))
	wantIDs(t, "shown", change.Show, ids(b))
	if change.Focus == nil || *change.Focus != b {
		t.Errorf("the new window does not get the focus: %+v", change)
	}
}

func TestTheLastWindowLeavesTheDesktopFocused(t *testing.T) {
	r := start(t, "")
	a := r.open("A")
	r.changes()
	_ = r.desktop.Shut(a)
	r.settle()
	if change := r.only(); change.Focus == nil || *change.Focus != workspaces.NoWindow {
		t.Errorf("told %+v", change)
	}
}

func TestFullscreenIsToldWithTheFrame(t *testing.T) {
	r := start(t, "[gaps]\nouter.left = 10")
	a := r.open("A")
	r.open("B")
	r.must("focus left")
	r.changes()
	r.must("fullscreen --no-outer-gaps")
	change := r.only()
	if len(change.Frames) != 1 || change.Frames[0] != (desktop.Frame{ID: a, Frame: leftScreen.Frame, Fullscreen: true}) {
		t.Errorf("fullscreen tells %+v", change)
	}
	wantIDs(t, "stack", change.Stack, ids(2, a))
	r.must("fullscreen off")
	if change := r.only(); len(change.Frames) != 1 || change.Frames[0].Fullscreen {
		t.Errorf("the end of fullscreen tells %+v", change)
	}
}

// Whether a window floats is told even if its frame stays: its size hints
// count from now on.
func TestFloatingIsTold(t *testing.T) {
	r := start(t, "")
	a := r.openAs("A", sim.Options{Frame: workspaces.Rect{W: 1000, H: 800}})
	r.changes()
	r.must("layout floating")
	if change := r.only(); len(change.Frames) != 1 || change.Frames[0].ID != a || !change.Frames[0].Floating {
		t.Errorf("told %+v", change)
	}
}

func TestThePointerMovesAfterTheWindows(t *testing.T) {
	r := start(t, "[mode.main.binding]\nalt-m = ['move left', 'move-mouse window-force-center']", leftScreen, rightScreen)
	r.open("A")
	r.open("B")
	r.changes()
	watched := &watchedPointer{Desktop: r.desktop}
	r.agent.Desktop = watched
	if !r.press("alt-m") {
		t.Fatal("the keys are not bound")
	}
	if want := []string{"apply", "pointer"}; len(watched.calls) != 2 || watched.calls[0] != want[0] || watched.calls[1] != want[1] {
		t.Errorf("the desktop was told %q, want %q", watched.calls, want)
	}
}

// watchedPointer notes the order of what it is told.
type watchedPointer struct {
	*sim.Desktop
	calls []string
}

func (w *watchedPointer) Apply(c desktop.Change) {
	w.calls = append(w.calls, "apply")
	w.Desktop.Apply(c)
}

func (w *watchedPointer) MovePointer(p workspaces.Point) {
	w.calls = append(w.calls, "pointer")
	w.Desktop.MovePointer(p)
}
