package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"perch/internal/cli"
	"perch/internal/try"
)

func tryVerb() cli.Verb {
	return cli.Verb{
		Name:    "try",
		Summary: "Show Perch on a private X server",
		Usage: `USAGE: perch try [-h|--help]

Shows Perch on a display of its own, so that nothing happens to the desktop that
you work on. From a terminal on an X display it opens a window to play with,
which stays until it is closed. Otherwise it plays a tour on Xvfb: it presses
keys, looks at the screen after each, and writes pictures and report.json to
build/try. Without any X server it plays the tour on a simulated desktop.

The exit code is 0 if every step of the tour held.
`,
	}
}

func runTry(args []string, std streams) int {
	verb := tryVerb()
	if _, err := verb.Parse(args); err != nil {
		return verb.Answer(err, std.out, std.err)
	}
	self, err := os.Executable()
	if err != nil {
		fmt.Fprintln(std.err, "perch try:", err)
		return 1
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	output, isFile := std.out.(*os.File)
	err = try.Run(ctx, try.Options{
		Out:    filepath.Join("build", "try"),
		Perch:  self,
		Nested: isFile && try.Nestable(output),
		Stdout: std.out,
	})
	if err != nil {
		fmt.Fprintln(std.err, "perch try:", err)
		return 1
	}
	return 0
}
