package sysinfo

import (
	"math"
	"testing"

	"github.com/godbus/dbus/v5"
)

func TestNotifications(t *testing.T) {
	bus := newBus(t)
	sender := bus.serve()
	m := bus.machine(nil)
	m.getenv = func(name string) string {
		if name == "DBUS_SESSION_BUS_ADDRESS" {
			return bus.address()
		}
		return map[string]string{"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere"}[name]
	}
	m.UseNotifications([]string{"org.perch.Test.Changed", "no dots", "org.perch.Test.Cha nged"})
	// The bus does not tell when a match is in force, so it is tried.
	heard := func() bool {
		sender.emit("/x", "org.perch.Test.Changed", "ready")
		return len(m.Events()) > 0
	}
	for !heard() {
	}
	sender.emit("/x", "org.perch.Test.Other", "no")
	sender.emit("/x", "org.perch.Test.Changed")
	for e := range m.Events() {
		if e.Name != "org.perch.Test.Changed" || e.Kind != Notified {
			t.Fatalf("got %+v", e)
		}
		if e.Info == "" {
			break
		}
		if e.Info != `"ready"` {
			t.Fatalf("got %+v", e)
		}
	}
}

func TestPayload(t *testing.T) {
	v := func(value any) dbus.Variant { return dbus.MakeVariant(value) }
	for want, body := range map[string][]any{
		``:                         nil,
		`7`:                        {int32(7)},
		`["a",true]`:               {"a", true},
		`{"a":{"b":[1,2]},"c":""}`: {map[string]dbus.Variant{"a": v(map[string]dbus.Variant{"b": v([]byte{1, 2})}), "c": v("")}},
		`{"5":"/x"}`:               {map[uint32]dbus.ObjectPath{5: "/x"}},
		`[null,null]`:              {math.NaN(), dbus.UnixFD(3)},
		`[["a",1]]`:                {[][]any{{"a", uint64(1)}}},
	} {
		if got := payload(body); got != want {
			t.Errorf("%v is told as %s, expected %s", body, got, want)
		}
	}
	if got := payload([]any{make([]byte, payloadLimit)}); got != "" {
		t.Errorf("%d bytes are told of too much", len(got))
	}
}

func TestSignalNames(t *testing.T) {
	for name, want := range map[string][2]string{
		"org.freedesktop.Notifications.ActionInvoked": {"org.freedesktop.Notifications", "ActionInvoked"},
		"a.b.c": {"a.b", "c"},
	} {
		if iface, member, ok := signalName(name); !ok || iface != want[0] || member != want[1] {
			t.Errorf("%q is %q %q %v", name, iface, member, ok)
		}
	}
	for _, bad := range []string{"", "a", "a.b", ".a.b", "a..b", "a.b.", "a.b.1c", "a.b.c d", "a.b.c'", "a-b.c.d"} {
		if _, _, ok := signalName(bad); ok {
			t.Errorf("%q is taken for a signal", bad)
		}
	}
}

// A configuration for macOS that names Spotify's notification gets it.
func TestForeignNotifications(t *testing.T) {
	bus := newBus(t)
	player := bus.plays("spotify", "Spotify", "Paused", song("Kestrel", "Ada"))
	m := bus.machine(nil)
	m.UseNotifications([]string{"com.spotify.client.PlaybackStateChanged"})
	waitFor(t, m, func(f Facts) bool { return f.Media.Present })
	player.change(mprisPath, mprisPlayer, map[string]any{"PlaybackStatus": "Playing"})
	waitFor(t, m, func(f Facts) bool { return f.Media.State == "playing" })
	<-m.Events() // media_change itself
	expectEvent(t, m, Event{Kind: Notified, Name: "com.spotify.client.PlaybackStateChanged",
		Info: `{"Album":"Birds","Artist":"Ada","Name":"Kestrel","Player State":"Playing"}`})
	m.UseNotifications(nil)
	if m.Facts().Media.Present {
		t.Error("nobody wants to know of media any more")
	}
}
