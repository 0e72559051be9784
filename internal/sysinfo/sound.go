package sysinfo

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// dialed is a connection to a sound server that has not been greeted.
type dialed = net.Conn

// dialSound connects to the first sound server that answers.
func dialSound(getenv func(string) string) (dialed, error) {
	err := errNoSound
	for _, at := range soundServers(getenv) {
		conn, failed := net.DialTimeout(at.network, at.address, soundTimeout)
		if failed == nil {
			return conn, nil
		}
		err = fmt.Errorf("no sound server (PulseAudio or PipeWire) answers at %s", at.address)
	}
	return nil, err
}

// dialNear is dialSound without waiting: nil without an error if the sound
// server is on another machine.
func dialNear(getenv func(string) string) (dialed, error) {
	for _, at := range soundServers(getenv) {
		if at.network != "unix" {
			return nil, nil
		}
	}
	return dialSound(getenv)
}

var errNoSound = errors.New("no sound server (PulseAudio or PipeWire) is known: neither XDG_RUNTIME_DIR nor PULSE_SERVER is set")

// soundAddress is where a sound server may listen.
type soundAddress struct{ network, address string }

// soundServers are the servers of $PULSE_SERVER (PulseAudio's "server string"),
// else the user's own.
func soundServers(getenv func(string) string) []soundAddress {
	if names := getenv("PULSE_SERVER"); names != "" {
		var out []soundAddress
		for _, name := range strings.Fields(names) {
			if s, ok := parseSoundServer(name); ok {
				out = append(out, s)
			}
		}
		return out
	}
	if dir := getenv("PULSE_RUNTIME_PATH"); dir != "" {
		return []soundAddress{{"unix", filepath.Join(dir, "native")}}
	}
	if dir := getenv("XDG_RUNTIME_DIR"); dir != "" {
		return []soundAddress{{"unix", filepath.Join(dir, "pulse", "native")}}
	}
	return nil
}

// parseSoundServer reads one server string: an optional {machine}, then a path or a
// host, with or without its kind before it.
func parseSoundServer(name string) (soundAddress, bool) {
	if strings.HasPrefix(name, "{") {
		_, after, found := strings.Cut(name, "}")
		if !found {
			return soundAddress{}, false
		}
		name = after
	}
	if path, ok := strings.CutPrefix(name, "unix:"); ok || strings.HasPrefix(name, "/") {
		return soundAddress{"unix", path}, path != ""
	}
	network := "tcp"
	for _, kind := range []string{"tcp", "tcp4", "tcp6"} {
		if rest, ok := strings.CutPrefix(name, kind+":"); ok {
			network, name = kind, rest
			break
		}
	}
	if name == "" {
		return soundAddress{}, false
	}
	if _, _, err := net.SplitHostPort(name); err != nil {
		const port = "4713"
		name = net.JoinHostPort(strings.Trim(name, "[]"), port)
	}
	return soundAddress{network, name}, true
}

// cookie is the user's password for the sound server. A server that asks for
// none takes any 256 bytes.
func cookie(getenv func(string) string) []byte {
	paths := []string{getenv("PULSE_COOKIE")}
	if dir := getenv("XDG_CONFIG_HOME"); dir != "" {
		paths = append(paths, filepath.Join(dir, "pulse", "cookie"))
	}
	if home := getenv("HOME"); home != "" {
		paths = append(paths, filepath.Join(home, ".config", "pulse", "cookie"), filepath.Join(home, ".pulse-cookie"))
	}
	const size = 256
	for _, path := range paths {
		if data, err := os.ReadFile(path); err == nil && len(data) >= size {
			return data[:size]
		}
	}
	return make([]byte, size)
}
