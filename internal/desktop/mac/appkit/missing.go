//go:build !darwin || !cgo

package appkit

import "errors"

// Run cannot run here: AppKit is there on macOS only, and only with cgo.
func Run(func(Kit) int) (int, error) {
	return 0, errors.New("this build of Perch has no AppKit. On a Mac, with the command line tools of Xcode (xcode-select --install), make app builds one that has it")
}
