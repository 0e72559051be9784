package agent

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"perch/internal/desktop/sim"
	"perch/internal/ipc"
)

// The clients in this file speak as public ones do that people have written
// for AeroSpace's socket. What differs between them is how a request is
// written, which fields it has, and how much of an answer is read how.

// foreign is a connection of such a client.
type foreign struct {
	*testing.T
	net.Conn
}

func (l *live) foreign(t *testing.T) foreign {
	t.Helper()
	c, err := net.Dial("unix", l.path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return foreign{t, c}
}

// say writes each piece by itself.
func (f foreign) say(pieces ...string) {
	f.Helper()
	for _, piece := range pieces {
		if _, err := io.WriteString(f.Conn, piece); err != nil {
			f.Fatal(err)
		}
	}
}

func number(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }

func (f foreign) hearNumber() int {
	f.Helper()
	var b [4]byte
	if _, err := io.ReadFull(f.Conn, b[:]); err != nil {
		f.Fatal(err)
	}
	return int(binary.LittleEndian.Uint32(b[:]))
}

// greet exchanges the protocol's version.
func (f foreign) greet() {
	f.Helper()
	f.say(number(1))
	if v := f.hearNumber(); v != 1 {
		f.Fatalf("the server's version is %d", v)
	}
}

func (f foreign) hearFrame() []byte {
	f.Helper()
	frame := make([]byte, f.hearNumber())
	if _, err := io.ReadFull(f.Conn, frame); err != nil {
		f.Fatal(err)
	}
	return frame
}

// answer is what clients decode: all four fields have to be there.
func (f foreign) answer(data []byte) ipc.Answer {
	f.Helper()
	var a struct {
		ExitCode *int32  `json:"exitCode"`
		Stdout   *string `json:"stdout"`
		Stderr   *string `json:"stderr"`
		Version  *string `json:"serverVersionAndHash"`
	}
	if err := json.Unmarshal(data, &a); err != nil || a.ExitCode == nil || a.Stdout == nil || a.Stderr == nil || a.Version == nil {
		f.Fatalf("no answer: %s (%v)", data, err)
	}
	return ipc.Answer{ExitCode: *a.ExitCode, Stdout: *a.Stdout, Stderr: *a.Stderr, Version: *a.Version}
}

// quietly is the stdout of an answer that such a client takes for a success:
// some take anything on stderr for a failure.
func (f foreign) quietly(data []byte) string {
	f.Helper()
	a := f.answer(data)
	if a.ExitCode != 0 || a.Stderr != "" {
		f.Fatalf("%+v", a)
	}
	return a.Stdout
}

// desktopForClients has two windows on workspace 1 and one on 2.
func desktopForClients(t *testing.T) *live {
	r := build(t, "config-version = 2\n[mode.main.binding]\n[mode.service.binding]")
	l := serve(r)
	s, state := l.watchState()
	for i := range 3 {
		r.desktop.Open(fmt.Sprintf("App%d", i), strings.Repeat("title ", i), sim.Options{})
	}
	s.until(state, "the windows", func(p ipc.State) bool { return len(p.Windows) == 3 })
	if a := l.call("move-node-to-workspace", "--window-id", "3", "2"); a.ExitCode != 0 {
		t.Fatal(a)
	}
	if a := l.call("focus", "--window-id", "1"); a.ExitCode != 0 {
		t.Fatal(a)
	}
	return l
}

// aerospace-ipc (Go) of AeroSpace 0.21: the version is exchanged on its own,
// a request is one write with the unused field command and explicit nulls,
// what is on stderr is an error, and one connection serves all requests.
func TestAFramedLibrary(t *testing.T) {
	l := desktopForClients(t)
	c := l.foreign(t)
	c.greet()
	ask := func(args ...string) string {
		t.Helper()
		list, _ := json.Marshal(args)
		request := fmt.Sprintf(`{"command":"","args":%s,"stdin":"","windowId":null,"workspace":null}`, list)
		c.say(number(len(request)) + request)
		return c.quietly(c.hearFrame())
	}
	var windows []struct {
		ID        int    `json:"window-id"`
		Title     string `json:"window-title"`
		App       string `json:"app-name"`
		Bundle    string `json:"app-bundle-id"`
		Workspace string `json:"workspace"`
	}
	const format = "%{window-id} %{window-title} %{app-name} %{app-bundle-id} %{workspace}"
	if err := json.Unmarshal([]byte(ask("list-windows", "--all", "--json", "--format", format)), &windows); err != nil || len(windows) != 3 ||
		windows[2].ID != 3 || windows[2].App != "App2" || windows[2].Bundle != "App2" || windows[2].Workspace != "2" {
		t.Errorf("%+v, %v", windows, err)
	}
	if got := ask("list-workspaces", "--focused"); got != "1" {
		t.Errorf("focused is %q", got)
	}
	ask("config", "--config-path")
	ask("move-node-to-workspace", "--window-id", "2", "--", "2")
	ask("layout", "floating", "--window-id", "2")
	ask("layout", "--workspace", "2", "--root", "v_accordion")
	ask("flatten-workspace-tree", "--workspace", "2")
	ask("workspace", "2")
	if got := ask("list-windows", "--workspace", "focused", "--format", "%{window-id} %{window-layout}"); got != "2 floating\n3 v_accordion" {
		t.Errorf("workspace 2 has %q", got)
	}
}

// The same library's numbers from the environment: any window, any workspace.
func TestAFramedLibraryWithAnEnvironment(t *testing.T) {
	l := desktopForClients(t)
	c := l.foreign(t)
	c.greet()
	for _, test := range []struct{ env, want string }{
		{`"windowId":3,"workspace":null`, "3 2"},
		{`"windowId":null,"workspace":"2"`, "3 2"},
		{`"windowId":2,"workspace":"2"`, "2 1"},
	} {
		request := `{"command":"","args":["echo","--","%{window-id} %{workspace}"],"stdin":"",` + test.env + `}`
		c.say(number(len(request)), request) // others write the length by itself
		if got := c.quietly(c.hearFrame()); got != test.want {
			t.Errorf("%s: %q, want %q", test.env, got, test.want)
		}
	}
}

// aerospace-swipe (C): the fields stand in another order, those for the
// environment are left out, the workspaces to cycle through are on stdin, and
// an answer of more than 8192 bytes would not be read.
func TestAFramedSwipe(t *testing.T) {
	l := desktopForClients(t)
	c := l.foreign(t)
	c.greet()
	ask := func(stdin string, args ...string) ipc.Answer {
		t.Helper()
		list, _ := json.Marshal(args)
		in, _ := json.Marshal(stdin)
		request := fmt.Sprintf(`{"command":%q,"stdin":%s,"args":%s}`, args[0], in, list)
		c.say(number(len(request)), request)
		frame := c.hearFrame()
		if len(frame) > 8192 {
			t.Errorf("%d bytes", len(frame))
		}
		return c.answer(frame)
	}
	list := ask("", "list-workspaces", "--monitor", "focused", "--empty", "no")
	if list.ExitCode != 0 || list.Stdout != "1\n2" {
		t.Fatalf("%+v", list)
	}
	if !strings.Contains(list.Stderr, "windowId") || !strings.HasPrefix(list.Stderr, "\n\n") {
		t.Errorf("nothing is said about the fields that are missing: %q", list.Stderr)
	}
	for _, want := range []string{"2", "1", "2"} {
		if a := ask(list.Stdout, "workspace", "next", "--wrap-around"); a.ExitCode != 0 {
			t.Errorf("%+v", a)
		}
		if a := ask("", "list-workspaces", "--focused"); a.Stdout != want {
			t.Errorf("on %q, want %q", a.Stdout, want)
		}
	}
}

// EasyBar (Swift) and mbar (Rust) subscribe over a connection of their own:
// the first leaves out the fields for the environment, and both take every
// frame of at most a MiB for an event.
func TestAFramedSubscription(t *testing.T) {
	l := desktopForClients(t)
	for _, env := range []string{``, `,"windowId":null,"workspace":null`} {
		c := l.foreign(t)
		c.greet()
		request := `{"args":["subscribe","--all"],"stdin":""` + env + `}`
		c.say(number(len(request)), request)
		next := func() (kind string) {
			t.Helper()
			frame := c.hearFrame()
			var e struct {
				Kind string `json:"_event"`
			}
			if err := json.Unmarshal(frame, &e); err != nil || e.Kind == "" || len(frame) > 1<<20 {
				t.Fatalf("%s: %v", frame, err)
			}
			return e.Kind
		}
		for _, want := range []string{"focus-changed", "focused-monitor-changed", "focused-workspace-changed", "mode-changed"} {
			if got := next(); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
		l.call("mode", "service")
		l.call("mode", "main")
		for range 2 {
			if got := next(); got != "mode-changed" {
				t.Error(got)
			}
		}
		if err := c.Conn.(*net.UnixConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		if rest, err := io.ReadAll(c.Conn); err != nil || len(rest) > 0 {
			t.Errorf("after the client is done come %q, %v", rest, err)
		}
	}
}

// A wrong subscription is answered, and the connection goes on.
func TestAFramedSubscriptionThatIsWrong(t *testing.T) {
	l := desktopForClients(t)
	c := l.foreign(t)
	c.greet()
	for _, args := range []string{`["subscribe","no-such-event"]`, `["subscribe"]`} {
		request := `{"args":` + args + `,"stdin":"","windowId":null,"workspace":null}`
		c.say(number(len(request)) + request)
		if a := c.answer(c.hearFrame()); a.ExitCode != 2 || a.Stderr == "" {
			t.Errorf("%+v", a)
		}
	}
	request := `{"args":["echo","--","on"],"stdin":"","windowId":null,"workspace":null}`
	c.say(number(len(request)) + request)
	if got := c.quietly(c.hearFrame()); got != "on" {
		t.Error(got)
	}
}

// aerospace-ipc (Go) of AeroSpace 0.20 and a bar in Rust: a request is one
// write without an end, the answer is what one read of 4096 bytes gives.
func TestAnUnframedLibrary(t *testing.T) {
	l := desktopForClients(t)
	c := l.foreign(t)
	ask := func(args ...string) string {
		t.Helper()
		list, _ := json.Marshal(args)
		c.say(fmt.Sprintf(`{"command":"","args":%s,"stdin":"","windowId":null,"workspace":null}`, list))
		buffer := make([]byte, 4096)
		n, err := c.Read(buffer)
		if err != nil {
			t.Fatal(err)
		}
		return c.quietly(buffer[:n])
	}
	if got := ask("list-windows", "--focused", "--format", "%{window-id}"); got != "1" {
		t.Errorf("window %q", got)
	}
	if got := ask("list-modes", "--current"); got != "main" {
		t.Errorf("mode %q", got)
	}
	ask("workspace", "2")
	if got := ask("list-windows", "--focused", "--format", "%{window-is-fullscreen}|%{window-layout}"); got != "false|h_tiles" {
		t.Errorf("%q", got)
	}
}

// AeroSpaceLua and scripts in Python: a newline ends a request, the fields for
// the environment are left out, stderr is not looked at, and an answer ends
// with the first chunk that is not full.
func TestUnframedScripts(t *testing.T) {
	l := desktopForClients(t)
	long := strings.Repeat("a title that takes room ", 100)
	l.desktop.Retitle(1, long)
	s, state := l.watchState()
	s.until(state, "the title", func(p ipc.State) bool { return p.Windows[0].Title == long })
	c := l.foreign(t)
	for _, form := range []string{`{"command":"","args":%s,"stdin":""}` + "\n", `{"command": "", "args": %s, "stdin": ""}` + "\n"} {
		for _, chunk := range []int{2048, 4096} {
			c.say(fmt.Sprintf(form, `["list-windows","--all","--json","--format","%{window-id}%{app-name}%{window-title}%{workspace}"]`))
			var raw []byte
			for buffer := make([]byte, chunk); ; {
				n, err := c.Read(buffer)
				if err != nil {
					t.Fatal(err)
				}
				if raw = append(raw, buffer[:n]...); n < chunk {
					break
				}
			}
			a := c.answer(raw)
			var windows []map[string]any
			if err := json.Unmarshal([]byte(a.Stdout), &windows); err != nil || a.ExitCode != 0 || len(windows) != 3 || windows[0]["window-title"] != long {
				t.Errorf("%+v, %v", a, err)
			}
		}
	}
}

// A program on Node.js ends its side with the request and reads until the
// other side ends too.
func TestAnUnframedRequestThatEndsTheConnection(t *testing.T) {
	l := desktopForClients(t)
	for range 3 {
		c := l.foreign(t)
		c.say(`{"command":"","args":["list-workspaces","--focused"],"stdin":""}`)
		if err := c.Conn.(*net.UnixConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(c.Conn)
		if err != nil {
			t.Fatal(err)
		}
		if a := c.answer(raw); a.ExitCode != 0 || a.Stdout != "1" {
			t.Errorf("%+v", a)
		}
	}
}

// A swipe program in Swift encodes absent numbers by leaving them out, and
// sends keys in any order.
func TestAnUnframedSwipe(t *testing.T) {
	l := desktopForClients(t)
	c := l.foreign(t)
	decoder := json.NewDecoder(c.Conn)
	for _, step := range []struct{ args, stdin, want string }{
		{`["list-workspaces","--monitor","mouse","--visible"]`, "", "1"},
		{`["list-workspaces","--monitor","focused","--empty","no"]`, "", "1\n2"},
		{`["workspace","next","--stdin"]`, `1\n2`, ""},
		{`["list-workspaces","--focused"]`, "", "2"},
		{`["workspace-back-and-forth"]`, "", ""},
		{`["list-workspaces","--focused"]`, "", "1"},
		{`["layout","floating","tiling"]`, "", ""},
	} {
		c.say(`{"stdin":"` + step.stdin + `","args":` + step.args + `,"command":""}`)
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			t.Fatal(err)
		}
		if a := c.answer(raw); a.ExitCode != 0 || a.Stdout != step.want {
			t.Errorf("%s: %+v, want %q", step.args, a, step.want)
		}
	}
}
