package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/internal/barcall"
	"perch/internal/ipc"
)

// pid is the process of the bar that the agent runs, 0 if there is none.
func (d *desktop) pid() int {
	d.Helper()
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		var pid, parent int
		var name, state string
		if n, _ := fmt.Sscanf(string(data), "%d %s %s %d", &pid, &name, &state, &parent); n == 4 &&
			parent == d.agent.Process.Pid && name == "(perch-bar)" && state != "Z" {
			return pid
		}
	}
	return 0
}

// sender changes an item of its own, message by message.
type sender struct {
	item  string
	acked int  // what the bar has confirmed
	sent  int  // what was sent last
	made  bool // the item
}

func (s *sender) send(path string) bool {
	args := []string{"--set", s.item, fmt.Sprint("label=", s.sent+1), fmt.Sprintf("label.color=0xff%06x", s.sent+1)}
	if !s.made {
		args = append([]string{"--add", "item", s.item, "left"}, args...)
	}
	s.sent++
	if _, err := barcall.Send(path, args, patience); err != nil {
		return false // nobody knows whether it arrived
	}
	s.acked, s.made = s.sent, true
	return true
}

const recoveredLua = `#!/usr/bin/env lua
sbar = require("sketchybar")
sbar.bar({ height = 30 })
local own = sbar.add("item", "own", { position = "right", label = { string = "mine" } })
own:subscribe("poke", function(env) own:set({ label = { string = env.WORD } }) end)
sbar.add("event", "poke")
sbar.exec("echo configured > $BOX")
sbar.event_loop()
`

// A bar that is killed in the middle of its work is back within a second with all
// that it has confirmed, and the agent goes on as if nothing had been.
func TestKilledBarComesBack(t *testing.T) {
	for name, rc := range map[string]string{
		"built-in items": "",
		"sketchybarrc":   "sketchybar --bar height=30 --add item own right --set own label=mine script='echo own $SENDER > '$BOX update_freq=0 --add event poke --subscribe own poke",
		"lua":            recoveredLua,
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesktop(t, "config-version = 2\n", rc)
			path := filepath.Join(d.home, "run", "p.bar.sketchybar.sock")
			d.until("the bar is there", func() bool { return len(d.strips(false)) == 1 && barcall.Serves(path) })
			app := d.app("App")
			d.shown()
			d.until("the window is below the bar", func() bool {
				f, ok := d.screen.Frame(app)
				strips := d.strips(false)
				return ok && len(strips) == 1 && f.Min.Y >= strips[0].Frame.Max.Y
			})
			events := make(chan xgb.Event, 1<<16)
			stop := d.screen.Tap(events)
			random := rand.New(rand.NewPCG(7, uint64(len(name))))
			senders := make([]*sender, 4)
			for i := range senders {
				senders[i] = &sender{item: fmt.Sprint("item", i)}
			}
			var slowest time.Duration
			for range 8 {
				pid, after := d.pid(), random.IntN(300)
				sent := make(chan bool, 1000)
				var wg sync.WaitGroup
				for _, s := range senders {
					wg.Go(func() {
						for s.send(path) {
							sent <- true
						}
					})
				}
				for range after {
					<-sent
				}
				killed := time.Now()
				if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
					t.Fatal(err)
				}
				done := make(chan struct{})
				go func() { wg.Wait(); close(done) }()
				for open := true; open; {
					select {
					case <-sent:
					case <-done:
						open = false
					}
				}
				want := []string{}
				for _, s := range senders {
					if s.made {
						want = append(want, s.item)
					}
				}
				if rc != "" {
					want = append(want, "own")
				}
				d.until("the bar is back with its items", func() bool {
					bar, err := barcall.Send(path, []string{"--query", "bar"}, barcall.Patience)
					return err == nil && len(d.strips(false)) == 1 && !slices.ContainsFunc(want, func(item string) bool {
						return !strings.Contains(bar, `"`+item+`"`)
					})
				})
				slowest = max(slowest, time.Since(killed))
				for _, s := range senders {
					if !s.made {
						s.made = d.query(s.item+".name") == s.item
						continue
					}
					got := d.query(s.item + ".label.value")
					if got != fmt.Sprint(s.acked) && got != fmt.Sprint(s.sent) {
						t.Fatalf("%s says %s, expected %d or %d", s.item, got, s.acked, s.sent)
					}
					s.acked, _ = strconv.Atoi(got)
				}
			}
			t.Logf("the bar was away for %v at most", slowest.Round(time.Millisecond))
			if name == "sketchybarrc" {
				d.expect("bar.height = 30", "own.label.value = mine")
				for d.box.next() != "own forced" { // the scripts say how things are now
				}
			}
			if name == "lua" {
				d.quiet("sketchybar --trigger poke WORD=changed")
				d.until("its functions are there", func() bool { return d.query("own.label.value") == "changed" })
			}
			client, err := ipc.Dial(d.socket)
			if err != nil {
				t.Fatal("the agent is gone:", err)
			}
			client.Close()
			stop()
			close(events)
			for event := range events {
				// Its room is kept for a second; a busy machine may need more.
				if e, ok := event.(xproto.ConfigureNotifyEvent); ok && e.Window == app && slowest < time.Second {
					t.Errorf("the window was moved to %d,%d %dx%d", e.X, e.Y, e.Width, e.Height)
				}
			}
		})
	}
}

// A bar that is told to end stays away until the configuration is read again, and
// leaves nothing to the next. One that is ended is back, as if it had been killed.
func TestEndedBarIsForgotten(t *testing.T) {
	d := newDesktop(t, "config-version = 2\n", "")
	path := filepath.Join(d.home, "run", "p.bar.sketchybar.sock")
	d.until("the bar is there", func() bool { return len(d.strips(false)) == 1 && barcall.Serves(path) })
	d.quiet("sketchybar --add item a left")
	pid := d.pid()
	another := func() bool {
		return d.pid() != 0 && d.pid() != pid && len(d.strips(false)) == 1 && barcall.Serves(path)
	}
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	d.until("another bar is there", another)
	d.expect("bar.items = []")
	d.quiet("sketchybar --add item a left")
	pid = d.pid()
	d.quiet("sketchybar --exit")
	d.until("the bar is gone", func() bool { return d.pid() == 0 && len(d.strips(false)) == 0 })
	d.quiet("perch reload-config")
	d.until("another bar is there", another)
	d.expect("bar.items = []")
}

// journalOf writes a journal as a bar with an item for each word would, whose
// parent this process is; "|" stands for a picture, "x" for a failure, "X" for one
// after a long life.
func journalOf(t *testing.T, path string, head header, words string) {
	t.Helper()
	head.agent = os.Getpid()
	j := journal{path: path, head: head, log: func(line string) { t.Error(line) }, began: time.Now()}
	j.begin([]byte("saved"))
	for word := range strings.FieldsSeq(words) {
		switch word {
		case "|":
			j.drew = false
			j.drawn()
		case "X":
			j.began = j.began.Add(-time.Hour)
			j.crashed()
		case "x":
			j.crashed()
		default:
			j.message([]string{"--add", "item", word, ""})
			j.message([]string{"--query", "bar"})
		}
	}
	j.file.Close()
}

// What a bar failed of is not told to the next one.
func TestJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "j")
	for _, row := range []struct {
		head  header
		words string
		want  string // the items that come back, "nothing" for not even the saved ones
		lives int
	}{
		{header{}, "a b", "a b", 1},
		{header{}, "| a b", "a b", 0},
		{header{}, "a | b x", "a", 0},
		{header{failed: 1}, "a | b", "a b", 0},
		{header{failed: 1}, "a | b x", "nothing", 0},
		{header{failed: 1}, "a | b X", "a", 0},
		{header{lives: 4}, "a", "a", 5},
		{header{lives: 5}, "a", "nothing", 6},
		{header{lives: 5}, "a |", "a", 0},
	} {
		journalOf(t, path, row.head, row.words)
		m := remembered(path, os.Getpid())
		if m == nil {
			t.Errorf("%q is forgotten", row.words)
			continue
		}
		got := []string{}
		for _, args := range m.messages {
			if len(args) != 4 || args[3] != "" {
				t.Errorf("a message is %q", args)
			}
			got = append(got, args[2])
		}
		if m.saved == nil {
			got = []string{"nothing"}
		}
		if strings.Join(got, " ") != row.want || m.lives != row.lives {
			t.Errorf("after %+v, %q: %q comes back and %d lives, expected %q and %d", row.head, row.words, got, m.lives, row.want, row.lives)
		}
	}
	if remembered(path, 1) != nil {
		t.Error("another agent's bar is remembered")
	}
	// A bar can be killed while it writes.
	journalOf(t, path, header{rc: "/rc", table: "{}"}, "a b c")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for cut := range len(whole) {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if m := remembered(path, os.Getpid()); m != nil && (m.rc != "/rc" || m.table != "{}" || len(m.messages) > 2) {
			t.Errorf("cut after %d bytes it is %+v", cut, m)
		}
	}
}
