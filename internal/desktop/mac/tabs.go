package mac

import (
	"perch/internal/desktop"
	"perch/internal/desktop/mac/ax"
	"perch/internal/desktop/mac/cg"
	"perch/workspaces"
)

// Native tabs are windows of their own in the same place, of which the
// application lists the one that is to be seen; the parent of the others is a
// window and not the application. The agent knows the group as one window,
// whose number is that of the first tab.

// isTab says whether a window is a tab that is not to be seen.
func (a *app) isTab(e ax.Element) bool {
	parent, err := e.Link(ax.Parent)
	if err != nil {
		return true // it is nowhere
	}
	defer parent.Release()
	role, err := parent.Text(ax.Role)
	return err == nil && role == "AXWindow"
}

// groupOf is the group that a new window is the visible tab of now: one whose
// tab went out of sight in the very same place. On the thread.
func (a *app) groupOf(frame workspaces.Rect, seen map[cg.Window]bool, server map[cg.Window]cg.WindowInfo, listed []ax.Owned) *window {
	a.d.mu.Lock()
	defer a.d.mu.Unlock()
	for id, w := range a.windows {
		info, there := server[id]
		if seen[id] || w.kind == workspaces.KindPopup || w.native == workspaces.Minimized || w.apart || there && info.OnScreen {
			continue
		}
		isListed := false
		for _, e := range listed {
			isListed = isListed || e.Ref != 0 && e.Equal(w.element.Element)
		}
		if !isListed && near(w.at.TopLeft(), frame.TopLeft()) && (!w.destroyed || same(w.at, frame)) {
			return w
		}
	}
	return nil
}

// turnTo makes another tab the one that is to be seen. It wants the lock and
// the thread; the old element is the caller's.
func (w *window) turnTo(id cg.Window, e ax.Owned, r reading) {
	a := w.app
	delete(a.windows, w.real)
	w.element, w.real = e, id
	a.windows[id] = w
	changed := w.title != r.title
	w.title, w.at, w.missed, w.destroyed = r.title, r.frame, 0, false
	w.due = true
	if changed {
		a.d.emit(desktop.WindowChanged{Window: w.facts()})
	}
}

// publicID is the agent's number of a window: the window's own, or, if a group
// of tabs has it, the one that is free because of that. It wants the lock.
func (d *Desktop) publicID(id cg.Window) workspaces.WindowID {
	for {
		holder := d.windows[workspaces.WindowID(id)]
		if holder == nil {
			return workspaces.WindowID(id)
		}
		id = holder.real
	}
}

// numbered is the window that has a number in the window server. It wants the
// lock.
func (d *Desktop) numbered(id cg.Window) *window {
	for _, a := range d.apps {
		if w := a.windows[id]; w != nil {
			return w
		}
	}
	return nil
}
