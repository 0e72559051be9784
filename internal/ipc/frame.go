package ipc

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// protocolVersion is the number that both ends send first (u32, little endian).
const protocolVersion = 1

// Handshake returns the protocol version as each end sends it first.
func Handshake() []byte {
	return binary.LittleEndian.AppendUint32(nil, protocolVersion)
}

// appendFrame appends payload with its length before it (u32, little endian).
func appendFrame(b, payload []byte) []byte {
	b = binary.LittleEndian.AppendUint32(b, uint32(len(payload)))
	return append(b, payload...)
}

// tooLarge is a message that is longer than the reader accepts, in bytes.
type tooLarge struct{ size, limit int64 }

func (e *tooLarge) Error() string {
	return fmt.Sprintf("the message is larger than %d bytes", e.limit)
}

// junk is input in the unframed protocol that cannot be JSON. Reading goes on
// after it.
type junk struct{ data []byte }

func (e *junk) Error() string { return "expected a JSON object that begins with '{'" }

// readFrame reads one length and as many bytes. It returns io.EOF only when
// the stream ends between two frames. Memory grows with what arrives, not with
// what the length promises.
func readFrame(r io.Reader, limit int64) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	size := int64(binary.LittleEndian.Uint32(head[:]))
	if size > limit {
		return nil, &tooLarge{size: size, limit: limit}
	}
	if size <= 64<<10 {
		data := make([]byte, size)
		if _, err := io.ReadFull(r, data); err != nil {
			return nil, unexpected(err)
		}
		return data, nil
	}
	var buf bytes.Buffer
	if n, err := io.CopyN(&buf, r, size); err != nil {
		return nil, fmt.Errorf("%w after %d of %d bytes", unexpected(err), n, size)
	}
	return buf.Bytes(), nil
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readObject reads one JSON object of the older AeroSpace protocol, in which
// requests follow one another without lengths. Input before an object that is
// neither white space nor '{' is returned as junk, up to the end of its line
// or of what has arrived, so that one bad request does not spoil the next.
func readObject(r *bufio.Reader, limit int64) ([]byte, error) {
	if err := skipSpace(r); err != nil {
		return nil, err
	}
	var (
		data     []byte
		depth    int
		inString bool
		escaped  bool
	)
	for {
		c, err := r.ReadByte()
		if err != nil {
			return nil, unexpected(err)
		}
		if len(data) == 0 && c != '{' {
			return nil, &junk{data: drainLine(r, []byte{c})}
		}
		if int64(len(data)) == limit {
			return nil, &tooLarge{size: limit + 1, limit: limit}
		}
		data = append(data, c)
		switch {
		case escaped:
			escaped = false
		case inString && c == '\\':
			escaped = true
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
			if depth == 0 {
				return data, nil
			}
		}
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

func skipSpace(r *bufio.Reader) error {
	for {
		c, err := r.ReadByte()
		if err != nil {
			return err
		}
		if !isSpace(c) {
			return r.UnreadByte()
		}
	}
}

// drainLine appends what is buffered, up to a newline, to data without waiting
// for more.
func drainLine(r *bufio.Reader, data []byte) []byte {
	rest, _ := r.Peek(r.Buffered())
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i+1]
	}
	data = append(data, rest...)
	r.Discard(len(rest))
	return bytes.TrimRight(data, "\r\n")
}
