package workspaces

import (
	"errors"
	"fmt"
)

// What an operation cannot do. The command language words these for people.
var (
	ErrNoWindow      = errors.New("no window is focused")
	ErrUnknownWindow = errors.New("there is no such window")
	ErrBoundary      = errors.New("there is nothing in that direction")
	ErrFloating      = errors.New("the window floats")
	ErrNative        = errors.New("the window is minimized, hidden or in native fullscreen")
	ErrNotResizable  = errors.New("the window stands in no tiles container of that axis")
	ErrOnlyChild     = errors.New("the window has no neighbours")
	ErrNoPrevious    = errors.New("there is no previous element")
	ErrFlatten       = errors.New("containers with one child are flattened")
)

// ForcedError says that a workspace is assigned to another monitor.
type ForcedError struct{ Workspace, Monitor string }

func (e *ForcedError) Error() string {
	return fmt.Sprintf("workspace %q is assigned to another monitor than %q", e.Workspace, e.Monitor)
}
