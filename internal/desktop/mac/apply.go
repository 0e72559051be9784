package mac

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"perch/internal/desktop"
	"perch/internal/desktop/mac/ax"
	"perch/workspaces"
)

// batch is the windows of one change that go, which waits for those that come:
// otherwise the wallpaper would show in between. It does not wait long, and
// not for applications that do not answer.
type batch struct {
	waiting map[*window]bool
	going   []*window
	late    *time.Timer
}

// Apply implements desktop.Desktop. Stacking is the window server's: the
// focused window comes to the front, and macOS keeps the others in order.
func (d *Desktop) Apply(c desktop.Change) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	concerned := map[*app]bool{}
	b := &batch{waiting: map[*window]bool{}}
	come := func(w *window) {
		w.due = true
		concerned[w.app] = true
		if !w.app.slow && !w.still() {
			b.waiting[w] = true
		}
	}
	for _, f := range c.Frames {
		w := d.windows[f.ID]
		if w == nil || w.kind == workspaces.KindPopup {
			continue
		}
		w.asked, w.tile = f.Frame, !f.Floating && !f.Fullscreen
		if !w.hidden || slices.Contains(c.Show, f.ID) {
			come(w)
		}
	}
	for _, id := range c.Show {
		w := d.windows[id]
		if w == nil {
			continue
		}
		w.leaving = nil
		if w.hidden {
			w.hidden = false
			d.noteRestore()
			come(w)
		}
	}
	for _, id := range c.Hide {
		if w := d.windows[id]; w != nil && !w.hidden && w.kind != workspaces.KindPopup {
			b.going = append(b.going, w)
			w.leaving = b
		}
	}
	if c.Focus != nil {
		d.ask(*c.Focus)
	}
	switch {
	case len(b.going) == 0:
	case len(b.waiting) == 0:
		b.leave()
	default:
		for w := range b.waiting {
			w.batch = b
		}
		b.late = time.AfterFunc(d.Times.Order, func() {
			defer d.rescue()
			d.mu.Lock()
			defer d.mu.Unlock()
			for w := range b.waiting {
				w.app.slow = true // the next batch does not wait for it
			}
			b.leave()
		})
	}
	for a := range concerned {
		a.flushSoon()
	}
}

// done says that a window is where it belongs, or will not be soon. It wants
// the lock.
func (w *window) done() {
	b := w.batch
	if b == nil {
		return
	}
	w.batch = nil
	if delete(b.waiting, w); len(b.waiting) == 0 {
		b.late.Stop()
		b.leave()
	}
}

// leave hides the windows that go. It wants the lock.
func (b *batch) leave() {
	going := b.going
	b.going = nil
	for _, w := range going {
		if !w.gone && w.leaving == b { // else it was shown again meanwhile
			w.leaving = nil
			w.hide()
			w.app.flushSoon()
		}
	}
}

// CloseWindow implements desktop.Desktop.
func (d *Desktop) CloseWindow(id workspaces.WindowID, quit bool) (gone bool, err error) {
	d.mu.Lock()
	w := d.windows[id]
	if w == nil {
		d.mu.Unlock()
		return true, nil
	}
	a := w.app
	last := len(a.windows) == 1
	info := a.info
	d.mu.Unlock()
	if quit && last {
		if !d.Kit.Terminate(info.PID, false) {
			//lint:ignore ST1005 the words are AeroSpace's
			return false, fmt.Errorf("Failed to quit '%s'", info.Name)
		}
		return false, nil
	}
	a.do(func() { a.close(w) })
	return false, nil
}

// close presses a window's close button. On the thread.
func (a *app) close(w *window) {
	if w.element.Ref == 0 {
		return
	}
	button, err := w.element.Link(ax.CloseButton)
	if err == nil {
		err = button.Perform(ax.Press)
		button.Release()
	}
	a.d.mu.Lock()
	defer a.d.mu.Unlock()
	if err != nil && !w.gone {
		a.d.Log.Warn("a window cannot be closed", "app", a.info.Name, "title", w.title, "error", err)
	}
	if !errors.Is(err, ax.CannotComplete) {
		a.after(a.d.Times.Recheck) // some say nothing when a window is gone
	}
}

// NativeFullscreen implements desktop.NativeStates.
func (d *Desktop) NativeFullscreen(id workspaces.WindowID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.windows[id]
	return w != nil && w.native == workspaces.NativeFullscreen
}

// SetNativeFullscreen implements desktop.NativeStates.
func (d *Desktop) SetNativeFullscreen(id workspaces.WindowID, on bool) error {
	to := workspaces.Tiling
	if on {
		to = workspaces.NativeFullscreen
	}
	return d.setNative(id, ax.FullScreen, on, to)
}

// Minimize implements desktop.NativeStates.
func (d *Desktop) Minimize(id workspaces.WindowID) error {
	return d.setNative(id, ax.Minimized, true, workspaces.Minimized)
}

// setNative has an application put a window into a state of its own. The
// agent, which asked for it, knows already.
func (d *Desktop) setNative(id workspaces.WindowID, attribute ax.Attribute, on bool, to workspaces.Placement) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.windows[id]
	if w == nil {
		return workspaces.ErrUnknownWindow
	}
	w.native = to
	// What the desktop told before may come to the agent after this; so the
	// agent is told what comes of it, also if it is what it knows.
	w.toldState = untold
	w.changing++
	w.due = true
	a := w.app
	a.do(func() {
		var err error
		if w.element.Ref != 0 {
			err = w.element.SetBool(attribute, on)
		}
		a.d.mu.Lock()
		defer a.d.mu.Unlock()
		w.changing--
		if err != nil && !w.gone {
			a.d.Log.Warn("an application does not do what it is asked", "app", a.info.Name, "what", string(attribute), "error", err)
		}
		a.after(a.d.Times.Recheck) // whatever came of it
		a.flushSoon()
	})
	return nil
}
