package main

import (
	"encoding/json"
	"net"
	"strings"
	"testing"

	"perch/internal/command"
	"perch/internal/ipc"
)

// serveAeroSpace starts an agent with AeroSpace's socket on the simulated
// desktop.
func (r *rig) serveAeroSpace() *process {
	r.Helper()
	agent := r.start(perchProgram, "agent", "--desktop", "sim", "--verbose", "--config", r.write("perch.toml", plain))
	agent.await(agent.stderr, "serving programs for AeroSpace")
	return agent
}

func TestAeroSpaceClient(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	alias := r.alias("aerospace")
	do := func(args ...string) answer { return r.run(nil, alias, args...) }

	if a := do(); a.code != 2 || a.stdout != "" || a.stderr != command.Overview(alias)+"\n" {
		t.Errorf("without arguments: %+v", a)
	}
	if a := do("--help"); a.code != 0 || a.stdout != command.Overview(alias)+"\n" || a.stderr != "" {
		t.Errorf("--help: %+v", a)
	}
	if a := do("agent"); a.code != 2 || !strings.HasPrefix(a.stderr, "Unrecognized subcommand 'agent'\n") {
		t.Errorf("agent: %+v", a)
	}
	if a := do("focus", "lefft"); a.code != 2 || !strings.HasPrefix(a.stderr, "ERROR: Can't parse 'lefft'.\n       Possible values: (left|") {
		t.Errorf("focus lefft: %+v", a)
	}
	const absent = "Can't connect to AeroSpace server. Is AeroSpace.app running?\nno such file or directory\n"
	if a := do("focus", "left"); a.code != 2 || a.stdout != "" || a.stderr != absent {
		t.Errorf("without a server: %+v", a)
	}
	if a := do("subscribe", "--all"); a.code != 2 || a.stderr != absent {
		t.Errorf("subscribe without a server: %+v", a)
	}
	const client = "aerospace CLI client version: " + command.AeroSpaceVersion
	if a := do("-v"); a.code != 0 || !strings.HasPrefix(a.stdout, client) ||
		!strings.HasSuffix(a.stdout, "\nAeroSpace.app server version: Unknown. The server is not responding\n") || a.stderr != "no such file or directory\n" {
		t.Errorf("-v without a server: %+v", a)
	}

	r.serveAeroSpace()
	if a := do("--version"); a.code != 0 || !strings.HasPrefix(a.stdout, client) ||
		!strings.Contains(a.stdout, "\nAeroSpace.app server version: "+command.AeroSpaceVersion) || a.stderr != "" {
		t.Errorf("--version: %+v", a)
	}
	if a := do("list-workspaces", "--focused"); a != (answer{stdout: "1\n"}) {
		t.Errorf("list-workspaces: %+v", a)
	}
	if a := do("workspace", "--fail-if-noop", "1"); a.code != 2 || a.stdout != "" {
		t.Errorf("a command that fails: %+v", a)
	}
}

// Clients of AeroSpace 0.20 send bare objects and know no window ids.
func TestAeroSpaceSocket(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	agent := r.serveAeroSpace()
	path := ipc.AeroSpacePath(r.getenv)
	conn, err := net.Dial("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	answers := json.NewDecoder(conn)
	for _, name := range []string{"2", "3"} {
		if err := json.NewEncoder(conn).Encode(map[string]any{"command": "", "args": []string{"workspace", name}, "stdin": ""}); err != nil {
			t.Fatal(err)
		}
		var a ipc.Answer
		if err := answers.Decode(&a); err != nil || a.ExitCode != 0 || a.Stderr != "" || !strings.HasPrefix(a.Version, command.AeroSpaceVersion+" ") {
			t.Errorf("workspace %s: %+v, %v", name, a, err)
		}
	}
	if got := r.get("list-workspaces", "--focused"); got != "3" {
		t.Errorf("workspace %s has the focus", got)
	}

	second := newAccount(t)
	second.set("AEROSPACESOCK", path)
	other := second.start(perchProgram, "agent", "--desktop", "sim", "--verbose", "--config", second.write("perch.toml", plain))
	other.await(other.stderr, "somebody else serves AeroSpace's socket")

	r.write("perch.toml", plain+"\n[compat]\naerospace-socket = false\n")
	agent.await(agent.stderr, "AeroSpace's socket is given back")
	if conn, err := net.Dial("unix", path); err == nil {
		conn.Close()
		t.Error("the socket is still served")
	}
}
