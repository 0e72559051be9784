package command

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"perch/workspaces"
)

var layoutWords = []string{
	"accordion", "tiles", "horizontal", "vertical", "h_accordion", "v_accordion", "h_tiles", "v_tiles", "tiling", "floating",
}

var layoutAliases = map[string]string{"list": "tiles", "h_list": "h_tiles", "v_list": "v_tiles"}

var (
	rootFlag        = toggle("--root", "Change the root container of the workspace")
	layoutPositions = "(" + strings.Join(layoutWords, "|") + ")"
	layoutArgument  = argument[[]string]{&Positional{
		Placeholder: layoutPositions, Summary: "The layouts to go round", Mandatory: true, Completion: Choices, Choices: layoutWords, Many: true,
		read: func(words []string, _ bool) (any, int, error) {
			var layouts []string
			for i, word := range plain(words) {
				if alias, ok := layoutAliases[word]; ok {
					word = alias
				}
				if !slices.Contains(layoutWords, word) {
					return nil, i + 1, &wrongWord{fmt.Sprintf("Can't parse '%s'\nPossible values: %s", word, layoutPositions), word, layoutWords}
				}
				layouts = append(layouts, word)
			}
			return layouts, len(layouts), nil
		}}}
)

var layoutCommand = &Command{
	Name:    "layout",
	Group:   GroupLayout,
	Summary: "Change how the focused window and its neighbours are laid out",
	Usage: `USAGE: layout [-h|--help] [--window-id <window-id>|--workspace <workspace>]
              [--root] [--fail-if-noop]
              (<target-layout>)...`,
	Description: `Changes the layout of the container that the focused window is in, or with
--root of the whole workspace. Of several layouts the first takes effect that
is not in force yet, so that a binding with two of them toggles.

tiles shows all windows of a container beside each other, accordion one in
front of the others. horizontal and vertical say in which direction they lie.
h_tiles, v_tiles, h_accordion and v_accordion say both. floating takes the
window out of the tree, and tiling puts it back.`,
	Examples: []Example{
		{"layout tiles accordion", "Toggle between tiles and accordion"},
		{"layout floating tiling", "Let the window float, or tile it again"},
	},
	Flags:       []*Flag{windowID.Flag, workspaceFlag.Flag, rootFlag.Flag, failIfNoop.Flag},
	Positionals: []*Positional{layoutArgument.Positional},
	Conflicts:   [][]string{{"--window-id", "--workspace"}},
	ChangesTree: true,
	Check: func(a *Arguments) error {
		layouts := layoutArgument.of(a)
		floats := slices.Contains(layouts, "tiling") || slices.Contains(layouts, "floating")
		return first(
			must(!rootFlag.given(a) || !floats, "layout command: --root and tiling|floating are incompatible"),
			must(!workspaceFlag.given(a) || rootFlag.given(a), "--workspace flag requires using an explicit --root flag"),
			must(!failIfNoop.given(a) || len(layouts) == 1, "--fail-if-noop allows only one <target-layout> argument"),
		)
	},
	Run: onTarget(runLayout),
}

func runLayout(t *turn, a *Arguments, target workspaces.Target) Code {
	subject := workspaces.Subject{Window: target.Window, Workspace: target.Workspace, Root: rootFlag.given(a)}
	layout, err := t.State.LayoutOf(subject)
	floating := errors.Is(err, workspaces.ErrFloating)
	if err != nil && !floating {
		return t.fail(explainLayout(err))
	}
	describes := func(word string) bool { return describesLayout(word, layout, floating) }
	words := layoutArgument.of(a)
	word := words[0]
	if i := slices.IndexFunc(words, func(word string) bool { return !describes(word) }); i >= 0 {
		word = words[i]
	}
	if describes(word) {
		return t.noop(a, "Already in the requested %s mode. Tip: use --fail-if-noop to exit with non-zero exit code", word)
	}
	switch {
	case (word == "tiling" || word == "floating") && target.Window == workspaces.NoWindow:
		return t.fail(noWindow)
	case word == "tiling":
		next, err := t.State.Unfloat(target.Window)
		return t.become(next, err, explainLayout)
	case word == "floating":
		next, err := t.State.Float(target.Window)
		return t.become(next, err, explainLayout)
	case floating:
		return t.fail(explainLayout(workspaces.ErrFloating))
	}
	next, err := t.State.SetLayout(subject, changed(layout, word))
	return t.become(next, err, explainLayout)
}

// describesLayout says whether a layout's name is true of a window that
// floats, or of the container it is in.
func describesLayout(word string, layout workspaces.Layout, floating bool) bool {
	switch {
	case floating || word == "floating":
		return floating && word == "floating"
	case word == "tiling":
		return true
	}
	return changed(layout, word) == layout
}

// changed is a layout after the change that a word asks for.
func changed(layout workspaces.Layout, word string) workspaces.Layout {
	switch word {
	case "tiles":
		layout.Arrangement = workspaces.Tiles
	case "accordion":
		layout.Arrangement = workspaces.Accordion
	case "horizontal":
		layout.Orientation = workspaces.Horizontal
	case "vertical":
		layout.Orientation = workspaces.Vertical
	default:
		layout, _ = workspaces.ParseLayout(word)
	}
	return layout
}

func explainLayout(err error) string {
	switch {
	case errors.Is(err, workspaces.ErrFloating):
		return "The window is non-tiling"
	case errors.Is(err, workspaces.ErrNative):
		return "Can't change layout for macOS minimized, fullscreen windows or windows or hidden apps. This behavior is subject to change"
	}
	return err.Error()
}

// units is an amount of resize.
type units struct {
	how    workspaces.Units
	amount uint64
}

var (
	resizeWords     = []string{"width", "height", "smart", "smart-opposite"}
	resizeDimension = oneOf("(smart|smart-opposite|width|height)", "The axis", resizeWords...)
	resizeUnits     = argument[units]{&Positional{
		Placeholder: "[+|-]<number>", Summary: "How many points", Mandatory: true,
		read: func(words []string, _ bool) (any, int, error) {
			u := units{how: workspaces.Set}
			switch {
			case strings.HasPrefix(words[0], "+"):
				u.how = workspaces.Add
			case strings.HasPrefix(words[0], "-"):
				u.how = workspaces.Subtract
			}
			digits := strings.TrimPrefix(strings.TrimPrefix(words[0], "+"), "-")
			n, err := strconv.ParseUint(trimPlus(digits), 10, 64)
			if err != nil {
				return nil, 1, errors.New("<number> argument must be a number")
			}
			u.amount = n
			return u, 1, nil
		}}}
)

var dimensions = map[string]workspaces.Dimension{
	"width": workspaces.Width, "height": workspaces.Height, "smart": workspaces.Smart, "smart-opposite": workspaces.SmartOpposite,
}

var resizeCommand = &Command{
	Name:    "resize",
	Group:   GroupLayout,
	Summary: "Make the focused window larger or smaller",
	Usage:   `USAGE: resize [-h|--help] [--window-id <window-id>] (smart|smart-opposite|width|height) [+|-]<number>`,
	Description: `Makes the focused window larger (+), smaller (-), or sets its size. The other
windows of the container share the rest. width and height name the direction;
smart takes the one in which the container lies, smart-opposite the other.`,
	Examples: []Example{
		{"resize smart +50", "50 points larger"},
		{"resize width 800", "800 points wide"},
	},
	Flags:           []*Flag{windowID.Flag},
	Positionals:     []*Positional{resizeDimension.Positional, resizeUnits.Positional},
	NegativeNumbers: true,
	ChangesTree:     true,
	Run: onTarget(func(t *turn, a *Arguments, target workspaces.Target) Code {
		u := resizeUnits.of(a)
		next, err := t.State.Resize(target.Window, dimensions[resizeDimension.of(a)], u.how, float64(u.amount))
		return t.become(next, err, func(err error) string {
			if errors.Is(err, workspaces.ErrOnlyChild) {
				return ""
			}
			return "resize command doesn't support floating windows yet https://github.com/nikitabobko/AeroSpace/issues/9"
		})
	}),
}

var balanceSizesCommand = &Command{
	Name:    "balance-sizes",
	Group:   GroupLayout,
	Summary: "Make all windows of a workspace the same size",
	Usage:   `USAGE: balance-sizes [-h|--help] [--workspace <workspace>]`,
	Description: `Gives all windows and containers of the workspace the same room as their
neighbours.`,
	Flags: []*Flag{workspaceFlag.Flag},
	Run: onTarget(func(t *turn, a *Arguments, target workspaces.Target) Code {
		t.State = t.State.Balance(target.Workspace)
		return OK
	}),
}

var flattenWorkspaceTreeCommand = &Command{
	Name:    "flatten-workspace-tree",
	Group:   GroupLayout,
	Summary: "Take all containers out of a workspace",
	Usage:   `USAGE: flatten-workspace-tree [-h|--help] [--workspace <workspace>]`,
	Description: `Takes all containers out of the workspace, so that every window lies directly
in its root, in the order in which they were.`,
	Flags:       []*Flag{workspaceFlag.Flag},
	ChangesTree: true,
	Run: onTarget(func(t *turn, a *Arguments, target workspaces.Target) Code {
		t.State = t.State.Flatten(target.Workspace)
		return OK
	}),
}

var splitArgument = oneOf("(horizontal|vertical|opposite)", "The orientation", "horizontal", "vertical", "opposite")

var splitCommand = &Command{
	Name:    "split",
	Group:   GroupLayout,
	Summary: "Make room for a neighbour of the focused window",
	Usage:   `USAGE: split [-h|--help] [--window-id <window-id>] (horizontal|vertical|opposite)`,
	Description: `Makes a container round the focused window, into which the next window goes.
It has no effect together with the setting
enable-normalization-flatten-containers; join-with works with both.`,
	Examples: []Example{
		{"split opposite", "The next window goes across the container's direction"},
	},
	Flags:       []*Flag{windowID.Flag},
	Positionals: []*Positional{splitArgument.Positional},
	ChangesTree: true,
	Run: func(t *turn, a *Arguments) Code {
		if t.State.Settings().Flatten {
			return t.fail(explainSplit(workspaces.ErrFlatten))
		}
		return splitWindow(t, a)
	},
}

var splitWindow = onWindow(func(t *turn, a *Arguments, w workspaces.WindowInfo) Code {
	orientation := w.Layout.Orientation.Opposite()
	switch splitArgument.of(a) {
	case "horizontal":
		orientation = workspaces.Horizontal
	case "vertical":
		orientation = workspaces.Vertical
	}
	next, err := t.State.Split(w.ID, orientation)
	return t.become(next, err, explainSplit)
})

func explainSplit(err error) string {
	switch {
	case errors.Is(err, workspaces.ErrFlatten):
		return "'split' has no effect when 'enable-normalization-flatten-containers' normalization enabled. My recommendation: keep the normalizations enabled, and prefer 'join-with' over 'split'."
	case errors.Is(err, workspaces.ErrFloating):
		return "Can't split floating windows"
	case errors.Is(err, workspaces.ErrNative):
		return "Can't split macos fullscreen, minimized windows and windows of hidden apps. This behavior may change in the future"
	}
	return err.Error()
}

// onOff declares the argument [on|off]; without it a command toggles.
func onOff() argument[string] {
	return argument[string]{&Positional{
		Placeholder: "[on|off]", Summary: "The new state; without it, the other one", Completion: Choices, Choices: []string{"on", "off"},
		read: func(words []string, _ bool) (any, int, error) {
			if words[0] != "on" && words[0] != "off" {
				return nil, 1, &wrongWord{fmt.Sprintf("Can't parse '%s'. Possible values: on|off", words[0]), words[0], []string{"on", "off"}}
			}
			return words[0], 1, nil
		}}}
}

// wanted is the state that [on|off] asks for.
func wanted(a *Arguments, onOff argument[string], now bool) bool {
	if word, given := onOff.value(a); given {
		return word == "on"
	}
	return !now
}

const noopNeedsState = "--fail-if-noop requires 'on' or 'off' argument"

var (
	fullscreenState = onOff()
	noOuterGaps     = toggle("--no-outer-gaps", "Cover the outer gaps too")
)

var fullscreenCommand = &Command{
	Name:    "fullscreen",
	Group:   GroupLayout,
	Summary: "Let the focused window cover its workspace",
	Usage: `USAGE: fullscreen [-h|--help]     [--window-id <window-id>] [--no-outer-gaps]
   OR: fullscreen [-h|--help] on  [--window-id <window-id>] [--no-outer-gaps] [--fail-if-noop]
   OR: fullscreen [-h|--help] off [--window-id <window-id>] [--fail-if-noop]`,
	Description: `Lets the focused window cover its workspace, up to the outer gaps. Without on
or off it toggles. Unlike macOS's own fullscreen, the window stays on its
workspace.`,
	Examples: []Example{
		{"fullscreen --no-outer-gaps", "Cover the gaps too"},
	},
	Flags:       []*Flag{windowID.Flag, noOuterGaps.Flag, failIfNoop.Flag},
	Positionals: []*Positional{fullscreenState.Positional},
	Check: func(a *Arguments) error {
		state, given := fullscreenState.value(a)
		return first(
			must(state != "off" || !noOuterGaps.given(a), "--no-outer-gaps is incompatible with 'off' argument"),
			must(!failIfNoop.given(a) || given, noopNeedsState),
		)
	},
	Run: onWindow(func(t *turn, a *Arguments, w workspaces.WindowInfo) Code {
		on := wanted(a, fullscreenState, w.Fullscreen)
		if on == w.Fullscreen {
			return t.noop(a, "%s. Tip: use --fail-if-noop to exit with non-zero code", alreadyFullscreen(on))
		}
		next, err := t.State.SetFullscreen(w.ID, on, noOuterGaps.given(a))
		return t.become(next, err, error.Error)
	}),
}

func alreadyFullscreen(on bool) string {
	if on {
		return "Already fullscreen"
	}
	return "Already not fullscreen"
}
