// Command perch-bar is Perch's status bar: one strip per monitor that shows the
// workspaces, the focused window, the time and the machine's state. The agent
// starts it, tells it everything over its socket, and starts it again when it
// ends, unless a message ended it.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"

	"perch/bar/script"
	"perch/bar/surface"
	"perch/internal/barcall"
	"perch/internal/ipc"

	"github.com/spf13/pflag"
)

const help = `perch-bar is Perch's status bar. The agent starts it: perch agent

Usage: perch-bar [--help | --version] [--name NAME] [--config FILE]
                 [--trace FILE]

The [bar] table of perch.toml says what it shows, and reloading that file changes
it at once. A sketchybarrc makes it instead if the table asks for one, or chooses
no items while there is one.

  --name NAME     be a bar of its own, made by the sketchybarrc of that name;
                  messages to it are sent by a link to perch with that name
  --config FILE   the sketchybarrc to take
  --trace FILE    append every message and its reply, as one line of JSON

Environment:
  DISPLAY       the X display to show the bars on
  PERCH_SOCKET  the agent's socket, if not the display's own
`

func main() {
	// The bar's work is one thing after another. With one processor, no
	// goroutine that has something to say wakes another thread.
	runtime.GOMAXPROCS(1)
	os.Exit(surface.Run(func() int { return run(os.Args[1:], os.Stdout, os.Stderr) }))
}

// run is the program: 0 when it did its work and a message ended it, so that nobody
// starts it again; 1 when something is wrong, after one sentence about it; 2 for wrong
// arguments; 143 when a signal or the agent ended it.
func run(args []string, stdout, stderr io.Writer) int {
	flags := pflag.NewFlagSet("perch-bar", pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	name := flags.String("name", "", "")
	file := flags.String("config", "", "")
	trace := flags.String("trace", "", "")
	showVersion := flags.BoolP("version", "v", false, "")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		fmt.Fprint(stdout, help)
		return 0
	case err == nil && flags.NArg() > 0:
		err = fmt.Errorf("unknown argument %q", flags.Arg(0))
	}
	if err != nil {
		fmt.Fprintf(stderr, "perch-bar: %v. Known are --name, --config, --trace, --help and --version.\n", err)
		return 2
	}
	if *showVersion {
		fmt.Fprintln(stdout, "perch-bar", version())
		return 0
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o := options{
		socket: ipc.SocketPath(os.Getenv), display: os.Getenv("DISPLAY"),
		name: cmp.Or(*name, barcall.Default), alone: *name != "" || *file != "",
	}
	// The agent's log has the time already.
	o.log = logTo(stdout, o.alone)
	o.calls = barcall.Path(os.Getenv, o.name)
	if o.alone {
		if o.script = *file; o.script == "" {
			if o.script, _ = script.Find(o.name, os.Getenv); o.script == "" {
				o.log("there is no " + script.File + " for " + o.name + "; messages can fill the bar")
			}
		}
	}
	if *trace != "" {
		file, err := os.OpenFile(*trace, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			fmt.Fprintf(stderr, "perch-bar: messages cannot be written down: %v\n", err)
			return 1
		}
		defer file.Close()
		o.trace = file
	}
	switch err := serve(ctx, o); {
	case errors.Is(err, errExit):
		return 0
	case err != nil:
		fmt.Fprintln(stderr, "perch-bar:", err)
		return 1
	}
	return ended
}

// ended is the exit code of what SIGTERM ends, as shells have it.
const ended = 128 + int(syscall.SIGTERM)

// logTo writes lines from any goroutine, with their time if timed.
func logTo(out io.Writer, timed bool) func(string) {
	var mu sync.Mutex
	return func(line string) {
		mu.Lock()
		defer mu.Unlock()
		line = strings.TrimRight(line, "\n")
		if timed {
			line = time.Now().Format("[2006-01-02 15:04:05] ") + line
		}
		fmt.Fprintln(out, line)
	}
}

// realFile is the whole path of a file that there is.
func realFile(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		err = syscall.EISDIR
	}
	return path, err
}

// version is what the build says of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
