package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"perch/config"
	"perch/internal/barcall"
	"perch/internal/cli"
	"perch/internal/command"
	"perch/internal/doctor"
	"perch/internal/ipc"
)

type doctorFlags struct{ selfTest bool }

func doctorVerb(f *doctorFlags) cli.Verb {
	flags := cli.NewFlags("doctor")
	flags.BoolVar(&f.selfTest, "self-test", false, "on macOS, tile windows of TextEdit and report what differs from what was asked")
	return cli.Verb{
		Name:    "doctor",
		Summary: "Look at everything that Perch depends on, and say what is wrong",
		Flags:   flags,
		Usage: `USAGE: perch doctor [-h|--help] [--self-test]

Prints one line each about the programs, the config, the agent, the screen and its
window manager, the bar and fonts; on macOS also about its permission, private
functions, secure input and other programs that move windows. The exit code is 1
when something is broken.

With --self-test the running agent works on a workspace of its own: it opens
windows of TextEdit, tiles, focuses, moves and hides them, and every step whose
outcome is another than was asked for is told. The windows are closed at the end.
`,
	}
}

func runDoctor(args []string, std streams) int {
	var f doctorFlags
	verb := doctorVerb(&f)
	if _, err := verb.Parse(args); err != nil {
		return verb.Answer(err, std.out, std.err)
	}
	self, err := os.Executable()
	if err != nil {
		fmt.Fprintln(std.err, "perch doctor:", err)
		return 1
	}
	v, hash := version()
	p := doctor.Patient{
		Getenv: os.Getenv, Self: self, Version: v + "-" + hash,
		Socket: ipc.SocketPath(os.Getenv), Bar: barcall.Path(os.Getenv, barcall.Default),
		Load: func() (*config.Config, string, []config.Problem) {
			return config.Open("", os.Getenv, command.Language{})
		},
	}
	sound := doctor.Print(std.out, doctor.Examine(p))
	if f.selfTest {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		findings, err := selfTest(ctx, p.Socket)
		if err != nil {
			fmt.Fprintln(std.err, "perch doctor: the self-test cannot be done:", err)
			return 1
		}
		sound = doctor.Print(std.out, findings) && sound
	}
	if !sound {
		return 1
	}
	return 0
}
