// Package login has Perch start when its user logs in to macOS: a job of launchd's
// in ~/Library/LaunchAgents (launchd.plist(5)).
package login

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Label is the name of the job and the bundle identifier of the application.
const Label = "org.perch.Perch"

// Path is the file of the job, below a home folder.
func Path(home string) string {
	return filepath.Join(home, "Library", "LaunchAgents", Label+".plist")
}

// Log is where Perch's complaints go when it has no terminal.
func Log(home string) string { return filepath.Join(home, "Library", "Logs", "Perch.log") }

// Job is what launchd is told: to start the agent with the graphical session, and
// again when it crashes, but not when it ends by itself. What it complains about
// goes to a file among the user's logs.
func Job(home, perch string) []byte {
	log := Log(home)
	return Plist(Dict{
		{"Label", Label},
		{"ProgramArguments", []string{perch, "agent"}},
		{"RunAtLoad", true},
		{"KeepAlive", Dict{{"SuccessfulExit", false}}},
		{"ThrottleInterval", 10},
		{"LimitLoadToSessionType", "Aqua"},
		{"ProcessType", "Interactive"},
		{"StandardOutPath", log},
		{"StandardErrorPath", log},
	})
}

// Set writes the job for a program, or removes it, and says whether that changed
// anything. It counts from the next login on.
func Set(home, perch string, on bool) (changed bool, err error) {
	path := Path(home)
	if !on {
		err := os.Remove(path)
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		return err == nil, err
	}
	job := Job(home, perch)
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, job) {
		return false, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return false, err
	}
	// launchd refuses jobs that others may write.
	next := path + ".new"
	if err := os.WriteFile(next, job, 0o644); err != nil {
		return false, err
	}
	return true, os.Rename(next, path)
}
