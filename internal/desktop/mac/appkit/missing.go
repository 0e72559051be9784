//go:build !darwin || !cgo

package appkit

// Run cannot run here: AppKit is there on macOS only, and only with cgo.
func Run(func(Kit) int) (int, error) { return 0, ErrMissing }
