package ipc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
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
	serve(t, s, handle)
	return s
}

func serve(t *testing.T, s *Server, handle func(*Call)) {
	served := make(chan error, 1)
	go func() { served <- s.Serve(handle) }()
	t.Cleanup(func() {
		s.Close()
		if err := <-served; err != nil {
			t.Errorf("Serve returned %v", err)
		}
	})
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

// expectEnd fails unless the server closes the connection now.
func expectEnd(t *testing.T, c *net.UnixConn) {
	t.Helper()
	if n, err := c.Read(make([]byte, 1)); n != 0 || !isEnd(err) {
		t.Errorf("read %d bytes (%v), want the end of the connection", n, err)
	}
}

// expectAnswer reads one framed answer.
func expectAnswer(t *testing.T, c *net.UnixConn, code int32, stderr string) Answer {
	t.Helper()
	frame, err := readFrame(c, maxFrame)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	var a Answer
	if err := json.Unmarshal(frame, &a); err != nil {
		t.Fatalf("%s: %v", frame, err)
	}
	if a.ExitCode != code || !strings.Contains(a.Stderr, stderr) {
		t.Errorf("answer %+v, want exit code %d and %q", a, code, stderr)
	}
	return a
}

// greet does the handshake on a bare connection.
func greet(t *testing.T, c *net.UnixConn) {
	t.Helper()
	c.Write(Handshake())
	got := make([]byte, 4)
	if _, err := io.ReadFull(c, got); err != nil || !bytes.Equal(got, Handshake()) {
		t.Fatalf("handshake %x, %v", got, err)
	}
}

func TestManyClients(t *testing.T) {
	s := start(t, Options{}, echo)
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			c, err := Dial(s.Path())
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			for j := range 50 {
				want := fmt.Sprintf("%d %d", i, j)
				if a, err := c.Call(Request{Args: []string{want}}); err != nil || a.Stdout != want {
					t.Errorf("client %d: %+v, %v", i, a, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// One client's requests are answered in order although it sends them all at
// once, and the next is handed over only when the last was answered.
func TestRequestsOfOneClientAreInOrder(t *testing.T) {
	var open atomic.Int32
	s := start(t, Options{}, func(c *Call) {
		if open.Add(1) != 1 {
			t.Error("two requests of one client are open")
		}
		go func() {
			open.Add(-1)
			c.Reply(Answer{Stdout: c.Stdin})
			c.Reply(Answer{Stdout: "a second answer"})
		}()
	})
	c := raw(t, s.Path())
	wire := Handshake()
	for i := range 100 {
		wire = Request{Stdin: fmt.Sprint(i)}.AppendFrame(wire)
	}
	c.Write(wire)
	io.ReadFull(c, make([]byte, 4))
	for i := range 100 {
		if a := expectAnswer(t, c, 0, ""); a.Stdout != fmt.Sprint(i) {
			t.Fatalf("answer %d is %q", i, a.Stdout)
		}
	}
}

func TestBadRequestsKeepTheConnection(t *testing.T) {
	s := start(t, Options{Version: "v h"}, echo)
	c := raw(t, s.Path())
	greet(t, c)
	for _, text := range []string{"", "nonsense", "{", `{"args":7}`, "\xff\xfe"} {
		c.Write(appendFrame(nil, []byte(text)))
		a := expectAnswer(t, c, 2, "Can't parse request")
		if a.Version != "v h" {
			t.Errorf("%q: %+v", text, a)
		}
	}
	c.Write(Request{Args: []string{"still", "here"}}.AppendFrame(nil))
	if a := expectAnswer(t, c, 0, ""); a.Stdout != "still here" || a.Stderr != "" {
		t.Errorf("%+v", a)
	}
	for _, text := range []string{
		`{"args":["x"],"stdin":""}`,
		`{"command":"old","args":["x"],"stdin":"","windowId":null}`,
		`{"args":["x"],"stdin":"","workspace":"a"}`,
	} {
		c.Write(appendFrame(nil, []byte(text)))
		a := expectAnswer(t, c, 0, "incomplete JSON request")
		if a.Stdout != "x" || !strings.HasPrefix(a.Stderr, "\n\n") {
			t.Errorf("%s: %+v", text, a)
		}
	}
}

func TestHandshakeOfAnotherVersion(t *testing.T) {
	s := start(t, Options{}, echo)
	for _, hello := range []string{"\x02\x00\x00\x00", "GET / HTTP/1.1\r\n\r\n"} {
		c := raw(t, s.Path())
		c.Write([]byte(hello))
		got := make([]byte, 4)
		if _, err := io.ReadFull(c, got); err != nil || !bytes.Equal(got, Handshake()) {
			t.Errorf("%q is answered with %x (%v), want the server's version", hello, got, err)
		}
		expectEnd(t, c)
	}
}

func TestTimeouts(t *testing.T) {
	limit := 20 * time.Millisecond
	s := start(t, Options{HandshakeTimeout: limit, ReadTimeout: limit}, echo)
	silent := raw(t, s.Path())
	half := raw(t, s.Path())
	half.Write([]byte{1, 0})
	expectEnd(t, silent)
	expectEnd(t, half)

	partial := raw(t, s.Path())
	greet(t, partial)
	partial.Write([]byte{9, 0, 0, 0, '{'})
	expectAnswer(t, partial, 2, "did not arrive completely within 20ms")
	expectEnd(t, partial)

	// An idle connection between two requests is not bound by them: the
	// others' timeouts passed while it waited.
	idle := dial(t, s.Path())
	idle.Call(Request{})
	other := raw(t, s.Path())
	greet(t, other)
	other.Write([]byte{9})
	expectAnswer(t, other, 2, "did not arrive")
	if _, err := idle.Call(Request{}); err != nil {
		t.Errorf("an idle connection was closed: %v", err)
	}
}

func TestOversizedAndCutFrames(t *testing.T) {
	s := start(t, Options{MaxRequest: 1 << 20}, echo)
	c := raw(t, s.Path())
	greet(t, c)
	c.Write([]byte{1, 0, 0x10, 0})
	expectAnswer(t, c, 2, "larger than 1048576 bytes")
	expectEnd(t, c)

	c = raw(t, s.Path())
	greet(t, c)
	c.Write([]byte{0, 1, 0, 0, 'x'})
	c.CloseWrite()
	expectAnswer(t, c, 2, "ended in the middle")
	expectEnd(t, c)

	big := strings.Repeat("b", 1<<20-100)
	a, err := dial(t, s.Path()).Call(Request{Args: []string{big}})
	if err != nil || a.Stdout != big {
		t.Errorf("a request of nearly the limit: %d bytes back, %v", len(a.Stdout), err)
	}
}

func TestTooManyClients(t *testing.T) {
	s := start(t, Options{MaxClients: 3}, echo)
	var clients []*Client
	for range 3 {
		c := dial(t, s.Path())
		if _, err := c.Call(Request{}); err != nil {
			t.Fatal(err)
		}
		clients = append(clients, c)
	}
	a, err := dial(t, s.Path()).Call(Request{Args: []string{"x"}})
	if err != nil || a.ExitCode != 2 || !strings.Contains(a.Stderr, "serves 3 clients already") {
		t.Errorf("the fourth client: %+v, %v", a, err)
	}
	clients[0].Close()
	// The place is free as soon as the server has seen the end.
	for deadline := time.Now().Add(10 * time.Second); ; {
		a, err := dial(t, s.Path()).Call(Request{Args: []string{"x"}})
		if err == nil && a.ExitCode == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("no place became free: %+v, %v", a, err)
		}
	}
}

func TestStrangersAreTurnedAway(t *testing.T) {
	s, err := Listen(filepath.Join(t.TempDir(), "x"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.peer = func(*net.UnixConn) (int, bool, error) { return 4242, true, nil }
	serve(t, s, func(*Call) { t.Error("a stranger's request was handed on") })
	a, err := dial(t, s.Path()).Call(Request{})
	if err != nil || a.ExitCode != 2 || !strings.Contains(a.Stderr, "takes no commands from user 4242") {
		t.Errorf("%+v, %v", a, err)
	}
}

// The older protocol: objects without lengths and without a handshake.
func TestUnframed(t *testing.T) {
	s := start(t, Options{Version: "v h"}, func(c *Call) {
		if c.Args[0] == "subscribe" {
			c.Subscribe("k").Send([]byte(`{"_event":"k"}`))
			return
		}
		echo(c)
	})
	c := raw(t, s.Path())
	answers := json.NewDecoder(c)
	expect := func(sent string, want Answer) {
		t.Helper()
		c.Write([]byte(sent))
		var a Answer
		if err := answers.Decode(&a); err != nil {
			t.Fatalf("%s: %v", sent, err)
		}
		if a.ExitCode != want.ExitCode || a.Stdout != want.Stdout || !strings.Contains(a.Stderr, want.Stderr) || want.Stderr == "" && a.Stderr != "" || a.Version != "v h" {
			t.Errorf("%s: %+v, want %+v", sent, a, want)
		}
	}
	expect(`{"args":["a}\"{"],"stdin":"","windowId":null,"workspace":null}`, Answer{Stdout: `a}"{`})
	expect("\n \t{\"command\":\"x\",\"args\":[\"b\"],\n\"stdin\":\"\"}\n", Answer{Stdout: "b"})
	expect(`{"args":3}`, Answer{ExitCode: 2, Stderr: "Can't parse request '{\"args\":3}'"})
	expect("{\"a\":[}]}]\n", Answer{ExitCode: 2, Stderr: "Can't parse request"})
	expect("nonsense\n", Answer{ExitCode: 2, Stderr: "Can't parse request 'nonsense'"})
	expect(`{"args":["c"],"stdin":"","windowId":1,"workspace":"x"}`, Answer{Stdout: "c"})
	c.Write([]byte(`{"args":["subscribe"],"stdin":"","windowId":null,"workspace":null}`))
	var e event
	if err := answers.Decode(&e); err != nil || e.Kind != "k" {
		t.Errorf("%+v, %v", e, err)
	}

	large := start(t, Options{MaxRequest: 100, ReadTimeout: 20 * time.Millisecond}, echo)
	c = raw(t, large.Path())
	c.Write([]byte(`{"x":"` + strings.Repeat("y", 200)))
	got, err := io.ReadAll(c)
	if !isReset(err) && err != nil || !strings.Contains(string(got), "larger than 100 bytes") {
		t.Errorf("a large request is answered with %s (%v)", got, err)
	}
	c = raw(t, large.Path())
	c.Write([]byte(`{"x":"`))
	if got, _ := io.ReadAll(c); !strings.Contains(string(got), "did not arrive completely") {
		t.Errorf("a cut request is answered with %s", got)
	}
}

// A client that does not read its answers is dropped, and whoever answers it
// does not wait for it.
func TestClientThatDoesNotReadAnswers(t *testing.T) {
	logged := make(chan string, 10)
	answer := Answer{Stdout: strings.Repeat("x", 1<<20)}
	s := start(t, Options{WriteTimeout: 20 * time.Millisecond, Log: func(m string) { logged <- m }}, func(c *Call) {
		before := time.Now()
		c.Reply(answer)
		if took := time.Since(before); took > 5*time.Second {
			t.Errorf("Reply took %v", took)
		}
	})
	c := raw(t, s.Path())
	c.Write(Request{}.AppendFrame(Handshake()))
	select {
	case m := <-logged:
		if !strings.Contains(m, "did not read its answer for 20ms") {
			t.Error(m)
		}
	case <-time.After(10 * time.Second):
		t.Error("the client was not dropped")
	}
}

func TestCloseEndsEverything(t *testing.T) {
	held := make(chan *Call, 2)
	s := start(t, Options{}, func(c *Call) { held <- c })
	idle, unanswered, answered := raw(t, s.Path()), raw(t, s.Path()), raw(t, s.Path())
	greet(t, idle)
	greet(t, unanswered)
	unanswered.Write(Request{}.AppendFrame(nil))
	late := <-held
	greet(t, answered)
	answered.Write(Request{}.AppendFrame(nil))
	(<-held).Reply(Answer{Stdout: "bye"})
	s.Close()
	expectEnd(t, idle)
	expectEnd(t, unanswered)
	if a := expectAnswer(t, answered, 0, ""); a.Stdout != "bye" {
		t.Errorf("%+v", a)
	}
	late.Reply(Answer{})
	if sub := late.Subscribe("k"); sub.Send(nil) {
		t.Error("a subscriber of a closed server takes frames")
	} else {
		<-sub.Gone()
	}
	if _, err := Dial(s.Path()); err == nil {
		t.Error("the socket still takes clients after Close")
	}
}

// A handler that never returns does not hang Close.
func TestCloseWithStuckHandler(t *testing.T) {
	in, out := make(chan struct{}), make(chan struct{})
	s := start(t, Options{}, func(*Call) { close(in); <-out })
	defer close(out)
	raw(t, s.Path()).Write(Request{}.AppendFrame(Handshake()))
	<-in
	s.Close()
}
