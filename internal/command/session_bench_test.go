package command

import (
	"fmt"
	"testing"

	"perch/workspaces"
)

// BenchmarkRun measures commands on two workspaces of 30 windows each.
func BenchmarkRun(b *testing.B) {
	state := workspaces.New(workspaces.Settings{Flatten: true, Opposite: true}, nil)
	for i := range 60 {
		if i == 30 {
			state = state.FocusWorkspace("b")
		}
		state = state.AddWindow(workspaces.Window{ID: workspaces.WindowID(i + 1), Title: fmt.Sprint("title ", i)}, workspaces.AddOptions{})
	}
	for _, text := range []string{"workspace-back-and-forth", "focus --wrap-around left", "list-windows --all", "list-workspaces --focused"} {
		b.Run(text, func(b *testing.B) {
			p, err := Parse(text, Allowed{})
			if err != nil {
				b.Fatal(err)
			}
			s := &Session{State: state, Host: &world{config: emptyConfig()}, Memory: NewMemory()}
			s.Run(p, Env{}, "")
			b.ReportAllocs()
			for b.Loop() {
				s.Host.(*world).events = nil
				s.Run(p, Env{}, "")
			}
		})
	}
}

// BenchmarkParse measures a binding's text.
func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse("workspace 3 && (focus --boundaries all-monitors-outer-frame left || true)", Allowed{}); err != nil {
			b.Fatal(err)
		}
	}
}
