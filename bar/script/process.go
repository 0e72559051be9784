package script

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// execute runs a program to its end, or to its limit. What it has started and
// left behind is not waited for.
func (r *Runner) execute(next run, argv []string, dir string, env []string) error {
	read, write, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("the system is short of something: %w", err)
	}
	out := &output{file: read, name: next.String(), log: r.options.Log, room: r.options.Output}
	start := func(dir string) (*exec.Cmd, error) {
		c := exec.Command(argv[0], argv[1:]...)
		c.Dir, c.Env = dir, env
		c.Stdout, c.Stderr = write, write
		// A group of its own, so that all of a configuration can be ended.
		c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		return c, c.Start()
	}
	c, err := start(dir)
	if errors.Is(err, fs.ErrNotExist) && dir != "" && !isFolder(dir) {
		// The configuration's folder went away.
		c, err = start("/")
	}
	write.Close()
	if err != nil {
		read.Close()
		return reason(err)
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		out.drain()
		r.forget(out)
	}()
	var mu sync.Mutex
	ended := false
	end := func() {
		mu.Lock()
		defer mu.Unlock()
		if !ended { // or the number may be another group's by now
			_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
		}
	}
	limit := time.AfterFunc(r.options.Limit, func() {
		// What it has started goes on (SketchyBar's 6.1).
		if c.Process.Kill() == nil {
			r.options.Log(fmt.Sprintf("%v was ended: it took longer than %v", next, r.options.Limit))
		}
	})
	if next.config && !r.onlyConfig(next, end) {
		end()
	}
	_ = c.Wait() // what a script returns means nothing
	mu.Lock()
	ended = true
	mu.Unlock()
	limit.Stop()
	select {
	case <-drained:
	default:
		r.keep(out)
	}
	return nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// reason takes the operation and the path off a system error.
func reason(err error) error {
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return errno
	}
	return err
}

// maxDaemons is how many programs that outlive the scripts which started them
// have their output read. Closing the oldest one's may end it at its next line.
const maxDaemons = 128

// keep goes on reading what is left of a run that has ended.
func (r *Runner) keep(out *output) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if out.over {
		return
	}
	if r.closed {
		out.close()
		return
	}
	r.daemons = append(r.daemons, out)
	if len(r.daemons) > maxDaemons {
		r.daemons[0].close()
		r.daemons = append(r.daemons[:0], r.daemons[1:]...)
	}
}

// forget is called when an output has ended.
func (r *Runner) forget(out *output) {
	r.mu.Lock()
	defer r.mu.Unlock()
	out.over = true
	for i, d := range r.daemons {
		if d == out {
			r.daemons = append(r.daemons[:i], r.daemons[i+1:]...)
			return
		}
	}
}

// output is what a run prints.
type output struct {
	file *os.File
	name string
	log  func(string)
	room int  // bytes that may still go to the log
	over bool // under the Runner's mu
}

func (o *output) close() { o.file.Close() }

// A run that prints more than the log takes is slowed down and not stopped: a
// number of chunks is read at a time, with a pause after them.
const (
	chunk    = 4 << 10 // bytes
	chunks   = 16
	shortest = 5 * time.Millisecond
	longest  = 100 * time.Millisecond
)

// drain reads until everybody who may write has ended.
func (o *output) drain() {
	defer o.file.Close()
	buf := make([]byte, chunk)
	if !o.copyLines(buf) {
		return
	}
	pause := shortest
	for n := 1; ; n++ {
		if _, err := o.file.Read(buf); err != nil {
			return
		}
		if n%chunks == 0 {
			time.Sleep(pause)
			pause = min(2*pause, longest)
		}
	}
}

// copyLines gives lines to the log while there is room, and says whether there
// may be more.
func (o *output) copyLines(buf []byte) bool {
	var line []byte
	for o.room > 0 {
		n, err := o.file.Read(buf[:min(len(buf), o.room)])
		o.room -= n
		line = append(line, buf[:n]...)
		for {
			text, rest, whole := bytes.Cut(line, []byte("\n"))
			if !whole {
				break
			}
			o.say(text)
			line = rest
		}
		if err != nil {
			o.say(line)
			return false
		}
	}
	o.say(line)
	o.log(o.name + ": it prints more than the log takes; the rest is left out")
	return true
}

func (o *output) say(line []byte) {
	if text := strings.ToValidUTF8(strings.TrimRight(string(line), " \t\r"), "\uFFFD"); text != "" {
		o.log(o.name + ": " + text)
	}
}
