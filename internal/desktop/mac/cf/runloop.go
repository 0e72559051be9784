package cf

import (
	"sync"
	"time"

	"perch/internal/desktop/mac/dylib"
)

// CFRunLoop.h, CFMachPort.h.
var (
	cfRunLoopGetCurrent           func() Ref
	cfRunLoopGetMain              func() Ref
	cfRunLoopRun                  func()
	cfRunLoopRunInMode            func(mode Ref, seconds float64, afterSource bool) int32
	cfRunLoopStop                 func(Ref)
	cfRunLoopWakeUp               func(Ref)
	cfRunLoopAddSource            func(loop, source, mode Ref)
	cfRunLoopRemoveSource         func(loop, source, mode Ref)
	cfRunLoopContainsSource       func(loop, source, mode Ref) bool
	cfRunLoopSourceCreate         func(allocator Ref, order int, context *sourceContext) Ref
	cfRunLoopSourceSignal         func(Ref)
	cfRunLoopSourceInvalidate     func(Ref)
	cfMachPortCreateRunLoopSource func(allocator, port Ref, order int) Ref
	cfMachPortInvalidate          func(Ref)
	cfMachPortIsValid             func(Ref) bool
	defaultMode, commonModes      Ref
)

func bindRunLoop(l *dylib.Library) {
	l.Bind(&cfRunLoopGetCurrent, "CFRunLoopGetCurrent")
	l.Bind(&cfRunLoopGetMain, "CFRunLoopGetMain")
	l.Bind(&cfRunLoopRun, "CFRunLoopRun")
	l.Bind(&cfRunLoopRunInMode, "CFRunLoopRunInMode")
	l.Bind(&cfRunLoopStop, "CFRunLoopStop")
	l.Bind(&cfRunLoopWakeUp, "CFRunLoopWakeUp")
	l.Bind(&cfRunLoopAddSource, "CFRunLoopAddSource")
	l.Bind(&cfRunLoopRemoveSource, "CFRunLoopRemoveSource")
	l.Bind(&cfRunLoopContainsSource, "CFRunLoopContainsSource")
	l.Bind(&cfRunLoopSourceCreate, "CFRunLoopSourceCreate")
	l.Bind(&cfRunLoopSourceSignal, "CFRunLoopSourceSignal")
	l.Bind(&cfRunLoopSourceInvalidate, "CFRunLoopSourceInvalidate")
	l.Bind(&cfMachPortCreateRunLoopSource, "CFMachPortCreateRunLoopSource")
	l.Bind(&cfMachPortInvalidate, "CFMachPortInvalidate")
	l.Bind(&cfMachPortIsValid, "CFMachPortIsValid")
	defaultMode = Ref(l.Constant("kCFRunLoopDefaultMode"))
	commonModes = Ref(l.Constant("kCFRunLoopCommonModes"))
}

// sourceContext is CFRunLoopSourceContext, version 0: between info and perform
// are retain, release, copyDescription, equal, hash, schedule and cancel.
type sourceContext struct {
	_       int // the version
	info    uintptr
	_       [7]uintptr
	perform uintptr
}

// RunLoop is the run loop of one thread (CFRunLoopRef), which owns it. Its
// methods may be called from any thread as long as that one lives.
type RunLoop struct{ Ref }

// Current is the run loop of the calling thread, which must be locked to its
// goroutine (runtime.LockOSThread).
func Current() RunLoop { return RunLoop{cfRunLoopGetCurrent()} }

// Main is the run loop of the program's main thread.
func Main() RunLoop { return RunLoop{cfRunLoopGetMain()} }

// RunResult is why RunFor came back.
type RunResult int32

// CFRunLoopRunResult.
const (
	Finished      RunResult = 1 // there is nothing to wait for
	Stopped       RunResult = 2
	TimedOut      RunResult = 3
	HandledSource RunResult = 4
)

// Run serves the calling thread's run loop until it is stopped or has nothing
// to wait for.
func Run() { cfRunLoopRun() }

// RunFor is Run with a time limit. With one it returns after the first source.
func RunFor(limit time.Duration, one bool) RunResult {
	return RunResult(cfRunLoopRunInMode(defaultMode, limit.Seconds(), one))
}

// Stop makes the innermost Run of the loop's thread return.
func (l RunLoop) Stop() { cfRunLoopStop(l.Ref) }

// WakeUp makes a sleeping loop look at its sources.
func (l RunLoop) WakeUp() { cfRunLoopWakeUp(l.Ref) }

// Add has the loop serve a source, in all common modes: also while a menu is
// open or a window is being resized.
func (l RunLoop) Add(source Ref) { cfRunLoopAddSource(l.Ref, source, commonModes) }

// Remove undoes Add.
func (l RunLoop) Remove(source Ref) { cfRunLoopRemoveSource(l.Ref, source, commonModes) }

// Serves says whether Add was called with the source.
func (l RunLoop) Serves(source Ref) bool {
	return cfRunLoopContainsSource(l.Ref, source, commonModes)
}

// Source is work that is done on a run loop's thread when it is signalled (a
// version 0 source).
type Source struct {
	Owned
	number uintptr
}

var sources struct {
	sync.Mutex
	perform uintptr // the C function
	last    uintptr
	work    map[uintptr]func()
}

// NewSource makes a source that calls perform.
func NewSource(perform func()) *Source {
	sources.Lock()
	defer sources.Unlock()
	if sources.perform == 0 {
		sources.perform = dylib.Callback(performSource)
		sources.work = map[uintptr]func(){}
	}
	sources.last++
	number := sources.last
	sources.work[number] = perform
	context := sourceContext{info: number, perform: sources.perform}
	return &Source{Take(cfRunLoopSourceCreate(0, 0, &context)), number}
}

func performSource(info uintptr) {
	sources.Lock()
	perform := sources.work[info]
	sources.Unlock()
	if perform != nil {
		Pooled(perform)
	}
}

// Signal asks for the work to be done; the loop that serves the source must be
// woken too. Signals before the work starts are one.
func (s *Source) Signal() { cfRunLoopSourceSignal(s.Ref) }

// Release takes the source from every loop and gives it back.
func (s *Source) Release() {
	cfRunLoopSourceInvalidate(s.Ref)
	sources.Lock()
	delete(sources.work, s.number)
	sources.Unlock()
	s.Owned.Release()
}

// PortSource makes the source that serves a CFMachPort.
func PortSource(port Ref) Owned { return Take(cfMachPortCreateRunLoopSource(0, port, 0)) }

// InvalidatePort stops a CFMachPort from receiving and takes its source from
// every loop.
func InvalidatePort(port Ref) { cfMachPortInvalidate(port) }

// PortValid says whether a CFMachPort can receive: the system too can end that.
func PortValid(port Ref) bool { return cfMachPortIsValid(port) }
