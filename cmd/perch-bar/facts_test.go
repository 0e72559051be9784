package main

import (
	"slices"
	"testing"

	"perch/internal/ipc"
	"perch/internal/sysinfo"
)

func TestChanges(t *testing.T) {
	one := ipc.State{
		Monitors:   []ipc.Monitor{{ID: 1, Width: 1000, Height: 600}},
		Workspaces: []ipc.Workspace{{Name: "1", Monitor: 1, Visible: true, Focused: true}},
	}
	for _, row := range []struct {
		what   string
		change func(s *ipc.State)
		want   []string
	}{
		{"nothing", func(s *ipc.State) {}, nil},
		// The empty workspace that was left is gone, and the other has its number.
		{"another workspace in its place", func(s *ipc.State) { s.Workspaces[0].Name = "2" }, []string{"space_change"}},
		{"one more", func(s *ipc.State) { s.Workspaces = append(s.Workspaces, ipc.Workspace{Name: "2", Monitor: 1}) },
			[]string{"space_change", "space_windows_change"}},
		{"a window", func(s *ipc.State) { s.Windows = []ipc.Window{{ID: 1, App: "A", Workspace: "1"}} }, []string{"space_windows_change"}},
		{"a focused window", func(s *ipc.State) {
			s.Windows = []ipc.Window{{ID: 1, App: "A", Workspace: "1"}}
			s.Focus.WindowID = 1
		}, []string{"front_app_switched", "space_windows_change"}},
	} {
		next := one
		next.Workspaces = slices.Clone(one.Workspaces)
		row.change(&next)
		if got := changes(facts(one, sysinfo.Facts{}), facts(next, sysinfo.Facts{})); !slices.Equal(got, row.want) {
			t.Errorf("%s: %q happens, expected %q", row.what, got, row.want)
		}
	}
}
