package main

import (
	"encoding/binary"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"perch/internal/command"
)

// Every mistake has its sentence, whether an agent runs or not.
func TestMistakes(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	for _, row := range []struct {
		args []string
		code int
		said string
	}{
		{[]string{"worksapce", "3"}, 2, "Unrecognized subcommand 'worksapce'\nDid you mean 'workspace'?"},
		{[]string{"agnet"}, 2, "Unrecognized subcommand 'agnet'\nDid you mean 'agent'?"},
		{[]string{"--hlp"}, 2, "Unrecognized subcommand '--hlp'\nDid you mean '--help'?"},
		{[]string{"versoin"}, 2, "Unrecognized subcommand 'versoin'\nDid you mean 'version'?"},
		{[]string{"xyzzy"}, 2, "Unrecognized subcommand 'xyzzy'\nperch --help lists all of them."},
		{[]string{""}, 2, "Can't parse empty string command\nperch --help lists all of them."},
		{[]string{"help", "worksapce"}, 2, "Unrecognized subcommand 'worksapce'\nDid you mean 'workspace'?"},
		{[]string{"workspace", "--foo", "1"}, 2, "ERROR: Unknown flag '--foo'\nERROR: Argument '(<workspace-name>|next|prev)' is mandatory"},
		{[]string{"workspace"}, 2, "ERROR: Argument '(<workspace-name>|next|prev)' is mandatory"},
		{[]string{"workspace", "1", "2"}, 2, "ERROR: Unknown argument '2'"},
		{[]string{"focus", "sideways"}, 2, "ERROR: Can't parse 'sideways'.\n       Possible values: (left|down|up|right|dfs-next|dfs-prev)"},
		{[]string{"focus", "--boundaries", "x", "left"}, 2, "ERROR: Can't parse 'x'.\n       Possible values: (workspace|all-monitors-outer-frame)"},
		{[]string{"list-windows"}, 2, "Mandatory option is not specified (--focused|--all|--monitor|--workspace)"},
		{[]string{"subscribe"}, 2, "Either --all or at least one <event> must be specified"},
		{[]string{"agent", "--desktop", "x12"}, 2, "perch agent: there is no desktop \"x12\". Did you mean 'x11'?\nperch agent --help tells more."},
		{[]string{"agent", "--desktop", "beos"}, 2, "perch agent: there is no desktop \"beos\". Expected one of: auto, x11, macos, sim.\nperch agent --help tells more."},
		{[]string{"agent", "--conf", "x"}, 2, "perch agent: there is no flag --conf. Did you mean '--config'?\nperch agent --help tells more."},
		{[]string{"agent", "--config"}, 2, "perch agent: --config needs a FILE after it.\nperch agent --help tells more."},
		{[]string{"agent", "now"}, 2, "perch agent: \"now\" is one argument too many.\nperch agent --help tells more."},
		{[]string{"config", "chek"}, 2, "perch config: there is no \"chek\" here. Did you mean 'check'?\nperch config --help tells more."},
		{[]string{"config", "default", "x"}, 2, "perch config: \"x\" is one argument too many.\nperch config --help tells more."},
		{[]string{"config"}, 2, "Mandatory flag is not specified (--get|--major-keys|--all-keys|--config-path)\nperch config --help tells more."},
		{[]string{"config", "--get"}, 2, "ERROR: '--get' must be followed by '<name>'"},
		{[]string{"try", "harder"}, 2, "perch try: \"harder\" is one argument too many.\nperch try --help tells more."},
		{[]string{"sim", "--foo"}, 2, "perch sim: there is no flag --foo.\nperch sim --help tells more."},
	} {
		a := r.perch(row.args...)
		if a.code != row.code || a.stdout != "" || strings.TrimSuffix(a.stderr, "\n") != row.said {
			t.Errorf("perch %q: exit code %d, prints %q, says\n%s\nexpected %d and\n%s", row.args, a.code, a.stdout, a.stderr, row.code, row.said)
		}
	}
}

func TestStandardInput(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	for _, row := range []struct {
		stdin string
		args  []string
		said  string
	}{
		{"1\n2\n", []string{"workspace", "next"}, command.ImplicitStdin},
		{strings.Repeat("x\n", 1001), []string{"workspace", "--stdin", "next"}, "stdin number of lines limit is exceeded"},
		{strings.Repeat("x", 2<<20), []string{"workspace", "--stdin", "next"}, "stdin has a line of more than 1048576 characters"},
		// A thousand lines are fine; then the agent is what lacks.
		{strings.Repeat("x\n", 1000), []string{"workspace", "--stdin", "next"}, "Start one with: perch agent"},
	} {
		a := r.run(strings.NewReader(row.stdin), perchProgram, row.args...)
		if a.code != 2 || a.stdout != "" || !strings.HasSuffix(strings.TrimSpace(a.stderr), row.said) {
			t.Errorf("perch %q: exit code %d, prints %q, says %q; expected %q", row.args, a.code, a.stdout, a.stderr, row.said)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	asks := [][]string{{"--help"}, {"-h"}, {"help"}}
	for _, name := range verbNames() {
		asks = append(asks, []string{name, "--help"}, []string{name, "-h"}, []string{"help", name})
	}
	for _, c := range command.Commands() {
		if command.LookUp(c.Name) != nil && c.Name != "exec-and-forget" {
			asks = append(asks, []string{c.Name, "--help"}, []string{"help", c.Name})
		}
	}
	for _, args := range asks {
		a := r.perch(args...)
		if a.code != 0 || a.stderr != "" || !strings.Contains(a.stdout, "USAGE: ") || !strings.HasSuffix(a.stdout, "\n") {
			t.Errorf("perch %q: exit code %d, prints %q, says %q", args, a.code, a.stdout, a.stderr)
		}
	}
	if a := r.perch("config", "--help"); !strings.Contains(a.stdout, "perch config check") || !strings.Contains(a.stdout, "--major-keys") {
		t.Errorf("the help of config is\n%s", a.stdout)
	}
	if a := r.perch(); a.code != 2 || a.stdout != "" || !strings.Contains(a.stderr, "USAGE: ") {
		t.Errorf("perch alone: exit code %d, prints %q, says %q", a.code, a.stdout, a.stderr)
	}
}

// rubbish serves a socket with a fixed answer to whatever comes.
func rubbish(t *testing.T, path, answer string) {
	t.Helper()
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte(answer))
			conn.Close()
		}
	}()
}

func TestWhichDisplay(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	r.set("PERCH_SOCKET", "")
	r.set("DISPLAY", "")
	a := r.perch("workspace", "1")
	if a.code != 2 || !strings.HasPrefix(a.stderr, "$DISPLAY is not set: which display's agent is meant? None answers on /") {
		t.Errorf("exit code %d, says %q", a.code, a.stderr)
	}
}

func TestNoAgent(t *testing.T) {
	t.Parallel()
	old := string(binary.LittleEndian.AppendUint32(nil, 99))
	for _, row := range []struct {
		name  string
		serve func(t *testing.T, path string)
		said  string // with %s for the path
	}{
		{"nothing", func(*testing.T, string) {},
			"No agent answers on %s: no such file or directory. Start one with: perch agent"},
		{"file", func(t *testing.T, path string) {
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}, "No agent answers on %s: connection refused. Start one with: perch agent"},
		{"folder", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}, "No agent answers on %s: connection refused. Start one with: perch agent"},
		{"rubbish", func(t *testing.T, path string) { rubbish(t, path, "HTTP/1.1 400 Bad Request\r\n\r\n") },
			`the program that listens at %s is not Perch: it answered "HTTP"`},
		{"silence", func(t *testing.T, path string) { rubbish(t, path, "") },
			"the program that listens at %s closed the connection without an answer: it is shutting down, or it is not Perch"},
		{"version", func(t *testing.T, path string) { rubbish(t, path, old) },
			"the agent at %s speaks protocol version 99 and this program version 1. Restart the agent, so that both are of one release"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := newAccount(t)
			path := r.getenv("PERCH_SOCKET")
			row.serve(t, path)
			said := strings.ReplaceAll(row.said, "%s", path) + "\n"
			if a := r.perch("workspace", "1"); a.code != 2 || a.stdout != "" || a.stderr != said {
				t.Errorf("exit code %d, prints %q, says %q, expected %q", a.code, a.stdout, a.stderr, said)
			}
			if a := r.perch("subscribe", "--all"); a.code != 2 || a.stdout != "" || a.stderr != said {
				t.Errorf("subscribe: exit code %d, prints %q, says %q, expected %q", a.code, a.stdout, a.stderr, said)
			}
			a := r.perch("--version")
			if strings.HasPrefix(row.said, "No agent") {
				if a.code != 0 || !strings.HasSuffix(a.stdout, "\nno agent is running\n") || a.stderr != "" {
					t.Errorf("--version: exit code %d, prints %q, says %q", a.code, a.stdout, a.stderr)
				}
			} else if a.code != 2 || !strings.HasPrefix(a.stdout, "perch ") || a.stderr != said {
				t.Errorf("--version: exit code %d, prints %q, says %q", a.code, a.stdout, a.stderr)
			}
		})
	}
	r := newAccount(t)
	r.set("PERCH_SOCKET", "/"+strings.Repeat("a", 200))
	if a := r.perch("workspace", "1"); a.code != 2 || !strings.HasSuffix(a.stderr, "has 201 characters, and the system takes 102; set PERCH_SOCKET to a shorter one\n") {
		t.Errorf("a long path: exit code %d, says %q", a.code, a.stderr)
	}
}

// A socket that takes the request and never answers.
func TestAgentThatNeverAnswers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mute.sock")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	before := answerTime
	answerTime = 50 * time.Millisecond
	defer func() { answerTime = before }()
	t.Setenv("PERCH_SOCKET", path)
	var out, said strings.Builder
	code := run([]string{"workspace", "1"}, streams{os.Stdin, &out, &said})
	if want := "the agent at " + path + " did not answer within 50ms\n"; code != 2 || out.Len() > 0 || said.String() != want {
		t.Errorf("exit code %d, prints %q, says %q, expected %q", code, out.String(), said.String(), want)
	}
}

// simulated starts an agent without a display.
func simulated(r *rig, flags ...string) *process {
	r.Helper()
	p := r.start(perchProgram, append([]string{"agent", "--desktop", "sim", "--verbose", "--config", r.write("perch.toml", plain)}, flags...)...)
	p.await(p.stderr, "serving")
	return p
}

func TestClientOfSimulatedDesktop(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	agent := simulated(r)
	if got := r.get("list-workspaces", "--all"); got != "1\n2\n3" {
		t.Errorf("the workspaces are %q", got)
	}
	if got := r.get("--version"); strings.Count(got, "\n") != 1 || !strings.Contains(got, "\nagent 0.") {
		t.Errorf("the versions are %q", got)
	}
	// What a script was called for reaches the agent.
	r.set("AEROSPACE_WORKSPACE", "3")
	if got := r.get("echo", "--", "%{workspace}"); got != "3" {
		t.Errorf("in a script of workspace 3, echo prints %q", got)
	}
	r.set("AEROSPACE_WORKSPACE", "")
	r.set("AEROSPACE_WINDOW_ID", "4242")
	if a := r.perch("close"); a.code == 0 || !strings.Contains(a.stderr, "4242") {
		t.Errorf("close for window 4242: exit code %d, says %q", a.code, a.stderr)
	}
	r.set("AEROSPACE_WINDOW_ID", "")

	// The reader may leave early.
	for _, text := range []string{
		`"$PERCH" list-workspaces --all | head -n 0`,
		`"$PERCH" list-workspaces --focused | true`,
		`"$PERCH" --help | head -n 1`,
	} {
		r.set("PERCH", perchProgram)
		if a := r.run(nil, "sh", "-c", text); a.code != 0 || a.stderr != "" {
			t.Errorf("%s: %+v", text, a)
		}
	}
	if a := r.perch("workspace", "2"); a.code != 0 {
		t.Errorf("workspace 2: %+v", a)
	}
	if got := r.get("list-workspaces", "--focused"); got != "2" {
		t.Errorf("the focused workspace is %q", got)
	}
	agent.signal(15)
	if code := agent.wait(); code != 0 {
		t.Errorf("the agent ends with exit code %d", code)
	}
	if _, err := os.Stat(r.getenv("PERCH_SOCKET")); !os.IsNotExist(err) {
		t.Errorf("the socket is left: %v", err)
	}
}
