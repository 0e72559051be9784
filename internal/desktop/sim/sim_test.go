package sim

import (
	"errors"
	"reflect"
	"testing"

	"perch/internal/desktop"
	"perch/keybind"
	"perch/workspaces"
)

var (
	mainScreen = workspaces.Monitor{Name: "main", Frame: workspaces.Rect{W: 1920, H: 1080}, WorkArea: workspaces.Rect{Y: 30, W: 1920, H: 1050}}
	sideScreen = workspaces.Monitor{Name: "side", Frame: workspaces.Rect{X: 1920, W: 1280, H: 1024}, WorkArea: workspaces.Rect{X: 1920, W: 1280, H: 1024}}
)

// started is a desktop on mainScreen whose Started event is taken.
func started(t *testing.T) *Desktop {
	t.Helper()
	d := New(mainScreen)
	d.Start()
	if e, ok := d.Drain(); !ok || !reflect.DeepEqual(e, desktop.Started{Monitors: d.Monitors(), Focused: workspaces.NoWindow}) {
		t.Fatalf("the first event is %+v", e)
	}
	return d
}

func wantEvents(t *testing.T, d *Desktop, want ...desktop.Event) {
	t.Helper()
	for _, w := range want {
		if e, ok := d.Drain(); !ok || !reflect.DeepEqual(e, w) {
			t.Fatalf("event %#v, want %#v", e, w)
		}
	}
	if e, ok := d.Drain(); ok {
		t.Fatalf("one event too many: %#v", e)
	}
}

func place(id workspaces.WindowID, x, y, w, h float64) desktop.Change {
	return desktop.Change{Frames: []desktop.Frame{{ID: id, Frame: workspaces.Rect{X: x, Y: y, W: w, H: h}}}}
}

func TestWindowsOpenedBeforeTheStartAreFound(t *testing.T) {
	d := New(mainScreen)
	first := d.Open("Mail", "Inbox", Options{})
	second := d.Open("Term", "sh", Options{})
	d.Start()
	e, _ := d.Drain()
	found, ok := e.(desktop.Started)
	if !ok || len(found.Windows) != 2 || found.Windows[0].ID != first || found.Focused != second {
		t.Errorf("started with %+v", e)
	}
	wantEvents(t, d)
}

func TestApplyIsSeen(t *testing.T) {
	d := started(t)
	a, b := d.Open("Mail", "Inbox", Options{}), d.Open("Term", "sh", Options{})
	for range 2 {
		d.Drain()
	}
	change := place(a, 0, 30, 960, 1050)
	change.Stack = []workspaces.WindowID{b, a}
	change.Hide = []workspaces.WindowID{b}
	change.Focus = &a
	d.Apply(change)
	if w, _ := d.Window(a); w.Frame != (workspaces.Rect{Y: 30, W: 960, H: 1050}) || !w.Visible {
		t.Errorf("window %d is %+v", a, w)
	}
	if w, _ := d.Window(b); w.Visible {
		t.Errorf("window %d is visible", b)
	}
	if s := d.Stack(); !reflect.DeepEqual(s, []workspaces.WindowID{a}) {
		t.Errorf("the stack is %v", s)
	}
	if d.Focused() != a {
		t.Errorf("%d is focused", d.Focused())
	}
	if c := d.Changes(); len(c) != 1 || !reflect.DeepEqual(c[0], change) {
		t.Errorf("changes: %+v", c)
	}
	wantEvents(t, d, desktop.Focused{ID: a})
	if id := d.At(workspaces.Point{X: 10, Y: 40}); id != a {
		t.Errorf("at the corner is %d", id)
	}
	if id := d.At(workspaces.Point{X: 1900, Y: 40}); id != workspaces.NoWindow {
		t.Errorf("a hidden window is at the other side: %d", id)
	}
}

func TestMisbehaviour(t *testing.T) {
	t.Run("a minimum size is kept and reported", func(t *testing.T) {
		d := started(t)
		id := d.Open("Mail", "Inbox", Options{Minimum: workspaces.Size{W: 500, H: 10}})
		d.Drain()
		d.Apply(place(id, 0, 0, 300, 300))
		wantEvents(t, d, desktop.WindowMoved{ID: id, Frame: workspaces.Rect{W: 500, H: 300}})
	})
	t.Run("a window that refuses to close stays", func(t *testing.T) {
		d := started(t)
		id := d.Open("Editor", "unsaved", Options{Refuses: true})
		d.Drain()
		if gone, err := d.CloseWindow(id, false); gone || err != nil {
			t.Errorf("gone %v, error %v", gone, err)
		}
		if _, err := d.CloseWindow(id, true); err == nil || err.Error() != `application "Editor" refuses to quit` {
			t.Errorf("quitting: %v", err)
		}
		wantEvents(t, d)
	})
	t.Run("a hung application answers when it recovers", func(t *testing.T) {
		d := started(t)
		stays, closes := d.Open("Mail", "Inbox", Options{}), d.Open("Mail", "Draft", Options{})
		d.Drain()
		d.Drain()
		d.Hang("Mail")
		before, _ := d.Window(stays)
		d.Apply(place(stays, 1, 2, 300, 400))
		if gone, err := d.CloseWindow(closes, false); gone || err != nil {
			t.Errorf("gone %v, error %v", gone, err)
		}
		if now, _ := d.Window(stays); now.Frame != before.Frame {
			t.Errorf("it moved to %v", now.Frame)
		}
		wantEvents(t, d)
		d.Recover("Mail")
		if now, _ := d.Window(stays); now.Frame != (workspaces.Rect{X: 1, Y: 2, W: 300, H: 400}) {
			t.Errorf("it is at %v", now.Frame)
		}
		wantEvents(t, d, desktop.WindowClosed{ID: closes})
	})
	t.Run("a window vanishes under the hand", func(t *testing.T) {
		d := started(t)
		id := d.Open("Splash", "", Options{Vanishes: true})
		d.Drain()
		d.Apply(place(id, 0, 0, 100, 100))
		wantEvents(t, d, desktop.WindowClosed{ID: id})
		if gone, _ := d.CloseWindow(id, false); !gone {
			t.Error("a window that is not there is not gone")
		}
	})
	t.Run("a title comes late", func(t *testing.T) {
		d := started(t)
		id := d.Open("Browser", "", Options{LateTitle: "News"})
		d.Drain()
		d.Advance(TitleDelay - 1)
		wantEvents(t, d)
		d.Advance(1)
		w, _ := d.Window(id)
		wantEvents(t, d, desktop.WindowChanged{Window: w.Window})
		if w.Title != "News" {
			t.Errorf("the title is %q", w.Title)
		}
		d.Advance(TitleDelay)
		wantEvents(t, d)
	})
}

func TestKeysReachTheAgentOnlyIfGrabbed(t *testing.T) {
	d := started(t)
	h := keybind.Chord{Modifiers: keybind.Alt, Key: keybind.Keys()[0]}
	if d.Press(h) {
		t.Error("a key without a binding was taken")
	}
	d.Grab([]keybind.Chord{h})
	if !d.Press(h) || !d.Grabbed(h) {
		t.Error("a binding was not taken")
	}
	wantEvents(t, d, desktop.KeyPressed{Chord: h, At: d.Now()})
	d.Sleep()
	if d.Press(h) {
		t.Error("a key was pressed on a sleeping machine")
	}
	d.Drain()
	d.Grab(nil)
	if d.Press(h) {
		t.Error("a released binding was taken")
	}
}

func TestMonitorsComeAndGo(t *testing.T) {
	d := started(t)
	if err := d.AddMonitor(sideScreen); err != nil {
		t.Fatal(err)
	}
	both := d.Monitors()
	if both[1].SystemIndex != 2 || both[1].ID != "side" {
		t.Errorf("the second monitor is %+v", both[1])
	}
	wantEvents(t, d, desktop.MonitorsChanged{Monitors: both})
	if err := d.AddMonitor(sideScreen); err == nil {
		t.Error("a monitor was plugged in twice")
	}
	d.Sleep()
	if err := d.RemoveMonitor("main"); err != nil {
		t.Fatal(err)
	}
	wantEvents(t, d, desktop.MonitorsChanged{})
	d.Wake()
	wantEvents(t, d, desktop.MonitorsChanged{Monitors: d.Monitors()})
	if err := d.RemoveMonitor("main"); err == nil || err.Error() != `there is no monitor "main"` {
		t.Errorf("error: %v", err)
	}
}

func TestPointer(t *testing.T) {
	d := started(t)
	id := d.Open("Mail", "Inbox", Options{Frame: workspaces.Rect{X: 10, Y: 10, W: 100, H: 100}})
	d.Drain()
	inside, outside := workspaces.Point{X: 50, Y: 50}, workspaces.Point{X: 500, Y: 500}
	d.Point(inside)
	d.Point(workspaces.Point{X: 51, Y: 50})
	d.Click(outside)
	wantEvents(t, d, desktop.PointerMoved{At: inside, Window: id}, desktop.Clicked{At: outside, Window: workspaces.NoWindow})
	d.MovePointer(inside)
	if d.Pointer() != inside {
		t.Errorf("the pointer is at %v", d.Pointer())
	}
	frame := workspaces.Rect{X: 20, Y: 20, W: 50, H: 50}
	d.Drag(id, frame)
	wantEvents(t, d, desktop.WindowMoved{ID: id, Frame: frame})
}

// The channel delivers everything in order, however much there is, and ends
// after Lost.
func TestEventsOnAChannel(t *testing.T) {
	const count = 10000
	d := New(mainScreen)
	d.Start()
	events := d.Events()
	if _, ok := (<-events).(desktop.Started); !ok {
		t.Fatal("the first event is not Started")
	}
	for range count {
		d.Open("Term", "sh", Options{})
	}
	lost := errors.New("the cable is out")
	d.Lose(lost)
	d.Open("Term", "too late", Options{})
	for i := range count {
		e, ok := (<-events).(desktop.WindowOpened)
		if !ok || e.Window.ID != workspaces.WindowID(i+1) {
			t.Fatalf("event %d is %+v", i, e)
		}
	}
	if e := <-events; e != (desktop.Lost{Err: lost}) {
		t.Errorf("the last event is %+v", e)
	}
	if e, ok := <-events; ok {
		t.Errorf("after the last event comes %+v", e)
	}
}

func TestCloseShowsEveryWindow(t *testing.T) {
	d := started(t)
	id := d.Open("Mail", "Inbox", Options{})
	d.Apply(desktop.Change{Hide: []workspaces.WindowID{id}})
	chord := keybind.Chord{Key: keybind.Keys()[3]}
	d.Grab([]keybind.Chord{chord})
	d.Close()
	if w, _ := d.Window(id); !w.Visible {
		t.Error("a window stays hidden")
	}
	if d.Grabbed(chord) {
		t.Error("a binding stays grabbed")
	}
}

// What applications and pagers do reaches the agent as events.
func TestActs(t *testing.T) {
	d := started(t)
	id := d.Open("Mail", "Inbox", Options{})
	d.Drain()
	fact := func() workspaces.Window { w, _ := d.Window(id); return w.Window }

	d.Retitle(id, "Sent")
	titled := fact()
	d.SetKind(id, workspaces.KindDialog)
	dialog := fact()
	d.SetUrgent(id, true)
	urgent := fact()
	d.Activate(id)
	d.Ask(desktop.WorkspaceRequested{Index: 2})
	if err := d.Shut(id); err != nil {
		t.Fatal(err)
	}
	wantEvents(t, d, desktop.WindowChanged{Window: titled}, desktop.WindowChanged{Window: dialog}, desktop.WindowChanged{Window: urgent},
		desktop.Focused{ID: id}, desktop.WorkspaceRequested{Index: 2}, desktop.WindowClosed{ID: id})
	if titled.Title != "Sent" || dialog.Kind != workspaces.KindDialog || !urgent.Urgent {
		t.Errorf("%+v, %+v, %+v", titled, dialog, urgent)
	}
	if len(d.Windows()) != 0 || d.Focused() != workspaces.NoWindow {
		t.Errorf("windows %v, focus %d", d.Windows(), d.Focused())
	}
	if err := d.Shut(id); err == nil {
		t.Error("a window closed twice")
	}
	p := desktop.Published{Workspaces: []string{"1", "2"}, Current: 1}
	d.Publish(p)
	if !reflect.DeepEqual(d.Published(), p) {
		t.Errorf("published %+v", d.Published())
	}
}
