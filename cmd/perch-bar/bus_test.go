package main

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>`

// newBus starts a message bus that is the system's and the session's of an
// account, and returns its address.
func (a *account) newBus() string {
	a.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		a.Skip("dbus-daemon is not installed")
	}
	dir := filepath.Join(a.home, "run")
	c := exec.Command("dbus-daemon", "--config-file="+a.write("run/bus.conf", busConfig), "--print-address", "--nofork", "--nopidfile")
	c.Dir = dir
	out, err := c.StdoutPipe()
	if err != nil {
		a.Fatal(err)
	}
	if err := c.Start(); err != nil {
		a.Fatal(err)
	}
	a.Cleanup(func() {
		c.Process.Kill()
		c.Wait()
	})
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		a.Fatal(err)
	}
	address := "unix:path=" + filepath.Join(dir, "bus")
	a.env = append(a.env, "DBUS_SYSTEM_BUS_ADDRESS="+address)
	return address
}

// service is a program on a bus.
type service struct {
	t    testing.TB
	conn *dbus.Conn
}

// newService connects a program, whose name is taken when its objects are there.
func newService(t testing.TB, address string) *service {
	t.Helper()
	conn, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &service{t, conn}
}

func (s *service) own(name string) {
	s.t.Helper()
	if reply, err := s.conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		s.t.Fatalf("cannot own %s: %v %v", name, reply, err)
	}
}

// object gives an object properties by interface. Those that are set tell so.
func (s *service) object(path dbus.ObjectPath, interfaces map[string]map[string]any) *prop.Properties {
	s.t.Helper()
	all := prop.Map{}
	for name, values := range interfaces {
		all[name] = map[string]*prop.Prop{}
		for key, value := range values {
			all[name][key] = &prop.Prop{Value: value, Emit: prop.EmitTrue}
		}
	}
	properties, err := prop.Export(s.conn, path, all)
	if err != nil {
		s.t.Fatal(err)
	}
	return properties
}
