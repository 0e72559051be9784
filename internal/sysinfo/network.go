package sysinfo

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"io/fs"
	"math"
	"path"
	"strconv"
	"strings"
	"time"
)

// interfaces is the kernel's list of network interfaces
// (Documentation/ABI/testing/sysfs-class-net).
const interfaces = "sys/class/net"

// ReadNetwork finds the connection of the default route, IPv4's before IPv6's,
// or any connected device. essid tells a wireless interface's network name and
// may be nil.
func ReadNetwork(root fs.FS, essid func(name string) string) Network {
	name := defaultRoute(root)
	if name == "" {
		name = anyDevice(root)
	}
	if name == "" {
		return Network{}
	}
	n := Network{Present: true, Name: name, Interface: name}
	// Tunnels and some drivers report "unknown" although they work.
	state := supply{root, path.Join(interfaces, name)}.text("operstate")
	n.Up = state == "up" || state == "unknown"
	if n.Wireless = isWireless(root, name); n.Wireless {
		n.Quality = quality(root, name)
		if essid != nil {
			if network := essid(name); network != "" {
				n.Name, n.SSID = network, network
			}
		}
	}
	if isTunnel(root, name) {
		n.VPN = name
	}
	return n
}

// defaultRoute is the interface of the default route with the least metric.
func defaultRoute(root fs.FS) string {
	best, metric := "", uint64(0)
	take := func(name string, m uint64) {
		if name != "lo" && (best == "" || m < metric) {
			best, metric = name, m
		}
	}
	each(root, "proc/net/route", func(f []string) {
		// Iface Destination Gateway Flags RefCnt Use Metric Mask …
		if len(f) < 8 || f[1] != "00000000" || f[7] != "00000000" || !routeUp(f[3]) {
			return
		}
		m, _ := strconv.ParseUint(f[6], 10, 32)
		take(f[0], m)
	})
	if best != "" {
		return best
	}
	each(root, "proc/net/ipv6_route", func(f []string) {
		// destination, its length, source, its length, next hop, metric,
		// references, uses, flags, interface; all in hexadecimal
		if len(f) < 10 || f[1] != "00" || strings.Trim(f[0], "0") != "" || !routeUp(f[8]) {
			return
		}
		m, _ := strconv.ParseUint(f[5], 16, 32)
		take(f[9], m)
	})
	return best
}

// routeUp reads the flags of a route: RTF_UP set and RTF_REJECT not.
func routeUp(flags string) bool {
	n, err := strconv.ParseUint(flags, 16, 32)
	return err == nil && n&0x1 != 0 && n&0x200 == 0
}

// each calls f with the fields of every line of a file.
func each(root fs.FS, name string, f func(fields []string)) {
	data, err := fs.ReadFile(root, name)
	if err != nil {
		return
	}
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		f(strings.Fields(lines.Text()))
	}
}

// anyDevice is the first interface with hardware behind it, one that is up
// before one that is not. Bridges and the like of containers have none.
func anyDevice(root fs.FS) string {
	entries, err := fs.ReadDir(root, interfaces)
	if err != nil {
		return ""
	}
	found := ""
	for _, entry := range entries {
		dir := path.Join(interfaces, entry.Name())
		if _, err := fs.Stat(root, path.Join(dir, "device")); err != nil {
			continue
		}
		if (supply{root, dir}).text("operstate") == "up" {
			return entry.Name()
		}
		if found == "" {
			found = entry.Name()
		}
	}
	return found
}

func isWireless(root fs.FS, name string) bool {
	for _, mark := range []string{"wireless", "phy80211"} {
		if _, err := fs.Stat(root, path.Join(interfaces, name, mark)); err == nil {
			return true
		}
	}
	return false
}

// isTunnel says whether an interface leads into a private network: one of a
// program (drivers/net/tun.c) or WireGuard's.
func isTunnel(root fs.FS, name string) bool {
	s := supply{root, path.Join(interfaces, name)}
	return s.text("tun_flags") != "" || strings.Contains(s.text("uevent"), "DEVTYPE=wireguard")
}

// quality reads a wireless link's quality from /proc/net/wireless, 0 if it is
// not known. 70 is the best that the kernel reports there.
func quality(root fs.FS, name string) (q float64) {
	each(root, "proc/net/wireless", func(f []string) {
		if len(f) >= 3 && f[0] == name+":" {
			link, err := strconv.ParseFloat(strings.TrimSuffix(f[2], "."), 64)
			if err == nil && !math.IsNaN(link) {
				q = min(1, max(0, link/70))
			}
		}
	})
	return q
}

// readable is a wireless network's name for people: names are bytes, and those
// that are no text are shown in hexadecimal.
func readable(essid []byte) string {
	essid = bytes.TrimRight(essid, "\x00")
	text := string(essid)
	if strings.ToValidUTF8(text, "") != text {
		return hex.EncodeToString(essid)
	}
	return text
}

// wirelessEvery is how often a wireless link's quality is read where no service
// tells of it.
const wirelessEvery = 15 * time.Second

// watchNetwork follows NetworkManager where it runs, and the kernel.
func (m *Machine) watchNetwork(ctx context.Context) {
	b := m.beat(ctx)
	events, err := routes(ctx)
	if err != nil {
		events = nil
	}
	manager := networkManager{line: m.line(ctx, systemBus, propertiesOf(nm, nmPath), ownerOf(nm))}
	for {
		select {
		case <-ctx.Done():
			return
		case <-manager.line.stir:
		case _, ok := <-events:
			if !ok {
				events = nil
			}
		case <-b.struck:
		}
		n, ok := manager.read(ctx)
		if !ok {
			vpn := n.VPN
			if n = ReadNetwork(m.root, essidOf); vpn != "" {
				n.VPN = vpn
			}
		}
		n.Quality = math.Round(n.Quality*4) / 4
		m.set(ctx, func(f *Facts) { f.Network = n })
		every := wirelessEvery
		if ok || !n.Wireless && events != nil {
			every = 0
		}
		m.pace(b, every)
	}
}
