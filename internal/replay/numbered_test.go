package replay

import (
	"sync"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/workspaces"
)

// numbered is a desktop whose windows bear the numbers of a row instead of
// those that the X server gave them, so that what a row says of its windows is
// true word for word. Everything else is the desktop's own, but for the
// process behind the windows: in rows they belong to none.
type numbered struct {
	desktop.Desktop
	events chan desktop.Event
	ended  chan struct{} // closed by Close
	marks  chan struct{} // one for each mark that came by
	jobs   chan func()

	mu  sync.Mutex
	row map[workspaces.WindowID]workspaces.WindowID // by the number on the server
	x   map[workspaces.WindowID]workspaces.WindowID // by the number in the row
}

// A window without a number in the row gets a high one.
const stranger = 1 << 33

// mark is the workspace that a client asks for to see where the agent is.
const mark = 987654

// nudge is an event that says nothing. It wakes the agent up.
type nudge struct{ desktop.Lost }

func number(d desktop.Desktop, windows map[workspaces.WindowID]xproto.Window) *numbered {
	n := &numbered{
		Desktop: d, events: make(chan desktop.Event), ended: make(chan struct{}), marks: make(chan struct{}, 1000), jobs: make(chan func(), 1),
		row: map[workspaces.WindowID]workspaces.WindowID{}, x: map[workspaces.WindowID]workspaces.WindowID{},
	}
	for id, window := range windows {
		n.name(id, window)
	}
	go n.pump()
	return n
}

// name gives a window of the server a number of the row.
func (n *numbered) name(id workspaces.WindowID, window xproto.Window) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.row[workspaces.WindowID(window)], n.x[id] = id, workspaces.WindowID(window)
}

func (n *numbered) toRow(window workspaces.WindowID) workspaces.WindowID {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch id, known := n.row[window]; {
	case known:
		return id
	case window == workspaces.NoWindow:
		return window
	}
	return window + stranger
}

func (n *numbered) toX(id workspaces.WindowID) workspaces.WindowID {
	n.mu.Lock()
	defer n.mu.Unlock()
	switch window, known := n.x[id]; {
	case known:
		return window
	case id >= stranger:
		return id - stranger
	}
	return id
}

// Events is asked before every turn: the moment for what the test does in the
// agent's goroutine.
func (n *numbered) Events() <-chan desktop.Event {
	select {
	case f := <-n.jobs:
		f()
	default:
	}
	return n.events
}

// do runs f in the agent's goroutine, between two turns.
func (n *numbered) do(f func()) {
	over := make(chan struct{})
	n.jobs <- func() { f(); close(over) }
	for {
		select {
		case n.events <- nudge{}:
		case <-over:
			return
		case <-n.ended:
			return
		}
	}
}

func (n *numbered) Close() {
	n.Desktop.Close()
	close(n.ended)
}

func (n *numbered) pump() {
	for e := range n.Desktop.Events() {
		marked := false
		if w, ok := e.(desktop.WorkspaceRequested); ok && w.Index == mark {
			e, marked = nudge{}, true
		}
		select {
		case n.events <- n.event(e):
		case <-n.ended:
			return
		}
		if marked {
			n.marks <- struct{}{}
		}
	}
}

// event is an event with the windows' numbers of the row.
func (n *numbered) event(e desktop.Event) desktop.Event {
	switch e := e.(type) {
	case desktop.Started:
		for i, w := range e.Windows {
			e.Windows[i] = n.facts(w)
		}
		e.Focused = n.toRow(e.Focused)
		return e
	case desktop.WindowOpened:
		e.Window = n.facts(e.Window)
		return e
	case desktop.WindowClosed:
		e.ID = n.toRow(e.ID)
		return e
	case desktop.WindowChanged:
		e.Window = n.facts(e.Window)
		return e
	case desktop.WindowMoved:
		e.ID = n.toRow(e.ID)
		return e
	case desktop.Focused:
		e.ID = n.toRow(e.ID)
		return e
	case desktop.FocusRequested:
		e.ID = n.toRow(e.ID)
		return e
	case desktop.MoveRequested:
		e.ID = n.toRow(e.ID)
		return e
	case desktop.FullscreenRequested:
		e.ID = n.toRow(e.ID)
		return e
	case desktop.Clicked:
		e.Window = n.toRow(e.Window)
		return e
	case desktop.PointerMoved:
		e.Window = n.toRow(e.Window)
		return e
	}
	return e
}

func (n *numbered) facts(w workspaces.Window) workspaces.Window {
	w.ID = n.toRow(w.ID)
	w.App.PID, w.App.ExecPath = 0, ""
	return w
}

func (n *numbered) Apply(c desktop.Change) {
	c.Frames = append([]desktop.Frame(nil), c.Frames...)
	for i := range c.Frames {
		c.Frames[i].ID = n.toX(c.Frames[i].ID)
	}
	if c.Stack != nil {
		c.Stack = n.all(c.Stack)
	}
	c.Show, c.Hide = n.all(c.Show), n.all(c.Hide)
	if c.Focus != nil {
		focus := n.toX(*c.Focus)
		c.Focus = &focus
	}
	n.Desktop.Apply(c)
}

func (n *numbered) all(ids []workspaces.WindowID) []workspaces.WindowID {
	windows := make([]workspaces.WindowID, len(ids))
	for i, id := range ids {
		windows[i] = n.toX(id)
	}
	return windows
}

func (n *numbered) CloseWindow(id workspaces.WindowID, quit bool) (bool, error) {
	return n.Desktop.CloseWindow(n.toX(id), quit)
}

func (n *numbered) Publish(p desktop.Published) {
	windows := make(map[workspaces.WindowID]int, len(p.Windows))
	for id, i := range p.Windows {
		windows[n.toX(id)] = i
	}
	p.Windows = windows
	n.Desktop.Publish(p)
}
