package barcall

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// tooLarge is a request, or a reply, over the limit.
type tooLarge struct{ size, limit int }

func (e *tooLarge) Error() string {
	return fmt.Sprintf("%d bytes are more than the %d that fit into one message", e.size, e.limit)
}

// appendArgs writes arguments with a NUL behind each. What follows a NUL
// within one is left out: no program can get such an argument.
func appendArgs(b []byte, args []string) []byte {
	for _, arg := range args {
		arg, _, _ = strings.Cut(arg, "\x00")
		b = append(append(b, arg...), 0)
	}
	return b
}

func appendRequest(b []byte, args []string) []byte {
	b = append(b, 0, 0, 0, 0, 0)
	start := len(b)
	b = appendArgs(b, args)
	binary.LittleEndian.PutUint32(b[start-4:], uint32(len(b)-start))
	return b
}

// appendReply writes a reply in the framing of its request.
func appendReply(b []byte, reply string, framed bool) []byte {
	if !framed {
		return append(append(b, strings.ReplaceAll(reply, "\x00", "")...), 0)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(reply)))
	return append(b, reply...)
}

// readRequest reads the next request of either framing. io.EOF is the end of a
// connection between requests.
func readRequest(r *bufio.Reader, limit int) (args []string, framed bool, err error) {
	first, err := r.Peek(1)
	if err != nil {
		return nil, false, err
	}
	if first[0] != 0 {
		args, err = readPlain(r, limit)
		return args, false, err
	}
	if _, err := r.Discard(1); err != nil {
		return nil, true, err
	}
	text, err := readSized(r, limit)
	if err != nil {
		return nil, true, err
	}
	if len(text) == 0 {
		return []string{}, true, nil
	}
	if text[len(text)-1] != 0 {
		return nil, true, errors.New("the last argument has no NUL behind it")
	}
	return strings.Split(text[:len(text)-1], "\x00"), true, nil
}

// readPlain reads arguments up to an empty one.
func readPlain(r *bufio.Reader, limit int) ([]string, error) {
	args := []string{}
	size := 0
	var arg []byte
	for {
		part, err := r.ReadSlice(0)
		if size += len(part); size > limit {
			return nil, &tooLarge{size, limit}
		}
		arg = append(arg, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			if len(arg) > 0 {
				args = append(args, string(arg))
			}
			return args, nil
		case err != nil:
			return nil, err
		case len(arg) == 1:
			return args, nil
		}
		args = append(args, string(arg[:len(arg)-1]))
		arg = arg[:0]
	}
}

// readSized reads a length and that many bytes. Room is made as they come, so
// that a length alone costs nothing.
func readSized(r *bufio.Reader, limit int) (string, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return "", unexpected(err)
	}
	size := binary.LittleEndian.Uint32(head[:])
	if uint64(size) > uint64(limit) {
		return "", &tooLarge{int(size), limit}
	}
	var b strings.Builder
	if n, err := io.CopyN(&b, r, int64(size)); n < int64(size) {
		return "", unexpected(err)
	}
	return b.String(), nil
}

// unexpected makes the end of the input within a message an error.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
