package mac

import (
	"context"
	"errors"
	"fmt"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/cg"
	"perch/internal/desktop/mac/dylib"
	"perch/internal/sysinfo"
)

// DisplayServices is private: macOS has no public function for the brightness of
// a display since Apple's own processors.
var (
	displayServicesGetBrightness func(display cg.Display, level *float32) int32
	displayServicesSetBrightness func(display cg.Display, level float32) int32
	// The observer is a number that the callback gets back.
	displayServicesRegister   func(display, observer cg.Display, callback uintptr) int32
	displayServicesUnregister func(display, observer cg.Display) int32

	getBrightness, setBrightness, register, unregister *dylib.Symbol

	brightnessCallback  uintptr
	brightnessReceivers receivers[chan<- struct{}]
	brightnessOnce      dylib.Once
)

func loadBrightness() error {
	if err := cg.Load(); err != nil {
		return err
	}
	return brightnessOnce.Do(func(libraries []*dylib.Library) {
		l := libraries[0]
		getBrightness = l.Private(&displayServicesGetBrightness, "DisplayServicesGetBrightness", "the bar does not know the brightness")
		setBrightness = l.Private(&displayServicesSetBrightness, "DisplayServicesSetBrightness", "the bar does not change the brightness")
		register = l.Private(&displayServicesRegister, "DisplayServicesRegisterForBrightnessChangeNotifications",
			"the bar learns of another brightness when displays change only")
		unregister = l.Private(&displayServicesUnregister, "DisplayServicesUnregisterForBrightnessChangeNotifications",
			"the same as without DisplayServicesRegisterForBrightnessChangeNotifications")
		brightnessCallback = dylib.Callback(func(_ cf.Ref, _ uintptr, _, _, _ cf.Ref) {
			brightnessReceivers.each(func(changed chan<- struct{}) { tick(changed) })
		})
	}, "DisplayServices")
}

// builtin is the Mac's own display, 0 if it has none or its lid is closed.
func builtin() cg.Display {
	displays, err := cg.Displays()
	if err != nil {
		return 0
	}
	for _, d := range displays {
		if d.Builtin() {
			return d
		}
	}
	return 0
}

// watchBrightness follows the built-in display.
func watchBrightness(ctx context.Context, report func(func(*sysinfo.Facts)), _ func(sysinfo.Event)) {
	if loadBrightness() != nil || !getBrightness.Found() {
		return
	}
	changed := make(chan struct{}, 1)
	number := brightnessReceivers.add(changed)
	defer brightnessReceivers.remove(number)
	if cancel, err := cg.OnReconfigure(func(_ cg.Display, change cg.Change) {
		if change&cg.BeginConfiguration == 0 {
			tick(changed)
		}
	}); err == nil {
		defer cancel()
	}
	told := register.Found() && unregister.Found()
	var display cg.Display
	deafen := func() {
		if display != 0 && told {
			displayServicesUnregister(display, display)
		}
	}
	defer func() { deafen() }()
	for {
		if now := builtin(); now != display {
			deafen()
			if display = now; display != 0 && told {
				displayServicesRegister(display, display, brightnessCallback)
			}
		}
		b := brightnessOf(display)
		report(func(f *sysinfo.Facts) { f.Brightness = b })
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
	}
}

func brightnessOf(display cg.Display) sysinfo.Brightness {
	var level float32
	if display == 0 || displayServicesGetBrightness(display, &level) != 0 {
		return sysinfo.Brightness{}
	}
	return sysinfo.Brightness{Present: true, Level: min(1, max(0, float64(level)))}
}

// BrightnessSettable says why the brightness cannot be changed.
func (*system) BrightnessSettable() error {
	if err := loadBrightness(); err != nil {
		return fmt.Errorf("the brightness cannot be changed: %w", err)
	}
	if !setBrightness.Found() {
		return errors.New("the brightness cannot be changed: this version of macOS lacks DisplayServicesSetBrightness, which is private")
	}
	return nil
}

// SetBrightness changes the built-in display's brightness.
func (s *system) SetBrightness(level float64) error {
	if err := s.BrightnessSettable(); err != nil {
		return err
	}
	return s.brightness.do("DisplayServices", func() error { return setLevel(level) })
}

func setLevel(level float64) error {
	display := builtin()
	if display == 0 {
		return errors.New("this Mac has no display of its own whose brightness can be changed")
	}
	if status := displayServicesSetBrightness(display, float32(level)); status != 0 {
		return fmt.Errorf("macOS does not change the brightness (error %d)", status)
	}
	brightnessReceivers.each(func(changed chan<- struct{}) { tick(changed) })
	return nil
}
