package main

import (
	"errors"
	"fmt"
	"os"

	"perch/internal/command"
	"perch/internal/completion"
	"perch/internal/ipc"
)

// aerospace is the name by which this program is AeroSpace's client: what it
// prints and its exit codes are those of that client.
const aerospace = "aerospace"

func runAeroSpace(argv []string, std streams) int {
	args := argv[1:]
	if len(args) == 0 {
		fmt.Fprintln(std.err, command.Overview(argv[0]))
		return int(command.Failed)
	}
	switch args[0] {
	case "-h", "--help":
		fmt.Fprintln(std.out, command.Overview(argv[0]))
		return int(command.OK)
	case "-v", "--version":
		return printAeroSpaceVersions(std)
	case completion.Verb:
		return complete(args[1:], std)
	}
	call, err := command.ParseArgv(args)
	var help *command.HelpRequest
	switch {
	case errors.As(err, &help):
		fmt.Fprintln(std.out, help.Text)
		return int(command.OK)
	case err != nil:
		fmt.Fprintln(std.err, err)
		if hint := command.Hint(args); hint != "" {
			fmt.Fprintln(std.err, hint)
		}
		return int(command.Failed)
	}
	path := aerospaceSocket()
	if call.Command.Name == "subscribe" {
		return subscribe(path, args, std, func(err error) string {
			if text, is := cannotConnect(err); is {
				return text
			}
			return "runSubscribe error: " + err.Error()
		})
	}
	return deliver(path, call, args, std, func(err error) string {
		if text, is := cannotConnect(err); is {
			return text
		}
		return err.Error()
	})
}

// cannotConnect is what that client says when it finds no server.
func cannotConnect(err error) (text string, is bool) {
	var absent *ipc.NotRunningError
	if !errors.As(err, &absent) {
		return "", false
	}
	return "Can't connect to AeroSpace server. Is AeroSpace.app running?\n" + reason(absent.Err).Error(), true
}

// aerospaceSocket is where the server is: $AEROSPACESOCK, else the agent of
// this display if there is one, else AeroSpace's own place.
func aerospaceSocket() string {
	if os.Getenv("AEROSPACESOCK") == "" {
		path := ipc.SocketPath(os.Getenv)
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return ipc.AeroSpacePath(os.Getenv)
}

// printAeroSpaceVersions prints the version that this program plays, and the
// server's.
func printAeroSpaceVersions(std streams) int {
	fmt.Fprintf(std.out, "aerospace CLI client version: %s\n", serverVersion())
	answer, err := ask(aerospaceSocket(), ipc.Request{Args: []string{}})
	var mismatch *ipc.VersionError
	switch {
	case errors.As(err, &mismatch):
		fmt.Fprintln(std.err, err)
		return int(command.Failed)
	case err != nil:
		fmt.Fprintln(std.out, "AeroSpace.app server version: Unknown. The server is not responding")
		fmt.Fprintln(std.err, reason(err))
	default:
		fmt.Fprintf(std.out, "AeroSpace.app server version: %s\n", answer.Version)
		warnOfVersion(answer, std)
	}
	return int(command.OK)
}

// warnOfVersion tells of a server that is another program than this client.
func warnOfVersion(a ipc.Answer, std streams) {
	if a.Version != serverVersion() {
		fmt.Fprintf(std.err, "Warning: AeroSpace client/server versions don't match\n"+
			"    - aerospace CLI client version: %s\n    - AeroSpace.app server version: %s\n", serverVersion(), a.Version)
	}
}
