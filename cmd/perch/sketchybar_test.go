package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"perch/bar/script"
	"perch/internal/barcall"
	"perch/internal/completion"
)

// serveBar plays the bar of a name, which answers as told.
func (r *rig) serveBar(name string, answer func(args []string) string) *barcall.Server {
	r.Helper()
	s, err := barcall.Listen(barcall.Path(r.getenv, name), name, barcall.Options{})
	if err != nil {
		r.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		for {
			select {
			case call := <-s.Calls():
				call.Reply(answer(call.Args))
			case <-done:
				return
			}
		}
	}()
	r.Cleanup(func() { close(done); s.Close() })
	return s
}

func TestBarClient(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	bar, bottom := r.alias("sketchybar"), r.alias("bottom_bar")
	replies := map[string]string{
		"--query bar":  "{\n}\n",
		"--set nope":   "[!] Set: Item 'nope' not found\n",
		"--add item a": "[?] Add: Item 'a' exists\n[!] Set: x\n",
		"--short":      "[!",
	}
	respond := func(args []string) string {
		if reply, ok := replies[strings.Join(args, " ")]; ok {
			return reply
		}
		return fmt.Sprintf("%q", args)
	}
	client := func(args ...string) answer { r.Helper(); return r.run(nil, bar, args...) }

	// No bar is no mistake, also if one has crashed or the account has no
	// folder for it.
	for _, args := range [][]string{{"--set", "x", "label=1"}, {"-m"}, {"-m", "--update"}, {""}} {
		if a := client(args...); a != (answer{}) {
			t.Errorf("%q without a bar: %+v", args, a)
		}
	}
	r.serveBar("sketchybar", respond)
	r.serveBar("bottom_bar", func(args []string) string { return "bottom " + respond(args) })

	for _, c := range []struct {
		args []string
		want answer
	}{
		{[]string{"--set", "a", "label=x=y z", "icon=", ""}, answer{stdout: `["--set" "a" "label=x=y z" "icon=" ""]`}},
		{[]string{"-m", "--bar", "height=30"}, answer{stdout: `["--bar" "height=30"]`}},
		{[]string{"--message", "-m"}, answer{stdout: `["-m"]`}},
		{[]string{"--bar", "-v"}, answer{stdout: `["--bar" "-v"]`}},
		{[]string{"agent"}, answer{stdout: `["agent"]`}},
		{[]string{""}, answer{stdout: `[""]`}},
		{[]string{"-m"}, answer{}},
		{[]string{"--query", "bar"}, answer{stdout: "{\n}\n"}},
		{[]string{"--set", "nope"}, answer{stderr: replies["--set nope"], code: 1}},
		{[]string{"--add", "item", "a"}, answer{stdout: replies["--add item a"]}},
		{[]string{"--short"}, answer{stdout: "[!"}},
	} {
		if a := client(c.args...); a != c.want {
			t.Errorf("%q: %+v, want %+v", c.args, a, c.want)
		}
		if a := r.perch(append([]string{"bar"}, c.args...)...); a != c.want {
			t.Errorf("perch bar %q: %+v, want %+v", c.args, a, c.want)
		}
	}
	if a := r.run(nil, bottom, "--update"); a != (answer{stdout: `bottom ["--update"]`}) {
		t.Errorf("bottom_bar: %+v", a)
	}
	for _, program := range []string{bar, bottom} {
		if a := r.run(nil, program, "-v"); !regexp.MustCompile(`^sketchybar-v[0-9]+\.[0-9]+\.[0-9]+\n$`).MatchString(a.stdout) || a.code != 0 || a.stderr != "" {
			t.Errorf("%s -v: %+v", program, a)
		}
		if a := r.run(nil, program, "--help"); !strings.HasPrefix(a.stdout, "USAGE: ") || !strings.Contains(a.stdout, "--subscribe NAME") || a.code != 0 || a.stderr != "" {
			t.Errorf("%s --help: %+v", program, a)
		}
		if a := r.run(nil, program); a.code != 1 || a.stdout != "" || !strings.Contains(a.stderr, "runs already") {
			t.Errorf("%s while the bar runs: %+v", program, a)
		}
	}
	for _, args := range [][]string{{"-c"}, {"--config", filepath.Join(r.folder, "none")}, {"-c", r.folder}} {
		if a := client(args...); a.code != 1 || !strings.HasPrefix(a.stdout, "sketchybar: ") || a.stderr != "" {
			t.Errorf("%q: %+v", args, a)
		}
	}
}

// Without a message the program becomes the bar's, with the bar's name and
// the whole path of its configuration.
func TestBarStart(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	// Copies of the program, one with another bar's program beside it.
	stub := r.write("bin/perch-bar", "#!/bin/sh\necho \"$PERCH_SOCKET\"\nfor arg; do echo \"<$arg>\"; done\nexit 7\n")
	if err := os.Chmod(stub, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"bottom_bar", "bin/top_bar"} {
		if err := os.Link(perchProgram, filepath.Join(r.folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	config := r.write("my dots/sketchybarrc", "")
	link := filepath.Join(r.folder, "link")
	if err := os.Symlink(config, link); err != nil {
		t.Fatal(err)
	}
	head := r.getenv("PERCH_SOCKET") + "\n<--name>\n"
	if a := r.run(nil, filepath.Join(r.folder, "bin/top_bar")); a != (answer{stdout: head + "<top_bar>\n", code: 7}) {
		t.Errorf("%+v", a)
	}
	if a := r.run(nil, filepath.Join(r.folder, "bin/top_bar"), "-c", "link"); a != (answer{stdout: head + "<top_bar>\n<--config>\n<" + config + ">\n", code: 7}) {
		t.Errorf("%+v", a)
	}
	bottom := filepath.Join(r.folder, "bottom_bar")
	if a := r.run(nil, bottom); a.code != 1 || !strings.HasPrefix(a.stderr, "bottom_bar: the bar's program cannot be started: ") {
		t.Errorf("without the bar's program: %+v", a)
	}
	r.set("PATH", filepath.Dir(stub)+":"+os.Getenv("PATH"))
	if a := r.run(nil, bottom); a != (answer{stdout: head + "<bottom_bar>\n", code: 7}) {
		t.Errorf("%+v", a)
	}
}

// A configuration and the scripts of its items speak to the bar that runs
// them, though the command is not installed, and get its replies.
func TestBarScripts(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	const name = "bottom_bar"
	messages := make(chan string, 10)
	s := r.serveBar(name, func(args []string) string {
		messages <- strings.Join(args, " ")
		if args[0] == "--query" {
			return "[!] Query: no such item\n"
		}
		return ""
	})
	commands := strings.TrimSuffix(s.Path(), ".sock") + ".bin"
	if err := script.Commands(commands, perchProgram, "perch", name); err != nil {
		t.Fatal(err)
	}
	config := r.write(".config/bottom_bar/sketchybarrc", `items=("a b")
"$BAR_NAME" --add item "${items[@]}" left
bottom_bar --query nope 2>error || bottom_bar -m --set a "label=$? $(cat error)"
`)
	runner := script.New(script.Options{Name: name, Env: r.env, Commands: commands, Log: func(line string) { t.Error(line) }})
	defer runner.Close()
	if path, ok := script.Find(name, r.getenv); path != config || !ok {
		t.Fatal(path, ok)
	}
	runner.Config(config)
	expect := func(want string) {
		t.Helper()
		select {
		case got := <-messages:
			if got != want {
				t.Errorf("%q, want %q", got, want)
			}
		case <-time.After(patience):
			t.Fatalf("nothing comes, want %q", want)
		}
	}
	expect("--add item a b left")
	expect("--query nope")
	expect("--set a label=1 [!] Query: no such item")
	runner.Run("a b", `bottom_bar --set "$NAME" label="$SENDER $INFO"`, []string{"NAME=a b", "SENDER=foo", "INFO={ }"})
	expect("--set a b label=foo { }")
}

func TestBarNames(t *testing.T) {
	for argv0, want := range map[string]string{
		"sketchybar": "sketchybar", "/usr/bin/bottom_bar": "bottom_bar", "./x": "x",
		"perch": "", "/opt/perch-dev": "", "aerospace": "", "/usr/bin/borders": "",
	} {
		if got := barOf(argv0); got != want {
			t.Errorf("%s: %q, want %q", argv0, got, want)
		}
	}
}

// What the messages consist of is shown wherever verbs are.
func TestBarVerb(t *testing.T) {
	t.Parallel()
	r := newAccount(t)
	if got := r.get("help"); !regexp.MustCompile(`(?m)^  bar +Tell`).MatchString(got) {
		t.Errorf("%q", got)
	}
	if got := r.get(completion.Verb, "zsh", "perch", "bar", "--"); !strings.Contains(got, "--add:create") || !strings.Contains(got, "--query:") {
		t.Errorf("completion: %q", got)
	}
	r.get("man", r.folder)
	page, err := os.ReadFile(filepath.Join(r.folder, "man1", "perch-bar.1"))
	if err != nil || !strings.Contains(string(page), "subscribe") {
		t.Errorf("%v in %s", err, page)
	}
}

// BenchmarkBarClient is the whole life of a client's process.
func BenchmarkBarClient(b *testing.B) {
	dir, err := os.MkdirTemp("", "perch-")
	if err != nil {
		b.Fatal(err)
	}
	defer os.RemoveAll(dir)
	socket := filepath.Join(dir, "agent.sock")
	program := filepath.Join(dir, "sketchybar")
	if err := os.Symlink(perchProgram, program); err != nil {
		b.Fatal(err)
	}
	getenv := func(name string) string { return map[string]string{"PERCH_SOCKET": socket}[name] }
	s, err := barcall.Listen(barcall.Path(getenv, "sketchybar"), "sketchybar", barcall.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	go func() {
		for call := range s.Calls() {
			call.Reply("")
		}
	}()
	for b.Loop() {
		c := exec.Command(program, "--set", "clock", "label=12:00")
		c.Env = []string{"PERCH_SOCKET=" + socket}
		if err := c.Run(); err != nil {
			b.Fatal(err)
		}
	}
}
