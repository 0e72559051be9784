package sysinfo

import (
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

func song(title string, artists ...string) map[string]dbus.Variant {
	return map[string]dbus.Variant{
		"xesam:title": dbus.MakeVariant(title), "xesam:album": dbus.MakeVariant("Birds"),
		"xesam:artist": dbus.MakeVariant(artists), "mpris:artUrl": dbus.MakeVariant("file:///cover.png"),
	}
}

// plays is a media player.
func (b *testBus) plays(name, identity, status string, metadata any) *service {
	b.t.Helper()
	s := b.serve()
	s.put(mprisPath, mpris, map[string]any{"Identity": identity})
	s.put(mprisPath, mprisPlayer, map[string]any{"PlaybackStatus": status, "Metadata": metadata})
	s.own(mpris + "." + name)
	return s
}

func TestMedia(t *testing.T) {
	bus := newBus(t)
	first := bus.plays("first", "First", "Paused", song("Kestrel", "Ada", "Bo"))
	m := bus.machine(nil)
	m.Use(WantMedia)
	kestrel := Media{Present: true, State: "paused", Title: "Kestrel", Album: "Birds", Artist: "Ada, Bo", App: "First", Artwork: "file:///cover.png"}
	waitFor(t, m, func(f Facts) bool { return f.Media == kestrel })
	expectSilence(t, m)

	// One that plays comes before one that does not.
	second := bus.plays("second.instance7", "", "Playing", song("Rook", "Cy"))
	rook := Media{Present: true, State: "playing", Title: "Rook", Album: "Birds", Artist: "Cy", App: "second", Artwork: "file:///cover.png"}
	waitFor(t, m, func(f Facts) bool { return f.Media == rook })
	expectEvent(t, m, Event{Kind: MediaChanged, Info: `{"state":"playing","title":"Rook","album":"Birds","artist":"Cy","app":"second"}`})
	if err := m.Play(Next); err != nil {
		t.Error(err)
	}
	if got := <-second.calls; got != mprisPlayer+".Next" {
		t.Errorf("the player that plays is told %q", got)
	}

	// The last one that did something stays when both are silent.
	second.change(mprisPath, mprisPlayer, map[string]any{"PlaybackStatus": "Paused"})
	rook.State = "paused"
	waitFor(t, m, func(f Facts) bool { return f.Media == rook })
	expectEvent(t, m, Event{Kind: MediaChanged, Info: rook.JSON()})
	second.conn.Close()
	waitFor(t, m, func(f Facts) bool { return f.Media == kestrel })
	if err := m.Play(PlayPause); err != nil {
		t.Error(err)
	}
	if got := <-first.calls; got != mprisPlayer+".PlayPause" {
		t.Errorf("the player that is left is told %q", got)
	}
	first.conn.Close()
	waitFor(t, m, func(f Facts) bool { return !f.Media.Present })
	if err := m.Play(PlayPause); err == nil {
		t.Error("a player that went away takes commands")
	}
}

// A player that hangs keeps no other from being heard.
func TestHungPlayer(t *testing.T) {
	bus := newBus(t)
	hung := bus.plays("hung", "Hung", "Playing", song("Nothing"))
	hung.hang(true)
	m := bus.machine(nil)
	m.Use(WantMedia)
	other := bus.plays("other", "Other", "Playing", song("One"))
	waitFor(t, m, func(f Facts) bool { return f.Media.Title == "One" })
	for _, title := range []string{"Two", "Three"} {
		other.change(mprisPath, mprisPlayer, map[string]any{"Metadata": song(title)})
		waitFor(t, m, func(f Facts) bool { return f.Media.Title == title })
	}
}

func TestMediaNonsense(t *testing.T) {
	long := strings.Repeat("é", 2000)
	for name, row := range map[string]struct {
		playing object
		want    Media
	}{
		"nothing":          {nil, Media{}},
		"wrong types":      {object{"PlaybackStatus": dbus.MakeVariant(7), "Metadata": dbus.MakeVariant("x")}, Media{}},
		"unknown state":    {object{"PlaybackStatus": dbus.MakeVariant("Dancing")}, Media{}},
		"stopped, empty":   {object{"PlaybackStatus": dbus.MakeVariant("Stopped")}, Media{}},
		"plays unknown":    {object{"PlaybackStatus": dbus.MakeVariant("Playing")}, Media{Present: true, State: "playing", App: "x"}},
		"artist is a text": {object{"PlaybackStatus": dbus.MakeVariant("Playing"), "Metadata": dbus.MakeVariant(map[string]dbus.Variant{"xesam:artist": dbus.MakeVariant("Ada")})}, Media{Present: true, State: "playing", App: "x", Artist: "Ada"}},
		"a long title": {object{"PlaybackStatus": dbus.MakeVariant("Playing"), "Metadata": dbus.MakeVariant(map[string]dbus.Variant{"xesam:title": dbus.MakeVariant(long)})},
			Media{Present: true, State: "playing", App: "x", Title: long[:1024]}},
	} {
		if got := mediaOf(row.playing, nil, mpris+".x"); got != row.want {
			t.Errorf("%s: got %+v, expected %+v", name, got, row.want)
		}
	}
}
