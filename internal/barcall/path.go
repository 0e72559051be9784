package barcall

import (
	"strings"

	"perch/internal/ipc"
)

// Default is the name of the bar that has no name of its own.
const Default = "sketchybar"

// nameLength is how much of a bar's name its socket's name has.
const nameLength = 24

// Path returns the socket of the bar with the name: it is beside the agent's
// ([ipc.SocketPath]) and has its name, so that bars of several displays never
// meet. It touches no file.
func Path(getenv func(string) string, name string) string {
	return strings.TrimSuffix(ipc.SocketPath(getenv), ".sock") + ".bar." + ipc.FileName(name, nameLength) + ".sock"
}
