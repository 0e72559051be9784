package x11

import (
	"bufio"
	"io"
	"log"
	"net"
	"sync"
	"time"

	"github.com/jezek/xgb"
)

// opGetInputFocus is the core request that xgb sends by itself, and then
// waits for, when its queue of unanswered requests is full.
const opGetInputFocus = 43

// wire is the socket to the X server. xgb writes every request and reads
// every event with a system call of its own; wire gathers the requests
// between hold and release into one write, and reads through a buffer. It
// also replaces xgb's connection setup by one with the display's cookie.
type wire struct {
	net.Conn
	in *bufio.Reader

	mu    sync.Mutex
	setup []byte // replaces the first write
	out   []byte
	holds int
}

func newWire(c net.Conn, setup []byte) *wire {
	return &wire{Conn: c, in: bufio.NewReaderSize(c, 1<<16), setup: setup}
}

func (w *wire) Read(p []byte) (int, error) { return w.in.Read(p) }

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

// release sends what was gathered, by other holders too.
func (w *wire) release() {
	w.mu.Lock()
	w.holds--
	// An error shows itself to xgb's reader, which ends the connection.
	_ = w.flush()
	w.mu.Unlock()
}

// otherEvent is an event of an extension.
type otherEvent []byte

func (e otherEvent) Bytes() []byte  { return e }
func (e otherEvent) String() string { return "event of an extension" }

// otherError is an error of an extension.
type otherError []byte

func (e otherError) SequenceId() uint16 { return xgb.Get16(e[2:]) }
func (e otherError) BadId() uint32      { return xgb.Get32(e[4:]) }
func (e otherError) Error() string      { return "error of an extension" }

// xgb looks constructors up in process-wide maps without a lock and its
// extensions' Init functions write to them while connections read. Giving
// every number a constructor at start makes those Init functions unnecessary.
func init() {
	xgb.Logger = log.New(io.Discard, "", 0)
	for n := 64; n < 128; n++ {
		if xgb.NewEventFuncs[n] == nil {
			xgb.NewEventFuncs[n] = func(b []byte) xgb.Event { return otherEvent(b) }
		}
	}
	for n := 128; n < 256; n++ {
		if xgb.NewErrorFuncs[n] == nil {
			xgb.NewErrorFuncs[n] = func(b []byte) xgb.Error { return otherError(b) }
		}
	}
}

// dialTimeout bounds the connection to a display that does not answer.
const dialTimeout = 10 * time.Second

// dial connects to a display, authorised by the user's X authority file.
func dial(address displayAddress) (*xgb.Conn, *wire, error) {
	c, err := net.DialTimeout(address.network, address.host, dialTimeout)
	if err != nil {
		return nil, nil, err
	}
	name, data := authority(address)
	w := newWire(c, setupRequest(name, data))
	_ = c.SetDeadline(time.Now().Add(dialTimeout))
	conn, err := xgb.NewConnNet(w)
	if err != nil {
		c.Close()
		return nil, nil, err
	}
	_ = c.SetDeadline(time.Time{})
	conn.DefaultScreen = address.screen
	return conn, w, nil
}

// setupRequest is the first thing a client sends (X protocol, "Connection Setup").
func setupRequest(name string, data []byte) []byte {
	b := make([]byte, 12+xgb.Pad(len(name))+xgb.Pad(len(data)))
	b[0] = 'l' // little-endian
	xgb.Put16(b[2:], 11)
	xgb.Put16(b[6:], uint16(len(name)))
	xgb.Put16(b[8:], uint16(len(data)))
	copy(b[12:], name)
	copy(b[12+xgb.Pad(len(name)):], data)
	return b
}
