package command

import (
	"fmt"
	"slices"
	"strings"
)

// ListCommands is AeroSpace's list of commands with one line about each,
// sorted, without exec-and-forget.
func ListCommands() string {
	commands := slices.DeleteFunc(Commands(), func(c *Command) bool { return c == execAndForgetCommand })
	slices.SortFunc(commands, func(a, b *Command) int { return strings.Compare(a.Name, b.Name) })
	width := 0
	for _, c := range commands {
		width = max(width, len(c.Name))
	}
	lines := make([]string, len(commands))
	for i, c := range commands {
		lines[i] = fmt.Sprintf("  %-*s   %s", width, c.Name, c.Summary)
	}
	return strings.Join(lines, "\n")
}
