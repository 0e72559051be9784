package command

import (
	"fmt"
	"strings"

	"perch/workspaces"
)

// Code is the exit code of a command.
type Code int

// The codes. False is only for conditions; everything else that goes wrong is
// Failed.
const (
	OK     Code = 0
	False  Code = 1
	Failed Code = 2
)

// MainMode is the binding mode at the start.
const MainMode = "main"

// Memory is what outlives a session beside the State. The agent keeps it.
type Memory struct {
	// Mode is the active binding mode.
	Mode string
	// Disabled says that window management is switched off: no binding is
	// active, whatever Mode says, and only `enable` is obeyed.
	Disabled bool

	recording *recording
	vanished  workspaces.Vanished
}

// NewMemory is the memory of an agent that has just started.
func NewMemory() *Memory { return &Memory{Mode: MainMode} }

// DisabledText answers every command but enable and subscribe while window
// management is switched off.
const DisabledText = "AeroSpace server is disabled and doesn't accept commands. You can use 'aerospace enable on' to enable the server"

// Session is one turn of the agent: it holds the State that commands replace,
// and what they may ask of the world. It does no layout.
type Session struct {
	State  *workspaces.State
	Host   Host
	Memory *Memory
	// Startup is set during the first scan for windows: focus callbacks
	// do not run.
	Startup bool

	inFocusCallback bool
	nesting         int // programs that run now, one inside the other
	nested          int // commands that ran inside other commands
}

// Bindings and callbacks can run each other without end: this is how deep,
// and how many commands, one session puts up with.
const (
	deepestNesting = 50
	mostNested     = 10000
)

// Result is the outcome of a program. The texts have no newline at the end.
type Result struct {
	Code           Code
	Stdout, Stderr string
}

// Run runs a program. After every command the model is refreshed.
func (s *Session) Run(p *Program, env Env, stdin string) Result {
	t := &turn{Session: s, env: env, input: &input{stdin}}
	code := t.run(p)
	return Result{code, strings.Join(t.stdout, "\n"), strings.Join(t.stderr, "\n")}
}

// input is a standard input that the first reader empties.
type input struct{ text string }

func (i *input) read() string {
	text := i.text
	i.text = ""
	return text
}

// turn is what one command sees: the session, the context that it inherits
// and its streams. An element of output is a chunk; chunks are joined by
// newlines.
type turn struct {
	*Session
	env            Env
	input          *input
	stdout, stderr []string
}

func (t *turn) out(chunks ...string)    { t.stdout = append(t.stdout, chunks...) }
func (t *turn) report(chunks ...string) { t.stderr = append(t.stderr, chunks...) }

// fail reports a text and is Failed.
func (t *turn) fail(text string) Code {
	t.report(text)
	return Failed
}

// become takes over the State that an operation returned, or reports its
// error in the words of explain; an empty explanation stays silent.
func (t *turn) become(next *workspaces.State, err error, explain func(error) string) Code {
	if err == nil {
		t.State = next
		return OK
	}
	if text := explain(err); text != "" {
		t.report(text)
	}
	return Failed
}

// noop answers a command that has nothing to do: a hint, or with
// --fail-if-noop a silent failure.
func (t *turn) noop(a *Arguments, format string, args ...any) Code {
	if failIfNoop.given(a) {
		return Failed
	}
	t.report(fmt.Sprintf(format, args...))
	return OK
}

// run evaluates a program with the streams of the turn.
func (t *turn) run(p *Program) Code {
	t.nesting++
	defer func() { t.nesting-- }()
	return t.evaluate(p.tree)
}

// endless says that programs have been running each other for too long.
func (t *turn) endless() bool {
	if t.nesting > 1 {
		t.nested++
	}
	return t.nesting > deepestNesting || t.nested > mostNested
}

func (t *turn) evaluate(tree Tree[*Call]) Code {
	switch tree.Operator {
	case Leaf:
		if t.endless() {
			return t.fail("Bindings and callbacks run each other without end")
		}
		code := tree.Leaf.Command.Run(t, tree.Leaf.Arguments)
		if tree.Leaf.Command.ChangesTree {
			t.Memory.ForgetVanished()
		}
		t.Refresh()
		return code
	case Pipeline:
		return t.pipeline(tree.Parts)
	}
	code := OK
	for _, part := range tree.Parts {
		code = t.evaluate(part)
		if tree.Operator == Conjunction && code != OK || tree.Operator == Disjunction && code == OK {
			break
		}
	}
	return code
}

// pipeline runs commands one after another, each with the output of the one
// before as its input. The result is the last code that is not OK.
func (t *turn) pipeline(parts []Tree[*Call]) Code {
	result, in := OK, t.input
	var out []string
	for _, part := range parts {
		element := &turn{Session: t.Session, env: t.env, input: in}
		if code := element.evaluate(part); code != OK {
			result = code
		}
		t.report(element.stderr...)
		out = element.stdout
		in = &input{strings.Join(out, "\n")}
	}
	t.out(out...)
	return result
}
