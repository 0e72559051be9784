package agent

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"perch/internal/ipc"
)

// changes is how often the state changes under load, and behind how many
// changes the slow readers are all the time, which is less than the server
// keeps for them.
const (
	changes = 10_000
	behind  = 1500
)

// workspaceAt is the workspace that the n-th change focuses; the 0th is what
// was focused before.
func workspaceAt(n int) string {
	if n == 0 {
		return "1"
	}
	return fmt.Sprintf("w%d", n%10)
}

// reading says what the frames of a subscription have to be.
type reading struct {
	args []string
	skip int // frames that tell where things stand
	each int // frames of a change
	// check is given every frame, numbered from the first change on; those
	// before it have negative numbers.
	check func(n int, frame []byte) error
}

// readings are the subscriptions to events and to the state. Both begin anew
// for every reader.
func readings() []reading {
	var state ipc.State
	return []reading{
		{[]string{"subscribe", "--all"}, 4, 2, func(n int, frame []byte) error {
			if n < 0 {
				return nil
			}
			change, now, before := n/2+1, workspaceAt(n/2+1), workspaceAt(n/2)
			want := fmt.Sprintf(`{"_event":"focus-changed","workspace":%q}`, now)
			if n%2 == 1 {
				want = fmt.Sprintf(`{"_event":"focused-workspace-changed","prevWorkspace":%q,"workspace":%q}`, before, now)
			}
			if string(frame) != want {
				return fmt.Errorf("change %d: %s, want %s", change, frame, want)
			}
			return nil
		}},
		{[]string{"subscribe", "--state"}, 1, 1, func(n int, frame []byte) error {
			if _, err := state.Merge(frame); err != nil {
				return err
			}
			want := workspaceAt(n + 1)
			if state.Focus.Workspace != want || state.Monitors[0].Workspace != want {
				return fmt.Errorf("change %d: focused is %+v on %+v, want %s", n+1, state.Focus, state.Monitors, want)
			}
			return nil
		}},
	}
}

// reader is a subscriber in a goroutine of its own.
type reader struct {
	name  string
	ready chan struct{}
	ended chan error
}

var errComplete = errors.New("complete")

// read starts a reader. next has one for every change that it may read; if it
// is nil, it reads all at once.
func (l *live) read(name string, r reading, next chan struct{}) *reader {
	sub := &reader{name: name, ready: make(chan struct{}), ended: make(chan error, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	l.Cleanup(cancel)
	go func() {
		n := -r.skip
		err := ipc.Subscribe(ctx, l.path, r.args, func(frame []byte) error {
			if n >= 0 && next != nil && n%r.each == 0 {
				select {
				case <-next:
				case <-ctx.Done():
				}
			}
			if err := r.check(n, frame); err != nil {
				return err
			}
			switch n++; n {
			case 0:
				close(sub.ready)
			case changes * r.each:
				return errComplete
			}
			return nil
		})
		if err != errComplete {
			err = fmt.Errorf("ended after %d frames: %w", n, err)
		} else {
			err = nil
		}
		sub.ended <- err
	}()
	return sub
}

// Ten thousand changes: one subscriber of each kind reads, one is slow, and
// one never reads. The first two learn of every change in order, the third is
// dropped with a reason, and no command waits for any of them.
func TestSubscribersUnderLoad(t *testing.T) {
	r := build(t, "config-version = 2")
	dropped := make(chan string, 100)
	var server *ipc.Server
	l := serve(r, func(o *Options) {
		o.Server.Close()
		var err error
		server, err = ipc.Listen(filepath.Join(filepath.Dir(o.Server.Path()), "load"), ipc.Options{
			Patience: 100 * time.Millisecond, Log: func(m string) { dropped <- m },
		})
		if err != nil {
			t.Fatal(err)
		}
		o.Server = server
	})
	l.path = server.Path()
	l.watchState()

	var readers []*reader
	var slow []chan struct{}
	var deaf []net.Conn
	var firsts []uint32 // the sizes of their first frames
	for i := range readings() {
		next := make(chan struct{}, changes)
		slow = append(slow, next)
		readers = append(readers,
			l.read("a reader of "+readings()[i].args[1], readings()[i], nil),
			l.read("a slow reader of "+readings()[i].args[1], readings()[i], next))
		c, err := net.Dial("unix", l.path)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := c.Write(request(readings()[i].args...).AppendFrame(ipc.Handshake())); err != nil {
			t.Fatal(err)
		}
		// The answer to the handshake and the head of a first frame: the
		// subscription stands.
		var head [8]byte
		if _, err := io.ReadFull(c, head[:]); err != nil {
			t.Fatal(err)
		}
		deaf, firsts = append(deaf, c), append(firsts, binary.LittleEndian.Uint32(head[4:]))
	}
	for _, reader := range readers {
		select {
		case <-reader.ready:
		case err := <-reader.ended:
			t.Fatalf("%s: %v", reader.name, err)
		}
	}

	c := l.client()
	var longest, total time.Duration
	for n := 1; n <= changes; n++ {
		before := time.Now()
		a, err := c.Call(request("workspace", workspaceAt(n)))
		took := time.Since(before)
		if err != nil || a.ExitCode != 0 {
			t.Fatalf("change %d: %+v, %v", n, a, err)
		}
		longest, total = max(longest, took), total+took
		if n > behind {
			for _, next := range slow {
				next <- struct{}{}
			}
		}
	}
	for range behind {
		for _, next := range slow {
			next <- struct{}{}
		}
	}
	for _, reader := range readers {
		if err := <-reader.ended; err != nil {
			t.Errorf("%s: %v", reader.name, err)
		}
	}
	for range deaf {
		select {
		case why := <-dropped:
			if !strings.Contains(why, "a subscriber was dropped: it read") {
				t.Error(why)
			}
		case <-time.After(patience):
			t.Fatal("a subscriber that never reads is not dropped")
		}
	}
	t.Logf("%v for a command on average, %v at the longest", total/changes, longest)
	if longest > 4*time.Second { // a write that waits does so for five
		t.Errorf("a command took %v", longest)
	}
	for i, c := range deaf {
		checkRest(t, c, readings()[i], firsts[i])
	}
}

// checkRest reads what a subscriber that never read finds in the end: the rest
// of a frame of which size bytes are to come, changes in order, and perhaps
// why there are no more. The last frame may be cut.
func checkRest(t *testing.T, c net.Conn, r reading, size uint32) {
	t.Helper()
	c.SetReadDeadline(time.Now().Add(patience))
	rest, err := io.ReadAll(c)
	if err != nil {
		t.Fatalf("%v: the connection is not closed: %v", r.args, err)
	}
	n := -r.skip
	for uint32(len(rest)) >= size {
		frame := rest[:size]
		rest = rest[size:]
		if bytes.HasPrefix(frame, []byte(`{"_event":"dropped"`)) {
			break
		}
		if err := r.check(n, frame); err != nil {
			t.Fatalf("%v: %v", r.args, err)
		}
		n++
		if len(rest) < 4 {
			break
		}
		size = binary.LittleEndian.Uint32(rest)
		rest = rest[4:]
	}
	if n <= 0 || n >= changes*r.each {
		t.Errorf("%v: %d frames arrived", r.args, n)
	}
}
