package command

import (
	"strconv"
)

var currentFlag = toggle("--current", "Only the active mode")

var listModesCommand = &Command{
	Name:        "list-modes",
	Group:       GroupQuery,
	Summary:     "List binding modes",
	Usage:       `USAGE: list-modes [-h|--help] [--current] [--count] [--json]`,
	Description: `Prints the name of each binding mode of the configuration, in sorted order.`,
	Examples: []Example{
		{"list-modes --current", "The mode that is active"},
	},
	Flags:     []*Flag{currentFlag.Flag, countFlag.Flag, jsonFlag.Flag},
	Conflicts: [][]string{{"--count", "--current"}, {"--count", "--json"}},
	Run: func(t *turn, a *Arguments) Code {
		modes := t.Host.Config().ModeNames()
		if currentFlag.given(a) {
			modes = []string{t.Memory.Mode}
		}
		switch {
		case countFlag.given(a):
			t.out(strconv.Itoa(len(modes)))
		case jsonFlag.given(a):
			list := make([]any, len(modes))
			for i, mode := range modes {
				list[i] = map[string]any{"mode-id": mode}
			}
			t.out(PrettyJSON(list))
		default:
			t.out(modes...)
		}
		return OK
	},
}

var listExecEnvVarsCommand = &Command{
	Name:    "list-exec-env-vars",
	Group:   GroupQuery,
	Summary: "List the environment variables of programs that Perch starts",
	Usage:   `USAGE: list-exec-env-vars [-h|--help]`,
	Description: `Prints the environment variables that exec-and-forget and other programs of the
configuration get, a NAME=VALUE a line.`,
	Run: func(t *turn, _ *Arguments) Code {
		t.out(t.Host.Config().Exec.Environ()...)
		return OK
	},
}
