//go:build darwin && cgo

package appkit

import (
	"os"
	"runtime"
	"runtime/debug"
	"syscall"

	ak "github.com/progrium/darwinkit/macos/appkit"
	"github.com/progrium/darwinkit/macos/foundation"
	"github.com/progrium/darwinkit/objc"
)

// The first goroutine stays on the process's first thread, which is AppKit's main
// thread.
func init() { runtime.LockOSThread() }

// Run makes the process an application without a Dock icon, and runs work beside its
// main loop. It is for the main goroutine. It returns an error if there is no AppKit;
// otherwise the process ends with the code that work returns. When the user logs out,
// the process is told by SIGTERM, and the system waits for its end.
func Run(work func(Kit) int) (int, error) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return 0, errBuilt
	}
	if err := checkBuild(info.Settings); err != nil {
		return 0, err
	}
	app := ak.Application_SharedApplication()
	send(app, "setActivationPolicy:", int(ak.ApplicationActivationPolicyAccessory))
	delegate := &ak.ApplicationDelegate{}
	delegate.SetApplicationDidFinishLaunching(func(foundation.Notification) {
		k := newKit()
		go func() {
			code := work(k)
			k.Stop()
			os.Exit(code)
		}()
	})
	delegate.SetApplicationShouldTerminate(func(ak.Application) ak.ApplicationTerminateReply {
		syscall.Kill(os.Getpid(), syscall.SIGTERM)
		return ak.TerminateLater
	})
	app.SetDelegate(delegate)
	app.Run()
	return 0, nil
}

// send sends a message whose answer, if any, is of no interest or fits in a
// register. A call by libffi writes a whole register for any answer that is an
// integer, but darwinkit makes room for as many bytes as the Go type has, so that
// messages that answer with BOOL, int or unsigned int are sent with this.
func send(to objc.Handle, selector string, args ...any) uint64 {
	return objc.Call[uint64](to, objc.Sel(selector), args...)
}

// yes sends a message that answers with a BOOL, whose other bits mean nothing.
func yes(to objc.Handle, selector string, args ...any) bool {
	return send(to, selector, args...)&0xff != 0
}
