package ipc

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// start serves handle on a new socket until the test ends.
func start(t *testing.T, o Options, handle func(*Call)) *Server {
	t.Helper()
	return startAt(t, filepath.Join(t.TempDir(), "perch.sock"), o, handle)
}

func startAt(t *testing.T, path string, o Options, handle func(*Call)) *Server {
	t.Helper()
	s, err := Listen(path, o)
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(handle) }()
	t.Cleanup(func() {
		s.Close()
		if err := <-served; err != nil {
			t.Errorf("Serve returned %v", err)
		}
	})
	return s
}

// echo answers with the arguments.
func echo(c *Call) { c.Reply(Answer{Stdout: strings.Join(c.Args, " ")}) }

func dial(t *testing.T, path string) *Client {
	t.Helper()
	c, err := Dial(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// raw is a bare connection with a deadline against hanging tests.
func raw(t *testing.T, path string) *net.UnixConn {
	t.Helper()
	c, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	c.SetDeadline(time.Now().Add(20 * time.Second))
	t.Cleanup(func() { c.Close() })
	return c
}

func TestCall(t *testing.T) {
	s := start(t, Options{Version: "1.2.3 abc"}, echo)
	c := dial(t, s.Path())
	for _, args := range [][]string{{"workspace", "2"}, {}, {"echo", "\"\\\n\x01 é 🦜 <&>"}} {
		a, err := c.Call(Request{Args: args})
		if err != nil {
			t.Fatal(err)
		}
		if want := (Answer{Stdout: strings.Join(args, " "), Version: "1.2.3 abc"}); a != want {
			t.Errorf("Call(%q) = %+v, want %+v", args, a, want)
		}
	}
	info, err := os.Stat(s.Path())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket's mode is %v (%v), want 0600", info.Mode().Perm(), err)
	}
}
