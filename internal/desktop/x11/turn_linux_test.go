package x11

import (
	"image"
	"net"
	"strconv"
	"syscall"
	"testing"

	"perch/internal/desktop"
	"perch/workspaces"
)

// stopServer keeps the X server from doing anything until resume is called.
func (r *rig) stopServer() (resume func()) {
	r.Helper()
	raw, err := r.d.wire.Conn.(*net.UnixConn).SyscallConn()
	if err != nil {
		r.Fatal(err)
	}
	var peer *syscall.Ucred
	if rawErr := raw.Control(func(fd uintptr) {
		peer, err = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	}); rawErr != nil || err != nil {
		r.Fatal(rawErr, err)
	}
	pid := int(peer.Pid)
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		r.Fatal(err)
	}
	resume = func() { _ = syscall.Kill(pid, syscall.SIGCONT) }
	r.Cleanup(resume)
	return resume
}

// TestTurnWaitsForNothing carries out turns while the X server stands still:
// what waited for an answer would never return.
func TestTurnWaitsForNothing(t *testing.T) {
	r := newRig(t)
	a, b := r.opened("A", rect(0, 0, 640, 800)), r.opened("B", rect(640, 0, 640, 800))
	r.until("shown", func() bool { return r.mapped(a) && r.mapped(b) })
	r.sync()
	resume := r.stopServer()
	const turns = 20 // xgb keeps a thousand requests unanswered before it waits
	both := []workspaces.WindowID{a, b}
	for i := range turns {
		r.d.Apply(desktop.Change{
			Frames: columns(both), Stack: both, Show: both[i%2:][:1], Focus: &both[i%2], Hide: both[1-i%2:][:1],
		})
		r.d.Grab(chords(t, "alt-h", "alt-j")[:1+i%2])
		r.d.Publish(desktop.Published{Workspaces: []string{"1", strconv.Itoa(i)}, Current: 0,
			Windows: map[workspaces.WindowID]int{a: i % 2}, WorkAreas: []workspaces.Rect{rect(0, 0, 1280, 800), rect(0, 0, 1280, 800)}})
		r.d.MovePointer(workspaces.Point{X: float64(i), Y: 5})
	}
	r.close(a)
	resume()
	await(r, func(e desktop.WindowClosed) bool { return e.ID == a })
	r.until("the last turn", func() bool { return r.mapped(b) && r.frame(b) == image.Rect(640, 0, 1280, 800) })
	if got := r.client.Texts(r.client.Root(), "_NET_DESKTOP_NAMES"); len(got) != 2 || got[1] != strconv.Itoa(turns-1) {
		t.Errorf("%v", got)
	}
	r.press("alt-j")
	await[desktop.KeyPressed](r)
}
