//go:build !darwin || !cgo

package surface

// Run does work where surfaces can be opened, and returns its exit code.
func Run(work func() int) int { return work() }

// Open reaches the screens of the X display with that name, $DISPLAY if it is empty.
func Open(display string) (Surface, error) { return Connect(display) }
