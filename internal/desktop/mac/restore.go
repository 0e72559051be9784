package mac

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"

	"perch/internal/desktop/mac/cg"
	"perch/workspaces"
)

// restore is where hidden windows belong, kept in a file: a program that
// crashes leaves them in their corners, and its successor finds them there.
type restore struct {
	left    map[cg.Window]leftover // what a crashed program left
	writing bool                   // a goroutine writes
	stale   bool                   // there is something newer to write
	written chan struct{}          // closed when the goroutine ends
}

// leftover is one hidden window.
type leftover struct {
	PID    int
	ID     workspaces.WindowID // the agent's number of it
	Corner workspaces.Point
	Frame  workspaces.Rect
}

// readRestore reads what a predecessor left.
func (d *Desktop) readRestore() {
	if d.Restore == "" {
		return
	}
	data, err := os.ReadFile(d.Restore)
	if err == nil {
		err = json.Unmarshal(data, &d.left)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.Log.Warn("the places of hidden windows cannot be read", "file", d.Restore, "error", err)
	}
}

// adopt takes over a window that a predecessor hid and that is still there. It
// wants the lock.
func (w *window) adopt() {
	d := w.app.d
	l, is := d.left[w.real]
	if !is {
		return
	}
	delete(d.left, w.real)
	if l.PID != w.app.pid || !near(l.Corner, w.at.TopLeft()) {
		return
	}
	w.hidden, w.corner, w.before = true, l.Corner, l.Frame
	if _, taken := d.windows[l.ID]; !taken {
		delete(d.windows, w.id)
		w.id = l.ID
		d.windows[w.id] = w
	}
}

// noteRestore has the file written, if it is not being written already. It
// wants the lock.
func (d *Desktop) noteRestore() {
	d.stale = true
	if d.Restore == "" || d.writing || d.closed {
		return
	}
	d.writing = true
	d.written = make(chan struct{})
	go d.writeRestore(d.written)
}

func (d *Desktop) writeRestore(done chan struct{}) {
	defer d.rescue()
	defer close(done)
	for {
		d.mu.Lock()
		if !d.stale || d.closed {
			d.writing = false
			d.mu.Unlock()
			return
		}
		d.stale = false
		hidden := map[cg.Window]leftover{}
		for _, w := range d.windows {
			if w.hidden {
				hidden[w.real] = leftover{w.app.pid, w.id, w.corner, w.place()}
			}
		}
		d.mu.Unlock()
		if err := d.replaceRestore(hidden); err != nil {
			d.Log.Warn("the places of hidden windows are not kept", "file", d.Restore, "error", err)
		}
	}
}

func (d *Desktop) replaceRestore(hidden map[cg.Window]leftover) error {
	data, err := json.Marshal(hidden)
	if err != nil {
		return err
	}
	next := d.Restore + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // what another program left there would lend the file its permissions
	}
	if err := os.WriteFile(next, data, 0o600); err != nil {
		return err
	}
	return os.Rename(next, d.Restore)
}

// forgetRestore ends the file with the program: the windows are back.
func (d *Desktop) forgetRestore() {
	if d.Restore == "" {
		return
	}
	d.mu.Lock()
	writing := d.written
	d.mu.Unlock()
	if writing != nil {
		<-writing
	}
	_ = os.Remove(d.Restore)
}
