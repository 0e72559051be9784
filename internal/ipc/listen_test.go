package ipc

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// leaveStale leaves a socket at path as an agent does that is killed.
func leaveStale(t *testing.T, path string) {
	t.Helper()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
}

func TestSocketPath(t *testing.T) {
	uid := os.Getuid()
	own := "/tmp/perch-" + itoa(uid)
	for _, test := range []struct{ socket, runtime, display, want string }{
		{"/a/b.sock", "/run/user/1", ":0", "/a/b.sock"},
		{"", "/run/user/1", ":0", "/run/user/1/perch/_0.sock"},
		{"", "/run/user/1", ":0.0", "/run/user/1/perch/_0.sock"},
		{"", "/run/user/1", ":0.1", "/run/user/1/perch/_0.1.sock"},
		{"", "/run/user/1", ":10", "/run/user/1/perch/_10.sock"},
		{"", "/run/user/1", "", "/run/user/1/perch/default.sock"},
		{"", "relative", "host:1.0", own + "/host_1.sock"},
		{"", "", "../../x/y:0", own + "/.._.._x_y_0.sock"},
	} {
		env := map[string]string{"PERCH_SOCKET": test.socket, "XDG_RUNTIME_DIR": test.runtime, "DISPLAY": test.display, "PERCH_DESKTOP": "x11"}
		if got := SocketPath(func(key string) string { return env[key] }); got != test.want {
			t.Errorf("SocketPath of %v = %s, want %s", env, got, test.want)
		}
	}
	long := func(display string) string {
		return SocketPath(func(key string) string {
			return map[string]string{"DISPLAY": display, "PERCH_DESKTOP": "x11"}[key]
		})
	}
	a, b := long("/private/tmp/com.apple.launchd.aaaaaaaaaaaaaaaaaaaaaaaaa/org.xquartz:0"), long("/private/tmp/com.apple.launchd.baaaaaaaaaaaaaaaaaaaaaaaa/org.xquartz:0")
	if a == b || len(a) > maxPath-20 {
		t.Errorf("long displays give %s and %s", a, b)
	}
}

// On macOS there is one agent, whether a program was started with the $DISPLAY of
// XQuartz or without.
func TestDisplayOfAMac(t *testing.T) {
	const quartz = "/private/tmp/com.apple.launchd.a/org.xquartz:0"
	for _, row := range []struct{ system, desktop, want string }{
		{"darwin", "", ""}, {"darwin", "macos", ""}, {"darwin", "x11", quartz}, {"linux", "", quartz},
	} {
		env := map[string]string{"DISPLAY": quartz, "PERCH_DESKTOP": row.desktop}
		if got := display(row.system, func(key string) string { return env[key] }); got != row.want {
			t.Errorf("%+v gives %q", row, got)
		}
	}
}

func itoa(n int) string { return string(appendNumber(nil, float64(n))) }

func TestFolderIsMadePrivate(t *testing.T) {
	base := t.TempDir()
	s := startAt(t, filepath.Join(base, "perch", "deep", "x.sock"), Options{}, echo)
	for _, dir := range []string{"perch", "perch/deep"} {
		info, err := os.Stat(filepath.Join(base, dir))
		if err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s has mode %v (%v), want 0700", dir, info.Mode().Perm(), err)
		}
	}
	if _, err := dial(t, s.Path()).Call(Request{}); err != nil {
		t.Error(err)
	}
}

func TestFolderIsRefused(t *testing.T) {
	base := t.TempDir()
	refused := func(path, want string) {
		t.Helper()
		s, err := Listen(path, Options{})
		if err == nil {
			s.Close()
			t.Errorf("%s was accepted, want an error with %q", path, want)
		} else if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want one line with %q", path, err, want)
		}
	}
	open := filepath.Join(base, "open")
	os.Mkdir(open, 0o700)
	os.Chmod(open, 0o777)
	refused(filepath.Join(open, "x"), "other users may write into the folder "+open)
	refused(filepath.Join(open, "sub", "x"), "other users may write into the folder "+open)
	file := filepath.Join(base, "file")
	os.WriteFile(file, []byte("mine"), 0o600)
	refused(filepath.Join(file, "x"), "is in the way")
	refused(file, "is not a socket")
	if data, _ := os.ReadFile(file); string(data) != "mine" {
		t.Error("a file in the socket's place was touched")
	}
	refused(filepath.Join(base, strings.Repeat("x", 120)), "shorter")
	os.Symlink(base, filepath.Join(base, "x.lock"))
	refused(filepath.Join(base, "x"), "lock file")

	if os.Getuid() != 0 {
		t.Log("not root: folders of other users are not tried")
		return
	}
	theirs := filepath.Join(base, "theirs")
	os.Mkdir(theirs, 0o700)
	os.Chown(theirs, 65534, 65534)
	refused(filepath.Join(theirs, "x"), "belongs to user 65534 and not to you")
	link := filepath.Join(base, "link")
	mine := filepath.Join(base, "mine")
	os.Mkdir(mine, 0o700)
	os.Symlink(mine, link)
	os.Lchown(link, 65534, 65534)
	refused(filepath.Join(link, "x"), "belongs to user 65534 and not to you")
}

func TestStickyFolderAndOwnLink(t *testing.T) {
	base := t.TempDir()
	sticky := filepath.Join(base, "tmp")
	os.Mkdir(sticky, 0o700)
	os.Chmod(sticky, 0o777|os.ModeSticky)
	link := filepath.Join(base, "link")
	os.Symlink(sticky, link)
	for _, dir := range []string{sticky, link} {
		s, err := Listen(filepath.Join(dir, "x"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		s.Close()
	}
}

func TestStaleSocketIsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.sock")
	leaveStale(t, path)
	leaveStale(t, path+"~")
	s := startAt(t, path, Options{}, echo)
	if _, err := dial(t, path).Call(Request{}); err != nil {
		t.Error(err)
	}
	s.Close()
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is still there after Close (%v)", err)
	}
	if s2, err := Listen(path, Options{}); err != nil {
		t.Errorf("after Close: %v", err)
	} else {
		s2.Close()
	}
}

func TestSecondAgentIsRefused(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PERCH_SOCKET", "")
	t.Setenv("DISPLAY", ":3")
	t.Setenv("XDG_RUNTIME_DIR", dir)
	path := SocketPath(os.Getenv)
	s := startAt(t, path, Options{}, echo)
	_, err := Listen(path, Options{})
	want := "another perch agent runs on display :3 (socket " + path + ")"
	if _, ok := errors.AsType[*RunningError](err); !ok || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	// The lock alone is not trusted: whoever answers on the socket is alive.
	if err := os.Remove(path + ".lock"); err != nil {
		t.Fatal(err)
	}
	if _, err = Listen(path, Options{}); err == nil || err.Error() != want {
		t.Errorf("without the lock file: %v, want %s", err, want)
	}
	if _, err := dial(t, s.Path()).Call(Request{}); err != nil {
		t.Errorf("the first agent no longer answers: %v", err)
	}
}

func TestWaitForTheOtherAgent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.sock")
	first := startAt(t, path, Options{}, echo)
	if _, err := dial(t, path).Call(Request{}); err != nil {
		t.Fatal(err)
	}
	next := make(chan error)
	go func() {
		s, err := Listen(path, Options{Wait: 20 * time.Second})
		if err == nil {
			_, err = Dial(path)
			s.Close()
		}
		next <- err
	}()
	first.Close()
	if err := <-next; err != nil {
		t.Error(err)
	}
}

func TestOneOfManyAgentsWins(t *testing.T) {
	for range 20 {
		path := filepath.Join(t.TempDir(), "x.sock")
		leaveStale(t, path)
		var wg sync.WaitGroup
		servers := make(chan *Server, 8)
		for range 8 {
			wg.Go(func() {
				s, err := Listen(path, Options{})
				if _, running := errors.AsType[*RunningError](err); err == nil {
					servers <- s
				} else if !running {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(servers) != 1 {
			t.Errorf("%d agents serve one socket", len(servers))
		}
		for range len(servers) {
			(<-servers).Close()
		}
	}
}

// A socket that another agent put in place is not removed.
func TestCloseLeavesAnothersSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.sock")
	s, err := Listen(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	os.Remove(path)
	leaveStale(t, path)
	s.Close()
	if _, err := os.Lstat(path); err != nil {
		t.Error("Close removed a socket that is not its own")
	}
}
