package main

import (
	"image/png"
	"os"
	"testing"

	"perch/internal/ipc"
)

// The colours of the built-in theme that tests look for.
const (
	background rgb = 0x16161e
	accent     rgb = 0x7aa2f7
)

func desk() ipc.State {
	return ipc.State{
		Mode:     "main",
		Focus:    ipc.Focus{Workspace: "2", WindowID: 7},
		Monitors: []ipc.Monitor{{ID: 1, Name: "screen", Key: "screen", Width: 1280, Height: 800, Workspace: "2"}},
		Workspaces: []ipc.Workspace{
			{Name: "1", Monitor: 1},
			{Name: "2", Monitor: 1, Visible: true, Focused: true},
			{Name: "3", Monitor: 1},
			{Name: "4", Monitor: 1},
		},
		Windows: []ipc.Window{
			{ID: 5, App: "Firefox", Title: "Perch", Workspace: "1"},
			{ID: 6, App: "XTerm", Title: "make test", Workspace: "2"},
			{ID: 7, App: "XTerm", Title: "vim serve.go — Grüße, Привет, مرحبا ☕", Workspace: "2"},
			{ID: 8, App: "XClock", Title: "xclock", Workspace: "4"},
		},
	}
}

func TestFirst(t *testing.T) {
	w := newWorld(t, "1280x800", desk())
	shot, _ := w.screen.Screenshot()
	f, _ := os.Create("/tmp/barplay/x.png")
	png.Encode(f, shot)
	f.Close()
}
