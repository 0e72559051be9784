package mac

import (
	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/dylib"
)

// The runtime of Objective-C: objc/runtime.h and objc/message.h; the pools are
// of the interface that Clang's ARC documents. A message is sent by a function
// of its own type, as the header asks.
var (
	objcGetClass            func(name string) uintptr
	objcSelRegisterName     func(name string) uintptr
	objcSend                func(receiver, selector uintptr) uintptr
	objcSendForLong         func(receiver, selector uintptr) int
	objcAutoreleasePoolPush func() uintptr
	objcAutoreleasePoolPop  func(pool uintptr)

	wirelessClient uintptr // CWWiFiClient
	wirelessOnce   dylib.Once
)

// loadWireless opens CoreWLAN, whose classes the runtime knows from then on.
func loadWireless() error {
	return wirelessOnce.Do(func(libraries []*dylib.Library) {
		l := libraries[0]
		l.Bind(&objcGetClass, "objc_getClass")
		l.Bind(&objcSelRegisterName, "sel_registerName")
		l.Bind(&objcSend, "objc_msgSend")
		l.Bind(&objcSendForLong, "objc_msgSend")
		l.Bind(&objcAutoreleasePoolPush, "objc_autoreleasePoolPush")
		l.Bind(&objcAutoreleasePoolPop, "objc_autoreleasePoolPop")
		if l.Err() == nil {
			wirelessClient = objcGetClass("CWWiFiClient")
		}
	}, "/usr/lib/libobjc.A.dylib", "CoreWLAN")
}

// wireless is the Mac's wireless interface, zero if it has none.
type wireless struct {
	device   string
	ssid     string // "" if it is on no network, or macOS does not tell
	strength int    // RSSI in dBm, 0 if it is on no network
}

// readWireless asks CoreWLAN's CWInterface. Messages to nil return nil.
func readWireless() (w wireless) {
	if loadWireless() != nil || wirelessClient == 0 {
		return wireless{}
	}
	// What the messages return lives until the pool is gone.
	pool := objcAutoreleasePoolPush()
	defer objcAutoreleasePoolPop(pool)
	client := objcSend(wirelessClient, objcSelRegisterName("sharedWiFiClient"))
	device := objcSend(client, objcSelRegisterName("interface"))
	if device == 0 {
		return wireless{}
	}
	// An NSString is a CFString.
	w.device, _ = cf.Ref(objcSend(device, objcSelRegisterName("interfaceName"))).Text()
	w.ssid, _ = cf.Ref(objcSend(device, objcSelRegisterName("ssid"))).Text()
	w.strength = objcSendForLong(device, objcSelRegisterName("rssiValue"))
	return w
}

// quality is the strength as a share: −50 dBm and more are the best, −100 none.
func (w wireless) quality() float64 {
	const best, worst = -50, -100
	if w.strength >= 0 {
		return 0
	}
	return min(1, max(0, float64(w.strength-worst)/(best-worst)))
}
