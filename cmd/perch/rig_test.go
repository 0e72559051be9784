package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/internal/xserver"
)

// patience bounds every wait of these tests.
const patience = 20 * time.Second

// perchProgram is the real program, with the bar beside it.
var perchProgram string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "perch-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	build := exec.Command("go", "build", "-o", folder, "perch/cmd/perch", "perch/cmd/perch-bar")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, output)
		os.RemoveAll(folder)
		os.Exit(1)
	}
	perchProgram = filepath.Join(folder, "perch")
	code := m.Run()
	os.RemoveAll(folder)
	os.Exit(code)
}

// rig is a person's account: a folder for all their files, and a display.
type rig struct {
	*testing.T
	folder string
	env    []string
	server *xserver.Server // nil without a display
	screen *xserver.Client
}

// newAccount is a rig without a display.
func newAccount(t *testing.T) *rig {
	t.Helper()
	r := &rig{T: t, folder: t.TempDir()}
	// A shorter name than the test's: the path of a socket has little room.
	runtime, err := os.MkdirTemp("", "perch-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(runtime) })
	r.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + r.folder, "LANG=C.UTF-8",
		"AEROSPACESOCK=" + filepath.Join(runtime, "aerospace.sock"),
		"XDG_RUNTIME_DIR=" + runtime, "PERCH_SOCKET=" + filepath.Join(runtime, "agent.sock"),
	}
	return r
}

// newRig starts a private X server as well.
func newRig(t *testing.T) *rig {
	t.Helper()
	r := newAccount(t)
	server, err := xserver.Start(xserver.Options{Screen: "1280x800"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	screen, err := xserver.Dial(server.Display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(screen.Close)
	r.server, r.screen = server, screen
	// The display's own socket, as in daily use.
	r.env = slices.DeleteFunc(r.env, func(entry string) bool { return strings.HasPrefix(entry, "PERCH_SOCKET=") })
	r.set("DISPLAY", server.Display)
	return r
}

// set changes a variable of the environment.
func (r *rig) set(name, value string) {
	r.env = append(slices.DeleteFunc(slices.Clone(r.env), func(entry string) bool {
		return strings.HasPrefix(entry, name+"=")
	}), name+"="+value)
}

func (r *rig) getenv(name string) string {
	for _, entry := range r.env {
		if value, found := strings.CutPrefix(entry, name+"="); found {
			return value
		}
	}
	return ""
}

// write makes a file in the folder and returns its path.
func (r *rig) write(name, text string) string {
	r.Helper()
	path := filepath.Join(r.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		r.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		r.Fatal(err)
	}
	return path
}

// answer is what a program that has ended said.
type answer struct {
	stdout, stderr string
	code           int
}

// run runs a program to its end.
func (r *rig) run(stdin io.Reader, name string, args ...string) answer {
	r.Helper()
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	command := exec.CommandContext(ctx, name, args...)
	command.Env, command.Dir, command.Stdin = r.env, r.folder, stdin
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && (ctx.Err() != nil || !errors.As(err, &exit)) {
		r.Fatalf("%s %q: %v\n%s", name, args, err, stderr.String())
	}
	return answer{stdout.String(), stderr.String(), command.ProcessState.ExitCode()}
}

// perch runs perch to its end.
func (r *rig) perch(args ...string) answer {
	r.Helper()
	return r.run(nil, perchProgram, args...)
}

// alias is the program under another name.
func (r *rig) alias(name string) string {
	r.Helper()
	path := filepath.Join(r.folder, name)
	if err := os.Symlink(perchProgram, path); err != nil {
		r.Fatal(err)
	}
	return path
}

// get runs a perch command that has to succeed and returns what it prints.
func (r *rig) get(args ...string) string {
	r.Helper()
	a := r.perch(args...)
	if a.code != 0 || a.stderr != "" {
		r.Fatalf("perch %q: exit code %d, stderr %q", args, a.code, a.stderr)
	}
	return strings.TrimSuffix(a.stdout, "\n")
}

// tool runs another program on the display, which has to succeed.
func (r *rig) tool(name string, args ...string) string {
	r.Helper()
	a := r.run(nil, name, args...)
	if a.code != 0 {
		r.Fatalf("%s %q: exit code %d, stderr %q", name, args, a.code, a.stderr)
	}
	return strings.TrimSuffix(a.stdout, "\n")
}

// needs skips the test where an optional program is missing.
func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is not installed", program)
	}
}

// transcript collects what a running program writes.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // closed and renewed at every write
	seen int           // how much of the text await has passed, in bytes
}

func (l *transcript) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.more)
	l.more = make(chan struct{})
	return l.text.Write(p)
}

func (l *transcript) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// pass goes past the next place of a text; false if it is not there yet, but
// may be when more is closed.
func (l *transcript) pass(part string) (found bool, more <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := strings.Index(l.text.String()[l.seen:], part)
	if at >= 0 {
		l.seen += at + len(part)
	}
	return at >= 0, l.more
}

// process is a program that runs beside the test.
type process struct {
	*testing.T
	name           string
	command        *exec.Cmd
	stdout, stderr *transcript
	ended          chan struct{}
}

// start runs a program until the test ends.
func (r *rig) start(name string, args ...string) *process {
	r.Helper()
	p := &process{
		T: r.T, name: filepath.Base(name) + " " + strings.Join(args, " "), command: exec.Command(name, args...),
		stdout: &transcript{more: make(chan struct{})}, stderr: &transcript{more: make(chan struct{})},
		ended: make(chan struct{}),
	}
	p.command.Env, p.command.Dir = r.env, r.folder
	p.command.Stdout, p.command.Stderr = p.stdout, p.stderr
	// What a killed agent started may live on and hold the pipes.
	p.command.WaitDelay = time.Second
	if err := p.command.Start(); err != nil {
		r.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		_ = p.command.Wait()
	}()
	r.Cleanup(func() {
		p.signal(syscall.SIGTERM)
		select {
		case <-p.ended:
		case <-time.After(patience):
			p.Errorf("%s does not end; it said: %s", p.name, p.stderr)
			p.signal(syscall.SIGKILL)
			<-p.ended
		}
		if p.Failed() {
			p.Logf("%s said: %s", p.name, p.stderr)
		}
	})
	return p
}

func (p *process) signal(s syscall.Signal) { _ = p.command.Process.Signal(s) }

// wait returns the exit code once the program has ended.
func (p *process) wait() int {
	p.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.Fatalf("%s does not end; it said: %s", p.name, p.stderr)
	}
	return p.command.ProcessState.ExitCode()
}

// running fails the test if the program has ended.
func (p *process) running() {
	p.Helper()
	select {
	case <-p.ended:
		p.Fatalf("%s has ended (%v); it said: %s", p.name, p.command.ProcessState, p.stderr)
	default:
	}
}

// await returns once a program has written a text, after what was awaited
// before.
func (p *process) await(out *transcript, part string) {
	p.Helper()
	timeout := time.After(patience)
	for ended := false; ; {
		found, more := out.pass(part)
		if found {
			return
		}
		if ended {
			p.Fatalf("%s ended without %q; it said %q and %q", p.name, part, p.stdout, p.stderr)
		}
		select {
		case <-more:
		case <-p.ended:
			ended = true
		case <-timeout:
			p.Fatalf("%s does not write %q; it said %q and %q", p.name, part, p.stdout, p.stderr)
		}
	}
}

// plain is a small config: three workspaces, no bar, gaps of ten.
const plain = `config-version = 2
persistent-workspaces = ["1", "2", "3"]
[gaps]
inner.horizontal = 10
inner.vertical = 10
outer.left = 10
outer.right = 10
outer.top = 10
outer.bottom = 10
[bar]
enabled = false
[mode.main.binding]
alt-1 = 'workspace 1'
alt-2 = 'workspace 2'
alt-3 = 'workspace 3'
alt-shift-2 = 'move-node-to-workspace 2'
alt-h = 'focus left'
alt-l = 'focus right'
alt-r = 'mode resize'
[mode.resize.binding]
h = 'resize width -100'
esc = 'mode main'
`

// agent starts an agent with a config and waits until it has taken the
// display over.
func (r *rig) agent(config string, flags ...string) *process {
	r.Helper()
	return r.agentAt(r.write("perch.toml", config), flags...)
}

func (r *rig) agentAt(config string, flags ...string) *process {
	r.Helper()
	p := r.start(perchProgram, append([]string{"agent", "--config", config}, flags...)...)
	r.until("the agent manages the display", func() bool {
		p.running()
		// Another window manager may have left the names of two desktops.
		return r.managers() == "Perch" && len(r.screen.Texts(r.screen.Root(), "_NET_DESKTOP_NAMES")) > 2
	})
	return p
}

// managers is the name of the window manager, "" for none.
func (r *rig) managers() string {
	check := r.screen.Cardinals(r.screen.Root(), "_NET_SUPPORTING_WM_CHECK")
	if len(check) == 0 {
		return ""
	}
	return r.screen.Text(xproto.Window(check[0]), "_NET_WM_NAME")
}

// until waits until something holds, asking again at every X event.
func (r *rig) until(what string, holds func() bool) {
	r.Helper()
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	if err := r.screen.WaitFor(ctx, holds); err != nil {
		r.Fatalf("waiting until %s: %v", what, err)
	}
}

// colours of the windows that tests open, by their class, and of the bar's
// warnings where a config says so.
var colours = map[string]uint32{
	"Red": 0xc01010, "Green": 0x10c010, "Blue": 0x1010c0, "Yellow": 0xc0c010, "White": 0xf0f0f0,
	"Warning": 0xfe12dc,
}

// open opens a window of a colour and waits until it has the focus.
func (r *rig) open(class string) xproto.Window {
	r.Helper()
	id := r.openOnly(xserver.Spec{Class: class, Title: strings.ToLower(class), Colour: colours[class]})
	r.until(class+" has the focus", func() bool { return r.screen.InputFocus() == id && r.mapped(id) })
	return id
}

// openOnly opens a window and waits for nothing.
func (r *rig) openOnly(spec xserver.Spec) xproto.Window {
	r.Helper()
	id, err := r.screen.Open(spec)
	if err != nil {
		r.Fatal(err)
	}
	return id
}

func (r *rig) mapped(id xproto.Window) bool {
	w, _ := r.screen.Window(id)
	return w.Mapped
}

// onScreen says whether a window is mapped and whole on the screen.
func (r *rig) onScreen(id xproto.Window) bool {
	w, _ := r.screen.Window(id)
	return w.Mapped && w.Frame.In(r.screen.Screen())
}

func (r *rig) frame(id xproto.Window) image.Rectangle {
	frame, _ := r.screen.Frame(id)
	return frame
}

// current is the focused workspace as other programs are told.
func (r *rig) current() string {
	names := r.screen.Texts(r.screen.Root(), "_NET_DESKTOP_NAMES")
	at := r.screen.Cardinals(r.screen.Root(), "_NET_CURRENT_DESKTOP")
	if len(at) != 1 || int(at[0]) >= len(names) {
		return ""
	}
	return names[at[0]]
}

// workspaceOf is the workspace of a window as the agent says.
func (r *rig) workspaceOf(id xproto.Window) string {
	r.Helper()
	for line := range strings.Lines(r.get("list-windows", "--all", "--format", "%{window-id} %{workspace}")) {
		if number, workspace, _ := strings.Cut(strings.TrimSpace(line), " "); number == fmt.Sprint(id) {
			return workspace
		}
	}
	return ""
}

// press presses a chord.
func (r *rig) press(chord string) {
	r.Helper()
	if err := r.screen.Key(chord); err != nil {
		r.Fatal(err)
	}
}

// bars are the windows of the status bar, from left to right.
func (r *rig) bars() []xserver.Window {
	bars := slices.DeleteFunc(r.screen.Visible(), func(w xserver.Window) bool { return w.Class != "Perch-bar" })
	slices.SortFunc(bars, func(a, b xserver.Window) int { return a.Frame.Min.X - b.Frame.Min.X })
	return bars
}

// area counts the pixels of a window's colour on the screen.
func (r *rig) area(class string) int {
	r.Helper()
	picture, err := r.screen.Screenshot()
	if err != nil {
		r.Fatal(err)
	}
	wanted := colours[class]
	n := 0
	for i := 0; i < len(picture.Pix); i += 4 {
		if uint32(picture.Pix[i])<<16|uint32(picture.Pix[i+1])<<8|uint32(picture.Pix[i+2]) == wanted {
			n++
		}
	}
	return n
}

// num is a window's number as commands and programs write it.
func num(id xproto.Window) string { return fmt.Sprint(uint32(id)) }
