// Command perch is Perch's agent and its command line: `perch agent` tiles
// windows, and `perch COMMAND…` tells a running agent what to do.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"perch/internal/barcall"
	"perch/internal/cli"
	"perch/internal/completion"
	"perch/internal/simulate"
)

// streams are the standard files of the process.
type streams struct {
	in       *os.File
	out, err io.Writer
}

// program is a verb of the command line that is no command for an agent.
type program struct {
	cli.Verb
	run func(args []string, std streams) int
}

// programs are the verbs, in the order of the help.
func programs() []program {
	return []program{
		{agentVerb(new(agentFlags)), runAgent},
		{configVerb(), runConfig},
		{simulate.Verb(), func(args []string, std streams) int { return simulate.Run(args, std.in, std.out, std.err) }},
		{tryVerb(), runTry},
		{doctorVerb(new(doctorFlags)), runDoctor},
		{barVerb(barcall.Default), func(args []string, std streams) int { return runBar(barcall.Default, args, std) }},
		{completionVerb(), runCompletion},
		{manVerb(), runMan},
	}
}

func main() {
	std := streams{os.Stdin, os.Stdout, os.Stderr}
	if filepath.Base(os.Args[0]) == aerospace {
		os.Exit(runAeroSpace(os.Args, std))
	}
	if name := barOf(os.Args[0]); name != "" {
		os.Exit(runBar(name, os.Args[1:], std))
	}
	os.Exit(run(os.Args[1:], std))
}

// run is the whole program; it returns the exit code.
func run(args []string, std streams) int {
	if len(args) == 0 {
		if launched() {
			keepLog()
			return runAgent(nil, std)
		}
		fmt.Fprint(std.err, overview())
		return 2
	}
	switch args[0] {
	case "help":
		if len(args) > 1 {
			return run([]string{args[1], "--help"}, std)
		}
		fallthrough
	case "-h", "--help":
		fmt.Fprint(std.out, overview())
		return 0
	case "-v", "--version", "version":
		return printVersions(std)
	case completion.Verb:
		return complete(args[1:], std)
	}
	if args[0] == configName && !isConfigVerb(args[1:]) {
		return send(args, std)
	}
	for _, p := range programs() {
		if p.Name == args[0] {
			return p.run(args[1:], std)
		}
	}
	return send(args, std)
}
