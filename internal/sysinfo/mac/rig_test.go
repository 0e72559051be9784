package mac_test

import (
	"testing"
	"time"

	"perch/internal/desktop/mac/played"
	"perch/internal/sysinfo"
	"perch/internal/sysinfo/mac"
)

// The C functions that bring things about; the played frameworks have their
// comments.
var (
	playPower         func(from string)
	playBattery       func(i int32, kind string, present bool, current, most int32, state string, toEmpty, toFull int32)
	playBatteryHeld   func(i int32, held bool)
	playPowerHang     func(hangs bool)
	playPowerWatchers func() int32

	playSleepMessage     func(kind uint32) int
	playSleepAllowed     func() int
	playSleepConnections func() int32

	playSoundDevice    func(id uint32, uid string, has int32)
	playSoundUnplug    func(id uint32)
	playSoundDefault   func(id uint32)
	playSoundVolume    func(id, element uint32, level float32)
	playSoundLevel     func(id, element uint32) float64
	playSoundMute      func(id uint32, muted bool)
	playSoundListeners func() int32
	playSoundHang      func(hangs bool)

	playNetwork         func(key, field, text string, list bool)
	playNetworkTold     func(key string)
	playNetworkSessions func() int32
	playWireless        func(device, ssid string, strength int)

	playTicks   func(user, system, idle, nice uint32)
	playMemory  func(total uint64, internal, purgeable, wired, compressor uint32, swapTotal, swapFree uint64)
	playLoad    func(one, five, fifteen float64)
	playCarried func(i int32, name string, in, out uint64)

	playLayout     func(id, name, language string)
	playDistribute func(name, lines string)
	playObservers  func() int32

	playBrightness         func(level float64)
	playBrightnessLevel    func() float64
	playBrightnessWatchers func() int32
	playMediaCommand       func() int32
)

const patience = 10 * time.Second

// rig is a played Mac and the Machine on it.
type rig struct {
	*testing.T
	mac     *played.Mac
	machine *sysinfo.Machine
}

// start plays a Mac without battery, sound and network.
func start(t *testing.T) *rig {
	t.Helper()
	r := &rig{t, played.Start(t), nil}
	for name, fn := range map[string]any{
		"play_power": &playPower, "play_battery": &playBattery, "play_power_hang": &playPowerHang, "play_battery_held": &playBatteryHeld, "play_power_watchers": &playPowerWatchers,
		"play_sleep_message": &playSleepMessage, "play_sleep_allowed": &playSleepAllowed, "play_sleep_connections": &playSleepConnections,
		"play_sound_device": &playSoundDevice, "play_sound_unplug": &playSoundUnplug, "play_sound_default": &playSoundDefault,
		"play_sound_volume": &playSoundVolume, "play_sound_level": &playSoundLevel, "play_sound_mute": &playSoundMute,
		"play_sound_listeners": &playSoundListeners, "play_sound_hang": &playSoundHang, "play_network": &playNetwork, "play_network_told": &playNetworkTold,
		"play_network_sessions": &playNetworkSessions, "play_wireless": &playWireless, "play_ticks": &playTicks,
		"play_memory": &playMemory, "play_load": &playLoad, "play_carried": &playCarried, "play_layout": &playLayout,
		"play_distribute": &playDistribute, "play_observers": &playObservers, "play_brightness": &playBrightness,
		"play_brightness_level": &playBrightnessLevel, "play_brightness_watchers": &playBrightnessWatchers,
		"play_media_command": &playMediaCommand,
	} {
		played.Bind(fn, name)
	}
	for i := range int32(4) {
		playBattery(i, "", false, 0, 0, "", 0, 0)
		playCarried(i, "", 0, 0)
	}
	playPower("AC Power")
	for id := range uint32(8) {
		playSoundUnplug(41 + id)
	}
	playSoundDefault(0)
	for _, key := range networkKeys {
		playNetwork(key, "", "", false)
	}
	playWireless("", "", 0)
	r.open()
	return r
}

func (r *rig) open() {
	r.machine = sysinfo.OpenSystem(mac.Open())
	r.Cleanup(r.close)
}

// close ends the Machine, after which nothing may be left that it asked for.
func (r *rig) close() {
	r.machine.Close()
	for what, n := range map[string]int32{
		"watchers of power sources": playPowerWatchers(), "connections to the power manager": playSleepConnections(),
		"listeners of sound": playSoundListeners(), "sessions of the network": playNetworkSessions(),
		"observers of notifications": playObservers(), "watchers of the brightness": playBrightnessWatchers(),
	} {
		if n != 0 {
			r.Errorf("%d %s are left", n, what)
		}
	}
}

// until waits for facts and returns them.
func (r *rig) until(what string, is func(sysinfo.Facts) bool) sysinfo.Facts {
	r.Helper()
	late := time.After(patience)
	for {
		if f := r.machine.Facts(); is(f) {
			return f
		}
		select {
		case <-r.machine.Changed():
		case <-late:
			r.Fatalf("not so: %s; known is %+v", what, r.machine.Facts())
		}
	}
}

// event is the next one, which must be of a kind.
func (r *rig) event(kind sysinfo.Kind, info string) {
	r.Helper()
	select {
	case e := <-r.machine.Events():
		if e.Kind != kind || e.Info != info {
			r.Fatalf("%q with %q happened, not %q with %q", e.Kind, e.Info, kind, info)
		}
	case <-time.After(patience):
		r.Fatalf("%q did not happen", kind)
	}
}

// quiet fails if something happened.
func (r *rig) quiet() {
	r.Helper()
	select {
	case e := <-r.machine.Events():
		r.Errorf("%+v happened", e)
	default:
	}
}
