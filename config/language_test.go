package config

import (
	"errors"
	"fmt"
	"perch/internal/spelling"
	"strings"
)

// plainLanguage knows just enough of the command language for these tests:
// commands separated by ";", arguments by blanks.
type plainLanguage struct{}

type plainProgram struct {
	text string
	argv [][]string
}

func (p plainProgram) String() string       { return p.text }
func (p plainProgram) Commands() [][]string { return p.argv }

type hintedError struct{ message, hint string }

func (e hintedError) Error() string { return e.message }
func (e hintedError) Hint() string  { return e.hint }

var plainCommands = strings.Fields("focus move workspace move-node-to-workspace layout mode split true false test " +
	"reload-config resize join-with flatten-workspace-tree close-all-windows-but-current workspace-back-and-forth " +
	"move-workspace-to-monitor move-mouse echo fullscreen")

func (plainLanguage) Parse(text string, use Use) (Program, error) {
	if script, ok := strings.CutPrefix(text, "exec-and-forget"); ok && use == UseRun {
		return plainProgram{"exec-and-forget " + script, [][]string{{"exec-and-forget", script}}}, nil
	}
	p := plainProgram{text: text}
	for _, part := range strings.Split(text, ";") {
		argv := strings.Fields(part)
		if len(argv) == 0 {
			continue
		}
		if argv[0] == "eval" {
			return nil, errors.New("Illegal eval (Tip: nested evals are forbidden)")
		}
		known := false
		for _, name := range plainCommands {
			known = known || name == argv[0]
		}
		if !known {
			return nil, hintedError{fmt.Sprintf("Unrecognized subcommand '%s'", argv[0]), spelling.DidYouMean(argv[0], plainCommands)}
		}
		p.argv = append(p.argv, argv)
	}
	return p, nil
}
