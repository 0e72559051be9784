// Package xdisplay says where an X server listens and how to greet it.
package xdisplay

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jezek/xgb"
)

// Address is a display name taken apart: [protocol/][host]:display[.screen].
type Address struct {
	Name    string // as given
	Network string // for net.Dial
	Host    string // for net.Dial
	Screen  int

	remote string // the host part of the name, "" for this machine
	number string
}

// Parse reads a display's name.
func Parse(name string) (Address, error) {
	a := Address{Name: name}
	if name == "" {
		return a, fmt.Errorf("no X display is given: $DISPLAY is not set")
	}
	bad := fmt.Errorf("%q is not an X display; expected a name such as \":0\"", name)
	colon := strings.LastIndexByte(name, ':')
	if colon < 0 {
		return a, bad
	}
	where, number := name[:colon], name[colon+1:]
	a.number = number
	if dot := strings.IndexByte(number, '.'); dot >= 0 {
		screen, err := strconv.Atoi(number[dot+1:])
		if err != nil || screen < 0 {
			return a, bad
		}
		a.number, a.Screen = number[:dot], screen
	}
	n, err := strconv.Atoi(a.number)
	if err != nil || n < 0 {
		return a, bad
	}
	switch {
	case strings.HasPrefix(where, "/"): // a socket, as XQuartz's launchd gives
		a.Network, a.Host = "unix", where+":"+a.number
	default:
		protocol := ""
		if slash := strings.LastIndexByte(where, '/'); slash >= 0 {
			protocol, where = where[:slash], where[slash+1:]
		}
		if (where == "" || where == "unix") && (protocol == "" || protocol == "unix") {
			a.Network, a.Host = "unix", "/tmp/.X11-unix/X"+a.number
			break
		}
		if where == "" {
			where = "localhost"
		}
		a.Network, a.remote = "tcp", where
		a.Host = fmt.Sprintf("%s:%d", where, 6000+n)
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
func (a Address) authority() (name string, data []byte) {
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
	return findCookie(f, host, a.number)
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

// Setup is the first thing that a client sends (X protocol, "Connection Setup"),
// with the cookie of the user's X authority file.
func (a Address) Setup() []byte {
	name, data := a.authority()
	b := make([]byte, 12+xgb.Pad(len(name))+xgb.Pad(len(data)))
	b[0] = 'l' // little-endian
	xgb.Put16(b[2:], 11)
	xgb.Put16(b[6:], uint16(len(name)))
	xgb.Put16(b[8:], uint16(len(data)))
	copy(b[12:], name)
	copy(b[12+xgb.Pad(len(name)):], data)
	return b
}
