package ipc

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

// requests are wire texts that the fuzzers start from.
var requests = []string{
	`{"args":["list-workspaces","--focused"],"stdin":"","windowId":null,"workspace":null}`,
	`{"command":"old","args":["a\"}"],"stdin":"x\n"}`,
	"{\"args\":[\"\\u00e9\\ud83e\\udd9c\"],\"stdin\":\"\",\"windowId\":4294967295,\"workspace\":\"w\"} \n",
	`{"args":[[{}]],"stdin":{}}`, `{`, `}`, `[]`, `"`, ``, "nonsense\n", "\xff\xfe",
}

func FuzzFramed(f *testing.F) {
	for _, text := range requests {
		f.Add(appendFrame(appendFrame(nil, []byte(text)), []byte(text)))
	}
	f.Add([]byte{255, 255, 255, 255, 1})
	f.Fuzz(func(t *testing.T, stream []byte) {
		const limit = 1 << 17
		r := bytes.NewReader(stream)
		var again []byte
		for {
			frame, err := readFrame(r, limit)
			if err != nil {
				if errors.Is(err, io.EOF) && len(again) != len(stream) {
					t.Fatalf("a clean end after %d of %d bytes", len(again), len(stream))
				}
				break
			}
			if len(frame) > limit {
				t.Fatalf("a frame of %d bytes", len(frame))
			}
			again = appendFrame(again, frame)
		}
		if !bytes.HasPrefix(stream, again) {
			t.Fatalf("the frames of %x are %x", stream, again)
		}
	})
}

func FuzzUnframed(f *testing.F) {
	for _, text := range requests {
		f.Add([]byte(text + text))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		const limit = 1 << 17
		r := bufio.NewReader(bytes.NewReader(stream))
		left := len(stream) + 1
		for {
			data, err := readObject(r, limit)
			if err == nil && (len(data) < 2 || data[0] != '{' || len(data) > limit) {
				t.Fatalf("the object %q", data)
			}
			if bad, ok := errors.AsType[*junk](err); err != nil && !ok {
				break
			} else if left--; left < 0 {
				t.Fatalf("no progress in %q at %v", stream, bad)
			}
		}
		// Whatever JSON says is one object is read as one, and what follows
		// it is the next.
		if text := bytes.TrimSpace(stream); json.Valid(text) && text[0] == '{' && len(text) <= limit {
			r := bufio.NewReader(io.MultiReader(bytes.NewReader(stream), bytes.NewReader([]byte(`{"next":1}`))))
			if data, err := readObject(r, limit); err != nil || !bytes.Equal(data, text) {
				t.Fatalf("%q is read as %q (%v)", text, data, err)
			}
			if data, err := readObject(r, limit); err != nil || string(data) != `{"next":1}` {
				t.Fatalf("after %q comes %q (%v)", text, data, err)
			}
		}
	})
}

func FuzzRequest(f *testing.F) {
	for _, text := range requests {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var r, back Request
		if r.UnmarshalJSON(text) != nil {
			return
		}
		again, _ := r.MarshalJSON()
		if err := back.UnmarshalJSON(again); err != nil || !reflect.DeepEqual(r, back) {
			t.Fatalf("%s reads back as %+v (%v), want %+v", again, back, err, r)
		}
	})
}

// The reason that a subscriber was dropped for arrives as it is.
func FuzzDropped(f *testing.F) {
	f.Add("too slow")
	f.Add("\xff\"\n")
	f.Fuzz(func(t *testing.T, reason string) {
		if e, ok := parseEvent(droppedFrame(reason)); !ok || e.Kind != Dropped || e.Reason != string([]rune(reason)) {
			t.Fatalf("%q becomes %+v, %v", reason, e, ok)
		}
	})
}

func FuzzMerge(f *testing.F) {
	var stream StateStream
	f.Add(stream.Next(desktop(2)))
	f.Add([]byte(`{"_event":"state","mode":null,"bar":null,"windows":[]}`))
	f.Fuzz(func(t *testing.T, frame []byte) {
		var s State
		if changed, err := s.Merge(frame); err != nil && (changed != 0 || !reflect.DeepEqual(s, State{})) {
			t.Fatalf("%q: %v, and the state is %+v", frame, err, s)
		}
	})
}

// FuzzServer gives a real server whole connections. Whatever a client says,
// the server's side is well formed, and the connection ends when the client's
// side does.
func FuzzServer(f *testing.F) {
	for _, text := range requests {
		f.Add([]byte(text + text))
		f.Add(appendFrame(appendFrame(Handshake(), []byte(text)), []byte(text)))
	}
	f.Add([]byte{2, 0, 0, 0})
	f.Add([]byte("1"))
	s, err := Listen(filepath.Join(f.TempDir(), "x"), Options{})
	if err != nil {
		f.Fatal(err)
	}
	go s.Serve(func(c *Call) {
		if len(c.Args) > 0 && c.Args[0] == "subscribe" {
			c.Subscribe().Close("over")
			return
		}
		echo(c)
	})
	f.Cleanup(func() { s.Close() })
	f.Fuzz(func(t *testing.T, said []byte) {
		c, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: s.Path(), Net: "unix"})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(10 * time.Second))
		go func() {
			c.Write(said)
			c.CloseWrite()
		}()
		var heard []byte
		bounded(t, len(said), func() { heard, err = io.ReadAll(c) })
		if err != nil && !isReset(err) {
			t.Fatalf("%q: %v", said, err)
		}
		if len(said) > 0 && said[0] == '{' {
			for d := json.NewDecoder(bytes.NewReader(heard)); ; {
				var a Answer
				if err := d.Decode(&a); err == io.EOF {
					return
				} else if err != nil {
					t.Fatalf("%q is answered with %q: %v", said, heard, err)
				}
			}
		}
		rest, greeted := bytes.CutPrefix(heard, Handshake())
		if greeted != (len(said) >= 4) {
			t.Fatalf("%q is answered with %q", said, heard)
		}
		for r := bytes.NewReader(rest); ; {
			frame, err := readFrame(r, maxFrame)
			if err == io.EOF {
				return
			}
			if err != nil || !json.Valid(frame) {
				t.Fatalf("%q is answered with %q (%v)", said, heard, err)
			}
		}
	})
}
