package main

import (
	"fmt"
	"log/slog"
	"os/exec"
	"path/filepath"
	"syscall"
)

// start runs a program in a session of its own, so that it outlives the
// agent, and notes how it fails. It does not wait for it.
func start(argv, env []string, log *slog.Logger) error {
	path := argv[0]
	if filepath.Base(path) == "bash" {
		// Scripts are written for bash; not every system has it.
		if _, err := exec.LookPath(path); err != nil {
			path = "/bin/sh"
		}
	}
	c := exec.Command(path, argv[1:]...)
	c.Env = env
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	failure := &tail{}
	c.Stderr = failure
	// Starting a process takes a millisecond, in which keys would wait.
	go func() {
		if err := c.Run(); err != nil {
			log.Warn(fmt.Sprintf("%s failed: %v", argv[len(argv)-1], err), "stderr", failure.String())
		}
	}()
	return nil
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
