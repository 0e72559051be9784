package agent

import (
	"context"
	"io"
	"log/slog"
	"os/exec"
	"syscall"
	"time"
)

// bar keeps the status bar's process running while it is wanted. The bar may
// fail in any way; it is started again, later and later while it keeps
// failing.
type bar struct {
	command []string
	env     []string
	log     *slog.Logger

	wanted chan bool
	done   chan struct{}
}

const (
	firstDelay = 50 * time.Millisecond
	lastDelay  = 30 * time.Second
	// steady is how long a bar has to live for its end to count as the
	// first one.
	steady = 10 * time.Second
)

// superviseBar starts the supervision; the bar itself starts when it is
// wanted. An empty command never starts anything.
func superviseBar(ctx context.Context, command, env []string, log *slog.Logger) *bar {
	b := &bar{command: command, env: env, log: log, wanted: make(chan bool, 1), done: make(chan struct{})}
	go b.run(ctx)
	return b
}

// want says whether there should be a bar.
func (b *bar) want(yes bool) {
	select {
	case <-b.wanted:
	default:
	}
	b.wanted <- yes
}

func (b *bar) run(ctx context.Context) {
	defer close(b.done)
	if len(b.command) == 0 {
		return
	}
	var (
		wanted  bool
		process *exec.Cmd
		ended   chan error
		started time.Time
		retry   <-chan time.Time
		delay   = firstDelay
	)
	stop := func() {
		if process != nil {
			process.Process.Signal(syscall.SIGTERM)
			<-ended
			process, ended = nil, nil
		}
	}
	defer stop()
	for {
		if wanted && process == nil && retry == nil {
			var err error
			started = time.Now()
			if process, ended, err = b.start(); err != nil {
				b.log.Error("the bar does not start", "error", err, "again in", delay)
				retry, delay = time.After(delay), min(delay*2, lastDelay)
			}
		}
		select {
		case <-ctx.Done():
			return
		case wanted = <-b.wanted:
			if !wanted {
				stop()
				retry, delay = nil, firstDelay
			}
		case err := <-ended:
			process, ended = nil, nil
			if time.Since(started) > steady {
				delay = firstDelay
			}
			b.log.Warn("the bar ended", "error", err, "again in", delay)
			retry, delay = time.After(delay), min(delay*2, lastDelay)
		case <-retry:
			retry = nil
		}
	}
}

func (b *bar) start() (*exec.Cmd, chan error, error) {
	process := exec.Command(b.command[0], b.command[1:]...)
	process.Env = b.env
	messages := &lineLog{log: b.log}
	process.Stdout, process.Stderr = io.Discard, messages
	if err := process.Start(); err != nil {
		return nil, nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- process.Wait() }()
	return process, ended, nil
}

// lineLog passes what the bar says on to the log.
type lineLog struct{ log *slog.Logger }

func (l *lineLog) Write(p []byte) (int, error) {
	l.log.Warn("the bar says: " + string(trimNewline(p)))
	return len(p), nil
}

func trimNewline(p []byte) []byte {
	for len(p) > 0 && p[len(p)-1] == '\n' {
		p = p[:len(p)-1]
	}
	return p
}
