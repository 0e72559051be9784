package sysinfo

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/godbus/dbus/v5"
)

// patient is how long a test waits for what should come at once.
const patient = 5 * time.Second

// waitFor waits until the facts are as they should be.
func waitFor(t *testing.T, m *Machine, ok func(Facts) bool) {
	t.Helper()
	late := time.After(patient)
	for !ok(m.Facts()) {
		select {
		case <-m.Changed():
		case <-late:
			t.Fatalf("the facts stay %s", said(m.Facts()))
		}
	}
}

// expectEvent waits for the next event.
func expectEvent(t *testing.T, m *Machine, want Event) {
	t.Helper()
	select {
	case got := <-m.Events():
		if got != want {
			t.Fatalf("got event %+v, expected %+v", got, want)
		}
	case <-time.After(patient):
		t.Fatalf("no event, expected %+v", want)
	}
}

// expectSilence says that no event waits.
func expectSilence(t *testing.T, m *Machine) {
	t.Helper()
	select {
	case got := <-m.Events():
		t.Fatalf("unexpected event %+v", got)
	default:
	}
}

// testBus is a private message bus that plays both the system's and the
// session's.
type testBus struct {
	t      *testing.T
	socket string
	daemon *exec.Cmd
	dir    string
}

const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path=SOCKET</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>`

func newBus(t *testing.T) *testBus {
	t.Helper()
	if _, err := exec.LookPath("dbus-daemon"); err != nil {
		t.Skip("dbus-daemon is not installed")
	}
	dir := t.TempDir()
	b := &testBus{t: t, dir: dir, socket: filepath.Join(dir, "bus")}
	config := strings.Replace(busConfig, "SOCKET", b.socket, 1)
	if err := os.WriteFile(filepath.Join(dir, "bus.conf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	b.start()
	t.Cleanup(b.stop)
	return b
}

func (b *testBus) address() string { return "unix:path=" + b.socket }

// start returns when the bus listens.
func (b *testBus) start() {
	b.t.Helper()
	b.daemon = exec.Command("dbus-daemon", "--config-file="+filepath.Join(b.dir, "bus.conf"), "--print-address", "--nofork", "--nopidfile")
	out, err := b.daemon.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.daemon.Start(); err != nil {
		b.t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		b.t.Fatal(err)
	}
}

func (b *testBus) stop() {
	if b.daemon != nil {
		_ = b.daemon.Process.Kill()
		_ = b.daemon.Wait()
		b.daemon = nil
		os.Remove(b.socket)
	}
}

// getenv is the environment of a machine on this bus.
func (b *testBus) getenv(name string) string {
	switch name {
	case "DBUS_SYSTEM_BUS_ADDRESS", "DBUS_SESSION_BUS_ADDRESS":
		return b.address()
	case "XDG_SESSION_ID":
		return "7"
	}
	return ""
}

// machine is a machine of this bus, with the files.
func (b *testBus) machine(root fstest.MapFS) *Machine {
	m := OpenRoot(root)
	m.getenv = b.getenv
	b.t.Cleanup(m.Close)
	return m
}

// service is a program on the bus whose objects have properties.
type service struct {
	t    *testing.T
	conn *dbus.Conn

	mu      sync.Mutex
	objects map[dbus.ObjectPath]map[string]map[string]any // properties by interface
	calls   chan string
	hung    bool
	answers map[string][]any // of methods, by their full name
}

// serve connects a service to the bus, which owns no name yet.
func (b *testBus) serve() *service {
	b.t.Helper()
	s := &service{
		t: b.t, objects: map[dbus.ObjectPath]map[string]map[string]any{}, answers: map[string][]any{},
		calls: make(chan string, 100),
	}
	conn, err := dbus.Connect(b.address(), dbus.WithHandler(s))
	if err != nil {
		b.t.Fatal(err)
	}
	s.conn = conn
	b.t.Cleanup(func() { conn.Close() })
	return s
}

func (s *service) own(name string) {
	s.t.Helper()
	if reply, err := s.conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
		s.t.Fatalf("cannot own %s: %v %v", name, reply, err)
	}
}

// put sets properties without telling.
func (s *service) put(path dbus.ObjectPath, iface string, values map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.objects[path] == nil {
		s.objects[path] = map[string]map[string]any{}
	}
	if s.objects[path][iface] == nil {
		s.objects[path][iface] = map[string]any{}
	}
	for name, value := range values {
		s.objects[path][iface][name] = value
	}
}

// change sets properties and tells.
func (s *service) change(path dbus.ObjectPath, iface string, values map[string]any) {
	s.t.Helper()
	s.put(path, iface, values)
	changed := map[string]dbus.Variant{}
	for name, value := range values {
		changed[name] = dbus.MakeVariant(value)
	}
	s.emit(path, changedMember, iface, changed, []string{})
}

func (s *service) emit(path dbus.ObjectPath, name string, body ...any) {
	s.t.Helper()
	if err := s.conn.Emit(path, name, body...); err != nil {
		s.t.Fatal(err)
	}
}

func (s *service) hang(hung bool) {
	s.mu.Lock()
	s.hung = hung
	s.mu.Unlock()
}

// The service is a dbus.Handler whose objects have every path and interface.
func (s *service) LookupObject(path dbus.ObjectPath) (dbus.ServerObject, bool) {
	return servedObject{s, path}, true
}

type servedObject struct {
	*service
	path dbus.ObjectPath
}

func (o servedObject) LookupInterface(name string) (dbus.Interface, bool) {
	return servedInterface{o, name}, true
}

type servedInterface struct {
	servedObject
	name string
}

func (i servedInterface) LookupMethod(name string) (dbus.Method, bool) {
	return servedMethod{i, name}, true
}

type servedMethod struct {
	servedInterface
	method string
}

func (servedMethod) NumArguments() int     { return 0 }
func (servedMethod) NumReturns() int       { return 0 }
func (servedMethod) ArgumentValue(int) any { return nil }
func (servedMethod) ReturnValue(int) any   { return nil }

func (m servedMethod) Call(args ...any) ([]any, error) {
	name := m.name + "." + m.method
	m.mu.Lock()
	hung := m.hung
	m.mu.Unlock()
	if hung {
		<-m.conn.Context().Done()
		return nil, dbus.ErrClosed
	}
	if name != properties+".GetAll" {
		m.calls <- strings.TrimSpace(fmt.Sprintln(append([]any{name}, args...)...))
		m.mu.Lock()
		defer m.mu.Unlock()
		if answer, ok := m.answers[name]; ok {
			return answer, nil
		}
		return nil, dbus.MakeFailedError(errors.New("no such method"))
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	values, ok := m.objects[m.path][args[0].(string)]
	if !ok {
		return nil, dbus.MakeFailedError(errors.New("no such interface"))
	}
	out := map[string]dbus.Variant{}
	for name, value := range values {
		out[name] = dbus.MakeVariant(value)
	}
	return []any{out}, nil
}

// DecodeArguments takes arguments of any types.
func (m servedMethod) DecodeArguments(_ *dbus.Conn, _ string, _ *dbus.Message, args []any) ([]any, error) {
	return args, nil
}

// morning is when the clocks of these tests begin.
var morning = time.Date(2026, time.November, 21, 9, 41, 0, 0, time.UTC)

// waitBriefly leaves time to a program that does not tell when it is ready.
func waitBriefly() { <-time.After(10 * time.Millisecond) }

// said are the facts that are Present.
func said(f Facts) string {
	var out []string
	for v, i := reflect.ValueOf(f), 0; i < v.NumField(); i++ {
		if !v.Field(i).IsZero() {
			out = append(out, fmt.Sprintf("%s %+v", v.Type().Field(i).Name, v.Field(i)))
		}
	}
	return strings.Join(out, ", ")
}
