package barcall

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"perch/internal/ipc"
)

// Call is one message that waits for its reply.
type Call struct {
	Args  []string
	reply chan string
	once  sync.Once
}

// Reply answers the message and returns at once. Only the first reply counts;
// a client that has gone gets none.
func (c *Call) Reply(text string) { c.once.Do(func() { c.reply <- text }) }

// Options are the limits of a Server. A zero field has the default written
// beside it.
type Options struct {
	// Log is told of misbehaving clients, from many goroutines; nil keeps
	// silent.
	Log func(message string)
	// Wait is how long to wait for another bar of the name to end (none).
	Wait time.Duration
	// MaxClients is the number of connections at a time (256). One more has to
	// wait; meanwhile, of those that have been silent for longer than Silence
	// (1 s), the one that was for the longest time is closed.
	MaxClients int
	Silence    time.Duration
	MaxRequest int // bytes of one message (4 MiB, above what a command line takes)
	// Timeout bounds the time from a message's first byte to its last, and that
	// in which a client must take something of its reply (5 s). A connection
	// between two messages may stay silent.
	Timeout time.Duration
}

// RunningError says that another process is the bar of the name.
type RunningError struct{ Name, Path string }

func (e *RunningError) Error() string {
	return fmt.Sprintf("a bar named %s runs already: another process holds the lock %s.lock", e.Name, e.Path)
}

// Server receives the messages of one bar.
type Server struct {
	endpoint *ipc.Endpoint
	options  Options
	calls    chan *Call
	closing  chan struct{}
	closed   sync.Once
	wg       sync.WaitGroup // the accepting goroutine, and one for each client

	mu      sync.Mutex
	clients map[*client]struct{}
	room    chan struct{} // a token when a client went or fell silent
}

// Listen makes this process the bar of the name, whose socket is at path. A
// [RunningError] says that another one is. Calls has to be received from.
func Listen(path, name string, o Options) (*Server, error) {
	ep, err := ipc.Claim(path, o.Wait)
	if _, running := errors.AsType[*ipc.RunningError](err); running {
		return nil, &RunningError{Name: name, Path: path}
	}
	if err != nil {
		return nil, err
	}
	if o.MaxClients == 0 {
		o.MaxClients = 256
	}
	if o.MaxRequest == 0 {
		o.MaxRequest = 4 << 20
	}
	if o.Silence == 0 {
		o.Silence = time.Second
	}
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Second
	}
	s := &Server{
		endpoint: ep, options: o,
		calls: make(chan *Call), closing: make(chan struct{}),
		clients: map[*client]struct{}{}, room: make(chan struct{}, 1),
	}
	s.wg.Add(1)
	go s.accept()
	return s, nil
}

// Path returns the socket's absolute path.
func (s *Server) Path() string { return s.endpoint.Path() }

// Calls gives the messages, one at a time and in the order in which they came.
// Each has to be answered by Reply. It is not closed by Close.
func (s *Server) Calls() <-chan *Call { return s.calls }

// farewell is how long Close waits for clients to take their replies.
const farewell = 300 * time.Millisecond

// Close gives the socket back. Replies that were given still go out;
// unanswered messages end with their connection.
func (s *Server) Close() error {
	var err error
	s.closed.Do(func() {
		s.mu.Lock()
		close(s.closing)
		err = s.endpoint.Close()
		until := time.Now().Add(farewell)
		for c := range s.clients {
			c.net.SetReadDeadline(time.Unix(1, 0))
			c.net.SetWriteDeadline(until)
		}
		s.mu.Unlock()
		s.wg.Wait()
	})
	return err
}

func (s *Server) accept() {
	defer s.wg.Done()
	var pause time.Duration
	for {
		nc, err := s.endpoint.Listener.AcceptUnix()
		switch {
		case err == nil:
			pause = 0
			if !s.admit(nc) {
				nc.Close()
			}
			continue
		case s.isClosing(), errors.Is(err, net.ErrClosed):
			return
		}
		// The process is out of file descriptors or memory; both pass.
		pause = min(max(2*pause, 5*time.Millisecond), time.Second)
		s.log("a client of the bar could not be accepted: %v", err)
		select {
		case <-time.After(pause):
		case <-s.closing:
			return
		}
	}
}

// admit serves a connection as soon as there is room for it.
func (s *Server) admit(nc *net.UnixConn) bool {
	if why := ipc.Stranger(nc); why != "" {
		s.log("%s", why)
		return false
	}
	c := &client{server: s, net: nc, silent: time.Now()}
	for {
		wait, ok := s.enter(c)
		if ok {
			return true
		}
		timer := time.NewTimer(wait)
		select {
		case <-s.room:
		case <-timer.C:
		case <-s.closing:
			return false
		}
		timer.Stop()
	}
}

// enter starts a client if there is room; if not, it makes some, or says when to
// try again.
func (s *Server) enter(c *client) (wait time.Duration, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosing() {
		return 0, false
	}
	if len(s.clients) < s.options.MaxClients {
		s.clients[c] = struct{}{}
		s.wg.Add(1)
		go c.serve()
		return 0, true
	}
	var idlest *client
	for other := range s.clients {
		if !other.silent.IsZero() && (idlest == nil || other.silent.Before(idlest.silent)) {
			idlest = other
		}
	}
	if idlest == nil {
		return s.options.Silence, false
	}
	// One that has only just connected is about to say something.
	if wait := s.options.Silence - time.Since(idlest.silent); wait > 0 {
		return wait, false
	}
	idlest.net.Close()
	return s.options.Silence, false
}

func (s *Server) leave(c *client) {
	s.mu.Lock()
	delete(s.clients, c)
	s.mu.Unlock()
	s.signal()
}

func (s *Server) signal() {
	select {
	case s.room <- struct{}{}:
	default:
	}
}

func (s *Server) isClosing() bool {
	select {
	case <-s.closing:
		return true
	default:
		return false
	}
}

func (s *Server) log(format string, args ...any) {
	if s.options.Log != nil {
		s.options.Log(fmt.Sprintf(format, args...))
	}
}

// client is one connection.
type client struct {
	server *Server
	net    *net.UnixConn
	silent time.Time // since when it is between messages; zero during one. Under the server's mu
}

func (c *client) serve() {
	defer c.server.wg.Done()
	defer c.server.leave(c)
	defer c.net.Close()
	r := bufio.NewReader(c.net)
	for {
		if !c.idle() {
			return
		}
		if _, err := r.Peek(1); err != nil {
			return
		}
		if !c.busy() {
			return
		}
		args, framed, err := readRequest(r, c.server.options.MaxRequest)
		if err != nil {
			c.complain(err)
			return
		}
		reply, ok := c.ask(args)
		if !ok || !c.write(appendReply(nil, reply, framed)) {
			return
		}
	}
}

// ask waits for the bar's reply.
func (c *client) ask(args []string) (string, bool) {
	if len(args) == 0 {
		return "", true
	}
	call := &Call{Args: args, reply: make(chan string, 1)}
	select {
	case c.server.calls <- call:
	case <-c.server.closing:
		return "", false
	}
	select {
	case reply := <-call.reply:
		return reply, true
	case <-c.server.closing:
	}
	// The reply to --exit comes together with the end.
	select {
	case reply := <-call.reply:
		return reply, true
	default:
		return "", false
	}
}

// idle lets the connection be silent for as long as nobody needs its place.
func (c *client) idle() bool {
	c.server.mu.Lock()
	c.silent = time.Now()
	c.net.SetReadDeadline(time.Time{})
	open := !c.server.isClosing()
	c.server.mu.Unlock()
	c.server.signal()
	return open
}

// busy gives the message that has begun its time.
func (c *client) busy() bool {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.silent = time.Time{}
	c.net.SetReadDeadline(time.Now().Add(c.server.options.Timeout))
	return !c.server.isClosing()
}

// piece is how much of a reply is written under one deadline, in bytes.
const piece = 64 << 10

func (c *client) write(data []byte) bool {
	for len(data) > 0 {
		c.writeSoon()
		n, err := c.net.Write(data[:min(piece, len(data))])
		if errors.Is(err, os.ErrDeadlineExceeded) && !c.server.isClosing() {
			c.server.log("a client of the bar was dropped: it did not read its reply for %v", c.server.options.Timeout)
		}
		if err != nil {
			return false
		}
		data = data[n:]
	}
	return true
}

// writeSoon gives the next write its time; while the server closes, all of them
// have what Close gave.
func (c *client) writeSoon() {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if !c.server.isClosing() {
		c.net.SetWriteDeadline(time.Now().Add(c.server.options.Timeout))
	}
}

// complain says why a message was not read to its end.
func (c *client) complain(err error) {
	switch {
	case c.server.isClosing(), errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed), errors.Is(err, syscall.ECONNRESET):
	case errors.Is(err, os.ErrDeadlineExceeded):
		c.server.log("a message to the bar did not arrive completely within %v", c.server.options.Timeout)
	case errors.Is(err, io.ErrUnexpectedEOF):
		c.server.log("a message to the bar ended in the middle")
	default:
		c.server.log("a message to the bar could not be read: %v", err)
	}
}
