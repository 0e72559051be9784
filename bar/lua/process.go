package lua

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

const (
	// atOnce is how many commands of sbar.exec run at once; mostWaiting how
	// many may be under way in all.
	atOnce      = 16
	mostWaiting = 256
	// mostOutput is how much of a command's output is kept.
	mostOutput = 8 << 20
	// killed is the exit code of a command that ran into its limit.
	killed = 128 + int(syscall.SIGKILL)
)

// shell is the command as a process group of its own. sh is bash where there
// is one, as configurations expect (SketchyBar's 6.1).
func (p *Program) shell(command string) *exec.Cmd {
	sh := "sh"
	if bash, err := exec.LookPath("bash"); err == nil {
		sh = bash
	}
	c := exec.Command(sh, "-c", command)
	c.Dir = p.o.Dir
	c.Env = append(os.Environ(), p.o.Env...)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return c
}

// output keeps what is written to it, up to mostOutput.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(data []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if room := mostOutput - o.b.Len(); room > 0 {
		o.b.Write(data[:min(room, len(data))])
	}
	return len(data), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// running is a command with its output, on the way to its end.
type running struct {
	c    *exec.Cmd
	out  output
	done chan struct{}
	code int
}

// launch starts a command. Its whole process group is killed after the limit,
// and when ctx ends.
func (p *Program) launch(ctx context.Context, command string, stdin io.Reader) (*running, error) {
	r := &running{c: p.shell(command), done: make(chan struct{})}
	r.c.Stdin, r.c.Stdout = stdin, &r.out
	r.c.Stderr = &logger{log: p.o.Log}
	if err := r.c.Start(); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, p.o.CommandLimit)
	stop := context.AfterFunc(limited, func() {
		syscall.Kill(-r.c.Process.Pid, syscall.SIGKILL)
	})
	go func() {
		err := r.c.Wait()
		stop()
		r.code = exitCode(err)
		if limited.Err() == context.DeadlineExceeded {
			p.o.Log(fmt.Sprintf("killed after %v: %s", p.o.CommandLimit, brief(command)))
			r.code = killed
		}
		cancel()
		close(r.done)
	}()
	return r, nil
}

func exitCode(err error) int {
	exit, ok := err.(*exec.ExitError)
	if !ok {
		return 0
	}
	if status := exit.Sys().(syscall.WaitStatus); status.Signaled() {
		return 128 + int(status.Signal())
	}
	return exit.ExitCode()
}

func brief(command string) string {
	if len(command) > 200 {
		return command[:200] + "…"
	}
	return command
}

// logger passes lines on to the log, up to a number of bytes.
type logger struct {
	log     func(string)
	written int
}

func (l *logger) Write(data []byte) (int, error) {
	const most = 64 << 10
	if l.written < most {
		for _, line := range bytes.Split(bytes.TrimRight(data, "\n"), []byte("\n")) {
			l.log(string(line))
		}
	}
	l.written += len(data)
	return len(data), nil
}

// start runs a command of sbar.exec. With done its outcome is wanted: it is
// killed after the limit and when the program ends. Without, only the shell
// is, after the limit: what it has started goes on, as event providers do.
// It is false if too many commands are under way.
func (p *Program) start(command string, done func(output string, code int)) bool {
	if p.waiting.Add(1) > mostWaiting {
		p.waiting.Add(-1)
		return false
	}
	finished := sync.OnceFunc(func() { p.waiting.Add(-1) })
	if p.o.Exec != nil {
		if done == nil {
			defer finished()
			p.o.Exec(p.ctx, command, nil)
			return true
		}
		p.o.Exec(p.ctx, command, func(output string, code int) {
			finished()
			done(output, code)
		})
		return true
	}
	go func() {
		defer finished()
		select {
		case p.running <- struct{}{}:
		case <-p.ctx.Done():
			return
		}
		defer func() { <-p.running }()
		if done == nil {
			p.detach(command)
			return
		}
		r, err := p.launch(p.ctx, command, nil)
		if err != nil {
			p.o.Log(err.Error())
			done("", 127)
			return
		}
		<-r.done
		done(r.out.String(), r.code)
	}()
	return true
}

// detach runs a command whose outcome nobody wants. What it prints goes to
// the log for as long as anything of it lives.
func (p *Program) detach(command string) {
	c := p.shell(command)
	read, write, err := os.Pipe()
	if err != nil {
		p.o.Log(err.Error())
		return
	}
	c.Stdout, c.Stderr = write, write
	err = c.Start()
	write.Close()
	if err != nil {
		read.Close()
		p.o.Log(err.Error())
		return
	}
	go func() {
		defer read.Close()
		io.Copy(&logger{log: p.o.Log}, read)
	}()
	timer := time.AfterFunc(p.o.CommandLimit, func() { c.Process.Kill() })
	c.Wait()
	timer.Stop()
}
