package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"perch/workspaces"
)

var (
	workspaceArgument = newWorkspaceTarget()
	autoBackAndForth  = toggle("--auto-back-and-forth", "Go back if the workspace is focused already")
)

const stdinNeedsRelative = "--stdin and --no-stdin require using (next|prev) argument"

var workspaceCommand = &Command{
	Name:    "workspace",
	Group:   GroupFocus,
	Summary: "Focus a workspace",
	Usage: `USAGE: workspace [-h|--help] [--auto-back-and-forth] [--fail-if-noop] [--] <workspace-name>
   OR: workspace [-h|--help] [--wrap-around] [--stdin|--no-stdin] (next|prev)`,
	Description: `Shows a workspace on its monitor and focuses it. It comes into being if it does
not exist. With next and prev the list is that of the workspaces on the same
monitor, in sorted order, or with --stdin the names that come in on the
standard input.

In a script without a terminal, next and prev need --stdin or --no-stdin.`,
	Examples: []Example{
		{"workspace 3", "Go to workspace 3"},
		{"workspace --auto-back-and-forth 3", "Go to workspace 3, or from there back"},
		{"workspace --no-stdin --wrap-around next", "Go round the workspaces of the monitor"},
	},
	Flags:       []*Flag{autoBackAndForth.Flag, wrapAround.Flag, failIfNoop.Flag, stdinFlag.Flag, noStdin.Flag},
	Positionals: []*Positional{dashes, workspaceArgument.Positional},
	Conflicts:   [][]string{{"--stdin", "--no-stdin"}},
	Check: func(a *Arguments) error {
		relative := workspaceArgument.of(a).relative()
		return first(
			must(!wrapAround.given(a) || relative, "--wrapAround requires using (next|prev) argument"),
			must(!autoBackAndForth.given(a) || !relative, "--auto-back-and-forth is incompatible with (next|prev)"),
			must(!failIfNoop.given(a) || !relative, "--fail-if-noop is incompatible with (next|prev)"),
			must(!failIfNoop.given(a) || !autoBackAndForth.given(a), "--fail-if-noop is incompatible with --auto-back-and-forth"),
			must(!stdinFlag.given(a) && !noStdin.given(a) || relative, stdinNeedsRelative),
		)
	},
	Run: onTarget(runWorkspace),
}

func runWorkspace(t *turn, a *Arguments, target workspaces.Target) Code {
	to := workspaceArgument.of(a)
	name := to.name
	if to.relative() {
		var err error
		if name, err = t.neighbour(a, target.Workspace, to.offset); err != nil {
			return t.fail(err.Error())
		}
	} else if name == target.Workspace && autoBackAndForth.given(a) {
		return t.workspaceBack()
	}
	if name == target.Workspace {
		return t.noop(a, "Workspace '%s' is already focused. Tip: use --fail-if-noop to exit with non-zero code", name)
	}
	t.State = t.State.FocusWorkspace(name)
	return OK
}

// neighbour is the workspace offset places after the current one in the list
// that --stdin gives, or among those of its monitor. From outside the list
// both ways lead to the first.
func (t *turn) neighbour(a *Arguments, current string, offset int) (string, error) {
	var list []string
	if stdinFlag.given(a) {
		for _, word := range strings.Fields(t.input.read()) {
			name, err := parseWorkspaceName(word)
			if err != nil {
				return "", err
			}
			list = append(list, name)
		}
	} else {
		monitor := t.State.MonitorOf(current)
		for _, name := range t.State.Workspaces() {
			if name == current || t.State.MonitorOf(name) == monitor {
				list = append(list, name)
			}
		}
	}
	if len(list) == 0 {
		return "", errors.New("The list of workspaces is empty")
	}
	at := 0
	if i := slices.Index(list, current); i >= 0 {
		at = i + offset
	}
	if wrapAround.given(a) {
		at = (at + len(list)) % len(list)
	}
	switch {
	case at >= len(list):
		return "", errors.New("Reached the end of the supplied workspaces list")
	case at < 0:
		return "", errors.New("Rached the beginning of the supplied workspaces list")
	}
	return list[at], nil
}

var workspaceBackAndForthCommand = &Command{
	Name:    "workspace-back-and-forth",
	Group:   GroupFocus,
	Summary: "Focus the workspace that was focused before",
	Usage:   `USAGE: workspace-back-and-forth [-h|--help]`,
	Description: `Goes back to the workspace that had the focus before, even if it has ceased to
exist meanwhile. Calling it again returns.`,
	Run: func(t *turn, _ *Arguments) Code { return t.workspaceBack() },
}

func (t *turn) workspaceBack() Code {
	next, err := t.State.WorkspaceBack()
	return t.become(next, err, func(error) string { return "" })
}

var summonArgument = argument[string]{&Positional{
	Placeholder: "<workspace>", Summary: "The workspace", Mandatory: true, Completion: WorkspaceNames,
	read: func(words []string, _ bool) (any, int, error) {
		name, err := parseWorkspaceName(words[0])
		return name, 1, err
	}}}

var summonWorkspaceCommand = &Command{
	Name:    "summon-workspace",
	Group:   GroupFocus,
	Summary: "Show a workspace on the focused monitor and focus it",
	Usage:   `USAGE: summon-workspace [-h|--help] [--fail-if-noop] [--] <workspace>`,
	Description: `Brings a workspace to the focused monitor instead of going to where it is. The
monitor that it is taken from shows another workspace. It fails if the
configuration ties the workspace to another monitor.`,
	Examples: []Example{
		{"summon-workspace mail", "Look at mail here"},
	},
	Flags:       []*Flag{failIfNoop.Flag},
	Positionals: []*Positional{dashes, summonArgument.Positional},
	ChangesTree: true,
	Run: func(t *turn, a *Arguments) Code {
		name := summonArgument.of(a)
		if t.State.VisibleOn(t.State.MonitorOf(t.State.Focus().Workspace)) == name {
			return t.noop(a, "Workspace '%s' is already visible on the focused monitor. Tip: use --fail-if-noop to exit with non-zero code", name)
		}
		next, err := t.State.SummonWorkspace(name)
		return t.become(next, err, explainForced)
	},
}

// explainForced words the refusal to show a workspace on a monitor.
func explainForced(err error) string {
	var forced *workspaces.ForcedError
	if errors.As(err, &forced) {
		return fmt.Sprintf("Can't move workspace '%s' to monitor '%s'. workspace-to-monitor-force-assignment doesn't allow it", forced.Workspace, forced.Monitor)
	}
	return err.Error()
}
