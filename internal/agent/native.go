package agent

import (
	"perch/internal/command"
	"perch/internal/desktop"
	"perch/workspaces"
)

// nativeHost is the host on a platform with fullscreen and minimizing of its
// own.
type nativeHost struct {
	host
	desktop.NativeStates
}

func (h nativeHost) IsNativeFullscreen(id workspaces.WindowID) bool { return h.NativeFullscreen(id) }

// appsHost is a nativeHost whose platform knows applications without windows.
type appsHost struct {
	nativeHost
	apps desktop.Apps
}

func (h appsHost) Apps() []command.App {
	var list []command.App
	for _, app := range h.apps.Apps() {
		list = append(list, command.App{App: app.App, Hidden: app.Hidden})
	}
	return list
}

// host is what commands are given: as much as the platform can do.
func (a *Agent) host() command.Host {
	native, is := a.Desktop.(desktop.NativeStates)
	if !is {
		return host{a}
	}
	h := nativeHost{host{a}, native}
	if apps, knows := a.Desktop.(desktop.Apps); knows {
		return appsHost{h, apps}
	}
	return h
}

// native follows a window into a state of the platform's own and out of it.
// Applications that are hidden come back at once if the configuration says so
// (AeroSpace's automatically-unhide-macos-hidden-apps).
func (a *Agent) native(e desktop.NativeState) {
	if states, is := a.Desktop.(desktop.NativeStates); is && e.State == workspaces.HiddenApp && a.config.UnhideApps {
		states.Unhide()
		return
	}
	w, known := a.state.Window(e.ID)
	inNative := w.Placement == workspaces.NativeFullscreen || w.Placement == workspaces.HiddenApp || w.Placement == workspaces.Minimized
	if !known || w.Placement == workspaces.Popup || e.State == workspaces.Tiling && !inNative {
		return
	}
	a.operate(func(s *workspaces.State) (*workspaces.State, error) { return s.SetPlacement(e.ID, e.State) })
}
