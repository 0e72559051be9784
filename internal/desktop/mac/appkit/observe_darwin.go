//go:build darwin && cgo

package appkit

import (
	"github.com/progrium/darwinkit/helper/action"
	ak "github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/objc"
)

// The notifications, by the values of their constants: AppKit's are named like
// their constants (NSWorkspace.h, NSApplication.h); the distributed ones of
// loginwindow and of the accessibility settings are in no header.
var (
	ofWorkspace = map[foundation.NotificationName]Kind{
		"NSWorkspaceDidLaunchApplicationNotification":    AppLaunched,
		"NSWorkspaceDidTerminateApplicationNotification": AppTerminated,
		"NSWorkspaceDidActivateApplicationNotification":  AppActivated,
		"NSWorkspaceDidHideApplicationNotification":      AppHidden,
		"NSWorkspaceDidUnhideApplicationNotification":    AppUnhidden,
		"NSWorkspaceWillSleepNotification":               WillSleep,
		"NSWorkspaceDidWakeNotification":                 DidWake,
		"NSWorkspaceScreensDidSleepNotification":         ScreensSlept,
		"NSWorkspaceScreensDidWakeNotification":          ScreensWoke,
		"NSWorkspaceSessionDidResignActiveNotification":  SessionResigned,
		"NSWorkspaceSessionDidBecomeActiveNotification":  SessionActive,
		"NSWorkspaceActiveSpaceDidChangeNotification":    SpaceChanged,
	}
	ofApplication = map[foundation.NotificationName]Kind{
		"NSApplicationDidChangeScreenParametersNotification": ScreensChanged,
	}
	ofSystem = map[foundation.NotificationName]Kind{
		"com.apple.screenIsLocked":    ScreenLocked,
		"com.apple.screenIsUnlocked":  ScreenUnlocked,
		"com.apple.accessibility.api": TrustChanged,
	}
)

// observe turns notifications into events for as long as the process lives.
func (k *kit) observe() {
	k.watch(ak.Workspace_SharedWorkspace().NotificationCenter(), ofWorkspace)
	k.watch(foundation.NotificationCenter_DefaultCenter(), ofApplication)
	distributed := foundation.DistributedNotificationCenter_NotificationCenterForType(foundation.LocalNotificationCenterType)
	for name, kind := range ofSystem {
		// By this message alone a notification comes at once, also while the
		// application is in the background, as it always is. The target stays.
		target, selector := action.Wrap(func(objc.Object) { k.queue.Put(Event{Kind: kind}) })
		objc.Call[objc.Void](distributed, objc.Sel("addObserver:selector:name:object:suspensionBehavior:"),
			target, selector, name, nil, uint(foundation.NotificationSuspensionBehaviorDeliverImmediately))
	}
}

func (k *kit) watch(center foundation.NotificationCenter, names map[foundation.NotificationName]Kind) {
	for name, kind := range names {
		center.AddObserverForNameObjectQueueUsingBlock(name, nil, foundation.OperationQueue_MainQueue(), func(n foundation.Notification) {
			k.queue.Put(Event{Kind: kind, App: subject(n)})
		})
	}
}

// subject is the application that a notification is about, zero if it is about
// none.
func subject(n foundation.Notification) App {
	info := n.UserInfo()
	if info.IsNil() {
		return App{}
	}
	// NSWorkspaceApplicationKey has its name as its value.
	object := info.ObjectForKey(foundation.String_StringWithString("NSWorkspaceApplicationKey"))
	if object.IsNil() || !object.IsKindOfClass(objc.GetClass("NSRunningApplication")) {
		return App{}
	}
	return appOf(ak.RunningApplicationFrom(object.Ptr()))
}
