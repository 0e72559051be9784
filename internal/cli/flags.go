// Package cli is what the verbs of Perch's own programs share: flags, and how
// a wrong one is answered. The commands of AeroSpace's language have
// declarations of their own, in package command.
package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"perch/internal/spelling"
)

// Verb is one thing that a program does, as `perch agent`.
type Verb struct {
	Name    string
	Summary string // one line
	// Usage is the text of --help without its list of flags: what is to be
	// written, and what it does.
	Usage string
	// Flags are the verb's flags; nil if it has none.
	Flags *pflag.FlagSet
	// MaxArgs is how many arguments there may be beside flags; -1 for any.
	MaxArgs int
	// Words are what the first argument may be, for completion.
	Words []Word
	// Paths says what the arguments name if there are no Words.
	Paths Paths
}

// Word is a first argument that a verb knows.
type Word struct {
	Name, Summary string
	// Paths says what the arguments after it name.
	Paths Paths
}

// Paths are the kinds of path that an argument may be.
type Paths int

// An argument is no path, a file, or a folder.
const (
	NoPaths Paths = iota
	Files
	Folders
)

// ErrHelp asks for [Verb.Help].
var ErrHelp = pflag.ErrHelp

// NewFlags is an empty set of flags for a verb.
func NewFlags(name string) *pflag.FlagSet {
	f := pflag.NewFlagSet(name, pflag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.SortFlags = false
	f.Usage = func() {}
	return f
}

// choices is the annotation of a flag that knows its values.
const choices = "choices"

// SetChoices says which values a flag can have, for completion.
func SetChoices(flags *pflag.FlagSet, name string, values ...string) {
	if err := flags.SetAnnotation(name, choices, values); err != nil {
		panic(err)
	}
}

// Choices are the values that a flag can have; nil if they are not known.
func Choices(f *pflag.Flag) []string { return f.Annotations[choices] }

// PathsOf says what kind of path a flag's value is, by its placeholder: FILE
// or FOLDER.
func PathsOf(f *pflag.Flag) Paths {
	switch placeholder, _ := pflag.UnquoteUsage(f); placeholder {
	case "FILE":
		return Files
	case "FOLDER":
		return Folders
	}
	return NoPaths
}

// Parse reads the flags and returns the other arguments. The error is
// ErrHelp, or a sentence for the person who wrote them.
func (v Verb) Parse(args []string) ([]string, error) {
	flags := v.Flags
	if flags == nil {
		flags = NewFlags(v.Name)
	}
	err := flags.Parse(args)
	var unknown *pflag.NotExistError
	var valueless *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		name := "-" + unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() == "" {
			name = "-" + name
		}
		return nil, fmt.Errorf("there is no flag %s.%s", name, after(spelling.DidYouMean(name, v.flagNames())))
	case errors.As(err, &valueless):
		f := valueless.GetFlag()
		kind, _ := pflag.UnquoteUsage(f)
		return nil, fmt.Errorf("--%s needs a %s after it.", f.Name, kind)
	case errors.As(err, &invalid):
		return nil, fmt.Errorf("%q is no value for --%s.", invalid.GetValue(), invalid.GetFlag().Name)
	case err != nil:
		return nil, err
	}
	rest := flags.Args()
	if v.MaxArgs >= 0 && len(rest) > v.MaxArgs {
		return nil, fmt.Errorf("%q is one argument too many.", rest[v.MaxArgs])
	}
	return rest, nil
}

func (v Verb) flagNames() []string {
	names := []string{"--help"}
	if v.Flags != nil {
		v.Flags.VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	}
	return names
}

// Help is the text of --help.
func (v Verb) Help() string {
	text := strings.TrimRight(v.Usage, "\n") + "\n"
	if v.Flags != nil && v.Flags.HasFlags() {
		text += "\n" + v.Flags.FlagUsages()
	}
	return text
}

// Answer writes what an error of Parse deserves and returns the exit code.
func (v Verb) Answer(err error, stdout, stderr io.Writer) int {
	if errors.Is(err, ErrHelp) {
		fmt.Fprint(stdout, v.Help())
		return 0
	}
	fmt.Fprintf(stderr, "perch %s: %v\nperch %s --help tells more.\n", v.Name, err, v.Name)
	return 2
}

func after(sentence string) string {
	if sentence == "" {
		return ""
	}
	return " " + sentence
}
