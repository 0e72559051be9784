//go:build darwin && cgo

package surface

import (
	"errors"
	"fmt"
	"os"
	"sync/atomic"

	"perch/internal/desktop/mac/appkit"
)

// kit is AppKit while Run works.
var kit atomic.Pointer[appkit.Kit]

// Run does work beside AppKit's main loop and ends the process with its exit code.
// It is for the main goroutine.
func Run(work func() int) int {
	code, err := appkit.Run(func(k appkit.Kit) int {
		kit.Store(&k)
		return work()
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "perch-bar:", err)
		return 1
	}
	return code
}

// Open is the Mac's screens, or the X display with that name (XQuartz) if
// PERCH_DESKTOP is x11, as an agent that manages X windows says. An X display may be
// named on every Mac that has XQuartz, so that $DISPLAY says nothing.
func Open(display string) (Surface, error) {
	if os.Getenv("PERCH_DESKTOP") == "x11" {
		return Connect(display)
	}
	k := kit.Load()
	if k == nil {
		return nil, errors.New("the screens of this Mac are there for a program in surface.Run only")
	}
	return openPanels(*k), nil
}
