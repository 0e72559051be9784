package completion

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// shell finds a shell, or skips the test aloud, and prepares a folder with
// links to the test program, a script for the shell, and a home.
func shell(t *testing.T, name string) (path, folder string, env []string) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip(name, "is not installed")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder = t.TempDir()
	for _, link := range []string{"perch", "aerospace"} {
		if err := os.Symlink(self, filepath.Join(folder, link)); err != nil {
			t.Fatal(err)
		}
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("script", Script(name))
	write("_perch", Script(name))
	write("my config.toml", "")
	if err := os.Mkdir(filepath.Join(folder, "my folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	env = append(os.Environ(), "PATH="+folder+":"+os.Getenv("PATH"), "HOME="+folder, "PERCH_SOCKET="+serve(t),
		"TERM=dumb", "LC_ALL=C.UTF-8", "HISTFILE=", "XDG_CONFIG_HOME="+folder, "XDG_DATA_HOME="+folder)
	return path, folder, env
}

// terminal runs a shell on a terminal of its own. What is typed into it comes
// back on lines: the shell has been told to write its command line there.
type terminal struct {
	t      *testing.T
	keys   *os.File
	lines  *bufio.Reader
	screen chan string // what the shell draws
	drawn  string      // as much of it as has been looked at
}

// shellTime is for a whole session: dozens of command lines, each of which runs
// programs.
const shellTime = 2 * time.Minute

// open starts argv with setup typed first; report is the path of the pipe to
// which the shell writes.
func open(t *testing.T, folder string, env []string, setup string, argv ...string) *terminal {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("there are no pseudo-terminals:", err)
	}
	fd := int(master.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprint("/dev/pts/", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer slave.Close()
	unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 400})

	report := filepath.Join(folder, "report")
	if err := unix.Mkfifo(report, 0o600); err != nil {
		t.Fatal(err)
	}
	pipe, err := os.OpenFile(report, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	pipe.SetReadDeadline(time.Now().Add(shellTime))

	ctx, cancel := context.WithTimeout(context.Background(), shellTime)
	c := exec.CommandContext(ctx, argv[0], argv[1:]...)
	c.Dir, c.Env = folder, env
	c.Stdin, c.Stdout, c.Stderr = slave, slave, slave
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	tm := &terminal{t: t, keys: master, lines: bufio.NewReader(pipe), screen: make(chan string, 10000)}
	go func() {
		defer close(tm.screen)
		b := make([]byte, 4096)
		for {
			n, err := master.Read(b)
			tm.screen <- string(b[:n])
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		c.Wait()
		for text := range tm.screen {
			tm.drawn += text
		}
		master.Close()
		pipe.Close()
		if t.Failed() {
			t.Logf("the screen was\n%s", tm.drawn)
		}
	})
	// Commands are typed only when the shell reads keys again.
	for i, line := range append(strings.Split(setup, "\n"), "true") {
		tm.keys.WriteString(line + "; echo ready " + fmt.Sprint(i) + " >report\n")
		if got, err := tm.lines.ReadString('\n'); err != nil || strings.TrimSpace(got) != fmt.Sprint("ready ", i) {
			t.Fatalf("%s: the shell says %q, %v", line, got, err)
		}
	}
	return tm
}

// typed is the command line after somebody has typed keys. ^U empties it, and
// ^X^P, which the setup has bound, reports it.
func (tm *terminal) typed(keys string) string {
	tm.t.Helper()
	tm.keys.WriteString("\x15" + keys + "\x18\x10")
	line, err := tm.lines.ReadString('\n')
	if err != nil {
		tm.t.Fatalf("%q: %v", keys, err)
	}
	return strings.TrimSuffix(line, "\n")
}

// shows waits until a text is on the screen.
func (tm *terminal) shows(text string) {
	tm.t.Helper()
	for !strings.Contains(tm.drawn, text) {
		more, ok := <-tm.screen
		if !ok {
			tm.t.Fatalf("the shell never draws %q", text)
		}
		tm.drawn += more
	}
}

// rows are keys and what they make of the command line in every shell; a tab
// completes.
var rows = []struct{ keys, want string }{
	{"perch list-e\t", "perch list-exec-env-vars "},
	{"aerospace list-e\t", "aerospace list-exec-env-vars "},
	{"aerospace ag\t", "aerospace ag"},
	{"perch focus --window-id 1\t", "perch focus --window-id 17 "},
	{"perch focus --wr\tr\t", "perch focus --wrap-around right "},
	{"perch mode s\t", "perch mode service "},
	{"perch list-windows --app-bundle-id org\t", "perch list-windows --app-bundle-id org.mozilla.firefox "},
	{"perch list-windows --monitor mo\t", "perch list-windows --monitor mouse "},
	{"perch workspace web:n\t", "perch workspace web:news "},
	{"perch workspace b\t", "perch workspace büro "},
	{"perch workspace it\t", `perch workspace it\'s `},
	{"perch focus-monitor De\t", `perch focus-monitor Dell\ \\\(2\\\) `},
	{"perch trigger-binding --mode service e\t", "perch trigger-binding --mode service esc "},
	{"perch config --get mode.s\t", "perch config --get mode.service.binding "},
	{"perch config check my\\ c\t", `perch config check my\ config.toml `},
	{"perch man m\t", `perch man my\ folder/`},
	{"perch agent --desktop s\t", "perch agent --desktop sim "},
	{"perch agent --desktop=s\t", "perch agent --desktop=sim "},
	{"true | perch swap dfs-n\t", "true | perch swap dfs-next "},
	{"./perch mode ma\t", "./perch mode main "},
	{"perch help list-mod\t", "perch help list-modes "},
	{"perch close x\t", "perch close x"},
	{"perch subscribe --no-send-initial mode-changed wi\t", "perch subscribe --no-send-initial mode-changed window-detected "},
}

func TestBash(t *testing.T) {
	path, folder, env := shell(t, "bash")
	tm := open(t, folder, env, strings.Join([]string{
		"PS1=", "source ./script", "bind 'set bell-style none'",
		`bind '"\C-x\C-a": insert-completions'`,
		`bind -x '"\C-x\C-p": printf "%s\n" "$READLINE_LINE" >report'`,
	}, "\n"), path, "--norc", "--noprofile", "-i")
	for _, row := range rows {
		if got := tm.typed(row.keys); got != row.want {
			t.Errorf("%q: %q, want %q", row.keys, got, row.want)
		}
	}
	for keys, want := range map[string]string{
		"perch mode \x18\x01":                 "perch mode main service ",
		"perch list-apps --format '%{app-n\t": "perch list-apps --format '%{app-name}' ",
		"perch workspace 'web:n\t":            "perch workspace 'web:news' ",
	} {
		if got := tm.typed(keys); got != want {
			t.Errorf("%q: %q, want %q", keys, got, want)
		}
	}
}

func TestZsh(t *testing.T) {
	path, folder, env := shell(t, "zsh")
	for _, way := range []string{"a function on $fpath", "compdef from a file that is sourced"} {
		t.Run(way, func(t *testing.T) {
			rows := rows
			setup := []string{"PS1=", "unsetopt beep", "bindkey -e", "autoload -Uz compinit"}
			if strings.HasPrefix(way, "a function") {
				setup = append(setup, "fpath=($PWD $fpath)", "compinit -u -d dump")
			} else {
				rows = rows[:4]
				setup = append(setup, "compinit -C -d dump", "source ./script")
			}
			setup = append(setup,
				"report() { print -r -- $BUFFER >report }", "zle -N report", "bindkey '^X^P' report",
			)
			os.Remove(filepath.Join(folder, "report"))
			tm := open(t, folder, env, strings.Join(setup, "\n"), path, "-f", "-i")
			for _, row := range rows {
				if got := tm.typed(row.keys); got != row.want {
					t.Errorf("%q: %q, want %q", row.keys, got, row.want)
				}
			}
			if got, want := tm.typed("perch list-apps --format '%{app-n\t"), "perch list-apps --format '%{app-name}' "; got != want {
				t.Errorf("%q, want %q", got, want)
			}
			// ^D lists candidates with what they are.
			tm.keys.WriteString("\x15perch focus --window-id \x04")
			tm.shows("17  -- Firefox: Perch's page")
		})
	}
}

func TestFish(t *testing.T) {
	path, folder, env := shell(t, "fish")
	complete := func(line string) []string {
		t.Helper()
		c := exec.Command(path, "--no-config", "-c", "source ./script; complete -C $argv[1]", "--", line)
		c.Env, c.Dir = env, folder
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v %s", line, err, out)
		}
		return slices.Collect(strings.SplitSeq(strings.TrimSuffix(string(out), "\n"), "\n"))
	}
	for line, want := range map[string][]string{
		"perch list-e":                              {"list-exec-env-vars\tList the environment variables of programs that Perch starts"},
		"aerospace list-e":                          {"list-exec-env-vars\tList the environment variables of programs that Perch starts"},
		"perch focus --window-id ":                  {"3\tKitty: vim: a b", "17\tFirefox: Perch's page"},
		"perch mode ":                               {"main\tBinding mode", "service\tBinding mode"},
		"perch workspace we":                        {"web:mail\tWorkspace on DP-1", "web:news\tWorkspace on DP-1"},
		"perch workspace it":                        {"it's\tWorkspace on Dell (2)"},
		"perch focus-monitor De":                    {`Dell \(2\)` + "\tMonitor 2"},
		"perch trigger-binding --mode service ":     {"esc\tmode main"},
		"perch agent --desktop s":                   {"sim"},
		"true | perch swap dfs-n":                   {"dfs-next\tThe next window in the order of the tree"},
		"./perch mode ma":                           {"main\tBinding mode"},
		"perch config check my":                     {"my config.toml", "my folder/"},
		"perch man my":                              {"my folder/\tDirectory"},
		"perch list-monitors --format '%{monitor-n": {"%{monitor-name}\tmonitor name"},
		"perch close x":                             {""},
	} {
		if got := complete(line); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}
