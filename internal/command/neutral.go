package command

import (
	"strconv"
	"strings"

	"perch/config"
	"perch/workspaces"
)

// shortNames are the flags that scenario files know by a name of their own;
// the others lose their dashes.
var shortNames = map[string]string{
	"--wrap-around":                     "wrap",
	"--fail-if-fullscreen":              "fif",
	"--fail-if-macos-native-fullscreen": "fimf",
	"--focus-follows-window":            "ffw",
	"--auto-back-and-forth":             "abf",
	"--macos-native-hidden":             "hidden",
	"--config-path":                     "path",
	"--monitor":                         "monitors",
	"--workspace":                       "workspace",
	"--no-stdin":                        "stdin",
}

// positionalNames are the positionals that scenario files call other than
// their placeholders.
var positionalNames = map[*Positional]string{
	resizeDimension.Positional:  "dim",
	resizeUnits.Positional:      "units",
	callbackArgument.Positional: "cb",
	summonArgument.Positional:   "ws",
	testOperator.Positional:     "op",
	modeArgument.Positional:     "mode",
	evalArgument.Positional:     "expr",
	layoutArgument.Positional:   "layouts",
	echoArgument.Positional:     "args",
	eventsArgument.Positional:   "events",
	moveDirection.Positional:    "dir",
	joinDirection.Positional:    "dir",

	focusStep.Positional:               "target",
	swapStep.Positional:                "target",
	workspaceArgument.Positional:       "target",
	moveToWorkspaceArgument.Positional: "target",
	focusMonitorArgument.Positional:    "target",
	moveToMonitorArgument.Positional:   "target",
	moveWorkspaceArgument.Positional:   "target",
}

// Neutral is the call as plain data, in the notation of the files that
// describe AeroSpace's behaviour: the command and what was given, under short
// names. A default value counts as not given.
func (c *Call) Neutral() map[string]any {
	facts := map[string]any{"cmd": c.Command.Name}
	if c.Command == execAndForgetCommand {
		facts["script"] = c.Arguments.script
		return facts
	}
	for name, value := range c.Arguments.flags {
		key, ok := shortNames[name]
		if !ok {
			key = strings.ReplaceAll(strings.TrimPrefix(name, "--"), "-", "_")
		}
		switch {
		case name == boundaries.Name && value == ownWorkspace:
			continue
		case name == noStdin.Name:
			value = false
		case name == workspaceFilters.Name && c.Command == listWindowsCommand:
			key = "workspaces"
		case name == allFlag.Name && c.Command != subscribeCommand:
			facts["monitors"] = []any{"all"}
		}
		facts[key] = neutral(value)
	}
	for p, value := range c.Arguments.values {
		if value == nil {
			continue
		}
		key, ok := positionalNames[p]
		if !ok {
			key = strings.Trim(p.Placeholder, "<>")
		}
		facts[key] = neutral(value)
	}
	return facts
}

func neutral(value any) any {
	switch v := value.(type) {
	case workspaces.WindowID:
		return int64(v)
	case workspaces.Direction:
		return v.String()
	case step:
		return []string{"dfs-prev", v.direction.String(), "dfs-next"}[v.dfs+1]
	case workspaceTarget:
		if v.relative() {
			return map[string]any{"relative": relativeName(v.offset)}
		}
		return map[string]any{"name": v.name}
	case monitorTarget:
		switch {
		case v.direction != nil:
			return map[string]any{"direction": v.direction.String()}
		case v.offset != 0:
			return map[string]any{"relative": relativeName(v.offset)}
		}
		return map[string]any{"patterns": neutralList(v.patterns)}
	case config.MonitorPattern:
		switch v.Kind() {
		case "name":
			return map[string]any{"regex": v.String()}
		case "number":
			n, _ := strconv.Atoi(v.String())
			return n
		}
		return v.String()
	case units:
		return map[string]any{[]string{"add", "sub", "set"}[v.how]: v.amount}
	case fragment:
		if v.isVariable {
			return map[string]any{"var": v.variable}
		}
		return v.literal
	case monitorID:
		if v.word == "" {
			return v.number
		}
		return v.word
	case workspaceFilter:
		if v.word == "" {
			return map[string]any{"name": v.name}
		}
		return v.word
	case Format:
		return neutralList(v)
	case []Format:
		return neutralList(v)
	case []monitorID:
		return neutralList(v)
	case []workspaceFilter:
		return neutralList(v)
	}
	return value
}

func neutralList[T any](list []T) []any {
	facts := make([]any, len(list))
	for i, v := range list {
		facts[i] = neutral(v)
	}
	return facts
}

func relativeName(offset int) string {
	if offset > 0 {
		return "next"
	}
	return "prev"
}
