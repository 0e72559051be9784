package ipc

import (
	"bufio"
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
// subscribers that keep up.
func BenchmarkBroadcast(b *testing.B) {
	const readers, ahead = 4, 1000
	subs := make(chan *Subscriber)
	s := benchServer(b, func(c *Call) { subs <- c.Subscribe("k") })
	room := make(chan struct{}, 2*readers)
	for range readers {
		c, err := net.Dial("unix", s.Path())
		if err != nil {
			b.Fatal(err)
		}
		defer c.Close()
		c.Write(Request{}.AppendFrame(Handshake()))
		go func() {
			r := bufio.NewReader(c)
			io.ReadFull(r, make([]byte, 4))
			for n := 1; ; n++ {
				if _, err := readFrame(r, maxFrame); err != nil {
					return
				}
				if n%ahead == 0 {
					room <- struct{}{}
				}
			}
		}()
		<-subs
	}
	frame := []byte(`{"_event":"focus-changed","windowId":7,"workspace":"1"}`)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		s.Broadcast("k", frame)
		if n++; n%ahead == 0 {
			b.StopTimer()
			for range readers {
				<-room
			}
			b.StartTimer()
		}
	}
	if left := len(s.subscribers); left != readers {
		b.Errorf("%d of %d subscribers are left", left, readers)
	}
}
