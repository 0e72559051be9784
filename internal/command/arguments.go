package command

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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
	var problems []error
	report := func(err error) { problems = append(problems, err) }

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
				report(&wrongWord{fmt.Sprintf("Unknown flag '%s'", word), word, c.flagNames()})
				break scan
			}
			if _, again := a.flags[word]; again {
				report(fmt.Errorf("Duplicated option '%s'", word))
			}
			value, taken, err := flag.read(word, rest[1:])
			if err != nil {
				report(err)
			}
			a.flags[word] = value
			rest = rest[1+taken:]
		default:
			a.dashed = a.dashed || word == "--"
			if len(positionals) == 0 {
				report(fmt.Errorf("Unknown argument '%s'", word))
				break scan
			}
			value, taken, err := positionals[0].read(rest, a.dashed)
			if err != nil {
				report(err)
			}
			a.values[positionals[0]] = value
			positionals, rest = positionals[1:], rest[taken:]
		}
	}
	for _, p := range positionals {
		if p.Mandatory {
			report(fmt.Errorf("Argument '%s' is mandatory", p.Placeholder))
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
			report(fmt.Errorf("Conflicting options: %s", strings.Join(given, ", ")))
			break
		}
	}
	if problems != nil {
		return nil, &argumentsError{problems}
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

// argumentsError is everything that is wrong with the arguments of a command.
type argumentsError struct{ problems []error }

func (e *argumentsError) Error() string {
	texts := make([]string, len(e.problems))
	for i, p := range e.problems {
		texts[i] = p.Error()
	}
	return joinErrors(texts)
}

// Unwrap gives the single errors.
func (e *argumentsError) Unwrap() []error { return e.problems }

// wrongWord is the error of a word that is none of those possible.
type wrongWord struct {
	text, word string
	possible   []string
}

func (e *wrongWord) Error() string { return e.text }

// joinErrors lists several errors the way AeroSpace prints them: without
// their empty lines.
func joinErrors(errors []string) string {
	texts := make([]string, len(errors))
	for i, e := range errors {
		lines := strings.FieldsFunc(e, func(r rune) bool { return r == '\n' })
		texts[i] = strings.Join(lines, "\n       ")
		if len(lines) > 0 {
			texts[i] = "ERROR: " + texts[i]
		}
	}
	return strings.Join(texts, "\n")
}

// isFlag says whether a word looks like a flag.
func isFlag(word string) bool { return strings.HasPrefix(word, "-") && word != "-" && word != "--" }

func isNegative(word string) bool {
	next, _ := utf8.DecodeRuneInString(word[1:])
	return unicode.IsNumber(next)
}

// plain is the beginning of words up to the first flag.
func plain(words []string) []string {
	if i := slices.IndexFunc(words, isFlag); i >= 0 {
		return words[:i]
	}
	return words
}

// choiceError is AeroSpace's error for a word that is none of a fixed set.
func choiceError(word string, choices []string) error {
	return &wrongWord{fmt.Sprintf("Can't parse '%s'.\nPossible values: (%s)", word, strings.Join(choices, "|")), word, choices}
}
