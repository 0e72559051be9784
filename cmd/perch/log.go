package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
)

// logHandler writes for a person at a terminal: "perch: sentence (key value)".
type logHandler struct {
	level slog.Level
	attrs []slog.Attr

	mu  *sync.Mutex
	out io.Writer
}

func newLogHandler(out io.Writer, level slog.Level) *logHandler {
	return &logHandler{level: level, mu: new(sync.Mutex), out: out}
}

func (h *logHandler) Enabled(_ context.Context, level slog.Level) bool { return level >= h.level }

func (h *logHandler) Handle(_ context.Context, r slog.Record) error {
	var notes []string
	note := func(a slog.Attr) bool {
		if value := strings.TrimSpace(a.Value.String()); value != "" {
			notes = append(notes, a.Key+" "+value)
		}
		return true
	}
	for _, a := range h.attrs {
		note(a)
	}
	r.Attrs(note)
	line := "perch: "
	if !r.Time.IsZero() {
		line = r.Time.Format("15:04:05.000 ") + line
	}
	line += r.Message
	if len(notes) > 0 {
		line += " (" + strings.Join(notes, ", ") + ")"
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := fmt.Fprintln(h.out, line)
	return err
}

func (h *logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	next := *h
	next.attrs = append(append([]slog.Attr{}, h.attrs...), attrs...)
	return &next
}

func (h *logHandler) WithGroup(string) slog.Handler { return h }
