package agent

import (
	"encoding/json"

	"perch/internal/desktop"
	"perch/internal/ipc"
	"perch/workspaces"
)

// picture is the state as the bar and other subscribers see it.
func picture(s *workspaces.State, mode string, bar json.RawMessage, problems []string) ipc.State {
	focus := s.Focus()
	p := ipc.State{Mode: mode, Focus: ipc.Focus{Workspace: focus.Workspace}, Bar: bar, Problems: problems}
	if focus.Window != workspaces.NoWindow {
		p.Focus.WindowID = uint32(focus.Window)
	}
	for i, m := range s.Monitors() {
		gaps := s.GapsOn(i)
		p.Monitors = append(p.Monitors, ipc.Monitor{
			ID: i + 1, Name: m.Name, Key: m.ID,
			X: m.Frame.X, Y: m.Frame.Y, Width: m.Frame.W, Height: m.Frame.H,
			Workspace: s.VisibleOn(i), TopGap: gaps.Top, BottomGap: gaps.Bottom,
		})
	}
	for _, name := range s.Workspaces() {
		layout, _ := s.LayoutOf(workspaces.Subject{Workspace: name, Root: true, Window: workspaces.NoWindow})
		ws := ipc.Workspace{
			Name: name, Monitor: s.MonitorOf(name) + 1,
			Visible: s.IsVisible(name), Focused: name == focus.Workspace,
			Layout: layout.String(),
		}
		for _, id := range s.WindowsOf(name) {
			w, _ := s.Window(id)
			ws.Urgent = ws.Urgent || w.Urgent
			p.Windows = append(p.Windows, ipc.Window{
				ID: uint32(id), App: w.App.Name, AppID: w.App.ID, Title: w.Title, Workspace: name,
				Floating: w.Placement == workspaces.Floating, Urgent: w.Urgent,
			})
		}
		p.Workspaces = append(p.Workspaces, ws)
	}
	return p
}

// published is what pagers and other programs are told.
func published(s *workspaces.State) desktop.Published {
	p := desktop.Published{Workspaces: s.Workspaces(), Windows: map[workspaces.WindowID]int{}}
	focused := s.Focus().Workspace
	for i, name := range p.Workspaces {
		if name == focused {
			p.Current = i
		}
		for _, id := range s.WindowsOf(name) {
			p.Windows[id] = i
		}
		p.WorkAreas = append(p.WorkAreas, s.Monitors()[s.MonitorOf(name)].WorkArea)
	}
	return p
}
