package x11

import (
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jezek/xgb/xproto"

	"perch/internal/desktop"
	"perch/internal/xserver"
	"perch/workspaces"
)

// lost reads the events to their end.
func lost(r *rig) desktop.Lost {
	r.Helper()
	e := await[desktop.Lost](r)
	if _, more := <-r.d.Events(); more {
		r.Error("an event after Lost")
	}
	return e
}

func TestCloseGivesTheDesktopBack(t *testing.T) {
	r := newRig(t)
	a, b := r.opened("A", rect(0, 0, 640, 800)), r.opened("B", rect(640, 0, 640, 800))
	never := r.open(xserver.Spec{Class: "Never shown"}).ID
	r.hide(a)
	r.d.Publish(desktop.Published{Workspaces: []string{"1"}})
	r.d.Grab(chords(t, "alt-h"))
	r.until("hidden", func() bool { return !r.mapped(a) })
	r.d.Close()
	for _, id := range []workspaces.WindowID{a, b, never} {
		if !r.mapped(id) || r.wmState(id) != stateNormal || len(r.states(id)) != 0 {
			t.Errorf("%x: mapped %v, state %d, %v", id, r.mapped(id), r.wmState(id), r.states(id))
		}
	}
	if focus := r.client.InputFocus(); focus != xproto.InputFocusPointerRoot {
		t.Errorf("focus %x", focus)
	}
	for _, name := range []string{"_NET_SUPPORTING_WM_CHECK", "_NET_CLIENT_LIST", "_NET_NUMBER_OF_DESKTOPS", "_NET_ACTIVE_WINDOW"} {
		if value := r.rootNumbers(name); len(value) != 0 {
			t.Errorf("%s is left: %v", name, value)
		}
	}
	if e := lost(r); e.Err != nil {
		t.Errorf("lost: %v", e.Err)
	}
	r.d.Close() // again does nothing
	r.d.Apply(desktop.Change{Hide: []workspaces.WindowID{a}})
	r.d.Grab(chords(t, "alt-h"))
	if !r.mapped(a) {
		t.Error("a closed desktop hides windows")
	}
	// The next one finds them.
	r.manage(Options{})
	if len(r.begun.Windows) != 3 {
		t.Errorf("found %+v", r.begun.Windows)
	}
}

func TestSecondWindowManager(t *testing.T) {
	r := newRig(t)
	_, err := Open(Options{Display: r.server.Display})
	want := "another window manager (Perch) runs on display " + r.server.Display + "; start with --replace to take over"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestReplaceAnotherPerch(t *testing.T) {
	r := newRig(t)
	id := r.opened("A", rect(10, 20, 640, 400))
	r.hide(id)
	r.until("hidden", func() bool { return !r.mapped(id) })
	first := r.d
	r.manage(Options{Replace: true})
	if len(r.begun.Windows) != 1 || r.begun.Windows[0].ID != id || r.begun.Windows[0].Frame != rect(10, 20, 640, 400) {
		t.Errorf("found %+v", r.begun.Windows)
	}
	second := r.d
	r.d = first
	if e := lost(r); e.Err == nil || e.Err.Error() != "another window manager took over display "+r.server.Display {
		t.Errorf("lost: %v", e.Err)
	}
	r.d = second
	r.show(id, rect(0, 0, 100, 100))
	r.until("managed by the second", func() bool { return r.frame(id) == image.Rect(0, 0, 100, 100) })
}

func TestI3(t *testing.T) {
	r := newServer(t)
	config := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(config, []byte("# i3 config file (v4)\nfont pango:monospace 8\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	i3 := r.start("i3", "-c", config)
	r.until("i3 runs", func() bool { return len(r.rootNumbers("_NET_SUPPORTING_WM_CHECK")) > 0 })
	_, err := Open(Options{Display: r.server.Display})
	want := "another window manager (i3) runs on display " + r.server.Display + "; start with --replace to take over"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	id, err := r.client.Open(xserver.Spec{Class: "A"})
	if err != nil {
		t.Fatal(err)
	}
	r.until("i3 shows it", func() bool {
		reply, err := xproto.GetWindowAttributes(r.client.Conn(), id).Reply()
		return err == nil && reply.MapState == xproto.MapStateViewable
	})
	r.manage(Options{Replace: true})
	_ = i3.Wait() // its status says nothing
	// i3 gives its windows back to the root when it goes.
	if len(r.begun.Windows) != 1 || r.begun.Windows[0].ID != workspaces.WindowID(id) {
		t.Errorf("found %+v", r.begun.Windows)
	}
}

func TestManagerWithoutSelection(t *testing.T) {
	r := newServer(t)
	// What bspwm does: redirection without the WM_S0 selection.
	err := xproto.ChangeWindowAttributesChecked(r.client.Conn(), r.client.Root(), xproto.CwEventMask,
		[]uint32{xproto.EventMaskSubstructureRedirect | xproto.EventMaskSubstructureNotify}).Check()
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(Options{Display: r.server.Display})
	if want := "another window manager runs on display " + r.server.Display + "; start with --replace to take over"; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	_, err = Open(Options{Display: r.server.Display, Replace: true})
	if err == nil || !strings.Contains(err.Error(), "does not give way") {
		t.Errorf("got %v", err)
	}
}

func TestDisplayGoesAway(t *testing.T) {
	r := newRig(t)
	id := r.opened("A", rect(0, 0, 640, 800))
	r.d.Grab(chords(t, "alt-h"))
	r.server.Stop()
	if e := lost(r); e.Err == nil || e.Err.Error() != "the X server of display "+r.server.Display+" has gone away" {
		t.Errorf("lost: %v", e.Err)
	}
	// Nothing hangs.
	r.show(id, rect(0, 0, 1, 1))
	r.d.Grab(nil)
	r.d.Publish(desktop.Published{Workspaces: []string{"1"}})
	r.d.Pointer()
	r.d.Close()
}

func TestNoDisplay(t *testing.T) {
	t.Setenv("DISPLAY", "")
	for display, want := range map[string]string{
		"":       "no X display is given: $DISPLAY is not set",
		"nobody": `"nobody" is not an X display; expected a name such as ":0"`,
		":x":     `"x" is not`,
		":98765": "cannot connect to the X display :98765: ",
	} {
		_, err := Open(Options{Display: display})
		if err == nil || !strings.Contains(err.Error(), strings.TrimPrefix(want, `"x"`)) {
			t.Errorf("%q: %v", display, err)
		}
	}
}

// TestAuthority connects to a server that wants a cookie.
func TestAuthority(t *testing.T) {
	folder := t.TempDir()
	entry := func(family uint16, fields ...string) []byte {
		b := binary.BigEndian.AppendUint16(nil, family)
		for _, f := range fields {
			b = append(binary.BigEndian.AppendUint16(b, uint16(len(f))), f...)
		}
		return b
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	const cookie, magicCookie, familyLocal = "0123456789abcdef", "MIT-MAGIC-COOKIE-1", 256
	key := filepath.Join(folder, "server")
	if err := os.WriteFile(key, entry(familyLocal, host, "", magicCookie, cookie), 0o600); err != nil {
		t.Fatal(err)
	}
	ready, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer ready.Close()
	server := exec.Command("Xvfb", "-displayfd", "3", "-nolisten", "tcp", "-auth", key)
	server.ExtraFiles = []*os.File{writer}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	writer.Close()
	var number string
	if _, err := fmt.Fscan(ready, &number); err != nil {
		t.Fatal(err)
	}
	user := filepath.Join(folder, "user")
	t.Setenv("XAUTHORITY", user)
	if _, err := Open(Options{Display: ":" + number}); err == nil {
		t.Error("connected without a cookie")
	}
	entries := entry(familyLocal, host, number+"1", magicCookie, "another displays")
	entries = append(entries, entry(familyLocal, host+"x", number, magicCookie, "another machines")...)
	entries = append(entries, entry(familyLocal, host, number, magicCookie, cookie)...)
	if err := os.WriteFile(user, entries, 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := Open(Options{Display: ":" + number})
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
}

// TestClientsVanish opens and kills windows while they are spoken to.
func TestClientsVanish(t *testing.T) {
	r := newRig(t)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 30 {
			c, err := xserver.Dial(r.server.Display)
			if err != nil {
				t.Error(err)
				return
			}
			for range 5 {
				if _, err := c.Open(xserver.Spec{Class: "Short"}); err != nil {
					t.Error(err)
				}
			}
			c.Close()
		}
	}()
	open := map[workspaces.WindowID]bool{}
	var ids []workspaces.WindowID
	apply := func(e desktop.Event) {
		switch e := e.(type) {
		case desktop.WindowOpened:
			open[e.Window.ID] = true
			ids = append(ids, e.Window.ID)
			r.d.Apply(desktop.Change{Frames: columns(ids), Stack: ids, Show: ids, Focus: &e.Window.ID})
		case desktop.WindowClosed:
			if !open[e.ID] {
				t.Errorf("%x closes without having opened", e.ID)
			}
			delete(open, e.ID)
		}
	}
	for running := true; running; {
		select {
		case e := <-r.d.Events():
			apply(e)
		case <-done:
			running = false
		}
	}
	for _, e := range r.sync() {
		apply(e)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	for len(open) > 0 && ctx.Err() == nil {
		select {
		case e := <-r.d.Events():
			apply(e)
		case <-ctx.Done():
		}
	}
	if len(open) > 0 {
		t.Errorf("%d windows are left", len(open))
	}
	// And all is well.
	id := r.opened("Last", rect(0, 0, 1280, 800))
	r.until("shown", func() bool { return r.mapped(id) && r.client.InputFocus() == xproto.Window(id) })
}
