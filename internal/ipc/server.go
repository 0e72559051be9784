package ipc

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"time"
)

// Options are the limits of a Server. A zero field has the default written
// beside it.
type Options struct {
	// Version is "<version> <hash>", which every answer carries.
	Version string
	// Log is told what a person may want to know about misbehaving clients.
	// It is called from many goroutines, but never from within Reply, Send or
	// Broadcast. nil keeps silent.
	Log func(message string)
	// Wait is how long to wait for another agent on the same socket to end
	// (none).
	Wait time.Duration

	MaxClients int   // connections at a time (256)
	MaxRequest int64 // bytes of one request (1 MiB)
	// A subscriber is dropped when MaxQueueBytes bytes wait for it (4 MiB), or
	// when MaxQueue frames do (4096) and it took nothing for Patience (500 ms):
	// one that reads slowly is given room, one that does not read is not.
	MaxQueue      int
	MaxQueueBytes int
	Patience      time.Duration
	// HandshakeTimeout bounds the time from the connection to the protocol
	// version (5 s); ReadTimeout that from a request's first byte to its last
	// (10 s); WriteTimeout that in which a client must take something from a
	// full connection (5 s). A connection between two requests may stay idle.
	HandshakeTimeout, ReadTimeout, WriteTimeout time.Duration
}

func (o *Options) fill() {
	def(&o.MaxClients, 256)
	def(&o.MaxRequest, 1<<20)
	def(&o.MaxQueue, 4096)
	def(&o.MaxQueueBytes, 4<<20)
	def(&o.HandshakeTimeout, 5*time.Second)
	def(&o.ReadTimeout, 10*time.Second)
	def(&o.WriteTimeout, 5*time.Second)
	def(&o.Patience, 500*time.Millisecond)
}

func def[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Server serves one socket.
type Server struct {
	endpoint *Endpoint
	options  Options
	handle   func(*Call)
	peer     func(*net.UnixConn) (uid int, known bool, err error)

	closing chan struct{} // closed by Close
	closed  sync.Once
	wg      sync.WaitGroup // one for each connection

	mu     sync.Mutex
	conns  map[*conn]struct{}
	shared []*Endpoint

	subscribersMu sync.Mutex
	subscribers   []*Subscriber
}

// Listen opens the socket at path for this process alone: a folder that is
// missing is made with mode 0700, the socket has mode 0600, what a dead agent
// left is replaced, and a living agent's gives a [RunningError].
func Listen(path string, o Options) (*Server, error) {
	ep, err := Claim(path, o.Wait)
	if err != nil {
		return nil, err
	}
	o.fill()
	return &Server{
		endpoint: ep,
		options:  o,
		peer:     peerUser,
		closing:  make(chan struct{}),
		conns:    map[*conn]struct{}{},
	}, nil
}

// Path returns the socket's absolute path.
func (s *Server) Path() string { return s.endpoint.path }

// Serve accepts clients until Close, and then returns nil. It calls handle for
// every request, from one goroutine per connection; handle passes the call on
// to where it is answered. A connection's next request is read once the last
// was answered.
func (s *Server) Serve(handle func(*Call)) error {
	s.mu.Lock()
	s.handle = handle
	for _, ep := range s.shared {
		go s.acceptAll(ep)
	}
	s.mu.Unlock()
	s.acceptAll(s.endpoint)
	return nil
}

// Share serves the same clients on one more socket, that of another program
// whose clients speak the protocol. A [RunningError] says that somebody
// serves it already.
func (s *Server) Share(path string) error {
	ep, err := Claim(path, 0)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosing() {
		return ep.Close()
	}
	s.shared = append(s.shared, ep)
	if s.handle != nil {
		go s.acceptAll(ep)
	}
	return nil
}

// Unshare gives back every socket of Share. Clients that are connected stay.
func (s *Server) Unshare() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var errs []error
	for _, ep := range s.shared {
		errs = append(errs, ep.Close())
	}
	s.shared = nil
	return errors.Join(errs...)
}

// acceptAll accepts clients until the endpoint or the server closes.
func (s *Server) acceptAll(ep *Endpoint) {
	var pause time.Duration
	for {
		c, err := ep.Listener.AcceptUnix()
		if err == nil {
			pause = 0
			s.accept(c)
			continue
		}
		if s.isClosing() || errors.Is(err, net.ErrClosed) {
			return
		}
		// The process is out of file descriptors or memory; both pass.
		pause = min(max(2*pause, 5*time.Millisecond), time.Second)
		s.log("a client could not be accepted: %v", err)
		select {
		case <-time.After(pause):
		case <-s.closing:
			return
		}
	}
}

func (s *Server) accept(nc *net.UnixConn) {
	c := newConn(s, nc)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isClosing() {
		nc.Close()
		return
	}
	full := len(s.conns) >= s.options.MaxClients
	if !full {
		s.conns[c] = struct{}{}
	}
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		if full {
			s.log("a client was turned away: %d are connected already", s.options.MaxClients)
			c.refuse(fmt.Sprintf("Perch serves %d clients already, which is the most it takes; end one of them and try again.", s.options.MaxClients))
		} else if why := stranger(s.peer(nc)); why != "" {
			s.log("%s", why)
			c.refuse(why)
		} else {
			c.serve()
		}
		nc.Close()
		s.mu.Lock()
		delete(s.conns, c)
		s.mu.Unlock()
	}()
}

// Stranger says why the peer may not speak to this process: only the user who
// runs it, and root, may. "" lets it in.
func Stranger(nc *net.UnixConn) string { return stranger(peerUser(nc)) }

func stranger(uid int, known bool, err error) string {
	switch {
	case err != nil:
		return fmt.Sprintf("A client was turned away: the system does not say whose it is (%v).", err)
	case known && uid != os.Getuid() && uid != 0:
		return fmt.Sprintf("This Perch belongs to user %d and takes no commands from user %d.", os.Getuid(), uid)
	}
	return ""
}

// Broadcast gives frame to every subscriber of the kind, in order and without
// waiting. The frame must not be changed afterwards.
func (s *Server) Broadcast(kind string, frame []byte) {
	s.subscribersMu.Lock()
	defer s.subscribersMu.Unlock()
	s.subscribers = slices.DeleteFunc(s.subscribers, func(sub *Subscriber) bool {
		return slices.Contains(sub.kinds, kind) && !sub.Send(frame)
	})
}

// Wanted reports whether any subscriber wants frames of the kind, so that
// nothing is encoded for nobody.
func (s *Server) Wanted(kind string) bool {
	s.subscribersMu.Lock()
	defer s.subscribersMu.Unlock()
	return slices.ContainsFunc(s.subscribers, func(sub *Subscriber) bool {
		return slices.Contains(sub.kinds, kind)
	})
}

func (s *Server) subscribe(sub *Subscriber) {
	s.subscribersMu.Lock()
	defer s.subscribersMu.Unlock()
	s.subscribers = append(s.subscribers, sub)
}

func (s *Server) unsubscribe(sub *Subscriber) {
	s.subscribersMu.Lock()
	defer s.subscribersMu.Unlock()
	s.subscribers = slices.DeleteFunc(s.subscribers, func(other *Subscriber) bool { return other == sub })
}

// farewell is how long Close waits for clients to take what was already said.
const farewell = 300 * time.Millisecond

// Close stops serving and gives the socket back. Answers that were given and
// frames that were sent still go out to clients that read them; unanswered
// requests end with the connection.
func (s *Server) Close() error {
	var err error
	s.closed.Do(func() {
		s.mu.Lock()
		close(s.closing)
		s.mu.Unlock()
		err = errors.Join(s.Unshare(), s.endpoint.Close())
		until := time.Now().Add(farewell)
		s.each(func(c *conn) { c.hurry(until) })
		over := make(chan struct{})
		go func() {
			s.wg.Wait()
			close(over)
		}()
		select {
		case <-over:
		case <-time.After(2 * farewell): // a handler that still holds its call
		}
	})
	return err
}

func (s *Server) each(f func(*conn)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		f(c)
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

// isEnd reports that a client simply went away.
func isEnd(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || isReset(err)
}
