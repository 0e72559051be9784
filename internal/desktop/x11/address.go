package x11

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// displayAddress is a display name taken apart: [protocol/][host]:display[.screen].
type displayAddress struct {
	name    string // as given
	network string // for net.Dial
	host    string // for net.Dial
	remote  string // the host part of the name, "" for this machine
	display string // the number
	screen  int
}

func parseDisplay(name string) (displayAddress, error) {
	a := displayAddress{name: name}
	if name == "" {
		return a, fmt.Errorf("no X display is given: $DISPLAY is not set")
	}
	bad := fmt.Errorf("%q is not an X display; expected a name such as \":0\"", name)
	colon := strings.LastIndexByte(name, ':')
	if colon < 0 {
		return a, bad
	}
	where, number := name[:colon], name[colon+1:]
	a.display = number
	if dot := strings.IndexByte(number, '.'); dot >= 0 {
		screen, err := strconv.Atoi(number[dot+1:])
		if err != nil || screen < 0 {
			return a, bad
		}
		a.display, a.screen = number[:dot], screen
	}
	n, err := strconv.Atoi(a.display)
	if err != nil || n < 0 {
		return a, bad
	}
	switch {
	case strings.HasPrefix(where, "/"): // a socket, as XQuartz's launchd gives
		a.network, a.host = "unix", where+":"+a.display
	default:
		protocol := ""
		if slash := strings.LastIndexByte(where, '/'); slash >= 0 {
			protocol, where = where[:slash], where[slash+1:]
		}
		if (where == "" || where == "unix") && (protocol == "" || protocol == "unix") {
			a.network, a.host = "unix", "/tmp/.X11-unix/X"+a.display
			break
		}
		if where == "" {
			where = "localhost"
		}
		a.network, a.remote = "tcp", where
		a.host = fmt.Sprintf("%s:%d", where, 6000+n)
	}
	return a, nil
}

// Families of the X authority file (X11/Xauth.h).
const (
	familyLocal = 256
	familyWild  = 65535
)

const magicCookie = "MIT-MAGIC-COOKIE-1"

// authority finds the display's cookie in $XAUTHORITY or ~/.Xauthority; none
// is no error, a server may do without.
func authority(a displayAddress) (name string, data []byte) {
	file := os.Getenv("XAUTHORITY")
	if file == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", nil
		}
		file = filepath.Join(home, ".Xauthority")
	}
	f, err := os.Open(file)
	if err != nil {
		return "", nil
	}
	defer f.Close()
	host := a.remote
	if host == "" || host == "localhost" {
		host, _ = os.Hostname()
	}
	return findCookie(f, host, a.display)
}

// findCookie reads an authority file: per entry a family and four counted
// strings, all big-endian: address, display number, method, data.
func findCookie(r io.Reader, host, display string) (name string, data []byte) {
	for {
		var family uint16
		if binary.Read(r, binary.BigEndian, &family) != nil {
			return "", nil
		}
		var fields [4][]byte
		for i := range fields {
			var n uint16
			if binary.Read(r, binary.BigEndian, &n) != nil {
				return "", nil
			}
			fields[i] = make([]byte, n)
			if _, err := io.ReadFull(r, fields[i]); err != nil {
				return "", nil
			}
		}
		local := family == familyWild || family == familyLocal && string(fields[0]) == host
		number := len(fields[1]) == 0 || string(fields[1]) == display
		if local && number && string(fields[2]) == magicCookie {
			return magicCookie, fields[3]
		}
	}
}
