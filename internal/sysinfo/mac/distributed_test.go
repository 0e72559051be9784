package mac_test

import (
	"testing"
	"time"

	"perch/internal/desktop/mac/dylib"
	"perch/internal/desktop/mac/played"
	"perch/internal/sysinfo"
	"perch/internal/sysinfo/mac"
)

func TestKeyboardLayout(t *testing.T) {
	r := start(t)
	playLayout("com.apple.keylayout.US", "U.S.", "en")
	r.machine.Use(sysinfo.WantLayout)
	f := r.until("the layout", func(f sysinfo.Facts) bool { return f.Layout.Present })
	if want := (sysinfo.Layout{Present: true, Name: "U.S.", Short: "us"}); f.Layout != want {
		t.Errorf("the layout is %+v", f.Layout)
	}
	playLayout("com.apple.keylayout.German", "German", "de")
	r.event(sysinfo.LayoutChanged, "German")
	if l := r.machine.Facts().Layout; l.Short != "de" {
		t.Errorf("the layout is %+v", l)
	}
}

func TestPlayersThatTell(t *testing.T) {
	r := start(t)
	const music, spotify = "com.apple.Music.playerInfo", "com.spotify.client.PlaybackStateChanged"
	r.machine.Use(sysinfo.WantMedia | sysinfo.WantSession)
	r.until("the session", func(f sysinfo.Facts) bool { return f.Session.Present })
	// Media is known, as nothing, when the players are listened to.
	r.mac.Until("the players are listened to", func() bool { return playObservers() >= 5 })
	playDistribute(music, "Player State=Playing\nName=Prélude\nAlbum=Orchestral\nArtist=Debussy\nTotal Time#600000")
	f := r.until("it plays", func(f sysinfo.Facts) bool { return f.Media.Present })
	if want := (sysinfo.Media{Present: true, State: "playing", Title: "Prélude", Album: "Orchestral", Artist: "Debussy", App: "Music"}); f.Media != want {
		t.Errorf("the media are %+v", f.Media)
	}
	r.event(sysinfo.MediaChanged, `{"state":"playing","title":"Prélude","album":"Orchestral","artist":"Debussy","app":"Music"}`)

	playDistribute(spotify, "Player State=Playing\nName=Kestrel\nArtist=Ada")
	r.until("the one that began last", func(f sysinfo.Facts) bool { return f.Media.App == "Spotify" })
	playDistribute(spotify, "Player State=Paused\nName=Kestrel\nArtist=Ada")
	r.until("the one that plays", func(f sysinfo.Facts) bool { return f.Media.App == "Music" })
	// Between two songs Music stops for a moment, which is no news.
	playDistribute(music, "Player State=Stopped")
	playDistribute(music, "Player State=Playing\nName=Nuages")
	r.until("the next song", func(f sysinfo.Facts) bool {
		if f.Media.App != "Music" {
			t.Errorf("in between, the media are %+v", f.Media)
		}
		return f.Media.Title == "Nuages"
	})
	playDistribute(music, "Player State=Stopped")
	r.until("the one that pauses", func(f sysinfo.Facts) bool { return f.Media.App == "Spotify" && f.Media.State == "paused" })
	playDistribute(spotify, "Player State=Stopped")
	r.until("none", func(f sysinfo.Facts) bool { return !f.Media.Present })
}

func TestPlayersAreTold(t *testing.T) {
	r := start(t)
	playMediaCommand()
	for command, want := range map[sysinfo.MediaCommand]int32{sysinfo.PlayPause: 2, sysinfo.Next: 4, sysinfo.Previous: 5} {
		if err := r.machine.Play(command); err != nil {
			t.Fatal(err)
		}
		r.mac.Until("the player is told", func() bool { return playMediaCommand() == want })
	}
	defer dylib.Hide("MRMediaRemoteSendCommand")()
	if r.machine.Play(sysinfo.Next) == nil {
		t.Error("a player is told although MediaRemote is not there")
	}
}

func TestSleep(t *testing.T) {
	r := start(t)
	r.machine.Use(sysinfo.WantSession)
	r.mac.Until("sleep is followed", func() bool { return playSleepConnections() > 0 })
	// answered waits until the system has our word.
	answered := func(id int) {
		t.Helper()
		r.mac.Until("the Mac need not wait before it sleeps", func() bool { return playSleepAllowed() == id })
	}
	const maySleep, willSleep, willNotSleep, hasPoweredOn = 0xe0000270, 0xe0000280, 0xe0000290, 0xe0000300
	answered(playSleepMessage(maySleep))
	playSleepMessage(willNotSleep)
	r.quiet()
	answered(playSleepMessage(willSleep))
	r.event(sysinfo.WillSleep, "")
	if !r.machine.Facts().Session.Asleep {
		t.Error("the session is not asleep")
	}
	playSleepMessage(hasPoweredOn)
	r.event(sysinfo.Woke, "")
	r.until("it is awake", func(f sysinfo.Facts) bool { return !f.Session.Asleep })
}

func TestLock(t *testing.T) {
	r := start(t)
	r.mac.Lock()
	defer r.mac.Unlock()
	r.machine.Use(sysinfo.WantSession)
	r.until("it is locked", func(f sysinfo.Facts) bool { return f.Session.Locked })
	r.quiet()
	r.mac.Until("the lock is followed", func() bool { return playObservers() >= 2 })
	playDistribute("com.apple.screenIsLocked", "") // so it was
	playDistribute("com.apple.screenIsUnlocked", "")
	r.event(sysinfo.Unlocked, "")
	playDistribute("com.apple.screenIsLocked", "")
	r.event(sysinfo.Locked, "")
}

func TestNotificationsOfOthers(t *testing.T) {
	r := start(t)
	const name = "com.example.thing"
	r.machine.UseNotifications([]string{name, "com.apple.screenIsLocked", "NSWorkspaceWillSleepNotification"})
	r.mac.Until("everything is listened to", func() bool { return playObservers() >= 4 && playSleepConnections() > 0 })
	notified := func(name, info string) {
		t.Helper()
		for {
			select {
			case e := <-r.machine.Events():
				if e.Kind != sysinfo.Notified {
					continue
				}
				if e.Name != name || e.Info != info {
					t.Errorf("%q with %s was heard, not %q with %s", e.Name, e.Info, name, info)
				}
				return
			case <-time.After(patience):
				t.Fatalf("%s was not heard", name)
			}
		}
	}
	playDistribute("com.example.other", "")
	playDistribute(name, "")
	notified(name, "")
	playDistribute(name, "word=a \"b\"\nnumber#3\nfraction#0.5\nyes?1\nno?0")
	notified(name, `{"fraction":0.5,"no":false,"number":3,"word":"a \"b\"","yes":true}`)
	playDistribute("com.apple.screenIsLocked", "")
	notified("com.apple.screenIsLocked", "")
	// Only programs themselves are told of this one, so that it is ours.
	playSleepMessage(0xe0000280)
	notified("NSWorkspaceWillSleepNotification", "")

	r.machine.UseNotifications(nil)
	r.mac.Until("nothing is listened to", func() bool { return playObservers() == 0 })
}

func TestBrightness(t *testing.T) {
	r := start(t)
	playBrightness(0.5)
	r.machine.Use(sysinfo.WantBrightness)
	r.until("the brightness", func(f sysinfo.Facts) bool { return f.Brightness == sysinfo.Brightness{Present: true, Level: 0.5} })
	playBrightness(0.75) // a key
	r.event(sysinfo.BrightnessChanged, "75")
	if err := r.machine.SetBrightness(0.25); err != nil {
		t.Fatal(err)
	}
	r.event(sysinfo.BrightnessChanged, "25")
	if level := playBrightnessLevel(); level != 0.25 {
		t.Errorf("the display is at %v", level)
	}

	// The lid is closed, and opened again: the display may be another number.
	desk := played.BuiltIn
	desk.ID, desk.UUID, desk.BuiltIn = 7, "00000000-0000-0000-0000-000000000007", false
	r.mac.SetDisplays(desk)
	r.until("none", func(f sysinfo.Facts) bool { return !f.Brightness.Present })
	if err := mac.Open().SetBrightness(1); err == nil {
		t.Error("a display that is not there is bright")
	}
	lid := played.BuiltIn
	lid.ID = 9
	r.mac.SetDisplays(lid)
	r.until("the brightness", func(f sysinfo.Facts) bool { return f.Brightness.Level == 0.25 })
	playBrightness(1)
	r.until("bright", func(f sysinfo.Facts) bool { return f.Brightness.Level == 1 })
	playBrightness(-1) // it does not tell
	r.until("none", func(f sysinfo.Facts) bool { return !f.Brightness.Present })
}

func TestBrightnessWithoutPrivateFunctions(t *testing.T) {
	r := start(t)
	playBrightness(0.5)
	restore := dylib.Hide("DisplayServicesRegisterForBrightnessChangeNotifications")
	r.machine.Use(sysinfo.WantBrightness)
	r.until("the brightness", func(f sysinfo.Facts) bool { return f.Brightness.Present })
	if n := playBrightnessWatchers(); n != 0 {
		t.Errorf("%d watchers registered", n)
	}
	// What we do ourselves is known all the same.
	if err := r.machine.SetBrightness(1); err != nil {
		t.Fatal(err)
	}
	r.until("our own change", func(f sysinfo.Facts) bool { return f.Brightness.Level == 1 })
	r.machine.Use(0)
	restore()
	defer dylib.Hide("DisplayServicesGetBrightness", "DisplayServicesSetBrightness")()
	r.machine.Use(sysinfo.WantBrightness | sysinfo.WantBattery)
	r.until("the rest", func(f sysinfo.Facts) bool { return f.Source != "" })
	if b := r.machine.Facts().Brightness; b.Present {
		t.Errorf("the brightness is %+v", b)
	}
	if r.machine.SetBrightness(1) == nil {
		t.Error("the brightness was changed")
	}
}
