package ipc

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fake listens on a new socket and serves one client with f.
func fake(t *testing.T, f func(io.ReadWriter)) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "fake.sock")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(20 * time.Second))
		f(c)
	}()
	t.Cleanup(func() { l.Close(); <-ended })
	return path
}

// served is a fake that takes one request, then says what is given.
func served(t *testing.T, answer ...byte) string {
	t.Helper()
	return fake(t, func(c io.ReadWriter) {
		io.ReadFull(c, make([]byte, 4))
		readFrame(c, 1<<20)
		c.Write(answer)
	})
}

func TestClientErrors(t *testing.T) {
	framed := func(payload string) []byte { return appendFrame(Handshake(), []byte(payload)) }
	silent := make(chan struct{})
	defer close(silent)
	for name, test := range map[string]struct{ path, want string }{
		"garbage":         {served(t, []byte("HTTP/1.1 400 Bad Request\r\n\r\n")...), `is not Perch: it answered "HTTP"`},
		"two bytes":       {served(t, 'h', 'i'), `is not Perch: it answered "hi"`},
		"nothing":         {served(t), "closed the connection without an answer"},
		"version only":    {served(t, Handshake()...), "closed the connection without an answer"},
		"another version": {served(t, 7, 0, 0, 0), "speaks protocol version 7 and this program version 1"},
		"no JSON":         {served(t, framed("hello")...), `is not Perch: it answered "hello"`},
		"no answer":       {served(t, framed(`{"stdout":""}`)...), "is not Perch"},
		"huge":            {served(t, append(Handshake(), 0xff, 0xff, 0xff, 0xff)...), "it announced an answer of 4294967295 bytes"},
		"cut":             {served(t, append(Handshake(), 9, 0, 0, 0, '{')...), "closed the connection without an answer"},
		"silence":         {fake(t, func(io.ReadWriter) { <-silent }), "did not answer within 20ms"},
	} {
		c := dial(t, test.path)
		if name == "silence" {
			c.Timeout = 20 * time.Millisecond
		}
		_, err := c.Call(Request{Args: []string{"x"}})
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want one line with %q", name, err, test.want)
		}
		if _, again := c.Call(Request{}); again != err {
			t.Errorf("%s: the second call gives %v, want the same error", name, again)
		}
	}
}

func TestVersionError(t *testing.T) {
	_, err := dial(t, served(t, binary.LittleEndian.AppendUint32(nil, 2)...)).Call(Request{})
	if e, ok := errors.AsType[*VersionError](err); !ok || e.Client != 1 || e.Server != 2 {
		t.Errorf("%#v", err)
	}
}

func TestNotRunning(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PERCH_SOCKET", "")
	t.Setenv("DISPLAY", ":7")
	t.Setenv("XDG_RUNTIME_DIR", dir)
	path := SocketPath(os.Getenv)
	_, err := Dial(path)
	want := fmt.Sprintf("Perch is not running on display :7 (no socket at %s/perch/_7.sock). Start it with: perch agent", dir)
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if e, ok := errors.AsType[*NotRunningError](err); !ok || e.Path != path || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%#v", err)
	}
	stale := filepath.Join(dir, "stale")
	leaveStale(t, stale)
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{stale, file} {
		_, err = Dial(path)
		if want := "Perch is not running (nothing listens at " + path + "). Start it with: perch agent"; err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestSubscribeEnds(t *testing.T) {
	ctx := t.Context()
	event := func(text string) []byte { return appendFrame(nil, []byte(text)) }
	one := append(Handshake(), event(`{"_event":"mode-changed","mode":"m"}`)...)
	frames := 0
	count := func([]byte) error { frames++; return nil }

	if err := Subscribe(ctx, served(t, one...), nil, count); !errors.Is(err, ErrEnded) || frames != 1 {
		t.Errorf("a stream that ends: %v after %d frames", err, frames)
	}
	err := Subscribe(ctx, served(t, append(one, event(`{"_event":"dropped","reason":"too slow"}`)...)...), nil, count)
	if e, ok := errors.AsType[*DroppedError](err); !ok || e.Reason != "too slow" || frames != 2 {
		t.Errorf("a stream that is dropped: %v after %d frames", err, frames)
	}
	err = Subscribe(ctx, served(t, appendFrame(Handshake(), Answer{ExitCode: 2, Stderr: "no"}.append(nil))...), nil, count)
	if e, ok := errors.AsType[*RefusedError](err); !ok || e.Answer.ExitCode != 2 || err.Error() != "no" {
		t.Errorf("a refused stream: %v", err)
	}
	if err = Subscribe(ctx, served(t, append(one, event(`hello`)...)...), nil, count); err == nil || !strings.Contains(err.Error(), "is not Perch") {
		t.Errorf("a stream of garbage: %v", err)
	}
	spaced := append(Handshake(), event(`{ "workspace": "1", "_event": "focus-changed" }`)...)
	frames = 0
	if err := Subscribe(ctx, served(t, spaced...), nil, count); !errors.Is(err, ErrEnded) || frames != 1 {
		t.Errorf("another server's spelling: %v after %d frames", err, frames)
	}
	mine := errors.New("mine")
	if err := Subscribe(ctx, served(t, one...), nil, func([]byte) error { return mine }); err != mine {
		t.Errorf("a reader's error: %v", err)
	}
	if err := Subscribe(ctx, filepath.Join(t.TempDir(), "none"), nil, count); err == nil || !strings.Contains(err.Error(), "not running") {
		t.Errorf("no agent: %v", err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	s := start(t, Options{}, func(c *Call) { c.Subscribe().Send([]byte(`{"_event":"x"}`)) })
	if err := Subscribe(cancelled, s.Path(), nil, func([]byte) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled stream: %v", err)
	}
}
