package completion

import (
	"time"

	"perch/internal/ipc"
)

// patience is how long the agent may take altogether: somebody has pressed a
// key and waits.
const patience = 300 * time.Millisecond

// Agent asks the agent that serves a socket, for [Completer].
func Agent(socket string) func(args ...string) string {
	var client *ipc.Client
	var failed bool
	until := time.Now().Add(patience)
	return func(args ...string) string {
		if failed {
			return ""
		}
		if client == nil {
			var err error
			if client, err = ipc.Dial(socket); err != nil {
				failed = true
				return ""
			}
		}
		client.Timeout = time.Until(until)
		answer, err := client.Call(ipc.Request{Args: args})
		if err != nil {
			failed = true
			client.Close()
			return ""
		}
		if answer.ExitCode != 0 {
			return ""
		}
		return answer.Stdout
	}
}
