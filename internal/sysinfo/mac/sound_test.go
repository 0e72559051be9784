package mac_test

import (
	"math"
	"strings"
	"testing"

	"perch/internal/sysinfo"
	"perch/internal/sysinfo/mac"
)

// What a played device has.
const (
	hasMainVolume = 1 << iota
	hasOwnVolume
	hasChannels
	hasMute
	isFixed
	hasStereo
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-6 }

func (r *rig) speakers() {
	playSoundDevice(41, "BuiltInSpeakerDevice", hasMainVolume|hasMute)
	playSoundVolume(41, 0, 0.5)
	playSoundDefault(41)
}

func TestVolumeFollowsEverybody(t *testing.T) {
	r := start(t)
	r.speakers()
	r.machine.Use(sysinfo.WantVolume)
	f := r.until("the volume", func(f sysinfo.Facts) bool { return f.Volume.Present })
	if want := (sysinfo.Volume{Present: true, Level: 0.5, Output: "BuiltInSpeakerDevice"}); f.Volume != want {
		t.Errorf("the volume is %+v", f.Volume)
	}
	r.quiet()

	playSoundVolume(41, 0, 0.25) // a key of the keyboard
	r.event(sysinfo.VolumeChanged, "25")
	playSoundMute(41, true)
	r.event(sysinfo.VolumeChanged, "0")
	if v := r.machine.Facts().Volume; !v.Muted || v.Level != 0.25 {
		t.Errorf("the volume is %+v", v)
	}

	// We do, which unmutes and is told of like any other's.
	if err := r.machine.ChangeVolume(sysinfo.Louder(0.25)); err != nil {
		t.Fatal(err)
	}
	r.until("louder", func(f sysinfo.Facts) bool { return near(f.Volume.Level, 0.5) && !f.Volume.Muted })
	if level := playSoundLevel(41, 0); !near(level, 0.5) {
		t.Errorf("the device is at %v", level)
	}
}

func TestSoundDevicesChange(t *testing.T) {
	r := start(t)
	r.speakers()
	r.machine.Use(sysinfo.WantVolume)
	r.until("the speakers", func(f sysinfo.Facts) bool { return f.Volume.Present })

	playSoundDevice(42, "AirPods", hasOwnVolume)
	playSoundVolume(42, 0, 0.5)
	playSoundDefault(42)
	r.event(sysinfo.VolumeChanged, "50")
	r.until("the AirPods", func(f sysinfo.Facts) bool { return f.Volume.Output == "AirPods" })
	playSoundVolume(41, 0, 0.9) // nobody hears that
	playSoundVolume(42, 0, 0.6)
	r.event(sysinfo.VolumeChanged, "60")

	playSoundUnplug(42)
	playSoundDefault(41)
	r.event(sysinfo.VolumeChanged, "90")

	// A display's sound has no volume here; back from it, the volume is told.
	playSoundDevice(43, "display", 0)
	playSoundDefault(43)
	r.until("none", func(f sysinfo.Facts) bool { return !f.Volume.Present })
	playSoundDefault(0)
	playSoundDefault(41)
	r.until("the speakers again", func(f sysinfo.Facts) bool { return f.Volume.Present })
}

func TestChannelsKeepTheirProportions(t *testing.T) {
	for name, one := range map[string]struct {
		has         int32
		left, right uint32
	}{"the first two": {hasChannels, 1, 2}, "the preferred two": {hasChannels | hasStereo, 3, 4}} {
		t.Run(name, func(t *testing.T) {
			r := start(t)
			playSoundDevice(41, "interface", one.has)
			playSoundVolume(41, one.left, 0.2)
			playSoundVolume(41, one.right, 0.4)
			playSoundDefault(41)
			r.machine.Use(sysinfo.WantVolume)
			r.until("the mean", func(f sysinfo.Facts) bool { return near(f.Volume.Level, 0.3) })
			playSoundVolume(41, one.right, 0.6)
			r.until("another mean", func(f sysinfo.Facts) bool { return near(f.Volume.Level, 0.4) })
			if err := r.machine.ChangeVolume(sysinfo.SetLevel(0.2)); err != nil {
				t.Fatal(err)
			}
			r.until("half of it", func(f sysinfo.Facts) bool { return near(f.Volume.Level, 0.2) })
			if left, right := playSoundLevel(41, one.left), playSoundLevel(41, one.right); !near(left, 0.1) || !near(right, 0.3) {
				t.Errorf("the channels are at %v and %v", left, right)
			}
		})
	}
}

func TestVolumeThatCannotBeChanged(t *testing.T) {
	r := start(t)
	system := mac.Open()
	for _, one := range []struct {
		has    int32
		change func(sysinfo.Volume) sysinfo.Volume
		want   string
	}{
		{0, sysinfo.SetLevel(0.3), "no volume that can be changed"},
		{hasMainVolume | isFixed, sysinfo.SetLevel(0.3), "does not let its volume be changed"},
		{hasMainVolume, sysinfo.ToggleMute, "has no mute"},
		{hasMainVolume | hasMute | isFixed, sysinfo.ToggleMute, "does not let itself be muted"},
	} {
		playSoundDevice(41, "display", one.has)
		playSoundDefault(41)
		if err := system.ChangeVolume(one.change); err == nil || !strings.Contains(err.Error(), one.want) {
			t.Errorf("the error is %v", err)
		}
		playSoundUnplug(41)
	}
	if err := system.ChangeVolume(sysinfo.SetLevel(1)); err == nil {
		t.Error("a device that was unplugged has a volume")
	}
	// Nothing is amplified, and nonsense changes nothing.
	r.speakers()
	for level, want := range map[float64]float64{2: 1, -1: 0, 0.3: 0.3} {
		if err := system.ChangeVolume(sysinfo.SetLevel(level)); err != nil || !near(playSoundLevel(41, 0), want) {
			t.Errorf("%v makes %v (%v)", level, playSoundLevel(41, 0), err)
		}
	}
	if err := system.ChangeVolume(sysinfo.SetLevel(math.NaN())); err != nil {
		t.Error(err)
	}
}

func TestMixerWithoutMachine(t *testing.T) {
	r := start(t)
	r.speakers()
	sysinfo.Register(mac.Open)
	defer sysinfo.Register(nil)
	failed := make(chan error, 1)
	mixer := sysinfo.NewMixer("perch", func(err error) { failed <- err })
	for range 3 {
		if err := mixer.Change(sysinfo.Louder(0.1)); err != nil {
			t.Fatal(err)
		}
	}
	mixer.Close()
	if level := playSoundLevel(41, 0); !near(level, 0.8) {
		t.Errorf("the device is at %v", level)
	}
	playSoundUnplug(41)
	mixer = sysinfo.NewMixer("perch", func(err error) { failed <- err })
	if err := mixer.Change(sysinfo.ToggleMute); err != nil {
		t.Fatal(err)
	}
	if err := <-failed; err == nil {
		t.Error("nothing failed")
	}
	mixer.Close()
}
