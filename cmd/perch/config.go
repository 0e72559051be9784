package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"perch/config"
	"perch/internal/cli"
	"perch/internal/command"
	"perch/internal/spelling"
)

// configName is both a verb and a command.
const configName = "config"

func configVerb() cli.Verb {
	return cli.Verb{
		Name:    configName,
		Summary: "Check config files, or print the default one; ask the agent for a setting",
		MaxArgs: -1,
		Words: []cli.Word{
			{Name: "check", Summary: "Print every problem of config files", Paths: cli.Files},
			{Name: "default", Summary: "Print the config that is in force when there is none"},
		},
		Usage: `USAGE: perch config check [FILE...]
   OR: perch config default

check reads the given files, or the one that the agent would take, and prints
every problem with its line and column. The exit code is 0, or 1 when a file has
errors. default prints the config that is in force when there is none, as a
start for one's own. With flags the running agent tells what is in force.
`,
	}
}

// isConfigVerb tells the verb from the command of the same name, which asks
// the agent.
func isConfigVerb(args []string) bool {
	return len(args) > 0 && !strings.HasPrefix(args[0], "-")
}

func runConfig(args []string, std streams) int {
	verb := configVerb()
	rest, err := verb.Parse(args)
	if err != nil {
		return verb.Answer(err, std.out, std.err)
	}
	switch word := rest[0]; {
	case word == "check":
		return check(rest[1:], std)
	case word != "default":
		hint := spelling.DidYouMean(word, []string{"check", "default"})
		err = fmt.Errorf("there is no %q here. %s", word, cmp.Or(hint, "Expected check or default."))
	case len(rest) > 1:
		err = fmt.Errorf("%q is one argument too many.", rest[1])
	}
	if err != nil {
		return verb.Answer(err, std.out, std.err)
	}
	std.out.Write(config.Default())
	return 0
}

// check prints what is wrong with config files.
func check(files []string, std streams) int {
	if len(files) == 0 {
		files = []string{""}
	}
	code := 0
	for _, file := range files {
		if _, _, problems := config.Open(file, os.Getenv, command.Language{}); report(problems, std) {
			code = 1
		}
	}
	return code
}

// report prints problems in the order in which they stand, and says whether
// errors are among them.
func report(problems []config.Problem, std streams) bool {
	fatal := slices.ContainsFunc(problems, func(p config.Problem) bool { return p.Fatal })
	problems = slices.Clone(problems)
	slices.SortStableFunc(problems, config.ByPosition)
	for _, p := range problems {
		// What follows from a file that cannot be read is no news.
		if !fatal || !p.Warning {
			fmt.Fprintln(std.err, p)
		}
	}
	return config.HasErrors(problems)
}
