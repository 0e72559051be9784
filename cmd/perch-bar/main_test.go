package main

import (
	"bytes"
	"net"
	"path/filepath"
	"strings"
	"testing"
)

func TestArguments(t *testing.T) {
	for _, row := range []struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		{[]string{"--help"}, 0, "Usage: perch-bar", ""},
		{[]string{"--version"}, 0, "perch-bar ", ""},
		{[]string{"--colour"}, 2, "", "unknown flag: --colour. Known are --name, "},
		{[]string{"x"}, 2, "", `unknown argument "x"`},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(row.args, &stdout, &stderr); code != row.code {
			t.Errorf("%q: exit code %d, expected %d", row.args, code, row.code)
		}
		if !strings.Contains(stdout.String(), row.stdout) || row.stdout == "" && stdout.Len() > 0 {
			t.Errorf("%q: stdout is %q", row.args, stdout.String())
		}
		if !strings.Contains(stderr.String(), row.stderr) || row.stderr == "" && stderr.Len() > 0 {
			t.Errorf("%q: stderr is %q", row.args, stderr.String())
		}
	}
}

// complains runs the bar and expects one sentence and a failure.
func complains(t *testing.T, parts ...string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := run(nil, &stdout, &stderr); code != 1 {
		t.Errorf("exit code %d, expected 1", code)
	}
	said := stderr.String()
	if strings.Count(said, "\n") != 1 || stdout.Len() > 0 {
		t.Errorf("it says %q and prints %q, expected one line", said, stdout.String())
	}
	for _, part := range parts {
		if !strings.Contains(said, part) {
			t.Errorf("%q does not mention %q", said, part)
		}
	}
}

func TestWithoutAnAgent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.sock")
	t.Setenv("PERCH_SOCKET", path)
	complains(t, "not running", path)
}

func TestSocketOfAnotherProgram(t *testing.T) {
	path := filepath.Join(t.TempDir(), "garbage.sock")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			conn.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
			conn.Close()
		}
	}()
	t.Setenv("PERCH_SOCKET", path)
	complains(t, "not Perch", path)
}

func TestWithoutAScreen(t *testing.T) {
	agent := newAgent(t, desk())
	t.Setenv("PERCH_SOCKET", agent.server.Path())
	t.Setenv("DISPLAY", ":4713")
	complains(t, "no X server", ":4713")
}
