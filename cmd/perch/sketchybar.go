package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"perch/internal/barcall"
	"perch/internal/cli"
	"perch/internal/ipc"
)

// barVersion is what the client of a bar says of itself: the version of
// SketchyBar whose messages it speaks, whatever the bar's name.
const barVersion = "sketchybar-v2.24.0"

// barOf is the bar whose client this program is by its own name, "" if by
// none: any name but Perch's own, AeroSpace's and JankyBorders' is a bar's
// (SketchyBar's 1.1). A name like perch-dev is still Perch's.
func barOf(argv0 string) string {
	name := filepath.Base(argv0)
	if name == aerospace || name == "borders" || strings.HasPrefix(name, "perch") {
		return ""
	}
	return name
}

// runBar is the client of the bar with the name, and what starts it.
func runBar(name string, args []string, std streams) int {
	if len(args) == 0 {
		return startBar(name, "", std)
	}
	switch args[0] {
	case "-v", "--version":
		fmt.Fprintln(std.out, barVersion)
		return 0
	case "-h", "--help":
		fmt.Fprint(std.out, barVerb(name).Help())
		return 0
	case "-c", "--config":
		if len(args) < 2 {
			fmt.Fprintf(std.out, "%s: which configuration? Expected a file after %s.\n", name, args[0])
			return 1
		}
		config, err := realFile(args[1])
		if err != nil {
			fmt.Fprintf(std.out, "%s: the configuration %s cannot be used: %v\n", name, args[1], reason(err))
			return 1
		}
		return startBar(name, config, std)
	case "-m", "--message":
		args = args[1:]
	}
	if len(args) == 0 {
		return 0
	}
	// Scripts run before and after the bar's life: no bar is no mistake.
	reply, err := barcall.Send(barcall.Path(os.Getenv, name), args, barcall.Patience)
	if err != nil {
		return 0
	}
	out := std.out
	toStderr, code := barcall.Outcome(reply)
	if toStderr {
		out = std.err
	}
	fmt.Fprint(out, reply)
	return code
}

// realFile is the whole path of a file, without links.
func realFile(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	if info, err := os.Stat(path); err != nil {
		return "", err
	} else if info.IsDir() {
		return "", syscall.EISDIR
	}
	return path, nil
}

// comes waits for the bar at path if an agent runs this program, as many
// configurations of AeroSpace have it: the agent starts that bar itself unless
// its configuration wants none. It says whether it came.
func comes(path string) bool {
	agent, err := ipc.Dial(ipc.SocketPath(os.Getenv))
	if err != nil {
		return false
	}
	agent.Close()
	commands := strings.TrimSuffix(ipc.SocketPath(os.Getenv), ".sock") + ".bin"
	if !slices.Contains(filepath.SplitList(os.Getenv("PATH")), commands) {
		return false
	}
	const between = 20 * time.Millisecond
	for deadline := time.Now().Add(agentsBar); time.Now().Before(deadline); time.Sleep(between) {
		if barcall.Serves(path) {
			return true
		}
	}
	return false
}

// agentsBar is how long the bar of an agent may take to start.
const agentsBar = 1500 * time.Millisecond

// startBar becomes the bar's program, in the foreground.
func startBar(name, config string, std streams) int {
	path := barcall.Path(os.Getenv, name)
	// The bar's lock decides; this spares its start, and leaves the name to the
	// bar of an agent that has started both at the same time: that one is started
	// again when it ends.
	if barcall.Serves(path) || name == barcall.Default && config == "" && comes(path) {
		fmt.Fprintf(std.err, "%s: %v\n", name, &barcall.RunningError{Name: name, Path: path})
		return 1
	}
	program, err := barProgram()
	if err != nil {
		// A copy of this program may be anywhere.
		found, lookErr := exec.LookPath("perch-bar")
		if lookErr != nil {
			fmt.Fprintf(std.err, "%s: the bar's program cannot be started: %v\n", name, err)
			return 1
		}
		program = []string{found}
	}
	argv := append(program, "--name", name)
	if config != "" {
		argv = append(argv, "--config", config)
	}
	err = syscall.Exec(argv[0], argv, barEnviron(os.Environ(), ipc.SocketPath(os.Getenv)))
	err = &fs.PathError{Op: "exec", Path: argv[0], Err: err}
	fmt.Fprintf(std.err, "%s: the bar's program cannot be started: %v\n", name, err)
	return 1
}

// barVerb declares the client of a bar. Its flags are the verbs of a message;
// they are declared for help and completion, and the bar reads them.
func barVerb(name string) cli.Verb {
	program := name
	if name == barcall.Default {
		program = "perch bar"
	}
	flags := cli.NewFlags("bar")
	for _, verb := range [][2]string{
		{"add", "create an item: `KIND` is item, space, graph, slider, alias, bracket or event"},
		{"set", "change properties of the item `NAME`, or of all that match /NAME/"},
		{"default", "change the properties with which items begin: `PROPERTY=VALUE`"},
		{"bar", "change properties of the bar: `PROPERTY=VALUE`"},
		{"subscribe", "run the script of the item `NAME` when an event happens"},
		{"trigger", "make the `EVENT` happen, with variables for the scripts"},
		{"push", "add values between 0 and 1 to the graph `NAME`"},
		{"query", "print as JSON `WHAT` is: bar, defaults, events, displays or an item"},
		{"animate", "move to what follows along a `CURVE`, for so many sixtieths of a second"},
		{"clone", "create the item `NAME` like another"},
		{"rename", "give the item `NAME` another name"},
		{"move", "put the item `NAME` before or after another"},
		{"reorder", "put items into the order in which each `NAME` is given"},
		{"remove", "remove the item `NAME`, or all that match /NAME/"},
		{"load-font", "know the font in the `FILE`"},
		{"hotload", "`BOOL`: on runs the configuration again when a file in its folder changes"},
	} {
		flags.String(verb[0], "", verb[1])
	}
	flags.Bool("update", false, "run every script now")
	flags.String("reload", "", "start again from the configuration, or from another `FILE`")
	flags.Bool("exit", false, "end the bar")
	flags.BoolP("message", "m", false, "before the first verb, as old configurations have it; means nothing")
	flags.StringP("config", "c", "", "start the bar with the configuration in the `FILE`")
	flags.BoolP("version", "v", false, "print the version of SketchyBar whose messages these are")
	return cli.Verb{
		Name:    "bar",
		Summary: "Tell the status bar what to show, as SketchyBar's command does",
		MaxArgs: -1,
		Flags:   flags,
		Usage: fmt.Sprintf(`USAGE: %[1]s [-h|--help] VERB ARGUMENTS... [VERB ARGUMENTS...]...
   OR: %[1]s [-c FILE]

Sends a message to the bar: verbs, each with its arguments, which take effect
together. It prints what the verbs print. The exit code is 1 when what it prints
begins with a mistake, and 0 otherwise, also when no bar runs. Without a verb
it is the bar itself, with the configuration in FILE or the first of
  $XDG_CONFIG_HOME/%[2]s/sketchybarrc, ~/.config/%[2]s/sketchybarrc,
  ~/.sketchybarrc
Called by the name sketchybar this program does the same. By any other name it
speaks to, or is, a bar of that name.
`, program, name),
	}
}
