package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Arguments are the parsed arguments of one command. What they hold is
// reached through the flags and positionals that the command declares.
type Arguments struct {
	command *Command
	flags   map[string]any
	values  map[*Positional]any
	dashed  bool   // "--" was there
	script  string // of exec-and-forget
}

// HelpRequest is the error of arguments that ask for help. It is the help.
type HelpRequest struct{ Text string }

func (h *HelpRequest) Error() string { return h.Text }

// parseArguments parses what follows a command's name. The rules, the order
// of the errors and their wording are AeroSpace's; a *HelpRequest is
// returned for -h and --help. The command's Check is left out unless checked.
func (c *Command) parseArguments(words []string, checked bool) (*Arguments, error) {
	a := &Arguments{command: c, flags: map[string]any{}, values: map[*Positional]any{}}
	var problems []string
	report := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }

	positionals := c.Positionals
	rest := words
scan:
	for len(rest) > 0 {
		word := rest[0]
		switch {
		case !a.dashed && (word == "-h" || word == "--help"):
			return nil, &HelpRequest{c.Help()}
		case !a.dashed && isFlag(word) && !(c.NegativeNumbers && isNegative(word)):
			flag := c.flag(word)
			if flag == nil {
				report("Unknown flag '%s'", word)
				break scan
			}
			if _, again := a.flags[word]; again {
				report("Duplicated option '%s'", word)
			}
			value, taken, err := flag.read(word, rest[1:])
			if err != nil {
				report("%v", err)
			}
			a.flags[word] = value
			rest = rest[1+taken:]
		default:
			a.dashed = a.dashed || word == "--"
			if len(positionals) == 0 {
				report("Unknown argument '%s'", word)
				break scan
			}
			value, taken, err := positionals[0].read(rest, a.dashed)
			if err != nil {
				report("%v", err)
			}
			a.values[positionals[0]] = value
			positionals, rest = positionals[1:], rest[taken:]
		}
	}
	for _, p := range positionals {
		if p.Mandatory {
			report("Argument '%s' is mandatory", p.Placeholder)
		}
	}
	for _, set := range c.Conflicts {
		var given []string
		for _, name := range set {
			if _, ok := a.flags[name]; ok {
				given = append(given, name)
			}
		}
		if len(given) > 1 {
			slices.Sort(given)
			report("Conflicting options: %s", strings.Join(given, ", "))
			break
		}
	}
	if problems != nil {
		return nil, errors.New(joinErrors(problems))
	}
	if c.Check != nil && checked {
		if err := c.Check(a); err != nil {
			return nil, err
		}
	}
	return a, nil
}

func (c *Command) flag(name string) *Flag {
	for _, f := range c.Flags {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// joinErrors lists several errors the way AeroSpace prints them.
func joinErrors(errors []string) string {
	lines := make([]string, len(errors))
	for i, e := range errors {
		lines[i] = "ERROR: " + strings.ReplaceAll(e, "\n", "\n       ")
	}
	return strings.Join(lines, "\n")
}

// isFlag says whether a word looks like a flag.
func isFlag(word string) bool { return strings.HasPrefix(word, "-") && word != "-" && word != "--" }

func isNegative(word string) bool { return len(word) > 1 && word[1] >= '0' && word[1] <= '9' }

// plain is the beginning of words up to the first flag.
func plain(words []string) []string {
	if i := slices.IndexFunc(words, isFlag); i >= 0 {
		return words[:i]
	}
	return words
}

// choiceError is AeroSpace's error for a word that is none of a fixed set.
func choiceError(word string, choices []string) error {
	return fmt.Errorf("Can't parse '%s'.\nPossible values: (%s)", word, strings.Join(choices, "|"))
}
