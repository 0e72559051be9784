package skylight_test

import (
	"errors"
	"testing"

	"perch/internal/desktop/mac/dylib"
	"perch/internal/desktop/mac/played"
	"perch/internal/desktop/mac/skylight"
)

// One window comes to the front and gets the keys; its app's others stay where
// they are.
func TestFocus(t *testing.T) {
	mac := played.Start(t)
	edit, other := mac.Start("com.apple.TextEdit"), mac.Start("com.apple.Preview")
	first := edit.Open(played.Look{})
	second := edit.Open(played.Look{})
	between := other.Open(played.Look{})
	between.Click()
	if err := skylight.Focus(edit.PID, first.ID); err != nil {
		t.Fatal(err)
	}
	if mac.Front() != edit.PID || edit.Focused() != uint32(first.ID) {
		t.Errorf("in front is %d, with the window %d", mac.Front(), edit.Focused())
	}
	if order := mac.Windows(); order[0] != first.ID || order[1] != between.ID || order[2] != second.ID {
		t.Errorf("the order is %v", order)
	}
	edit.Quit()
	if err := skylight.Focus(edit.PID, first.ID); err == nil {
		t.Error("a process that is gone has the focus")
	}
}

func TestWithout(t *testing.T) {
	mac := played.Start(t)
	app := mac.Start("com.apple.TextEdit")
	w := app.Open(played.Look{})
	for _, symbol := range []string{"_SLPSSetFrontProcessWithOptions", "SLPSPostEventRecordTo", "GetProcessForPID"} {
		restore := dylib.Hide(symbol)
		if skylight.Available() || !errors.Is(skylight.Focus(app.PID, w.ID), skylight.ErrUnavailable) {
			t.Errorf("it works without %s", symbol)
		}
		restore()
	}
	if !skylight.Available() {
		t.Error("it does not work with everything there")
	}
}
