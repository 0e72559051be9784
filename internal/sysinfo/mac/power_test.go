package mac_test

import (
	"strings"
	"testing"
	"time"

	"perch/internal/sysinfo"
	"perch/internal/sysinfo/mac"
)

const (
	internal  = "InternalBattery"
	onMains   = "AC Power"
	onBattery = "Battery Power"
)

func TestBatteryIsToldOfByNotification(t *testing.T) {
	r := start(t)
	playBattery(0, internal, true, 80, 100, onBattery, 135, -1)
	playPower(onBattery)
	r.machine.Use(sysinfo.WantBattery)
	f := r.until("80 %", func(f sysinfo.Facts) bool { return f.Battery.Present })
	if want := (sysinfo.Battery{Present: true, Charge: 0.8, Empty: 135 * time.Minute}); f.Battery != want || f.Source != sysinfo.OnBattery {
		t.Errorf("the battery is %+v on %s", f.Battery, f.Source)
	}
	if every := r.machine.Every(); every != 0 {
		t.Errorf("it is asked every %s", every)
	}
	playBattery(0, internal, true, 79, 100, onBattery, 134, -1)
	playPower(onBattery)
	r.until("79 %", func(f sysinfo.Facts) bool { return f.Battery.Charge == 0.79 })
	r.quiet()

	playBattery(0, internal, true, 79, 100, onMains, -1, 60)
	playPower(onMains)
	f = r.until("it is charging", func(f sysinfo.Facts) bool { return f.Battery.Charging })
	if f.Battery.Full != time.Hour || f.Battery.Empty != 0 || f.Source != sysinfo.OnMains {
		t.Errorf("the battery is %+v on %s", f.Battery, f.Source)
	}
	r.event(sysinfo.SourceChanged, "AC")
	playBattery(0, internal, true, 79, 100, onBattery, -1, -1)
	playPower(onBattery)
	r.event(sysinfo.SourceChanged, "BATTERY")
	if f := r.machine.Facts(); f.Battery.Charging || f.Battery.Empty != 0 {
		t.Errorf("while macOS counts, the battery is %+v", f.Battery)
	}
}

func TestMacWithoutBattery(t *testing.T) {
	r := start(t)
	r.machine.Use(sysinfo.WantBattery)
	f := r.until("mains", func(f sysinfo.Facts) bool { return f.Source == sysinfo.OnMains })
	if f.Battery != (sysinfo.Battery{}) {
		t.Errorf("the battery is %+v", f.Battery)
	}
	// A UPS is no battery of the Mac's, but what it may draw on.
	playBattery(0, "UPS", true, 40, 100, onBattery, 10, -1)
	playPower("UPS Power")
	r.event(sysinfo.SourceChanged, "BATTERY")
	if b := r.machine.Facts().Battery; b.Present {
		t.Errorf("the UPS is %+v", b)
	}
}

func TestBatteriesComeAndGo(t *testing.T) {
	r := start(t)
	r.machine.Use(sysinfo.WantBattery)
	r.until("mains", func(f sysinfo.Facts) bool { return f.Source == sysinfo.OnMains })
	for _, one := range []struct {
		name string
		set  func()
		want sysinfo.Battery
	}{
		{"charging", func() { playBattery(0, internal, true, 80, 100, onMains, 0, 45) },
			sysinfo.Battery{Present: true, Charge: 0.8, Charging: true, Full: 45 * time.Minute}},
		{"held at 80 %", func() { playBatteryHeld(0, true) }, sysinfo.Battery{Present: true, Charge: 0.8, Charging: true}},
		{"in mAh", func() { playBattery(0, internal, true, 2500, 5000, onMains, 0, 30) },
			sysinfo.Battery{Present: true, Charge: 0.5, Charging: true, Full: 30 * time.Minute}},
		{"two", func() { playBattery(1, internal, true, 100, 100, onMains, 0, 0) }, sysinfo.Battery{Present: true, Charge: 0.75, Charging: true}},
		{"fuller than full", func() { playBattery(0, internal, true, 101, 100, onMains, 0, 0) }, sysinfo.Battery{Present: true, Charge: 1, Charging: true}},
		{"nonsense beside one", func() { playBattery(0, internal, true, 50, 0, onMains, 0, 0) }, sysinfo.Battery{Present: true, Charge: 1, Charging: true}},
		{"an empty slot", func() { playBattery(1, internal, false, 0, 100, onMains, 0, 0) }, sysinfo.Battery{}},
		{"back", func() { playBattery(0, internal, true, 10, 100, onBattery, 65535, 0) }, sysinfo.Battery{Present: true, Charge: 0.1}},
		{"removed", func() { playBattery(0, "", false, 0, 0, "", 0, 0) }, sysinfo.Battery{}},
	} {
		one.set()
		playPower(onMains)
		r.until(one.name, func(f sysinfo.Facts) bool { return f.Battery == one.want })
	}
}

func TestFrameworkThatHangsHoldsUpNobody(t *testing.T) {
	r := start(t)
	playSoundDevice(41, "speakers", hasMainVolume|hasMute)
	playSoundVolume(41, 0, 0.5)
	playSoundDefault(41)
	defer mac.Hurry(50 * time.Millisecond)()
	playPowerHang(true)
	r.machine.Use(sysinfo.WantBattery | sysinfo.WantVolume) // would wait for ever
	r.until("the volume", func(f sysinfo.Facts) bool { return f.Volume.Level == 0.5 })
	r.machine.Use(sysinfo.WantVolume)
	r.machine.Close()
	playPowerHang(false)
	// What hung ends by itself, before the rig counts what is left.
	r.mac.Until("what hung has ended", func() bool { return playPowerWatchers() == 0 && r.mac.Objects() == 0 })
}

func TestSoundThatHangsHoldsUpNobody(t *testing.T) {
	r := start(t)
	r.speakers()
	defer mac.Hurry(50 * time.Millisecond)()
	playSoundHang(true)
	r.machine.Use(sysinfo.WantBattery | sysinfo.WantVolume)
	r.until("the rest", func(f sysinfo.Facts) bool { return f.Source != "" })
	system := mac.Open()
	for range 2 {
		if err := system.ChangeVolume(sysinfo.ToggleMute); err == nil || !strings.Contains(err.Error(), "does not answer") {
			t.Errorf("the error is %v", err)
		}
	}
	r.machine.Close()
	playSoundHang(false)
	r.mac.Until("what hung has ended", func() bool { return playSoundListeners() == 0 })
	mac.Hurry(patience)
	if err := system.ChangeVolume(sysinfo.SetLevel(1)); err != nil {
		t.Error(err)
	}
	if level := playSoundLevel(41, 0); level != 1 {
		t.Errorf("the device is at %v", level)
	}
}

func TestNothingIsMissing(t *testing.T) {
	start(t)
	if missing := mac.Missing(); len(missing) > 0 {
		t.Error(missing)
	}
}

func TestNothingIsWatchedThatNobodyWants(t *testing.T) {
	r := start(t)
	for range 20 {
		r.machine.Use(everything)
		r.until("the session", func(f sysinfo.Facts) bool { return f.Session.Present })
		r.machine.Use(0)
		if f := r.machine.Facts(); f != (sysinfo.Facts{}) {
			t.Fatalf("known is still %+v", f)
		}
	}
}

const everything = sysinfo.WantBattery | sysinfo.WantNetwork | sysinfo.WantTraffic | sysinfo.WantVolume | sysinfo.WantBrightness |
	sysinfo.WantMedia | sysinfo.WantLayout | sysinfo.WantSession

func TestNotificationsLeaveNothingBehind(t *testing.T) {
	r := start(t)
	playSoundDevice(41, "speakers", hasMainVolume|hasMute)
	playSoundDefault(41)
	playWireless("en0", "Meadow", -60)
	r.network(globalIPv4, "PrimaryInterface", "en0")
	r.machine.Use(everything)
	r.mac.Until("everything is watched", func() bool {
		return playObservers() >= 6 && playBrightnessWatchers() >= 1 && playNetworkSessions() >= 2 && playSoundListeners() >= 3
	})
	round := func(i int) {
		charge := int32(1 + i%100)
		playBattery(0, internal, true, charge, 100, onBattery, 10, -1)
		playPower(onBattery)
		playSoundVolume(41, 0, float32(charge)/200)
		playWireless("en0", "Meadow "+string(rune('a'+i%26)), -60)
		playNetworkTold(globalIPv4)
		playLayout("com.apple.keylayout.German", "German "+string(rune('a'+i%26)), "de")
		playDistribute("com.apple.Music.playerInfo", "Player State=Playing\nName=Song "+string(rune('a'+i%26)))
		playBrightness(float64(charge) / 200)
		r.until("the round", func(f sysinfo.Facts) bool {
			letter := string(rune('a' + i%26))
			return f.Battery.Charge == float64(charge)/100 && f.Volume.Level == float64(float32(charge)/200) &&
				f.Network.SSID == "Meadow "+letter && f.Layout.Name == "German "+letter && f.Media.Title == "Song "+letter &&
				f.Brightness.Level == float64(float32(charge)/200)
		})
	}
	round(0)
	before := r.mac.Objects()
	for i := range 500 {
		round(i + 1)
	}
	// A callback may be about to release what it was given.
	r.mac.Until("as many objects as before", func() bool { return r.mac.Objects() <= before })
}
