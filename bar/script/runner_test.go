package script

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestEnvironment(t *testing.T) {
	r := newRig(t, nil)
	r.Run("clock", `echo "$NAME|$SENDER|$INFO|$CONFIG_DIR|$BAR_NAME|$GREETING|$PWD|${EMPTY-unset}"`,
		[]string{"NAME=wrong", "INFO={\n}", "SENDER=routine", "NAME=clock", "EMPTY", "GONE=a\x00b"})
	want := "the script of clock: clock|routine|{"
	if got := r.next(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	want = "the script of clock: }|" + r.dir + "|bottom_bar|hello world|" + r.dir + "|unset"
	if got := r.next(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	// Standard input is empty.
	r.Run("clock", `cat; echo end`, nil)
	if got := r.next(); got != "the script of clock: end" {
		t.Errorf("%q", got)
	}
}

// Scripts are bash, whatever their first line says of sh.
func TestBashisms(t *testing.T) {
	r := newRig(t, nil)
	const text = "a=(x \"$@\"); [[ ${a[0]} == x* ]] && echo \"${a[*]//x/y}\"\n"
	for name, head := range map[string]string{
		"none.sh": "", "sh.sh": "#!/bin/sh\n", "env.sh": "#!/usr/bin/env sh\n", "flag.sh": "#! /bin/sh -e\n",
		"bash.sh": "#!/bin/bash\n", "envbash.sh": "#!/usr/bin/env -S bash -u\n", "brew.sh": "#!/opt/homebrew/bin/bash\n", "only.sh": "#!\n",
	} {
		path := r.file("plugins/"+name, head+text, 0o700)
		for script, want := range map[string]string{
			"'" + path + "'": "y",
			`"$CONFIG_DIR/plugins/` + name + `" 'a b' x`: "y a b y",
			"./plugins/" + name + " 1":                   "y 1",
			"./plugins/" + name + " 2 | cat":             "y 2",
			"./plugins/" + name + " 3; true":             "y 3",
			"./plugins/" + name + " $((2*2))":            "y 4",
		} {
			r.Run("x", script, nil)
			if got, want := r.next(), "the script of x: "+want; got != want {
				t.Errorf("%s as %s: %q, want %q", name, script, got, want)
			}
		}
	}
	r.Run("x", `a=(1 2); [[ ${#a[@]} == 2 ]] && echo inline`, nil)
	r.line("inline")
}

func TestScriptsThatCannotRun(t *testing.T) {
	r := newRig(t, nil)
	for _, c := range []struct {
		name, head string
		mode       os.FileMode
		want       string
	}{
		{"missing", "#!/bin/nosuchshell -f\n", 0o700, "the script of x cannot run: " + r.dir + "/missing asks for nosuchshell (#!/bin/nosuchshell -f), which is not installed"},
		{"locked", "#!/bin/sh\n", 0o600, "ermission denied"},
		{"", "", 0, "No such file"},
	} {
		path := filepath.Join(r.dir, "none")
		if c.name != "" {
			path = r.file(c.name, c.head+"echo no\n", c.mode)
		}
		r.Run("x", "'"+path+"'", nil)
		if got := r.next(); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q", c.name, got)
		}
		r.idle()
	}
	// What cannot run every second is told once.
	path := r.file("missing", "#!/bin/nosuchshell\n", 0o700)
	for range 3 {
		r.Run("y", "'"+path+"'", nil)
		r.idle()
	}
	r.Run("y", "echo end", nil)
	if got := []string{r.next(), r.next()}; !strings.Contains(got[0], "nosuchshell") || !strings.HasSuffix(got[1], "end") {
		t.Errorf("%q", got)
	}
	// A folder that went away keeps nothing from running.
	if err := os.RemoveAll(r.dir); err != nil {
		t.Fatal(err)
	}
	r.Run("x", "echo still", nil)
	r.line("still")
}

// Where the system has no bash, sh runs what is written for it.
func TestWithoutBash(t *testing.T) {
	bin := t.TempDir()
	if err := os.Symlink("/bin/sh", filepath.Join(bin, "sh")); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, func(o *Options) { o.Env = []string{"PATH=" + bin} })
	r.Run("x", `echo "${BASH_VERSION-no bash}"`, nil)
	r.Run("x", "'"+r.file("x.sh", `echo "${BASH_VERSION-no bash}"`, 0o700)+"'", nil)
	for range 2 {
		if got := r.next(); got != "the script of x: no bash" {
			t.Errorf("%q", got)
		}
	}
}

func TestConfig(t *testing.T) {
	for _, c := range []struct{ head, want string }{
		{"", "array"}, {"#!/bin/sh\n", "array"}, {"#!/usr/bin/env bash\n", "array"}, {"#!/bin/zsh\n", "array"},
	} {
		if strings.Contains(c.head, "zsh") && lookPath("zsh", os.Getenv("PATH")) == "" {
			c.want = "which is not installed"
		}
		r := newRig(t, func(o *Options) { o.Dir = "/" })
		path := r.file("a b/"+File, c.head+"a=(\"array\"); echo \"${a[@]}|$PWD|$CONFIG_DIR|$BAR_NAME|$0\"\n", 0o640)
		r.Config(path)
		dir := filepath.Dir(path)
		got := r.line(c.want)
		if c.want == "array" && got != fmt.Sprintf("the configuration: array|%s|%s|bottom_bar|%s", dir, dir, path) {
			t.Errorf("%q: %q", c.head, got)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o740 {
			t.Errorf("%q: %v, %v", c.head, info.Mode(), err)
		}
		// Scripts run beside it from now on.
		r.Run("x", "echo at $PWD", nil)
		if got := r.line("at "); got != "the script of x: at "+dir {
			t.Errorf("%q", got)
		}
	}
	r := newRig(t, nil)
	r.Config(filepath.Join(r.dir, "none"))
	if got := r.next(); got != "the configuration cannot run: stat "+r.dir+"/none: no such file or directory" {
		t.Errorf("%q", got)
	}
}

// A reload while the configuration still runs leaves one that does, and the
// scripts.
func TestConfigOfAReload(t *testing.T) {
	r := newRig(t, nil)
	g, other := r.gate("gate"), r.gate("other")
	path := r.file(File, "echo here >gate; read <gate.open; echo done >gate", 0o700)
	r.Config(path)
	g.come()
	r.Run("a", "echo here >other; read <other.open; echo done >other", nil)
	other.come()
	r.Config(path)
	g.come()
	// The first one may still take what opens the gate while it is being ended.
	r.wait("the first configuration to end", func() bool { return r.items[configs].running == 1 })
	g.open(1)
	other.open(1)
	for _, gate := range []*gate{g, other} {
		if said := gate.come(); said != "done" {
			t.Errorf("%s is left with %q", gate.path, said)
		}
	}
	r.idle() // but for the end of the first, it would wait on
}

func TestLua(t *testing.T) {
	taken := make(chan string, 1)
	r := newRig(t, func(o *Options) { o.Lua = func(path string) { taken <- path } })
	for _, head := range []string{"#!/usr/bin/env lua", "#!/opt/homebrew/bin/lua5.4", "#!/usr/bin/luajit"} {
		path := r.file(File, head+"\nrequire('init')\n", 0o600)
		r.Config(path)
		select {
		case got := <-taken:
			if got != path {
				t.Errorf("%s: %s", head, got)
			}
		case <-time.After(patience):
			t.Fatalf("%s: it was not taken; %q", head, r.next())
		}
	}
}

// Commands that are not installed are found behind all that are.
func TestCommands(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "run", "bin")
	program := filepath.Join(t.TempDir(), "perch")
	for range 2 { // the second time all is there
		if err := Commands(folder, program, "sketchybar", "bottom_bar", "ls"); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(program, []byte("#!/bin/sh\necho \"${0##*/} $*\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info, err)
	}
	bin := t.TempDir()
	if err := os.Symlink("/bin/echo", filepath.Join(bin, "ls")); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, func(o *Options) {
		o.Commands = folder
		o.Env = []string{"PATH=" + bin + ":/usr/bin:/bin"}
	})
	r.Run("x", "sketchybar --set x; bottom_bar --update; ls installed", nil)
	for _, want := range []string{"sketchybar --set x", "bottom_bar --update", "installed"} {
		if got := r.next(); got != "the script of x: "+want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	// A new program takes the links over.
	if err := Commands(folder, "/bin/true", "sketchybar"); err != nil {
		t.Fatal(err)
	}
	if at, err := os.Readlink(filepath.Join(folder, "sketchybar")); at != "/bin/true" || err != nil {
		t.Errorf("%s, %v", at, err)
	}
}

// What the scripts of an item show is what happened last, though the first takes
// longer; one that takes long holds nobody up.
func TestTurns(t *testing.T) {
	r := newRig(t, func(o *Options) { o.Turn = patience })
	g, said := r.gate("gate"), r.gate("said")
	r.Run("a", "echo 1 >gate; read <gate.open; echo first >said", nil)
	g.come()
	for _, text := range []string{"second", "third"} {
		r.Run("a", "echo "+text+" >said", []string{"SENDER=event"})
	}
	r.Run("b", "echo another >said", nil)
	for i, want := range []string{"another", "first", "second", "third"} {
		if got := said.come(); got != want {
			t.Errorf("%q is said, expected %q", got, want)
		}
		if i == 0 {
			g.open(1)
		}
	}
	r.idle()

	r = newRig(t, func(o *Options) { o.Turn = time.Millisecond })
	g = r.gate("gate")
	for range 3 {
		r.Run("a", "echo here >gate; read <gate.open", nil)
	}
	for range 3 {
		g.come()
	}
	g.open(3)
	r.idle()
}

// A script that takes too long is ended; what it has started goes on.
func TestLimit(t *testing.T) {
	r := newRig(t, func(o *Options) { o.Limit = 300 * time.Millisecond })
	script, left := r.gate("script"), r.gate("left")
	r.Run("x", `(echo here >left; read <left.open; echo on; echo on >left) & echo $$ >script; read <script.open; echo over`, nil)
	left.come()
	pid, err := strconv.Atoi(script.come())
	if err != nil {
		t.Fatal(err)
	}
	if got := r.next(); got != "the script of x was ended: it took longer than 300ms" {
		t.Errorf("%q", got)
	}
	r.idle()
	gone(t, pid)
	left.open(1)
	if got := left.come(); got != "on" {
		t.Errorf("%q", got)
	}
	if got := r.next(); got != "the script of x: on" {
		t.Errorf("%q", got)
	}
	r.Run("x", "echo next", nil)
	if got := r.next(); got != "the script of x: next" {
		t.Errorf("%q", got)
	}
}

// gone waits until a process has ended; the system's init may be late with
// what it inherits.
func gone(t *testing.T, pid int) {
	t.Helper()
	for deadline := time.Now().Add(patience); ; runtime.Gosched() {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || strings.Contains(string(stat), ") Z ") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("process %d goes on: %s", pid, stat)
		}
	}
}

// What a script starts on purpose goes on after it, also past the limit and
// with what it prints.
func TestDaemon(t *testing.T) {
	r := newRig(t, func(o *Options) { o.Limit = 200 * time.Millisecond })
	g := r.gate("gate")
	r.Run("x", `(echo $BASHPID >gate; read <gate.open; echo alive; echo done >gate) & true`, nil)
	g.come()
	r.idle()
	// Another one goes past its limit meanwhile.
	r.Run("y", `exec sleep 1000`, nil)
	r.line("was ended")
	g.open(1)
	if got := g.come(); got != "done" {
		t.Errorf("%q", got)
	}
	r.line("the script of x: alive")
}

// A script that floods is slowed down and keeps nobody else from running.
func TestFlood(t *testing.T) {
	r := newRig(t, func(o *Options) { o.Limit = time.Second; o.Output = 1000 })
	r.Run("flood", "yes", nil)
	r.line("more than the log takes")
	r.Run("x", "echo here", nil)
	if got := r.next(); got != "the script of x: here" {
		t.Errorf("%q", got)
	}
	r.Run("long", "head -c 500000 /dev/zero | tr '\\0' a; echo; echo end >&2; touch ended", nil)
	if got := r.line("aaa"); len(got) != len("the script of long: ")+1000 {
		t.Errorf("%d bytes", len(got))
	}
	r.line("flood was ended")
	r.idle()
	if _, err := os.Stat(filepath.Join(r.dir, "ended")); err != nil {
		t.Error("what printed much did not come to its end:", err)
	}
}

// Every event of a burst has its run, in order, though they are all for one item
// and of one event.
func TestBurst(t *testing.T) {
	r := newRig(t, func(o *Options) { o.Turn = 100 * patience }) // one after the other
	g := r.gate("gate")
	var got, want []string
	for n := range 200 {
		r.Run("x", `echo $N >gate`, []string{"SENDER=foo", fmt.Sprint("N=", n)})
		want = append(want, fmt.Sprint(n))
	}
	for range want {
		got = append(got, g.come())
	}
	r.idle()
	if !slices.Equal(got, want) {
		t.Errorf("the runs are %q", got)
	}
}

// Events that say the same have a run each, while routines that wait stand for
// each other.
func TestTheSameAgain(t *testing.T) {
	r := newRig(t, func(o *Options) { o.Turn, o.MaxPerItem = patience, 1 })
	g, said := r.gate("gate"), r.gate("said")
	r.Run("x", `echo here >gate; read <gate.open`, nil)
	g.come()
	run := func(env ...string) { r.Run("x", `echo $SENDER $N >said`, env) }
	for range 3 {
		run("SENDER=foo")
		run("SENDER=routine")
	}
	run("SENDER=routine", "N=1")
	g.open(1)
	for _, want := range []string{"foo", "routine", "foo", "foo", "routine 1"} {
		if got := said.come(); got != want {
			t.Errorf("%q runs, expected %q", got, want)
		}
	}
	r.idle()
}

// So many runs of one item are at the same time; of what is more so many wait, in
// order, and for one too many the oldest of its event gives way.
func TestTooManyAtOnce(t *testing.T) {
	r := newRig(t, func(o *Options) { o.Turn, o.Max, o.MaxPerItem, o.MaxWaiting = 1, 8, 2, 4 })
	g, said := r.gate("gate"), r.gate("said")
	run := func(item, sender string, n int) {
		r.Run(item, `echo $SENDER $N >said; read <gate.open`, []string{"SENDER=" + sender, fmt.Sprint("N=", n)})
	}
	run("x", "a", 0)
	run("x", "a", 1)
	first := []string{said.come(), said.come()}
	slices.Sort(first)
	if !slices.Equal(first, []string{"a 0", "a 1"}) {
		t.Errorf("%q", first)
	}
	run("x", "a", 2)
	for n := range 10 {
		run("x", "b", n)
	}
	run("x", "c", 0) // none of its event waits: the oldest gives way
	// Another item does not wait.
	run("y", "d", 1)
	if got := said.come(); got != "d 1" {
		t.Errorf("%q", got)
	}
	r.mu.Lock()
	var waiting []string
	for _, w := range r.items["x"].waiting {
		waiting = append(waiting, w.sender()+" "+lookUp(w.env, "N"))
	}
	r.mu.Unlock()
	if want := []string{"b 7", "b 8", "b 9", "c 0"}; !slices.Equal(waiting, want) {
		t.Errorf("%q wait, expected %q", waiting, want)
	}
	g.open(7)
	rest := []string{said.come(), said.come(), said.come(), said.come()}
	slices.Sort(rest)
	if !slices.Equal(rest, waiting) {
		t.Errorf("%q", rest)
	}
	r.idle()
	select {
	case text := <-said.arrived:
		t.Errorf("%q ran too", text)
	default:
	}
}

// Items that hang cannot take all places: another item has one, and so has a
// configuration even when none is left.
func TestPlaces(t *testing.T) {
	r := newRig(t, func(o *Options) { o.Turn, o.Max, o.MaxPerItem = 1, 8, 4 })
	g := r.gate("gate")
	const hang = `echo $NAME >gate; read <gate.open`
	for n := range 4 {
		for range 10 {
			r.Run(fmt.Sprint("hangs", n), hang, []string{fmt.Sprint("NAME=", n), fmt.Sprint("SENDER=", n)})
		}
	}
	// The first has its four, which is half; the others one each.
	count := map[string]int{}
	for range 7 {
		count[g.come()]++
	}
	if count["0"] != 2 && count["0"] != 4 || count["3"] != 1 {
		t.Errorf("%v", count)
	}
	r.Run("x", hang, []string{"NAME=x"})
	if got := g.come(); got != "x" {
		t.Errorf("%q", got)
	}
	r.Run("y", hang, []string{"NAME=y"})
	r.Config(r.file(File, "echo config >gate", 0o700))
	if got := g.come(); got != "config" {
		t.Errorf("%q", got)
	}
	r.mu.Lock()
	running := r.running
	r.mu.Unlock()
	if running != 8 {
		t.Errorf("%d run", running)
	}
	g.open(1)
	for g.come() != "y" {
		g.open(1)
	}
	r.Close() // the rest never runs
	g.open(8)
	r.Run("x", "echo x >gate", nil)
	r.Config(filepath.Join(r.dir, File))
}

// Scripts go on when the Runner closes.
func TestClose(t *testing.T) {
	r := newRig(t, nil)
	g := r.gate("gate")
	r.Run("x", `echo ready >gate; read <gate.open; echo done >gate`, nil)
	g.come()
	r.Close()
	g.open(1)
	if got := g.come(); got != "done" {
		t.Errorf("%q", got)
	}
}

// Two thousand runs a second: the caller does not wait, and nothing grows.
func TestFlat(t *testing.T) {
	const items, rounds, most, atOnce = 50, 60, 4, 64
	r := newRig(t, func(o *Options) { o.Log, o.MaxWaiting = func(string) {}, most })
	before := runtime.NumGoroutine()
	var slowest time.Duration
	var total time.Duration
	goroutines := 0
	tick := time.NewTicker(time.Second / 40)
	defer tick.Stop()
	for round := range rounds {
		<-tick.C
		for item := range items {
			start := time.Now()
			r.Run(fmt.Sprint("item", item), "true", []string{"SENDER=volume_change", fmt.Sprint("INFO=", round)})
			took := time.Since(start)
			total += took
			slowest = max(slowest, took)
		}
		goroutines = max(goroutines, runtime.NumGoroutine()-before)
		r.mu.Lock()
		waiting := 0
		for _, q := range r.items {
			waiting += len(q.waiting)
		}
		running, known := r.running, len(r.items)
		r.mu.Unlock()
		if waiting > most*items || running > atOnce || known > items {
			t.Fatalf("%d wait, %d run, %d items", waiting, running, known)
		}
	}
	t.Logf("Run takes %v, at most %v; %d goroutines more", total/(items*rounds), slowest, goroutines)
	if goroutines > 3*atOnce+atOnce {
		t.Errorf("%d goroutines", goroutines)
	}
	r.idle()
	if n := len(r.items) + len(r.waiting); n != 0 {
		t.Errorf("%d queues are left", n)
	}
}

func TestFind(t *testing.T) {
	home := t.TempDir()
	env := map[string]string{"HOME": home, "XDG_CONFIG_HOME": filepath.Join(home, "xdg")}
	getenv := func(name string) string { return env[name] }
	if path, ok := Find("bar", getenv); ok {
		t.Error(path)
	}
	if got := Home("bar", getenv); got != filepath.Join(home, "xdg/bar") {
		t.Error(got)
	}
	for _, place := range []string{".sketchybarrc", ".config/bar/sketchybarrc", "xdg/bar/sketchybarrc"} {
		path := filepath.Join(home, place)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(path, 0o700); err != nil { // a folder of the name is none
			t.Fatal(err)
		}
		if got, ok := Find("bar", getenv); got == path || place == ".sketchybarrc" && ok {
			t.Error(got, ok)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, ok := Find("bar", getenv); got != path || !ok {
			t.Error(got, ok)
		}
	}
	if got, _ := Find("other", getenv); got != filepath.Join(home, ".sketchybarrc") {
		t.Error(got)
	}
	delete(env, "XDG_CONFIG_HOME")
	if got, _ := Find("bar", getenv); got != filepath.Join(home, ".config/bar/sketchybarrc") {
		t.Error(got)
	}
	delete(env, "HOME")
	if got, ok := Find("bar", getenv); ok {
		t.Error(got)
	}
}

// Nothing of the bar's own is left open in scripts, and they are groups of
// their own.
func TestGroup(t *testing.T) {
	r := newRig(t, nil)
	r.Run("x", "echo $$", nil)
	pid, err := strconv.Atoi(strings.TrimPrefix(r.next(), "the script of x: "))
	if err != nil || pid == syscall.Getpgrp() {
		t.Error(pid, err)
	}
	r.Run("x", `exec ps -o pgid= -p $$`, nil)
	if group := r.next(); strings.HasSuffix(group, fmt.Sprint(" ", syscall.Getpgrp())) {
		t.Error(group)
	}
}
