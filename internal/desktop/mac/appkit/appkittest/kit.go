// Package appkittest plays AppKit: a Kit whose applications and screens tests
// bring about.
package appkittest

import (
	"fmt"
	"slices"
	"sync"

	"perch/internal/desktop/mac/appkit"
	"perch/workspaces"
)

// Kit plays AppKit. Its own methods beside those of appkit.Kit are the world's.
type Kit struct {
	queue *appkit.Queue[appkit.Event]

	mu      sync.Mutex
	apps    []appkit.App
	front   int32 // process of the frontmost application, 0 for none
	screens []appkit.Screen
	status  appkit.Status
	deeds   []string
	deaf    map[int32]bool
	changed chan struct{} // closed and replaced by every deed and status

	// OnActivate, OnHide and OnTerminate, if set, do in the world what the system
	// would: with them the double only passes wishes on and tells no event. They
	// are called without locks held, in the caller's goroutine.
	OnActivate  func(pid int32, allWindows bool) bool
	OnHide      func(pid int32, hidden bool) bool
	OnTerminate func(pid int32, force bool) bool
}

var _ appkit.Kit = (*Kit)(nil)

// New is AppKit with one screen of 1440x900, its menu bar 25 high, and nothing that
// runs.
func New() *Kit {
	frame := workspaces.Rect{W: 1440, H: 900}
	visible := workspaces.Rect{Y: 25, W: 1440, H: 875}
	return &Kit{
		queue: appkit.NewQueue[appkit.Event](), deaf: map[int32]bool{}, changed: make(chan struct{}),
		screens: []appkit.Screen{{Display: 1, Name: "Built-in Display", Frame: frame, Visible: visible, Scale: 2}},
	}
}

// Events delivers what the world brought about.
func (k *Kit) Events() <-chan appkit.Event { return k.queue.Events() }

// Tell makes an event happen, without any change of the world.
func (k *Kit) Tell(e appkit.Event) { k.queue.Put(e) }

// Happen makes an event happen that is about no application, such as DidWake.
func (k *Kit) Happen(kind appkit.Kind) { k.Tell(appkit.Event{Kind: kind}) }

// Launch starts an application, behind the frontmost one.
func (k *Kit) Launch(app appkit.App) {
	k.mu.Lock()
	app.Launched = true
	k.apps = append(k.apps, app)
	k.mu.Unlock()
	k.Tell(appkit.Event{Kind: appkit.AppLaunched, App: app})
}

// Quit ends an application.
func (k *Kit) Quit(pid int32) {
	k.mu.Lock()
	i := k.index(pid)
	if i < 0 {
		k.mu.Unlock()
		return
	}
	app := k.apps[i]
	k.apps = slices.Delete(k.apps, i, i+1)
	if k.front == pid {
		k.front = 0
	}
	k.mu.Unlock()
	k.Tell(appkit.Event{Kind: appkit.AppTerminated, App: app})
}

// Front brings an application to the front, as a click on its window does; 0 is none.
func (k *Kit) Front(pid int32) {
	k.mu.Lock()
	changed := k.front != pid
	k.front = pid
	i := k.index(pid)
	if i < 0 || !changed {
		k.mu.Unlock()
		return
	}
	app := k.apps[i]
	k.mu.Unlock()
	k.Tell(appkit.Event{Kind: appkit.AppActivated, App: app})
}

// SetHidden hides an application or shows it again, as Command-H does.
func (k *Kit) SetHidden(pid int32, hidden bool) {
	k.mu.Lock()
	i := k.index(pid)
	if i < 0 || k.apps[i].Hidden == hidden {
		k.mu.Unlock()
		return
	}
	k.apps[i].Hidden = hidden
	app := k.apps[i]
	k.mu.Unlock()
	kind := appkit.AppUnhidden
	if hidden {
		kind = appkit.AppHidden
	}
	k.Tell(appkit.Event{Kind: kind, App: app})
}

// Deafen makes an application take no wish to be activated, hidden or ended, as one
// that hangs does; forced, it ends nevertheless.
func (k *Kit) Deafen(pid int32) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.deaf[pid] = true
}

// SetScreens arranges the displays anew. The first is the main one.
func (k *Kit) SetScreens(screens ...appkit.Screen) {
	k.mu.Lock()
	k.screens = slices.Clone(screens)
	k.mu.Unlock()
	k.Happen(appkit.ScreensChanged)
}

// Choose clicks on an entry of the status item's menu. It returns an error if
// nobody could.
func (k *Kit) Choose(id string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, e := range k.status.Menu {
		if e.ID == id && e.Title != "" && !e.Disabled {
			k.queue.Put(appkit.Event{Kind: appkit.StatusChosen, Choice: id})
			return nil
		}
	}
	return fmt.Errorf("the menu has no entry %q that can be chosen: %v", id, k.status.Menu)
}

// Status is what the menu bar shows, zero if there is no item.
func (k *Kit) Status() appkit.Status {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.status
}

// Deeds are the wishes so far, such as "activate 7", "terminate 7 force",
// "settings com.apple.preference…" and "open /path".
func (k *Kit) Deeds() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.deeds)
}

// Changed is closed by the next wish or status. Ask for it before looking.
func (k *Kit) Changed() <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.changed
}

// deed takes a wish down. It wants the lock.
func (k *Kit) deed(format string, args ...any) {
	k.deeds = append(k.deeds, fmt.Sprintf(format, args...))
	close(k.changed)
	k.changed = make(chan struct{})
}

// index is the place of an application, -1 if it does not run.
func (k *Kit) index(pid int32) int {
	return slices.IndexFunc(k.apps, func(a appkit.App) bool { return a.PID == pid })
}

// Apps are the applications that run.
func (k *Kit) Apps() []appkit.App {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.apps)
}

// App is one of them.
func (k *Kit) App(pid int32) (appkit.App, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if i := k.index(pid); i >= 0 {
		return k.apps[i], true
	}
	return appkit.App{}, false
}

// Frontmost is the application in front.
func (k *Kit) Frontmost() (appkit.App, bool) {
	k.mu.Lock()
	pid := k.front
	k.mu.Unlock()
	return k.App(pid)
}

// wish takes a wish to an application down and says whether it is heard.
func (k *Kit) wish(pid int32, format string, args ...any) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.deed(format, args...)
	return k.index(pid) >= 0 && !k.deaf[pid]
}

// Activate brings an application to the front.
func (k *Kit) Activate(pid int32, allWindows bool) bool {
	what := "activate %d"
	if allWindows {
		what = "activate %d all"
	}
	switch heard := k.wish(pid, what, pid); {
	case !heard:
		return false
	case k.OnActivate != nil:
		return k.OnActivate(pid, allWindows)
	}
	k.Front(pid)
	return true
}

// Hide hides an application.
func (k *Kit) Hide(pid int32) bool { return k.hide(pid, true, "hide %d") }

// Unhide shows an application again.
func (k *Kit) Unhide(pid int32) bool { return k.hide(pid, false, "unhide %d") }

func (k *Kit) hide(pid int32, hidden bool, what string) bool {
	switch heard := k.wish(pid, what, pid); {
	case !heard:
		return false
	case k.OnHide != nil:
		return k.OnHide(pid, hidden)
	}
	k.SetHidden(pid, hidden)
	return true
}

// Terminate ends an application.
func (k *Kit) Terminate(pid int32, force bool) bool {
	what := "terminate %d"
	if force {
		what = "terminate %d force"
	}
	heard := k.wish(pid, what, pid)
	if _, runs := k.App(pid); !runs || !heard && !force {
		return false
	}
	if k.OnTerminate != nil {
		return k.OnTerminate(pid, force)
	}
	k.Quit(pid)
	return true
}

// Screens are the displays.
func (k *Kit) Screens() []appkit.Screen {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.screens)
}

// SetStatus shows the item in the menu bar.
func (k *Kit) SetStatus(s appkit.Status) {
	k.mu.Lock()
	defer k.mu.Unlock()
	s.Menu = slices.Clone(s.Menu)
	k.status = s
	k.deed("status %s", s.Title)
}

// OpenSettings shows a page of System Settings.
func (k *Kit) OpenSettings(p appkit.Pane) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.deed("settings %s", p)
	return true
}

// OpenFile shows a file.
func (k *Kit) OpenFile(path string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.deed("open %s", path)
	return true
}

// Stop ends the events.
func (k *Kit) Stop() {
	k.mu.Lock()
	k.status = appkit.Status{}
	k.mu.Unlock()
	k.queue.Close()
}
