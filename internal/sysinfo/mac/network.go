package mac

import (
	"context"
	"math"
	"slices"
	"strings"

	"perch/internal/desktop/mac/cf"
	"perch/internal/sysinfo"
)

// Keys of the dynamic store (SCSchemaDefinitions.h).
const (
	globalIPv4 = "State:/Network/Global/IPv4"
	globalIPv6 = "State:/Network/Global/IPv6"
	links      = "State:/Network/Interface"

	everyService = "State:/Network/Service/[^/]+/IPv4"
	everyLink    = "State:/Network/Interface/[^/]+/Link"
	everyAirPort = "State:/Network/Interface/[^/]+/AirPort"

	primaryInterface = "PrimaryInterface"
	interfaceName    = "InterfaceName"
	interfaceList    = "Interfaces"
	userDefinedName  = "UserDefinedName"
)

// hidden is what a wireless network is called whose name macOS does not tell:
// since macOS 14 it does so only to programs that may know where the Mac is.
const hidden = "Wi-Fi"

// watchNetwork follows the system's configuration. A wireless network's strength
// is read together with the rest, for nothing public tells of it without a
// delegate.
func watchNetwork(ctx context.Context, report func(func(*sysinfo.Facts)), _ func(sysinfo.Event)) {
	serve(ctx, func(loop cf.RunLoop) func() {
		var s *store
		read := func() {
			n := readNetwork(s)
			report(func(f *sysinfo.Facts) { f.Network = n })
		}
		var ok bool
		s, ok = openStore(loop, []string{globalIPv4, globalIPv6, links}, []string{everyService, everyLink, everyAirPort}, read)
		if !ok {
			return func() {}
		}
		read()
		return s.close
	})
}

// watchPrimary follows the interface that Carried counts.
func (m *system) watchPrimary(ctx context.Context, _ func(func(*sysinfo.Facts)), _ func(sysinfo.Event)) {
	serve(ctx, func(loop cf.RunLoop) func() {
		var s *store
		read := func() {
			name := physical(s, primary(s))
			m.primary.Store(&name)
		}
		var ok bool
		s, ok = openStore(loop, []string{globalIPv4, globalIPv6}, []string{everyService}, read)
		if !ok {
			return func() {}
		}
		read()
		return func() {
			s.close()
			m.primary.Store(nil)
		}
	})
}

// primary is the interface of the default route, IPv4's before IPv6's, "" if
// there is none.
func primary(s *store) string {
	for _, key := range []string{globalIPv4, globalIPv6} {
		if name := s.field(key, primaryInterface); name != "" {
			return name
		}
	}
	return ""
}

// isTunnel says whether an interface leads into a private network. macOS has some
// of its own at all times, which have no IPv4 address.
func isTunnel(name string) bool {
	return slices.ContainsFunc([]string{"utun", "ipsec", "ppp", "tun", "tap", "wg"}, func(kind string) bool {
		return strings.HasPrefix(name, kind)
	})
}

// service is a connection that has an address.
type service struct{ id, device string }

func services(s *store) (all []service) {
	for _, key := range s.keys(everyService) {
		id := strings.TrimSuffix(strings.TrimPrefix(key, "State:/Network/Service/"), "/IPv4")
		if device := s.field(key, interfaceName); device != "" {
			all = append(all, service{id, device})
		}
	}
	slices.SortFunc(all, func(a, b service) int { return strings.Compare(a.device, b.device) })
	return all
}

// physical is the interface that a tunnel's traffic goes through: the first that
// has an address and is none. Others are themselves.
func physical(s *store, name string) string {
	if !isTunnel(name) {
		return name
	}
	for _, other := range services(s) {
		if !isTunnel(other.device) {
			return other.device
		}
	}
	return name
}

func readNetwork(s *store) (n sysinfo.Network) {
	wlan := readWireless()
	device := primary(s)
	for _, other := range services(s) {
		if isTunnel(other.device) {
			n.VPN = s.field("Setup:/Network/Service/"+other.id, userDefinedName)
			if n.VPN == "" {
				n.VPN = other.device
			}
		}
	}
	n.Up = device != ""
	if n.VPN == "" && isTunnel(device) {
		n.VPN = device
	}
	device = physical(s, device)
	if device == "" {
		device = wlan.device
	}
	if device == "" {
		device = wired(s)
	}
	if device == "" {
		return sysinfo.Network{}
	}
	n.Present, n.Name, n.Interface = true, device, device
	if n.Wireless = device == wlan.device; n.Wireless {
		n.Name, n.SSID, n.Quality = wlan.ssid, wlan.ssid, math.Round(wlan.quality()*4)/4
		if n.SSID == "" {
			n.Name = hidden
		}
	}
	return n
}

// wired is an interface of a Mac that is on no network: the first that can be on
// one.
func wired(s *store) string {
	value := s.value(links)
	defer value.Release()
	list := value.Get(cf.Static(interfaceList))
	for i := range list.Len() {
		if name, _ := list.At(i).Text(); strings.HasPrefix(name, "en") {
			return name
		}
	}
	return ""
}
