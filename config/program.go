package config

import "strings"

// Program is a parsed command text.
type Program interface {
	// String is the text again, in AeroSpace's canonical form.
	String() string
	// Commands returns the argv of every command in it, in order;
	// exec-and-forget is {"exec-and-forget", script}.
	Commands() [][]string
}

// Use says where a command text stands, which decides what it may contain.
type Use int

const (
	// UseRun is a binding or callback: exec-and-forget is allowed, eval is not.
	UseRun Use = iota
	// UseCondition is the `if` of a window rule: neither is allowed.
	UseCondition
)

// Language parses command texts. An error is the whole message for the person
// who wrote the text; if it has a method Hint() string, that text is added when
// a person reads it.
type Language interface {
	Parse(text string, use Use) (Program, error)
}

// Sequence runs programs one after another, whatever their results; its result
// is the last one's. A config array of command texts is one. The empty Sequence
// is the empty program.
type Sequence []Program

// String joins the programs with "; ".
func (s Sequence) String() string {
	texts := make([]string, len(s))
	for i, p := range s {
		texts[i] = p.String()
	}
	return strings.Join(texts, "; ")
}

// Commands returns the commands of all programs.
func (s Sequence) Commands() [][]string {
	var all [][]string
	for _, p := range s {
		all = append(all, p.Commands()...)
	}
	return all
}

// IsEmpty says that a program contains no command.
func IsEmpty(p Program) bool { return p == nil || len(p.Commands()) == 0 }

// sequence leaves empty programs out and wraps only what needs it.
func sequence(programs []Program) Program {
	kept := Sequence{}
	for _, p := range programs {
		if !IsEmpty(p) {
			kept = append(kept, p)
		}
	}
	if len(kept) == 1 {
		return kept[0]
	}
	return kept
}

// usesCommand says whether a command of that name stands anywhere in p.
func usesCommand(p Program, name string) bool {
	for _, argv := range p.Commands() {
		if len(argv) > 0 && argv[0] == name {
			return true
		}
	}
	return false
}

// targetWorkspaces returns the workspaces that `workspace` and
// `move-node-to-workspace` commands of p name directly.
func targetWorkspaces(p Program) []string {
	var names []string
	for _, argv := range p.Commands() {
		if len(argv) == 0 || argv[0] != "workspace" && argv[0] != "move-node-to-workspace" {
			continue
		}
		if name, ok := directTarget(argv[1:]); ok {
			names = append(names, name)
		}
	}
	return names
}

// directTarget finds the only positional argument, unless it is next or prev.
// After "--" even those are names.
func directTarget(args []string) (string, bool) {
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; {
		case arg == "--":
			if i+1 < len(args) {
				return args[i+1], true
			}
			return "", false
		case arg == "--window-id":
			i++
		case strings.HasPrefix(arg, "-"):
		default:
			return arg, arg != "next" && arg != "prev"
		}
	}
	return "", false
}
