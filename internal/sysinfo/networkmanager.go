package sysinfo

import (
	"context"
	"maps"
	"slices"

	"github.com/godbus/dbus/v5"
)

// NetworkManager's names (its D-Bus reference).
const (
	nm            = "org.freedesktop.NetworkManager"
	nmPath        = "/org/freedesktop/NetworkManager"
	nmActive      = nm + ".Connection.Active"
	nmDevice      = nm + ".Device"
	nmAccessPoint = nm + ".AccessPoint"

	nmNothing   = dbus.ObjectPath("/") // what stands for no object
	nmActivated = 2                    // NM_ACTIVE_CONNECTION_STATE_ACTIVATED
)

// networkManager follows the objects of NetworkManager that the present
// connection is made of. It hears of no others: access points of the whole
// neighbourhood change all the time.
type networkManager struct {
	line  *line
	conn  *dbus.Conn
	heard map[dbus.ObjectPath]bool
}

// read is the primary connection; ok is false where NetworkManager does not run
// or has none, the VPN is set even so.
func (n *networkManager) read(ctx context.Context) (out Network, ok bool) {
	conn, _, _ := n.line.take()
	if conn != n.conn {
		n.conn, n.heard = conn, map[dbus.ObjectPath]bool{}
	}
	if conn == nil {
		return Network{}, false
	}
	// What changes before it is heard of is read in the next round. The
	// neighbourhood may change faster than that, but not for ever.
	for range 4 {
		var paths []dbus.ObjectPath
		out, ok, paths = readNetworkManager(ctx, conn)
		if !n.hear(paths) {
			break
		}
	}
	return out, ok
}

// hear listens to these objects and no others, and says whether it did not
// listen to one of them before.
func (n *networkManager) hear(paths []dbus.ObjectPath) (more bool) {
	for path := range maps.Clone(n.heard) {
		if !slices.Contains(paths, path) {
			_ = n.conn.RemoveMatchSignal(propertiesOf(nm, path)...)
			delete(n.heard, path)
		}
	}
	for _, path := range paths {
		if !n.heard[path] && n.conn.AddMatchSignal(propertiesOf(nm, path)...) == nil {
			n.heard[path], more = true, true
		}
	}
	return more
}

// readNetworkManager reads the primary connection and the objects that it is
// made of.
func readNetworkManager(ctx context.Context, conn *dbus.Conn) (n Network, ok bool, paths []dbus.ObjectPath) {
	ask := func(path dbus.ObjectPath, iface string) object {
		paths = append(paths, path)
		return read(ctx, conn, nm, path, iface, dbus.FlagNoAutoStart)
	}
	manager := read(ctx, conn, nm, nmPath, nm, dbus.FlagNoAutoStart)
	primary := get[dbus.ObjectPath](manager, "PrimaryConnection")
	const few = 16
	actives := get[[]dbus.ObjectPath](manager, "ActiveConnections")
	for _, path := range actives[:min(len(actives), few)] {
		if path == primary {
			continue
		}
		active := ask(path, nmActive)
		if isPrivate(active) && active.number("State") == nmActivated {
			n.VPN = get[string](active, "Id")
		}
	}
	if primary == "" || primary == nmNothing {
		return n, false, paths
	}
	active := ask(primary, nmActive)
	if active == nil {
		return n, false, paths
	}
	n.Present, n.Up = true, true
	n.Name = get[string](active, "Id")
	if isPrivate(active) {
		n.VPN = n.Name
	}
	if devices := get[[]dbus.ObjectPath](active, "Devices"); len(devices) > 0 {
		// Counters of a device change often, the name of its interface never.
		device := read(ctx, conn, nm, devices[0], nmDevice, dbus.FlagNoAutoStart)
		if n.Interface = get[string](device, "Interface"); n.Interface != "" {
			n.Name = n.Interface
		}
	}
	if n.Wireless = get[string](active, "Type") == "802-11-wireless"; !n.Wireless {
		return n, true, paths
	}
	if at := get[dbus.ObjectPath](active, "SpecificObject"); at != "" && at != nmNothing {
		point := ask(at, nmAccessPoint)
		n.Quality = min(1, point.number("Strength")/100)
		n.SSID = readable(get[[]byte](point, "Ssid"))
	}
	if n.SSID == "" { // a hidden network's connection is mostly named after it
		n.SSID = get[string](active, "Id")
	}
	n.Name = n.SSID
	return n, true, paths
}

// isPrivate says whether an active connection is a VPN.
func isPrivate(active object) bool {
	return get[bool](active, "Vpn") || get[string](active, "Type") == "wireguard"
}
