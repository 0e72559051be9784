package agent

import (
	"errors"
	"fmt"
	"testing"

	"perch/internal/desktop"
	"perch/internal/desktop/sim"
	"perch/workspaces"
)

// nativeDesktop is a simulated one whose platform has states of its own.
type nativeDesktop struct {
	*sim.Desktop
	fullscreen, minimized map[workspaces.WindowID]bool
	unhidden              int
	err                   error
}

func (d *nativeDesktop) NativeFullscreen(id workspaces.WindowID) bool { return d.fullscreen[id] }
func (d *nativeDesktop) Unhide()                                      { d.unhidden++ }

func (d *nativeDesktop) SetNativeFullscreen(id workspaces.WindowID, on bool) error {
	d.fullscreen[id] = on
	return d.err
}

func (d *nativeDesktop) Minimize(id workspaces.WindowID) error {
	d.minimized[id] = true
	return d.err
}

func (d *nativeDesktop) Apps() []desktop.App {
	return []desktop.App{{App: workspaces.App{PID: 7, ID: "menu.only", Name: "Menu"}, Hidden: true}}
}

func startNative(t *testing.T, config string) (*rig, *nativeDesktop) {
	t.Helper()
	r := start(t, config)
	d := &nativeDesktop{Desktop: r.desktop, fullscreen: map[workspaces.WindowID]bool{}, minimized: map[workspaces.WindowID]bool{}}
	r.agent.Desktop = d
	return r, d
}

func TestThePlatformPutsWindowsIntoStatesOfItsOwn(t *testing.T) {
	r, _ := startNative(t, "")
	a, b := r.open("A"), r.open("B")
	for _, state := range []workspaces.Placement{workspaces.Minimized, workspaces.HiddenApp, workspaces.NativeFullscreen} {
		r.handle(desktop.NativeState{ID: b, State: state})
		if got := r.window(b).Placement; got != state {
			t.Errorf("placement %d, want %d", got, state)
		}
		r.wantFrame(a, workspaces.Rect{W: 1000, H: 800})
		r.handle(desktop.NativeState{ID: b, State: workspaces.Tiling})
		r.wantFrame(b, rightHalf)
	}
	r.must(fmt.Sprintf("layout --window-id %d floating", b))
	r.handle(desktop.NativeState{ID: b, State: workspaces.Tiling})
	if got := r.window(b).Placement; got != workspaces.Floating {
		t.Errorf("a floating window that is in no native state became %d", got)
	}
	r.handle(desktop.NativeState{ID: b, State: workspaces.Minimized})
	r.handle(desktop.NativeState{ID: b, State: workspaces.Tiling})
	if got := r.window(b).Placement; got != workspaces.Floating {
		t.Errorf("a floating window came back as %d", got)
	}
}

func TestCommandsOfNativeStates(t *testing.T) {
	r, d := startNative(t, "")
	a, b := r.open("A"), r.open("B")
	r.must("macos-native-fullscreen")
	if !d.fullscreen[b] || r.window(b).Placement != workspaces.NativeFullscreen {
		t.Error("the window is not in fullscreen")
	}
	r.must("macos-native-fullscreen off")
	if d.fullscreen[b] || r.window(b).Placement != workspaces.Tiling {
		t.Error("the window is still in fullscreen")
	}
	r.must("macos-native-minimize")
	if !d.minimized[b] || r.window(b).Placement != workspaces.Minimized {
		t.Error("the window is not minimized")
	}
	r.wantFocus(a)
	d.err = errors.New("the application says no")
	if result := r.run("macos-native-minimize"); result.Code == 0 || r.window(a).Placement != workspaces.Tiling {
		t.Errorf("a refusal: %+v", result)
	}
}

func TestHiddenAppsComeBackAtOnce(t *testing.T) {
	r, d := startNative(t, "automatically-unhide-macos-hidden-apps = true")
	a := r.open("A")
	r.handle(desktop.NativeState{ID: a, State: workspaces.HiddenApp})
	if d.unhidden != 1 || r.window(a).Placement != workspaces.Tiling {
		t.Errorf("unhidden %d times, placement %d", d.unhidden, r.window(a).Placement)
	}
}

func TestAppsWithoutWindows(t *testing.T) {
	r, _ := startNative(t, "")
	if got := r.agent.Execute(request("list-apps", "--macos-native-hidden", "--format", "%{app-bundle-id}")).Stdout; got != "menu.only" && got != "menu.only\n" {
		t.Errorf("list-apps prints %q", got)
	}
}

func TestSecureInputIsAProblemToShow(t *testing.T) {
	r := start(t, "")
	r.handle(desktop.SecureInput{App: "Terminal"})
	if lines := r.agent.problemLines(); len(lines) != 1 {
		t.Errorf("problems: %q", lines)
	}
	r.handle(desktop.SecureInput{})
	if lines := r.agent.problemLines(); len(lines) != 0 {
		t.Errorf("problems: %q", lines)
	}
}
