package cf_test

import (
	"runtime"
	"sync"
	"testing"
	"time"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/played"
)

// A thread does its work in order, all on one operating system thread.
func TestThread(t *testing.T) {
	played.Start(t)
	thread := cf.NewThread()
	var did []int
	threads := map[cf.RunLoop]bool{}
	for i := range 100 {
		thread.Do(func() {
			did = append(did, i)
			threads[cf.Current()] = true
			if i == 99 {
				// Work that is found while working is done too.
				thread.Do(func() { did = append(did, 1000) })
			}
		})
	}
	last := make(chan struct{})
	thread.Do(func() { thread.Do(func() { close(last) }) })
	<-last
	thread.Stop()
	<-thread.Done()
	if thread.Do(func() { t.Error("a thread that was stopped works") }) {
		t.Error("a thread that was stopped takes work")
	}
	thread.Stop()
	if len(did) != 101 || did[99] != 99 || did[100] != 1000 || len(threads) != 1 {
		t.Errorf("%d threads did %v", len(threads), did)
	}
}

// Stop lets the work be finished that was given before it.
func TestStopFinishes(t *testing.T) {
	played.Start(t)
	for range 50 {
		thread := cf.NewThread()
		did := 0
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				for range 10 {
					thread.Do(func() { did++ })
				}
			})
		}
		wait.Wait()
		thread.Stop()
		<-thread.Done()
		if did != 40 {
			t.Fatalf("%d of 40 were done", did)
		}
	}
}

// What can wait is done after other work and after all that sources have to say,
// and before the end.
func TestLater(t *testing.T) {
	played.Start(t)
	thread := cf.NewThread()
	var did []string
	var sources []*cf.Source
	thread.Do(func() {
		for range 5 {
			s := cf.NewSource(func() {
				did = append(did, "source")
				thread.Do(func() { did = append(did, "work") })
			})
			thread.Loop().Add(s.Ref)
			s.Signal()
			sources = append(sources, s)
		}
	})
	thread.Later(func() {
		did = append(did, "later")
		for _, s := range sources {
			s.Release()
		}
		thread.Later(func() { did = append(did, "last") })
	})
	last := make(chan struct{})
	thread.Later(func() { thread.Later(func() { close(last) }) })
	<-last
	var after bool
	thread.Later(func() { after = true })
	thread.Stop()
	<-thread.Done()
	if thread.Later(func() {}) {
		t.Error("a thread that was stopped takes work")
	}
	if len(did) != 12 || did[10] != "later" || did[11] != "last" || !after {
		t.Errorf("the thread did %q, and %v before its end", did, after)
	}
}

// Sources that always have something to say do not keep the rest waiting.
func TestLaterComesInTheEnd(t *testing.T) {
	played.Start(t)
	thread := cf.NewThread()
	var s *cf.Source
	s = cf.NewSource(func() { s.Signal() })
	thread.Do(func() { thread.Loop().Add(s.Ref); s.Signal() })
	did := make(chan struct{})
	thread.Later(func() { close(did) })
	<-did
	thread.Do(s.Release)
	thread.Stop()
	<-thread.Done()
}

func TestRunFor(t *testing.T) {
	played.Start(t)
	thread := cf.NewThread()
	results := make(chan cf.RunResult, 4)
	thread.Do(func() {
		loop := cf.Current()
		results <- cf.RunFor(time.Millisecond, true)
		count := 0
		s := cf.NewSource(func() { count++ })
		loop.Add(s.Ref)
		if !loop.Serves(s.Ref) {
			t.Error("the loop does not serve the source")
		}
		// Signals before the work starts are one.
		s.Signal()
		s.Signal()
		results <- cf.RunFor(time.Minute, true)
		if count != 1 {
			t.Errorf("the source did its work %d times", count)
		}
		stop := cf.NewSource(loop.Stop)
		loop.Add(stop.Ref)
		stop.Signal()
		results <- cf.RunFor(time.Minute, false)
		stop.Release()
		loop.Remove(s.Ref)
		if loop.Serves(s.Ref) {
			t.Error("the loop serves a source that was removed")
		}
		s.Release()
		close(results)
	})
	for _, want := range []cf.RunResult{cf.TimedOut, cf.HandledSource, cf.Stopped} {
		if got := <-results; got != want {
			t.Errorf("the loop came back with %d, expected %d", got, want)
		}
	}
	<-results
	thread.Stop()
	<-thread.Done()
}

// Threads that ended lend theirs to the next, again and again.
func TestThreadsAreReused(t *testing.T) {
	played.Start(t)
	loops := map[cf.RunLoop]bool{}
	for range 300 {
		thread := cf.NewThread()
		loops[thread.Loop()] = true
		thread.Stop()
		<-thread.Done()
	}
	if len(loops) > 20 {
		t.Errorf("300 threads, one after the other, took %d of the system's", len(loops))
	}
}

// The main thread is one that Go did not make.
func TestOnMain(t *testing.T) {
	played.Start(t)
	threads := map[cf.RunLoop]bool{}
	for range 20 {
		cf.OnMain(func() {
			threads[cf.Current()] = true
			s := cf.NewString("made on the main thread")
			s.Release()
			if cf.Current() != cf.Main() {
				t.Error("the main thread has another run loop than the main one")
			}
		})
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	own := cf.Current()
	if len(threads) != 1 || threads[own] {
		t.Errorf("the main threads are %v", threads)
	}
}
