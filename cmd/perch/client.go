package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"perch/internal/command"
	"perch/internal/ipc"
	"perch/internal/manual"
	"perch/internal/spelling"

	"golang.org/x/term"
)

// send is the command line as a client: args go to the agent of the display.
// Mistakes in them are answered here, whether an agent runs or not.
func send(args []string, std streams) int {
	path := ipc.SocketPath(os.Getenv)
	if isStateSubscription(args) {
		return subscribe(path, args, std, unreachable)
	}
	call, err := command.ParseArgv(args)
	if err != nil {
		return refuse(args, err, std)
	}
	if call.Command.Name == "subscribe" {
		return subscribe(path, args, std, unreachable)
	}
	return deliver(path, call, args, std, unreachable)
}

// deliver carries a command to the agent behind the socket and prints its
// answer; explain is the sentence about an agent that gives none.
func deliver(path string, call *command.Call, args []string, std streams, explain func(error) string) int {
	switch call.Command.Name {
	case "true":
		return int(command.OK)
	case "false":
		return int(command.False)
	}
	input, err := readInput(call, std.in)
	if err != nil {
		fmt.Fprintln(std.err, err)
		return int(command.Failed)
	}
	answer, err := ask(path, ipc.Request{Args: args, Stdin: input, WindowID: windowFromEnv(), Workspace: workspaceFromEnv()})
	if err != nil {
		fmt.Fprintln(std.err, explain(err))
		return int(command.Failed)
	}
	if answer.Stdout != "" {
		fmt.Fprintln(std.out, answer.Stdout)
	}
	if answer.Stderr != "" {
		fmt.Fprintln(std.err, answer.Stderr)
	}
	if answer.ExitCode != int32(command.OK) {
		warnOfVersion(answer, std)
	}
	return int(answer.ExitCode)
}

// answerTime is how long a client waits for the agent.
var answerTime = 30 * time.Second

// ask sends a request to the agent behind the socket.
func ask(path string, r ipc.Request) (ipc.Answer, error) {
	client, err := ipc.Dial(path)
	if err != nil {
		return ipc.Answer{}, err
	}
	defer client.Close()
	client.Timeout = answerTime
	return client.Call(r)
}

// refuse answers arguments that are no command.
func refuse(args []string, err error, std streams) int {
	var help *command.HelpRequest
	if errors.As(err, &help) {
		if args[0] == configName {
			fmt.Fprintln(std.out, configVerb().Help())
		}
		fmt.Fprintln(std.out, manual.Help(command.LookUp(args[0])))
		return int(command.OK)
	}
	fmt.Fprintln(std.err, err)
	if hint := hint(args); hint != "" {
		fmt.Fprintln(std.err, hint)
	}
	return int(command.Failed)
}

// hint is what may help with arguments that are no command, "" for nothing.
func hint(args []string) string {
	if command.LookUp(args[0]) != nil {
		if len(args) == 1 && args[0] == configName {
			return "perch config --help tells more."
		}
		return command.Hint(args)
	}
	return cmp.Or(spelling.DidYouMean(args[0], words()), "perch --help lists all of them.")
}

// unreachable is the sentence about an agent that did not answer.
func unreachable(err error) string {
	var absent *ipc.NotRunningError
	if !errors.As(err, &absent) {
		return err.Error()
	}
	if runtime.GOOS != "darwin" && os.Getenv("DISPLAY") == "" && os.Getenv("PERCH_SOCKET") == "" {
		return fmt.Sprintf("$DISPLAY is not set: which display's agent is meant? None answers on %s.", absent.Path)
	}
	return fmt.Sprintf("No agent answers on %s: %v. Start one with: perch agent", absent.Path, reason(absent.Err))
}

// reason is the system's word for what went wrong, without the calls that led
// to it.
func reason(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// How much of the standard input a command may take: lines, and bytes of each.
const (
	maxInputLines = 1000
	maxInputLine  = 1 << 20
)

// readInput reads the standard input if the command wants it, and complains
// if it was left open whether it should.
func readInput(call *command.Call, in *os.File) (string, error) {
	switch call.Stdin() {
	case command.StdinUnused:
		return "", nil
	case command.StdinImplicit:
		if !term.IsTerminal(int(in.Fd())) {
			return "", errors.New(command.ImplicitStdin)
		}
		return "", nil
	}
	var lines []string
	scanner := bufio.NewScanner(in)
	scanner.Buffer(nil, maxInputLine)
	for scanner.Scan() {
		if lines = append(lines, scanner.Text()); len(lines) > maxInputLines {
			return "", errors.New("stdin number of lines limit is exceeded")
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return "", fmt.Errorf("stdin has a line of more than %d characters", maxInputLine)
	}
	return strings.Join(lines, "\n"), scanner.Err()
}

// windowFromEnv is the window on whose behalf a script runs, nil if none.
func windowFromEnv() *uint32 {
	id, err := strconv.ParseUint(os.Getenv(command.WindowVariable), 10, 32)
	if err != nil {
		return nil
	}
	n := uint32(id)
	return &n
}

func workspaceFromEnv() *string {
	if name := os.Getenv(command.WorkspaceVariable); name != "" {
		return &name
	}
	return nil
}

// isStateSubscription says whether args ask for the stream of the whole
// state, which is Perch's own.
func isStateSubscription(args []string) bool {
	return len(args) == 2 && args[0] == "subscribe" && args[1] == "--state"
}

// subscribe prints every frame as a line until somebody ends it.
func subscribe(path string, args []string, std streams, explain func(error) string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := ipc.Subscribe(ctx, path, args, func(frame []byte) error {
		_, err := fmt.Fprintf(std.out, "%s\n", frame)
		return err
	})
	var refused *ipc.RefusedError
	switch {
	case ctx.Err() != nil:
		return int(command.OK)
	case errors.As(err, &refused):
		if refused.Answer.Stdout != "" {
			fmt.Fprintln(std.out, refused.Answer.Stdout)
		}
		if refused.Answer.Stderr != "" {
			fmt.Fprintln(std.err, refused.Answer.Stderr)
		}
		return int(refused.Answer.ExitCode)
	}
	fmt.Fprintln(std.err, explain(err))
	return int(command.Failed)
}

// printVersions prints this program's version and the agent's.
func printVersions(std streams) int {
	v, hash := version()
	fmt.Fprintln(std.out, "perch", v, hash)
	answer, err := ask(ipc.SocketPath(os.Getenv), ipc.Request{Args: []string{}})
	var absent *ipc.NotRunningError
	switch {
	case errors.As(err, &absent):
		fmt.Fprintln(std.out, "no agent is running")
	case err != nil:
		fmt.Fprintln(std.err, err)
		return int(command.Failed)
	default:
		fmt.Fprintln(std.out, "agent", answer.Version)
	}
	return int(command.OK)
}
