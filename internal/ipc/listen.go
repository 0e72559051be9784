package ipc

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// maxPath is the longest socket path that every supported system takes
// (sun_path is 104 bytes on macOS and 108 on Linux, with a zero at the end),
// less the character that the name has while it is being set up.
const maxPath = 102

// CheckLength refuses a path that is too long for a socket.
func CheckLength(path string) error {
	if len(path) > maxPath {
		return fmt.Errorf("the socket path %s has %d characters, and the system takes %d; set PERCH_SOCKET to a shorter one", path, len(path), maxPath)
	}
	return nil
}

// RunningError says that another agent serves the socket.
type RunningError struct{ Path string }

func (e *RunningError) Error() string {
	return fmt.Sprintf("another perch agent runs%s (socket %s)", place(e.Path), e.Path)
}

// Endpoint is a socket that this process alone serves.
type Endpoint struct {
	Listener *net.UnixListener

	path string
	info fs.FileInfo // of the socket, to know it again
	lock *os.File
}

// Claim opens the socket at path for this process: a folder that is missing is
// made with mode 0700, the socket has mode 0600, and what a dead process left
// is replaced. A file beside it is locked for as long as the socket is served,
// so that of two processes that start at once one wins; the lock goes away with
// the process, however it ends. Another holder is waited for as long as given,
// and then gives a [RunningError].
func Claim(path string, wait time.Duration) (*Endpoint, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("the socket's place cannot be found: %w", err)
	}
	if err := CheckLength(path); err != nil {
		return nil, err
	}
	if err := SecureFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	lock, err := lockFile(path, wait)
	if err != nil {
		return nil, err
	}
	ep, err := bind(path, lock)
	if err != nil {
		lock.Close()
		return nil, err
	}
	return ep, nil
}

// SecureFolder makes the folder, mode 0700, if it is not there, and refuses one
// in which another user could put a socket of theirs.
func SecureFolder(dir string) error {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if err := SecureFolder(filepath.Dir(dir)); err != nil {
			return err
		}
		if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("the folder %s for Perch's socket cannot be made: %w", dir, reason(err))
		}
		info, err = os.Lstat(dir)
	}
	if err != nil {
		return fmt.Errorf("the folder %s for Perch's socket cannot be used: %w", dir, reason(err))
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		// Only a link that another user cannot redirect is followed.
		if err := ownFolder(dir, info); err != nil {
			return err
		}
		if info, err = os.Stat(dir); err != nil {
			return fmt.Errorf("the folder %s for Perch's socket cannot be used: %w", dir, reason(err))
		}
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is in the way: Perch keeps its socket in a folder of that name", dir)
	}
	return ownFolder(dir, info)
}

// ownFolder accepts a folder of the user's own, or of root's, in which only
// its owner may replace files.
func ownFolder(dir string, info fs.FileInfo) error {
	uid := os.Getuid()
	owner := int(info.Sys().(*syscall.Stat_t).Uid)
	if owner != uid && owner != 0 {
		return fmt.Errorf("the folder %s belongs to user %d and not to you (user %d); Perch does not put its socket there", dir, owner, uid)
	}
	if info.IsDir() && info.Mode()&0o022 != 0 && info.Mode()&fs.ModeSticky == 0 {
		return fmt.Errorf("other users may write into the folder %s; Perch does not put its socket there. Make it yours alone with: chmod 700 %s", dir, dir)
	}
	return nil
}

// lockFile takes the lock of the socket at path, waiting for another holder at
// most as long as given.
func lockFile(path string, wait time.Duration) (*os.File, error) {
	name := path + ".lock"
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the lock file %s cannot be opened: %w", name, reason(err))
	}
	deadline := time.Now().Add(wait)
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return f, nil
		case errors.Is(err, syscall.EINTR):
			continue
		case !errors.Is(err, syscall.EWOULDBLOCK):
			f.Close()
			return nil, fmt.Errorf("the lock file %s cannot be locked: %w", name, err)
		case !time.Now().Before(deadline):
			f.Close()
			return nil, &RunningError{Path: path}
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// bind makes the socket, with the lock held. It is made under another name
// and moved into place when it is ready, so that a client never meets one that
// does not listen yet or has a wider mode.
func bind(path string, lock *os.File) (*Endpoint, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("the socket %s cannot be used: %w", path, reason(err))
	case info.Mode()&fs.ModeSocket == 0:
		return nil, fmt.Errorf("%s is in the way: it is not a socket. Move it away, or set PERCH_SOCKET to another path", path)
	default:
		conn, err := net.DialTimeout("unix", path, time.Second)
		if err == nil {
			conn.Close()
			return nil, &RunningError{Path: path}
		}
		// Only a refusal proves that nobody listens: a busy or hung agent
		// gives other errors.
		if !errors.Is(err, syscall.ECONNREFUSED) && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("the socket %s is in use, and whoever serves it does not answer: %w", path, reason(err))
		}
	}
	fresh := path + "~"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the stale file %s cannot be removed: %w", fresh, reason(err))
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: fresh, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("the socket %s cannot be opened: %w", path, reason(err))
	}
	l.SetUnlinkOnClose(false)
	fail := func(err error) (*Endpoint, error) {
		l.Close()
		os.Remove(fresh)
		return nil, fmt.Errorf("the socket %s cannot be opened: %w", path, reason(err))
	}
	if err := os.Chmod(fresh, 0o600); err != nil {
		return fail(err)
	}
	if info, err = os.Lstat(fresh); err != nil {
		return fail(err)
	}
	if err := os.Rename(fresh, path); err != nil {
		return fail(err)
	}
	return &Endpoint{Listener: l, path: path, info: info, lock: lock}, nil
}

// Path returns the socket's absolute path.
func (ep *Endpoint) Path() string { return ep.path }

// Close gives the socket back. The socket is removed only if it is still the
// one made here; the lock file stays, because removing it would let two
// processes lock two different files.
func (ep *Endpoint) Close() error {
	if info, err := os.Lstat(ep.path); err == nil && os.SameFile(info, ep.info) {
		os.Remove(ep.path)
	}
	err := ep.Listener.Close()
	ep.lock.Close()
	return err
}

// reason takes the operation and the path off a system error: the sentence
// around it names them already.
func reason(err error) error {
	if e, ok := errors.AsType[syscall.Errno](err); ok {
		return e
	}
	return err
}
