package agent

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// fakeBar is a script that says its process id into a pipe when it starts,
// and then does what the test is about.
type fakeBar struct {
	*testing.T
	script, pipe string
	starts       chan int
}

func newFakeBar(t *testing.T, text string) *fakeBar {
	t.Helper()
	folder := t.TempDir()
	f := &fakeBar{T: t, script: filepath.Join(folder, "bar"), pipe: filepath.Join(folder, "pipe"), starts: make(chan int, 100)}
	if err := syscall.Mkfifo(f.pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	// Open for reading and writing: it neither waits for a writer nor ends.
	pipe, err := os.OpenFile(f.pipe, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { pipe.Close() })
	go func() {
		for lines := bufio.NewScanner(pipe); lines.Scan(); {
			if pid, err := strconv.Atoi(lines.Text()); err == nil {
				f.starts <- pid
			}
		}
	}()
	f.install(text)
	return f
}

func (f *fakeBar) install(text string) {
	f.Helper()
	next := f.script + ".new"
	if err := os.WriteFile(next, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		f.Fatal(err)
	}
	if err := os.Rename(next, f.script); err != nil {
		f.Fatal(err)
	}
}

const (
	sayPID  = `echo $$ >"$PIPE"` + "\n"
	forever = sayPID + "exec sleep 1000\n"
	// polite says 0 when it is told to end.
	polite = `trap 'kill $sleep; echo 0 >"$PIPE"; exit 0' TERM; sleep 1000 & sleep=$!` + "\n" + sayPID + "wait\n"
)

// supervised is a bar with short delays that is wanted.
func (f *fakeBar) supervised(log *journal, change func(*bar)) (b *bar, stop func()) {
	f.Helper()
	b = newBar([]string{f.script}, []string{"PIPE=" + f.pipe, "PATH=" + os.Getenv("PATH")}, log.logger())
	b.firstDelay, b.lastDelay = time.Millisecond, 8*time.Millisecond
	if change != nil {
		change(b)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go b.supervise(ctx)
	stop = func() {
		f.Helper()
		cancel()
		select {
		case <-b.done:
		case <-time.After(patience):
			f.Error("the supervision does not end")
		}
	}
	f.Cleanup(stop)
	b.want(true)
	return b, stop
}

// started waits for the next start.
func (f *fakeBar) started() (pid int) {
	f.Helper()
	select {
	case pid = <-f.starts:
	case <-time.After(patience):
		f.Fatal("the bar does not start")
	}
	return pid
}

// wantEnd waits until a polite bar ends.
func (f *fakeBar) wantEnd() {
	f.Helper()
	if pid := f.started(); pid != 0 {
		f.Errorf("process %d starts, where one should end", pid)
	}
}

func (f *fakeBar) wantNoStart(why string) {
	f.Helper()
	select {
	case pid := <-f.starts:
		f.Errorf("%s: the bar starts as process %d", why, pid)
	default:
	}
}

// alive says whether a process that was waited for is still there.
func alive(pid int) bool { return syscall.Kill(pid, 0) == nil }

func TestTheBarRunsUntilTheEnd(t *testing.T) {
	f := newFakeBar(t, forever)
	log := newJournal()
	_, stop := f.supervised(log, nil)
	pid := f.started()
	if !alive(pid) {
		t.Error("the bar does not run")
	}
	stop()
	if alive(pid) {
		t.Error("the bar outlives the agent")
	}
	log.wantEmpty(t)
}

func TestABarThatCrashesIsStartedLaterAndLater(t *testing.T) {
	f := newFakeBar(t, sayPID+"echo works\necho failed >&2\nexit 3\n")
	log := newJournal()
	_, stop := f.supervised(log, nil)
	for range 6 {
		f.started()
	}
	log.await(t, "exit status 3", 6)
	stop()
	for _, delay := range []string{"1ms", "2ms", "4ms"} {
		if n, _ := log.count(`"again in"=` + delay); n != 1 {
			t.Errorf("%d delays of %s, want one:\n%s", n, delay, log.text.String())
		}
	}
	if n, _ := log.count(`"again in"=8ms`); n < 3 {
		t.Errorf("the longest delay is not kept:\n%s", log.text.String())
	}
	for _, word := range []string{"works", "failed"} {
		if n, _ := log.count(`msg="the bar says: ` + word + `"`); n < 6 {
			t.Errorf("what the bar says is lost:\n%s", log.text.String())
		}
	}
}

func TestABarThatLivedLongIsStartedAtOnce(t *testing.T) {
	f := newFakeBar(t, forever)
	log := newJournal()
	f.supervised(log, func(b *bar) { b.steady = 0; b.lastDelay = time.Hour })
	for range 20 { // doubling from a millisecond, this would take minutes
		_ = syscall.Kill(f.started(), syscall.SIGKILL)
	}
	f.started()
}

// Somebody who kills the bar again and again does not wait longer and longer.
func TestABarThatIsKilledIsStartedSoon(t *testing.T) {
	f := newFakeBar(t, forever)
	log := newJournal()
	f.supervised(log, func(b *bar) { b.lastDelay, b.killedDelay = time.Hour, 3*time.Millisecond })
	for range 20 { // doubling from a millisecond, this would take minutes
		_ = syscall.Kill(f.started(), syscall.SIGKILL)
	}
	f.started()
}

// Nor does somebody who ends it.
func TestABarThatIsEndedIsStartedSoon(t *testing.T) {
	f := newFakeBar(t, sayPID+"exit 143\n")
	log := newJournal()
	f.supervised(log, func(b *bar) { b.lastDelay, b.killedDelay = time.Hour, 3*time.Millisecond })
	for range 20 { // doubling from a millisecond, this would take minutes
		f.started()
	}
}

func TestABarThatWasToldToEndStaysAway(t *testing.T) {
	f := newFakeBar(t, sayPID+"exit 0\n")
	log := newJournal()
	b, stop := f.supervised(log, nil)
	for n := range 3 {
		f.started()
		log.await(t, "told to end", n+1)
		f.wantNoStart("told to end")
		b.want(true) // the configuration is read again
	}
	f.started()
	stop()
}

func TestASwitchedOffBarStaysOff(t *testing.T) {
	f := newFakeBar(t, polite)
	log := newJournal()
	b, stop := f.supervised(log, nil)
	pid := f.started()
	b.want(false)
	b.want(true) // at once: the last word counts
	b.want(false)
	f.wantEnd()
	b.want(true)
	if again := f.started(); again == pid {
		t.Error("the same process")
	}
	b.want(false)
	f.wantEnd()
	stop()
	f.wantNoStart("switched off")
}

// A bar that waits to be started again is not, once it is switched off.
func TestABarThatFailsAndIsSwitchedOff(t *testing.T) {
	f := newFakeBar(t, sayPID+"exit 1\n")
	log := newJournal()
	b, stop := f.supervised(log, func(b *bar) { b.firstDelay, b.lastDelay = time.Hour, time.Hour })
	f.started()
	log.await(t, "the bar ended", 1)
	b.want(false)
	f.install(forever)
	b.wanted <- false // has room once the first word was taken
	f.wantNoStart("switched off")
	b.want(true)
	f.started() // and not in an hour
	stop()
}

func TestABarThatDoesNotExist(t *testing.T) {
	f := newFakeBar(t, forever)
	os.Remove(f.script)
	log := newJournal()
	f.supervised(log, func(b *bar) { b.lastDelay = time.Hour })
	log.await(t, "the bar does not start", 4)
	if n, _ := log.count("no such file"); n < 4 || n > 14 {
		t.Errorf("tried %d times:\n%s", n, log.text.String())
	}
	f.install(forever) // it is installed now
	f.started()
}

func TestABarThatDoesNotEnd(t *testing.T) {
	f := newFakeBar(t, "trap '' TERM\n"+sayPID+"while :; do sleep 0.01; done\n")
	log := newJournal()
	b, stop := f.supervised(log, func(b *bar) { b.patience = 50 * time.Millisecond })
	pid := f.started()
	for range 100 {
		b.want(false) // does not wait for it
	}
	log.await(t, "is killed", 1)
	stop()
	if alive(pid) {
		t.Error("it is still there")
	}
}

// A bar's script that outlives it keeps the pipe of its messages open.
func TestABarWhoseScriptsOutliveIt(t *testing.T) {
	f := newFakeBar(t, "while [ -e \"$0\" ]; do sleep 0.1; done &\n"+sayPID+"exit 1\n")
	f.supervised(newJournal(), nil)
	f.started()
	f.started()
}

func TestNoBar(t *testing.T) {
	b := newBar(nil, nil, quiet)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go b.supervise(ctx)
	for range 10 {
		b.want(true)
	}
	<-b.done
	b.want(false)
}

func TestWholeLines(t *testing.T) {
	var got []string
	l := &lines{say: func(line string) { got = append(got, line) }}
	for _, part := range []string{"one\ntw", "o\n", "\nthree"} {
		if _, err := io.WriteString(l, part); err != nil {
			t.Fatal(err)
		}
	}
	l.end()
	l.end()
	if text := strings.Join(got, "|"); text != "one|two||three" {
		t.Errorf("%q", text)
	}
	got = nil
	fmt.Fprint(l, strings.Repeat("x", 3*longestMessage))
	if len(got) == 0 {
		t.Error("a line without an end is kept for ever")
	}
}

func TestTheConfigurationSwitchesTheBar(t *testing.T) {
	f := newFakeBar(t, polite)
	r := build(t, "[bar]\nenabled = false")
	l := serve(r, func(o *Options) {
		o.Bar, o.BarEnv = []string{f.script}, []string{"PIPE=" + f.pipe, "PATH=" + os.Getenv("PATH")}
	})
	l.watchState()
	f.wantNoStart("not enabled")
	r.write("[bar]\nenabled = true")
	f.started()
	r.write("[bar]\nenabled = false")
	f.wantEnd()
	r.write("[bar]\nenabled = true")
	pid := f.started()
	if err := l.stop(); err != nil {
		t.Error(err)
	}
	if alive(pid) {
		t.Error("the bar outlives the agent")
	}
}
