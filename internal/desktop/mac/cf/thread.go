package cf

import (
	"runtime"
	"sync"
)

// Thread is an operating system thread that serves a run loop and does work
// in the order in which it was given. One that hangs in a call harms nobody
// else.
type Thread struct {
	loop   RunLoop
	source *Source
	done   chan struct{}

	lock    sync.Mutex
	work    []func()
	later   []func()
	stopped bool // no more work is taken
	ended   bool // the source is gone
}

// NewThread starts a thread; it serves its loop when NewThread returns.
func NewThread() *Thread {
	t := &Thread{done: make(chan struct{})}
	ready := make(chan struct{})
	onThread(func() { t.serve(ready) })
	<-ready
	return t
}

// idle are the operating system threads that wait for a Thread to run on, by
// their queues. They are never given back: where cgo is on, Go crashes when a
// locked thread that called C through purego ends (golang/go issue 80723).
var idle struct {
	sync.Mutex
	queues []chan func()
}

// onThread runs f on a thread that no other goroutine uses.
func onThread(f func()) {
	idle.Lock()
	defer idle.Unlock()
	if n := len(idle.queues); n > 0 {
		idle.queues[n-1] <- f
		idle.queues = idle.queues[:n-1]
		return
	}
	queue := make(chan func(), 1)
	queue <- f
	go func() {
		runtime.LockOSThread()
		for f := range queue {
			f()
			idle.Lock()
			idle.queues = append(idle.queues, queue)
			idle.Unlock()
		}
	}()
}

func (t *Thread) serve(ready chan struct{}) {
	defer close(t.done)
	t.loop = Current()
	t.source = NewSource(t.perform)
	t.loop.Add(t.source.Ref)
	close(ready)
	for !t.finish() {
		if f := t.nextLater(); f != nil {
			Pooled(f)
		} else {
			Run()
		}
	}
	t.source.Release()
}

// mostFirst is how many sources are served before what can wait is done.
const mostFirst = 1000

// nextLater is what is to be done now that nothing else is, nil if nothing is.
func (t *Thread) nextLater() func() {
	t.lock.Lock()
	any := len(t.later) > 0
	t.lock.Unlock()
	if !any {
		return nil
	}
	for n := 0; n < mostFirst && RunFor(0, true) != TimedOut; n++ {
	}
	t.lock.Lock()
	defer t.lock.Unlock()
	next := t.later[0]
	t.later = t.later[1:]
	return next
}

// finish says whether there is no more to do, and then sees to it that nobody
// wakes the loop any more.
func (t *Thread) finish() bool {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.ended = t.stopped && len(t.work)+len(t.later) == 0
	return t.ended
}

func (t *Thread) perform() {
	for {
		t.lock.Lock()
		if len(t.work) == 0 {
			back := t.stopped || len(t.later) > 0
			t.lock.Unlock()
			if back {
				t.loop.Stop()
			}
			return
		}
		next := t.work[0]
		t.work = t.work[1:]
		t.lock.Unlock()
		Pooled(next)
	}
}

// Do has the thread call f after what it was given before. It does not wait,
// and says false if the thread takes no more work.
func (t *Thread) Do(f func()) bool {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.stopped {
		return false
	}
	t.work = append(t.work, f)
	t.wake()
	return true
}

// Later is Do for what can wait: it is done after the work of Do, and after what
// the loop's other sources have to say, of which the loop serves only one at a
// time between two pieces of work. What follows from many notifications can so
// be done once after all of them.
func (t *Thread) Later(f func()) bool {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.stopped {
		return false
	}
	t.later = append(t.later, f)
	t.wake()
	return true
}

// Stop lets the thread end once it has done what it was given. It does not
// wait: Done says when.
func (t *Thread) Stop() {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.stopped = true
	if !t.ended {
		t.wake()
	}
}

// wake is called with the lock held, so that the source is still there.
func (t *Thread) wake() {
	t.source.Signal()
	t.loop.WakeUp()
}

// Done is closed when the thread has ended.
func (t *Thread) Done() <-chan struct{} { return t.done }

// Loop is the thread's run loop, for further sources, which have to be removed
// before Stop.
func (t *Thread) Loop() RunLoop { return t.loop }

// OnMain has the main thread call f and waits for it. The main thread must serve
// its run loop, as AppKit's does, and must not be the one that calls OnMain.
func OnMain(f func()) {
	done := make(chan struct{})
	var once sync.Once
	source := NewSource(func() { once.Do(func() { f(); close(done) }) })
	defer source.Release()
	loop := Main()
	loop.Add(source.Ref)
	source.Signal()
	loop.WakeUp()
	<-done
}
