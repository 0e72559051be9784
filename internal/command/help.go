package command

import (
	"fmt"
	"slices"
	"strings"
)

// Overview is what the command line prints without arguments: AeroSpace's
// usage and one line for each command, sorted, without exec-and-forget.
// program is the name that the program was called by.
func Overview(program string) string {
	commands := slices.DeleteFunc(Commands(), func(c *Command) bool { return c == execAndForgetCommand })
	slices.SortFunc(commands, func(a, b *Command) int { return strings.Compare(a.Name, b.Name) })
	width := 0
	for _, c := range commands {
		width = max(width, len(c.Name))
	}
	lines := []string{
		"USAGE: " + program + " [-h|--help] [-v|--version] <subcommand> [<args>...]",
		"",
		"SUBCOMMANDS:",
	}
	for _, c := range commands {
		lines = append(lines, fmt.Sprintf("  %-*s   %s", width, c.Name, c.Summary))
	}
	return strings.Join(lines, "\n")
}
