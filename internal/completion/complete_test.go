package completion

import (
	"net"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"perch/internal/cli"
	"perch/internal/command"
)

// say completes a line whose words are divided by spaces; the last is the one
// at the cursor.
func say(c Completer, line string) (words []string, a Answer) {
	a = c.Complete(strings.Split(line, " "))
	for _, candidate := range a.Candidates {
		words = append(words, candidate.Word)
	}
	return words, a
}

func TestComplete(t *testing.T) {
	c := Completer{Verbs: playedVerbs(), Ask: func(args ...string) string {
		text, ok := answer(args)
		if !ok {
			t.Errorf("the agent was asked %q", args)
		}
		return text
	}}
	directions := "left down up right"
	workspaces := "1 web:mail web:news büro it's"
	for _, row := range []struct{ line, want string }{
		{"perch -", "--help --version"},
		{"perch nonsense ", ""},
		{"perch focus ", directions + " dfs-next dfs-prev"},
		{"perch focus left ", "--ignore-floating --wrap-around --boundaries --boundaries-action --fail-if-fullscreen --fail-if-macos-native-fullscreen --window-id --dfs-index"},
		{"perch focus --wrap-around -", "--help --ignore-floating --fail-if-fullscreen --fail-if-macos-native-fullscreen --window-id --dfs-index"},
		{"perch focus --boundaries ", "workspace all-monitors-outer-frame"},
		{"perch focus --boundaries workspace --boundaries-action ", "stop fail wrap-around-the-workspace wrap-around-all-monitors"},
		{"perch focus --window-id ", "3 17"},
		{"perch focus --window-id -", "3 17"},
		{"perch workspace ", "next prev " + workspaces},
		{"perch workspace -- ", workspaces},
		{"perch workspace next -", "--help --auto-back-and-forth --wrap-around --fail-if-noop --stdin --no-stdin"},
		{"perch workspace --stdin -", "--help --auto-back-and-forth --wrap-around --fail-if-noop"},
		{"perch move-workspace-to-display ", directions + " next prev main secondary DP-1 Dell \\(2\\)"},
		{"perch focus-monitor left ", "--wrap-around"},
		{"perch focus-monitor main ", "secondary DP-1 Dell \\(2\\)"},
		{"perch focus-monitor -- main ", "secondary DP-1 Dell \\(2\\)"},
		{"perch layout tiles ", "accordion horizontal vertical h_accordion v_accordion h_tiles v_tiles tiling floating"},
		{"perch resize ", "width height smart smart-opposite"},
		{"perch resize smart -50 ", "--window-id"},
		{"perch list-windows --monitor 1 ", "focused mouse all 2"},
		{"perch list-windows --monitor 1 -", "--help --workspace --pid --app-bundle-id --format --count --json"},
		{"perch list-windows --workspace ", "focused visible " + workspaces},
		{"perch list-windows --app-id ", "org.mozilla.firefox kitty"},
		{"perch list-windows --pid ", "40 41 42"},
		{"perch list-workspaces --visible ", "no"},
		{"perch list-workspaces --visible no --empty -", "--help --all --focused --monitor --format --count --json"},
		{"perch list-modes --count -", "--help"},
		{"perch mode ", "main service"},
		{"perch trigger-binding --mode ", "main service"},
		{"perch trigger-binding ", "alt-1 alt-h"},
		{"perch trigger-binding --mode service ", "esc"},
		{"perch echo ", "--"},
		{"perch test %{workspace} ", "= ~="},
		{"perch subscribe focus-changed ", "focused-monitor-changed focused-workspace-changed mode-changed window-detected binding-triggered"},
		{"perch config ", "check default"},
		{"perch config -", "--help --get --json --keys --major-keys --all-keys --config-path"},
		{"perch config --get ", ". mode mode.main.binding mode.service.binding"},
		{"perch config --get mode.main.binding.", ". mode mode.main mode.main.binding mode.main.binding.alt-h"},
		{"aerospace config ", "--get --json --keys --major-keys --all-keys --config-path"},
		{"perch agent -", "--help --config --desktop --no-bar"},
		{"perch agent --desktop ", "auto x11 sim"},
		{"perch agent --desktop=x", "--desktop=auto --desktop=x11 --desktop=sim"},
		{"perch agent --no-bar -", "--help --config --desktop"},
		{"perch exec-and-forget ", ""},
		{"perch close-all-windows-but-current ", "--quit-if-last-window"},
		{"perch balance-sizes surplus ", ""},
	} {
		words, a := say(c, row.line)
		if got := strings.Join(words, " "); got != row.want || a.Paths != cli.NoPaths {
			t.Errorf("%q\n got %s %v\nwant %s", row.line, got, a.Paths, row.want)
		}
	}
	for line, want := range map[string]cli.Paths{
		"perch config check ":       cli.Files,
		"perch config check a.toml": cli.Files,
		"perch config default ":     cli.NoPaths,
		"perch man ":                cli.Folders,
		"perch man a ":              cli.NoPaths,
		"perch sim ":                cli.Files,
		"perch agent --config ":     cli.Files,
		"perch agent --config=":     cli.Files,
		"aerospace man ":            cli.NoPaths,
	} {
		if words, a := say(c, line); a.Paths != want || len(words) > 0 {
			t.Errorf("%q: %v, paths %v, want paths %v", line, words, a.Paths, want)
		}
	}
	for line, want := range map[string]string{
		"perch focus --window-id ":       "Firefox: Perch's page",
		"perch workspace ":               "Workspace on DP-1, focused",
		"perch trigger-binding --mode ":  "Binding mode",
		"perch list-windows --monitor ":  "Dell (2)",
		"perch trigger-binding ":         "focus left",
		"perch mode -":                   "Show help",
		"perch subscribe --all -":        "Do not begin with the state as it is",
		"perch list-apps --format x%{ap": "app bundle id",
	} {
		_, a := say(c, line)
		if !slices.ContainsFunc(a.Candidates, func(c Candidate) bool { return c.Summary == want }) {
			t.Errorf("%q: no summary %q in %q", line, want, a.Candidates)
		}
	}
}

// Every command and verb is a first word, with its summary.
func TestFirstWords(t *testing.T) {
	c := Completer{Verbs: playedVerbs()}
	perch, a := say(c, "perch ")
	aerospace, _ := say(c, "/usr/bin/aerospace ")
	helped, _ := say(c, "perch help ")
	for _, cmd := range command.Commands() {
		if want := cmd.Callable(); slices.Contains(perch, cmd.Name) != want || slices.Contains(aerospace, cmd.Name) != want || slices.Contains(helped, cmd.Name) != want {
			t.Errorf("%s: offered must be %v", cmd.Name, want)
		}
	}
	if len(perch) != 44+4-1+2 || len(aerospace) != 44 || len(helped) != 44+4-1 {
		t.Errorf("%d, %d and %d first words", len(perch), len(aerospace), len(helped))
	}
	if slices.Contains(aerospace, "agent") || !slices.Contains(perch, "agent") || slices.Contains(perch, Verb) {
		t.Errorf("verbs are wrong in %v or %v", perch, aerospace)
	}
	for _, candidate := range a.Candidates {
		if candidate.Summary == "" {
			t.Errorf("%s has no summary", candidate.Word)
		}
	}
}

func TestFormats(t *testing.T) {
	c := Completer{}
	for current, want := range map[string]string{
		"":                          "%{app-name}",
		"%":                         "%{app-name}",
		"%{":                        "%{app-name}",
		"%{app-na":                  "%{app-name}",
		"%{app-pid} is %{app":       "%{app-pid} is %{app-name}",
		"%{app-pid}":                "%{app-pid}%{app-name}",
		"%{app-pid}%{right-padding": "%{app-pid}%{app-name}",
	} {
		a := c.Complete([]string{"perch", "list-apps", "--format", current})
		if !slices.ContainsFunc(a.Candidates, func(c Candidate) bool { return c.Word == want }) {
			t.Errorf("%q: no %q in %q", current, want, a.Candidates)
		}
	}
	words, _ := say(c, "perch test %{mon")
	if !slices.Contains(words, "%{monitor-name}") || slices.Contains(words, "%{tab}") {
		t.Errorf("test: %v", words)
	}
	if words, _ := say(c, "perch list-monitors --format "); slices.Contains(words, "%{workspace}") {
		t.Errorf("list-monitors: %v", words)
	}
}

// Every value that the declarations have a source for is offered.
func TestEverySource(t *testing.T) {
	c := Completer{Ask: func(args ...string) string { text, _ := answer(args); return text }}
	for _, cmd := range command.Commands() {
		for _, f := range cmd.Flags {
			words, _ := say(c, "perch "+cmd.Name+" "+f.Name+" ")
			if f.Completion != command.NoCompletion && len(words) == 0 {
				t.Errorf("%s %s: nothing", cmd.Name, f.Name)
			}
			for _, choice := range f.Choices {
				if !slices.Contains(words, choice) {
					t.Errorf("%s %s: no %s in %v", cmd.Name, f.Name, choice, words)
				}
			}
		}
	}
}

func TestNoAgent(t *testing.T) {
	c := Completer{Ask: Agent(filepath.Join(t.TempDir(), "none.sock"))}
	if words, _ := say(c, "perch workspace "); strings.Join(words, " ") != "next prev" {
		t.Errorf("workspace: %v", words)
	}
	if words, _ := say(c, "perch focus --window-id "); len(words) != 0 {
		t.Errorf("--window-id: %v", words)
	}
}

// An agent that does not answer costs a moment, however many questions there
// are.
func TestSilentAgent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "silent.sock")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	before := time.Now()
	c := Completer{Ask: Agent(path)}
	for range 5 {
		if words, _ := say(c, "perch workspace "); strings.Join(words, " ") != "next prev" {
			t.Errorf("workspace: %v", words)
		}
	}
	if waited := time.Since(before); waited < patience || waited > 20*patience {
		t.Errorf("waited %v, patience is %v", waited, patience)
	}
}

func TestReplyToBash(t *testing.T) {
	socket := serve(t)
	for _, row := range []struct{ line, want string }{
		{`perch mo`, "move\nmove-node-to-workspace\nmove-node-to-monitor\nmove-workspace-to-monitor\nmove-mouse\nmode"},
		{`perch list-exec`, "list-exec-env-vars"},
		{`perch workspace web`, "web:mail\nweb:news"},
		{`perch workspace web:`, "mail\nnews"},
		{`perch workspace web:ma`, "mail"},
		{`perch workspace 'web:ma`, "web:mail"},
		{`perch workspace "web:ma`, "web:mail"},
		{`perch workspace web\:ma`, `web:mail`},
		{`perch workspace b`, "büro"},
		{`perch workspace bü`, "büro"},
		{`perch workspace i`, `it\'s`},
		{`perch workspace 'i`, `it'\''s`},
		{`perch workspace "i`, `it's`},
		{`perch focus-monitor De`, `Dell\ \\\(2\\\)`},
		{`perch focus-monitor "Dell `, `Dell \\(2\\)`},
		{`perch list-apps --format '%{app-n`, `%{app-name}`},
		{`perch list-apps --format %{app-n`, `%{app-name}`},
		{`perch agent --desktop=x`, `x11`},
		{`'perch' "mode"  s`, `service`},
	} {
		c := Completer{Verbs: playedVerbs(), Ask: Agent(socket)}
		got := c.Reply([]string{"bash", row.line})
		if want := "words\n" + row.want + "\n"; got != want {
			t.Errorf("%s\n got %q\nwant %q", row.line, got, want)
		}
	}
	// Somebody may have made the colon an ordinary character.
	c := Completer{Ask: Agent(socket)}
	if got := c.Reply([]string{"bash", "perch workspace web:m", " \t\n"}); got != "words\nweb:mail\n" {
		t.Errorf("%q", got)
	}
}

func TestReplyToOthers(t *testing.T) {
	c := Completer{Verbs: playedVerbs(), Ask: Agent(serve(t))}
	if got, want := c.Reply([]string{"zsh", "perch", "workspace", "--", ""}), "words\n1:Workspace on DP-1, focused\nweb\\:mail:Workspace on DP-1\nweb\\:news:Workspace on DP-1\nbüro:Workspace on Dell (2)\nit's:Workspace on Dell (2)\n"; got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if got, want := c.Reply([]string{"fish", "perch", "focus", "--window-id", ""}), "words\n3\tKitty: vim: a b\n17\tFirefox: Perch's page\n"; got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if got := c.Reply([]string{"fish", "perch", "config", "check", ""}); got != "files\n" {
		t.Errorf("%q", got)
	}
	if got := c.Reply([]string{"fish"}); got != "" {
		t.Errorf("%q", got)
	}
}

func FuzzReply(f *testing.F) {
	for _, line := range []string{"perch ", `perch workspace 'a`, "perch layout tiles --root ", `aerospace list-windows --monitor 1 --workspace `, `perch echo -- "%{`, "perch volume set ", "perch agent --config=\\"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		c := Completer{Verbs: playedVerbs(), Ask: func(args ...string) string { text, _ := answer(args); return text }}
		words := split(line, defaultBreaks)
		if strings.ContainsFunc(line, func(r rune) bool { return r == '\n' }) {
			return
		}
		reply := c.Reply([]string{"bash", line})
		kind, rest, _ := strings.Cut(reply, "\n")
		if kind != "words" && kind != "files" && kind != "folders" {
			t.Fatalf("%q: %q", line, reply)
		}
		// What bash puts in leads to a line whose last word is a candidate.
		for insert := range strings.Lines(rest) {
			if words.kept != "" || words.quote != 0 || !strings.HasSuffix(line, " ") {
				break
			}
			again := split(line+strings.TrimSuffix(insert, "\n"), defaultBreaks)
			a := c.Complete(words.words)
			last := again.words[len(again.words)-1]
			if !slices.ContainsFunc(a.Candidates, func(c Candidate) bool { return c.Word == last }) {
				t.Fatalf("%q + %q is %q, which is no candidate", line, insert, last)
			}
		}
	})
}
