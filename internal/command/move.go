package command

import (
	"errors"

	"perch/workspaces"
)

var (
	moveDirection = newDirection()
	moveAction    = choice("--boundaries-action", "<boundary-action>", "<action>", "What to do at the boundary",
		actionStop, actionFail, actionContainer)
)

var moveCommand = &Command{
	Name:    "move",
	Aliases: []Alias{{Name: "move-through"}},
	Group:   GroupMove,
	Summary: "Move the focused window in a direction",
	Usage: `USAGE: move [-h|--help] [--window-id <window-id>] [--boundaries <boundary>]
            [--boundaries-action <boundary-action>] [--fail-if-fullscreen]
            [--fail-if-macos-native-fullscreen] (left|down|up|right)`,
	Description: `Moves the focused window through the tree: it changes places with a window
beside it, goes into a container beside it, or leaves its own container.

At the edge of the workspace --boundaries-action decides: stop does nothing,
fail exits with 2, and create-implicit-container, the default, divides the
whole workspace in that direction. With --boundaries all-monitors-outer-frame
the window goes on to the next monitor instead.

move-through is the same command.`,
	Examples: []Example{
		{"move right", "Move the window to the right"},
		{"move --boundaries all-monitors-outer-frame left", "Move it to the left, also to another monitor"},
	},
	Flags:       []*Flag{windowID.Flag, boundaries.Flag, moveAction.Flag, failIfFullscreen.Flag, failIfNativeFullscreen.Flag},
	Positionals: []*Positional{moveDirection.Positional},
	ChangesTree: true,
	Run: onWindow(func(t *turn, a *Arguments, w workspaces.WindowInfo) Code {
		if t.coveringForbids(a, w.ID) {
			return Failed
		}
		next, err := t.State.Move(w.ID, moveDirection.of(a), workspaces.MoveOptions{
			Boundaries: boundariesOf(a),
			Action:     boundaryActions[moveAction.or(a, actionContainer)],
		})
		return t.become(next, err, func(err error) string {
			switch {
			case errors.Is(err, workspaces.ErrFloating):
				return "moving floating windows isn't yet supported"
			case errors.Is(err, workspaces.ErrNative):
				return "moving macOS fullscreen, minimized windows and windows of hidden apps isn't yet supported. This behavior is subject to change"
			}
			return ""
		})
	}),
}

var joinDirection = newDirection()

var joinWithCommand = &Command{
	Name:    "join-with",
	Group:   GroupMove,
	Summary: "Put the focused window and its neighbour into a container of their own",
	Usage:   `USAGE: join-with [-h|--help] [--window-id <window-id>] (left|down|up|right)`,
	Description: `Puts the focused window and its neighbour in a direction, which may be a
container, into a new container that divides their room the other way: of two
windows side by side, one comes to stand above the other.`,
	Examples: []Example{
		{"join-with right", "Stack this window and the one on its right"},
	},
	Flags:       []*Flag{windowID.Flag},
	Positionals: []*Positional{joinDirection.Positional},
	ChangesTree: true,
	Run: onWindow(func(t *turn, a *Arguments, w workspaces.WindowInfo) Code {
		next, err := t.State.JoinWith(w.ID, joinDirection.of(a))
		return t.become(next, err, func(error) string { return "No windows in the specified direction" })
	}),
}

var (
	swapStep  = newStep()
	swapFocus = toggle("--swap-focus", "Focus the other window")
)

var swapCommand = &Command{
	Name:    "swap",
	Group:   GroupMove,
	Summary: "Exchange the focused window with another one",
	Usage: `USAGE: swap [-h|--help] [--window-id <window-id>] [--swap-focus]
            [--wrap-around] (left|down|up|right|dfs-next|dfs-prev)`,
	Description: `Exchanges the places and sizes of the focused window and of the window in a
direction, or the next one in the order of the tree. The focus stays with the
window, or with --swap-focus at the place.`,
	Examples: []Example{
		{"swap --wrap-around dfs-next", "Take the place of the next window"},
	},
	Flags:       []*Flag{windowID.Flag, swapFocus.Flag, wrapAround.Flag},
	Positionals: []*Positional{swapStep.Positional},
	ChangesTree: true,
	Run: onWindow(func(t *turn, a *Arguments, w workspaces.WindowInfo) Code {
		o := workspaces.SwapOptions{WrapAround: wrapAround.given(a), SwapFocus: swapFocus.given(a)}
		silent := func(error) string { return "" }
		to := swapStep.of(a)
		if to.dfs != 0 {
			next, err := t.State.SwapDFS(w.ID, to.dfs, o)
			return t.become(next, err, silent)
		}
		next, err := t.State.Swap(w.ID, to.direction, o)
		return t.become(next, err, silent)
	}),
}

var (
	moveToWorkspaceArgument = newWorkspaceTarget()
	focusFollows            = toggle("--focus-follows-window", "Focus the window in its new place")
)

var moveNodeToWorkspaceCommand = &Command{
	Name:    "move-node-to-workspace",
	Group:   GroupMove,
	Summary: "Move the focused window to a workspace",
	Usage: `USAGE: move-node-to-workspace [-h|--help] [--focus-follows-window] [--wrap-around]
                              [--stdin|--no-stdin]
                              (next|prev)
   OR: move-node-to-workspace [-h|--help] [--focus-follows-window] [--fail-if-noop]
                              [--window-id <window-id>] [--] <workspace-name>`,
	Description: `Takes the focused window to the end of another workspace. The focus stays
where it is unless --focus-follows-window. next and prev mean the same as for
the command workspace.`,
	Examples: []Example{
		{"move-node-to-workspace 3", "Send the window to workspace 3"},
		{"move-node-to-workspace --focus-follows-window mail", "Take the window to mail and go there"},
	},
	Flags:       []*Flag{focusFollows.Flag, wrapAround.Flag, failIfNoop.Flag, windowID.Flag, stdinFlag.Flag, noStdin.Flag},
	Positionals: []*Positional{dashes, moveToWorkspaceArgument.Positional},
	Conflicts:   [][]string{{"--stdin", "--no-stdin"}},
	ChangesTree: true,
	Check: func(a *Arguments) error {
		relative := moveToWorkspaceArgument.of(a).relative()
		return first(
			must(!wrapAround.given(a) || relative, "--wrapAround requires using (prev|next) argument"),
			must(!failIfNoop.given(a) || !relative, "--fail-if-noop is incompatible with (next|prev)"),
			must(!windowID.given(a) || !relative, "--window-id is incompatible with (next|prev)"),
			must(!stdinFlag.given(a) && !noStdin.given(a) || relative, stdinNeedsRelative),
		)
	},
	Run: onWindow(func(t *turn, a *Arguments, w workspaces.WindowInfo) Code {
		to := moveToWorkspaceArgument.of(a)
		name := to.name
		if to.relative() {
			var err error
			if name, err = t.neighbour(a, w.Workspace, to.offset); err != nil {
				return t.fail(err.Error())
			}
		}
		if name == w.Workspace {
			return t.alreadyThere(a, w)
		}
		next, err := t.State.MoveToWorkspace(w.ID, name, focusFollows.given(a))
		return t.become(next, err, error.Error)
	}),
}

func (t *turn) alreadyThere(a *Arguments, w workspaces.WindowInfo) Code {
	return t.noop(a, "Window '%d' already belongs to workspace '%s'. Tip: use --fail-if-noop to exit with non-zero code", w.ID, w.Workspace)
}

var moveToMonitorArgument = newMonitorTarget()

var moveNodeToMonitorCommand = &Command{
	Name:    "move-node-to-monitor",
	Group:   GroupMove,
	Summary: "Move the focused window to another monitor",
	Usage: `USAGE: move-node-to-monitor [-h|--help] [--window-id <window-id>] [--focus-follows-window]
                            [--wrap-around] (left|down|up|right|next|prev)
   OR: move-node-to-monitor [-h|--help] [--window-id <window-id>] [--focus-follows-window]
                            [--fail-if-noop] [--] <monitor-pattern>...`,
	Description: `Takes the focused window to the workspace that is visible on another monitor,
named as for focus-monitor. The focus stays unless --focus-follows-window.`,
	Examples: []Example{
		{"move-node-to-monitor --focus-follows-window --wrap-around next", "Take the window to the next monitor"},
	},
	Flags:       []*Flag{windowID.Flag, focusFollows.Flag, wrapAround.Flag, failIfNoop.Flag},
	Positionals: []*Positional{dashes, moveToMonitorArgument.Positional},
	ChangesTree: true,
	Check: func(a *Arguments) error {
		byPattern := moveToMonitorArgument.of(a).byPattern()
		return first(
			must(!wrapAround.given(a) || !byPattern, wrapNeedsNoPattern),
			must(!failIfNoop.given(a) || byPattern, "--fail-if-noop is incompatible with (left|down|up|right|next|prev)"),
		)
	},
	Run: onWindow(func(t *turn, a *Arguments, w workspaces.WindowInfo) Code {
		to := moveToMonitorArgument.of(a)
		i, err := to.find(t.State, t.State.MonitorOf(w.Workspace), wrapAround.given(a))
		if err != nil {
			return t.fail(err.Error())
		}
		if t.State.VisibleOn(i) == w.Workspace {
			return t.alreadyThere(a, w)
		}
		next, err := t.State.MoveToMonitor(w.ID, i, to.direction, focusFollows.given(a))
		return t.become(next, err, error.Error)
	}),
}

var moveWorkspaceArgument = newMonitorTarget()

var moveWorkspaceToMonitorCommand = &Command{
	Name:    "move-workspace-to-monitor",
	Aliases: []Alias{{Name: "move-workspace-to-display", Unchecked: true}},
	Group:   GroupMove,
	Summary: "Show the focused workspace on another monitor",
	Usage: `USAGE: move-workspace-to-monitor [-h|--help] [--workspace <workspace>] [--wrap-around] (left|down|up|right)
   OR: move-workspace-to-monitor [-h|--help] [--workspace <workspace>] [--wrap-around] (next|prev)
   OR: move-workspace-to-monitor [-h|--help] [--workspace <workspace>] [--] <monitor-pattern>...`,
	Description: `Shows the focused workspace, or the one that --workspace names, on another
monitor, named as for focus-monitor. The monitor that it leaves shows another
workspace. The focus stays with what has it. It fails if the configuration ties
the workspace to a monitor.

move-workspace-to-display is the same command.`,
	Examples: []Example{
		{"move-workspace-to-monitor --wrap-around next", "Take the workspace to the next monitor"},
	},
	Flags:       []*Flag{workspaceFlag.Flag, wrapAround.Flag},
	Positionals: []*Positional{dashes, moveWorkspaceArgument.Positional},
	ChangesTree: true,
	Check: func(a *Arguments) error {
		return must(!wrapAround.given(a) || !moveWorkspaceArgument.of(a).byPattern(), wrapNeedsNoPattern)
	},
	Run: onTarget(func(t *turn, a *Arguments, target workspaces.Target) Code {
		from := t.State.MonitorOf(target.Workspace)
		i, err := moveWorkspaceArgument.of(a).find(t.State, from, wrapAround.given(a))
		if err != nil {
			return t.fail(err.Error())
		}
		if i == from {
			return OK
		}
		next, err := t.State.MoveWorkspaceToMonitor(target.Workspace, i)
		return t.become(next, err, explainForced)
	}),
}
