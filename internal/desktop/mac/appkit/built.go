package appkit

import (
	"errors"
	"runtime/debug"
	"slices"
	"strings"
)

// HeapFlag has Go's compiler put slices of a length that it does not know on the
// heap, as before Go 1.25. darwinkit 0.5.0 hands libffi the addresses of such slices as
// numbers, and libffi keeps them: with slices on the stack, the first message that
// AppKit sends to a Go function ends the program (darwinkit's issue 286).
const HeapFlag = "all=-d=variablemakethreshold=0"

// errBuilt says that the program was built without HeapFlag.
var errBuilt = errors.New("this program was built without -gcflags=" + HeapFlag + ", and would crash: make app, or make build, builds one that works")

// checkBuild says whether the program, built with these settings, can run AppKit.
func checkBuild(settings []debug.BuildSetting) error {
	for _, s := range settings {
		if s.Key == "-gcflags" && slices.Contains(strings.Fields(s.Value), HeapFlag) {
			return nil
		}
	}
	return errBuilt
}
