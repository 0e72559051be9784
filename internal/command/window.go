package command

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"perch/workspaces"
)

var quitIfLast = toggle("--quit-if-last-window", "Quit the application if this is its last window")

var closeCommand = &Command{
	Name:    "close",
	Group:   GroupWindow,
	Summary: "Close the focused window",
	Usage:   `USAGE: close [-h|--help] [--quit-if-last-window] [--window-id <window-id>]`,
	Description: `Asks the focused window to close, as a click on its close button does. A
window may ask back, or refuse.`,
	Examples: []Example{
		{"close --quit-if-last-window", "Also end an application without another window"},
	},
	Flags: []*Flag{quitIfLast.Flag, windowID.Flag},
	Run: onTarget(func(t *turn, a *Arguments, target workspaces.Target) Code {
		if target.Window == workspaces.NoWindow {
			return t.fail(emptyWorkspace)
		}
		return t.close(target.Window, quitIfLast.given(a))
	}),
}

const emptyWorkspace = "Empty workspace"

func (t *turn) close(id workspaces.WindowID, quit bool) Code {
	w, _ := t.State.Window(id)
	gone, err := t.Host.CloseWindow(id, quit)
	switch {
	case err != nil && quit:
		name := w.App.Name
		if name == "" {
			name = "Unknown app"
		}
		return t.fail(fmt.Sprintf("Failed to quit '%s'", name))
	case err != nil:
		return t.fail(err.Error())
	case gone:
		next, err := t.State.RemoveWindow(id, workspaces.RemoveOptions{})
		return t.become(next, err, error.Error)
	}
	return OK
}

var closeAllWindowsButCurrentCommand = &Command{
	Name:    "close-all-windows-but-current",
	Group:   GroupWindow,
	Summary: "Close every other window of the workspace",
	Usage:   `USAGE: close-all-windows-but-current [-h|--help] [--quit-if-last-window]`,
	Description: `Asks every other window of the focused window's workspace to close. It fails if
one of them could not be asked.`,
	Flags: []*Flag{quitIfLast.Flag},
	Run: onTarget(func(t *turn, a *Arguments, target workspaces.Target) Code {
		if target.Window == workspaces.NoWindow {
			return t.fail(emptyWorkspace)
		}
		code := OK
		for _, id := range t.State.WindowsOf(target.Workspace) {
			w, _ := t.State.Window(id)
			if id == target.Window || w.Placement != workspaces.Tiling && w.Placement != workspaces.Floating {
				continue
			}
			code = max(code, t.close(id, quitIfLast.given(a)))
		}
		return code
	}),
}

// missing is the answer to a command that this platform cannot carry out.
func (t *turn) missing(command string) Code {
	return t.fail(command + " is not available on this system")
}

var nativeState = onOff()

var nativeFullscreenCommand = &Command{
	Name:    "macos-native-fullscreen",
	Group:   GroupWindow,
	Summary: "Put the focused window into macOS fullscreen",
	Usage: `USAGE: macos-native-fullscreen [-h|--help] [--window-id <window-id>]
   OR: macos-native-fullscreen [-h|--help] [--window-id <window-id>] [--fail-if-noop] on
   OR: macos-native-fullscreen [-h|--help] [--window-id <window-id>] [--fail-if-noop] off`,
	Description: `Puts the focused window into the fullscreen of the platform, which on macOS is
a space of its own. Without on or off it toggles.`,
	Flags:       []*Flag{windowID.Flag, failIfNoop.Flag},
	Positionals: []*Positional{nativeState.Positional},
	Check: func(a *Arguments) error {
		_, given := nativeState.value(a)
		return must(!failIfNoop.given(a) || given, noopNeedsState)
	},
	Run: onWindow(func(t *turn, a *Arguments, w workspaces.WindowInfo) Code {
		now := t.isNativeFullscreen(w)
		on := wanted(a, nativeState, now)
		if on == now {
			return t.noop(a, "%s. Tip: use --fail-if-noop to exit with non-zero exit code", alreadyFullscreen(on))
		}
		host, ok := t.Host.(NativeStates)
		if !ok {
			return t.missing("macos-native-fullscreen")
		}
		if err := host.SetNativeFullscreen(w.ID, on); err != nil {
			return t.fail(err.Error())
		}
		to := workspaces.Tiling // or where it was before
		if on {
			to = workspaces.NativeFullscreen
		}
		next, err := t.State.SetPlacement(w.ID, to)
		return t.become(next, err, error.Error)
	}),
}

var nativeMinimizeCommand = &Command{
	Name:    "macos-native-minimize",
	Group:   GroupWindow,
	Summary: "Minimize the focused window",
	Usage:   `USAGE: macos-native-minimize [-h|--help] [--window-id <window-id>]`,
	Description: `Minimizes the focused window in the way of the platform. No command brings it
back; use the Dock or taskbar.`,
	Flags: []*Flag{windowID.Flag},
	Run: onWindow(func(t *turn, a *Arguments, w workspaces.WindowInfo) Code {
		host, ok := t.Host.(NativeStates)
		if !ok {
			return t.missing("macos-native-minimize")
		}
		if err := host.Minimize(w.ID); err != nil {
			return t.fail(err.Error())
		}
		next, err := t.State.SetPlacement(w.ID, workspaces.Minimized)
		return t.become(next, err, error.Error)
	}),
}

var mousePosition = oneOf("<mouse-position>", "Where to put the pointer",
	"monitor-lazy-center", "monitor-force-center", "window-lazy-center", "window-force-center")

var moveMouseCommand = &Command{
	Name:    "move-mouse",
	Group:   GroupWindow,
	Summary: "Put the pointer onto the focused window or monitor",
	Usage:   `USAGE: move-mouse [-h|--help] [--fail-if-noop] <mouse-position>`,
	Description: `Puts the pointer into the middle of the focused window, or of the monitor with
the focused workspace. The lazy positions leave the pointer alone if it is
already inside.`,
	Examples: []Example{
		{"move-mouse window-lazy-center", "Bring the pointer to the window, unless it is there"},
	},
	Flags:       []*Flag{failIfNoop.Flag},
	Positionals: []*Positional{mousePosition.Positional},
	Check: func(a *Arguments) error {
		return must(!failIfNoop.given(a) || strings.Contains(mousePosition.of(a), "lazy"),
			"--fail-if-noop is only compatible with window-lazy-center or monitor-lazy-center")
	},
	Run: onTarget(func(t *turn, a *Arguments, target workspaces.Target) Code {
		subject, how, _ := strings.Cut(mousePosition.of(a), "-")
		frame := t.State.Monitors()[t.State.MonitorOf(target.Workspace)].Frame
		if subject == "window" {
			var err error
			if frame, err = t.windowFrame(target.Window); err != nil {
				return t.fail(err.Error())
			}
		}
		if how == "lazy-center" && frame.Contains(t.Host.Pointer()) {
			return t.noop(a, "The mouse already belongs to the %s. Tip: use --fail-if-noop to exit with non-zero code", subject)
		}
		t.Host.MovePointer(frame.Center())
		return OK
	}),
}

// windowFrame is where a window was laid out, else where it says it is.
func (t *turn) windowFrame(id workspaces.WindowID) (workspaces.Rect, error) {
	w, ok := t.State.Window(id)
	switch {
	case !ok:
		return workspaces.Rect{}, errors.New(noWindow)
	case w.IsLaid && w.Placement == workspaces.Tiling:
		return w.Laid, nil
	case w.Frame.Empty():
		return workspaces.Rect{}, fmt.Errorf("Failed to get rect of window '%d'", id)
	}
	return w.Frame, nil
}

var volumeWords = []string{"up", "down", "mute-toggle", "mute-on", "mute-off", "set"}

const volumePlaceholder = "(up|down|mute-toggle|mute-on|mute-off|set)"

var (
	noVolumeGUI    = toggle("--no-gui", "Show nothing on the screen")
	volumeArgument = argument[VolumeChange]{&Positional{
		Placeholder: volumePlaceholder, Summary: "The change", Mandatory: true, Completion: Choices, Choices: volumeWords,
		read: func(words []string, _ bool) (any, int, error) {
			change := VolumeChange{Action: VolumeAction(words[0])}
			switch change.Action {
			case VolumeUp, VolumeDown, VolumeMuteToggle, VolumeMuteOff, VolumeMuteOn:
				return change, 1, nil
			case VolumeSet:
			default:
				return nil, 1, fmt.Errorf("Unknown argument '%s'. Possible values: %s", words[0], volumePlaceholder)
			}
			if len(words) < 2 {
				return nil, 1, errors.New("set argument must be followed by <number>")
			}
			n, err := strconv.Atoi(words[1])
			switch {
			case err != nil:
				return nil, 2, fmt.Errorf("Can't parse number '%s'", words[1])
			case n < 0 || n > 100:
				return nil, 2, fmt.Errorf("%d must be in range from 0 to 100", n)
			}
			change.Percent = n
			return change, 2, nil
		}}}
)

var volumeCommand = &Command{
	Name:    "volume",
	Group:   GroupWindow,
	Summary: "Change the sound volume",
	Usage: `USAGE: volume [-h|--help] (up|down) [--no-gui]
   OR: volume [-h|--help] (mute-toggle|mute-off|mute-on) [--no-gui]
   OR: volume [-h|--help] set <number> [--no-gui]`,
	Description: `Changes the volume of the sound output. up and down change it by a sixteenth
and turn muting on and off as needed. The number after set is a percentage from
0 to 100.`,
	Examples: []Example{
		{"volume set 30", "Set the volume to 30 %"},
	},
	Flags:       []*Flag{noVolumeGUI.Flag},
	Positionals: []*Positional{volumeArgument.Positional},
	Run: func(t *turn, a *Arguments) Code {
		host, ok := t.Host.(Mixer)
		if !ok {
			return t.missing("volume")
		}
		change := volumeArgument.of(a)
		change.Quiet = noVolumeGUI.given(a)
		if err := host.ChangeVolume(change); err != nil {
			return t.fail(err.Error())
		}
		return OK
	},
}
