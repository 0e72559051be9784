// Command perch-bar is Perch's status bar: one strip per monitor that shows the
// workspaces, the focused window, the time and the machine's state. The agent
// starts it, tells it everything over its socket, and starts it again when it
// ends.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"perch/internal/ipc"
)

const help = `perch-bar is Perch's status bar. The agent starts it: perch agent

Usage: perch-bar [--help | --version]

It takes no configuration of its own: the [bar] table of perch.toml says what
it shows, and reloading that file changes it at once.

Environment:
  DISPLAY       the X display to show the bars on
  PERCH_SOCKET  the agent's socket, if not the display's own
`

func main() {
	// The bar's work is one thing after another. With one processor, no
	// goroutine that has something to say wakes another thread.
	runtime.GOMAXPROCS(1)
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run is the program: 0 when it did its work, or the agent ended it; 1 when
// something is wrong, after one sentence about it; 2 for wrong arguments.
func run(args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		switch args[0] {
		case "-h", "--help":
			fmt.Fprint(stdout, help)
			return 0
		case "-v", "--version":
			fmt.Fprintln(stdout, "perch-bar", version())
			return 0
		}
		fmt.Fprintf(stderr, "perch-bar: unknown argument %q. Known are --help and --version.\n", args[0])
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := serve(ctx, options{socket: ipc.SocketPath(os.Getenv), display: os.Getenv("DISPLAY")})
	if err != nil {
		fmt.Fprintln(stderr, "perch-bar:", err)
		return 1
	}
	return 0
}

// version is what the build says of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
