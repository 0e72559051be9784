package sysinfo

import (
	"testing"

	"github.com/godbus/dbus/v5"
)

const (
	testActive = dbus.ObjectPath("/org/freedesktop/NetworkManager/ActiveConnection/1")
	testVPN    = dbus.ObjectPath("/org/freedesktop/NetworkManager/ActiveConnection/2")
	testPoint  = dbus.ObjectPath("/org/freedesktop/NetworkManager/AccessPoint/3")
	testOther  = dbus.ObjectPath("/org/freedesktop/NetworkManager/AccessPoint/4")
	testDevice = dbus.ObjectPath("/org/freedesktop/NetworkManager/Devices/5")
)

// wireless is a NetworkManager that is on a wireless network.
func wireless(b *testBus) *service {
	s := b.serve()
	s.put(nmPath, nm, map[string]any{"PrimaryConnection": testActive, "ActiveConnections": []dbus.ObjectPath{testActive}})
	s.put(testActive, nmActive, map[string]any{
		"Id": "Home", "Type": "802-11-wireless", "State": uint32(2), "Vpn": false,
		"Devices": []dbus.ObjectPath{testDevice}, "SpecificObject": testPoint,
	})
	s.put(testDevice, nmDevice, map[string]any{"Interface": "wlan0"})
	s.put(testPoint, nmAccessPoint, map[string]any{"Ssid": []byte("kestrel"), "Strength": byte(52)})
	s.put(testOther, nmAccessPoint, map[string]any{"Ssid": []byte("r\xffok"), "Strength": byte(80)})
	s.own(nm)
	return s
}

func TestNetworkManager(t *testing.T) {
	bus := newBus(t)
	service := wireless(bus)
	m := bus.machine(nil)
	m.Use(WantNetwork)
	want := Network{Present: true, Up: true, Wireless: true, Name: "kestrel", SSID: "kestrel", Interface: "wlan0", Quality: 0.5}
	is := func(f Facts) bool { return f.Network == want }
	waitFor(t, m, is)
	expectSilence(t, m)

	// A better signal is a fact, no event.
	service.change(testPoint, nmAccessPoint, map[string]any{"Strength": byte(99)})
	want.Quality = 1
	waitFor(t, m, is)
	expectSilence(t, m)

	// Another access point is heard of from then on.
	service.change(testActive, nmActive, map[string]any{"SpecificObject": testOther})
	want.Quality, want.Name, want.SSID = 0.75, "72ff6f6b", "72ff6f6b"
	waitFor(t, m, is)
	expectEvent(t, m, Event{Kind: NetworkChanged, Info: "72ff6f6b"})
	service.change(testOther, nmAccessPoint, map[string]any{"Strength": byte(20)})
	want.Quality = 0.25
	waitFor(t, m, is)

	service.put(testVPN, nmActive, map[string]any{"Id": "Work", "Type": "vpn", "Vpn": true, "State": uint32(2)})
	service.change(nmPath, nm, map[string]any{"ActiveConnections": []dbus.ObjectPath{testActive, testVPN}})
	want.VPN = "Work"
	waitFor(t, m, is)

	service.change(testActive, nmActive, map[string]any{"Type": "802-3-ethernet"})
	want = Network{Present: true, Up: true, Name: "wlan0", Interface: "wlan0", VPN: "Work"}
	waitFor(t, m, is)

	// It manages nothing any more: the kernel of this machine has no network.
	service.change(nmPath, nm, map[string]any{"PrimaryConnection": nmNothing, "ActiveConnections": []dbus.ObjectPath{}})
	want = Network{}
	waitFor(t, m, is)
}

func TestNetworkManagerTellsNonsense(t *testing.T) {
	bus := newBus(t)
	service := wireless(bus)
	m := bus.machine(nil)
	m.Use(WantNetwork)
	waitFor(t, m, func(f Facts) bool { return f.Network.SSID == "kestrel" })
	service.change(testActive, nmActive, map[string]any{"SpecificObject": "no path", "Devices": 7, "Vpn": "maybe"})
	waitFor(t, m, func(f Facts) bool {
		return f.Network == Network{Present: true, Up: true, Wireless: true, Name: "Home", SSID: "Home"}
	})
	service.change(nmPath, nm, map[string]any{"PrimaryConnection": uint32(3), "ActiveConnections": "none"})
	waitFor(t, m, func(f Facts) bool { return f.Network == Network{} })
}
