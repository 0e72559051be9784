// Package xserver starts private X servers for tests and for `perch try`, and
// gives eyes and hands on any X server: screenshots, windows and properties;
// keys and the pointer through the XTEST extension.
//
// It is a plain X client beside the window manager under test, so that what
// it sees is what the server says and not what the window manager believes.
package xserver

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// Kind is the program that serves the display.
type Kind int

const (
	// Xvfb draws into memory; nobody sees it.
	Xvfb Kind = iota
	// Xephyr is a window on the display that $DISPLAY names.
	Xephyr
)

// String returns the program's name.
func (k Kind) String() string {
	if k == Xephyr {
		return "Xephyr"
	}
	return "Xvfb"
}

// install is the Debian package that holds the program.
func (k Kind) install() string {
	if k == Xephyr {
		return "xserver-xephyr"
	}
	return "xvfb"
}

// Available says whether the program is installed; the error says what to
// install otherwise.
func (k Kind) Available() error {
	if _, err := exec.LookPath(k.String()); err != nil {
		return fmt.Errorf("%s is missing: apt-get install %s", k, k.install())
	}
	return nil
}

// Options chooses a server.
type Options struct {
	Kind Kind
	// Screen is WIDTHxHEIGHT in pixels; "1280x800" if empty.
	Screen string
	// Title is the title of a Xephyr window.
	Title string
	// Parent is the display that Xephyr opens its window on; $DISPLAY if empty.
	Parent string
	// Args are further arguments for the server.
	Args []string
}

// startTimeout bounds the wait for a server that never gets ready.
const startTimeout = 20 * time.Second

// Server is one running private X server.
type Server struct {
	// Display is its name as in $DISPLAY, such as ":7".
	Display string

	command *exec.Cmd
	done    chan struct{}
	stop    sync.Once
	output  bytes.Buffer // read only after done is closed
}

// Start runs a server on a free display and returns once it accepts clients.
// Every local client may connect, none over the network; the server keeps
// running without clients until Stop, and ends with this process at the latest.
func Start(options Options) (*Server, error) {
	if err := options.Kind.Available(); err != nil {
		return nil, err
	}
	screen := options.Screen
	if screen == "" {
		screen = "1280x800"
	}
	var width, height int
	if n, err := fmt.Sscanf(screen, "%dx%d", &width, &height); n != 2 || err != nil || width < 1 || height < 1 {
		return nil, fmt.Errorf("screen %q is not WIDTHxHEIGHT in pixels, such as 1280x800", screen)
	}

	args := []string{"-displayfd", "3", "-nolisten", "tcp", "-ac", "-noreset", "-dpi", "96",
		"+extension", "RANDR", "+extension", "XTEST"}
	switch options.Kind {
	case Xephyr:
		args = append(args, "-screen", screen)
		if options.Title != "" {
			args = append(args, "-title", options.Title)
		}
	default:
		args = append(args, "-screen", "0", screen+"x24")
	}
	args = append(args, options.Args...)

	ready, readyWriter, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer ready.Close()

	s := &Server{done: make(chan struct{})}
	s.command = exec.Command(options.Kind.String(), args...)
	s.command.ExtraFiles = []*os.File{readyWriter} // descriptor 3
	s.command.Stdout = &s.output
	s.command.Stderr = &s.output
	s.command.SysProcAttr = childAttributes()
	if options.Parent != "" {
		s.command.Env = append(os.Environ(), "DISPLAY="+options.Parent)
	}
	err = s.command.Start()
	readyWriter.Close()
	if err != nil {
		return nil, fmt.Errorf("%s does not start: %w", options.Kind, err)
	}
	go func() {
		// The exit status says nothing that the output does not.
		_ = s.command.Wait()
		close(s.done)
	}()

	_ = ready.SetReadDeadline(time.Now().Add(startTimeout))
	number, err := bufio.NewReader(ready).ReadString('\n')
	if err != nil {
		s.Stop()
		said := strings.TrimSpace(s.output.String())
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			err = fmt.Errorf("%s was not ready after %v", options.Kind, startTimeout)
		case errors.Is(err, io.EOF):
			err = fmt.Errorf("%s ended before it was ready", options.Kind)
		}
		if said != "" {
			err = fmt.Errorf("%w; it said: %s", err, said)
		}
		return nil, err
	}
	s.Display = ":" + strings.TrimSpace(number)
	return s, nil
}

// Done is closed when the server has ended, by Stop or because its window was
// closed.
func (s *Server) Done() <-chan struct{} { return s.done }

// Stop ends the server and waits until it has.
func (s *Server) Stop() {
	s.stop.Do(func() {
		_ = s.command.Process.Signal(os.Interrupt)
		select {
		case <-s.done:
		case <-time.After(5 * time.Second):
			_ = s.command.Process.Kill()
		}
	})
	<-s.done
}
