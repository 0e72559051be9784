package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"perch/internal/xserver"
)

// Under another window manager the bar is a dock as any: it is shown, room is
// kept free for it, and a click on it leaves the focus with the application.
func TestUnderAnotherWindowManager(t *testing.T) {
	i3, err := exec.LookPath("i3")
	if err != nil {
		t.Skip("i3 is not installed")
	}
	screen, display := newScreen(t, "1280x800")
	dir := t.TempDir()
	config := filepath.Join(dir, "config")
	if err := os.WriteFile(config, []byte("# i3 config file (v4)\nfont pango:monospace 8\ndefault_border none\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	manager := exec.Command(i3, "-c", config)
	manager.Env = append(os.Environ(), "DISPLAY="+display, "XDG_RUNTIME_DIR="+dir, "HOME="+dir)
	if err := manager.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		manager.Process.Kill()
		manager.Wait()
	}()

	w := &world{t: t, ground: background, screen: screen, display: display, agent: newAgent(t, desk()), ended: make(chan error, 1)}
	w.until("i3 manages the screen", func() bool { return len(screen.Atoms(screen.Root(), "_NET_SUPPORTED")) > 0 })
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		w.ended <- serve(ctx, options{socket: w.agent.server.Path(), display: display, machine: laptop()})
	}()
	defer func() {
		stop()
		<-w.ended
	}()
	app, err := screen.Open(xserver.Spec{Class: "App", Title: "app"})
	if err != nil {
		t.Fatal(err)
	}
	w.until("the app fills what the bar leaves and has the focus", func() bool {
		corner, ok := w.corner(app)
		return ok && corner == 28 && screen.ActiveWindow() == app && w.pixel(2, 1) == background
	})
	w.keep("i3")
	screen.Click(16, 14, 1)
	if got := <-w.agent.commands; len(got) != 2 || got[1] != "1" {
		t.Errorf("the click asks for %q", got)
	}
	if screen.ActiveWindow() != app {
		t.Error("the click took the focus away from the app")
	}
}
