package mac

import (
	"context"
	"time"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/dylib"
	"perch/internal/sysinfo"
)

// IOKit's ps/IOPowerSources.h.
var (
	iopsCopyPowerSourcesInfo            func() cf.Ref
	iopsCopyPowerSourcesList            func(info cf.Ref) cf.Ref
	iopsGetPowerSourceDescription       func(info, source cf.Ref) cf.Ref
	iopsGetProvidingPowerSourceType     func(info cf.Ref) cf.Ref
	iopsNotificationCreateRunLoopSource func(callback, context uintptr) cf.Ref

	powerCallback  uintptr
	powerReceivers receivers[func()]
	powerOnce      dylib.Once
)

func loadPower() error {
	return powerOnce.Do(func(libraries []*dylib.Library) {
		l := libraries[0]
		l.Bind(&iopsCopyPowerSourcesInfo, "IOPSCopyPowerSourcesInfo")
		l.Bind(&iopsCopyPowerSourcesList, "IOPSCopyPowerSourcesList")
		l.Bind(&iopsGetPowerSourceDescription, "IOPSGetPowerSourceDescription")
		l.Bind(&iopsGetProvidingPowerSourceType, "IOPSGetProvidingPowerSourceType")
		l.Bind(&iopsNotificationCreateRunLoopSource, "IOPSNotificationCreateRunLoopSource")
		powerCallback = dylib.Callback(func(context uintptr) {
			if changed, ok := powerReceivers.find(context); ok {
				changed()
			}
		})
	}, "IOKit")
}

// ps/IOPSKeys.h.
const (
	psType        = "Type"
	psInternal    = "InternalBattery"
	psPresent     = "Is Present"
	psCurrent     = "Current Capacity"
	psMax         = "Max Capacity"
	psState       = "Power Source State"
	psOnMains     = "AC Power"
	psOnBattery   = "Battery Power"
	psOnUPS       = "UPS Power"
	psCharging    = "Is Charging"
	psTimeToEmpty = "Time to Empty"
	psTimeToFull  = "Time to Full Charge"
)

// watchPower follows the power sources. IOKit tells of every percent.
func watchPower(ctx context.Context, report func(func(*sysinfo.Facts)), _ func(sysinfo.Event)) {
	serve(ctx, func(loop cf.RunLoop) func() {
		if loadPower() != nil {
			return func() {}
		}
		read := func() {
			battery, source := readPower()
			report(func(f *sysinfo.Facts) { f.Battery, f.Source = battery, source })
		}
		number := powerReceivers.add(read)
		source := cf.Take(iopsNotificationCreateRunLoopSource(powerCallback, number))
		if source.Ref != 0 {
			loop.Add(source.Ref)
		}
		read()
		return func() {
			powerReceivers.remove(number)
			if source.Ref != 0 {
				loop.Remove(source.Ref)
			}
			source.Release()
		}
	})
}

// readPower reads the Mac's own batteries as one, and what it draws on. Those of
// mice are no power sources, and one of a UPS is none of the Mac's.
func readPower() (b sysinfo.Battery, from sysinfo.Source) {
	info := cf.Take(iopsCopyPowerSourcesInfo())
	if info.Ref == 0 {
		return sysinfo.Battery{}, ""
	}
	defer info.Release()
	switch kind, _ := iopsGetProvidingPowerSourceType(info.Ref).Text(); kind {
	case psOnMains:
		from = sysinfo.OnMains
	case psOnBattery, psOnUPS:
		from = sysinfo.OnBattery
	}
	list := cf.Take(iopsCopyPowerSourcesList(info.Ref))
	if list.Ref == 0 {
		return sysinfo.Battery{}, from
	}
	defer list.Release()
	batteries := 0
	for i := range list.Len() {
		d := iopsGetPowerSourceDescription(info.Ref, list.At(i))
		if d == 0 || text(d, psType) != psInternal || !boolean(d, psPresent) {
			continue
		}
		now, ok := number(d, psCurrent)
		most, _ := number(d, psMax)
		if !ok || !(most > 0) {
			continue
		}
		batteries++
		b.Charge += min(1, max(0, now/most))
		if text(d, psState) == psOnMains {
			// Also when macOS holds it at 80 % to make it last for years.
			b.Charging = true
			if boolean(d, psCharging) { // else the time says nothing
				b.Full = minutes(d, psTimeToFull)
			}
		} else {
			b.Empty = minutes(d, psTimeToEmpty)
		}
	}
	if batteries == 0 {
		return sysinfo.Battery{}, from
	}
	b.Present = true
	b.Charge /= float64(batteries)
	if batteries > 1 {
		b.Empty, b.Full = 0, 0
	}
	return b, from
}

// minutes is how long something takes, 0 as long as the system still counts.
func minutes(description cf.Ref, key string) time.Duration {
	const sensible = 30 * 24 * 60
	n, ok := number(description, key)
	if !ok || !(n > 0 && n < sensible) {
		return 0
	}
	return time.Duration(n) * time.Minute
}
