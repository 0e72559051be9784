package main

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"perch/bar/script"
	"perch/internal/barcall"
	"slices"
	"strings"
	"syscall"
)

// launcher starts programs for the agent.
type launcher struct {
	log *slog.Logger
	// commands is a folder of commands that need not be installed to be found.
	commands string
}

// newLauncher makes the folder of commands beside the agent's socket: scripts
// call aerospace and sketchybar, which are names of this program.
func newLauncher(socket string, log *slog.Logger) launcher {
	l := launcher{log: log, commands: strings.TrimSuffix(socket, ".sock") + ".bin"}
	self, err := os.Executable()
	if err == nil {
		err = script.Commands(l.commands, clientProgram(self), "perch", aerospace, barcall.Default)
	}
	if err != nil {
		log.Warn("commands that are not installed will not be found by scripts", "error", err)
		l.commands = ""
	}
	return l
}

// start runs a program in a session of its own, so that it outlives the
// agent, and notes how it fails. It does not wait for it.
func (l launcher) start(argv, env []string) error {
	path := argv[0]
	if filepath.Base(path) == "bash" {
		// Scripts are written for bash; not every system has it.
		if _, err := exec.LookPath(path); err != nil {
			path = "/bin/sh"
		}
	}
	c := exec.Command(path, argv[1:]...)
	c.Env = l.environ(env)
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	failure := &tail{}
	c.Stderr = failure
	// Starting a process takes a millisecond, in which keys would wait.
	go func() {
		if err := c.Run(); err != nil {
			l.log.Warn(fmt.Sprintf("%s failed: %v", argv[len(argv)-1], err), "stderr", failure.String())
		}
	}()
	return nil
}

// environ adds the folder of commands at the end of PATH.
func (l launcher) environ(env []string) []string {
	if l.commands == "" {
		return env
	}
	env = slices.Clone(env)
	for i, entry := range env {
		if path, found := strings.CutPrefix(entry, "PATH="); found {
			env[i] = "PATH=" + strings.TrimPrefix(path+":"+l.commands, ":")
			return env
		}
	}
	return append(env, "PATH="+l.commands)
}

// tail keeps the end of what is written to it.
type tail struct{ text []byte }

const tailLength = 400

func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	if len(t.text) > tailLength {
		t.text = t.text[len(t.text)-tailLength:]
	}
	return len(p), nil
}

func (t *tail) String() string { return string(t.text) }
