// Package simulate is `perch sim`: the agent on a desktop in memory, driven by
// a script, for trying a configuration and for tests; and the runner of
// scenarios, rows of data that say what Perch does.
package simulate

import (
	"fmt"
	"io"
)

// Run is the command; it returns the exit code.
func Run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 2 && args[0] == "--scenarios" {
		return runScenarios(args[1], stdout, stderr)
	}
	fmt.Fprintln(stderr, "usage")
	return 2
}
