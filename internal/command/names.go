package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"perch/config"
	"perch/workspaces"
)

// reservedNames are the words that no workspace may have as its name.
var reservedNames = []string{
	"focused", "non-focused", "visible", "invisible", "non-visible", "active", "non-active", "inactive",
	"back-and-forth", "back_and_forth", "previous", "prev", "next", "monitor", "workspace", "monitors", "workspaces",
	"all", "none", "mouse", "target",
}

// parseWorkspaceName checks a workspace's name as AeroSpace does.
func parseWorkspaceName(name string) (string, error) {
	switch {
	case slices.Contains(reservedNames, name):
		return "", fmt.Errorf("'%s' is a reserved workspace name", name)
	case name == "":
		return "", errors.New("Empty workspace name is forbidden")
	case strings.Contains(name, ","):
		return "", errors.New("Workspace names are not allowed to contain comma")
	case strings.HasPrefix(name, "_"):
		return "", errors.New("Workspace names starting with underscore are reserved for future use")
	case strings.HasPrefix(name, "-"):
		return "", errors.New("Workspace names starting with dash are disallowed")
	case strings.ContainsFunc(name, unicode.IsSpace):
		return "", errors.New("Whitespace characters are forbidden in workspace names")
	}
	return name, nil
}

// workspaceTarget is a workspace by its name or relative to another.
type workspaceTarget struct {
	name   string
	offset int // +1 next, -1 previous, 0 by name
}

func (t workspaceTarget) relative() bool { return t.offset != 0 }

// newWorkspaceTarget declares the argument (<workspace-name>|next|prev).
func newWorkspaceTarget() argument[workspaceTarget] {
	return argument[workspaceTarget]{&Positional{
		Placeholder: "(<workspace-name>|next|prev)", Summary: "The workspace, or one relative to the current one",
		Mandatory: true, Completion: WorkspaceNames, Choices: []string{"next", "prev"},
		read: func(words []string, dashed bool) (any, int, error) {
			if offset, ok := relativeOffset(words[0]); ok && !dashed {
				return workspaceTarget{offset: offset}, 1, nil
			}
			name, err := parseWorkspaceName(words[0])
			return workspaceTarget{name: name}, 1, err
		}}}
}

func relativeOffset(word string) (int, bool) {
	switch word {
	case "next":
		return 1, true
	case "prev":
		return -1, true
	}
	return 0, false
}

// monitorTarget is a monitor by direction, relative in sorted order, or by
// the first of several patterns that matches.
type monitorTarget struct {
	direction *workspaces.Direction
	offset    int
	patterns  []config.MonitorPattern
}

// monitorWords are the targets that are no patterns.
var monitorWords = []string{"left", "down", "up", "right", "next", "prev"}

// newMonitorTarget declares (left|…|next|prev|<monitor-pattern>).
func newMonitorTarget() argument[monitorTarget] {
	return argument[monitorTarget]{&Positional{
		Placeholder: "(" + strings.Join(monitorWords, "|") + "|<monitor-pattern>)", Summary: "The monitor, or one relative to the current one",
		Mandatory: true, Completion: MonitorPatterns, Choices: monitorWords, Many: true,
		read: func(words []string, dashed bool) (any, int, error) {
			if !dashed {
				if d, ok := workspaces.ParseDirection(words[0]); ok {
					return monitorTarget{direction: &d}, 1, nil
				}
				if offset, ok := relativeOffset(words[0]); ok {
					return monitorTarget{offset: offset}, 1, nil
				}
			}
			// Words like flags are no patterns, not even after "--".
			words = plain(words)
			var target monitorTarget
			for _, word := range words {
				p, err := config.ParseMonitorPattern(word)
				if err != nil {
					return nil, len(words), err
				}
				target.patterns = append(target.patterns, p)
			}
			return target, len(words), nil
		}}}
}
