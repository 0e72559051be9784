package ipc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
)

// sayings are what servers may say, right and wrong.
func sayings(f *testing.F) {
	for _, text := range []string{
		`{"exitCode":0,"stdout":"1","stderr":"","serverVersionAndHash":"1 x"}`, `{"exitCode":-5}`, `{"stdout":""}`, `{}`, `[]`, ``,
		`{"exitCode":99999999999}`, `{"exitCode":"0"}`, `{"exitCode":0,"stdout":"\ud800"}`,
		`{"_event":"mode-changed","mode":"main"}`, `{"_event":"dropped","reason":"late"}`, `{"_event":"dropped"}`,
		` {"_event":"x"}`, `{"mode":"main","_event":"state"}`, `{"_event":`,
	} {
		f.Add(appendFrame(appendFrame(Handshake(), []byte(text)), []byte(text)))
		f.Add([]byte(text))
	}
	f.Add([]byte{7, 0, 0, 0})
	f.Add(append(Handshake(), 255, 255, 255, 3, '{'))
}

// parrot is a server that says to each client what it is given, and no more.
func parrot(f *testing.F) (path string, say chan<- []byte) {
	path = filepath.Join(f.TempDir(), "p")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { l.Close() })
	words := make(chan []byte)
	go func() {
		for {
			c, err := l.AcceptUnix()
			if err != nil {
				return
			}
			c.Write(<-words)
			c.CloseWrite()
			io.Copy(io.Discard, c)
			c.Close()
		}
	}()
	return path, words
}

// bounded fails if f takes much more memory than n bytes of input justify.
func bounded(t *testing.T, n int, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 8<<20+200*uint64(n) {
		t.Fatalf("%d bytes of input took %d bytes of memory", n, took)
	}
}

// FuzzClient lets a server say anything to a client that calls twice.
func FuzzClient(f *testing.F) {
	sayings(f)
	path, say := parrot(f)
	f.Fuzz(func(t *testing.T, said []byte) {
		c, err := Dial(path)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.Timeout = 10 * time.Second
		say <- said
		rest, greeted := bytes.CutPrefix(said, Handshake())
		bounded(t, len(said), func() {
			for r := bytes.NewReader(rest); ; {
				a, err := c.Call(Request{Args: []string{"x"}})
				if err != nil {
					if text := err.Error(); text == "" || strings.Contains(text, "\n") || strings.Contains(text, "did not answer within") {
						t.Fatalf("%q gives %q", said, text)
					}
					return
				}
				frame, _ := readFrame(r, maxFrame)
				var want Answer
				if !greeted || json.Unmarshal(frame, &want) != nil || want != a {
					t.Fatalf("%q is understood as %+v", said, a)
				}
			}
		})
	})
}

// FuzzSubscription lets a server say anything to a client that subscribed:
// what it takes for a frame is one, in order.
func FuzzSubscription(f *testing.F) {
	sayings(f)
	path, say := parrot(f)
	f.Fuzz(func(t *testing.T, said []byte) {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		go func() { say <- said }()
		again := Handshake()
		var err error
		bounded(t, len(said), func() {
			err = Subscribe(ctx, path, []string{"subscribe", "--all"}, func(frame []byte) error {
				again = appendFrame(again, frame)
				return nil
			})
		})
		switch {
		case err == nil, ctx.Err() != nil:
			t.Fatalf("%q: the end is %v", said, err)
		case len(again) > 4 && !bytes.HasPrefix(said, again):
			t.Fatalf("%q is heard as %q", said, again)
		}
		if dropped, ok := errors.AsType[*DroppedError](err); ok && dropped.Reason == "" {
			t.Fatalf("%q: dropped for no reason", said)
		}
	})
}

// FuzzStream changes a state at random. Whoever merges every frame knows it,
// and whoever comes later and begins with the whole frame knows the same.
func FuzzStream(f *testing.F) {
	f.Add([]byte("\x00a\x01b\x02c\x03d\x04e\x05f\x06g"), 3)
	f.Add([]byte("\xff\xfe\x05\"\n"), 0)
	f.Fuzz(func(t *testing.T, edits []byte, join int) {
		var stream StateStream
		var early, late State
		s := desktop(3)
		joined := false
		for i := 0; i+1 < len(edits); i += 2 {
			text, n := string(edits[i+1:min(i+4, len(edits))]), int(edits[i+1])
			switch edits[i] % 7 {
			case 0:
				s.Mode = text
			case 1:
				s.Focus = Focus{Workspace: text, WindowID: uint32(n)}
			case 2:
				s.Monitors = []Monitor{{ID: n, Name: text, X: float64(n) / 3, Y: -float64(n), Width: 1 / float64(n+1)}}
			case 3:
				s.Workspaces = append(s.Workspaces[:0:0], s.Workspaces...)
				s.Workspaces[n%len(s.Workspaces)].Layout = text
			case 4:
				s.Windows = desktop(n % 5).Windows
			case 5:
				s.Bar, _ = json.Marshal(map[string]string{"a": text})
			case 6:
				s.Problems = []string{text, text}
			}
			frame := stream.Next(s)
			for _, reader := range []*State{&early, &late} {
				if frame == nil || reader == &late && !joined {
					continue
				}
				if _, err := reader.Merge(frame); err != nil {
					t.Fatalf("%q: %v", frame, err)
				}
			}
			if !joined && i >= join {
				joined = true
				if _, err := late.Merge(stream.Full()); err != nil {
					t.Fatalf("%q: %v", stream.Full(), err)
				}
			}
			var want State
			plain, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			json.Unmarshal(plain, &want)
			if !reflect.DeepEqual(early, want) || joined && !reflect.DeepEqual(late, want) {
				t.Fatalf("after %q the readers know\n%+v and\n%+v, want\n%+v", frame, early, late, want)
			}
		}
	})
}
