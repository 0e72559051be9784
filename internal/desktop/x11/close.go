package x11

import (
	"fmt"
	"time"

	"github.com/jezek/xgb/xproto"

	"perch/workspaces"
)

// hungAfter is how long an application may leave a ping unanswered before it
// counts as hung.
const hungAfter = 3 * time.Second

// CloseWindow implements desktop.Desktop. A window that knows
// WM_DELETE_WINDOW is asked (ICCCM §4.2.8.1); another one's client is ended.
// With quit the same happens: an X11 application ends itself with its last window.
//
// Along with the question goes a ping (EWMH, _NET_WM_PING). Nothing happens if
// the answer stays out, as an application may be busy; but whoever closes the
// window again after hungAfter means it, and the client is ended. One that
// answers never is, however long it goes on asking whether to save, nor is
// one that knows no ping or runs on another machine.
func (d *Desktop) CloseWindow(id workspaces.WindowID, quit bool) (gone bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.windows[xproto.Window(id)]
	if w == nil {
		return true, nil
	}
	d.closeWindow(w)
	return false, nil
}

func (d *Desktop) closeWindow(w *window) {
	now := time.Now()
	switch waits := !w.unanswered.IsZero(); {
	case !w.deletes:
		xproto.KillClient(d.conn, uint32(w.id))
		return
	case waits && now.Sub(w.unanswered) >= hungAfter:
		d.log.Info(fmt.Sprintf("%s does not answer any more and was ended, as its window %q was closed again",
			w.class, w.told.Title))
		xproto.KillClient(d.conn, uint32(w.id))
		return
	case !waits && w.pings && w.local:
		w.unanswered = now
		d.sendMessage(w.id, w.id, xproto.EventMaskNoEvent, d.atoms.WMProtocols,
			uint32(d.atoms.Ping), uint32(d.time), uint32(w.id))
	}
	d.sendProtocol(w.id, d.atoms.WMDeleteWindow, d.time)
}

// pong handles the answer to a ping: the same message, sent to the root window.
func (d *Desktop) pong(data []uint32) {
	if w := d.windows[xproto.Window(data[2])]; w != nil && xproto.Atom(data[0]) == d.atoms.Ping {
		w.unanswered = time.Time{}
	}
}
