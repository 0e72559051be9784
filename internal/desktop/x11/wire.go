package x11

import (
	"bufio"
	"io"
	"log"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/internal/xdisplay"
)

// opGetInputFocus is the core request that xgb sends by itself, and then
// waits for, when its queue of unanswered requests is full.
const opGetInputFocus = 43

// wire is the socket to the X server. xgb writes every request and reads
// every event with a system call of its own; wire gathers the requests
// between hold and release into one write, and reads through a buffer. It
// also replaces xgb's connection setup by one with the display's cookie.
//
// xgb's goroutine that reads and the one that writes use it, each its half.
type wire struct {
	net.Conn
	in    *bufio.Reader
	left  int           // bytes of the packet that is being read
	ready bool          // the setup's answer has begun
	xkb   atomic.Uint32 // the number of XKB's events

	mu    sync.Mutex
	setup []byte // replaces the first write
	out   []byte
	holds int
}

func newWire(c net.Conn, setup []byte) *wire {
	return &wire{Conn: c, in: bufio.NewReaderSize(c, 1<<16), setup: setup}
}

// Numbers of the protocol's packets (X protocol, "Protocol Encoding").
const (
	packetError     = 0
	packetReply     = 1
	packetGeneric   = 35
	packetHead      = 32
	packetSent      = 0x80 // an event that a client sent
	firstExtension  = 64   // events from here on are extensions'
	firstOtherError = 128  // errors from here on are extensions'
	notifyMonitors  = 14   // NoExposure, which is never asked for
	notifyUnmap     = 18   // UnmapNotify, whose byte 12 is its from-configure
	notifyKeyboard  = 34   // MappingNotify, whose byte 4 says what changed
	errorExtension  = 17   // BadImplementation
)

// Read hands the server's packets to xgb. xgb drops events and errors of
// extensions that are not in its process-wide tables, which cannot be written
// to while connections read; and whoever waits for a dropped error waits
// forever. So they get core numbers here. XKB's and RandR's are the only
// extension events that are asked for.
func (w *wire) Read(p []byte) (int, error) {
	if !w.ready {
		// The setup's answer: eight bytes with its length in the last two.
		head, err := w.in.Peek(8)
		if err != nil {
			return 0, err
		}
		w.ready, w.left = true, 8+4*int(xgb.Get16(head[6:]))
	}
	if w.left == 0 {
		head, err := w.in.Peek(packetHead)
		if err != nil {
			return 0, err
		}
		w.left = packetHead
		switch kind := head[0] & 0x7f; {
		case kind == packetReply || kind == packetGeneric:
			w.left += 4 * int(xgb.Get32(head[4:]))
		case head[0] == notifyUnmap|packetSent:
			head[12] = 1 // xgb drops the mark of a sent event
		case kind == packetError && head[1] >= firstOtherError:
			head[1] = errorExtension
		case kind >= firstExtension && uint32(kind) == w.xkb.Load():
			head[0], head[4] = notifyKeyboard, xproto.MappingKeyboard
		case kind >= firstExtension:
			head[0] = notifyMonitors
		}
	}
	n, err := w.in.Read(p[:min(len(p), w.left)])
	w.left -= n
	return n, err
}

// synthetic says whether a client sent the event. From-configure itself never
// is set for a window that keeps the default gravity.
func synthetic(e xproto.UnmapNotifyEvent) bool { return e.FromConfigure }

func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.setup != nil {
		setup := w.setup
		w.setup = nil
		_, err := w.Conn.Write(setup)
		return len(p), err
	}
	w.out = append(w.out, p...)
	if w.holds > 0 && p[0] != opGetInputFocus {
		return len(p), nil
	}
	return len(p), w.flush()
}

// flush needs mu. An error shows itself to xgb's reader too, which ends the connection.
func (w *wire) flush() error {
	if len(w.out) == 0 {
		return nil
	}
	_, err := w.Conn.Write(w.out)
	w.out = w.out[:0]
	return err
}

// hold gathers requests until release. Whoever holds must not wait for a reply.
func (w *wire) hold() {
	w.mu.Lock()
	w.holds++
	w.mu.Unlock()
}

// send sends what was gathered and goes on gathering.
func (w *wire) send() {
	w.mu.Lock()
	_ = w.flush()
	w.mu.Unlock()
}

// release sends what was gathered, by other holders too.
func (w *wire) release() {
	w.mu.Lock()
	w.holds--
	_ = w.flush()
	w.mu.Unlock()
}

// xgb writes to the standard error what it returns as an error as well.
func init() { xgb.Logger = log.New(io.Discard, "", 0) }

// dialTimeout bounds the connection to a display that does not answer.
const dialTimeout = 10 * time.Second

// dial connects to a display, authorised by the user's X authority file.
func dial(address xdisplay.Address) (*xgb.Conn, *wire, error) {
	c, err := net.DialTimeout(address.Network, address.Host, dialTimeout)
	if err != nil {
		return nil, nil, err
	}
	w := newWire(c, address.Setup())
	_ = c.SetDeadline(time.Now().Add(dialTimeout))
	conn, err := xgb.NewConnNet(w)
	if err != nil {
		c.Close()
		return nil, nil, err
	}
	_ = c.SetDeadline(time.Time{})
	conn.DefaultScreen = address.Screen
	return conn, w, nil
}
