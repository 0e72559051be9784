package ipc

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"syscall"
	"time"
)

// NotRunningError says that no agent serves the socket. Err is the system's
// reason.
type NotRunningError struct {
	Path string
	Err  error
}

func (e *NotRunningError) Error() string {
	why := "nothing listens at " + e.Path
	if errors.Is(e.Err, fs.ErrNotExist) {
		why = "no socket at " + e.Path
	}
	return fmt.Sprintf("Perch is not running%s (%s). Start it with: perch agent", place(e.Path), why)
}

func (e *NotRunningError) Unwrap() error { return e.Err }

// VersionError says that the two ends speak different protocol versions.
type VersionError struct {
	Path           string
	Client, Server uint32
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("the agent at %s speaks protocol version %d and this program version %d. Restart the agent, so that both are of one release", e.Path, e.Server, e.Client)
}

// RefusedError is an answer where a subscription was asked for: the agent's
// error, or its help.
type RefusedError struct{ Answer Answer }

func (e *RefusedError) Error() string {
	if e.Answer.Stderr != "" {
		return e.Answer.Stderr
	}
	if e.Answer.Stdout != "" {
		return e.Answer.Stdout
	}
	return fmt.Sprintf("the agent refused the subscription (exit code %d)", e.Answer.ExitCode)
}

// DroppedError says why the agent ended a subscription.
type DroppedError struct{ Reason string }

func (e *DroppedError) Error() string { return "Perch ended the subscription: " + e.Reason }

// ErrEnded is the end of a subscription without a reason: the agent is gone.
var ErrEnded = errors.New("the agent closed the connection")

// maxFrame is the largest frame that a client takes from the agent, in bytes.
const maxFrame = 64 << 20

// Client is a connection to an agent. It is for one goroutine at a time.
type Client struct {
	// Timeout bounds each Call (30 s).
	Timeout time.Duration

	path    string
	conn    *net.UnixConn
	r       *bufio.Reader
	greeted bool
	broken  error
}

// Dial connects to the agent's socket at path. Whether an agent of the right
// version is there shows in the first call, which spares a round trip.
func Dial(path string) (*Client, error) {
	if err := CheckLength(path); err != nil {
		return nil, err
	}
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		err = reason(err)
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.ENOTSOCK):
			return nil, &NotRunningError{Path: path, Err: err}
		case errors.Is(err, fs.ErrPermission):
			return nil, fmt.Errorf("the socket %s belongs to another user: %w", path, err)
		}
		return nil, fmt.Errorf("the agent's socket %s cannot be reached: %w", path, err)
	}
	return &Client{Timeout: 30 * time.Second, path: path, conn: conn, r: bufio.NewReader(conn)}, nil
}

// Close ends the connection.
func (c *Client) Close() error { return c.conn.Close() }

// Call sends one request and waits for its answer. After an error the client
// can only be closed.
func (c *Client) Call(r Request) (Answer, error) {
	if c.broken != nil {
		return Answer{}, c.broken
	}
	a, err := c.call(r)
	c.broken = err
	return a, err
}

func (c *Client) call(r Request) (Answer, error) {
	c.conn.SetDeadline(time.Now().Add(c.Timeout))
	if err := c.send(r); err != nil {
		return Answer{}, err
	}
	frame, err := readFrame(c.r, maxFrame)
	if err != nil {
		return Answer{}, c.explain(err)
	}
	return c.parseAnswer(frame)
}

// send writes the request, with the version before the first, and then reads
// the agent's version if this was the first.
func (c *Client) send(r Request) error {
	b := make([]byte, 0, 256)
	if !c.greeted {
		b = append(b, Handshake()...)
	}
	b = r.AppendFrame(b)
	if _, err := c.conn.Write(b); err != nil && !isReset(err) {
		// After a reset there may still be an answer that says why.
		return c.explain(err)
	}
	if c.greeted {
		return nil
	}
	var head4 [4]byte
	if n, err := io.ReadFull(c.r, head4[:]); err != nil {
		if n > 0 {
			return c.notPerch(head4[:n])
		}
		return c.explain(err)
	}
	switch v := binary.LittleEndian.Uint32(head4[:]); {
	case v == protocolVersion:
	case v <= 0xFFFF:
		return &VersionError{Path: c.path, Client: protocolVersion, Server: v}
	default:
		return c.notPerch(head4[:])
	}
	c.greeted = true
	return nil
}

func (c *Client) parseAnswer(frame []byte) (Answer, error) {
	var a struct {
		Answer
		ExitCode *int32 `json:"exitCode"`
	}
	if err := json.Unmarshal(frame, &a); err != nil || a.ExitCode == nil {
		return Answer{}, c.notPerch(frame)
	}
	a.Answer.ExitCode = *a.ExitCode
	return a.Answer, nil
}

func (c *Client) notPerch(got []byte) error {
	const shown = 40
	return fmt.Errorf("the program that listens at %s is not Perch: it answered %q", c.path, got[:min(shown, len(got))])
}

// explain turns a failed read or write into a sentence.
func (c *Client) explain(err error) error {
	large, isLarge := errors.AsType[*tooLarge](err)
	switch {
	case isLarge:
		return fmt.Errorf("the program that listens at %s is not Perch: it announced an answer of %d bytes", c.path, large.size)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("the agent at %s did not answer within %v", c.path, c.Timeout)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), isReset(err):
		return fmt.Errorf("the program that listens at %s closed the connection without an answer: it is shutting down, or it is not Perch", c.path)
	}
	return fmt.Errorf("the connection to the agent at %s failed: %w", c.path, reason(err))
}

// Subscribe asks the agent at path with args (["subscribe", …]) for a stream
// and calls f with every frame, in order; f may keep the frame. It returns
// f's error, ctx's error, a *RefusedError when the agent answered instead, a
// *DroppedError when the agent ended the stream and said why, or ErrEnded.
func Subscribe(ctx context.Context, path string, args []string, f func(frame []byte) error) error {
	c, err := Dial(path)
	if err != nil {
		return err
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { c.Close() })
	defer stop()
	err = c.subscribe(args, f)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func (c *Client) subscribe(args []string, f func([]byte) error) error {
	c.conn.SetDeadline(time.Now().Add(c.Timeout))
	if err := c.send(Request{Args: args}); err != nil {
		return err
	}
	c.conn.SetDeadline(time.Time{})
	for {
		frame, err := readFrame(c.r, maxFrame)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), err != nil && isReset(err):
			return ErrEnded
		case err != nil:
			return c.explain(err)
		}
		// Perch and AeroSpace put the sorted key "_event" first.
		if !bytes.HasPrefix(frame, []byte(`{"_event":`)) {
			a, err := c.parseAnswer(frame)
			if err == nil {
				return &RefusedError{Answer: a}
			}
			if _, isEvent := parseEvent(frame); !isEvent {
				return err
			}
		}
		if bytes.HasPrefix(frame, []byte(`{"_event":"dropped"`)) {
			if e, ok := parseEvent(frame); ok && e.Reason != "" {
				return &DroppedError{Reason: e.Reason}
			}
		}
		if err := f(frame); err != nil {
			return err
		}
	}
}
