package completion

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"perch/internal/cli"
	"perch/internal/ipc"
)

// TestMain lets a link to the test program called perch or aerospace be the
// program that the scripts call.
func TestMain(m *testing.M) {
	switch filepath.Base(os.Args[0]) {
	case "perch", "aerospace":
		if len(os.Args) > 2 && os.Args[1] == Verb {
			c := Completer{Verbs: playedVerbs(), Ask: Agent(os.Getenv("PERCH_SOCKET"))}
			fmt.Print(c.Reply(os.Args[2:]))
			os.Exit(0)
		}
		os.Exit(2)
	}
	os.Exit(m.Run())
}

// playedVerbs are like those of perch.
func playedVerbs() []cli.Verb {
	agent := cli.NewFlags("agent")
	agent.String("config", "", "the config `FILE`")
	agent.String("desktop", "auto", "a `KIND`")
	cli.SetChoices(agent, "desktop", "auto", "x11", "sim")
	agent.Bool("no-bar", false, "show no status bar")
	return []cli.Verb{
		{Name: "agent", Summary: "Manage windows", Flags: agent},
		{Name: "config", Summary: "Check config files", MaxArgs: -1, Words: []cli.Word{
			{Name: "check", Summary: "Look for mistakes", Paths: cli.Files}, {Name: "default", Summary: "Print the default"},
		}},
		{Name: "man", Summary: "Write the manual", MaxArgs: 1, Paths: cli.Folders},
		{Name: "sim", Summary: "Run a script", MaxArgs: 1, Paths: cli.Files},
	}
}

// answers are what the played agent says to the questions that the contract
// names.
var answers = map[string]string{
	"list-windows --all": `[{"window-id": 3, "app-name": "Kitty", "window-title": "vim: a\tb"},
		{"window-id": 17, "app-name": "Firefox", "window-title": "Perch's page"}]`,
	"list-workspaces --monitor all --empty no": `[{"workspace": "1", "workspace-is-focused": true, "monitor-name": "DP-1"},
		{"workspace": "web:mail", "workspace-is-focused": false, "monitor-name": "DP-1"},
		{"workspace": "web:news", "workspace-is-focused": false, "monitor-name": "DP-1"},
		{"workspace": "büro", "workspace-is-focused": false, "monitor-name": "Dell (2)"},
		{"workspace": "it's", "workspace-is-focused": false, "monitor-name": "Dell (2)"}]`,
	"list-monitors": `[{"monitor-id": 1, "monitor-name": "DP-1"}, {"monitor-id": 2, "monitor-name": "Dell (2)"}]`,
	"list-apps": `[{"app-bundle-id": "org.mozilla.firefox", "app-pid": 40, "app-name": "Firefox"},
		{"app-bundle-id": "kitty", "app-pid": 41, "app-name": "Kitty"}, {"app-bundle-id": "kitty", "app-pid": 42, "app-name": "Kitty"}]`,
	"config --get mode --keys":                 "main\nservice",
	"config --major-keys":                      ".\nmode\nmode.main.binding\nmode.service.binding",
	"config --all-keys":                        ".\nmode\nmode.main\nmode.main.binding\nmode.main.binding.alt-h",
	"config --get mode.main.binding --json":    `{"alt-h": "focus left", "alt-1": "workspace 1"}`,
	"config --get mode.service.binding --json": `{"esc": "mode main"}`,
}

func answer(args []string) (string, bool) {
	question := strings.Join(args, " ")
	if i := strings.Index(question, " --format "); i >= 0 && strings.HasSuffix(question, " --json") {
		question = question[:i]
	}
	text, ok := answers[question]
	return text, ok
}

// serve plays an agent and returns its socket. Questions that it does not know
// are failures of the test.
func serve(t *testing.T) string {
	t.Helper()
	s, err := ipc.Listen(filepath.Join(t.TempDir(), "agent.sock"), ipc.Options{Version: "1 test"})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { s.Close(); <-done })
	go func() {
		defer close(done)
		s.Serve(func(c *ipc.Call) {
			text, ok := answer(c.Args)
			if !ok {
				t.Errorf("the agent was asked %q", c.Args)
				c.Reply(ipc.Answer{ExitCode: 2, Stderr: "What?"})
				return
			}
			c.Reply(ipc.Answer{Stdout: text})
		})
	}()
	return s.Path()
}
