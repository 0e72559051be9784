package appkit

import (
	"strings"
	"testing"
)

// Who puts never waits, not even for a reader that is not there.
func TestQueue(t *testing.T) {
	q := NewQueue[Event]()
	const many = 10000
	for i := range many {
		q.Put(Event{Kind: AppLaunched, App: App{PID: int32(i)}})
	}
	for i := range many {
		if e := <-q.Events(); e.App.PID != int32(i) {
			t.Fatalf("event %d is of process %d", i, e.App.PID)
		}
	}
	q.Put(Event{Kind: DidWake})
	q.Put(Event{Kind: WillSleep})
	if e := <-q.Events(); e.Kind != DidWake {
		t.Errorf("the event is %v, expected %v", e.Kind, DidWake)
	}
	q.Close()
	q.Close()
	q.Put(Event{Kind: DidWake})
	for range q.Events() { // until it is closed
	}
}

func TestKindsHaveNames(t *testing.T) {
	for k := AppLaunched; k <= StatusChosen; k++ {
		if name := k.String(); name == "" || strings.Contains(name, " ") {
			t.Errorf("kind %d is called %q", k, name)
		}
	}
	if Kind(0).String() != "no event" || (StatusChosen+1).String() != "no event" {
		t.Error("what is no kind has a name")
	}
}
