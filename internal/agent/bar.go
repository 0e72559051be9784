package agent

import (
	"bytes"
	"context"
	"log/slog"
	"os/exec"
	"syscall"
	"time"
)

// bar keeps the status bar's process running while it is wanted. The bar may
// fail in any way; it is started again, later and later while it keeps
// failing. One that ends with exit code 0 was told to (`sketchybar --exit`) and stays
// away until somebody says again that it is wanted.
type bar struct {
	command []string
	env     []string
	log     *slog.Logger

	// A bar that ended is started again after firstDelay, and after twice as
	// long each time that it ends before it lived for steady; lastDelay is
	// the longest, killedDelay after somebody killed it, which says nothing
	// of the bar.
	firstDelay, lastDelay, killedDelay, steady time.Duration
	// patience is how long a bar may take to end once it was told to.
	patience time.Duration

	wanted chan bool
	done   chan struct{}
}

// newBar is the supervision of a bar. An empty command never starts anything.
func newBar(command, env []string, log *slog.Logger) *bar {
	return &bar{
		command: command, env: env, log: log,
		firstDelay: 50 * time.Millisecond, lastDelay: 30 * time.Second, killedDelay: 200 * time.Millisecond, steady: 10 * time.Second,
		patience: 2 * time.Second,
		wanted:   make(chan bool, 1), done: make(chan struct{}),
	}
}

// want says whether there should be a bar. It never waits.
func (b *bar) want(yes bool) {
	select {
	case <-b.wanted:
	default:
	}
	b.wanted <- yes
}

// process is a bar that runs. Its end closes ended.
type process struct {
	*exec.Cmd
	started time.Time
	ended   chan struct{}
	err     error // why it ended
}

// supervise runs the bar whenever it is wanted, until the context ends.
func (b *bar) supervise(ctx context.Context) {
	defer close(b.done)
	if len(b.command) == 0 {
		return
	}
	var (
		wanted  bool
		left    bool // it ended because it was told to
		running *process
		ended   <-chan struct{} // running's
		retry   <-chan time.Time
		delay   = b.firstDelay
	)
	stop := func() {
		if running != nil {
			b.end(running)
			running, ended = nil, nil
		}
	}
	defer stop()
	again := func(what string, err error) {
		b.log.Warn(what, "error", err, "again in", delay)
		retry, delay = time.After(delay), min(delay*2, b.lastDelay)
	}
	for {
		if wanted && !left && running == nil && retry == nil {
			if p, err := b.start(); err != nil {
				again("the bar does not start", err)
			} else {
				running, ended = p, p.ended
			}
		}
		select {
		case <-ctx.Done():
			return
		case wanted = <-b.wanted:
			left = false
			if !wanted {
				stop()
				retry, delay = nil, b.firstDelay
			}
		case <-ended:
			if time.Since(running.started) > b.steady {
				delay = b.firstDelay
			}
			if running.killed() {
				delay = min(delay, b.killedDelay)
			}
			if left = running.ProcessState.ExitCode() == 0; left {
				b.log.Info("the bar was told to end; it is back when the configuration is read again")
			} else {
				again("the bar ended", running.err)
			}
			running, ended = nil, nil
		case <-retry:
			retry = nil
		}
	}
}

func (b *bar) start() (*process, error) {
	p := &process{Cmd: exec.Command(b.command[0], b.command[1:]...), started: time.Now(), ended: make(chan struct{})}
	p.Env = b.env
	messages := &lines{say: func(line string) { b.log.Warn("the bar says: " + line) }}
	p.Stdout, p.Stderr = messages, messages
	// The bar's own scripts may outlive it and hold its output open.
	p.WaitDelay = time.Second
	if err := p.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.err = p.Wait()
		messages.end()
		close(p.ended)
	}()
	return p, nil
}

// killed says whether somebody ended the process from outside (signal(7)). A bar
// that takes notice of SIGTERM has the exit code that shells have for it.
func (p *process) killed() bool {
	status, ok := p.ProcessState.Sys().(syscall.WaitStatus)
	if ok && status.Signaled() {
		return status.Signal() == syscall.SIGKILL || status.Signal() == syscall.SIGTERM
	}
	return p.ProcessState.ExitCode() == 128+int(syscall.SIGTERM)
}

// end tells a bar to end, and ends it if it does not.
func (b *bar) end(p *process) {
	p.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(b.patience):
		b.log.Warn("the bar does not end and is killed")
		p.Process.Kill()
		<-p.ended
	}
}

// lines is a writer that passes on whole lines.
type lines struct {
	say  func(line string)
	rest []byte
}

// longestMessage is what a line is cut at.
const longestMessage = 4096

func (l *lines) Write(p []byte) (int, error) {
	l.rest = append(l.rest, p...)
	for {
		line, rest, whole := bytes.Cut(l.rest, []byte("\n"))
		if !whole && len(line) < longestMessage {
			return len(p), nil
		}
		l.say(string(line))
		l.rest = rest
	}
}

// end passes on what has no newline at its end.
func (l *lines) end() {
	if len(l.rest) > 0 {
		l.say(string(l.rest))
		l.rest = nil
	}
}
