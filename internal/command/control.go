package command

import (
	"fmt"
	"slices"
	"strings"

	"perch/config"
	"perch/workspaces"
)

var modeArgument = text("<binding-mode>", "The mode", Modes)

var modeCommand = &Command{
	Name:    "mode",
	Group:   GroupControl,
	Summary: "Activate a binding mode",
	Usage:   `USAGE: mode [-h|--help] [--] <binding-mode>`,
	Description: `Activates the bindings of another mode in place of those that are active. A
mode that the configuration does not have has no bindings.`,
	Examples: []Example{
		{"mode service", "Activate the bindings of [mode.service.binding]"},
	},
	Positionals: []*Positional{dashes, modeArgument.Positional},
	Run: func(t *turn, a *Arguments) Code {
		if !t.Memory.Disabled {
			t.setMode(modeArgument.of(a), false)
		}
		return OK
	},
}

var enableArgument = oneOf("(on|off|toggle)", "The new state", "on", "off", "toggle")

var enableCommand = &Command{
	Name:    "enable",
	Group:   GroupControl,
	Summary: "Switch window management off and on",
	Usage: `USAGE: enable [-h|--help] toggle
   OR: enable [-h|--help] on [--fail-if-noop]
   OR: enable [-h|--help] off [--fail-if-noop]`,
	Description: `Switches the management of windows off or on. While it is off, no binding is
active, all workspaces are shown, and the agent takes no command but this one
and subscribe.`,
	Examples: []Example{
		{"enable toggle", "Off or on"},
	},
	Flags:       []*Flag{failIfNoop.Flag},
	Positionals: []*Positional{enableArgument.Positional},
	Check: func(a *Arguments) error {
		return must(enableArgument.of(a) != "toggle" || !failIfNoop.given(a), "--fail-if-noop is incompatible with 'toggle' argument")
	},
	Run: func(t *turn, a *Arguments) Code {
		on := enableArgument.of(a) == "on" || enableArgument.of(a) == "toggle" && t.Memory.Disabled
		if on != t.Memory.Disabled {
			state := "disabled"
			if on {
				state = "enabled"
			}
			return t.noop(a, "Already %s. Tip: use --fail-if-noop to exit with non-zero code", state)
		}
		t.setMode(MainMode, !on)
		return OK
	},
}

var (
	noGUI            = toggle("--no-gui", "Show no window with problems")
	dryRun           = toggle("--dry-run", "Check, and change nothing")
	warningsAsErrors = toggle("--warnings-as-errors", "Let warnings fail too")
)

var reloadConfigCommand = &Command{
	Name:    "reload-config",
	Group:   GroupControl,
	Summary: "Read the configuration again",
	Usage:   `USAGE: reload-config [-h|--help] [--no-gui] [--dry-run] [--warnings-as-errors]`,
	Description: `Looks for the configuration file again, reads it, and puts it in force. Errors
go to the standard output and warnings to the standard error. A mistake costs
its key only; a file that cannot be read changes nothing.`,
	Examples: []Example{
		{"reload-config --dry-run --warnings-as-errors", "Would it load without any complaint?"},
	},
	Flags: []*Flag{noGUI.Flag, dryRun.Flag, warningsAsErrors.Flag},
	Run: func(t *turn, a *Arguments) Code {
		o := ReloadOptions{NoGUI: noGUI.given(a), DryRun: dryRun.given(a), WarningsAsErrors: warningsAsErrors.given(a)}
		problems, applied := t.Host.ReloadConfig(o)
		var errors, warnings []string
		for _, p := range problems {
			if p.Warning {
				warnings = append(warnings, p.Contract())
			} else {
				errors = append(errors, p.Contract())
			}
		}
		if o.WarningsAsErrors {
			errors, warnings = append(errors, warnings...), nil
		}
		if applied {
			t.State = t.State.SetSettings(Settings(t.Host.Config()))
		}
		if len(warnings) > 0 {
			t.report(strings.Join(warnings, "\n\n"))
		}
		if len(errors) > 0 {
			t.out(strings.Join(errors, "\n\n"))
			return Failed
		}
		return OK
	},
}

var (
	bindingArgument = text("<binding>", "The binding as it is written in the configuration", Bindings)
	modeFlag        = single("--mode", "<mode-id>", "The mode of the binding", Modes, keep)
)

var triggerBindingCommand = &Command{
	Name:    "trigger-binding",
	Group:   GroupControl,
	Summary: "Run a binding as if its keys were pressed",
	Usage:   `USAGE: trigger-binding [-h|--help] --mode <mode-id> [--] <binding>`,
	Description: `Runs what a binding of the configuration runs. The binding is named as it is
written there, and need not be active.`,
	Examples: []Example{
		{"trigger-binding --mode main alt-h", "What alt-h in mode main does"},
	},
	Flags:       []*Flag{modeFlag.Flag},
	Positionals: []*Positional{dashes, bindingArgument.Positional},
	Check:       func(a *Arguments) error { return must(modeFlag.given(a), "--mode flag is mandatory") },
	Run: func(t *turn, a *Arguments) Code {
		name, notation := modeFlag.or(a, ""), bindingArgument.of(a)
		c := t.Host.Config()
		mode, ok := c.Modes[name]
		if !ok {
			return t.fail(fmt.Sprintf("Mode '%s' doesn't exist. Available modes: %s", name, strings.Join(c.ModeNames(), ",")))
		}
		i := slices.IndexFunc(mode.Bindings, func(b config.Binding) bool { return b.Notation == notation })
		if i < 0 {
			return t.fail(fmt.Sprintf("Binding '%s' is not presented in mode '%s'", notation, name))
		}
		return t.run(programOf(mode.Bindings[i].Run))
	},
}

const (
	onWindowDetected        = "on-window-detected"
	onFocusChanged          = "on-focus-changed"
	onFocusedMonitorChanged = "on-focused-monitor-changed"
)

var (
	callbackArgument = oneOf("<callback>", "The callback", onWindowDetected, onFocusChanged, onFocusedMonitorChanged)
	forEveryWindow   = toggle("--for-every-window", "Run the callback once for each window")
)

var runCallbackCommand = &Command{
	Name:    "run-callback",
	Group:   GroupControl,
	Summary: "Run a callback of the configuration now",
	Usage: `USAGE: run-callback [-h|--help] [--for-every-window|--window-id <window-id>] on-window-detected
   OR: run-callback [-h|--help] (on-focus-changed|on-focused-monitor-changed)`,
	Description: `Runs a callback of the configuration as if its event had just happened.
on-window-detected runs for the focused window unless told otherwise, and exits
with 2 if no rule matched.`,
	Examples: []Example{
		{"run-callback --for-every-window on-window-detected", "Treat every window as a new one"},
	},
	Flags:       []*Flag{forEveryWindow.Flag, windowID.Flag},
	Positionals: []*Positional{callbackArgument.Positional},
	Conflicts:   [][]string{{"--for-every-window", "--window-id"}},
	ChangesTree: true,
	Check: func(a *Arguments) error {
		detected := callbackArgument.of(a) == onWindowDetected
		return first(
			must(!forEveryWindow.given(a) || detected, "--for-every-window is only allowed with 'on-window-detected'"),
			must(!windowID.given(a) || detected, "--window-id is only allowed with 'on-window-detected'"),
		)
	},
	Run: onTarget(func(t *turn, a *Arguments, target workspaces.Target) Code {
		switch callbackArgument.of(a) {
		case onFocusChanged:
			return t.focusChanged(workspaces.Focus(target))
		case onFocusedMonitorChanged:
			return t.focusedMonitorChanged(workspaces.Focus(target))
		}
		if forEveryWindow.given(a) {
			code := OK
			for _, id := range t.State.Windows() {
				if w, _ := t.State.Window(id); w.Placement != workspaces.Popup {
					code = t.detect(id)
				}
			}
			return code
		}
		if target.Window == workspaces.NoWindow {
			return t.fail(noWindow)
		}
		return t.detect(target.Window)
	}),
}
