// Package doctor looks at everything that Perch depends on and says in one line each
// how it is: the config, the programs, the agent, the bar, the screen, fonts, and on
// macOS what the system grants.
package doctor

import (
	"fmt"
	"io"
	"time"

	"perch/config"
)

// State is how something is.
type State int

// OK needs nothing, Note is worth knowing, Broken keeps Perch from doing what is
// asked of it.
const (
	OK State = iota
	Note
	Broken
)

var stateNames = [...]string{OK: "ok", Note: "note", Broken: "BROKEN"}

func (s State) String() string { return stateNames[s] }

// Finding is one line of the report.
type Finding struct {
	State   State
	Subject string
	Text    string
}

// String is the finding as its line.
func (f Finding) String() string { return fmt.Sprintf("%-6s  %-10s  %s", f.State, f.Subject, f.Text) }

// Patient is what is looked at.
type Patient struct {
	Getenv func(string) string
	// Self is the path of the perch that runs.
	Self    string
	Version string
	// Socket is the agent's, Bar the default bar's.
	Socket, Bar string
	// Load reads the config as an agent would.
	Load func() (*config.Config, string, []config.Problem)
}

// patience is how long programs may take to answer the doctor.
const patience = 3 * time.Second

// Examine looks at everything.
func Examine(p Patient) []Finding {
	e := examination{Patient: p}
	e.programs()
	e.configuration()
	e.agent()
	e.system()
	e.bar()
	e.fonts()
	return e.findings
}

// Print writes findings, one line each, and says whether nothing is broken.
func Print(out io.Writer, findings []Finding) bool {
	sound := true
	for _, f := range findings {
		fmt.Fprintln(out, f)
		sound = sound && f.State != Broken
	}
	return sound
}

// examination is one look at a patient.
type examination struct {
	Patient
	findings []Finding
	config   *config.Config // nil if it cannot be used
	serves   bool           // an agent answers
}

func (e *examination) find(state State, subject, format string, args ...any) {
	e.findings = append(e.findings, Finding{state, subject, fmt.Sprintf(format, args...)})
}
