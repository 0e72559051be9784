package main

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"perch/internal/command"
)

// version is Perch's own; hash is the commit that it was built from.
func version() (version, hash string) {
	version, hash = "0.1.0", "unknown"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, hash
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			hash = s.Value[:min(len(s.Value), 12)]
		}
	}
	return version, hash
}

// serverVersion is what the agent tells its clients: the version of AeroSpace
// whose behaviour it has, because its clients compare that, and Perch's own.
func serverVersion() string {
	v, hash := version()
	return command.AeroSpaceVersion + " perch-" + v + "-" + hash
}

// overview is the help of the whole program: its own verbs, then the
// commands by purpose.
func overview() string {
	var b strings.Builder
	b.WriteString(`Perch drives the desktop by the keyboard: windows tile on workspaces, and a
status bar shows them.

USAGE: perch VERB [ARGUMENTS]        run Perch
       perch COMMAND [ARGUMENTS]     tell the running agent what to do
       perch VERB|COMMAND --help     all about one of them

Perch itself
`)
	width := 0
	for _, c := range command.Commands() {
		width = max(width, len(c.Name))
	}
	line := func(name, summary string) { fmt.Fprintf(&b, "  %-*s   %s\n", width, name, summary) }
	for _, p := range programs() {
		line(p.Name, p.Summary)
	}
	for _, group := range command.Groups() {
		fmt.Fprintf(&b, "\n%s\n", group)
		for _, c := range command.Commands() {
			if c.Group == group && c.Name != "exec-and-forget" {
				line(c.Name, c.Summary)
			}
		}
	}
	return b.String()
}

// words are all that may come first on the command line.
func words() []string {
	names := append(verbNames(), "help", "version", "--help", "--version")
	for _, c := range command.Commands() {
		if c.Name != "exec-and-forget" {
			names = append(names, c.Name)
		}
	}
	return names
}

// verbNames are the names of what is not a command for the agent.
func verbNames() []string {
	var names []string
	for _, p := range programs() {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return names
}
