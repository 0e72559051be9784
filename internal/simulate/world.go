package simulate

import (
	"perch/config"
	"perch/internal/command"
	"perch/workspaces"
)

// world is what commands of a scenario reach beyond the state. Everything
// obeys at once: a window that is asked to close is gone.
type world struct {
	config  *config.Config
	pointer workspaces.Point
	events  []command.Event
	native  map[workspaces.WindowID]bool // in the platform's own fullscreen
}

var _ command.NativeStates = (*world)(nil)

func (w *world) Config() *config.Config { return w.config }

// ReloadConfig finds the same configuration without problems.
func (w *world) ReloadConfig(o command.ReloadOptions) ([]config.Problem, bool) { return nil, !o.DryRun }

func (w *world) CloseWindow(workspaces.WindowID, bool) (gone bool, err error) { return true, nil }

// Exec starts nothing.
func (w *world) Exec([]string, []string) error { return nil }

func (w *world) Pointer() workspaces.Point      { return w.pointer }
func (w *world) MovePointer(p workspaces.Point) { w.pointer = p }
func (w *world) Emit(e command.Event)           { w.events = append(w.events, e) }

// IsNativeFullscreen knows the windows that the row's tree says it of.
func (w *world) IsNativeFullscreen(id workspaces.WindowID) bool { return w.native[id] }

func (w *world) SetNativeFullscreen(id workspaces.WindowID, on bool) error {
	w.native[id] = on
	return nil
}

func (w *world) Minimize(workspaces.WindowID) error { return nil }
