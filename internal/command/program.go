package command

import (
	"errors"
	"fmt"
	"strings"
)

// Call is one command with its parsed arguments.
type Call struct {
	Command   *Command
	Arguments *Arguments
	// words are the arguments as written; they are what config --get shows.
	words []string
}

// Argv is the command as an argument vector, with its canonical name.
func (c *Call) Argv() []string { return append([]string{c.Command.Name}, c.words...) }

func (c *Call) String() string {
	if c.Command == execAndForgetCommand {
		return c.Command.Name + " " + c.words[0]
	}
	return joinWords(c.Argv())
}

// Program is a command text that can be run: every command in it is known and
// its arguments are right.
type Program struct{ tree Tree[*Call] }

// String is the program as AeroSpace's `config --get` prints it.
func (p *Program) String() string { return render(p.tree, (*Call).String) }

// Calls are the commands of the program in the order in which they stand.
func (p *Program) Calls() []*Call { return p.tree.Leaves() }

// Commands are the argument vectors of the program's commands.
func (p *Program) Commands() [][]string {
	argvs := [][]string{}
	for _, call := range p.Calls() {
		argvs = append(argvs, call.Argv())
	}
	return argvs
}

// Join is the program that runs several programs one after another.
func Join(programs ...*Program) *Program {
	var parts []Tree[*Call]
	for _, p := range programs {
		if p.tree.Empty() {
			continue
		}
		if p.tree.Operator == Sequence {
			parts = append(parts, p.tree.Parts...)
		} else {
			parts = append(parts, p.tree)
		}
	}
	return &Program{join(Sequence, parts)}
}

// Allowed says which commands a text may use that are not for every place.
type Allowed struct {
	Exec bool // exec-and-forget
	Eval bool
}

// evalName stands for the command itself, which refers to Parse.
const evalName = "eval"

const nestedEval = "Illegal eval (Tip: nested evals are forbidden)"

// Parse parses a command text. A text that begins with exec-and-forget, if
// that is allowed, is one command; the rest of it belongs to bash. A command
// that asks for help makes the error a *HelpRequest.
func Parse(text string, allowed Allowed) (*Program, error) {
	if script, ok := strings.CutPrefix(text, execAndForgetCommand.Name); ok && allowed.Exec {
		call := &Call{Command: execAndForgetCommand, Arguments: &Arguments{command: execAndForgetCommand, script: script}, words: []string{script}}
		return &Program{Tree[*Call]{Operator: Leaf, Leaf: call}}, nil
	}
	words, err := ParseWords(text)
	if err != nil {
		return nil, err
	}
	tree, err := convert(words, func(argv []string) (*Call, error) {
		call, err := ParseArgv(argv)
		switch {
		case err != nil:
			return nil, err
		case call.Command.Name == evalName && !allowed.Eval:
			return nil, errors.New(nestedEval)
		case call.Command == subscribeCommand:
			return nil, errors.New("subscribe is not supported in the eval")
		}
		return call, nil
	})
	if err != nil {
		return nil, err
	}
	return &Program{tree}, nil
}

// ParseArgv parses one command as a client sends it.
func ParseArgv(argv []string) (*Call, error) {
	if len(argv) == 0 || argv[0] == "" {
		return nil, errors.New("Can't parse empty string command")
	}
	c, checked := lookUp(argv[0])
	if c == nil || c == execAndForgetCommand {
		return nil, fmt.Errorf("Unrecognized subcommand '%s'", argv[0])
	}
	words := append([]string{}, argv[1:]...)
	for i, word := range words {
		if name, ok := c.FlagAliases[word]; ok {
			words[i] = name
		}
	}
	arguments, err := c.parseArguments(words, checked)
	if err != nil {
		return nil, err
	}
	return &Call{c, arguments, words}, nil
}

// Program is the program that consists of the call.
func (c *Call) Program() *Program { return &Program{Tree[*Call]{Operator: Leaf, Leaf: c}} }

// Stdin says what a client has to do with its standard input before it sends
// the call.
type Stdin int

// Read it, leave it alone, or, if it is no terminal, complain with
// ImplicitStdin.
const (
	StdinUnused Stdin = iota
	StdinRead
	StdinImplicit
)

// ImplicitStdin is the complaint about a standard input that --stdin or
// --no-stdin should have spoken of.
const ImplicitStdin = `ERROR: Implicit stdin is detected (stdin is not TTY). Implicit stdin was forbidden in AeroSpace v0.20.0.
1. Please supply '--stdin' flag to make stdin explicit and preserve old AeroSpace behavior
2. You can also use '--no-stdin' flag to behave as if no stdin was supplied
Breaking change issue: https://github.com/nikitabobko/AeroSpace/issues/1683`

// Stdin says what the call wants of the standard input.
func (c *Call) Stdin() Stdin {
	if stdinFlag.given(c.Arguments) {
		return StdinRead
	}
	if noStdin.given(c.Arguments) {
		return StdinUnused
	}
	for _, target := range []argument[workspaceTarget]{workspaceArgument, moveToWorkspaceArgument} {
		if t, ok := target.value(c.Arguments); ok && t.relative() {
			return StdinImplicit
		}
	}
	return StdinUnused
}
