package barcall

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience bounds every wait of these tests.
const patience = 20 * time.Second

// folder is a place for sockets with a short path.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "barcall-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// serve starts a server whose bar answers with f.
func serve(t *testing.T, o Options, f func(args []string) string) *Server {
	t.Helper()
	s := listen(t, o)
	done := make(chan struct{})
	t.Cleanup(func() { close(done) })
	go func() {
		for {
			select {
			case call := <-s.Calls():
				call.Reply(f(call.Args))
			case <-done:
				return
			}
		}
	}()
	return s
}

// listen starts a server that the test answers itself.
func listen(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Listen(filepath.Join(folder(t), "x.sock"), "x", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// quote shows the arguments as the bar got them.
func quote(args []string) string { return fmt.Sprintf("%q", args) }

func TestPath(t *testing.T) {
	path := func(name string, env ...string) string {
		return Path(func(key string) string {
			for _, e := range env {
				if value, ok := strings.CutPrefix(e, key+"="); ok {
					return value
				}
			}
			return ""
		}, name)
	}
	for want, got := range map[string]string{
		"/run/u/perch/_0.bar.sketchybar.sock":  path("sketchybar", "XDG_RUNTIME_DIR=/run/u", "DISPLAY=:0.0"),
		"/run/u/perch/_1.bar.bottom_bar.sock":  path("bottom_bar", "XDG_RUNTIME_DIR=/run/u", "DISPLAY=:1"),
		"/run/u/perch/default.bar.my_bar.sock": path("my bar", "XDG_RUNTIME_DIR=/run/u"),
		"/x/agent.bar.sketchybar.sock":         path("sketchybar", "XDG_RUNTIME_DIR=/run/u", "PERCH_SOCKET=/x/agent.sock"),
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	long := path(strings.Repeat("n", 400), "XDG_RUNTIME_DIR=/run/user/1000", "DISPLAY="+strings.Repeat("d", 400))
	if len(long) > 102 {
		t.Errorf("%s has %d characters", long, len(long))
	}
	if path(strings.Repeat("n", 400)) == path(strings.Repeat("n", 401)) {
		t.Error("two long names have one socket")
	}
}

func TestSend(t *testing.T) {
	s := serve(t, Options{}, quote)
	for _, args := range [][]string{
		{"--bar", "height=30"},
		{"", "--set", "a", "label=", "", "label=x y\n'\"\\"},
		{"--set", "a", "label=" + strings.Repeat("ä", 100_000)},
		slices.Repeat([]string{"x"}, 50_000),
	} {
		got, err := Send(s.Path(), args, patience)
		if want := quote(args); got != want || err != nil {
			t.Errorf("%.60q: %.60q, %v", args, got, err)
		}
	}
}

func TestNoServer(t *testing.T) {
	dir := folder(t)
	if _, err := Send(filepath.Join(dir, "none.sock"), []string{"--update"}, patience); err == nil {
		t.Error("a reply from nobody")
	}
	// A bar that crashed leaves its socket.
	stale := filepath.Join(dir, "stale.sock")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: stale})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
	if _, err := Send(stale, []string{"--update"}, patience); err == nil || Serves(stale) {
		t.Error("a reply from a dead bar")
	}
	s, err := Listen(stale, "x", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !Serves(stale) {
		t.Error("the socket is not served")
	}
}

// A bar that does not answer holds its client for no longer than its patience.
func TestPatience(t *testing.T) {
	s := listen(t, Options{})
	start := time.Now()
	if _, err := Send(s.Path(), []string{"--update"}, 50*time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
	if took := time.Since(start); took > patience/2 {
		t.Errorf("it took %v", took)
	}
	// The message still arrives.
	select {
	case call := <-s.Calls():
		if quote(call.Args) != `["--update"]` {
			t.Errorf("%q", call.Args)
		}
		call.Reply("nobody reads this")
		call.Reply("nor this")
	case <-time.After(patience):
		t.Fatal("the message is lost")
	}
}

func TestOneBarOfAName(t *testing.T) {
	s := serve(t, Options{}, quote)
	_, err := Listen(s.Path(), "x", Options{})
	running, ok := errors.AsType[*RunningError](err)
	if !ok || !strings.Contains(running.Error(), "a bar named x runs already") {
		t.Fatal(err)
	}
	info, err := os.Stat(s.Path())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	next, err := Listen(s.Path(), "x", Options{})
	if err != nil {
		t.Fatal(err)
	}
	next.Close()
}

// Programs written for SketchyBar's port send bare vectors.
func TestPlainVectors(t *testing.T) {
	s := serve(t, Options{}, func(args []string) string {
		if args[0] == "--quiet" {
			return ""
		}
		return quote(args)
	})
	conn, err := net.Dial("unix", s.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	r := bufio.NewReader(conn)
	for _, step := range []struct{ send, want string }{
		{"--set\x00a\x00label=x y\x00\x00", `["--set" "a" "label=x y"]`},
		{"--quiet\x00\x00", ""},
		{string(appendRequest(nil, []string{"--bar", ""})), "\x0e\x00\x00\x00" + `["--bar" ""]`},
	} {
		io.WriteString(conn, step.send)
		got := ""
		if step.send[0] == 0 {
			head := make([]byte, 4)
			io.ReadFull(r, head)
			text := make([]byte, head[0])
			io.ReadFull(r, text)
			if string(text) != `["--bar" ""]` {
				t.Errorf("%q", text)
			}
			continue
		}
		if got, err = r.ReadString(0); got != step.want+"\x00" || err != nil {
			t.Errorf("%q: %q, %v", step.send, got, err)
		}
	}
	// The end of what is sent ends a vector too.
	io.WriteString(conn, "--query\x00bar")
	conn.(*net.UnixConn).CloseWrite()
	if got, err := io.ReadAll(r); string(got) != `["--query" "bar"]`+"\x00" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// Messages are handled one after the other, and each client gets its own reply.
func TestSerial(t *testing.T) {
	const clients, each = 40, 50
	inside, count := false, 0
	s := serve(t, Options{}, func(args []string) string {
		if inside {
			t.Error("two messages at once")
		}
		inside = true
		runtime.Gosched()
		count++
		inside = false
		return args[0]
	})
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			for j := range each {
				want := fmt.Sprint(i, "/", j)
				if got, err := Send(s.Path(), []string{want}, patience); got != want || err != nil {
					t.Errorf("%q, %v, want %q", got, err, want)
				}
			}
		})
	}
	wg.Wait()
	s.Close()
	if count != clients*each {
		t.Errorf("%d messages", count)
	}
}

// Clients that connect and say nothing, stop in the middle, or do not read
// their reply keep nobody else from the bar.
func TestBadClients(t *testing.T) {
	logged := make(chan string, 100)
	o := Options{
		MaxClients: 8, MaxRequest: 1000, Timeout: 100 * time.Millisecond, Silence: time.Millisecond,
		Log: func(message string) { logged <- message },
	}
	s := serve(t, o, func(args []string) string {
		if args[0] == "--large" {
			return strings.Repeat("x", 16<<20)
		}
		return "ok"
	})
	expect := func(part string) {
		t.Helper()
		for {
			select {
			case got := <-logged:
				if strings.Contains(got, part) {
					return
				}
			case <-time.After(patience):
				t.Fatalf("nothing said about %q", part)
			}
		}
	}
	dial := func(text string) net.Conn {
		t.Helper()
		conn, err := net.Dial("unix", s.Path())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		io.WriteString(conn, text)
		return conn
	}
	answers := func() {
		t.Helper()
		if got, err := Send(s.Path(), []string{"--update"}, patience); got != "ok" || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	}
	for range 3 * o.MaxClients {
		dial("")
	}
	answers()
	dial("--set\x00a")
	expect("did not arrive completely")
	dial("--set\x00" + strings.Repeat("a", 2000))
	expect("more than the 1000")
	dial("\x00\xff\xff\xff\xff")
	expect("more than the 1000")
	dial("\x00\x02\x00\x00\x00ab")
	expect("no NUL")
	dial("\x00\x02\x00\x00\x00a").(*net.UnixConn).CloseWrite()
	expect("ended in the middle")
	dial("--large\x00\x00")
	answers()
	expect("did not read its reply")
	answers()
}

// The client of --exit gets its reply, and one that waits for another gets the
// end of the connection.
func TestClose(t *testing.T) {
	s := listen(t, Options{})
	type result struct {
		reply string
		err   error
	}
	send := func(arg string) chan result {
		c := make(chan result, 1)
		go func() {
			reply, err := Send(s.Path(), []string{arg}, patience)
			c <- result{reply, err}
		}()
		return c
	}
	exit := send("--exit")
	call := <-s.Calls()
	waiting := send("--update")
	unanswered := <-s.Calls()
	call.Reply("bye")
	s.Close()
	if r := <-exit; r.reply != "bye" || r.err != nil {
		t.Errorf("%+v", r)
	}
	if r := <-waiting; !errors.Is(r.err, io.ErrUnexpectedEOF) {
		t.Errorf("%+v", r)
	}
	unanswered.Reply("too late")
	if Serves(s.Path()) {
		t.Error("the socket is still served")
	}
}

func TestOutcome(t *testing.T) {
	for reply, wrong := range map[string]bool{
		"": false, "[!": false, "[!]": true, "[!] Set: no item\n": true, "[?] Add: x\n[!] Set: y\n": false, "{\n}\n": false,
		"{}\n[!] y\n": false, "x!": false,
	} {
		stderr, code := Outcome(reply)
		if wrong != stderr || wrong != (code == 1) {
			t.Errorf("%q: %v, %d", reply, stderr, code)
		}
	}
}

func FuzzReadRequest(f *testing.F) {
	f.Add([]byte("--bar\x00height=30\x00\x00"))
	f.Add(appendRequest(nil, []string{"--set", "a", ""}))
	f.Add([]byte("\x00\xff\xff\xff\x7f"))
	f.Fuzz(func(t *testing.T, data []byte) {
		const limit = 200
		r := bufio.NewReaderSize(strings.NewReader(string(data)), 16)
		for {
			args, framed, err := readRequest(r, limit)
			if err != nil {
				return
			}
			size := 0
			for _, arg := range args {
				if size += len(arg) + 1; strings.Contains(arg, "\x00") || size > limit+1 {
					t.Fatalf("%q", args)
				}
			}
			if !framed {
				continue
			}
			again, _, err := readRequest(bufio.NewReader(strings.NewReader(string(appendRequest(nil, args)))), limit)
			if err != nil || !slices.Equal(again, args) {
				t.Fatalf("%q became %q, %v", args, again, err)
			}
		}
	})
}

func BenchmarkSend(b *testing.B) {
	s, err := Listen(filepath.Join(b.TempDir(), "x.sock"), "x", Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	go func() {
		for call := range s.Calls() {
			call.Reply("")
		}
	}()
	args := []string{"--set", "clock", "label=12:00"}
	for b.Loop() {
		if _, err := Send(s.Path(), args, patience); err != nil {
			b.Fatal(err)
		}
	}
}
