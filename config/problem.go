package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong in a configuration.
type Problem struct {
	File string // as it was given; "" for the built-in default
	// Line and Column are 1-based; the column counts characters. Both are 0
	// when the problem is with the file as a whole.
	Line, Column int
	Path         string // key path such as mode.main.binding.alt-a or a.b[0]; "" if none
	Message      string // AeroSpace's wording, may have several lines
	Hint         string // what to do about it, in sentences; may be empty
	Warning      bool
	Fatal        bool // nothing of the file can be used

	// plain is Message without what String says by itself; empty if it is Message.
	plain string
}

// String is the problem for people, on one line:
// FILE:LINE:COLUMN: error: PATH: MESSAGE. HINT
func (p Problem) String() string {
	var b strings.Builder
	if p.File != "" {
		b.WriteString(p.File)
	} else {
		b.WriteString("built-in config")
	}
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	if p.Warning {
		b.WriteString(": warning: ")
	} else {
		b.WriteString(": error: ")
	}
	if p.Path != "" {
		b.WriteString(p.Path + ": ")
	}
	message := strings.Join(strings.Fields(cmp.Or(p.plain, p.Message)), " ")
	b.WriteString(message)
	if p.Hint != "" {
		if !strings.HasSuffix(message, ".") && !strings.HasSuffix(message, "!") {
			b.WriteString(".")
		}
		b.WriteString(" " + p.Hint)
	}
	return b.String()
}

// Contract is the problem in AeroSpace's notation, as reload-config prints it.
func (p Problem) Contract() string {
	level := "[ERROR] "
	if p.Warning {
		level = "[WARNING] "
	}
	if p.Path == "" {
		return level + p.Message
	}
	return level + p.Path + ": " + p.Message
}

// mistake is an error whose text is a whole sentence for the person who made it.
type mistake string

func (m mistake) Error() string { return string(m) }

// HasErrors says whether any problem is more than a warning.
func HasErrors(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return !p.Warning })
}

// ByPosition orders problems as a reader of the file meets them. Parse returns
// them in AeroSpace's order, by key.
func ByPosition(a, b Problem) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}
