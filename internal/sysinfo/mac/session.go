package mac

import (
	"context"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/dylib"
	"perch/internal/sysinfo"
)

// IOKit's pwr_mgt/IOPMLib.h and IOKitLib.h.
var (
	ioRegisterForSystemPower           func(context uintptr, port *uintptr, callback uintptr, notifier *uint32) uint32
	ioDeregisterForSystemPower         func(notifier *uint32) int32
	ioAllowPowerChange                 func(connection uint32, id int) int32
	ioNotificationPortGetRunLoopSource func(port uintptr) cf.Ref
	ioNotificationPortDestroy          func(port uintptr)
	ioServiceClose                     func(connection uint32) int32

	sleepCallback  uintptr
	sleepReceivers receivers[func(message uint32, id int)]
	sleepOnce      dylib.Once
)

// IOMessage.h.
const (
	canSystemSleep     = 0xe0000270
	systemWillSleep    = 0xe0000280
	systemHasPoweredOn = 0xe0000300
)

// The screen's lock is told to all programs, under names that Apple does not
// document.
const (
	screenLocked   = "com.apple.screenIsLocked"
	screenUnlocked = "com.apple.screenIsUnlocked"
)

func loadSleep() error {
	return sleepOnce.Do(func(libraries []*dylib.Library) {
		l := libraries[0]
		l.Bind(&ioRegisterForSystemPower, "IORegisterForSystemPower")
		l.Bind(&ioDeregisterForSystemPower, "IODeregisterForSystemPower")
		l.Bind(&ioAllowPowerChange, "IOAllowPowerChange")
		l.Bind(&ioNotificationPortGetRunLoopSource, "IONotificationPortGetRunLoopSource")
		l.Bind(&ioNotificationPortDestroy, "IONotificationPortDestroy")
		l.Bind(&ioServiceClose, "IOServiceClose")
		sleepCallback = dylib.Callback(func(context uintptr, _, message uint32, argument uintptr) {
			if heard, ok := sleepReceivers.find(context); ok {
				heard(message, int(argument))
			}
		})
	}, "IOKit")
}

// watchSession follows sleep and the lock of the screen.
func watchSession(ctx context.Context, report func(func(*sysinfo.Facts)), happen func(sysinfo.Event)) {
	session := sysinfo.Session{Present: true}
	if cg.Load() == nil {
		if now, ok := cg.CurrentSession(); ok {
			session.Locked = now.Locked
		}
	}
	report(func(f *sysinfo.Facts) { f.Session = session })
	stop := listen([]string{screenLocked, screenUnlocked}, func(name string, _ cf.Ref) {
		locked, kind := name == screenLocked, sysinfo.Unlocked
		if locked {
			kind = sysinfo.Locked
		}
		before := locked
		report(func(f *sysinfo.Facts) { before, f.Session.Locked = f.Session.Locked, locked })
		if before != locked {
			happen(sysinfo.Event{Kind: kind})
		}
	})
	defer stop()
	serve(ctx, func(loop cf.RunLoop) func() {
		if loadSleep() != nil {
			return func() {}
		}
		return followSleep(loop, func(asleep bool) {
			kind := sysinfo.Woke
			if asleep {
				kind = sysinfo.WillSleep
			}
			report(func(f *sysinfo.Facts) { f.Session.Asleep = asleep })
			happen(sysinfo.Event{Kind: kind})
		})
	})
}

// followSleep tells of sleep and waking up. The system waits for our answer
// before it sleeps, half a minute at most.
func followSleep(loop cf.RunLoop, tell func(asleep bool)) (end func()) {
	var connection uint32
	number := sleepReceivers.add(func(message uint32, id int) {
		switch message {
		case canSystemSleep:
			ioAllowPowerChange(connection, id)
		case systemWillSleep:
			tell(true)
			ioAllowPowerChange(connection, id)
		case systemHasPoweredOn:
			tell(false)
		}
	})
	var port uintptr
	var notifier uint32
	if connection = ioRegisterForSystemPower(number, &port, sleepCallback, &notifier); connection == 0 {
		sleepReceivers.remove(number)
		return func() {}
	}
	source := ioNotificationPortGetRunLoopSource(port) // the port's
	loop.Add(source)
	return func() {
		sleepReceivers.remove(number)
		loop.Remove(source)
		ioDeregisterForSystemPower(&notifier)
		ioNotificationPortDestroy(port)
		ioServiceClose(connection)
	}
}
