package mac_test

import (
	"testing"

	"perch/internal/desktop/mac/played"
)

func TestTheTour(t *testing.T) {
	r := newRig(t)
	safari, notes := r.mac.Start("com.apple.Safari"), r.mac.Start("com.apple.Notes")
	a := safari.Open(played.Look{Title: "Start"})
	safari.Activate()
	r.manage("")
	r.columns(a)
	b := notes.Open(played.Look{Title: "Note"})
	r.click(b)
	r.columns(a, b)
	r.modelFocus(b)

	r.run("focus left")
	r.focused(safari, a)
	r.run("move right")
	r.columns(b, a)
	r.run("workspace 2")
	r.hidden(a)
	r.hidden(b)
	r.run("workspace 1")
	r.columns(b, a)
	r.run("move-node-to-workspace 2")
	r.columns(b)
	r.hidden(a)
	r.run("workspace 2")
	r.columns(a)
	r.hidden(b)
	r.focused(safari, a)
	r.run("close")
	r.until("the window is closed", func() bool { return !a.Open() })
	r.unknown(a)
	r.leave()
	if inCorner(r.mac, b) {
		t.Error("after the end a window is still hidden")
	}
}
