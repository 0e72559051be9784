package mac

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"unsafe"

	"perch/internal/desktop/mac/cf"
	"perch/internal/desktop/mac/dylib"
	"perch/internal/sysinfo"
)

// property is AudioObjectPropertyAddress.
type property struct{ selector, scope, element uint32 }

// CoreAudio's AudioHardware.h.
var (
	audioObjectHasProperty            func(object uint32, address *property) bool
	audioObjectIsPropertySettable     func(object uint32, address *property, settable *uint8) int32
	audioObjectGetPropertyData        func(object uint32, address *property, qualifierSize uint32, qualifier uintptr, size *uint32, data unsafe.Pointer) int32
	audioObjectSetPropertyData        func(object uint32, address *property, qualifierSize uint32, qualifier uintptr, size uint32, data unsafe.Pointer) int32
	audioObjectAddPropertyListener    func(object uint32, address *property, listener, client uintptr) int32
	audioObjectRemovePropertyListener func(object uint32, address *property, listener, client uintptr) int32

	soundCallback  uintptr
	soundReceivers receivers[chan<- struct{}]
	soundOnce      dylib.Once
)

// Objects and properties of AudioHardwareBase.h and AudioHardware.h; the virtual
// main volume is AudioToolbox's AudioHardwareService.h's.
const (
	systemObject = 1

	scopeGlobal = 'g'<<24 | 'l'<<16 | 'o'<<8 | 'b'
	scopeOutput = 'o'<<24 | 'u'<<16 | 't'<<8 | 'p'

	selectRunLoop       = 'r'<<24 | 'n'<<16 | 'l'<<8 | 'p'
	selectDefaultOutput = 'd'<<24 | 'O'<<16 | 'u'<<8 | 't'
	selectUID           = 'u'<<24 | 'i'<<16 | 'd'<<8 | ' '
	selectMainVolume    = 'v'<<24 | 'm'<<16 | 'v'<<8 | 'c'
	selectVolume        = 'v'<<24 | 'o'<<16 | 'l'<<8 | 'm'
	selectMute          = 'm'<<24 | 'u'<<16 | 't'<<8 | 'e'
	selectStereo        = 'd'<<24 | 'c'<<16 | 'h'<<8 | '2'
)

var (
	defaultOutput = property{selectDefaultOutput, scopeGlobal, 0}
	mainVolume    = property{selectMainVolume, scopeOutput, 0}
)

func loadSound() error {
	if err := cf.Load(); err != nil {
		return err
	}
	return soundOnce.Do(func(libraries []*dylib.Library) {
		l := libraries[0]
		l.Bind(&audioObjectHasProperty, "AudioObjectHasProperty")
		l.Bind(&audioObjectIsPropertySettable, "AudioObjectIsPropertySettable")
		l.Bind(&audioObjectGetPropertyData, "AudioObjectGetPropertyData")
		l.Bind(&audioObjectSetPropertyData, "AudioObjectSetPropertyData")
		l.Bind(&audioObjectAddPropertyListener, "AudioObjectAddPropertyListener")
		l.Bind(&audioObjectRemovePropertyListener, "AudioObjectRemovePropertyListener")
		if l.Err() != nil {
			return
		}
		soundCallback = dylib.Callback(func(_, _ uint32, _, client uintptr) int32 {
			if changed, ok := soundReceivers.find(client); ok {
				tick(changed)
			}
			return 0
		})
		// No run loop is a thread of CoreAudio's own for what it tells. With the
		// main thread's, nothing would be told while that is busy.
		var none uintptr
		_ = audioObjectSetPropertyData(systemObject, &property{selectRunLoop, scopeGlobal, 0}, 0, 0, uint32(unsafe.Sizeof(none)), unsafe.Pointer(&none))
	}, "CoreAudio")
}

// output is a device that sounds come from, 0 for none.
type output uint32

// currentOutput is the default output.
func currentOutput() output {
	device, ok := get[uint32](systemObject, defaultOutput)
	if !ok {
		return 0
	}
	return output(device)
}

// get reads a property whose values are of one size.
func get[T uint32 | float32 | [2]uint32 | cf.Ref](object uint32, address property) (value T, ok bool) {
	size := uint32(unsafe.Sizeof(value))
	if !audioObjectHasProperty(object, &address) {
		return value, false
	}
	status := audioObjectGetPropertyData(object, &address, 0, 0, &size, unsafe.Pointer(&value))
	return value, status == 0 && size == uint32(unsafe.Sizeof(value))
}

func settable(object uint32, address property) bool {
	var yes uint8
	return audioObjectHasProperty(object, &address) && audioObjectIsPropertySettable(object, &address, &yes) == 0 && yes != 0
}

func set[T uint32 | float32](object uint32, address property, value T) error {
	if status := audioObjectSetPropertyData(object, &address, 0, 0, uint32(unsafe.Sizeof(value)), unsafe.Pointer(&value)); status != 0 {
		return fmt.Errorf("CoreAudio refuses: %s", osStatus(status))
	}
	return nil
}

// osStatus is an error of CoreAudio's, which mostly are four letters.
func osStatus(status int32) string {
	letters := []byte{byte(status >> 24), byte(status >> 16), byte(status >> 8), byte(status)}
	if slices.ContainsFunc(letters, func(b byte) bool { return b < ' ' || b > '~' }) {
		return fmt.Sprintf("error %d", status)
	}
	return fmt.Sprintf("error '%s'", letters)
}

// volumes are the properties that are the device's volume: the one that the menu
// bar's slider moves, its own, or one of each channel.
func (o output) volumes() []property {
	own := property{selectVolume, scopeOutput, 0}
	for _, address := range []property{mainVolume, own} {
		if audioObjectHasProperty(uint32(o), &address) {
			return []property{address}
		}
	}
	return o.channels(selectVolume)
}

// mutes are the properties that mute the device.
func (o output) mutes() []property {
	if address := (property{selectMute, scopeOutput, 0}); audioObjectHasProperty(uint32(o), &address) {
		return []property{address}
	}
	return o.channels(selectMute)
}

func (o output) channels(selector uint32) (found []property) {
	channels, ok := get[[2]uint32](uint32(o), property{selectStereo, scopeOutput, 0})
	if !ok {
		channels = [2]uint32{1, 2}
	}
	for _, channel := range channels {
		if address := (property{selector, scopeOutput, channel}); audioObjectHasProperty(uint32(o), &address) {
			found = append(found, address)
		}
	}
	return found
}

// volume is not Present for a device without one, as most displays are.
func (o output) volume() (v sysinfo.Volume) {
	volumes := o.volumes()
	for _, address := range volumes {
		level, ok := get[float32](uint32(o), address)
		if !ok || math.IsNaN(float64(level)) {
			return sysinfo.Volume{}
		}
		v.Level += min(1, max(0, float64(level))) / float64(len(volumes))
	}
	mutes := o.mutes()
	v.Muted = len(mutes) > 0
	for _, address := range mutes {
		muted, _ := get[uint32](uint32(o), address)
		v.Muted = v.Muted && muted != 0
	}
	if v.Present = o != 0 && len(volumes) > 0; !v.Present {
		return sysinfo.Volume{}
	}
	if name, ok := get[cf.Ref](uint32(o), property{selectUID, scopeGlobal, 0}); ok {
		owned := cf.Take(name)
		v.Output, _ = owned.Text()
		owned.Release()
	}
	return v
}

// watchVolume follows the default output. What CoreAudio tells comes on a thread
// of its own.
func watchVolume(ctx context.Context, report func(func(*sysinfo.Facts)), _ func(sysinfo.Event)) {
	if loadSound() != nil {
		return
	}
	changed := make(chan struct{}, 1)
	client := soundReceivers.add(changed)
	defer soundReceivers.remove(client)
	var heard []listening
	hear := func(object uint32, addresses ...property) {
		for _, address := range addresses {
			if audioObjectAddPropertyListener(object, &address, soundCallback, client) == 0 {
				heard = append(heard, listening{object, address})
			}
		}
	}
	deafen := func(from int) {
		for _, l := range heard[from:] {
			// One that was unplugged has taken its listeners along.
			_ = audioObjectRemovePropertyListener(l.object, &l.address, soundCallback, client)
		}
		heard = heard[:from]
	}
	hear(systemObject, defaultOutput)
	system := len(heard)
	defer deafen(0)
	var device output
	for {
		if now := currentOutput(); now != device {
			deafen(system)
			if device = now; device != 0 {
				hear(uint32(device), device.volumes()...)
				hear(uint32(device), device.mutes()...)
			}
		}
		v := device.volume()
		report(func(f *sysinfo.Facts) { f.Volume = v })
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
	}
}

// listening is one property whose changes are told.
type listening struct {
	object  uint32
	address property
}

// ChangeVolume brings the default output to another volume. Channels keep their
// proportions, and nothing is amplified: macOS cannot.
func (s *system) ChangeVolume(change func(sysinfo.Volume) sysinfo.Volume) error {
	return s.sound.do("CoreAudio", func() error { return changeVolume(change) })
}

func changeVolume(change func(sysinfo.Volume) sysinfo.Volume) error {
	if err := loadSound(); err != nil {
		return err
	}
	device := currentOutput()
	before := device.volume()
	if !before.Present {
		return errors.New("the sound output has no volume that can be changed: displays and digital outputs mostly leave it to what is connected")
	}
	after := change(before)
	if after.Level != before.Level && !math.IsNaN(after.Level) {
		if err := device.setLevel(before.Level, min(1, max(0, after.Level))); err != nil {
			return fmt.Errorf("the volume stays as it is: %w", err)
		}
	}
	if after.Muted != before.Muted {
		if err := device.setMuted(after.Muted); err != nil {
			return fmt.Errorf("the sound output is not muted otherwise: %w", err)
		}
	}
	return nil
}

func (o output) setLevel(before, level float64) error {
	for _, address := range o.volumes() {
		if !settable(uint32(o), address) {
			return errors.New("the sound output does not let its volume be changed")
		}
		part := 1.0
		if now, ok := get[float32](uint32(o), address); ok && before > 0 {
			part = float64(now) / before
		}
		if err := set(uint32(o), address, float32(min(1, level*part))); err != nil {
			return err
		}
	}
	return nil
}

// setMuted does nothing on a device that cannot be muted when Louder unmutes it.
func (o output) setMuted(muted bool) error {
	mutes := o.mutes()
	if len(mutes) == 0 && muted {
		return errors.New("it has no mute")
	}
	for _, address := range mutes {
		if !settable(uint32(o), address) {
			return errors.New("it does not let itself be muted")
		}
		value := uint32(0)
		if muted {
			value = 1
		}
		if err := set(uint32(o), address, value); err != nil {
			return err
		}
	}
	return nil
}
