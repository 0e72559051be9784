package x11

import (
	"image"
	"testing"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/internal/xserver"
	"perch/workspaces"
)

func TestNewWindowIsReportedPlacedAndShown(t *testing.T) {
	r := newRig(t)
	w := r.open(xserver.Spec{Class: "XTerm", Title: "ünïcode"})
	if w.App.ID != "XTerm" || w.App.Name != "XTerm" || w.Title != "ünïcode" || w.Kind != workspaces.KindWindow {
		t.Errorf("facts: %+v", w)
	}
	if w.App.PID == 0 || w.App.ExecPath == "" {
		t.Errorf("no process: %+v", w.App)
	}
	if w.Frame != rect(0, 0, 400, 300) {
		t.Errorf("frame: %v", w.Frame)
	}
	if r.mapped(w.ID) {
		t.Error("shown before the policy said so")
	}
	r.show(w.ID, rect(10.4, 20.5, 333.3, 222.2))
	r.until("shown", func() bool { return r.mapped(w.ID) && r.wmState(w.ID) == stateNormal })
	// Edges: 10.4 → 10, 20.5 → 21, 343.7 → 344, 242.7 → 243.
	if got, want := r.frame(w.ID), image.Rect(10, 21, 344, 243); got != want {
		t.Errorf("at %v, want %v", got, want)
	}
	r.until("focus", func() bool { return r.client.InputFocus() == xproto.Window(w.ID) })
	if got := r.client.ActiveWindow(); got != xproto.Window(w.ID) {
		t.Errorf("active window %x", got)
	}
}

func TestNeighboursMeetExactly(t *testing.T) {
	r := newRig(t)
	var ids []workspaces.WindowID
	for range 7 {
		ids = append(ids, r.open(xserver.Spec{Class: "A"}).ID)
	}
	r.d.Apply(desktop.Change{Frames: columns(ids), Show: ids})
	r.until("the last one is shown", func() bool { return r.mapped(ids[6]) })
	at := 0
	for _, id := range ids {
		f := r.frame(id)
		if f.Min.X != at {
			t.Errorf("a column begins at %d, the one before ends at %d", f.Min.X, at)
		}
		at = f.Max.X
	}
	if at != 1280 {
		t.Errorf("the last column ends at %d", at)
	}
}

func TestAppIDs(t *testing.T) {
	r := newServer(t)
	r.manage(Options{AppIDs: func(class, instance string) string {
		if class == "firefox" && instance == "firefox" {
			return "org.mozilla.firefox"
		}
		return ""
	}})
	if w := r.open(xserver.Spec{Class: "firefox"}); w.App.ID != "org.mozilla.firefox" || w.App.Name != "firefox" {
		t.Errorf("%+v", w.App)
	}
	if w := r.open(xserver.Spec{Class: "other"}); w.App.ID != "other" {
		t.Errorf("%+v", w.App)
	}
}

func TestAppNames(t *testing.T) {
	r := newServer(t)
	r.manage(Options{AppNames: func(class, instance string) string {
		if class == "Navigator" && instance == "Navigator" {
			return "Firefox"
		}
		return ""
	}})
	if w := r.open(xserver.Spec{Class: "Navigator"}); w.App.Name != "Firefox" || w.App.ID != "Navigator" {
		t.Errorf("%+v", w.App)
	}
	if w := r.open(xserver.Spec{Class: "other"}); w.App.Name != "other" {
		t.Errorf("%+v", w.App)
	}
}

func TestKinds(t *testing.T) {
	r := newRig(t)
	parent := r.open(xserver.Spec{Class: "Parent"})
	fixed := make([]uint32, 18)
	fixed[0] = hintMinSize | hintMaxSize
	fixed[5], fixed[6], fixed[7], fixed[8] = 200, 100, 200, 100
	halfFixed := append([]uint32(nil), fixed...)
	halfFixed[8] = 300
	kind := func(name string) []string { return []string{"_NET_WM_WINDOW_TYPE_" + name} }
	for _, test := range []struct {
		name string
		spec xserver.Spec
		want workspaces.Kind
	}{
		{"plain", xserver.Spec{}, workspaces.KindWindow},
		{"normal", xserver.Spec{Kinds: kind("NORMAL")}, workspaces.KindWindow},
		{"unknown type first", xserver.Spec{Kinds: []string{"_KDE_X", "_NET_WM_WINDOW_TYPE_DIALOG"}}, workspaces.KindDialog},
		{"dialog", xserver.Spec{Kinds: kind("DIALOG")}, workspaces.KindDialog},
		{"utility", xserver.Spec{Kinds: kind("UTILITY")}, workspaces.KindDialog},
		{"toolbar", xserver.Spec{Kinds: kind("TOOLBAR")}, workspaces.KindDialog},
		{"splash", xserver.Spec{Kinds: kind("SPLASH")}, workspaces.KindDialog},
		{"transient", xserver.Spec{Transient: xproto.Window(parent.ID)}, workspaces.KindDialog},
		{"modal", xserver.Spec{States: []string{"_NET_WM_STATE_MODAL"}}, workspaces.KindDialog},
		{"fixed size", xserver.Spec{Hints: fixed}, workspaces.KindDialog},
		{"fixed width only", xserver.Spec{Hints: halfFixed}, workspaces.KindWindow},
	} {
		if w := r.open(test.spec); w.Kind != test.want {
			t.Errorf("%s: kind %v, want %v", test.name, w.Kind, test.want)
		}
	}
}

func TestUnmanagedWindowsAreShownAsTheyAsk(t *testing.T) {
	r := newRig(t)
	for _, spec := range []xserver.Spec{
		{Kinds: []string{"_NET_WM_WINDOW_TYPE_NOTIFICATION"}},
		{Kinds: []string{"_NET_WM_WINDOW_TYPE_TOOLTIP"}},
		{Kinds: []string{"_NET_WM_WINDOW_TYPE_POPUP_MENU"}},
		{Kinds: []string{"_NET_WM_WINDOW_TYPE_DOCK"}},
		{Kinds: []string{"_NET_WM_WINDOW_TYPE_DESKTOP"}},
		{Override: true},
	} {
		spec.Frame = image.Rect(30, 40, 130, 140)
		id, err := r.client.Open(spec)
		if err != nil {
			t.Fatal(err)
		}
		r.until("mapped", func() bool { return r.mapped(workspaces.WindowID(id)) })
		if got := r.frame(workspaces.WindowID(id)); got != spec.Frame {
			t.Errorf("%v moved to %v", spec, got)
		}
		xproto.ConfigureWindow(r.client.Conn(), id, xproto.ConfigWindowX|xproto.ConfigWindowWidth, []uint32{77, 55})
		r.until("moved as it wishes", func() bool {
			return r.frame(workspaces.WindowID(id)) == image.Rect(77, 40, 132, 140)
		})
	}
	none[desktop.WindowOpened](r, r.sync())
	if list := r.client.Cardinals(r.client.Root(), "_NET_CLIENT_LIST"); len(list) != 0 {
		t.Errorf("client list: %v", list)
	}
}

func TestAdoptsWindows(t *testing.T) {
	r := newServer(t)
	open := func(spec xserver.Spec) workspaces.WindowID {
		id, err := r.client.Open(spec)
		if err != nil {
			t.Fatal(err)
		}
		return workspaces.WindowID(id)
	}
	shown := open(xserver.Spec{Class: "Shown", Frame: image.Rect(5, 6, 105, 206)})
	iconic := open(xserver.Spec{Class: "Iconic", Unmapped: true})
	if err := r.client.SetCardinals(xproto.Window(iconic), "WM_STATE", "WM_STATE", stateIconic, 0); err != nil {
		t.Fatal(err)
	}
	open(xserver.Spec{Class: "Withdrawn", Unmapped: true})
	open(xserver.Spec{Class: "Menu", Override: true})
	dock := open(xserver.Spec{Class: "Dock", Kinds: []string{"_NET_WM_WINDOW_TYPE_DOCK"}, Frame: image.Rect(0, 0, 1280, 30)})
	if err := r.client.SetCardinals(xproto.Window(dock), "_NET_WM_STRUT", "CARDINAL", 0, 0, 30, 0); err != nil {
		t.Fatal(err)
	}
	xproto.SetInputFocus(r.client.Conn(), 0, xproto.Window(shown), 0)
	r.client.Sync()
	r.manage(Options{})
	if len(r.begun.Windows) != 2 || r.begun.Windows[0].ID != shown || r.begun.Windows[1].ID != iconic {
		t.Fatalf("adopted %+v", r.begun.Windows)
	}
	if w := r.begun.Windows[0]; w.App.ID != "Shown" || w.Frame != rect(5, 6, 100, 200) {
		t.Errorf("%+v", w)
	}
	if r.begun.Focused != shown {
		t.Errorf("focused %v", r.begun.Focused)
	}
	if m := r.begun.Monitors; len(m) != 1 || m[0].Frame != rect(0, 0, 1280, 800) || m[0].WorkArea != rect(0, 30, 1280, 770) {
		t.Errorf("monitors %+v", m)
	}
	// Both are under control: the shown one can be hidden and the other shown.
	r.d.Apply(desktop.Change{Show: []workspaces.WindowID{shown, iconic}, Hide: []workspaces.WindowID{shown}})
	r.until("changed places", func() bool { return r.mapped(iconic) && !r.mapped(shown) })
	none[desktop.WindowClosed](r, r.sync())
}

func TestHidingIsNotWithdrawal(t *testing.T) {
	r := newRig(t)
	id := r.opened("A", rect(0, 0, 640, 800))
	r.until("shown", func() bool { return r.mapped(id) })
	for range 50 {
		r.hide(id)
		r.d.Apply(desktop.Change{Show: []workspaces.WindowID{id}})
	}
	r.hide(id)
	r.until("hidden", func() bool { return !r.mapped(id) && r.wmState(id) == stateIconic })
	none[desktop.WindowClosed](r, r.sync())
	if s := r.states(id); len(s) != 1 && s[0] != "_NET_WM_STATE_HIDDEN" {
		t.Errorf("states %v", s)
	}
}

func TestWithdrawal(t *testing.T) {
	withdraw := func(r *rig, id workspaces.WindowID, synthetic bool) {
		xproto.UnmapWindow(r.client.Conn(), xproto.Window(id))
		if synthetic { // ICCCM §4.1.4
			e := xproto.UnmapNotifyEvent{Event: r.client.Root(), Window: xproto.Window(id)}
			xproto.SendEvent(r.client.Conn(), false, r.client.Root(),
				xproto.EventMaskSubstructureNotify|xproto.EventMaskSubstructureRedirect, string(e.Bytes()))
		}
		r.client.Sync()
	}
	for _, test := range []struct {
		name              string
		hidden, synthetic bool
	}{{"shown", false, false}, {"shown, as XWithdrawWindow does", false, true}, {"hidden", true, true}} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			id := r.opened("A", rect(0, 0, 640, 800))
			r.until("shown", func() bool { return r.mapped(id) })
			if test.hidden {
				r.hide(id)
				r.until("hidden", func() bool { return !r.mapped(id) })
			}
			withdraw(r, id, test.synthetic)
			closed := await[desktop.WindowClosed](r)
			if closed.ID != id {
				t.Errorf("closed %v", closed)
			}
			r.until("withdrawn", func() bool { return r.wmState(id) == stateWithdrawn && len(r.states(id)) == 0 })
			none[desktop.WindowClosed](r, r.sync())
			// It may come back.
			xproto.MapWindow(r.client.Conn(), xproto.Window(id))
			await(r, func(e desktop.WindowOpened) bool { return e.Window.ID == id })
			r.show(id, rect(0, 0, 100, 100))
			r.until("shown again", func() bool { return r.mapped(id) })
		})
	}
}

func TestDestroyedWindow(t *testing.T) {
	r := newRig(t)
	id := r.opened("A", rect(0, 0, 640, 800))
	other := r.opened("B", rect(640, 0, 640, 800))
	if err := r.client.Destroy(xproto.Window(id)); err != nil {
		t.Fatal(err)
	}
	await(r, func(e desktop.WindowClosed) bool { return e.ID == id })
	// What is still said of it harms nobody.
	r.d.Apply(desktop.Change{
		Frames: []desktop.Frame{{ID: id, Frame: rect(0, 0, 1, 1)}}, Stack: []workspaces.WindowID{id, other},
		Show: []workspaces.WindowID{id}, Focus: &id, Hide: []workspaces.WindowID{id},
	})
	if gone, err := r.d.CloseWindow(id, false); !gone || err != nil {
		t.Errorf("CloseWindow: %v, %v", gone, err)
	}
	if events := r.sync(); len(events) != 0 {
		t.Errorf("%#v", events)
	}
}

func TestCloseWindow(t *testing.T) {
	r := newRig(t)
	polite := r.opened("Polite", rect(0, 0, 640, 800))
	if gone, err := r.d.CloseWindow(polite, false); gone || err != nil {
		t.Errorf("CloseWindow: %v, %v", gone, err)
	}
	await(r, func(e desktop.WindowClosed) bool { return e.ID == polite })

	// A client that does not know WM_DELETE_WINDOW is ended.
	rude, err := xserver.Dial(r.server.Display)
	if err != nil {
		t.Fatal(err)
	}
	id, err := rude.Open(xserver.Spec{Class: "Rude", Stubborn: true})
	if err != nil {
		t.Fatal(err)
	}
	await(r, func(e desktop.WindowOpened) bool { return e.Window.ID == workspaces.WindowID(id) })
	if gone, err := r.d.CloseWindow(workspaces.WindowID(id), false); gone || err != nil {
		t.Errorf("CloseWindow: %v, %v", gone, err)
	}
	await(r, func(e desktop.WindowClosed) bool { return e.ID == workspaces.WindowID(id) })
	<-rude.Done()
}

func TestFactsChange(t *testing.T) {
	r := newRig(t)
	id := r.opened("A", rect(0, 0, 640, 800))
	other := r.opened("B", rect(640, 0, 640, 800))
	r.sync()
	set := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	set(r.client.SetText(xproto.Window(id), "_NET_WM_NAME", "new title"))
	if e := await[desktop.WindowChanged](r); e.Window.ID != id || e.Window.Title != "new title" || e.Window.Frame != rect(0, 0, 640, 800) {
		t.Errorf("%+v", e)
	}
	set(r.client.SetText(xproto.Window(id), "_NET_WM_NAME", "new title"))
	none[desktop.WindowChanged](r, r.sync())

	set(r.client.SetCardinals(xproto.Window(id), "WM_HINTS", "WM_HINTS", hintUrgency, 0, 0, 0, 0, 0, 0, 0, 0))
	if e := await[desktop.WindowChanged](r); !e.Window.Urgent {
		t.Errorf("%+v", e)
	}
	r.focus(id)
	if e := await[desktop.WindowChanged](r); e.Window.Urgent {
		t.Errorf("still urgent with the focus: %+v", e)
	}
	set(r.client.SendMessage(xproto.Window(other), "_NET_WM_STATE", stateAdd, uint32(r.d.atoms.StateAttention)))
	if e := await[desktop.WindowChanged](r); e.Window.ID != other || !e.Window.Urgent {
		t.Errorf("%+v", e)
	}
	set(r.client.SetCardinals(xproto.Window(other), "WM_TRANSIENT_FOR", "WINDOW", uint32(id)))
	if e := await[desktop.WindowChanged](r); e.Window.Kind != workspaces.KindDialog {
		t.Errorf("%+v", e)
	}
}

func TestDialogIsCentredOnItsParent(t *testing.T) {
	r := newRig(t)
	parent := r.opened("Parent", rect(640, 0, 640, 800))
	w := r.open(xserver.Spec{Class: "Dialog", Transient: xproto.Window(parent), Frame: image.Rect(0, 0, 200, 100)})
	if w.Frame != rect(860, 350, 200, 100) {
		t.Errorf("at %v", w.Frame)
	}
	r.show(w.ID, w.Frame)
	r.until("it is there", func() bool { return r.frame(w.ID) == image.Rect(860, 350, 1060, 450) })
	// One that chose its place keeps it.
	hints := make([]uint32, 18)
	hints[0] = hintUserPosition
	w = r.open(xserver.Spec{Transient: xproto.Window(parent), Frame: image.Rect(3, 4, 203, 104), Hints: hints})
	if w.Frame != rect(3, 4, 200, 100) {
		t.Errorf("at %v", w.Frame)
	}
}

func TestText(t *testing.T) {
	a := &atoms{UTF8String: 300, CompoundText: 301}
	for _, test := range []struct {
		kind xproto.Atom
		data string
		want string
	}{
		{300, "grün", "grün"},
		{300, "a\xffb", "a�b"},
		{300, "one\x00two", "one"},
		{xproto.AtomString, "gr\xfcn", "grün"},
		{xproto.AtomString, "grün", "grün"},
		{301, "gr\xfcn", "grün"},
		{301, "a\x1b%G→\x1b%@b", "a→b"},
		{301, "a\x1b-Ab\x1b$)B", "ab"},
		{301, "\x1b$(BF|K\\\x1b(B go", "日本 go"},
		{301, "\x1b$)B\xc6\xfc\xcb\xdc\x1b-Agr\xfcn", "日本grün"},
		{301, "\x1b)I\xb6\xc5", "ｶﾅ"},
		{301, "\x1b$(A;l", "混"},
		{301, "\x1b$(C\x47\x51", "한"},
		{301, "\x1b-F\xe1\xe2\xe3 \x1b-L\xb0\xb1", "αβγ АБ"},
		{301, "a\x1b%/2\x80\x89big5-0\x02\xa4\xe5bc", "a文bc"},
		{301, "a\x1b$(Zxyb\x1b(Bc", "ac"},
		{301, "\x1b$(BF", ""},
		{301, "a\x1b", "a"},
	} {
		if got := (property{test.kind, 8, []byte(test.data)}).text(a); got != test.want {
			t.Errorf("%d %q: %q, want %q", test.kind, test.data, got, test.want)
		}
	}
}

// TestHugeChange has more requests than xgb keeps unanswered.
func TestHugeChange(t *testing.T) {
	r := newRig(t)
	var ids []workspaces.WindowID
	for range 400 {
		ids = append(ids, r.open(xserver.Spec{Class: "A"}).ID)
	}
	r.d.Apply(desktop.Change{Frames: columns(ids), Stack: ids, Show: ids, Focus: &ids[0]})
	r.until("the last one is shown", func() bool { return r.mapped(ids[399]) })
	if got := r.frame(ids[399]).Max.X; got != 1280 {
		t.Errorf("the last column ends at %d", got)
	}
	r.hide(ids...)
	r.until("all are hidden", func() bool { return len(r.client.Visible()) == 0 })
	none[desktop.WindowClosed](r, r.sync())
}
