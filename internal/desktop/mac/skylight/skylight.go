// Package skylight binds the private functions with which one window of an
// app is focused, without its other windows coming to the front as well. They
// belong to SkyLight, the window server's own framework, and may be missing on
// any version of macOS: Available says so, and the public way is to activate
// the app and raise the window (AXRaise).
package skylight

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/dylib"
)

// processSerialNumber is ProcessSerialNumber, passed by address
// (MacTypes.h).
type processSerialNumber struct{ _, _ uint32 }

// Processes.h (HIServices) declares GetProcessForPID, deprecated without a
// replacement that gives a ProcessSerialNumber. The others are in no header;
// their declarations are those that yabai and AltTab use.
var (
	getProcessForPID              func(pid int32, psn *processSerialNumber) int32
	slpsSetFrontProcessWithOption func(psn *processSerialNumber, window cg.Window, mode uint32) cg.Error
	slpsPostEventRecordTo         func(psn *processSerialNumber, record *byte) cg.Error
	needed                        []*dylib.Symbol
)

const without = "focusing a window raises its app's other windows too, where the app does so when it is activated"

var once dylib.Once

// Load looks for the functions. That some are missing is no error; that the
// framework cannot be opened is one that callers can live with.
func Load() error {
	return once.Do(func(libraries []*dylib.Library) {
		skylight, services := libraries[0], libraries[1]
		needed = []*dylib.Symbol{
			skylight.Private(&slpsSetFrontProcessWithOption, "_SLPSSetFrontProcessWithOptions", without),
			skylight.Private(&slpsPostEventRecordTo, "SLPSPostEventRecordTo", without),
			services.Private(&getProcessForPID, "GetProcessForPID", without),
		}
	}, "SkyLight", "ApplicationServices")
}

// Available says whether Focus can work.
func Available() bool {
	for _, s := range needed {
		if !s.Found() {
			return false
		}
	}
	return len(needed) > 0
}

// ErrUnavailable is returned by Focus without the private functions.
var ErrUnavailable = errors.New("this macOS lacks the private functions that focus one window")

// The mode that says that a person asked for it, kCPSUserGenerated.
const userGenerated = 0x200

// Focus brings a process to the front with one of its windows, which gets the
// keyboard. AXRaise brings the window itself to the front.
func Focus(pid int, window cg.Window) error {
	if !Available() {
		return ErrUnavailable
	}
	var psn processSerialNumber
	if status := getProcessForPID(int32(pid), &psn); status != 0 {
		return fmt.Errorf("macOS does not know the process %d (OSStatus %d)", pid, status)
	}
	if status := slpsSetFrontProcessWithOption(&psn, window, userGenerated); status != 0 {
		return status
	}
	record := makeKey(window)
	if status := slpsPostEventRecordTo(&psn, &record[0]); status != 0 {
		return status
	}
	return nil
}

// Where the fields of an event record are; CGSInternal's CGSEvent.h has worked
// them out.
const (
	recordLength   = 0xf8
	offsetLength   = 0x04
	offsetType     = 0x08
	offsetLocation = 0x20 // in the window, two doubles
	offsetUnknown  = 0x3a // 0x10 in yabai, Hammerspoon and AltTab
	offsetWindow   = 0x3c
)

// beside is a place in a window that no window has. NaN, which others have sent
// there, ends web applications of Chromium; a place just outside the window can
// be its edge, which is for resizing.
const beside = 300_000

// makeKey is the press of a button that makes a window its app's key window,
// and hits nothing in it. Letting the button go as well would complete a click,
// and the second one a double click, which macOS 27 has taken for one on the
// title bar (Loop, pull request 1142). What follows the record's length is there
// because macOS 14.7.4 and later read beyond it (AltTab's
// SkyLight.framework.swift).
func makeKey(window cg.Window) [0x100]byte {
	var record [0x100]byte
	record[offsetLength] = recordLength
	record[offsetType] = byte(cg.LeftMouseDown)
	record[offsetUnknown] = 0x10
	for _, at := range []int{offsetLocation, offsetLocation + 8} {
		binary.LittleEndian.PutUint64(record[at:], math.Float64bits(beside))
	}
	binary.LittleEndian.PutUint32(record[offsetWindow:], uint32(window))
	return record
}
