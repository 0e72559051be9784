package sysinfo

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"syscall"
)

// tree is the system's own tree. It reads files of /proc and /sys without Go's
// poller, whose thread would wake twice for each of them.
type tree struct{ fs.FS }

func systemFiles() fs.FS { return tree{os.DirFS("/")} }

// ReadFile reads a whole file (fs.ReadFileFS).
func (tree) ReadFile(name string) ([]byte, error) {
	fail := func(op string, err error) ([]byte, error) {
		return nil, &fs.PathError{Op: op, Path: name, Err: err}
	}
	if !fs.ValidPath(name) {
		return fail("open", fs.ErrInvalid)
	}
	fd, err := again(func() (int, error) { return syscall.Open(path.Join("/", name), syscall.O_RDONLY|syscall.O_CLOEXEC, 0) })
	if err != nil {
		return fail("open", err)
	}
	defer syscall.Close(fd)
	data := make([]byte, 0, 4096)
	for {
		n, err := again(func() (int, error) { return syscall.Read(fd, data[len(data):cap(data)]) })
		if err != nil {
			return fail("read", err)
		}
		if n == 0 {
			return data, nil
		}
		if data = data[:len(data)+n]; len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
	}
}

// writeSystemFile writes a file of the kernel's, which is there already.
func writeSystemFile(name, text string) error {
	file, err := os.OpenFile(path.Join("/", name), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Close())
}

// nothing is the tree of a machine that has no files to tell of itself.
type nothing struct{}

func (nothing) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// again calls until no signal comes between.
func again(call func() (int, error)) (n int, err error) {
	for {
		if n, err = call(); err != syscall.EINTR {
			return n, err
		}
	}
}
