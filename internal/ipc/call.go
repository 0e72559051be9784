package ipc

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"
)

// Call is one request that waits for its answer. Exactly one of Reply and
// Subscribe is to be called, from any goroutine; both return at once.
type Call struct {
	Request
	conn *conn
	once sync.Once
	done chan outcome
}

type outcome struct {
	answer     Answer
	subscriber *Subscriber
}

// Reply answers the request. The server's version and, where the client left
// out windowId or workspace, a paragraph about it are added. Only the first
// answer counts.
func (c *Call) Reply(a Answer) {
	c.once.Do(func() { c.done <- outcome{answer: a} })
}

// Subscribe turns the connection into a subscription to frames of the given
// kinds: there is no answer, and what the client sends from now on is ignored.
// Broadcasts reach the subscriber from this moment; frames that it is to get
// before them are given to [Subscriber.Send] before the next broadcast. After
// an earlier answer it returns a subscriber that takes nothing.
func (c *Call) Subscribe(kinds ...string) *Subscriber {
	sub := &Subscriber{
		conn:  c.conn,
		kinds: slices.Clone(kinds),
		wake:  make(chan struct{}, 1),
		gone:  make(chan struct{}),
	}
	used := true
	c.once.Do(func() {
		used = false
		c.conn.server.subscribe(sub)
		c.done <- outcome{subscriber: sub}
	})
	if used {
		sub.end("")
		close(sub.gone)
	}
	return sub
}

// wait returns what the agent decided, or false if the server closes first.
func (c *Call) wait() (outcome, bool) {
	select {
	case out := <-c.done:
		return out, true
	case <-c.conn.server.closing:
	}
	select {
	case out := <-c.done:
		return out, true
	default:
		// A subscription that comes later must not wait for a writer.
		c.once.Do(func() {})
		select {
		case out := <-c.done:
			return out, true
		default:
			return outcome{}, false
		}
	}
}

// Subscriber is the server's end of a subscription.
type Subscriber struct {
	conn  *conn
	kinds []string
	wake  chan struct{} // holds one token when there is something to do
	gone  chan struct{} // closed when the connection is

	mu     sync.Mutex
	queue  [][]byte
	size   int       // bytes in queue, with an allowance for each frame
	moved  time.Time // when the client last took something, or had nothing to take
	ended  bool
	reason string
}

// Send queues one frame for the subscriber and returns at once. It reports
// false when the subscriber is gone, or has read so slowly that it is dropped
// now. The frame must not be changed afterwards.
func (s *Subscriber) Send(frame []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return false
	}
	o := &s.conn.server.options
	waiting := len(s.queue)
	switch {
	case waiting == 0:
		// One frame is always taken, however large: it may be the whole state.
		s.moved = time.Now()
	case s.size+cost(frame) > o.MaxQueueBytes, waiting >= o.MaxQueue && time.Since(s.moved) > o.Patience:
		s.drop(fmt.Sprintf("it reads too slowly: %d events were waiting for it", waiting))
		return false
	}
	s.queue = append(s.queue, frame)
	s.size += cost(frame)
	s.signal()
	return true
}

// cost is what a queued frame takes in memory, in bytes.
func cost(frame []byte) int { return len(frame) + 48 }

// Close ends the subscription with a last frame that says why.
func (s *Subscriber) Close(reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		s.ended, s.reason = true, reason
		last := droppedFrame(reason)
		s.queue = append(s.queue, last)
		s.size += cost(last)
		s.signal()
	}
}

// Gone is closed when the client is no longer connected.
func (s *Subscriber) Gone() <-chan struct{} { return s.gone }

// grace is how long a dropped subscriber has to read the reason.
const grace = 2 * time.Second

// drop, with mu held, replaces what is queued by the reason.
func (s *Subscriber) drop(reason string) {
	s.ended, s.reason = true, reason
	last := droppedFrame(reason)
	s.queue, s.size = [][]byte{last}, cost(last)
	s.conn.endBy(time.Now().Add(grace))
	s.signal()
}

// end makes the writer stop after what is queued. It returns the reason why
// the subscription ended, which is the first that was given.
func (s *Subscriber) end(reason string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		s.ended, s.reason = true, reason
	}
	s.signal()
	return s.reason
}

func (s *Subscriber) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// A subscriber's connection holds little, and is filled in small steps, so that
// how much waits for it and whether it reads are known well. Both in bytes.
const (
	buffer = 16 << 10
	morsel = 4 << 10
)

// write sends data in small steps and notes each that the client took.
func (s *Subscriber) write(data []byte) error {
	for step := range slices.Chunk(data, morsel) {
		if err := s.conn.write(step); err != nil {
			return err
		}
		s.mu.Lock()
		s.moved = time.Now()
		s.mu.Unlock()
	}
	return nil
}

// stream writes a subscriber's frames until it ends or the client goes.
func (c *conn) stream(s *Subscriber) {
	defer close(s.gone)
	defer c.server.unsubscribe(s)
	c.net.SetWriteBuffer(buffer)
	read := make(chan struct{})
	go func() {
		defer close(read)
		c.readBy(time.Time{})
		io.Copy(io.Discard, c.net)
		s.abandon()
	}()
	var buf []byte
	for {
		frames, more := s.take()
		buf = buf[:0]
		for _, frame := range frames {
			if c.framed {
				buf = appendFrame(buf, frame)
			} else {
				buf = append(append(buf, frame...), '\n')
			}
		}
		clear(frames)
		if err := s.write(buf); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) && !c.server.isClosing() {
				s.end(fmt.Sprintf("it read nothing for %v", c.server.options.WriteTimeout))
			}
			break
		}
		if cap(buf) > piece {
			buf = nil
		}
		if more {
			continue
		}
		if s.over() {
			break
		}
		select {
		case <-s.wake:
		case <-c.server.closing:
			s.end("")
		}
	}
	if reason := s.end(""); reason != "" {
		c.server.log("a subscriber was dropped: %s", reason)
	}
	c.net.Close()
	<-read
}

// abandon forgets what is queued: nobody will read it.
func (s *Subscriber) abandon() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn.server.isClosing() {
		// The read ended because the server does; the frames still go out.
		return
	}
	s.ended = true
	s.queue, s.size = nil, 0
	s.signal()
}

// take removes about one morsel's worth of frames from the queue and reports
// whether others are left.
func (s *Subscriber) take() (frames [][]byte, more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, size := 0, 0
	for n < len(s.queue) && (n == 0 || size+cost(s.queue[n]) <= morsel) {
		size += cost(s.queue[n])
		n++
	}
	frames, s.queue = s.queue[:n:n], s.queue[n:]
	s.size -= size
	if len(s.queue) == 0 {
		s.queue = nil
		return frames, false
	}
	return frames, true
}

// over reports that the subscription ended and everything was written.
func (s *Subscriber) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended && len(s.queue) == 0
}
