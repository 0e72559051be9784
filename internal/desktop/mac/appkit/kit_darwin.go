//go:build darwin && cgo

package appkit

import (
	"sync"

	"github.com/progrium/darwinkit/dispatch"
	ak "github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/objc"
)

// kit is the real Kit. Everything of AppKit's is touched on the main thread only.
type kit struct {
	queue  *Queue[Event]
	status ak.StatusItem // nil inside while there is none
	stop   sync.Once
}

// newKit subscribes to what happens. It is for the main thread.
func newKit() *kit {
	k := &kit{queue: NewQueue[Event]()}
	k.observe()
	return k
}

// onMain does something on the main thread and waits for it. What it leaves to be
// released goes at once: AppKit's own pool lasts until the next event, which
// may be long in coming.
func onMain[T any](f func() T) T {
	var result T
	dispatch.MainQueue().DispatchSync(func() {
		objc.WithAutoreleasePool(func() { result = f() })
	})
	return result
}

func (k *kit) Events() <-chan Event { return k.queue.Events() }

func (k *kit) Apps() []App {
	return onMain(func() []App {
		var apps []App
		for _, r := range Running() {
			apps = append(apps, appOf(r))
		}
		return apps
	})
}

func (k *kit) App(pid int32) (App, bool) {
	app := onMain(func() App { return appOf(running(pid)) })
	return app, app.PID != 0
}

func (k *kit) Frontmost() (App, bool) {
	app := onMain(func() App { return appOf(ak.Workspace_SharedWorkspace().FrontmostApplication()) })
	return app, app.PID != 0
}

// Running are the applications that run, borrowed until the autorelease pool ends. It
// is for the main thread.
func Running() []ak.RunningApplication {
	var apps []ak.RunningApplication
	for _, r := range List(objc.Call[objc.Object](ak.Workspace_SharedWorkspace(), objc.Sel("runningApplications"))) {
		apps = append(apps, ak.RunningApplicationFrom(r.Ptr()))
	}
	return apps
}

// running is the application of a process, nil inside if there is none.
func running(pid int32) ak.RunningApplication {
	return objc.Call[ak.RunningApplication](ak.RunningApplicationClass, objc.Sel("runningApplicationWithProcessIdentifier:"), pid)
}

// appOf is what is to be known of an application, zero if it is nil.
func appOf(r ak.RunningApplication) App {
	if r.IsNil() {
		return App{}
	}
	return App{
		PID: int32(send(r, "processIdentifier")), BundleID: r.BundleIdentifier(), Name: r.LocalizedName(),
		Bundle: pathOf(r.BundleURL()), Executable: pathOf(r.ExecutableURL()),
		Policy: Policy(r.ActivationPolicy()), Hidden: yes(r, "isHidden"), Launched: yes(r, "isFinishedLaunching"),
	}
}

func pathOf(u foundation.URL) string {
	if u.IsNil() {
		return ""
	}
	return u.Path()
}

func (k *kit) Activate(pid int32, allWindows bool) bool {
	options := ak.ApplicationActivateIgnoringOtherApps
	if allWindows {
		options |= ak.ApplicationActivateAllWindows
	}
	if k.ask(pid, "activateWithOptions:", options) {
		return true
	}
	// Since macOS 14 an application may have to be given the front by the one that
	// has it.
	return onMain(func() bool {
		r, front := running(pid), ak.Workspace_SharedWorkspace().FrontmostApplication()
		const transfer = "activateFromApplication:options:"
		return !r.IsNil() && !front.IsNil() && r.RespondsToSelector(objc.Sel(transfer)) && yes(r, transfer, front, options)
	})
}

func (k *kit) Hide(pid int32) bool   { return k.ask(pid, "hide") }
func (k *kit) Unhide(pid int32) bool { return k.ask(pid, "unhide") }

func (k *kit) Terminate(pid int32, force bool) bool {
	if force {
		return k.ask(pid, "forceTerminate")
	}
	return k.ask(pid, "terminate")
}

// ask sends a message to an application's object, false if there is none.
func (k *kit) ask(pid int32, selector string, args ...any) bool {
	return onMain(func() bool {
		r := running(pid)
		return !r.IsNil() && yes(r, selector, args...)
	})
}

func (k *kit) SetStatus(s Status) {
	onMain(func() struct{} {
		k.show(s)
		return struct{}{}
	})
}

// show is SetStatus on the main thread.
func (k *kit) show(s Status) {
	if s.Title == "" && len(s.Menu) == 0 {
		if !k.status.IsNil() {
			ak.StatusBar_SystemStatusBar().RemoveStatusItem(k.status)
			k.status.Release()
			k.status = ak.StatusItem{}
		}
		return
	}
	if k.status.IsNil() {
		k.status = ak.StatusBar_SystemStatusBar().StatusItemWithLength(ak.VariableStatusItemLength)
		k.status.Retain()
	}
	k.status.Button().SetTitle(s.Title)
	menu := ak.NewMenu()
	menu.SetAutoenablesItems(false)
	for _, e := range s.Menu {
		menu.AddItem(k.entry(e))
	}
	k.status.SetMenu(menu)
}

func (k *kit) entry(e Entry) ak.MenuItem {
	if e.Title == "" {
		return ak.MenuItem_SeparatorItem()
	}
	item := ak.NewMenuItemWithAction(e.Title, "", func(objc.Object) {
		k.queue.Put(Event{Kind: StatusChosen, Choice: e.ID})
	})
	item.SetEnabled(!e.Disabled)
	if e.Checked {
		item.SetState(ak.ControlStateValueOn)
	}
	return item
}

func (k *kit) OpenSettings(p Pane) bool {
	return onMain(func() bool { return openURL(foundation.URL_URLWithString(p.URL())) })
}

func (k *kit) OpenFile(path string) bool {
	return onMain(func() bool { return openURL(foundation.URL_FileURLWithPath(path)) })
}

func openURL(u foundation.URL) bool {
	return !u.IsNil() && yes(ak.Workspace_SharedWorkspace(), "openURL:", u)
}

func (k *kit) Stop() {
	k.stop.Do(func() {
		k.SetStatus(Status{})
		k.queue.Close()
	})
}
