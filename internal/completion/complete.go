package completion

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"perch/internal/cli"
	"perch/internal/command"
)

// Candidate is a word that may stand at the place of the cursor.
type Candidate struct{ Word, Summary string }

// Answer is everything that may stand there.
type Answer struct {
	// Paths says that it is the name of a file or folder.
	Paths      cli.Paths
	Candidates []Candidate
}

// Completer knows what may be written.
type Completer struct {
	// Verbs are what Perch does besides the commands for its agent.
	Verbs []cli.Verb
	// Ask runs a command in the agent and returns its standard output; ""
	// if there is no agent, or it does not answer in the time that a person
	// waits after a key.
	Ask func(args ...string) string
}

// aerospace is the name by which Perch has AeroSpace's commands only.
const aerospace = "aerospace"

// Complete says what may stand in place of the last word, whose beginning it
// is. The first word is the program's name.
func (c Completer) Complete(words []string) Answer {
	if len(words) < 2 {
		return Answer{}
	}
	program, current := filepath.Base(words[0]), words[len(words)-1]
	verbs := c.Verbs
	if program == aerospace {
		verbs = nil
	}
	if len(words) == 2 {
		return Answer{Candidates: start(verbs, current, program == aerospace)}
	}
	name, before := words[1], words[2:len(words)-1]
	cmd := command.LookUp(name)
	i := slices.IndexFunc(verbs, func(v cli.Verb) bool { return v.Name == name })
	switch {
	case name == "help" && program != aerospace:
		if len(before) > 0 {
			return Answer{}
		}
		return Answer{Candidates: names(verbs)}
	case i >= 0 && cmd != nil:
		return c.both(verbs[i], cmd, before, current)
	case i >= 0:
		return ofVerb(verbs[i], before, current)
	case cmd != nil:
		return Answer{Candidates: c.ofCommand(cmd, before, current)}
	}
	return Answer{}
}

// both completes a name that is a verb with certain words after it, and else
// a command.
func (c Completer) both(v cli.Verb, cmd *command.Command, before []string, current string) Answer {
	isVerb := len(before) > 0 && !strings.HasPrefix(before[0], "-") || len(before) == 0 && !strings.HasPrefix(current, "-")
	if isVerb {
		return ofVerb(v, before, current)
	}
	return Answer{Candidates: c.ofCommand(cmd, before, current)}
}

var (
	helpFlag    = Candidate{"--help", "Show help"}
	versionFlag = Candidate{"--version", "Show the versions of this program and of the agent"}
)

// start are the first words of a command line.
func start(verbs []cli.Verb, current string, aerospace bool) []Candidate {
	if strings.HasPrefix(current, "-") {
		return []Candidate{helpFlag, versionFlag}
	}
	list := names(verbs)
	if !aerospace {
		list = append(list, Candidate{"help", "Show help on a command"}, Candidate{"version", versionFlag.Summary})
	}
	return list
}

// names are the verbs and commands.
func names(verbs []cli.Verb) []Candidate {
	var list []Candidate
	for _, v := range verbs {
		list = append(list, Candidate{v.Name, v.Summary})
	}
	for _, cmd := range command.Commands() {
		isVerb := slices.ContainsFunc(verbs, func(v cli.Verb) bool { return v.Name == cmd.Name })
		if cmd.Callable() && !isVerb {
			list = append(list, Candidate{cmd.Name, cmd.Summary})
		}
	}
	return list
}

// ofVerb completes the arguments of a verb.
func ofVerb(v cli.Verb, before []string, current string) Answer {
	flags := v.Flags
	if flags == nil {
		flags = cli.NewFlags(v.Name)
	}
	var positionals []string
	seen := map[string]bool{}
	for i := 0; i < len(before); i++ {
		word := before[i]
		if !strings.HasPrefix(word, "-") || word == "-" {
			positionals = append(positionals, word)
			continue
		}
		name, _, hasValue := strings.Cut(strings.TrimLeft(word, "-"), "=")
		seen[name] = true
		f := flags.Lookup(name)
		if f == nil || hasValue || f.NoOptDefVal != "" {
			continue
		}
		if i++; i == len(before) {
			return flagValues(f, "")
		}
	}
	if strings.HasPrefix(current, "-") {
		if name, _, hasValue := strings.Cut(current, "="); hasValue {
			if f := flags.Lookup(strings.TrimLeft(name, "-")); f != nil {
				return flagValues(f, name+"=")
			}
			return Answer{}
		}
		list := []Candidate{helpFlag}
		flags.VisitAll(func(f *pflag.Flag) {
			if !seen[f.Name] && !f.Hidden {
				_, usage := pflag.UnquoteUsage(f)
				list = append(list, Candidate{"--" + f.Name, strings.ReplaceAll(usage, "\n", " ")})
			}
		})
		return Answer{Candidates: list}
	}
	switch {
	case v.MaxArgs >= 0 && len(positionals) >= v.MaxArgs:
		return Answer{}
	case len(v.Words) == 0:
		return Answer{Paths: v.Paths}
	}
	var a Answer
	for _, w := range v.Words {
		if len(positionals) == 0 {
			a.Candidates = append(a.Candidates, Candidate{w.Name, w.Summary})
		} else if w.Name == positionals[0] {
			a.Paths = w.Paths
		}
	}
	return a
}

// flagValues completes the value of a verb's flag, after prefix.
func flagValues(f *pflag.Flag, prefix string) Answer {
	a := Answer{Paths: cli.PathsOf(f)}
	for _, value := range cli.Choices(f) {
		a.Candidates = append(a.Candidates, Candidate{Word: prefix + value})
	}
	return a
}
