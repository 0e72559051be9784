package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"perch/internal/ipc"
)

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	code := m.Run()
	os.RemoveAll(built)
	os.Exit(code)
}

// built is the folder of programs, once there is one.
var built string

// programs is a folder with the real perch and perch-bar, and links to perch
// by the names of two bars.
var programs = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "perch-bar-programs")
	if err != nil {
		return "", err
	}
	built = dir
	build := exec.Command("go", "build", "-o", dir+"/", "perch/cmd/perch", "perch/cmd/perch-bar")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return dir, fmt.Errorf("%w: %s", err, out)
	}
	for _, name := range []string{"sketchybar", "bottom_bar"} {
		if err := os.Symlink("perch", filepath.Join(dir, name)); err != nil {
			return dir, err
		}
	}
	return dir, nil
})

// account is somebody's home folder, with bars that are processes and clients
// that are command lines. The agent is the test's unless a test starts one.
type account struct {
	testing.TB
	home    string
	socket  string // the agent's
	display string
	env     []string
	agent   *testAgent // nil until the first bar
	joined  chan struct{}
	state   ipc.State
}

// newAccount is an account with its folders, on a screen.
func newAccount(t testing.TB, display string) *account {
	t.Helper()
	bin, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	// A test's own folder may have too long a name for sockets.
	home, err := os.MkdirTemp("", "pb")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	a := &account{TB: t, home: home, display: display, socket: filepath.Join(home, "run", "p.sock"), joined: make(chan struct{}, 16), state: plain()}
	if err := os.Mkdir(filepath.Join(home, "run"), 0o700); err != nil {
		t.Fatal(err)
	}
	a.env = []string{
		"HOME=" + home, "USER=somebody", "PATH=" + bin + ":" + os.Getenv("PATH"), "LANG=C.UTF-8",
		"DISPLAY=" + display, "PERCH_SOCKET=" + a.socket, "XDG_RUNTIME_DIR=" + filepath.Join(home, "run"),
		"DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(home, "run", "bus"),
	}
	return a
}

// plain is the display of the layout vectors: 1000x600, with four workspaces.
func plain() ipc.State {
	s := desk()
	s.Monitors[0].Width, s.Monitors[0].Height = 1000, 600
	return s
}

// write makes a file below the home folder; it can be executed.
func (a *account) write(path, text string) string {
	a.Helper()
	path = filepath.Join(a.home, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		a.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
		a.Fatal(err)
	}
	return path
}

// play makes the test be the agent.
func (a *account) play() {
	a.Helper()
	if a.agent != nil {
		return
	}
	server, err := ipc.Listen(a.socket, ipc.Options{})
	if err != nil {
		a.Fatal(err)
	}
	a.agent = &testAgent{server: server, commands: make(chan []string, 16)}
	a.agent.stream.Next(a.state)
	go server.Serve(func(call *ipc.Call) {
		if call.Args[0] == "subscribe" {
			a.agent.mu.Lock()
			defer a.agent.mu.Unlock()
			call.Subscribe(ipc.StateChanged).Send(a.agent.stream.Full())
			a.joined <- struct{}{}
			return
		}
		a.agent.commands <- call.Args
		call.Reply(ipc.Answer{})
	})
	a.Cleanup(func() { server.Close() })
}

// process is a bar that runs.
type process struct {
	*exec.Cmd
	ended chan error
	out   *bytes.Buffer // what it printed, to be read after its end
	log   *bytes.Buffer // and what it said on standard error
}

// bar starts a program as a bar and returns once messages reach it. Its end is
// the test's at the latest.
func (a *account) bar(argv ...string) *process {
	a.Helper()
	a.play()
	p := a.start(argv...)
	select {
	case <-a.joined: // its socket was there before
	case err := <-p.ended:
		a.Fatalf("%q ended with %v: %s%s", argv, err, p.out, p.log)
	case <-time.After(patience):
		a.Fatalf("%q did not ask the agent", argv)
	}
	return p
}

func (a *account) start(argv ...string) *process {
	a.Helper()
	p := &process{Cmd: a.command(argv...), ended: make(chan error, 1), out: &bytes.Buffer{}, log: &bytes.Buffer{}}
	p.Stdout, p.Stderr = p.out, p.log
	p.WaitDelay = time.Second // its scripts may hold its output open
	if err := p.Start(); err != nil {
		a.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		p.ended <- p.Wait()
		close(done)
	}()
	a.Cleanup(func() {
		p.Process.Signal(syscall.SIGTERM)
		<-done
		if a.Failed() && p.out.Len()+p.log.Len() > 0 {
			a.Logf("%q said:\n%s%s", argv, p.out, p.log)
		}
	})
	return p
}

// command is a program of the account.
func (a *account) command(argv ...string) *exec.Cmd {
	bin, _ := programs()
	program := argv[0]
	if local := filepath.Join(bin, program); !strings.Contains(program, "/") {
		if _, err := os.Stat(local); err == nil {
			program = local
		}
	}
	c := exec.Command(program, argv[1:]...)
	c.Args[0] = argv[0]
	c.Env, c.Dir = a.env, a.home
	return c
}

// reply is what a command line printed and returned.
type reply struct {
	out, err string
	code     int
}

// sh runs a command line as a shell would.
func (a *account) sh(line string) reply {
	a.Helper()
	return a.finish(a.command("bash", "-c", line))
}

// finish runs a program to its end.
func (a *account) finish(c *exec.Cmd) reply {
	a.Helper()
	var out, complaints bytes.Buffer
	c.Stdout, c.Stderr = &out, &complaints
	err := c.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		a.Fatalf("%q: %v", c.Args, err)
	}
	return reply{out.String(), complaints.String(), c.ProcessState.ExitCode()}
}

// quiet is sh for what prints nothing and succeeds.
func (a *account) quiet(lines ...string) {
	a.Helper()
	for _, line := range lines {
		if r := a.sh(line); r != (reply{}) {
			a.Fatalf("%s\nis answered %+v", line, r)
		}
	}
}

// query is the value at a path such as bar.height or 'a.b'.label.value; a path
// with / before its name is of another bar: bottom_bar/bar.height.
func (a *account) query(path string) string {
	a.Helper()
	program := "sketchybar"
	if name, rest, ok := strings.Cut(path, "/"); ok && !strings.ContainsAny(name, ".'") {
		program, path = name, rest
	}
	name, rest, _ := strings.Cut(path, ".")
	if strings.HasPrefix(path, "'") {
		name, rest, _ = strings.Cut(path[1:], "'")
		rest = strings.TrimPrefix(rest, ".")
	}
	r := a.finish(a.command(program, "--query", name))
	return at(a, r.out+r.err, rest)
}

// at is what a JSON text has at a path, in JSON unless it is a text; what is no
// JSON is returned as it is.
func at(t testing.TB, text, path string) string {
	t.Helper()
	var value any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&value); err != nil {
		return strings.TrimSpace(text)
	}
	for key := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			inner, ok := v[key]
			if !ok {
				return "absent"
			}
			value = inner
		case []any:
			n, err := strconv.Atoi(key)
			if err != nil || n >= len(v) {
				return "absent"
			}
			value = v[n]
		default:
			return "absent"
		}
	}
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	out, _ := json.Marshal(value)
	return string(out)
}

// expect compares what queries say with lines such as "clock.label.value = 1".
func (a *account) expect(lines ...string) {
	a.Helper()
	for _, line := range lines {
		path, want, _ := strings.Cut(line, " = ")
		if got := a.query(path); got != want {
			a.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}

// box is where an item is on a display, as in "13,0 60x40".
func (a *account) box(name string) string {
	a.Helper()
	r := a.finish(a.command("sketchybar", "--query", "item", name))
	number := func(path string) string {
		return strings.TrimSuffix(at(a, r.out+r.err, "bounding_rects.display-1."+path), ".000000")
	}
	return number("origin.0") + "," + number("origin.1") + " " + number("size.0") + "x" + number("size.1")
}

// mailbox is a named pipe: scripts write lines to it.
type mailbox struct {
	t    testing.TB
	path string
	file *os.File
	in   *bufio.Reader
}

// mailbox makes a pipe in the home folder. Scripts find it by its name there.
func (a *account) mailbox(name string) *mailbox {
	a.Helper()
	path := filepath.Join(a.home, name)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		a.Fatal(err)
	}
	// For both, so that it has an end that stays open.
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		a.Fatal(err)
	}
	a.Cleanup(func() { file.Close() })
	return &mailbox{a, path, file, bufio.NewReader(file)}
}

// next is the next line.
func (m *mailbox) next() string {
	m.t.Helper()
	m.file.SetReadDeadline(time.Now().Add(patience))
	line, err := m.in.ReadString('\n')
	if err != nil {
		m.t.Fatalf("nobody wrote to %s: %v", filepath.Base(m.path), err)
	}
	return strings.TrimSuffix(line, "\n")
}

// want reads the lines that are expected, in any order if they are many.
func (m *mailbox) want(lines ...string) {
	m.t.Helper()
	var got []string
	for range lines {
		got = append(got, m.next())
	}
	slices.Sort(got)
	slices.Sort(lines)
	if !slices.Equal(got, lines) {
		m.t.Errorf("scripts wrote %q, want %q", got, lines)
	}
}

// over is the line that ends a report.
const over = "--over--"

// report is a script that writes its environment to the mailbox, and variables
// is what it wrote.
func (m *mailbox) report() string { return fmt.Sprintf("{ env; echo %s; } > %s", over, m.path) }

func (m *mailbox) variables() map[string]string {
	m.t.Helper()
	vars := map[string]string{}
	for {
		line := m.next()
		if line == over {
			return vars
		}
		if name, value, ok := strings.Cut(line, "="); ok {
			vars[name] = value
		}
	}
}
