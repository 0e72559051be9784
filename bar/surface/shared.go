//go:build linux || darwin

package surface

import (
	"github.com/jezek/xgb/shm"
	"golang.org/x/sys/unix"
)

// share puts the window's pixels into System V shared memory. The segment is
// marked for removal at once, so that it ends with both its users.
func (w *window) share(d *Display, size int) error {
	id, err := unix.SysvShmGet(unix.IPC_PRIVATE, size, unix.IPC_CREAT|0o600)
	if err != nil {
		return err
	}
	defer unix.SysvShmCtl(id, unix.IPC_RMID, nil)
	data, err := unix.SysvShmAttach(id, 0, 0)
	if err != nil {
		return err
	}
	segment, err := shm.NewSegId(d.conn)
	if err == nil {
		err = shm.AttachChecked(d.conn, segment, uint32(id), true).Check()
	}
	if err != nil {
		unix.SysvShmDetach(data)
		return err
	}
	w.pixels = pixels{data: data, segment: segment, free: func() { unix.SysvShmDetach(data) }}
	return nil
}
