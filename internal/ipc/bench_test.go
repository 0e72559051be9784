package ipc

import (
	"io"
	"net"
	"path/filepath"
	"testing"
)

func benchServer(b *testing.B, handle func(*Call)) *Server {
	s, err := Listen(filepath.Join(b.TempDir(), "x"), Options{Version: "0 0"})
	if err != nil {
		b.Fatal(err)
	}
	go s.Serve(handle)
	b.Cleanup(func() { s.Close() })
	return s
}

// BenchmarkDialAndCall is what every run of the command line does.
func BenchmarkDialAndCall(b *testing.B) {
	s := benchServer(b, echo)
	for b.Loop() {
		c, err := Dial(s.Path())
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Call(Request{Args: []string{"list-workspaces", "--focused"}}); err != nil {
			b.Fatal(err)
		}
		c.Close()
	}
}

func BenchmarkCall(b *testing.B) {
	s := benchServer(b, echo)
	c, err := Dial(s.Path())
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	for b.Loop() {
		if _, err := c.Call(Request{Args: []string{"x"}}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBroadcast is what a turn of the agent pays for one event with four
// subscribers that read.
func BenchmarkBroadcast(b *testing.B) {
	subs := make(chan *Subscriber)
	s := benchServer(b, func(c *Call) { subs <- c.Subscribe("k") })
	for range 4 {
		c, err := net.Dial("unix", s.Path())
		if err != nil {
			b.Fatal(err)
		}
		defer c.Close()
		c.Write(Request{}.AppendFrame(Handshake()))
		go io.Copy(io.Discard, c)
		<-subs
	}
	e := Event{Type: FocusChanged, WindowID: new(uint32(7)), Workspace: new("1")}
	b.ReportAllocs()
	for b.Loop() {
		s.Broadcast("k", e.Encode())
	}
}
