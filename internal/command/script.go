package command

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"perch/config"
)

// bash runs the scripts of exec-and-forget, where AeroSpace expects it.
const bash = "/bin/bash"

var execAndForgetCommand = &Command{
	Name:    "exec-and-forget",
	Group:   GroupControl,
	Summary: "Run a bash script and do not wait for it (in the configuration only)",
	Usage:   `USAGE: exec-and-forget <bash-script>`,
	Description: `Runs the rest of the line in bash, and does not wait for it. Only bindings and
callbacks of the configuration can use it. AEROSPACE_WINDOW_ID and
AEROSPACE_WORKSPACE say on whose behalf the script runs.`,
	Run: func(t *turn, a *Arguments) Code {
		if err := t.Host.Exec([]string{bash, "-c", a.script}, environment(t.Host.Config(), t.env, nil)); err != nil {
			return t.fail(err.Error())
		}
		return OK
	},
}

var evalArgument = text("<aerospace-shell-expr>", "The command text", NoCompletion)

var evalCommand = &Command{
	Name:    evalName,
	Group:   GroupControl,
	Summary: "Run a command text",
	Usage:   `USAGE: eval [-h|--help] [--stdin] [--] <aerospace-shell-expr>`,
	Description: `Runs a text in the language of bindings: commands with arguments, quotes, and
the operators ;, &&, ||, | and parentheses, all in one turn, so that only the
result is seen.`,
	Examples: []Example{
		{"eval 'workspace 3 && layout --root accordion'", "Two commands at once"},
		{"eval 'test %{window-layout} = floating || fullscreen on'", "A condition"},
	},
	Flags:       []*Flag{stdinFlag.Flag},
	Positionals: []*Positional{dashes, evalArgument.Positional},
	ChangesTree: true,
	Run: func(t *turn, a *Arguments) Code {
		p, err := Parse(evalArgument.of(a), Allowed{})
		var help *HelpRequest
		switch {
		case errors.As(err, &help):
			return t.fail("--help is not supported inside eval command")
		case err != nil:
			return t.fail(err.Error())
		}
		return t.run(p)
	},
}

var (
	echoArgument = argument[[]Format]{&Positional{
		Placeholder: "<string>", Summary: "The text, with variables %{…}", Mandatory: true, Many: true, Completion: Formats,
		read: func(words []string, _ bool) (any, int, error) {
			formats := make([]Format, len(words))
			for i, word := range words {
				f, err := ParseFormat(word)
				if err != nil {
					return nil, len(words), err
				}
				formats[i] = f
			}
			return formats, len(words), nil
		}}}
	stderrFlag = toggle("--stderr", "Print to the standard error")
)

var echoCommand = &Command{
	Name:    "echo",
	Group:   GroupControl,
	Summary: "Print text",
	Usage:   `USAGE: echo [-h|--help] [--stderr] [--window-id <window-id>] -- <string>...`,
	Description: `Prints each text as a line, with the values of the focused window or workspace
in place of variables.`,
	Examples: []Example{
		{"echo -- '%{app-name}: %{window-title}'", "What has the focus"},
	},
	Flags:       []*Flag{stderrFlag.Flag, windowID.Flag},
	Positionals: []*Positional{mandatoryDashes, echoArgument.Positional},
	Run: func(t *turn, a *Arguments) Code {
		o, err := t.targetObject(a)
		if err != nil {
			return t.fail(err.Error())
		}
		for _, f := range echoArgument.of(a) {
			lines, errs := f.lines(t.State, []object{o})
			if errs != nil {
				return t.fail(explainVariable(errs[0]))
			}
			if stderrFlag.given(a) {
				t.report(lines...)
			} else {
				t.out(lines...)
			}
		}
		return OK
	},
}

// explainVariable words the lack of a variable where only a missing window
// can be the cause.
func explainVariable(err error) string {
	var missing *missingVariable
	if errors.As(err, &missing) {
		return noWindow
	}
	return err.Error()
}

const (
	equals      = "="
	matchesText = "~="
)

var (
	testVariable = argument[string]{&Positional{
		Placeholder: "<lhs>", Summary: "A variable %{…}", Mandatory: true, Completion: Formats,
		read: func(words []string, _ bool) (any, int, error) {
			list, err := fragments(words[0])
			if err != nil {
				return nil, 1, err
			}
			for _, f := range list {
				if f.isVariable && !slices.Contains(allProperties, f.variable) {
					return nil, 1, choiceError(f.variable, allProperties)
				}
			}
			if len(list) != 1 || !list[0].isVariable {
				return nil, 1, errors.New("Left hand side must be a single interpolation variable")
			}
			return list[0].variable, 1, nil
		}}}
	testOperator = oneOf("<operator>", "How to compare", equals, matchesText)
	testValue    = argument[string]{&Positional{
		Placeholder: "<rhs>", Summary: "The text to compare with", Mandatory: true,
		read: func(words []string, _ bool) (any, int, error) {
			list, err := fragments(words[0])
			if err != nil {
				return nil, 1, err
			}
			if len(list) != 1 || list[0].isVariable {
				return nil, 1, errors.New("Right hand side doesn't allow interpolation variables")
			}
			return list[0].literal, 1, nil
		}}}
	testPositionals = []*Positional{testVariable.Positional, testOperator.Positional, testValue.Positional}
)

var testCommand = &Command{
	Name:    "test",
	Group:   GroupControl,
	Summary: "Compare a property of the focused window or workspace",
	Usage: `USAGE: test [-h|--help] <lhs> = <rhs>
   OR: test [-h|--help] <lhs> ~= <rhs>`,
	Description: `Compares a variable of the focused window or workspace with a text: = wants
them to be equal, and ~= looks for a regular expression, whatever the case of
the letters. Exits with 0 if it holds, 1 if not, and 2 if it cannot be told.`,
	Examples: []Example{
		{"test '%{app-bundle-id}' = firefox", "Is Firefox focused?"},
		{"test '%{window-title}' '~=' 'youtube|netflix'", "Does the title look like a film?"},
	},
	Positionals: testPositionals,
	Run:         func(t *turn, a *Arguments) Code { return t.compare(a, true) },
}

var testNotCommand = &Command{
	Name:    "test-not",
	Group:   GroupControl,
	Summary: "The opposite of test",
	Usage: `USAGE: test-not [-h|--help] <lhs> = <rhs>
   OR: test-not [-h|--help] <lhs> ~= <rhs>`,
	Description: `Compares as test does, and exits with 0 if it does not hold and with 1 if it
does.`,
	Examples: []Example{
		{"test-not '%{workspace}' = 1", "Is another workspace than 1 focused?"},
	},
	Positionals: testPositionals,
	Run:         func(t *turn, a *Arguments) Code { return t.compare(a, false) },
}

// compare is OK if the comparison comes out as wanted, else False.
func (t *turn) compare(a *Arguments, wanted bool) Code {
	o, err := t.targetObject(a)
	if err != nil {
		return t.fail(err.Error())
	}
	value, err := describe(t.State, o, testVariable.of(a))
	if err != nil {
		return t.fail(explainVariable(err))
	}
	holds, err := comparison(testVariable.of(a), value, testOperator.of(a), testValue.of(a))
	switch {
	case err != nil:
		return t.fail(err.Error())
	case holds == wanted:
		return OK
	}
	return False
}

func comparison(variable string, value any, operator, with string) (bool, error) {
	kind := map[bool]string{true: "Bool", false: "Int"}
	switch v := value.(type) {
	case string:
		if operator == equals {
			return v == with, nil
		}
		regex, err := config.CompileRegex(with)
		if err != nil {
			return false, err
		}
		return regex.Finds(v), nil
	case int64:
		if operator == equals {
			n, err := strconv.ParseInt(trimPlus(with), 10, 64)
			if err != nil {
				return false, fmt.Errorf("Can't convert String '%s' to Int", with)
			}
			return v == n, nil
		}
	case bool:
		if operator == equals {
			if with != "true" && with != "false" {
				return false, fmt.Errorf("Can't convert String '%s' to Bool", with)
			}
			return v == (with == "true"), nil
		}
	}
	_, isBool := value.(bool)
	return false, fmt.Errorf("Interpolation variable: '%s' has a type of %s. The %s type is not compatible with '~=' operator.",
		variable, kind[isBool], kind[isBool])
}

var trueCommand = &Command{
	Name:        "true",
	Group:       GroupControl,
	Summary:     "Do nothing, successfully",
	Usage:       `USAGE: true [-h|--help]`,
	Description: `Does nothing and exits with 0.`,
	Run:         func(*turn, *Arguments) Code { return OK },
}

var falseCommand = &Command{
	Name:        "false",
	Group:       GroupControl,
	Summary:     "Do nothing, and be false",
	Usage:       `USAGE: false [-h|--help]`,
	Description: `Does nothing and exits with 1.`,
	Run:         func(*turn, *Arguments) Code { return False },
}
