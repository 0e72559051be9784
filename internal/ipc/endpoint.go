package ipc

import (
	"fmt"
	"hash/fnv"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// SocketPath returns the agent's socket: $PERCH_SOCKET, else one per display
// in $XDG_RUNTIME_DIR/perch, else in /tmp/perch-<user id>. It touches no file.
func SocketPath(getenv func(string) string) string {
	if path := getenv("PERCH_SOCKET"); path != "" {
		return path
	}
	name := displayName(display(runtime.GOOS, getenv)) + ".sock"
	if dir := getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "perch", name)
	}
	return filepath.Join("/tmp", "perch-"+strconv.Itoa(os.Getuid()), name)
}

// display is the X display that the agent of this environment is for, "" on macOS:
// there every program may have the $DISPLAY of XQuartz, or not. PERCH_DESKTOP=x11 is for
// an agent of XQuartz' own windows.
func display(system string, getenv func(string) string) string {
	if system == "darwin" && getenv("PERCH_DESKTOP") != "x11" {
		return ""
	}
	return getenv("DISPLAY")
}

// AeroSpacePath returns the socket of AeroSpace's own programs:
// $AEROSPACESOCK, else the place that they have built in.
func AeroSpacePath(getenv func(string) string) string {
	if path := getenv("AEROSPACESOCK"); path != "" {
		return path
	}
	name := getenv("USER")
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return filepath.Join("/tmp", "bobko.aerospace-"+filepath.Base(name)+".sock")
}

// displayName makes a display's name safe as a file name: ":0" is "_0". Screen
// 0 is what a display means anyway, so ":0.0" is the same.
func displayName(display string) string {
	if display == "" {
		return "default"
	}
	if host, ok := strings.CutSuffix(display, ".0"); ok && strings.Contains(host, ":") {
		display = host
	}
	return FileName(display, 40)
}

// FileName makes any text safe as a part of a file name of at most so many
// characters. A longer one (the display of XQuartz is a socket's path) is cut
// and told apart by a hash, because the path of a Unix socket has little room.
func FileName(text string, most int) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '.', r == '-', r == '_':
			return r
		}
		return '_'
	}, text)
	if len(name) > most {
		sum := fnv.New32a()
		sum.Write([]byte(text))
		name = fmt.Sprintf("%08x%s", sum.Sum32(), name[len(name)-most+8:])
	}
	return name
}

// place says, for a sentence, which desktop a socket belongs to: " on display
// :0" if the path is the display's own, else nothing.
func place(path string) string {
	display := os.Getenv("DISPLAY")
	if display == "" || os.Getenv("PERCH_SOCKET") != "" || path != SocketPath(os.Getenv) {
		return ""
	}
	return " on display " + display
}
