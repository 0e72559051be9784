package ax_test

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"testing"

	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/played"
	"perch/workspaces"
)

// watch observes an application on a thread of its own until the end of the
// test; what it hears comes as "notification number tag".
func watch(t *testing.T, app *played.App) (heard chan string, add func(e ax.Element, tag uintptr, names ...ax.Notification) error) {
	t.Helper()
	thread := cf.NewThread()
	heard = make(chan string, 1000)
	var id cf.RunLoop
	observer, err := ax.NewObserver(app.PID, func(e ax.Element, n ax.Notification, tag uintptr) {
		if cf.Current() != id {
			t.Error("the handler is called on another thread")
		}
		number, _ := e.Window()
		heard <- fmt.Sprintf("%s %d %d", n, number, tag)
	})
	if err != nil {
		t.Fatal(err)
	}
	thread.Do(func() {
		id = cf.Current()
		observer.Attach(thread.Loop())
	})
	t.Cleanup(func() {
		thread.Do(func() {
			observer.Detach(thread.Loop())
			observer.Release()
		})
		thread.Stop()
		<-thread.Done()
	})
	return heard, func(e ax.Element, tag uintptr, names ...ax.Notification) error {
		for _, n := range names {
			if err := observer.Add(e, n, tag); err != nil {
				return err
			}
		}
		return nil
	}
}

func expect(t *testing.T, heard chan string, want ...string) {
	t.Helper()
	for _, w := range want {
		if got := <-heard; got != w {
			t.Errorf("heard %q, expected %q", got, w)
		}
	}
}

func TestObserver(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	first := app.Open(played.Look{})
	w, a := window(t, app)
	heard, add := watch(t, app)
	if err := errors.Join(
		add(a, 1, ax.WindowCreated, ax.FocusedWindowChanged, ax.ApplicationHidden, ax.ApplicationActivated, ax.WindowMoved),
		add(w, 2, ax.ElementDestroyed, ax.WindowResized, ax.TitleChanged, ax.WindowMinimized),
	); err != nil {
		t.Fatal(err)
	}
	if err := add(a, 1, ax.WindowCreated); !errors.Is(err, ax.NotificationAlreadyRegistered) {
		t.Errorf("observing twice: %v", err)
	}
	first.Move(workspaces.Rect{X: 1, Y: 2, W: 300, H: 200})
	expect(t, heard, fmt.Sprintf("AXWindowMoved %d 1", first.ID), fmt.Sprintf("AXWindowResized %d 2", first.ID))
	first.SetTitle("new")
	expect(t, heard, fmt.Sprintf("AXTitleChanged %d 2", first.ID))
	second := app.Open(played.Look{})
	expect(t, heard, fmt.Sprintf("AXWindowCreated %d 1", second.ID), fmt.Sprintf("AXFocusedWindowChanged %d 1", second.ID))
	// Nobody asked for what happens to the second one but its moves.
	second.SetTitle("second")
	second.Move(workspaces.Rect{X: 5, Y: 6, W: 400, H: 300})
	expect(t, heard, fmt.Sprintf("AXWindowMoved %d 1", second.ID))
	second.Close()
	expect(t, heard, fmt.Sprintf("AXFocusedWindowChanged %d 1", first.ID))
	app.Activate()
	expect(t, heard, "AXApplicationActivated 0 1")
	// When a window is gone only the tag tells which it was.
	first.Close()
	expect(t, heard, "AXUIElementDestroyed 0 2", "AXFocusedWindowChanged 0 1")
}

// What happens while an application hangs is told when it is back.
func TestObserverOfHung(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	w := app.Open(played.Look{})
	e, a := window(t, app)
	heard, add := watch(t, app)
	if err := errors.Join(add(a, 0, ax.WindowCreated), add(e, 0, ax.TitleChanged)); err != nil {
		t.Fatal(err)
	}
	app.Hang()
	next := app.Open(played.Look{})
	w.SetTitle("late")
	if len(heard) > 0 {
		t.Error("an application that hangs tells something: ", <-heard)
	}
	app.Recover()
	expect(t, heard, fmt.Sprintf("AXWindowCreated %d 0", next.ID), fmt.Sprintf("AXTitleChanged %d 0", w.ID))
}

func TestObserverFailures(t *testing.T) {
	mac := played.Start(t)
	app, other := mac.Start("com.apple.TextEdit"), mac.Start("com.apple.Preview")
	app.Open(played.Look{})
	gone := app.Open(played.Look{})
	w, a := window(t, app)
	gone.Close()
	if _, err := ax.NewObserver(1, func(ax.Element, ax.Notification, uintptr) {}); !errors.Is(err, ax.CannotComplete) {
		t.Errorf("observing a process that is not there: %v", err)
	}
	o, err := ax.NewObserver(app.PID, func(ax.Element, ax.Notification, uintptr) { t.Error("heard something") })
	if err != nil {
		t.Fatal(err)
	}
	foreign := ax.Application(other.PID)
	defer foreign.Release()
	app.RefuseNotifications(1)
	for _, c := range []struct {
		got  error
		want error
	}{
		{o.Add(a, ax.WindowCreated, 0), ax.CannotComplete},
		{o.Add(a, ax.WindowCreated, 0), nil},
		{o.Add(w, ax.WindowMoved, 0), ax.InvalidUIElement},
		{o.Add(foreign.Element, ax.WindowMoved, 0), ax.IllegalArgument},
		{o.Remove(a, ax.WindowMoved), ax.NotificationNotRegistered},
		{o.Remove(a, ax.WindowCreated), nil},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("the error is %v, expected %v", c.got, c.want)
		}
	}
	o.Release()
	app.Open(played.Look{})
}

// Releasing an observer while its application talks is safe.
func TestObserverReleasedWhileTold(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	w := app.Open(played.Look{})
	_, a := window(t, app)
	thread := cf.NewThread()
	for i := range 200 {
		o, err := ax.NewObserver(app.PID, func(e ax.Element, _ ax.Notification, _ uintptr) { e.Hash() })
		if err != nil {
			t.Fatal(err)
		}
		o.Add(a, ax.WindowMoved, 0)
		o.Attach(thread.Loop())
		w.Move(workspaces.Rect{X: float64(i), W: 400, H: 300})
		if i%2 == 0 {
			thread.Do(func() { o.Detach(thread.Loop()) })
			thread.Do(o.Release)
		} else {
			o.Release()
		}
	}
	thread.Stop()
	<-thread.Done()
}

// A hundred thousand windows come, are looked at, and go.
func TestNoLeak(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	app.Open(played.Look{})
	_, a := window(t, app)
	heard, add := watch(t, app)
	if err := add(a, 0, ax.WindowCreated); err != nil {
		t.Fatal(err)
	}
	before, early := 0, 0
	rounds := 100_000
	if testing.Short() {
		rounds = 1000
	}
	for i := range rounds {
		w := app.Open(played.Look{Title: "a window"})
		<-heard
		windows, err := a.Links(ax.Windows)
		if err != nil || len(windows) != 2 {
			t.Fatal(windows, err)
		}
		v, err := windows[0].Read(ax.Title, ax.Position, ax.Size, ax.CloseButton)
		if err != nil {
			t.Fatal(err)
		}
		if title, err := v.Text(0); title != "a window" {
			t.Fatal(title, err)
		}
		v.Release()
		for _, w := range windows {
			w.Release()
		}
		w.Close()
		if i == rounds/5 {
			early = resident()
		}
		if i%10_000 == 100 {
			if n := mac.Objects(); before == 0 {
				before = n
			} else if slices.Max([]int{n, before}) > before+2 { // the two of a notification
				t.Fatalf("after %d rounds %d objects live, after 100 there were %d: %v", i, n, before, mac.Living(20))
			}
		}
	}
	// In pages of 4 KiB; what the collector has not returned yet is in it.
	late := resident()
	t.Logf("%d pages after a fifth, %d at the end", early, late)
	if late > early+1500 {
		t.Errorf("the memory grew from %d to %d pages", early, late)
	}
}

// resident is the process's memory in pages, 0 where the system does not say.
func resident() int {
	runtime.GC()
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, pages int
	fmt.Sscan(string(text), &size, &pages)
	return pages
}
