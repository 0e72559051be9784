package replay

import (
	"fmt"
	"slices"

	"github.com/jezek/xgb/xproto"

	"perch/internal/xserver"
	"perch/workspaces"
)

// onScreen compares what the server says with a state and its scene.
func (s *stage) onScreen(state *workspaces.State, scene workspaces.Scene) []string {
	var wrong []string
	fail := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	seen := map[xproto.Window]xserver.Window{}
	var stack, wantStack, top []workspaces.WindowID
	numbers := map[xproto.Window]workspaces.WindowID{}
	for id, window := range s.windows {
		numbers[window] = id
	}
	placed := map[workspaces.WindowID]workspaces.Placed{}
	for _, p := range scene.Windows {
		placed[p.ID] = p
		if !p.Visible {
			continue
		}
		if p.Fullscreen {
			top = append(top, p.ID)
		} else {
			wantStack = append(wantStack, p.ID)
		}
	}
	for _, w := range s.client.Windows() {
		seen[w.ID] = w
		if id, ours := numbers[w.ID]; ours && w.Mapped {
			stack = append(stack, id)
		}
	}
	wantStack = append(wantStack, top...)
	if len(top) == 0 && !slices.Equal(stack, wantStack) {
		fail("the stack is %v, want %v", stack, wantStack)
	}
	names := s.client.Texts(s.client.Root(), "_NET_DESKTOP_NAMES")
	if want := state.Workspaces(); !slices.Equal(names, want) {
		fail("pagers see the workspaces %q, want %q", names, want)
	}
	for id, window := range s.windows {
		w, there := seen[window]
		info, known := state.Window(id)
		p, inScene := placed[id]
		switch {
		case there != known:
			fail("window %d: on the server %v, in the state %v", id, there, known)
		case !there:
		case !inScene:
		case w.Mapped != p.Visible:
			fail("window %d is mapped: %v, want %v", id, w.Mapped, p.Visible)
		case p.Visible && (w.Frame != s.pixels(p.Frame) || w.Border != 0):
			fail("window %d is at %v, want %v", id, w.Frame, s.pixels(p.Frame))
		case slices.Contains(w.States, "_NET_WM_STATE_FULLSCREEN") != (p.Visible && p.Fullscreen) && p.Visible:
			fail("window %d has the states %q, its fullscreen is %v", id, w.States, p.Fullscreen)
		case slices.Contains(w.States, "_NET_WM_STATE_HIDDEN") == p.Visible:
			fail("window %d has the states %q, its visibility is %v", id, w.States, p.Visible)
		}
		if on := s.client.Cardinals(window, "_NET_WM_DESKTOP"); known && info.Workspace != "" &&
			(len(on) != 1 || int(on[0]) >= len(names) || names[on[0]] != info.Workspace) {
			fail("window %d is on the desktop %v of %q, want %s", id, on, names, info.Workspace)
		}
	}
	focus, active := s.client.InputFocus(), s.client.ActiveWindow()
	if id := state.Focus().Window; id != workspaces.NoWindow {
		if want := s.windows[id]; focus != want || active != want {
			fail("the keyboard is at %#x and the active window is %#x, want %#x (%d)", focus, active, want, id)
		}
	} else if _, ours := numbers[focus]; ours || active != 0 {
		fail("the keyboard is at %#x and the active window is %#x, want none", focus, active)
	}
	current := s.client.Cardinals(s.client.Root(), "_NET_CURRENT_DESKTOP")
	if want := state.Focus().Workspace; len(current) != 1 || int(current[0]) >= len(names) || names[current[0]] != want {
		fail("the current desktop is %v of %q, want %s", current, names, want)
	}
	slices.Sort(wrong)
	return wrong
}
