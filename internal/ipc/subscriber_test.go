package ipc

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

// subscribed starts a server whose clients all subscribe to the kinds in
// their arguments, and delivers the subscribers.
func subscribed(t *testing.T, o Options) (*Server, chan *Subscriber) {
	subs := make(chan *Subscriber, 16)
	s := start(t, o, func(c *Call) { subs <- c.Subscribe(c.Args[1:]...) })
	return s, subs
}

func frame(kind string, n int) []byte { return fmt.Appendf(nil, `{"_event":%q,"n":%d}`, kind, n) }

// reader subscribes and checks that what arrives is numbered from 0 without a
// gap. It tells how many frames it has and ends after count.
func reader(t *testing.T, s *Server, kind string, count int, each func(n int)) <-chan error {
	ended := make(chan error, 1)
	go func() {
		next := 0
		full := errors.New("full")
		err := Subscribe(t.Context(), s.Path(), []string{"subscribe", kind}, func(got []byte) error {
			if want := string(frame(kind, next)); string(got) != want {
				return fmt.Errorf("got %s, want %s", got, want)
			}
			next++
			if each != nil {
				each(next)
			}
			if next == count {
				return full
			}
			return nil
		})
		if errors.Is(err, full) {
			err = nil
		}
		ended <- err
	}()
	return ended
}

// Ten thousand events: one subscriber reads, one reads slowly, one never does.
func TestSubscribersUnderLoad(t *testing.T) {
	const events = 10_000
	const ahead = 1000 // how far the events run before each reader
	logged := make(chan string, 100)
	s, subs := subscribed(t, Options{Patience: time.Millisecond, Log: func(m string) { logged <- m }})

	// Each read makes room for one more event.
	rooms := [2]chan struct{}{make(chan struct{}, ahead), make(chan struct{}, ahead)}
	for range ahead {
		rooms[0] <- struct{}{}
		rooms[1] <- struct{}{}
	}
	normal := reader(t, s, "k", events, func(int) { rooms[0] <- struct{}{} })
	<-subs
	behind := make(chan struct{}) // the slow reader is as far behind as it may be
	slow := reader(t, s, "k", events, func(int) {
		<-behind
		rooms[1] <- struct{}{}
	})
	<-subs
	never := raw(t, s.Path())
	never.Write(Request{Args: []string{"subscribe", "k"}}.AppendFrame(Handshake()))
	lost := <-subs

	var longest time.Duration
	for n := range events {
		if n == ahead {
			close(behind)
		}
		<-rooms[0]
		<-rooms[1]
		before := time.Now()
		s.Broadcast("k", frame("k", n))
		longest = max(longest, time.Since(before))
	}
	for name, ended := range map[string]<-chan error{"the reader": normal, "the slow reader": slow} {
		if err := <-ended; err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	select {
	case <-lost.Gone():
	case <-time.After(20 * time.Second):
		t.Fatal("the subscriber that never reads was not dropped")
	}
	if m := <-logged; !strings.Contains(m, "a subscriber was dropped: it reads too slowly: ") {
		t.Error(m)
	}
	if longest > 2*time.Second {
		t.Errorf("a broadcast took %v", longest)
	}
	t.Logf("the longest broadcast took %v", longest)
	if lost.Send([]byte("{}")) {
		t.Error("a dropped subscriber takes frames")
	}
}

// A dropped subscriber that reads again learns why, after whole frames only.
func TestDroppedSubscriberLearnsWhy(t *testing.T) {
	s, subs := subscribed(t, Options{MaxQueue: 10, Patience: 1})
	proceed := make(chan struct{})
	ended := make(chan error, 1)
	go func() {
		next := 0
		ended <- Subscribe(t.Context(), s.Path(), []string{"subscribe", "k"}, func(got []byte) error {
			<-proceed
			if !strings.HasPrefix(string(got), string(frame("k", next))[:len(`{"_event":"k","n":`)]) {
				return fmt.Errorf("frame %d is %.40s", next, got)
			}
			next++
			return nil
		})
	}()
	sub := <-subs
	padding := strings.Repeat(" ", 10_000)
	for n := 0; sub.Send([]byte(string(frame("k", n)) + padding)); n++ {
		if n > 10_000 {
			t.Fatal("the subscriber is never dropped")
		}
	}
	close(proceed)
	err := <-ended
	if e, ok := errors.AsType[*DroppedError](err); !ok || !strings.Contains(e.Reason, "too slowly") {
		t.Errorf("%v, want why it was dropped", err)
	}
}

func TestQueueIsBoundedInBytes(t *testing.T) {
	s, subs := subscribed(t, Options{MaxQueueBytes: 1 << 20})
	c := raw(t, s.Path())
	c.Write(Request{Args: []string{"subscribe"}}.AppendFrame(Handshake()))
	sub := <-subs
	// One frame may be larger than the limit: a whole state must get through.
	large := []byte(`{"_event":"` + strings.Repeat("x", 3<<20) + `"}`)
	if !sub.Send(large) {
		t.Fatal("a large frame was refused")
	}
	io.ReadFull(c, make([]byte, 4))
	if got, err := readFrame(c, maxFrame); err != nil || string(got) != string(large) {
		t.Fatalf("%d bytes arrived, %v", len(got), err)
	}
	part := large[:300<<10]
	n := 0
	for ; sub.Send(part); n++ {
		if n > 100 {
			t.Fatal("the queue is not bounded")
		}
	}
	if n < 3 {
		t.Errorf("dropped after %d frames of 300 KiB", n)
	}
}

func TestStalledSubscriberIsDropped(t *testing.T) {
	logged := make(chan string, 10)
	s, subs := subscribed(t, Options{WriteTimeout: 20 * time.Millisecond, Log: func(m string) { logged <- m }})
	c := raw(t, s.Path())
	c.Write(Request{Args: []string{"subscribe"}}.AppendFrame(Handshake()))
	sub := <-subs
	sub.Send(make([]byte, 3<<20))
	<-sub.Gone()
	if m := <-logged; !strings.Contains(m, "a subscriber was dropped: it read nothing for 20ms") {
		t.Error(m)
	}
}

func TestKindsOrderAndLeaving(t *testing.T) {
	s, subs := subscribed(t, Options{})
	if s.Wanted("a") {
		t.Error("a kind is wanted before anybody subscribed")
	}
	both := raw(t, s.Path())
	both.Write(Request{Args: []string{"subscribe", "a", "b"}}.AppendFrame(Handshake()))
	sub := <-subs
	if !s.Wanted("a") || !s.Wanted("b") || s.Wanted("c") {
		t.Error("Wanted does not tell what is subscribed to")
	}
	sub.Send(frame("initial", 0))
	s.Broadcast("a", frame("a", 1))
	s.Broadcast("c", frame("c", 2))
	s.Broadcast("b", frame("b", 3))
	io.ReadFull(both, make([]byte, 4))
	for _, want := range []string{string(frame("initial", 0)), string(frame("a", 1)), string(frame("b", 3))} {
		if got, err := readFrame(both, maxFrame); err != nil || string(got) != want {
			t.Errorf("got %s (%v), want %s", got, err, want)
		}
	}
	// What a subscriber says is ignored, garbage too.
	both.Write([]byte("whatever \x00\xff"))
	both.Write(Request{Args: []string{"x"}}.AppendFrame(nil))
	s.Broadcast("a", frame("a", 4))
	if got, err := readFrame(both, maxFrame); err != nil || string(got) != string(frame("a", 4)) {
		t.Errorf("got %s (%v)", got, err)
	}
	both.Close()
	<-sub.Gone()
	if s.Wanted("a") {
		t.Error("a subscriber that left still counts")
	}
	if sub.Send(nil) {
		t.Error("a subscriber that left takes frames")
	}
}

func TestCloseTellsSubscribers(t *testing.T) {
	s, subs := subscribed(t, Options{})
	ended := reader(t, s, "k", 1000, nil)
	sub := <-subs
	for n := range 100 {
		s.Broadcast("k", frame("k", n))
	}
	sub.Close("the agent restarts")
	if sub.Send(frame("k", 100)) {
		t.Error("a closed subscriber takes frames")
	}
	s.Close()
	if e, ok := errors.AsType[*DroppedError](<-ended); !ok || e.Reason != "the agent restarts" {
		t.Errorf("%v", e)
	}
}

// What was sent before Close arrives.
func TestCloseFlushesSubscribers(t *testing.T) {
	s, subs := subscribed(t, Options{})
	ended := reader(t, s, "k", 100, nil)
	<-subs
	for n := range 100 {
		s.Broadcast("k", frame("k", n))
	}
	s.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
