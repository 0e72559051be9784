// Command macapp makes Perch.app of built programs, and the login item that starts
// it. It runs on every system; signing the result is the Makefile's.
//
//	go run ./internal/macapp [-version V] BUILD PERCH.APP
//	go run ./internal/macapp -login PERCH.APP
//
// BUILD is the folder with perch, perch-agent and perch-bar. With -login the job that starts
// the application is written to ~/Library/LaunchAgents, or removed from there, as
// start-at-login of the user's config says.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"perch/config"
	"perch/internal/command"
	"perch/internal/desktop/mac/login"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "macapp:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("macapp", flag.ContinueOnError)
	version := flags.String("version", "0.1.0", "the `VERSION` of the application")
	item := flags.Bool("login", false, "write or remove the login item instead")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case *item && flags.NArg() == 1:
		return loginItem(flags.Arg(0))
	case !*item && flags.NArg() == 2:
		return build(flags.Arg(0), flags.Arg(1), *version)
	}
	return errors.New("expected the folder of the programs and the path of the application, or -login and the path of the application")
}

// loginItem writes the login item that the config asks for.
func loginItem(app string) error {
	home, err := os.UserHomeDir()
	if err != nil {
		return err
	}
	c, _, problems := config.Open("", os.Getenv, command.Language{})
	if c == nil {
		return fmt.Errorf("the config cannot be read, so that the login item stays as it is: %v", problems)
	}
	changed, err := login.Set(home, executable(app), c.StartAtLogin)
	switch {
	case err != nil:
		return fmt.Errorf("the login item %s: %w", login.Path(home), err)
	case changed && c.StartAtLogin:
		fmt.Println("Perch starts at the next login:", login.Path(home))
	case changed:
		fmt.Println("Perch no longer starts at login. start-at-login = true in the config changes that.")
	}
	return nil
}
