package mac_test

import (
	"testing"
	"time"

	"perch/internal/sysinfo"
)

const (
	globalIPv4 = "State:/Network/Global/IPv4"
	globalIPv6 = "State:/Network/Global/IPv6"
	links      = "State:/Network/Interface"
	service1   = "State:/Network/Service/1/IPv4"
	service2   = "State:/Network/Service/2/IPv4"
	setup2     = "Setup:/Network/Service/2"
)

// networkKeys are those that tests set.
var networkKeys = []string{globalIPv4, globalIPv6, links, service1, service2, setup2}

// network changes a field, and tells of it.
func (r *rig) network(key, field, text string) {
	playNetwork(key, field, text, false)
	playNetworkTold(key)
}

// join puts the Mac on a network.
func (r *rig) join(device string) {
	playNetwork(service1, "InterfaceName", device, false)
	r.network(globalIPv4, "PrimaryInterface", device)
}

func (r *rig) leave() {
	playNetwork(service1, "", "", false)
	r.network(globalIPv4, "", "")
}

func TestWirelessNetwork(t *testing.T) {
	r := start(t)
	playWireless("en0", "Meadow", -50)
	r.join("en0")
	r.machine.Use(sysinfo.WantNetwork)
	f := r.until("the network", func(f sysinfo.Facts) bool { return f.Network.Present })
	if want := (sysinfo.Network{Present: true, Up: true, Wireless: true, Name: "Meadow", Interface: "en0", SSID: "Meadow", Quality: 1}); f.Network != want {
		t.Errorf("the network is %+v", f.Network)
	}
	if every := r.machine.Every(); every != 0 {
		t.Errorf("it is asked every %s", every)
	}
	r.quiet()

	playWireless("en0", "", 0)
	r.leave()
	r.event(sysinfo.NetworkChanged, "")
	f = r.until("no network", func(f sysinfo.Facts) bool { return !f.Network.Up })
	if want := (sysinfo.Network{Present: true, Wireless: true, Name: "Wi-Fi", Interface: "en0"}); f.Network != want {
		t.Errorf("without one, the network is %+v", f.Network)
	}

	// macOS does not tell the name: something connected it is all the same.
	playWireless("en0", "", -75)
	r.join("en0")
	r.event(sysinfo.NetworkChanged, "Wi-Fi")
	f = r.until("a network without a name", func(f sysinfo.Facts) bool { return f.Network.Up })
	if n := f.Network; n.Name != "Wi-Fi" || n.SSID != "" || n.Quality != 0.5 {
		t.Errorf("the network is %+v", n)
	}
}

func TestWiredNetwork(t *testing.T) {
	r := start(t)
	playWireless("en0", "", 0)
	r.join("en5")
	r.machine.Use(sysinfo.WantNetwork)
	f := r.until("the network", func(f sysinfo.Facts) bool { return f.Network.Present })
	if want := (sysinfo.Network{Present: true, Up: true, Name: "en5", Interface: "en5"}); f.Network != want {
		t.Errorf("the network is %+v", f.Network)
	}
	// Only IPv6, on Wi-Fi.
	playWireless("en0", "Meadow", -100)
	r.leave()
	r.network(globalIPv6, "PrimaryInterface", "en0")
	r.until("Wi-Fi", func(f sysinfo.Facts) bool {
		return f.Network.Up && f.Network.SSID == "Meadow" && f.Network.Quality == 0
	})
}

func TestMacWithoutWireless(t *testing.T) {
	r := start(t)
	r.machine.Use(sysinfo.WantNetwork | sysinfo.WantBattery)
	r.until("the Mac", func(f sysinfo.Facts) bool { return f.Source != "" })
	if n := r.machine.Facts().Network; n.Present {
		t.Errorf("without any interface, the network is %+v", n)
	}
	playNetwork(links, "Interfaces", "lo0 gif0 en3 en4", true)
	playNetworkTold(links)
	f := r.until("an interface", func(f sysinfo.Facts) bool { return f.Network.Present })
	if want := (sysinfo.Network{Present: true, Name: "en3", Interface: "en3"}); f.Network != want {
		t.Errorf("the network is %+v", f.Network)
	}
}

func TestPrivateNetworks(t *testing.T) {
	r := start(t)
	playWireless("en0", "Meadow", -60)
	r.join("en0")
	r.machine.Use(sysinfo.WantNetwork)
	r.until("the network", func(f sysinfo.Facts) bool { return f.Network.Up })

	// One beside the network …
	playNetwork(setup2, "UserDefinedName", "Office", false)
	r.network(service2, "InterfaceName", "utun4")
	f := r.until("the VPN", func(f sysinfo.Facts) bool { return f.Network.VPN != "" })
	if n := f.Network; n.VPN != "Office" || n.SSID != "Meadow" || !n.Up {
		t.Errorf("the network is %+v", n)
	}
	// … and one that all traffic goes through: that still goes through the air.
	r.network(globalIPv4, "PrimaryInterface", "utun4")
	r.network(setup2, "", "")
	playNetworkTold(service2)
	f = r.until("its interface's name", func(f sysinfo.Facts) bool { return f.Network.VPN == "utun4" })
	if n := f.Network; n.SSID != "Meadow" || n.Interface != "en0" || !n.Up {
		t.Errorf("the network is %+v", n)
	}
	playNetwork(service2, "", "", false)
	r.join("en0")
	r.until("no VPN", func(f sysinfo.Facts) bool { return f.Network.VPN == "" })
}

func TestTraffic(t *testing.T) {
	r := start(t)
	playCarried(0, "lo0", 1, 1)
	playCarried(1, "en0", 6<<30, 1000)
	playCarried(2, "utun4", 7, 7)
	now := time.Now().Truncate(time.Minute)
	sample := func() sysinfo.Traffic {
		now = now.Add(2 * time.Second)
		r.machine.Sample(now)
		return r.machine.Facts().Traffic
	}
	r.machine.Use(sysinfo.WantTraffic)
	if got := sample(); got.Present {
		t.Errorf("without a network, the traffic is %+v", got)
	}
	playNetwork(service2, "InterfaceName", "utun4", false)
	playNetwork(service1, "InterfaceName", "en0", false)
	r.network(globalIPv4, "PrimaryInterface", "utun4")
	late := time.Now().Add(patience)
	for !sample().Present { // the interface is found by another goroutine
		if time.Now().After(late) {
			t.Fatal("the traffic is not known")
		}
	}
	playCarried(1, "en0", 6<<30+2048, 1512)
	if got, want := sample(), (sysinfo.Traffic{Present: true, Received: 1024, Sent: 256}); got != want {
		t.Errorf("the traffic is %+v", got)
	}
	playCarried(1, "", 0, 0)
	if got := sample(); got.Present {
		t.Errorf("without the interface, the traffic is %+v", got)
	}
}
