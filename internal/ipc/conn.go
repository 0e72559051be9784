package ipc

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// conn is one client's connection. Its goroutine reads a request, waits for
// the answer and writes it; when the answer is a subscription it becomes the
// writer of that.
type conn struct {
	server *Server
	net    *net.UnixConn
	r      *bufio.Reader
	framed bool // false: the older protocol of bare JSON objects

	mu    sync.Mutex
	until time.Time // the last moment to write, once the connection is to end
}

func newConn(s *Server, nc *net.UnixConn) *conn {
	return &conn{server: s, net: nc, r: bufio.NewReader(nc), framed: true}
}

func (c *conn) serve() {
	if !c.handshake() {
		return
	}
	for {
		data, err := c.read()
		if err != nil {
			bad, ok := errors.AsType[*junk](err)
			if !ok {
				c.readFailed(err)
				return
			}
			if !c.answer(parseFailure(bad.data, bad)) {
				return
			}
			continue
		}
		var req Request
		if err := req.UnmarshalJSON(data); err != nil {
			if !c.framed && !json.Valid(data) {
				// Where the broken object ends is a guess; what follows on its
				// line belongs to it.
				drainLine(c.r, nil)
			}
			if !c.answer(parseFailure(data, err)) {
				return
			}
			continue
		}
		call := &Call{Request: req, conn: c, done: make(chan outcome, 1)}
		c.server.handle(call)
		out, ok := call.wait()
		switch {
		case !ok:
			return
		case out.subscriber != nil:
			c.stream(out.subscriber)
			return
		}
		// The older protocol had no such fields.
		if c.framed && (req.NoWindowID || req.NoWorkspace) {
			out.answer.Stderr += incomplete
		}
		if !c.answer(out.answer) {
			return
		}
	}
}

// handshake reads the client's protocol version and sends the server's. The
// older protocol has no version: its first byte is the '{' of a request.
func (c *conn) handshake() bool {
	c.readBy(time.Now().Add(c.server.options.HandshakeTimeout))
	first, err := c.r.Peek(1)
	if err != nil {
		return false
	}
	if first[0] == '{' {
		c.framed = false
		return true
	}
	var version [4]byte
	if _, err := io.ReadFull(c.r, version[:]); err != nil {
		return false
	}
	if c.write(Handshake()) != nil {
		return false
	}
	if v := binary.LittleEndian.Uint32(version[:]); v != protocolVersion {
		c.server.log("a client was turned away: it speaks protocol version %d, and this Perch speaks version %d", v, protocolVersion)
		return false
	}
	return true
}

// read returns the next request's bytes. It waits for the first byte for as
// long as it takes, and for the rest no longer than the read timeout.
func (c *conn) read() ([]byte, error) {
	c.readBy(time.Time{})
	if !c.framed {
		if err := skipSpace(c.r); err != nil {
			return nil, err
		}
	} else if _, err := c.r.Peek(1); err != nil {
		return nil, err
	}
	c.readBy(time.Now().Add(c.server.options.ReadTimeout))
	if c.framed {
		return readFrame(c.r, c.server.options.MaxRequest)
	}
	return readObject(c.r, c.server.options.MaxRequest)
}

// readBy sets the time by which reading must succeed; zero is no limit. While
// the server closes there is nothing more to read.
func (c *conn) readBy(t time.Time) {
	c.net.SetReadDeadline(t)
	if c.server.isClosing() {
		c.net.SetReadDeadline(time.Unix(1, 0))
	}
}

// readFailed tells the client, if it is still there, why its request was not
// read to the end.
func (c *conn) readFailed(err error) {
	if isEnd(err) || c.server.isClosing() {
		return
	}
	why := fmt.Sprintf("Can't read the request: %v.", err)
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		why = fmt.Sprintf("Can't read the request: it did not arrive completely within %v.", c.server.options.ReadTimeout)
	case errors.Is(err, io.ErrUnexpectedEOF):
		why = "Can't read the request: the connection ended in the middle of it."
	}
	c.server.log("a client's connection was closed. %s", why)
	c.answer(Answer{ExitCode: 2, Stderr: why})
}

// refuse tells a client that it is not served, in the form of an answer to the
// request that it is about to send.
func (c *conn) refuse(why string) {
	answer := Answer{ExitCode: 2, Stderr: why, Version: c.server.options.Version}
	c.write(appendFrame(Handshake(), answer.append(nil)))
}

// answer writes an answer and reports whether the client took it.
func (c *conn) answer(a Answer) bool {
	a.Version = c.server.options.Version
	payload := a.append(nil)
	if c.framed {
		payload = appendFrame(make([]byte, 0, 4+len(payload)), payload)
	}
	err := c.write(payload)
	if errors.Is(err, os.ErrDeadlineExceeded) && !c.server.isClosing() {
		c.server.log("a client was dropped: it did not read its answer for %v", c.server.options.WriteTimeout)
	}
	return err == nil
}

// piece is how much of an answer is written under one deadline, in bytes.
const piece = 64 << 10

// write sends everything, as long as the client takes a piece within each
// write timeout.
func (c *conn) write(data []byte) error {
	for len(data) > 0 {
		c.writeSoon()
		n, err := c.net.Write(data[:min(piece, len(data))])
		if err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}

// writeSoon gives the next write the write timeout, or less if the connection
// is to end earlier.
func (c *conn) writeSoon() {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := time.Now().Add(c.server.options.WriteTimeout)
	if !c.until.IsZero() && c.until.Before(t) {
		t = c.until
	}
	c.net.SetWriteDeadline(t)
}

// endBy gives the connection until t to write what there is. A write that
// waits right now is bound by it too.
func (c *conn) endBy(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.until.IsZero() || t.Before(c.until) {
		c.until = t
		c.net.SetWriteDeadline(t)
	}
}

// hurry makes an idle connection end and a writing one end by t.
func (c *conn) hurry(t time.Time) {
	c.endBy(t)
	c.net.SetReadDeadline(time.Unix(1, 0))
}

// isReset reports that the peer closed a connection with bytes on their way.
func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
