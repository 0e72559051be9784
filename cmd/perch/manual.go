package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"perch/config"
	"perch/internal/cli"
	"perch/internal/completion"
	"perch/internal/ipc"
	"perch/internal/manual"
)

// shownVerbs are the verbs that help, completion and the manual show.
func shownVerbs() []cli.Verb {
	var verbs []cli.Verb
	for _, p := range programs() {
		verbs = append(verbs, p.Verb)
	}
	return verbs
}

func completionVerb() cli.Verb {
	return cli.Verb{
		Name:    "completion",
		Summary: "Print a script that completes the command line in a shell",
		MaxArgs: 1,
		Words:   []cli.Word{{Name: "bash", Summary: "Bash"}, {Name: "zsh", Summary: "Z shell"}, {Name: "fish", Summary: "Fish"}},
		Usage: `USAGE: perch completion [-h|--help] (bash|zsh|fish)

Prints what lets a shell complete commands, flags and their values: also the
workspaces, windows, monitors, applications and modes that the running agent
has. make install puts the scripts where the shells look for them. Otherwise,
write into the file that the shell reads at its start:

  ~/.bashrc                      source <(perch completion bash)
  ~/.zshrc, below compinit       source <(perch completion zsh)
  ~/.config/fish/config.fish     perch completion fish | source

The scripts also complete aerospace where that is another name of perch.
`,
	}
}

func runCompletion(args []string, std streams) int {
	verb := completionVerb()
	rest, err := verb.Parse(args)
	script := ""
	switch {
	case err != nil:
	case len(rest) == 0:
		err = fmt.Errorf("which shell? Expected one of: %s.", strings.Join(completion.Shells(), ", "))
	default:
		if script = completion.Script(rest[0]); script == "" {
			err = fmt.Errorf("there is no script for %q. Expected one of: %s.", rest[0], strings.Join(completion.Shells(), ", "))
		}
	}
	if err != nil {
		return verb.Answer(err, std.out, std.err)
	}
	fmt.Fprint(std.out, script)
	return 0
}

// complete answers a script of runCompletion.
func complete(args []string, std streams) int {
	c := completion.Completer{Verbs: shownVerbs(), Ask: completion.Agent(ipc.SocketPath(os.Getenv))}
	fmt.Fprint(std.out, c.Reply(args))
	return 0
}

func manVerb() cli.Verb {
	return cli.Verb{
		Name:    "man",
		Summary: "Write the manual pages",
		MaxArgs: 1,
		Paths:   cli.Folders,
		Usage: `USAGE: perch man [-h|--help] [FOLDER]

Writes the manual as pages for man into the folders man1 and man5 below FOLDER,
or below the current one: perch(1), a page for each command, and perch.toml(5).
make install puts them where man looks for them.
`,
	}
}

func runMan(args []string, std streams) int {
	verb := manVerb()
	rest, err := verb.Parse(args)
	if err != nil {
		return verb.Answer(err, std.out, std.err)
	}
	folder := "."
	if len(rest) > 0 {
		folder = rest[0]
	}
	v, _ := version()
	for _, page := range manual.Pages(shownVerbs(), config.Default(), manual.About{Version: v, Date: commitDate()}) {
		section := filepath.Join(folder, "man"+page.Name[len(page.Name)-1:])
		err := os.MkdirAll(section, 0o755)
		if err == nil {
			err = os.WriteFile(filepath.Join(section, page.Name), []byte(page.Text), 0o644)
		}
		if err != nil {
			fmt.Fprintln(std.err, "perch man: the manual cannot be written:", err)
			return 1
		}
	}
	return 0
}

// commitDate is when the source was committed, or now if that is not known.
func commitDate() time.Time {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if date, err := time.Parse(time.RFC3339, s.Value); s.Key == "vcs.time" && err == nil {
				return date
			}
		}
	}
	return time.Now()
}
