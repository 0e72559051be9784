package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"perch/internal/desktop/mac/cg"
	"perch/internal/doctor"
	"perch/internal/ipc"
	"perch/workspaces"
)

// selfTest tiles windows of TextEdit. Where they are is asked of the window
// server, which needs no permission.
func selfTest(ctx context.Context, socket string) ([]doctor.Finding, error) {
	if err := cg.Load(); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "perch-self-test")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	return doctor.SelfTest(ctx, doctor.World{
		Application: "TextEdit", Patience: 5 * time.Second, Look: 50 * time.Millisecond,
		Open: func(n int) error {
			args := []string{"-n", "-F", "-a", "TextEdit"}
			for i := range n {
				path := filepath.Join(dir, fmt.Sprintf("perch self-test %d.txt", i+1))
				if err := os.WriteFile(path, []byte("Perch closes this window.\n"), 0o600); err != nil {
					return err
				}
				args = append(args, path)
			}
			return exec.CommandContext(ctx, "open", args...).Run()
		},
		Close: func() {
			// Only the documents of the self-test; a TextEdit that ran before is
			// another process.
			out, err := ask(socket, ipc.Request{Args: []string{"list-windows", "--workspace", "perch-self-test", "--format", "%{window-id}"}})
			if err != nil {
				return
			}
			for id := range strings.FieldsSeq(out.Stdout) {
				ask(socket, ipc.Request{Args: []string{"close", "--quit-if-last-window", "--window-id", id}})
			}
		},
		Frames: func() (map[workspaces.WindowID]workspaces.Rect, error) {
			frames := map[workspaces.WindowID]workspaces.Rect{}
			for _, w := range cg.Windows(cg.ExcludeDesktopElements) {
				frames[workspaces.WindowID(w.ID)] = rectOf(w.Bounds)
			}
			return frames, nil
		},
		Screens: func() ([]workspaces.Rect, error) {
			displays, err := cg.Displays()
			var screens []workspaces.Rect
			for _, d := range displays {
				screens = append(screens, rectOf(d.Bounds()))
			}
			return screens, err
		},
		Perch: func(args ...string) (string, error) {
			answer, err := ask(socket, ipc.Request{Args: args})
			if err == nil && answer.ExitCode != 0 {
				err = errors.New(strings.TrimSpace(answer.Stderr))
			}
			return answer.Stdout, err
		},
	})
}

func rectOf(r cg.Rect) workspaces.Rect {
	return workspaces.Rect{X: r.Origin.X, Y: r.Origin.Y, W: r.Size.Width, H: r.Size.Height}
}
