package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// journal is a file beside the bar's socket from which the next bar makes itself what
// this one was, should it not end by itself. It has the saved engine and every
// message since then, each written before it is answered: what a process has
// written stays when it is killed. Its zero value is no journal.
//
// A record is its kind, its length as a varint, and as many bytes.
type journal struct {
	path  string
	file  *os.File
	head  header
	since int  // bytes since the engine was saved
	saved int  // bytes of the saved engine
	drew  bool // all messages were drawn
	log   func(string)
	began time.Time
	buf   []byte
}

// Kinds of records.
const (
	recordHead       = 'h'
	recordSaved      = 's' // the engine
	recordMessage    = 'm' // arguments, each with a NUL behind it
	recordDrawn      = 'd' // what was there so far was drawn
	recordConfigured = 'c' // the sketchybarrc came to its end
	recordCrashed    = 'x' // the bar failed by itself
)

// header is the first record.
type header struct {
	agent  int    // the process that started the bar: another one wants a new bar
	rc     string // the sketchybarrc that made it
	table  string // the [bar] table that did
	lives  int    // bars in a row before this one that drew nothing
	failed int    // and those that failed by themselves
}

// memory is what a journal says of the bar before.
type memory struct {
	header
	saved      []byte
	messages   [][]string
	drawn      int // messages that were drawn
	drew       bool
	configured bool
	crashed    bool
	late       bool // it had lived soundly before
}

const (
	// folded is how many bytes of messages there are at least when the engine is
	// saved again, and foldedAnyway how many when even what moves does not wait.
	folded       = 512 << 10
	foldedAnyway = 16 << 20
	// hopeless is how many bars in a row may draw nothing, or fail soon, before
	// what is remembered is the reason.
	hopelessLives, hopelessFailures = 6, 2
	// sound is the life after which a failure has nothing to do with the start.
	sound = 10 * time.Second
)

// remembered reads the journal of the bar before, which the same agent started; nil
// if there is nothing to go by.
func remembered(path string, agent int) *memory {
	data, err := os.ReadFile(path)
	if err != nil || path == "" {
		return nil
	}
	var m memory
	known := false
	for len(data) > 0 {
		size, n := binary.Uvarint(data[1:])
		if n <= 0 || size > uint64(len(data)-1-n) {
			break // the bar was killed while it wrote
		}
		kind, body := data[0], data[1+n:1+n+int(size)]
		data = data[1+n+int(size):]
		switch kind {
		case recordHead:
			known = m.header.parse(body) == nil
		case recordSaved:
			m.saved = body
		case recordMessage:
			m.messages = append(m.messages, strings.Split(strings.TrimSuffix(string(body), "\x00"), "\x00"))
		case recordDrawn:
			m.drawn, m.drew = len(m.messages), true
		case recordConfigured:
			m.configured = true
		case recordCrashed:
			m.crashed, m.late = true, len(body) > 0
		}
	}
	if !known || m.agent != agent {
		return nil
	}
	if m.lives++; m.drew {
		m.lives = 0
	}
	if m.failed++; !m.crashed {
		m.failed = 0
	} else {
		if m.late {
			m.failed = 1
		}
		// What was not drawn yet may be the reason.
		m.messages = m.messages[:m.drawn]
	}
	if m.lives >= hopelessLives || m.failed >= hopelessFailures {
		m.saved, m.messages = nil, nil
	}
	return &m
}

func (h header) bytes() []byte {
	var b []byte
	for _, n := range []int{h.agent, h.lives, h.failed} {
		b = binary.AppendUvarint(b, uint64(n))
	}
	b = binary.AppendUvarint(b, uint64(len(h.rc)))
	return append(append(b, h.rc...), h.table...)
}

func (h *header) parse(b []byte) error {
	r := bytes.NewReader(b)
	var numbers [4]uint64
	for n := range numbers {
		var err error
		if numbers[n], err = binary.ReadUvarint(r); err != nil {
			return err
		}
	}
	rest, _ := io.ReadAll(r)
	if numbers[3] > uint64(len(rest)) {
		return io.ErrUnexpectedEOF
	}
	h.agent, h.lives, h.failed = int(numbers[0]), int(numbers[1]), int(numbers[2])
	h.rc, h.table = string(rest[:numbers[3]]), string(rest[numbers[3]:])
	return nil
}

// begin starts the file anew with the engine as it was saved, nil for an empty bar.
// The old file stays whole until the new one is.
func (j *journal) begin(saved []byte, records ...byte) {
	if j.path == "" {
		return
	}
	data := appendRecord(nil, recordHead, j.head.bytes())
	if saved != nil {
		data = appendRecord(data, recordSaved, saved)
	}
	for _, kind := range records {
		data = appendRecord(data, kind, nil)
	}
	next := j.path + ".new"
	file, err := os.OpenFile(next, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err == nil {
		if _, err = file.Write(data); err == nil {
			err = os.Rename(next, j.path)
		}
	}
	if err != nil {
		j.give(err)
		return
	}
	if j.file != nil {
		j.file.Close()
	}
	j.file, j.saved, j.since = file, len(data), 0
}

// give gives the journal up: it is no reason for the bar to fail.
func (j *journal) give(err error) {
	j.log("a bar that is killed will lose what messages made of it: " + err.Error())
	j.forget()
}

// forget removes the file, because the bar ends as it should.
func (j *journal) forget() {
	if j.path == "" {
		return
	}
	if j.file != nil {
		j.file.Close()
	}
	_ = os.Remove(j.path)
	j.file, j.path = nil, ""
}

func (j *journal) write(kind byte, body []byte) {
	if j.file == nil {
		return
	}
	j.buf = appendRecord(j.buf[:0], kind, body)
	j.since += len(j.buf)
	if _, err := j.file.Write(j.buf); err != nil && !errors.Is(err, os.ErrClosed) {
		j.give(err)
	}
}

func appendRecord(b []byte, kind byte, body []byte) []byte {
	return append(binary.AppendUvarint(append(b, kind), uint64(len(body))), body...)
}

// message remembers a message that was carried out, if it may have changed
// something that lasts.
func (j *journal) message(args []string) {
	if j.file == nil || !slices.ContainsFunc(args, lasts) {
		return
	}
	var body []byte
	for _, arg := range args {
		body = append(append(body, arg...), 0)
	}
	j.write(recordMessage, body)
	j.drew = false
}

// lasts says whether a verb leaves something behind.
func lasts(verb string) bool {
	switch verb {
	case "--bar", "--set", "--default", "--add", "--clone", "--rename", "--remove", "--move", "--reorder",
		"--subscribe", "--push", "--hotload", "--load-font":
		return true
	}
	return false
}

// drawn says that all messages are on the screen.
func (j *journal) drawn() {
	if !j.drew {
		j.write(recordDrawn, nil)
		j.drew = true
	}
}

// full says whether it is time to save the engine again, while something moves or
// not.
func (j *journal) full(moving bool) bool {
	return j.file != nil && j.since > max(folded, 4*j.saved) && (!moving || j.since > foldedAnyway)
}

// crashed is the last record of a bar that fails.
func (j *journal) crashed() {
	late := []byte{}
	if time.Since(j.began) >= sound {
		late = append(late, 1)
	}
	j.write(recordCrashed, late)
}
