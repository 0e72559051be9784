package command

import (
	"fmt"
	"testing"

	"perch/workspaces"
)

// crowd is a desktop with so many windows, 30 to a workspace; every third one
// stands in a container of its own kind.
func crowd(b *testing.B, windows int) *workspaces.State {
	b.Helper()
	screen := workspaces.Rect{W: 2560, H: 1440}
	state := workspaces.New(workspaces.Settings{Flatten: true, Opposite: true}, []workspaces.Monitor{
		{ID: "1", Name: "one", Frame: screen, WorkArea: screen, SystemIndex: 1},
	})
	for i := range windows {
		id := workspaces.WindowID(i + 1)
		if i%30 == 0 {
			state = state.FocusWorkspace(fmt.Sprint(i/30 + 1))
		}
		state = state.AddWindow(workspaces.Window{
			ID: id, Title: fmt.Sprint("title ", i), App: workspaces.App{PID: i % 9, ID: "app", Name: fmt.Sprint("app ", i%9)},
		}, workspaces.AddOptions{})
		state, _ = state.FocusWindow(id)
		if i%3 == 2 {
			state, _ = state.JoinWith(id, workspaces.Left)
		}
	}
	state, _ = state.Normalize().Layout()
	return state
}

// BenchmarkTurn measures what the agent does for one command: the command, the
// refresh and the layout.
func BenchmarkTurn(b *testing.B) {
	for _, c := range []struct {
		windows int
		text    string
	}{
		{60, "workspace --auto-back-and-forth 2"},
		{60, "focus --wrap-around left"},
		{60, "move --boundaries-action stop left"},
		{60, "list-workspaces --all"},
		{200, "list-windows --all"},
		{200, "list-windows --all --json"},
	} {
		b.Run(fmt.Sprintf("%s of %d", c.text, c.windows), func(b *testing.B) {
			p, err := Parse(c.text, Allowed{})
			if err != nil {
				b.Fatal(err)
			}
			w := &world{config: emptyConfig()}
			s := &Session{State: crowd(b, c.windows), Host: w, Memory: NewMemory()}
			s.Refresh()
			s.State = s.State.FocusWorkspace("1")
			b.ReportAllocs()
			for b.Loop() {
				w.events = nil
				if r := s.Run(p, Env{}, ""); r.Code != OK {
					b.Fatal(r)
				}
				s.State, _ = s.State.Layout()
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
