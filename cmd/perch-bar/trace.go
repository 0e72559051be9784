package main

import (
	"encoding/json"
	"io"
	"time"

	"perch/bar/engine"
)

// message is one line of a trace: what was sent to the bar and what it said.
type message struct {
	At    time.Time     `json:"at"`
	Args  []string      `json:"args"`
	Reply string        `json:"reply"`
	Took  time.Duration `json:"took"` // nanoseconds
}

// tracer carries messages out, and writes them down where a trace is asked for.
type tracer struct {
	engine *engine.Engine
	// journal remembers the messages.
	journal *journal
	now     func() time.Time
	to      *json.Encoder // nil for no trace
}

func newTracer(e *engine.Engine, now func() time.Time, to io.Writer, j *journal) *tracer {
	t := &tracer{engine: e, journal: j, now: now}
	if to != nil {
		t.to = json.NewEncoder(to)
		t.to.SetEscapeHTML(false)
	}
	return t
}

// do carries out one message and returns the reply.
func (t *tracer) do(args []string) string {
	at := t.now()
	start := time.Now()
	reply := t.engine.Do(args, at)
	t.journal.message(args)
	if t.to == nil {
		return reply
	}
	// A full disk must not end the bar.
	_ = t.to.Encode(message{At: at, Args: args, Reply: reply, Took: time.Since(start)})
	return reply
}
