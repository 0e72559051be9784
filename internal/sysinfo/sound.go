package sysinfo

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// dialSound connects to the first sound server that answers.
func dialSound(getenv func(string) string) (net.Conn, error) {
	err := errors.New("no sound server is known")
	for _, at := range soundServers(getenv) {
		var conn net.Conn
		if conn, err = net.DialTimeout(at.network, at.address, soundTimeout); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// server is where a sound server may listen.
type server struct{ network, address string }

// soundServers are the servers of $PULSE_SERVER (PulseAudio's "server string"),
// else the user's own.
func soundServers(getenv func(string) string) []server {
	if names := getenv("PULSE_SERVER"); names != "" {
		var out []server
		for _, name := range strings.Fields(names) {
			if s, ok := soundServer(name); ok {
				out = append(out, s)
			}
		}
		return out
	}
	if dir := getenv("PULSE_RUNTIME_PATH"); dir != "" {
		return []server{{"unix", filepath.Join(dir, "native")}}
	}
	if dir := getenv("XDG_RUNTIME_DIR"); dir != "" {
		return []server{{"unix", filepath.Join(dir, "pulse", "native")}}
	}
	return nil
}

// soundServer reads one server string: an optional {machine}, then a path or a
// host, with or without its kind before it.
func soundServer(name string) (server, bool) {
	if strings.HasPrefix(name, "{") {
		_, after, found := strings.Cut(name, "}")
		if !found {
			return server{}, false
		}
		name = after
	}
	if path, ok := strings.CutPrefix(name, "unix:"); ok || strings.HasPrefix(name, "/") {
		return server{"unix", path}, path != ""
	}
	network := "tcp"
	for _, kind := range []string{"tcp", "tcp4", "tcp6"} {
		if rest, ok := strings.CutPrefix(name, kind+":"); ok {
			network, name = kind, rest
			break
		}
	}
	if name == "" {
		return server{}, false
	}
	if _, _, err := net.SplitHostPort(name); err != nil {
		const port = "4713"
		name = net.JoinHostPort(strings.Trim(name, "[]"), port)
	}
	return server{network, name}, true
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
