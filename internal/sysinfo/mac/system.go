// Package mac knows a Mac: power sources, sound, networks, brightness, keyboard
// layout, processors and memory, sleep and lock, and what two players play. The
// frameworks tell of changes by themselves; only the kernel's counters are read
// when somebody asks.
//
// Importing it makes package sysinfo stand on it on macOS. Every framework is
// bound by itself and when it is first needed, so that one that lacks something
// costs one fact.
package mac

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"perch/internal/desktop/mac/cf"
	"perch/internal/sysinfo"
)

func init() {
	if runtime.GOOS == "darwin" {
		sysinfo.Register(Open)
	}
}

// system is the Mac that the program runs on (sysinfo.System).
type system struct {
	// primary is the interface of the default route, as the watcher of
	// WantTraffic found it.
	primary atomic.Pointer[string]

	sound, brightness turn
}

// Open returns this Mac.
func Open() sysinfo.System { return &system{sound: newTurn(), brightness: newTurn()} }

// Watchers are the facts that the frameworks tell of. There is none for the
// temperature: macOS has no public function that says it.
func (s *system) Watchers() map[sysinfo.Wanted]sysinfo.Watcher {
	return map[sysinfo.Wanted]sysinfo.Watcher{
		sysinfo.WantBattery:    watchPower,
		sysinfo.WantNetwork:    watchNetwork,
		sysinfo.WantTraffic:    s.watchPrimary,
		sysinfo.WantVolume:     apart(watchVolume),
		sysinfo.WantBrightness: apart(watchBrightness),
		sysinfo.WantMedia:      apart(watchMedia),
		sysinfo.WantLayout:     apart(watchLayout),
		sysinfo.WantSession:    apart(watchSession),
	}
}

// Missing says what this version of macOS lacks, and so which facts are absent.
// What is private is not among it: dylib.Privates lists that.
func Missing() (missing []error) {
	for _, load := range []func() error{
		cf.Load, loadPower, loadSleep, loadStore, loadWireless, loadSound, loadBrightness, loadLayout, loadDistributed, loadMedia, loadKernel,
	} {
		if err := load(); err != nil {
			missing = append(missing, err)
		}
	}
	return missing
}

// patience is how long a framework may take that hangs.
var patience = 2 * time.Second

// serve gives a watcher a thread with a run loop until ctx ends. begin is called
// on the thread, where also its callbacks come; end, which it returns, is called
// there too.
func serve(ctx context.Context, begin func(loop cf.RunLoop) (end func())) {
	if cf.Load() != nil || ctx.Err() != nil {
		return
	}
	t := cf.NewThread()
	end := func() {}
	t.Do(func() { end = begin(t.Loop()) })
	<-ctx.Done()
	t.Do(func() { end() })
	t.Stop()
	within(t.Done())
}

// within waits for something that a framework may hold up, for a while.
func within(done <-chan struct{}) bool {
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-done:
		return true
	case <-late.C:
		return false
	}
}

// apart makes a watcher of one that calls a framework on its own goroutine, so
// that nobody has to wait for it when the framework hangs.
func apart(watch sysinfo.Watcher) sysinfo.Watcher {
	return func(ctx context.Context, report func(func(*sysinfo.Facts)), happen func(sysinfo.Event)) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			watch(ctx, report, happen)
		}()
		<-ctx.Done()
		within(done)
	}
}

// turn has one caller after the other use a framework, each for a while. As long
// as it hangs, the others are refused.
type turn struct{ taken chan struct{} }

func newTurn() turn { return turn{make(chan struct{}, 1)} }

// do calls f, or says what hangs.
func (t turn) do(what string, f func() error) error {
	hangs := fmt.Errorf("%s does not answer", what)
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case t.taken <- struct{}{}:
	case <-late.C:
		return hangs
	}
	result := make(chan error, 1)
	go func() {
		err := f()
		<-t.taken
		result <- err
	}()
	select {
	case err := <-result:
		return err
	case <-late.C:
		return hangs
	}
}

// receivers finds what a C callback is for, by the number that the framework
// hands back: C functions are never freed, so that there is one of each kind.
type receivers[F any] struct {
	lock sync.Mutex
	last uintptr
	all  map[uintptr]F
}

func (r *receivers[F]) add(f F) (number uintptr) {
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.all == nil {
		r.all = map[uintptr]F{}
	}
	r.last++
	r.all[r.last] = f
	return r.last
}

func (r *receivers[F]) remove(number uintptr) {
	r.lock.Lock()
	defer r.lock.Unlock()
	delete(r.all, number)
}

func (r *receivers[F]) find(number uintptr) (f F, ok bool) {
	r.lock.Lock()
	defer r.lock.Unlock()
	f, ok = r.all[number]
	return f, ok
}

func (r *receivers[F]) each(call func(F)) {
	r.lock.Lock()
	defer r.lock.Unlock()
	for _, f := range r.all {
		call(f)
	}
}

// tick wakes a watcher that has not been woken yet.
func tick(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// text and number are values of a dictionary, "" and 0 if it has none.
func text(dictionary cf.Ref, key string) string {
	s, _ := dictionary.Get(cf.Static(key)).Text()
	return s
}

func number(dictionary cf.Ref, key string) (n float64, ok bool) {
	return dictionary.Get(cf.Static(key)).Float()
}

func boolean(dictionary cf.Ref, key string) bool {
	b, _ := dictionary.Get(cf.Static(key)).Bool()
	return b
}
