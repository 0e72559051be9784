package cf

import "perch/internal/desktop/mac/dylib"

// The runtime's functions behind @autoreleasepool: the specification of
// Objective-C Automatic Reference Counting, "Runtime support".
var (
	objcAutoreleasePoolPush func() uintptr
	objcAutoreleasePoolPop  func(pool uintptr)
)

const objcLibrary = "/usr/lib/libobjc.A.dylib"

func bindPool(l *dylib.Library) {
	l.Bind(&objcAutoreleasePoolPush, "objc_autoreleasePoolPush")
	l.Bind(&objcAutoreleasePoolPop, "objc_autoreleasePoolPop")
}

// Pooled calls f and then releases what the frameworks left for later meanwhile:
// parts of them are written in Objective-C, and a thread that AppKit does not
// serve would keep those objects until it ends. The goroutine must be locked to
// its thread. Work of a Thread and what sources call is pooled already.
func Pooled(f func()) {
	pool := objcAutoreleasePoolPush()
	defer objcAutoreleasePoolPop(pool)
	f()
}
