package appkittest

import (
	"testing"

	"perch/internal/desktop/mac/appkit"
)

func TestSplit(t *testing.T) {
	k := New()
	k.SetStatus(appkit.Status{Title: "1", Menu: []appkit.Entry{{ID: "a", Title: "A"}, {ID: "b", Title: "B"}}})
	rest, choices := appkit.Split(k)
	k.Choose("a")
	k.Happen(appkit.DidWake)
	k.Choose("b")
	k.Happen(appkit.WillSleep)
	if a, b := <-choices, <-choices; a != "a" || b != "b" {
		t.Errorf("choices are %q and %q", a, b)
	}
	if a, b := <-rest.Events(), <-rest.Events(); a.Kind != appkit.DidWake || b.Kind != appkit.WillSleep {
		t.Errorf("other events are %v and %v", a.Kind, b.Kind)
	}
	for range 100 { // nobody reads
		k.Choose("a")
	}
	k.Happen(appkit.SpaceChanged)
	if e := <-rest.Events(); e.Kind != appkit.SpaceChanged {
		t.Errorf("after many choices %v happens", e.Kind)
	}
	rest.Stop()
	for range rest.Events() { // until it is closed
	}
	for range choices {
	}
}
