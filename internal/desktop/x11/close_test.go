package x11

import (
	"strings"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/workspaces"
)

// pinged opens a window whose client knows WM_DELETE_WINDOW and _NET_WM_PING
// and leaves the answers to the test; its messages come through the channel.
func pinged(r *rig) (*xgb.Conn, workspaces.WindowID, <-chan xproto.ClientMessageEvent) {
	r.Helper()
	conn, err := xgb.NewConnDisplay(r.server.Display)
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(conn.Close)
	messages := make(chan xproto.ClientMessageEvent, 16)
	go func() {
		defer close(messages)
		for {
			event, failure := conn.WaitForEvent()
			if event == nil && failure == nil {
				return
			}
			if e, ok := event.(xproto.ClientMessageEvent); ok {
				messages <- e
			}
		}
	}()
	id, err := xproto.NewWindowId(conn)
	if err != nil {
		r.Fatal(err)
	}
	xproto.CreateWindow(conn, 0, id, r.client.Root(), 0, 0, 100, 100, 0, xproto.WindowClassInputOutput, 0, 0, nil)
	a := &r.d.atoms
	protocols := bytesOf([]uint32{uint32(a.WMDeleteWindow), uint32(a.Ping)})
	xproto.ChangeProperty(conn, xproto.PropModeReplace, id, a.WMProtocols, xproto.AtomAtom, 32, 2, protocols)
	class := "slow\x00Slow\x00"
	xproto.ChangeProperty(conn, xproto.PropModeReplace, id, xproto.AtomWmClass, xproto.AtomString, 8, uint32(len(class)), []byte(class))
	xproto.MapWindow(conn, id)
	w := await(r, func(e desktop.WindowOpened) bool { return e.Window.ID == workspaces.WindowID(id) }).Window
	r.show(w.ID, rect(0, 0, 640, 800))
	return conn, w.ID, messages
}

// wait makes the time pass in which a ping may be answered.
func (r *rig) wait(id workspaces.WindowID) {
	r.d.mu.Lock()
	defer r.d.mu.Unlock()
	w := r.d.windows[xproto.Window(id)]
	if !w.unanswered.IsZero() {
		w.unanswered = w.unanswered.Add(-hungAfter)
	}
}

func (r *rig) close(id workspaces.WindowID) {
	r.Helper()
	if gone, err := r.d.CloseWindow(id, false); gone || err != nil {
		r.Fatalf("CloseWindow: %v, %v", gone, err)
	}
}

func TestCloseHungApplication(t *testing.T) {
	r := newRig(t)
	_, id, messages := pinged(r)
	// Two wishes in a row, as of an impatient person, end nothing.
	r.close(id)
	r.close(id)
	none[desktop.WindowClosed](r, r.sync())
	if p := xproto.Atom((<-messages).Data.Data32[0]); p != r.d.atoms.Ping {
		t.Errorf("the first message is %d", p)
	}
	r.wait(id)
	none[desktop.WindowClosed](r, r.sync())
	r.close(id)
	await(r, func(e desktop.WindowClosed) bool { return e.ID == id })
	for range messages { // the server has cut the client off
	}
	if text := r.log.String(); !strings.Contains(text, "Slow does not answer") {
		t.Errorf("log: %s", text)
	}
}

func TestCloseNeverEndsWhatAnswers(t *testing.T) {
	r := newRig(t)
	conn, id, messages := pinged(r)
	for range 3 {
		r.close(id)
		ping := <-messages
		if xproto.Window(ping.Data.Data32[2]) != xproto.Window(id) {
			t.Fatalf("%+v", ping)
		}
		ping.Window = r.client.Root()
		xproto.SendEvent(conn, false, ping.Window,
			xproto.EventMaskSubstructureNotify|xproto.EventMaskSubstructureRedirect, string(ping.Bytes()))
		conn.Sync()
		if e := <-messages; xproto.Atom(e.Data.Data32[0]) != r.d.atoms.WMDeleteWindow {
			t.Errorf("%+v", e)
		}
		none[desktop.WindowClosed](r, r.sync())
		r.wait(id)
	}
	if !r.mapped(id) {
		t.Error("gone")
	}
}
