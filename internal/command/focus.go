package command

import (
	"errors"
	"fmt"

	"perch/workspaces"
)

// step is a direction in space, or in the order of the tree (dfs is +1 or -1).
type step struct {
	direction workspaces.Direction
	dfs       int
}

var (
	directionWords = []string{"left", "down", "up", "right"}
	stepWords      = append(append([]string{}, directionWords...), "dfs-next", "dfs-prev")
)

const directionPlaceholder = "(left|down|up|right)"

// newDirection declares the argument (left|down|up|right).
func newDirection() argument[workspaces.Direction] {
	return argument[workspaces.Direction]{&Positional{
		Placeholder: directionPlaceholder, Summary: "The direction", Mandatory: true, Completion: Choices, Choices: directionWords,
		read: func(words []string, _ bool) (any, int, error) {
			d, ok := workspaces.ParseDirection(words[0])
			if !ok {
				return nil, 1, choiceError(words[0], directionWords)
			}
			return d, 1, nil
		}}}
}

// newStep declares the argument (left|down|up|right|dfs-next|dfs-prev).
func newStep() argument[step] {
	return argument[step]{&Positional{
		Placeholder: "(left|down|up|right|dfs-next|dfs-prev)", Summary: "The direction, or the order of the tree",
		Mandatory: true, Completion: Choices, Choices: stepWords,
		read: func(words []string, _ bool) (any, int, error) {
			switch words[0] {
			case "dfs-next":
				return step{dfs: 1}, 1, nil
			case "dfs-prev":
				return step{dfs: -1}, 1, nil
			}
			d, ok := workspaces.ParseDirection(words[0])
			if !ok {
				return nil, 1, choiceError(words[0], stepWords)
			}
			return step{direction: d}, 1, nil
		}}}
}

const (
	ownWorkspace    = "workspace"
	allMonitors     = "all-monitors-outer-frame"
	actionStop      = "stop"
	actionFail      = "fail"
	actionWrap      = "wrap-around-the-workspace"
	actionWrapAll   = "wrap-around-all-monitors"
	actionContainer = "create-implicit-container"
)

var (
	focusStep = newStep().optional()

	boundaries = choice("--boundaries", "<boundary>", "<boundary>", "Where to stop looking", ownWorkspace, allMonitors)

	focusAction = choice("--boundaries-action", "<action>", "<action>", "What to do at the boundary",
		actionStop, actionFail, actionWrap, actionWrapAll)

	ignoreFloating = toggle("--ignore-floating", "Leave floating windows out")
	dfsIndex       = single("--dfs-index", "<dfs-index>", "Focus the window with this place in the tree, from 0", NoCompletion, parseUint32)
)

var focusCommand = &Command{
	Name:    "focus",
	Group:   GroupFocus,
	Summary: "Focus a window",
	Usage: `USAGE: focus [-h|--help] [--ignore-floating] [--wrap-around]
             [--boundaries <boundary>] [--boundaries-action <action>]
             [--fail-if-fullscreen] [--fail-if-macos-native-fullscreen]
             (left|down|up|right)
   OR: focus [-h|--help] [--ignore-floating] [--wrap-around]
             [--boundaries <boundary>] [--boundaries-action <action>]
             (dfs-next|dfs-prev)
   OR: focus [-h|--help] --window-id <window-id>
   OR: focus [-h|--help] --dfs-index <dfs-index>`,
	Description: `Focuses the window next to the focused one, on the screen or in the order of
the tree, or a certain window. A window of another workspace brings that
workspace with it.

In a direction, the nearest neighbour in the tree counts, whatever the layout;
inside a container across the direction, the window that was used last.

Where there is no window any more, --boundaries-action decides: stop does
nothing, fail exits with 2, wrap-around-the-workspace goes on at the other end
of the workspace and wrap-around-all-monitors at the other end of all monitors.
The boundary is the workspace, or with --boundaries all-monitors-outer-frame
the outline of all monitors together.`,
	Examples: []Example{
		{"focus left", "The window on the left"},
		{"focus --boundaries all-monitors-outer-frame --boundaries-action wrap-around-all-monitors right", "Go right, from monitor to monitor, in a circle"},
		{"focus --window-id 42", "One window, wherever it is"},
	},
	Flags: []*Flag{
		ignoreFloating.Flag, wrapAround.Flag, boundaries.Flag, focusAction.Flag,
		failIfFullscreen.Flag, failIfNativeFullscreen.Flag, windowID.Flag, dfsIndex.Flag,
	},
	Positionals: []*Positional{focusStep.Positional},
	Conflicts:   [][]string{{"--wrap-around", "--boundaries-action"}, {"--wrap-around", "--boundaries"}},
	Check:       checkFocus,
	Run:         onTarget(runFocus),
}

func checkFocus(a *Arguments) error {
	to, stepped := focusStep.value(a)
	within := boundaries.or(a, ownWorkspace)
	byWindow, byIndex := windowID.given(a), dfsIndex.given(a)
	alone := len(a.flags) == 1 && !stepped
	failIf := failIfFullscreen.given(a) || failIfNativeFullscreen.given(a)
	return first(
		must(within != ownWorkspace || focusAction.or(a, "") != actionWrapAll, "workspace and wrap-around-all-monitors is an invalid combination of values"),
		must(stepped || byWindow || byIndex, "Mandatory argument is missing. "+focusStep.Placeholder+", --window-id or --dfs-index is required"),
		must(!byWindow || alone, "--window-id is incompatible with other options"),
		must(!byIndex || alone, "--dfs-index is incompatible with other options"),
		must(!failIf || stepped && to.dfs == 0, "--fail-if-fullscreen/--fail-if-macos-native-fullscreen require using (left|down|up|right) argument"),
		must(to.dfs == 0 || within == ownWorkspace, "(dfs-next|dfs-prev) only supports --boundaries workspace"),
	)
}

func runFocus(t *turn, a *Arguments, target workspaces.Target) Code {
	if t.coveringForbids(a, target.Window) {
		return Failed
	}
	o := workspaces.FocusOptions{
		IgnoreFloating: ignoreFloating.given(a),
		Boundaries:     boundariesOf(a),
		Action:         boundaryActions[focusAction.or(a, actionStop)],
	}
	if wrapAround.given(a) {
		o.Action = workspaces.WrapWorkspace
	}
	silent := func(err error) string {
		if errors.Is(err, workspaces.ErrNoWindow) {
			return noWindow
		}
		return ""
	}
	if to, ok := focusStep.value(a); ok && to.dfs != 0 {
		next, err := t.State.FocusDFS(target, to.dfs, o)
		return t.become(next, err, silent)
	} else if ok {
		next, err := t.State.FocusDirection(target, to.direction, o)
		return t.become(next, err, silent)
	}
	if index, ok := dfsIndex.value(a); ok {
		next, err := t.State.FocusIndex(target, int(index), o)
		return t.become(next, err, func(error) string { return fmt.Sprintf("Can't find window with DFS index %d", index) })
	}
	next, err := t.State.FocusWindow(target.Window)
	return t.become(next, err, silent)
}

var boundaryActions = map[string]workspaces.BoundaryAction{
	actionStop:      workspaces.Stop,
	actionFail:      workspaces.Fail,
	actionWrap:      workspaces.WrapWorkspace,
	actionWrapAll:   workspaces.WrapMonitors,
	actionContainer: workspaces.CreateContainer,
}

func boundariesOf(a *Arguments) workspaces.Boundaries {
	if boundaries.or(a, ownWorkspace) == allMonitors {
		return workspaces.AllMonitors
	}
	return workspaces.WorkspaceBoundaries
}

// coveringForbids says whether one of the --fail-if flags holds for a window.
func (t *turn) coveringForbids(a *Arguments, id workspaces.WindowID) bool {
	w, ok := t.State.Window(id)
	return ok && (failIfFullscreen.given(a) && w.Fullscreen ||
		failIfNativeFullscreen.given(a) && t.isNativeFullscreen(w))
}

func (t *turn) isNativeFullscreen(w workspaces.WindowInfo) bool {
	if host, ok := t.Host.(NativeStates); ok && host.IsNativeFullscreen(w.ID) {
		return true
	}
	return w.Placement == workspaces.NativeFullscreen
}

var focusBackAndForthCommand = &Command{
	Name:    "focus-back-and-forth",
	Group:   GroupFocus,
	Summary: "Focus what was focused before",
	Usage:   `USAGE: focus-back-and-forth [-h|--help]`,
	Description: `Goes back to the window that had the focus before, or to the empty workspace.
Calling it again returns. It fails if that window is closed.`,
	Run: func(t *turn, _ *Arguments) Code {
		next, err := t.State.FocusBack()
		return t.become(next, err, func(error) string { return "Prev window has been closed" })
	},
}

var focusMonitorArgument = newMonitorTarget()

const wrapNeedsNoPattern = "--wrap-around is incompatible with <monitor-pattern> argument"

var focusMonitorCommand = &Command{
	Name:    "focus-monitor",
	Group:   GroupFocus,
	Summary: "Focus the workspace that another monitor shows",
	Usage: `USAGE: focus-monitor [-h|--help] [--wrap-around] (left|down|up|right)
   OR: focus-monitor [-h|--help] [--wrap-around] (next|prev)
   OR: focus-monitor [-h|--help] [--] <monitor-pattern>...`,
	Description: `Focuses the workspace that is visible on another monitor. The monitor lies in a
direction, is the next or previous one from left to right, or matches a
pattern: its number from the left, main, secondary (of two), or a regular
expression that is found in its name. The first pattern that matches counts.`,
	Examples: []Example{
		{"focus-monitor --wrap-around next", "Go round the monitors"},
		{"focus-monitor secondary main", "The second monitor if there is one"},
	},
	Flags:       []*Flag{wrapAround.Flag},
	Positionals: []*Positional{dashes, focusMonitorArgument.Positional},
	Check: func(a *Arguments) error {
		return must(!wrapAround.given(a) || !focusMonitorArgument.of(a).byPattern(), wrapNeedsNoPattern)
	},
	Run: onTarget(func(t *turn, a *Arguments, target workspaces.Target) Code {
		i, err := focusMonitorArgument.of(a).find(t.State, t.State.MonitorOf(target.Workspace), wrapAround.given(a))
		if err != nil {
			return t.fail(err.Error())
		}
		t.State = t.State.FocusMonitor(i)
		return OK
	}),
}
