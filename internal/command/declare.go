package command

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"perch/workspaces"
)

// Group is the purpose under which help lists a command.
type Group string

// The groups, in the order of the help.
const (
	GroupFocus   Group = "Focus and workspaces"
	GroupMove    Group = "Moving windows and workspaces"
	GroupLayout  Group = "Layout and sizes"
	GroupWindow  Group = "Windows"
	GroupQuery   Group = "Queries"
	GroupControl Group = "Control and scripting"
)

// Groups returns the groups in the order of the help.
func Groups() []Group {
	return []Group{GroupFocus, GroupMove, GroupLayout, GroupWindow, GroupQuery, GroupControl}
}

// Command is the declaration of one command: parsing, help, completion and
// evaluation all come from it.
type Command struct {
	Name    string
	Aliases []Alias
	Group   Group
	// Summary is one line for lists of commands.
	Summary string
	// Usage is how it is called, AeroSpace's text of --help word for word.
	Usage string
	// Description is what Perch's own help adds: paragraphs with an empty
	// line between them. Indented lines stand as they are.
	Description string
	Examples    []Example

	Flags       []*Flag
	Positionals []*Positional
	// Conflicts are sets of flags of which only one may be given.
	Conflicts [][]string
	// FlagAliases are other spellings of flags.
	FlagAliases map[string]string
	// NegativeNumbers makes -5 an argument and no flag.
	NegativeNumbers bool
	// Check says what else is wrong with well-formed arguments.
	Check func(*Arguments) error

	// Run evaluates the command.
	Run func(*turn, *Arguments) Code
	// ChangesTree commands make the memory of vanished windows worthless.
	ChangesTree bool
}

// Example is one way to use a command.
type Example struct {
	// Text is what is written in a shell after the program's name.
	Text    string
	Summary string
}

// Alias is another name of a command.
type Alias struct {
	Name string
	// Unchecked aliases skip the command's Check, as they always did.
	Unchecked bool
}

// Help is the text that --help prints for AeroSpace's clients.
func (c *Command) Help() string { return c.Usage }

// Completion says where the values of a flag or positional come from.
type Completion int

// The sources of values; Choices are listed in the declaration.
const (
	NoCompletion Completion = iota
	Choices
	WindowIDs
	WorkspaceNames
	MonitorPatterns
	MonitorIDs
	AppIDs
	PIDs
	Modes
	Bindings
	ConfigKeys
	Formats
)

// Flag is one option of a command.
type Flag struct {
	Name    string
	Summary string
	// Placeholder stands for the value; "" for a switch.
	Placeholder string
	Completion  Completion
	Choices     []string
	// Many flags take every word up to the next flag.
	Many bool
	// Optional says that the value may be left out.
	Optional bool

	// read parses the value from the words after the flag and says how
	// many it took.
	read func(flag string, rest []string) (value any, taken int, err error)
}

// Positional is an argument that is known by its place.
type Positional struct {
	Placeholder string
	Summary     string
	Mandatory   bool
	Completion  Completion
	Choices     []string
	Many        bool

	// read parses words[0] and perhaps more and says how many it took;
	// dashed says whether "--" came before or is words[0].
	read func(words []string, dashed bool) (value any, taken int, err error)
}

// option is a flag whose value has type T.
type option[T any] struct{ *Flag }

func (o option[T]) value(a *Arguments) (v T, given bool) {
	v, given = a.flags[o.Name].(T)
	return v, given
}

func (o option[T]) given(a *Arguments) bool {
	_, given := a.flags[o.Name]
	return given
}

func (o option[T]) or(a *Arguments, fallback T) T {
	if v, given := o.value(a); given {
		return v
	}
	return fallback
}

// argument is a positional whose value has type T.
type argument[T any] struct{ *Positional }

func (p argument[T]) value(a *Arguments) (v T, given bool) {
	v, given = a.values[p.Positional].(T)
	return v, given
}

// of is the value of a mandatory positional.
func (p argument[T]) of(a *Arguments) T { v, _ := p.value(a); return v }

// toggle declares a flag without a value.
func toggle(name, summary string) option[bool] {
	return option[bool]{&Flag{Name: name, Summary: summary, read: func(string, []string) (any, int, error) { return true, 0, nil }}}
}

// negatable declares a flag that a following "no" turns round.
func negatable(name, summary string) option[bool] {
	return option[bool]{&Flag{Name: name, Summary: summary, Placeholder: "[no]", Completion: Choices, Choices: []string{"no"}, Optional: true,
		read: func(_ string, rest []string) (any, int, error) {
			if len(rest) > 0 && rest[0] == "no" {
				return false, 1, nil
			}
			return true, 0, nil
		}}}
}

// single declares a flag with one value.
func single[T any](name, placeholder, summary string, completion Completion, parse func(string) (T, error)) option[T] {
	return option[T]{&Flag{Name: name, Summary: summary, Placeholder: placeholder, Completion: completion,
		read: func(flag string, rest []string) (any, int, error) {
			if len(rest) == 0 || isFlag(rest[0]) {
				return nil, 0, fmt.Errorf("'%s' must be followed by '%s'", flag, placeholder)
			}
			v, err := parse(rest[0])
			if err != nil {
				return nil, 1, fmt.Errorf("Failed to parse '%s' CLI argument: %w", rest[0], err)
			}
			return v, 1, nil
		}}}
}

// choice declares a flag whose value is one of a fixed set. missing is how
// the error calls a value that is not there.
func choice(name, placeholder, missing, summary string, choices ...string) option[string] {
	return option[string]{&Flag{Name: name, Summary: summary, Placeholder: placeholder, Completion: Choices, Choices: choices,
		read: func(_ string, rest []string) (any, int, error) {
			if len(rest) == 0 || isFlag(rest[0]) {
				return nil, 0, fmt.Errorf("%s is mandatory", missing)
			}
			if !slices.Contains(choices, rest[0]) {
				return nil, 1, choiceError(rest[0], choices)
			}
			return rest[0], 1, nil
		}}}
}

// oneOf declares a mandatory positional out of a fixed set.
func oneOf(placeholder, summary string, choices ...string) argument[string] {
	return argument[string]{&Positional{Placeholder: placeholder, Summary: summary, Mandatory: true, Completion: Choices, Choices: choices,
		read: func(words []string, _ bool) (any, int, error) {
			if !slices.Contains(choices, words[0]) {
				return nil, 1, choiceError(words[0], choices)
			}
			return words[0], 1, nil
		}}}
}

// text declares a mandatory positional that is taken as it stands.
func text(placeholder, summary string, completion Completion) argument[string] {
	return argument[string]{&Positional{Placeholder: placeholder, Summary: summary, Mandatory: true, Completion: completion,
		read: func(words []string, _ bool) (any, int, error) { return words[0], 1, nil }}}
}

// optional makes a positional one that may be left out.
func (p argument[T]) optional() argument[T] {
	p.Mandatory = false
	return p
}

// dashes may stand before the positionals of commands whose names could be
// taken for something else.
var dashes = &Positional{Placeholder: "--", read: func(words []string, _ bool) (any, int, error) {
	if words[0] == "--" {
		return nil, 1, nil
	}
	return nil, 0, nil
}}

// mandatoryDashes separate the text of echo from its flags.
var mandatoryDashes = &Positional{Placeholder: "--", Mandatory: true, read: func(words []string, _ bool) (any, int, error) {
	if words[0] == "--" {
		return nil, 1, nil
	}
	return nil, 0, fmt.Errorf("Expected: --. Got: '%s'", words[0])
}}

// The flags that several commands share.
var (
	windowID      = single("--window-id", "<window-id>", "Act on this window instead of the focused one", WindowIDs, parseWindowID)
	workspaceFlag = single("--workspace", "<workspace>", "Act on this workspace instead of the focused one", WorkspaceNames, parseWorkspaceName)
	failIfNoop    = toggle("--fail-if-noop", "Fail if there is nothing to do")
	wrapAround    = toggle("--wrap-around", "Go on at the other end")
	stdinFlag     = toggle("--stdin", "Read workspace names from the standard input")
	noStdin       = toggle("--no-stdin", "Do not read the standard input")

	failIfFullscreen       = toggle("--fail-if-fullscreen", "Fail if the window is fullscreen")
	failIfNativeFullscreen = toggle("--fail-if-macos-native-fullscreen", "Fail if the window is in macOS fullscreen")
)

func parseUint32(s string) (uint32, error) {
	n, err := strconv.ParseUint(trimPlus(s), 10, 32)
	if err != nil {
		return 0, fmt.Errorf("Can't convert '%s' to UInt32", s)
	}
	return uint32(n), nil
}

// trimPlus takes away the sign that Swift's numbers may have.
func trimPlus(s string) string {
	if len(s) > 1 && s[0] == '+' && s[1] != '+' && s[1] != '-' {
		return s[1:]
	}
	return s
}

func parseWindowID(s string) (workspaces.WindowID, error) {
	n, err := parseUint32(s)
	return workspaces.WindowID(n), err
}

func keep(s string) (string, error) { return s, nil }

// must returns an error with this text unless the condition holds.
func must(condition bool, text string) error {
	if condition {
		return nil
	}
	return errors.New(text)
}

// first is the first error that is not nil.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
