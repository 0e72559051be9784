package ipc

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func TestPeerUser(t *testing.T) {
	s := start(t, Options{}, echo)
	c := raw(t, s.Path())
	if uid, known, err := peerUser(c); uid != os.Getuid() || !known || err != nil {
		t.Errorf("peerUser = %d, %v, %v", uid, known, err)
	}
}

// Another user is turned away by the server itself, even where the modes of
// folder and socket would let him in.
func TestAnotherUserIsTurnedAway(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can become another user")
	}
	dir, err := os.MkdirTemp("", "perch-ipc")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	os.Chmod(dir, 0o755)
	s := startAt(t, filepath.Join(dir, "x.sock"), Options{}, func(*Call) { t.Error("a stranger's request was handed on") })
	asNobody := func(f func()) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			// The thread keeps the other user, so it ends with this goroutine.
			runtime.LockOSThread()
			const nobody = 65534
			if _, _, errno := syscall.RawSyscall(syscall.SYS_SETRESUID, nobody, nobody, nobody); errno != 0 {
				t.Error(errno)
				return
			}
			f()
		}()
		<-done
	}
	asNobody(func() {
		if c, err := Dial(s.Path()); err == nil {
			c.Close()
			t.Error("the socket's mode lets another user connect")
		} else if !strings.Contains(err.Error(), "belongs to another user") {
			t.Error(err)
		}
	})
	os.Chmod(s.Path(), 0o666)
	asNobody(func() {
		c, err := Dial(s.Path())
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		a, err := c.Call(Request{})
		if err != nil || a.ExitCode != 2 || !strings.Contains(a.Stderr, "takes no commands from user 65534") {
			t.Errorf("%+v, %v", a, err)
		}
	})
}
