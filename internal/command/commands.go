package command

import (
	"perch/internal/spelling"
	"slices"
)

// byName finds commands by name and alias. It is filled at start, because
// commands that run other commands refer to it.
var byName map[string]entry

type entry struct {
	command *Command
	checked bool
}

func init() {
	byName = map[string]entry{}
	for _, c := range Commands() {
		byName[c.Name] = entry{c, true}
		for _, alias := range c.Aliases {
			byName[alias.Name] = entry{c, !alias.Unchecked}
		}
	}
}

// Commands returns every command, group by group.
func Commands() []*Command {
	return []*Command{
		focusCommand, focusBackAndForthCommand, focusMonitorCommand,
		workspaceCommand, workspaceBackAndForthCommand, summonWorkspaceCommand,

		moveCommand, joinWithCommand, swapCommand,
		moveNodeToWorkspaceCommand, moveNodeToMonitorCommand, moveWorkspaceToMonitorCommand,

		layoutCommand, resizeCommand, balanceSizesCommand, flattenWorkspaceTreeCommand, splitCommand, fullscreenCommand,

		closeCommand, closeAllWindowsButCurrentCommand, nativeFullscreenCommand, nativeMinimizeCommand,
		moveMouseCommand, debugWindowsCommand, volumeCommand,

		listWindowsCommand, listWorkspacesCommand, listMonitorsCommand, listAppsCommand, listModesCommand,
		listExecEnvVarsCommand, configCommand, subscribeCommand,

		modeCommand, enableCommand, reloadConfigCommand, triggerBindingCommand, runCallbackCommand,
		execAndForgetCommand, evalCommand, echoCommand, testCommand, testNotCommand, trueCommand, falseCommand,
	}
}

// Callable says whether clients may call the command; exec-and-forget is for
// the configuration only.
func (c *Command) Callable() bool { return c != execAndForgetCommand }

// lookUp finds a command by its name or an alias, and says whether arguments
// under that name are checked.
func lookUp(name string) (c *Command, checked bool) {
	e := byName[name]
	return e.command, e.checked
}

// LookUp finds a command by its name or an alias; nil if there is none.
func LookUp(name string) *Command {
	c, _ := lookUp(name)
	return c
}

// Nearest is the command that a misspelt name probably means, or "".
func Nearest(name string) string {
	var names []string
	for known := range byName {
		if known != execAndForgetCommand.Name {
			names = append(names, known)
		}
	}
	slices.Sort(names)
	return spelling.Nearest(name, names)
}

func (c *Command) flagNames() []string {
	names := []string{"--help"}
	for _, f := range c.Flags {
		names = append(names, f.Name)
	}
	return names
}
